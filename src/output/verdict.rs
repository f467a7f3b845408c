//! What is to be done about one file, from what the registry asks for, what we remember and what
//! the disk holds. This is the whole policy on hand edits.

use camino::Utf8PathBuf;

use super::manifest::{Entry, Hash};

/// What the disk holds at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// No file.
    Nothing,
    /// A file with this hash, and with another if its line ends were those that we write.
    Content(Hash, Option<Hash>),
    /// A symbolic link at or above the path.
    Link(Utf8PathBuf),
}

impl Found {
    /// A file with these bytes.
    pub(super) fn content(bytes: &[u8]) -> Self {
        let with_our_ends = str::from_utf8(bytes)
            .ok()
            .filter(|text| text.contains("\r\n"))
            .map(|text| Hash::of(text.replace("\r\n", "\n").as_bytes()));
        Self::Content(Hash::of(bytes), with_our_ends)
    }
}

/// What is to be done about a file, or why nothing is done.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    /// It is as it should be.
    Unchanged,
    /// It is not there: write it.
    Missing,
    /// It is ours and out of date: replace it.
    Stale,
    /// It is ours and no longer produced: remove it.
    Orphaned,
    /// It is no longer produced, and gone already: forget it.
    Gone,
    /// It was ours and somebody has edited it: keep it.
    Edited,
    /// It is ours but for its line ends, which a checkout has changed: keep it.
    LineEnds,
    /// It was ours, is no longer produced, and somebody has edited it: keep it.
    EditedOrphan,
    /// It is ours by its header and no longer produced, and no manifest says whether somebody has
    /// edited it: keep it.
    UnrecordedOrphan,
    /// We never wrote it: keep it.
    Foreign,
    /// A symbolic link leads to it, perhaps out of the output directory: leave it alone.
    Linked(Utf8PathBuf),
}

/// Judges a file: `wanted` is the hash of what it should hold, if anything, `known` what the
/// manifests say. `force` gives up hand edits and foreign files that stand in the way.
pub(super) fn judge(
    wanted: Option<&Hash>,
    known: Option<&Entry>,
    found: &Found,
    force: bool,
) -> Verdict {
    let (hash, with_our_ends) = match found {
        Found::Link(link) => return Verdict::Linked(link.clone()),
        Found::Nothing if wanted.is_some() => return Verdict::Missing,
        Found::Nothing => return Verdict::Gone,
        Found::Content(hash, with_our_ends) => (hash, with_our_ends.as_ref()),
    };
    let is_ours = |hash: &Hash| known.is_some_and(|entry| entry.allows(hash));
    let ours = force || is_ours(hash);
    match (wanted, known) {
        (Some(wanted), _) if wanted == hash => Verdict::Unchanged,
        (Some(_), _) if ours => Verdict::Stale,
        (None, _) if ours => Verdict::Orphaned,
        (None, Some(entry)) if entry.is_unrecorded() => Verdict::UnrecordedOrphan,
        (Some(_), Some(entry)) if entry.is_unrecorded() => Verdict::Foreign,
        (Some(_), Some(_)) if with_our_ends.is_some_and(is_ours) => Verdict::LineEnds,
        (Some(_), Some(_)) => Verdict::Edited,
        (None, Some(_)) => Verdict::EditedOrphan,
        (_, None) => Verdict::Foreign,
    }
}

impl Verdict {
    /// Whether new content takes the file's place.
    pub(super) fn writes(&self) -> bool {
        matches!(self, Verdict::Missing | Verdict::Stale)
    }

    /// Whether the file differs from what it should be and is left so.
    pub(super) fn keeps(&self) -> bool {
        matches!(
            self,
            Verdict::Edited
                | Verdict::LineEnds
                | Verdict::EditedOrphan
                | Verdict::UnrecordedOrphan
                | Verdict::Foreign
                | Verdict::Linked(_)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{Entry, Found, Hash, Verdict, judge};

    #[test]
    fn the_whole_table() {
        use Verdict::{
            Edited, EditedOrphan, Foreign, Gone, LineEnds, Missing, Orphaned, Stale, Unchanged,
        };
        // New content wanted?, path known?, on the disk; verdict without and with force.
        let table = [
            (true, true, "nothing", Missing, Missing),
            (true, true, "new", Unchanged, Unchanged),
            (true, true, "old", Stale, Stale),
            (true, true, "hand", Edited, Stale),
            (true, true, "old\r\n", LineEnds, Stale),
            (true, false, "old\r\n", Foreign, Stale),
            (true, false, "nothing", Missing, Missing),
            (true, false, "new", Unchanged, Unchanged),
            (true, false, "hand", Foreign, Stale),
            (false, true, "nothing", Gone, Gone),
            (false, true, "old", Orphaned, Orphaned),
            (false, true, "hand", EditedOrphan, Orphaned),
        ];
        let known = Entry {
            blake3: vec![Hash::of(b"older"), Hash::of(b"old"), Hash::of(b"old\n")],
            emitter: String::new(),
            origin: String::new(),
        };
        let new = Hash::of(b"new");
        for (wanted, is_known, disk, calm, forced) in table {
            let found = match disk {
                "nothing" => Found::Nothing,
                content => Found::content(content.as_bytes()),
            };
            let verdict = |force| {
                judge(
                    wanted.then_some(&new),
                    is_known.then_some(&known),
                    &found,
                    force,
                )
            };
            assert_eq!(verdict(false), calm, "{wanted} {is_known} {disk}");
            assert_eq!(verdict(true), forced, "{wanted} {is_known} {disk}, forced");
        }
    }

    #[test]
    fn force_does_not_follow_links() {
        let link = Found::Link("out/link".into());
        for wanted in [None, Some(&Hash::of(b"new"))] {
            assert_eq!(
                judge(wanted, None, &link, true),
                Verdict::Linked("out/link".into())
            );
        }
    }
}
