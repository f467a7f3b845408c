//! The table that the script prints: one row for each condition, cell and period.

use std::sync::LazyLock;

use serde::{Deserialize, Deserializer};

/// The committed table.
pub(crate) static EXPECTED: LazyLock<Expected> = LazyLock::new(|| {
    serde_json::from_str(include_str!("expected.json")).expect("the script prints this shape")
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expected {
    pub(crate) figures: Vec<Figures>,
    pub(crate) times: Vec<Times>,
    pub(crate) compliance: Vec<Compliance>,
    pub(crate) losses: Vec<Loss>,
    pub(crate) costs: Vec<Cost>,
}

/// An exact fraction, written as `9/625`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Exact {
    pub(crate) numerator: i64,
    pub(crate) denominator: u64,
}

impl Exact {
    pub(crate) fn to_f64(self) -> f64 {
        let fraction = |number: i64| -> f64 {
            let digits = number.to_string();
            digits.parse().expect("digits are a number")
        };
        let denominator = i64::try_from(self.denominator).expect("denominators are small");
        fraction(self.numerator) / fraction(denominator)
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Whole(i64),
            Text(String),
        }
        let exact = match Written::deserialize(deserializer)? {
            Written::Whole(numerator) => Some((numerator, 1)),
            Written::Text(text) => {
                let (numerator, denominator) = text.split_once('/').unwrap_or((&text, "1"));
                numerator.parse().ok().zip(denominator.parse().ok())
            }
        };
        let (numerator, denominator) =
            exact.ok_or_else(|| serde::de::Error::custom("not a fraction"))?;
        Ok(Self {
            numerator,
            denominator,
        })
    }
}

/// A condition and its figures. Times are seconds, ratios are between 0 and 1.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Figures {
    pub(crate) policy: String,
    pub(crate) objective: String,
    pub(crate) days: u64,
    pub(crate) burn: String,
    pub(crate) severity: String,
    pub(crate) factor: Exact,
    pub(crate) long: u64,
    pub(crate) short: u64,
    pub(crate) threshold: Exact,
    pub(crate) share: Exact,
    pub(crate) detection: Exact,
    pub(crate) detection_delay: Exact,
    pub(crate) reset: Exact,
    pub(crate) reset_delay: Exact,
    pub(crate) one_failure_exceeds_below: Exact,
    pub(crate) fewest_requests: u64,
    pub(crate) exhaustion: Exact,
    pub(crate) outage_in_budget: Exact,
}

/// When the condition holds after the start of an outage, and ceases to after its end.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Times {
    pub(crate) objective: String,
    pub(crate) days: u64,
    pub(crate) burn: String,
    pub(crate) events: String,
    pub(crate) traffic: String,
    pub(crate) detection: Exact,
    pub(crate) reset: Exact,
}

/// Events of a period.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Compliance {
    pub(crate) days: u64,
    pub(crate) events: String,
    pub(crate) traffic: String,
    pub(crate) bad: Exact,
    pub(crate) total: Exact,
}

impl Compliance {
    /// Bad events as a share of all.
    pub(crate) fn ratio(&self) -> f64 {
        self.bad.to_f64() / self.total.to_f64()
    }
}

/// Failures that are counted wrongly, in seconds of failing.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Loss {
    pub(crate) loss: String,
    pub(crate) seconds: Exact,
}

/// Samples that one evaluation reads for a window of so many seconds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cost {
    pub(crate) window: u64,
    pub(crate) each_raw_series: u64,
    pub(crate) pair: u64,
    pub(crate) averages: u64,
}

impl Expected {
    /// The conditions of a policy for an objective and a period, from fastest to slowest.
    pub(crate) fn conditions(&self, policy: &str, objective: &str, days: u64) -> Vec<&Figures> {
        let found = self
            .figures
            .iter()
            .filter(|it| (&*it.policy, &*it.objective, it.days) == (policy, objective, days));
        found.collect()
    }

    /// The times of a cell, if events flow in it.
    pub(crate) fn times(&self, condition: &Figures, events: &str, traffic: &str) -> Option<&Times> {
        self.times.iter().find(|it| {
            (&it.objective, it.days, &it.burn)
                == (&condition.objective, condition.days, &condition.burn)
                && (&*it.events, &*it.traffic) == (events, traffic)
        })
    }

    /// The events of a period, if there are any.
    pub(crate) fn events(&self, days: u64, events: &str, traffic: &str) -> Option<&Compliance> {
        let wanted = (days, events, traffic);
        self.compliance
            .iter()
            .find(|it| (it.days, &*it.events, &*it.traffic) == wanted)
    }

    /// Seconds of failing that are counted wrongly.
    pub(crate) fn lost(&self, loss: &str) -> f64 {
        let found = self.losses.iter().find(|it| it.loss == loss);
        found.expect("the script names it").seconds.to_f64()
    }
}
