//! Writes how assertions turn out: those that do not hold for people, all of them for pages and programs.

use std::io;

use super::{Outcome, RouteTests};
use crate::show::rows::{ASIDE, Cell, HEADING, columns};

impl RouteTests {
    /// Writes the assertions that do not hold, each with what happens instead.
    pub fn write_text(&self, out: &mut dyn io::Write, color: bool) -> io::Result<()> {
        for test in self.tests.iter().filter(|test| !test.holds) {
            let place = Cell::styled(&test.place, HEADING).print(color);
            writeln!(out, "{place}: {}", Cell::new(&test.asked).print(color))?;
            writeln!(out, "{}", columns(&rows(test), "  ", color))?;
        }
        Ok(())
    }

    /// Writes all assertions as a table in Markdown.
    pub fn write_markdown(&self, out: &mut dyn io::Write) -> io::Result<()> {
        writeln!(out, "| assertion | alerts | holds | expected | told |")?;
        writeln!(out, "|{}", " --- |".repeat(5))?;
        for test in &self.tests {
            let cells = [
                test.place.clone(),
                test.asked.clone(),
                if test.holds { "yes" } else { "no" }.to_owned(),
                listed(&test.expected),
                test.why.clone().unwrap_or_else(|| listed(&test.told)),
            ];
            let cells = cells.map(|cell| cell.replace('|', "\\|"));
            writeln!(out, "| {} |", cells.join(" | "))?;
        }
        Ok(())
    }

    /// Writes all assertions as JSON, ending in a line feed.
    pub fn write_json(&self, out: &mut dyn io::Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        writeln!(out)
    }
}

fn rows(test: &Outcome) -> Vec<Vec<Cell>> {
    let row = |label: &str, text: &str| vec![Cell::styled(label, ASIDE), Cell::new(text)];
    if let Some(why) = &test.why {
        return vec![row("why", why)];
    }
    let mut rows = vec![
        row("expected", &listed(&test.expected)),
        row("told", &listed(&test.told)),
    ];
    rows.extend(test.alert.iter().map(|alert| row("alert", alert)));
    rows.extend(test.routes.iter().map(|route| row("route", route)));
    rows
}

fn listed(names: &[String]) -> String {
    if names.is_empty() {
        return "nobody".to_owned();
    }
    names.join(", ")
}
