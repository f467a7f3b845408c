//! Every built-in dialect with every SLI kind that it serves, on what a real exporter prints.
//!
//! `exposition/` holds pages of metrics; their headers say what printed them and what it was asked.

use regex::Regex;

use crate::fixture;
use crate::promtool::{Case, Suite};
use crate::rulefile::RuleFile;
use crate::support;

/// A page, the dialect that it speaks, and what the routes are called in it.
struct Page {
    name: &'static str,
    text: &'static str,
    dialect: &'static str,
    routes: Option<[&'static str; 3]>,
}

macro_rules! page {
    ($name:literal, $dialect:literal, $routes:expr) => {
        Page {
            name: $name,
            text: include_str!(concat!("exposition/", $name, ".txt")),
            dialect: $dialect,
            routes: $routes,
        }
    };
}

const PAGES: [Page; 6] = [
    page!(
        "prom-http",
        "prom-http",
        Some(["/items/#val", "/slow", "/crash"])
    ),
    page!(
        "prom-http-codes",
        "prom-http",
        Some(["/items/#val", "/slow", "/crash"])
    ),
    page!("flask", "flask", Some(["/items/1", "/slow", "/crash"])),
    page!(
        "otel-http-flask",
        "otel-http",
        Some(["/items/<int:i>", "/slow", "/crash"])
    ),
    page!(
        "otel-http-fastapi",
        "otel-http",
        Some(["/items/{i}", "/slow", "/crash"])
    ),
    // A bare WSGI application has no routes.
    page!("otel-http-wsgi", "otel-http", None),
];

/// Of eleven requests two failed; of the nine others two took 0.7 s.
const WHOLE: [(&str, &str, f64); 3] = [
    ("success", "{type: request_ratio}", 2.0 / 11.0),
    ("latency", "{type: latency, threshold: 500ms}", 2.0 / 9.0),
    // The bound is `1` in some pages and `1.0` in others; were it not found, all would be bad.
    ("patience", "{type: latency, threshold: 1s}", 0.0),
];

fn of_routes([items, slow, crash]: [&str; 3]) -> [(&'static str, String, f64); 5] {
    let ratio = |route: &str| format!("{{type: request_ratio, routes: ['{route}']}}");
    let latency = |route: &str| format!("{{type: latency, threshold: 500ms, routes: ['{route}']}}");
    [
        ("items-succeed", ratio(items), 0.0),
        ("crash-succeeds", ratio(crash), 1.0),
        ("items-hurry", latency(items), 0.0),
        ("slow-hurries", latency(slow), 1.0),
        (
            "both-succeed",
            format!("{{type: request_ratio, routes: ['{slow}', '{crash}']}}"),
            1.0 / 3.0,
        ),
    ]
}

/// Two deployments whose series carry other identity labels, and all of whose requests fail.
const STRANGERS: [(&str, &str); 2] = [("stranger", "production"), ("shop", "staging")];

/// The page as scraped every 15 seconds for ten minutes, with as many requests each time.
fn scraped(page: &Page) -> Case {
    let sample = Regex::new(r"^([a-z_]+)\{(.*)\} ([0-9.e-]+)$").expect("a pattern");
    let label = Regex::new(r#"([a-z_]+)="((?:[^"\\]|\\.)*)""#).expect("a pattern");
    let mut case = Case::new(page.name, 15);
    for line in page.text.lines().filter(|line| !line.starts_with('#')) {
        let parts = sample.captures(line).expect("a sample");
        // Prometheus drops labels without a value.
        let labels = label
            .captures_iter(&parts[2])
            .filter(|label| !label[2].is_empty());
        let labels: Vec<_> = labels.map(|label| label[0].to_owned()).collect();
        let series = |service: &str, environment: &str, labels: &str| {
            format!(
                r#"{}{{service="{service}",environment="{environment}",job="web",instance="10.0.0.1:8000",{labels}}}"#,
                &parts[1]
            )
        };
        case = case.series(
            series("shop", "production", &labels.join(",")),
            format!("0+{}x40", &parts[3]),
        );
        let failed = labels
            .join(",")
            .replace(r#"="200""#, r#"="500""#)
            .replace(r#"="2XX""#, r#"="5XX""#);
        if failed != labels.join(",") {
            for (service, environment) in STRANGERS {
                case = case.series(
                    series(service, environment, &failed),
                    format!("0+{}x40", &parts[3]),
                );
            }
        }
    }
    case
}

/// The end of the ten minutes.
const END: u64 = 600;

#[test]
fn dialects_read_what_real_exporters_print() {
    let Some(promtool) = support::tool("promtool") else {
        return;
    };
    for page in PAGES {
        let whole = WHOLE.map(|(name, sli, ratio)| (name, sli.to_owned(), ratio));
        let slos: Vec<_> = whole
            .into_iter()
            .chain(page.routes.into_iter().flat_map(of_routes))
            .collect();
        let entry = |(name, sli, _): &(&str, String, f64)| {
            format!("      {name}: {{objective: 99, sli: {sli}}}")
        };
        let profile = slos.iter().map(entry).collect::<Vec<_>>().join("\n");
        let profiles =
            format!("profiles:\n  tested:\n    burn_policy: fast-slow\n    slos:\n{profile}\n");
        let rules = RuleFile::parse(&fixture::shop_with(
            &format!("metrics: {}", page.dialect),
            &profiles,
            &[],
        ));
        let case = slos.iter().fold(scraped(&page), |case, (slo, _, ratio)| {
            let series = |name: &str| {
                format!(r#"{name}{{service="shop",environment="production",slo="{slo}"}}"#)
            };
            ["5m", "30m", "1h"].iter().fold(case, |case, window| {
                case.value(
                    END,
                    &series(&format!("slo:sli_error:ratio_rate{window}")),
                    *ratio,
                )
            })
        });
        Suite::new(rules.groups("-fast"), END, [case]).must_pass(&promtool);
    }
}
