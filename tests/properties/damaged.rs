//! Registries near to a sound one: some of their lines were damaged as people, editors and merges
//! do.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Texts by their paths below the registry.
pub(crate) type Registry = Vec<(String, String)>;

/// A sound registry in which every field occurs, as `complete` checks.
pub(crate) const SOUND: [(&str, &str); 7] = [
    (
        "observability_services.yml",
        include_str!("sound/observability_services.yml"),
    ),
    ("slo_profiles.yml", include_str!("sound/slo_profiles.yml")),
    ("platform.yml", include_str!("sound/platform.yml")),
    ("dialects.yml", include_str!("sound/dialects.yml")),
    (
        "observability_redaction_rules.yml",
        include_str!("sound/observability_redaction_rules.yml"),
    ),
    (
        "alert_packs/backups.yml",
        include_str!("sound/alert_packs/backups.yml"),
    ),
    (
        "runbooks/BackupOld.md",
        include_str!("sound/runbooks/BackupOld.md"),
    ),
];

/// Words that a slip, a merge or another language puts into YAML.
#[rustfmt::skip]
const WORDS: [&str; 52] = [
    "~", "null", "yes", "on", "0", "-1", "1e3", "0755", "1:30", ".5", "99,9", "100", "99.9%", "5 m",
    "7d", "1y", "\t", " ", "\r", ":", ": ", "- ", "- - ", "#", " # ", "\"", "'", "[", "]", "{", "}",
    "{{ x }}", "${X}", "$window", "<<: *a", "&a ", "*a", "!!str ", "|", ">-", "---", "...", "\u{feff}",
    "$v", "{value}", "22:00-06:00", "2026-02-30T25:00", "\u{a0}", "\u{2028}", "é", "objective: 99", "sli: {type: custom, bad: rate(a[5m]), total: b}",
];

/// What happens to a line.
#[derive(Debug, Clone)]
enum Damage {
    /// It is lost.
    Lost,
    /// It stands there twice.
    Twice,
    /// It is indented by so many spaces instead.
    Indented(usize),
    /// A word gets into it, or in the place of the rest of it.
    Typed(Index, &'static str, bool),
    /// It swaps its place with the line below.
    Moved,
}

fn damage() -> impl Strategy<Value = Damage> {
    let typed = (any::<Index>(), select(&WORDS[..]), any::<bool>());
    prop_oneof![
        1 => Just(Damage::Lost),
        1 => Just(Damage::Twice),
        1 => (0..12_usize).prop_map(Damage::Indented),
        4 => typed.prop_map(|(at, word, cut)| Damage::Typed(at, word, cut)),
        1 => Just(Damage::Moved),
    ]
}

/// One file that was damaged in a few places.
pub(crate) fn text() -> impl Strategy<Value = String> {
    (select(&SOUND[..]), damages()).prop_map(|((_, text), damages)| damaged(text, &damages))
}

/// A registry of which one file or two were damaged.
pub(crate) fn registry() -> impl Strategy<Value = Registry> {
    vec((any::<Index>(), damages()), 1..3).prop_map(|damages| {
        let mut registry = SOUND.map(|(path, text)| (path.to_owned(), text.to_owned()));
        for (file, damages) in damages {
            let (_, text) = file.get_mut(&mut registry);
            *text = damaged(text, &damages);
        }
        registry.to_vec()
    })
}

fn damages() -> impl Strategy<Value = Vec<(Index, Damage)>> {
    vec((any::<Index>(), damage()), 1..5)
}

fn damaged(text: &str, damages: &[(Index, Damage)]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for (at, damage) in damages {
        if lines.is_empty() {
            break;
        }
        let at = at.index(lines.len());
        match damage {
            Damage::Lost => drop(lines.remove(at)),
            Damage::Twice => lines.insert(at, lines[at].clone()),
            Damage::Indented(by) => {
                lines[at] = format!("{}{}", " ".repeat(*by), lines[at].trim_start());
            }
            Damage::Typed(place, word, cut) => type_into(&mut lines[at], *place, word, *cut),
            Damage::Moved => {
                let below = (at + 1) % lines.len();
                lines.swap(at, below);
            }
        }
    }
    lines.join("\n") + "\n"
}

fn type_into(line: &mut String, place: Index, word: &str, cut: bool) {
    let mut at = place.index(line.len() + 1);
    while !line.is_char_boundary(at) {
        at -= 1;
    }
    if cut {
        line.truncate(at);
    }
    line.insert_str(at, word);
}

/// The files in a text, with a line `---` between them; each is of the kind whose keys it begins with,
/// or the runbook of the alert that its heading names.
pub(crate) fn split(text: &str) -> Registry {
    let parts = text.split("\n---\n").enumerate();
    parts
        .map(|(number, part)| (path(number, part), part.to_owned()))
        .collect()
}

fn path(number: usize, text: &str) -> String {
    let keys = |of: &[&str]| {
        text.lines()
            .any(|line| of.iter().any(|key| line.starts_with(key)))
    };
    let extension = if number == 0 { "yml" } else { "yaml" };
    if keys(&["services", "owners"]) {
        format!("services/{number}.yml")
    } else if keys(&["profiles", "burn_policies"]) {
        format!("slo_profiles.{extension}")
    } else if keys(&["dialects"]) {
        format!("dialects.{extension}")
    } else if keys(&["redact_fields", "hash_fields", "drop_span"]) {
        format!("observability_redaction_rules.{extension}")
    } else if keys(&["pack", "for_each", "signals"]) {
        format!("alert_packs/{number}.yml")
    } else if let Some(alert) = heading(text) {
        format!("runbooks/{alert}.md")
    } else {
        format!("platform.{extension}")
    }
}

/// The one word of a Markdown heading at the top.
fn heading(text: &str) -> Option<&str> {
    let word = text.lines().next()?.strip_prefix("# ")?;
    let is_word = !word.is_empty() && word.bytes().all(|it| it.is_ascii_alphanumeric());
    is_word.then_some(word)
}
