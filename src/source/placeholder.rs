//! Texts that wait for something else to fill in a part of them: a template engine, a shell, a dashboard.

/// Whether a text does, and nothing of the compiler's will: `$app`, `${APP}`, `{{ .Values.app }}`, `{app}`,
/// `<app>`, `%(app)s`.
pub fn is_unfilled(text: &str) -> bool {
    let begins_with_letter = |text: &str| text.starts_with(|c: char| c.is_ascii_alphabetic());
    let mut variables = text.split('$').skip(1);
    let within = |open, close| {
        let inner = text.trim().strip_prefix(open);
        inner
            .and_then(|it: &str| it.strip_suffix(close))
            .is_some_and(begins_with_letter)
    };
    variables.any(|rest| begins_with_letter(rest) || rest.starts_with(['{', '(']))
        || ["{{", "%("].iter().any(|mark| text.contains(mark))
        || within('{', '}')
        || within('<', '>')
}

#[cfg(test)]
mod tests {
    use super::is_unfilled;

    #[test]
    fn placeholders_of_many_languages_are_told_from_values() {
        for text in [
            "$app",
            "${APP}",
            "$(app)",
            "app-$ENV",
            "{{service}}",
            "{{ .Values.app }}",
            "{app}",
            "<app>",
            "%(app)s",
        ] {
            assert!(is_unfilled(text), "{text}");
        }
        for text in [
            "app",
            "5..",
            "(5..)?",
            "a|b",
            "^prod$",
            "x{2}",
            "/api/{id}",
            "100%",
            "a<b",
            "$",
        ] {
            assert!(!is_unfilled(text), "{text}");
        }
    }
}
