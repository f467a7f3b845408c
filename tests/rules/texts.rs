//! What a person reads: every label and annotation of one firing alert of each kind.

use serde_json::{Map, Value, json};

use crate::promtool::{Case, Suite};
use crate::rulefile::RuleFile;
use crate::series::Traffic;
use crate::slo::{ALL_RATES, DAY, HOUR, MINUTE, PAIR, SLOS, Slo, rules};
use crate::support;

const END: u64 = 12 * DAY;

fn labels(severity: &str, burn: Option<&str>) -> Value {
    let mut labels = json!({
        "service": "shop", "environment": "production", "slo": "workbook-995",
        "team": "sellers", "severity": severity, "kind": "symptom",
    });
    if let Some(burn) = burn {
        labels["burn"] = burn.into();
    }
    labels
}

/// The annotations, with the links that every alert of the SLO has.
fn annotations(alert: &str, texts: &[(&str, &str)]) -> Value {
    let dashboard =
        "https://grafana.example.com/d/slo-shop?var-environment=production&var-slo=workbook-995";
    let runbook = format!("https://runbooks.example.com/{alert}.md");
    let links = [("dashboard_url", dashboard), ("runbook_url", &runbook)];
    let all = texts
        .iter()
        .chain(&links)
        .map(|(name, text)| ((*name).to_owned(), (*text).into()));
    all.collect::<Map<_, _>>().into()
}

fn slo() -> &'static Slo {
    SLOS.iter()
        .find(|slo| slo.name == "workbook-995")
        .expect("it is one of them")
}

/// The texts of a burn alert.
struct Texts {
    alert: &'static str,
    burn: &'static str,
    severity: &'static str,
    factor: &'static str,
    /// What is wrong now, over which windows, and for how long that can go on.
    now: [&'static str; 4],
    condition: &'static str,
}

/// 35 % of all requests fail for 75 minutes, after days without failures. That is 26.25 minutes of
/// the 216 that the budget tolerates, so 87.85 % is left; it lasts for 189.75 minutes of bad
/// events, at the ratio of each window.
const BURNING: [Texts; 4] = [
    Texts {
        alert: "SLOFastBurn",
        burn: "fast",
        severity: "critical",
        factor: "14.4",
        now: ["35%", "1h", "5m", "9h 2m 8s"],
        condition: "Fires above 7.2% over 1h and 5m: 2% of the 30d budget within 1h. A total outage fires this \
                    after about 4m19s, and it ends 29m38s after the outage. At least 3 events must be bad.",
    },
    Texts {
        alert: "SLOSlowBurn",
        burn: "slow",
        severity: "critical",
        factor: "6",
        now: ["7.292%", "6h", "30m", "1d 19h 22m 17s"],
        condition: "Fires above 3% over 6h and 30m: 5% of the 30d budget within 6h. A total outage fires this \
                    after about 13m18s, and it ends 29m6s after the outage. At least 3 events must be bad.",
    },
    Texts {
        alert: "SLODayBurn",
        burn: "day",
        severity: "warning",
        factor: "3",
        now: ["1.823%", "1d", "2h", "7d 5h 29m 8s"],
        condition: "Fires above 1.5% over 1d and 2h: 10% of the 30d budget within 1d. A total outage fires this \
                    after about 28m6s, and it ends 2h3m after the outage. At least 3 events must be bad.",
    },
    Texts {
        alert: "SLODriftBurn",
        burn: "drift",
        severity: "warning",
        factor: "1",
        now: ["0.6076%", "3d", "6h", "21d 16h 27m 25s"],
        condition: "Fires above 0.5% over 3d and 6h: 10% of the 30d budget within 3d. A total outage fires this \
                    after about 28m6s, and it ends 6h3m after the outage. At least 3 events must be bad.",
    },
];

/// The burn alerts of the slow group, and those of the fast one.
pub(crate) fn burns(rules: &RuleFile) -> [Suite; 2] {
    const BURN: u64 = 75 * MINUTE;
    let traffic = Traffic::default()
        .gone(HOUR)
        .flow(END - BURN - HOUR, 8.0, 0.0)
        .flow(BURN, 8.0, 0.35);
    let case = slo().raw(Case::new("burning", 300), &traffic);
    let case = slo().levels(&ALL_RATES, case, &traffic);
    let (fast, slow) = BURNING.split_at(2);
    let rules = rules.slo(slo().name).without(&ALL_RATES);
    [
        Suite::new(
            rules.clone(),
            END,
            [slow.iter().fold(case.clone(), burning)],
        ),
        // Annotations of the fast group speak of the budget, which the slow one has recorded before.
        Suite::new(rules.reversed(), END, [fast.iter().fold(case, burning)]),
    ]
}

fn burning(case: Case, texts: &Texts) -> Case {
    let speed = match texts.factor {
        "1" => "faster than its period allows".to_owned(),
        factor => format!("more than {factor} times too fast"),
    };
    let summary = format!("workbook-995 of shop (production) burns its error budget {speed}");
    let [ratio, long, short, left] = texts.now;
    let threshold = texts.condition.split(' ').nth(2).expect("fires above it");
    let description = format!(
        "{ratio} of events were bad in the last {long}, and more than {threshold} in the last {short}; 99.5% must be good. \
         87.85% of the 30d error budget is left; at this rate it is spent in {left}."
    );
    let annotations = annotations(
        texts.alert,
        &[
            ("summary", &summary),
            ("description", &description),
            ("value", ratio),
            ("condition", texts.condition),
        ],
    );
    case.exactly(
        END,
        texts.alert,
        &labels(texts.severity, Some(texts.burn)),
        &annotations,
    )
}

/// Two failures in a hundred for twelve of thirty days, where half a failure is tolerated.
pub(crate) fn spent(rules: &RuleFile) -> Suite {
    let traffic = Traffic::default().gone(HOUR).flow(END, 8.0, 0.02);
    let texts = [
        (
            "summary",
            "workbook-995 of shop (production) has spent its error budget",
        ),
        (
            "description",
            "160% of the 30d budget is spent. 99.5% of events must be good, which tolerates a total outage of 3h36m.",
        ),
        ("value", "160%"),
    ];
    let texts = annotations("SLOBudgetSpent", &texts);
    let info =
        r#"team="sellers",tier="user-facing",profile="tested",objective="99.5",period="30d""#;
    let info =
        format!(r#"slo_info{{service="shop",environment="production",slo="workbook-995",{info}}}"#);
    let end = traffic.seconds();
    let case = slo()
        .levels(&ALL_RATES, Case::new("spent", 300), &traffic)
        .exactly(end, "SLOBudgetSpent", &labels("info", None), &texts)
        .value(end, &info, 1.0);
    Suite::new(rules.slo(slo().name).without(&ALL_RATES), end, [case])
}

pub(crate) fn missing(rules: &RuleFile) -> Suite {
    let traffic = Traffic::default().flow(HOUR, 8.0, 0.0).gone(30 * MINUTE);
    let texts = [
        (
            "summary",
            "workbook-995 of shop (production) is not measured any more",
        ),
        (
            "description",
            "Its events were measured within the last day and are not now: the service, its metrics or their scrape is \
             gone. While this lasts, no alert of this SLO can fire. This one ends after a day, \
             even if nothing is measured by then.",
        ),
    ];
    let texts = annotations("SLONoData", &texts);
    let case = slo()
        .levels(&PAIR, Case::new("missing", 60), &traffic)
        .exactly(
            traffic.seconds(),
            "SLONoData",
            &labels("warning", None),
            &texts,
        );
    Suite::new(
        rules.slo(slo().name).groups("-fast").without(&PAIR),
        60,
        [case],
    )
}

#[test]
fn firing_alerts_carry_every_label_and_annotation() {
    let Some(promtool) = support::tool("promtool") else {
        return;
    };
    let rules = rules();
    for suite in burns(&rules)
        .into_iter()
        .chain([spent(&rules), missing(&rules)])
    {
        suite.must_pass(&promtool);
    }
}
