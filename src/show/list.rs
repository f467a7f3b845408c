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
use crate::diag::render::mask::Mask;
use crate::ir::{Program, Service};
use crate::source::Files;

/// All services, by name.
#[derive(Debug, Serialize)]
pub struct List {
    format_version: u32,
    services: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Line {
    service: String,
    owner: String,
    tier: String,
    environments: Vec<String>,
}

impl List {
    /// The services of a program, which was read from these files.
    pub fn new(program: &Program, files: &Files) -> Self {
        let mask = Mask::new(files);
        let services = program.services.iter();
        Self {
            format_version: 1,
            services: services.map(|service| line(service, &mask)).collect(),
        }
    }

    /// Writes the list as text.
    pub fn write_text(&self, out: &mut dyn io::Write, color: bool) -> io::Result<()> {
        let heads = ["service", "owner", "tier", "environments"];
        let mut rows = vec![heads.map(|head| Cell::styled(head, ASIDE)).to_vec()];
        rows.extend(self.services.iter().map(|line| {
            let cells = [&line.service, &line.owner, &line.tier];
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

fn line(service: &Service, mask: &Mask) -> Line {
    let masked = |text: &str| mask.text(text).into_owned();
    let environments = service.deployments.iter();
    Line {
        service: masked(&service.name),
        owner: masked(&service.team),
        tier: masked(&service.tier),
        environments: environments
            .map(|it| masked(&it.environment.name))
            .collect(),
    }
}
