//! What rules about inhibition look at: in go the inhibition rules and every alert that can be emitted,
//! out comes what is wrong with them, beside what policies intend.

mod about;

use std::collections::{BTreeMap, BTreeSet};

use about::About;
use rayon::prelude::*;

use crate::diag::{Code, Diagnostic};
use crate::ir::alerting::Silences;
use crate::ir::alerts::{self, Alert};
use crate::ir::{Deployment, Program, Service, names};
use crate::lint::hours::Clock;
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

/// What is wrong with the inhibition rules of a program, whose routes are those of `tree`. Services are
/// looked at on all processors; what is first among them stays first.
pub(super) fn flaws<'p>(program: &'p Program, tree: &'p Tree) -> Vec<Flaw<'p>> {
    let silences = Silences::new(program);
    let about = About::new(&program.inhibitions);
    let judge = || Judge {
        program,
        tree,
        silences: &silences,
        clock: Clock::new(&program.alerting),
        sides: program.inhibitions.iter().map(Sides::new).collect(),
        about: &about,
        unsilenced: BTreeSet::new(),
        flaws: Vec::new(),
    };
    let share = program
        .services
        .len()
        .div_ceil(rayon::current_num_threads());
    let shares = program.services.par_chunks(share.max(1));
    let judges: Vec<_> = shares.map(|services| judge().services(services)).collect();
    let mut judge = judges.into_iter().fold(judge(), Judge::and);
    for (upstream, dependent) in silences.dependents() {
        if let (Some(upstream), Some(dependent)) =
            (program.service(upstream), program.service(dependent))
        {
            judge.dependents(upstream, dependent);
        }
    }
    let Judge {
        sides, mut flaws, ..
    } = judge;
    for mut sides in sides {
        sides.look_afar(&silences);
        flaws.extend(sides.flaws());
    }
    flaws
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
    /// The first alert on either side that lacks a label which has to be equal, by the label.
    lacking: BTreeMap<&'p str, Alert<'p>>,
    /// The first alert on both sides.
    two_sided: Option<Alert<'p>>,
    /// The first pair of which no policy speaks.
    unintended: Option<(Alert<'p>, Alert<'p>)>,
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
            lacking: BTreeMap::new(),
            two_sided: None,
            unintended: None,
        }
    }

    /// Looks at the alerts of a service in an environment, and notes how surely which of them silence
    /// which.
    fn look_near(
        &mut self,
        near: &[(&Alert<'p>, Labels<'_>)],
        silences: &Silences<'p>,
        truths: &mut [Vec<Truth>],
    ) {
        let (mut sources, mut targets) = (Vec::new(), Vec::new());
        for (at, (alert, labels)) in near.iter().enumerate() {
            let (is_source, is_target) = self.see(alert, labels);
            sources.extend(is_source.then_some(at));
            targets.extend(is_target.then_some(at));
        }
        for &at in &sources {
            for &other in &targets {
                let ((source, its), (target, others)) = (&near[at], &near[other]);
                let truth = self.rule.inhibits(its, others);
                truths[at][other] = truth.max(truths[at][other]);
                let is_seen = truth != Truth::No && self.is_local && self.unintended.is_none();
                if is_seen && !silences.is_meant(source, target) {
                    self.unintended = Some(((*source).clone(), (*target).clone()));
                }
            }
        }
    }

    /// Takes note of an alert; tells whether it is a source, and whether it is a target.
    fn see(&mut self, alert: &Alert<'p>, labels: &Labels<'_>) -> (bool, bool) {
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
        for label in &self.rule.equal {
            if (is_source || is_target) && labels.get(label) == Some("") {
                self.lacking.entry(label).or_insert_with(|| alert.clone());
            }
        }
        if is_source && is_target && self.two_sided.is_none() {
            self.two_sided = Some(alert.clone());
        }
        (is_source, is_target)
    }

    /// What was seen of the same rule later is added.
    fn and(mut self, later: Self) -> Self {
        self.has_source |= later.has_source;
        self.has_target |= later.has_target;
        self.sources.extend(later.sources);
        self.targets.extend(later.targets);
        for (label, alert) in later.lacking {
            self.lacking.entry(label).or_insert(alert);
        }
        self.two_sided = self.two_sided.or(later.two_sided);
        self.unintended = self.unintended.or(later.unintended);
        self
    }

    /// Finds a pair that lies far apart and of which no policy speaks.
    fn look_afar(&mut self, silences: &Silences<'p>) {
        let mut pairs = self.sources.iter().flat_map(|source| {
            let targets = self.targets.iter();
            targets.map(move |target| (source, target))
        });
        let astray = pairs.find(|(source, target)| {
            !silences.is_meant(source, target)
                && self.rule.inhibits(&labels(source), &labels(target)) != Truth::No
        });
        if let Some((source, target)) = astray {
            self.unintended = Some((source.clone(), target.clone()));
        }
    }

    /// What is wrong with the rule.
    fn flaws(self) -> impl Iterator<Item = Flaw<'p>> {
        let rule = self.rule;
        let sides = [(self.has_source, "source"), (self.has_target, "target")];
        let idle = sides.into_iter().filter(|(has, _)| !has);
        let idle = idle.map(move |(_, side)| Flaw::Idle { rule, side });
        let lacking = self.lacking.into_iter();
        let lacking = lacking.map(move |(label, alert)| Flaw::MissingLabel { rule, label, alert });
        let two_sided = self.two_sided.into_iter();
        let two_sided = two_sided.map(move |alert| Flaw::TwoSided { rule, alert });
        let unintended = self.unintended.into_iter();
        let unintended = unintended.map(move |(source, target)| Flaw::Unintended {
            rule,
            source,
            target,
        });
        idle.chain(lacking).chain(two_sided).chain(unintended)
    }
}

/// Collects flaws.
struct Judge<'j, 'p> {
    program: &'p Program,
    tree: &'p Tree,
    silences: &'j Silences<'p>,
    clock: Clock<'p>,
    sides: Vec<Sides<'p>>,
    about: &'j About<'p>,
    /// Names of alerts that are not silenced by others as they should be.
    unsilenced: BTreeSet<(String, String)>,
    flaws: Vec<Flaw<'p>>,
}

impl<'p> Judge<'_, 'p> {
    fn services(mut self, services: &'p [Service]) -> Self {
        for service in services {
            for deployment in &service.deployments {
                self.deployment(service, deployment);
            }
        }
        self
    }

    /// What was found later is added.
    fn and(mut self, later: Self) -> Self {
        let sides = self.sides.into_iter().zip(later.sides);
        self.sides = sides.map(|(sides, later)| sides.and(later)).collect();
        for flaw in later.flaws {
            match flaw {
                Flaw::Unsilenced { source, target } => self.miss(&source, &target),
                other => self.flaws.push(other),
            }
        }
        self
    }

    /// Looks at the alerts of a service in an environment, and at all pairs of them.
    fn deployment(&mut self, service: &'p Service, deployment: &'p Deployment) {
        let alerts: Vec<_> = alerts::of_deployment(service, deployment).collect();
        let near: Vec<_> = alerts.iter().map(|alert| (alert, labels(alert))).collect();
        let mut truths = vec![vec![Truth::No; near.len()]; near.len()];
        for at in self.about.of(&service.name) {
            self.sides[at].look_near(&near, self.silences, &mut truths);
        }
        for (source, truths) in alerts.iter().zip(&truths) {
            let targets = alerts.iter().zip(truths);
            let meant = targets.filter(|(target, _)| self.silences.is_meant(source, target));
            let meant: Vec<_> = meant.collect();
            for (target, truth) in &meant {
                if **truth != Truth::Yes {
                    self.miss(source, target);
                }
            }
            let silenced = meant.into_iter().filter(|(_, truth)| **truth != Truth::No);
            self.hear(source, silenced.map(|(target, _)| target));
        }
    }

    /// Looks at alerts of services that others cannot do without, and at the symptoms of those.
    fn dependents(&mut self, upstream: &'p Service, dependent: &'p Service) {
        let of = |service: &'p Service| {
            let deployments = service.deployments.iter();
            deployments.flat_map(move |it| alerts::of_deployment(service, it))
        };
        let targets: Vec<_> = of(dependent).collect();
        let about = self.about.of(&upstream.name).into_iter();
        let about: Vec<_> = about.map(|at| &self.program.inhibitions[at]).collect();
        for source in of(upstream) {
            let meant = targets
                .iter()
                .filter(|it| self.silences.is_meant(&source, it));
            let meant: Vec<_> = meant.collect();
            if meant.is_empty() {
                continue;
            }
            let its = labels(&source);
            let rules = about.iter();
            let rules: Vec<_> = rules
                .filter(|rule| rule.is_source(&its) != Truth::No)
                .collect();
            for target in &meant {
                let others = labels(target);
                let truths = rules.iter().map(|rule| rule.inhibits(&its, &others));
                if truths.max() != Some(Truth::Yes) {
                    self.miss(&source, target);
                }
            }
            self.hear(&source, meant.into_iter());
        }
    }

    /// Reports an alert of which nobody is told while it silences others of which somebody would be.
    fn hear<'a>(&mut self, source: &Alert<'p>, mut silenced: impl Iterator<Item = &'a Alert<'p>>)
    where
        'p: 'a,
    {
        if let Some(target) = silenced.find(|target| self.is_muted(source, target)) {
            self.flaws.push(Flaw::MutedSource {
                source: source.clone(),
                target: target.clone(),
                paths: self.paths(source),
            });
        }
    }

    /// Takes note of an alert that is not surely silenced, as it is meant to be.
    fn miss(&mut self, source: &Alert<'p>, target: &Alert<'p>) {
        let pair = (source.name.to_string(), target.name.to_string());
        if self.unsilenced.insert(pair) {
            let (source, target) = (source.clone(), target.clone());
            self.flaws.push(Flaw::Unsilenced { source, target });
        }
    }

    /// Whether there is a time at which somebody would be told of an alert, and nobody is told of the
    /// one that silences it. That nobody is ever told is said of the severity itself.
    fn is_muted(&mut self, source: &Alert<'p>, target: &Alert<'p>) -> bool {
        let alerting = &self.program.alerting;
        if alerting.intervals.is_empty() {
            return false;
        }
        let hours = |alert: &Alert<'p>| {
            let delivery = self.program.delivery(alert);
            self.clock.hours(&delivery)
        };
        let (source, target) = (hours(source), hours(target));
        source.has_notices() && self.clock.is_silent_while_told(&source, &target)
    }

    fn paths(&self, alert: &Alert<'p>) -> Vec<String> {
        let hits = self.tree.route(&alert.routed());
        let paths = hits.into_iter().map(|hit| self.tree.describe(hit.node));
        let mut paths: Vec<_> = paths.collect();
        paths.dedup();
        paths
    }
}

/// An alert's labels. Who owns it and what it asks of people must not matter: these are taken as
/// unknown, so that a rule that asks for them shows. What the query decides is the same for all: alerts
/// are compared that are about the same thing.
fn labels<'a>(alert: &'a Alert<'_>) -> Labels<'a> {
    let labels = alert.routed();
    let labels = labels
        .with_unknown(names::TEAM)
        .with_unknown(names::SEVERITY);
    alert
        .kept()
        .fold(labels, |all, name| all.with(name, "the same"))
}

/// `` `SLOFastBurn` of `checkout` in production ``
pub(super) fn called(alert: &Alert<'_>) -> String {
    let environment = &alert.subject.environment().name;
    match alert.subject.service() {
        Some((service, _)) => format!("`{}` of `{}` in {environment}", alert.name, service.name),
        None => format!("`{}` in {environment}", alert.name),
    }
}

/// A finding about an alert, at the entry of its service.
pub(super) fn finding(code: &'static Code, alert: &Alert<'_>, message: String) -> Diagnostic {
    match alert.subject.service() {
        Some((service, _)) => Diagnostic::at(code, service.span, message),
        None => Diagnostic::nowhere(code, message),
    }
}
