//! What rules about inhibition look at: in go the inhibition rules and every alert that can be emitted,
//! out comes what is wrong with them, beside what policies intend.

use std::collections::BTreeSet;

use crate::ir::alerting::Silences;
use crate::ir::alerts::{self, Alert};
use crate::ir::{Deployment, Program, Service, names};
use crate::lint::hours::Clock;
use crate::lint::routed::path;
use crate::routing::{Inhibition, Labels, Tree, Truth};

/// Something wrong with the rules by which alerts silence others. Of a kind, each rule yields one.
pub(super) enum Flaw<'p> {
    /// No alert that can be emitted is on one side of a rule.
    Idle {
        rule: &'p Inhibition,
        side: &'static str,
    },
    /// An alert on a side of a rule lacks a label that has to be equal, and so equals all that lack it.
    MissingLabel {
        rule: &'p Inhibition,
        label: &'p str,
        alert: Alert<'p>,
    },
    /// An alert is on both sides of a rule.
    TwoSided {
        rule: &'p Inhibition,
        alert: Alert<'p>,
    },
    /// An alert silences another one, or may do so, and no policy says that it should.
    Unintended {
        rule: &'p Inhibition,
        source: Alert<'p>,
        target: Alert<'p>,
    },
    /// An alert does not surely silence another one, as a policy says.
    Unsilenced {
        source: Alert<'p>,
        target: Alert<'p>,
    },
    /// An alert silences another one at a time when nobody is told of itself.
    MutedSource {
        source: Alert<'p>,
        target: Alert<'p>,
        /// The routes at which the first one arrives, by their matchers.
        paths: Vec<String>,
    },
}

/// What is wrong with the inhibition rules of a program, whose routes are those of `tree`.
pub(super) fn flaws<'p>(program: &'p Program, tree: &'p Tree) -> Vec<Flaw<'p>> {
    let mut judge = Judge {
        program,
        tree,
        silences: Silences::new(program),
        clock: Clock::new(&program.alerting),
        sides: program.inhibitions.iter().map(Sides::new).collect(),
        unsilenced: BTreeSet::new(),
        flaws: Vec::new(),
    };
    for service in &program.services {
        for deployment in &service.deployments {
            judge.deployment(service, deployment);
        }
    }
    judge.finish()
}

/// A rule, and what has been seen of its sides.
struct Sides<'p> {
    rule: &'p Inhibition,
    /// Whether its pairs belong to one service in one environment.
    is_local: bool,
    has_source: bool,
    has_target: bool,
    /// The alerts on its sides, where pairs may lie far apart.
    sources: Vec<Alert<'p>>,
    targets: Vec<Alert<'p>>,
    lacking: BTreeSet<&'p str>,
    is_two_sided: bool,
    is_unintended: bool,
}

impl<'p> Sides<'p> {
    fn new(rule: &'p Inhibition) -> Self {
        let has = |label: &str| rule.equal.iter().any(|equal| equal == label);
        Self {
            rule,
            is_local: has(names::SERVICE) && has(names::ENVIRONMENT),
            has_source: false,
            has_target: false,
            sources: Vec::new(),
            targets: Vec::new(),
            lacking: BTreeSet::new(),
            is_two_sided: false,
            is_unintended: false,
        }
    }

    /// Takes note of an alert.
    fn see(&mut self, alert: &Alert<'p>, labels: &Labels<'_>, flaws: &mut Vec<Flaw<'p>>) {
        let is_source = self.rule.is_source(labels) != Truth::No;
        let is_target = self.rule.is_target(labels) != Truth::No;
        self.has_source |= is_source;
        self.has_target |= is_target;
        if !self.is_local && is_source {
            self.sources.push(alert.clone());
        }
        if !self.is_local && is_target {
            self.targets.push(alert.clone());
        }
        let rule = self.rule;
        for label in rule.equal.iter().filter(|_| is_source || is_target) {
            if labels.get(label) == Some("") && self.lacking.insert(label) {
                let alert = alert.clone();
                flaws.push(Flaw::MissingLabel { rule, label, alert });
            }
        }
        if is_source && is_target && !self.is_two_sided {
            self.is_two_sided = true;
            let alert = alert.clone();
            flaws.push(Flaw::TwoSided { rule, alert });
        }
    }
}

/// Collects flaws.
struct Judge<'p> {
    program: &'p Program,
    tree: &'p Tree,
    silences: Silences<'p>,
    clock: Clock<'p>,
    sides: Vec<Sides<'p>>,
    /// Names of alerts that are not silenced by others as they should be.
    unsilenced: BTreeSet<(String, String)>,
    flaws: Vec<Flaw<'p>>,
}

impl<'p> Judge<'p> {
    /// Looks at the alerts of a service in an environment, and at all pairs of them.
    fn deployment(&mut self, service: &'p Service, deployment: &'p Deployment) {
        let alerts: Vec<_> = alerts::of_deployment(service, deployment).collect();
        let labels: Vec<_> = alerts.iter().map(labels).collect();
        for (alert, labels) in alerts.iter().zip(&labels) {
            for sides in &mut self.sides {
                sides.see(alert, labels, &mut self.flaws);
            }
        }
        for source in alerts.iter().zip(&labels) {
            let mut is_muted = false;
            for target in alerts.iter().zip(&labels) {
                let is_silenced = self.pair(source, target);
                if is_silenced && !is_muted && self.is_muted(source.0, target.0) {
                    is_muted = true;
                    self.flaws.push(Flaw::MutedSource {
                        source: source.0.clone(),
                        target: target.0.clone(),
                        paths: self.paths(source.0),
                    });
                }
            }
        }
    }

    /// Compares what happens to a pair of alerts with what is meant; tells whether the second one is
    /// silenced, and is meant to be.
    fn pair(
        &mut self,
        (source, its): (&Alert<'p>, &Labels<'_>),
        (target, others): (&Alert<'p>, &Labels<'_>),
    ) -> bool {
        let is_meant = self.silences.is_meant(source, target);
        let mut truth = Truth::No;
        for sides in &mut self.sides {
            let by_rule = sides.rule.inhibits(its, others);
            truth = truth.max(by_rule);
            let is_unintended = by_rule != Truth::No && !is_meant && sides.is_local;
            if is_unintended && !sides.is_unintended {
                sides.is_unintended = true;
                self.flaws.push(unintended(sides.rule, source, target));
            }
        }
        if is_meant && truth != Truth::Yes {
            let pair = (source.name.to_string(), target.name.to_string());
            if self.unsilenced.insert(pair) {
                let (source, target) = (source.clone(), target.clone());
                self.flaws.push(Flaw::Unsilenced { source, target });
            }
        }
        is_meant && truth != Truth::No
    }

    /// Whether there is a time at which somebody would be told of an alert, and nobody is told of the
    /// one that silences it. That nobody is ever told is said of the severity itself.
    fn is_muted(&mut self, source: &Alert<'p>, target: &Alert<'p>) -> bool {
        let alerting = &self.program.alerting;
        if alerting.intervals.is_empty() {
            return false;
        }
        let hours = |alert: &Alert<'p>| {
            let reach = &alert.deployment.environment.reach;
            let delivery = alerting.delivery(&alert.service.contacts, reach, alert.severity);
            self.clock.hours(&delivery)
        };
        let (source, target) = (hours(source), hours(target));
        source.has_notices() && self.clock.is_silent_while_told(&source, &target)
    }

    fn paths(&self, alert: &Alert<'p>) -> Vec<String> {
        let hits = self.tree.route(&alert.routed());
        hits.into_iter().map(|hit| path(self.tree, hit)).collect()
    }

    /// Looks at pairs that may lie far apart, and at rules that nothing fits.
    fn finish(mut self) -> Vec<Flaw<'p>> {
        for sides in &self.sides {
            let rule = sides.rule;
            let mut pairs = sides.sources.iter().flat_map(|source| {
                let targets = sides.targets.iter();
                targets.map(move |target| (source, target))
            });
            let astray = pairs.find(|(source, target)| {
                !self.silences.is_meant(source, target)
                    && rule.inhibits(&labels(source), &labels(target)) != Truth::No
            });
            if let Some((source, target)) = astray {
                self.flaws.push(unintended(rule, source, target));
            }
            for (has, side) in [(sides.has_source, "source"), (sides.has_target, "target")] {
                if !has {
                    self.flaws.push(Flaw::Idle { rule, side });
                }
            }
        }
        self.flaws
    }
}

fn unintended<'p>(rule: &'p Inhibition, source: &Alert<'p>, target: &Alert<'p>) -> Flaw<'p> {
    Flaw::Unintended {
        rule,
        source: source.clone(),
        target: target.clone(),
    }
}

/// An alert's labels. Who owns it and what it asks of people must not matter: these are taken as
/// unknown, so that a rule that asks for them shows.
fn labels<'a>(alert: &'a Alert<'_>) -> Labels<'a> {
    let labels = alert.routed();
    labels
        .with_unknown(names::TEAM)
        .with_unknown(names::SEVERITY)
}

/// `` `SLOFastBurn` of `checkout` in production ``
pub(super) fn called(alert: &Alert<'_>) -> String {
    let (service, environment) = (&alert.service.name, &alert.deployment.environment.name);
    format!("`{}` of `{service}` in {environment}", alert.name)
}
