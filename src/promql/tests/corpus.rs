use std::fmt::Write;

use crate::promql::{Expr, parse};

fn corpus() -> impl Iterator<Item = (&'static str, Expr)> {
    let lines = include_str!("corpus.promql").lines();
    lines
        .filter(|line| !line.starts_with('#'))
        .map(|line| match parse(line) {
            Ok(expr) => (line, expr),
            Err(error) => panic!("{line}: {error}"),
        })
}

#[test]
fn the_corpus_survives_printing() {
    for (line, expr) in corpus() {
        for width in [0, 30, 60, 100] {
            let pretty = expr.pretty(width);
            assert_eq!(parse(&pretty).as_ref(), Ok(&expr), "{line}\n{pretty}");
        }
        assert_eq!(parse(&expr.to_string()), Ok(expr), "{line}");
    }
}

#[test]
fn the_corpus_reads_well() {
    let mut pages = String::new();
    for (_, expr) in corpus() {
        writeln!(pages, "{}\n", expr.pretty(100)).expect("a string takes text");
    }
    insta::assert_snapshot!(pages);
}
