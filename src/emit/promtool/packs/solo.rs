//! A test of one alert, with what else in its deployment its series move: what tells whether it can be
//! run beside another one.

use std::collections::{BTreeMap, BTreeSet};

use crate::artifact::Test;
use crate::emit::promtool::beside::Beside;
use crate::ir::{Deployment, PackAlerts};
use crate::pack;
use crate::promql::{Selector, picks};
use crate::units::Duration;

/// An alert by what it is about and its name.
pub(super) type Named<'p> = (Option<&'p (&'static str, String)>, &'p str);

/// Which alerts of a deployment read which metrics; those under the empty name may read any.
pub(super) struct Readers<'p>(BTreeMap<&'p str, Vec<Reader<'p>>>);

/// A selector of an alert's signal.
struct Reader<'p> {
    alert: Named<'p>,
    selector: &'p Selector,
    /// The series that the signal is recorded as, which others may read in turn.
    recorded: Option<&'p Selector>,
}

impl<'p> Readers<'p> {
    pub(super) fn of(deployment: &'p Deployment) -> Self {
        let mut readers: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for bound in &deployment.packs {
            for alert in &bound.bound.alerts {
                alert.signal.expr.visit_selectors(|selector| {
                    readers.entry(metric(selector)).or_default().push(Reader {
                        alert: named(bound, alert),
                        selector,
                        recorded: alert.signal.recorded.as_ref(),
                    });
                });
            }
        }
        Self(readers)
    }

    /// The alerts whose signals are not what they were when these series are fed, be it through what is
    /// recorded from them.
    pub(super) fn moved_by(&self, series: &[&Selector]) -> BTreeSet<Named<'p>> {
        let (mut moved, mut recorded) = (BTreeSet::new(), Vec::new());
        for series in series {
            for reader in self.of_metric(series) {
                if picks(reader.selector, series) && moved.insert(reader.alert) {
                    recorded.extend(reader.recorded);
                }
            }
        }
        // Which labels a recorded series has depends on its signal: any series of its metric counts.
        while let Some(series) = recorded.pop() {
            for reader in self.of_metric(series) {
                if moved.insert(reader.alert) {
                    recorded.extend(reader.recorded);
                }
            }
        }
        moved
    }

    fn of_metric(&self, series: &Selector) -> impl Iterator<Item = &Reader<'p>> + use<'_, 'p> {
        let named = self.0.get(metric(series));
        [named, self.0.get("")].into_iter().flatten().flatten()
    }
}

/// A test of one alert.
pub(super) struct Solo<'p> {
    alert: Named<'p>,
    /// The alert, up to the name of what it is about.
    what: String,
    told: String,
    /// The names of the alerts that it looks at: this one, and the others on the same signal.
    judged: BTreeSet<&'p str>,
    moved: BTreeSet<Named<'p>>,
    test: Test,
}

impl<'p> Solo<'p> {
    pub(super) fn new(
        bound: &'p PackAlerts,
        alert: &'p pack::Alert,
        moved: BTreeSet<Named<'p>>,
        told: String,
        test: Test,
    ) -> Self {
        let of = if bound.key.is_some() { " of" } else { "" };
        let alerts = bound.bound.alerts.iter();
        let on_signal = alerts.filter(|it| it.signal.name == alert.signal.name);
        Self {
            alert: named(bound, alert),
            what: format!("{}{of}", alert.name),
            told,
            judged: on_signal.map(|it| &*it.name).collect(),
            moved,
            test,
        }
    }

    /// When it is over.
    pub(super) fn end(&self) -> Duration {
        let alerts = self.test.alert_rule_test.iter().map(|it| it.eval_time);
        let exprs = self.test.promql_expr_test.iter().map(|it| it.eval_time);
        alerts.chain(exprs).max().unwrap_or_default()
    }

    /// Whether an alert that the other looks at, whatever it is about, may fire because of this one.
    fn disturbs(&self, other: &Self) -> bool {
        let mut names = self.moved.iter().map(|(_, name)| name);
        names.any(|name| other.judged.contains(name))
    }

    /// Whether both show the same of one alert for two subjects, which see nothing of each other: at each
    /// moment at which one names all that fire, so does the other.
    fn is_twin_of(&self, other: &Self) -> bool {
        self.alert.1 == other.alert.1
            && !self.reaches(other)
            && !other.reaches(self)
            && self.exact().eq(other.exact())
    }

    /// Whether an alert of the other's subject at which that looks may fire because of this one.
    fn reaches(&self, other: &Self) -> bool {
        let mut moved = self.moved.iter();
        moved.any(|(subject, name)| *subject == other.alert.0 && other.judged.contains(name))
    }

    /// The moments at which all alerts of the name are told, and whether there are any.
    fn exact(&self) -> impl Iterator<Item = (Duration, bool)> {
        let alerts = self.test.alert_rule_test.iter();
        alerts.map(|it| (it.eval_time, it.exp_alerts.is_empty()))
    }
}

impl Beside for Solo<'_> {
    fn what(&self) -> &str {
        &self.what
    }

    fn subject(&self) -> Option<&str> {
        self.alert.0.map(|(_, name)| &**name)
    }

    fn told(&self) -> &str {
        &self.told
    }

    fn goes_with(&self, other: &Self) -> bool {
        let apart = || !self.disturbs(other) && !other.disturbs(self);
        self.test.interval == other.test.interval && (self.is_twin_of(other) || apart())
    }

    fn into_test(self) -> Test {
        self.test
    }
}

/// Whether an alert of this name is moved for another subject.
pub(super) fn is_shared(moved: &BTreeSet<Named<'_>>, bound: &PackAlerts, alert: &str) -> bool {
    let mut moved = moved.iter();
    moved.any(|(subject, name)| *name == alert && *subject != bound.key.as_ref())
}

fn metric(series: &Selector) -> &str {
    series.name().map_or("", |it| it.as_str())
}

fn named<'p>(bound: &'p PackAlerts, alert: &'p pack::Alert) -> Named<'p> {
    (bound.key.as_ref(), &alert.name)
}
