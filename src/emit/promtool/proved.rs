//! Alerts that can be proved: which of them one test holds, and what happens in it.

use super::burning::{Burning, TOO_MANY, longest_traffic};
use super::feed::{Feed, TOO_MUCH};
use super::held;
use super::situations::Situations;
use super::traffic::{Traffic, number};
use crate::emit::prometheus::annotations::Moment;
use crate::emit::prometheus::humanize::{float, is_stable_duration, is_stable_percentage};
use crate::ir::{BurnAlert, Slo, names};
use crate::promql::Text;
use crate::sli::Says;
use crate::slo::{Burn, PAIR_WINDOW, ReadFrom, read_from};
use crate::units::Duration;

/// An alert that can be proved.
#[derive(Debug)]
pub(super) struct Proved {
    /// Its number among the alerts.
    pub(super) number: usize,
    /// Its name.
    pub(super) name: Text,
    pub(super) feed: Feed,
    pub(super) burning: Burning,
    /// The length of its long window in seconds.
    long: u64,
    /// At how many instants it outlasts what makes it fire.
    outlasting: usize,
    /// The most seconds of traffic before an instant.
    longest: u64,
    /// What is recorded as 0 where there is no traffic.
    pub(super) records_bad: Vec<Text>,
}

impl Proved {
    /// The alert of this number; why it cannot be proved, if so.
    pub(super) fn of(
        number: usize,
        slo: &Slo,
        alert: &BurnAlert,
        every: Duration,
        kinds: Option<&[Says]>,
    ) -> Result<Self, &'static str> {
        const TOO_FINE: &str = "counters in a test have too few digits for its threshold";
        let condition = &alert.condition;
        let burn = &condition.burn;
        let feed = feed(slo, burn, kinds)?;
        let exposed = kinds.unwrap_or_default();
        let burning = Burning::new(condition, *slo.objective, feed, exposed).ok_or(TOO_MANY)?;
        if !feed.tells(burning.threshold) {
            return Err(TOO_FINE);
        }
        let longest = longest_traffic(burn);
        if feed.instants(&[longest], every, slo.period.length()) == 0 {
            return Err(TOO_MUCH);
        }
        Ok(Self {
            number,
            name: names::burn_alert(&condition.name).into(),
            feed,
            burning,
            long: condition.burn.long.as_secs(),
            // The first of them starts the time for which it is kept.
            outlasting: alert.keep_firing_for.map_or(0, |kept| {
                let instants = kept.as_secs().div_ceil(every.as_secs());
                usize::try_from(instants).unwrap_or(usize::MAX)
            }),
            longest,
            records_bad: feed.records_bad(&condition.burn),
        })
    }

    /// Whether both can be in one test: neither is seen to outlast what makes the other fire.
    fn goes_with(&self, other: &Self) -> bool {
        self.outlasting == 0
            && other.outlasting == 0
            && self.feed.is_like(other.feed)
            && self.burning.probers == other.burning.probers
    }
}

/// What a condition is read from; why that cannot be fed, if so.
fn feed(slo: &Slo, burn: &Burn, kinds: Option<&[Says]>) -> Result<Feed, &'static str> {
    const READS_RAW: &str = "its ratios are divided by what the SLI's own expressions read";
    // So is one over a long window.
    let mut long = slo.burn.alerts.iter().map(|it| it.condition.burn.long);
    let is_divided = kinds.is_none() && long.any(|long| long == PAIR_WINDOW);
    if is_divided && [burn.long, burn.short].contains(&PAIR_WINDOW) {
        return Err(READS_RAW);
    }
    let raw = match read_from(burn.long) {
        ReadFrom::Raw => longest_traffic(burn),
        _ => 2 * burn.short.as_secs(),
    };
    let feed = Feed::of(burn, kinds);
    let held = feed.filter(|feed| feed.holds(raw, kinds.unwrap_or_default()));
    held.ok_or(TOO_MUCH)
}

/// How many instants a test can have, and the alerts that share it: those that one test can hold at all their
/// instants, or each alone.
pub(super) fn groups(
    slo: &Slo,
    proved: impl Iterator<Item = Proved>,
    every: Duration,
) -> Vec<(usize, Vec<Proved>)> {
    let instants = |group: &[Proved]| {
        let seconds: Vec<_> = group.iter().map(|it| it.longest).collect();
        let loaded = group[0].feed.instants(&seconds, every, slo.period.length());
        let longest = seconds.iter().copied().max().unwrap_or(0);
        loaded.min(held(longest, every))
    };
    let mut groups: Vec<Vec<Proved>> = Vec::new();
    for proved in proved {
        match groups.iter_mut().find(|group| proved.goes_with(&group[0])) {
            Some(group) => group.push(proved),
            None => groups.push(vec![proved]),
        }
    }
    let each_alone = |group: Vec<Proved>| {
        let alone = group.into_iter().map(|proved| vec![proved]);
        alone.map(|group| (instants(&group), group)).collect()
    };
    let groups = groups.into_iter().flat_map(|group| match instants(&group) {
        usize::MAX => vec![(usize::MAX, group)],
        _ => each_alone(group),
    });
    groups.collect()
}

/// The situations of alerts in one test, at how many instants each outlasts what makes it fire, and what it says
/// where it is compared to the letter. That is at one instant after the other, and no figure may lie where
/// rounding could go either way.
pub(super) fn situations(
    slo: &Slo,
    group: &[Proved],
    every: Duration,
) -> (Vec<(Situations, usize)>, Vec<Option<Moment>>) {
    let mut before = Traffic::default();
    let situations = group.iter().map(|proved| {
        let so_far = |traffic: &Traffic| before.clone().then(every.as_secs(), traffic);
        let left = |traffic: &Traffic| {
            let tells = proved.feed.tells_budget();
            tells.then(|| left(slo, &so_far(traffic), proved.feed))
        };
        let situations = proved.burning.situations(|ratio, traffic| {
            left(traffic).is_none_or(|left| readable(slo, ratio, left))
        });
        let moment = situations.above.as_ref().map(|above| Moment::Known {
            value: Burning::ratio_above(&above.traffic, proved.long),
            left: left(&above.traffic),
        });
        let nothing = Traffic::default();
        let above = situations.above.as_ref();
        before = so_far(above.map_or(&nothing, |it| &it.traffic));
        ((situations, proved.outlasting), moment)
    });
    situations.unzip()
}

/// What is left of the budget when nothing but this traffic has been measured.
fn left(slo: &Slo, traffic: &Traffic, feed: Feed) -> f64 {
    let period = slo.period.length().as_secs();
    let (mut bad, mut total) = traffic.events(period);
    if let Some(flow) = traffic.last_flow().filter(|_| feed.records_pair()) {
        // The last average is not fed but recorded, from a rate over the pair's window.
        let window = PAIR_WINDOW.as_secs();
        let (bad_of_pair, total_of_pair) = traffic.events(window);
        let step = number(feed.step);
        bad += step * (bad_of_pair / number(window) - flow.bad_rate());
        total += step * (total_of_pair / number(window) - flow.rate);
    }
    let covered = traffic.covered(period, feed.step);
    1.0 - bad / total * covered / float(slo.objective.error_budget())
}

/// Whether no figure of the texts lies where rounding could go either way.
fn readable(slo: &Slo, ratio: f64, left: f64) -> bool {
    let seconds = float(slo.objective.budget_in_seconds(*slo.period)) * left / ratio;
    is_stable_percentage(left) && is_stable_duration(seconds)
}
