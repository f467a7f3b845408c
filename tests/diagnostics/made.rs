//! States of a registry or of its output that cannot be committed, made on the spot.

use std::fs;
use std::os::unix::net::UnixListener;

use camino::Utf8Path;

use crate::write::write;

/// The secret that is planted: put together here, so that no scanner takes a file for a leak.
pub(crate) const SECRET: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

/// How a workspace comes to yield a code. Its registry is sound, and has been built.
pub(crate) struct State {
    pub(crate) code: &'static str,
    /// The codes that necessarily come along.
    pub(crate) along: &'static [&'static str],
    /// Spoils the workspace.
    pub(crate) spoil: fn(&Utf8Path),
}

const fn state(code: &'static str, spoil: fn(&Utf8Path)) -> State {
    State {
        code,
        along: &[],
        spoil,
    }
}

pub(crate) const STATES: &[State] = &[
    state("YML009", |root| {
        let huge =
            fs::File::create(root.join("registry/owners.yml")).expect("the directory is ours");
        huge.set_len((64 << 20) + 1).expect("holes take no space");
    }),
    state("YML011", |root| {
        write(
            &root.join("registry/owners.yml"),
            b"owners:\n  - team: caf\xe9\n",
        );
    }),
    state("YML018", |root| {
        UnixListener::bind(root.join("registry/owners.yml")).expect("the directory is ours");
    }),
    state("YML019", |root| {
        link("platform.yml", &root.join("registry/owners.yml"));
    }),
    state("SEC001", |root| {
        plant(
            root,
            "\"#web-alerts\"",
            &format!("https://hooks.slack.com/services/{SECRET}"),
        );
    }),
    state("SEC002", |root| {
        plant(
            root,
            "alert_contact:",
            &format!("# routing_key: {SECRET}\n    alert_contact:"),
        );
    }),
    state("SEC003", |root| {
        plant(
            root,
            "tier:",
            &format!("description: deployed with ghp_{SECRET}\n    tier:"),
        );
    }),
    state("SEC004", |root| {
        plant(root, "https://api", &format!("https://probe:{SECRET}@api"));
    }),
    state("GEN001", |root| {
        change(&root.join(SERVICES), "#web-alerts", "#web");
    }),
    state("GEN002", |root| {
        change(&root.join(RULES), "severity: critical", "severity: info");
    }),
    State {
        code: "GEN003",
        along: &["GEN001"],
        spoil: |root| {
            let staging = r#"      - {name: staging, url: "https://api.staging.acme.dev/health"}"#;
            change(&root.join(SERVICES), staging, "");
        },
    },
    state("GEN006", |root| {
        fs::remove_file(root.join("generated/.o11yc-manifest.json")).expect("a build wrote it");
        write(&root.join(RULES), "groups: []\n");
    }),
    state("GEN007", |root| {
        fs::rename(root.join("generated/prometheus"), root.join("elsewhere"))
            .expect("a build wrote it");
        link("../elsewhere", &root.join("generated/prometheus"));
    }),
    state("GEN008", |root| {
        fs::remove_file(root.join(RULES)).expect("a build wrote it");
    }),
    state("GEN009", |root| {
        let strange = root.join(RULES).with_file_name("ours.yml");
        write(&strange, "groups: []\n");
    }),
];

const SERVICES: &str = "registry/observability_services.yml";
const RULES: &str = "generated/prometheus/rules/production/api.yml";

/// Changes the first place in a file where `from` stands.
fn change(path: &Utf8Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).expect("the file is there");
    assert!(text.contains(from), "{path} has no `{from}`");
    write(path, text.replacen(from, to, 1));
}

/// Changes the services file so that it holds a secret.
fn plant(root: &Utf8Path, from: &str, to: &str) {
    change(&root.join(SERVICES), from, to);
}

fn link(target: &str, at: &Utf8Path) {
    std::os::unix::fs::symlink(target, at).expect("the directory is ours");
}
