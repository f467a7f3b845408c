//! Columns for a terminal: rows of cells become lines in which every column begins at one place.

use clap::builder::styling::{AnsiColor, Style};

pub(super) const HEADING: Style = Style::new().bold();
pub(super) const ASIDE: Style = Style::new().dimmed();
pub(super) const PAGE: Style = AnsiColor::Red.on_default().bold();
pub(super) const TICKET: Style = AnsiColor::Yellow.on_default();

/// The widest line of running text.
const WIDTH: usize = 80;

/// A text with the style that it has on a terminal.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    text: String,
    style: Style,
}

impl Cell {
    pub(super) fn new(text: impl AsRef<str>) -> Self {
        Self::styled(text, Style::new())
    }

    /// Control characters would move the cursor, or worse.
    pub(super) fn styled(text: impl AsRef<str>, style: Style) -> Self {
        let text = text.as_ref().chars();
        let text = text.map(|c| if c.is_control() { ' ' } else { c }).collect();
        Self { text, style }
    }

    pub(super) fn print(&self, color: bool) -> String {
        let Self { text, style } = self;
        if color && !text.is_empty() {
            format!("{style}{text}{style:#}")
        } else {
            text.clone()
        }
    }

    fn width(&self) -> usize {
        self.text.chars().count()
    }
}

/// Prints rows, each a line that begins with `indent`. A cell wider than `widest` takes no part in the
/// width of its column, and moves what follows it.
pub(super) fn columns(rows: &[Vec<Cell>], indent: &str, widest: usize, color: bool) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells
            .map(Cell::width)
            .filter(|width| *width <= widest)
            .max()
    };
    let widths: Vec<_> = (0..count)
        .map(|column| width(column).unwrap_or(0))
        .collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::from(indent);
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(&cell.print(color));
            let gap = width.saturating_sub(cell.width()) + 2;
            line.extend(std::iter::repeat_n(' ', gap));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Breaks running text into lines, the first of which begins with `first`, the others with as many spaces.
pub(super) fn paragraph(first: &str, text: &str) -> String {
    let indent = " ".repeat(first.chars().count());
    let (mut lines, mut line) = (String::new(), String::from(first));
    let mut empty = true;
    for word in text.split_whitespace() {
        if !empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push_str(&line);
            lines.push('\n');
            line.clone_from(&indent);
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.extend(word.chars().filter(|c| !c.is_control()));
        empty = false;
    }
    lines.push_str(&line);
    lines.push('\n');
    lines
}

#[cfg(test)]
mod tests {
    use super::{ASIDE, Cell, columns, paragraph};

    #[test]
    fn columns_begin_at_one_place() {
        let row = |cells: [&str; 3]| cells.map(Cell::new).to_vec();
        let rows = [
            row(["a", "bb", "c"]),
            row(["aaa", "much too wide", "c"]),
            row(["", "b\n", ""]),
        ];
        let text = columns(&rows, "  ", 6, false);
        assert_eq!(text, "  a    bb  c\n  aaa  much too wide  c\n       b\n");
    }

    #[test]
    fn styles_take_no_room() {
        let rows = [
            vec![Cell::styled("a", ASIDE), Cell::new("b")],
            vec![Cell::new("aa"), Cell::new("b")],
        ];
        let text = columns(&rows, "", 9, true);
        assert_eq!(text, "\u{1b}[2ma\u{1b}[0m   b\naa  b\n");
    }

    #[test]
    fn paragraphs_are_broken_between_words() {
        let text = paragraph("- ", &"word ".repeat(20));
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(lines[0].starts_with("- word") && lines[0].len() <= 80);
        assert!(lines[1].starts_with("  word"));
        let long = "x".repeat(100);
        assert_eq!(paragraph("", &long), format!("{long}\n"));
    }
}
