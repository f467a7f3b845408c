//! Keeps secrets out of everything that is printed.
//!
//! In come the places of secrets that the run has found, out comes a [`Mask`] that stars out those
//! places in source lines, and the words that stand there in any text.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;

use regex::{Regex, RegexBuilder};

use crate::source::{FileId, Files, Span};

/// Shown in place of a secret, whatever its length.
const STARS: &str = "********";

/// Shorter secrets are only looked for as whole words: a password `a` must not star out every `a`.
const LONG: usize = 8;

/// What must not be printed.
pub(crate) struct Mask {
    /// The places, sorted, none touching another.
    places: Vec<Span>,
    /// Finds the words that stand there; `None` if there are no secrets.
    words: Option<Regex>,
}

impl Mask {
    /// Learns all secrets of a run.
    pub(crate) fn new(files: &Files) -> Self {
        let places = joined(files.secrets().to_vec());
        let words: BTreeSet<_> = files
            .secrets()
            .iter()
            .chain(&places)
            .flat_map(|&place| spellings(files.text(place)))
            .filter(|word| !word.is_empty())
            .collect();
        Self {
            places,
            words: finder(words),
        }
    }

    /// A text with all secrets starred out.
    pub(crate) fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match &self.words {
            Some(words) => words.replace_all(text, STARS),
            None => Cow::Borrowed(text),
        }
    }

    /// Whether a text holds a secret.
    pub(crate) fn hides(&self, text: &str) -> bool {
        self.words
            .as_ref()
            .is_some_and(|words| words.is_match(text))
    }

    /// The parts of `text` to star out, where `text` stands in `file` from byte `start` on: the
    /// marked places, and copies of a secret that nobody has marked, as in a comment.
    pub(super) fn parts(&self, file: FileId, start: usize, text: &str) -> Vec<Range<usize>> {
        let end = start + text.len();
        let first = self
            .places
            .partition_point(|place| (place.file, place.end as usize) <= (file, start));
        let marked = self.places[first..]
            .iter()
            .take_while(|place| place.file == file && (place.start as usize) < end)
            .map(|place| {
                let from = (place.start as usize).max(start);
                let to = (place.end as usize).min(end);
                from - start..to - start
            });
        let copies = self.words.iter().flat_map(|words| words.find_iter(text));
        marked.chain(copies.map(|copy| copy.range())).collect()
    }
}

/// Sorts places and unites those that overlap or touch, so that a text that quotes two of them at
/// once is masked as a whole.
fn joined(mut places: Vec<Span>) -> Vec<Span> {
    places.sort_unstable();
    places.dedup_by(|next, kept| {
        let touches = next.file == kept.file && next.start <= kept.end;
        if touches {
            kept.end = kept.end.max(next.end);
        }
        touches
    });
    places
}

/// The forms in which the scalar that is written as `source` may be quoted: as it stands, without
/// its quotes, with its escapes resolved, and each long line of it, as folding and block scalars
/// take lines apart.
fn spellings(source: &str) -> Vec<String> {
    let bare = |text: &str| {
        text.trim_matches(['"', '\'', '\\', ' ', '\t', '\r'])
            .to_owned()
    };
    let escaped = serde_json::from_str::<String>(source).ok();
    let lines = source.lines().map(bare).filter(|line| line.len() >= LONG);
    [
        source.to_owned(),
        bare(source),
        bare(source).replace("''", "'"),
    ]
    .into_iter()
    .chain(escaped)
    .chain(lines)
    .collect()
}

/// A pattern for the words, longer ones first, since the first that matches wins.
fn finder(words: BTreeSet<String>) -> Option<Regex> {
    let mut words: Vec<_> = words.into_iter().collect();
    words.sort_by_key(|word| Reverse(word.len()));
    let literals: Vec<_> = words.iter().map(|word| literal(word)).collect();
    let pattern = RegexBuilder::new(&literals.join("|"))
        .size_limit(usize::MAX)
        .build()
        .expect("escaped literals are a pattern, and its size is not limited");
    (!words.is_empty()).then_some(pattern)
}

fn literal(word: &str) -> String {
    let escaped = regex::escape(word);
    if word.len() < LONG {
        format!(r"\b{{start-half}}{escaped}\b{{end-half}}")
    } else {
        escaped
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::diag::render::{Format, RenderOptions, render};
    use crate::diag::samples::UNKNOWN_OWNER;
    use crate::diag::{Diagnostic, Fix, Report};

    const WEBHOOK: &str = "https://hooks.example/services/T0001/B0001/hunter2";

    /// A file in which `secrets` are marked wherever they stand first.
    fn planted(source: &str, secrets: &[&str]) -> (Files, FileId) {
        let mut files = Files::default();
        let file = files.add("registry/platform.yml", source.to_owned());
        for secret in secrets {
            let at = source.find(secret).expect("the secret is planted");
            files.mark_secret(span(file, at..at + secret.len()));
        }
        (files, file)
    }

    fn span(file: FileId, range: Range<usize>) -> Span {
        let offset = |at| u32::try_from(at).expect("samples are short");
        Span::new(file, offset(range.start), offset(range.end))
    }

    /// A finding in every form.
    fn outputs(files: &Files, finding: &Diagnostic) -> [String; 3] {
        let report = Report {
            diagnostics: vec![finding.clone()],
        };
        [Format::Text, Format::Json, Format::Github].map(|format| {
            let mut out = Vec::new();
            let color = false;
            render(
                &report,
                files,
                &RenderOptions {
                    format,
                    color,
                    verbose: false,
                },
                &mut out,
            )
            .expect("a vector takes everything");
            String::from_utf8(out).expect("reports are UTF-8")
        })
    }

    #[test]
    fn secrets_are_starred_out_everywhere() {
        let source = format!(
            "receivers:\n  - {{name: ops, url: \"{WEBHOOK}\", owner: anvila-devop}}\n  # was {WEBHOOK}\n"
        );
        let (files, file) = planted(&source, &[&format!("\"{WEBHOOK}\"")]);
        let owner = source.find("anvila-devop").expect("it is there");
        let url = source.find("\"https").expect("it is there");
        let comment = source.find("was").expect("it is there");
        let quote = |what| format!("{what} `{WEBHOOK}`");
        let finding = Diagnostic::at(
            &UNKNOWN_OWNER,
            span(file, owner..owner + 12),
            quote("message"),
        )
        .label(quote("label"))
        .secondary(span(file, url..url + 52), quote("other label"))
        .secondary(span(file, comment..comment + 3), "a copy in a comment")
        .note(quote("note"))
        .help(quote("help"))
        .fix(Fix {
            title: quote("fix"),
            edits: vec![(span(file, url..url + 52), quote("edit"))],
            safe: true,
        })
        .service(WEBHOOK);
        let outputs = outputs(&files, &finding);
        for output in outputs {
            assert!(!output.contains("hunter2"));
            insta::assert_snapshot!(output);
        }
    }

    #[test]
    fn a_fix_that_writes_a_secret_is_left_out_of_the_json() {
        let (files, file) = planted("key: hunter2hunter2\n", &["hunter2hunter2"]);
        let fix = |edit: &str| Fix {
            title: "quote it".to_owned(),
            edits: vec![(span(file, 5..19), edit.to_owned())],
            safe: true,
        };
        let finding = Diagnostic::nowhere(&UNKNOWN_OWNER, "not quoted");
        let json = |edit| {
            let [_, json, _] = outputs(&files, &finding.clone().fix(fix(edit)));
            serde_json::from_str::<serde_json::Value>(&json).expect("it is JSON")
        };
        assert!(json("\"hunter2hunter2\"")["diagnostics"][0]["fix"].is_null());
        assert!(json("{file: key.txt}")["diagnostics"][0]["fix"].is_object());
    }

    #[test]
    fn a_scalar_is_recognised_however_it_is_written() {
        let masked = |source: &str, quoted: &str| {
            let (files, _) = planted(source, &[source]);
            Mask::new(&files).text(quoted).into_owned()
        };
        assert_eq!(
            masked("'hunter''s number'", "is `hunter's number`"),
            "is `********`"
        );
        assert_eq!(
            masked(r#""hunter\u0032\n""#, "is `hunter2\n`"),
            "is `********`"
        );
        assert_eq!(
            masked(
                "|\n    BEGIN KEY\n    0123456789\n    END KEY",
                "`BEGIN KEY\n0123456789\n`"
            ),
            "`********\n********\n`"
        );
        assert_eq!(
            masked("\"01234567\\\n   89abcdef\"", "is `0123456789abcdef`"),
            "is `****************`"
        );
    }

    #[test]
    fn a_short_secret_is_only_masked_as_a_word() {
        let (files, _) = planted("password: ops\n", &["ops"]);
        let mask = Mask::new(&files);
        assert_eq!(
            mask.text("`ops` of devops, ops"),
            "`********` of devops, ********"
        );
    }

    #[test]
    fn a_marked_place_is_starred_out_whatever_stands_around_it() {
        let (files, file) = planted("pin: a1234b\n", &["1234"]);
        let mask = Mask::new(&files);
        assert_eq!(mask.text("a1234b"), "a1234b");
        assert_eq!(
            mask.parts(file, 0, "pin: a1234b\n"),
            [Range { start: 6, end: 10 }]
        );
        assert_eq!(mask.parts(file, 8, "34b\n"), [Range { start: 0, end: 2 }]);
        assert!(mask.parts(file, 10, "b\n").is_empty());
    }

    #[test]
    fn of_secrets_that_overlap_nothing_is_left() {
        let (files, _) = planted(
            "url: https://user:hunter2hunter2@db.example/?token=0123456789\n",
            &[
                "user:hunter2hunter2",
                "hunter2hunter2@db.example/?token=0123456789",
            ],
        );
        let mask = Mask::new(&files);
        assert_eq!(
            mask.text("cannot read https://user:hunter2hunter2@db.example/?token=0123456789"),
            "cannot read https://********"
        );
        assert_eq!(mask.text("user:hunter2hunter2"), "********");
    }

    #[test]
    fn no_secrets_no_stars() {
        let (files, file) = planted("password: ops\n", &[]);
        let mask = Mask::new(&files);
        assert_eq!(mask.text("password: ops"), "password: ops");
        assert!(mask.parts(file, 0, "password: ops").is_empty());
    }

    proptest! {
        #[test]
        fn a_planted_secret_is_never_printed(
            before in "[ -~é監\t]{0,200}",
            secret in "[a-zA-Z0-9/é監🦀]{8,40}",
            behind in "[ -~é監\r\n]{0,200}",
            cut in (0_usize..400, 0_usize..400),
        ) {
            let source = format!("{before}{secret}{behind}");
            let (files, file) = planted(&source, &[&secret]);
            let boundary = |at: usize| {
                let at = at.min(source.len());
                (at..=source.len()).find(|&at| source.is_char_boundary(at)).expect("the end is one")
            };
            let place = span(file, boundary(cut.0.min(cut.1))..boundary(cut.0.max(cut.1)));
            let finding = Diagnostic::at(&UNKNOWN_OWNER, place, format!("{before}{secret}"))
                .label(format!("{secret}{behind}"))
                .note(source.clone());
            for output in outputs(&files, &finding) {
                prop_assert!(!output.contains(&secret), "{output}");
            }
        }
    }
}
