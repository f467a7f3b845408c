//! `o11yc build --watch` beside an editor: each change is answered, whatever way it is saved.
//!
//! No answer is waited for by a clock: each is a line of the process, within generous bounds.

#![cfg(unix)]

#[path = "support/interrupt.rs"]
mod interrupt;
#[path = "support/signal.rs"]
mod signal;
#[path = "support/tree.rs"]
mod tree;
#[path = "support/write.rs"]
mod write;

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};

use interrupt::interrupt;
use tree::{Workspace, files};
use write::write;

/// Far longer than any answer takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// A registry of this many services.
fn services(count: usize) -> String {
    let entry = |n| format!("  - {{service_name: s{n}, owner: web, environments: [production]}}\n");
    let entries: String = (1..=count).map(entry).collect();
    format!("services:\n{entries}owners: [{{team: web, alert_contact: \"#web\"}}]\n")
}

/// Whether a line ends a round: it says what is watched, and when that was read.
fn is_waiting(line: &str) -> bool {
    line.starts_with("watching ") && line.contains("; read at ")
}

/// A process that watches, and the lines that it tells people.
struct Watching {
    process: Child,
    told: Receiver<String>,
    workspace: Workspace,
}

impl Watching {
    /// Starts in a directory where `registry` holds one service.
    fn start(registry: &str, args: &[&str]) -> Self {
        let workspace = Workspace::new();
        let file = workspace
            .path
            .join(registry)
            .join("observability_services.yml");
        write(&file, services(1));
        let watching = Self::spawn(workspace, args, Stdio::null());
        watching.answers("1 service, ");
        watching
    }

    /// Starts a process whose result goes to `stdout`.
    fn spawn(workspace: Workspace, args: &[&str], stdout: impl Into<Stdio>) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_o11yc"))
            .args(["build", "--watch"])
            .args(args)
            .current_dir(&workspace.path)
            .stdin(Stdio::null())
            .stdout(stdout)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the compiler starts");
        let stderr = process.stderr.take().expect("it is piped");
        let (sender, told) = channel();
        thread::spawn(move || {
            let lines = BufReader::new(stderr).lines().map_while(Result::ok);
            lines
                .take_while(|line| sender.send(line.clone()).is_ok())
                .for_each(drop);
        });
        Self {
            process,
            told,
            workspace,
        }
    }

    fn path(&self, path: &str) -> Utf8PathBuf {
        self.workspace.path.join(path)
    }

    /// Waits for a round that begins with these words. Others may come before it: a file that is
    /// written slowly may be read half-written.
    fn answers(&self, words: &str) {
        let mut told = Vec::new();
        let begins = |line: &String| line.starts_with(words);
        while !told.iter().any(begins) || !told.last().is_some_and(|it| is_waiting(it)) {
            let line = self.told.recv_timeout(PATIENCE);
            told.push(line.unwrap_or_else(|_| panic!("no {words:?} but {told:#?}")));
        }
    }

    /// Asserts that nothing is built again for a while.
    fn is_at_rest(&self) {
        let told = self.told.recv_timeout(Duration::from_millis(500));
        assert!(told.is_err(), "built for no reason: {told:?}");
    }

    /// Saves as many editors do: elsewhere, then into its place.
    fn save_by_rename(&self, path: &Utf8Path, text: &str) {
        let elsewhere = self.path("saved");
        write(&elsewhere, text);
        fs::rename(elsewhere, path).expect("the directory is ours");
    }

    fn interrupt(mut self) {
        signal::send(interrupt(), &mut self.process);
        let status = self.process.wait().expect("it was started here");
        assert_eq!(status.signal(), Some(interrupt().as_raw()));
        assert_eq!(self.told.iter().collect::<Vec<_>>(), [""; 0]);
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        // It has ended already unless the test failed.
        let _ = self.process.kill();
    }
}

#[test]
fn every_way_to_save_is_seen() {
    let watching = Watching::start("registry", &[]);
    let file = watching.path("registry/observability_services.yml");
    watching.is_at_rest();

    write(&file, services(2));
    watching.answers("2 services, ");
    watching.save_by_rename(&file, &services(3));
    watching.answers("3 services, ");
    write(
        &watching.path("registry/services/more.yml"),
        "services: []\n",
    );
    watching.answers("3 services, ");

    fs::rename(watching.path("registry"), watching.path("old")).expect("the directory is ours");
    watching.answers("error: there is no registry `registry`; ");
    write(
        &watching.path("new/observability_services.yml"),
        services(4),
    );
    fs::rename(watching.path("new"), watching.path("registry")).expect("the directory is ours");
    watching.answers("4 services, ");
    write(&file, services(5));
    watching.answers("5 services, ");
    watching.interrupt();
}

#[test]
fn a_broken_registry_is_waited_out() {
    let watching = Watching::start("registry", &[]);
    let file = watching.path("registry/observability_services.yml");
    let rules = watching.path("generated/prometheus/rules/production/s1.yml");
    let built = fs::read_to_string(&rules).expect("it was built");

    write(&file, services(2).replace("owner: web", "owner: wbe"));
    watching.answers("nothing was written: 1 error");
    write(&file, "services: {\n");
    watching.answers("nothing was written: ");
    assert_eq!(fs::read_to_string(&rules).expect("it is kept"), built);
    write(&file, services(2));
    watching.answers("2 services, ");
    watching.interrupt();
}

#[test]
fn its_own_output_is_no_change() {
    let args = ["--registry", "r", "--out", "r/.generated"];
    let watching = Watching::start("r", &args);
    watching.is_at_rest();
    let file = watching.path("r/observability_services.yml");
    watching.save_by_rename(&file, &services(2));
    watching.answers("2 services, ");
    watching.is_at_rest();
    assert!(files(&watching.path("r/.generated")).contains_key("docs/slos.md"));
    watching.interrupt();
}

#[test]
fn a_registry_in_the_output_is_watched() {
    let watching = Watching::start("registry", &["--out", "."]);
    watching.is_at_rest();
    let file = watching.path("registry/observability_services.yml");
    watching.save_by_rename(&file, &services(2));
    watching.answers("2 services, ");
    watching.is_at_rest();
    assert!(watching.path("docs/slos.md").exists());
    watching.interrupt();
}

#[test]
fn a_registry_that_never_was_is_not_waited_for() {
    let workspace = Workspace::new();
    let output = Command::new(env!("CARGO_BIN_EXE_o11yc"))
        .args(["build", "--watch"])
        .current_dir(&workspace.path)
        .output()
        .expect("the compiler starts");
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        told.starts_with("error: there is no registry `registry`; "),
        "{told}"
    );
}

#[test]
fn it_ends_when_nobody_reads_it() {
    let workspace = Workspace::new();
    let file = "registry/observability_services.yml";
    write(
        &workspace.path.join(file),
        services(1).replace("owner: web", "owner: wbe"),
    );
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let mut watching = Watching::spawn(workspace, &["--quiet"], writer);
    let told = watching.told.recv_timeout(PATIENCE);
    assert_eq!(told, Err(RecvTimeoutError::Disconnected));
    let status = watching.process.wait().expect("it was started here");
    assert_eq!(status.code(), Some(0));
}
