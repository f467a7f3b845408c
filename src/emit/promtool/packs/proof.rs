//! The tests of one alert of a pack.

use super::course::{self, Course, Paced, Way, interrupted};
use super::expect::Fed;
use super::known;
use super::level::Levels;
use super::response::{Response, Scale, only_window};
use super::solo::{Readers, Solo};
use crate::artifact::Test;
use crate::emit::promtool::test;
use crate::ir::{Deployment, PackAlerts, Program, Service};
use crate::pack::{Alert, Condition, Unit};
use crate::units::{Duration, Fraction};

/// How long a series lives on after its last sample.
const LOOKBACK: u64 = 300;

/// For how long a recorded series counts as seen.
const SEEN: u64 = 86_400;

/// The most evaluations in a test: each takes promtool some milliseconds.
const MOST_EVALUATIONS: u64 = 3_000;

/// An alert under test.
#[derive(Clone, Copy)]
pub(super) struct Proof<'p> {
    pub(super) program: &'p Program,
    pub(super) service: &'p Service,
    pub(super) deployment: &'p Deployment,
    pub(super) bound: &'p PackAlerts,
    pub(super) alert: &'p Alert,
    pub(super) readers: &'p Readers<'p>,
    /// Seconds between two evaluations.
    pub(super) every: u64,
}

impl<'p> Proof<'p> {
    /// The alert and what it is about.
    pub(super) fn name(&self) -> String {
        match &self.bound.key {
            Some((_, key)) => format!("{} of {key}", self.alert.name),
            None => self.alert.name.clone(),
        }
    }

    /// The tests, or the reason why there are none.
    pub(super) fn tests(&self) -> Result<Vec<Solo<'p>>, &'static str> {
        self.check_wait()?;
        match self.alert.condition {
            Condition::Absent => self.absence().map(|solo| vec![solo]),
            Condition::Above(_) | Condition::Below(_) => self.threshold(),
        }
    }

    /// Evaluations are whole seconds apart.
    pub(super) fn check_wait(&self) -> Result<(), &'static str> {
        if self.alert.pending.as_millis().is_multiple_of(1_000) {
            Ok(())
        } else {
            Err("it waits for parts of a second")
        }
    }

    fn threshold(&self) -> Result<Vec<Solo<'p>>, &'static str> {
        let signal = &self.alert.signal;
        let response = Response::of(&signal.expr)
            .ok_or("what its signal is while its series begin to move cannot be told")?;
        let levels = self.levels(response.is_gauge())?;
        if response.is_gauge() {
            return Ok(self.on_stairs()?.into_iter().collect());
        }
        // The buckets of one level would be seen among those of the other.
        if !course::are_alike(signal, levels.firing, levels.silent) {
            let ends = Levels {
                silent: levels.calm,
                ..levels
            };
            return Ok(vec![
                self.silent(response, levels)?,
                self.firing(response, ends)?,
            ]);
        }
        let calm = match response.scale {
            // A share is at once what is counted: nothing leads from one level to the other.
            Scale::Free => levels.silent,
            Scale::Proportional | Scale::Mixed => levels.calm,
        };
        self.firing(response, Levels { calm, ..levels })
            .map(|solo| vec![solo])
    }

    /// The values on both sides of the threshold; those of a gauge may be whole numbers alone.
    pub(super) fn levels(&self, gauge: bool) -> Result<Levels, &'static str> {
        Levels::around(self.alert.condition, self.alert.signal.unit, gauge)
            .ok_or("its threshold is below 0, or no value lies beyond it")
    }

    /// On this side of the threshold for longer than the alert waits.
    fn silent(&self, response: Response, levels: Levels) -> Result<Solo<'p>, &'static str> {
        let paced = self.paced(Levels {
            firing: levels.silent,
            ..levels
        })?;
        let mut course = self.course(response, &paced, levels.silent)?;
        course.end = course.until;
        let mut test = test(String::new(), course.step, course.series(&paced));
        let fed = self.fed(&test.input_series);
        self.expect_silence(&mut test, course.until, &fed);
        let told = format!(
            "silent at {}",
            in_words(levels.silent, self.alert.signal.unit)
        );
        Ok(self.solo(fed, told, test))
    }

    /// Beyond the threshold until the alert has fired, then on this side of it.
    fn firing(&self, response: Response, levels: Levels) -> Result<Solo<'p>, &'static str> {
        let unit = self.alert.signal.unit;
        let paced = self.paced(levels)?;
        let course = self.course(response, &paced, levels.firing)?;
        let (until, over) = (course.until, course.over + self.kept());
        let mut test = test(String::new(), course.step, course.series(&paced));
        let fed = self.fed(&test.input_series);
        self.expect_silence(&mut test, until - self.every, &fed);
        let value = known::text(levels.firing, unit);
        self.expect_firing(&mut test, until, &fed, value.as_deref());
        if response.scale != Scale::Proportional {
            self.expect_others(&mut test, until, levels.firing);
        }
        self.expect_kept(&mut test, until, &fed, value.as_deref());
        self.expect_silence(&mut test, over, &fed);
        if course.way == Way::Jump {
            self.expect_rest(&mut test, course.end);
        }
        let [firing, silent] = [levels.firing, levels.silent].map(|it| in_words(it, unit));
        let waits = self.waits();
        let told = format!("fires at {firing} for {waits}, ends at {silent}");
        Ok(self.solo(fed, told, test))
    }

    /// The signal is there, gone, and there again.
    fn absence(&self) -> Result<Solo<'p>, &'static str> {
        let signal = &self.alert.signal;
        let window = only_window(&signal.expr)
            .ok_or("when its signal is gone cannot be told: it reads several windows")?
            .as_secs();
        let (every, step) = (self.every, self.step(window));
        let pending = self.alert.pending.as_secs();
        let gone = 2 * every.max(step);
        let missed = match window {
            0 => gone + LOOKBACK,
            _ => gone + window - step,
        };
        let missed = missed.next_multiple_of(every);
        let fires = missed + pending;
        if pending + every >= SEEN {
            return Err("after such a time its signal no longer counts as seen of late");
        }
        let back = fires + step;
        let end = fires + 2 * every + self.kept();
        self.check_length(fires + self.kept())?;
        let paced = self.paced(Levels::even(Fraction::ONE))?;
        let series = interrupted(&paced, step, [gone, back, end]);
        let mut test = test(String::new(), step, series);
        let fed = self.fed(&test.input_series);
        self.expect_silence(&mut test, fires - every, &fed);
        self.expect_firing(&mut test, fires, &fed, None);
        self.expect_kept(&mut test, fires, &fed, None);
        self.expect_silence(&mut test, end, &fed);
        let told = format!(
            "fires without its signal for {}, ends with the next",
            self.waits()
        );
        Ok(self.solo(fed, told, test))
    }

    /// A test of this alert alone.
    fn solo(&self, fed: Fed<'p>, told: String, test: Test) -> Solo<'p> {
        Solo::new(self.bound, &[&self.alert.name], fed.moved, told, test)
    }

    fn paced(&self, levels: Levels) -> Result<Vec<Paced>, &'static str> {
        course::paced(&self.alert.signal, levels)
            .ok_or("no series is known that its selectors pick")
    }

    /// Seconds for which the alert outlasts its condition.
    pub(super) fn kept(&self) -> u64 {
        self.alert.keep_firing_for.map_or(0, Duration::as_secs)
    }

    /// How long it waits, and by how much it outlasts its condition, for the name of a test.
    pub(super) fn waits(&self) -> String {
        let pending = self.alert.pending;
        match self.alert.keep_firing_for {
            Some(kept) => format!("{pending} and kept for {kept}"),
            None => pending.to_string(),
        }
    }

    pub(super) fn is_above(&self) -> bool {
        matches!(self.alert.condition, Condition::Above(_))
    }

    /// The moment of the evaluation at which a signal is first on the side of its threshold on which its level is.
    fn reached(&self, response: Response, level: Fraction) -> u64 {
        let window = response.window.map_or(0, Duration::as_secs);
        match (response.scale, self.alert.condition) {
            (Scale::Free, _) => self.every,
            // It rises evenly to its level, and crosses the threshold just before.
            (Scale::Proportional, Condition::Above(threshold)) if level > threshold => {
                let share = |at: u64| Fraction::from(at) / Fraction::from(window) * level;
                let mut evaluations = (1..=window / self.every).map(|n| n * self.every);
                evaluations
                    .find(|at| share(*at) > threshold)
                    .unwrap_or(window)
            }
            _ => window,
        }
    }

    /// At a level until the alert has fired, and back.
    fn course(
        &self,
        response: Response,
        paced: &[Paced],
        level: Fraction,
    ) -> Result<Course, &'static str> {
        let window = response.window.map_or(0, Duration::as_secs);
        let way = self.way(response.scale, window, paced)?;
        let reached = match way {
            Way::Piled => self.every,
            Way::Even | Way::Jump => self.reached(response, level),
        };
        let until = reached + self.alert.pending.as_secs();
        let any = self.alert.condition == Condition::Above(Fraction::ZERO);
        // What only ever rises falls when the window has passed, as does a share to nothing; what jumps is
        // only then at its level.
        let (falls, settles) = match (way, response.scale) {
            (Way::Even, Scale::Free) if !any => (0, 0),
            (Way::Even, _) => (window, window),
            (Way::Jump, _) => (0, window),
            (Way::Piled, _) => (0, 0),
        };
        self.check_length(until.max(falls) + self.kept())?;
        let over = until + self.every;
        Ok(Course {
            step: self.step(window),
            window,
            way,
            until,
            over: over + falls,
            end: over + settles + self.kept(),
        })
    }

    fn way(&self, scale: Scale, window: u64, paced: &[Paced]) -> Result<Way, &'static str> {
        let whole = self.alert.pending.as_secs() + self.kept() + 3 * self.every;
        match scale {
            Scale::Free => Ok(Way::Even),
            Scale::Proportional if self.is_above() => Ok(Way::Even),
            Scale::Proportional if whole < window && paced.iter().all(Paced::can_pile) => {
                Ok(Way::Piled)
            }
            _ if paced.iter().any(Paced::can_jump) => Ok(Way::Jump),
            _ => Err("no events tell that its signal is calm"),
        }
    }

    pub(super) fn check_length(&self, seconds: u64) -> Result<(), &'static str> {
        let evaluations = seconds / self.every;
        if evaluations > MOST_EVALUATIONS {
            return Err("its window and its wait take longer than promtool should be made to run");
        }
        Ok(())
    }

    /// Seconds between two samples: a few of them in a window, and one with each evaluation.
    fn step(&self, window: u64) -> u64 {
        let fits =
            |step: &u64| self.every.is_multiple_of(*step) && (window == 0 || window >= 4 * step);
        [60, 30, 20, 15, 10, 5, 2]
            .into_iter()
            .find(fits)
            .unwrap_or(1)
    }
}

/// A value for the name of a test.
pub(super) fn in_words(value: Fraction, unit: Unit) -> String {
    match unit {
        Unit::Ratio => format!("{:.4}%", value.percent()),
        Unit::Seconds => format!("{value}s"),
        Unit::Bytes => format!("{value}B"),
        Unit::Count => value.to_string(),
    }
}
