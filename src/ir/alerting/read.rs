//! Reads the registry's words about alerting: names become destinations, texts durations.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::hours::add_shared;
use super::interval::interval;
use super::{
    Addressee, Alerting, Contacts, Declared, Destination, SeverityRouting, SlackAccess, Smtp, Step,
    Way, contact,
};
use crate::diag::{Diagnostic, Sink};
use crate::ir::referents::{ESCALATION, INTERVAL, OWNER, RECEIVER};
use crate::ir::{Layer, Sourced};
use crate::registry::{self, FileKind, Registry};
use crate::routing::TimeInterval;
use crate::sli;
use crate::source::{INVALID_VALUE, Literal, Span, Spanned, nearest};
use crate::units::Duration;

/// The words for those whom ownership names.
const CONTACT: &str = "contact";
const LOW_URGENCY: &str = "low_urgency";
const ESCALATION_POLICY: &str = "escalation";

/// Reads what the platform, teams and services say about their alerts.
pub(in crate::ir) struct Reader<'r> {
    pub(super) registry: &'r Registry,
    destinations: BTreeMap<&'r str, Arc<Destination>>,
    /// Where channels and addresses are first named.
    named: BTreeMap<&'r str, Span>,
    policies: BTreeMap<&'r str, Arc<[Step]>>,
}

impl<'r> Reader<'r> {
    /// Reads receivers and escalation policies, which all others refer to.
    pub(in crate::ir) fn new(registry: &'r Registry, sink: &mut Sink) -> Self {
        let receivers = registry.receivers.iter();
        let destinations = receivers.filter_map(|(name, declaration)| {
            let way = way(&declaration.value, sink)?;
            let name_owned = name.to_owned();
            Some((
                name,
                Arc::new(Destination {
                    name: name_owned,
                    way,
                }),
            ))
        });
        let mut reader = Self {
            registry,
            destinations: destinations.collect(),
            named: BTreeMap::new(),
            policies: BTreeMap::new(),
        };
        for (name, policy) in registry.escalation_policies.iter() {
            let steps: Vec<_> = policy
                .value
                .iter()
                .map(|step| reader.step(step, sink))
                .collect();
            if let Some(steps) = steps.into_iter().collect() {
                reader.policies.insert(name, steps);
            }
        }
        reader
    }

    /// Where each channel and address was first named, of all that were read so far.
    pub(in crate::ir) fn named(&self) -> BTreeMap<String, Span> {
        let named = self.named.iter();
        named
            .map(|(name, place)| ((*name).to_owned(), *place))
            .collect()
    }

    /// Everything that the platform says.
    pub(in crate::ir) fn platform(&mut self, sink: &mut Sink) -> Alerting {
        let registry = self.registry;
        let (routing, severities) = (&registry.routing, &registry.severities);
        let group_by = routing.group_by.iter().flatten();
        let team = self.team_of_the_stack(sink);
        Alerting {
            policies: self
                .policies
                .iter()
                .map(|(name, steps)| ((*name).to_owned(), Arc::clone(steps)))
                .collect(),
            slack: slack(&registry.alertmanager),
            smtp: registry.alertmanager.smtp.as_ref().map(smtp),
            severities: [&severities.critical, &severities.warning, &severities.info]
                .map(|written| self.severity(written, sink)),
            unrouted: self.unrouted(team.as_ref(), sink),
            watchdog: self.watchdog(sink),
            team,
            named: BTreeMap::new(),
            is_whole: !registry.incomplete.contains(&FileKind::Platform),
            group_by: group_by.cloned().collect(),
            wait: timing(routing.wait.as_ref(), Duration::from_secs(30), sink),
            interval: timing(routing.interval.as_ref(), Duration::from_mins(5), sink),
            repeat: timing(routing.repeat.as_ref(), Duration::from_hours(3), sink),
            declared: Declared {
                receivers: places(&registry.receivers),
                policies: places(&registry.escalation_policies),
                intervals: places(&registry.time_intervals),
            },
            intervals: intervals(registry, sink),
        }
    }

    /// What a team says. `None` where its contact cannot be told from the registry.
    pub(in crate::ir) fn team(
        &mut self,
        owner: &'r registry::Owner,
        sink: &mut Sink,
    ) -> Option<Contacts> {
        let contact = &owner.alert_contact;
        self.contacts(contact, owner, owner.escalation_policy.as_ref(), &[], sink)
    }

    /// What a service says, and its owner where the service says nothing.
    pub(in crate::ir) fn service(
        &mut self,
        service: &'r registry::Service,
        owner: &'r registry::Owner,
        sink: &mut Sink,
    ) -> Option<Contacts> {
        let contact = service
            .slack_channel
            .as_ref()
            .unwrap_or(&owner.alert_contact);
        let policy = service
            .escalation_policy
            .as_ref()
            .or(owner.escalation_policy.as_ref());
        self.contacts(contact, owner, policy, &service.maintenance, sink)
    }

    fn contacts(
        &mut self,
        contact: &'r Spanned<String>,
        owner: &'r registry::Owner,
        policy: Option<&Spanned<String>>,
        maintenance: &[Spanned<String>],
        sink: &mut Sink,
    ) -> Option<Contacts> {
        let low_urgency = owner.low_urgency_contact.as_ref().unwrap_or(contact);
        Some(Contacts {
            contact: Spanned::new(self.destination(contact, sink)?, contact.span),
            low_urgency: Spanned::new(self.destination(low_urgency, sink)?, low_urgency.span),
            escalation: match policy {
                Some(name) => self.policy(name, sink)?,
                None => Arc::default(),
            },
            maintenance: maintenance
                .iter()
                .filter(|name| INTERVAL.follow(self.registry, name, sink).is_some())
                .map(|name| name.value.clone())
                .collect(),
        })
    }

    /// The steps under a name. Until policies are declared somewhere, a policy's name is a note to
    /// people. `None` where it is not known whom it names.
    fn policy(&self, name: &Spanned<String>, sink: &mut Sink) -> Option<Arc<[Step]>> {
        if self.registry.escalation_policies.is_empty() {
            return Some(Arc::default());
        }
        ESCALATION.follow(self.registry, name, sink)?;
        self.policies.get(name.as_str()).cloned()
    }

    /// A Slack channel, a mail address, or a receiver by its name.
    pub(super) fn destination(
        &mut self,
        name: &'r Spanned<String>,
        sink: &mut Sink,
    ) -> Option<Arc<Destination>> {
        self.destination_or(&[], name, sink)
    }

    /// The same where some words stand for others than receivers.
    fn destination_or(
        &mut self,
        words: &[&str],
        name: &'r Spanned<String>,
        sink: &mut Sink,
    ) -> Option<Arc<Destination>> {
        if let Some(known) = self.destinations.get(name.as_str()) {
            return Some(Arc::clone(known));
        }
        let Some(plain) = contact::plain(name) else {
            // Quotes that became part of the text, or a secret in it, have been told as such.
            let told = sink.escalate(name.span).is_some() || sink.has_errors_in(name.span);
            if !told && !contact::refuse_misspelt(name, sink) {
                let instead = self.instead(words, name);
                if let Some(finding) = RECEIVER.lost(self.registry, name, instead) {
                    sink.push(finding);
                }
            }
            return None;
        };
        let destination = Arc::new(plain);
        self.named.insert(name.as_str(), name.span);
        self.destinations
            .insert(name.as_str(), Arc::clone(&destination));
        Some(destination)
    }

    /// What to write where a name is that of no receiver: one of the `words` but for a slip, the contact of
    /// the team that has it, or a channel.
    fn instead(&self, words: &[&str], name: &str) -> Option<String> {
        let near = nearest(name, words.iter().copied()).map(|near| format!("write `{near}`"));
        near.or_else(|| {
            let contact = &self.registry.owners.get(name)?.value.alert_contact;
            let is_another = contact.value != name;
            is_another.then(|| format!("write the contact of that team, `\"{}\"`", contact.value))
        })
        .or_else(|| contact::forgotten_hash(name))
    }

    fn severity(
        &mut self,
        written: &'r registry::SeverityRouting,
        sink: &mut Sink,
    ) -> SeverityRouting {
        let to = written.to.iter().flatten();
        let to = to.map(|name| match name.as_str() {
            CONTACT => Addressee::Contact,
            LOW_URGENCY => Addressee::LowUrgency,
            ESCALATION_POLICY => Addressee::Escalation,
            _ => self
                .destination_or(&[CONTACT, LOW_URGENCY, ESCALATION_POLICY], name, sink)
                .map_or(Addressee::Unknown, Addressee::Receiver),
        });
        let nobody = written.to.as_ref().filter(|to| to.is_empty());
        SeverityRouting {
            // A list without anybody has been reported.
            to: to.chain(nobody.map(|_| Addressee::Unknown)).collect(),
            repeat: written.repeat.as_ref().and_then(|text| {
                let repeat = duration(Some(text), "3h", sink)?;
                Some(Sourced::new(repeat, Layer::Platform, text.span))
            }),
            colour: written
                .colour
                .as_ref()
                .map_or_else(String::new, |colour| colour.value.clone()),
        }
    }

    /// A step; `None` where somebody in it is unknown, which is reported.
    fn step(&mut self, written: &'r registry::EscalationStep, sink: &mut Sink) -> Option<Step> {
        let during = written.during.as_ref();
        let to: Vec<_> = written
            .to
            .iter()
            .map(|name| Some(Spanned::new(self.destination(name, sink)?, name.span)))
            .collect();
        Some(Step {
            after: duration(written.after.as_ref(), "15m", sink).unwrap_or_default(),
            during: during
                .filter(|name| INTERVAL.follow(self.registry, name, sink).is_some())
                .map(|name| name.value.clone()),
            to: to.into_iter().collect::<Option<_>>()?,
        })
    }

    /// The team that runs the stack. Where that is not known, it is taken to be the team that is
    /// written first, which stays the same when teams are added.
    fn team_of_the_stack(&self, sink: &mut Sink) -> Option<Sourced<String>> {
        let registry = self.registry;
        if let Some(team) = &registry.routing.team {
            OWNER.follow(registry, team, sink)?;
            return Some(Sourced::from(team, Layer::Platform));
        }
        let (first, _) = registry.owners.iter().min_by_key(|(_, owner)| owner.name)?;
        Some(Sourced::default(first.to_owned()))
    }

    /// Who is told of alerts that no route takes: the team that runs the stack, unless somebody else
    /// is named.
    fn unrouted(
        &mut self,
        team: Option<&Sourced<String>>,
        sink: &mut Sink,
    ) -> Option<Sourced<Arc<Destination>>> {
        let registry = self.registry;
        if let Some(name) = &registry.routing.unrouted {
            let destination = self.destination(name, sink)?;
            return Some(Sourced::new(destination, Layer::Platform, name.span));
        }
        let team = team?;
        let owner = registry.owners.get(team.as_str())?;
        let contact = self.destination(&owner.value.alert_contact, sink)?;
        Some(team.map(|_| contact))
    }
}

/// Where things are declared, by their names.
fn places<T>(declared: &registry::Declared<T>) -> BTreeMap<String, Span> {
    let places = declared.iter();
    places
        .map(|(name, declaration)| (name.to_owned(), declaration.name))
        .collect()
}

fn slack(written: &registry::Alertmanager) -> SlackAccess {
    let access = written.slack.as_ref();
    let file = |secret: &registry::SecretFile| secret.file.value.clone();
    match access.map(|access| (&access.app_token, &access.webhook)) {
        Some((Some(token), _)) => SlackAccess::App(file(token)),
        Some((None, Some(webhook))) => SlackAccess::Webhook(webhook.file.clone()),
        Some((None, None)) | None => SlackAccess::default(),
    }
}

fn smtp(written: &registry::Smtp) -> Smtp {
    let file = |secret: &registry::SecretFile| secret.file.value.clone();
    Smtp {
        smarthost: written.smarthost.value.clone(),
        from: written.from.value.clone(),
        username: written.username.as_ref().map(|name| name.value.clone()),
        password: written.password.as_ref().map(file),
        require_tls: written.require_tls.as_deref().copied().unwrap_or(true),
        ca: written.ca.as_ref().map(file),
    }
}

/// The way that a receiver names; `None` where it names none or several, which is reported.
fn way(written: &registry::Receiver, sink: &mut Sink) -> Option<Way> {
    let file = |secret: &registry::SecretFile| secret.file.value.clone();
    let registry::Receiver {
        slack,
        email,
        webhook,
        pagerduty,
        opsgenie,
        teams,
    } = written;
    if let Some(channel) = slack.as_ref().filter(|it| !contact::is_channel(it)) {
        contact::refuse_channel(channel, sink);
    }
    if let Some(address) = email.as_ref().filter(|it| !contact::is_address(it)) {
        contact::refuse_address(address, "write one such as `web@example.com`", sink);
    }
    let slack = slack
        .as_ref()
        .map(|channel| Way::Slack(channel.value.clone()));
    let email = email
        .as_ref()
        .map(|address| Way::Email(address.value.clone()));
    let webhook = webhook.as_ref().map(|webhook| Way::Webhook {
        url: file(&webhook.url),
        bearer: webhook.bearer.as_ref().map(file),
    });
    let pagerduty = pagerduty
        .as_ref()
        .map(|it| Way::PagerDuty(file(&it.routing_key)));
    let opsgenie = opsgenie.as_ref().map(|it| Way::Opsgenie(file(&it.api_key)));
    let teams = teams.as_ref().map(|it| Way::Teams(file(&it.webhook)));
    let ways = [slack, email, webhook, pagerduty, opsgenie, teams];
    let mut ways = ways.into_iter().flatten();
    ways.next().filter(|_| ways.next().is_none())
}

/// The time intervals that are declared, and the hours that two of them share where both must hold. One in
/// which something is wrong already is left out: what is left of it says little.
fn intervals(registry: &Registry, sink: &mut Sink) -> BTreeMap<String, TimeInterval> {
    let declared = registry.time_intervals.iter();
    let sound: Vec<_> = declared
        .filter(|(_, declaration)| !sink.has_errors_in(declaration.extent))
        .collect();
    let declared = sound.into_iter().filter_map(|(name, declaration)| {
        let place = Spanned::new(name, declaration.name);
        Some((name.to_owned(), interval(&place, &declaration.value, sink)?))
    });
    let mut intervals: BTreeMap<_, _> = declared.collect();
    add_shared(&mut intervals, registry, sink);
    intervals
}

/// What is written, or else what is usual.
fn timing(text: Option<&Spanned<Literal>>, usual: Duration, sink: &mut Sink) -> Sourced<Duration> {
    match text.and_then(|text| Some((duration(Some(text), &usual.to_string(), sink)?, text.span))) {
        Some((written, span)) => Sourced::new(written, Layer::Platform, span),
        None => Sourced::default(usual),
    }
}

/// `example` is what might be written.
fn duration(text: Option<&Spanned<Literal>>, example: &str, sink: &mut Sink) -> Option<Duration> {
    let text = text?;
    let duration = sli::duration(text, example, sink)?;
    if duration == Duration::default() {
        let message = "a duration above zero is expected";
        sink.push(
            Diagnostic::at(&INVALID_VALUE, text.span, message)
                .help(format!("leave it out, or write one such as `{example}`")),
        );
        return None;
    }
    Some(duration)
}
