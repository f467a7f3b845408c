//! Subjects: what the packs of a service have alerts for, in which environment, and by which labels
//! their series are known.

use std::collections::BTreeMap;

use super::{Deployment, values};
use crate::diag::{Diagnostic, Sink};
use crate::pack::ForEach;
use crate::promql::{MatchOp, Matcher, Matchers};
use crate::registry::{self, Dependency, duplicate};
use crate::source::{Entries, INVALID_VALUE, Literal, Short, Span, Spanned};

#[cfg(test)]
mod tests;

/// Something to bind a pack to.
pub(super) struct Subject<'r> {
    /// The place of its environment among the service's.
    pub deployment: usize,
    /// Its name; `None` for the service itself.
    pub name: Option<String>,
    /// Where the service's entry names it, if it does.
    pub place: Option<Span>,
    /// The labels that select its series.
    pub matchers: Matchers,
    /// The dialect in which its metrics are named, if it has one of its own.
    pub dialect: Option<&'r Spanned<String>>,
    /// Values for it alone.
    pub with: Entries<Spanned<Literal>>,
    /// Whether the service has no other of its kind in that environment.
    pub alone: bool,
}

impl Subject<'_> {
    /// Its name in messages.
    pub(super) fn name(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }
}

/// The subjects of a service for a pack, by environment.
pub(super) fn subjects<'r>(
    kind: ForEach,
    written: &'r registry::Service,
    service: &Matchers,
    deployments: &[Deployment],
    sink: &mut Sink,
) -> Vec<Subject<'r>> {
    let mut subjects = match kind {
        ForEach::Service => everywhere(deployments, |deployment| Subject {
            deployment: 0,
            name: None,
            place: None,
            matchers: within(deployment, service.clone()),
            dialect: None,
            with: Entries::default(),
            alone: true,
        }),
        ForEach::Probe => probes(deployments),
        ForEach::Host => hosts(written, deployments, sink),
        ForEach::Job => {
            let jobs = named(&written.jobs, "job", sink);
            let all = jobs.iter().flat_map(|job| {
                everywhere(deployments, |deployment| {
                    let job = by_name(job, Matcher::eq("job", &job.name.value));
                    Subject {
                        matchers: within(deployment, job.matchers),
                        ..job
                    }
                })
            });
            all.collect()
        }
        ForEach::Queue => {
            let queues = named(&written.queues, "queue", sink);
            let all = queues.iter().flat_map(|queue| {
                everywhere(deployments, |deployment| {
                    of_service(queue, service, deployment)
                })
            });
            all.collect()
        }
        ForEach::Dependency => dependencies(written, service, deployments, sink),
    };
    count(&mut subjects);
    match kind {
        ForEach::Host | ForEach::Job => once(subjects, deployments),
        ForEach::Service | ForEach::Probe | ForEach::Queue | ForEach::Dependency => subjects,
    }
}

/// Tells subjects whether they are alone in their environment; those count that another one tells of.
fn count(subjects: &mut [Subject<'_>]) {
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    for subject in &*subjects {
        *numbers.entry(subject.deployment).or_default() += 1;
    }
    for subject in subjects {
        subject.alone = numbers.get(&subject.deployment) == Some(&1);
    }
}

/// A subject in each environment.
fn everywhere<'r>(
    deployments: &[Deployment],
    make: impl Fn(&Deployment) -> Subject<'r>,
) -> Vec<Subject<'r>> {
    let subjects = deployments
        .iter()
        .enumerate()
        .map(|(at, deployment)| Subject {
            deployment: at,
            ..make(deployment)
        });
    subjects.collect()
}

/// What the blackbox exporter's usual scrape job puts into `instance`.
fn probes<'r>(deployments: &[Deployment]) -> Vec<Subject<'r>> {
    let with_url = deployments
        .iter()
        .enumerate()
        .filter_map(|(at, deployment)| {
            let url = &deployment.url.as_ref()?.value;
            Some(Subject {
                deployment: at,
                name: Some(url.clone()),
                place: None,
                matchers: Matchers::from([Matcher::eq("instance", url)]),
                dialect: None,
                with: Entries::default(),
                alone: true,
            })
        });
    with_url.collect()
}

fn hosts<'r>(
    written: &'r registry::Service,
    deployments: &[Deployment],
    sink: &mut Sink,
) -> Vec<Subject<'r>> {
    let mut subjects = Vec::new();
    for (at, deployment) in deployments.iter().enumerate() {
        let name = &deployment.environment.name;
        let place = written
            .environments
            .iter()
            .find(|it| it.name.value == *name);
        let hosts = place.map_or(&[][..], |place| &place.hosts);
        for host in named(hosts, "host", sink) {
            subjects.push(Subject {
                deployment: at,
                ..by_name(host, instance(&host.name))
            });
        }
    }
    subjects
}

/// The `instance` of a machine's exporter: behind the name Prometheus puts the port, unless a scrape job
/// takes it off. A name with a port is the whole of it.
fn instance(host: &str) -> Matcher {
    let port = host.rsplit_once(':').map(|(_, port)| port);
    if port.is_some_and(|it| it.bytes().all(|byte| byte.is_ascii_digit())) {
        return Matcher::eq("instance", host.to_owned());
    }
    // Outside brackets a hyphen means itself, and names are full of them.
    let name = regex::escape(host).replace(r"\-", "-");
    Matcher::new("instance", MatchOp::Regex, format!("{name}(:[0-9]+)?"))
}

/// A subject whose series this label tells by its name, unless its entry says otherwise.
fn by_name(written: &registry::Subject, label: Matcher) -> Subject<'_> {
    Subject {
        deployment: 0,
        name: Some(written.name.value.clone()),
        place: Some(written.name.span),
        matchers: match &written.matchers {
            Some(matchers) => values::matchers(matchers),
            None => Matchers::from([label]),
        },
        dialect: written.dialect.as_ref(),
        with: written.with.clone(),
        alone: true,
    }
}

/// A subject whose series the service exposes.
fn of_service<'r>(
    written: &'r registry::Subject,
    service: &Matchers,
    deployment: &Deployment,
) -> Subject<'r> {
    let own = written.matchers.as_ref().map(|it| values::matchers(it));
    Subject {
        deployment: 0,
        name: Some(written.name.value.clone()),
        place: Some(written.name.span),
        matchers: within(deployment, own.unwrap_or_else(|| service.clone())),
        dialect: written.dialect.as_ref(),
        with: written.with.clone(),
        alone: true,
    }
}

/// What the service calls; another service alone is nothing that it measures.
fn dependencies<'r>(
    written: &'r registry::Service,
    service: &Matchers,
    deployments: &[Deployment],
    sink: &mut Sink,
) -> Vec<Subject<'r>> {
    let mut seen = BTreeMap::new();
    let mut subjects = Vec::new();
    for it in &written.depends_on {
        let Some(name) = &it.name else {
            continue;
        };
        if let Some(first) = seen.insert(name.value.as_str(), name.span) {
            sink.push(duplicate("dependency", name, name.span, first));
            continue;
        }
        let own = it.matchers.as_ref().map(|it| values::matchers(it));
        subjects.extend(everywhere(deployments, |deployment| Subject {
            deployment: 0,
            name: Some(name.value.clone()),
            place: Some(name.span),
            matchers: within(deployment, own.clone().unwrap_or_else(|| service.clone())),
            dialect: it.dialect.as_ref(),
            with: it.with.clone(),
            alone: true,
        }));
    }
    subjects
}

/// Reports a dependency that is neither a thing nor a service.
pub(super) fn check_dependency(written: &Spanned<Short<Dependency>>, sink: &mut Sink) {
    if written.name.is_none() && written.service.is_none() {
        let message = "this dependency has neither a name nor a service";
        sink.push(
            Diagnostic::at(&INVALID_VALUE, written.span, message)
                .help("add `name:` for what the service calls, or `service:` for another service"),
        );
    }
}

/// Each subject once; a second one of the same name is reported.
fn named<'r>(
    written: &'r [Spanned<Short<registry::Subject>>],
    what: &str,
    sink: &mut Sink,
) -> Vec<&'r registry::Subject> {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    let mut subjects = Vec::new();
    for it in written {
        match seen.insert(&it.name.value, it.name.span) {
            Some(first) => sink.push(duplicate(what, &it.name, it.name.span, first)),
            None => subjects.push(&it.value.0),
        }
    }
    subjects
}

/// Of subjects with the same series in several environments the one in production, or else the first:
/// what happens to a machine that they share, or to a job where no label tells them apart, is told once.
fn once<'r>(subjects: Vec<Subject<'r>>, deployments: &[Deployment]) -> Vec<Subject<'r>> {
    let is_production = |it: &Subject<'_>| deployments[it.deployment].environment.production;
    let mut kept: Vec<Subject<'r>> = Vec::new();
    for subject in subjects {
        let same = kept
            .iter_mut()
            .find(|it| it.name == subject.name && it.matchers == subject.matchers);
        match same {
            Some(known) if is_production(&subject) && !is_production(known) => *known = subject,
            Some(_) => {}
            None => kept.push(subject),
        }
    }
    kept
}

/// These and the environment's own: without them series of staging would speak for production. Where
/// both constrain a label, what the entry says of it stands.
fn within(deployment: &Deployment, mut matchers: Matchers) -> Matchers {
    matchers.merge_missing(&deployment.matchers);
    matchers
}
