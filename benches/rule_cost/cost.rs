//! What an evaluation costs the server, as its own statistics have it.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;

use crate::history::END;
use crate::server::Server;

/// How often an expression is evaluated; the best counts, when the page cache is warm.
const REPEATS: usize = 7;

/// Time of evaluation and samples that were read.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Cost {
    pub(crate) seconds: f64,
    pub(crate) samples: u64,
}

impl Cost {
    /// The cost of an expression at the end of the month, and its value if it gives one.
    pub(crate) fn of(server: &Server, expr: &str) -> (Self, Option<f64>) {
        let end = END.to_string();
        let parameters = [("query", expr), ("time", &end), ("stats", "all")];
        let answers = (0..REPEATS).map(|_| {
            let answer = server.ask("query", &parameters);
            let stats = &answer["stats"];
            let seconds = stats["timings"]["evalTotalTime"].as_f64();
            let samples = stats["samples"]["totalQueryableSamples"].as_u64();
            let value = answer["result"][0]["value"][1].as_str();
            let cost = Self {
                seconds: seconds.expect("a time in seconds"),
                samples: samples.expect("a count of samples"),
            };
            (cost, value.and_then(|value| value.parse().ok()))
        });
        answers
            .min_by(|(one, _), (other, _)| one.seconds.total_cmp(&other.seconds))
            .expect("it was evaluated")
    }

    pub(crate) fn times(self, count: u32) -> Self {
        Self {
            seconds: self.seconds * f64::from(count),
            samples: self.samples * u64::from(count),
        }
    }
}

impl Add for Cost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            seconds: self.seconds + other.seconds,
            samples: self.samples + other.samples,
        }
    }
}

impl Sum for Cost {
    fn sum<I: Iterator<Item = Self>>(costs: I) -> Self {
        costs.fold(Self::default(), Add::add)
    }
}

/// Two cells of a table.
impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.seconds < 0.5 {
            write!(f, "{:.2} ms | {}", self.seconds * 1e3, self.samples)
        } else {
            write!(f, "{:.2} s | {}", self.seconds, self.samples)
        }
    }
}
