//! The codes of findings about the user's own PromQL.

use crate::diag::declare_codes;

declare_codes! {
    /// ## What it does
    /// Reports a custom SLI whose bad events are the same expression as all events.
    ///
    /// ## Why it matters
    /// The error ratio would be 1 at all times, and every alert would fire for ever.
    ///
    /// ## Example
    /// ```yaml
    /// sli:
    ///   type: custom
    ///   bad: sum(rate(jobs_total[$window]))
    ///   total: sum(rate(jobs_total[$window]))
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// sli:
    ///   type: custom
    ///   bad: sum(rate(jobs_total{outcome="failed"}[$window]))
    ///   total: sum(rate(jobs_total[$window]))
    /// ```
    BAD_EQUALS_TOTAL = SLO010 "bad-equals-total" Error;

    /// ## What it does
    /// Reports an expression of a custom SLI that has no `$window`, or of which a subquery has it as its step, or
    /// a step that is longer than a window.
    ///
    /// ## Why it matters
    /// The same expression is compiled for every window, from 5 minutes up. Without `$window` all
    /// of them would have one value, and the long and the short window would say the same.
    ///
    /// ## Example
    /// ```yaml
    /// sli:
    ///   type: custom
    ///   bad: sum(rate(jobs_total{outcome="failed"}[5m]))
    ///   total: sum(rate(jobs_total[5m]))
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// sli:
    ///   type: custom
    ///   bad: sum(rate(jobs_total{outcome="failed"}[$window]))
    ///   total: sum(rate(jobs_total[$window]))
    /// ```
    NO_WINDOW = SLO011 "no-window" Error;

    /// ## What it does
    /// Reports an expression of a custom SLI that has a value without any series, by `vector()` or
    /// `absent()`.
    ///
    /// ## Why it matters
    /// `or vector(0)` goes on saying 0 after the service has died with its metrics: no alert for
    /// missing data can ever fire, and the budget looks untouched.
    ///
    /// ## Example
    /// ```yaml
    /// sli:
    ///   type: custom
    ///   bad: sum(rate(jobs_failed_total[$window])) or vector(0)
    ///   total: sum(rate(jobs_total[$window]))
    /// ```
    ///
    /// ## Write instead
    /// Nothing in its place: where all events are known, missing bad ones count as none.
    /// ```yaml
    /// sli:
    ///   type: custom
    ///   bad: sum(rate(jobs_failed_total[$window]))
    ///   total: sum(rate(jobs_total[$window]))
    /// ```
    CONSTANT_FALLBACK = SLO014 "constant-fallback" Error;

    /// ## What it does
    /// Reports a selector or expression that PromQL cannot read, or in which a label's value waits to be filled in,
    /// and a selector that looks at another time by `offset` or `@`.
    ///
    /// ## Why it matters
    /// Prometheus would refuse the whole file of rules, with every other alert in it. Nothing would be found by
    /// `service="$service"`: without bad events the SLO is always met. A rule and its tests are about one time, and a
    /// selector that looks at another would tell of what is over.
    ///
    /// ## Example
    /// ```yaml
    /// sli:
    ///   type: request_ratio
    ///   bad: requests_total{code=~"5.."
    ///   total: requests_total
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// sli:
    ///   type: request_ratio
    ///   bad: requests_total{code=~"5.."}
    ///   total: requests_total
    /// ```
    NOT_PROMQL = SLO023 "not-promql" Error;

    /// ## What it does
    /// Reports an expression of a custom SLI that gives something else than an instant vector.
    ///
    /// ## Why it matters
    /// A rate is a number for each series at one moment. A range of samples, a scalar or a string
    /// cannot be recorded or divided.
    ///
    /// ## Example
    /// ```yaml
    /// sli:
    ///   type: custom
    ///   bad: jobs_total{outcome="failed"}[$window]
    ///   total: jobs_total[$window]
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// sli:
    ///   type: custom
    ///   bad: sum(rate(jobs_total{outcome="failed"}[$window]))
    ///   total: sum(rate(jobs_total[$window]))
    /// ```
    WRONG_KIND = SLO024 "not-a-rate" Error;

    /// ## What it does
    /// Reports a custom SLI whose bad and total events keep different labels.
    ///
    /// ## Why it matters
    /// Both are summed to one number for the service. Different grouping is a sign that one of them
    /// counts something else than the other.
    ///
    /// ## Example
    /// ```yaml
    /// sli:
    ///   type: custom
    ///   bad: sum by (queue) (rate(jobs_total{outcome="failed"}[$window]))
    ///   total: sum(rate(jobs_total[$window]))
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// sli:
    ///   type: custom
    ///   bad: sum(rate(jobs_total{outcome="failed"}[$window]))
    ///   total: sum(rate(jobs_total[$window]))
    /// ```
    UNEQUAL_GROUPING = SLO025 "unequal-grouping" Error;

    /// ## What it does
    /// Reports a request ratio with a selector for bad events alone, or for all events alone.
    ///
    /// ## Why it matters
    /// The other half would come from the dialect and count other requests.
    ///
    /// ## Example
    /// ```yaml
    /// sli: {type: request_ratio, total: requests_total}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// sli: {type: request_ratio, total: requests_total, bad: 'requests_total{code=~"5.."}'}
    /// ```
    HALF_A_PAIR = SLO026 "half-a-pair" Error;

    /// ## What it does
    /// Warns of a custom SLI whose bad events seem to hold all events: `total` reads the metric of `bad`
    /// with further matchers, or one whose name says that it counts failures.
    ///
    /// ## Why it matters
    /// The error ratio would be 1 or more at all times, and every alert would fire for ever.
    ///
    /// ## Example
    /// ```yaml
    /// sli:
    ///   type: custom
    ///   bad: sum(rate(jobs_total[$window]))
    ///   total: sum(rate(jobs_total{outcome="failed"}[$window]))
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// sli:
    ///   type: custom
    ///   bad: sum(rate(jobs_total{outcome="failed"}[$window]))
    ///   total: sum(rate(jobs_total[$window]))
    /// ```
    SWAPPED_PAIR = SLO032 "swapped-pair" Warning;

    /// ## What it does
    /// Warns of a custom SLI whose bad events are a ratio already, while all events are a rate.
    ///
    /// ## Why it matters
    /// The ratio would be divided by the rate of all events once more. The more traffic there is, the
    /// further the result is below the error ratio, and no alert would fire.
    ///
    /// ## Example
    /// ```yaml
    /// sli:
    ///   type: custom
    ///   bad: sum(rate(jobs_failed_total[$window])) / sum(rate(jobs_total[$window]))
    ///   total: sum(rate(jobs_total[$window]))
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// sli:
    ///   type: custom
    ///   bad: sum(rate(jobs_failed_total[$window]))
    ///   total: sum(rate(jobs_total[$window]))
    /// ```
    RATIO_AS_RATE = SLO033 "ratio-as-rate" Warning;

    /// ## What it does
    /// Warns of an error status that no status is, or that `200` is as well. It looks at `error_status` of
    /// dialects, and at selectors of failed requests that ask for a label of statuses, such as `code`.
    ///
    /// ## Why it matters
    /// The pattern is a regular expression over the whole status. `5*` is a row of fives and no status at
    /// all: no request would ever fail, and no alert fire. `.*` is every status, and all would fail.
    ///
    /// ## Example
    /// ```yaml
    /// dialects:
    ///   mux: {requests: mux_requests_total, status_label: code, error_status: "5*"}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// dialects:
    ///   mux: {requests: mux_requests_total, status_label: code, error_status: 5..}
    /// ```
    ODD_STATUS = SLO034 "odd-status" Warning;

    /// ## What it does
    /// Warns of a custom SLI of which one side is not in events per second: `increase`, `irate`, `delta`, the last
    /// value, a quantile, a number of series, the rate of one series beside a sum, a rate per minute or in percent,
    /// a rate below zero or multiplied by 0, or a number less a rate.
    ///
    /// ## Why it matters
    /// The ratio would be off by a factor, which may be 300 between `increase` and `rate`. With `increase` in
    /// both sides the ratio is right, but the guard against a handful of failures, which counts events per
    /// second, lets everything pass. `irate` has the same value for every window.
    ///
    /// ## Example
    /// ```yaml
    /// sli:
    ///   type: custom
    ///   bad: sum(increase(jobs_failed_total[$window]))
    ///   total: sum(rate(jobs_total[$window]))
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// sli:
    ///   type: custom
    ///   bad: sum(rate(jobs_failed_total[$window]))
    ///   total: sum(rate(jobs_total[$window]))
    /// ```
    NOT_PER_SECOND = SLO035 "not-per-second" Warning;

    /// ## What it does
    /// Warns of a custom SLI whose bad events and all events are of different times, by `offset` or `@`.
    ///
    /// ## Why it matters
    /// Failures of an hour ago would be divided by the traffic of now: in the evening, when traffic falls,
    /// the ratio would rise by itself.
    ///
    /// ## Example
    /// ```yaml
    /// sli:
    ///   type: custom
    ///   bad: sum(rate(jobs_failed_total[$window] offset 1h))
    ///   total: sum(rate(jobs_total[$window]))
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// sli:
    ///   type: custom
    ///   bad: sum(rate(jobs_failed_total[$window]))
    ///   total: sum(rate(jobs_total[$window]))
    /// ```
    UNEQUAL_TIMES = SLO036 "unequal-times" Warning;

    /// ## What it does
    /// Notes a route that looks like a pattern, or that begins with a method.
    ///
    /// ## Why it matters
    /// `routes` are compared with the label of the route as they stand. Some routers do call a route
    /// `/api/*` or `GET /checkout`; if this one does not, the SLO has no data.
    ///
    /// ## Example
    /// ```yaml
    /// sli: {type: request_ratio, routes: ["/api/.*"]}
    /// ```
    ///
    /// ## Write instead
    /// Each route as the label has it:
    /// ```yaml
    /// sli: {type: request_ratio, routes: [/api/orders, /api/carts]}
    /// ```
    LITERAL_ROUTE = SLO038 "literal-route" Note;

    /// ## What it does
    /// Warns of matchers that no series can satisfy together, and of a pattern behind `=` or `!=`, in selectors and
    /// expressions of your own. Patterns for a status are told by `SLO034`.
    ///
    /// ## Why it matters
    /// A selector of bad events that picks nothing finds no failure: the SLO is always met, and no alert fires.
    ///
    /// ## Example
    /// ```yaml
    /// sli:
    ///   type: custom
    ///   bad: sum(rate(jobs_total{outcome="failed|timeout"}[$window]))
    ///   total: sum(rate(jobs_total[$window]))
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// sli:
    ///   type: custom
    ///   bad: sum(rate(jobs_total{outcome=~"failed|timeout"}[$window]))
    ///   total: sum(rate(jobs_total[$window]))
    /// ```
    ODD_MATCHERS = SLO039 "odd-matchers" Warning;
}
