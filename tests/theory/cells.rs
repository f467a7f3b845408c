//! A part of the grid by promtool: the rules that the compiler emits for it, on the cells' own series.
//!
//! Cell `n` takes objective `n % 8`, and the other axes step with `n` and with `n / 8`, so that every
//! objective meets every period, kind and traffic. Each judges one condition, the fast one in the
//! first cell, the next in the second, and so on: silent one evaluation before theory says, firing
//! one after, and the same when the outage is over. Windows up to an hour read raw counters, longer
//! ones the recorded pair and its averages, which are fed.

use std::sync::LazyLock;

use crate::cell::{OUTAGE, evaluated, target};
use crate::events::{HOUR, Kind, Load, Target, Time};
use crate::expected::{EXPECTED, Figures};
use crate::fixture::{Built, build};
use crate::lag::{Edge, Reason, lag};
use crate::promtool::{Case, Suite};
use crate::registry::{OBJECTIVES, PERIODS, files, service, slo};
use crate::rulefile::RuleFile;
use crate::series::encode;
use crate::server::Server;
use crate::support;

pub(crate) const CELLS: usize = 64;

pub(crate) static BUILT: LazyLock<Built> = LazyLock::new(|| {
    let files = files();
    build(&files.each_ref().map(|(name, text)| (*name, &**text)))
});

/// A cell that promtool judges.
struct Judged {
    objective: &'static str,
    days: u64,
    kind: Kind,
    load: Load,
    theory: &'static Figures,
}

impl Judged {
    fn nth(n: usize) -> Self {
        let (column, row) = (n / 8, n % 8);
        let objective = OBJECTIVES[row];
        let days = PERIODS[(2 * column + row) % 5];
        let conditions = EXPECTED.conditions("workbook", objective, days);
        Self {
            objective,
            days,
            kind: Kind::ALL[(column + row / 4) % 4],
            load: Load::ALL[(column + row) % 6],
            theory: conditions[n % conditions.len()],
        }
    }

    fn identity(&self) -> String {
        let (service, slo) = (service(self.days), slo(self.kind.name(), self.objective));
        format!(r#"service="{service}",environment="production",slo="{slo}""#)
    }

    /// The rules that the condition needs.
    fn rules(&self) -> RuleFile {
        let path = format!("production/{}.yml", service(self.days));
        let rules = RuleFile::parse(&BUILT.rules[&path]);
        let rules = rules.slo(&slo(self.kind.name(), self.objective));
        let window = |seconds: u64| match seconds {
            86_400.. => format!("{}d", seconds / 86_400),
            3600.. => format!("{}h", seconds / 3600),
            _ => format!("{}m", seconds / 60),
        };
        let (long, short) = (window(self.theory.long), window(self.theory.short));
        let mut needed = vec![
            format!("slo:sli_bad:rate{long}"),
            format!("slo:sli_bad:rate{short}"),
            format!("slo:sli_error:ratio_rate{long}"),
            format!("slo:sli_error:ratio_rate{short}"),
        ];
        if self.is_raw() {
            needed.extend(FED.map(str::to_owned));
        }
        let alert = self.alert();
        rules.filtered(|rule| {
            let is = |name: &String| rule["record"] == name.as_str();
            rule["alert"] == alert.as_str() || needed.iter().any(is)
        })
    }

    fn alert(&self) -> String {
        let (first, rest) = self.theory.burn.split_at(1);
        format!("SLO{}{rest}Burn", first.to_uppercase())
    }

    fn is_raw(&self) -> bool {
        self.theory.long <= 3600
    }
}

/// The recorded pair and its averages.
const FED: [&str; 4] = [
    "slo:sli_bad:rate5m",
    "slo:sli_total:rate5m",
    "slo:sli_bad:avg4m",
    "slo:sli_total:avg4m",
];

/// The target's own series from one moment to another, each with its name and labels.
fn exposed(cell: &Judged, target: &Target, moments: &[Time]) -> Vec<(String, String)> {
    let labels = format!(
        r#"service="{}",environment="production""#,
        service(cell.days)
    );
    let lives = target.lives;
    let counter = |count: &dyn Fn((f64, f64)) -> f64| {
        let values = moments.iter().map(|time| {
            (lives.0 <= *time && *time <= lives.1).then(|| count(target.counters(*time)))
        });
        encode(&values.collect::<Vec<_>>())
    };
    let (all, good, bad) = (
        counter(&|(all, _)| all),
        counter(&|(all, bad)| all - bad),
        counter(&|(_, bad)| bad),
    );
    let duration = "http_request_duration_seconds";
    match cell.kind {
        Kind::Requests => vec![
            (
                format!(r#"http_requests_total{{{labels},status="200"}}"#),
                good,
            ),
            (
                format!(r#"http_requests_total{{{labels},status="500"}}"#),
                bad,
            ),
        ],
        Kind::Custom => vec![
            (format!(r#"jobs_total{{{labels},outcome="done"}}"#), good),
            (format!(r#"jobs_total{{{labels},outcome="failed"}}"#), bad),
        ],
        Kind::Latency => vec![
            (
                format!(r#"{duration}_bucket{{{labels},status="200",le="0.5"}}"#),
                good,
            ),
            (format!(r#"{duration}_count{{{labels},status="200"}}"#), all),
        ],
        Kind::Probe => {
            let url = format!("https://{}.example.com", service(cell.days));
            let values = moments.iter().map(|time| {
                let there = lives.0 <= *time && *time <= lives.1;
                there.then(|| f64::from(!target.fails(*time)))
            });
            let values = encode(&values.collect::<Vec<_>>());
            vec![(format!(r#"probe_success{{instance="{url}"}}"#), values)]
        }
    }
}

/// The cell's series up to a moment, and whether the alert fires then. Nothing that is read was
/// recorded at an earlier evaluation, so that there is just this one.
fn judged(cell: &Judged, server: &Server, moment: Time, fires: bool) -> Suite {
    let theory = cell.theory;
    // A multiple of all intervals, so that steps lie where they do in the whole grid.
    let start = moment - Time::try_from(theory.long).expect("windows are short") - 1200;
    let start = start - start % 1200;
    let step = if theory.short <= 3600 {
        server.target.scrape()
    } else {
        evaluated(theory)
    };
    let count = |time: Time| u64::try_from(time).expect("it lies in the film");
    let step_by = usize::try_from(step).expect("it is positive");
    let moments: Vec<_> = (start..=moment).step_by(step_by).collect();

    let Judged {
        objective,
        days,
        kind,
        load,
        ..
    } = cell;
    let name = format!("{kind:?} at {objective} over {days}d, {load:?}");
    let mut case = Case::new(name, count(step));
    if theory.short <= 3600 {
        for (series, values) in exposed(cell, &server.target, &moments) {
            case = case.series(series, values);
        }
    }
    if !cell.is_raw() {
        for (n, name) in FED.into_iter().enumerate() {
            let rates = moments.iter().map(|time| {
                let rates = server.recorded(*time, n >= 2)?;
                Some(if n % 2 == 0 { rates.bad } else { rates.total })
            });
            let values = encode(&rates.collect::<Vec<_>>());
            case = case.series(format!("{name}{{{}}}", cell.identity()), values);
        }
    }
    let (end, alert) = (count(moment - start), cell.alert());
    let case = if fires {
        case.fires(end, &alert)
    } else {
        case.silent(end, &alert)
    };
    Suite::new(cell.rules(), end, [case])
}

/// The moments around the start and the end of the outage, and whether the alert fires at each.
fn moments(cell: &Judged) -> Vec<(Time, bool)> {
    let (theory, (start, end)) = (cell.theory, OUTAGE);
    let every = evaluated(theory);
    let last_evaluation = |since: Time, seconds: f64| {
        let mut last = since - since % every;
        while f64::from(last + every - since) <= seconds {
            last += every;
        }
        last
    };
    let times = EXPECTED.times(theory, cell.kind.events(), cell.load.name());
    let Some(times) = times else {
        return vec![(last_evaluation(start, 3600.0), false)];
    };
    let around = |edge: Edge, since: Time, fires: bool| {
        let reason = Reason::of(cell.load, theory, times, edge);
        let (until, every) = (edge.until(times), f64::from(every));
        let latest = until + lag(theory, edge, reason) + every;
        [
            (last_evaluation(since, until - every), !fires),
            (last_evaluation(since, latest), fires),
        ]
    };
    let (begins, ends) = (
        around(Edge::Start, start, true),
        around(Edge::End, end, false),
    );
    [begins, ends].concat()
}

#[test]
fn promtool_agrees_in_a_part_of_the_grid() {
    let Some(promtool) = support::tool("promtool") else {
        return;
    };
    for cell in (0..CELLS).map(Judged::nth) {
        let server = Server::watch(target(cell.kind, cell.load), OUTAGE.1 + 9 * HOUR);
        for (moment, fires) in moments(&cell) {
            judged(&cell, &server, moment, fires).must_pass(&promtool);
        }
    }
}

#[test]
fn the_part_holds_every_value_of_every_axis() {
    let cells: Vec<_> = (0..CELLS).map(Judged::nth).collect();
    let has = |value: &dyn Fn(&Judged) -> bool| cells.iter().any(value);
    for objective in OBJECTIVES {
        assert!(
            PERIODS
                .iter()
                .all(|days| has(&|it| (it.objective, it.days) == (objective, *days)))
        );
        for kind in Kind::ALL {
            assert!(has(&|it| (it.objective, it.kind) == (objective, kind)));
        }
        for load in Load::ALL {
            assert!(has(&|it| (it.objective, it.load) == (objective, load)));
        }
    }
    for long in [1, 2, 6, 12, 24, 72] {
        assert!(has(&|it| it.theory.long == long * 3600), "{long}h");
    }
}
