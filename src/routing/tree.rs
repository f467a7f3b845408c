//! The routing tree with everything inherited, and the walk of an alert through it.

use super::{Labels, Matcher, Route, Truth};
use crate::units::Duration;

/// A routing tree, ready to be asked.
#[derive(Debug, Clone)]
pub struct Tree {
    /// Every route after its parent; the root is the first.
    nodes: Vec<Node>,
}

/// A route with what it inherits.
#[derive(Debug, Clone)]
pub struct Node {
    /// The route above; the root has none.
    pub parent: Option<usize>,
    /// The conditions of this route alone.
    pub matchers: Vec<Matcher>,
    /// Who is notified.
    pub receiver: String,
    /// The labels by which alerts are put into one notification.
    pub group_by: Vec<String>,
    /// When notifications go out.
    pub timing: Timing,
    /// Intervals in which nothing is sent.
    pub muted_in: Vec<String>,
    /// Intervals outside which nothing is sent, if there are any.
    pub active_in: Vec<String>,
    and_continue: bool,
    children: Vec<usize>,
}

/// When notifications of a group go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// How long a new group waits for more alerts.
    pub group_wait: Duration,
    /// How long after a notification changes of the group are told.
    pub group_interval: Duration,
    /// How long after a notification the same is told again.
    pub repeat_interval: Duration,
}

impl Timing {
    /// What Alertmanager does where not even the root says anything.
    const USUAL: Self = Self {
        group_wait: Duration::from_secs(30),
        group_interval: Duration::from_mins(5),
        repeat_interval: Duration::from_hours(4),
    };

    /// What a route states, and this where it states nothing.
    fn overridden(self, route: &Route) -> Self {
        Self {
            group_wait: route.group_wait.unwrap_or(self.group_wait),
            group_interval: route.group_interval.unwrap_or(self.group_interval),
            repeat_interval: route.repeat_interval.unwrap_or(self.repeat_interval),
        }
    }
}

/// A route at which an alert arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// The position of the route in the tree.
    pub node: usize,
    /// `Yes` for all values of the unknown labels, `Maybe` for some.
    pub truth: Truth,
}

impl Tree {
    /// The tree below a root.
    pub fn new(root: Route) -> Self {
        let origin = Node {
            parent: None,
            matchers: Vec::new(),
            receiver: String::new(),
            group_by: Vec::new(),
            timing: Timing::USUAL,
            muted_in: Vec::new(),
            active_in: Vec::new(),
            and_continue: false,
            children: Vec::new(),
        };
        let mut tree = Self { nodes: Vec::new() };
        tree.grow(root, None, &origin);
        tree
    }

    fn grow(&mut self, route: Route, parent: Option<usize>, above: &Node) -> usize {
        let node = Node {
            parent,
            timing: above.timing.overridden(&route),
            matchers: route.matchers,
            receiver: route.receiver.unwrap_or_else(|| above.receiver.clone()),
            group_by: route.group_by.unwrap_or_else(|| above.group_by.clone()),
            muted_in: route.muted_in,
            active_in: route.active_in,
            and_continue: route.and_continue,
            children: Vec::new(),
        };
        let at = self.nodes.len();
        self.nodes.push(node.clone());
        for child in route.routes {
            let child = self.grow(child, Some(at), &node);
            self.nodes[at].children.push(child);
        }
        at
    }

    /// A route, by its position.
    pub fn node(&self, at: usize) -> &Node {
        &self.nodes[at]
    }

    /// Every route after its parent; the root is the first.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The routes from the root to this one.
    pub fn path(&self, at: usize) -> Vec<usize> {
        let mut path: Vec<_> =
            std::iter::successors(Some(at), |&node| self.nodes[node].parent).collect();
        path.reverse();
        path
    }

    /// The routes at which an alert arrives, in the order of the tree.
    pub fn route(&self, labels: &Labels<'_>) -> Vec<Hit> {
        let mut hits = Vec::new();
        self.walk(0, labels, &mut hits);
        hits
    }

    /// Adds the hits at and below a route; tells whether the route matched.
    fn walk(&self, at: usize, labels: &Labels<'_>, hits: &mut Vec<Hit>) -> Truth {
        let node = &self.nodes[at];
        let matched = Truth::all(node.matchers.iter().map(|matcher| matcher.matches(labels)));
        if matched == Truth::No {
            return Truth::No;
        }
        let first = hits.len();
        // Whether the search gets as far as the next child, and whether a child has taken the alert.
        let (mut reached, mut taken) = (Truth::Yes, Truth::No);
        for &child in &node.children {
            let first = hits.len();
            let found = self.walk(child, labels, hits);
            weaken(&mut hits[first..], reached);
            // Where the search does not get here, an earlier child has taken the alert.
            taken = taken.max(found);
            if !self.nodes[child].and_continue {
                reached = reached & !found;
            }
            if reached == Truth::No {
                break;
            }
        }
        if taken != Truth::Yes {
            hits.push(Hit {
                node: at,
                truth: !taken,
            });
        }
        weaken(&mut hits[first..], matched);
        matched
    }
}

/// Hits on a way that may not be gone are no more certain than that way.
fn weaken(hits: &mut [Hit], way: Truth) {
    for hit in hits {
        hit.truth = hit.truth & way;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promql::MatchOp;

    fn route(receiver: &str, matchers: &[(&str, &str)], routes: Vec<Route>) -> Route {
        Route {
            receiver: Some(receiver.to_owned()),
            matchers: matchers
                .iter()
                .map(|(label, value)| Matcher::eq(*label, *value))
                .collect(),
            routes,
            ..Route::default()
        }
    }

    fn tee(receiver: &str, matchers: &[(&str, &str)]) -> Route {
        Route {
            and_continue: true,
            ..route(receiver, matchers, Vec::new())
        }
    }

    fn receivers(root: Route, labels: &Labels<'_>) -> Vec<(String, Truth)> {
        let tree = Tree::new(root);
        let hits = tree.route(labels);
        hits.iter()
            .map(|hit| (tree.node(hit.node).receiver.clone(), hit.truth))
            .collect()
    }

    fn sure(receiver: &str) -> (String, Truth) {
        (receiver.to_owned(), Truth::Yes)
    }

    fn maybe(receiver: &str) -> (String, Truth) {
        (receiver.to_owned(), Truth::Maybe)
    }

    fn sample() -> Route {
        route(
            "fallback",
            &[],
            vec![
                tee("bot", &[("service", "demo")]),
                route(
                    "web",
                    &[("team", "web")],
                    vec![route("pager", &[("severity", "critical")], Vec::new())],
                ),
                tee("audit", &[]),
            ],
        )
    }

    #[test]
    fn the_first_child_that_matches_ends_the_search_unless_it_continues() {
        let labels = Labels::default()
            .with("team", "web")
            .with("service", "demo");
        assert_eq!(receivers(sample(), &labels), [sure("bot"), sure("web")]);
        let labels = labels.with("severity", "critical");
        assert_eq!(receivers(sample(), &labels), [sure("bot"), sure("pager")]);
    }

    #[test]
    fn a_last_child_that_continues_does_not_add_its_parent() {
        let labels = Labels::default().with("team", "db");
        assert_eq!(receivers(sample(), &labels), [sure("audit")]);
    }

    #[test]
    fn the_root_takes_what_no_child_takes() {
        let root = route(
            "fallback",
            &[],
            vec![route("web", &[("team", "web")], vec![])],
        );
        assert_eq!(receivers(root, &Labels::default()), [sure("fallback")]);
    }

    #[test]
    fn an_unknown_label_leaves_both_ways_open() {
        let labels = Labels::default()
            .with("team", "web")
            .with_unknown("severity");
        assert_eq!(receivers(sample(), &labels), [maybe("pager"), maybe("web")]);
        let labels = Labels::default().with_unknown("team");
        let expected = [maybe("web"), maybe("audit")];
        assert_eq!(receivers(sample(), &labels), expected);
    }

    #[test]
    fn options_are_inherited_but_intervals_are_not() {
        let mut root = sample();
        root.group_by = Some(vec!["alertname".to_owned()]);
        root.routes[1].repeat_interval = Some(Duration::from_hours(1));
        root.routes[1].muted_in = vec!["nights".to_owned()];
        root.routes[1].routes[0].matchers[0] =
            Matcher::new("severity", MatchOp::Regex, "crit.*").unwrap();
        let tree = Tree::new(root);
        let labels = Labels::default()
            .with("team", "web")
            .with("severity", "critical");
        let hit = tree.route(&labels)[0];
        let pager = tree.node(hit.node);
        assert_eq!(pager.group_by, ["alertname"]);
        assert_eq!(pager.timing.repeat_interval, Duration::from_hours(1));
        assert_eq!(pager.timing.group_wait, Timing::USUAL.group_wait);
        assert!(pager.muted_in.is_empty());
        let path: Vec<_> = tree
            .path(hit.node)
            .iter()
            .map(|&at| &*tree.node(at).receiver)
            .collect();
        assert_eq!(path, ["fallback", "web", "pager"]);
    }
}
