//! What several test programs share: the real tools that judge our output.

use std::io::Write;
use std::process::Command;

use camino::Utf8PathBuf;

/// A real tool, such as `promtool`.
pub(crate) struct Tool {
    path: Utf8PathBuf,
}

/// The tool of this name from the directory in `O11YC_TOOLS`, else from `PATH`.
///
/// Where it is missing the test is to return: a line on standard error tells that it was skipped.
/// With `O11YC_REQUIRE_TOOLS=1`, as in CI, a missing tool fails the test instead.
pub(crate) fn tool(name: &str) -> Option<Tool> {
    if let Some(path) = find(name) {
        return Some(Tool { path });
    }
    let missing = format!(
        "{name} is not here; run tools/build and set O11YC_TOOLS to the directory that it prints"
    );
    assert!(
        std::env::var("O11YC_REQUIRE_TOOLS").as_deref() != Ok("1"),
        "{missing}"
    );
    // Written past the test harness, which hides what a passing test prints.
    writeln!(std::io::stderr(), "skipped: {missing}").expect("standard error is open");
    None
}

fn find(name: &str) -> Option<Utf8PathBuf> {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let own = std::env::var("O11YC_TOOLS").ok().map(Utf8PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::split_paths(&path).filter_map(|dir| Utf8PathBuf::from_path_buf(dir).ok());
    own.into_iter()
        .chain(path)
        .map(|dir| dir.join(&file))
        .find(|candidate| candidate.is_file())
        .and_then(|found| camino::absolute_utf8(found).ok())
}

impl Tool {
    /// The tool, for a test that has to hold on to it while it runs.
    pub(crate) fn command(&self) -> Command {
        Command::new(&self.path)
    }

    /// Runs the tool in a new directory that holds just `files`, each a path and a text.
    ///
    /// Gives standard output where the tool is content, else all that it printed.
    pub(crate) fn run(&self, files: &[(&str, &str)], args: &[&str]) -> Result<String, String> {
        let dir = tempfile::tempdir().expect("a temporary directory");
        for (path, text) in files {
            let path = dir.path().join(path);
            let parent = path.parent().expect("the path lies in the directory");
            std::fs::create_dir_all(parent).expect("the directory is ours");
            std::fs::write(path, text).expect("the directory is ours");
        }
        let output = self
            .command()
            .args(args)
            .current_dir(dir.path())
            .output()
            .expect("the tool starts");
        let stdout = String::from_utf8_lossy(&output.stdout);
        if output.status.success() {
            Ok(stdout.into_owned())
        } else {
            let stderr = String::from_utf8_lossy(&output.stderr);
            Err(format!("{stdout}{stderr}"))
        }
    }
}
