//! The codes of findings about alert packs.

use crate::diag::declare_codes;

declare_codes! {
    /// ## What it does
    /// Reports a name that an alert pack does not declare: a parameter, signal, role or alert, or a name
    /// between braces in a text.
    ///
    /// ## Why it matters
    /// What was meant would be left out without a word: a threshold would stay as it is, or a message
    /// would have a hole.
    ///
    /// ## Example
    /// ```yaml
    /// alert_packs:
    ///   - {pack: host, with: {cpu_warn: 0.7}}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// alert_packs:
    ///   - {pack: host, with: {cpu_warning: 0.7}}
    /// ```
    UNKNOWN_NAME = PCK001 "unknown-name-in-pack" Error;

    /// ## What it does
    /// Reports a parameter's value of the wrong type, out of its bounds, or on the wrong side of another
    /// one.
    ///
    /// ## Why it matters
    /// The pack's author knows which values make sense. A warning above its critical threshold, or a
    /// share of 80 where 0.8 was meant, is an alert that never fires.
    ///
    /// ## Example
    /// ```yaml
    /// alert_packs:
    ///   - {pack: host, with: {cpu_warning: 80}}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// alert_packs:
    ///   - {pack: host, with: {cpu_warning: 0.8}}
    /// ```
    PARAMETER_VALUE = PCK002 "parameter-value" Error;

    /// ## What it does
    /// Reports a parameter, role or signal of a pack that no alert uses.
    ///
    /// ## Why it matters
    /// Somebody would set it and wait for an effect.
    ///
    /// ## Example
    /// ```yaml
    /// params:
    ///   limit: {description: jobs that may wait, type: number, default: 100}
    /// alerts:
    ///   - {alert: JobsWaiting, signal: waiting, above: 100, for: 5m}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// params:
    ///   limit: {description: jobs that may wait, type: number, default: 100}
    /// alerts:
    ///   - {alert: JobsWaiting, signal: waiting, above: $limit, for: 5m}
    /// ```
    UNUSED_DECLARATION = PCK003 "unused-declaration" Error;

    /// ## What it does
    /// Reports a signal that reads a metric which is no role, matches on a label that its role does not
    /// declare, reads a metric in another way than its type is read, or is not aggregated.
    ///
    /// ## Why it matters
    /// A pack is bound to a subject through its roles: any other metric would be read for all services
    /// at once. Without aggregation an alert would have whatever labels the metric has, and routing and
    /// inhibition could not rely on them. The value of a counter says how long its process has run.
    ///
    /// ## Example
    /// ```yaml
    /// signals:
    ///   waiting: {expr: jobs_waiting, unit: count}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// requires:
    ///   waiting: {description: jobs that wait, type: gauge, metric: jobs_waiting}
    /// signals:
    ///   waiting: {expr: sum($waiting), unit: count}
    /// ```
    UNSCOPED_SIGNAL = PCK004 "unscoped-signal" Error;

    /// ## What it does
    /// Reports a signal whose proof does not feed exactly the series that it reads, or does not say how
    /// they move.
    ///
    /// ## Why it matters
    /// The proof makes the tests of the signal's alerts. It also shows that the signal reads what its
    /// author believes: a matcher that no series satisfies is an alert that never fires.
    ///
    /// ## Example
    /// ```yaml
    /// signals:
    ///   cpu_used:
    ///     expr: 1 - avg(rate($cpu_seconds{mode="idle"}[5m]))
    ///     unit: ratio
    ///     proof:
    ///       - {series: '$cpu_seconds{mode="user"}', increases_by: $v}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// signals:
    ///   cpu_used:
    ///     expr: 1 - avg(rate($cpu_seconds{mode="idle"}[5m]))
    ///     unit: ratio
    ///     proof:
    ///       - {series: '$cpu_seconds{mode="idle"}', increases_by: 1 - $v}
    /// ```
    UNPROVED_SIGNAL = PCK005 "unproved-signal" Error;

    /// ## What it does
    /// Reports an alert of a pack that does not say one condition: `above` or `below` with `for`, or
    /// `absent_for` for a signal that is recorded.
    ///
    /// ## Why it matters
    /// Without a condition it would fire whenever there is data, and without `for` on a single odd
    /// sample. That a signal is missing can only be told from the series that it is recorded as.
    ///
    /// ## Example
    /// ```yaml
    /// alerts:
    ///   - {alert: JobsWaiting, signal: waiting, above: $limit}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// alerts:
    ///   - {alert: JobsWaiting, signal: waiting, above: $limit, for: 5m}
    /// ```
    ALERT_CONDITION = PCK006 "alert-condition" Error;

    /// ## What it does
    /// Reports an inhibition of a pack whose source is not stricter than its target.
    ///
    /// ## Why it matters
    /// The critical alert is to silence the warning that led to it. The other way round the warning
    /// would silence the page.
    ///
    /// ## Example
    /// ```yaml
    /// inhibits:
    ///   - {source: HighCPUWarning, target: HighCPUCritical}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// inhibits:
    ///   - {source: HighCPUCritical, target: HighCPUWarning}
    /// ```
    PACK_INHIBITION = PCK007 "lax-inhibition" Error;

    /// ## What it does
    /// Warns of a signal that keeps a label with a value for each process, request or user: `pod`,
    /// `instance`, `path`, `user_id`, `trace_id` and the like.
    ///
    /// ## Why it matters
    /// One fault becomes as many alerts as there are values: a storm in which nobody sees what is wrong.
    ///
    /// ## Example
    /// ```yaml
    /// signals:
    ///   waiting: {expr: sum by (pod) ($waiting), unit: count}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// signals:
    ///   waiting: {expr: sum($waiting), unit: count}
    /// ```
    HIGH_CARDINALITY = ALR007 "high-cardinality" Warning;

    /// ## What it does
    /// Warns of `rate` or `increase` over an aggregation.
    ///
    /// ## Why it matters
    /// A counter falls when its process restarts, and `rate` makes up for that. In a sum the fall of one
    /// looks like a fall of all, and a restart becomes a burst of events that never were.
    ///
    /// ## Example
    /// ```yaml
    /// signals:
    ///   arriving: {expr: "sum(increase(max(rate($arrived[1m]))[5m:1m]))", unit: count}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// signals:
    ///   arriving: {expr: "sum(increase($arrived[5m]))", unit: count}
    /// ```
    RATE_OF_SUM = ALR013 "rate-of-sum" Warning;

    /// ## What it does
    /// Warns of `topk`, `bottomk`, `limitk` and `limit_ratio` in a signal.
    ///
    /// ## Why it matters
    /// They pick other series at each evaluation. An alert with `for` begins anew whenever its series
    /// changes, and may never fire.
    ///
    /// ## Example
    /// ```yaml
    /// signals:
    ///   waiting: {expr: "max(topk(3, $waiting))", unit: count}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// signals:
    ///   waiting: {expr: max($waiting), unit: count}
    /// ```
    TOPK_IN_SIGNAL = ALR014 "topk-in-signal" Warning;

    /// ## What it does
    /// Tells of regular expressions in matchers that ask for one text, or that anchor a pattern.
    ///
    /// ## Why it matters
    /// Prometheus matches whole values, so the anchors say nothing, and an equal sign is found in an
    /// index. A reader looks for what the pattern is for.
    ///
    /// ## Example
    /// ```yaml
    /// signals:
    ///   waiting: {expr: 'sum($waiting{queue=~"^mail$"})', unit: count}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// signals:
    ///   waiting: {expr: 'sum($waiting{queue="mail"})', unit: count}
    /// ```
    NEEDLESS_REGEX = ALR016 "needless-regex" Note;
}
