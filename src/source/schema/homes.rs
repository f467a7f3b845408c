//! Where a key belongs that stands at the wrong level.
//!
//! In come the schema of a file, a key and the place where it was found, out goes where to move it.

use serde_json::Value;

use super::document::Document;
use super::phrases::unique;

/// Deeper than any schema of ours reaches.
const DEEPEST: usize = 12;
/// More places than these are no help.
const MOST: usize = 2;

/// The annotation of a whole schema: the files at whose top keys are at home.
const ELSEWHERE: &str = "x-elsewhere";

/// Where a key belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Home {
    /// On the way from the file's top to where the key stands, or below that.
    Near(String),
    /// In another part of the file, or in another file.
    Far(String),
}

/// A step on the way from the top of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step<'s> {
    /// Under this key.
    Key(&'s str),
    /// Under a name.
    Entry,
    /// Into an item of a list.
    Item,
}

impl Document {
    /// Where `key` belongs that stands in the mapping at `path`; `None` if nobody knows it, or too many.
    pub(super) fn home(&self, key: &str, path: &str) -> Option<Home> {
        let here: Vec<&str> = path.split('/').skip(1).collect();
        let mut ways = Vec::new();
        self.search(&self.0, key, &mut Vec::new(), &mut ways);
        let is_here = |way: &Vec<_>| way.len() == here.len() && is_on(way, &here);
        if ways.iter().any(is_here) {
            return None;
        }
        let below = ways
            .iter()
            .filter(|way| way.len() > here.len() && is_on(way, &here));
        // Of many places those that the mapping has but once are the likelier ones.
        let (all, single) = (
            below.clone(),
            below.filter(|way| !way[here.len()..].contains(&Step::Item)),
        );
        for below in [
            unique(all.map(|way| into(way))),
            unique(single.map(|way| into(way))),
        ] {
            if (1..=MOST).contains(&below.len()) {
                return Some(Home::Near(below.join(" or ")));
            }
        }
        let above = ways
            .iter()
            .filter(|way| way.len() < here.len() && is_on(way, &here));
        if let Some(way) = above.max_by_key(|way| way.len()) {
            return Some(Home::Near(format!("up, beside `{}`", here[way.len()])));
        }
        let others = unique(ways.iter().map(|way| into(way)));
        if (1..=MOST).contains(&others.len()) {
            return Some(Home::Far(others.join(" or ")));
        }
        let file = self.0.get(ELSEWHERE)?.get(key)?.as_str()?;
        (here.is_empty() && ways.is_empty()).then(|| Home::Far(format!("to `{file}`")))
    }

    /// Collects the ways to all mappings that know `key`.
    fn search<'s>(
        &'s self,
        schema: &'s Value,
        key: &str,
        way: &mut Vec<Step<'s>>,
        ways: &mut Vec<Vec<Step<'s>>>,
    ) {
        if way.len() > DEEPEST {
            return;
        }
        for (step, below) in self.steps(schema) {
            if step == Step::Key(key) && !ways.contains(way) {
                ways.push(way.clone());
            }
            way.push(step);
            self.search(below, key, way, ways);
            way.pop();
        }
    }

    fn steps<'s>(&'s self, schema: &'s Value) -> Vec<(Step<'s>, &'s Value)> {
        let mut steps = Vec::new();
        for schema in self.alternatives(schema) {
            let properties = schema.get("properties").and_then(Value::as_object);
            let properties = properties.into_iter().flatten();
            steps.extend(properties.map(|(key, value)| (Step::Key(key), value)));
            let entry = schema
                .get("additionalProperties")
                .filter(|it| it.is_object());
            steps.extend(entry.map(|value| (Step::Entry, value)));
            steps.extend(schema.get("items").map(|value| (Step::Item, value)));
        }
        steps
    }
}

/// Whether a way and a place agree as far as both reach.
fn is_on(way: &[Step<'_>], here: &[&str]) -> bool {
    way.iter().zip(here).all(|(step, segment)| match step {
        Step::Key(key) => key == segment,
        Step::Entry | Step::Item => true,
    })
}

/// "into `sli`", "into an item of `conditions`".
fn into(way: &[Step<'_>]) -> String {
    let last = way.iter().rev().find_map(|step| match step {
        Step::Key(key) => Some(*key),
        Step::Entry | Step::Item => None,
    });
    match (last, way.last()) {
        (Some(key), Some(Step::Key(_))) => format!("into `{key}`"),
        (Some(key), Some(Step::Entry)) => format!("into an entry of `{key}`"),
        (Some(key), _) => format!("into an item of `{key}`"),
        (None, _) => "to the top of the file".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document() -> Document {
        let slo = json!({"properties": {
            "objective": {},
            "sli": {"oneOf": [{"type": "string"}, {"properties": {"threshold": {}}}]},
        }});
        Document(json!({
            "x-elsewhere": {"tiers": "platform.yml"},
            "properties": {
                "profiles": {"additionalProperties": {"properties": {
                    "period": {},
                    "slos": {"additionalProperties": slo},
                }}},
                "owners": {"items": {"properties": {"team": {}}}},
            },
        }))
    }

    #[test]
    fn a_key_is_sent_home() {
        let near = |text: &str| Some(Home::Near(text.to_owned()));
        let far = |text: &str| Some(Home::Far(text.to_owned()));
        for (key, path, home) in [
            ("threshold", "/profiles/web/slos/fast", near("into `sli`")),
            (
                "objective",
                "/profiles/web",
                near("into an entry of `slos`"),
            ),
            (
                "period",
                "/profiles/web/slos/fast",
                near("up, beside `slos`"),
            ),
            ("profiles", "/owners/0", near("up, beside `owners`")),
            ("team", "", near("into an item of `owners`")),
            ("team", "/profiles/web", far("into an item of `owners`")),
            ("tiers", "", far("to `platform.yml`")),
            ("tiers", "/owners/0", None),
            ("zz", "", None),
        ] {
            assert_eq!(document().home(key, path), home, "{key} in {path:?}");
        }
    }
}
