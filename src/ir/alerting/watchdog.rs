//! The dead man's switch: in goes who is named to listen, out comes who hears of which environment
//! that alerting is alive there, and how often.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Alerting, Delivery, Destination, Notice, Reader};
use crate::diag::Sink;
use crate::ir::referents::ENVIRONMENT;
use crate::ir::{Environment, Service};
use crate::registry;
use crate::source::Spanned;
use crate::units::Duration;

/// How often it is told that alerting is alive.
const EVERY: Duration = Duration::from_mins(1);

/// What Alertmanager is asked to repeat after. It looks once in [`EVERY`], and leaves the repetition
/// for the next time where the last notification is younger than this. That one went out a moment after
/// its look, so that as much as [`EVERY`] would double the time.
const REPEAT: Duration = Duration::from_secs(50);

/// Who listens whether alerting is alive.
#[derive(Debug)]
pub enum Watchdog {
    /// One destination, which hears of the environments that serve users.
    One(Spanned<Arc<Destination>>),
    /// Destinations by environment.
    Each(BTreeMap<String, Spanned<Arc<Destination>>>),
}

/// An environment that tells that its alerting is alive.
#[derive(Debug, Clone, Copy)]
pub struct Heartbeat<'p> {
    /// The environment.
    pub environment: &'p Environment,
    /// Who hears of it.
    pub listener: &'p Spanned<Arc<Destination>>,
}

/// What tells that alerting is alive, by environment, where anything runs. One destination for all hears
/// of production alone, unless there is none: a dead man's switch that hears of two environments goes
/// on hearing when one of them is dead.
pub fn heartbeats<'p>(alerting: &'p Alerting, services: &'p [Service]) -> Vec<Heartbeat<'p>> {
    let environments = environments(services);
    let has_production = environments.iter().any(|it| it.production);
    let listener = |environment: &Environment| match alerting.watchdog.as_ref()? {
        Watchdog::One(listener) => {
            Some(listener).filter(|_| environment.production || !has_production)
        }
        Watchdog::Each(listeners) => listeners.get(&environment.name),
    };
    let heartbeats = environments.into_iter().filter_map(|environment| {
        Some(Heartbeat {
            environment,
            listener: listener(environment)?,
        })
    });
    heartbeats.collect()
}

/// The environments in which anything runs, by name.
pub fn environments(services: &[Service]) -> Vec<&Environment> {
    let deployments = services.iter().flat_map(|service| &service.deployments);
    let environments: BTreeMap<_, _> = deployments
        .map(|deployment| (&deployment.environment.name, &*deployment.environment))
        .collect();
    environments.into_values().collect()
}

/// What should happen to an alert that tells that alerting is alive. That it no longer fires is not
/// told: the dead man's switch would take it for a sign of life.
pub(super) fn delivery(listener: &Arc<Destination>) -> Delivery {
    Delivery {
        notices: vec![Notice {
            wait: Duration::default(),
            during: None,
            to: vec![Arc::clone(listener)],
        }],
        interval: EVERY,
        repeat: REPEAT,
        resolved: false,
        muted_in: Vec::new(),
        besides: Vec::new(),
    }
}

impl<'r> Reader<'r> {
    /// Who listens whether alerting is alive.
    pub(super) fn watchdog(&mut self, sink: &mut Sink) -> Option<Watchdog> {
        match self.registry.routing.watchdog.as_ref()? {
            registry::Watchdog::One(name) => self.listener(name, sink).map(Watchdog::One),
            registry::Watchdog::Each(each) => {
                let mut listeners = BTreeMap::new();
                for (environment, name) in &each.0 {
                    let is_known = ENVIRONMENT
                        .follow(self.registry, environment, sink)
                        .is_some();
                    let listener = self.listener(name, sink);
                    if let Some(listener) = listener.filter(|_| is_known) {
                        listeners.insert(environment.value.clone(), listener);
                    }
                }
                Some(Watchdog::Each(listeners))
            }
        }
    }

    fn listener(
        &mut self,
        name: &'r Spanned<String>,
        sink: &mut Sink,
    ) -> Option<Spanned<Arc<Destination>>> {
        Some(Spanned::new(self.destination(name, sink)?, name.span))
    }
}
