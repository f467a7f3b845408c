//! Times that Alertmanager rounds, so that something else happens than is written.

use crate::diag::{Diagnostic, Sink};
use crate::ir::alerting::again;
use crate::ir::{Program, Sourced};
use crate::slo::Severity;
use crate::units::Duration;

declare_rule! {
    /// ## What it does
    /// Warns of a `repeat` that is no multiple of `routing.interval`, and of a `routing.wait`
    /// above `routing.interval`.
    ///
    /// ## Why it matters
    /// Alertmanager looks at a group once per interval: a repetition in between is put off to the
    /// next one, so that people are told less often than the file says. Even a multiple comes up to
    /// one interval late, since the last notification took a moment.
    ///
    /// ## Example
    /// ```yaml
    /// # platform.yml
    /// routing: {interval: 5m}
    /// severities:
    ///   critical: {repeat: 12m}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// # platform.yml
    /// routing: {interval: 5m}
    /// severities:
    ///   critical: {repeat: 15m}
    /// ```
    NOTIFICATION_TIMES = RTE010 "notification-times" Warning, Program(check)
}

fn check(program: &Program, sink: &mut Sink) {
    let alerting = &program.alerting;
    let interval = *alerting.interval;
    let severities = [Severity::Critical, Severity::Warning, Severity::Info];
    let own = severities
        .into_iter()
        .filter_map(|severity| alerting.severity(severity).repeat);
    let repeats: Vec<_> = own.chain([alerting.repeat]).collect();
    let odd = repeats
        .into_iter()
        .filter(|it| again(**it, interval) != **it);
    let odd: Vec<_> = odd.collect();
    match odd.as_slice() {
        [one, _, ..] if alerting.interval.span.is_some() => {
            let what = format!("every {} becomes every {}", **one, again(**one, interval));
            let message = format!("groups are looked at every {interval}, so that {what}");
            let help = "write an interval of which every `repeat` is a multiple, such as `5m`";
            warn(&alerting.interval, message, help, sink);
        }
        odd => odd.iter().for_each(|it| warn_of_repeat(it, interval, sink)),
    }
    if *alerting.wait > interval {
        let message = format!(
            "a new group waits longer ({}) than one that changes ({interval})",
            *alerting.wait
        );
        warn(
            &alerting.wait,
            message,
            &format!("write at most `{interval}`"),
            sink,
        );
    }
}

fn warn_of_repeat(repeat: &Sourced<Duration>, interval: Duration, sink: &mut Sink) {
    let next = again(**repeat, interval);
    let message = format!(
        "every {} becomes every {next}: groups are looked at every {interval}",
        **repeat
    );
    let help = format!("write `{next}`, or another multiple of {interval}");
    warn(repeat, message, &help, sink);
}

fn warn(at: &Sourced<Duration>, message: String, help: &str, sink: &mut Sink) {
    let finding = match at.span {
        Some(span) => Diagnostic::at(&NOTIFICATION_TIMES, span, message),
        None => Diagnostic::nowhere(&NOTIFICATION_TIMES, message),
    };
    sink.push(finding.help(help));
}
