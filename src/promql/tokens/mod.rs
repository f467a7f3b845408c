//! Text into checked tokens that know their places, and refusals back into words that point there.
//! The grammar itself comes from a crate which tells neither.

mod explain;
mod place;
mod prepare;
mod scan;

pub(in crate::promql) use explain::{explain, misfit};
pub(in crate::promql) use place::check_place;
pub(in crate::promql) use prepare::{prepare, rewrite};
pub(in crate::promql) use scan::{Token, TokenKind};
