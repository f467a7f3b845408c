//! The changes that add a service: in come its entry and the registry's texts, out come new texts,
//! which can be examined before they are written.

use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};

use crate::edit::{self, Edit, Entry};
use crate::output::own;
use crate::source::Files;

/// Changes to files of the registry, one after the other.
pub(super) struct Plan<'f> {
    files: &'f Files,
    changes: Vec<Change<'f>>,
    edits: Vec<(Utf8PathBuf, Edit, Added)>,
}

/// A file with its text before and after.
struct Change<'f> {
    path: Utf8PathBuf,
    /// `None` if there is no file yet.
    before: Option<&'f str>,
    after: String,
}

/// The lines that an edit adds or changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Added {
    /// The number of the first one.
    pub(super) first: usize,
    pub(super) lines: String,
}

impl<'f> Plan<'f> {
    pub(super) fn new(files: &'f Files) -> Self {
        Self {
            files,
            changes: Vec::new(),
            edits: Vec::new(),
        }
    }

    /// Adds an entry to the list under `key` of a file.
    pub(super) fn add(
        &mut self,
        path: Utf8PathBuf,
        key: &str,
        entry: &Entry,
    ) -> anyhow::Result<()> {
        let at = self.changes.iter().position(|it| it.path == path);
        let at = at.unwrap_or_else(|| {
            let before = self.files.registry_text(&path);
            self.changes.push(Change {
                path: path.clone(),
                before,
                after: before.unwrap_or_default().to_owned(),
            });
            self.changes.len() - 1
        });
        let text = &mut self.changes[at].after;
        let edit = edit::append(text, key, entry).with_context(|| {
            format!("`{path}` leaves no place for an entry under `{key}:`; add it by hand, or name another file with `--file`")
        })?;
        let after = edit.apply(text);
        let lines = edit.lines(text);
        let shown = after.lines().skip(lines.start - 1).take(lines.len());
        let added = Added {
            first: lines.start,
            lines: shown.collect::<Vec<_>>().join("\n"),
        };
        *text = after;
        for (other, earlier, shown) in &mut self.edits {
            if *other == path && edit.range.start <= earlier.range.start {
                shown.first += edit.text.matches('\n').count();
            }
        }
        self.edits.push((path, edit, added));
        Ok(())
    }

    /// The files that change, with their new texts.
    pub(super) fn texts(&self) -> Vec<(&Utf8Path, &str)> {
        let changes = self.changes.iter();
        changes
            .map(|it| (it.path.as_path(), it.after.as_str()))
            .collect()
    }

    /// What is added, with the file that it goes to.
    pub(super) fn added(&self) -> impl Iterator<Item = (&Utf8Path, &Added)> {
        self.edits
            .iter()
            .map(|(path, _, added)| (path.as_path(), added))
    }

    /// Writes the new texts, which lie below `root`.
    pub(super) fn write(&self, root: &Utf8Path) -> anyhow::Result<()> {
        // The last one first: a team without services does no harm, unlike a service without its team.
        self.changes.iter().rev().try_for_each(|it| {
            let below = it.path.strip_prefix(root)?;
            match it.before {
                Some(before) => own::replace(root, below, before, &it.after),
                None => own::create(root, below, &it.after),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::Value;

    #[test]
    fn lines_are_counted_in_the_final_text() {
        let mut files = Files::default();
        files.set_root("registry");
        files.add(
            "registry/a.yml",
            "owners:\n- team: a\n\nservices:\n- x: y\n".to_owned(),
        );
        let entry = |key| vec![(key, Value::Text("z".to_owned()))];
        let mut plan = Plan::new(&files);
        let path = Utf8Path::new("registry/a.yml");
        plan.add(path.to_owned(), "services", &entry("x"))
            .expect("a place");
        plan.add(path.to_owned(), "owners", &entry("team"))
            .expect("a place");
        plan.add("registry/b.yml".into(), "services", &entry("x"))
            .expect("a place");
        let texts = plan.texts();
        let wanted = "owners:\n- team: a\n- team: z\n\nservices:\n- x: y\n- x: z\n";
        assert_eq!(texts[0], (path, wanted));
        assert_eq!(texts[1].1, "services:\n  - x: z\n");
        let shown: Vec<_> = plan
            .added()
            .map(|(_, it)| (it.first, it.lines.as_str()))
            .collect();
        assert_eq!(
            shown,
            [(7, "- x: z"), (3, "- team: z"), (1, "services:\n  - x: z")]
        );
    }
}
