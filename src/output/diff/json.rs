//! Differences as one JSON document, for programs.
//!
//! ```json
//! {
//!   "format_version": 1,
//!   "against": "generated",
//!   "files": [
//!     {
//!       "path": "prometheus/rules/production/anvila-api.yml",
//!       "action": "change",
//!       "rules": {"added": 0, "removed": 0, "changed": 2},
//!       "lines": {"added": 4, "removed": 4},
//!       "edited_by_hand": false,
//!       "hunks": "@@ -13,7 +13,7 @@ …\n"
//!     }
//!   ],
//!   "summary": {"added": 0, "changed": 1, "removed": 0, "unchanged": 3}
//! }
//! ```
//!
//! Files stand in the order in which people are shown them: rules, Alertmanager's files, tests, pages. A
//! path is below the directory `against`. `action` is what a build would do with the file: `add`,
//! `change` or `remove`. `rules` is `null` where the file holds no rules, and `hunks` where only
//! a summary was asked for. Readers must ignore fields that they do not know: new ones do not change
//! `format_version`.

use std::io;

use serde::ser::{Error as _, SerializeSeq as _};
use serde::{Serialize, Serializer};

use super::{Action, Difference, Differences, Lines};
use crate::artifact::Changes;

#[derive(Serialize)]
struct Document<'a> {
    format_version: u32,
    against: &'a str,
    files: Files<'a>,
    summary: Summary,
}

/// The files, whose differing lines are read one after the other.
struct Files<'a>(&'a Differences);

impl Serialize for Files<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(differences) = self;
        let mut list = serializer.serialize_seq(Some(differences.files.len()))?;
        for difference in &differences.files {
            let hunks = differences.hunks(difference).map_err(S::Error::custom)?;
            list.serialize_element(&file(difference, hunks.as_deref()))?;
        }
        list.end()
    }
}

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    action: Action,
    rules: Option<Rules>,
    lines: Lines,
    edited_by_hand: bool,
    hunks: Option<&'a str>,
}

#[derive(Serialize)]
struct Rules {
    added: usize,
    removed: usize,
    changed: usize,
}

#[derive(Serialize)]
struct Summary {
    added: usize,
    changed: usize,
    removed: usize,
    unchanged: usize,
}

impl Differences {
    /// Writes the document, ending in a line feed.
    pub fn write_json(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let document = Document {
            format_version: 1,
            against: self.root.as_str(),
            files: Files(self),
            summary: Summary {
                added: self.count(Action::Add),
                changed: self.count(Action::Change),
                removed: self.count(Action::Remove),
                unchanged: self.unchanged,
            },
        };
        serde_json::to_writer_pretty(&mut *out, &document)?;
        writeln!(out)
    }
}

fn file<'a>(difference: &'a Difference, hunks: Option<&'a str>) -> File<'a> {
    File {
        path: difference.path.as_str(),
        action: difference.action,
        rules: rules(difference.changes),
        lines: difference.lines,
        edited_by_hand: difference.edited,
        hunks,
    }
}

fn rules(changes: Changes) -> Option<Rules> {
    match changes {
        Changes::Rules {
            added,
            removed,
            changed,
        } => Some(Rules {
            added,
            removed,
            changed,
        }),
        Changes::Text => None,
    }
}
