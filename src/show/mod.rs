//! What the registry makes of a service, for those who ask: in come the program and the texts that it
//! was read from, out go a [`Sheet`] about one service, a [`List`] of all, or [`Why`] an alert fires, as text or JSON.
//!
//! Every value comes with the place that decided it. Figures are those of `slo`; nothing is worked
//! out here. Secrets pass no more than they pass in findings.

mod gains;
mod list;
mod make;
mod moment;
mod packs;
mod route_tests;
mod routes;
mod rows;
mod sheet;
mod text;
mod why;

pub use list::List;
pub use moment::moment;
pub use route_tests::RouteTests;
pub use routes::RoutingTable;
pub(crate) use rows::plain;
pub use sheet::{
    AlertRow, Budget, Decimal, Environment, File, Off, OtherAlert, Setting, Sheet, Sli, Slo,
};
pub use why::{Namesakes, Query, Selection, Why, pasted};
