//! What people see: the layout, and which strings need no quotes.

use std::collections::BTreeMap;

use super::{Style, style, to_string};

#[test]
fn common_values_stay_plain() {
    for text in [
        "5m",
        "30d",
        "99.9%",
        "anvila-api",
        "slo:sli_bad:rate5m",
        "http://blackbox:9115/probe",
        "sum by (job) (rate(a{b=~\"5..\"}[5m])) > 0.1",
        "/var/lib/prometheus",
        "größe",
    ] {
        assert_eq!(style(text), Style::Plain, "{text}");
    }
}

#[derive(serde::Serialize)]
struct Group {
    name: &'static str,
    interval: Option<&'static str>,
    rules: Vec<Rule>,
}

#[derive(serde::Serialize)]
struct Rule {
    alert: &'static str,
    expr: &'static str,
    labels: BTreeMap<&'static str, &'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    keep_firing_for: Option<&'static str>,
    windows: Vec<Vec<f64>>,
}

#[test]
fn a_rule_file_reads_well() {
    let groups = BTreeMap::from([(
        "groups",
        vec![
            Group {
                name: "anvila-api",
                interval: None,
                rules: vec![Rule {
                    alert: "SLOBurn",
                    expr: "(\n  a > 1\nand\n  b > 1\n)",
                    labels: BTreeMap::from([("severity", "critical"), ("on", "yes")]),
                    keep_firing_for: None,
                    windows: vec![vec![1.0, 14.4], vec![]],
                }],
            },
            Group {
                name: "none: yet",
                interval: Some("30s"),
                rules: vec![],
            },
        ],
    )]);
    let expected = r#"groups:
- name: anvila-api
  interval: null
  rules:
  - alert: SLOBurn
    expr: |-
      (
        a > 1
      and
        b > 1
      )
    labels:
      "on": "yes"
      severity: critical
    windows:
    - - 1.0
      - 14.4
    - []
- name: "none: yet"
  interval: 30s
  rules: []
"#;
    assert_eq!(to_string(&groups), expected);
}

#[derive(serde::Serialize)]
enum Kind {
    Unit,
    Newtype(u8),
    Tuple(u8, u8),
    Struct { field: Option<()> },
}

#[test]
fn enums_are_one_entry_mappings() {
    let kinds = (
        Kind::Unit,
        Kind::Newtype(1),
        Kind::Tuple(2, 3),
        Kind::Struct { field: Some(()) },
        BTreeMap::<u8, u8>::new(),
        BTreeMap::from([(4, 'y')]),
    );
    let expected = "\
- Unit
- Newtype: 1
- Tuple:
  - 2
  - 3
- Struct:
    field: null
- {}
- 4: \"y\"
";
    assert_eq!(to_string(&kinds), expected);
}

#[test]
fn floats_have_a_point_and_a_signed_exponent() {
    let floats = [
        1.0,
        -0.5,
        1e16,
        1.5e-9,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
    ];
    let expected = "- 1.0\n- -0.5\n- 1.0e+16\n- 1.5e-9\n- .inf\n- -.inf\n- .nan\n";
    assert_eq!(to_string(&floats), expected);
}

#[test]
#[should_panic(expected = "scalar keys")]
fn a_list_as_a_key_is_an_emitters_mistake() {
    to_string(&BTreeMap::from([(vec![1], 2)]));
}

/// A value that hands over its text piece by piece.
struct Printed(&'static str);

impl serde::Serialize for Printed {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self.0)
    }
}

#[test]
fn what_is_printed_is_written_as_a_string_of_the_same_text() {
    for text in [
        "plain",
        "a b",
        "",
        "yes",
        "12",
        "a: b",
        "- x",
        "two\nlines\n",
        "tab\there",
        "ü",
    ] {
        let printed = to_string(&[(Printed(text), Printed(text))]);
        assert_eq!(printed, to_string(&[(text, text)]), "{text:?}");
        assert_eq!(to_string(&Printed(text)), to_string(text), "{text:?}");
        let key = |key| BTreeMap::from([(key, text)]);
        assert_eq!(to_string(&Keyed(text)), to_string(&key(text)), "{text:?}");
    }
}

/// A mapping of a printed key to itself.
struct Keyed(&'static str);

impl serde::Serialize for Keyed {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([(Printed(self.0), Printed(self.0))])
    }
}
