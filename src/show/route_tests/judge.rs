//! Judges assertions: which alerts are meant, which routes they take, and who is told by them.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::Outcome;
use crate::diag::render::mask::Mask;
use crate::diag::{Diagnostic, Sink};
use crate::ir::Program;
use crate::ir::alerting::Routes;
use crate::ir::alerts::{self, ALERT_NAME, Alert};
use crate::ir::names;
use crate::registry::RouteTest;
use crate::routing::{Labels, Matcher, Tree, is_open};
use crate::show::{self, why};
use crate::source::{Files, INVALID_VALUE, Spanned, nearest};

/// How the assertions turn out, in their order.
pub(super) fn outcomes(
    program: &Program,
    files: &Files,
    tests: &[Spanned<RouteTest>],
    at: Option<Timestamp>,
    sink: &mut Sink,
) -> Vec<Outcome> {
    let Some(routes) = &program.routes else {
        return Vec::new();
    };
    let judge = Judge {
        program,
        files,
        mask: Mask::new(files),
        routes,
        tree: Tree::new(routes.root.clone()),
    };
    let outcomes = tests.iter().filter_map(|test| {
        let at = match &test.at {
            Some(text) => Some(moment(text, sink)?),
            None => at,
        };
        Some(judge.outcome(test, at))
    });
    outcomes.collect()
}

fn moment(text: &Spanned<String>, sink: &mut Sink) -> Option<Timestamp> {
    let refuse = |help| {
        let finding = Diagnostic::at(&INVALID_VALUE, text.span, "this is not a moment");
        sink.push(finding.help(help));
    };
    show::moment(text).map_err(refuse).ok()
}

struct Judge<'p> {
    program: &'p Program,
    files: &'p Files,
    mask: Mask,
    routes: &'p Routes,
    tree: Tree,
}

/// Who is told of an alert, and by which routes.
struct Fate {
    told: BTreeSet<String>,
    routes: Vec<String>,
}

impl Judge<'_> {
    fn outcome(&self, test: &Spanned<RouteTest>, at: Option<Timestamp>) -> Outcome {
        let line = self.files.position(test.span.file, test.span.start).line;
        let expected: BTreeSet<_> = test.receivers.iter().map(|it| it.value.clone()).collect();
        let mut outcome = Outcome {
            place: format!("{}:{line}", self.files.path(test.span)),
            asked: self.masked(&asked(test)),
            holds: false,
            expected: self.all_masked(&expected),
            told: Vec::new(),
            routes: Vec::new(),
            alert: None,
            why: None,
        };
        let mut take = |fate: Fate, alert: Option<&Alert<'_>>| {
            outcome.holds = fate.told == expected;
            outcome.told = self.all_masked(&fate.told);
            outcome.routes = fate.routes;
            outcome.alert = alert.map(|alert| self.masked(&why::query(alert)));
            outcome.holds
        };
        if let Some(labels) = &test.labels {
            let labels = labels
                .0
                .iter()
                .fold(Labels::default(), |all, (name, value)| {
                    all.with(name.as_str(), value.as_str())
                });
            take(self.fate(&labels, at), None);
            return outcome;
        }
        let mut meant = alerts::all(self.program).filter(|alert| is_meant(test, alert));
        let Some(first) = meant.next() else {
            outcome.why = Some(self.masked(&self.why_none(test)));
            return outcome;
        };
        let mut holds = take(self.fate(&first.routed(), at), Some(&first));
        while let Some(alert) = meant.next().filter(|_| holds) {
            holds = take(self.fate(&alert.routed(), at), Some(&alert));
        }
        outcome
    }

    /// Why no alert is meant: the first label that none has so, and the value that was probably meant.
    fn why_none(&self, test: &RouteTest) -> String {
        let all: Vec<_> = alerts::all(self.program).collect();
        let routed: Vec<_> = all.iter().map(Alert::routed).collect();
        let unknown = conditions(test).find_map(|(name, value)| {
            let known: BTreeSet<_> = routed
                .iter()
                .filter_map(|labels| labels.get(name))
                .collect();
            (!known.contains(value)).then_some((name, value, known))
        });
        match unknown {
            None => "no alert of the registry has all of these labels".to_owned(),
            Some((name, value, known)) => {
                let meant = nearest(value, known);
                let meant = meant.map(|meant| format!("; write `{meant}`"));
                format!(
                    "no alert of the registry has the {name} `{value}`{}",
                    meant.unwrap_or_default()
                )
            }
        }
    }

    fn fate(&self, labels: &Labels<'_>, at: Option<Timestamp>) -> Fate {
        let mut fate = Fate {
            told: BTreeSet::new(),
            routes: Vec::new(),
        };
        for hit in self.tree.route(labels) {
            let node = self.tree.node(hit.node);
            let silent = at.is_some_and(|at| !self.is_told(&node.active_in, &node.muted_in, at));
            let path = self.masked(&self.tree.describe(hit.node));
            if silent {
                fate.routes.push(format!("{path}, which is silent then"));
                continue;
            }
            fate.routes.push(path);
            let to = self.routes.told_by(&node.receiver).iter();
            fate.told.extend(to.map(|it| it.name.clone()));
        }
        fate
    }

    fn is_told(&self, active: &[String], muted: &[String], at: Timestamp) -> bool {
        let known = &self.program.alerting.intervals;
        let intervals =
            |names: &[String]| names.iter().filter_map(|name| known.get(name)).collect();
        let (active, muted): (Vec<_>, Vec<_>) = (intervals(active), intervals(muted));
        is_open(at, &active, &muted)
    }

    fn masked(&self, text: &str) -> String {
        self.mask.text(text).into_owned()
    }

    fn all_masked(&self, texts: &BTreeSet<String>) -> Vec<String> {
        texts.iter().map(|text| self.masked(text)).collect()
    }
}

/// Labels that an assertion asks for, but for those under `labels:`.
fn conditions(test: &RouteTest) -> impl Iterator<Item = (&'static str, &str)> {
    let conditions = [
        (ALERT_NAME, &test.alert),
        (names::SERVICE, &test.service),
        (names::ENVIRONMENT, &test.environment),
        (names::SEVERITY, &test.severity),
    ];
    let stated = conditions.into_iter();
    stated.filter_map(|(name, value)| Some((name, value.as_ref()?.as_str())))
}

fn is_meant(test: &RouteTest, alert: &Alert<'_>) -> bool {
    let labels = alert.routed();
    conditions(test).all(|(name, value)| labels.get(name) == Some(value))
}

/// What an assertion is about.
fn asked(test: &RouteTest) -> String {
    let labels = test.labels.iter().flat_map(|labels| &labels.0);
    let labels = labels.map(|(name, value)| Matcher::eq(name.as_str(), value.as_str()));
    let conditions = conditions(test).map(|(name, value)| Matcher::eq(name, value));
    let matchers = labels.chain(conditions).map(|matcher| matcher.to_string());
    format!("{{{}}}", matchers.collect::<Vec<_>>().join(", "))
}
