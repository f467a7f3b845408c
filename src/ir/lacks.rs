//! What keeps an alert pack from watching a service: nothing to watch, no metric for a role, no value for
//! a parameter. In come a pack's use and what binding it lacked, out go findings.

use std::collections::{BTreeMap, BTreeSet};

use super::codes::{LACKING_IN_PACK, NO_SUBJECT};
use super::packs::Use;
use super::subjects::Subject;
use crate::diag::Diagnostic;
use crate::pack::{ForEach, Lack};
use crate::registry::Service;
use crate::sli::Vocabulary;
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

/// The dialects that there are.
pub(super) struct Dialects<'d> {
    /// All of them, by name.
    pub all: &'d BTreeMap<String, Vocabulary>,
    /// The name of the service's own.
    pub of_service: Option<&'d str>,
}

/// What keeps a pack from some subjects. Of one without a dialect of its own it is told there, if others lack
/// nothing, or a dialect has all that it lacks.
pub(super) fn lacks(
    it: &Use<'_>,
    lacking: &[(&Subject<'_>, BTreeSet<Lack>)],
    others_are_sound: bool,
    dialects: &Dialects<'_>,
) -> Vec<Diagnostic> {
    let (mut of_subjects, mut of_pack) = (BTreeMap::new(), BTreeSet::new());
    let mut poor = BTreeSet::new();
    for (subject, lacks) in lacking {
        let roles = lacks.iter().filter_map(|lack| match lack {
            Lack::Role(role) => Some(role.as_str()),
            Lack::Param(_) => None,
        });
        let roles: Vec<_> = roles.collect();
        let place = subject.place.filter(|_| subject.dialect.is_none());
        let rich = dialects.all.iter();
        let rich = rich.filter(|(_, it)| roles.iter().all(|role| it.role(role).is_some()));
        let rich: Vec<_> = rich.map(|(name, _)| name.as_str()).collect();
        let is_told = match place {
            Some(place) if !roles.is_empty() && (others_are_sound || !rich.is_empty()) => {
                let finding = lacks_dialect(it, subject, place, &roles, &rich);
                of_subjects.entry(place).or_insert(finding);
                true
            }
            _ => false,
        };
        if !is_told && !roles.is_empty() {
            let own = subject.dialect.map(|own| own.value.as_str());
            poor.insert(own.or(dialects.of_service));
        }
        let untold = lacks
            .iter()
            .filter(|it| !is_told || matches!(it, Lack::Param(_)));
        of_pack.extend(untold);
    }
    // Where there are several, none is the one to be mended.
    let dialect = poor.first().copied().flatten().filter(|_| poor.len() == 1);
    let of_pack = of_pack
        .into_iter()
        .map(|lack| lacks_anywhere(it, lack, dialect));
    of_subjects.into_values().chain(of_pack).collect()
}

/// `rich` are the dialects that have all `roles`.
fn lacks_dialect(
    it: &Use<'_>,
    subject: &Subject<'_>,
    place: Span,
    roles: &[&str],
    rich: &[&str],
) -> Diagnostic {
    let (kind, name) = (it.pack.for_each, subject.name());
    let listed = |names: &[&str]| {
        let names: Vec<_> = names.iter().map(|it| format!("`{it}`")).collect();
        names.join(", ")
    };
    let plural = if roles.len() == 1 { "" } else { "s" };
    let message = format!(
        "{kind} `{name}` has no metric for role{plural} {}",
        listed(roles)
    );
    let help = match rich {
        [] => format!("add `dialect:`, as in `{{name: {name}, dialect: …}}`"),
        [only] => format!("write `{{name: {name}, dialect: {only}}}`"),
        [first, ..] => format!(
            "write `{{name: {name}, dialect: {first}}}`, or another of the dialects {}",
            listed(rich)
        ),
    };
    Diagnostic::at(&LACKING_IN_PACK, place, message)
        .label("no dialect says what its metrics are called")
        .secondary(it.written.pack.span, "needs it")
        .help(help)
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
