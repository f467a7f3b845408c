//! Nearest names, for messages about a name that nobody knows.
//!
//! In come the unknown name and the known ones, out comes the one that was probably meant. A wrong
//! suggestion is worse than none, so a name must be near for its length to be offered.

use strsim::osa_distance;

/// The known name that was probably meant by `wanted`: the one with the fewest slips of the
/// finger, first in the alphabet on a tie; else the only one that `wanted` abbreviates.
pub fn nearest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let known: Vec<&str> = known.into_iter().collect();
    misspelt(wanted, &known).or_else(|| abbreviated(wanted, &known))
}

/// Whether one slip of the finger (a letter added, left out, replaced, or swapped with the next),
/// or case alone, tells the names apart.
pub fn one_slip(wanted: &str, known: &str) -> bool {
    osa_distance(&fold(wanted), &fold(known)) <= 1
}

fn misspelt<'a>(wanted: &str, known: &[&'a str]) -> Option<&'a str> {
    let wanted = fold(wanted);
    let length = wanted.chars().count();
    let reach = reach(length);
    known
        .iter()
        .filter(|name| name.chars().count().abs_diff(length) <= reach)
        .map(|name| (osa_distance(&wanted, &fold(name)), *name))
        .filter(|(distance, _)| *distance <= reach)
        .min()
        .map(|(_, name)| name)
}

fn abbreviated<'a>(wanted: &str, known: &[&'a str]) -> Option<&'a str> {
    let wanted = fold(wanted);
    if wanted.chars().count() < 3 {
        return None;
    }
    let mut longer = known.iter().filter(|name| fold(name).starts_with(&wanted));
    longer.next().filter(|_| longer.next().is_none()).copied()
}

/// How many slips a name of this length may hold: one in three characters, three at most.
fn reach(length: usize) -> usize {
    (length / 3).min(3)
}

fn fold(name: &str) -> String {
    name.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        for (wanted, known, meant) in [
            ("ownr", &["owner", "tier"][..], Some("owner")),
            ("teir", &["owner", "tier"], Some("tier")),
            ("Owner", &["owner", "owners"], Some("owner")),
            ("slackChannel", &["slack_channel"], Some("slack_channel")),
            ("anvila-devop", &["anvila-devops"], Some("anvila-devops")),
            ("prod", &["production", "staging"], Some("production")),
        ] {
            assert_eq!(nearest(wanted, known.iter().copied()), meant, "{wanted}");
        }
    }

    #[test]
    fn keeps_silent_rather_than_guess() {
        for (wanted, known) in [
            ("zz", &["owner", "tier"][..]),
            ("ab", &["ac"]),
            ("staging", &["testing"]),
            ("public", &["public-api", "public-web"]),
            ("pr", &["production"]),
            ("owner", &[]),
        ] {
            assert_eq!(nearest(wanted, known.iter().copied()), None, "{wanted}");
        }
    }

    #[test]
    fn order_of_the_known_names_does_not_matter() {
        assert_eq!(nearest("cost", ["host", "cast", "most"]), Some("cast"));
        assert_eq!(nearest("cost", ["most", "host", "cast"]), Some("cast"));
    }

    #[test]
    fn one_slip_is_one_letter_or_case() {
        assert!(one_slip("ownr", "owner") && one_slip("onwer", "owner"));
        assert!(one_slip("OWNER", "owner") && one_slip("owner ", "owner"));
        assert!(!one_slip("onr", "owner"));
    }
}
