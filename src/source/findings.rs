//! The words for what YAML allows and a registry must not hold.

use super::yaml::scalar;
use super::{Key, Span, codes};
use crate::diag::Diagnostic;

pub(super) fn second_document(span: Span) -> Diagnostic {
    Diagnostic::at(
        &codes::file::SECOND_DOCUMENT,
        span,
        "the file holds a second document",
    )
    .label("everything from here on is not read")
    .help("remove the `---` if the rest belongs to this file, or move the rest to one of its own")
}

pub(super) fn empty_file(span: Span) -> Diagnostic {
    Diagnostic::at(&codes::file::EMPTY_FILE, span, "the file holds no value")
        .help("remove the file, or write its first entry")
}

pub(super) fn tag(span: Span) -> Diagnostic {
    Diagnostic::at(&codes::value::TAG, span, "YAML tags are not supported")
        .label("a tag")
        .help("remove it; quote the value if it is a string")
}

pub(super) fn directive(span: Span) -> Diagnostic {
    Diagnostic::at(
        &codes::file::DIRECTIVE,
        span,
        "YAML directives are not supported",
    )
    .help("remove the line, and the `---` below it")
}

pub(super) fn byte_order_mark(span: Span) -> Diagnostic {
    Diagnostic::at(&codes::file::BYTE_ORDER_MARK, span, "a byte-order mark")
        .label("invisible in most editors")
        .help("save the file as UTF-8 without a byte-order mark")
}

pub(super) fn merge_key(span: Span) -> Diagnostic {
    Diagnostic::at(
        &codes::value::MERGE_KEY,
        span,
        "merge keys are not supported",
    )
    .help("put what entries share into a profile, or write it out in each")
}

/// `text` is that of the file.
pub(super) fn complex_key(text: &str, span: Span) -> Diagnostic {
    let brace = span.start as usize;
    let template = text[..brace].ends_with('{') && text[brace..].starts_with('{');
    if template {
        let span = Span::new(span.file, span.start - 1, span.end);
        return Diagnostic::at(
            &codes::value::NON_STRING_KEY,
            span,
            "`{{` begins a mapping within a mapping",
        )
        .label("not a template to YAML")
        .help(
            "write the value itself: templates are not filled in; quote it if braces belong to it",
        );
    }
    Diagnostic::at(
        &codes::value::NON_STRING_KEY,
        span,
        "a list or mapping cannot be a key",
    )
    .label("expected a string")
    .help("write a string before the `:`; quote it if it begins with a bracket")
}

/// A decimal comma: `99,9` in braces is a value and then a key without one.
pub(super) fn decimal_comma(span: Span) -> Diagnostic {
    Diagnostic::at(
        &codes::value::NON_STRING_KEY,
        span,
        "the comma ends the value, so this is a key",
    )
    .label("a key of its own")
    .help("write decimals with a point, such as `99.9`")
}

/// `source` is the key as written, a number, a boolean or nothing.
pub(super) fn non_string_key(source: &str, span: Span) -> Diagnostic {
    if source.is_empty() {
        return Diagnostic::at(&codes::value::NON_STRING_KEY, span, "a key is missing")
            .label("expected a string")
            .help("write a key before the `:`");
    }
    Diagnostic::at(
        &codes::value::NON_STRING_KEY,
        span,
        format!("the key `{source}` is not a string"),
    )
    .help("quote it")
    .fix(scalar::quote(source, span, true))
}

pub(super) fn undefined_alias(source: &str, span: Span) -> Diagnostic {
    let finding = Diagnostic::at(
        &codes::value::UNDEFINED_ALIAS,
        span,
        format!("`{source}` refers to no anchor before it"),
    )
    .help("define the anchor above, or quote the value if the `*` is meant as text");
    if source.contains(['"', '\\']) {
        return finding;
    }
    finding.fix(scalar::quote(source, span, false))
}

pub(super) fn too_many_nodes(span: Span, limit: usize) -> Diagnostic {
    Diagnostic::at(
        &codes::file::TOO_MANY_NODES,
        span,
        format!("the file holds more than {limit} values, counting each use of an alias"),
    )
    .label("the limit is reached here")
    .help("split the file, or use fewer aliases")
}

pub(super) fn too_deep(span: Span, limit: usize) -> Diagnostic {
    Diagnostic::at(
        &codes::file::TOO_DEEP,
        Span::new(span.file, span.start, span.start),
        format!("lists and mappings are nested more than {limit} deep"),
    )
    .label("one too deep")
    .help("flatten the structure")
}

pub(super) fn large_scalar(span: Span, limit: usize) -> Diagnostic {
    Diagnostic::at(
        &codes::file::TOO_LARGE,
        span,
        format!("a single value has more than {limit} bytes"),
    )
    .help("shorten it")
}

/// The first key of a list's entry comes again with others after it: a new entry without its dash.
pub(super) fn forgotten_dash(again: &Key<'_>, first: &Key<'_>) -> Diagnostic {
    duplicate_key(again, first)
        .label("a new entry seems to begin here")
        .help("begin the new entry with `- `")
}

pub(super) fn duplicate_key(again: &Key<'_>, first: &Key<'_>) -> Diagnostic {
    Diagnostic::at(
        &codes::value::DUPLICATE_KEY,
        again.span,
        format!("duplicate key `{}`", again.name),
    )
    .label("set again here")
    .secondary(first.span, "first set here")
    .help("remove one of them")
}
