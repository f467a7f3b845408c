//! Cuts out of the sources what a finding shows: a few lines, and what to underline in them.
//!
//! In come the labels of a finding, out come [`Excerpt`]s with secrets starred out. Their size, and
//! the work to make one, depend on the labels and never on the size of the file.

use std::ops::Range;

use super::mask::Mask;
use crate::diag::{Diagnostic, Label};
use crate::source::{FileId, Files, Position};

/// Places with more bytes between them than this get excerpts of their own, a longer span is shown
/// by its first line, and a place further to the right in its line is named but not shown.
const REACH: usize = 16 * 1024;

/// The widest underline on one line, in bytes.
const UNDERLINE: usize = 80;

/// The widest stretch of columns with underlines in one excerpt, in bytes, so that all of them fit
/// a terminal side by side.
const BREADTH: usize = 110;

/// How many bytes of a line are kept to the right of the last underline: more than a terminal is
/// wide, so that the line is seen to go on.
const MARGIN: usize = 600;

/// Consecutive lines of one file.
pub(super) struct Excerpt<'a> {
    pub(super) path: &'a str,
    /// Where the text begins; without a text, the place itself.
    pub(super) position: Position,
    /// The lines, each ended by a line feed; empty if there are none, or the place is too far right
    /// to be shown.
    pub(super) text: String,
    /// What to underline.
    pub(super) marks: Vec<Mark<'a>>,
}

/// A stretch of an excerpt and what is said about it.
pub(super) struct Mark<'a> {
    /// Bytes of [`Excerpt::text`].
    pub(super) range: Range<usize>,
    pub(super) label: &'a str,
    pub(super) is_primary: bool,
}

/// The excerpts for a finding: the one with the primary label first, then others of its file, then
/// other files by path.
pub(super) fn excerpts<'a>(
    diagnostic: &'a Diagnostic,
    files: &'a Files,
    mask: &Mask,
) -> Vec<Excerpt<'a>> {
    let primary = diagnostic.primary.iter().map(|label| (label, true));
    let secondary = diagnostic.secondary.iter().map(|label| (label, false));
    let mut labels: Vec<_> = primary.chain(secondary).collect();
    let main = labels.first().map(|(label, _)| files.path(label.span));
    labels.sort_by_key(|(label, _)| {
        let path = files.path(label.span);
        (Some(path) != main, path, label.span.start)
    });

    let mut clusters: Vec<Cluster<'_>> = Vec::new();
    let mut excerpts = Vec::new();
    for (label, is_primary) in labels {
        match (Place::new(label, is_primary, files), clusters.last_mut()) {
            (Some(place), Some(cluster)) if cluster.is_near(&place) => cluster.add(place),
            (Some(place), _) => clusters.push(Cluster::new(place)),
            (None, _) => excerpts.push(unshown(label, is_primary, files)),
        }
    }
    excerpts.extend(clusters.into_iter().map(|cluster| cluster.cut(files, mask)));
    excerpts.sort_by_key(|excerpt| !excerpt.marks.iter().any(|mark| mark.is_primary));
    excerpts
}

/// Names a place that is not shown: in a line too long, or in a file whose text is not known.
fn unshown<'a>(label: &'a Label, is_primary: bool, files: &'a Files) -> Excerpt<'a> {
    Excerpt {
        path: files.path(label.span).as_str(),
        position: files.position(label.span.file, label.span.start),
        text: String::new(),
        marks: vec![Mark {
            range: 0..0,
            label: &label.text,
            is_primary,
        }],
    }
}

/// A label on its way into an excerpt.
struct Place<'a> {
    file: FileId,
    /// Bytes of the file to underline.
    range: Range<usize>,
    /// Where the line of its first byte starts.
    line_start: usize,
    /// The stretch of columns between its start and its end, in bytes.
    columns: Range<usize>,
    label: &'a str,
    is_primary: bool,
}

impl<'a> Place<'a> {
    fn new(label: &'a Label, is_primary: bool, files: &Files) -> Option<Self> {
        let text = &files.get(label.span.file).text;
        if text.is_empty() {
            return None;
        }
        let span = label.span.start as usize..label.span.end as usize;
        let range = underlined(text, span);
        let (left, right) = (column(text, range.start)?, column(text, range.end)?);
        Some(Self {
            file: label.span.file,
            line_start: range.start - left,
            columns: left.min(right)..left.max(right),
            range,
            label: &label.text,
            is_primary,
        })
    }
}

/// The part of a span that is underlined: without white space at its end, and no more than can be
/// shown.
fn underlined(text: &str, span: Range<usize>) -> Range<usize> {
    if span.start == text.len() {
        // What is missing at the end of a file is missing behind its last line of text.
        let end = text.trim_end_matches(['\r', '\n']).len();
        return end..end;
    }
    let start = span.start;
    let end = start + text[span].trim_end().len();
    let shown = &text.as_bytes()[start..end.min(start + REACH)];
    let first_line = shown.iter().position(|&byte| byte == b'\n');
    let fits = match (first_line, column(text, start), column(text, end)) {
        (Some(_), Some(left), Some(right)) => {
            shown.len() == end - start && left.abs_diff(right) <= BREADTH
        }
        _ => end - start <= UNDERLINE,
    };
    if fits {
        start..end
    } else {
        start..boundary(text, start + first_line.unwrap_or(UNDERLINE).min(UNDERLINE))
    }
}

/// How many bytes of its line stand before a place, unless they are more than [`REACH`].
fn column(text: &str, at: usize) -> Option<usize> {
    let from = at.saturating_sub(REACH);
    let before = &text.as_bytes()[from..at];
    match before.iter().rposition(|&byte| byte == b'\n') {
        Some(line_feed) => Some(before.len() - line_feed - 1),
        None => (from == 0).then_some(at),
    }
}

/// The last character boundary at or before a place.
fn boundary(text: &str, at: usize) -> usize {
    let mut candidates = (0..=at.min(text.len())).rev();
    candidates
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or_default()
}

/// Places that are shown together.
struct Cluster<'a> {
    /// Where the line of the first place starts.
    start: usize,
    /// Where the last underline ends.
    end: usize,
    /// The stretch of columns with underlines.
    columns: Range<usize>,
    /// Never empty; all in one file, by their start.
    places: Vec<Place<'a>>,
}

impl<'a> Cluster<'a> {
    fn new(place: Place<'a>) -> Self {
        Self {
            start: place.line_start,
            end: place.range.end,
            columns: place.columns.clone(),
            places: vec![place],
        }
    }

    fn columns_with(&self, place: &Place<'_>) -> Range<usize> {
        let (all, more) = (&self.columns, &place.columns);
        all.start.min(more.start)..all.end.max(more.end)
    }

    /// Whether a place that starts after all of these is near enough, in lines and in columns.
    fn is_near(&self, place: &Place<'_>) -> bool {
        self.places[0].file == place.file
            && place.range.start <= self.end + REACH
            && self.columns_with(place).len() <= BREADTH
    }

    fn add(&mut self, place: Place<'a>) {
        self.columns = self.columns_with(&place);
        self.end = self.end.max(place.range.end);
        self.places.push(place);
    }

    /// Copies the lines that the places stand in.
    fn cut<'f: 'a>(self, files: &'f Files, mask: &Mask) -> Excerpt<'a> {
        let id = self.places[0].file;
        let file = files.get(id);
        let lines = &file.text[self.start..end_of_line(&file.text, self.end)];
        let starred = mask.parts(id, self.start, lines);
        let (text, moved) = copy(lines, &starred, self.columns.end + MARGIN);
        let marks = self.places.into_iter().map(|place| Mark {
            range: moved[place.range.start - self.start]..moved[place.range.end - self.start],
            label: place.label,
            is_primary: place.is_primary,
        });
        Excerpt {
            path: file.path.as_str(),
            position: files.position(id, u32::try_from(self.start).unwrap_or(u32::MAX)),
            marks: marks.collect(),
            text,
        }
    }
}

/// The end of the line that a place stands in, or a point beyond what is shown of it.
fn end_of_line(text: &str, at: usize) -> usize {
    let limit = boundary(text, at + MARGIN);
    text[at..limit]
        .find('\n')
        .map_or(limit, |length| at + length)
}

/// Copies lines as they are shown: `starred` parts as one `*` for each character, which keeps
/// columns true, carriage returns at line ends and all beyond `width` bytes left out. Also tells
/// where each byte went.
fn copy(lines: &str, starred: &[Range<usize>], width: usize) -> (String, Vec<usize>) {
    let mut text = String::with_capacity(lines.len() + 1);
    let mut moved = vec![0; lines.len() + 1];
    let mut line_start = 0;
    for (at, character) in lines.char_indices() {
        moved[at] = text.len();
        if character == '\n' {
            line_start = at + 1;
            text.push('\n');
        } else if at - line_start < width && !lines[at..].starts_with("\r\n") {
            let is_starred = starred.iter().any(|part| part.contains(&at));
            text.push(match character {
                _ if is_starred => '*',
                // Terminals may obey them, and the text renderer knows only the ASCII ones.
                '\u{80}'..='\u{9f}' => char::REPLACEMENT_CHARACTER,
                _ => character,
            });
        }
    }
    moved[lines.len()] = text.len();
    text.push('\n');
    (text, moved)
}
