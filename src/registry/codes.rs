//! The codes of findings about the registry as a whole.

use crate::diag::declare_codes;

declare_codes! {
    /// ## What it does
    /// Reports a name that is declared twice: two services, two teams, or two profiles, burn
    /// policies, dialects, environments or tiers of one name, in one file or in two.
    ///
    /// ## Why it matters
    /// One of the two would be dropped in silence, and nobody could say which.
    ///
    /// ## Example
    /// ```yaml
    /// services:
    ///   - {service_name: api, owner: web, environments: [production]}
    ///   - {service_name: api, owner: data, environments: [production]}
    /// ```
    ///
    /// ## Write instead
    /// Give one of them another name, or delete it:
    /// ```yaml
    /// services:
    ///   - {service_name: api, owner: web, environments: [production]}
    ///   - {service_name: data-api, owner: data, environments: [production]}
    /// ```
    DUPLICATE_NAME = REG002 "duplicate-name" Error;

    /// ## What it does
    /// Reports a service that names no owner.
    ///
    /// ## Why it matters
    /// Alerts are routed by ownership: an alert without an owner reaches nobody who can act.
    ///
    /// ## Example
    /// ```yaml
    /// services:
    ///   - service_name: api
    ///     environments: [production]
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// services:
    ///   - service_name: api
    ///     owner: web
    ///     environments: [production]
    /// ```
    MISSING_OWNER = REG003 "missing-owner" Error;

    /// ## What it does
    /// Reports a name that cannot serve as label value, file name and part of a metric name at
    /// once.
    ///
    /// ## Why it matters
    /// Names become file names, labels and links. One with a slash, a space or a quote would break
    /// some of them, and a change later costs the service its history.
    ///
    /// ## Example
    /// ```yaml
    /// services:
    ///   - service_name: ../payments api
    ///     owner: web
    ///     environments: [production]
    /// ```
    ///
    /// ## Write instead
    /// Letters, digits, `-`, `_` and `.`, a letter first:
    /// ```yaml
    /// services:
    ///   - service_name: payments-api
    ///     owner: web
    ///     environments: [production]
    /// ```
    UNUSABLE_NAME = REG006 "unusable-name" Error;

    /// ## What it does
    /// Reports a YAML file in the registry that no part of the compiler reads.
    ///
    /// ## Why it matters
    /// A misspelt file name would drop everything in it in silence.
    ///
    /// ## Example
    /// ```yaml
    /// # registry/slo_profile.yml
    /// profiles: {}
    /// ```
    ///
    /// ## Write instead
    /// Name the file as the registry expects it, or keep it outside the registry:
    /// ```yaml
    /// # registry/slo_profiles.yml
    /// profiles: {}
    /// ```
    UNKNOWN_FILE = REG022 "unknown-file" Error;

    /// ## What it does
    /// Reports a registry that declares no service.
    ///
    /// ## Why it matters
    /// Everything is compiled from services; without any, all that was generated before would be
    /// removed.
    ///
    /// ## Example
    /// ```yaml
    /// services: []
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// services:
    ///   - service_name: api
    ///     owner: web
    ///     environments: [production]
    /// owners:
    ///   - team: web
    ///     alert_contact: "#web-alerts"
    /// ```
    NO_SERVICES = REG023 "no-services" Error;
}
