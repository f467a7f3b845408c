//! A service with packs that nobody would write: thresholds that nearly coincide, on both sides of one gauge,
//! shares of nothing, one pack that reads what another records, hosts that read each other's series.

use std::fmt::Write;

use crate::fixture::{self, Built};

/// The service.
pub(crate) const SERVICE: &str = "production/odd";

const SERVICES: &str = r##"
services:
  - service_name: odd
    owner: web
    tier: internal
    environments:
      - name: production
        hosts:
          - {name: all, match: {job: node}}
          - {name: one, match: {job: node, instance: "10.0.0.1:9100"}}
          - {name: db, match: {job: db}}
          - {name: cache, match: {job: cache}}
    metrics: {dialect: none}
    alert_packs: [host, odd, after, {pack: queue, with: {capacity: 100}}]
    queues:
      - {name: mail, dialect: celery, match: {queue_name: mail}, with: {capacity: 40}}
      - {name: jobs, dialect: celery, match: {queue_name: jobs}}
owners: [{team: web, alert_contact: "#web"}]
"##;

const ODD: &str = "
pack: odd
description: What is odd
for_each: service
requires:
  level: {description: a level, type: gauge, metric: odd_level}
  bad: {description: bad ones, type: counter, metric: odd_bad_total}
  all: {description: all, type: counter, metric: odd_all_total}
  items: {description: items, type: counter, metric: odd_items_total}
  idle: {description: idle seconds, type: counter, metric: odd_idle_seconds_total}
signals:
  level:
    expr: max($level)
    unit: ratio
    record: odd:level:max
    proof: [{series: $level, equals: $v}]
  share:
    expr: sum(rate($bad[5m])) / sum(rate($all[5m]))
    unit: ratio
    proof: [{series: $bad, increases_by: 1000000 * $v}, {series: $all, increases_by: 1000000}]
  items:
    expr: sum(increase($items[5m]))
    unit: count
    proof: [{series: $items, increases_by: $v / 300}]
  items_of_late:
    expr: sum(increase($items[1h]))
    unit: count
    proof: [{series: $items, increases_by: $v / 3600}]
  busy:
    expr: 1 - avg(rate($idle[5m]))
    unit: ratio
    proof: [{series: $idle, increases_by: 1 - $v}]
alerts:
";

const AFTER: &str = "
pack: after
description: What comes after
for_each: service
requires:
  level: {description: a level, type: gauge, metric: 'odd:level:max'}
signals:
  twice:
    expr: 2 * max($level)
    unit: ratio
    proof: [{series: $level, equals: $v / 2}]
alerts:
";

/// An alert's name, its signal, when it fires, and after how long.
type Declared = (&'static str, &'static str, &'static str, &'static str);

const ODD_ALERTS: [Declared; 15] = [
    ("LevelHigh", "level", "above: 0.8", "5m"),
    ("LevelHigher", "level", "above: 0.805", "3m"),
    ("LevelAsHigh", "level", "above: 0.805", "7m"),
    ("LevelHighest", "level", "above: 0.9", "1m"),
    ("LevelLow", "level", "below: 0.2", "4m"),
    ("LevelLower", "level", "below: 0.1", "2m"),
    ("ShareOfAny", "share", "above: 0", "5m"),
    ("ShareOfSome", "share", "above: 0.1", "5m"),
    ("FewItems", "items", "below: 3", "5m"),
    ("FewerItems", "items", "below: 1", "2m"),
    ("ManyItems", "items", "above: 30", "2m"),
    ("FewItemsOfLate", "items_of_late", "below: 10", "5m"),
    ("FewerItemsOfLate", "items_of_late", "below: 4", "15m"),
    ("Busy", "busy", "above: 0.7", "3m"),
    ("Busier", "busy", "above: 0.9", "3m"),
];

const AFTER_ALERTS: [Declared; 1] = [("TwiceTheLevel", "twice", "above: 0.5", "4m")];

/// What the compiler makes of it.
pub(crate) fn build() -> Built {
    fixture::build(&[
        ("observability_services.yml", SERVICES),
        ("alert_packs/odd.yml", &pack(ODD, &ODD_ALERTS)),
        ("alert_packs/after.yml", &pack(AFTER, &AFTER_ALERTS)),
    ])
}

fn pack(head: &str, alerts: &[Declared]) -> String {
    let mut text = head.to_owned();
    for (name, signal, fires, pending) in alerts {
        write!(
            text,
            "  - alert: {name}
    signal: {signal}
    {fires}
    for: {pending}
    severity: warning
    kind: symptom
    summary: '{{service}} in {{environment}} is odd: {{value}}'
    description: '{{service}} in {{environment}} has been odd for {{for}}.'
    runbook:
      meaning: It is odd.
      causes: [Something that is odd]
      steps: [Look at it, Look again, Mend it]
      resolution: Mend it.
      rollback: Go back.
      escalation: Call somebody.
"
        )
        .expect("a string takes any text");
    }
    text
}
