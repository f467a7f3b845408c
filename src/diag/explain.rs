//! Documentation of codes for people: what `o11yc explain` prints and what `docs/rules.md` holds.
//!
//! In come codes, out comes text. All texts stem from the doc comments at the declarations, so
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

/// All codes, a line each, by group.
pub fn list(codes: &[&Code]) -> String {
    let codes = sorted(codes);
    let width = codes.iter().map(|code| code.name.len()).max();
    let width = width.unwrap_or_default();
    let row = |code: &&Code| format!("  {}  {:width$}  {}\n", code.id, code.name, code.summary());
    let groups = codes.chunk_by(|a, b| a.group() == b.group());
    let groups = groups.map(|group| {
        let rows: String = group.iter().map(row).collect();
        format!("{}\n{rows}", title(group[0]))
    });
    groups.collect::<Vec<_>>().join("\n")
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
    let codes = sorted(codes);
    let tables = codes.chunk_by(|a, b| a.group() == b.group()).map(table);
    let rules = codes.iter().map(|code| rule(code));
    let page = [INTRODUCTION.to_owned()];
    page.into_iter().chain(tables).chain(rules).collect()
}

/// The codes by group and number.
fn sorted<'c>(codes: &[&'c Code]) -> Vec<&'c Code> {
    let mut codes = codes.to_vec();
    codes.sort_by_key(|code| (rank(code), code.id));
    codes
}

/// What the group of a code is called.
fn title(code: &Code) -> &'static str {
    GROUPS.get(rank(code)).map_or("Others", |(_, title)| title)
}

/// Where the group of a code stands.
fn rank(code: &Code) -> usize {
    let known = GROUPS.iter().position(|(group, _)| *group == code.group());
    known.unwrap_or(GROUPS.len())
}

/// The codes of one group, a row each, linked to their rules.
fn table(group: &[&Code]) -> String {
    let title = title(group[0]);
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
    fn a_list_has_a_line_for_each_code() {
        let expected = "\
Registry
  REG004  unknown-owner    Checks that every `owner:` names a team

Objectives
  SLO006  cramped-windows  Warns of a long window that is not longer than the short one
  SLO012  no-probe         Says which field would switch the probe objective on
";
        let reversed: Vec<_> = ALL.iter().rev().copied().collect();
        assert_eq!(list(&reversed), expected);
    }

    #[test]
    fn the_rules_page_lists_groups_in_order_whatever_order_codes_come_in() {
        let reversed: Vec<_> = ALL.iter().rev().copied().collect();
        assert_eq!(rules_page(ALL), rules_page(&reversed));
        insta::assert_snapshot!(rules_page(ALL));
    }
}
