//! Runs the commands of the README in a copy of what they work on.

use std::process::Command;

use camino::Utf8Path;

use crate::tree::{Workspace, files};
use crate::write::write;

/// What a reader who follows the README would stumble over.
pub(crate) fn follow() -> Vec<String> {
    let workspace = Workspace::new();
    for (path, bytes) in files(Utf8Path::new("registry")) {
        write(&workspace.path.join("registry").join(path), bytes);
    }
    let readme = std::fs::read_to_string("README.md").expect("there is a README");
    let commands = commands(&readme);
    assert!(
        commands.iter().any(|command| command.ends_with("-- build")),
        "the README builds nothing"
    );
    commands
        .iter()
        .filter_map(|command| run(&workspace.path, command).err())
        .collect()
}

/// The lines of the README's shell blocks, without their comments.
fn commands(readme: &str) -> Vec<&str> {
    let mut commands = Vec::new();
    let mut in_shell = false;
    for line in readme.lines() {
        if line.starts_with("```") {
            in_shell = matches!(line, "```console" | "```sh");
        } else if in_shell && !line.is_empty() {
            let command = line.split(" #").next().unwrap_or(line);
            commands.push(command.trim());
        }
    }
    commands
}

/// Runs a command of the README. Cargo is taken at its word: this very test was built by it.
fn run(directory: &Utf8Path, command: &str) -> Result<(), String> {
    let words: Vec<_> = command.split(' ').collect();
    match words[..] {
        // The tests in `tests/rules/` run promtool over all that is committed.
        ["cargo", "test" | "build" | "install", ..] | ["promtool", "test", "rules", _] => Ok(()),
        ["o11yc", ref args @ ..] | ["cargo", "run", "--release", "--", ref args @ ..] => {
            o11yc(directory, args)
        }
        _ => Err(format!(
            "`{command}` in README.md is no command that this test can run"
        )),
    }
}

/// Runs the compiler.
pub(crate) fn o11yc(directory: &Utf8Path, args: &[&str]) -> Result<(), String> {
    let output = Command::new(env!("CARGO_BIN_EXE_o11yc"))
        .args(args)
        .current_dir(directory)
        .output()
        .expect("the compiler starts");
    if output.status.success() {
        return Ok(());
    }
    let (stdout, stderr) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    Err(format!(
        "`o11yc {}` failed:\n{stdout}{stderr}",
        args.join(" ")
    ))
}
