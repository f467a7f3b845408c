//! Random registries in random styles: every old byte stays, and another reader finds the old
//! entries and one more.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_yaml::Value as Yaml;

use super::super::{Entry, Value, append};

/// How the list of a registry is written.
#[derive(Debug, Clone)]
struct Layout {
    dash: usize,
    spaces: usize,
    /// Whether items stand in braces.
    inline: bool,
    /// The offset of nested dashes, if lists in items have lines.
    list: Option<usize>,
    quote: &'static str,
    /// Blank lines and comments above an item.
    above: &'static str,
    /// What stands at the end of an item's first line.
    remark: &'static str,
}

fn layout() -> impl Strategy<Value = Layout> {
    (
        (0..5_usize, 1..4_usize),
        any::<bool>(),
        select(vec![None, Some(0), Some(2)]),
        select(vec!["", "'", "\""]),
        select(vec!["", "\n", "# about it\n", "\n    # about it\n\n"]),
        select(vec!["", " # remark", "   "]),
    )
        .prop_map(
            |((dash, spaces), inline, list, quote, above, remark)| Layout {
                dash,
                spaces,
                inline,
                list,
                quote,
                above,
                remark,
            },
        )
}

/// Words that need no quotes and stay strings in every reader.
fn word() -> impl Strategy<Value = String> {
    "[a-z]{3}-[a-z]{1,5}"
}

impl Layout {
    fn item(&self, name: &str, places: &[String]) -> String {
        let Self {
            quote,
            remark,
            above,
            ..
        } = self;
        let start = format!(
            "{above}{}-{}",
            " ".repeat(self.dash),
            " ".repeat(self.spaces)
        );
        let quoted: Vec<_> = places
            .iter()
            .map(|it| format!("{quote}{it}{quote}"))
            .collect();
        let inline = quoted.join(", ");
        if self.inline {
            return format!("{start}{{name: {quote}{name}{quote}, in: [{inline}]}}{remark}\n");
        }
        let keys = " ".repeat(self.dash + 1 + self.spaces);
        let list = match self.list {
            Some(offset) if !places.is_empty() => {
                let offset = " ".repeat(offset);
                let lines = quoted.iter().map(|it| format!("\n{keys}{offset}- {it}"));
                lines.collect()
            }
            _ => format!(" [{inline}]"),
        };
        format!("{start}name: {quote}{name}{quote}{remark}\n{keys}in:{list}\n")
    }
}

/// A registry, and how many services it has.
fn registry() -> impl Strategy<Value = (String, usize)> {
    let items = vec((word(), vec(word(), 0..4)), 0..5);
    let around = [
        "",
        "owners:\n  - team: a\n",
        "\n# Teams\n\nowners: [{team: a}]\n",
    ];
    let head = select(vec!["", "# A registry\n\n", "---\n"]);
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    (layout(), items, head, select(around.to_vec()), flags).prop_map(
        |(layout, items, head, around, (first, crlf, cut))| {
            let list: String = items
                .iter()
                .map(|(name, places)| layout.item(name, places))
                .collect();
            let list = match items.len() {
                0 => "services: []\n".to_owned(),
                _ => format!("services:\n{list}"),
            };
            let around = around.to_owned();
            let mut text = head.to_owned()
                + &if first {
                    around + &list
                } else {
                    list + &around
                };
            if cut {
                text.truncate(text.trim_end().len());
            }
            (
                if crlf {
                    text.replace('\n', "\r\n")
                } else {
                    text
                },
                items.len(),
            )
        },
    )
}

/// Whatever a user may say of a service.
fn entry() -> impl Strategy<Value = Entry> {
    let wild = || prop_oneof![word(), "\\PC{0,12}", "[ -~]{0,12}"];
    (wild(), vec(wild(), 0..4), any::<bool>()).prop_map(|(name, places, long)| {
        let short = Value::Text;
        let long_form = |place| Value::Map(vec![("name", short(place))]);
        let places = places.into_iter();
        let places = if long {
            places.map(long_form).collect()
        } else {
            places.map(short).collect()
        };
        vec![("name", Value::Text(name)), ("in", Value::List(places))]
    })
}

/// What another reader must find.
fn yaml(value: &Value) -> Yaml {
    match value {
        Value::Text(text) => text.as_str().into(),
        Value::List(items) => Yaml::Sequence(items.iter().map(yaml).collect()),
        Value::Map(entry) => Yaml::Mapping(
            entry
                .iter()
                .map(|(key, value)| ((*key).into(), yaml(value)))
                .collect(),
        ),
    }
}

proptest! {
    #[test]
    fn appending_keeps_the_rest((text, services) in registry(), entry in entry()) {
        let edit = append(&text, "services", &entry).expect("there is a place for the entry");
        let after = edit.apply(&text);

        let kept = [&after[..edit.range.start], &after[edit.range.start + edit.text.len()..]].concat();
        let given_way = if services == 0 { " []" } else { "" };
        prop_assert_eq!(kept.len() + edit.range.len(), text.len());
        prop_assert!(text[edit.range.clone()].starts_with(given_way));
        prop_assert!(services == 0 || edit.range.is_empty());
        prop_assert_eq!(after.contains("\r\n"), text.contains("\r\n"));
        prop_assert!(!text.contains("\r\n") || !after.replace("\r\n", "").contains('\n'));

        let read = |text: &str| serde_yaml::from_str::<Yaml>(text).expect("YAML");
        let mut wanted = read(&text);
        let list = wanted["services"].as_sequence_mut().expect("a list");
        prop_assert_eq!(list.len(), services);
        list.push(yaml(&Value::Map(entry)));
        prop_assert_eq!(read(&after), wanted);
    }
}
