//! Codes for what the schema finds.

use crate::diag::declare_codes;

declare_codes! {
    /// ## What it does
    /// Reports a key that the schema does not know at this place.
    ///
    /// ## Why it matters
    /// A mistyped key would be a setting that silently does nothing: a service you believe to be
    /// paged at 3 AM, and is not.
    ///
    /// ## Example
    /// ```yaml
    /// services:
    ///   - service_name: anvila-api
    ///     slo_profil: public-api-standard
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// services:
    ///   - service_name: anvila-api
    ///     slo_profile: public-api-standard
    /// ```
    UNKNOWN_KEY = REG001 "unknown-key" Error;

    /// ## What it does
    /// Reports a value of the wrong kind: a string where a list belongs, a number where a string
    /// belongs, nothing where a mapping belongs.
    ///
    /// ## Why it matters
    /// Guessing what was meant would make the registry mean different things to different readers.
    ///
    /// ## Example
    /// ```yaml
    /// services:
    ///   - service_name: anvila-api
    ///     environments: production
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// services:
    ///   - service_name: anvila-api
    ///     environments: [production]
    /// ```
    WRONG_TYPE = REG019 "wrong-type" Error;

    /// ## What it does
    /// Reports a mapping that lacks a key which has no default.
    ///
    /// ## Why it matters
    /// Nobody but you knows the value: who owns the service, where it runs, what is promised.
    ///
    /// ## Example
    /// ```yaml
    /// services:
    ///   - owner: anvila-devops
    ///     environments: [staging, production]
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// services:
    ///   - service_name: anvila-api
    ///     owner: anvila-devops
    ///     environments: [staging, production]
    /// ```
    MISSING_KEY = REG020 "missing-key" Error;

    /// ## What it does
    /// Reports a value of the right kind that is not allowed: a word that is none of the choices,
    /// text that does not have the required form, a number out of bounds, an empty list.
    ///
    /// ## Why it matters
    /// The value would be rejected by Prometheus, Alertmanager or Grafana when they load the
    /// output, or worse, be accepted and mean nothing.
    ///
    /// ## Example
    /// ```yaml
    /// owners:
    ///   - team: anvila-devops
    ///     grafana_role: edtor
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// owners:
    ///   - team: anvila-devops
    ///     grafana_role: editor
    /// ```
    INVALID_VALUE = REG021 "invalid-value" Error;
}
