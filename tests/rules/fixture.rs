//! Registries compiled by the real binary, and the rule files that come out.

use std::collections::BTreeMap;
use std::process::Command;

use camino::Utf8Path;

use crate::tree;

/// What `o11yc build` wrote for a registry.
pub(crate) struct Built {
    /// Texts by path under `prometheus/rules/`.
    pub(crate) rules: BTreeMap<String, String>,
    /// Texts by path under `prometheus/tests/`.
    pub(crate) tests: BTreeMap<String, String>,
    /// The closing line.
    pub(crate) summary: String,
}

/// Compiles a registry of these files.
pub(crate) fn build(registry: &[(&str, &str)]) -> Built {
    try_build(registry).unwrap_or_else(|said| panic!("{said}"))
}

/// The same for a registry that may be refused, with what the compiler says then.
pub(crate) fn try_build(registry: &[(&str, &str)]) -> Result<Built, String> {
    let workspace = tree::Workspace::new();
    let root = &workspace.path;
    let source = root.join("registry");
    for (name, text) in registry {
        let path = source.join(name);
        let directory = path.parent().expect("it lies in the registry");
        std::fs::create_dir_all(directory).expect("the directory is ours");
        std::fs::write(&path, text).expect("the directory is ours");
    }
    try_build_from(&source, &root.join("generated"))
}

/// Compiles the registry in a directory.
pub(crate) fn build_from(registry: &Utf8Path, out: &Utf8Path) -> Built {
    try_build_from(registry, out).unwrap_or_else(|said| panic!("{said}"))
}

fn try_build_from(registry: &Utf8Path, out: &Utf8Path) -> Result<Built, String> {
    let output = Command::new(env!("CARGO_BIN_EXE_o11yc"))
        .args([
            "build",
            "--color",
            "never",
            "--registry",
            registry.as_str(),
            "--out",
            out.as_str(),
        ])
        .output()
        .expect("the compiler starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    if !output.status.success() {
        return Err(format!("{stdout}{stderr}"));
    }
    let summary = stderr
        .lines()
        .chain(stdout.lines())
        .find(|line| line.contains(" rules: "));
    Ok(Built {
        rules: texts(&out.join("prometheus/rules")),
        tests: texts(&out.join("prometheus/tests")),
        summary: summary.expect("a closing line").to_owned(),
    })
}

/// The texts below a directory, by their paths in it.
fn texts(root: &Utf8Path) -> BTreeMap<String, String> {
    let files = tree::files(root).into_iter();
    let text = |bytes| String::from_utf8(bytes).expect("all that we write is text");
    files.map(|(path, bytes)| (path, text(bytes))).collect()
}

/// The rules of one production service under the profile `tested`.
pub(crate) fn shop(profiles: &str) -> String {
    shop_with("metrics: prom-http", profiles, &[])
}

/// The same with this line in its entry, and more registry files.
pub(crate) fn shop_with(line: &str, profiles: &str, more: &[(&str, &str)]) -> String {
    let services = registry_of_shop(line);
    let platform = "
grafana_url: https://grafana.example.com
runbook_base_url: https://runbooks.example.com
";
    let own = [
        ("observability_services.yml", &*services),
        ("slo_profiles.yml", profiles),
        ("platform.yml", platform),
    ];
    let mut built = build(&[&own, more].concat());
    let rules = built.rules.remove("production/shop.yml");
    rules.expect("the service's rules")
}

/// The service and its owner, with this line in its entry.
pub(crate) fn registry_of_shop(line: &str) -> String {
    format!(
        "
services:
  - service_name: shop
    owner: sellers
    tier: user-facing
    environments: [{{name: production, url: 'https://shop.example.com'}}]
    slo_profile: tested
    {line}
owners: [{{team: sellers, alert_contact: '#sellers'}}]
"
    )
}
