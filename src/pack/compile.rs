//! A pack compiled: everything in it parsed and checked once, before anybody uses it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::alert::{Alert, Fires, Scope};
use super::codes::{PACK_INHIBITION, UNKNOWN_NAME, UNUSED_DECLARATION};
use super::declare::{self, ForEach, Inhibit};
use super::params::{Params, Values};
use super::proof::sample_metrics;
use super::role::{Role, Roles};
use super::signal::Signal;
use crate::diag::{Diagnostic, Sink};
use crate::promql::{Filling, Hole};
use crate::source::{Entries, Literal, Span, Spanned, nearest};

/// A pack, ready to be bound.
#[derive(Debug)]
pub struct Pack {
    /// Its name.
    pub name: Spanned<String>,
    /// What it watches.
    pub description: String,
    /// What there is one set of alerts for.
    pub for_each: ForEach,
    pub(super) params: Params,
    pub(super) roles: Roles,
    pub(super) alerts: Vec<Alert>,
    inhibits: Vec<(String, String)>,
}

impl Pack {
    /// Parses a declaration and reports what is wrong with it.
    pub fn compile(declared: &declare::Pack, sink: &mut Sink) -> Option<Self> {
        let params = Params::compile(&declared.params, sink);
        let roles = Roles::compile(&declared.requires, sink);
        let (params, roles) = (params?, roles?);
        let signals = compile_signals(declared, &params, &roles, sink)?;
        let for_each = declared.for_each.value;
        let scope = Scope {
            params: &params,
            signals: &signals,
            key: for_each.label(),
        };
        let alerts = declared.alerts.iter();
        let alerts: Vec<_> = alerts
            .map(|alert| Alert::compile(alert, &scope, sink))
            .collect();
        let alerts: Vec<_> = alerts.into_iter().collect::<Option<_>>()?;
        report_unused(&params, &roles, &signals, &alerts, sink)?;
        let samples = params.samples();
        let inhibits = declared.inhibits.iter();
        let inhibits: Vec<_> = inhibits
            .map(|it| check_inhibit(it, &alerts, &samples, sink))
            .collect();
        Some(Self {
            name: declared.pack.clone(),
            description: declared.description.value.clone(),
            for_each,
            inhibits: inhibits.into_iter().collect::<Option<_>>()?,
            params,
            roles,
            alerts,
        })
    }

    /// Its roles.
    pub fn roles(&self) -> &[Role] {
        &self.roles.0
    }

    /// The names of its alerts, each with its place.
    pub fn alerts(&self) -> impl Iterator<Item = (&str, Span)> + Clone {
        self.alerts
            .iter()
            .map(|alert| (alert.name.as_str(), alert.name.span))
    }

    /// Which of its alerts silence which of the same subject: sources and targets by name.
    pub fn inhibits(&self) -> impl Iterator<Item = (&str, &str)> {
        self.inhibits
            .iter()
            .map(|(source, target)| (source.as_str(), target.as_str()))
    }

    /// The names of its parameters.
    pub fn parameters(&self) -> impl Iterator<Item = &str> + Clone {
        self.params.0.iter().map(|param| param.name.as_str())
    }

    /// Whether it has a parameter of this name.
    pub fn has_parameter(&self, name: &str) -> bool {
        self.parameters().any(|known| known == name)
    }

    /// What a parameter decides.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let param = self
            .params
            .0
            .iter()
            .find(|param| param.name.value == name)?;
        Some(&param.description)
    }

    /// The values of its parameters where these layers are given, the last one strongest.
    pub fn values(&self, layers: &[&Entries<Spanned<Literal>>], sink: &mut Sink) -> Values {
        self.params.resolve(layers, sink)
    }
}

fn compile_signals(
    declared: &declare::Pack,
    params: &Params,
    roles: &Roles,
    sink: &mut Sink,
) -> Option<Vec<Arc<Signal>>> {
    let mut holes = roles.holes();
    for param in &params.0 {
        if holes.iter().any(|(name, _)| *name == param.name.value) || param.name.value == "v" {
            let message = format!(
                "parameter `{}` has a name that means something else",
                param.name.value
            );
            sink.push(
                Diagnostic::at(&UNKNOWN_NAME, param.name.span, message)
                    .help("give it a name that no role has, and that is not `v`"),
            );
            return None;
        }
        holes.push((param.name.value.clone(), param.kind.hole()));
    }
    let holes: Vec<(&str, Hole)> = holes.iter().map(|(name, hole)| (&**name, *hole)).collect();
    let (values, metrics) = (params.samples(), sample_metrics(roles));
    let fill = |name: &str| match values.get(name) {
        Some(value) => value.filling(),
        None => Filling::Series(roles.series(name, &metrics).unwrap_or_default()),
    };
    let signals: Vec<_> = declared
        .signals
        .0
        .iter()
        .map(|(name, it)| {
            let signal = Signal::compile(name, it, &holes, roles, sink)?;
            signal.check_proof(&values, &fill, sink)?;
            Some(Arc::new(signal))
        })
        .collect();
    signals.into_iter().collect()
}

/// Reports what is declared and does nothing.
fn report_unused(
    params: &Params,
    roles: &Roles,
    signals: &[Arc<Signal>],
    alerts: &[Alert],
    sink: &mut Sink,
) -> Option<()> {
    let mut used = BTreeSet::new();
    let mut note = |name: &str| {
        let role = roles.of(name).map(|(role, _)| role.name.value.clone());
        used.insert(role.unwrap_or_else(|| name.to_owned()));
    };
    for alert in alerts {
        alert.names(&mut note);
    }
    let params = params.0.iter().map(|it| ("parameter", &it.name));
    let roles = roles.0.iter().map(|it| ("role", &it.name));
    let signals = signals.iter().map(|it| ("signal", &it.name));
    let mut sound = Some(());
    for (what, name) in params.chain(roles).chain(signals) {
        let looked_at = || {
            alerts
                .iter()
                .any(|alert| alert.signal.name.value == name.value)
        };
        if used.contains(&name.value) || (what == "signal" && looked_at()) {
            continue;
        }
        let message = format!("{what} `{}` is used by no alert", name.value);
        sink.push(
            Diagnostic::at(&UNUSED_DECLARATION, name.span, message).help("use it, or delete it"),
        );
        sound = None;
    }
    sound
}

/// Both sides are alerts of the pack, and of two on one signal the source is the stricter one: it would
/// silence what still holds when it has ended, and be silent when the other is not, were it the laxer.
fn check_inhibit(
    inhibit: &Spanned<Inhibit>,
    alerts: &[Alert],
    samples: &Values,
    sink: &mut Sink,
) -> Option<(String, String)> {
    let mut find = |name: &Spanned<String>| {
        let found = alerts.iter().find(|it| it.name.value == name.value);
        if found.is_none() {
            let names = alerts.iter().map(|it| it.name.as_str());
            let message = format!("there is no alert `{}` in this pack", name.value);
            let help = match nearest(name, names) {
                Some(near) => format!("write `{near}`"),
                None => "name an alert of the same pack".to_owned(),
            };
            sink.push(Diagnostic::at(&UNKNOWN_NAME, name.span, message).help(help));
        }
        found
    };
    let (source, target) = (find(&inhibit.source), find(&inhibit.target));
    let (source, target) = (source?, target?);
    let laxer = match (&source.fires, &target.fires) {
        (Fires::Above(one), Fires::Above(other)) => one.number(samples) <= other.number(samples),
        (Fires::Below(one), Fires::Below(other)) => one.number(samples) >= other.number(samples),
        _ => source.name.value == target.name.value,
    };
    if laxer && source.signal.name.value == target.signal.name.value {
        let message = format!(
            "`{}` is not stricter than `{}`, which it silences",
            source.name.value, target.name.value
        );
        sink.push(
            Diagnostic::at(&PACK_INHIBITION, inhibit.span, message)
                .help("let the alert with the farther threshold be the source"),
        );
        return None;
    }
    Some((source.name.value.clone(), target.name.value.clone()))
}
