//! `docs/ci.md`, `action.yml` and `.pre-commit-hooks.yaml` can be followed: actionlint accepts the
//! workflows, the scripts run, and every command and hook that is named exists.

#![cfg(unix)]

mod support;
#[path = "support/tree.rs"]
mod tree;
#[path = "support/write.rs"]
mod write;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::process::{Command, Output};

use camino::Utf8Path;
use regex::Regex;
use serde_json::Value;

use tree::{Workspace, files};
use write::write;

/// The action as the page names it.
const ACTION: &str = "acme/o11yc@v0.1.0";

fn text(path: &str) -> String {
    fs::read_to_string(path).expect("the file is part of the repository")
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).expect("the text is YAML")
}

/// The YAML blocks of the page with the files that they name.
fn snippets(page: &str) -> Vec<(&str, &str)> {
    let blocks = page.split("```yaml\n# ").skip(1);
    let blocks = blocks.filter_map(|block| block.split("```").next()?.split_once('\n'));
    blocks.collect()
}

/// The workflows of the page, using the action in this repository.
fn workflows(page: &str) -> Vec<(&str, String)> {
    let snippets = snippets(page).into_iter();
    let workflows = snippets.filter(|(path, _)| path.starts_with(".github/workflows/"));
    workflows
        .map(|(path, text)| (path, text.replace(ACTION, "./")))
        .collect()
}

/// What actionlint says of a workflow in a repository that has this action.
fn actionlint(tool: &support::Tool, workflow: &str, action: &str) -> Result<String, String> {
    let path = ".github/workflows/it.yml";
    let files = [(path, workflow), ("action.yml", action), (".git/HEAD", "")];
    tool.run(
        &files,
        &["-no-color", "-oneline", "-shellcheck=", "-pyflakes=", path],
    )
}

#[test]
fn actionlint_accepts_the_workflows_and_the_action() {
    let Some(tool) = support::tool("actionlint") else {
        return;
    };
    let (page, action) = (text("docs/ci.md"), text("action.yml"));
    let workflows = workflows(&page);
    assert_eq!(workflows.len(), 2);
    for (path, workflow) in &workflows {
        assert!(
            workflow.contains("uses: ./"),
            "{path} does not use the action"
        );
        assert_eq!(
            actionlint(&tool, workflow, &action),
            Ok(String::new()),
            "{path}"
        );
    }
    let own = text(".github/workflows/ci.yml");
    assert_eq!(actionlint(&tool, &own, &action), Ok(String::new()));

    let mistyped = workflows[0]
        .1
        .replace("registry: registry", "registri: registry");
    let said = actionlint(&tool, &mistyped, &action).expect_err("there is no such input");
    assert!(said.contains("input \"registri\" is not defined"), "{said}");
}

/// Runs the script of the action's step with this name in a workspace that has an installed o11yc.
fn run_step(workspace: &Workspace, name: &str) -> Output {
    let action = yaml(&text("action.yml"));
    let steps = action["runs"]["steps"]
        .as_array()
        .expect("the action has steps");
    let step = steps.iter().find(|step| step["name"] == name);
    let script = step
        .and_then(|step| step["run"].as_str())
        .expect("the step has a script");
    let at = |path: &str| workspace.path.join(path);
    Command::new("bash")
        .args(["-euo", "pipefail", "-c", script])
        .current_dir(&workspace.path)
        .env("GITHUB_ACTION_PATH", env!("CARGO_MANIFEST_DIR"))
        .env("GITHUB_OUTPUT", at("outputs"))
        .env("GITHUB_PATH", at("paths"))
        .env("RUNNER_TEMP", at("temp"))
        .env("REGISTRY", "registry")
        .env("OUT", "generated")
        .output()
        .expect("there is a bash")
}

#[test]
fn the_scripts_of_the_action_work() {
    let workspace = Workspace::new();
    for root in ["registry", "generated"] {
        for (path, bytes) in files(Utf8Path::new(root)) {
            write(&workspace.path.join(root).join(path), bytes);
        }
    }
    let installed = workspace.path.join("temp/o11yc/bin");
    fs::create_dir_all(&installed).expect("the directory is ours");
    symlink(env!("CARGO_BIN_EXE_o11yc"), installed.join("o11yc")).expect("it is ours");

    let version = run_step(&workspace, "Find out which o11yc this is");
    assert!(version.status.success(), "{version:?}");
    let outputs = text(workspace.path.join("outputs").as_str());
    let key = Regex::new("^key=[0-9a-f]{40}\n$").expect("the pattern is valid");
    assert!(key.is_match(&outputs), "{outputs}");

    let check = "Check the registry and the output";
    let clean = run_step(&workspace, check);
    assert!(clean.status.success(), "{clean:?}");
    let paths = text(workspace.path.join("paths").as_str());
    assert_eq!(paths.trim_end(), workspace.path.join("temp/o11yc/bin"));

    let services = workspace.path.join("registry/observability_services.yml");
    let broken = text(services.as_str()).replace("owner: anvila-devops", "owner: nobody");
    write(&services, broken);
    let findings = run_step(&workspace, check);
    assert_eq!(findings.status.code(), Some(1));
    let said = String::from_utf8_lossy(&findings.stdout);
    let place = "::error file=registry/observability_services.yml,line=3,col=12,endLine=3,";
    assert!(said.starts_with(place), "{said}");
}

#[test]
fn the_hooks_of_the_page_exist_and_their_commands_parse() {
    let hooks = yaml(&text(".pre-commit-hooks.yaml"));
    let hooks = hooks.as_array().expect("a list of hooks");
    let mut ids = BTreeSet::new();
    for hook in hooks {
        assert!(ids.insert(hook["id"].as_str().expect("a hook has an id")));
        assert_parses(hook["entry"].as_str().expect("a hook has an entry"));
    }
    let page = text("docs/ci.md");
    let mut seen = 0;
    for (path, snippet) in snippets(&page) {
        if !path.starts_with(".pre-commit-config.yaml") {
            continue;
        }
        let used = yaml(snippet)["repos"][0]["hooks"].clone();
        for hook in used.as_array().expect("a list of hooks") {
            let id = hook["id"].as_str().expect("a hook has an id");
            let entry = hooks
                .iter()
                .find(|it| it["id"] == id)
                .expect("the hook exists");
            let args = hook["args"].as_array().into_iter().flatten();
            let command = std::iter::once(&entry["entry"]).chain(args);
            let words: Vec<_> = command.filter_map(Value::as_str).collect();
            assert_parses(&words.join(" "));
            seen += 1;
        }
    }
    assert_eq!(seen, 3);
}

#[test]
fn the_hooks_run_for_whatever_lint_reads() {
    let hooks = yaml(&text(".pre-commit-hooks.yaml"));
    for hook in hooks.as_array().expect("a list of hooks") {
        let files = hook["files"].as_str().expect("a hook names its files");
        let files = Regex::new(files).expect("the pattern is valid");
        for path in [
            "registry/observability_services.yml",
            "registry/services/web.yaml",
            "registry/alert_packs/example.yml",
            "registry/runbooks/SLOFastBurn.md",
        ] {
            assert!(files.is_match(path), "{hook}: {path}");
        }
    }
}

#[test]
fn every_command_of_the_page_parses() {
    let command = Regex::new(r"\bo11yc (?:lint|build)[a-z -]*").expect("the pattern is valid");
    let page = text("docs/ci.md");
    let commands: Vec<_> = command.find_iter(&page).map(|it| it.as_str()).collect();
    assert!(commands.len() >= 6, "{commands:?}");
    commands.into_iter().for_each(assert_parses);
}

#[test]
fn the_gitlab_snippet_runs_the_check() {
    let page = text("docs/ci.md");
    let snippets = snippets(&page);
    let (_, snippet) = snippets
        .iter()
        .find(|(path, _)| *path == ".gitlab-ci.yml")
        .expect("shown");
    let job = &yaml(snippet)["o11yc"];
    let script = job["script"].as_array().expect("a job has a script");
    assert_eq!(
        script.last(),
        Some(&Value::from(".o11yc/bin/o11yc build --check"))
    );
    assert_eq!(job["cache"]["paths"][0], ".o11yc/");
}

/// Asserts that the command line takes these words, without doing what they ask for.
fn assert_parses(command: &str) {
    let output = Command::new(env!("CARGO_BIN_EXE_o11yc"))
        .args(command.split_whitespace().skip(1))
        .arg("--help")
        .output()
        .expect("the compiler starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command}: {said}");
}
