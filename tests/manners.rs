//! How commands end when the world does not play along: a reader that has gone, a disk that is
//! full, an impatient user. Never with a stack trace, and never with half a file.

#![cfg(unix)]

#[path = "support/interrupt.rs"]
mod interrupt;
#[path = "support/signal.rs"]
mod signal;
#[path = "support/tree.rs"]
mod tree;
#[path = "support/write.rs"]
mod write;

use std::fs::File;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus, Output, Stdio};

use camino::Utf8Path;

use interrupt::interrupt;
use tree::{Workspace, files};
use write::write;

/// A registry that leaves something to be said, in a directory of its own.
fn workspace() -> Workspace {
    let workspace = Workspace::new();
    for (path, bytes) in files(Utf8Path::new("tests/golden/bare/registry")) {
        write(&workspace.path.join("registry").join(path), bytes);
    }
    workspace
}

fn o11yc(workspace: &Workspace, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_o11yc"));
    command.args(args).current_dir(&workspace.path);
    command
}

fn output(command: &mut Command) -> Output {
    command.output().expect("the command starts")
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Every command that prints a result, and how it ends when it can.
const COMMANDS: &[(&[&str], i32)] = &[
    (&["--help"], 0),
    (&["--version"], 0),
    (&["help", "build"], 0),
    (&["build", "--check"], 1),
    (&["lint"], 0),
    (&["lint", "--format", "json"], 0),
    (&["diff"], 1),
    (&["diff", "--format", "json"], 1),
    (&["show"], 0),
    (&["show", "anvila-api"], 0),
    (&["routes"], 0),
    (&["why", "SLOFastBurn"], 0),
    (
        &[
            "new",
            "service",
            "--name=x",
            "--owner=anvila-devops",
            "--environment=production",
            "--dry-run",
        ],
        0,
    ),
    (&["explain", "SLO003"], 0),
    (&["schema"], 0),
    (&["completions", "bash"], 0),
    (&["man"], 0),
];

/// Commands that print no result, and only remarks for people.
const SILENT: &[&[&str]] = &[&["init", "--registry", "fresh"]];

/// Every command, as the command line itself lists them.
fn commands(workspace: &Workspace) -> Vec<String> {
    let help = output(&mut o11yc(workspace, &["help"])).stdout;
    let help = String::from_utf8(help).expect("help is text");
    let (_, commands) = help.split_once("\nCommands:\n").expect("help has a list");
    let lines = commands.lines().take_while(|line| !line.is_empty());
    let names = lines.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let names = names.filter(|name| !name.is_empty());
    names.map(str::to_owned).collect()
}

#[test]
fn no_command_is_left_out() {
    let workspace = workspace();
    let commands = commands(&workspace);
    assert!(commands.len() > 10, "{commands:?}");
    let printing = COMMANDS.iter().map(|(args, _)| args);
    let known: Vec<_> = printing.chain(SILENT).map(|args| args[0]).collect();
    for command in commands {
        assert!(known.contains(&&*command), "`{command}` is in no list");
    }
    for args in SILENT {
        let output = output(&mut o11yc(&workspace, args));
        assert!(
            output.status.success() && output.stdout.is_empty(),
            "{output:?}"
        );
    }
}

#[test]
fn a_reader_that_has_gone_changes_nothing() {
    let workspace = workspace();
    for (args, code) in COMMANDS {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = output(o11yc(&workspace, args).stdout(writer));
        assert_eq!(output.status.code(), Some(*code), "{args:?}: {output:?}");
        let told = told(&output);
        assert!(
            !told.contains("error:") && !told.contains("panicked"),
            "{args:?}: {told}"
        );
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_result_that_cannot_be_written_is_a_failure() {
    let workspace = workspace();
    for (args, _) in COMMANDS {
        let full = File::options()
            .write(true)
            .open("/dev/full")
            .expect("Linux has it");
        let output = output(o11yc(&workspace, args).stdout(full));
        assert_eq!(output.status.code(), Some(2), "{args:?}: {output:?}");
        let told = told(&output);
        assert!(told.contains("No space left on device"), "{args:?}: {told}");
        assert!(!told.contains("panicked"), "{args:?}: {told}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_service_that_cannot_be_told_is_not_added() {
    let workspace = workspace();
    let services = workspace.path.join("registry/observability_services.yml");
    let before = std::fs::read(&services).expect("readable");
    let full = File::options()
        .write(true)
        .open("/dev/full")
        .expect("Linux has it");
    let options = "--name cart --owner anvila-devops --environment production";
    let args: Vec<_> = ["new", "service"]
        .into_iter()
        .chain(options.split(' '))
        .collect();
    let output = output(o11yc(&workspace, &args).stdout(full));
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(
        told(&output).contains("No space left on device"),
        "{output:?}"
    );
    assert_eq!(std::fs::read(&services).expect("readable"), before);
}

#[test]
#[cfg(target_os = "linux")]
fn remarks_that_cannot_be_written_are_not_missed() {
    let workspace = workspace();
    let commands: [&[_]; 2] = [&["build", "--verbose"], &["init", "--registry", "fresh"]];
    for args in commands {
        let full = File::options()
            .write(true)
            .open("/dev/full")
            .expect("Linux has it");
        let output = output(o11yc(&workspace, args).stderr(full));
        assert_eq!(output.status.code(), Some(0), "{args:?}");
    }
    assert!(workspace.path.join("fresh/platform.yml").exists());
}

/// A limit on the size of files stands for a disk that takes no more.
#[test]
fn a_full_disk_leaves_the_output_as_it_was() {
    let workspace = workspace();
    let out = workspace.path.join("generated");
    assert!(output(&mut o11yc(&workspace, &["build"])).status.success());
    let before = files(&out);

    let services = workspace.path.join("registry/observability_services.yml");
    let text = std::fs::read_to_string(&services).expect("a registry is text");
    write(&services, text.replace("anvila-api", "other-api"));
    let limited = format!(
        "trap '' XFSZ; ulimit -f 8; exec {} build",
        env!("CARGO_BIN_EXE_o11yc")
    );
    let output = output(
        Command::new("sh")
            .args(["-c", &limited])
            .current_dir(&workspace.path),
    );
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let told = told(&output);
    assert!(
        told.starts_with("error: cannot write to `generated/.o11yc-staging`"),
        "{told}"
    );
    assert_eq!(told.lines().count(), 1, "{told}");
    assert!(files(&out) == before, "the output was touched");
}

/// A registry of many services, large enough that a build can be caught at its work.
fn many_services() -> String {
    let entry = |n| format!("  - {{service_name: s{n}, owner: web, environments: [production]}}\n");
    let entries: String = (0..60).map(entry).collect();
    format!("services:\n{entries}owners: [{{team: web, alert_contact: \"#web\"}}]\n")
}

/// Starts a build, and interrupts it as soon as this file stands in its output.
fn interrupt_at(workspace: &Workspace, file: &str) -> ExitStatus {
    let mut build = o11yc(workspace, &["build", "--quiet"]);
    let mut process = build
        .stdout(Stdio::null())
        .spawn()
        .expect("the compiler starts");
    let file = workspace.path.join("generated").join(file);
    while !file.exists() && process.try_wait().expect("it was started here").is_none() {
        std::thread::yield_now();
    }
    signal::send(interrupt(), &mut process);
    process.wait().expect("it was started here")
}

#[test]
fn an_interrupted_build_leaves_no_half_file() {
    const MILESTONES: [&str; 5] = [
        ".o11yc-staging/0",
        ".o11yc-staging/9",
        ".o11yc-staging/39",
        ".o11yc-manifest.next.json",
        "prometheus/rules/production/s9.yml",
    ];
    // On a busy machine many are over before the signal comes.
    const MOST_BUILDS: usize = 30;
    let workspace = Workspace::new();
    write(
        &workspace.path.join("registry/observability_services.yml"),
        many_services(),
    );
    let built = output(&mut o11yc(&workspace, &["build", "--out", "fresh"]));
    assert!(built.status.success(), "{built:?}");
    let whole = files(&workspace.path.join("fresh"));

    let out = workspace.path.join("generated");
    let mut interrupted = 0;
    for milestone in MILESTONES.into_iter().cycle().take(MOST_BUILDS) {
        if interrupted == MILESTONES.len() {
            break;
        }
        if interrupt_at(&workspace, milestone).signal() != Some(interrupt().as_raw()) {
            // The build was over before the signal came: the next one must have something to write.
            std::fs::remove_dir_all(&out).expect("the output can be removed");
            continue;
        }
        interrupted += 1;
        let left = files(&out);
        let staged = |path: &str| path.starts_with(".o11yc-staging/");
        let mut placed = left.iter().filter(|(path, _)| !path.starts_with(".o11yc-"));
        assert!(
            placed.all(|(path, bytes)| whole.get(path) == Some(bytes)),
            "{milestone}"
        );
        let hidden = left.contains_key(".o11yc-staging/.gitignore");
        assert!(
            hidden || !left.keys().any(|path| staged(path)),
            "{milestone}"
        );
    }
    assert!(interrupted > 0, "no build was interrupted");
    assert!(output(&mut o11yc(&workspace, &["build"])).status.success());
    assert!(files(&out) == whole, "the next build makes good for all");
}
