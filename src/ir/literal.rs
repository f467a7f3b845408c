//! Values that are taken as they stand and look as if they were meant for more: patterns where a label's
//! value or a name is expected, variables that nothing fills in, impossible ports in URLs. In comes the
//! registry, out go warnings.

use super::codes::TAKEN_LITERALLY;
use crate::diag::{Diagnostic, Sink};
use crate::registry::Registry;
use crate::source::{Entries, Literal, Spanned, is_unfilled};

/// The labels of a `match:`.
type Labels = Option<Spanned<Entries<Spanned<Literal>>>>;

/// Warns of every such value of the registry.
pub(super) fn check(registry: &Registry, sink: &mut Sink) {
    let environments = registry.environments.iter();
    for (_, environment) in environments {
        let environment = &environment.value;
        check_labels(&environment.matchers, sink);
        check_url(environment.url.as_ref(), Some("{service}"), sink);
    }
    for service in &registry.services {
        let metrics = service.metrics.as_ref();
        if let Some(metrics) = metrics {
            check_labels(&metrics.matchers, sink);
        }
        for place in &service.environments {
            check_labels(&place.matchers, sink);
            check_url(place.url.as_ref(), Some(&service.service_name), sink);
            for host in &place.hosts {
                check_labels(&host.matchers, sink);
                if host.matchers.is_none() {
                    check_host(&host.name, sink);
                }
            }
        }
        let jobs = service.jobs.iter().filter(|it| it.matchers.is_none());
        jobs.for_each(|it| check_job(&it.name, sink));
        let subjects = service.queues.iter().chain(&service.jobs);
        subjects.for_each(|it| check_labels(&it.matchers, sink));
        let dependencies = service.depends_on.iter();
        dependencies.for_each(|it| check_labels(&it.matchers, sink));
    }
    let redaction = &registry.redaction;
    let fields = redaction.redact_fields.iter();
    let fields = fields
        .chain(&redaction.hash_fields)
        .chain(&redaction.drop_span_attributes);
    fields.for_each(|field| check_field(field, sink));
    check_url(registry.grafana_url.as_ref(), None, sink);
    check_url(registry.runbook_base_url.as_ref(), None, sink);
}

fn check_labels(labels: &Labels, sink: &mut Sink) {
    let entries = || labels.iter().flat_map(|labels| &labels.0);
    for (label, value) in entries().filter(|(_, value)| is_unfilled(value)) {
        let message = format!("no series has `{}` for its `{}`", value.value, label.value);
        let finding = Diagnostic::at(&TAKEN_LITERALLY, value.span, message);
        sink.push(
            finding
                .label("nothing fills this in")
                .help("write the value itself"),
        );
    }
    let patterns = entries().filter(|(_, value)| is_pattern(value) && !is_unfilled(value));
    for (label, value) in patterns {
        let (bare, text) = (bare(value), &value.value);
        let example = bare.split('|').next().unwrap_or_default();
        let example = example.trim_end_matches(['*', '+', '.', '-']);
        let message = format!("no series has `{text}` for its `{}`", label.value);
        let finding = Diagnostic::at(&TAKEN_LITERALLY, value.span, message);
        let negated = ["!=", "!~"].into_iter().find(|it| text.starts_with(it));
        let operator = negated.unwrap_or("=~");
        let own = format!(
            "name the label in selectors of your own, such as `requests_total{{{}{operator}{bare:?}}}`",
            label.value
        );
        sink.push(
            finding
                .label("compared as it stands, not as a pattern")
                .help(match negated {
                    Some(_) => own,
                    None => format!("write the value itself, such as `{example}`, or {own}"),
                }),
        );
    }
}

/// The name of a machine, which is that of its exporter in `instance`.
fn check_host(name: &Spanned<String>, sink: &mut Sink) {
    let bare = name.split_once("://").map_or(&***name, |(_, bare)| bare);
    let (bare, path) = bare.split_once('/').unwrap_or((bare, ""));
    let is_network = path.parse::<u8>().is_ok();
    let (label, help) = if is_pattern(name) || name.contains(['*', '[']) || is_network {
        let help = "list the machines, each by its own name".to_owned();
        ("compared as it stands, not as a pattern", help)
    } else if *bare != **name && !bare.is_empty() {
        (
            "compared with `instance`, which is no URL",
            format!("write `{bare}`"),
        )
    } else {
        return;
    };
    let message = format!("no machine is called `{}`", name.value);
    let finding = Diagnostic::at(&TAKEN_LITERALLY, name.span, message);
    sink.push(finding.label(label).help(help));
}

fn check_job(name: &Spanned<String>, sink: &mut Sink) {
    if is_pattern(name) {
        let message = format!("no scrape job is called `{}`", name.value);
        let finding = Diagnostic::at(&TAKEN_LITERALLY, name.span, message);
        let finding = finding.label("compared as it stands, not as a pattern");
        sink.push(finding.help("list the jobs, each by its own name"));
    }
}

/// A field that must never enter telemetry, and would under its own name.
fn check_field(field: &Spanned<String>, sink: &mut Sink) {
    let names = several(field);
    let (label, help) = if names.len() > 1 {
        let help = format!("write each as an item of its own: `{}`", names.join(", "));
        ("taken for the name of one field", help)
    } else if is_pattern(field) {
        let help = "write the names of the fields, each as an item of its own".to_owned();
        ("compared as it stands, not as a pattern", help)
    } else {
        return;
    };
    let message = format!("no field is called `{}`", field.value);
    let finding = Diagnostic::at(&TAKEN_LITERALLY, field.span, message);
    sink.push(finding.label(label).help(help));
}

/// Names with commas between them, or with spaces where each has a sign that only names have: a field may be
/// called `user email`.
fn several(field: &str) -> Vec<&str> {
    let words: Vec<_> = field.split_whitespace().collect();
    if words.iter().all(|word| word.contains(['_', '.', '-'])) {
        return words
            .iter()
            .map(|word| word.trim_matches([',', ';']))
            .collect();
    }
    let names = field.split([',', ';']).map(str::trim);
    names.filter(|name| !name.is_empty()).collect()
}

/// Whether a label's value is written as a pattern, or with the operator of one. Values such as `/api/*`
/// exist.
fn is_pattern(value: &str) -> bool {
    let is_path = value.starts_with('/');
    value != bare(value)
        || [".*", ".+", "|"].iter().any(|sign| value.contains(sign))
        || (value.ends_with('*') && !is_path)
}

/// The value without the operator of a matcher, and then without its quotes.
fn bare(value: &str) -> &str {
    let operators = ["=~", "!~", "!=", "="];
    let stripped = operators
        .iter()
        .find_map(|operator| value.strip_prefix(operator));
    stripped.map_or(value, |bare| bare.trim_matches('"'))
}

/// A URL with a variable, which nothing replaces, or with a port that there is not. `service` is what a
/// variable of that name most likely stands for.
fn check_url(url: Option<&Spanned<String>>, service: Option<&str>, sink: &mut Sink) {
    let Some(url) = url else { return };
    let host = url.split("://").nth(1).unwrap_or_default();
    let host = host.split(['/', '?', '#']).next().unwrap_or_default();
    // What stands before an `@` is a secret.
    let host = host.rsplit('@').next().unwrap_or_default();
    let port = host.rsplit_once(':').map(|(_, port)| port);
    let is_too_high = |port: &&str| {
        port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_err()
    };
    let (message, help) = if let Some(port) = port.filter(is_too_high) {
        let help = "write a port from 1 to 65535, or leave it out with its colon";
        (format!("`{port}` is no port"), help.to_owned())
    } else if let Some((_, variable)) = host.split_once('$') {
        let (name, variable) = variable_of(variable);
        let meant = service.filter(|_| name.eq_ignore_ascii_case("service"));
        let help = match meant {
            Some(name) => format!("write `{}`", url.replacen(&variable, name, 1)),
            None => "write what the variable stands for".to_owned(),
        };
        (format!("nothing replaces `{variable}` in a URL"), help)
    } else {
        return;
    };
    sink.push(Diagnostic::at(&TAKEN_LITERALLY, url.span, message).help(help));
}

/// The name of the variable that begins behind a `$`, and all of it: `$service`, `${service}`.
fn variable_of(behind: &str) -> (&str, String) {
    let braced = behind.strip_prefix('{').and_then(|it| it.split_once('}'));
    if let Some((name, _)) = braced {
        return (name, format!("${{{name}}}"));
    }
    let end = behind.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let name = &behind[..end.unwrap_or(behind.len())];
    (name, format!("${name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_told_from_values() {
        for value in [
            "=~prod.*",
            "!=staging",
            "prod|live",
            "prod.+",
            "prod-*",
            "=prod",
        ] {
            assert!(is_pattern(value), "{value}");
        }
        for value in [
            "prod",
            "eu-west-1",
            "/api/*",
            "10.0.0.1:9100",
            "a=b",
            "eu \"west\"",
            "v1.2",
        ] {
            assert!(!is_pattern(value), "{value}");
        }
    }
}
