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
//!   "remediation": [{"alert": "APIHighLatency", "service": "anvila-api", "to": "alert-bot", "repeat": "3h"}],
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
use crate::ir::alerting::{Line, Notice, Tee, table, tees};
use crate::routing::is_open;
use crate::source::Files;

/// The routing table of a program.
#[derive(Debug, Serialize)]
pub struct RoutingTable {
    format_version: u32,
    at: Option<String>,
    routes: Vec<Row>,
    remediation: Vec<TeeRow>,
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

/// An alert of which somebody is told as well, whatever its severity.
#[derive(Debug, Serialize)]
struct TeeRow {
    alert: String,
    service: String,
    to: String,
    repeat: String,
}

impl TeeRow {
    fn cells(&self) -> [&str; 4] {
        [&self.alert, &self.service, &self.to, &self.repeat]
    }
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
        let tees = tees(program);
        let tees = tees.filter(|tee| service.is_none_or(|name| tee.service == name));
        let unrouted = program.alerting.unrouted.as_ref();
        Self {
            format_version: 1,
            at: at.map(|at| at.to_string()),
            routes: lines.map(|line| maker.row(&line)).collect(),
            remediation: tees.map(|tee| maker.tee(&tee)).collect(),
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
        if !self.remediation.is_empty() {
            let mut rows = vec![Tee::HEADS.map(|head| Cell::styled(head, ASIDE)).to_vec()];
            let tees = self.remediation.iter();
            rows.extend(tees.map(|tee| tee.cells().map(Cell::new).to_vec()));
            write!(out, "\n{}", columns(&rows, "", color))?;
        }
        match &self.unrouted {
            Some(name) => writeln!(out, "\nalerts that no route takes: {name}"),
            None => Ok(()),
        }
    }

    /// Writes the table as Markdown.
    pub fn write_markdown(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let lines = self.routes.iter().map(|row| row.cells.each_ref());
        let lines = lines.map(|cells| cells.map(String::as_str));
        write_markdown_table(out, Line::HEADS, lines)?;
        if !self.remediation.is_empty() {
            writeln!(out)?;
            let tees = self.remediation.iter();
            write_markdown_table(out, Tee::HEADS, tees.map(TeeRow::cells))?;
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

fn write_markdown_table<'c, const COLUMNS: usize>(
    out: &mut dyn io::Write,
    heads: [&str; COLUMNS],
    rows: impl Iterator<Item = [&'c str; COLUMNS]>,
) -> io::Result<()> {
    writeln!(out, "| {} |", heads.join(" | "))?;
    writeln!(out, "|{}", " --- |".repeat(COLUMNS))?;
    for row in rows {
        let cells = row.map(|cell| cell.replace('|', "\\|"));
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    Ok(())
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
            repeat: delivery.again().to_string(),
            muted_in: muted_in.map(|name| self.masked(name)).collect(),
            cells: line.cells(is_told).map(|cell| self.masked(&cell)),
        }
    }

    fn tee(&self, tee: &Tee<'_>) -> TeeRow {
        TeeRow {
            alert: self.masked(tee.alert),
            service: self.masked(tee.service),
            to: self.masked(tee.to),
            repeat: tee.repeat.to_string(),
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
