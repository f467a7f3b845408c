//! Differences for people: a unified diff that `patch -p0` takes, or a line for each file. New files and
//! those to be removed, all of whose lines are alike, are a line in both unless they are wanted whole.

use std::io;

use anstyle::{AnsiColor, Style};

use super::{Action, Difference, Differences};
use crate::artifact::Changes;

const HEADER: Style = Style::new().bold();
const RANGE: Style = AnsiColor::Cyan.on_default();
const NEW: Style = AnsiColor::Green.on_default();
const OLD: Style = AnsiColor::Red.on_default();
const CHANGED: Style = AnsiColor::Yellow.on_default();

/// What stands for a file that does not exist.
const NOTHING: &str = "/dev/null";

impl Differences {
    /// Writes a unified diff, from what is there to what the registry asks for. New files and removed
    /// ones are shown `whole`, as `patch` needs them, or only named.
    pub fn write_unified(
        &self,
        out: &mut dyn io::Write,
        color: bool,
        whole: bool,
    ) -> io::Result<()> {
        for file in &self.files {
            let path = self.root.join(&file.path).into_string();
            let alone = match file.action {
                Action::Add => Some("new file"),
                Action::Remove => Some("removed file"),
                Action::Change => None,
            };
            if let Some(what) = alone.filter(|_| !whole) {
                let text = format!("{what} {path}: {}\n", figures(file));
                line(out, color, HEADER, &text)?;
                continue;
            }
            let (old, new) = match file.action {
                Action::Add => (NOTHING, path.as_str()),
                Action::Change => (path.as_str(), path.as_str()),
                Action::Remove => (path.as_str(), NOTHING),
            };
            line(out, color, HEADER, &format!("--- {old}\n"))?;
            line(out, color, HEADER, &format!("+++ {new}\n"))?;
            let hunks = self.hunks(file)?.unwrap_or_default();
            if !color {
                out.write_all(hunks.as_bytes())?;
                continue;
            }
            for text in hunks.split_inclusive('\n') {
                line(out, color, style(text), text)?;
            }
        }
        Ok(())
    }

    /// Writes a line for each file, and one for all of them.
    pub fn write_summary(&self, out: &mut dyn io::Write, color: bool) -> io::Result<()> {
        let path = |file: &Difference| self.root.join(&file.path).into_string();
        let width = self.files.iter().map(|file| path(file).chars().count());
        let width = width.max().unwrap_or_default();
        for file in &self.files {
            let (sign, style) = match file.action {
                Action::Add => ('+', NEW),
                Action::Change => ('~', CHANGED),
                Action::Remove => ('-', OLD),
            };
            let text = format!("{sign} {:width$}  {}\n", path(file), figures(file));
            line(out, color, style, &text)?;
        }
        writeln!(out, "{}", self.total())
    }

    /// All files in a line: `2 files differ: 1 to add, 1 to change; 40 the same`.
    pub fn total(&self) -> String {
        let counts = [
            (self.count(Action::Add), "to add"),
            (self.count(Action::Change), "to change"),
            (self.count(Action::Remove), "to remove"),
        ];
        let differ = match self.files.len() {
            0 => "nothing differs".to_owned(),
            1 => format!("1 file differs: {}", listed(&counts)),
            n => format!("{n} files differ: {}", listed(&counts)),
        };
        let edited = match self.edited() {
            0 => String::new(),
            n => format!("; {n} edited by hand, which `o11yc build` keeps"),
        };
        format!("{differ}; {} the same{edited}", self.unchanged)
    }
}

/// Writes a line, which ends in a line feed, in a style.
fn line(out: &mut dyn io::Write, color: bool, style: Style, text: &str) -> io::Result<()> {
    if !color {
        return out.write_all(text.as_bytes());
    }
    let text = text.strip_suffix('\n').unwrap_or(text);
    writeln!(out, "{style}{text}{style:#}")
}

fn style(line: &str) -> Style {
    match line.as_bytes().first() {
        Some(b'@') => RANGE,
        Some(b'+') => NEW,
        Some(b'-') => OLD,
        _ => Style::new(),
    }
}

/// `+12 -10 lines, rules: 3 changed`.
fn figures(file: &Difference) -> String {
    let lines = [('+', file.lines.added), ('-', file.lines.removed)];
    let lines = lines.into_iter().filter(|(_, count)| *count > 0);
    let lines: Vec<_> = lines
        .map(|(sign, count)| format!("{sign}{count}"))
        .collect();
    let rules = match file.changes {
        Changes::Rules {
            added: 0,
            removed: 0,
            changed: 0,
        } => ", the same rules".to_owned(),
        Changes::Rules {
            added,
            removed,
            changed,
        } => format!(
            ", rules: {}",
            listed(&[(added, "added"), (removed, "removed"), (changed, "changed")])
        ),
        Changes::Text => String::new(),
    };
    let edited = if file.edited { ", edited by hand" } else { "" };
    format!("{} lines{rules}{edited}", lines.join(" "))
}

/// `1 added, 2 changed`: the counts that are not zero.
fn listed(counts: &[(usize, &str)]) -> String {
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let counts: Vec<_> = counts
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    counts.join(", ")
}
