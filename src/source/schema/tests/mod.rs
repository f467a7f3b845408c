//! What is told about registries, kind by kind.

mod fixture;
mod property;

use fixture::{GOOD, document, findings, profile, service};

use super::{Schema, codes};

/// Each text, and all that is said about it.
fn assert_told(cases: &[(String, &[&str])]) {
    for (text, told) in cases {
        assert_eq!(findings(text), *told, "{text}");
    }
}

#[test]
fn sound_registries_are_let_be() {
    assert_told(&[
        (service(GOOD), &[]),
        (
            service(&format!(
                "{GOOD}, tier: internal, token: {{env: A}}, replicas: 3"
            )),
            &[],
        ),
        (
            service("service_name: api, owner: a, environments: [{name: a, url: b}, c]"),
            &[],
        ),
        (
            profile("objective: 99.90, sli: {good: a, type: request_ratio, total: b}"),
            &[],
        ),
        (profile("objective: \"99.9\", sli: {type: probe}"), &[]),
    ]);
}

#[test]
fn unknown_keys() {
    assert_told(&[
        (
            service("service_name: api, ownr: devs, environments: [a]"),
            &["REG001 `ownr` unknown key `ownr` | help: write `owner` | fix: owner"],
        ),
        (
            service(&format!("{GOOD}, replies: 1")),
            &["REG001 `replies` unknown key `replies` | help: write `replicas`"],
        ),
        (
            service(&format!("{GOOD}, wombat: 1, tier: internal")),
            &["REG001 `wombat` unknown key `wombat` \
               | help: remove it, or write `replicas` or `token`"],
        ),
        (
            service(&format!("{GOOD}, \"tier \": internal")),
            &["REG001 `\"tier \"` unknown key `tier ` \
               | note: the key holds a space at its beginning or end \
               | help: write `tier` | fix: tier"],
        ),
        (
            service("service_name: api, \u{43e}wner: devs, environments: [a]"),
            &["REG001 `\u{43e}wner` unknown key `\u{43e}wner` \
               | note: the key holds U+043E, which only looks like a Latin letter \
               | help: write `owner` | fix: owner"],
        ),
        (
            service(&format!("{GOOD}, token: {{file: a, env: b}}")),
            &["REG001 `env` unknown key `env` | help: remove it"],
        ),
    ]);
}

#[test]
fn wrong_types() {
    assert_told(&[
        (
            "[]".to_owned(),
            &["REG019 `[]` expected a mapping, found a list \
               | help: write a mapping, without `- ` and brackets"],
        ),
        (
            "null".to_owned(),
            &["REG019 `null` expected a mapping, found nothing"],
        ),
        (
            service("service_name: api, owner: 1.10, environments: [production]"),
            &[
                "YML013 `1.10` `1.10` is a number to YAML, but a string is expected \
                 | label: other tools drop the last zero | help: quote it | fix: \"1.10\"",
            ],
        ),
        (
            service("service_name: api, owner: 1.5, environments: production"),
            &[
                "REG019 `1.5` `owner`: expected a string, found a number \
                 | help: write `\"1.5\"` with quotes",
                "REG019 `production` `environments`: expected a list, found a string \
                 | help: write `[production]`",
            ],
        ),
        (
            service("service_name: api, owner: [a], environments: {a: b}"),
            &[
                "REG019 `[a]` `owner`: expected a string, found a list \
                 | help: write `a` without brackets",
                "REG019 `{a: b}` `environments`: expected a list, found a mapping \
                 | help: write each as an item of the list, as in `- name: a`",
            ],
        ),
        (
            service("service_name: api, owner: a, environments: -production"),
            &[
                "REG019 `-production` `environments`: expected a list, found a string \
               | help: write a space behind the dash: `- production`",
            ],
        ),
        (
            service(&format!("{GOOD}, replicas: \"3\"")),
            &[
                "REG019 `\"3\"` `replicas`: expected a whole number, found a string \
               | help: write `3` without quotes",
            ],
        ),
        (
            service(&format!("{GOOD}, replicas: 1.5")),
            &["REG019 `1.5` `replicas`: expected a whole number, found `1.5`"],
        ),
        (
            service(&format!("{GOOD}, token: abc")),
            &["REG019 `abc` `token`: \
               expected a reference such as `{file: /run/secrets/token}`, found a string"],
        ),
        (
            service(&format!("{GOOD}, tier: 5")),
            &["REG019 `5` `tier`: expected `user-facing` or `internal`, found a number"],
        ),
        (
            profile("objective: 99.9, sli: {type: freshness, metric: a, max_age: 5}"),
            &["REG019 `5` `max_age`: \
               expected a duration such as `5m` or `30d`, found a number"],
        ),
    ]);
}

#[test]
fn missing_keys() {
    assert_told(&[
        (
            service("service_name: api, environments: [a]"),
            &["REG003 `service_name` missing key `owner` \
               | label: in this mapping | help: add `owner: anvila-devops`"],
        ),
        (
            service("owner: a"),
            &[
                "REG020 `owner` missing key `environments` \
                 | label: in this mapping | help: add `environments: […]`",
                "REG020 `owner` missing key `service_name` \
                 | label: in this mapping | help: add `service_name: …`",
            ],
        ),
        (
            service(&format!("{GOOD}, token: {{}}")),
            &["REG020 `{}` missing key `file` or `env` \
               | label: in this mapping | help: add `file: …` or `env: …`"],
        ),
        (
            profile("objective: 99.9, sli: {type: freshness, metric: a}"),
            &["REG020 `type` missing key `max_age` \
               | label: in this mapping | help: add `max_age: …`"],
        ),
    ]);
}

#[test]
fn invalid_values() {
    assert_told(&[
        (
            service("service_name: Api Server, owner: a, environments: [a]"),
            &[
                "REG006 `Api Server` `service_name`: expected a name such as `anvila-api` \
               | label: cannot begin with `A` | help: write `api-server`",
            ],
        ),
        (
            service("service_name: api, owner: a, environments: []"),
            &["REG021 `[]` `environments`: expected at least 1 item"],
        ),
        (
            service(&format!("{GOOD}, tier: internl")),
            &["REG021 `internl` unknown tier `internl` | help: write `internal`"],
        ),
        (
            service(&format!("{GOOD}, tier: gold")),
            &["REG021 `gold` unknown tier `gold` | help: write `user-facing` or `internal`"],
        ),
        (
            service(&format!("{GOOD}, replicas: -1")),
            &["REG021 `-1` `replicas`: expected 0 or more"],
        ),
        (
            profile("objective: 100, sli: {type: probe}"),
            &["REG021 `100` `objective`: expected 99.999 or less"],
        ),
        (
            profile("objective: abc, sli: {type: probe}"),
            &["REG021 `abc` `objective`: expected a percentage such as `99.9`"],
        ),
        (
            "{services: [], profiles: {P q: {slos: []}, R: {slos: []}}}".to_owned(),
            &[
                "REG021 `P q` key `P q`: expected text that matches `^[a-z]+$` \
                 | label: cannot begin with `P`",
                "REG021 `R` key `R`: expected text that matches `^[a-z]+$` \
                 | label: cannot begin with `R` | help: write `r`",
            ],
        ),
    ]);
}

#[test]
fn short_and_long_forms_are_judged_by_the_form_that_was_written() {
    let environments = "[abcdefghijklm, {name: nopqrstuvwxyz}, {nam: a}, 5, {name: x, ur: y}]";
    assert_told(&[(
        service(&format!(
            "service_name: api, owner: a, environments: {environments}"
        )),
        &[
            "REG021 `abcdefghijklm` `environments`: expected at most 12 characters",
            "REG021 `nopqrstuvwxyz` `name`: expected at most 12 characters",
            "REG001 `nam` unknown key `nam` | help: write `name` | fix: name",
            "REG019 `5` `environments`: expected a string or a mapping, found a number \
             | help: write `\"5\"` with quotes",
            "REG001 `ur` unknown key `ur` | help: remove it, or write `url`",
        ],
    )]);
}

#[test]
fn tagged_mappings_are_judged_by_the_type_they_name() {
    let types = "`request_ratio`, `freshness` or `probe`";
    for (sli, told) in [
        (
            "{type: request_ratio, god: a, total: b}",
            "REG001 `god` unknown key `god` | help: write `good` | fix: good".to_owned(),
        ),
        (
            "{type: freshness, metric: a, max_age: 5 minutes}",
            "REG021 `5 minutes` `max_age`: expected a duration such as `5m` or `30d` | help: write `5m`".to_owned(),
        ),
        (
            "{type: freshnes, metric: a, max_age: 5m}",
            "REG021 `freshnes` unknown type `freshnes` | help: write `freshness`".to_owned(),
        ),
        (
            "{type: zzz, good: a}",
            format!("REG021 `zzz` unknown type `zzz` | help: write {types}"),
        ),
        (
            "{type: 5}",
            format!("REG021 `5` unknown type `5` | help: write {types}"),
        ),
        (
            "{metric: a, max_age: 5m}",
            format!(
                "REG020 `metric` missing key `type` \
                 | label: in this mapping | help: add `type:` with {types}"
            ),
        ),
        (
            "{typ: freshness, metric: a, max_age: 5m}",
            "REG001 `typ` unknown key `typ` | help: write `type` | fix: type".to_owned(),
        ),
        (
            "probe",
            "REG019 `probe` `sli`: expected a mapping, found a string \
           | help: write `{type: probe}`"
                .to_owned(),
        ),
    ] {
        let text = profile(&format!("objective: 99.9, sli: {sli}"));
        assert_eq!(findings(&text), [told], "{text}");
    }
}

#[test]
#[should_panic(expected = "unknown code REG003")]
fn annotations_name_known_codes() {
    Schema::new(document(), codes::ALL);
}
