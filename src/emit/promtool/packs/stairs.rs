//! The test of all alerts above, or below, a signal that is there at once, as a gauge's is: it takes their
//! thresholds like stairs, a hundredth before each and a hundredth beyond, and they all wait together.

use super::course::{self, Held};
use super::known;
use super::level::{Levels, holds};
use super::proof::{Proof, in_words};
use super::solo::Solo;
use crate::artifact::Test;
use crate::emit::promtool::test;
use crate::units::Fraction;

/// A signal that changes with each evaluation until it is beyond all thresholds, stays there until all
/// alerts have fired, and then goes back.
struct Stairs<'p> {
    /// The alerts in the order of their thresholds, with the values on both sides of those.
    alerts: Vec<(Proof<'p>, Levels)>,
    /// The value at each evaluation.
    values: Vec<Fraction>,
    /// Seconds between two evaluations.
    every: u64,
    /// Seconds until all have fired.
    until: u64,
}

impl<'p> Proof<'p> {
    /// The test of all alerts on this side of the signal, with the first of them alone.
    pub(super) fn on_stairs(&self) -> Result<Option<Solo<'p>>, &'static str> {
        let stairs = Stairs::of(self);
        let solo = stairs.solo(self)?;
        let mut alerts = stairs.alerts.iter();
        let first = alerts.next().map(|(it, _)| &it.alert.name);
        Ok((first == Some(&self.alert.name)).then_some(solo))
    }
}

impl<'p> Stairs<'p> {
    fn of(proof: &Proof<'p>) -> Self {
        let on_side = proof.on_signal().filter(|it| proof.is_beside(it));
        let alerts = on_side.filter_map(|alert| {
            let proof = Proof { alert, ..*proof };
            proof.check_wait().ok()?;
            Some((proof, proof.levels(true).ok()?))
        });
        let mut alerts: Vec<_> = alerts.collect();
        alerts.sort_by_key(|(_, levels)| levels.firing);
        if !proof.is_above() {
            alerts.reverse();
        }
        let sides = alerts.iter();
        let values = sides.flat_map(|(_, levels)| [levels.silent, levels.firing]);
        let mut stairs = Self {
            values: values.collect(),
            alerts,
            every: proof.every,
            until: 0,
        };
        let fire = stairs.alerts.iter().map(|(it, _)| stairs.fires(it));
        stairs.until = fire.max().unwrap_or_default();
        stairs
    }

    fn solo(&self, proof: &Proof<'p>) -> Result<Solo<'p>, &'static str> {
        let proofs = || self.alerts.iter().map(|(proof, _)| proof);
        let kept = proofs().map(Proof::kept).max().unwrap_or_default();
        proof.check_length(self.until + kept)?;
        let series = course::held(&proof.alert.signal, &self.held(kept), self.every)
            .ok_or("no series is known that its selectors pick")?;
        let mut test = test(String::new(), self.every, series);
        for proof in proofs() {
            self.expect(&mut test, proof);
        }
        proof.expect_nothing_opposite(&mut test, self.until, self.value(self.until));
        let moved = proof.fed(&test.input_series).moved;
        let names: Vec<_> = proofs().map(|it| &*it.alert.name).collect();
        Ok(Solo::new(proof.bound, &names, moved, self.told(), test))
    }

    /// The values with the number of evaluations for which each is held, the last one until all have fired.
    fn held(&self, kept: u64) -> Vec<Held> {
        let mut held: Vec<_> = self.values.iter().map(|value| (*value, 1)).collect();
        if let Some((_, evaluations)) = held.last_mut() {
            *evaluations = self.until / self.every + 2 - self.values.len() as u64;
        }
        held.extend(
            self.values
                .first()
                .map(|rest| (*rest, 1 + kept / self.every)),
        );
        held
    }

    fn expect(&self, test: &mut Test, proof: &Proof<'_>) {
        let fed = proof.fed(&test.input_series);
        let fires = self.fires(proof);
        let [then, last] =
            [fires, self.until].map(|at| known::text(self.value(at), proof.alert.signal.unit));
        proof.expect_silence(test, fires - self.every, &fed);
        proof.expect_firing(test, fires, &fed, then.as_deref());
        proof.expect_kept(test, self.until, &fed, last.as_deref());
        proof.expect_silence(test, self.until + self.every + proof.kept(), &fed);
    }

    /// When an alert fires: it waits from the evaluation from which its condition holds for good.
    fn fires(&self, proof: &Proof<'_>) -> u64 {
        let holds = |value: &&Fraction| holds(proof.alert.condition, **value);
        let holding = self.values.iter().rev().take_while(holds).count();
        let begins = (self.values.len() - holding) as u64;
        begins * self.every + proof.alert.pending.as_secs()
    }

    /// The value at a moment up to that at which all have fired.
    fn value(&self, at: u64) -> Fraction {
        let values = self.values.iter().zip(0..);
        let reached = values.take_while(|(_, evaluation)| evaluation * self.every <= at);
        reached.last().map_or(Fraction::ZERO, |(value, _)| *value)
    }

    /// What is shown, for the name of the test.
    fn told(&self) -> String {
        let shown = self.alerts.iter().map(|(proof, levels)| {
            let value = in_words(levels.firing, proof.alert.signal.unit);
            format!("{value} for {}", proof.waits())
        });
        let shown: Vec<_> = shown.collect();
        let rest = self
            .alerts
            .first()
            .map(|(proof, levels)| in_words(levels.silent, proof.alert.signal.unit));
        format!(
            "fires at {}, ends at {}",
            shown.join(", "),
            rest.unwrap_or_default()
        )
    }
}
