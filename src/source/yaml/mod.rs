//! YAML events become the [`Node`] tree, in one pass and with the span of every value.
//!
//! In comes a file's text, out go its tree and a finding for each thing that YAML allows and a
//! registry must not hold.

mod anchors;
mod events;
mod keys;
mod limits;
mod place;
pub(super) mod scalar;
mod syntax;

pub use limits::Limits;

use std::borrow::Cow;
use std::ops::Range;

use anchors::{Anchors, TooDeep};
use events::{Event, Events, Stopped, Style, Token};
use place::Place;

use crate::diag::{Diagnostic, Sink};
use crate::source::{FileId, Files, Key, Kind, Node, Span, findings, offset};

/// A finding that ends the reading of a file.
type Fatal = Box<Diagnostic>;

/// A copy of text that had to be rewritten takes memory: so many bytes weigh as much as a node.
const BYTES_PER_NODE: usize = 64;

/// Reads one file into a tree. `None` if there is no value in it or it is not YAML; in the latter
/// case there is exactly one finding. After any other error the tree holds the nearest reading, and
/// [`Sink::has_errors_in`] tells which parts of it are already known to be wrong.
pub fn parse<'s>(
    files: &'s Files,
    file: FileId,
    limits: &Limits,
    sink: &mut Sink,
) -> Option<Node<'s>> {
    let mut tree = Tree::new(&files.get(file).text, file, *limits);
    match tree.document() {
        Ok(root) => {
            for finding in tree.findings {
                sink.push(finding);
            }
            root
        }
        Err(fatal) => {
            sink.push(*fatal);
            None
        }
    }
}

/// The tree of a file with mistakes, with keys that are set again left in it: for those who look at all that is
/// written. `None` where there is no tree.
pub fn parse_whole(files: &Files, file: FileId) -> Option<Node<'_>> {
    let mut tree = Tree::new(&files.get(file).text, file, Limits::default());
    tree.keeps_repeated = true;
    tree.document().ok().flatten()
}

/// The tree in the making.
struct Tree<'s> {
    events: Events<'s>,
    text: &'s str,
    file: FileId,
    limits: Limits,
    /// Whether a key that is set again stays in its mapping.
    keeps_repeated: bool,
    /// Nodes so far, with all aliases expanded.
    nodes: usize,
    /// End of the last token that became a node.
    read: u32,
    /// Where the brackets that are open began, innermost last.
    brackets: Vec<u32>,
    anchors: Anchors<'s>,
    findings: Vec<Diagnostic>,
}

impl<'s> Tree<'s> {
    fn new(text: &'s str, file: FileId, limits: Limits) -> Self {
        Self {
            events: Events::new(text, limits.depth),
            text,
            file,
            limits,
            keeps_repeated: false,
            nodes: 0,
            read: 0,
            brackets: Vec::new(),
            anchors: Anchors::default(),
            findings: Vec::new(),
        }
    }

    /// The value of the first document, which should be the only one.
    fn document(&mut self) -> Result<Option<Node<'s>>, Fatal> {
        let mut root = None;
        let mut documents = 0;
        loop {
            let event = self.next()?;
            match event.token {
                Token::End => break,
                Token::Document if documents == 1 => {
                    let place = self.span(event.range);
                    self.findings.push(findings::second_document(place));
                    documents = 2;
                    break;
                }
                Token::Document => documents = 1,
                _ => root = Some(self.node(event, 1)?),
            }
        }
        let Some(mut root) = root.filter(|root| !is_missing(root)) else {
            if documents < 2 {
                self.findings.push(findings::empty_file(self.span(0..0)));
            }
            return Ok(None);
        };
        let limit = self.limits.depth;
        match self.anchors.expand(&mut root, 1, limit) {
            Ok(()) => Ok(Some(root)),
            Err(TooDeep(span)) => Err(findings::too_deep(span, limit).into()),
        }
    }

    fn next(&mut self) -> Result<Event<'s>, Fatal> {
        self.events.next().map_err(|stopped| self.explain(stopped))
    }

    fn node(&mut self, event: Event<'s>, depth: usize) -> Result<Node<'s>, Fatal> {
        let before = self.nodes;
        let span = self.span(event.range);
        self.count(1, span)?;
        let tag = event.tag.clone().map(|tag| self.span(tag));
        self.findings.extend(tag.map(findings::tag));
        let mut node = match event.token {
            Token::List => self.list(span, depth)?,
            Token::Mapping => self.mapping(span, depth)?,
            Token::Scalar(text, style) => self.scalar(text, style, span, event.tag.is_some())?,
            Token::Alias(Some(id)) => self.alias(id, span)?,
            _ => self.undefined_alias(span),
        };
        if let Some(tag) = tag {
            node.span.start = node.span.start.min(tag.start);
        }
        self.read = node.span.end;
        if let Some(id) = event.anchor {
            let weight = self.nodes - before;
            self.count(weight, node.span)?;
            self.anchors.define(id, node.clone(), weight);
        }
        Ok(node)
    }

    fn list(&mut self, start: Span, depth: usize) -> Result<Node<'s>, Fatal> {
        self.open(start, depth)?;
        let mut items = Vec::new();
        loop {
            let mut event = self.next()?;
            if event.token == Token::Close {
                let span = self.close(start, event.range);
                let kind = Kind::Seq(items);
                return Ok(Node { kind, span });
            }
            let is_missing = event.range.is_empty() && matches!(event.token, Token::Scalar(..));
            if is_missing && !has_bracket(start) {
                event.range = self.behind_dash(event.range.start);
            }
            items.push(self.node(event, depth + 1)?);
        }
    }

    fn mapping(&mut self, start: Span, depth: usize) -> Result<Node<'s>, Fatal> {
        self.open(start, depth)?;
        let (mut entries, mut merged) = (Vec::new(), Vec::new());
        loop {
            let event = self.next()?;
            if event.token == Token::Close {
                let is_item = self.follows_dash(&entries);
                if !self.keeps_repeated {
                    keys::drop_duplicates(&mut entries, is_item, &mut self.findings);
                }
                keys::merge(&mut entries, &merged);
                let span = self.close(start, event.range);
                let kind = Kind::Map(entries);
                return Ok(Node { kind, span });
            }
            let is_merge = self.text[event.range.clone()] == *"<<";
            let key = self.key(event, depth)?;
            let mut event = self.next()?;
            if event.token == Token::List && event.range.is_empty() {
                event.range = self.first_dash(event.range.start);
            }
            let value = self.node(event, depth + 1)?;
            if is_merge {
                merged.push(self.anchors.target(&value).unwrap_or(&value).clone());
            }
            entries.extend(key.map(|key| (key, value)));
        }
    }

    /// Whether the first key stands behind the dash of a list's entry.
    fn follows_dash(&self, entries: &[(Key<'s>, Node<'s>)]) -> bool {
        entries.first().is_some_and(|(key, _)| {
            let before = &self.text[..key.span.start as usize];
            before.trim_end_matches(' ').ends_with('-')
        })
    }

    /// A key; `None` if the entry has to be left out.
    fn key(&mut self, event: Event<'s>, depth: usize) -> Result<Option<Key<'s>>, Fatal> {
        let node = self.node(event, depth + 1)?;
        let span = node.span;
        let source = self.source(span);
        let name = match &self.anchors.target(&node).unwrap_or(&node).kind {
            Kind::Str(_) if source == "<<" => {
                self.findings.push(findings::merge_key(span));
                return Ok(None);
            }
            Kind::Str(name) => name.clone(),
            Kind::Seq(_) | Kind::Map(_) => {
                self.findings.push(findings::complex_key(self.text, span));
                return Ok(None);
            }
            Kind::Null | Kind::Bool(_) | Kind::Number(_) => {
                let before = self.text[..span.start as usize].strip_suffix(',');
                let decimal =
                    before.is_some_and(|text| text.ends_with(|c: char| c.is_ascii_digit()));
                self.findings.push(if decimal {
                    findings::decimal_comma(span)
                } else {
                    findings::non_string_key(source, span)
                });
                Cow::Borrowed(source)
            }
        };
        Ok(Some(Key { name, span }))
    }

    fn scalar(
        &mut self,
        text: Cow<'s, str>,
        style: Style,
        mut span: Span,
        is_tagged: bool,
    ) -> Result<Node<'s>, Fatal> {
        if style == Style::Block {
            span = self.without_line_end(span);
        }
        let limit = self.limits.scalar_bytes;
        if text.len() > limit {
            self.findings.push(findings::large_scalar(span, limit));
        }
        if let Cow::Owned(text) = &text {
            self.count(text.len() / BYTES_PER_NODE, span)?;
        }
        let source = self.source(span);
        let is_one_line = source.is_empty() || source == text;
        let kind = match style {
            Style::Plain if is_one_line && is_tagged => scalar::resolve(source).0,
            Style::Plain if is_one_line => self.plain(source, span),
            _ => Kind::Str(text),
        };
        Ok(Node { kind, span })
    }

    fn plain(&mut self, source: &'s str, span: Span) -> Kind<'s> {
        let (kind, trap) = scalar::resolve(source);
        self.findings
            .extend(trap.map(|trap| trap.finding(source, span)));
        kind
    }

    fn alias(&mut self, id: usize, span: Span) -> Result<Node<'s>, Fatal> {
        let placeholder = Node {
            kind: Kind::Null,
            span,
        };
        match self.anchors.refer(id, &placeholder) {
            Some(weight) => self.count(weight, span)?,
            None => return Ok(self.undefined_alias(span)),
        }
        Ok(placeholder)
    }

    /// Most often a glob that was not quoted, so it becomes a string.
    fn undefined_alias(&mut self, span: Span) -> Node<'s> {
        let source = self.source(span);
        self.findings.push(findings::undefined_alias(source, span));
        Node {
            kind: Kind::Str(Cow::Borrowed(source)),
            span,
        }
    }

    fn open(&mut self, start: Span, depth: usize) -> Result<(), Fatal> {
        if depth > self.limits.depth {
            return Err(findings::too_deep(start, self.limits.depth).into());
        }
        if has_bracket(start) {
            self.brackets.push(start.start);
        }
        Ok(())
    }

    fn close(&mut self, start: Span, end: Range<usize>) -> Span {
        let end = if has_bracket(start) {
            self.brackets.pop();
            offset(end.end)
        } else {
            self.read
        };
        Span { end, ..start }
    }

    fn count(&mut self, nodes: usize, span: Span) -> Result<(), Fatal> {
        self.nodes = self.nodes.saturating_add(nodes);
        if self.nodes > self.limits.nodes {
            return Err(findings::too_many_nodes(span, self.limits.nodes).into());
        }
        Ok(())
    }

    fn explain(&self, stopped: Stopped) -> Fatal {
        let place = Place {
            text: self.text,
            file: self.file,
            at: stopped.at,
            read: self.read as usize,
            bracket: self.brackets.last().map(|&at| at as usize),
        };
        syntax::explain(stopped.fault, &place).into()
    }

    /// Where the list right after a key begins: for one that is not indented below its key, the
    /// parser names its first item instead of the dash.
    fn first_dash(&self, start: usize) -> Range<usize> {
        let between = self.text.get(self.read as usize..start).unwrap_or_default();
        let dash = between
            .match_indices('\n')
            .map(|(line_end, _)| between[line_end + 1..].trim_start_matches(' '))
            .find(|line| line.starts_with('-'));
        let start = start - dash.map_or(0, str::len);
        start..start
    }

    /// Where an item without a value is: the parser names the end of its line, behind a comment.
    fn behind_dash(&self, end: usize) -> Range<usize> {
        let line = self.text[..end].rfind('\n').map_or(0, |end| end + 1);
        let behind = self.text[line..end].trim_start_matches([' ', '-']);
        let dash = self.text[..end - behind.len()].trim_end_matches(' ').len();
        dash..dash
    }

    /// A block scalar's span reaches to its last character, not to the token after it.
    fn without_line_end(&self, span: Span) -> Span {
        let end = offset(self.text[..span.end as usize].trim_end().len());
        Span {
            start: span.start.min(end),
            end,
            ..span
        }
    }

    fn source(&self, span: Span) -> &'s str {
        &self.text[span.start as usize..span.end as usize]
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, offset(range.start), offset(range.end))
    }
}

/// Whether a collection that starts with this token is written with brackets.
fn has_bracket(start: Span) -> bool {
    start.start < start.end
}

/// Whether there is nothing where a value could be.
fn is_missing(node: &Node<'_>) -> bool {
    node.kind == Kind::Null && node.span.start == node.span.end
}

#[cfg(test)]
mod tests;
