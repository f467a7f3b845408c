//! `slo_profiles.yml`: what services are held to, and when burning budgets alert.

use schemars::JsonSchema;
use serde::Deserialize;

use super::name;
use crate::sli;
use crate::source::{Entries, Literal, Spanned};

/// SLO profiles and burn policies.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "describes the file; its entries are decoded one by one"
)]
pub(super) struct ProfilesFile {
    /// SLO profiles by name.
    #[serde(default)]
    #[schemars(extend("propertyNames" = name::names()))]
    profiles: Entries<Profile>,
    /// Burn policies by name.
    #[serde(default)]
    #[schemars(extend("propertyNames" = name::names()))]
    burn_policies: Entries<BurnPolicy>,
}

/// A set of SLOs that many services share.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Whom it is for.
    pub description: Option<Spanned<String>>,
    /// The time over which the objectives hold, 7d to 90d; 30d unless stated.
    #[schemars(extend("x-known-as" = ["window", "time_window"]))]
    pub period: Option<Spanned<Literal>>,
    /// The burn policy; `workbook` unless stated.
    #[schemars(extend("x-names" = "burn_policies"))]
    pub burn_policy: Option<Spanned<String>>,
    /// The SLOs by name; the name is the `slo` label.
    #[schemars(extend("propertyNames" = name::names(), "minProperties" = 1))]
    pub slos: Entries<Slo>,
}

/// One service level objective.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Slo {
    /// What is promised, in words that fit after "99.5 % of".
    pub description: Option<Spanned<String>>,
    /// The share of good events, in percent: above 0 and below 100, such as `99.5`.
    #[schemars(extend("x-known-as" = ["target"]))]
    pub objective: Spanned<Literal>,
    /// What is measured.
    pub sli: Spanned<sli::Spec>,
    /// The burn policy for this SLO; the profile's unless stated.
    #[schemars(extend("x-names" = "burn_policies"))]
    pub burn_policy: Option<Spanned<String>>,
}

/// When a burning error budget alerts.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BurnPolicy {
    /// What the policy is good for.
    pub description: Option<Spanned<String>>,
    /// The period for which the factors hold. For an SLO of another period each condition keeps its
    /// share of the budget, and windows move where a factor would make no sense. Without it the
    /// conditions are kept as written.
    pub period: Option<Spanned<Literal>>,
    /// The conditions, at most four; each is an alert of its own.
    #[schemars(length(min = 1, max = 4))]
    pub conditions: Vec<Spanned<BurnCondition>>,
}

/// Alerts when both windows burn faster than the factor.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BurnCondition {
    /// The `burn` label, and the middle of the alert's name: `fast` gives `SLOFastBurn`.
    #[schemars(regex(pattern = r"^[a-z][a-z0-9_-]{0,30}$"))]
    #[schemars(extend("x-code-invalid" = "REG006", "x-expected" = "a short name of lower-case letters, digits, `-` and `_`"))]
    pub name: Spanned<String>,
    /// How many times faster than "just spent at the end of the period", such as `14.4`.
    #[schemars(extend("x-known-as" = ["burn_rate"]))]
    pub factor: Option<Spanned<Literal>>,
    /// Instead of a factor: the share of the period's budget that is spent within the long window, in
    /// percent, such as `2`. The factor follows, and windows move where it would make no sense.
    pub budget_share: Option<Spanned<Literal>>,
    /// The long window, which decides.
    #[schemars(extend("x-known-as" = ["long_window"]))]
    pub long: Spanned<Literal>,
    /// The short window, which lets the alert end soon; a twelfth of the long one unless stated.
    #[schemars(extend("x-known-as" = ["short_window"]))]
    pub short: Option<Spanned<Literal>>,
    /// What the alert asks of people.
    pub severity: Spanned<Severity>,
    /// Bad events in the long window below which the alert keeps silent; 3 unless stated, 0 for none.
    #[schemars(range(min = 0, max = 1000))]
    pub min_failures: Option<Spanned<u32>>,
}

/// What an alert asks of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(extend("x-noun" = "severity"))]
pub enum Severity {
    /// Somebody acts now.
    Critical,
    /// Somebody acts in working hours.
    Warning,
    /// Nobody needs to act.
    Info,
}
