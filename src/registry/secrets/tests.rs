//! Planted secrets are found in files with every kind of mistake; names that people choose are left alone.

use super::*;
use crate::registry::file::FileKind;

#[track_caller]
fn assert_misplaced(text: &str, expected: &[&str]) {
    assert_eq!(found(FileKind::Platform, text), expected, "{text}");
}

/// What may be a secret in a file.
fn found(kind: FileKind, text: &str) -> Vec<String> {
    let mut files = Files::default();
    let file = files.add("file.yml", text.to_owned());
    let places = Secrets::new(kind.schema()).find(&files, file).into_iter();
    places.map(|place| files.text(place).to_owned()).collect()
}

#[test]
fn the_fields_are_those_that_take_a_file() {
    let secrets = Secrets::new(FileKind::Platform.schema());
    let fields: Vec<_> = secrets.fields.iter().map(String::as_str).collect();
    let expected = [
        "api_key",
        "app_token",
        "bearer",
        "bearer_token",
        "ca",
        "credentials",
        "integration_key",
        "key",
        "password",
        "routing_key",
        "service_key",
        "smtp_auth_password",
        "token",
        "url",
        "webhook",
    ];
    assert_eq!(fields, expected);
}

#[test]
fn what_is_no_path_below_a_secrets_field_is_misplaced() {
    for value in ["hunter2", "\"hunter2\"", "20122012", "'hunter''s 2'"] {
        for written in ["{file: V}", "{value: V}", "V", "[V]", "{file: [V]}"] {
            let text = format!(
                "receivers: {{ops: {{pagerduty: {{routing_key: {}}}}}}}\n",
                written.replace('V', value)
            );
            assert_misplaced(&text, &[value]);
        }
    }
    assert_misplaced(
        "alertmanager:\n  smtp:\n    username: ops\n    password:\n      # the password\n      file: hunter2\n",
        &["hunter2"],
    );
}

#[test]
fn a_key_of_which_a_secret_may_be_meant_is_a_secrets_field() {
    assert_misplaced("smtp_auth_password: hunter2\n", &["hunter2"]);
    for key in [
        "pasword",
        "smtp_password",
        "auth_token",
        "secret",
        "routing-key",
    ] {
        assert_misplaced(
            &format!("receivers: {{ops: {{{key}: hunter2}}}}\n"),
            &["hunter2"],
        );
    }
}

#[test]
fn where_the_text_is_no_yaml_the_value_behind_the_name_is_the_secret() {
    for text in [
        "smtp:\n  username: ops\n  password hunter2\n",
        "smtp:\n  username: ops\n    password: hunter2\n",
        "smtp: {pasword=hunter2\n",
        "ops: {webhook: {bearer: {file: \"hunter2\"}}\n",
        "ops:\n  token: {file: /run/token, password: hunter2}}\n",
        "password:\n  file: hunter2\n  - x\n",
        "the password is: hunter2: x\n",
        "password: hunter2: x\n",
        "ops:\n  x: y\n  opsgenie hunter2\n",
        "alertmanager:\n  slack: hunter2\n   x: y\n",
    ] {
        let hidden = found(FileKind::Platform, text);
        assert!(
            hidden.iter().any(|it| it.contains("hunter2")),
            "{text}: {hidden:?}"
        );
    }
    assert_misplaced("password: hunter2: x\n", &["hunter2: x", "hunter2"]);
    assert_misplaced(
        "password: abc: #hunter2\n  - x\n",
        &["abc: #hunter2", "abc", "hunter2"],
    );
    assert_misplaced(
        "smtp:\n  username: ops\n  password: {file: /run/secrets/smtp}\n from: ops@acme.dev\n",
        &[],
    );
    let service = "services:\n  - password: hunter2: x\n";
    assert_eq!(
        found(FileKind::Services, service),
        ["hunter2: x", "hunter2"]
    );
    let named = "profiles: {web: {slos: {token: {objective: 99.9, sli: probe}}}\n";
    assert_eq!(found(FileKind::Profiles, named), [""; 0]);
}

#[test]
fn a_key_that_is_set_again_hides_nothing() {
    for again in [
        "password: {file: /a}\npassword: hunter2",
        "password: 1\npassword: hunter2",
    ] {
        let lines = again.replace('\n', "\n    ");
        let text = format!("alertmanager:\n  smtp:\n    {lines}\n");
        let hidden = found(FileKind::Platform, &text);
        assert_eq!(hidden.last().map(String::as_str), Some("hunter2"), "{text}");
    }
    assert_misplaced(
        "receivers:\n  ops:\n    pagerduty: {routing_key: {file: /a}}\n    pagerduty: hunter2\n",
        &["hunter2"],
    );
}

#[test]
fn a_scalar_where_a_secrets_mapping_belongs_is_the_secret() {
    for text in [
        "receivers: {ops: {opsgenie: hunter2}}\n",
        "receivers: {ops: {pagerdty: hunter2}}\n",
        "receivers: {ops: {pagerduty_configs: [hunter2]}}\n",
        "receivers: [{pagerduty_configs: [{service_key: hunter2}]}]\n",
        "alertmanager: {slack: hunter2}\n",
        "alertmanager: {smtp: {password: {hunter2}}}\n",
        "receivers: {ops: {opsgenie: {hunter2}}}\n",
        "slack_api_url: hunter2\n",
        "global: {smtp_auth_password: hunter2}\n",
    ] {
        assert_misplaced(text, &["hunter2"]);
    }
}

#[test]
fn a_secret_under_a_key_that_nobody_knows_is_hidden_in_every_file() {
    for key in ["password", "passwrd", "api_key", "webhook", "smtp_token"] {
        assert_misplaced(&format!("{key}: hunter2\n"), &["hunter2"]);
    }
    let service = "services: [{service_name: shop, password: hunter2, url: 'https://x'}]\n";
    assert_eq!(found(FileKind::Services, service), ["hunter2"]);
    let pack = "pack: jobs\nsignals: {old: {pasword: hunter2}}\n";
    assert_eq!(found(FileKind::Packs, pack), ["hunter2"]);
}

#[test]
fn what_yaml_takes_for_a_comment_belongs_to_the_secret() {
    assert_misplaced(
        "alertmanager: {smtp: {password: abc}} #hunter2\n",
        &["abc", "hunter2"],
    );
    assert_misplaced(
        "alertmanager:\n  smtp:\n    password: #hunter2\n    from: a@b.c # of ops\n",
        &["hunter2"],
    );
}

#[test]
fn names_that_people_choose_are_no_secrets() {
    for (kind, text) in [
        (
            FileKind::Platform,
            "environments: {token: {password: 1, url: x}}\n",
        ),
        (
            FileKind::Platform,
            "receivers: {token-pager: {slack: '#token'}}\n",
        ),
        (
            FileKind::Profiles,
            "profiles: {web: {slos: {token: {objective: 99}}}}\n",
        ),
        (
            FileKind::Services,
            "services: {token: {owner: secret, metrics: {match: {token: a}}}}\n",
        ),
        (FileKind::Redaction, "redact_fields: {password: mask}\n"),
    ] {
        let expected: &[&str] = if text.contains("password: 1") {
            &["1"]
        } else {
            &[]
        };
        assert_eq!(found(kind, text), expected, "{text}");
    }
}

#[test]
fn paths_and_other_fields_are_none_of_it() {
    assert_misplaced(
        "receivers:\n  ops: {webhook: {url: {file: /run/url}, bearer: {file: ''}}}\n  web: {slack: '#web'}\n",
        &[],
    );
    assert_misplaced(
        "environments: {canary: {url: 'https://canary.acme.dev'}}\n",
        &[],
    );
    assert_misplaced("receivers: {token-pager: {slack: '#token'}}\n", &[]);
}
