//! The functions of PromQL, stable and experimental, by what they take and give.

use super::ValueKind::{self, Matrix, Scalar, String, Vector};

/// What a function takes and gives.
#[derive(Debug)]
pub(super) struct Signature {
    names: &'static [&'static str],
    /// Kinds of the arguments; the last one repeats where more are allowed.
    pub(super) args: &'static [ValueKind],
    /// The fewest arguments.
    pub(super) min: usize,
    /// The most arguments; `None` is any number.
    pub(super) max: Option<usize>,
    /// What it gives.
    pub(super) returns: ValueKind,
}

impl Signature {
    const fn new(
        names: &'static [&'static str],
        args: &'static [ValueKind],
        returns: ValueKind,
    ) -> Self {
        Self {
            names,
            args,
            min: args.len(),
            max: Some(args.len()),
            returns,
        }
    }

    const fn taking(mut self, min: usize, max: Option<usize>) -> Self {
        self.min = min;
        self.max = max;
        self
    }

    /// The kind that the argument at this position must have.
    pub(super) fn arg(&self, position: usize) -> Option<ValueKind> {
        self.args.get(position).or(self.args.last()).copied()
    }
}

const SIGNATURES: &[Signature] = &[
    Signature::new(
        &["end", "pi", "range", "start", "step", "time"],
        &[],
        Scalar,
    ),
    Signature::new(&["scalar"], &[Vector], Scalar),
    Signature::new(&["max_of", "min_of"], &[Scalar, Scalar], Scalar),
    Signature::new(&["vector"], &[Scalar], Vector),
    Signature::new(
        &[
            "abs",
            "absent",
            "acos",
            "acosh",
            "asin",
            "asinh",
            "atan",
            "atanh",
            "ceil",
            "cos",
            "cosh",
            "deg",
            "exp",
            "floor",
            "histogram_avg",
            "histogram_count",
            "histogram_stddev",
            "histogram_stdvar",
            "histogram_sum",
            "ln",
            "log10",
            "log2",
            "rad",
            "sgn",
            "sin",
            "sinh",
            "sort",
            "sort_desc",
            "sqrt",
            "start_timestamp",
            "tan",
            "tanh",
            "timestamp",
        ],
        &[Vector],
        Vector,
    ),
    Signature::new(
        &[
            "day_of_month",
            "day_of_week",
            "day_of_year",
            "days_in_month",
            "hour",
            "minute",
            "month",
            "year",
        ],
        &[Vector],
        Vector,
    )
    .taking(0, Some(1)),
    Signature::new(
        &[
            "absent_over_time",
            "avg_over_time",
            "changes",
            "count_over_time",
            "delta",
            "deriv",
            "first_over_time",
            "idelta",
            "increase",
            "irate",
            "last_over_time",
            "mad_over_time",
            "max_over_time",
            "min_over_time",
            "present_over_time",
            "rate",
            "resets",
            "stddev_over_time",
            "stdvar_over_time",
            "sum_over_time",
            "ts_of_first_over_time",
            "ts_of_last_over_time",
            "ts_of_max_over_time",
            "ts_of_min_over_time",
        ],
        &[Matrix],
        Vector,
    ),
    Signature::new(&["predict_linear"], &[Matrix, Scalar], Vector),
    Signature::new(&["integral"], &[Matrix, Scalar], Vector).taking(1, Some(2)),
    Signature::new(
        &["double_exponential_smoothing"],
        &[Matrix, Scalar, Scalar],
        Vector,
    ),
    Signature::new(&["quantile_over_time"], &[Scalar, Matrix], Vector),
    Signature::new(&["clamp_max", "clamp_min"], &[Vector, Scalar], Vector),
    Signature::new(&["round"], &[Vector, Scalar], Vector).taking(1, Some(2)),
    Signature::new(&["clamp"], &[Vector, Scalar, Scalar], Vector),
    Signature::new(&["info"], &[Vector, Vector], Vector).taking(1, Some(2)),
    Signature::new(&["histogram_quantile"], &[Scalar, Vector], Vector),
    Signature::new(&["histogram_fraction"], &[Scalar, Scalar, Vector], Vector),
    Signature::new(&["histogram_quantiles"], &[Vector, String, Scalar], Vector).taking(3, Some(12)),
    Signature::new(
        &["sort_by_label", "sort_by_label_desc"],
        &[Vector, String],
        Vector,
    )
    .taking(1, None),
    Signature::new(&["label_join"], &[Vector, String, String, String], Vector).taking(3, None),
    Signature::new(
        &["label_replace"],
        &[Vector, String, String, String, String],
        Vector,
    ),
];

/// What the function of this name takes and gives.
pub(super) fn signature(name: &str) -> Option<&'static Signature> {
    SIGNATURES
        .iter()
        .find(|signature| signature.names.contains(&name))
}

/// The names of all functions.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    SIGNATURES
        .iter()
        .flat_map(|signature| signature.names.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_function_is_listed_twice() {
        let mut sorted: Vec<_> = names().collect();
        sorted.sort_unstable();
        assert!(sorted.is_sorted_by(|a, b| a < b), "{sorted:?}");
        assert_eq!(sorted.len(), 91);
    }
}
