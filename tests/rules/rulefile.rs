//! A generated rule file as data, so that a test can feed a series in place of the rule that records it.

use serde_yaml::Value;

/// A rule file, or part of one.
#[derive(Clone)]
pub(crate) struct RuleFile(Vec<Value>);

impl RuleFile {
    pub(crate) fn parse(text: &str) -> Self {
        let file: Value = serde_yaml::from_str(text).expect("rules are YAML");
        Self(file["groups"].as_sequence().expect("groups").clone())
    }

    /// The groups of one SLO.
    pub(crate) fn slo(&self, name: &str) -> Self {
        let groups = [format!("slo-{name}-fast"), format!("slo-{name}-slow")];
        let kept = self
            .0
            .iter()
            .filter(|group| groups.iter().any(|name| group["name"] == name.as_str()));
        let kept: Vec<_> = kept.cloned().collect();
        assert_eq!(kept.len(), 2, "the groups of {name}");
        Self(kept)
    }

    /// The groups whose names end so.
    pub(crate) fn groups(&self, suffix: &str) -> Self {
        let ends = |group: &&Value| {
            group["name"]
                .as_str()
                .is_some_and(|name| name.ends_with(suffix))
        };
        Self(self.0.iter().filter(ends).cloned().collect())
    }

    /// The groups of alert packs.
    pub(crate) fn packs(&self) -> Self {
        let of_pack = |group: &&Value| {
            group["name"]
                .as_str()
                .is_some_and(|name| name.starts_with("pack-"))
        };
        Self(self.0.iter().filter(of_pack).cloned().collect())
    }

    /// Without the rules that record these series, since they are fed.
    pub(crate) fn without(&self, fed: &[&str]) -> Self {
        self.filtered(|rule| !fed.iter().any(|name| rule["record"] == *name))
    }

    /// The rules that pass.
    pub(crate) fn filtered(&self, keep: impl Fn(&Value) -> bool) -> Self {
        let mut groups = self.0.clone();
        for group in &mut groups {
            group["rules"]
                .as_sequence_mut()
                .expect("rules")
                .retain(|rule| keep(rule));
        }
        Self(groups)
    }

    /// The groups in the other order.
    pub(crate) fn reversed(&self) -> Self {
        Self(self.0.iter().rev().cloned().collect())
    }

    pub(crate) fn rules(&self) -> impl Iterator<Item = &Value> {
        self.0
            .iter()
            .flat_map(|group| group["rules"].as_sequence().expect("rules"))
    }

    /// With `mutant` in place of `rule`, if that is one of the rules.
    pub(crate) fn replacing(&self, rule: &Value, mutant: &Value) -> Option<Self> {
        let mut groups = self.0.clone();
        let mut rules = groups
            .iter_mut()
            .flat_map(|group| group["rules"].as_sequence_mut().expect("rules"));
        *rules.find(|candidate| *candidate == rule)? = mutant.clone();
        Some(Self(groups))
    }

    pub(crate) fn group_names(&self) -> Vec<&str> {
        self.0
            .iter()
            .map(|group| group["name"].as_str().expect("a name"))
            .collect()
    }

    pub(crate) fn to_yaml(&self) -> String {
        let groups = Value::from(self.0.clone());
        serde_yaml::to_string(&serde_yaml::Mapping::from_iter([(
            Value::from("groups"),
            groups,
        )]))
        .expect("plain data")
    }
}
