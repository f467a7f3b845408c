//! The page of routing: who is told of which alerts.

use serde::Serialize;

use super::render;
use crate::ir::Program;
use crate::ir::alerting::{Line, Tee, table, tees};

const TEMPLATE: &str = include_str!("../../../templates/docs/routing.md.j2");

#[derive(Serialize)]
struct Page<'p> {
    heads: [&'static str; 6],
    lines: Vec<[String; 6]>,
    tee_heads: [&'static str; 4],
    tees: Vec<[String; 4]>,
    unrouted: Option<&'p str>,
}

pub(super) fn page(program: &Program) -> String {
    let unrouted = program.alerting.unrouted.as_ref();
    let lines = table(program).into_iter();
    let page = Page {
        heads: Line::HEADS,
        lines: lines.map(|line| line.cells(|_| true)).collect(),
        tee_heads: Tee::HEADS,
        tees: tees(program).map(|tee| tee.cells()).collect(),
        unrouted: unrouted.map(|it| it.name.as_str()),
    };
    render(TEMPLATE, &page)
}
