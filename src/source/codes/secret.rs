//! Codes about secrets in the registry.

use crate::diag::declare_codes;

declare_codes! {
    /// ## What it does
    /// Finds webhook URLs of Slack, Discord and Microsoft Teams, in values, keys and comments.
    ///
    /// ## Why it matters
    /// Whoever has the URL can post to the channel, and Git keeps it for ever.
    ///
    /// ## Example
    /// ```yaml
    /// webhook: https://hooks.slack.com/services/T0…/B0…/…
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// webhook: {file: /run/secrets/slack-webhook}
    /// ```
    CHAT_WEBHOOK_URL = SEC001 "chat-webhook-url" Error;

    /// ## What it does
    /// Finds keys of PagerDuty, Opsgenie and VictorOps: 32 hexadecimal digits or a UUID after a name
    /// such as `routing_key`, `service_key`, `integration_key` or `api_key`, or in place of the path of its
    /// `file`.
    ///
    /// ## Why it matters
    /// Whoever has the key can page people and resolve their incidents.
    ///
    /// ## Example
    /// ```yaml
    /// routing_key: 0123…
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// routing_key: {file: /run/secrets/pagerduty-routing-key}
    /// ```
    PAGER_KEY = SEC002 "pager-key" Error;

    /// ## What it does
    /// Finds credentials that are known by their form: AWS keys, tokens of GitHub, GitLab, Slack and
    /// Grafana, JSON web tokens, private keys.
    ///
    /// ## Why it matters
    /// Everybody who can read the repository, now or later, has them.
    ///
    /// ## Example
    /// ```yaml
    /// token: ghp_…
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// token: {file: /run/secrets/github-token}
    /// ```
    CREDENTIAL = SEC003 "credential" Error;

    /// ## What it does
    /// Finds passwords and tokens within URLs: before the host, or as a parameter behind it.
    ///
    /// ## Why it matters
    /// URLs end up in logs, dashboards and messages.
    ///
    /// ## Example
    /// ```yaml
    /// url: https://prometheus:…@prometheus.example.com/
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// url: https://prometheus.example.com/
    /// basic_auth: {username: prometheus, password: {file: /run/secrets/prometheus}}
    /// ```
    URL_CREDENTIALS = SEC004 "url-credentials" Error;
}
