//! Routes that no alert can reach, because an earlier one takes all that they ask for.

use super::{Labels, Matcher, Route, Truth};
use crate::promql::MatchOp;

/// A route, and the earlier sibling that takes all of its alerts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shadowed<'r> {
    /// The route that no alert reaches.
    pub route: &'r Route,
    /// The one before it.
    pub by: &'r Route,
}

impl Route {
    /// The routes below this one that no alert can reach. Patterns are compared where they are lists of
    /// plain values; of others nothing is claimed.
    pub fn shadowed(&self) -> Vec<Shadowed<'_>> {
        let mut found = Vec::new();
        for (at, route) in self.routes.iter().enumerate() {
            let mut earlier = self.routes[..at].iter().filter(|it| !it.and_continue);
            let by = earlier.find(|it| covers(&it.matchers, &route.matchers));
            found.extend(by.map(|by| Shadowed { route, by }));
            found.extend(route.shadowed());
        }
        found
    }
}

/// Whether every alert that satisfies all of `later` satisfies all of `earlier`.
fn covers(earlier: &[Matcher], later: &[Matcher]) -> bool {
    earlier.iter().all(|wanted| {
        let anything = wanted.op() == MatchOp::Regex && wanted.value() == ".*";
        anything || later.iter().any(|known| implies(known, wanted))
    })
}

/// Whether `wanted` holds wherever `known` does.
fn implies(known: &Matcher, wanted: &Matcher) -> bool {
    if known == wanted {
        return true;
    }
    if known.label() != wanted.label() {
        return false;
    }
    let holds_for = |value: &str| {
        let labels = Labels::default().with(known.label(), value);
        wanted.matches(&labels) == Truth::Yes
    };
    match known.op() {
        MatchOp::Equal if wanted.op() == MatchOp::Equal => false,
        MatchOp::Equal => holds_for(known.value()),
        MatchOp::Regex => {
            values(known.value()).is_some_and(|values| values.iter().all(|it| holds_for(it)))
        }
        MatchOp::NotEqual | MatchOp::NotRegex => false,
    }
}

/// The values that a pattern lists, if it does nothing else.
fn values(pattern: &str) -> Option<Vec<String>> {
    let mut values = vec![String::new()];
    let mut rest = pattern.chars();
    while let Some(character) = rest.next() {
        match character {
            '|' => values.push(String::new()),
            '\\' => values
                .last_mut()?
                .push(rest.next().filter(char::is_ascii_punctuation)?),
            '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '^' | '$' => return None,
            plain => values.last_mut()?.push(plain),
        }
    }
    Some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(matchers: &[(&str, MatchOp, &str)]) -> Route {
        let matchers = matchers
            .iter()
            .map(|(label, op, value)| Matcher::new(*label, *op, *value).expect("a sound pattern"));
        Route {
            matchers: matchers.collect(),
            ..Route::default()
        }
    }

    /// How many of the routes are in another's shadow.
    fn shadowed(routes: Vec<Route>) -> usize {
        let root = Route {
            routes,
            ..Route::default()
        };
        root.shadowed().len()
    }

    const TEAM: (&str, MatchOp, &str) = ("team", MatchOp::Equal, "web");
    const PAGE: (&str, MatchOp, &str) = ("severity", MatchOp::Equal, "critical");
    const EITHER: (&str, MatchOp, &str) = ("severity", MatchOp::Regex, "critical|warning");

    #[test]
    fn what_asks_for_less_takes_what_asks_for_more() {
        assert_eq!(shadowed(vec![route(&[TEAM]), route(&[TEAM, PAGE])]), 1);
        assert_eq!(shadowed(vec![route(&[TEAM, PAGE]), route(&[TEAM])]), 0);
        assert_eq!(shadowed(vec![route(&[]), route(&[TEAM])]), 1);
        assert_eq!(shadowed(vec![route(&[TEAM]), route(&[PAGE])]), 0);
    }

    #[test]
    fn lists_of_values_are_compared_by_value() {
        assert_eq!(shadowed(vec![route(&[EITHER]), route(&[PAGE])]), 1);
        assert_eq!(shadowed(vec![route(&[PAGE]), route(&[EITHER])]), 0);
        let dotted = ("severity", MatchOp::Regex, r"critical|a\.b");
        let any = ("severity", MatchOp::Regex, ".*");
        assert_eq!(shadowed(vec![route(&[any]), route(&[dotted])]), 1);
        assert_eq!(shadowed(vec![route(&[dotted]), route(&[any])]), 0);
        let not = ("severity", MatchOp::NotEqual, "info");
        assert_eq!(shadowed(vec![route(&[not]), route(&[EITHER])]), 1);
    }

    #[test]
    fn a_route_that_continues_casts_no_shadow() {
        let mut first = route(&[TEAM]);
        first.and_continue = true;
        assert_eq!(shadowed(vec![first, route(&[TEAM])]), 0);
    }
}
