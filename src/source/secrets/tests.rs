//! Planted secrets are found, marked and never quoted; references and placeholders are left alone.
//! The secrets are put together at run time, so that no scanner takes this file for a leak.

use super::*;
use crate::diag::Report;

fn scan_text(text: &str) -> (Files, Report) {
    let mut files = Files::default();
    let file = files.add("registry.yml", text.to_owned());
    let mut sink = Sink::default();
    scan(&mut files, file, &mut sink);
    let report = sink.finish(&files);
    (files, report)
}

#[track_caller]
fn assert_secret(code: &str, line: &str, secret: &str) {
    let text = format!("# é\nservices:\n  - name: a # b\n{line}\n  - x\n");
    let (files, report) = scan_text(&text);
    let codes: Vec<_> = report
        .diagnostics
        .iter()
        .map(|finding| finding.code.id)
        .collect();
    assert_eq!(codes, [code], "{line}");
    assert_eq!(files.secrets().len(), 1, "{line}");
    assert_eq!(files.text(files.secrets()[0]), secret);
    for finding in &report.diagnostics {
        assert_eq!(
            finding.primary.as_ref().map(|label| label.span),
            Some(files.secrets()[0])
        );
        assert!(!format!("{finding:?}").contains(secret), "{finding:?}");
    }
}

fn random(length: usize) -> String {
    "aZ3bY7cX9dW1eV5fU2gT8hS4"
        .chars()
        .cycle()
        .take(length)
        .collect()
}

fn hex(length: usize) -> String {
    "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
        .chars()
        .cycle()
        .take(length)
        .collect()
}

#[test]
fn chat_webhooks() {
    let slack = format!("T{}/B{}/{}", random(8), random(8), random(24));
    assert_secret(
        "SEC001",
        &format!("    url: https://hooks.slack.com/services/{slack}"),
        &slack,
    );
    assert_secret(
        "SEC001",
        &format!("# https://hooks.slack.com/services/{slack} was here"),
        &slack,
    );
    assert_secret(
        "SEC001",
        &format!("    'https://hooks.slack.com/services/{slack}': key"),
        &slack,
    );
    let discord = format!("123456789012345678/{}", random(68));
    assert_secret(
        "SEC001",
        &format!("    url: https://discord.com/api/webhooks/{discord}"),
        &discord,
    );
    let teams = format!(
        "{}@{}/IncomingWebhook/{}/{}",
        hex(32),
        hex(32),
        hex(32),
        hex(32)
    );
    assert_secret(
        "SEC001",
        &format!("    url: https://acme.webhook.office.com/webhookb2/{teams}"),
        &teams,
    );
    let signature = random(43);
    assert_secret(
        "SEC001",
        &format!(
            "    url: \"https://prod-1.westus.logic.azure.com:443/workflows/x?sp=%2Ft&sig={signature}\""
        ),
        &signature,
    );
}

#[test]
fn pager_keys_by_the_name_of_their_field() {
    let uuid = format!("{}-{}-{}-{}-{}", hex(8), hex(4), hex(4), hex(4), hex(12));
    for name in [
        "routing_key",
        "service-key",
        "integrationKey",
        "pagerduty_routing_key",
        "API_KEY",
        "opsgenie_api_key",
    ] {
        assert_secret("SEC002", &format!("    {name}: {}", hex(32)), &hex(32));
        assert_secret(
            "SEC002",
            &format!("    x: {{ '{name}' : \"{uuid}\" }}"),
            &uuid,
        );
        assert_secret(
            "SEC002",
            &format!("    {name}: {{file: \"{}\"}}", hex(32)),
            &hex(32),
        );
        assert_secret(
            "SEC002",
            &format!("    {name}:\n      file: {}", hex(32)),
            &hex(32),
        );
    }
}

#[test]
fn credentials_by_their_form() {
    let aws = format!("AKIA{}", random(16).to_uppercase());
    assert_secret("SEC003", &format!("    id: {aws}"), &aws);
    assert_secret(
        "SEC003",
        &format!("    aws_secret_access_key: {}", random(40)),
        &random(40),
    );
    for token in [
        format!("ghp_{}", random(36)),
        format!("gho_{}", random(36)),
        format!("github_pat_{}_{}", random(22), random(59)),
        format!("glpat-{}", random(20)),
        format!("xoxb-{}-{}", "123456789012", random(24)),
        format!("glsa_{}_{}", random(32), hex(8)),
        format!("eyJ{}.eyJ{}.{}", random(20), random(40), random(43)),
    ] {
        assert_secret("SEC003", &format!("    token: {token}"), &token);
        assert_secret(
            "SEC003",
            &format!("    url: https://x.example/?token={token}"),
            &token,
        );
    }
}

#[test]
fn private_keys_to_their_last_line() {
    let dashes = "-----";
    let key = format!(
        "{dashes}BEGIN RSA PRIVATE KEY{dashes}\n      {}\n      {}\n      {dashes}END RSA PRIVATE KEY{dashes}",
        random(64),
        random(30)
    );
    assert_secret(
        "SEC003",
        &format!("    key: |\n      {key}\n    other: 1"),
        &key,
    );
    let (files, _) = scan_text(&format!(
        "key: |\n  {dashes}BEGIN PRIVATE KEY{dashes}\n  {}\n",
        random(64)
    ));
    assert!(files.text(files.secrets()[0]).contains(&random(64)));
}

#[test]
fn credentials_in_urls() {
    assert_secret(
        "SEC004",
        "    url: https://user:hunter2@example.com/x",
        "user:hunter2",
    );
    assert_secret(
        "SEC004",
        "    url: postgres://u:p@ss$word@db:5432/x?sslmode=off",
        "u:p@ss$word",
    );
    assert_secret(
        "SEC004",
        "    url: 'https://example.com/?a=b&access_token=hunter22&c=d'",
        "hunter22",
    );
    assert_secret(
        "SEC004",
        "    url: https://example.com/?clientSecret=hunter22",
        "hunter22",
    );
    assert_secret(
        "SEC004",
        &format!("    url: https://example.com/?api_key={}", random(20)),
        &random(20),
    );
    let (files, report) = scan_text("url: https://e.com/?token=hunter22&secret=hunter33\n");
    assert_eq!((files.secrets().len(), report.diagnostics.len()), (2, 2));
}

#[test]
fn references_and_placeholders_are_no_secrets() {
    for line in [
        "routing_key: {file: /run/secrets/pagerduty}",
        "routing_key: ${PAGERDUTY_KEY}",
        "routing_key: 00000000000000000000000000000000",
        "revision: 0f1e2d3c4b5a69788796a5b4c3d2e1f0",
        "redact_fields: [access_token, github_token, api_key]",
        "url: https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
        "url: https://hooks.slack.com/services/<secret>",
        "url: https://user:${PASSWORD}@example.com/",
        "url: https://user:$PASSWORD@example.com/",
        "url: https://user:<password>@example.com/",
        "url: https://user:xxxx@example.com/",
        "url: https://user@example.com:8080/a:b",
        "url: http://a.example:80/x, mail: a@b.example",
        "url: https://example.com/?token=${TOKEN}&key=latency&tab=alerts",
        "url: https://example.com/?token=<secret>",
        "expr: rate(x{token=\"abcdefgh\"}[5m]) ?token=abcdefgh",
        "token: ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "# -----BEGIN PRIVATE KEY----- ... -----END PRIVATE KEY-----",
        "# -----BEGIN CERTIFICATE-----",
    ] {
        let (files, report) = scan_text(line);
        assert_eq!(files.secrets().len(), 0, "{line}: {:?}", report.diagnostics);
    }
}

#[test]
fn marking_a_secret_twice_changes_nothing() {
    let mut files = Files::default();
    let file = files.add("registry.yml", "secret secret-and-more abc".to_owned());
    for (start, end) in [(0, 6), (7, 22), (23, 26), (0, 6)] {
        files.mark_secret(Span::new(file, start, end));
    }
    assert_eq!(files.secrets().len(), 3);
}
