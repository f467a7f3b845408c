//! The schema of a small registry for unit tests, and what is said about registries that break it.

#![expect(dead_code, reason = "only the schemas of these types are looked at")]

use schemars::{JsonSchema, schema_for};
use serde::Deserialize;
use serde_json::Value;

use crate::diag::{Diagnostic, Sink, declare_codes};
use crate::source::testing::{node, under};
use crate::source::{Entries, Files, Literal, Schema, Short, ShortForm, Spanned, decode};

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
    #[schemars(extend("propertyNames" = {"pattern": "^[a-z]+$"}))]
    profiles: Option<Entries<Profile>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-code-missing" = {"owner": "REG003"}))]
#[expect(
    clippy::struct_field_names,
    reason = "the registry says `service_name`"
)]
struct Service {
    #[schemars(extend("x-code-invalid" = "REG006"))]
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
    "x-expected" = "a name such as `anvila-api`"
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

/// The JSON Schema of the registry.
pub(super) fn document() -> Value {
    schema_for!(Registry).to_value()
}

pub(super) fn schema() -> Schema {
    Schema::new(document(), ALL)
}

/// What is said about a text: code, place, message and advice, a line each.
pub(super) fn findings(text: &str) -> Vec<String> {
    let mut sink = Sink::default();
    let root = node(text);
    let sound = schema().validate(&root, text, &mut sink);
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
            told.extend([" | ", name, ": ", part]);
        }
    }
    told
}

/// The entries of a sound service.
pub(super) const GOOD: &str = "service_name: api, owner: devs, environments: [staging]";

/// A registry of one service with these entries.
pub(super) fn service(entries: &str) -> String {
    format!("{{services: [{{{entries}}}]}}")
}

/// A registry of one profile with one objective of these entries.
pub(super) fn profile(slo: &str) -> String {
    format!("{{services: [], profiles: {{p: {{slos: [{{{slo}}}]}}}}}}")
}
