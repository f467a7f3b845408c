//! What holds for every text and every registry, sound or not; `fuzz/` asks it of its own.

use std::sync::Mutex;

use o11yc::Analysis;
use o11yc::diag::render::Format;
use o11yc::diag::{Report, Sink};
use o11yc::emit;
use o11yc::source::{self, Files, Kind, Limits, Node};
use serde_json::Value;

use crate::damaged::Registry;
use crate::shown::shown;

/// A text is read, each value with its place, or refused; and what is told of it can be shown.
pub(crate) fn text(text: &str) {
    let (mut files, mut sink) = (Files::default(), Sink::default());
    let file = files.add("registry/owners.yml", text.to_owned());
    let root = source::parse(&files, file, &Limits::default(), &mut sink);
    if let Some(root) = &root {
        check_places(root, &files);
    }
    let is_missing = root.is_none();
    let report = sink.finish(&files);
    assert!(!is_missing || report.diagnostics.len() == 1, "{report:#?}");
    as_text(&report, &files);
}

/// Places lie within the text and within each other.
fn check_places(node: &Node<'_>, files: &Files) {
    let _ = files.text(node.span);
    let (keys, children): (Vec<_>, Vec<_>) = match &node.kind {
        Kind::Seq(items) => (Vec::new(), items.iter().collect()),
        Kind::Map(entries) => entries.iter().map(|(key, value)| (key.span, value)).unzip(),
        _ => return,
    };
    for key in keys {
        let _ = files.text(key);
    }
    for child in children {
        check_places(child, files);
    }
}

/// A registry is examined to the same end each time; and if it is sound, what it compiles to can be
/// read.
pub(crate) fn registry(registry: &Registry) {
    let (told, documents) = examine(registry);
    let (told_again, _) = examine(registry);
    assert_eq!(told, told_again);
    for text in documents {
        let one: Value = serde_yaml::from_str(&text).unwrap_or_else(|e| panic!("{e}\n{text}"));
        let other: Value = serde_saphyr::from_str(&text).unwrap_or_else(|e| panic!("{e}\n{text}"));
        assert_eq!(one, other, "{text}");
    }
}

/// What is told of a registry, and the YAML that it compiles to.
fn examine(registry: &Registry) -> (String, Vec<String>) {
    let files = registry.iter();
    let files = files.map(|(path, text)| (path.as_str(), text.as_bytes()));
    let analysis = o11yc::analyse_bytes(files).expect("memory can be read");
    let documents = if analysis.sink.has_errors() {
        Vec::new()
    } else {
        compile(&analysis)
    };
    let report = analysis.sink.finish(&analysis.files);
    (as_text(&report, &analysis.files), documents)
}

fn compile(analysis: &Analysis) -> Vec<String> {
    let documents = Mutex::new(Vec::new());
    emit::run(&analysis.program, &analysis.files, &|file| {
        if file.path.to_string().rsplit('.').next() == Some("yml") {
            let mut documents = documents.lock().expect("nobody panicked");
            documents.push(file.text);
        }
        Ok(())
    })
    .expect("everything is accepted");
    documents.into_inner().expect("nobody panicked")
}

/// A report as text; as JSON, it is some.
fn as_text(report: &Report, files: &Files) -> String {
    let json = shown(report, files, Format::Json);
    serde_json::from_str::<Value>(&json).expect("JSON");
    shown(report, files, Format::Text)
}
