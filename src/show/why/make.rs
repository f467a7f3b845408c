//! Makes the page about an alert from the program.

use super::cause::{Cause, cause};
use super::{Decided, RulePlace, Silence, Told, Why};
use crate::artifact::{self, Artifact, Body, Rule};
use crate::emit;
use crate::ir::alerting::again;
use crate::ir::alerts::{self, Alert, Subject};
use crate::ir::{Deployment, PackAlerts, Program, Service, Slo, Sourced, names};
use crate::pack;
use crate::routing::{Inhibition, Labels, Tree, Truth, Value};
use crate::show::make::Maker;
use crate::source::Files;

impl Why {
    /// The page about an alert of this program, with remarks on how it was found.
    pub fn new(program: &Program, files: &Files, alert: &Alert<'_>, remarks: &[String]) -> Self {
        let page = Page {
            program,
            maker: Maker::new(program, files),
            alert,
        };
        page.make(files, remarks)
    }
}

struct Page<'p> {
    program: &'p Program,
    maker: Maker<'p>,
    alert: &'p Alert<'p>,
}

impl Page<'_> {
    fn make(&self, files: &Files, remarks: &[String]) -> Why {
        let Self {
            program,
            maker,
            alert,
        } = self;
        let masked = |text: &str| maker.masked(text);
        let Cause {
            about,
            meaning,
            fires,
            ends,
            figures,
        } = cause(alert);
        let labels = alert.routed();
        let stated = labels.iter().filter_map(|(name, value)| match value {
            Value::Known(value) => Some((name.to_owned(), masked(value))),
            Value::Unknown | Value::NoneOf(_) => None,
        });
        let rule_files = emit::rules_of(program, files, alert);
        let rule = rule(&rule_files, alert);
        let link = |name| {
            let annotations = rule.as_ref().map(|(_, rule)| &rule.annotations)?;
            annotations.get(name).map(masked)
        };
        Why {
            format_version: 1,
            alert: masked(&alert.name),
            severity: alert.severity.as_str(),
            labels: stated.collect(),
            about: masked(&about),
            meaning: masked(&meaning),
            fires,
            ends,
            figures,
            decided: self.decided(),
            runbook_page: masked(&names::runbook_page(&alert.name)),
            runbook_url: link("runbook_url"),
            dashboard_url: link("dashboard_url"),
            rule: rule.as_ref().map(|(place, _)| RulePlace {
                file: masked(&place.file),
                line: place.line,
                expr: masked(&place.expr),
            }),
            told: self.told(),
            silenced_by: self.silences(|rule, other| rule.inhibits(other, &labels)),
            silences: self.silences(|rule, other| rule.inhibits(&labels, other)),
            remarks: remarks.iter().map(|remark| masked(remark)).collect(),
        }
    }

    /// What the registry says of the alert, and where.
    fn decided(&self) -> Vec<Decided> {
        match self.alert.subject {
            Subject::Slo { service, slo, .. } => self.decided_of_slo(service, slo),
            Subject::Pack {
                service,
                deployment,
                bound,
                alert,
            } => self.decided_of_pack(service, deployment, bound, alert),
            Subject::Stack { .. } => {
                let team = self.program.alerting.team.as_ref();
                let row = team.map(|team| self.row("team", team, team));
                row.into_iter().collect()
            }
        }
    }

    /// Whose service it is.
    fn owned(&self, service: &Service) -> Vec<Decided> {
        vec![
            Decided {
                what: "service".to_owned(),
                value: self.maker.masked(&service.name),
                layer: "entry".to_owned(),
                origin: Some(self.maker.place(service.span)),
            },
            self.row("team", &service.team, &service.team),
        ]
    }

    /// The pack, and the parameters that have a part in the alert.
    fn decided_of_pack(
        &self,
        service: &Service,
        deployment: &Deployment,
        bound: &PackAlerts,
        alert: &pack::Alert,
    ) -> Vec<Decided> {
        let sheet = self.maker.pack(deployment, bound);
        let mut decided = self.owned(service);
        let parameters = sheet.parameters.into_iter().filter(|(name, _)| {
            let mut used = alert.parameters.iter();
            used.any(|(used, _)| used == name)
        });
        let rows = [("pack".to_owned(), sheet.pack)]
            .into_iter()
            .chain(parameters);
        decided.extend(rows.map(|(what, setting)| Decided {
            what,
            value: setting.value,
            layer: setting.layer,
            origin: setting.origin,
        }));
        decided
    }

    fn decided_of_slo(&self, service: &Service, slo: &Slo) -> Vec<Decided> {
        let maker = &self.maker;
        let objective = format!("{} % over {}", slo.objective.percent(), slo.period.length());
        let mut decided = self.owned(service);
        decided.extend([
            self.row("objective", &slo.objective, &objective),
            self.row("burn policy", &slo.policy, &slo.policy.name),
        ]);
        if let Some(promise) = &slo.description {
            decided.push(self.row("promised", promise, promise));
        }
        let sli = maker.sli(service, slo);
        let parameters = sli.parameters.into_iter();
        decided.extend(parameters.map(|(what, parameter)| Decided {
            what: what.to_owned(),
            value: parameter.value,
            layer: parameter.layer,
            origin: parameter.origin,
        }));
        decided
    }

    fn row<T>(&self, what: &str, sourced: &Sourced<T>, value: &str) -> Decided {
        let setting = self.maker.setting(sourced, self.maker.masked(value));
        Decided {
            what: what.to_owned(),
            value: setting.value,
            layer: setting.layer,
            origin: setting.origin,
        }
    }

    /// Who is told, as the routing tree has it.
    fn told(&self) -> Vec<Told> {
        let Some(routes) = &self.program.routes else {
            return Vec::new();
        };
        let tree = Tree::new(routes.root.clone());
        let hits = tree.route(&self.alert.routed()).into_iter();
        let masked = |texts: &[String]| texts.iter().map(|it| self.maker.masked(it)).collect();
        let told = hits.map(|hit| {
            let node = tree.node(hit.node);
            let to = routes.told_by(&node.receiver).iter();
            Told {
                to: to.map(|it| self.maker.masked(&it.name)).collect(),
                wait: node.timing.group_wait,
                repeat: again(node.timing.repeat_interval, node.timing.group_interval),
                during: masked(&node.active_in),
                not_during: masked(&node.muted_in),
                route: self.maker.masked(&tree.describe(hit.node)),
            }
        });
        told.collect()
    }

    /// The alerts that `silences` accepts, by the rule that says so.
    fn silences(&self, silences: impl Fn(&Inhibition, &Labels<'_>) -> Truth) -> Vec<Silence> {
        let rules = self.program.inhibitions.iter().filter_map(|rule| {
            let others = alerts::all(self.program);
            let silent = others.filter(|other| silences(rule, &other.routed()) != Truth::No);
            let alerts: Vec<_> = silent.map(|other| self.beside(&other)).collect();
            (!alerts.is_empty()).then(|| Silence {
                rule: rule.name.clone(),
                alerts,
            })
        });
        rules.collect()
    }

    /// Another alert by its name, and its labels as far as they differ from this one's.
    fn beside(&self, other: &Alert<'_>) -> String {
        let own = self.alert.identity();
        let identity = other.identity().into_iter();
        let differs = identity.filter(|label| !own.contains(label));
        let differs: Vec<_> = differs
            .map(|(name, value)| format!("{name} {value}"))
            .collect();
        if differs.is_empty() {
            return self.maker.masked(&other.name);
        }
        self.maker
            .masked(&format!("{} ({})", other.name, differs.join(", ")))
    }
}

/// The rule of an alert among these files, and its place.
fn rule<'a>(files: &'a [Artifact], alert: &Alert<'_>) -> Option<(RulePlace, &'a artifact::Alert)> {
    let labels = alert.labels();
    files.iter().find_map(|file| {
        let Body::Rules(rules) = &file.body else {
            return None;
        };
        let all = rules.groups.iter().flat_map(|group| &group.rules);
        let mut namesakes = all.filter_map(|rule| match rule {
            Rule::Alert(rule) if rule.alert == alert.name => Some(rule),
            Rule::Alert(_) | Rule::Record(_) => None,
        });
        let is_meant = |rule: &artifact::Alert| {
            labels
                .iter()
                .all(|(name, value)| rule.labels.get(name) == Some(*value))
        };
        let (nth, rule) = namesakes
            .by_ref()
            .enumerate()
            .find(|(_, it)| is_meant(it))?;
        let place = RulePlace {
            file: file.path.to_string(),
            line: line(&file.text(), &alert.name, nth)?,
            expr: rule.expr.pretty(WIDTH),
        };
        Some((place, rule))
    })
}

/// The widest line of an expression.
const WIDTH: usize = 84;

/// The line, from 1, at which the nth rule for an alert of this name begins.
fn line(text: &str, alert: &str, nth: usize) -> Option<usize> {
    let begins = |line: &str| line.trim_start() == format!("- alert: {alert}");
    let mut lines = text.lines().zip(1..).filter(|(line, _)| begins(line));
    lines.nth(nth).map(|(_, number)| number)
}
