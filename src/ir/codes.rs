//! The codes of findings about names that lead nowhere and values that cannot be.

use crate::diag::declare_codes;

declare_codes! {
    /// ## What it does
    /// Reports a service whose owner is no declared team.
    ///
    /// ## Why it matters
    /// Alerts go where the team says. Those of an unknown team would go to nobody in particular.
    ///
    /// ## Example
    /// ```yaml
    /// services:
    ///   - {service_name: api, owner: wbe, environments: [production]}
    /// owners:
    ///   - {team: web, alert_contact: "#web-alerts"}
    /// ```
    ///
    /// ## Write instead
    /// The team's name as it stands under `owners:`, or add the team there:
    /// ```yaml
    /// services:
    ///   - {service_name: api, owner: web, environments: [production]}
    /// owners:
    ///   - {team: web, alert_contact: "#web-alerts"}
    /// ```
    UNKNOWN_OWNER = REG004 "unknown-owner" Error;

    /// ## What it does
    /// Reports services whose names differ only in case or in `-`, `_` and `.`.
    ///
    /// ## Why it matters
    /// Links, identifiers and, on some systems, file names do not tell such names apart: the files
    /// and dashboards of one would replace those of the other.
    ///
    /// ## Example
    /// ```yaml
    /// services:
    ///   - {service_name: billing-api, owner: web, environments: [production]}
    ///   - {service_name: billing_api, owner: web, environments: [production]}
    /// ```
    ///
    /// ## Write instead
    /// Names that differ in a letter or digit:
    /// ```yaml
    /// services:
    ///   - {service_name: billing-api, owner: web, environments: [production]}
    ///   - {service_name: billing-api-v2, owner: web, environments: [production]}
    /// ```
    COLLIDING_NAMES = REG007 "colliding-names" Error;

    /// ## What it does
    /// Reports a contact, an escalation step or a severity's addressee that is neither a Slack
    /// channel, a mail address, nor a receiver of `platform.yml`.
    ///
    /// ## Why it matters
    /// Alertmanager refuses a configuration whose routes name unknown receivers; left out, nobody
    /// would be told.
    ///
    /// ## Example
    /// ```yaml
    /// # platform.yml
    /// receivers:
    ///   pager: {pagerduty: {routing_key: {file: /run/secrets/pager}}}
    /// severities:
    ///   critical: {to: [contact, pagerr]}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// # platform.yml
    /// receivers:
    ///   pager: {pagerduty: {routing_key: {file: /run/secrets/pager}}}
    /// severities:
    ///   critical: {to: [contact, pager]}
    /// ```
    UNKNOWN_RECEIVER = RTE001 "unknown-receiver" Error;

    /// ## What it does
    /// Reports an entry under `remediation:` for an alert that the service does not have.
    ///
    /// ## Why it matters
    /// Whoever should act on the alert, such as a bot that restarts what hangs, would never be told.
    ///
    /// ## Example
    /// ```yaml
    /// services:
    ///   - service_name: shop
    ///     alert_packs: [http]
    ///     remediation: [{alert: ApiHighLatency, to: restart-bot}]
    /// ```
    ///
    /// ## Write instead
    /// The alert's name as `o11yc show` lists it:
    /// ```yaml
    /// services:
    ///   - service_name: shop
    ///     alert_packs: [http]
    ///     remediation: [{alert: APIHighLatency, to: restart-bot}]
    /// ```
    UNKNOWN_ALERT = RTE024 "unknown-alert" Error;

    /// ## What it does
    /// Reports an escalation step with hours of its own, in an environment whose hours are of another time
    /// zone.
    ///
    /// ## Why it matters
    /// The step is told only when both allow it. What hours of two zones share shifts with summer time, and
    /// Alertmanager has no way to say it.
    ///
    /// ## Example
    /// ```yaml
    /// # platform.yml
    /// time_intervals:
    ///   office: {zone: Africa/Lagos, weekdays: "monday:friday", times: "09:00-18:00"}
    ///   mornings: {zone: Europe/Berlin, times: "06:00-12:00"}
    /// environments:
    ///   production: {active: office}
    /// escalation_policies:
    ///   web-primary:
    ///     - {to: ["lead@acme.dev"], during: mornings}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// # platform.yml
    /// time_intervals:
    ///   office: {zone: Africa/Lagos, weekdays: "monday:friday", times: "09:00-18:00"}
    ///   mornings: {zone: Africa/Lagos, times: "05:00-11:00"}
    /// environments:
    ///   production: {active: office}
    /// escalation_policies:
    ///   web-primary:
    ///     - {to: ["lead@acme.dev"], during: mornings}
    /// ```
    HOURS_IN_TWO_ZONES = RTE027 "hours-in-two-zones" Error;

    /// ## What it does
    /// Reports an SLO profile that is neither built in nor declared.
    ///
    /// ## Why it matters
    /// The service would have no objectives and no burn alerts.
    ///
    /// ## Example
    /// ```yaml
    /// services:
    ///   - service_name: api
    ///     owner: web
    ///     environments: [production]
    ///     slo_profile: public-api-standrad
    /// ```
    ///
    /// ## Write instead
    /// A built-in profile, or one from `slo_profiles.yml`:
    /// ```yaml
    /// services:
    ///   - service_name: api
    ///     owner: web
    ///     environments: [production]
    ///     slo_profile: public-api-standard
    /// ```
    UNKNOWN_PROFILE = REG008 "unknown-profile" Error;

    /// ## What it does
    /// Reports a name of a tier, environment, dialect, burn policy, SLO or escalation policy that
    /// is neither built in nor declared.
    ///
    /// ## Why it matters
    /// Nobody can say what was meant, and guessing would compile the wrong alerts.
    ///
    /// ## Example
    /// ```yaml
    /// services:
    ///   - {service_name: api, owner: web, tier: user-facing, environments: [prodution]}
    /// ```
    ///
    /// ## Write instead
    /// A name that exists, or declare it in `platform.yml`, `dialects.yml` or `slo_profiles.yml`:
    /// ```yaml
    /// services:
    ///   - {service_name: api, owner: web, tier: user-facing, environments: [production]}
    /// ```
    UNKNOWN_REFERENCE = REG009 "unknown-reference" Error;

    /// ## What it does
    /// Reports an environment that does not say whether it serves users.
    ///
    /// ## Why it matters
    /// Alerts page people in production and nowhere else. For an environment that is not built in
    /// only you know which it is.
    ///
    /// ## Example
    /// ```yaml
    /// # platform.yml
    /// environments:
    ///   canary: {}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// # platform.yml
    /// environments:
    ///   canary: {production: true}
    /// ```
    ENVIRONMENT_OF_NO_KIND = REG024 "environment-of-no-kind" Error;

    /// ## What it does
    /// Reports an environment that a service names twice.
    ///
    /// ## Why it matters
    /// Both would compile to the same files and series.
    ///
    /// ## Example
    /// ```yaml
    /// services:
    ///   - service_name: api
    ///     owner: web
    ///     environments: [production, {name: production, url: "https://api.example.com"}]
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// services:
    ///   - service_name: api
    ///     owner: web
    ///     environments: [{name: production, url: "https://api.example.com"}]
    /// ```
    ENVIRONMENT_NAMED_TWICE = REG025 "environment-named-twice" Error;

    /// ## What it does
    /// Reports an objective of 100 and more, or of 0 and less.
    ///
    /// ## Why it matters
    /// At 100 the error budget is nothing: one failure in a million requests alerts at every
    /// condition, and the remaining budget is a division by zero. At 0 nothing ever alerts.
    ///
    /// ## Example
    /// ```yaml
    /// profiles:
    ///   strict:
    ///     slos:
    ///       success: {objective: 100, sli: request_ratio}
    /// ```
    ///
    /// ## Write instead
    /// What users would notice:
    /// ```yaml
    /// profiles:
    ///   strict:
    ///     slos:
    ///       success: {objective: 99.95, sli: request_ratio}
    /// ```
    IMPOSSIBLE_OBJECTIVE = SLO001 "impossible-objective" Error;

    /// ## What it does
    /// Reports an objective of 1 and less, which looks like a ratio.
    ///
    /// ## Why it matters
    /// Objectives are written in percent. 0.999 would mean that 99 % of requests may fail.
    ///
    /// ## Example
    /// ```yaml
    /// profiles:
    ///   web:
    ///     slos:
    ///       success: {objective: 0.999, sli: request_ratio}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// profiles:
    ///   web:
    ///     slos:
    ///       success: {objective: 99.9, sli: request_ratio}
    /// ```
    RATIO_AS_OBJECTIVE = SLO002 "ratio-as-objective" Error;

    /// ## What it does
    /// Reports a service whose alert pack needs a metric that neither the pack, a dialect nor the service
    /// names, or a parameter without a default that nobody gives a value.
    ///
    /// ## Why it matters
    /// The service asks for alerts that cannot be. Left out without a word, somebody would rely on them.
    ///
    /// ## Example
    /// ```yaml
    /// alert_packs: [queue]
    /// queues: [emails]
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// alert_packs:
    ///   - {pack: queue, with: {capacity: 40}}
    /// queues:
    ///   - {name: emails, dialect: celery, match: {queue_name: emails}}
    /// ```
    LACKING_IN_PACK = PCK008 "lacking-in-pack" Error;

    /// ## What it does
    /// Reports a service with an alert pack for hosts, queues, scrape jobs, probes or dependencies that
    /// names none of them.
    ///
    /// ## Why it matters
    /// The pack would have no alerts, and nobody would notice until one is missed.
    ///
    /// ## Example
    /// ```yaml
    /// environments: [production]
    /// alert_packs: [host]
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// environments:
    ///   - {name: production, hosts: [app-1, app-2]}
    /// alert_packs: [host]
    /// ```
    NO_SUBJECT = PCK009 "pack-without-subject" Error;

    /// ## What it does
    /// Reports an alert of a pack whose name another alert has too, or that begins as those of SLOs do.
    ///
    /// ## Why it matters
    /// Runbooks, inhibitions and routes find an alert by its name. Two of one name would share them.
    ///
    /// ## Example
    /// ```yaml
    /// pack: backups
    /// alerts:
    ///   - {alert: HostDown, signal: age, above: 1d, for: 1h}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// pack: backups
    /// alerts:
    ///   - {alert: BackupTooOld, signal: age, above: 1d, for: 1h}
    /// ```
    SHARED_ALERT_NAME = PCK010 "shared-alert-name" Error;

    /// ## What it does
    /// Reports services that depend on each other in a circle and keep silent while the other is down.
    ///
    /// ## Why it matters
    /// When all of them are down, each silences the next, and nobody is told.
    ///
    /// ## Example
    /// ```yaml
    /// services:
    ///   - service_name: shop
    ///     depends_on: [{service: ledger, inhibit: true}]
    ///   - service_name: ledger
    ///     depends_on: [{service: shop, inhibit: true}]
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// services:
    ///   - service_name: shop
    ///     depends_on: [{service: ledger, inhibit: true}]
    ///   - service_name: ledger
    ///     depends_on: [{service: shop}]
    /// ```
    DEPENDENCY_CYCLE = PCK011 "dependency-cycle" Error;

    /// ## What it does
    /// Reports a queue, a scrape job, a host or a dependency with the same series as another one of its
    /// kind in the same environment.
    ///
    /// ## Why it matters
    /// Each would be measured by the sum, the mean or the worst of both. When one queue fills up, the alert
    /// names the other one too, and whoever is woken looks in the wrong place.
    ///
    /// ## Example
    /// ```yaml
    /// queues:
    ///   - {name: emails, dialect: celery}
    ///   - {name: payments, dialect: celery}
    /// ```
    ///
    /// ## Write instead
    /// The label that tells their series apart; `match:` stands in place of the service's labels:
    /// ```yaml
    /// queues:
    ///   - {name: emails, dialect: celery, match: {queue_name: emails}}
    ///   - {name: payments, dialect: celery, match: {queue_name: payments}}
    /// ```
    ALIKE_SUBJECTS = PCK012 "alike-subjects" Error;

    /// ## What it does
    /// Warns of a text that is taken as it stands and looks as if it were meant for more: a pattern for the
    /// value of a label or the names of fields or machines, several fields in one, a variable in a URL, a port
    /// that there is not.
    ///
    /// ## Why it matters
    /// `match:` compares label values; no series has the value `prod|live`. SLOs would have no data, probes
    /// would ask a host that does not exist, and what must never enter telemetry would enter it.
    ///
    /// ## Example
    /// ```yaml
    /// environments:
    ///   - {name: production, match: {env: "=~prod.*"}}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// environments:
    ///   - {name: production, match: {env: prod}}
    /// ```
    TAKEN_LITERALLY = REG027 "taken-literally" Warning;

    /// ## What it does
    /// Warns of a tier, profile, burn policy or dialect that nothing names, and whose name is one slip away from
    /// a built-in one's.
    ///
    /// ## Why it matters
    /// A declaration changes the built-in one of its name. With another name it is a new one: what you meant to
    /// change stays as it was.
    ///
    /// ## Example
    /// ```yaml
    /// # platform.yml
    /// tiers:
    ///   user_facing: {slo_profile: public-api-standard}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// # platform.yml
    /// tiers:
    ///   user-facing: {slo_profile: public-api-standard}
    /// ```
    MISSPELT_OVERRIDE = REG028 "misspelt-override" Warning;
}
