//! Two deployments that are measured by the very same series.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use rayon::prelude::*;

use crate::diag::{Diagnostic, Sink};
use crate::ir::{Deployment, Program, Service, Slo, names};
use crate::promql::{Expr, Matcher, Matchers};
use crate::source::Span;
use crate::units::Duration;

declare_rule! {
    /// ## What it does
    /// Warns of SLOs of two environments, or of two services, that read the very same series. Environments
    /// whose `match:` is `{}` are taken to have a Prometheus each.
    ///
    /// ## Why it matters
    /// When production fails, staging alerts as well, with the name of staging; and nobody would ever
    /// notice that staging fails.
    ///
    /// ## Example
    /// ```yaml
    /// environments:
    ///   - {name: production, url: "https://shop.acme.dev/health", match: {env: prod}}
    ///   - {name: staging, url: "https://shop.staging.acme.dev/health", match: {env: prod}}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// environments:
    ///   - {name: production, url: "https://shop.acme.dev/health", match: {env: prod}}
    ///   - {name: staging, url: "https://shop.staging.acme.dev/health", match: {env: staging}}
    /// ```
    SAME_SERIES = SLO037 "same-series" Warning, Program(check)
}

/// To look at expressions, whose series are the same whatever their window.
const ANY_WINDOW: Duration = Duration::from_mins(5);

/// An SLO where it is measured.
#[derive(Clone, Copy)]
struct Measured<'p> {
    service: &'p Service,
    deployment: &'p Deployment,
    slo: &'p Slo,
}

/// Compares what may be the same only, which a hash tells, so that thousands of services cost little.
fn check(program: &Program, sink: &mut Sink) {
    // Services that are written twice have the same series, of course.
    if sink.has_errors() {
        return;
    }
    let measured: Vec<_> = measured(program).collect();
    let hashes = measured.par_iter().map(Measured::hash);
    let mut by_hash: Vec<(u64, usize)> = hashes.zip(0..measured.len()).collect();
    by_hash.sort_unstable();
    let mut pairs = Vec::new();
    for alike in by_hash.chunk_by(|one, other| one.0 == other.0) {
        let mut firsts: Vec<usize> = Vec::new();
        for &(_, at) in alike {
            match firsts
                .iter()
                .find(|&&first| measured[first].reads_the_same(&measured[at]))
            {
                Some(&first) => pairs.push((at, first)),
                None => firsts.push(at),
            }
        }
    }
    pairs.sort_unstable();
    let mut told: BTreeSet<Span> = BTreeSet::new();
    let mut last = None;
    for (second, first) in pairs {
        let (second, first) = (measured[second], measured[first]);
        let pair = [second, first].map(|it| it.deployment.span);
        if last.replace(pair) == Some(pair) {
            continue;
        }
        // What nobody wrote cannot be changed, so it is the other that has to differ.
        let found = [(second, first), (first, second)];
        let found = found.into_iter().find_map(|(own, other)| {
            let (place, help) = own.what_to_change(&other)?;
            Some((place, own.finding(&other, place).help(help)))
        });
        if let Some((place, finding)) = found
            && told.insert(place)
        {
            sink.push(finding);
        }
    }
}

fn measured(program: &Program) -> impl Iterator<Item = Measured<'_>> {
    program.services.iter().flat_map(|service| {
        service.deployments.iter().flat_map(move |deployment| {
            let slos = deployment.slos.iter();
            slos.map(move |slo| Measured {
                service,
                deployment,
                slo,
            })
        })
    })
}

impl Measured<'_> {
    fn total(&self) -> Expr {
        self.slo.rates.total(ANY_WINDOW)
    }

    /// Of the series that all events are read from; the same in every run.
    fn hash(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.total().visit_selectors(|selector| {
            for matcher in selector.matchers.iter() {
                matcher.label.as_str().hash(&mut hasher);
                matcher.value.as_str().hash(&mut hasher);
            }
        });
        hasher.finish()
    }

    /// Whether this is measured elsewhere by the same series.
    fn reads_the_same(&self, other: &Self) -> bool {
        let elsewhere = self.deployment.span != other.deployment.span;
        elsewhere
            && self.total() == other.total()
            && self.slo.rates.bad(ANY_WINDOW) == other.slo.rates.bad(ANY_WINDOW)
    }

    /// All labels that the series are selected by, unless SLIs name some themselves.
    fn matchers(&self) -> Matchers {
        let mut matchers = self.service.matchers.value.clone();
        matchers.merge(&self.deployment.matchers);
        matchers
    }

    /// Where the URL is written that the series are those of, if they are.
    fn url(&self) -> Option<Span> {
        let url = self.deployment.url.as_ref()?;
        let mut is_read = false;
        self.total().visit_selectors(|selector| {
            let mut matchers = selector.matchers.iter();
            is_read |= matchers.any(|it| it.value.as_str() == url.value);
        });
        url.span.filter(|_| is_read)
    }

    /// Whether both say that no series carries a label of theirs, so that each has a Prometheus.
    fn is_apart_from(&self, other: &Self) -> bool {
        let [own, others] = [self, other].map(|it| it.deployment);
        own.environment.name != others.environment.name
            && own.matchers.is_empty()
            && others.matchers.is_empty()
    }

    /// Where this could be told from another, and how.
    fn what_to_change(&self, other: &Self) -> Option<(Span, String)> {
        let (service, environment) = (&self.service.name, &self.deployment.environment.name);
        let is_other_service = *service != other.service.name;
        if let Some(url) = self.url() {
            let whose = if is_other_service {
                service
            } else {
                environment
            };
            return Some((url, format!("write the URL of `{whose}`")));
        }
        if self.is_apart_from(other) {
            return None;
        }
        let (matchers, label, value) = if is_other_service {
            (&self.service.matchers, names::SERVICE, service)
        } else {
            (&self.deployment.matchers, names::ENVIRONMENT, environment)
        };
        let (own, others) = (self.matchers(), other.matchers());
        if own == others {
            let written = matchers.iter().next();
            let label = written.map_or(label, |matcher| matcher.label.as_str());
            let help =
                format!("write labels that no other has, such as `match: {{{label}: {value}}}`");
            return Some((matchers.span?, help));
        }
        // The labels differ, and the SLI names all those that do.
        let differs = |it: &&Matcher| !others.iter().any(|other| other == *it);
        let label = &own.iter().find(differs)?.label;
        let help = format!("leave `{label}` out of the selectors: each deployment's own is added");
        Some((self.slo.sli.span?, help))
    }

    fn finding(&self, other: &Self, place: Span) -> Diagnostic {
        let [own, others] = [self, other].map(|it| {
            let (service, environment) = (&it.service.name, &it.deployment.environment.name);
            format!("`{service}` in `{environment}`")
        });
        let message = format!("{own} is measured by the very same series as {others}");
        let finding = Diagnostic::at(&SAME_SERIES, place, message)
            .label("when one fails, both alert")
            .secondary(other.deployment.span, "the other");
        let mut read = Vec::new();
        self.total()
            .visit_selectors(|selector| read.push(selector.to_string()));
        finding.note(format!(
            "both read `{}`",
            read.first().map_or("", String::as_str)
        ))
    }
}
