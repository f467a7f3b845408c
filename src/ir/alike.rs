//! Subjects of a pack that nothing tells apart. In go the subjects of one pack with the signals that they
//! were bound to; a second one with the series of another is reported, for its numbers would be those of
//! both together, and the alert of the wrong one would fire.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::codes::ALIKE_SUBJECTS;
use super::subjects::Subject;
use crate::diag::{Diagnostic, Sink};
use crate::pack::{ForEach, Signal};
use crate::source::Span;

/// A subject, and the signals of a pack for it.
pub(super) type Watched<'w, 'r> = (&'w Subject<'r>, Vec<Arc<Signal>>);

/// Reports each subject that reads nothing but the series of an earlier one of its environment, or all of
/// them, unless `told` has its place.
pub(super) fn report_alike(
    kind: ForEach,
    watched: &[Watched<'_, '_>],
    told: &mut BTreeSet<Span>,
    sink: &mut Sink,
) {
    if watched.len() < 2 {
        return;
    }
    let series: Vec<_> = watched.iter().map(|(_, signals)| series(signals)).collect();
    let mut readers: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    for (at, (subject, _)) in watched.iter().enumerate() {
        let mut others = BTreeSet::new();
        for series in &series[at] {
            let reader = readers.entry((subject.deployment, series)).or_insert(at);
            others.insert(*reader);
        }
        others.remove(&at);
        let alike = |other: &usize| {
            series[at].is_subset(&series[*other]) || series[at].is_superset(&series[*other])
        };
        if let Some(other) = others.into_iter().find(alike)
            && let Some((first, second)) = watched[other].0.place.zip(subject.place)
            && told.insert(second)
        {
            let finding = finding(kind, watched[other].0, subject, second);
            let shared = series[at].intersection(&series[other]);
            sink.push(
                finding
                    .secondary(first, "the other")
                    .note(both_read(shared)),
            );
        }
    }
}

/// The raw series that signals read.
fn series(signals: &[Arc<Signal>]) -> BTreeSet<String> {
    let mut series = BTreeSet::new();
    for signal in signals {
        signal.expr.visit_selectors(|selector| {
            series.insert(selector.to_string());
        });
    }
    series
}

fn finding(kind: ForEach, other: &Subject<'_>, subject: &Subject<'_>, place: Span) -> Diagnostic {
    let (name, other) = (subject.name(), other.name());
    let example = match kind {
        ForEach::Queue => format!("`{{name: {name}, match: {{queue_name: {name}}}}}`"),
        ForEach::Dependency => {
            format!("`{{name: {name}, match: {{service: …, database: {name}}}}}`")
        }
        ForEach::Job => format!("`{{name: {name}, match: {{job: {name}}}}}`"),
        _ => format!("`{{name: {name}, match: {{instance: {name}}}}}`"),
    };
    let message = format!("{kind} `{name}` has the same series as {kind} `{other}`");
    Diagnostic::at(&ALIKE_SUBJECTS, place, message)
        .label("an alert about one would be about both together")
        .help(format!(
            "give each a `match:` with a label that tells its series from the other's, such as {example}"
        ))
}

fn both_read<'s>(mut series: impl Iterator<Item = &'s String>) -> String {
    let first = series.next().map_or("", String::as_str);
    match series.count() {
        0 => format!("both read `{first}`"),
        more => format!("both read `{first}` and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use crate::diag::Severity;

    const DIALECTS: &str = "dialects:
  plain: {metrics: {depth: waiting, failed_tasks: failed, succeeded_tasks: done}}
  worked: {metrics: {depth: waiting, failed_tasks: failed, succeeded_tasks: done, workers: workers}}
  emails: {metrics: {depth: emails, failed_tasks: emails_failed, succeeded_tasks: emails_done, workers: workers}}
";

    /// What is said of a service with these lists.
    fn told(service: &str) -> Vec<String> {
        let services = format!(
            "owners: [{{team: web, alert_contact: '#web'}}]\nservices:\n  \
             - {{service_name: shop, owner: web, slo_profile: none, {service}}}\n"
        );
        let files = [
            ("observability_services.yml", services.as_bytes()),
            ("dialects.yml", DIALECTS.as_bytes()),
        ];
        let analysis = crate::analyse_bytes(files).unwrap();
        let report = analysis.sink.finish(&analysis.files);
        let errors = report.diagnostics.into_iter();
        let errors = errors.filter(|it| it.severity == Severity::Error);
        errors.map(|it| it.message).collect()
    }

    fn queues(list: &str) -> Vec<String> {
        told(&format!(
            "environments: [staging, production], alert_packs: [{{pack: queue, with: {{capacity: 9}}}}], \
             queues: [{list}]"
        ))
    }

    #[test]
    fn the_second_of_two_is_reported_once() {
        assert_eq!(
            queues("{name: a, dialect: plain}, {name: b, dialect: plain}"),
            ["queue `b` has the same series as queue `a`"]
        );
    }

    #[test]
    fn one_that_reads_more_is_no_other() {
        let message = ["queue `b` has the same series as queue `a`"];
        for (one, other) in [("plain", "worked"), ("worked", "plain")] {
            let list = format!("{{name: a, dialect: {one}}}, {{name: b, dialect: {other}}}");
            assert_eq!(queues(&list), message);
        }
    }

    #[test]
    fn series_in_common_are_no_confusion_where_others_differ() {
        let none = Vec::<String>::new();
        let matched =
            "{name: a, dialect: plain, match: {q: a}}, {name: b, dialect: plain, match: {q: b}}";
        assert_eq!(queues(matched), none);
        let same_workers = "{name: a, dialect: worked}, {name: b, dialect: emails}";
        assert_eq!(queues(same_workers), none);
    }

    #[test]
    fn machines_jobs_and_dependencies_are_compared_in_each_environment() {
        let jobs = "alert_packs: [target], environments: [production], \
                    jobs: [{name: a, match: {app: x}}, {name: b, match: {app: x}}]";
        assert_eq!(told(jobs), ["job `b` has the same series as job `a`"]);
        let calls = "alert_packs: [dependency], environments: [production], \
                     depends_on: [{name: a, dialect: gorm}, {name: b, dialect: gorm}]";
        assert_eq!(
            told(calls),
            ["dependency `b` has the same series as dependency `a`"]
        );
        let hosts = |second: &str| {
            told(&format!(
                "alert_packs: [host], environments: [{{name: production, hosts: \
                 [{{name: a, match: {{job: x}}}}{second} {{name: b, match: {{job: x}}}}]}}]"
            ))
        };
        assert_eq!(hosts(","), ["host `b` has the same series as host `a`"]);
        assert_eq!(hosts("]}, {name: staging, hosts: ["), Vec::<String>::new());
    }
}
