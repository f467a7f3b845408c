//! A test of alerts on one signal, with what else in the deployment reads its series: that tells whether it
//! can be run beside another.

use std::collections::{BTreeMap, BTreeSet};
use std::slice;

use crate::artifact::Test;
use crate::emit::promtool::beside::{Beside, Told};
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
                    });
                });
            }
        }
        Self(readers)
    }

    /// The alerts whose signals read some of these series.
    pub(super) fn moved_by(&self, series: &[&Selector]) -> BTreeSet<Named<'p>> {
        let readers = series.iter().flat_map(|series| {
            let named = self.0.get(metric(series));
            let readers = [named, self.0.get("")].into_iter().flatten().flatten();
            readers.filter(|it| picks(it.selector, series))
        });
        readers.map(|it| it.alert).collect()
    }
}

/// A test of alerts on one signal.
pub(super) struct Solo<'p> {
    subject: Option<&'p (&'static str, String)>,
    told: Told,
    /// The names of the alerts that it looks at: all on the signal.
    judged: BTreeSet<&'p str>,
    /// The alerts that read its series.
    moved: BTreeSet<Named<'p>>,
    test: Test,
}

impl<'p> Solo<'p> {
    pub(super) fn new(
        bound: &'p PackAlerts,
        alerts: &[&str],
        moved: BTreeSet<Named<'p>>,
        shown: String,
        test: Test,
    ) -> Self {
        let of = if bound.key.is_some() { " of" } else { "" };
        let all = bound.bound.alerts.iter();
        let tested = all.clone().filter(|it| alerts.contains(&&*it.name));
        let signals: BTreeSet<_> = tested.map(|it| &it.signal.name).collect();
        let on_signal = all.filter(|it| signals.contains(&it.signal.name));
        Self {
            subject: bound.key.as_ref(),
            told: Told {
                what: format!("{}{of}", alerts.join(", ")).into(),
                shown: shown.into(),
            },
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

    /// Whether it feeds series of rules: raw ones that another test feeds may become the same.
    fn is_recorded(&self) -> bool {
        let mut series = self.test.input_series.iter();
        series.any(|it| metric(&it.series).contains(':'))
    }

    /// Whether an alert that the other looks at, whatever it is about, may fire because of this one.
    fn disturbs(&self, other: &Self) -> bool {
        let mut names = self.moved.iter().map(|(_, name)| name);
        names.any(|name| other.judged.contains(name))
    }

    /// Whether both show the same of alerts for two subjects, which see nothing of each other: at each
    /// moment at which one names all that fire, so does the other.
    fn is_twin_of(&self, other: &Self) -> bool {
        self.told.what == other.told.what
            && !self.reaches(other)
            && !other.reaches(self)
            && self.exact().eq(other.exact())
    }

    /// Whether an alert of the other's subject at which that looks may fire because of this one.
    fn reaches(&self, other: &Self) -> bool {
        let mut moved = self.moved.iter();
        moved.any(|(subject, name)| *subject == other.subject && other.judged.contains(name))
    }

    /// The moments at which all alerts of the name are told, and whether there are any.
    fn exact(&self) -> impl Iterator<Item = (&str, Duration, bool)> {
        let alerts = self.test.alert_rule_test.iter();
        alerts.map(|it| (&*it.alertname, it.eval_time, it.exp_alerts.is_empty()))
    }
}

impl Beside for Solo<'_> {
    fn subject(&self) -> Option<&str> {
        self.subject.map(|(_, name)| &**name)
    }

    fn told(&self) -> &[Told] {
        slice::from_ref(&self.told)
    }

    fn goes_with(&self, other: &Self) -> bool {
        if self.is_recorded() || other.is_recorded() {
            return false;
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::InputSeries;
    use crate::emit::promtool::test;

    type Key = (&'static str, String);

    fn queue(name: &str) -> Key {
        ("queue", name.to_owned())
    }

    fn told(what: &str) -> Told {
        Told {
            what: what.to_owned().into(),
            shown: "".into(),
        }
    }

    /// A test of `Backlog` of a queue, which moves these alerts and is silent at this minute.
    fn backlog<'p>(of: &'p Key, moved: &[Named<'p>], minute: u64) -> Solo<'p> {
        let mut test = test(String::new(), 60, Vec::new());
        test.fires_exactly(Duration::from_mins(minute), "Backlog", Vec::new());
        Solo {
            subject: Some(of),
            told: told("Backlog of"),
            judged: BTreeSet::from(["Backlog"]),
            moved: moved
                .iter()
                .copied()
                .chain([(Some(of), "Backlog")])
                .collect(),
            test,
        }
    }

    fn both_ways(one: &Solo<'_>, other: &Solo<'_>) -> bool {
        let fits = one.goes_with(other);
        assert_eq!(fits, other.goes_with(one));
        fits
    }

    #[test]
    fn two_subjects_share_a_test_at_the_same_moments_if_neither_reads_the_others_series() {
        let (mail, jobs) = (queue("mail"), queue("jobs"));
        let one = backlog(&mail, &[], 11);
        assert!(both_ways(&one, &backlog(&jobs, &[], 11)));
        assert!(
            !both_ways(&one, &backlog(&jobs, &[], 12)),
            "at another moment"
        );
        let shared = backlog(&jobs, &[(Some(&mail), "Backlog")], 11);
        assert!(!both_ways(&one, &shared), "both read the series");
    }

    #[test]
    fn two_alerts_share_a_test_unless_one_moves_what_the_other_looks_at() {
        let (mail, jobs) = (queue("mail"), queue("jobs"));
        let one = backlog(&mail, &[], 11);
        let unmeasured = |moved| Solo {
            told: told("Unmeasured of"),
            judged: BTreeSet::from(["Unmeasured"]),
            moved: BTreeSet::from([(Some(&jobs), "Unmeasured"), (Some(&jobs), moved)]),
            ..backlog(&jobs, &[], 16)
        };
        assert!(both_ways(&one, &unmeasured("Unmeasured")));
        assert!(
            !both_ways(&one, &unmeasured("Backlog")),
            "of another subject"
        );
    }

    #[test]
    fn what_is_recorded_is_fed_alone() {
        let (mail, jobs) = (queue("mail"), queue("jobs"));
        let one = backlog(&mail, &[], 11);
        let mut other = backlog(&jobs, &[], 11);
        other.test.input_series.push(InputSeries {
            series: Selector::metric("queue:depth:max"),
            values: "1".to_owned().into(),
        });
        assert!(!both_ways(&one, &other));
    }
}
