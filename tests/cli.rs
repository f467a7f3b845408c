//! The command line as its users meet it: each `tests/cli/*.trycmd` is a session, and so are the
//! pages in `tests/pages/`, which are those of `docs/`. `TRYCMD=overwrite` writes their output anew.

#![cfg(unix)]

use camino::Utf8Path;
use regex::Regex;

const SESSIONS: &str = "tests/cli";

#[test]
fn sessions() {
    let binary = Utf8Path::new(env!("CARGO_BIN_EXE_o11yc"));
    let directory = binary.parent().expect("the binary lies in a directory");
    let path = std::env::var("PATH").expect("PATH is set");
    trycmd::TestCases::new()
        .env("PATH", format!("{directory}:{path}"))
        .register_bin("sh", trycmd::schema::Bin::Path("/bin/sh".into()))
        .case(format!("{SESSIONS}/*.trycmd"));
    redact_times();
}

/// Pages whose every command is run, with the programs that they use.
#[test]
fn pages() {
    let cases = trycmd::TestCases::new();
    for program in ["git", "grep", "rm", "sed", "sh"] {
        cases.register_bin(program, trycmd::schema::Bin::Path(installed(program)));
    }
    for (name, value) in [
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_AUTHOR_NAME", "Reader"),
        ("GIT_AUTHOR_EMAIL", "reader@acme.dev"),
        ("GIT_COMMITTER_NAME", "Reader"),
        ("GIT_COMMITTER_EMAIL", "reader@acme.dev"),
    ] {
        cases.env(name, value);
    }
    cases.case("tests/pages/*.md");
}

/// Where a program is.
#[expect(clippy::disallowed_types, reason = "trycmd takes such paths")]
fn installed(program: &str) -> std::path::PathBuf {
    let path = std::env::var_os("PATH").expect("PATH is set");
    std::env::split_paths(&path)
        .map(|directory| directory.join(program))
        .find(|path| path.is_file())
        .unwrap_or_else(|| panic!("`{program}` is not installed"))
}

/// What no session can run, every page says in the same words: this very test was built by Cargo.
#[test]
fn pages_leave_out_only_the_installation() {
    let page = std::fs::read_to_string("docs/onboarding.md").expect("the page is there");
    let shell = page.split("```sh\n").skip(1);
    let commands: Vec<_> = shell.filter_map(|it| it.split("```").next()).collect();
    assert_eq!(commands, ["cargo install --locked --path .\n"]);
}

/// Overwritten sessions hold the times of their run, which no other run has.
fn redact_times() {
    if std::env::var("TRYCMD").as_deref() != Ok("overwrite") {
        return;
    }
    let time = Regex::new(r"\([0-9.]+ s\)").expect("the pattern is valid");
    for entry in Utf8Path::new(SESSIONS)
        .read_dir_utf8()
        .expect("the folder is there")
    {
        let entry = entry.expect("the folder can be listed");
        if entry.path().extension() == Some("trycmd") {
            let text = std::fs::read_to_string(entry.path()).expect("a session is text");
            std::fs::write(entry.path(), &*time.replace_all(&text, "([..] s)"))
                .expect("the repository can be written");
        }
    }
}
