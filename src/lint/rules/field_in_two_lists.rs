//! Fields that are to be redacted in two ways.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Sink};
use crate::ir::Program;

declare_rule! {
    /// ## What it does
    /// Reports a field that stands twice in the redaction rules: both redacted and hashed, or twice
    /// in one list.
    ///
    /// ## Why it matters
    /// Only one of the two can happen. A field that was to be redacted and is hashed instead can
    /// still be guessed.
    ///
    /// ## Example
    /// ```yaml
    /// redact_fields: [access_token, user_email]
    /// hash_fields: [user_email]
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// redact_fields: [access_token]
    /// hash_fields: [user_email]
    /// ```
    FIELD_IN_TWO_LISTS = RED007 "field-in-two-lists" Error, Program(check)
}

fn check(program: &Program, sink: &mut Sink) {
    let redaction = &program.redaction;
    let redacted = redaction
        .redact_fields
        .iter()
        .map(|field| (field, "redacted"));
    let hashed = redaction.hash_fields.iter().map(|field| (field, "hashed"));
    let mut seen = BTreeMap::new();
    for (field, how) in redacted.chain(hashed) {
        let name = field.to_lowercase();
        let Some((first, first_how)) = seen.insert(name, (field.span, how)) else {
            continue;
        };
        sink.push(
            Diagnostic::at(
                &FIELD_IN_TWO_LISTS,
                field.span,
                format!(
                    "field `{}` stands in the redaction rules twice",
                    field.value
                ),
            )
            .label(format!("{how} here"))
            .secondary(first, format!("{first_how} here"))
            .help("keep one of the two"),
        );
    }
}
