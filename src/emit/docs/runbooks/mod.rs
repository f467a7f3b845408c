//! Runbooks: a page for each name of an alert. In come all alerts and what the user adds, out go pages
//! with what to do, the numbers and queries of that very alert, and whom to call.

mod group;
mod merge;
mod query;
mod texts;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::render;
use crate::artifact::{Artifact, Body};
use crate::emit::{Context, of_the_registry};
use crate::ir::alerts::{self, Alert, Subject};
use crate::ir::{Program, names};
use crate::pack::Runbook;
use group::{Group, Numbers, Row};
use merge::merge;
use query::Query;
use texts::Texts;

const TEMPLATE: &str = include_str!("../../../../templates/docs/runbook.md.j2");

/// How many places have their queries on a page. Where there are more, it shows those of rows.
const MOST_QUERIES: usize = 12;

#[derive(Serialize)]
struct Page<'p> {
    name: &'p str,
    text: Text<'p>,
    rows: Vec<Row<'p>>,
    queries: Vec<Query>,
    /// How many places there are, and whether some have no query on the page.
    places: usize,
    shortened: bool,
    teams: Vec<TeamRow<'p>>,
}

#[derive(Serialize)]
struct Text<'p> {
    meaning: &'p str,
    causes: &'p [String],
    steps: &'p [String],
    resolution: &'p str,
    rollback: &'p str,
    escalation: &'p str,
}

/// Whom a team's alerts of one severity reach, in the environments in which it is so.
#[derive(Serialize)]
struct TeamRow<'p> {
    name: &'p str,
    environments: Vec<&'p str>,
    severity: &'static str,
    told: String,
}

/// The pages of all alerts.
pub(super) fn pages(cx: &Context<'_>) -> Vec<Artifact> {
    let program = cx.program;
    let mut by_name: BTreeMap<_, BTreeMap<_, Group<'_>>> = BTreeMap::new();
    for alert in alerts::all(program) {
        let groups = by_name.entry(alert.name.clone()).or_default();
        let group = groups.entry(Numbers::of(&alert)).or_default();
        group.add(alert);
    }
    let texts = Texts::read();
    let pages = by_name.iter().map(|(name, groups)| {
        let groups: Vec<_> = groups.values().collect();
        let page = page(program, &texts, name, &groups);
        let page = match program.runbooks.get(&**name) {
            Some(file) => merge(&page, &cx.files.get(*file).text),
            None => page,
        };
        of_the_registry(names::runbook_page(name), Body::Markdown(page))
    });
    pages.collect()
}

fn page(program: &Program, texts: &Texts, name: &str, groups: &[&Group<'_>]) -> String {
    let text = groups.iter().find_map(|group| group.alerts.first());
    let text = texts.of(text.expect("a group has alerts"));
    let places: usize = groups.iter().map(|group| group.places).sum();
    let shortened = places > MOST_QUERIES;
    let shown = if shortened { 1 } else { MOST_QUERIES };
    let alerts = groups
        .iter()
        .flat_map(|group| group.alerts.iter().take(shown));
    let page = Page {
        name,
        text: Text::from(text),
        rows: groups.iter().filter_map(|group| group.row()).collect(),
        queries: alerts
            .take(MOST_QUERIES)
            .map(|alert| Query::new(program, alert))
            .collect(),
        places,
        shortened,
        teams: team_rows(program, groups),
    };
    render(TEMPLATE, &page)
}

impl<'p> From<&'p Runbook> for Text<'p> {
    fn from(runbook: &'p Runbook) -> Self {
        Self {
            meaning: &runbook.meaning,
            causes: &runbook.causes,
            steps: &runbook.steps,
            resolution: &runbook.resolution,
            rollback: &runbook.rollback,
            escalation: &runbook.escalation,
        }
    }
}

/// Who is told, by team and severity.
fn team_rows<'p>(program: &'p Program, groups: &[&Group<'p>]) -> Vec<TeamRow<'p>> {
    let mut rows: BTreeMap<_, BTreeSet<&str>> = BTreeMap::new();
    for group in groups {
        let Some(alert) = group.alerts.first() else {
            continue;
        };
        let environment = alert.subject.environment();
        for team in &group.teams {
            let told = told(program, alert, team);
            let environments = rows.entry((*team, alert.severity, told)).or_default();
            environments.insert(&environment.name);
        }
    }
    let rows = rows.into_iter();
    let rows = rows.map(|((name, severity, told), environments)| TeamRow {
        name,
        environments: environments.into_iter().collect(),
        severity: severity.as_str(),
        told,
    });
    rows.collect()
}

/// Who is told of a team's alerts such as this one, when its services say nothing else.
fn told(program: &Program, alert: &Alert<'_>, team: &str) -> String {
    let contacts = program.teams.get(team).and_then(|it| it.contacts.as_ref());
    let delivery = match (alert.subject, contacts) {
        (Subject::Stack { .. }, _) => program.delivery(alert),
        (_, Some(contacts)) => {
            let reach = &alert.subject.environment().reach;
            program.alerting.delivery(contacts, reach, alert.severity)
        }
        (_, None) => return String::new(),
    };
    delivery.told(|_| true)
}

#[cfg(test)]
mod tests {
    use super::pages;
    use crate::emit::Context;

    /// The page of an alert, of a registry with this many services.
    fn page(services: usize, alert: &str) -> String {
        let entries = (0..services).map(|nth| {
            format!("  - {{service_name: s{nth:03}, owner: web, environments: [production]}}\n")
        });
        let entries: String = entries.collect();
        let owners = "owners: [{team: web, alert_contact: \"#web\"}]\n";
        let text = format!("services:\n{entries}{owners}");
        let file = ("observability_services.yml", text.as_bytes());
        let analysis = crate::analyse_bytes([file]).unwrap();
        let pages = pages(&Context::new(&analysis.program, &analysis.files));
        let path = format!("docs/runbooks/{alert}.md");
        let page = pages.iter().find(|it| it.path.to_string() == path);
        page.unwrap().text()
    }

    #[test]
    fn every_place_has_its_queries_while_they_are_few() {
        let page = page(3, "SLOFastBurn");
        assert_eq!(page.matches("\n#### ").count(), 6);
        assert!(page.contains("| s000, s001, s002 |"), "{page}");
    }

    #[test]
    fn a_page_that_hundreds_of_services_share_can_be_read() {
        let page = page(300, "SLOFastBurn");
        assert_eq!(page.matches("\n#### ").count(), 2, "one for each row");
        assert!(page.contains("s039, and 260 more |"), "{page}");
        assert!(page.contains("some of the 600 places"), "{page}");
        assert!(page.len() < 10_000, "{}", page.len());
    }
}
