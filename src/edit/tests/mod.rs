//! What stands before and after, in every style that people write.

mod property;

use super::{Entry, Value, append};

/// An entry with every shape of value.
fn entry() -> Entry {
    vec![
        ("service_name", text("shop")),
        (
            "environments",
            Value::List(vec![text("staging"), text("production")]),
        ),
        ("slack_channel", text("#shop")),
    ]
}

/// An entry whose list holds a mapping.
fn entry_with_url() -> Entry {
    let url = ("url", text("https://shop.example.com"));
    let production = Value::Map(vec![("name", text("production")), url]);
    vec![
        ("service_name", text("shop")),
        (
            "environments",
            Value::List(vec![text("staging"), production]),
        ),
    ]
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// What `before` becomes with an entry under `services`.
fn after(before: &str, entry: &Entry) -> String {
    let edit = append(before, "services", entry).expect("there is a place for the entry");
    edit.apply(before)
}

#[test]
fn a_list_in_lines_keeps_its_indentation() {
    for (dash, spaces) in [(0, 1), (2, 1), (4, 3), (1, 1)] {
        let start = format!("{}-{}", " ".repeat(dash), " ".repeat(spaces));
        let keys = " ".repeat(dash + 1 + spaces);
        let before = format!("services:\n{start}service_name: a\n{keys}owner: b\nowners: []\n");
        let added = format!(
            "{start}service_name: shop\n{keys}environments: [staging, production]\n{keys}slack_channel: \"#shop\"\n"
        );
        let wanted = before.replace("owners", &(added + "owners"));
        assert_eq!(after(&before, &entry()), wanted);
    }
}

#[test]
fn comments_stay_with_what_they_are_about() {
    let before = "\
services:
  - service_name: a # the first

    # tier: internal
  # - service_name: old

# Teams
owners: []
";
    let wanted = "\
services:
  - service_name: a # the first

    # tier: internal
  # - service_name: old
  - service_name: shop
    environments: [staging, production]
    slack_channel: \"#shop\"

# Teams
owners: []
";
    assert_eq!(after(before, &entry()), wanted);
}

#[test]
fn blank_lines_part_entries_where_they_do_already() {
    let before = "services:\n  - service_name: a\n\n  - service_name: b\n\nowners: []\n";
    let wanted =
        "services:\n  - service_name: a\n\n  - service_name: b\n\n  - service_name: shop\n";
    assert!(after(before, &entry()).starts_with(wanted));
    assert!(after(before, &entry()).ends_with("\"#shop\"\n\nowners: []\n"));
}

#[test]
fn the_end_of_a_file_without_a_line_end_stays_without_one() {
    let before = "services:\n  - service_name: a";
    let wanted = "services:\n  - service_name: a\n  - service_name: shop\n";
    let after = after(before, &entry());
    assert!(after.starts_with(wanted) && after.ends_with("\"#shop\""));
}

#[test]
fn line_ends_are_those_of_the_file() {
    let before = "services:\r\n  - service_name: a\r\nowners: []\r\n";
    let after = after(before, &entry());
    assert_eq!(after.matches('\n').count(), after.matches("\r\n").count());
    assert_eq!(after.matches("\r\n").count(), 6);
}

#[test]
fn quotes_are_those_of_the_neighbours() {
    let before = "services:\n- service_name: a\n  slack_channel: '#a'\n";
    assert!(after(before, &entry()).ends_with(
        "- service_name: shop\n  environments: [staging, production]\n  slack_channel: '#shop'\n"
    ));
    let before = "services:\n- service_name: 'a'\n";
    assert!(
        after(before, &entry())
            .ends_with("environments: ['staging', 'production']\n  slack_channel: '#shop'\n")
    );
    let before = "services:\n- \"service_name\": \"a\"\n";
    assert!(after(before, &entry()).ends_with(
        "\"environments\": [\"staging\", \"production\"]\n  \"slack_channel\": \"#shop\"\n"
    ));
}

#[test]
fn nested_lists_are_written_as_those_of_the_neighbours() {
    let nested = "services:\n  - service_name: a\n    environments:\n      - staging\n";
    let wanted =
        "    environments:\n      - staging\n      - production\n    slack_channel: \"#shop\"\n";
    assert!(after(nested, &entry()).ends_with(wanted));
    let level = "services:\n  - service_name: a\n    environments:\n    - staging\n";
    let wanted =
        "    environments:\n    - staging\n    - production\n    slack_channel: \"#shop\"\n";
    assert!(after(level, &entry()).ends_with(wanted));
    let mixed = "services:\n- service_name: a\n  environments: [staging]\n- service_name: b\n  environments:\n    - {name: staging}\n";
    assert!(after(mixed, &entry()).contains("  environments: [staging, production]\n"));
}

#[test]
fn mappings_in_lists_are_written_as_those_of_the_neighbours() {
    let brackets = "services:\n  - service_name: a\n    environments: [staging]\n";
    let wanted = "    environments:\n      - staging\n      - {name: production, url: \"https://shop.example.com\"}\n";
    assert!(after(brackets, &entry_with_url()).ends_with(wanted));
    let lines = "services:\n  - service_name: a\n    environments:\n      - name: staging\n        url: https://a.example.com\n";
    let wanted = "    environments:\n      - staging\n      - name: production\n        url: https://shop.example.com\n";
    assert!(after(lines, &entry_with_url()).ends_with(wanted));
    let padded = "services:\n  - service_name: a\n    environments: [{ name: staging }]\n";
    assert!(after(padded, &entry_with_url()).contains("- { name: production, url: "));
}

#[test]
fn entries_in_braces_get_a_neighbour_in_braces() {
    let lines = "services:\n  - {service_name: a, owner: b}\n";
    let wanted =
        "  - {service_name: shop, environments: [staging, production], slack_channel: \"#shop\"}\n";
    assert!(after(lines, &entry()).ends_with(wanted));
    let one_line = "services: [{service_name: a}] # all\n";
    let wanted = "services: [{service_name: a}, {service_name: shop, environments: [staging, production], slack_channel: \"#shop\"}] # all\n";
    assert_eq!(after(one_line, &entry()), wanted);
    let several = "services: [\n  {service_name: a},\n]\n";
    assert!(
        after(several, &entry())
            .starts_with("services: [\n  {service_name: a},\n  {service_name: shop,")
    );
    assert!(after(several, &entry()).ends_with("},\n]\n"));
}

#[test]
fn a_list_without_items_gets_its_first() {
    let item = "  - service_name: shop\n    environments: [staging, production]\n    slack_channel: \"#shop\"\n";
    for (before, wanted) in [
        ("services: []\nowners: []\n", "services:\n*owners: []\n"),
        (
            "services: [] # none\nowners: []\n",
            "services: # none\n*owners: []\n",
        ),
        ("services:\nowners: []\n", "services:\n*owners: []\n"),
        (
            "services: # none\n  # - service_name: old\n\n# Teams\nowners: []\n",
            "services: # none\n  # - service_name: old\n*\n# Teams\nowners: []\n",
        ),
        ("services: ~\n", "services:\n*"),
        ("owners: []\n", "owners: []\nservices:\n*"),
        ("# Our services\n", "# Our services\nservices:\n*"),
        ("", "services:\n*"),
    ] {
        assert_eq!(
            after(before, &entry()),
            wanted.replace('*', item),
            "{before}"
        );
    }
    let without_end = after("services:", &entry());
    assert_eq!(without_end, format!("services:\n{}", item.trim_end()));
}

#[test]
fn without_services_teams_show_the_style() {
    let before = "owners:\n- team: 'a'\n";
    assert!(after(before, &entry()).ends_with("services:\n- service_name: 'shop'\n  environments: ['staging', 'production']\n  slack_channel: '#shop'\n"));
}

#[test]
fn odd_values_are_quoted() {
    for odd in [
        "yes",
        "1.5",
        "a, b",
        "a: b",
        "#x",
        "",
        "it's",
        "two\nlines",
        "\u{200b}",
        "- a",
    ] {
        for before in [
            "services:\n- a: b\n",
            "services:\n- {a: 'b'}\n",
            "services: [{a: \"b\"}]\n",
        ] {
            after(
                before,
                &vec![("a", text(odd)), ("b", Value::List(vec![text(odd)]))],
            );
        }
    }
}

#[test]
fn where_no_entry_fits_there_is_no_edit() {
    for before in [
        "services: {a: b}\n",
        "services: none\n",
        "[services]\n",
        "{services: []}\n",
        "owners: []\n...\n",
        "services:\n  - service_name: a\n    description: |+\n      text\n\n\nowners: []\n",
    ] {
        assert_eq!(append(before, "services", &entry()), None, "{before}");
    }
}

#[test]
fn lines_are_those_that_hold_the_entry() {
    let before = "services:\n  - service_name: a\n\n  - service_name: b\nowners: []\n";
    let edit = append(before, "services", &entry()).expect("there is a place");
    assert_eq!(edit.lines(before), 6..9);
    let before = "services: [{a: b}]";
    let edit = append(before, "services", &entry()).expect("there is a place");
    assert_eq!(edit.lines(before), 1..2);
    let before = "services:\n  - a: b";
    let edit = append(before, "services", &entry()).expect("there is a place");
    assert_eq!(edit.lines(before), 3..6);
}
