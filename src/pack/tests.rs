//! The built-in packs, compiled and bound as a service would use them.

use std::collections::{BTreeMap, BTreeSet};

use super::declare;
use super::{Bound, Condition, Lack, Movement, Pack, Part, Subject, Words};
use crate::diag::Sink;
use crate::promql::{Matcher, Matchers, Selector, Text};
use crate::slo::Severity;
use crate::source::{Entries, Files, Limits, Literal, Span, Spanned, decode, parse};
use crate::units::{Duration, Fraction};

mod told;

const BUILT_IN: [&str; 9] = [
    include_str!("../builtin/alert_packs/blackbox.yml"),
    include_str!("../builtin/alert_packs/dependency.yml"),
    include_str!("../builtin/alert_packs/dora.yml"),
    include_str!("../builtin/alert_packs/host.yml"),
    include_str!("../builtin/alert_packs/http.yml"),
    include_str!("../builtin/alert_packs/pipeline.yml"),
    include_str!("../builtin/alert_packs/queue.yml"),
    include_str!("../builtin/alert_packs/target.yml"),
    include_str!("../builtin/alert_packs/telemetry.yml"),
];

/// Compiles a pack; findings come as their messages.
fn compile(text: &str) -> Result<Pack, Vec<String>> {
    let mut files = Files::default();
    let mut sink = Sink::default();
    let file = files.add("pack.yml", text.to_owned());
    let node = parse(&files, file, &Limits::default(), &mut sink);
    let declared = node.map(|node| decode::<declare::Pack>(&node).map_err(|it| it.message));
    let pack = match declared {
        Some(Ok(declared)) => Pack::compile(&declared, &mut sink),
        Some(Err(message)) => return Err(vec![message]),
        None => None,
    };
    let report = sink.finish(&files);
    let told = report.diagnostics.iter();
    let told: Vec<_> = told
        .map(|it| format!("{} {}", it.code.id, it.message))
        .collect();
    pack.filter(|_| told.is_empty()).ok_or(told)
}

fn built_in() -> Vec<Pack> {
    let compiled = BUILT_IN.iter().map(|text| compile(text));
    compiled
        .collect::<Result<_, _>>()
        .expect("built-in packs are sound")
}

fn span() -> Span {
    let mut files = Files::default();
    Span::new(files.add("use.yml", String::new()), 0, 0)
}

/// Values as a service would write them.
fn given(values: &[(&str, &str)]) -> Entries<Spanned<Literal>> {
    let at = |text: &str| Spanned::new(text.to_owned(), span());
    let entries = values
        .iter()
        .map(|(name, value)| (at(name), at(value).map(Literal)));
    Entries(entries.collect())
}

/// Binds a pack to a subject whose roles are all played.
fn bind(pack: &Pack, values: &[(&str, &str)], disabled: &[&str]) -> Result<Bound, BTreeSet<Lack>> {
    let without_default = pack.roles().iter().filter(|role| role.metric.is_none());
    let metrics: BTreeMap<_, _> = without_default
        .map(|role| {
            let name = role.name.value.clone();
            (name.clone(), Selector::metric(format!("app_{name}")))
        })
        .collect();
    bind_with(pack, &metrics, values, disabled)
}

fn bind_with(
    pack: &Pack,
    metrics: &BTreeMap<String, Selector>,
    values: &[(&str, &str)],
    disabled: &[&str],
) -> Result<Bound, BTreeSet<Lack>> {
    let label = |name: &'static str, value: &'static str| (Text::from(name), Text::from(value));
    let mut identity = vec![label("service", "shop"), label("environment", "production")];
    identity.extend(pack.for_each.label().map(|key| label(key, "app-1")));
    let mut sink = Sink::default();
    let values = pack.values(&[&given(values)], &mut sink);
    assert!(!sink.has_errors(), "the values are sound");
    pack.bind(&Subject {
        identity: &identity,
        matchers: &Matchers::from([Matcher::eq("instance", "app-1")]),
        metrics,
        values: &values,
        disabled: &disabled.iter().map(|name| (*name).to_owned()).collect(),
    })
}

fn pack(name: &str) -> Pack {
    let mut packs = built_in().into_iter();
    packs
        .find(|pack| pack.name.value == name)
        .expect("a built-in pack")
}

fn capacity() -> [(&'static str, &'static str); 1] {
    [("capacity", "40")]
}

fn values_of(pack: &Pack) -> Vec<(&'static str, &'static str)> {
    let capacity = capacity();
    let needed = pack
        .params
        .0
        .iter()
        .any(|param| param.name.value == "capacity");
    capacity.into_iter().filter(|_| needed).collect()
}

fn plain(words: &Words) -> String {
    let parts = words.0.iter().map(|part| match part {
        Part::Plain(text) => text.clone(),
        Part::Value(_) => "<value>".to_owned(),
        Part::Label(label) => format!("<{label}>"),
    });
    parts.collect()
}

#[test]
fn a_critical_alert_silences_its_warning() {
    for pack in built_in() {
        let inhibits: Vec<_> = pack.inhibits().collect();
        for (name, _) in pack.alerts() {
            let Some(stem) = name.strip_suffix("Critical") else {
                continue;
            };
            let warning = format!("{stem}Warning");
            assert!(inhibits.contains(&(name, &warning)), "{name}");
        }
    }
}

#[test]
fn every_signal_can_be_driven_to_its_threshold() {
    for pack in built_in() {
        let bound = bind(&pack, &values_of(&pack), &[]).expect("nothing lacks");
        assert_eq!(bound.left_out, []);
        assert_eq!(bound.alerts.len(), pack.alerts.len());
        for alert in &bound.alerts {
            let value = match alert.condition {
                Condition::Above(threshold) | Condition::Below(threshold) => threshold,
                Condition::Absent => Fraction::ONE,
            };
            let over = value * Fraction::new(101, 100);
            assert!(alert.signal.movements(over).is_some(), "{}", alert.name);
            assert!(alert.expr().kind().is_ok(), "{}", alert.name);
        }
    }
}

#[test]
fn a_missing_signal_is_a_warning() {
    for pack in built_in() {
        let bound = bind(&pack, &values_of(&pack), &[]).expect("nothing lacks");
        for alert in &bound.alerts {
            let pages = alert.severity == Severity::Critical;
            assert!(
                !(pages && alert.condition == Condition::Absent),
                "{}",
                alert.name
            );
        }
    }
}

#[test]
fn thresholds_are_those_of_the_source_documents() {
    let figures: BTreeMap<String, (String, String)> = built_in()
        .iter()
        .flat_map(|pack| {
            bind(pack, &values_of(pack), &[])
                .expect("nothing lacks")
                .alerts
        })
        .map(|alert| {
            let threshold = match alert.condition {
                Condition::Above(limit) => format!("> {limit}"),
                Condition::Below(limit) => format!("< {limit}"),
                Condition::Absent => "absent".to_owned(),
            };
            (alert.name, (threshold, alert.pending.to_string()))
        })
        .collect();
    for (alert, threshold, pending) in [
        ("HostDown", "< 1", "2m"),
        ("HighCPUWarning", "> 0.8", "5m"),
        ("HighCPUCritical", "> 0.9", "10m"),
        ("HighMemoryWarning", "> 0.8", "5m"),
        ("HighMemoryCritical", "> 0.9", "10m"),
        ("DiskUsageWarning", "> 0.75", "5m"),
        ("DiskUsageCritical", "> 0.9", "10m"),
        ("CertificateExpiryWarning", "< 1814400", "1h"),
        ("CertificateExpiryCritical", "< 604800", "1h"),
        ("APIErrorRateHigh", "> 0.01", "5m"),
        ("APIHighLatency", "> 0.5", "10m"),
        ("QueueBacklog", "> 40", "10m"),
        ("ChangeFailureRateHigh", "> 0.15", "5m"),
        ("MTTRExceeded", "> 3600", "5m"),
        ("ScrapeTargetDown", "< 1", "3m"),
        ("LogsMissing", "absent", "15m"),
        ("HostMetricsMissing", "absent", "10m"),
    ] {
        let expected = (threshold.to_owned(), pending.to_owned());
        assert_eq!(figures.get(alert), Some(&expected), "{alert}");
    }
}

#[test]
fn an_alert_is_bound_with_its_subjects_labels_and_numbers() {
    let host = bind(&pack("host"), &[("cpu_warning", "0.7")], &[]).expect("nothing lacks");
    let alert = &host.alerts[0];
    assert_eq!(
        alert.signal.expr.to_string(),
        r#"1 - avg(rate(node_cpu_seconds_total{instance="app-1",mode="idle"}[5m]))"#
    );
    assert_eq!(
        alert.expr().to_string(),
        r#"host:cpu_used:ratio{environment="production",host="app-1",service="shop"} > 0.7"#
    );
    assert_eq!(plain(&alert.summary), "CPU of app-1 at <value>");
    assert!(
        plain(&alert.description)
            .starts_with("The CPUs of app-1 have been above 70% for 5m. shop in production")
    );
    assert_eq!(alert.signal.window, Duration::from_mins(5));
    let names: Vec<_> = alert
        .parameters
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(names, ["cpu_warning", "warning_for", "window"]);
    let disk = host
        .alerts
        .iter()
        .find(|alert| alert.name == "DiskUsageWarning");
    let summary = disk.map(|alert| plain(&alert.summary));
    assert_eq!(
        summary.as_deref(),
        Some("Disk <mountpoint> of app-1 at <value>")
    );
}

#[test]
fn what_is_part_of_a_whole_is_counted_once() {
    let selector = |text: &str| Selector::parse(text).expect("a selector");
    // The second is a part although it picks what lacks a status, as the whole does.
    for failed in ["5..", "(5..)?"] {
        let failed = format!(r#"http_requests_total{{status=~"{failed}"}}"#);
        let metrics = BTreeMap::from([
            ("requests".to_owned(), selector("http_requests_total")),
            ("failed_requests".to_owned(), selector(&failed)),
            ("duration".to_owned(), selector("http_duration_seconds")),
        ]);
        let http = bind_with(&pack("http"), &metrics, &[], &[]).expect("nothing lacks");
        let movements = http.alerts[0].signal.movements(Fraction::new(1, 100));
        let told = |movement: &Movement| format!("{} +{}", movement.series, movement.per_second);
        let told: Vec<_> = movements.expect("series").iter().map(told).collect();
        assert_eq!(
            told,
            [
                r#"http_requests_total{instance="app-1",status="500"} +10000"#,
                r#"http_requests_total{instance="app-1",status="200"} +990000"#,
            ]
        );
    }
}

#[test]
fn what_lacks_is_named_unless_nothing_needs_it() {
    let queue = pack("queue");
    let lacks = bind(&queue, &[], &[]).expect_err("no capacity");
    assert_eq!(lacks, BTreeSet::from([Lack::Param("capacity".to_owned())]));
    assert!(bind(&queue, &[], &["QueueBacklog"]).is_ok());
    let depth = BTreeMap::from([("depth".to_owned(), Selector::metric("waiting"))]);
    let few = ["TaskFailureSpike"];
    let bound = bind_with(&queue, &depth, &capacity(), &few).expect("workers are optional");
    let left_out: Vec<_> = bound
        .left_out
        .iter()
        .map(|it| (&*it.alert, &*it.role))
        .collect();
    assert_eq!(left_out, [("QueueNoWorkers", "workers")]);
    let lacks = bind_with(&queue, &depth, &capacity(), &[]).expect_err("no tasks");
    assert!(lacks.contains(&Lack::Role("failed_tasks".to_owned())));
}

#[test]
fn values_are_typed_bounded_and_in_order() {
    let host = pack("host");
    for (values, message) in [
        (
            &[("cpu_warn", "0.7")][..],
            "there is no parameter `cpu_warn`",
        ),
        (
            &[("cpu_warning", "80")],
            "`cpu_warning` takes a ratio from 0 to 1, not `80`",
        ),
        (
            &[("cpu_warning", "high")],
            "`cpu_warning` takes a ratio from 0 to 1, not `high`",
        ),
        (&[("cpu_warning", "0.1")], "`cpu_warning` cannot be 0.1"),
        (&[("window", "2h")], "`window` cannot be 2h"),
        (&[("window", "5")], "`5` is not a duration"),
        (
            &[("cpu_warning", "0.95")],
            "`cpu_critical` is 0.9, which is not above `cpu_warning`",
        ),
    ] {
        let mut sink = Sink::default();
        host.values(&[&given(values)], &mut sink);
        let mut files = Files::default();
        files.add("use.yml", String::new());
        let report = sink.finish(&files);
        let messages: Vec<_> = report
            .diagnostics
            .iter()
            .map(|it| it.message.as_str())
            .collect();
        assert_eq!(messages, [message]);
    }
}
