//! Syntax errors in the words of the person who made them.
//!
//! In comes what the parser complained about and where, out goes the finding: the quote that was
//! not closed rather than the line, far below, where that became impossible to read.

mod brackets;
mod indentation;
mod lines;
mod quotes;

use super::place::Place;
use crate::diag::Diagnostic;
use crate::source::{Span, codes, conflict, findings};

/// What the parser stumbled over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// A tab where only spaces may stand.
    Tab,
    /// A quote without its partner at the end of the file; the place is the quote.
    OpenQuote,
    /// Quoted text runs into a line that cannot belong to it; the place is that line.
    InQuotes,
    /// Text behind a closing quote.
    TextAfterQuote,
    /// A backslash in double quotes that escapes nothing.
    Escape,
    /// A bracket without its partner at the end of the file; the place is the bracket.
    OpenBracket,
    /// A bracket closed by the partner of another kind; the place is the opening one.
    WrongBracket(char),
    /// A closing bracket without an opening one.
    StrayBracket,
    /// Something within brackets that is neither an item nor a separator.
    InBrackets,
    /// A colon after something that cannot be a key.
    Colon,
    /// A line among keys that has no colon.
    NoColon,
    /// Something else where the next key of a mapping was expected.
    NoKey,
    /// Something else where the next item of a list was expected.
    NoItem,
    /// Text behind the value that makes up the file.
    AfterDocument,
    /// A character that cannot stand here.
    Character(char),
    /// `*` or `&` without a name.
    NoName,
    /// `key: - item`.
    ListOnKeyLine,
    /// Text behind the `|` or `>` of a block.
    BlockHeader,
    /// A comment between the lines of an unquoted value.
    CommentInText,
    /// A `#` without a space before it.
    CommentTooClose,
    /// A byte-order mark within the text.
    ByteOrderMark,
    /// `%YAML` or `%TAG`.
    Directive,
    /// A malformed or undeclared tag.
    Tag,
    /// Lists and mappings nested deeper than this.
    TooDeep(usize),
    /// Anything else, as the parser puts it.
    Other(String),
}

/// The one finding about a file that is not YAML.
pub(super) fn explain(fault: Fault, place: &Place<'_>) -> Diagnostic {
    if let Some(conflict) = conflict::in_broken_yaml(place.text, place.at, place.file) {
        return conflict;
    }
    let in_disguise = indentation::explain(place).or_else(|| lines::typographic_dash(place));
    if let Some(finding) = in_disguise {
        return finding;
    }
    let at = place.at;
    match fault {
        Fault::Tab => indentation::tab(place.next_tabs(at).unwrap_or(place.word(at))),
        Fault::OpenQuote => quotes::open_quote(place, at),
        Fault::InQuotes => quotes::in_quotes(place),
        Fault::TextAfterQuote => quotes::text_after_quote(place),
        Fault::Escape => quotes::escape(place),
        Fault::OpenBracket => brackets::open_bracket(place, at),
        Fault::WrongBracket(close) => brackets::wrong_bracket(place, close),
        Fault::StrayBracket => error(place.span(at, at + 1), "this bracket closes nothing")
            .help("remove it, or quote the value that it belongs to"),
        Fault::InBrackets => brackets::in_brackets(place),
        Fault::Colon => lines::colon(place),
        Fault::NoColon => lines::no_colon(place),
        Fault::NoKey => lines::no_key(place),
        Fault::NoItem => lines::no_item(place),
        Fault::AfterDocument => lines::after_document(place),
        Fault::Character(character) => unexpected_character(place, character),
        Fault::NoName => error(place.word(at), "`*` and `&` need the name of an anchor")
            .help("quote the value if the character is meant as text"),
        Fault::ListOnKeyLine => error(place.word(at), "a list cannot begin on the line of its key")
            .help("put the `-` on a line of its own below the key"),
        Fault::BlockHeader => error(place.word(at), "text follows on the line of `|` or `>`")
            .help("begin the text on the next line, indented"),
        Fault::CommentInText => error(place.word(at), "a comment stands within an unquoted value")
            .help("move the comment, or write the value on one line"),
        Fault::CommentTooClose => {
            brackets::hash_first(place).unwrap_or_else(|| quotes::comment_too_close(place))
        }
        Fault::ByteOrderMark => findings::byte_order_mark(place.word(at)),
        Fault::Directive => findings::directive(place.rest_of_line(at)),
        Fault::TooDeep(limit) => findings::too_deep(place.word(at), limit),
        Fault::Tag => findings::tag(place.word(at)),
        Fault::Other(_) if place.text[at..].starts_with(',') => brackets::stray_comma(place),
        Fault::Other(complaint) => {
            // What the parser was doing, said before the comma, is of no use to a person.
            let complaint = complaint
                .split_once(", ")
                .map_or(&*complaint, |(_, what)| what);
            error(place.word(at), format!("not valid YAML: {complaint}"))
        }
    }
}

fn error(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::at(&codes::file::SYNTAX_ERROR, span, message)
}

fn unexpected_character(place: &Place<'_>, character: char) -> Diagnostic {
    const FENCE: &str = "```";
    let found = place.text[place.at..].find(character).unwrap_or(0);
    let at = place.at + found;
    if place.text[at..].starts_with(FENCE) {
        return error(place.word(at), "the file holds a code fence of Markdown")
            .help("remove the lines that begin with three backticks");
    }
    if character.is_control() {
        let number = u32::from(character);
        return error(
            place.span(at, at + character.len_utf8()),
            format!("the control character U+{number:04X} cannot stand in YAML"),
        )
        .help("remove it; in double quotes it can be written as an escape");
    }
    let shown = match character {
        '`' => "a backtick".to_owned(),
        _ => format!("`{character}`"),
    };
    error(
        place.word(at),
        format!("an unquoted value cannot begin with {shown}"),
    )
    .help("quote the value")
}

#[cfg(test)]
mod tests;
