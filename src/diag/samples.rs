//! Codes for the tests of this module, documented as real ones are.

use super::declare_codes;

declare_codes! {
    /// ## What it does
    /// Checks that every `owner:` names a team. Names are compared as they are
    /// written.
    ///
    /// ## Why it matters
    /// The alerts of a service without a team page nobody.
    ///
    /// ## Example
    /// ```yaml
    /// ## a comment, not a heading
    /// services:
    ///   - owner: anvila-devop
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// owner: anvila-devops
    /// ```
    UNKNOWN_OWNER = REG004 "unknown-owner" Error;

    /// ## What it does
    /// Warns of a long window that is not longer than the short one
    ///
    /// ## Why it matters
    /// Both windows see the same minutes, so the pair alerts like one.
    ///
    /// ## Example
    /// ```yaml
    /// windows: {long: 5m, short: 5m}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// windows: {long: 1h, short: 5m}
    /// ```
    CRAMPED = SLO006 "cramped-windows" Warning;

    /// ## What it does
    /// Says which field would switch the probe objective on.
    ///
    /// ## Why it matters
    /// Without a URL there is nothing to probe.
    ///
    /// ## Example
    /// ```yaml
    /// environments: [production]
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// environments: [{name: production, url: https://anvila.example}]
    /// ```
    NO_PROBE = SLO012 "no-probe" Note;
}
