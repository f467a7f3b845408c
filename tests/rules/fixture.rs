//! Registries compiled by the real binary, and the rule files that come out.

use std::collections::BTreeMap;
use std::process::Command;

use camino::Utf8Path;

/// What `o11yc build` wrote for a registry.
pub(crate) struct Built {
    /// Texts by path under `prometheus/rules/`.
    pub(crate) rules: BTreeMap<String, String>,
    /// The closing line.
    pub(crate) summary: String,
}

/// Compiles a registry of these files.
pub(crate) fn build(registry: &[(&str, &str)]) -> Built {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let root = Utf8Path::from_path(dir.path()).expect("its path is UTF-8");
    let source = root.join("registry");
    std::fs::create_dir(&source).expect("the directory is ours");
    for (name, text) in registry {
        std::fs::write(source.join(name), text).expect("the directory is ours");
    }
    build_from(&source, &root.join("generated"))
}

/// Compiles the registry in a directory.
pub(crate) fn build_from(registry: &Utf8Path, out: &Utf8Path) -> Built {
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
    assert!(output.status.success(), "{stdout}{stderr}");
    let rules = out.join("prometheus/rules");
    let files = walkdir::WalkDir::new(&rules)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok);
    let files = files
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry
                .path()
                .strip_prefix(&rules)
                .expect("it lies there")
                .display()
                .to_string();
            (
                path,
                std::fs::read_to_string(entry.path()).expect("it was just written"),
            )
        });
    let summary = stderr
        .lines()
        .chain(stdout.lines())
        .find(|line| line.contains(" rules: "));
    Built {
        rules: files.collect(),
        summary: summary.expect("a closing line").to_owned(),
    }
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
