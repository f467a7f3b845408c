//! The SLOs under test, and what those of one service see of each other's series.

use super::memo::Kinds;
use crate::emit::prometheus::Site;
use crate::ir::{BurnAlert, Deployment, Program, Service, Slo};
use crate::promql::{Expr, Selector, picks};
use crate::sli::{Exposed, Rates, Says, strangers};
use crate::slo::PAIR_WINDOW;

/// An SLO under test.
pub(super) struct Subject<'p> {
    pub(super) site: Site<'p>,
    /// What its service exposes, where that can be told.
    pub(super) exposed: Option<Vec<Exposed>>,
    /// What these series say.
    pub(super) kinds: Kinds,
    /// What its rules read of what services expose.
    pub(super) read: Vec<Selector>,
    /// Series of others, which its selectors would pick but for one matcher.
    pub(super) strangers: Vec<Selector>,
    /// Whether other SLOs of the service read the same series and may alert as well.
    pub(super) shared: bool,
}

/// The SLOs of a service in an environment.
pub(super) fn subjects<'p>(
    program: &'p Program,
    service: &'p Service,
    deployment: &'p Deployment,
) -> Vec<Subject<'p>> {
    let slos = &deployment.slos;
    let exposed: Vec<_> = slos.iter().map(|slo| slo.rates.exposed()).collect();
    let read: Vec<_> = slos.iter().map(|slo| selectors(&*slo.rates)).collect();
    let subject = |(n, slo): (usize, &'p Slo)| {
        let own: &[Exposed] = exposed[n].as_deref().unwrap_or_default();
        let (mut all, mut shared) = (own.to_vec(), false);
        for other in (0..slos.len()).filter(|other| *other != n) {
            match seen(own, exposed[other].as_deref(), &read[other]) {
                Seen::Nothing => {}
                Seen::Good(companion) => all.extend(companion.filter(|it| !own.contains(it))),
                Seen::Bad => shared = true,
            }
        }
        let mut strangers = strangers(&read[n]);
        // What is strange to this SLO may be another's own.
        strangers.retain(|series| {
            !read
                .iter()
                .flatten()
                .any(|selector| picks(selector, series))
        });
        let exposed = exposed[n].is_some().then_some(all);
        let says = |all: &Vec<Exposed>| all.iter().map(|it| it.says).collect();
        Subject {
            site: Site::new(program, service, deployment, slo),
            kinds: exposed.as_ref().map(says),
            exposed,
            read: read[n].clone(),
            strangers,
            shared,
        }
    };
    slos.iter().enumerate().map(subject).collect()
}

impl<'p> Subject<'p> {
    pub(super) fn name(&self) -> &'p str {
        &self.site.slo.name
    }

    pub(super) fn alerts(&self) -> &'p [BurnAlert] {
        &self.site.slo.burn.alerts
    }
}

/// What an SLO sees of another's series.
enum Seen {
    /// None of them.
    Nothing,
    /// Good events, if this series says so beside them.
    Good(Option<Exposed>),
    /// Events that may be bad.
    Bad,
}

/// What the SLO that exposes and reads these sees of the series in `fed`.
fn seen(fed: &[Exposed], exposed: Option<&[Exposed]>, read: &[Selector]) -> Seen {
    let picked = |it: &&Exposed| read.iter().any(|selector| it.is_picked_by(selector));
    let mut picked = fed.iter().filter(picked).peekable();
    if picked.peek().is_none() {
        return Seen::Nothing;
    }
    let says = |says| {
        exposed
            .into_iter()
            .flatten()
            .find(move |it| it.says == says)
    };
    let only_good = picked.all(|it| matches!(it.says, Says::Good | Says::All));
    match (says(Says::Good), says(Says::All), says(Says::Bad)) {
        // All events are told from bad ones: what is not known as bad is good.
        (_, _, Some(_)) if only_good => Seen::Good(None),
        // Good events are told from all: they have to be known as good.
        (Some(good), Some(_), None) if only_good => Seen::Good(Some(good.clone())),
        _ => Seen::Bad,
    }
}

/// The selectors of an SLI.
fn selectors(rates: &dyn Rates) -> Vec<Selector> {
    let mut selectors = Vec::new();
    for expr in [rates.bad(PAIR_WINDOW), rates.total(PAIR_WINDOW)] {
        expr.walk(&mut |part| {
            if let Expr::Range { selector, .. } = part
                && !selectors.contains(selector)
            {
                selectors.push(selector.clone());
            }
        });
    }
    selectors
}
