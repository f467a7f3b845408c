//! When people are told: in go the time intervals of deliveries, out comes whether they ever are, or
//! are while others are not. Answers are remembered, for few deliveries differ.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::Alerting;
use crate::ir::alerting::Delivery;
use crate::routing::{TimeInterval, is_ever_open, is_open, moments};

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
    ever_told: BTreeMap<Hours<'p>, bool>,
    silent_while_told: BTreeMap<(Hours<'p>, Hours<'p>), bool>,
}

impl<'p> Clock<'p> {
    pub(super) fn new(alerting: &'p Alerting) -> Self {
        Self {
            intervals: &alerting.intervals,
            ever_told: BTreeMap::new(),
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

    /// Whether there is a time of an ordinary week at which anybody is told.
    pub(super) fn is_ever_told(&mut self, hours: &Hours<'p>) -> bool {
        if let Some(&known) = self.ever_told.get(hours) {
            return known;
        }
        let (during, muted) = self.opening(hours);
        let is_told = during.iter().any(|active| is_ever_open(active, &muted));
        self.ever_told.insert(hours.clone(), is_told);
        is_told
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
        let (silenced, told) = (self.opening(silent), self.opening(loud));
        let is_told = |(during, muted): &Opening<'_>, at| {
            during.iter().any(|active| is_open(at, active, muted))
        };
        let named = key.0.names().chain(key.1.names());
        let named: Vec<_> = named.map(|name| &self.intervals[name]).collect();
        let mut moments = moments(&named);
        let is_so = moments.any(|at| is_told(&told, at) && !is_told(&silenced, at));
        self.silent_while_told.insert(key, is_so);
        is_so
    }

    fn opening(&self, hours: &Hours<'_>) -> Opening<'p> {
        let during = hours.during.iter().map(|during| {
            let active = during.map(|name| &self.intervals[name]);
            active.into_iter().collect()
        });
        (during.collect(), self.intervals(&hours.muted_in))
    }

    fn intervals(&self, names: &BTreeSet<&str>) -> Vec<&'p TimeInterval> {
        names.iter().map(|name| &self.intervals[*name]).collect()
    }
}

/// The active intervals of each notice, and the intervals in which all are muted.
type Opening<'p> = (Vec<Vec<&'p TimeInterval>>, Vec<&'p TimeInterval>);

impl<'p> Hours<'p> {
    /// Whether there is anybody to be told.
    pub(super) fn has_notices(&self) -> bool {
        !self.during.is_empty()
    }

    fn names(&self) -> impl Iterator<Item = &'p str> {
        let during = self.during.iter().copied().flatten();
        during.chain(self.muted_in.iter().copied())
    }
}
