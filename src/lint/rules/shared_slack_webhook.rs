//! One Slack webhook for several channels.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, Sink};
use crate::ir::Program;
use crate::ir::alerting::{SlackAccess, Way};

declare_rule! {
    /// ## What it does
    /// Warns of a Slack webhook whose file is the same for all channels, where alerts go to more than one.
    ///
    /// ## Why it matters
    /// Slack ties an incoming webhook to one channel and ignores the channel that a message names: all alerts
    /// arrive in one, and the other teams read none of theirs.
    ///
    /// ## Example
    /// ```yaml
    /// # platform.yml
    /// alertmanager: {slack: {webhook: {file: /run/secrets/slack_webhook}}}
    /// ```
    ///
    /// ## Write instead
    /// A file for each channel, or an app, which may post to all of them:
    /// ```yaml
    /// # platform.yml
    /// alertmanager: {slack: {webhook: {file: "/run/secrets/slack/{channel}"}}}
    /// ```
    SHARED_SLACK_WEBHOOK = RTE030 "shared-slack-webhook" Warning, Program(check)
}

fn check(program: &Program, sink: &mut Sink) {
    let (SlackAccess::Webhook(file), Some(routes)) = (&program.alerting.slack, &program.routes)
    else {
        return;
    };
    let channels = routes.destinations().filter_map(|it| match &it.way {
        Way::Slack(channel) => Some(channel.as_str()),
        _ => None,
    });
    let channels: BTreeSet<_> = channels.collect();
    if file.contains("{channel}") || channels.len() < 2 {
        return;
    }
    let some: Vec<_> = channels
        .iter()
        .take(3)
        .map(|it| format!("`{it}`"))
        .collect();
    let message = format!(
        "alerts for {} channels go through one Slack webhook",
        channels.len()
    );
    let finding = Diagnostic::at(&SHARED_SLACK_WEBHOOK, file.span, message)
        .label("Slack posts them all to the webhook's own channel")
        .note(format!("channels such as {}", some.join(" and ")));
    sink.push(finding.help(
        "write `{channel}` into the path, for a file with the webhook of each channel, or use `app_token`",
    ));
}
