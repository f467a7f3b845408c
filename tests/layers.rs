//! Holds the layout of `src/`: which module may use which, and what only some files may say.
//!
//! The tables are the architecture as data; `docs/architecture.md` draws them and gives the reasons.

use camino::Utf8Path;
use regex::Regex;
use walkdir::WalkDir;

/// Every module with the modules it may use, lowest first: a module uses only what stands above it
/// here. `source` and `diag` alone know each other.
const LAYERS: &[(&str, &str)] = &[
    ("units", ""),
    ("promql", "units"),
    ("slo", "units"),
    ("source", "diag units"),
    ("diag", "source"),
    ("sli", "diag promql slo source units"),
    ("pack", "diag promql sli slo source units"),
    ("registry", "diag pack sli slo source units"),
    ("routing", "promql units"),
    (
        "ir",
        "diag pack promql registry routing sli slo source units",
    ),
    (
        "lint",
        "diag ir pack promql registry routing sli slo source units",
    ),
    ("artifact", "diag promql routing source units"),
    ("edit", "artifact diag source"),
    (
        "emit",
        "artifact diag ir pack promql registry routing sli slo source units",
    ),
    (
        "show",
        "artifact diag emit ir pack promql registry routing sli source units",
    ),
    ("output", "artifact diag source"),
];

/// These use everything, and nobody uses them.
const ROOTS: &[&str] = &["cli", "lib", "main"];

/// A pattern, the only paths below `src/` whose code may match it, and why.
const CONFINED: &[(&str, &[&str], &str)] = &[
    (
        r"\bgranit_parser\b",
        &["source/yaml/events.rs"],
        "one file knows the YAML parser",
    ),
    (
        r"\bjsonschema\b",
        &["source/schema/mod.rs"],
        "one file knows the schema validator",
    ),
    (
        r"\bpromql_parser\b",
        &["promql/parse.rs"],
        "one file knows the PromQL parser",
    ),
    (
        r"\bregex_syntax\b",
        &["promql/series.rs"],
        "one file makes examples of patterns",
    ),
    (
        r"\bannotate_snippets\b",
        &["diag/render/text.rs"],
        "one file draws snippets",
    ),
    (
        r"\bsimilar::",
        &["output/diff/unified.rs"],
        "one file compares lines",
    ),
    (
        r"\bSpooledTempFile\b",
        &["output/diff/spool.rs"],
        "one file holds what waits to be printed",
    ),
    (
        r"\bnotify\b",
        &["cli/watch.rs"],
        "one file knows how systems tell of changes",
    ),
    (
        r"\bclap\b",
        &["cli/", "diag/render/mod.rs"],
        "only the command line knows how it is read; `--format` takes the forms of a report",
    ),
    (
        r"\bfs::",
        &["source/", "output/", "cli/man.rs"],
        "all other stages are pure functions",
    ),
    (
        r"#\[serde\([^\]]*\b(tag|untagged|flatten)\b",
        &[],
        "serde buffers such values, and their spans are lost",
    ),
    (
        r"\.unwrap\(\)",
        &[],
        "`expect` says why it cannot fail, or the error is returned",
    ),
];

/// More lines than this, and a file holds two ideas.
const LONGEST_FILE: usize = 500;

/// A file of `src/`.
struct Source {
    /// Path below `src/`.
    path: String,
    /// All of it.
    text: String,
    /// The text up to the tests at its end, comment lines blanked.
    code: String,
}

impl Source {
    fn new(path: String, text: String) -> Self {
        let tests = text.find("\n#[cfg(test)]\nmod tests {");
        let code = text[..tests.unwrap_or(text.len())]
            .split('\n')
            .map(|line| {
                if line.trim_start().starts_with("//") {
                    ""
                } else {
                    line
                }
            })
            .collect::<Vec<_>>()
            .join("\n");
        Self { path, text, code }
    }

    /// The module path: `["diag", "render"]` for `diag/render/mod.rs`.
    fn modules(&self) -> Vec<&str> {
        let path = self.path.strip_suffix(".rs").unwrap_or(&self.path);
        path.strip_suffix("/mod")
            .unwrap_or(path)
            .split('/')
            .collect()
    }

    /// The other top-level modules that the code names, each with its offset. Names at the root
    /// of the crate come out too: only `ROOTS` may use those.
    fn uses(&self) -> Vec<(usize, &str)> {
        let pattern = regex(r"\b(crate|super(?:::super)*)::(\w+|\{)");
        let own = self.modules();
        pattern
            .captures_iter(&self.code)
            .filter(|captures| match &captures[1] {
                "crate" => true,
                supers => supers.split("::").count() == own.len(),
            })
            .filter_map(|captures| captures.get(2))
            .map(|target| (target.start(), target.as_str()))
            .filter(|(_, target)| *target != own[0])
            .collect()
    }

    /// A place in the code, as editors take it.
    fn place(&self, offset: usize) -> String {
        let line = self.code[..offset].matches('\n').count() + 1;
        format!("src/{}:{line}", self.path)
    }
}

/// All files of `src/` but those that hold only tests.
fn sources() -> Vec<Source> {
    let root = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let sources: Vec<_> = WalkDir::new(&root)
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.expect("`src/` can be listed"))
        .filter_map(|entry| Utf8Path::from_path(entry.path()).map(Utf8Path::to_owned))
        .filter(|path| {
            path.extension() == Some("rs")
                && path.file_name() != Some("tests.rs")
                && !path.iter().any(|part| part == "tests")
        })
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("a source file can be read");
            let below = path.strip_prefix(&root).expect("the walk stays in `src/`");
            Source::new(below.as_str().replace('\\', "/"), text)
        })
        .collect();
    assert!(!sources.is_empty(), "no sources under {root}");
    sources
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the patterns here are valid")
}

fn assert_none(findings: &[String]) {
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}

#[test]
fn modules_use_only_lower_layers() {
    let mut findings = Vec::new();
    for source in sources() {
        let module = source.modules()[0];
        if ROOTS.contains(&module) {
            continue;
        }
        let Some((_, lower)) = LAYERS.iter().find(|(name, _)| *name == module) else {
            findings.push(format!("src/{}: `{module}` has no layer", source.path));
            continue;
        };
        for (offset, target) in source.uses() {
            let place = source.place(offset);
            if target == "{" {
                findings.push(format!("{place}: one `use crate::module::…` a line"));
            } else if !lower.split(' ').any(|lower| lower == target) {
                findings.push(format!("{place}: `{module}` may not use `{target}`"));
            }
        }
    }
    assert_none(&findings);
}

#[test]
fn layers_stand_in_order() {
    for (at, (module, uses)) in LAYERS.iter().enumerate() {
        for used in uses.split_whitespace() {
            let above = LAYERS[..at].iter().any(|(name, _)| *name == used);
            assert!(
                above || (*module, used) == ("source", "diag"),
                "`{used}` does not stand above `{module}`"
            );
        }
    }
}

#[test]
fn confined_words_stay_where_they_belong() {
    let mut findings = Vec::new();
    for source in sources() {
        for (pattern, allowed, reason) in CONFINED {
            if allowed.iter().any(|path| source.path.starts_with(path)) {
                continue;
            }
            for found in regex(pattern).find_iter(&source.code) {
                let place = source.place(found.start());
                findings.push(format!("{place}: `{}`: {reason}", found.as_str()));
            }
        }
    }
    assert_none(&findings);
}

#[test]
fn files_hold_one_idea() {
    let findings: Vec<_> = sources()
        .iter()
        .map(|source| (&source.path, source.text.lines().count()))
        .filter(|(_, lines)| *lines > LONGEST_FILE)
        .map(|(path, lines)| format!("src/{path}: {lines} lines, at most {LONGEST_FILE}"))
        .collect();
    assert_none(&findings);
}

#[test]
fn finds_every_way_to_name_a_module() {
    let text = "\
use crate::slo::Window;
use super::super::diag::Sink;
use super::Inner;
/// See [`crate::cli`].
macro_rules! m { () => { $crate::source::Span } }
fn f() { crate::units::g(crate::promql::h()) }

#[cfg(test)]
mod tests {
    use crate::emit::Unit;
}
";
    let source = Source::new("units/duration.rs".to_owned(), text.to_owned());
    let targets: Vec<_> = source
        .uses()
        .into_iter()
        .map(|(offset, target)| format!("{} {target}", source.place(offset)))
        .collect();
    assert_eq!(
        targets,
        [
            "src/units/duration.rs:1 slo",
            "src/units/duration.rs:2 diag",
            "src/units/duration.rs:5 source",
            "src/units/duration.rs:6 promql",
        ]
    );
}
