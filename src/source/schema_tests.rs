//! The schema of a small registry, and what is said about registries that break it.

use schemars::{JsonSchema, schema_for};
use serde::Deserialize;

use super::*;
use crate::diag::{Diagnostic, declare_codes};
use crate::source::testing::{node, under};
use crate::source::{Entries, Files, Literal, Short, ShortForm, Spanned, decode, schema_codes};

declare_codes! {
    /// A code of another stage.
    MISSING_OWNER = REG003 "missing-owner" Error;
    /// A code of another stage.
    UNUSABLE_NAME = REG006 "unusable-name" Error;
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Registry {
    services: Vec<Service>,
    #[serde(default)]
    profiles: Option<Entries<Profile>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-code-missing" = {"owner": "REG003"}))]
struct Service {
    service_name: Spanned<ServiceName>,
    #[schemars(extend("examples" = ["anvila-devops"]))]
    owner: Spanned<String>,
    #[serde(default)]
    tier: Option<Spanned<Tier>>,
    #[schemars(length(min = 1))]
    environments: Vec<Short<Environment>>,
    #[serde(default)]
    token: Option<Secret>,
    #[serde(default)]
    replicas: Option<u32>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend(
    "pattern" = "^[a-z][a-z0-9-]*$",
    "x-expected" = "a name such as `anvila-api`",
    "x-code-invalid" = "REG006"
))]
struct ServiceName(String);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Tier {
    /// Customers notice.
    UserFacing,
    /// Colleagues notice.
    Internal,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Environment {
    #[schemars(length(max = 12))]
    name: Spanned<String>,
    #[serde(default)]
    url: Option<Spanned<String>>,
}

impl ShortForm for Environment {
    const KEY: &'static str = "name";
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-expected" = "a reference such as `{file: /run/secrets/token}`"))]
enum Secret {
    File(Spanned<String>),
    Env(Spanned<String>),
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Profile {
    slos: Vec<Slo>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Slo {
    #[schemars(
        range(min = 1, max = 99.999),
        extend("pattern" = "^[0-9.]+$", "x-expected" = "a percentage such as `99.9`")
    )]
    objective: Spanned<Literal>,
    sli: Sli,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
#[schemars(tag = "type")]
enum Sli {
    /// Good requests of all.
    RequestRatio(RequestRatio),
    Freshness {
        metric: Spanned<String>,
        max_age: Spanned<Duration>,
    },
    Probe,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RequestRatio {
    good: Spanned<String>,
    total: Spanned<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend("pattern" = "^[0-9]+[smhd]$", "x-expected" = "a duration such as `5m` or `30d`"))]
struct Duration(String);

fn schema() -> Schema {
    Schema::new(schema_for!(Registry).to_value(), ALL)
}

/// What is said about a text: code, place, message and advice, a line each.
fn findings(text: &str) -> Vec<String> {
    let mut sink = Sink::default();
    let root = node(text);
    let sound = schema().validate(&root, &mut sink);
    let mut files = Files::default();
    files.add("registry.yml", text.to_owned());
    let report = sink.finish(&files);
    assert_eq!(sound, report.diagnostics.is_empty());
    assert!(
        !sound || decode::<Registry>(&root).is_ok(),
        "sound, but not decoded"
    );
    report
        .diagnostics
        .iter()
        .map(|finding| told(text, finding))
        .collect()
}

fn told(text: &str, finding: &Diagnostic) -> String {
    let primary = finding.primary.as_ref().expect("a place");
    let mut told = format!(
        "{} `{}` {}",
        finding.code.id,
        under(text, primary.span),
        finding.message
    );
    for (name, part) in [
        ("label", Some(&primary.text)),
        ("note", finding.notes.first()),
        ("help", finding.help.as_ref()),
        ("fix", finding.fix.as_ref().map(|fix| &fix.edits[0].1)),
    ] {
        if let Some(part) = part.filter(|part| !part.is_empty()) {
            told += &format!(" | {name}: {part}");
        }
    }
    told
}

/// A service with further or other entries.
fn service(entries: &str) -> String {
    format!("{{services: [{{{entries}}}]}}")
}

const GOOD: &str = "service_name: api, owner: devs, environments: [staging]";

#[test]
fn show() {
    for text in [
        service(GOOD),
        service(
            "service_name: api, owner: devs, environments: [{name: staging, url: x}, production], tier: internal, token: {env: A}, replicas: 3",
        ),
        service("service_name: api, ownr: devs, environments: [a]"),
        service(&format!("{GOOD}, wombat: 1")),
        service(&format!("{GOOD}, \"tier \": internal")),
        service("service_name: api, \u{43e}wner: devs, environments: [a]"),
        service("service_name: api, environments: [a]"),
        service("owner: a"),
        service(""),
        "{service: []}".to_owned(),
        "[]".to_owned(),
        "null".to_owned(),
        service("service_name: Api Server, owner: devs, environments: [a]"),
        service("service_name: 5, owner: devs, environments: [a]"),
        service("service_name: api, owner: 1.10, environments: production"),
        service("service_name: api, owner: [a], environments: {a: b}"),
        service("service_name: api, owner: a, environments: []"),
        service(
            "service_name: api, owner: a, environments: [abcdefghijklmno, {name: abcdefghijklmno}, {nam: a}, 5, {name: x, ur: y}]",
        ),
        service(&format!("{GOOD}, tier: internl")),
        service(&format!("{GOOD}, tier: gold")),
        service(&format!("{GOOD}, tier: 5")),
        service(&format!("{GOOD}, token: abc")),
        service(&format!("{GOOD}, token: {{fil: abc}}")),
        service(&format!("{GOOD}, token: {{}}")),
        service(&format!("{GOOD}, token: {{env: a, file: b}}")),
        service(&format!("{GOOD}, replicas: -1")),
        service(&format!("{GOOD}, replicas: 1.5")),
        service(&format!("{GOOD}, replicas: \"3\"")),
        profile("objective: 99.9, sli: {type: request_ratio, good: a, total: b}"),
        profile("objective: 99.9, sli: {type: request_ratio, god: a, total: b}"),
        profile("objective: 99.9, sli: {type: freshnes, metric: a, max_age: 5m}"),
        profile("objective: 99.9, sli: {type: zzz}"),
        profile("objective: 99.9, sli: {type: 5}"),
        profile("objective: 99.9, sli: {metric: a, max_age: 5m}"),
        profile("objective: 99.9, sli: {typ: freshness, metric: a, max_age: 5m}"),
        profile("objective: 99.9, sli: {type: freshness, metric: a, max_age: 5 minutes}"),
        profile("objective: 99.9, sli: {type: freshness, metric: a, max_age: 5}"),
        profile("objective: 99.9, sli: {type: freshness, metric: a}"),
        profile("objective: 99.9, sli: probe"),
        profile("objective: 100, sli: {type: probe}"),
        profile("objective: abc, sli: {type: probe}"),
        profile("objective: [1], sli: {type: probe}"),
    ] {
        println!("{text}");
        for line in findings(&text) {
            println!("    {line}");
        }
    }
}

fn profile(slo: &str) -> String {
    format!("{{services: [], profiles: {{p: {{slos: [{{{slo}}}]}}}}}}")
}
#[test]
#[ignore]
fn timing() {
    for bad in [0usize, 200, 2000, 10000] {
        let mut text = String::from(
            "{profiles: {p: {slos: [{objective: 99.9, sli: {type: freshness, metric: a, max_age: 5m}}]}}, services: [",
        );
        for i in 0..10_000 {
            let wrong = bad > 0 && i % (10_000 / bad) == 0;
            let name = if wrong && i % 4 == 0 {
                "Bad".to_owned()
            } else {
                format!("svc-{i}")
            };
            let env = if wrong && i % 4 == 1 {
                "5"
            } else {
                "{name: production, url: x}"
            };
            let extra = if wrong && i % 4 >= 2 {
                "wombat: 1, "
            } else {
                ""
            };
            text += &format!(
                "{{{extra}service_name: {name}, owner: team-{i}, tier: user-facing, environments: [staging, {env}], token: {{file: abc}}, replicas: 3}}, "
            );
        }
        text += "]}";
        let root = node(&text);
        let schema = schema();
        for _ in 0..4 {
            let mut sink = Sink::default();
            let start = std::time::Instant::now();
            schema.validate(&root, &mut sink);
            let took = start.elapsed();
            let mut files = Files::default();
            files.add("a", text.clone());
            println!("{bad}: {took:?} {}", sink.finish(&files).diagnostics.len());
        }
        let start = std::time::Instant::now();
        let r = decode::<Registry>(&root).is_ok();
        println!("decode {r} {:?}", start.elapsed());
        let start = std::time::Instant::now();
        let _ = Schema::new(schema_for!(Registry).to_value(), ALL);
        println!("compile {:?}", start.elapsed());
    }
}
