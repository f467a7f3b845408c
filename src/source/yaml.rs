//! YAML events become the [`Node`] tree, in one pass and with the span of every value.
//!
//! In comes a file's text, out go its tree and a finding for each thing that YAML allows and a
//! registry must not hold. No other file names the parser crate.

use std::borrow::Cow;
use std::ops::Range;

use granit_parser::{
    ErrorKind, Event, Parser, ScalarStyle, ScanError, StrInput, StructureStyle, Tag,
};

use super::anchors::{Anchors, TooDeep};
use super::place::Place;
use super::syntax::{self, Fault};
use super::{FileId, Files, Key, Kind, Limits, Node, Span, findings, keys, offset, scalar};
use crate::diag::{Diagnostic, Sink};

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

/// The tree in the making.
struct Tree<'s> {
    events: Parser<'s, StrInput<'s>>,
    text: &'s str,
    file: FileId,
    limits: Limits,
    /// Nodes so far, with all aliases expanded.
    nodes: usize,
    /// End of the last token that became a node.
    read: u32,
    /// Where the brackets that are open began, innermost last.
    brackets: Vec<u32>,
    anchors: Anchors<'s>,
    findings: Vec<Diagnostic>,
}

/// An event and its place.
struct Step<'s> {
    event: Event<'s>,
    span: Span,
    tag: Option<Span>,
}

impl<'s> Tree<'s> {
    fn new(text: &'s str, file: FileId, limits: Limits) -> Self {
        let options = granit_parser::options! {
            emit_comments: false,
            emit_unresolved_aliases: true,
            disallow_directives: true,
            flow_nesting_limit: limits.depth,
            block_nesting_limit: limits.depth,
        };
        Self {
            events: Parser::new_from_str_with_options(text, options),
            text,
            file,
            limits,
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
            let step = self.step()?;
            match step.event {
                Event::StreamStart | Event::DocumentEnd => {}
                Event::StreamEnd => break,
                Event::DocumentStart(..) if documents == 1 => {
                    self.findings.push(findings::second_document(step.span));
                    documents = 2;
                    break;
                }
                Event::DocumentStart(..) => documents = 1,
                _ => root = Some(self.node(step, 1)?),
            }
        }
        let Some(mut root) = root.filter(|root| !is_missing(root)) else {
            if documents < 2 {
                self.findings
                    .push(findings::empty_file(self.span(Some(0..0))));
            }
            return Ok(None);
        };
        let limit = self.limits.depth;
        match self.anchors.expand(&mut root, 1, limit) {
            Ok(()) => Ok(Some(root)),
            Err(TooDeep(span)) => Err(findings::too_deep(span, limit).into()),
        }
    }

    fn step(&mut self) -> Result<Step<'s>, Fatal> {
        match self.events.next() {
            Some(Ok((event, place))) => Ok(Step {
                event,
                span: self.span(place.byte_range()),
                tag: place.tag_span().map(|tag| self.span(tag.byte_range())),
            }),
            Some(Err(error)) => Err(self.stopped(&error)),
            None => Ok(Step {
                event: Event::StreamEnd,
                span: self.span(None),
                tag: None,
            }),
        }
    }

    fn node(&mut self, step: Step<'s>, depth: usize) -> Result<Node<'s>, Fatal> {
        let Step { event, span, tag } = step;
        let before = self.nodes;
        self.count(1, span)?;
        self.findings.extend(tag.map(findings::tag));
        let (node, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let tag = tag.as_deref();
                (self.scalar(text, style, tag, span)?, anchor)
            }
            Event::SequenceStart(_, anchor, _) => (self.sequence(span, depth)?, anchor),
            Event::MappingStart(_, anchor, _) => (self.mapping(span, depth)?, anchor),
            Event::Alias(id) => (self.alias(id, span)?, 0),
            _ => (self.undefined_alias(span), 0),
        };
        self.read = node.span.end;
        if anchor != 0 {
            let weight = self.nodes - before;
            self.count(weight, node.span)?;
            self.anchors.define(anchor, node.clone(), weight);
        }
        Ok(node)
    }

    fn sequence(&mut self, start: Span, depth: usize) -> Result<Node<'s>, Fatal> {
        self.open(start, depth)?;
        let mut items = Vec::new();
        loop {
            let step = self.step()?;
            if step.event == Event::SequenceEnd {
                let span = self.close(start, step.span);
                return Ok(Node {
                    kind: Kind::Seq(items),
                    span,
                });
            }
            items.push(self.node(step, depth + 1)?);
        }
    }

    fn mapping(&mut self, start: Span, depth: usize) -> Result<Node<'s>, Fatal> {
        self.open(start, depth)?;
        let mut entries = Vec::new();
        loop {
            let step = self.step()?;
            if step.event == Event::MappingEnd {
                keys::drop_duplicates(&mut entries, &mut self.findings);
                let span = self.close(start, step.span);
                return Ok(Node {
                    kind: Kind::Map(entries),
                    span,
                });
            }
            let key = self.key(step, depth)?;
            let mut step = self.step()?;
            if let Event::SequenceStart(StructureStyle::Block, ..) = step.event {
                step.span = self.first_dash(step.span);
            }
            let value = self.node(step, depth + 1)?;
            entries.extend(key.map(|key| (key, value)));
        }
    }

    /// A key; `None` if the entry has to be left out.
    fn key(&mut self, step: Step<'s>, depth: usize) -> Result<Option<Key<'s>>, Fatal> {
        let node = self.node(step, depth + 1)?;
        let span = node.span;
        let source = self.source(span);
        let name = match &self.anchors.target(&node).unwrap_or(&node).kind {
            Kind::Str(_) if source == "<<" => {
                self.findings.push(findings::merge_key(span));
                return Ok(None);
            }
            Kind::Str(name) => name.clone(),
            Kind::Seq(_) | Kind::Map(_) => {
                self.findings.push(findings::complex_key(span));
                return Ok(None);
            }
            Kind::Null | Kind::Bool(_) | Kind::Number(_) => {
                self.findings.push(findings::non_string_key(source, span));
                Cow::Borrowed(source)
            }
        };
        Ok(Some(Key { name, span }))
    }

    fn scalar(
        &mut self,
        text: Cow<'s, str>,
        style: ScalarStyle,
        tag: Option<&Tag>,
        span: Span,
    ) -> Result<Node<'s>, Fatal> {
        let span = match style {
            ScalarStyle::Literal | ScalarStyle::Folded => self.without_line_end(span),
            _ => span,
        };
        if text.len() > self.limits.scalar_bytes {
            let limit = self.limits.scalar_bytes;
            self.findings.push(findings::large_scalar(span, limit));
        }
        if let Cow::Owned(text) = &text {
            self.count(text.len() / BYTES_PER_NODE, span)?;
        }
        let source = self.source(span);
        let is_plain = style == ScalarStyle::Plain && (source.is_empty() || source == text);
        let kind = match tag {
            Some(tag) if tag.is_yaml_core_schema_tag("str") => Kind::Str(text),
            Some(_) if is_plain => scalar::resolve(source).0,
            None if is_plain => self.plain(source, span),
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

    fn close(&mut self, start: Span, end: Span) -> Span {
        let end = if has_bracket(start) {
            self.brackets.pop();
            end.end
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

    fn stopped(&self, error: &ScanError) -> Fatal {
        let at = error.marker().byte_offset().unwrap_or(self.text.len());
        let place = Place {
            text: self.text,
            file: self.file,
            at,
            read: self.read as usize,
            bracket: self.brackets.last().map(|&at| at as usize),
        };
        match error.kind() {
            ErrorKind::RecursionLimitExceeded => {
                findings::too_deep(place.word(at), self.limits.depth)
            }
            kind => syntax::explain(fault(kind), &place),
        }
        .into()
    }

    /// Where the list right after a key begins: for one that is not indented below its key, the
    /// parser names its first item instead of the dash.
    fn first_dash(&self, start: Span) -> Span {
        let end = start.start as usize;
        let between = self.text.get(self.read as usize..end).unwrap_or_default();
        let dash = between
            .match_indices('\n')
            .map(|(line_end, _)| between[line_end + 1..].trim_start_matches(' '))
            .find(|line| line.starts_with('-'));
        let at = offset(end - dash.map_or(0, str::len));
        Span::new(self.file, at, at)
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

    /// Our span for one of the parser's, which always has one when it reads from a string.
    fn span(&self, range: Option<Range<usize>>) -> Span {
        let range = range.unwrap_or(self.text.len()..self.text.len());
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

/// The parser's complaint, in terms of what a person did.
fn fault(kind: &ErrorKind) -> Fault {
    match kind {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInPlainScalar
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::InvalidBlockEntryWhitespace
        | ErrorKind::InvalidMappingValueWhitespace => Fault::Tab,
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => {
            Fault::OpenQuote
        }
        ErrorKind::InvalidQuotedScalarIndent => Fault::InQuotes,
        ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar => Fault::TextAfterQuote,
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidLowSurrogateHexEscape
        | ErrorKind::InvalidLowSurrogate
        | ErrorKind::MissingLowSurrogate
        | ErrorKind::UnpairedLowSurrogate
        | ErrorKind::InvalidUnicodeEscape => Fault::Escape,
        ErrorKind::UnclosedFlowCollection { .. } => Fault::OpenBracket,
        ErrorKind::MismatchedFlowCollectionEnd { close, .. } => Fault::WrongBracket(*close),
        ErrorKind::MisplacedFlowCollectionEnd => Fault::StrayBracket,
        ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::InvalidColonPlacement
        | ErrorKind::BlockEntryInFlowCollection
        | ErrorKind::InvalidFlowScalarIndent => Fault::InBrackets,
        ErrorKind::MappingValueNotAllowed => Fault::Colon,
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => Fault::NoColon,
        ErrorKind::ExpectedBlockMappingKey => Fault::NoKey,
        ErrorKind::ExpectedBlockSequenceEntry => Fault::NoItem,
        ErrorKind::ExpectedDocumentStart => Fault::AfterDocument,
        ErrorKind::UnexpectedCharacter { character } => Fault::Character(*character),
        ErrorKind::MissingAnchorOrAliasName => Fault::NoName,
        ErrorKind::BlockSequenceEntryNotAllowed => Fault::ListOnKeyLine,
        ErrorKind::InvalidBlockScalarHeader => Fault::BlockHeader,
        ErrorKind::CommentInterceptedScalar => Fault::CommentInText,
        ErrorKind::CommentNotSeparated => Fault::CommentTooClose,
        ErrorKind::BomInsideDocument => Fault::ByteOrderMark,
        ErrorKind::DirectiveDisallowed => Fault::Directive,
        ErrorKind::UndeclaredTagHandle
        | ErrorKind::InvalidTagTerminator
        | ErrorKind::MissingTagUri
        | ErrorKind::UnclosedVerbatimTag
        | ErrorKind::InvalidTagEscape
        | ErrorKind::InvalidTagUtf8LeadingByte
        | ErrorKind::InvalidTagUtf8TrailingByte
        | ErrorKind::InvalidTagUtf8
        | ErrorKind::InvalidGlobalTagCharacter
        | ErrorKind::ExpectedTagBang => Fault::Tag,
        other => Fault::Other(other.to_string()),
    }
}

#[cfg(test)]
mod tests;
