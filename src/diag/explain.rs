//! Documentation of codes for people: what `o11yc explain` prints and what `docs/rules.md` holds.
//!
//! In come codes, out comes text. Both texts stem from the doc comments at the declarations, so
//! that they cannot drift apart.

use super::Code;
use super::docs::{GROUPS, HEADINGS, Line};

/// The documentation of a code as plain text: headings without marks, examples indented.
pub fn explain(code: &Code) -> String {
    let mut text = vec![format!("{} {} ({})", code.id, code.name, code.severity)];
    for heading in HEADINGS {
        text.extend([String::new(), heading.to_owned()]);
        let lines = code.section_lines(heading).unwrap_or_default();
        text.extend(lines.into_iter().filter_map(indented));
    }
    text.join("\n") + "\n"
}

/// A line of a section as a terminal shows it; fences say nothing there.
fn indented(line: Line<'_>) -> Option<String> {
    match line {
        Line::Fence(_) => None,
        _ if line.words().is_empty() => Some(String::new()),
        Line::Example(words) => Some(format!("    {words}")),
        Line::Prose(words) | Line::Heading(words) => Some(format!("  {words}")),
    }
}

const INTRODUCTION: &str = "\
<!-- Generated from the documentation of the codes in src/; edit it there. -->

# Rules

Every finding of `o11yc` carries one of these codes, and `o11yc explain CODE` prints what is written
here. An error stops the build, a warning points at a probable mistake, and a note tells something
worth knowing.
";

const TABLE_HEAD: &str = "\n| Code | Name | Severity | What it does |\n|---|---|---|---|\n";

/// The page of all rules: a table for each group, then every rule in full.
pub fn rules_page(codes: &[&Code]) -> String {
    let mut codes = codes.to_vec();
    codes.sort_by_key(|code| (rank(code), code.id));

    let tables = codes.chunk_by(|a, b| a.group() == b.group()).map(table);
    let rules = codes.iter().map(|code| rule(code));
    let page = [INTRODUCTION.to_owned()];
    page.into_iter().chain(tables).chain(rules).collect()
}

/// Where the group of a code stands on the page.
fn rank(code: &Code) -> usize {
    let known = GROUPS.iter().position(|(group, _)| *group == code.group());
    known.unwrap_or(GROUPS.len())
}

/// The codes of one group, a row each, linked to their rules.
fn table(group: &[&Code]) -> String {
    let title = GROUPS
        .get(rank(group[0]))
        .map_or("Others", |(_, title)| title);
    let rows = group.iter().map(|code| row(code));
    [format!("\n## {title}\n"), TABLE_HEAD.to_owned()]
        .into_iter()
        .chain(rows)
        .collect()
}

fn row(code: &Code) -> String {
    let Code {
        id, name, severity, ..
    } = code;
    let anchor = id.to_lowercase();
    let summary = code.summary().replace('|', "\\|");
    format!("| [{id}](#{anchor}-{name}) | {name} | {severity} | {summary} |\n")
}

fn rule(code: &Code) -> String {
    let title = format!(
        "\n## {} {}\n\nSeverity: {}.\n",
        code.id, code.name, code.severity
    );
    let section = |heading| {
        let body = code.section(heading).unwrap_or_default();
        format!("\n### {heading}\n\n{body}\n")
    };
    std::iter::once(title)
        .chain(HEADINGS.map(section))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::samples::{ALL, UNKNOWN_OWNER};

    #[test]
    fn an_explanation_reads_well_in_a_terminal() {
        insta::assert_snapshot!(explain(&UNKNOWN_OWNER));
    }

    #[test]
    fn the_rules_page_lists_groups_in_order_whatever_order_codes_come_in() {
        let reversed: Vec<_> = ALL.iter().rev().copied().collect();
        assert_eq!(rules_page(ALL), rules_page(&reversed));
        insta::assert_snapshot!(rules_page(ALL));
    }
}
