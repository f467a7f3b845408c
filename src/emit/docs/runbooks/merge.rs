//! Puts what the user adds to a runbook under the headings of the generated page.

use crate::source::Fence;

/// The heading of what the user says under none.
const NOTES: &str = "Notes of this platform";

/// A heading of the second level, and what stands under it.
struct Section {
    heading: Option<String>,
    text: String,
}

/// The page with the user's sections: behind the text of the section of the same heading, or else at
/// the end, in the user's order. The addition's own title is left out, for the page has one.
pub(super) fn merge(page: &str, addition: &str) -> String {
    let mut merged = sections(page);
    for added in sections(addition) {
        let (heading, text) = match added.heading {
            Some(heading) => (heading, added.text),
            None => (NOTES.to_owned(), without_title(&added.text)),
        };
        let text = text.trim_matches('\n');
        if text.trim().is_empty() {
            continue;
        }
        let same = |it: &&mut Section| it.heading.as_ref().is_some_and(|it| equal(it, &heading));
        match merged.iter_mut().find(same) {
            Some(section) => {
                section.text = format!("{}\n\n{text}\n", section.text.trim_end_matches('\n'));
            }
            None => merged.push(Section {
                heading: Some(heading),
                text: format!("{text}\n"),
            }),
        }
    }
    let texts = merged.iter().map(|section| match &section.heading {
        Some(heading) => format!("## {heading}\n\n{}", section.text.trim_matches('\n')),
        None => section.text.trim_matches('\n').to_owned(),
    });
    texts.collect::<Vec<_>>().join("\n\n") + "\n"
}

fn equal(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// The text without a title in its first line.
fn without_title(text: &str) -> String {
    let text = text.trim_start_matches('\n');
    match text.split_once('\n') {
        Some((first, rest)) if first.starts_with("# ") => rest.to_owned(),
        _ => text.to_owned(),
    }
}

/// The sections of a page. What stands between fences is code, and no heading; a fence that the text
/// leaves open is closed, lest the rest of the page become code.
fn sections(markdown: &str) -> Vec<Section> {
    let mut sections = vec![Section {
        heading: None,
        text: String::new(),
    }];
    let mut open: Option<Fence> = None;
    for line in markdown.lines() {
        if open.is_none()
            && let Some(heading) = heading(line)
        {
            sections.push(Section {
                heading: Some(heading.to_owned()),
                text: String::new(),
            });
            continue;
        }
        open = Fence::after(open, line);
        if let Some(section) = sections.last_mut() {
            section.text += line;
            section.text.push('\n');
        }
    }
    if let (Some(fence), Some(section)) = (open, sections.last_mut()) {
        section.text += &fence.closing();
        section.text.push('\n');
    }
    sections
}

/// The words of a heading of the second level.
fn heading(line: &str) -> Option<&str> {
    let words = line.strip_prefix("## ")?.trim();
    let words = words.trim_end_matches('#').trim_end();
    (!words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::merge;

    const PAGE: &str = "# HostDown\n\n## Meaning\n\nIt is down.\n\n## Resolution\n\nStart it.\n";

    #[test]
    fn sections_of_one_heading_are_joined_and_others_appended() {
        let addition = "# HostDown\r\n\r\nKeys are in the safe.\r\n\r\n## resolution ##\r\n\r\nAsk Ada.\r\n## Vendor\r\n\r\nCall them.";
        assert_eq!(
            merge(PAGE, addition),
            "# HostDown\n\n## Meaning\n\nIt is down.\n\n## Resolution\n\nStart it.\n\nAsk Ada.\n\n\
             ## Notes of this platform\n\nKeys are in the safe.\n\n## Vendor\n\nCall them.\n"
        );
    }

    #[test]
    fn an_addition_that_says_nothing_changes_nothing() {
        for nothing in ["", "\n \n", "# HostDown\n", "## Resolution\n"] {
            assert_eq!(merge(PAGE, nothing), PAGE, "{nothing:?}");
        }
    }

    #[test]
    fn code_has_no_headings_and_ends_with_its_section() {
        let merged = merge(PAGE, "## Meaning\n~~~~sh\n## Resolution\n~~~\n```");
        assert_eq!(
            merged,
            "# HostDown\n\n## Meaning\n\nIt is down.\n\n~~~~sh\n## Resolution\n~~~\n```\n~~~~\n\n\
             ## Resolution\n\nStart it.\n"
        );
    }
}
