//! Alerts that fire in a live Alertmanager: it tells the receivers that our model tells, in the same
//! groups, and silences the alerts that our model silences.

mod answer;
mod heartbeat;

use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use o11yc::artifact::yaml;
use o11yc::ir::alerts;
use o11yc::output::Mode;
use o11yc::routing::{Inhibition, Labels, Route};
use proptest::collection::vec;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::alertmanager::Alertmanager;
use crate::oracle;
use crate::random;
use crate::support::{Tool, tool};
use crate::tree::{Workspace, files};
use crate::write::write;
use answer::{Answer, set};

const TREES: usize = 30;
/// How long it may take until the server's parts have heard of an alert.
const PATIENCE: Duration = Duration::from_secs(10);

#[test]
fn every_emitted_alert_fares_as_in_our_model() {
    let Some(alertmanager) = tool("alertmanager") else {
        return;
    };
    let workspace = Workspace::new();
    let registry = registry(&workspace.path);
    let mut analysis = o11yc::analyse(&registry).expect("readable");
    assert!(!analysis.sink.has_errors(), "the registry is sound");
    let out = workspace.path.join("generated");
    let mode = Mode::Write { force: false };
    analysis.compile(&out, mode).expect("compiles");
    let config = out.join("alertmanager/alertmanager.yml");
    let routes = analysis.program.routes.as_ref().expect("a fallback");
    let all: Vec<_> = alerts::all(&analysis.program).collect();
    let labels: Vec<_> = all.iter().map(alerts::Alert::routed).collect();
    let everything = all.len();
    let sets: [(&str, &dyn Fn(usize) -> bool); 5] = [
        ("all", &|_| true),
        ("no fast burn", &|at| labels[at].get("burn") != Some("fast")),
        ("no fast or slow burn", &|at| {
            !matches!(labels[at].get("burn"), Some("fast" | "slow"))
        }),
        ("every third", &|at| at % 3 == 0),
        ("three of five", &|at| at % 5 < 3),
    ];
    for (name, fires) in sets {
        let firing: Vec<_> = (0..everything).filter(|&at| fires(at)).collect();
        let firing: Vec<_> = firing.into_iter().map(|at| labels[at].clone()).collect();
        let ours = Answer::of_model(&routes.root, &analysis.program.inhibitions, &firing);
        assert!(firing.len() > 20 && !ours.silenced.is_empty(), "{name}");
        compare(&alertmanager, &config, &firing, &ours);
    }
}

#[test]
fn random_configurations_fare_as_in_our_model() {
    let Some(alertmanager) = tool("alertmanager") else {
        return;
    };
    let mut runner = TestRunner::deterministic();
    let strategy = (
        random::tree(),
        vec(random::inhibition(), 1..4),
        vec(random::labels(), 4..16),
    );
    let mut silenced = 0;
    for _ in 0..TREES {
        let drawn = strategy.new_tree(&mut runner).expect("a configuration");
        let (root, inhibitions, alerts) = drawn.current();
        silenced += random_case(&alertmanager, &root, inhibitions, alerts);
    }
    assert!(silenced > TREES, "only {silenced} alerts are silenced");
}

/// Compares one configuration; tells how many alerts are silenced.
fn random_case(
    tool: &Tool,
    root: &Route,
    inhibitions: Vec<Inhibition>,
    alerts: Vec<Labels<'static>>,
) -> usize {
    let named = alerts.into_iter().enumerate();
    let firing: Vec<_> = named
        .map(|(at, labels)| labels.with("alertname", format!("A{at}")))
        .collect();
    let ours = Answer::of_model(root, &inhibitions, &firing);
    let mut config = oracle::config(root);
    config.inhibit_rules = inhibitions;
    let workspace = Workspace::new();
    let path = workspace.path.join("alertmanager.yml");
    write(&path, yaml::to_string(&config));
    compare(tool, &path, &firing, &ours);
    ours.silenced.len()
}

/// The registry of this test; the files of its secrets lie in a directory that can be read.
fn registry(workspace: &Utf8Path) -> Utf8PathBuf {
    let registry = workspace.join("registry");
    let secrets = workspace.join("secrets");
    for (file, bytes) in files(Utf8Path::new("tests/routing/registry")) {
        let text = String::from_utf8(bytes).expect("the registry is UTF-8");
        let text = text.replace("/run/secrets", secrets.as_str());
        write(&registry.join(file), text);
    }
    for (name, secret) in [
        ("slack", "xoxb-nothing"),
        ("smtp", "nothing"),
        ("pagerduty", "nothing"),
        ("opsgenie", "nothing"),
        ("url", "http://127.0.0.1:9/"),
    ] {
        write(&secrets.join(name), secret);
    }
    registry
}

/// Has the alerts fire in a server of their own, until its answer is ours.
#[expect(
    clippy::disallowed_methods,
    reason = "its parts hear of alerts one after the other"
)]
fn compare(tool: &Tool, config: &Utf8Path, firing: &[Labels<'_>], ours: &Answer) {
    let storage = Workspace::new();
    let server = Alertmanager::start(tool, config, &storage.path);
    let alerts: Vec<_> = firing
        .iter()
        .map(|labels| json!({ "labels": set(labels) }))
        .collect();
    post(&server, &json!(alerts));
    let start = Instant::now();
    let mut agreed = 0;
    // Twice in a row: what it has not heard of yet must not pass for agreement.
    while agreed < 2 {
        std::thread::sleep(Duration::from_millis(50));
        let theirs = Answer::of_server(&server);
        let differences = ours.differences(&theirs);
        agreed = if differences.is_empty() {
            agreed + 1
        } else {
            0
        };
        assert!(
            agreed > 0 || start.elapsed() < PATIENCE,
            "{config}:\n{}\n{}",
            differences.join("\n"),
            std::fs::read_to_string(config).expect("it was written")
        );
    }
}

/// Has alerts fire.
fn post(server: &Alertmanager, alerts: &Value) {
    ureq::post(format!("{}/api/v2/alerts", server.url()))
        .send_json(alerts)
        .unwrap_or_else(|error| panic!("{alerts}: {error}"));
}
