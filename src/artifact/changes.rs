//! What has changed in an artifact, in the terms of its kind: in come the typed artifact and the text
//! that stands in its place, out go counts. The text is read as the same kind of document, so that
//! rules are set against rules, whatever the layout.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Body, RuleFile};
use crate::diag::Sink;
use crate::source::{Files, Kind, Limits, Node, parse};

/// What has changed, in the terms of the artifact's kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changes {
    /// Prometheus rules, paired by group and name. None counted means that only order, layout or
    /// comments differ.
    Rules {
        /// Only new.
        added: usize,
        /// Only old.
        removed: usize,
        /// In both, and different in expression, label, annotation, duration or interval.
        changed: usize,
    },
    /// Text without parts to count: pages, and what cannot be read as what it should be.
    Text,
}

impl Body {
    /// What has changed since the text that stands in this one's place, if there is one.
    pub fn changes(&self, old: Option<&str>) -> Changes {
        match self {
            Self::Rules(file) => match old.map_or(Some(Rules::new()), read) {
                Some(old) => between(&old, &rules(file)),
                None => Changes::Text,
            },
            Self::Tests(_) | Self::Alertmanager(_) | Self::Messages(_) | Self::Markdown(_) => {
                Changes::Text
            }
        }
    }

    /// The part of the document that the last of `lines` belongs to, in the document's own words.
    pub fn section(&self, lines: &[&str]) -> Option<String> {
        let last = |start: &str| {
            let found = lines.iter().rposition(|line| line.starts_with(start))?;
            Some((found, lines[found].strip_prefix(start)?.trim_end()))
        };
        match self {
            Self::Rules(_) => {
                let (at, group) = last("- name: ")?;
                let rule = last("  - ").filter(|(rule, _)| *rule > at);
                Some(match rule {
                    Some((_, rule)) => format!("{group}, {rule}"),
                    None => group.to_owned(),
                })
            }
            Self::Tests(_) => last("- name: ").map(|(_, name)| name.to_owned()),
            Self::Alertmanager(_) => {
                let words = |line: &&&str| line.starts_with(|c: char| c.is_ascii_lowercase());
                let key = lines.iter().rev().find(words)?;
                Some(key.trim_end().trim_end_matches(':').to_owned())
            }
            Self::Messages(_) => {
                let (_, definition) = last("{{ define \"")?;
                Some(definition.split('"').next()?.to_owned())
            }
            Self::Markdown(_) => last("## ").map(|(_, heading)| heading.to_owned()),
        }
    }
}

impl Changes {
    /// What is gone with a text that nothing takes the place of.
    pub fn removal(old: &str) -> Self {
        read(old).map_or(Self::Text, |old| between(&old, &Rules::new()))
    }
}

/// Rules by group and name, and by their place among those of one name; each with the interval of
/// its group.
type Rules = BTreeMap<(String, String, usize), (String, Value)>;

fn between(old: &Rules, new: &Rules) -> Changes {
    let only_in = |one: &Rules, other: &Rules| {
        let keys = one.keys();
        keys.filter(|key| !other.contains_key(key)).count()
    };
    let changed = new
        .iter()
        .filter(|(key, rule)| old.get(key).is_some_and(|old| old != *rule));
    Changes::Rules {
        added: only_in(new, old),
        removed: only_in(old, new),
        changed: changed.count(),
    }
}

fn rules(file: &RuleFile) -> Rules {
    let groups = file.groups.iter();
    keyed(groups.flat_map(|group| {
        let interval = group.interval.to_string();
        group.rules.iter().map(move |rule| {
            let value = serde_json::to_value(rule).expect("rules are maps of strings");
            (group.name.clone(), interval.clone(), value)
        })
    }))
}

/// The rules in a text; `None` if it is no rule file.
fn read(text: &str) -> Option<Rules> {
    let (mut files, mut sink) = (Files::default(), Sink::default());
    let file = files.add("old", text.to_owned());
    let root = parse(&files, file, &Limits::default(), &mut sink)?;
    let Kind::Seq(groups) = &root.get("groups")?.kind else {
        return None;
    };
    let mut rules = Vec::new();
    for group in groups {
        let text = |key| group.get(key).map(value).and_then(|it| string(&it));
        let (name, interval) = (text("name")?, text("interval").unwrap_or_default());
        if let Some(Kind::Seq(items)) = group.get("rules").map(|rules| &rules.kind) {
            let item = |item| (name.clone(), interval.clone(), value(item));
            rules.extend(items.iter().map(item));
        }
    }
    (!sink.has_errors()).then(|| keyed(rules.into_iter()))
}

/// Rules, each with its group's name and interval, under their keys.
fn keyed(rules: impl Iterator<Item = (String, String, Value)>) -> Rules {
    let mut seen: BTreeMap<_, usize> = BTreeMap::new();
    let mut keyed = Rules::new();
    for (group, interval, rule) in rules {
        let name = rule.get("record").or_else(|| rule.get("alert"));
        let name = name.and_then(string).unwrap_or_default();
        let count = seen.entry((group.clone(), name.clone())).or_default();
        keyed.insert((group, name, *count), (interval, rule));
        *count += 1;
    }
    keyed
}

fn string(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

/// A node with every scalar as text, which is how rules are written.
fn value(node: &Node<'_>) -> Value {
    match &node.kind {
        Kind::Null => Value::Null,
        Kind::Bool(truth) => Value::String(truth.to_string()),
        Kind::Number(number) => Value::from(number.text),
        Kind::Str(text) => Value::from(text.as_ref()),
        Kind::Seq(items) => items.iter().map(value).collect(),
        Kind::Map(entries) => {
            let entries = entries.iter();
            entries
                .map(|(key, node)| (key.name.to_string(), value(node)))
                .collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Body, Changes};
    use crate::artifact::{Group, Pairs, Recording, Rule, RuleFile, yaml};
    use crate::promql::vector;
    use crate::units::Duration;

    fn file(rules: &[(&'static str, u32)]) -> RuleFile {
        let rule = |(name, value): &(&'static str, u32)| {
            Rule::Record(Recording {
                record: (*name).into(),
                expr: vector(*value),
                labels: Pairs::default().with("slo", "99"),
            })
        };
        RuleFile {
            groups: vec![Group {
                name: "g".to_owned(),
                interval: Duration::from_secs(30),
                rules: rules.iter().map(rule).collect(),
            }],
        }
    }

    fn text(file: &RuleFile) -> String {
        let mut text = String::new();
        yaml::append(&mut text, file);
        text
    }

    fn rules(added: usize, removed: usize, changed: usize) -> Changes {
        Changes::Rules {
            added,
            removed,
            changed,
        }
    }

    #[test]
    fn rules_are_paired_by_name() {
        let old = text(&file(&[("a", 1), ("b", 1), ("b", 2), ("c", 1)]));
        for (new, changes) in [
            (
                &[("a", 1), ("b", 1), ("b", 2), ("c", 1)][..],
                rules(0, 0, 0),
            ),
            (&[("c", 1), ("b", 1), ("b", 2), ("a", 1)], rules(0, 0, 0)),
            (&[("a", 2), ("b", 1), ("b", 3), ("c", 1)], rules(0, 0, 2)),
            (&[("b", 1), ("d", 1)], rules(1, 3, 0)),
            (&[], rules(0, 4, 0)),
        ] {
            let new = Body::Rules(file(new));
            assert_eq!(new.changes(Some(&old)), changes, "{new:?}");
        }
    }

    #[test]
    fn layout_is_no_change() {
        let old = "# by hand\ngroups: [{interval: 30s, name: g, rules: [{labels: {slo: 99}, expr: vector(1), record: a}]}]";
        let body = Body::Rules(file(&[("a", 1)]));
        assert_eq!(body.changes(Some(old)), rules(0, 0, 0));
        let slower = old.replace("30s", "1m");
        assert_eq!(body.changes(Some(&slower)), rules(0, 0, 1));
    }

    #[test]
    fn where_nothing_stands_all_is_new() {
        let body = Body::Rules(file(&[("a", 1), ("b", 1)]));
        assert_eq!(body.changes(None), rules(2, 0, 0));
        assert_eq!(Changes::removal(&text(&file(&[("a", 1)]))), rules(0, 1, 0));
    }

    #[test]
    fn what_is_no_rule_file_is_text() {
        let body = Body::Rules(file(&[("a", 1)]));
        for old in [
            "",
            "<<<<<<< HEAD\n",
            "groups: 1",
            "groups: [{}]",
            "- a",
            "groups: []\na: 1\na: 1",
        ] {
            assert_eq!(body.changes(Some(old)), Changes::Text, "{old}");
            assert_eq!(Changes::removal(old), Changes::Text, "{old}");
        }
        let page = Body::Markdown("# Page\n".to_owned());
        assert_eq!(page.changes(Some("# Other\n")), Changes::Text);
    }

    #[test]
    fn a_section_is_the_nearest_landmark() {
        let text = text(&file(&[("a", 1), ("b", 1)]));
        let lines: Vec<_> = text.lines().collect();
        let body = Body::Rules(file(&[]));
        let section = |lines: &[&str]| body.section(lines);
        assert_eq!(section(&lines[..1]), None);
        assert_eq!(section(&lines[..3]).as_deref(), Some("g"));
        assert_eq!(section(&lines).as_deref(), Some("g, record: b"));
    }
}
