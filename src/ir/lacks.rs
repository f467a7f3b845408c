//! What keeps an alert pack from watching a service: nothing to watch, no metric for a role, no value for
//! a parameter. In come a pack's use and what binding it lacked, out go findings.

use std::collections::{BTreeMap, BTreeSet};

use super::codes::{LACKING_IN_PACK, NO_SUBJECT};
use super::packs::Use;
use super::subjects::Subject;
use crate::diag::Diagnostic;
use crate::pack::{ForEach, Lack};
use crate::registry::Service;
use crate::source::Span;

/// A pack of which the service has nothing to watch.
pub(super) fn no_subject(it: &Use<'_>, service: &Service) -> Diagnostic {
    let (what, help) = match it.pack.for_each {
        ForEach::Host => (
            "hosts",
            "list them in an environment: `{name: production, hosts: [app-1]}`",
        ),
        ForEach::Queue => (
            "queues",
            "list them in the service: `queues: [{name: emails, dialect: celery, match: {queue_name: emails}}]`",
        ),
        ForEach::Job => ("scrape jobs", "list them in the service: `jobs: [my-api]`"),
        ForEach::Dependency if !service.depends_on.is_empty() => (
            "dependencies but services, which their own packs watch",
            "add what it calls by name and dialect: `depends_on: [{name: postgres, dialect: gorm}]`",
        ),
        ForEach::Dependency => (
            "dependencies",
            "list them in the service: `depends_on: [{name: postgres, dialect: gorm}]`",
        ),
        ForEach::Probe | ForEach::Service => (
            "URLs to probe",
            "give an environment a `url:` in the service, or a pattern in `platform.yml`",
        ),
    };
    let name = &it.written.pack;
    let message = format!("pack `{}` has nothing to watch", name.value);
    Diagnostic::at(&NO_SUBJECT, name.span, message)
        .label(format!("the service has no {what}"))
        .help(help)
}

/// What keeps a pack from some subjects. What one lacks among others that lack nothing is told of that one.
pub(super) fn lacks(
    it: &Use<'_>,
    lacking: &[(&Subject<'_>, BTreeSet<Lack>)],
    others_are_sound: bool,
    dialect: Option<&str>,
) -> Vec<Diagnostic> {
    let (mut of_subjects, mut of_pack) = (BTreeMap::new(), BTreeSet::new());
    let mut dialects = BTreeSet::new();
    for (subject, lacks) in lacking {
        let roles = lacks.iter().map(|lack| match lack {
            Lack::Role(role) => Some(format!("`{role}`")),
            Lack::Param(_) => None,
        });
        let roles: Option<Vec<String>> = roles.collect();
        match (subject.place, roles) {
            (Some(place), Some(roles)) if others_are_sound && subject.dialect.is_none() => {
                let finding = lacks_dialect(it, subject, place, &roles);
                of_subjects.entry(place).or_insert(finding);
            }
            _ => {
                if lacks.iter().any(|lack| matches!(lack, Lack::Role(_))) {
                    dialects.insert(subject.dialect.map_or(dialect, |own| Some(&own.value)));
                }
                of_pack.extend(lacks);
            }
        }
    }
    // Where there are several, none is the one to be mended.
    let dialect = dialects
        .first()
        .copied()
        .flatten()
        .filter(|_| dialects.len() == 1);
    let of_pack = of_pack
        .into_iter()
        .map(|lack| lacks_anywhere(it, lack, dialect));
    of_subjects.into_values().chain(of_pack).collect()
}

fn lacks_dialect(it: &Use<'_>, subject: &Subject<'_>, place: Span, roles: &[String]) -> Diagnostic {
    let (kind, name) = (it.pack.for_each, subject.name());
    let message = format!(
        "{kind} `{name}` has no metric for role {}",
        roles.join(" and ")
    );
    Diagnostic::at(&LACKING_IN_PACK, place, message)
        .label("no dialect says what its metrics are called")
        .secondary(it.written.pack.span, "needs it")
        .help(format!(
            "add `dialect:`, as in `{{name: {name}, dialect: …}}`"
        ))
}

fn lacks_anywhere(it: &Use<'_>, lack: &Lack, dialect: Option<&str>) -> Diagnostic {
    let name = &it.written.pack;
    match lack {
        Lack::Role(role) => {
            let declared = it
                .pack
                .roles()
                .iter()
                .find(|known| known.name.value == *role);
            let meaning = declared.map_or("", |role| &role.description);
            let message = format!("pack `{}` needs a metric for role `{role}`", name.value);
            let dialect = match dialect {
                Some(dialect) => format!("dialect `{dialect}`"),
                None => "the dialect of the service or of what it watches".to_owned(),
            };
            Diagnostic::at(&LACKING_IN_PACK, name.span, message)
                .label(meaning)
                .help(format!(
                    "write `{{pack: {}, metrics: {{{role}: …}}}}`, or add the metric under `metrics:` of {dialect}",
                    name.value
                ))
        }
        Lack::Param(param) => {
            let message = format!("pack `{}` needs a value for `{param}`", name.value);
            Diagnostic::at(&LACKING_IN_PACK, name.span, message)
                .label(it.pack.parameter(param).unwrap_or_default())
                .help(format!(
                    "write `{{pack: {}, with: {{{param}: …}}}}`, or give it to each {}",
                    name.value, it.pack.for_each
                ))
        }
    }
}
