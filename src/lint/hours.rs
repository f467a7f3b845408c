//! When people are told: in go the time intervals of deliveries, out comes whether they ever are, or
//! are while others are not. Answers are remembered, for few deliveries differ.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::Alerting;
use crate::ir::alerting::Delivery;
use crate::routing::{self, TimeInterval};

/// The times at which somebody is told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hours<'p> {
    /// The intervals outside which a notice is left out, one for each notice.
    during: BTreeSet<Option<&'p str>>,
    /// The intervals in which all are.
    muted_in: BTreeSet<&'p str>,
}

/// Answers questions about hours.
pub(super) struct Clock<'p> {
    intervals: &'p BTreeMap<String, TimeInterval>,
    silent_months: BTreeMap<Hours<'p>, Vec<&'static str>>,
    silent_while_told: BTreeMap<(Hours<'p>, Hours<'p>), bool>,
}

impl<'p> Clock<'p> {
    pub(super) fn new(alerting: &'p Alerting) -> Self {
        Self {
            intervals: &alerting.intervals,
            silent_months: BTreeMap::new(),
            silent_while_told: BTreeMap::new(),
        }
    }

    /// The times at which a delivery tells anybody.
    pub(super) fn hours(&self, delivery: &Delivery) -> Hours<'p> {
        // Intervals that cannot be read are reported as such, and hold no time.
        let known = |name: &String| self.intervals.get_key_value(name).map(|(it, _)| &**it);
        let notices = delivery.notices.iter();
        Hours {
            during: notices
                .map(|notice| notice.during.as_ref().and_then(known))
                .collect(),
            muted_in: delivery.muted_in.iter().filter_map(known).collect(),
        }
    }

    /// The months in whose ordinary weeks nobody is told at any time, `January` and `July` standing for
    /// the halves of the year.
    pub(super) fn silent_months(&mut self, hours: &Hours<'p>) -> Vec<&'static str> {
        if let Some(known) = self.silent_months.get(hours) {
            return known.clone();
        }
        let silent = self.resolved(hours).silent_months();
        self.silent_months.insert(hours.clone(), silent.clone());
        silent
    }

    /// Whether there is a time at which somebody is told in the hours of `loud`, and nobody in those
    /// of `silent`.
    pub(super) fn is_silent_while_told(&mut self, silent: &Hours<'p>, loud: &Hours<'p>) -> bool {
        let covers = silent.during.contains(&None) || silent.during.is_superset(&loud.during);
        if covers && silent.muted_in.is_subset(&loud.muted_in) {
            return false;
        }
        let key = (silent.clone(), loud.clone());
        if let Some(&known) = self.silent_while_told.get(&key) {
            return known;
        }
        let is_so = self.resolved(loud).are_told_beyond(&self.resolved(silent));
        self.silent_while_told.insert(key, is_so);
        is_so
    }

    /// The same, names followed.
    fn resolved(&self, hours: &Hours<'_>) -> routing::Hours<'p> {
        let interval = |name: &str| &self.intervals[name];
        let during = hours.during.iter().map(|during| during.map(interval));
        routing::Hours {
            during: during.collect(),
            muted: hours.muted_in.iter().map(|name| interval(name)).collect(),
        }
    }
}

impl Hours<'_> {
    /// Whether there is anybody to be told.
    pub(super) fn has_notices(&self) -> bool {
        !self.during.is_empty()
    }
}
