//! The command line as its users meet it: each `tests/cli/*.trycmd` is a session, and
//! `TRYCMD=overwrite` writes its output anew.

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
