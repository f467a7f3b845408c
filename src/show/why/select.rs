//! Which alert is meant: conditions on labels, as people type or paste them.

use std::collections::BTreeSet;

use anyhow::{anyhow, bail};

use crate::ir::Program;
use crate::ir::alerts::{self, ALERT_NAME, Alert};
use crate::promql::{self, Expr};
use crate::routing::{Labels, Matcher, Truth, Value};

/// A question for an alert.
#[derive(Debug, Clone)]
pub struct Query {
    matchers: Vec<Matcher>,
}

/// The alerts that are meant.
#[derive(Debug, Default)]
pub struct Selection<'p> {
    /// The alerts, in the order of the program.
    pub alerts: Vec<Alert<'p>>,
    /// What was asked of labels that no alert has, and what differs from what was asked.
    pub remarks: Vec<String>,
}

impl Query {
    /// Reads `SLOFastBurn`, `{service="shop"}`, or both together, as `PromQL` writes selectors.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        const EXAMPLE: &str =
            "write a name, or labels such as '{alertname=\"SLOFastBurn\",service=\"shop\"}'";
        let braced = if text.contains('=') && !text.contains('{') {
            format!("{{{text}}}")
        } else {
            text.to_owned()
        };
        let selector = match promql::parse(&braced) {
            Ok(Expr::Selector(selector)) => selector,
            Ok(_) => bail!("`{text}` does not name an alert; {EXAMPLE}"),
            Err(error) => bail!("`{text}` does not name an alert: {error}; {EXAMPLE}"),
        };
        let matchers = selector.matchers.iter().map(|matcher| {
            let label = match matcher.label.as_str() {
                "__name__" => ALERT_NAME,
                label => label,
            };
            Matcher::new(label, matcher.op, matcher.value.as_str())
                .map_err(|error| anyhow!("`{text}` has a pattern that cannot be read: {error}"))
        });
        Ok(Self {
            matchers: matchers.collect::<Result<_, _>>()?,
        })
    }

    /// The alert with these labels.
    pub fn of_labels<'l>(labels: impl IntoIterator<Item = (&'l str, &'l str)>) -> Self {
        let labels = labels.into_iter();
        Self {
            matchers: labels
                .map(|(name, value)| Matcher::eq(name, value))
                .collect(),
        }
    }

    /// The alerts that are meant. Where none has all labels that are asked for, those that differ only
    /// in labels that do not tell alerts apart: the rules that fire may be older than the registry.
    pub fn select<'p>(&self, program: &'p Program) -> Selection<'p> {
        let known: BTreeSet<_> = alerts::all(program)
            .flat_map(|alert| names_of(&alert))
            .collect();
        let (asked, strange): (Vec<_>, Vec<_>) = self
            .matchers
            .iter()
            .partition(|matcher| known.contains(matcher.label()));
        let strange: Vec<_> = strange.iter().map(|matcher| matcher.label()).collect();
        let mut remarks = Vec::new();
        if !strange.is_empty() {
            remarks.push(format!(
                "left out, since no rule states it: {}",
                strange.join(", ")
            ));
        }
        let exact = matching(program, &asked);
        if !exact.is_empty() {
            return Selection {
                alerts: exact,
                remarks,
            };
        }
        let near: Vec<_> = alerts::all(program)
            .filter(|alert| is_near(alert, &asked))
            .collect();
        remarks.extend(match near.as_slice() {
            [only] => differences(only, &asked),
            _ => vec!["no alert has all these labels, but some differ in few".to_owned()],
        });
        Selection {
            alerts: near,
            remarks,
        }
    }

    /// The alert's name, if one is asked for; for messages about names that nobody knows.
    pub fn name(&self) -> Option<&str> {
        let mut matchers = self.matchers.iter();
        matchers
            .find(|matcher| matcher.label() == ALERT_NAME)
            .map(Matcher::value)
    }
}

impl Selection<'_> {
    /// Adds what another question means, each alert once.
    pub fn extend(&mut self, other: Self) {
        for alert in other.alerts {
            if self
                .alerts
                .iter()
                .all(|known| query(known) != query(&alert))
            {
                self.alerts.push(alert);
            }
        }
        self.remarks.extend(other.remarks);
    }

    /// For each alert a query that no other fits.
    pub fn queries(&self) -> Vec<String> {
        self.alerts.iter().map(query).collect()
    }
}

/// A query that no other alert fits: `SLOFastBurn{environment="production",service="shop",slo="success"}`.
pub(in crate::show) fn query(alert: &Alert<'_>) -> String {
    let identity = alert.identity().into_iter();
    let identity: Vec<_> = identity
        .map(|(name, value)| Matcher::eq(name, value).to_string())
        .collect();
    format!("{}{{{}}}", alert.name, identity.join(","))
}

/// Whether an alert has those of the labels that tell it apart from its namesakes.
fn is_near(alert: &Alert<'_>, asked: &[&Matcher]) -> bool {
    let labels = alert.routed();
    let identity = alert.identity();
    let mut telling = asked
        .iter()
        .filter(|matcher| {
            let label = matcher.label();
            label == ALERT_NAME || identity.iter().any(|(name, _)| *name == label)
        })
        .peekable();
    telling.peek().is_some() && telling.all(|matcher| matcher.matches(&labels) == Truth::Yes)
}

/// In what an alert is not what was asked for.
fn differences(alert: &Alert<'_>, asked: &[&Matcher]) -> Vec<String> {
    let labels = alert.routed();
    let differs = asked
        .iter()
        .filter(|matcher| matcher.matches(&labels) != Truth::Yes);
    let remarks = differs.map(|matcher| {
        let label = matcher.label();
        let states = labels.get(label).unwrap_or_default();
        format!("the registry says `{label}=\"{states}\"`, not `{matcher}`: the rules that fire may be older")
    });
    remarks.collect()
}

fn matching<'p>(program: &'p Program, matchers: &[&Matcher]) -> Vec<Alert<'p>> {
    let fits = |alert: &Alert<'_>| {
        let labels: Labels<'_> = alert.routed();
        Truth::all(matchers.iter().map(|matcher| matcher.matches(&labels))) == Truth::Yes
    };
    alerts::all(program).filter(fits).collect()
}

/// The names of an alert's labels.
fn names_of(alert: &Alert<'_>) -> Vec<String> {
    let labels = alert.routed();
    let stated = labels
        .iter()
        .filter(|(_, value)| matches!(value, Value::Known(_)));
    stated.map(|(name, _)| name.to_owned()).collect()
}
