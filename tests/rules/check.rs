//! Every emitted rule file passes promtool's own check, and holds as many rules as `build` says.

use camino::Utf8Path;
use regex::Regex;

use crate::emitted::outputs;
use crate::fixture::{Built, build, build_from, registry_of_shop};
use crate::slo::PROFILES;
use crate::support;
use crate::tree;

const NO_METRICS: &str = "metrics: none";

/// The registry in the repository, that of these tests, and one that only has probes.
fn builds() -> [Built; 3] {
    let out = tempfile::tempdir().expect("a temporary directory");
    let out = Utf8Path::from_path(out.path())
        .expect("its path is UTF-8")
        .join("generated");
    let registry = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("registry");
    let of_shop = |line: &str| {
        let services = registry_of_shop(line);
        build(&[
            ("observability_services.yml", &services),
            ("slo_profiles.yml", PROFILES),
        ])
    };
    [
        build_from(&registry, &out),
        of_shop("metrics: prom-http"),
        of_shop(NO_METRICS),
    ]
}

#[test]
fn promtool_accepts_every_file_and_counts_the_same_rules() {
    let Some(promtool) = support::tool("promtool") else {
        return;
    };
    let number = |pattern: &str, text: &str| -> usize {
        let found = Regex::new(pattern)
            .expect("a pattern")
            .captures(text)
            .expect("a count");
        found[1].parse().expect("a number")
    };
    for built in builds() {
        assert!(!built.rules.is_empty());
        let counts = built.rules.values().map(|rules| {
            let said = promtool.run(
                &[("rules.yml", rules)],
                &["check", "rules", "--lint=all", "--lint-fatal", "rules.yml"],
            );
            number(
                r"SUCCESS: (\d+) rules found",
                &said.expect("promtool accepts the rules"),
            )
        });
        assert_eq!(
            counts.sum::<usize>(),
            number(r"(\d+) rules: ", &built.summary),
            "{}",
            built.summary
        );
    }
}

#[test]
fn promtool_accepts_every_committed_rule_file() {
    let Some(promtool) = support::tool("promtool") else {
        return;
    };
    for output in outputs() {
        let rules = tree::files(&output.join("prometheus/rules"));
        assert!(!rules.is_empty(), "{output} has no rules");
        for (path, bytes) in rules {
            let text = String::from_utf8(bytes).expect("all output is text");
            let checked = promtool.run(
                &[("rules.yml", &text)],
                &["check", "rules", "--lint=all", "--lint-fatal", "rules.yml"],
            );
            assert!(checked.is_ok(), "{output}, {path}: {checked:?}");
        }
    }
}
