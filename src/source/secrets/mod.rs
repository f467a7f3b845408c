//! Finds secrets in the raw text of a file: in values, keys and comments alike.
//!
//! Each one found is an error, and is remembered in [`Files`], so that no renderer prints it.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use super::codes::secret::{CHAT_WEBHOOK_URL, CREDENTIAL, PAGER_KEY, URL_CREDENTIALS};
use super::{FileId, Files, Span, offset};
use crate::diag::{Code, Diagnostic, Sink};

/// A form in which secrets come.
struct Pattern {
    code: &'static Code,
    /// What it is, in the words of the message.
    what: &'static str,
    /// Its first group is the secret. Word boundaries are ASCII ones, which the fast engine knows.
    regex: &'static str,
    /// Whether it counts only within a URL.
    in_url: bool,
}

/// In order of precedence: where two overlap, the first is reported.
static PATTERNS: &[Pattern] = &[
    pattern(
        &CHAT_WEBHOOK_URL,
        "a Slack webhook URL",
        r"hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/([A-Za-z0-9_/+-]{20,})",
    ),
    pattern(
        &CHAT_WEBHOOK_URL,
        "a Discord webhook URL",
        r"discord(?:app)?\.com/api/(?:v[0-9]+/)?webhooks/([0-9]+/[A-Za-z0-9_-]{20,})",
    ),
    pattern(
        &CHAT_WEBHOOK_URL,
        "a Teams webhook URL",
        r"(?:webhook\.office\.com/webhookb2|outlook\.office(?:365)?\.com/webhook)/([A-Za-z0-9@_/-]{20,})",
    ),
    pattern(
        &CHAT_WEBHOOK_URL,
        "a Teams webhook URL",
        r#"(?:logic\.azure|powerplatform)\.com[^\s"'<>]*[?&]sig=([A-Za-z0-9%_.~-]{20,})"#,
    ),
    pattern(
        &CREDENTIAL,
        "an AWS access key",
        r"(?-u:\b)((?:AKIA|ASIA)[A-Z0-9]{16})(?-u:\b)",
    ),
    pattern(
        &CREDENTIAL,
        "an AWS secret key",
        r#"(?i-u:aws_?secret_?(?:access_?)?key)["']?[ \t]*[:=][ \t]*["']?([A-Za-z0-9/+]{40})"#,
    ),
    pattern(
        &CREDENTIAL,
        "a GitHub token",
        r"(?-u:\b)(gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{22,})",
    ),
    pattern(
        &CREDENTIAL,
        "a GitLab token",
        r"(?-u:\b)(gl(?:pat|dt|rt|cbt|ptt|soat)-[A-Za-z0-9_-]{20,})",
    ),
    pattern(
        &CREDENTIAL,
        "a Slack token",
        r"(?-u:\b)(xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,})",
    ),
    pattern(
        &CREDENTIAL,
        "a Grafana token",
        r"(?-u:\b)(glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}|glc_[A-Za-z0-9+/]{32,}=*)",
    ),
    pattern(
        &CREDENTIAL,
        "a JSON web token",
        r"(?-u:\b)(eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,})",
    ),
    pattern(
        &CREDENTIAL,
        "a private key",
        r"(?s)(-----BEGIN [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----.*?(?:-----END [A-Z0-9 ]*-----|\z))",
    ),
    pattern(
        &PAGER_KEY,
        "a key of a paging service",
        r#"(?i-u:(?:routing|service|integration|api|genie|pagerduty|opsgenie|victorops)[_-]?key|[a-z_]*contact|[a-z_]*channel|\bto)["']?[ \t]*[:=][ \t]*(?:\[(?:[^\]\n]*,)?[ \t]*)?(?:(?:\{|\r?\n)[ \t]*["']?file["']?[ \t]*:[ \t]*)?["']?([A-Fa-f0-9]{32}|[A-Fa-f0-9]{8}(?:-[A-Fa-f0-9]{4}){3}-[A-Fa-f0-9]{12})(?-u:\b)"#,
    ),
    pattern(
        &URL_CREDENTIALS,
        "a password",
        r#"://([^\s/?#"'<>:@]*:[^\s/?#"'<>]+)@"#,
    ),
    Pattern {
        in_url: true,
        ..pattern(
            &URL_CREDENTIALS,
            "a token",
            r#"[?&](?:[A-Za-z0-9_.-]*[_.-])?(?i-u:(?:access|auth|client|refresh)?(?:token|password|passwd|pwd|secret)=)([^\s&#"'<>]{6,})"#,
        )
    },
    Pattern {
        in_url: true,
        ..pattern(
            &URL_CREDENTIALS,
            "a key",
            r#"[?&](?:[A-Za-z0-9_.-]*[_.-])?(?i-u:(?:api|access|auth|routing|integration|service)?key=)([^\s&#"'<>]{16,})"#,
        )
    },
];

const fn pattern(code: &'static Code, what: &'static str, regex: &'static str) -> Pattern {
    Pattern {
        code,
        what,
        regex,
        in_url: false,
    }
}

/// All patterns at once, to learn in one pass which of them are worth a search of their own.
static ANY: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new(PATTERNS.iter().map(|pattern| pattern.regex)).expect("a test compiles them")
});

static EACH: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let compile = |pattern: &Pattern| Regex::new(pattern.regex).expect("a test compiles them");
    PATTERNS.iter().map(compile).collect()
});

/// Marks and reports every secret in a file.
pub(crate) fn scan(files: &mut Files, file: FileId, sink: &mut Sink) {
    for (secret, pattern) in disjoint(find(&files.get(file).text)) {
        let span = Span::new(file, offset(secret.start), offset(secret.end));
        files.mark_secret(span);
        sink.push(finding(pattern, span));
    }
}

type Hit = (Range<usize>, &'static Pattern);

/// Joins hits that overlap, as a token that is also a URL's parameter.
fn disjoint(hits: Vec<Hit>) -> Vec<Hit> {
    let mut joined: Vec<Hit> = Vec::new();
    for (secret, pattern) in hits {
        match joined.last_mut() {
            Some((last, _)) if secret.start < last.end => last.end = last.end.max(secret.end),
            _ => joined.push((secret, pattern)),
        }
    }
    joined
}

fn finding(pattern: &Pattern, span: Span) -> Diagnostic {
    let what = pattern.what;
    Diagnostic::at(
        pattern.code,
        span,
        format!("{what} is written into the registry"),
    )
    .note("it is in the history of the repository now, so revoke it")
    .help("take it out: nothing in the registry needs the secret itself")
}

/// The secrets in a text, by place and then by precedence.
fn find(text: &str) -> Vec<Hit> {
    let mut found: Vec<_> = ANY
        .matches(text)
        .iter()
        .flat_map(|index| {
            let captures = EACH[index].captures_iter(text);
            captures.filter_map(move |captures| Some((captures.get(1)?, &PATTERNS[index])))
        })
        .filter(|(secret, _)| !is_placeholder(secret.as_str()))
        .filter(|(secret, pattern)| !pattern.in_url || is_in_url(&text[..secret.start()]))
        .map(|(secret, pattern)| (secret.range(), pattern))
        .collect();
    found.sort_by_key(|(secret, _)| secret.start);
    found
}

/// Whether the text stands for a secret that is put in elsewhere: `${TOKEN}`, `$TOKEN`, `xxxx`.
fn is_placeholder(secret: &str) -> bool {
    let value = secret
        .split_once(':')
        .map_or(secret, |(_, password)| password);
    let first = value.as_bytes().first();
    let is_uniform = value.bytes().all(|byte| Some(&byte) == first);
    is_uniform
        || value.starts_with(['$', '{'])
        || value.ends_with("xxxx")
        || value.ends_with("XXXX")
        || ["${", "$(", "{{", "****", "...", "…"]
            .iter()
            .any(|mark| value.contains(mark))
}

fn is_in_url(before: &str) -> bool {
    let start = before.rfind(|c: char| c.is_whitespace() || "\"'<>".contains(c));
    before[start.unwrap_or(0)..].contains("://")
}

#[cfg(test)]
mod tests;
