//! What happens in a cell of the grid: events over time, outages, and the series that tell of them.

/// Seconds since a midnight; what has always existed has done so before it.
pub(crate) type Time = i32;

pub(crate) const MINUTE: Time = 60;
pub(crate) const HOUR: Time = 60 * MINUTE;
pub(crate) const DAY: Time = 24 * HOUR;

/// The SLI kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Requests,
    Latency,
    Probe,
    Custom,
}

impl Kind {
    pub(crate) const ALL: [Self; 4] = [Self::Requests, Self::Latency, Self::Probe, Self::Custom];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::Latency => "latency",
            Self::Probe => "probe",
            Self::Custom => "custom",
        }
    }

    /// As a profile declares it.
    pub(crate) fn declared(self) -> &'static str {
        match self {
            Self::Requests => "request_ratio",
            Self::Latency => "{type: latency, threshold: 500ms}",
            Self::Probe => "probe",
            Self::Custom => {
                r#"{type: custom, bad: 'sum(rate(jobs_total{outcome="failed"}[$window]))', total: 'sum(rate(jobs_total[$window]))'}"#
            }
        }
    }

    /// What theory calls its events.
    pub(crate) fn events(self) -> &'static str {
        match self {
            Self::Probe => "probes",
            _ => "requests",
        }
    }
}

/// The traffic of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Load {
    Steady,
    DayAndNight,
    OneAMinute,
    None,
    Starts,
    Ends,
}

impl Load {
    pub(crate) const ALL: [Self; 6] = [
        Self::Steady,
        Self::DayAndNight,
        Self::OneAMinute,
        Self::None,
        Self::Starts,
        Self::Ends,
    ];

    /// What theory calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Steady => "steady",
            Self::DayAndNight => "day-and-night",
            Self::OneAMinute => "one-a-minute",
            Self::None => "none",
            Self::Starts => "starts",
            Self::Ends => "ends",
        }
    }

    /// Requests since the first midnight.
    pub(crate) fn requests(self, time: Time) -> f64 {
        let flow = |by_day: Time, by_night: Time| {
            let (days, rest) = (time.div_euclid(DAY), time.rem_euclid(DAY));
            let bright = days * 12 * HOUR + (rest - 8 * HOUR).clamp(0, 12 * HOUR);
            f64::from(by_day) * f64::from(bright) + f64::from(by_night) * f64::from(time - bright)
        };
        match self {
            Self::Steady | Self::Starts | Self::Ends => flow(10, 10),
            Self::DayAndNight => flow(100, 1),
            Self::OneAMinute => f64::from((time - 15).div_euclid(MINUTE)),
            Self::None => 0.0,
        }
    }
}

/// A target under some traffic, all of whose events fail now and then.
pub(crate) struct Target {
    pub(crate) kind: Kind,
    pub(crate) load: Load,
    /// Its first and its last moment.
    pub(crate) lives: (Time, Time),
    /// Total outages, from a moment, exclusive, to another, inclusive; and the failures before each.
    outages: Vec<(Time, Time, f64)>,
    /// Whether nothing told of failures before the first.
    pub(crate) newborn_failures: bool,
}

/// The life of a target that has always existed.
pub(crate) const EVER: (Time, Time) = (Time::MIN / 4, Time::MAX / 4);

impl Target {
    /// A target that fails from one moment to another, now and then.
    pub(crate) fn new(
        kind: Kind,
        load: Load,
        lives: (Time, Time),
        outages: impl IntoIterator<Item = (Time, Time)>,
    ) -> Self {
        let mut failed = 0.0;
        let mut outages: Vec<_> = outages.into_iter().collect();
        outages.sort_unstable();
        let outages = outages.into_iter().map(|(start, end)| {
            let (start, end) = (start.max(lives.0), end.max(lives.0));
            let before = failed;
            failed += load.requests(end) - load.requests(start);
            (start, end, before)
        });
        let outages = outages.collect();
        Self {
            kind,
            load,
            lives,
            outages,
            newborn_failures: false,
        }
    }

    /// Seconds between two scrapes.
    pub(crate) fn scrape(&self) -> Time {
        match (self.kind, self.load) {
            // Each scrape is a probe.
            (Kind::Probe, Load::OneAMinute) => MINUTE,
            _ => 15,
        }
    }

    /// The last outage that began before a moment.
    fn outage(&self, time: Time) -> Option<&(Time, Time, f64)> {
        let begun = self.outages.partition_point(|outage| outage.0 < time);
        self.outages[..begun].last()
    }

    /// Whether it is failing at a moment.
    pub(crate) fn fails(&self, time: Time) -> bool {
        self.outage(time).is_some_and(|outage| time <= outage.1)
    }

    /// When it fails first.
    pub(crate) fn first_failure(&self) -> Time {
        self.outages.first().map_or(self.lives.1, |outage| outage.0)
    }

    /// Counters at a moment: all requests since the target was born, and the failed ones. What has
    /// always existed has counted much already.
    pub(crate) fn counters(&self, time: Time) -> (f64, f64) {
        let before = if self.lives.0 < 0 { 1e6 } else { 0.0 };
        let born = self.lives.0.max(0);
        let failed = self.outage(time).map_or(0.0, |(start, end, before)| {
            before + self.load.requests(time.min(*end)) - self.load.requests(*start)
        });
        let all = self.load.requests(time) - self.load.requests(born);
        if self.newborn_failures {
            (2.0 * before + all, failed)
        } else {
            (2.0 * before + all, before + failed)
        }
    }
}
