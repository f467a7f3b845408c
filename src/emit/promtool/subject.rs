//! The SLOs under test, and what those of one service see of each other's series.

use super::memo::Kinds;
use crate::emit::prometheus::Site;
use crate::ir::{BurnAlert, Deployment, Program, Service, Slo};
use crate::promql::{Expr, Selector, picks};
use crate::sli::{Exposed, Rates, Says, strangers};
use crate::slo::PAIR_WINDOW;

/// The label by which probers of one target differ.
pub(super) const PROBER: &str = "prober";

/// An SLO under test.
pub(super) struct Subject<'p> {
    pub(super) site: Site<'p>,
    /// What its service exposes, where that can be told.
    pub(super) exposed: Option<Vec<Exposed>>,
    /// What these series say.
    pub(super) kinds: Kinds,
    /// What its rules read of what services expose.
    read: Vec<Selector>,
    /// SLOs of the service that may read series which are fed for this one.
    readers: Vec<&'p str>,
    /// Series of others, which its selectors would pick but for one matcher.
    pub(super) strangers: Vec<Selector>,
    /// Whether other SLOs of the service read some of those.
    pub(super) among_others: bool,
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
    let readers: Vec<_> = slos.iter().map(|slo| Reader::of(&*slo.rates)).collect();
    let subject = |(n, slo): (usize, &'p Slo)| {
        let companions = companions(n, &readers);
        let shared = companions.is_none();
        let exposed = readers[n].exposed.clone().map(|mut all| {
            all.extend(companions.into_iter().flatten());
            all
        });
        let read = readers[n].selectors();
        let mut strangers = strangers(&read);
        let own = exposed.iter().flatten().map(|it: &Exposed| &it.series);
        let own: Vec<_> = own.collect();
        strangers.retain(|series| !own.contains(&series));
        // What is strange to this SLO may be another's own.
        let is_read = |series| readers.iter().any(|reader| reader.reads(series));
        let among_others = strangers.iter().any(is_read);
        let says = |all: &Vec<Exposed>| all.iter().map(|it| it.says).collect();
        Subject {
            site: Site::new(program, service, deployment, slo),
            kinds: exposed.as_ref().map(says),
            exposed,
            read,
            readers: Vec::new(),
            strangers,
            among_others,
            shared,
        }
    };
    let mut subjects: Vec<_> = slos.iter().enumerate().map(subject).collect();
    for subject in &mut subjects {
        let others = slos.iter().zip(&readers);
        let reading = others.filter(|(_, reader)| reader.may_see(subject));
        subject.readers = reading.map(|(slo, _)| &*slo.name).collect();
    }
    subjects
}

impl<'p> Subject<'p> {
    pub(super) fn name(&self) -> &'p str {
        &self.site.slo.name
    }

    /// Whether its rules read this series.
    pub(super) fn reads(&self, series: &Selector) -> bool {
        self.read.iter().any(|selector| picks(selector, series))
    }

    /// Whether its rules may read what is fed for the other.
    pub(super) fn may_see(&self, other: &Self) -> bool {
        other.readers.contains(&self.name())
    }

    pub(super) fn alerts(&self) -> &'p [BurnAlert] {
        &self.site.slo.burn.alerts
    }
}

/// What an SLO reads.
struct Reader {
    /// What its service exposes for it, where that can be told.
    exposed: Option<Vec<Exposed>>,
    /// What picks all events.
    all: Vec<Selector>,
    /// What picks the good or the bad ones among them.
    told: Vec<Selector>,
}

/// What an SLO sees of another's series.
enum Seen {
    /// No bad events.
    NothingBad,
    /// No bad events if this series tells beside them how many are good.
    Beside(Exposed),
    /// Events that may be bad.
    Bad,
}

impl Reader {
    fn of(rates: &dyn Rates) -> Self {
        let all = selectors(&rates.total(PAIR_WINDOW));
        let mut told = selectors(&rates.bad(PAIR_WINDOW));
        told.retain(|selector| !all.contains(selector));
        Self {
            exposed: rates.exposed(),
            all,
            told,
        }
    }

    fn selectors(&self) -> Vec<Selector> {
        self.told.iter().chain(&self.all).cloned().collect()
    }

    fn reads(&self, series: &Selector) -> bool {
        let mut selectors = self.told.iter().chain(&self.all);
        selectors.any(|selector| picks(selector, series))
    }

    /// Whether it reads any series that is fed for an SLO: exposed ones, each perhaps by several probers, and
    /// recorded ones.
    fn may_see(&self, subject: &Subject<'_>) -> bool {
        let exposed = subject.exposed.as_deref().unwrap_or_default();
        let mut selectors = self.told.iter().chain(&self.all);
        selectors.any(|selector| {
            let recorded = selector.name().is_none_or(|name| name.contains(':'));
            recorded
                || selector.matchers.constrains(PROBER)
                || exposed.iter().any(|it| it.is_picked_by(selector))
        })
    }

    /// What it sees of the series in `fed`.
    fn sees(&self, fed: &[Exposed]) -> Seen {
        let picked = |selectors: &[Selector]| -> Vec<&Exposed> {
            let picked = |it: &&Exposed| selectors.iter().any(|by| it.is_picked_by(by));
            fed.iter().filter(picked).collect()
        };
        let own = |says| {
            self.exposed
                .iter()
                .flatten()
                .find(move |it| it.says == says)
        };
        match (&*picked(&self.told), &*picked(&self.all)) {
            ([], []) => Seen::NothingBad,
            // Bad events are told, and these are not among them.
            ([], _) if own(Says::Bad).is_some() => Seen::NothingBad,
            // Good events are told: let there be as many as there are in all.
            ([], [counted]) if matches!(counted.says, Says::Good | Says::Bad | Says::All) => {
                match (own(Says::Good), own(Says::All)) {
                    (Some(good), Some(_)) => Seen::Beside(Exposed {
                        says: counted.says,
                        ..good.clone()
                    }),
                    _ => Seen::Bad,
                }
            }
            _ => Seen::Bad,
        }
    }
}

/// What is fed beside the series of the SLO of this number, so that no other sees bad events; `None` if
/// others may see some all the same.
fn companions(n: usize, readers: &[Reader]) -> Option<Vec<Exposed>> {
    let fed = readers[n].exposed.as_deref().unwrap_or_default();
    let mut beside = vec![None; readers.len()];
    for (other, reader) in readers.iter().enumerate().filter(|(other, _)| *other != n) {
        beside[other] = match reader.sees(fed) {
            Seen::NothingBad => None,
            Seen::Beside(companion) => Some(companion),
            Seen::Bad => return None,
        };
    }
    let mut companions: Vec<Exposed> = Vec::new();
    for companion in beside.iter().flatten() {
        // It says what is true for those that lack just this one.
        let mut pairs = readers.iter().zip(&beside);
        if pairs
            .any(|(reader, own)| reader.reads(&companion.series) && own.as_ref() != Some(companion))
        {
            return None;
        }
        if !companions.contains(companion) {
            companions.push(companion.clone());
        }
    }
    Some(companions)
}

/// The selectors of an expression.
fn selectors(expr: &Expr) -> Vec<Selector> {
    let mut selectors = Vec::new();
    expr.walk(&mut |part| {
        if let Expr::Range { selector, .. } = part
            && !selectors.contains(selector)
        {
            selectors.push(selector.clone());
        }
    });
    selectors
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selector(text: &str) -> Selector {
        Selector::parse(text).expect("a selector")
    }

    /// An SLO whose SLI tells some events, good or bad ones, from all.
    fn reader(told: &str, all: &str, exposed: [(&str, Says); 2]) -> Reader {
        let exposed = exposed.map(|(series, says)| Exposed {
            series: selector(series),
            says,
        });
        Reader {
            exposed: Some(exposed.into()),
            all: vec![selector(all)],
            told: vec![selector(told)],
        }
    }

    fn latency(bound: &str) -> Reader {
        let bucket = format!(r#"d_bucket{{le="{bound}",status="200"}}"#);
        reader(
            &format!(r#"d_bucket{{le="{bound}",status!="500"}}"#),
            r#"d_count{status!="500"}"#,
            [
                (&bucket, Says::Good),
                (r#"d_count{status="200"}"#, Says::All),
            ],
        )
    }

    fn success() -> Reader {
        reader(
            r#"d_count{status="500"}"#,
            "d_count",
            [
                (r#"d_count{status="200"}"#, Says::Good),
                (r#"d_count{status="500"}"#, Says::Bad),
            ],
        )
    }

    /// What is fed beside the first of them.
    fn beside(readers: &[Reader]) -> Option<Vec<String>> {
        let told = |it: Exposed| format!("{} {:?}", it.series, it.says);
        companions(0, readers).map(|all| all.into_iter().map(told).collect())
    }

    #[test]
    fn another_latency_sees_as_many_good_requests_as_there_are() {
        let readers = [latency("0.5"), latency("1"), latency("1"), latency("2")];
        let expected = [
            r#"d_bucket{le="1",status="200"} All"#,
            r#"d_bucket{le="2",status="200"} All"#,
        ];
        assert_eq!(beside(&readers), Some(expected.map(str::to_owned).into()));
    }

    #[test]
    fn bad_events_of_one_slo_may_be_good_ones_of_another() {
        assert_eq!(beside(&[latency("1"), success()]), Some(Vec::new()));
        let expected = r#"d_bucket{le="1",status="200"} Good"#.to_owned();
        assert_eq!(beside(&[success(), latency("1")]), Some(vec![expected]));
    }

    #[test]
    fn slos_with_the_same_bad_events_burn_together() {
        assert_eq!(beside(&[latency("1"), latency("1")]), None);
        assert_eq!(beside(&[success(), success()]), None);
    }

    #[test]
    fn nothing_is_fed_that_would_tell_a_third_slo_something_else() {
        let counts_buckets = reader(
            r#"d_bucket{le="1",status="500"}"#,
            r#"d_bucket{le="1"}"#,
            [
                (r#"d_bucket{le="1",status="200"}"#, Says::Good),
                (r#"d_bucket{le="1",status="500"}"#, Says::Bad),
            ],
        );
        assert_eq!(
            beside(&[latency("0.5"), latency("1"), counts_buckets]),
            None
        );
    }
}
