//! Every mistake gets one finding, in words that name the mistake; the snapshot is what people read.

use std::fmt::Write as _;

use crate::diag::Sink;
use crate::source::{Files, Limits, parse};

/// Reads broken YAML and writes its one finding as text.
fn explain(text: &str) -> String {
    let mut files = Files::default();
    let file = files.add("broken.yml", text.to_owned());
    let mut sink = Sink::default();
    assert_eq!(
        parse(&files, file, &Limits::default(), &mut sink),
        None,
        "{text}"
    );
    let mut findings = sink.finish(&files).diagnostics;
    assert_eq!(findings.len(), 1, "{text:?}: {findings:?}");
    let finding = findings.remove(0);
    let mut shown = format!("{text:?}\n  {}: {}\n", finding.code.id, finding.message);
    for label in finding.primary.iter().chain(&finding.secondary) {
        let place = files.position(file, label.span.start);
        let marked = files.text(label.span);
        writeln!(
            shown,
            "  {}:{} {marked:?} {}",
            place.line, place.column, label.text
        )
        .unwrap();
    }
    if let Some(help) = finding.help {
        writeln!(shown, "  help: {help}").unwrap();
    }
    shown
}

macro_rules! assert_explained {
    ($($text:literal,)+) => {
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!([$(explain($text)),+].join("\n"));
        });
    };
}

#[test]
fn tabs() {
    assert_explained![
        "a:\n\tb: 1\n",
        "a:\n  b: 1\n\tc: 2\n",
        "a:\n  - x: 1\n\t  y: 2\n",
        "a:\n  b: x\ty\n  \t\tc: d\n",
        "a: [\n\tb\n]\n",
        "a: |\n\tx\n",
        "a: 'x\n\ty'\n",
        "-\t- a\n",
    ];
}

#[test]
fn indentation_by_what_looks_like_spaces() {
    assert_explained![
        "a:\n  b: 1\n\u{a0}\u{a0}c: 2\n  d: 3\n",
        "- a: 1\n \u{a0}b: 2\n",
        "a:\n  b: 1\n\u{2003}c: 2\n  d: 3\n",
    ];
}

#[test]
fn quotes() {
    assert_explained![
        "a: \"foo\n",
        "a: 'foo",
        "a: 1\nb: \"foo\nc: \"bar\"\n",
        "a: b # don't\nc: \"foo\nd: it's\n",
        "a: 'x'\n'b' : \"é\nc: 1\n",
        "a: 1\nb: 'x\n---\nc: 1\n",
        "a: 'it's'\n",
        "a: \"x\" y\n",
        "a: 'x', 'y'\n",
        "a:\n  - \"foo\n    bar: \"x\"\n",
        "a: \"^\\w+\\d\"\n",
        "a: \"\\n\\u00e9\\xZZ\"\n",
        "a: \"\\uD800\"\n",
        "a: \"\\é\"\n",
    ];
}

#[test]
fn brackets() {
    assert_explained![
        "a: [1, 2\n",
        "a: {x: 1,\n",
        "a: [1, 2\nb: 3\nc: 4\n",
        "a: {x: 1\nb: 3\n",
        "a: [\n  x,\n  y\nb:\n  - c\n",
        "a: [1, 2}\n",
        "a: {b: [1, 2}\n",
        "a: {b: 1]\n",
        "a: [1]]\n",
        "a: 1\n]\n",
        "a: [b, \"c\n",
        "a: [b, 'c' d]\n",
        "a: {b: 'c' d}\n",
        "a: [- b]\n",
        "a: [|]\n",
        "a: [b, , c]\n",
        "a: [, b]\n",
        "a: {b: c,, d: e}\n",
    ];
}

#[test]
fn hashes_in_brackets() {
    assert_explained![
        "a: [#b]\n",
        "a: [b,#c]\n",
        "a: [b, #c]\n",
        "a:\n  - {b: 'x # y', c: #d-e, f: g}\n  - {b: \"#c\"}\n",
        "a: {b: [c, #d]}\ne: 1\n",
        "a: [b, # c]\n  d\ne: 1\n",
        "a: [b, #c\n  d\ne: 1\n",
    ];
}

#[test]
fn colons() {
    assert_explained![
        "a: b: c\n",
        "a: x{y=\"z\", b: c}\n",
        "a:1\nb: 2\n",
        "b: 2\na:1\n",
        "x:\n  b: 2\n  a:1\n  c: 3\n",
        "a:\u{a0}1\nb: 1\n",
        "hello\nworld: 1\n",
        "a: 1\nfoo\nb: 2\n",
        "a: |\ntext\n",
        "a: b\t: c\n",
    ];
}

#[test]
fn dashes() {
    assert_explained![
        "a:\n  -b: 1\n    c: 2\n",
        "a:\n  - b: 1\n  -b: 2\n    c: 2\n",
        "a:\n  -b: 1\n  - b: 2\n",
        "a:\n  -{b: 1, c: 2}\n",
        "a:\n  - [b]\n  -[c]\n",
        "a:\n  - b\n  -c\nd: 1\n",
        "a: --b\nc\n",
        "a:\n  \u{2013} b: 1\n    c: 2\n",
        "a:\n  - b\n  \u{2014} c\nd: 1\n",
    ];
}

#[test]
fn indentation() {
    assert_explained![
        "a: 1\n b: 2\n",
        "- a: 1\n   b: 2\n",
        "a:\n  b: 1\n\n  # comment\n   c: 2\n",
        "a:\n  b: 1\n c: 2\n",
        "a: |\n    x\n  y\n",
        " a: 1\nb: 2\n",
        "- a: 1\n b: 2\n",
        "a:\n  - x: 1\n  y: 2\n",
        "a: 1\n- x\n",
        "- name: x\n  - foo\n",
        "a:\n  - b\n - c\n",
        "a: - x\n",
        "[a]\nb: 1\n",
    ];
}

#[test]
fn characters() {
    assert_explained![
        "a: @foo\n",
        "a: `foo`\n",
        "a: %foo\n",
        "a: *\n",
        "a: & b\n",
        "a: 1\nb: foo\u{7}bar\n",
        "a: x\0y\n",
        "a: {{ x }}y\n",
        "a: [1, 2] 3\n",
        "a: &x &y 1\n",
        "a: | text\n",
        "a: \"x\"#c\n",
        "a: b # c\n  d\n",
        "a: |0\n x\n",
        "a: 1\n... x\n",
        "a: 1\nb: \u{feff}c\n",
        "%YAML 1.2\n---\na: 1\n",
        "# x\n%FOO \u{e9}\n---\na: 1\n",
        "a: !foo!bar x\n",
        "a: !<x y\n",
    ];
}

#[test]
fn merge_conflicts() {
    assert_explained![
        "x:\n  a: 1\n<<<<<<< HEAD\n  b: 1\n=======\n  b: 2\n>>>>>>> x\n",
        "<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> x\n",
        "a:\n  - b\n<<<<<<< HEAD\n  - c\n||||||| 0f1e2d3\n=======\n  - d\n>>>>>>> x\n",
        "a:\n  b: |\n    c\n<<<<<<< HEAD\n    d\n=======\n    e\n>>>>>>> x\n",
        "a: [\n  b,\n<<<<<<< HEAD\n  c,\n=======\n  d,\n>>>>>>> x\n]\n",
        "a: 'b\n<<<<<<< HEAD\n  c'\n=======\n  d'\n>>>>>>> x\n",
        "# a\n<<<<<<< HEAD\n# b\n=======\n# c\n>>>>>>> x\nd: 1\n",
        "a: 1\r\n=======\r\nb: 2\r\n",
        "a: 1\n>>>>>>> x\nb: 2\n",
    ];
}

#[test]
fn carriage_returns_change_nothing() {
    let unix = explain("a:\n  b: 'x\nc: 1\n");
    let windows = explain("a:\r\n  b: 'x\r\nc: 1\r\n");
    let rest = |shown: &str| shown.split_once('\n').map(|(_, rest)| rest.to_owned());
    assert_eq!(rest(&unix), rest(&windows));
}
