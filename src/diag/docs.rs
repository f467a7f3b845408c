//! The documentation of a code, taken apart: in comes the Markdown of its doc comment, out come
//! sections, the one-line summary and lines by kind. Also checks that it has the shape on which
//! `o11yc explain` and `docs/rules.md` rely.

use std::collections::BTreeSet;

use super::Code;

const WHAT_IT_DOES: &str = "What it does";
const EXAMPLE: &str = "Example";

/// The headings that the documentation of every code has, in this order.
pub(super) const HEADINGS: [&str; 4] = [WHAT_IT_DOES, "Why it matters", EXAMPLE, "Write instead"];

/// What the letters of an id stand for, in the order of the rules page.
pub(super) const GROUPS: [(&str, &str); 9] = [
    ("YML", "YAML"),
    ("REG", "Registry"),
    ("SLO", "Objectives"),
    ("PCK", "Alert packs"),
    ("ALR", "Alerts"),
    ("RTE", "Routing"),
    ("RED", "Redaction"),
    ("SEC", "Secrets"),
    ("GEN", "Generated files"),
];

/// A line of documentation, without the space that follows `///`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// The words of a `##` heading.
    Heading(&'a str),
    /// The opening or closing line of a fenced example.
    Fence(&'a str),
    /// A line inside a fence.
    Example(&'a str),
    /// Anything else.
    Prose(&'a str),
}

impl<'a> Line<'a> {
    /// The line as it was written, a heading without its marks.
    pub(super) fn words(self) -> &'a str {
        match self {
            Self::Heading(words)
            | Self::Fence(words)
            | Self::Example(words)
            | Self::Prose(words) => words,
        }
    }
}

/// Tells the lines of a doc comment apart.
fn lines(docs: &str) -> impl Iterator<Item = Line<'_>> {
    let mut fenced = false;
    docs.lines().map(move |line| {
        let line = line.strip_prefix(' ').unwrap_or(line).trim_end();
        if line.starts_with("```") {
            fenced = !fenced;
            Line::Fence(line)
        } else if fenced {
            Line::Example(line)
        } else if let Some(words) = line.strip_prefix("## ") {
            Line::Heading(words)
        } else {
            Line::Prose(line)
        }
    })
}

impl Code {
    /// The letters of the id: `REG` for `REG004`.
    pub fn group(&self) -> &'static str {
        self.id.trim_end_matches(|c: char| c.is_ascii_digit())
    }

    /// The Markdown under a heading, without the heading; `None` if there is no such heading.
    pub fn section(&self, heading: &str) -> Option<String> {
        let lines = self.section_lines(heading)?;
        let words: Vec<_> = lines.into_iter().map(Line::words).collect();
        Some(words.join("\n"))
    }

    /// The lines of a section, from the first that is not empty to the last.
    pub(super) fn section_lines(&self, heading: &str) -> Option<Vec<Line<'static>>> {
        let mut lines = lines(self.docs);
        lines.find(|&line| line == Line::Heading(heading))?;
        let mut section: Vec<_> = lines
            .take_while(|line| !matches!(line, Line::Heading(_)))
            .skip_while(|&line| line == Line::Prose(""))
            .collect();
        while section.last() == Some(&Line::Prose("")) {
            section.pop();
        }
        Some(section)
    }

    /// The first sentence of "What it does", on one line and without its full stop.
    pub fn summary(&self) -> String {
        let body = self.section(WHAT_IT_DOES).unwrap_or_default();
        let paragraph = body.split("\n\n").next().unwrap_or_default();
        let line = paragraph.replace('\n', " ");
        let sentence = line.split_once(". ").map_or(&*line, |(first, _)| first);
        sentence.trim_end_matches('.').to_owned()
    }
}

/// Whether a code is documented as every code must be: an id of a known group, a kebab-case name,
/// the four headings in order, each with text, and an example in a YAML fence.
pub fn check_docs(code: &Code) -> Result<(), String> {
    check_name(code)
        .and_then(|()| check_sections(code))
        .map_err(|complaint| format!("{}: {complaint}", code.id))
}

fn check_name(code: &Code) -> Result<(), String> {
    let digits = &code.id[code.group().len()..];
    if digits.len() != 3 || GROUPS.iter().all(|(group, _)| *group != code.group()) {
        return Err("the id is not one of the known groups and three digits".to_owned());
    }
    let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let is_word = |word: &str| !word.is_empty() && word.chars().all(is_letter);
    if !code.name.split('-').all(is_word) {
        return Err(format!("the name `{}` is not in kebab case", code.name));
    }
    Ok(())
}

fn check_sections(code: &Code) -> Result<(), String> {
    let kinds: Vec<_> = lines(code.docs).collect();
    let headings: Vec<_> = kinds
        .iter()
        .filter(|line| matches!(line, Line::Heading(_)))
        .map(|line| line.words())
        .collect();
    if headings != HEADINGS {
        return Err(format!("the headings are {headings:?}, not {HEADINGS:?}"));
    }
    for heading in HEADINGS {
        if code.section(heading).is_none_or(|body| body.is_empty()) {
            return Err(format!("there is nothing under `{heading}`"));
        }
    }
    if !code
        .section(EXAMPLE)
        .is_some_and(|body| body.contains("```yaml\n"))
    {
        return Err(format!("`{EXAMPLE}` has no YAML fence"));
    }
    let fences = kinds.iter().filter(|line| matches!(line, Line::Fence(_)));
    if fences.count() % 2 != 0 {
        return Err("a fence is left open".to_owned());
    }
    Ok(())
}

/// Whether no two codes share an id or a name.
pub fn check_unique(codes: &[&Code]) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    let mut words = codes.iter().flat_map(|code| [code.id, code.name]);
    match words.find(|&word| !seen.insert(word)) {
        Some(word) => Err(format!("two codes are called `{word}`")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Severity;
    use crate::diag::samples::{ALL, CRAMPED, UNKNOWN_OWNER};

    #[test]
    fn sections_lose_the_space_of_doc_comments_and_ignore_headings_in_fences() {
        assert_eq!(
            UNKNOWN_OWNER.section(EXAMPLE).as_deref(),
            Some("```yaml\n## a comment, not a heading\nservices:\n  - owner: anvila-devop\n```")
        );
        assert_eq!(UNKNOWN_OWNER.section("a comment, not a heading"), None);
    }

    #[test]
    fn the_summary_is_the_first_sentence_on_one_line() {
        assert_eq!(
            UNKNOWN_OWNER.summary(),
            "Checks that every `owner:` names a team"
        );
        assert_eq!(
            CRAMPED.summary(),
            "Warns of a long window that is not longer than the short one"
        );
    }

    #[test]
    fn well_documented_codes_pass() {
        for code in ALL {
            assert_eq!(check_docs(code), Ok(()));
        }
        assert_eq!(check_unique(ALL), Ok(()));
    }

    #[test]
    fn every_flaw_is_named() {
        let check = |id, name, docs| {
            let severity = Severity::Error;
            check_docs(&Code {
                id,
                name,
                severity,
                docs,
            })
            .expect_err("the code is flawed")
        };
        let good = UNKNOWN_OWNER.docs;
        let flawed = |from: &str, to: &str| -> &'static str { good.replace(from, to).leak() };
        insta::assert_snapshot!([
            check("REG4", "unknown-owner", good),
            check("XYZ004", "unknown-owner", good),
            check("REG004", "Unknown-owner", good),
            check("REG004", "unknown--owner", good),
            check("REG004", "unknown-owner", flawed("## Why it matters", "## Why")),
            check("REG004", "unknown-owner", flawed(" The alerts of a service without a team page nobody.", "")),
            check("REG004", "unknown-owner", flawed("```yaml", "```")),
            check("REG004", "unknown-owner", good.trim_end().trim_end_matches('`')),
        ].join("\n"), @r#"
REG4: the id is not one of the known groups and three digits
XYZ004: the id is not one of the known groups and three digits
REG004: the name `Unknown-owner` is not in kebab case
REG004: the name `unknown--owner` is not in kebab case
REG004: the headings are ["What it does", "Why", "Example", "Write instead"], not ["What it does", "Why it matters", "Example", "Write instead"]
REG004: there is nothing under `Why it matters`
REG004: `Example` has no YAML fence
REG004: a fence is left open
"#);
    }

    #[test]
    fn a_name_given_twice_is_found() {
        let twin = Code {
            id: "REG999",
            name: UNKNOWN_OWNER.name,
            severity: Severity::Note,
            docs: "",
        };
        assert_eq!(
            check_unique(&[&UNKNOWN_OWNER, &twin]),
            Err("two codes are called `unknown-owner`".to_owned())
        );
    }
}
