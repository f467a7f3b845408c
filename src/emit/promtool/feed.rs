//! What a test feeds: raw counters where the rules' windows are short, the recorded rates of bad and of
//! all events where they are long, and a ratio only where an SLI's own series cannot be told.

use std::collections::BTreeSet;

use super::course::Course;
use super::subject::{PROBER, Subject};
use super::traffic::{Flow, SMALLEST_SHARE, Traffic, number};
use crate::artifact::{InputSeries, Run, SampleOf, Samples};
use crate::ir::names;
use crate::promql::Text;
use crate::sli::Says;
use crate::slo::{Burn, PAIR_WINDOW, ReadFrom, read_from};
use crate::units::Duration;

/// The most samples that a window may hold: promtool loads ten thousand for a query.
pub(super) const MOST_SAMPLES: u64 = 9_000;

/// Why a condition has no [`Feed`].
pub(super) const TOO_MUCH: &str = "its windows hold more samples than promtool loads";

/// As many samples of native histograms, each of which promtool counts as some forty.
const MOST_HISTOGRAMS: u64 = 250;

/// The most seconds with samples in a period: promtool loads two numbers for each five minutes.
pub(super) const MOST_COVERED: u64 = 15 * DAY;

const DAY: u64 = 86_400;
/// The most seconds of raw series that a rule reads.
const LONGEST_RAW: u64 = 3_600;

/// How many seconds before an instant samples are fed from.
type Reach = u64;

/// However far back traffic goes.
const ALL: Reach = Reach::MAX;

/// The series that a condition is read from, each if it is fed and as far back as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Feed {
    /// What the service exposes.
    raw: Option<Reach>,
    /// The recorded rates.
    pair: Option<Reach>,
    /// Their averages.
    averages: Option<Reach>,
    /// The long and the short window, if what is recorded of them is fed because nothing else can be.
    windows: [Option<Duration>; 2],
    /// Whether the pair is read at an instant too, and not only over windows.
    pair_is_read: bool,
    /// Seconds between two samples.
    pub(super) step: u64,
}

impl Feed {
    /// What a condition is read from, for an SLI whose series say this, if that can be told; `None` where
    /// promtool cannot hold the long window.
    pub(super) fn of(burn: &Burn, kinds: Option<&[Says]>) -> Option<Self> {
        let feed = Self::complete(burn)?;
        Some(match kinds {
            Some(_) => feed,
            None => feed.without_raw(burn),
        })
    }

    /// What both windows are read from, with samples dense enough for the short one.
    fn complete(burn: &Burn) -> Option<Self> {
        let windows = [burn.long, burn.short];
        // What the short window alone is read from is fed for as long again before it, so that a longer
        // one would find something else.
        let reach = [ALL, 2 * burn.short.as_secs()];
        let reads = |source| {
            let mut windows = windows.iter().zip(reach);
            let first = windows.find(|(window, _)| read_from(**window) == source);
            first.map(|(_, reach)| reach)
        };
        let coarsest = match read_from(burn.short) {
            // Twenty samples, so that a window loses little at its end.
            ReadFrom::Raw => (burn.short.as_secs() / 20).clamp(1, 60),
            _ => 240,
        };
        let step = step(coarsest, &windows);
        (burn.long.as_secs() / step <= MOST_SAMPLES).then_some(Self {
            raw: reads(ReadFrom::Raw),
            pair: reads(ReadFrom::Pair),
            averages: reads(ReadFrom::Averages),
            windows: [None; 2],
            pair_is_read: false,
            step,
        })
    }

    /// The same for an SLI whose series cannot be told: of windows of raw series, what rules would record at
    /// the instants, which none does without those series.
    fn without_raw(self, burn: &Burn) -> Self {
        let is_raw = |window: &Duration| {
            let is_fed = *window == PAIR_WINDOW && self.pair.is_some();
            read_from(*window) == ReadFrom::Raw && !is_fed
        };
        Self {
            raw: None,
            windows: [burn.long, burn.short].map(|window| Some(window).filter(is_raw)),
            pair_is_read: burn.short == PAIR_WINDOW && self.pair.is_some(),
            ..self
        }
    }

    /// Whether what is fed is there at instants alone.
    pub(super) fn is_instant(self) -> bool {
        self.windows.iter().any(Option::is_some)
    }

    /// The same where rules are evaluated all the time, so that they record what follows from raw
    /// series, and averages of the pair. What others are recorded from is fed as far back as they are read.
    pub(super) fn live(self) -> Self {
        let recorded = self.raw.is_none();
        Self {
            raw: self.raw.and(Some(ALL)),
            pair: self.pair.filter(|_| recorded).and(Some(ALL)),
            averages: self.averages.filter(|_| recorded && self.pair.is_none()),
            ..self
        }
    }

    /// What follows from windows of raw series alone, or the pair where those cannot be told; for
    /// traffic that is even throughout.
    pub(super) fn even(raw: bool, windows: &BTreeSet<Duration>) -> Self {
        let windows: Vec<_> = windows.iter().copied().collect();
        let shortest = windows.first().map_or(0, |window| window.as_secs());
        Self {
            raw: raw.then_some(ALL),
            pair: (!raw).then_some(ALL),
            averages: None,
            windows: [None; 2],
            pair_is_read: false,
            step: step((shortest / 4).min(60), &windows),
        }
    }

    /// The averages alone, as often as they are recorded.
    pub(super) fn averages() -> Self {
        Self {
            raw: None,
            pair: None,
            averages: Some(ALL),
            windows: [None; 2],
            pair_is_read: false,
            step: 240,
        }
    }

    /// The pair alone.
    pub(super) fn pair(step: u64) -> Self {
        Self {
            raw: None,
            pair: Some(ALL),
            averages: None,
            windows: [None; 2],
            pair_is_read: false,
            step,
        }
    }

    /// Whether each sample of the SLI that is fed is an event.
    pub(super) fn is_probed(self, exposed: &[Says]) -> bool {
        self.raw.is_some() && exposed.contains(&Says::Probe)
    }

    /// Whether a hundredth of this share of events shows in what is fed.
    pub(super) fn tells(self, share: f64) -> bool {
        self.raw.is_none() || share >= SMALLEST_SHARE
    }

    /// How many instants a test can have, so long after each other and with so many seconds of traffic
    /// before each in turn, so that promtool loads all averages of a period, and all of the pair in the day
    /// in which missing data is noticed.
    pub(super) fn instants(self, seconds: &[u64], every: Duration, period: Duration) -> usize {
        let most = MOST_SAMPLES * self.step;
        let averages = self.averages.map(|_| (period, most.min(MOST_COVERED)));
        let pair = self.pair.map(|_| (Duration::from_days(1), most));
        let read = [averages, pair].into_iter().flatten();
        let too_long = read.filter(|(window, most)| covered(seconds, every, *window) > *most);
        let longest = seconds.iter().copied().max().unwrap_or(0).max(1);
        let instants = too_long.map(|(_, most)| most / longest).min();
        instants.map_or(usize::MAX, |instants| {
            usize::try_from(instants).unwrap_or(usize::MAX)
        })
    }

    /// Whether promtool loads what any rule reads at once, if there are samples for so many seconds.
    pub(super) fn holds(self, seconds: u64, exposed: &[Says]) -> bool {
        let is_native = |says: &Says| matches!(says, Says::GoodIn(_) | Says::BadIn(_));
        let histograms = self.raw.is_some() && exposed.iter().any(is_native);
        let read_at_once = seconds.min(LONGEST_RAW) / self.step;
        seconds / self.step <= MOST_SAMPLES && (!histograms || read_at_once <= MOST_HISTOGRAMS)
    }

    /// Whether the pair is read at an instant, so that it must follow what it is recorded from.
    pub(super) fn reads_pair(self) -> bool {
        self.pair_is_read
    }

    /// Whether both feed the same series as often.
    pub(super) fn is_like(self, other: Self) -> bool {
        let fed = |it: Self| [it.raw, it.pair, it.averages].map(|reach| reach.is_some());
        let reads = |it: Self| (it.step, it.windows, it.pair_is_read);
        fed(self) == fed(other) && reads(self) == reads(other)
    }

    /// Whether rules record the pair, from raw series.
    pub(super) fn records_pair(self) -> bool {
        self.raw.is_some()
    }

    /// Whether averages are recorded in the test, and thus what is left of the budget.
    pub(super) fn tells_budget(self) -> bool {
        self.averages.is_some()
    }

    /// The rates of bad events that rules record from raw series.
    pub(super) fn records_bad(self, burn: &Burn) -> Vec<Text> {
        let raw = self.raw.is_some() && read_from(burn.long) == ReadFrom::Raw;
        let recorded = [names::BAD_5M.into(), names::bad_rate(burn.long).into()];
        recorded.into_iter().filter(|_| raw).collect()
    }

    /// The samples for an SLO whose exposed series say these. What a rule records at an instant from
    /// what is fed is not fed for that instant.
    pub(super) fn samples(self, exposed: &[Says], course: &Course) -> Fed {
        let feeds = vec![self; course.pieces.len()];
        self.samples_like(&feeds, exposed, course)
    }

    /// The same where each piece of the course has a feed of its own, all like this one.
    pub(super) fn samples_like(self, feeds: &[Self], exposed: &[Says], course: &Course) -> Fed {
        let seen = |reach: fn(&Self) -> Option<Reach>| {
            reach(&self)?;
            let reaches = feeds.iter().map(|feed| reach(feed).unwrap_or(0));
            Some(course.last(reaches))
        };
        let recorded = |course: Course, with_last: bool| {
            let level =
                |rate: fn(Flow) -> f64| text(course.level(with_last, rate), SampleOf::Number);
            [level(Flow::bad_rate), level(|flow| flow.rate)]
        };
        let exposed = |course: Course| exposed.iter().map(|says| raw(*says, &course)).collect();
        let records_pair = self.records_pair();
        let feeds_pair = self.pair.is_some() || self.windows.contains(&Some(PAIR_WINDOW));
        let records_averages = records_pair || feeds_pair;
        Fed {
            raw: seen(|it| it.raw).map(exposed).unwrap_or_default(),
            pair: seen(|it| it.pair).map(|course| {
                let course = if self.pair_is_read {
                    course.ending_in_averages(PAIR_WINDOW.as_secs())
                } else {
                    course
                };
                recorded(course, !records_pair)
            }),
            averages: seen(|it| it.averages).map(|course| recorded(course, !records_averages)),
            windows: self.of_windows(course),
        }
    }

    /// What rules record of windows, at the instants: the pair, and ratios and rates of bad events.
    fn of_windows(self, course: &Course) -> Vec<(String, Text)> {
        let windows = self.windows.into_iter().flatten();
        let recorded = windows.flat_map(|window| {
            let seconds = window.as_secs();
            let samples = |name, value: fn(f64, f64, f64) -> f64| {
                let runs = course.at_instants(|traffic| {
                    let (bad, total) = traffic.events(seconds);
                    (total > 0.0).then(|| value(bad, total, number(seconds)))
                });
                (name, text(runs, SampleOf::Number))
            };
            let (bad, other) = if window == PAIR_WINDOW {
                let total = samples(names::TOTAL_5M.to_owned(), |_, total, seconds| {
                    total / seconds
                });
                (names::BAD_5M.to_owned(), total)
            } else {
                let ratio = samples(names::error_ratio(window), |bad, total, _| bad / total);
                (names::bad_rate(window), ratio)
            };
            [samples(bad, |bad, _, seconds| bad / seconds), other]
        });
        recorded.collect()
    }
}

/// The samples of all series that a test feeds for an SLO: those that the service exposes, and bad and
/// all events as recorded.
#[derive(Debug)]
pub(super) struct Fed {
    raw: Vec<Text>,
    pair: Option<[Text; 2]>,
    averages: Option<[Text; 2]>,
    /// By the names of the series.
    windows: Vec<(String, Text)>,
}

impl Fed {
    /// The series of an SLO, with these samples.
    pub(super) fn series(&self, subject: &Subject<'_>, probers: u64) -> Vec<InputSeries> {
        let site = &subject.site;
        let mut series = Vec::new();
        for (exposed, values) in subject.exposed.iter().flatten().zip(&self.raw) {
            let probers = if exposed.says == Says::Probe {
                probers
            } else {
                1
            };
            let mut told_by = PROBER.to_owned();
            while exposed.series.matchers.constrains(&told_by) {
                told_by.push('_');
            }
            for prober in 0..probers {
                let one = exposed.series.clone();
                series.push(InputSeries {
                    series: match probers {
                        1 => one,
                        _ => one.eq(told_by.clone(), prober.to_string()),
                    },
                    values: values.clone(),
                });
            }
        }
        let windows = self.windows.iter();
        series.extend(windows.map(|(name, values)| InputSeries {
            series: site.series(name.clone()),
            values: values.clone(),
        }));
        let recorded = [
            ([names::BAD_5M, names::TOTAL_5M], &self.pair),
            ([names::BAD_AVG, names::TOTAL_AVG], &self.averages),
        ];
        for (names, values) in recorded {
            let values = values.iter().flatten();
            series.extend(
                names
                    .into_iter()
                    .zip(values)
                    .map(|(name, values)| InputSeries {
                        series: site.series(name),
                        values: values.clone(),
                    }),
            );
        }
        series
    }
}

/// The most seconds of a window that have samples if the instants have so many before them in turn.
fn covered(seconds: &[u64], every: Duration, window: Duration) -> u64 {
    let mut longest_first = seconds.to_vec();
    longest_first.sort_unstable_by(|one, other| other.cmp(one));
    let instants = window.as_secs().div_ceil(every.as_secs());
    let seen = (0..instants).zip(longest_first.iter().cycle());
    seen.map(|(_, seconds)| seconds).sum()
}

/// The fewest whole days between instants, which have so many seconds of traffic before them in turn, at which
/// promtool loads all averages of a period.
pub(super) fn days_apart(seconds: &[u64], period: Duration) -> Duration {
    let longest = seconds.iter().copied().max().unwrap_or(0);
    let fewest = longest.div_ceil(DAY);
    let enough = |days: &u64| covered(seconds, Duration::from_days(*days), period) <= MOST_COVERED;
    let mut days = fewest..=period.as_secs() / DAY;
    Duration::from_days(days.find(enough).unwrap_or(fewest))
}

/// The longest even time between two samples, up to `coarsest`, that divides all windows.
fn step(coarsest: u64, windows: &[Duration]) -> u64 {
    let divides = |step: &u64| {
        let mut windows = windows.iter();
        windows.all(|window| window.as_secs().is_multiple_of(*step))
    };
    [240, 120, 60, 30, 20, 15, 10, 5, 2]
        .into_iter()
        .find(|step| *step <= coarsest && divides(step))
        .unwrap_or(1)
}

/// The samples of a series that the service exposes. A share of probes stands for a fleet of probers.
pub(super) fn raw(says: Says, course: &Course) -> Text {
    let counter = |rate: fn(Flow) -> f64, of| text(course.counter(rate), of);
    match says {
        // Of what has never happened there is no counter.
        Says::Good => {
            let seen = course.without(Traffic::is_all_bad);
            let runs = match &*seen.pieces {
                [] => vec![Run::Missing(1)],
                _ => seen.counter(Flow::good_rate),
            };
            text(runs, SampleOf::Number)
        }
        Says::Bad => counter(Flow::bad_rate, SampleOf::Number),
        Says::All => counter(|flow| flow.rate, SampleOf::Number),
        Says::GoodIn(bucket) => counter(Flow::good_rate, SampleOf::Histogram(bucket)),
        Says::BadIn(bucket) => counter(Flow::bad_rate, SampleOf::Histogram(bucket)),
        Says::Probe => text(course.level(true, |flow| 1.0 - flow.bad), SampleOf::Number),
    }
}

/// The samples of a recorded series that tells this of the traffic.
pub(super) fn level(course: &Course, value: fn(Flow) -> f64) -> Text {
    text(course.level(true, value), SampleOf::Number)
}

fn text(runs: Vec<Run>, of: SampleOf) -> Text {
    Samples { runs, of }.to_string().into()
}
