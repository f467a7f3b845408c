//! The routing table: who is told of which alerts, when, and how often again.
//!
//! ```json
//! {
//!   "format_version": 1,
//!   "at": null,
//!   "routes": [
//!     {
//!       "team": "anvila-devops",
//!       "services": ["anvila-api"],
//!       "environments": ["production"],
//!       "severity": "critical",
//!       "notices": [{"to": ["#DevOps-Alerts", "anvila-pager"], "wait": "30s", "during": null, "told": true}],
//!       "repeat": "30m",
//!       "muted_in": []
//!     }
//!   ],
//!   "unrouted": "#DevOps-Alerts"
//! }
//! ```
//!
//! `told` says whether the notice goes out at the moment `at`; without one it is `true`. Readers must
//! ignore fields that they do not know: new ones do not change `format_version`.

use std::io;

use jiff::Timestamp;
use serde::Serialize;

use super::rows::{ASIDE, Cell, columns};
use crate::diag::render::mask::Mask;
use crate::ir::Program;
use crate::ir::alerting::{Line, Notice, table};
use crate::routing::is_open;
use crate::source::Files;

/// The routing table of a program.
#[derive(Debug, Serialize)]
pub struct RoutingTable {
    format_version: u32,
    at: Option<String>,
    routes: Vec<Row>,
    unrouted: Option<String>,
}

#[derive(Debug, Serialize)]
struct Row {
    team: String,
    services: Vec<String>,
    environments: Vec<String>,
    severity: &'static str,
    notices: Vec<NoticeRow>,
    repeat: String,
    muted_in: Vec<String>,
    /// The same in words, column by column.
    #[serde(skip)]
    cells: [String; 6],
}

#[derive(Debug, Serialize)]
struct NoticeRow {
    to: Vec<String>,
    wait: String,
    during: Option<String>,
    told: bool,
}

impl RoutingTable {
    /// The table of all alerts that can be emitted by a program, which was read from these files: at
    /// a moment or for all times, of one service if one is named.
    pub fn new(
        program: &Program,
        files: &Files,
        service: Option<&str>,
        at: Option<Timestamp>,
    ) -> Self {
        let maker = Maker {
            program,
            mask: Mask::new(files),
            at,
        };
        let lines = table(program).into_iter();
        let lines = lines.filter(|line| service.is_none_or(|name| line.services.contains(&name)));
        let unrouted = program.alerting.unrouted.as_ref();
        Self {
            format_version: 1,
            at: at.map(|at| at.to_string()),
            routes: lines.map(|line| maker.row(&line)).collect(),
            unrouted: unrouted.map(|it| maker.masked(&it.name)),
        }
    }

    /// Writes the table as text.
    pub fn write_text(&self, out: &mut dyn io::Write, color: bool) -> io::Result<()> {
        let mut rows = vec![Line::HEADS.map(|head| Cell::styled(head, ASIDE)).to_vec()];
        rows.extend(
            self.routes
                .iter()
                .map(|row| row.cells.clone().map(Cell::new).to_vec()),
        );
        write!(out, "{}", columns(&rows, "", color))?;
        match &self.unrouted {
            Some(name) => writeln!(out, "\nalerts that no route takes: {name}"),
            None => Ok(()),
        }
    }

    /// Writes the table as Markdown.
    pub fn write_markdown(&self, out: &mut dyn io::Write) -> io::Result<()> {
        writeln!(out, "| {} |", Line::HEADS.join(" | "))?;
        writeln!(out, "|{}", " --- |".repeat(Line::HEADS.len()))?;
        for row in &self.routes {
            let cells = row.cells.each_ref().map(|cell| cell.replace('|', "\\|"));
            writeln!(out, "| {} |", cells.join(" | "))?;
        }
        match &self.unrouted {
            Some(name) => writeln!(out, "\nAlerts that no route takes: {name}"),
            None => Ok(()),
        }
    }

    /// Writes the table as JSON, ending in a line feed.
    pub fn write_json(&self, out: &mut dyn io::Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        writeln!(out)
    }
}

struct Maker<'p> {
    program: &'p Program,
    mask: Mask,
    at: Option<Timestamp>,
}

impl Maker<'_> {
    fn row(&self, line: &Line<'_>) -> Row {
        let masked = |names: &[&str]| names.iter().map(|name| self.masked(name)).collect();
        let delivery = &line.delivery;
        let is_told = |notice: &Notice| self.is_told(notice, &delivery.muted_in);
        let notice = |notice: &Notice| NoticeRow {
            to: notice.to.iter().map(|it| self.masked(&it.name)).collect(),
            wait: notice.wait.to_string(),
            during: notice.during.as_deref().map(|name| self.masked(name)),
            told: is_told(notice),
        };
        let muted_in = delivery.muted_in.iter();
        Row {
            team: self.masked(line.team),
            services: masked(&line.services),
            environments: masked(&line.environments),
            severity: line.severity.as_str(),
            notices: delivery.notices.iter().map(notice).collect(),
            repeat: delivery.repeat.to_string(),
            muted_in: muted_in.map(|name| self.masked(name)).collect(),
            cells: line.cells(is_told).map(|cell| self.masked(&cell)),
        }
    }

    fn is_told(&self, notice: &Notice, muted_in: &[String]) -> bool {
        let Some(at) = self.at else { return true };
        let interval = |name: &String| self.program.alerting.intervals.get(name);
        let active: Vec<_> = notice.during.iter().filter_map(interval).collect();
        let muted: Vec<_> = muted_in.iter().filter_map(interval).collect();
        is_open(at, &active, &muted)
    }

    fn masked(&self, text: &str) -> String {
        self.mask.text(text).into_owned()
    }
}
