//! Syntax errors in the words of the person who made them.
//!
//! In comes what the parser complained about and where, out goes the finding: the quote that was
//! not closed rather than the line, far below, where that became impossible to read.

mod indentation;

use super::place::{Line, Place};
use crate::diag::Diagnostic;
use crate::source::{Span, codes, findings};

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
    if let Some(conflict) = merge_conflict(place) {
        return conflict;
    }
    if let Some(finding) = indentation::explain(place) {
        return finding;
    }
    let at = place.at;
    match fault {
        Fault::Tab => indentation::tab(place.next_tabs(at).unwrap_or(place.word(at))),
        Fault::OpenQuote => open_quote(place, at),
        Fault::InQuotes => in_quotes(place),
        Fault::TextAfterQuote => text_after_quote(place),
        Fault::Escape => escape(place),
        Fault::OpenBracket => open_bracket(place, at),
        Fault::WrongBracket(close) => wrong_bracket(place, close),
        Fault::StrayBracket => error(place.span(at, at + 1), "this bracket closes nothing")
            .help("remove it, or quote the value that it belongs to"),
        Fault::InBrackets => in_brackets(place),
        Fault::Colon => colon(place),
        Fault::NoColon => no_colon(place),
        Fault::NoKey => no_key(place),
        Fault::NoItem => no_item(place),
        Fault::AfterDocument => after_document(place),
        Fault::Character(character) => unexpected_character(place, character),
        Fault::NoName => error(place.word(at), "`*` and `&` need the name of an anchor")
            .help("quote the value if the character is meant as text"),
        Fault::ListOnKeyLine => error(place.word(at), "a list cannot begin on the line of its key")
            .help("put the `-` on a line of its own below the key"),
        Fault::BlockHeader => error(place.word(at), "text follows on the line of `|` or `>`")
            .help("begin the text on the next line, indented"),
        Fault::CommentInText => error(place.word(at), "a comment stands within an unquoted value")
            .help("move the comment, or write the value on one line"),
        Fault::CommentTooClose => comment_too_close(place),
        Fault::ByteOrderMark => findings::byte_order_mark(place.word(at)),
        Fault::Directive => findings::directive(place.rest_of_line(at)),
        Fault::TooDeep(limit) => findings::too_deep(place.word(at), limit),
        Fault::Tag => findings::tag(place.word(at)),
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

fn merge_conflict(place: &Place<'_>) -> Option<Diagnostic> {
    const MARK: &str = "<<<<<<< ";
    let is_first = place.text.starts_with(MARK);
    let at = if is_first {
        0
    } else {
        place.text.find(&format!("\n{MARK}"))? + 1
    };
    let finding = error(place.rest_of_line(at), "the file holds a merge conflict")
        .help("choose what to keep, and remove the lines with `<<<<<<<`, `=======` and `>>>>>>>`");
    Some(finding)
}

fn open_quote(place: &Place<'_>, quote: usize) -> Diagnostic {
    error(place.rest_of_line(quote), "a quote is not closed")
        .label("the quote opens here")
        .help("close it, or indent the lines that continue the quoted text")
}

fn in_quotes(place: &Place<'_>) -> Diagnostic {
    let finding = open_quote(place, place.quote().unwrap_or(place.at));
    if place.at == place.text.len() {
        return finding;
    }
    finding.secondary(
        place.word(place.at),
        "this cannot belong to the quoted text",
    )
}

fn text_after_quote(place: &Place<'_>) -> Diagnostic {
    let at = place.at;
    let Some(quote) = place.quote() else {
        return error(place.word(at), "text follows a closing quote");
    };
    if place.line(quote).start != place.line(at).start {
        return error(
            place.rest_of_line(quote),
            "a quote is not closed on its line",
        )
        .label("the quote opens here")
        .secondary(place.word(at), "the next quote closes it, but text follows")
        .help("close the quote on the line where it opens");
    }
    let help = if place.text[at..].starts_with(',') {
        "put several values into brackets, as in `[a, b]`"
    } else if place.text[quote..].starts_with('\'') {
        "write a quote within single quotes twice, or put the value into double quotes"
    } else {
        "write a quote within double quotes as `\\\"`, or put the value into single quotes"
    };
    error(place.word(at), "text follows a closing quote")
        .label("outside of the quotes")
        .secondary(place.span(quote, quote + 1), "the quote opens here")
        .help(help)
}

/// A `#` right behind a quote that was to open: one above never closed.
fn comment_too_close(place: &Place<'_>) -> Diagnostic {
    let line = place.line(place.at).start;
    let follows_quote = place.text[..place.at].ends_with(['"', '\'']);
    if follows_quote && place.quote().is_some_and(|quote| quote < line) {
        return text_after_quote(place);
    }
    error(
        place.word(place.at),
        "a comment needs a space before its `#`",
    )
    .help("write a space, or quote the value if the `#` belongs to it")
}

fn escape(place: &Place<'_>) -> Diagnostic {
    const HELP: &str = "write `\\\\` for a backslash, or use single quotes, which keep it as it is";
    let mut at = place.at;
    while let Some(next) = place.text[at..].find('\\') {
        at += next;
        let Some(length) = escape_length(&place.text[at..]) else {
            let end = place.text[at + 1..]
                .chars()
                .next()
                .map_or(0, char::len_utf8);
            let escape = &place.text[at..=at + end];
            let message = format!("`{escape}` is not an escape that YAML knows");
            return error(place.span(at, at + 1 + end), message).help(HELP);
        };
        at += length;
    }
    error(
        place.rest_of_line(place.at),
        "an escape stands for no character",
    )
    .help(HELP)
}

/// The length of a valid escape.
fn escape_length(text: &str) -> Option<usize> {
    let digits = match text.as_bytes().get(1)? {
        b'x' => 2,
        b'u' => 4,
        b'U' => 8,
        simple => return b"0abt\tnvfre \"/\\N_LP\r\n".contains(simple).then_some(2),
    };
    let number = text.get(2..2 + digits)?;
    number
        .bytes()
        .all(|byte| byte.is_ascii_hexdigit())
        .then_some(2 + digits)
}

fn open_bracket(place: &Place<'_>, bracket: usize) -> Diagnostic {
    error(place.span(bracket, bracket + 1), "a bracket is not closed")
        .label("the bracket opens here")
        .help("close it before the next entry begins")
}

fn wrong_bracket(place: &Place<'_>, close: char) -> Diagnostic {
    let expected = if close == ']' { '}' } else { ']' };
    error(
        place.span(place.at, place.at + 1),
        format!("a bracket is closed by `{close}` instead of `{expected}`"),
    )
    .label("the bracket opens here")
    .help(format!("close it with `{expected}`"))
}

fn in_brackets(place: &Place<'_>) -> Diagnostic {
    let at = place.at;
    let Some(bracket) = place.bracket.or_else(|| place.unread_bracket()) else {
        return error(place.word(at), "expected `,` or a closing bracket");
    };
    let line = place.line(at);
    if place.line(bracket).start != line.start {
        let next = place.word(line.content_start());
        return open_bracket(place, bracket).secondary(next, "still inside the bracket");
    }
    error(place.word(at), "expected `,` or a closing bracket")
        .secondary(place.span(bracket, bracket + 1), "the bracket opens here")
        .help("separate the values by `, `, and quote those that hold brackets, braces or `: `")
}

fn colon(place: &Place<'_>) -> Diagnostic {
    let at = place.at;
    let line = place.line(at);
    if let Some(finding) = dash_without_space(place, line) {
        return finding;
    }
    let before = &place.text[line.start..at];
    if before.contains(": ") {
        return error(place.span(at, at + 1), "a second `: ` on one line")
            .label("an unquoted value cannot hold `: `")
            .help("quote the value");
    }
    let Some(above) = place.line_above(at) else {
        return error(
            place.span(at, at + 1),
            "a colon follows something that cannot be a key",
        );
    };
    let without_space =
        dash_without_space(place, above).or_else(|| missing_space(place, above.content_start()));
    if let Some(finding) = without_space {
        return finding;
    }
    let above_span = place.rest_of_line(above.content_start());
    if above.split_key().is_none() {
        return error(above_span, "this line has no colon")
            .label("expected `key: value`")
            .help("write `: ` after the key");
    }
    error(
        place.rest_of_line(line.content_start()),
        "the line is indented too deep",
    )
    .label("reads as a continuation of the value above")
    .secondary(above_span, "already has a value")
    .help("align it with the key it belongs beside, or remove the value of the line above")
}

/// `key:value` in the line whose content begins at `at`.
fn missing_space(place: &Place<'_>, at: usize) -> Option<Diagnostic> {
    let line = place.line(at);
    let (key, rest) = line.split_key()?;
    let next = rest
        .chars()
        .next()
        .filter(|&next| next != ' ' && next != '\t')?;
    let colon = line.start + line.text.find(':')?;
    let label = if next.is_whitespace() {
        "a no-break space or the like, which YAML takes for a letter"
    } else {
        "no space here"
    };
    let finding = error(
        place.span(colon, colon + 1),
        format!("a space is missing after `{key}:`"),
    );
    Some(finding.label(label).help(format!("write `{key}: `")))
}

/// `-item`, whose dash the parser takes for the first letter of a word.
fn dash_without_space(place: &Place<'_>, line: Line<'_>) -> Option<Diagnostic> {
    let item = line.content().trim_end().strip_prefix('-')?;
    item.starts_with(|first: char| first != '-' && !first.is_whitespace())
        .then_some(())?;
    let dash = line.content_start();
    let finding = error(place.span(dash, dash + 1), "a space is missing after `-`");
    Some(finding.help(format!("write `- {item}`")))
}

fn no_item(place: &Place<'_>) -> Diagnostic {
    let at = place.at;
    dash_without_space(place, place.line(at)).unwrap_or_else(|| {
        error(place.word(at), "expected the next item of a list")
            .label("neither `- ` nor indented like the item above")
            .help("begin the line with `- `, or align it with the item that it belongs to")
    })
}

fn no_colon(place: &Place<'_>) -> Diagnostic {
    let without_space =
        dash_without_space(place, place.line(place.at)).or_else(|| missing_space(place, place.at));
    without_space.unwrap_or_else(|| {
        error(place.rest_of_line(place.at), "this line has no colon")
            .label("expected `key: value`")
            .help("write `: ` after the key, or indent the line if it continues the one above")
    })
}

fn no_key(place: &Place<'_>) -> Diagnostic {
    let at = place.at;
    let line = place.line(at);
    let before = place.text[line.start..at].trim();
    if before == "-" {
        let above = place.line_above(at);
        if let Some(finding) = above.and_then(|above| dash_without_space(place, above)) {
            return finding;
        }
        let dash = line.content_start();
        return error(
            place.span(dash, dash + 1),
            "a list item among the keys of a mapping",
        )
        .help("give the list a key of its own, or indent the item below its key");
    }
    if !before.is_empty() {
        return error(
            place.word(at),
            "text follows a value that is already complete",
        )
        .help("quote the whole value, or remove the rest");
    }
    error(place.rest_of_line(at), "the indentation fits no line above")
        .help("align the line with the keys that it belongs beside")
}

fn after_document(place: &Place<'_>) -> Diagnostic {
    let first = place.first_line();
    let line = place.line(place.at);
    let finding = error(
        place.word(place.at),
        "text follows the value that makes up the file",
    );
    if first.content_start() - first.start <= line.content_start() - line.start {
        return finding.help("remove it, or make both parts of one mapping");
    }
    error(
        place.rest_of_line(line.content_start()),
        "the line is indented less than the first line",
    )
    .secondary(place.rest_of_line(first.content_start()), "the first line")
    .help("align it with the first line")
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
