//! Makes the sheet of a service from the resolved program.

use super::sheet::{
    AlertRow, Budget, Decimal, Environment, File, Off, OtherAlert, Setting, Sheet, Sli, Slo,
    Watched,
};
use crate::artifact::Body;
use crate::diag::render::mask::Mask;
use crate::emit;
use crate::ir::{self, Deployment, Layer, PackAlerts, Program, Service, Sourced, names};
use crate::pack::{self, Value};
use crate::promql::Matchers;
use crate::sli::Source;
use crate::source::{Files, Span, Spanned};

impl Sheet {
    /// The sheet of a service of this program.
    pub fn new(program: &Program, files: &Files, service: &Service) -> Self {
        Maker::new(program, files).sheet(service)
    }
}

/// Tells values of a program with their places, secrets starred out.
pub(super) struct Maker<'p> {
    program: &'p Program,
    files: &'p Files,
    mask: Mask,
}

impl<'p> Maker<'p> {
    /// For a program that was read from these files.
    pub(super) fn new(program: &'p Program, files: &'p Files) -> Self {
        Self {
            program,
            files,
            mask: Mask::new(files),
        }
    }

    fn sheet(&self, service: &Service) -> Sheet {
        let team = self.program.teams.get(&service.team.value);
        let escalation_policy = team.and_then(|team| team.escalation_policy.as_ref());
        let text = |value: &Sourced<String>| self.text(value);
        Sheet {
            format_version: 1,
            service: self.masked(&service.name),
            origin: self.place(service.span),
            description: service.description.as_ref().map(text),
            owner: self.text(&service.team),
            tier: self.text(&service.tier),
            contact: self.text(&service.contact),
            escalation_policy: escalation_policy.map(text),
            slo_profile: service.profile.as_ref().map(text),
            dialect: service.dialect.as_ref().map(text),
            matchers: self.matchers(&service.matchers),
            environments: service
                .deployments
                .iter()
                .map(|deployment| self.environment(service, deployment))
                .collect(),
            switched_off: self.links(),
            files: self.artifacts(service),
        }
    }

    fn environment(&self, service: &Service, deployment: &Deployment) -> Environment {
        let environment = &deployment.environment;
        Environment {
            name: self.masked(&environment.name),
            production: environment.production,
            url: deployment.url.as_ref().map(|url| self.text(url)),
            matchers: self.matchers(&deployment.matchers),
            slos: deployment
                .slos
                .iter()
                .map(|slo| self.slo(service, deployment, slo))
                .collect(),
            packs: deployment
                .packs
                .iter()
                .map(|it| self.pack(deployment, it))
                .collect(),
            switched_off: self.switched_off(service, deployment),
        }
    }

    pub(super) fn pack(&self, deployment: &Deployment, bound: &PackAlerts) -> Watched {
        let name = &bound.pack.name;
        let written = |value: &Spanned<Value>| {
            // What is not written where the alert is was given by whoever uses the pack.
            let layer = if value.span.file == name.span.file {
                Layer::Pack
            } else {
                Layer::Entry
            };
            let text = self.masked(&value.to_string());
            self.setting(&Sourced::new((), layer, value.span), text)
        };
        let severity = |alert: &pack::Alert| deployment.environment.severities.map(alert.severity);
        let alerts = &bound.bound.alerts;
        Watched {
            pack: self.setting(
                &Sourced::new((), Layer::Entry, bound.place),
                self.masked(name),
            ),
            subject: bound.key.as_ref().map(|(_, subject)| self.masked(subject)),
            alerts: alerts
                .iter()
                .map(|alert| OtherAlert {
                    alert: alert.name.clone(),
                    severity: severity(alert).as_str(),
                    fires: alert.fires(),
                })
                .collect(),
            parameters: alerts
                .iter()
                .flat_map(|alert| &alert.parameters)
                .map(|(name, value)| (name.clone(), written(value)))
                .collect(),
        }
    }

    fn slo(&self, service: &Service, deployment: &Deployment, slo: &ir::Slo) -> Slo {
        let (objective, period) = (*slo.objective, *slo.period);
        let description = slo.description.as_ref();
        Slo {
            name: self.masked(&slo.name),
            description: description.map(|text| self.setting(text, self.masked(text))),
            objective_percent: self.setting(&slo.objective, Decimal(objective.percent())),
            period: self.setting(&slo.period, period.to_string()),
            burn_policy: self.setting(&slo.policy, self.masked(&slo.policy.name)),
            sli: self.sli(service, slo),
            budget: Budget {
                outage_seconds: Decimal(objective.budget_in_seconds(period)),
                bad_events_per_million: Decimal(objective.budget_in_events(1_000_000)),
            },
            alerts: slo.burn.alerts.iter().map(|it| self.alert(it)).collect(),
            other_alerts: emit::other_alerts(service, deployment, slo)
                .map(other_alert)
                .into(),
        }
    }

    /// What counts as an event of an SLO, and which are bad.
    pub(super) fn sli(&self, service: &Service, slo: &ir::Slo) -> Sli {
        let dialect = service.dialect.as_ref();
        let vocabulary = dialect.and_then(|name| self.program.dialects.get(&name.value));
        let described = slo.sli.describe(vocabulary);
        let parameters = described.parameters.into_iter().map(|parameter| {
            let value = self.masked(&parameter.value);
            let setting = match (parameter.source, dialect) {
                (Source::Sli(span), _) => {
                    self.setting(&Sourced::new((), slo.sli.layer, span), value)
                }
                (Source::Dialect, Some(dialect)) => self.setting(dialect, value),
                (Source::Dialect | Source::Kind, _) => self.setting(&Sourced::default(()), value),
            };
            (parameter.name, setting)
        });
        Sli {
            kind: self.setting(&slo.sli, described.kind),
            parameters: parameters.collect(),
        }
    }

    fn alert(&self, alert: &ir::BurnAlert) -> AlertRow {
        let (condition, figures) = (&alert.condition, &alert.figures);
        AlertRow {
            alert: self.masked(&names::burn_alert(&condition.name)),
            severity: condition.severity.as_str(),
            long: condition.burn.long,
            short: condition.burn.short,
            factor: Decimal(condition.burn.factor),
            threshold_percent: Decimal(figures.threshold.percent()),
            budget_share_percent: Decimal(figures.budget_share.percent()),
            detection_seconds: Decimal(figures.detection_time),
            reset_seconds: Decimal(figures.alert_reset),
            keep_firing_for: alert.keep_firing_for,
            min_failures: condition.min_failures,
        }
    }

    fn switched_off(&self, service: &Service, deployment: &Deployment) -> Vec<Off> {
        let slo = |name: &str| format!("SLO `{}` is off", self.masked(name));
        let inactive = deployment.inactive.iter().map(|it| Off {
            what: slo(&it.name),
            because: self.masked(&it.missing.reason),
            switch_on: self.masked(&it.missing.switch_on),
        });
        let left_out = service.left_out.iter().map(|name| Off {
            what: slo(name),
            because: match name.span {
                Some(span) => format!("`slo_overrides` leaves it out in {}", self.place(span)),
                None => "`slo_overrides` leaves it out".to_owned(),
            },
            switch_on: "remove `enabled: false` there".to_owned(),
        });
        let packs = deployment.packs.iter().flat_map(|bound| {
            let left_out = bound.bound.left_out.iter();
            left_out.map(|it| Off {
                what: format!("alert `{}` is off", it.alert),
                because: format!(
                    "no metric plays role `{}` of pack `{}`",
                    it.role, *bound.pack.name
                ),
                switch_on: format!(
                    "name one under `metrics: {{{}: …}}` of the pack or its dialect",
                    it.role
                ),
            })
        });
        let profile = service.profile.is_none().then(|| Off {
            what: "every SLO is off".to_owned(),
            because: "neither the service nor its tier names a profile".to_owned(),
            switch_on: "name one with `slo_profile:`, in the entry or in the tier".to_owned(),
        });
        inactive
            .chain(left_out)
            .chain(profile)
            .chain(packs)
            .collect()
    }

    /// Links that alerts could carry and do not.
    fn links(&self) -> Vec<Off> {
        let platform = &self.program.platform;
        let bases = [
            ("runbook", "runbook_base_url", &platform.runbook_base_url),
            ("dashboard", "grafana_url", &platform.grafana_url),
        ];
        let missing = bases.into_iter().filter(|(_, _, base)| base.is_none());
        let off = missing.map(|(what, field, _)| Off {
            what: format!("the {what} link of alerts is off"),
            because: format!("the platform has no `{field}`"),
            switch_on: format!("add `{field}:` to `platform.yml`"),
        });
        off.collect()
    }

    fn artifacts(&self, service: &Service) -> Vec<File> {
        let artifacts = emit::of_service(self.program, self.files, service);
        let mut files: Vec<_> = artifacts
            .into_iter()
            .map(|artifact| File {
                rules: match &artifact.body {
                    Body::Rules(file) => Some(file.rules()),
                    Body::Tests(_)
                    | Body::Alertmanager(_)
                    | Body::Messages(_)
                    | Body::Markdown(_) => None,
                },
                path: self.masked(artifact.path.as_str()),
            })
            .collect();
        files.sort_by(|one, other| one.path.cmp(&other.path));
        files
    }

    fn matchers(&self, matchers: &Sourced<Matchers>) -> Setting<Vec<String>> {
        let printed = matchers.iter().map(|it| self.masked(&it.to_string()));
        self.setting(matchers, printed.collect())
    }

    fn text(&self, text: &Sourced<String>) -> Setting<String> {
        self.setting(text, self.masked(text))
    }

    /// What is shown of a value, with the value's origin.
    pub(super) fn setting<T, U>(&self, sourced: &Sourced<T>, value: U) -> Setting<U> {
        Setting {
            value,
            layer: sourced.layer.to_string(),
            origin: sourced.span.map(|span| self.place(span)),
        }
    }

    /// `path:line`
    pub(super) fn place(&self, span: Span) -> String {
        let line = self.files.position(span.file, span.start).line;
        self.masked(&format!("{}:{line}", self.files.path(span)))
    }

    /// A text with secrets starred out.
    pub(super) fn masked(&self, text: &str) -> String {
        self.mask.text(text).into_owned()
    }
}

fn other_alert(other: emit::OtherAlert<'_>) -> OtherAlert {
    OtherAlert {
        alert: other.alert.name.into_owned(),
        severity: other.alert.severity.as_str(),
        fires: other.fires,
    }
}
