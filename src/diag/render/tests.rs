//! Every shape of finding, rendered as people and programs get it.

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;
use crate::diag::samples::{CRAMPED, NO_PROBE, UNKNOWN_OWNER};
use crate::diag::{Diagnostic, Fix, Label};
use crate::source::{FileId, Span};

const SERVICES: &str = "\
services:
  - service_name: anvila-api
    owner: anvila-devop
    environments: [staging, production]
    slo_profile: web-standard

owners:
  # who is paged
  - team: anvila-devops
";

const PROFILES: &str = "\
slo_profiles:
  web-standard:
    latency:
      threshold: 800ms
      windows:
        - long: 5m
          short: 5m
";

/// The stretch of a file that reads `words`; the first if there are more.
fn find(files: &Files, file: FileId, words: &str) -> Span {
    let text = &files.get(file).text;
    let start = text.find(words).expect("the words stand in the file");
    let offset = |at: usize| u32::try_from(at).expect("samples are short");
    Span::new(file, offset(start), offset(start + words.len()))
}

/// What follows `span` without a gap and is empty.
fn after(span: Span) -> Span {
    Span::new(span.file, span.end, span.end)
}

fn rendered(files: &Files, diagnostics: Vec<Diagnostic>, format: Format) -> String {
    let report = Report { diagnostics };
    let options = RenderOptions {
        format,
        color: false,
        verbose: false,
    };
    let mut out = Vec::new();
    render(&report, files, &options, &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("reports are UTF-8")
}

fn text(files: &Files, diagnostics: Vec<Diagnostic>) -> String {
    rendered(files, diagnostics, Format::Text)
}

/// A registry of two files and the finding that the documentation of this tool shows first.
fn registry() -> (Files, FileId, FileId, Diagnostic) {
    let mut files = Files::default();
    let services = files.add("registry/observability_services.yml", SERVICES.to_owned());
    let profiles = files.add("registry/slo_profiles.yml", PROFILES.to_owned());
    let unknown_owner = Diagnostic::at(
        &UNKNOWN_OWNER,
        find(&files, services, "anvila-devop"),
        "unknown owner `anvila-devop`",
    )
    .label("no team has this name")
    .secondary(find(&files, services, "anvila-devops"), "the nearest one")
    .help("write `anvila-devops`, or add the team under `owners:`");
    (files, services, profiles, unknown_owner)
}

#[test]
fn findings_as_people_read_them() {
    let (files, services, profiles, unknown_owner) = registry();
    let fix = Fix {
        title: "write `anvila-devops`".to_owned(),
        edits: Vec::new(),
        safe: false,
    };
    let profile = find(&files, services, "web-standard");
    let cause = find(&files, profiles, "long: 5m");
    let many = [
        "basket", "checkout", "ledger", "orders", "payments", "search",
    ];
    let mut cramped = Diagnostic::at(
        &CRAMPED,
        cause,
        "the long window is no longer than the short one",
    )
    .label("`long` is 5m")
    .secondary(find(&files, profiles, "short: 5m"), "`short` is 5m")
    .secondary(profile, "used here");
    cramped.services = many.map(String::from).to_vec();
    let mut few = cramped
        .clone()
        .help("write a `long` of at least 12 times `short`");
    few.services.truncate(4);
    few.secondary.clear();

    let findings = vec![
        unknown_owner.clone(),
        unknown_owner.clone().fix(fix.clone()),
        Diagnostic {
            help: None,
            secondary: Vec::new(),
            ..unknown_owner.clone().fix(fix)
        },
        cramped,
        few,
        Diagnostic::at(
            &NO_PROBE,
            find(&files, services, "production"),
            "no URL to probe",
        )
        .service("anvila-api")
        .note("a `url` in the environment switches the probe objective on")
        .note("so does `probe_url` in `platform.yml`,\nfor all services at once"),
        Diagnostic::nowhere(&UNKNOWN_OWNER, "the directory `registry/` does not exist")
            .help("create it, or name another with `--registry`"),
        Diagnostic::nowhere(&UNKNOWN_OWNER, "nothing to add"),
        Diagnostic::at(&UNKNOWN_OWNER, profile, "a place without a label"),
        Diagnostic::at(
            &CRAMPED,
            find(&files, profiles, "latency:\n      threshold: 800ms\n"),
            "two lines",
        )
        .label("white space at the end of a span is not underlined"),
        Diagnostic::at(
            &CRAMPED,
            find(&files, profiles, PROFILES.trim_end()),
            "many lines",
        )
        .label("the whole file")
        .secondary(find(&files, profiles, "800ms"), "and one value in it"),
    ];
    insta::assert_snapshot!(text(&files, findings));
}

/// A finding at `words` in a file of its own, labelled with what `-->` should say.
fn odd(files: &mut Files, message: &str, source: impl Into<String>, words: &str) -> Diagnostic {
    let file = files.add("registry/odd.yml", source.into());
    let span = find(files, file, words);
    let at = files.position(file, span.start);
    Diagnostic::at(&UNKNOWN_OWNER, span, message).label(format!("from {}:{}", at.line, at.column))
}

#[test]
fn odd_places() {
    let mut files = Files::default();
    let long = |middle: &str| {
        format!(
            "{}{middle}{}\n",
            "left, ".repeat(400),
            ", right".repeat(400)
        )
    };
    let mut findings = vec![
        odd(&mut files, "tabs", "a:\t\tb\t# c\n", "b"),
        odd(
            &mut files,
            "wide characters",
            "名前: \"監視\" # 🦀 é\n",
            "監視",
        ),
        odd(
            &mut files,
            "combining characters",
            "e\u{301}e\u{301}: x\n",
            "x",
        ),
        odd(
            &mut files,
            "carriage returns",
            "a: 1\r\nb: 2\r\nc: 3\r\n",
            "2",
        ),
        odd(
            &mut files,
            "carriage returns and two lines",
            "a: 1\r\nb: 2\r\nc: 3\r\n",
            "1\r\nb: 2\r\n",
        ),
        odd(
            &mut files,
            "control characters",
            "a: \u{1b}[31mred\u{9b}0m\u{202e}\n",
            "red",
        ),
        odd(&mut files, "an empty file", "", ""),
        odd(&mut files, "an empty line", "a: 1\n\nb: 2\n", "\n\n"),
        odd(&mut files, "a long line", long("HERE"), "HERE"),
        odd(
            &mut files,
            "a long value",
            long("HERE"),
            long("HERE").trim(),
        ),
        odd(
            &mut files,
            "a long value of wide characters",
            long(&"監".repeat(200)),
            &"監".repeat(200),
        ),
        odd(
            &mut files,
            "too far right",
            "x".repeat(20_000) + "HERE\n",
            "HERE",
        ),
        odd(
            &mut files,
            &"a message that somebody else wrote, ".repeat(60),
            "a: 1\n",
            "a",
        ),
    ];

    let file = files.add("registry/end.yml", "a: 1\nb:\n\n".to_owned());
    let end = after(find(&files, file, "a: 1\nb:\n\n"));
    findings
        .push(Diagnostic::at(&UNKNOWN_OWNER, end, "the end of a file").label("a value is missing"));
    let key = after(find(&files, file, "b:"));
    findings.push(Diagnostic::at(&UNKNOWN_OWNER, key, "an empty span").label("a value is missing"));
    let line_end = Span::new(file, 4, 5);
    findings.push(Diagnostic::at(&UNKNOWN_OWNER, line_end, "a line feed").label("only that"));

    insta::assert_snapshot!(text(&files, findings));
}

#[test]
fn places_far_apart() {
    let mut files = Files::default();
    let filler = "- filler\n".repeat(100_000);
    let wide = " ".repeat(300);
    let source = format!("first: 1\n- one\n- two\n{filler}second: 2\n{wide}third: 3\n");
    let file = files.add("registry/large.yml", source.clone());
    let whole = find(&files, file, source.trim_end());
    let first = find(&files, file, "first");
    let second = find(&files, file, "second");
    let third = find(&files, file, "third");
    let findings = vec![
        Diagnostic::at(&UNKNOWN_OWNER, second, "in lines")
            .label("the second")
            .secondary(third, "the third")
            .secondary(first, "the first")
            .secondary(find(&files, file, "two"), "near the first"),
        Diagnostic::at(&UNKNOWN_OWNER, third, "in columns")
            .label("the third")
            .secondary(second, "the second"),
        Diagnostic::at(&UNKNOWN_OWNER, whole, "a span over 100,000 lines").label("starts here"),
    ];
    insta::assert_snapshot!(text(&files, findings));
}

#[test]
fn findings_as_programs_read_them() {
    let (files, services, _, unknown_owner) = registry();
    let fix = Fix {
        title: "write `anvila-devops`".to_owned(),
        edits: vec![(
            find(&files, services, "anvila-devop"),
            "anvila-devops".to_owned(),
        )],
        safe: false,
    };
    let findings = vec![
        Diagnostic::nowhere(&NO_PROBE, "no URL to probe").note("a note"),
        unknown_owner.fix(fix).service("anvila-api"),
    ];
    insta::assert_snapshot!(rendered(&files, findings, Format::Json));
}

#[test]
fn findings_as_github_shows_them() {
    let (mut files, services, profiles, unknown_owner) = registry();
    let odd = files.add("registry/a:b,100%.yml", "x\n".to_owned());
    let findings = vec![
        Diagnostic::nowhere(&NO_PROBE, "no URL to probe").note("a note"),
        Diagnostic::at(
            &CRAMPED,
            find(&files, profiles, "windows:\n        - long"),
            "two lines: no columns",
        )
        .service("anvila-api"),
        unknown_owner,
        Diagnostic::at(
            &UNKNOWN_OWNER,
            find(&files, odd, "x"),
            "50 %, or 100%25\r\n::error::forged",
        ),
        Diagnostic::at(
            &NO_PROBE,
            after(find(&files, services, "production")),
            "an empty span",
        ),
    ];
    insta::assert_snapshot!(rendered(&files, findings, Format::Github));
}

#[test]
fn github_is_told_of_annotations_that_it_would_drop() {
    let files = Files::default();
    let errors = |count| {
        let findings = (1..=count).map(|n| Diagnostic::nowhere(&UNKNOWN_OWNER, format!("no {n}")));
        rendered(&files, findings.collect(), Format::Github)
    };
    assert_eq!(errors(10).lines().count(), 10);
    assert!(!errors(10).contains("more"));
    let many = errors(12);
    let lines: Vec<_> = many.lines().collect();
    assert_eq!(lines.len(), 13, "nothing is left out of the log");
    assert_eq!(
        lines[9],
        "::error title=o11yc::3 more like this are in the log of this step"
    );
}

#[test]
fn an_empty_report_is_an_empty_text_and_a_whole_document() {
    let files = Files::default();
    assert_eq!(text(&files, Vec::new()), "");
    insta::assert_snapshot!(rendered(&files, Vec::new(), Format::Json));
}

#[test]
fn colour_changes_nothing_but_colour() {
    let (files, _, _, unknown_owner) = registry();
    let report = Report {
        diagnostics: vec![unknown_owner],
    };
    let [plain, coloured] = [false, true].map(|color| {
        let mut out = Vec::new();
        let format = Format::Text;
        render(
            &report,
            &files,
            &RenderOptions {
                format,
                color,
                verbose: false,
            },
            &mut out,
        )
        .expect("a vector takes everything");
        String::from_utf8(out).expect("reports are UTF-8")
    });
    assert!(!plain.contains('\u{1b}'));
    assert!(coloured.contains('\u{1b}'));
    assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain);
}

proptest! {
    /// Whatever is labelled in whatever text: there is a rendering, and it fits a screen.
    #[test]
    fn no_place_is_too_odd(
        source in r"([ -~]{0,30}|[é監🦀\t\r\n\u{301}]{0,5}|\n){0,60}",
        filler in 0_usize..2000,
        ends in prop::collection::vec(any::<(Index, Index)>(), 1..6),
    ) {
        let source = format!("{source}{}{source}", "filler ".repeat(filler));
        let mut files = Files::default();
        let file = files.add("registry/any.yml", source.clone());
        let boundaries: Vec<_> = (0..=source.len())
            .filter(|&at| source.is_char_boundary(at))
            .map(|at| u32::try_from(at).expect("samples are short"))
            .collect();
        let mut labels = ends.iter().map(|(a, b)| {
            let (a, b) = (*a.get(&boundaries), *b.get(&boundaries));
            let span = Span::new(file, a.min(b), a.max(b));
            Label { span, text: "label".to_owned() }
        });
        let mut finding = Diagnostic::nowhere(&UNKNOWN_OWNER, "anything");
        finding.primary = labels.next();
        finding.secondary = labels.collect();

        let text = text(&files, vec![finding]);
        prop_assert!(text.lines().count() < 100, "{text}");
        for line in text.lines() {
            prop_assert!(line.chars().count() < 200, "{line}");
        }
    }
}
