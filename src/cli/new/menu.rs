//! What a registry offers to a new service, and what follows from each choice: in come the
//! declarations, out come lists to choose from.

use super::dialogue::Choice;
use super::options::Options;
use crate::ir::alerting::is_contact;
use crate::ir::{DEFAULT_PERIOD, DEFAULT_POLICY, DEFAULT_TIER, names, severities};
use crate::registry::{
    BurnPolicy, Environment, NAME_EXPECTED, NONE, Profile, Registry, Severity, Tier, is_name,
};
use crate::sli::{Dialect, Spec};
use crate::slo;
use crate::source::{Files, Spanned, nearest};

/// Stands for a new team; no name looks like this.
pub(super) const NEW: &str = "+";

/// What can be chosen, and what is taken already.
pub(super) struct Menu<'r> {
    registry: &'r Registry,
    files: &'r Files,
}

impl<'r> Menu<'r> {
    pub(super) fn new(registry: &'r Registry, files: &'r Files) -> Self {
        Self { registry, files }
    }

    /// Whether a new service may have this name, and else why not.
    pub(super) fn check_name(&self, name: &str) -> Result<(), String> {
        check(name)?;
        let mut services = self.registry.services.iter().map(|it| &it.service_name);
        let Some(taken) = services.find(|it| names::slug(it) == names::slug(name)) else {
            return Ok(());
        };
        let at = self.files.position(taken.span.file, taken.span.start);
        let place = format!("{}:{}", self.files.path(taken.span), at.line);
        Err(if taken.value == name {
            format!("there is a service `{name}` already, at {place}")
        } else {
            format!(
                "`{name}` differs too little from `{}` at {place}",
                taken.value
            )
        })
    }

    /// Whether what was given can stand, and else why not. Nothing more is asked if that is `all`.
    pub(super) fn check(&self, given: &Options, all: bool) -> Result<(), String> {
        if let Some(name) = &given.name {
            self.check_name(name)?;
        }
        if let Some(owner) = &given.owner {
            match (self.has_team(given), &given.contact) {
                (true, Some(_)) => {
                    return Err(format!(
                        "team `{owner}` is declared already; leave out `--contact`, or give another `--owner`"
                    ));
                }
                (true, None) => {}
                (false, None) if all => return Err(self.unknown_team(owner)),
                (false, _) => check(owner)?,
            }
        }
        for (option, contact) in [("--contact", &given.contact), ("--channel", &given.channel)] {
            if let Some(contact) = contact {
                self.check_contact(contact)
                    .map_err(|expected| format!("`{option}`: {expected}"))?;
            }
        }
        Ok(())
    }

    fn unknown_team(&self, name: &str) -> String {
        let teams = self.registry.owners.iter().map(|(team, _)| team);
        let near = nearest(name, teams).map(|near| format!("write `{near}`, or "));
        format!(
            "no team is called `{name}`; {}give `--contact '#{name}'` to declare it",
            near.unwrap_or_default()
        )
    }

    /// Whether alerts can go there, and else what to write.
    pub(super) fn check_contact(&self, contact: &str) -> Result<(), String> {
        if is_contact(contact) || self.registry.receivers.get(contact).is_some() {
            return Ok(());
        }
        let channel = Some(format!("#{contact}")).filter(|it| is_contact(it));
        Err(format!(
            "expected a channel such as `{}`, an address such as `web@example.com`, or the name of a receiver",
            channel.as_deref().unwrap_or("#web-alerts")
        ))
    }

    pub(super) fn teams(&self) -> Vec<Choice> {
        let choice = |contact: &str| vec![format!("alerts go to {contact}")];
        let owners = self.registry.owners.iter();
        let new = (NEW, vec!["a team that is not declared yet".to_owned()]);
        let owners = owners.map(|(name, it)| (name, choice(&it.value.alert_contact)));
        choices(owners.chain([new]))
    }

    pub(super) fn tiers(&self) -> Vec<Choice> {
        let tiers = self.registry.tiers.iter();
        choices(tiers.map(|(name, it)| (name, self.tier(&it.value))))
    }

    fn tier(&self, tier: &Tier) -> Vec<String> {
        let promise = match tier.slo_profile.as_ref().map(|name| name.value.as_str()) {
            None | Some(NONE) => "no SLO unless the service names a profile".to_owned(),
            Some(profile) => match self.registry.profiles.get(profile) {
                Some(it) => format!("{}, as profile `{profile}` says", promise(&it.value)),
                None => format!("profile `{profile}`"),
            },
        };
        let description = tier.description.as_ref().map(|text| text.value.clone());
        std::iter::once(promise).chain(description).collect()
    }

    pub(super) fn environments(&self) -> Vec<Choice> {
        let environments = self.registry.environments.iter();
        choices(environments.map(|(name, it)| (name, vec![paging(&it.value)])))
    }

    pub(super) fn profiles(&self) -> Vec<Choice> {
        let profiles = self.registry.profiles.iter();
        let none = (NONE, vec!["no SLO, no alert".to_owned()]);
        choices(
            profiles
                .map(|(name, it)| (name, self.profile(&it.value)))
                .chain([none]),
        )
    }

    fn profile(&self, profile: &Profile) -> Vec<String> {
        let policy = profile.burn_policy.as_ref();
        let policy = policy.map_or(DEFAULT_POLICY, |name| &name.value);
        let policy = self.registry.burn_policies.get(policy);
        let alerts = policy.map(|it| alerts(&it.value));
        std::iter::once(promise(profile)).chain(alerts).collect()
    }

    /// The dialects that name what SLOs of requests read; others are for what packs watch.
    pub(super) fn dialects(&self) -> Vec<Choice> {
        let measures = |it: &Dialect| it.requests.is_some() || it.duration.is_some();
        let dialects = self.registry.dialects.iter();
        let dialects = dialects.filter(|(_, it)| measures(&it.value));
        let none = (
            NONE,
            vec!["requests and their durations are not measured".to_owned()],
        );
        choices(
            dialects
                .map(|(name, it)| (name, vec![dialect(&it.value)]))
                .chain([none]),
        )
    }

    /// Whether the owner is declared.
    pub(super) fn has_team(&self, options: &Options) -> bool {
        let owner = options.owner.as_deref();
        owner.is_some_and(|owner| self.registry.owners.get(owner).is_some())
    }

    /// Whether a new team may have this name, and else why not.
    pub(super) fn check_team(&self, name: &str) -> Result<(), String> {
        match self.registry.owners.get(name) {
            Some(_) => Err(format!("there is a team `{name}` already")),
            None => check(name),
        }
    }

    /// The team's contact.
    pub(super) fn contact(&self, team: &str) -> Option<&'r str> {
        let owner = self.registry.owners.get(team)?;
        Some(&owner.value.alert_contact.value)
    }

    /// The profile and the dialect of services of this tier that name none.
    pub(super) fn defaults(&self, tier: Option<&str>) -> (&'r str, &'r str) {
        let tier = self.registry.tiers.get(tier.unwrap_or(DEFAULT_TIER));
        let name = |field: fn(&Tier) -> &Option<Spanned<String>>| {
            let name = tier.and_then(|tier| field(&tier.value).as_ref());
            name.map_or(NONE, |name| name.value.as_str())
        };
        (name(|tier| &tier.slo_profile), name(|tier| &tier.metrics))
    }

    /// The SLOs of a profile whose kind of SLI `wanted` wants.
    pub(super) fn slos(&self, profile: &str, wanted: fn(&Spec) -> bool) -> Vec<&'r str> {
        let profile = self.registry.profiles.get(profile);
        let slos = profile.into_iter().flat_map(|it| &it.value.slos.0);
        let wanted = slos.filter(|(_, slo)| wanted(&slo.sli));
        wanted.map(|(name, _)| name.value.as_str()).collect()
    }

    /// Whether an environment has a pattern for the URLs that probes ask.
    pub(super) fn has_url(&self, environment: &str) -> bool {
        let environment = self.registry.environments.get(environment);
        environment.is_some_and(|it| it.value.url.is_some())
    }
}

fn check(name: &str) -> Result<(), String> {
    if is_name(name) {
        Ok(())
    } else {
        Err(format!("`{name}` is no name; expected {NAME_EXPECTED}"))
    }
}

fn choices<'n>(named: impl Iterator<Item = (&'n str, Vec<String>)>) -> Vec<Choice> {
    let choice = |(name, means): (&str, _)| Choice {
        name: name.to_owned(),
        means,
    };
    named.map(choice).collect()
}

/// `availability 99.5, success 99 % over 30d`.
fn promise(profile: &Profile) -> String {
    let slos = profile.slos.0.iter();
    let slos = slos.map(|(name, slo)| format!("{} {}", name.value, slo.objective.value));
    let period = profile
        .period
        .as_ref()
        .map_or_else(|| DEFAULT_PERIOD.to_string(), |it| it.value.to_string());
    format!("{} % over {period}", slos.collect::<Vec<_>>().join(", "))
}

/// `critical: fast, slow; warning: day, drift`.
fn alerts(policy: &BurnPolicy) -> String {
    let kinds = [
        ("critical", Severity::Critical),
        ("warning", Severity::Warning),
        ("info", Severity::Info),
    ];
    let kinds = kinds.map(|(word, severity)| {
        let conditions = policy
            .conditions
            .iter()
            .filter(|it| it.severity.value == severity);
        let names: Vec<_> = conditions
            .map(|it| format!("{} burn over {}", it.name.value, it.long.value))
            .collect();
        (!names.is_empty()).then(|| format!("{word}: {}", names.join(", ")))
    });
    kinds.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn paging(environment: &Environment) -> String {
    let production = environment.production.as_ref().is_some_and(|it| it.value);
    let severities = severities(production, environment.severity_map.as_deref());
    match severities.map(slo::Severity::Critical) {
        slo::Severity::Critical => "critical alerts are critical: somebody acts now",
        slo::Severity::Warning => "critical alerts become warnings: nobody is woken",
        slo::Severity::Info => "critical alerts become information: nobody needs to act",
    }
    .to_owned()
}

fn dialect(dialect: &Dialect) -> String {
    let parts = [
        ("requests", &dialect.requests),
        ("durations", &dialect.duration),
    ];
    let parts = parts
        .into_iter()
        .filter_map(|(what, metric)| Some(format!("{what} from {}", metric.as_ref()?.value)));
    parts.collect::<Vec<_>>().join(", ")
}
