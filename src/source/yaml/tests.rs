//! The tree: kinds, spans, limits, and one finding for each thing that a registry must not hold.

use std::fmt::Write as _;

use proptest::prelude::*;

use crate::diag::{Severity, Sink};
use crate::source::{FileId, Files, Kind, Limits, Node, parse};

fn files(text: &str) -> (Files, FileId) {
    let mut files = Files::default();
    let file = files.add("test.yml", text.to_owned());
    (files, file)
}

/// The codes found, each with the text it points at, sorted by place.
fn findings(text: &str, limits: Limits) -> Vec<(&'static str, String)> {
    let (files, file) = files(text);
    let mut sink = Sink::default();
    parse(&files, file, &limits, &mut sink);
    sink.finish(&files)
        .diagnostics
        .into_iter()
        .map(|finding| {
            let place = finding.primary.expect("every finding has a place").span;
            (finding.code.id, files.text(place).to_owned())
        })
        .collect()
}

#[track_caller]
fn assert_finds(text: &str, expected: &[(&str, &str)]) {
    let found = findings(text, Limits::default());
    let found: Vec<_> = found
        .iter()
        .map(|(id, text)| (*id, text.as_str()))
        .collect();
    assert_eq!(found, expected, "{text:?}");
}

/// The tree on one line, scalars as their kind and source text.
fn outline(text: &str) -> String {
    let (files, file) = files(text);
    let mut sink = Sink::default();
    let root = parse(&files, file, &Limits::default(), &mut sink).expect("there is a value");
    let report = sink.finish(&files);
    assert_eq!(report.count(Severity::Error), 0, "{:?}", report.diagnostics);
    let mut outline = String::new();
    draw(&root, &files, &mut outline);
    outline
}

fn draw(node: &Node<'_>, files: &Files, outline: &mut String) {
    let source = files.text(node.span);
    match &node.kind {
        Kind::Null => write!(outline, "null{source:?}").unwrap(),
        Kind::Bool(value) => write!(outline, "{value}{source:?}").unwrap(),
        Kind::Number(number) => write!(outline, "{}{source:?}", number.value).unwrap(),
        Kind::Str(text) => write!(outline, "<{text}>{source:?}").unwrap(),
        Kind::Seq(items) => {
            write!(outline, "[{source:?}").unwrap();
            for item in items {
                outline.push(' ');
                draw(item, files, outline);
            }
            outline.push(']');
        }
        Kind::Map(entries) => {
            write!(outline, "{{{source:?}").unwrap();
            for (key, value) in entries {
                write!(outline, " {}{:?}=", key.name, files.text(key.span)).unwrap();
                draw(value, files, outline);
            }
            outline.push('}');
        }
    }
}

#[test]
fn scalars_have_their_kind_and_their_text() {
    for (text, expected) in [
        ("a b  # c\n", r#"<a b>"a b""#),
        ("'it''s'", r#"<it's>"'it''s'""#),
        ("\"1\"", r#"<1>"\"1\"""#),
        ("true", r#"true"true""#),
        ("99.90", r#"99.9"99.90""#),
        ("a\n b\n", r#"<a b>"a\n b""#),
        ("é: ü", r#"{"é: ü" é"é"=<ü>"ü"}"#),
        (
            "a: |\n  x\n   y\n\n\nb: 1",
            r#"{"a: |\n  x\n   y\n\n\nb: 1" a"a"=<x
 y
>"x\n   y" b"b"=1"1"}"#,
        ),
        (
            "a: >-\n  x\n  y\n",
            r#"{"a: >-\n  x\n  y" a"a"=<x y>"x\n  y"}"#,
        ),
        ("a: |\nb: |", r#"{"a: |\nb: |" a"a"=<>"" b"b"=<>"|"}"#),
        ("a:\nb: ~\n", r#"{"a:\nb: ~" a"a"=null"" b"b"=null"~"}"#),
    ] {
        assert_eq!(outline(text), expected, "{text:?}");
    }
}

#[test]
fn collections_reach_from_their_first_to_their_last_token() {
    for (text, expected) in [
        (
            "# c\n- a\n-\n- b # c\n\n",
            r#"["- a\n-\n- b" <a>"a" null"" <b>"b"]"#,
        ),
        (
            "a:\n- b\nc:\n  d: [e, {f: g}, h: i]\n  'j': {}\n\n# c\n",
            r#"{"a:\n- b\nc:\n  d: [e, {f: g}, h: i]\n  'j': {}" a"a"=["- b" <b>"b"] c"c"={"d: [e, {f: g}, h: i]\n  'j': {}" d"d"=["[e, {f: g}, h: i]" <e>"e" {"{f: g}" f"f"=<g>"g"} {"h: i" h"h"=<i>"i"}] j"'j'"={"{}"}}}"#,
        ),
        (
            "a: # - c\n-\n  - b\n- - - c\nd:\n- e: f\n",
            r#"{"a: # - c\n-\n  - b\n- - - c\nd:\n- e: f" a"a"=["-\n  - b\n- - - c" ["- b" <b>"b"] ["- - c" ["- c" <c>"c"]]] d"d"=["- e: f" {"e: f" e"e"=<f>"f"}]}"#,
        ),
        (
            "a:\n  b:\n    - c: |\n        d\n\n\ne: f\n",
            r#"{"a:\n  b:\n    - c: |\n        d\n\n\ne: f" a"a"={"b:\n    - c: |\n        d" b"b"=["- c: |\n        d" {"c: |\n        d" c"c"=<d
>"d"}]} e"e"=<f>"f"}"#,
        ),
    ] {
        assert_eq!(outline(text), expected, "{text:?}");
    }
}

#[test]
fn aliases_become_copies_that_point_at_the_anchored_node() {
    assert_eq!(
        outline("a: &x {b: [c]}\nd: *x\ne: [*x]\n"),
        r#"{"a: &x {b: [c]}\nd: *x\ne: [*x]" a"a"={"{b: [c]}" b"b"=["[c]" <c>"c"]} d"d"={"{b: [c]}" b"b"=["[c]" <c>"c"]} e"e"=["[*x]" {"{b: [c]}" b"b"=["[c]" <c>"c"]}]}"#
    );
    assert_eq!(
        outline("a: &k b\n*k : 1\nc: &x\nd: *x\n"),
        r#"{"a: &k b\n*k : 1\nc: &x\nd: *x" a"a"=<b>"b" b"*k"=1"1" c"c"=null"" d"d"=null""}"#
    );
}

#[test]
fn line_ends_of_windows_change_nothing() {
    let unix = "a: b\nc:\n  - d\n  - |\n    e\n    f\n";
    let windows = unix.replace('\n', "\r\n");
    assert_eq!(outline(&windows).replace("\\r", ""), outline(unix));
}

#[test]
fn borrows_text_that_needs_no_change() {
    let (files, file) = files("[plain, 'single', \"double\", 1.10]");
    let root = parse(&files, file, &Limits::default(), &mut Sink::default()).unwrap();
    let Kind::Seq(items) = &root.kind else {
        panic!("{root:?}")
    };
    for item in &items[..3] {
        assert!(
            matches!(item.kind, Kind::Str(std::borrow::Cow::Borrowed(_))),
            "{item:?}"
        );
    }
    assert!(matches!(items[3].kind, Kind::Number(number) if number.text == "1.10"));
}

#[test]
fn sound_yaml_is_silent() {
    for text in [
        "a: 99.0\nb: 0.0\nc: 1.10\n",
        "\"yes\": 'no'\n'<<': \"0755\"\n\"1\": \"12:30\"\n",
        "a: {b: c}\nd: [b, b]\ne: {b: c}\n",
        "---\na: 1\n...\n",
        "# c\na: b#c\nd: http://e:80/f?g=h&i=j\n",
        "a: 5m\nb: 1.2.3\nc: 2026-01-02\nd: \"#channel\"\n",
        "key : x\n",
    ] {
        assert_finds(text, &[]);
    }
}

#[test]
fn duplicate_keys_show_both_places_and_keep_the_first() {
    assert_finds("a: 1\nb: 2\n'a': 3\n", &[("YML002", "'a'")]);
    assert_finds(
        "{a: {b: 1, b: 2, b: 3}}",
        &[("YML002", "b"), ("YML002", "b")],
    );
    let (files, file) = files("a: 1\nb: 2\na: 3\n");
    let mut sink = Sink::default();
    let root = parse(&files, file, &Limits::default(), &mut sink).unwrap();
    assert_eq!(root.get("a").map(|node| files.text(node.span)), Some("1"));
    assert_eq!(root.get("b").map(|node| files.text(node.span)), Some("2"));
    let finding = &sink.finish(&files).diagnostics[0];
    assert_eq!(finding.secondary[0].span.start, 0);
}

#[test]
fn only_the_first_document_is_read() {
    assert_finds("a: 1\n---\nb: [\n", &[("YML003", "---")]);
    assert_finds("---\na: 1\n---\n", &[("YML003", "---")]);
    assert_finds("---\n---\na: 1\n", &[("YML003", "---")]);
    assert_finds("a: 1\n...\nb: 2\n", &[("YML003", "")]);
}

#[test]
fn refuses_what_a_registry_does_not_need() {
    assert_finds("a: &x {b: c}\nd:\n  <<: *x\n", &[("YML004", "<<")]);
    assert_finds(
        "1: a\n1.10: b\ntrue: c\n~: d\n0xB: e\n",
        &[
            ("YML005", "1"),
            ("YML005", "1.10"),
            ("YML005", "true"),
            ("YML005", "~"),
            ("YML014", "0xB"),
        ],
    );
    assert_finds(
        "? [a]\n: b\n? {c: d}\n: e\n: f\n",
        &[("YML005", "[a]"), ("YML005", "{c: d}"), ("YML005", "")],
    );
    assert_finds(
        "a: !!str 1\nb: !x yes\nc: ! d\n",
        &[("YML006", "!!str"), ("YML006", "!x"), ("YML006", "!")],
    );
    assert_finds("%YAML 1.1\n---\na: yes\n", &[("YML016", "%YAML 1.1")]);
    assert_finds(
        "a: *x\nb: *.example.com\nc: &c [*c]\n*d : e\n",
        &[
            ("YML021", "*x"),
            ("YML021", "*.example.com"),
            ("YML021", "*c"),
            ("YML021", "*d"),
        ],
    );
}

#[test]
fn reports_each_trap_where_it_stands() {
    assert_finds(
        "a: no\nOn: [y, 0755, 1_000, 12:30, .inf, .NaN]\n",
        &[
            ("YML012", "no"),
            ("YML012", "On"),
            ("YML012", "y"),
            ("YML014", "0755"),
            ("YML014", "1_000"),
            ("YML015", "12:30"),
            ("YML020", ".inf"),
            ("YML020", ".NaN"),
        ],
    );
}

#[test]
fn a_fix_quotes_the_trap() {
    let (files, file) = files("a: no\n");
    let mut sink = Sink::default();
    parse(&files, file, &Limits::default(), &mut sink);
    let fix = sink
        .finish(&files)
        .diagnostics
        .remove(0)
        .fix
        .expect("there is a fix");
    let (span, text) = &fix.edits[0];
    assert_eq!(
        (files.text(*span), text.as_str(), fix.safe),
        ("no", "\"no\"", false)
    );
}

#[test]
fn a_syntax_error_is_the_only_finding() {
    assert_finds("a: no\na: 1\nb: c: d\n", &[("YML001", ":")]);
}

#[test]
fn files_without_a_value() {
    for text in ["", "\n", "# c\n\n# d\n", "---\n", "---\n# c\n...\n"] {
        assert_finds(text, &[("YML017", "")]);
    }
    assert_finds("~", &[]);
}

#[test]
fn limits_hold() {
    let limits = Limits {
        nodes: 10,
        depth: 3,
        scalar_bytes: 5,
        ..Limits::default()
    };
    assert_eq!(findings("[1, 2, 3, 4, 5, 6, 7, 8, 9]", limits), []);
    let many = findings("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]", limits);
    assert_eq!(many, [("YML007", "10".to_owned())]);
    assert_eq!(findings("[[[]]]", limits), []);
    for text in ["[[[[]]]]", "- - - - a", "a: [{b: [c]}]"] {
        assert_eq!(findings(text, limits)[0].0, "YML008", "{text}");
    }
    assert_eq!(findings("[12345, 'x']", limits), []);
    assert_eq!(
        findings("abcdef", limits),
        [("YML009", "abcdef".to_owned())]
    );
    let alias = findings(
        "[&a [[x]], [*a]]",
        Limits {
            nodes: 99,
            ..limits
        },
    );
    assert_eq!(alias, [("YML008", String::new())]);
}

#[test]
fn an_alias_bomb_is_refused_before_it_is_built() {
    let mut text = "a: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (name, inner) in ('b'..='j').zip('a'..) {
        let aliases = vec![format!("*{inner}"); 10].join(", ");
        writeln!(text, "{name}: &{name} [{aliases}]").unwrap();
    }
    let start = std::time::Instant::now();
    let found = findings(&text, Limits::default());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, "YML007");
    // Building five million nodes takes far longer, even on a fast machine.
    assert!(start.elapsed().as_millis() < 200, "{:?}", start.elapsed());
}

#[test]
fn copies_of_long_text_weigh_more_than_one_node() {
    let mut text = format!("a: &a \"\\n{}\"\nb:\n", "x".repeat(1_000_000));
    text.push_str(&"- *a\n".repeat(1_000));
    assert_eq!(findings(&text, Limits::default())[0].0, "YML007");
}

#[test]
fn depth_never_overflows_the_stack() {
    let indented = (0..1_000).map(|depth| format!("{}a:\n", " ".repeat(depth)));
    let chain = (1..1_000).map(|n| format!("- &a{n} [*a{}]\n", n - 1));
    for text in [
        "[".repeat(100_000),
        "{a: ".repeat(100_000),
        "- ".repeat(100_000),
        indented.collect::<Vec<_>>().concat(),
        format!("- &a0 x\n{}", chain.collect::<Vec<_>>().concat()),
    ] {
        let found = findings(&text, Limits::default());
        assert_eq!(
            found.iter().map(|(id, _)| *id).collect::<Vec<_>>(),
            ["YML008"]
        );
    }
}

fn yaml() -> impl Strategy<Value = String> {
    let plain = "[a-zA-Z0-9é][a-zA-Z0-9é_./#:-]{0,8}[a-zA-Z0-9é]";
    let quoted = "'[ -&(-~é]{0,8}'";
    let leaf = prop_oneof![plain.prop_map(String::from), quoted.prop_map(String::from)];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4)
                .prop_map(|items| format!("[{}]", items.join(" , "))),
            prop::collection::vec(("k[a-z]{0,3}", inner), 0..4).prop_map(|entries| {
                let entries: Vec<_> = entries
                    .iter()
                    .map(|(key, value)| format!("{key}: {value}"))
                    .collect();
                format!("{{ {} }}", entries.join(","))
            }),
        ]
    })
}

/// Every node's own text reads as that node; children lie within their parents.
fn assert_spans(node: &Node<'_>, files: &Files) {
    let source = files.text(node.span);
    let (alone, file) = self::files(source);
    let again = parse(&alone, file, &Limits::default(), &mut Sink::default()).expect(source);
    let same = match (&node.kind, &again.kind) {
        (Kind::Seq(a), Kind::Seq(b)) => a.len() == b.len(),
        (Kind::Map(a), Kind::Map(b)) => a.len() == b.len(),
        (a, b) => a == b,
    };
    assert!(same, "{node:?} {again:?}");
    let children: Vec<_> = match &node.kind {
        Kind::Seq(items) => items.iter().collect(),
        Kind::Map(entries) => entries.iter().map(|(_, value)| value).collect(),
        _ => Vec::new(),
    };
    for child in children {
        assert!(node.span.contains(child.span));
        assert_spans(child, files);
    }
}

proptest! {
    #[test]
    fn spans_hold_exactly_their_node(values in prop::collection::vec(yaml(), 1..4)) {
        let text = format!("- {}  # é\n", values.join("  # é\n- "));
        let (files, file) = files(&text);
        let root = parse(&files, file, &Limits::default(), &mut Sink::default()).expect(&text);
        assert_spans(&root, &files);
    }

    #[test]
    fn no_text_makes_it_panic(text in "[-a: \\[\\]{}\"'#&*!|>%@,?\t\r\n\\\\é\u{feff}0.]{0,40}") {
        let found = findings(&text, Limits::default());
        prop_assert!(found.len() < 40);
    }
}
