//! Alertmanager's own `amtool` is content with every configuration that is committed, also where names
//! and matchers are read strictly, and warns of nothing.

use camino::Utf8PathBuf;

use crate::cases::cases;
use crate::support::tool;

/// What amtool itself says of being strict.
const STRICT: &str = "UTF-8 strict mode enabled";

/// The committed configurations.
fn configurations() -> Vec<Utf8PathBuf> {
    let cases = cases().into_iter().map(|case| case.join("generated"));
    let outputs = cases.chain(["generated".into()]);
    outputs
        .map(|output| output.join("alertmanager/alertmanager.yml"))
        .collect()
}

#[test]
fn amtool_is_content_with_every_emitted_file() {
    let Some(amtool) = tool("amtool") else { return };
    let mut complaints = Vec::new();
    let files = configurations();
    assert!(files.len() >= 5, "only {files:?}");
    for file in files {
        for mode in [None, Some("--enable-feature=utf8-strict-mode")] {
            let mut command = amtool.command();
            let output = command
                .args(mode)
                .args(["check-config", file.as_str()])
                .output()
                .expect("the tool starts");
            let told = String::from_utf8_lossy(&output.stderr);
            let warned = told
                .lines()
                .any(|line| line.contains("level=") && !line.contains(STRICT));
            if warned || !output.status.success() {
                let found = String::from_utf8_lossy(&output.stdout);
                complaints.push(format!("{file}, {mode:?}:\n{found}{told}"));
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}
