//! The place where a parser gave up, and the questions one asks about the text around it.

use std::ops::Range;

use crate::source::{FileId, Span, offset};

/// Where the parser stopped, and what was known by then.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'t> {
    pub(super) text: &'t str,
    pub(super) file: FileId,
    /// Where it stopped.
    pub(super) at: usize,
    /// End of the last token that became a node.
    pub(super) read: usize,
    /// The innermost bracket that is still open.
    pub(super) bracket: Option<usize>,
}

/// A line without its end, and where it begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'t> {
    pub(super) text: &'t str,
    pub(super) start: usize,
}

impl<'t> Line<'t> {
    /// The first character that is not a space or tab.
    pub(super) fn content_start(self) -> usize {
        self.start + self.text.len() - self.content().len()
    }

    /// The line without its indentation.
    pub(super) fn content(self) -> &'t str {
        self.text.trim_start_matches([' ', '\t'])
    }

    /// The key of the line, list dashes left out, and the text after its colon; `None` if there is
    /// no colon after a word.
    pub(super) fn split_key(self) -> Option<(&'t str, &'t str)> {
        let (key, rest) = self.content().split_once(':')?;
        let key = key.trim_start_matches("- ").trim_start();
        let is_word = !key.is_empty()
            && key
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
        is_word.then_some((key, rest))
    }

    /// Whether the line holds neither a comment nor anything else.
    fn is_blank(self) -> bool {
        self.content().is_empty() || self.content().starts_with('#')
    }
}

impl<'t> Place<'t> {
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, offset(start), offset(end))
    }

    /// The characters from `at` to the next space, at least one of them.
    pub(super) fn word(&self, at: usize) -> Span {
        let rest = &self.text[at..];
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
        self.span(at, at + length.max(first))
    }

    /// From `at` to the last character of its line.
    pub(super) fn rest_of_line(&self, at: usize) -> Span {
        let line = self.line(at);
        let end = line.start + line.text.trim_end().len();
        self.span(at, end.max(at))
    }

    pub(super) fn line(&self, at: usize) -> Line<'t> {
        let start = self.text[..at].rfind('\n').map_or(0, |end| end + 1);
        let text = self.text[start..].lines().next().unwrap_or_default();
        Line { text, start }
    }

    /// The line above that of `at`, blank ones and comments left out.
    pub(super) fn line_above(&self, at: usize) -> Option<Line<'t>> {
        let mut line = self.line(at);
        while line.start > 0 {
            line = self.line(line.start - 1);
            if !line.is_blank() {
                return Some(line);
            }
        }
        None
    }

    /// The first line that is neither blank nor a comment.
    pub(super) fn first_line(&self) -> Line<'t> {
        let mut first = self.line(self.at);
        while let Some(above) = self.line_above(first.start) {
            first = above;
        }
        first
    }

    /// The tabs in the indentation of the line of `at`.
    pub(super) fn indentation_tabs(&self, at: usize) -> Option<Span> {
        let line = self.line(at);
        let indentation = &line.text[..line.content_start() - line.start];
        let tab = line.start + indentation.find('\t')?;
        Some(self.tabs(tab))
    }

    /// The next tabs that indent a line, else the next tabs of any kind, from the line of `at` on.
    pub(super) fn next_tabs(&self, at: usize) -> Option<Span> {
        let start = self.line(at).start;
        let lines = self.text[start..]
            .match_indices('\n')
            .map(|(end, _)| start + end + 1);
        std::iter::once(start)
            .chain(lines)
            .find_map(|line| self.indentation_tabs(line))
            .or_else(|| {
                self.text[start..]
                    .find('\t')
                    .map(|tab| self.tabs(start + tab))
            })
    }

    fn tabs(&self, at: usize) -> Span {
        let tabs = self.text[at..].bytes().take_while(|&byte| byte == b'\t');
        self.span(at, at + tabs.count())
    }

    /// The quote that began the quoted text in which, or right after which, the parser stopped.
    pub(super) fn quote(&self) -> Option<usize> {
        let mut quote = None;
        self.scan(self.read..self.at, |at, byte| {
            if matches!(byte, b'"' | b'\'') {
                quote = Some(at);
            }
        });
        quote
    }

    /// The innermost bracket that opened since the last token, for a parser that reads ahead.
    pub(super) fn unread_bracket(&self) -> Option<usize> {
        let mut open = Vec::new();
        self.scan(self.read..self.at, |at, byte| match byte {
            b'[' | b'{' => open.push(at),
            b']' | b'}' => drop(open.pop()),
            _ => {}
        });
        open.pop()
    }

    /// The comment behind `at` on its line.
    pub(super) fn comment(&self, at: usize) -> Option<Span> {
        let line = self.line(at);
        let mut comment = None;
        self.scan(at..line.start + line.text.len(), |at, byte| {
            if byte == b'#' && self.text[..at].ends_with([' ', '\t']) {
                comment = Some(self.rest_of_line(at));
            }
        });
        comment
    }

    /// Shows `see` the bytes of a range, of quoted text only the opening quote, of comments only the `#`.
    fn scan(&self, range: Range<usize>, mut see: impl FnMut(usize, u8)) {
        let bytes = &self.text.as_bytes()[..range.end];
        let mut at = range.start;
        while at < bytes.len() {
            // An apostrophe within a word opens nothing.
            let is_separated = at == 0 || b" \t\r\n[{,:-".contains(&bytes[at - 1]);
            let rest = &bytes[at..];
            at += match rest[0] {
                b'#' if is_separated => {
                    see(at, b'#');
                    rest.iter().take_while(|&&byte| byte != b'\n').count()
                }
                mark @ (b'"' | b'\'') if is_separated => {
                    see(at, mark);
                    quoted_length(rest, mark)
                }
                b'"' | b'\'' => 1,
                byte => {
                    see(at, byte);
                    1
                }
            };
        }
    }
}

/// The bytes from an opening quote to behind the closing one, or to the end.
fn quoted_length(text: &[u8], mark: u8) -> usize {
    let mut at = 1;
    while at < text.len() {
        let doubled = mark == b'\'' && text.get(at + 1) == Some(&mark);
        match text[at] {
            b'\\' if mark == b'"' => at += 1,
            byte if byte == mark && doubled => at += 1,
            byte if byte == mark => return at + 1,
            _ => {}
        }
        at += 1;
    }
    text.len()
}
