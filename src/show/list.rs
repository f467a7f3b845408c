//! The list of all services, a line each.
//!
//! ```json
//! {
//!   "format_version": 1,
//!   "services": [
//!     {"service": "anvila-api", "owner": "anvila-devops", "tier": "user-facing", "environments": ["staging", "production"]}
//!   ]
//! }
//! ```

use std::io;

use serde::Serialize;

use super::rows::{ASIDE, Cell, columns};
use crate::ir::{Program, Service};

/// All services, by name.
#[derive(Debug, Serialize)]
pub struct List<'p> {
    format_version: u32,
    services: Vec<Line<'p>>,
}

#[derive(Debug, Serialize)]
struct Line<'p> {
    service: &'p str,
    owner: &'p str,
    tier: &'p str,
    environments: Vec<&'p str>,
}

impl<'p> List<'p> {
    /// The services of a program.
    pub fn new(program: &'p Program) -> Self {
        Self {
            format_version: 1,
            services: program.services.iter().map(line).collect(),
        }
    }

    /// Writes the list as text.
    pub fn write_text(&self, out: &mut dyn io::Write, color: bool) -> io::Result<()> {
        let heads = ["service", "owner", "tier", "environments"];
        let mut rows = vec![heads.map(|head| Cell::styled(head, ASIDE)).to_vec()];
        rows.extend(self.services.iter().map(|line| {
            let cells = [line.service, line.owner, line.tier];
            let mut row = cells.map(Cell::new).to_vec();
            row.push(Cell::new(line.environments.join(", ")));
            row
        }));
        write!(out, "{}", columns(&rows, "", color))
    }

    /// Writes the list as JSON, ending in a line feed.
    pub fn write_json(&self, out: &mut dyn io::Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        writeln!(out)
    }
}

fn line(service: &Service) -> Line<'_> {
    let environments = service.deployments.iter();
    Line {
        service: &service.name,
        owner: &service.team,
        tier: &service.tier,
        environments: environments
            .map(|it| it.environment.name.as_str())
            .collect(),
    }
}
