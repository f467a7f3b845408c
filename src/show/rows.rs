//! Columns for a terminal: rows of cells become lines in which every column begins at one place.

use anstyle::{AnsiColor, Style};

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

    pub(super) fn styled(text: impl AsRef<str>, style: Style) -> Self {
        let text = plain(text.as_ref());
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

    pub(super) fn width(&self) -> usize {
        self.text.chars().count()
    }
}

/// A text in a line. Control characters would move the cursor, or worse.
pub(crate) fn plain(text: &str) -> String {
    let text = text.chars();
    text.map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Prints rows, each a line that begins with `indent`. The last cell of a row takes no part in the width
/// of its column, since nothing follows it.
pub(super) fn columns(rows: &[Vec<Cell>], indent: &str, color: bool) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for row in rows {
        let followed = row.len().saturating_sub(1);
        widths.resize(widths.len().max(followed), 0);
        for (width, cell) in widths.iter_mut().zip(&row[..followed]) {
            *width = cell.width().max(*width);
        }
    }
    let mut text = String::new();
    for row in rows {
        text.push_str(indent);
        for (at, cell) in row.iter().enumerate() {
            text.push_str(&cell.print(color));
            if let Some(width) = widths.get(at).filter(|_| at + 1 < row.len()) {
                let gap = width.saturating_sub(cell.width()) + 2;
                text.extend(std::iter::repeat_n(' ', gap));
            }
        }
        text.truncate(text.trim_end_matches(' ').len());
        text.push('\n');
    }
    text
}

/// Breaks running text into lines, the first of which begins with `first`, the others with as many spaces.
pub(super) fn paragraph(first: &str, text: &str) -> String {
    let width = first.chars().count();
    let mut begin = first.to_owned();
    let mut lines = String::new();
    for line in wrapped(text, WIDTH.saturating_sub(width)) {
        lines.push_str(&begin);
        lines.push_str(&line);
        lines.push('\n');
        begin = " ".repeat(width);
    }
    lines
}

/// The lines of running text, each at most `width` wide unless a word is wider; at least one.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let (mut lines, mut line) = (Vec::new(), String::new());
    for word in text.split_whitespace() {
        let word: String = word.chars().filter(|c| !c.is_control()).collect();
        if !line.is_empty() {
            if line.chars().count() + 1 + word.chars().count() > width {
                lines.push(std::mem::take(&mut line));
            } else {
                line.push(' ');
            }
        }
        line.push_str(&word);
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::{ASIDE, Cell, columns, paragraph};

    #[test]
    fn columns_begin_at_one_place() {
        let row = |cells: &[&str]| cells.iter().map(Cell::new).collect();
        let rows: [Vec<Cell>; 4] = [
            row(&["a", "bb", "c"]),
            row(&["aaa", "last, and so as wide as it likes"]),
            row(&["", "b\n", "c"]),
            row(&["a", "", ""]),
        ];
        let text = columns(&rows, "  ", false);
        assert_eq!(
            text,
            "  a    bb  c\n  aaa  last, and so as wide as it likes\n       b   c\n  a\n"
        );
    }

    #[test]
    fn styles_take_no_room() {
        let rows = [
            vec![Cell::styled("a", ASIDE), Cell::new("b")],
            vec![Cell::new("aa"), Cell::new("b")],
        ];
        let text = columns(&rows, "", true);
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
