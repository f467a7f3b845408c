//! What the tests of many SLOs have in common, worked out once: samples depend on a burn condition, an
//! objective and what kinds of series there are, and on no name.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::ptr;
use std::sync::{Arc, Mutex, PoisonError};

use super::alert::Proof;
use super::budget::Spending;
use super::kept::Outlasting;
use super::others::Others;
use crate::ir::BurnAlert;
use crate::sli::Says;
use crate::slo::{Objective, Period};
use crate::units::Duration;

/// What has been worked out so far, for one program.
#[derive(Debug, Default)]
pub(in crate::emit) struct Memo {
    /// By alerts, time between two evaluations, and what the exposed series say.
    pub(super) proofs: Shared<(Vec<AlertId>, Duration, Kinds), Proof>,
    /// By alert, time between two evaluations, and what the exposed series say.
    pub(super) outlasting: Shared<(AlertId, Duration, Kinds), Result<Outlasting, &'static str>>,
    /// By the first alert, if there is one, objective, time between two evaluations, and what the exposed
    /// series say.
    pub(super) others: Shared<(Option<AlertId>, Objective, Duration, Kinds), Others>,
    /// By objective, period, moment of the instant, and whether the budget is spent.
    pub(super) spending: Shared<(Objective, Period, Duration, bool), Spending>,
}

/// What the series of an SLI say, where they are known.
pub(super) type Kinds = Option<Vec<Says>>;

/// A burn alert of the program, which SLOs with one policy, objective and period share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct AlertId(usize);

impl From<&BurnAlert> for AlertId {
    fn from(alert: &BurnAlert) -> Self {
        Self(ptr::from_ref(alert).addr())
    }
}

/// Values by what they depend on.
#[derive(Debug)]
pub(super) struct Shared<K, V>(Mutex<BTreeMap<K, Arc<V>>>);

impl<K, V> Default for Shared<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Ord, V> Shared<K, V> {
    /// The value for a key. Two threads may work it out at once, and come to the same.
    pub(super) fn get(&self, key: K, work: impl FnOnce() -> V) -> Arc<V> {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = known().get(&key) {
            return Arc::clone(value);
        }
        let value = Arc::new(work());
        Arc::clone(known().entry(key).or_insert(value))
    }
}
