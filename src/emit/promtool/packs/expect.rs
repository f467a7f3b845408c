//! What a test expects of an alert: that it fires with all its labels and texts, or does not, and what the
//! others on its signal do then.

use std::collections::BTreeSet;
use std::mem::discriminant;
use std::sync::Arc;

use super::level::holds;
use super::proof::Proof;
use super::solo::{Named, is_shared};
use crate::artifact::{ExpectedSample, ExprTest, FiringAlert, InputSeries, Test};
use crate::emit::prometheus::{alerts, packs as rules};
use crate::ir::alerts::Alert as Routed;
use crate::pack::{Alert, Condition};
use crate::promql::{Expr, Selector, call};
use crate::units::{Duration, Fraction};

/// What a test of an alert knows about its series.
pub(super) struct Fed<'p> {
    pub(super) moved: BTreeSet<Named<'p>>,
    /// Whether alerts of the same name may fire for other subjects.
    shared: bool,
    /// The labels by which the signal has several series, as those that are fed have them.
    kept: Vec<(String, String)>,
}

impl<'p> Proof<'p> {
    pub(super) fn fed(&self, series: &[InputSeries]) -> Fed<'p> {
        let series: Vec<_> = series.iter().map(|it| &it.series).collect();
        let value = |label: &str| {
            let mut matchers = series.iter().flat_map(|it| it.matchers.iter());
            let matcher = matchers.find(|it| it.label.as_str() == label)?;
            Some((label.to_owned(), matcher.value.to_string()))
        };
        let keeps = self.alert.signal.keeps.iter();
        let moved = self.readers.moved_by(&series);
        Fed {
            shared: is_shared(&moved, self.bound, &self.alert.name),
            moved,
            kept: keeps.filter_map(|label| value(label.as_str())).collect(),
        }
    }

    /// No alert of this name fires, or none of this subject, where others read its series as well.
    pub(super) fn expect_silence(&self, test: &mut Test, at: u64, fed: &Fed) {
        let at = Duration::from_secs(at);
        if fed.shared {
            test.promql_expr_test
                .push(self.count(&self.alert.name, at, None));
        } else {
            test.fires_exactly(at, &self.alert.name, Vec::new());
        }
    }

    /// The alert fires, with all its labels, and with its texts where they are known.
    pub(super) fn expect_firing(&self, test: &mut Test, at: u64, fed: &Fed, value: Option<&str>) {
        let at = Duration::from_secs(at);
        let routed = Routed::of_pack(self.service, self.deployment, self.bound, self.alert);
        let labels = alerts::labels(&routed);
        let texts = rules::known_annotations(self.program, self.alert, value);
        if let Some(exp_annotations) = texts.filter(|_| !fed.shared && fed.kept.is_empty()) {
            let exactly = FiringAlert {
                exp_labels: labels,
                exp_annotations,
            };
            test.fires_exactly(at, &self.alert.name, vec![exactly]);
            return;
        }
        let labels = labels.0.iter();
        let labelled = labels.fold(fired(&self.alert.name), |series, (name, value)| {
            series.eq(*name, value)
        });
        let labelled = fed.kept.iter().fold(labelled, |series, (name, value)| {
            series.eq(name.clone(), value.clone())
        });
        test.promql_expr_test.push(ExprTest {
            expr: self.own(&self.alert.name).into(),
            eval_time: at,
            exp_samples: vec![ExpectedSample {
                labels: labelled,
                value: 1,
            }],
        });
    }

    /// The alert still fires when all but an evaluation of the time has passed by which it outlasts its
    /// condition, which holds last at this moment.
    pub(super) fn expect_kept(&self, test: &mut Test, last: u64, fed: &Fed, value: Option<&str>) {
        if self.alert.keep_firing_for.is_some() {
            self.expect_firing(test, last + self.kept(), fed, value);
        }
    }

    /// The other alerts on the same signal fire as well where their thresholds are passed too. Those that are
    /// kept may fire from before.
    pub(super) fn expect_others(&self, test: &mut Test, at: u64, value: Fraction) {
        let others = self.on_signal().filter(|it| it.name != self.alert.name);
        for other in others.filter(|it| it.keep_firing_for.is_none()) {
            let fires = holds(other.condition, value) && other.pending <= self.alert.pending;
            let count = self.count(&other.name, Duration::from_secs(at), fires.then_some(1));
            test.promql_expr_test.push(count);
        }
    }

    /// The alerts on the other side of the signal do not fire, unless their threshold is passed as well or they
    /// may fire from before.
    pub(super) fn expect_nothing_opposite(&self, test: &mut Test, at: u64, value: Fraction) {
        let opposite = |it: &&Alert| {
            !self.is_beside(it) && !holds(it.condition, value) && it.keep_firing_for.is_none()
        };
        for other in self.on_signal().filter(opposite) {
            let count = self.count(&other.name, Duration::from_secs(at), None);
            test.promql_expr_test.push(count);
        }
    }

    /// Whether this alert, too, has a threshold above the signal, or below it.
    pub(super) fn is_beside(&self, other: &Alert) -> bool {
        discriminant(&other.condition) == discriminant(&self.alert.condition)
    }

    /// The alerts that compare the same signal with a threshold.
    pub(super) fn on_signal(&self) -> impl Iterator<Item = &'p Alert> {
        let signal = &self.alert.signal;
        let alerts = self.bound.bound.alerts.iter();
        alerts.filter(|it| Arc::ptr_eq(&it.signal, signal) && it.condition != Condition::Absent)
    }

    /// The alert neither fires nor is about to.
    pub(super) fn expect_rest(&self, test: &mut Test, at: u64) {
        test.promql_expr_test.push(ExprTest {
            expr: self.of_subject(alerts_named(&self.alert.name)).into(),
            eval_time: Duration::from_secs(at),
            exp_samples: Vec::new(),
        });
    }

    /// How many alerts of this name this subject has firing.
    fn count(&self, alert: &str, at: Duration, expected: Option<u64>) -> ExprTest {
        let sample = |value| ExpectedSample {
            labels: Selector::default(),
            value,
        };
        ExprTest {
            expr: call("count", [Expr::from(self.own(alert))]),
            eval_time: at,
            exp_samples: expected.into_iter().map(sample).collect(),
        }
    }

    /// The alerts of this name that this subject has firing.
    fn own(&self, alert: &str) -> Selector {
        self.of_subject(fired(alert))
    }

    fn of_subject(&self, alerts: Selector) -> Selector {
        match &self.bound.key {
            Some((label, key)) => alerts.eq(*label, key),
            None => alerts,
        }
    }
}

fn fired(alert: &str) -> Selector {
    alerts_named(alert).eq("alertstate", "firing")
}

fn alerts_named(alert: &str) -> Selector {
    Selector::metric("ALERTS").eq("alertname", alert.to_owned())
}
