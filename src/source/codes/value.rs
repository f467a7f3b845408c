//! Codes about single keys and values.

use crate::diag::declare_codes;

declare_codes! {
    /// ## What it does
    /// Reports a key that a mapping holds twice, and shows both places.
    ///
    /// ## Why it matters
    /// Some readers take the first value, some the last; a reviewer sees only one of them.
    ///
    /// ## Example
    /// ```yaml
    /// owner: payments
    /// tier: internal
    /// owner: checkout
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// owner: checkout
    /// tier: internal
    /// ```
    DUPLICATE_KEY = YML002 "duplicate-key" Error;

    /// ## What it does
    /// Reports the merge key `<<`.
    ///
    /// ## Why it matters
    /// It is not part of YAML 1.2: some readers merge, some see a key named `<<`. And a reader of
    /// the entry cannot tell what it holds.
    ///
    /// ## Example
    /// ```yaml
    /// defaults: &defaults {slo_profile: standard}
    /// checkout:
    ///   <<: *defaults
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// checkout:
    ///   slo_profile: standard
    /// ```
    MERGE_KEY = YML004 "merge-key" Error;

    /// ## What it does
    /// Reports a key that is a number, a boolean, null, a list or a mapping.
    ///
    /// ## Why it matters
    /// `11`, `0xB` and `"11"` are one key to some readers and three to others.
    ///
    /// ## Example
    /// ```yaml
    /// 503: unavailable
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// "503": unavailable
    /// ```
    NON_STRING_KEY = YML005 "non-string-key" Error;

    /// ## What it does
    /// Reports a tag, such as `!!str` or `!include`.
    ///
    /// ## Why it matters
    /// Tags make a reader do things that the text does not show, up to running code.
    ///
    /// ## Example
    /// ```yaml
    /// version: !!str 1.10
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// version: "1.10"
    /// ```
    TAG = YML006 "tag" Error;

    /// ## What it does
    /// Reports an unquoted `yes`, `no`, `on`, `off`, `y` or `n`. It is read as a string.
    ///
    /// ## Why it matters
    /// YAML 1.1 readers, still the majority, take it for a boolean: the country code `no` becomes `false`.
    ///
    /// ## Example
    /// ```yaml
    /// country: no
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// country: "no"
    /// ```
    YAML_1_1_BOOLEAN = YML012 "yaml-1-1-boolean" Warning;

    /// ## What it does
    /// Reports an unquoted number that ends in zero, such as `1.10`, where a string is expected.
    ///
    /// ## Why it matters
    /// To YAML it is a number, so other tools read version `1.10` as `1.1`.
    ///
    /// ## Example
    /// ```yaml
    /// version: 1.10
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// version: "1.10"
    /// ```
    TRAILING_ZERO_NUMBER = YML013 "trailing-zero-number" Error;

    /// ## What it does
    /// Reports numbers with leading zeros, prefixes or underscores: `0755`, `0o17`, `0xff`, `1_000`.
    ///
    /// ## Why it matters
    /// `0755` is 755 in YAML 1.2 and 493 in YAML 1.1; `1_000` is a string in one and 1000 in the other.
    ///
    /// ## Example
    /// ```yaml
    /// min_failures: 1_000
    /// cost_center: 0815
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// min_failures: 1000
    /// cost_center: "0815"
    /// ```
    LEADING_ZERO_NUMBER = YML014 "leading-zero-number" Error;

    /// ## What it does
    /// Reports unquoted text such as `12:30`. It is read as a string.
    ///
    /// ## Why it matters
    /// YAML 1.1 readers count it in base 60: `12:30` is 750.
    ///
    /// ## Example
    /// ```yaml
    /// quiet_from: 22:30
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// quiet_from: "22:30"
    /// ```
    SEXAGESIMAL = YML015 "sexagesimal" Warning;

    /// ## What it does
    /// Reports `.inf`, `.nan` and numbers too large to be told from infinity, such as `1e999`.
    ///
    /// ## Why it matters
    /// No threshold, objective or duration can be infinite. An unquoted commit hash such as
    /// `12345e789` is such a number by accident.
    ///
    /// ## Example
    /// ```yaml
    /// commit: 12345e789
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// commit: "12345e789"
    /// ```
    SPECIAL_FLOAT = YML020 "special-float" Error;

    /// ## What it does
    /// Reports an alias whose anchor was not set before it, or that stands within its own anchor.
    ///
    /// ## Why it matters
    /// There is nothing that the alias could stand for. Often it is text that begins with `*`, such
    /// as a host pattern.
    ///
    /// ## Example
    /// ```yaml
    /// host: *.example.com
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// host: "*.example.com"
    /// ```
    UNDEFINED_ALIAS = YML021 "undefined-alias" Error;

    /// ## What it does
    /// Reports a value in typographic quotes, which word processors and chats put in the place of
    /// straight ones.
    ///
    /// ## Why it matters
    /// YAML knows only straight quotes. Others are part of the value: no channel and no team has
    /// such a name.
    ///
    /// ## Example
    /// ```yaml
    /// alert_contact: “#web-alerts”
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// alert_contact: "#web-alerts"
    /// ```
    TYPOGRAPHIC_QUOTES = YML022 "typographic-quotes" Warning;
}
