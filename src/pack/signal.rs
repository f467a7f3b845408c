//! Signals: expressions over roles, of which each is one aggregated number a subject, or one for each
//! set of the labels that it keeps.

use super::codes::{UNPROVED_SIGNAL, UNSCOPED_SIGNAL};
use super::declare::{self, RoleType, Unit};
use super::fragile;
use super::params::Values;
use super::proof::{self, Misfit, Proof};
use super::role::Roles;
use crate::diag::{Diagnostic, Sink};
use crate::promql::{Expr, Filling, Hole, LabelSet, Labels, Selector, Template, Text, ValueKind};
use crate::sli;
use crate::source::Spanned;
use crate::units::Fraction;

/// A signal, its expression parsed.
#[derive(Debug)]
pub(super) struct Signal {
    pub(super) name: Spanned<String>,
    pub(super) unit: Unit,
    pub(super) expr: Template,
    /// The labels by which it has several series for one subject.
    pub(super) keeps: LabelSet,
    pub(super) record: Option<Text>,
    pub(super) proof: Vec<Proof>,
}

const EXAMPLE: &str = "write an aggregation over roles, such as `sum(rate($requests[$window]))`";

impl Signal {
    pub(super) fn compile(
        name: &Spanned<String>,
        declared: &declare::Signal,
        holes: &[(&str, Hole)],
        roles: &Roles,
        sink: &mut Sink,
    ) -> Option<Self> {
        let text = &declared.expr;
        let expr = Template::parse(text, holes)
            .map_err(|error| sink.push(sli::not_promql(text, error, EXAMPLE)))
            .ok()?;
        let keeps = match expr.form().labels() {
            Labels::By(labels) if expr.kind() == ValueKind::Vector => labels,
            _ => {
                let message = "this signal keeps whatever labels its metrics have";
                report(
                    text,
                    message,
                    "aggregate it, as in `max(…)` or `sum by (queue) (…)`",
                    sink,
                );
                return None;
            }
        };
        check_selectors(&expr, text, roles, sink)?;
        fragile::check(text, &expr, &keeps, sink);
        let proofs = declared.proof.iter();
        let proof = proofs.map(|proof| Proof::compile(proof, holes, roles, sink));
        let proof = proof
            .collect::<Vec<_>>()
            .into_iter()
            .collect::<Option<_>>()?;
        Some(Self {
            name: name.clone(),
            unit: declared.unit,
            expr,
            keeps,
            record: declared
                .record
                .as_ref()
                .map(|record| (&record.value).into()),
            proof,
        })
    }

    /// Shows `visit` the placeholders that it reads.
    pub(super) fn names(&self, visit: &mut impl FnMut(&str)) {
        self.expr.names().for_each(&mut *visit);
        self.proof.iter().for_each(|proof| proof.names(visit));
    }

    /// Reports a proof that does not feed what the signal reads.
    pub(super) fn check_proof(
        &self,
        values: &Values,
        fill: &dyn Fn(&str) -> Filling,
        sink: &mut Sink,
    ) -> Option<()> {
        let expr = self.expr.fill(fill);
        let half = Fraction::new(1, 2);
        let Some(movements) = proof::movements(&self.proof, half, values, fill) else {
            let message = format!("the proof of `{}` has no result", self.name.value);
            sink.push(
                Diagnostic::at(&UNPROVED_SIGNAL, self.name.span, message).help(
                    "use matchers that some series satisfies, and divide by nothing that may be 0",
                ),
            );
            return None;
        };
        let Some(misfit) = proof::misfit(&movements, &expr) else {
            return Some(());
        };
        let finding = match misfit {
            Misfit::Idle(position) => Diagnostic::at(
                &UNPROVED_SIGNAL,
                self.proof[position].span,
                format!("`{}` does not read this series", self.name.value),
            )
            .label(format!("would be `{}`", movements[position].series))
            .help("give it the matchers that the expression has"),
            Misfit::Unfed(selector) => Diagnostic::at(
                &UNPROVED_SIGNAL,
                self.name.span,
                format!("the proof of `{}` leaves out `{selector}`", self.name.value),
            )
            .help("add an entry for each selector of the expression"),
        };
        sink.push(finding);
        None
    }
}

fn report(text: &Spanned<String>, message: impl Into<String>, help: &str, sink: &mut Sink) {
    sink.push(Diagnostic::at(&UNSCOPED_SIGNAL, text.span, message).help(help));
}

/// Every selector is of a role, reads it as its type is read, and matches on labels that it declares.
fn check_selectors(
    expr: &Template,
    text: &Spanned<String>,
    roles: &Roles,
    sink: &mut Sink,
) -> Option<()> {
    let mut problem = None;
    expr.form().walk(&mut |part| match part {
        Expr::Selector(selector) => {
            problem = problem
                .take()
                .or_else(|| problem_of(expr, selector, None, roles));
        }
        Expr::Call { function, args } => {
            for arg in args {
                if let Expr::Range { selector, .. } = arg {
                    problem = problem
                        .take()
                        .or_else(|| problem_of(expr, selector, Some(function), roles));
                }
            }
        }
        _ => {}
    });
    let Some((message, help)) = problem else {
        return Some(());
    };
    report(text, message, &help, sink);
    None
}

/// What is wrong with a selector that stands alone or in a range of this function: a message and help.
fn problem_of(
    expr: &Template,
    selector: &Selector,
    function: Option<&Text>,
    roles: &Roles,
) -> Option<(String, String)> {
    let Some(name) = expr.placeholder(selector) else {
        let message = format!("`{selector}` is no role of this pack");
        let help = "declare the metric under `requires:` and write `$` and its role";
        return Some((message, help.to_owned()));
    };
    // A number stands there as a selector too, and is none.
    let (role, _) = roles.of(name)?;
    let is_rate = function.is_some_and(|it| matches!(it.as_str(), "rate" | "irate" | "increase"));
    match role.kind {
        RoleType::Counter | RoleType::Histogram if function.is_none() => {
            let message = format!("`${name}` only ever rises, so its value means nothing");
            return Some((message, format!("write `rate(${name}[$window])`")));
        }
        RoleType::Gauge if is_rate => {
            let message = format!("`${name}` is a gauge, which has no rate");
            let help = "read it as it is, or declare the role as a counter";
            return Some((message, help.to_owned()));
        }
        _ => {}
    }
    let declared = |label: &str| {
        matches!(label, NAME | "le") || role.labels.iter().any(|it| it.value == label)
    };
    let label = selector
        .matchers
        .iter()
        .map(|it| &it.label)
        .find(|it| !declared(it))?;
    let message = format!("role `{}` declares no label `{label}`", role.name.value);
    Some((message, format!("add `{label}` to its `labels:`")))
}

/// The label that holds a metric's name.
const NAME: &str = "__name__";
