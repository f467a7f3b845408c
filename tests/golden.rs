//! Whole compilations: each folder of `tests/golden/` and `examples/` holds a registry, everything that
//! it compiles to, and in `findings.txt` what the user reads about it. `BLESS=1` writes the last two
//! anew. `bare` is what a newcomer has: the two files of the source documents, and nothing else.

#[path = "support/blessed.rs"]
mod blessed;
#[path = "support/cases.rs"]
mod cases;
#[path = "support/shown.rs"]
mod shown;
#[path = "support/tree.rs"]
mod tree;

use camino::Utf8Path;
use o11yc::diag::render::Format;
use o11yc::output::Mode;

use blessed::{assert_none, blessing, compare};
use cases::cases;
use shown::shown;
use tree::{Workspace, files};

/// Compiles a registry into `out` and gives what the user reads.
fn compile(registry: &Utf8Path, out: &Utf8Path) -> String {
    let mut analysis = o11yc::analyse(registry).expect("the registry is there");
    assert!(
        !analysis.sink.has_errors(),
        "{registry} has errors; run `o11yc lint --registry {registry}`"
    );
    analysis
        .compile(out, Mode::Write { force: false })
        .expect("the output can be written");
    let report = analysis.sink.finish(&analysis.files);
    shown(&report, &analysis.files, Format::Text)
}

fn check(case: &Utf8Path) -> Vec<String> {
    let workspace = Workspace::new();
    let findings = compile(&case.join("registry"), &workspace.path);
    let (now, committed) = (files(&workspace.path), case.join("generated"));
    let mut complaints = Vec::new();
    for path in files(&committed)
        .into_keys()
        .filter(|path| !now.contains_key(path))
    {
        let path = committed.join(path);
        if blessing() {
            std::fs::remove_file(path).expect("the repository can be written");
        } else {
            complaints.push(format!("{path} is no longer produced; BLESS=1 removes it"));
        }
    }
    for (path, bytes) in now {
        let text = String::from_utf8(bytes).expect("all that we write is text");
        complaints.extend(compare(&committed.join(path), &text).err());
    }
    complaints.extend(compare(&case.join("findings.txt"), &findings).err());
    complaints
}

#[test]
fn every_registry_compiles_to_what_is_committed() {
    let complaints: Vec<_> = cases().iter().flat_map(|case| check(case)).collect();
    assert_none(&complaints);
}
