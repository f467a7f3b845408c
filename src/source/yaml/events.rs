//! YAML text becomes events with byte ranges. No other file names the parser crate.
//!
//! In comes a text, out go its events one by one, at last the end or the [`Fault`] in the text.

use std::borrow::Cow;
use std::ops::Range;

use granit_parser::{ErrorKind, Event as Parsed, Parser, ScalarStyle, ScanError, StrInput};

use super::syntax::Fault;

/// The events of one text.
pub(super) struct Events<'s> {
    parser: Parser<'s, StrInput<'s>>,
    depth: usize,
    length: usize,
}

/// A token that matters for the tree.
pub(super) struct Event<'s> {
    pub(super) token: Token<'s>,
    /// Its bytes; none if a list or mapping begins or ends without a bracket.
    pub(super) range: Range<usize>,
    /// The bytes of the tag before it.
    pub(super) tag: Option<Range<usize>>,
    /// The number of the anchor set on it.
    pub(super) anchor: Option<usize>,
}

/// What kind of event it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'s> {
    /// A document begins.
    Document,
    /// A list begins.
    List,
    /// A mapping begins.
    Mapping,
    /// The innermost list or mapping ends.
    Close,
    /// A scalar with its text, escapes and line ends resolved.
    Scalar(Cow<'s, str>, Style),
    /// An alias for the anchor with this number; `None` if the anchor is not defined.
    Alias(Option<usize>),
    /// The text ends.
    End,
}

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// As it is: it may be a number, a boolean or nothing.
    Plain,
    /// In quotes or with the tag `!!str`: it is a string.
    Quoted,
    /// Below a `|` or `>`.
    Block,
}

/// Where and why the events stop.
pub(super) struct Stopped {
    pub(super) fault: Fault,
    pub(super) at: usize,
}

impl<'s> Events<'s> {
    /// The events of `text`, in which lists and mappings are nested at most `depth` deep.
    pub(super) fn new(text: &'s str, depth: usize) -> Self {
        let options = granit_parser::options! {
            emit_comments: false,
            emit_unresolved_aliases: true,
            disallow_directives: true,
            flow_nesting_limit: depth,
            block_nesting_limit: depth,
        };
        Self {
            parser: Parser::new_from_str_with_options(text, options),
            depth,
            length: text.len(),
        }
    }

    /// The next event; after the end there are only further ends.
    pub(super) fn next(&mut self) -> Result<Event<'s>, Stopped> {
        while let Some(step) = self.parser.next() {
            let (event, span) = step.map_err(|error| self.stopped(&error))?;
            let tag = span.tag_span().and_then(|tag| tag.byte_range());
            let anchor = event.anchor_id();
            if let Some(token) = token(event) {
                return Ok(Event {
                    token,
                    range: span.byte_range().unwrap_or(self.length..self.length),
                    tag,
                    anchor,
                });
            }
        }
        Ok(Event {
            token: Token::End,
            range: self.length..self.length,
            tag: None,
            anchor: None,
        })
    }

    fn stopped(&self, error: &ScanError) -> Stopped {
        Stopped {
            fault: fault(error.kind(), self.depth),
            at: error.marker().byte_offset().unwrap_or(self.length),
        }
    }
}

fn token(event: Parsed<'_>) -> Option<Token<'_>> {
    Some(match event {
        Parsed::DocumentStart(..) => Token::Document,
        Parsed::SequenceStart(..) => Token::List,
        Parsed::MappingStart(..) => Token::Mapping,
        Parsed::SequenceEnd | Parsed::MappingEnd => Token::Close,
        Parsed::Scalar(text, style, _, tag) => {
            let is_string = tag.is_some_and(|tag| tag.is_yaml_core_schema_tag("str"));
            let style = match style {
                ScalarStyle::Plain if !is_string => Style::Plain,
                ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
                _ => Style::Quoted,
            };
            Token::Scalar(text, style)
        }
        Parsed::Alias(id) => Token::Alias(Some(id)),
        Parsed::UnresolvedAlias(_) => Token::Alias(None),
        _ => return None,
    })
}

/// The parser's complaint, in terms of what a person did.
fn fault(kind: &ErrorKind, depth: usize) -> Fault {
    match kind {
        ErrorKind::RecursionLimitExceeded => Fault::TooDeep(depth),
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
