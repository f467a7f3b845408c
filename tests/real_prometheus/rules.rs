//! The rules that are emitted for services, and rule files of others, as data.

use std::fmt::Write as _;

use o11yc::output::Mode;
use regex::Regex;
use serde_yaml::Value;

use crate::tree::{Workspace, files};
use crate::write::write;

/// Seconds between two evaluations of a server that is told nothing else.
const OWN_INTERVAL: u32 = 60;

/// A recording or alert rule.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    /// The name of the series or of the alert.
    pub(crate) name: String,
    pub(crate) records: bool,
    pub(crate) expr: String,
    /// Seconds between two evaluations; where its group does not say, the server's own.
    pub(crate) interval: u32,
    labels: Vec<(String, String)>,
}

impl Rule {
    /// The series that it records.
    pub(crate) fn series(&self) -> String {
        let labels: Vec<_> = self
            .labels
            .iter()
            .map(|(name, value)| format!("{name}={value:?}"))
            .collect();
        format!("{}{{{}}}", self.name, labels.join(","))
    }

    /// Whether it reads what this rule records.
    pub(crate) fn reads(&self, other: &Self) -> bool {
        self.expr.contains(&format!("{}{{", other.name))
    }

    /// Whether it reads more than the latest sample of that.
    pub(crate) fn reads_range_of(&self, other: &Self) -> bool {
        Regex::new(&format!(r"\b{}\{{[^}}]*\}}\[", other.name))
            .expect("names of series are plain")
            .is_match(&self.expr)
    }
}

/// Compiles these services, each held to the profile `tested`, and gives their rules.
pub(crate) fn compile(services: &[&str], profiles: &str) -> Vec<Rule> {
    let workspace = Workspace::new();
    let registry = workspace.path.join("registry");
    write(&registry.join("slo_profiles.yml"), profiles);
    let mut text = "owners: [{team: sellers, alert_contact: '#sellers'}]\nservices:\n".to_owned();
    for name in services {
        let entry = "tier: internal, environments: [production], slo_profile: tested";
        writeln!(
            text,
            "  - {{service_name: {name}, owner: sellers, {entry}}}"
        )
        .expect("strings take all");
    }
    write(&registry.join("observability_services.yml"), text);
    let mut analysis = o11yc::analyse(&registry).expect("the registry is there");
    assert!(!analysis.sink.has_errors(), "the registry has errors");
    let out = workspace.path.join("generated");
    analysis
        .compile(&out, Mode::Write { force: false })
        .expect("the output can be written");
    files(&out.join("prometheus/rules"))
        .values()
        .flat_map(|text| parse(text))
        .collect()
}

/// The rules in a file.
pub(crate) fn parse(text: &[u8]) -> Vec<Rule> {
    let yaml: Value = serde_yaml::from_slice(text).expect("rules are YAML");
    let groups = yaml["groups"].as_sequence().expect("groups");
    let rules = groups.iter().flat_map(|group| {
        let interval = group["interval"].as_str().map_or(OWN_INTERVAL, seconds);
        let rules = group["rules"].as_sequence().expect("rules");
        rules.iter().map(move |rule| (rule, interval))
    });
    let string = |value: &Value| value.as_str().expect("a string").to_owned();
    let rules = rules.map(|(rule, interval)| {
        let records = rule["record"].is_string();
        let labels = rule["labels"].as_mapping().into_iter().flatten();
        Rule {
            name: string(&rule[if records { "record" } else { "alert" }]),
            records,
            expr: string(&rule["expr"]),
            interval,
            labels: labels
                .map(|(name, value)| (string(name), string(value)))
                .collect(),
        }
    });
    rules.collect()
}

fn seconds(interval: &str) -> u32 {
    let duration: o11yc::units::Duration = interval.parse().expect("a duration");
    duration.as_secs().try_into().expect("less than a century")
}
