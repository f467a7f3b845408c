//! Proofs: how raw series move for a signal to have a given value. They make the tests of alerts, and
//! tell a signal that reads nothing, or something else than was meant.

use std::collections::BTreeMap;

use super::arithmetic::{Quantity, V};
use super::codes::UNPROVED_SIGNAL;
use super::declare;
use super::params::Values;
use super::role::Roles;
use crate::diag::{Diagnostic, Sink};
use crate::promql::{Expr, Filling, Hole, Selector, Template, Text, example, picks};
use crate::sli::{self, besides};
use crate::source::{Span, Spanned};
use crate::units::Fraction;

/// How a raw series moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// Its name and labels: a selector with nothing but equal signs.
    pub series: Selector,
    /// The value that it begins with.
    pub start: Fraction,
    /// By how much it rises each second.
    pub per_second: Fraction,
}

/// How what a selector picks moves, in sum.
#[derive(Debug)]
pub(super) struct Proof {
    pub(super) span: Span,
    series: Template,
    labels: Vec<(Text, Quantity)>,
    equals: Option<Quantity>,
    increases_by: Option<Quantity>,
}

impl Proof {
    pub(super) fn compile(
        declared: &Spanned<declare::Proof>,
        holes: &[(&str, Hole)],
        roles: &Roles,
        sink: &mut Sink,
    ) -> Option<Self> {
        const EXAMPLE: &str = "write a role with matchers, such as `$requests{code=\"500\"}`";
        let text = &declared.series;
        let series = Template::parse(text, holes)
            .map_err(|error| sink.push(sli::not_promql(text, error, EXAMPLE)))
            .ok()?;
        let of_role = match series.form() {
            Expr::Selector(selector) => {
                series.placeholder(selector).and_then(|name| roles.of(name))
            }
            _ => None,
        };
        if of_role.is_none() {
            let message = "a proof moves the series of a role";
            sink.push(Diagnostic::at(&UNPROVED_SIGNAL, text.span, message).help(EXAMPLE));
            return None;
        }
        let numbers: Vec<_> = std::iter::once(V)
            .chain(holes.iter().filter_map(|(name, hole)| {
                matches!(hole, Hole::Number | Hole::Duration).then_some(*name)
            }))
            .collect();
        let mut read = |text: &Option<_>| match text {
            Some(text) => Quantity::read(text, &numbers, sink).map(Some),
            None => Some(None),
        };
        let (equals, increases_by) = (read(&declared.equals)?, read(&declared.increases_by)?);
        let labels = declared.labels.0.iter().map(|(label, text)| {
            Some((
                label.value.clone().into(),
                Quantity::read(text, &numbers, sink)?,
            ))
        });
        let labels = labels.collect::<Option<_>>()?;
        if equals.is_none() && increases_by.is_none() {
            let message = "this proof does not say how its series move";
            sink.push(
                Diagnostic::at(&UNPROVED_SIGNAL, declared.span, message)
                    .help("add `equals:` for a gauge, or `increases_by:` for a counter"),
            );
            return None;
        }
        Some(Self {
            span: declared.span,
            series,
            labels,
            equals,
            increases_by,
        })
    }

    /// Shows `visit` the placeholders in it.
    pub(super) fn names(&self, visit: &mut impl FnMut(&str)) {
        self.series.names().for_each(&mut *visit);
        let quantities = self.labels.iter().map(|(_, quantity)| quantity);
        let all = quantities.chain(&self.equals).chain(&self.increases_by);
        all.for_each(|quantity| quantity.names(visit));
    }

    fn selector(
        &self,
        fill: &dyn Fn(&str) -> Filling,
        value: &dyn Fn(&str) -> Option<Fraction>,
    ) -> Option<Selector> {
        let Expr::Selector(mut selector) = self.series.fill(fill) else {
            return None;
        };
        for (label, quantity) in &self.labels {
            selector = selector.eq(label.clone(), quantity.evaluate(value)?.to_string());
        }
        Some(selector)
    }
}

/// How series move for a signal to be `v`, where placeholders are filled so and parameters have these
/// values. `None` where no such series can be told from the selectors, or the arithmetic has no result.
pub(super) fn movements(
    proofs: &[Proof],
    v: Fraction,
    values: &Values,
    fill: &dyn Fn(&str) -> Filling,
) -> Option<Vec<Movement>> {
    let value = |name: &str| match name {
        V => Some(v),
        _ => values.get(name)?.number(),
    };
    let zero = || Some(Fraction::ZERO);
    let evaluate = |quantity: &Option<Quantity>| match quantity {
        Some(quantity) => quantity.evaluate(&value),
        None => zero(),
    };
    let sums = proofs.iter().map(|proof| {
        Some(Movement {
            series: proof.selector(fill, &value)?,
            start: evaluate(&proof.equals)?,
            per_second: evaluate(&proof.increases_by)?,
        })
    });
    apart(&sums.collect::<Option<Vec<_>>>()?)
}

/// Single series from sums over selectors: what one selector picks beside another moves by the
/// difference, such as all requests and the failed ones among them.
fn apart(sums: &[Movement]) -> Option<Vec<Movement>> {
    let examples = sums.iter().map(|sum| example(&sum.series.matchers));
    let examples: Vec<_> = examples.collect::<Option<_>>()?;
    let asked = |n: usize| sums[n].series.matchers.iter().count();
    let is_part = |m: usize, n: usize| {
        let picks = |n: usize, m: usize| picks(&sums[n].series, &examples[m]);
        // A part may take a missing label too, as `(5..)?` does; it asks for more all the same.
        picks(n, m) && (!picks(m, n) || asked(m) > asked(n))
    };
    let single = sums.iter().enumerate().map(|(n, whole)| {
        let parts = (0..sums.len()).filter(|&m| is_part(m, n));
        let mut rest = whole.clone();
        for m in parts {
            rest.series = besides(&sums[m].series, &rest.series)?.into();
            rest.start = rest.start.checked_sub(sums[m].start)?;
            rest.per_second = rest.per_second.checked_sub(sums[m].per_second)?;
        }
        rest.series = example(&rest.series.matchers)?;
        Some(rest)
    });
    single.collect()
}

/// Whether the movements feed every selector of an expression, and nothing else: the first that is
/// wrong, by its place in the proof or by its selector.
pub(super) fn misfit(movements: &[Movement], expr: &Expr) -> Option<Misfit> {
    let mut selectors = Vec::new();
    expr.visit_selectors(|selector| selectors.push(selector));
    let idle = movements.iter().position(|movement| {
        !selectors
            .iter()
            .any(|selector| picks(selector, &movement.series))
    });
    let unfed = selectors.iter().find(|selector| {
        !movements
            .iter()
            .any(|movement| picks(selector, &movement.series))
    });
    match (idle, unfed) {
        (Some(position), _) => Some(Misfit::Idle(position)),
        (None, Some(selector)) => Some(Misfit::Unfed((*selector).clone())),
        (None, None) => None,
    }
}

/// What a proof gets wrong.
pub(super) enum Misfit {
    /// No selector picks the series of the movement in this place.
    Idle(usize),
    /// No movement feeds this selector.
    Unfed(Selector),
}

/// Metrics with names of their own for all roles, to check a pack with.
pub(super) fn sample_metrics(roles: &Roles) -> BTreeMap<String, Selector> {
    let name = |role: &super::Role| role.name.value.clone();
    let metrics = roles
        .0
        .iter()
        .map(|role| (name(role), Selector::metric(name(role))));
    metrics.collect()
}
