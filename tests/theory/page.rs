//! `docs/slo.md`: the template beside this file, with every figure filled in from theory, from the
//! compiler or from what the tests measure. The template itself may hold none.

use std::collections::BTreeMap;

use camino::Utf8Path;
use minijinja::{Environment, UndefinedBehavior, Value, context};
use o11yc::sli::guard::GUARDS;
use o11yc::slo::{
    AVERAGES_STEP, CATALOGUE, PAIR_WINDOW, PolicyCondition, failures_to_exceed, highest_threshold,
};
use o11yc::units::Fraction;
use regex::{Captures, Regex};

use crate::blessed::{assert_none, compare};
use crate::cell::{OUTAGE, target};
use crate::cells::{BUILT, CELLS};
use crate::compliance::DEVIATIONS;
use crate::events::{HOUR, Kind, Load, Time};
use crate::expected::{EXPECTED, Exact, Figures};
use crate::grid::TALLY;
use crate::registry::{OBJECTIVES, PERIODS, service};
use crate::rulefile::RuleFile;

const TEMPLATE: &str = include_str!("slo.md.j2");

/// What the page's examples are about.
const OBJECTIVE: &str = "99.9";
const DAYS: u64 = 30;

#[test]
fn the_page_for_doubters_is_fresh() {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let page = environment
        .render_str(TEMPLATE, figures())
        .expect("every figure is known");
    let path = Utf8Path::new("docs/slo.md");
    assert_none(&Vec::from_iter(compare(path, &(page + "\n")).err()));
}

/// Digits stand only in placeholders and in code.
#[test]
fn no_figure_is_written_by_hand() {
    let code = r"(?s)```.*?```|`[^`]*`|\{\{.*?\}\}|\{%.*?%\}|\]\(.*?\)|<!--.*?-->";
    let code = Regex::new(code).expect("a pattern");
    let figure = Regex::new(r"^`[0-9.]+ ?(s|m|h|d|x|%)`$").expect("a pattern");
    let prose = code.replace_all(TEMPLATE, |found: &Captures<'_>| {
        let figure = figure.find(&found[0]);
        figure.map_or("", |figure| figure.as_str()).to_owned()
    });
    let by_hand: Vec<_> = prose
        .lines()
        .filter(|line| line.contains(|character: char| character.is_ascii_digit()))
        .map(str::to_owned)
        .collect();
    assert_none(&by_hand);
}

#[test]
fn every_guard_is_explained() {
    for guard in GUARDS {
        assert!(
            TEMPLATE.contains(&format!("| `{}` |", guard.name)),
            "{}",
            guard.name
        );
    }
}

fn figures() -> Value {
    let example = EXPECTED.conditions("workbook", OBJECTIVE, DAYS);
    let forms: BTreeMap<_, _> = GUARDS
        .iter()
        .map(|guard| (guard.name.replace('-', "_"), guard.form))
        .collect();
    let steady = target(Kind::Requests, Load::Steady);
    let rate_at = |time| {
        let requests = |time| Load::DayAndNight.requests(time);
        requests(time + 1) - requests(time)
    };
    let floor = PolicyCondition::DEFAULT_MIN_FAILURES;
    context! {
        objective => OBJECTIVE,
        period => format!("{DAYS}d"),
        highest => percent(highest_threshold()),
        floor,
        hour => whole(3600),
        day => whole(86_400),
        pair => PAIR_WINDOW.to_string(),
        averages => AVERAGES_STEP.to_string(),
        fast => interval("-fast"),
        slow => interval("-slow"),
        scrape => seconds_of(steady.scrape()),
        catalogue => CATALOGUE.map(|it| it.to_string()).join(", "),
        dead => dead(),
        by_day => tenths(rate_at(12 * HOUR)),
        by_night => tenths(rate_at(0)),
        young => seconds_of(OUTAGE.0 - target(Kind::Requests, Load::Starts).lives.0),
        axes => [OBJECTIVES.len(), PERIODS.len(), Kind::ALL.len(), Load::ALL.len()],
        line => failures_to_exceed(floor).expect("it is not zero").to_string(),
        conditions => example.iter().map(|it| condition(it)).collect::<Vec<_>>(),
        repairs => repairs(),
        traffic => OBJECTIVES.map(traffic),
        loads => loads(example[0], example[1]),
        deviations => deviations(),
        lost => ["burst", "newborn", "from-zero"].map(|loss| tenths(EXPECTED.lost(loss))),
        costs => costs(),
        forms,
        rules => rules(),
        cells => TALLY.cells,
        compared => TALLY.compared,
        late => TALLY.late.values().collect::<Vec<_>>(),
        beyond => TALLY.late.values().sum::<u32>(),
        promtool => CELLS,
    }
}

fn condition(figures: &Figures) -> Value {
    let sum = |time: Exact, delay: Exact| seconds(exact(time) + exact(delay));
    context! {
        burn => figures.burn.as_str(),
        factor => exact(figures.factor).to_string(),
        long => whole(figures.long),
        short => whole(figures.short),
        threshold => percent(exact(figures.threshold)),
        share => percent(exact(figures.share)),
        detection => seconds(exact(figures.detection)),
        latest_detection => sum(figures.detection, figures.detection_delay),
        reset => seconds(exact(figures.reset)),
        latest_reset => sum(figures.reset, figures.reset_delay),
        fewest => figures.fewest_requests,
        exhaustion => seconds(exact(figures.exhaustion)),
    }
}

/// A condition as the Workbook states it, where it cannot fire.
fn dead() -> Value {
    let objective = OBJECTIVES[0];
    let conditions = EXPECTED.conditions("workbook", OBJECTIVE, DAYS);
    let stated = conditions[0];
    let ratio: Fraction = objective.parse().expect("a decimal");
    let budget = Fraction::ONE - ratio / Fraction::from(100);
    context! {
        objective,
        factor => exact(stated.factor).to_string(),
        long => whole(stated.long),
        threshold => percent(exact(stated.factor) * budget),
    }
}

/// What becomes of the Workbook's conditions for other objectives and periods.
fn repairs() -> Vec<Value> {
    let cases = [
        ("99.9", 30),
        ("95", 30),
        ("90", 30),
        ("99.9", 7),
        ("99.9", 28),
        ("90", 90),
    ];
    let repairs = cases.into_iter().map(|(objective, days)| {
        let conditions = EXPECTED.conditions("workbook", objective, days);
        let found = ["fast", "slow", "day", "drift"].map(|name| {
            let found = conditions.iter().find(|it| it.burn == name);
            found.map_or("merged".to_owned(), |it| {
                let threshold = percent(exact(it.threshold));
                let factor = format!("{:.3}", exact(it.factor));
                format!("{factor}x over {}: {threshold}", whole(it.long))
            })
        });
        context! { objective, period => format!("{days}d"), conditions => found }
    });
    repairs.collect()
}

/// Requests an hour below which a single failure exceeds a condition.
fn traffic(objective: &str) -> Value {
    let conditions = EXPECTED.conditions("workbook", objective, DAYS);
    let hourly = conditions.iter().map(|it| {
        let hours = Fraction::from(it.long) / Fraction::from(3600);
        format!("{:.3}", exact(it.one_failure_exceeds_below) / hours)
    });
    context! { objective, hourly => hourly.collect::<Vec<_>>() }
}

/// How the load changes when the fast and the slow condition see an outage.
fn loads(fast: &Figures, slow: &Figures) -> Vec<Value> {
    let loads = [
        Load::Steady,
        Load::DayAndNight,
        Load::OneAMinute,
        Load::Starts,
        Load::Ends,
    ];
    let time = |condition, load: Load| {
        let times = EXPECTED.times(condition, "requests", load.name());
        times.expect("there are requests")
    };
    let row = |load: Load| {
        let (fast, slow) = (time(fast, load), time(slow, load));
        let times = [fast.detection, slow.detection, fast.reset, slow.reset];
        context! { load => load.name().replace('-', " "), times => times.map(|it| seconds(exact(it))) }
    };
    loads.map(row).to_vec()
}

/// The largest deviation of a period's ratio of bad events, by load and kind.
fn deviations() -> Vec<Value> {
    let most = |load: Load, kind: Kind| {
        let all = DEVIATIONS
            .iter()
            .filter(|it| it.load == load && it.kind == kind);
        let most = all.map(|it| it.ratio.abs()).reduce(f64::max);
        most.map_or("no ratio".to_owned(), |most| {
            format!("{:.2} %", most * 100.0)
        })
    };
    let row = |load: Load| {
        let kinds = Kind::ALL.map(|kind| most(load, kind));
        context! { load => load.name().replace('-', " "), kinds }
    };
    Load::ALL.map(row).to_vec()
}

fn costs() -> Vec<Value> {
    let cost = EXPECTED.costs.iter().map(|it| {
        let read_from = match it.window {
            0..=3600 => "raw series".to_owned(),
            3601..86_400 => format!("the pair: {}", it.pair),
            _ => format!("averages: {}", it.averages),
        };
        context! { window => whole(it.window), raw => it.each_raw_series, pair => it.pair, read_from }
    });
    cost.collect()
}

/// Rules as they are emitted for the page's example.
fn rules() -> BTreeMap<&'static str, String> {
    let file = RuleFile::parse(&BUILT.rules[&format!("production/{}.yml", service(DAYS))]);
    let file = file.slo("requests-999");
    let expr = |key: &str, name: &str| {
        let rule = file.rules().find(|rule| rule[key] == name);
        let expr = rule.expect("it is emitted")["expr"].as_str();
        let expr = expr.expect("an expression");
        let identity = r#"{environment="production",service="period-30d",slo="requests-999"}"#;
        expr.replace(identity, "{…}").trim_end().to_owned()
    };
    BTreeMap::from([
        ("bad", expr("record", "slo:sli_bad:rate5m")),
        ("rate6h", expr("record", "slo:sli_bad:rate6h")),
        ("ratio6h", expr("record", "slo:sli_error:ratio_rate6h")),
        ("period", expr("record", "slo:compliance:ratio_period")),
        ("alert", expr("alert", "SLOSlowBurn")),
    ])
}

/// How often a group of the example's rules is evaluated.
fn interval(group: &str) -> String {
    let file = &BUILT.rules[&format!("production/{}.yml", service(DAYS))];
    let found = file
        .lines()
        .skip_while(|line| !line.contains(&format!("requests-999{group}")))
        .find_map(|line| line.trim().strip_prefix("interval: "));
    found.expect("groups have intervals").to_owned()
}

fn seconds_of(time: Time) -> String {
    whole(u64::try_from(time).expect("it is positive"))
}

fn exact(number: Exact) -> Fraction {
    Fraction::new(number.numerator, number.denominator)
}

fn seconds(time: Fraction) -> String {
    time.rounded_duration().to_string()
}

fn whole(time: u64) -> String {
    seconds(Fraction::from(time))
}

/// To the tenth, and whole numbers whole.
fn tenths(number: f64) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

fn percent(ratio: Fraction) -> String {
    format!("{:.3} %", ratio.percent())
}
