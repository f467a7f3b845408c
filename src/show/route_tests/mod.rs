//! Assertions about routes and how they turn out: in come the program and a file of assertions, out
//! goes a line for each, with the routes that the alerts take.
//!
//! ```json
//! {
//!   "format_version": 1,
//!   "at": null,
//!   "tests": [
//!     {
//!       "place": "routes.yml:2",
//!       "asked": "{alertname=\"SLOFastBurn\", service=\"shop\"}",
//!       "holds": false,
//!       "expected": ["shop-pager"],
//!       "told": ["#shop-alerts", "shop-pager"],
//!       "routes": ["{team=\"shop\"} > {severity=\"critical\"}"],
//!       "alert": "SLOFastBurn{environment=\"production\",service=\"shop\",slo=\"success\"}",
//!       "why": null
//!     }
//!   ]
//! }
//! ```
//!
//! Where an assertion is about several alerts and does not hold, `alert` is the first one that goes
//! elsewhere. `why` says why none could be asked. Readers must ignore fields that they do not know:
//! new ones do not change `format_version`.

mod judge;
mod write;

use jiff::Timestamp;
use serde::Serialize;

use crate::diag::Sink;
use crate::ir::Program;
use crate::registry::RouteTest;
use crate::source::{Files, Spanned};

/// How assertions about routes turn out.
#[derive(Debug, Serialize)]
pub struct RouteTests {
    format_version: u32,
    at: Option<String>,
    tests: Vec<Outcome>,
}

/// How an assertion turns out.
#[derive(Debug, Serialize)]
struct Outcome {
    /// Where it stands.
    place: String,
    /// Which alerts it is about.
    asked: String,
    holds: bool,
    expected: Vec<String>,
    told: Vec<String>,
    routes: Vec<String>,
    /// The alert that was asked about, if it is one of the registry's.
    alert: Option<String>,
    /// Why nothing could be asked.
    why: Option<String>,
}

impl RouteTests {
    /// Judges assertions about the program's routes at a moment, unless they name their own. Moments that
    /// cannot be read are reported.
    pub fn new(
        program: &Program,
        files: &Files,
        tests: &[Spanned<RouteTest>],
        at: Option<Timestamp>,
        sink: &mut Sink,
    ) -> Self {
        Self {
            format_version: 1,
            at: at.map(|at| at.to_string()),
            tests: judge::outcomes(program, files, tests, at, sink),
        }
    }

    /// How many assertions there are, and how many of them do not hold.
    pub fn count(&self) -> (usize, usize) {
        let failed = self.tests.iter().filter(|test| !test.holds);
        (self.tests.len(), failed.count())
    }
}
