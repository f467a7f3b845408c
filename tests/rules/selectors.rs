//! SLIs by the user's own selectors, and latency from native histograms.

use crate::fixture;
use crate::promtool::{Case, Suite};
use crate::rulefile::RuleFile;
use crate::support;

const PROFILES: &str = r#"
profiles:
  tested:
    burn_policy: fast-slow
    slos:
      ratio: {objective: 99, sli: {type: request_ratio, total: rpc_total, bad: 'rpc_total{code=~"INTERNAL|UNAVAILABLE"}'}}
      classic: {objective: 99, sli: {type: latency, threshold: 2s, histogram: 'rpc_seconds{code="OK"}', buckets: classic}}
      native: {objective: 99, sli: {type: latency, threshold: 500ms, histogram: 'rpc_native_seconds{code="OK"}', buckets: native}}
      dialect: {objective: 99, sli: {type: latency, threshold: 500ms}}
      share:
        objective: 99
        sli:
          type: custom
          bad: sum(rate(rpc_total[$window])) * (sum(rate(rpc_total{code="INTERNAL"}[$window])) / sum(rate(rpc_total[$window])))
          total: sum(rate(rpc_total[$window])) / (sum(rate(rpc_total[$window])) / sum(rate(rpc_total[$window])))
      probe: {objective: 99, sli: {type: probe, selector: 'up{job="shop"}'}}
"#;

const DIALECTS: &str = "
dialects:
  rpc: {duration: rpc_native_seconds, buckets: native, status_label: code, error_status: INTERNAL|UNAVAILABLE}
";

/// Identity labels and more.
fn labels(more: &str) -> String {
    format!(r#"{{service="shop",environment="production",{more}}}"#)
}

fn ratio(slo: &str, window: &str) -> String {
    format!(
        r#"slo:sli_error:ratio_rate{window}{{service="shop",environment="production",slo="{slo}"}}"#
    )
}

fn judge(cases: impl IntoIterator<Item = Case>) {
    let Some(promtool) = support::tool("promtool") else {
        return;
    };
    let rules = fixture::shop_with("metrics: rpc", PROFILES, &[("dialects.yml", DIALECTS)]);
    Suite::new(RuleFile::parse(&rules).groups("-fast"), 60, cases).must_pass(&promtool);
}

const END: u64 = 3600;

#[test]
fn selectors_of_the_users_own() {
    let case = Case::new("selectors", 30)
        .series(format!("rpc_total{}", labels(r#"code="OK""#)), "0+90x120")
        .series(
            format!("rpc_total{}", labels(r#"code="INTERNAL""#)),
            "0+3x120",
        )
        .series(
            format!("rpc_total{}", labels(r#"code="UNAVAILABLE""#)),
            "0+2x120",
        )
        .series(
            format!("rpc_total{}", labels(r#"code="CANCELLED""#)),
            "0+5x120",
        )
        .series(
            r#"rpc_total{service="stranger",environment="production",code="INTERNAL"}"#,
            "0+999x120",
        )
        // In the middle of an upgrade one instance writes `2`, the other `2.0`.
        .series(
            format!(
                "rpc_seconds_bucket{}",
                labels(r#"code="OK",instance="a",le="2""#)
            ),
            "0+30x120",
        )
        .series(
            format!("rpc_seconds_count{}", labels(r#"code="OK",instance="a""#)),
            "0+40x120",
        )
        .series(
            format!(
                "rpc_seconds_bucket{}",
                labels(r#"code="OK",instance="b",le="2.0""#)
            ),
            "0+45x120",
        )
        .series(
            format!(
                "rpc_seconds_bucket{}",
                labels(r#"code="OK",instance="b",le="20""#)
            ),
            "0+60x120",
        )
        .series(
            format!("rpc_seconds_count{}", labels(r#"code="OK",instance="b""#)),
            "0+60x120",
        )
        .series(
            format!(
                "rpc_seconds_count{}",
                labels(r#"code="INTERNAL",instance="b""#)
            ),
            "0+60x120",
        )
        .series(
            format!("up{}", labels(r#"job="shop",instance="a""#)),
            "1x120",
        )
        .series(
            format!("up{}", labels(r#"job="shop",instance="b""#)),
            "1x90 0x29",
        )
        .series(
            format!("up{}", labels(r#"job="other",instance="b""#)),
            "0x120",
        );
    let expected = [
        ("ratio", 0.05, 0.05),
        ("classic", 0.25, 0.25),
        ("probe", 0.5, 0.125),
    ];
    judge([expected
        .into_iter()
        .fold(case, |case, (slo, five_minutes, hour)| {
            case.value(END, &ratio(slo, "5m"), five_minutes)
                .value(END, &ratio(slo, "1h"), hour)
        })]);
}

/// The user's own divisions give what is not a number while there is no traffic.
#[test]
fn what_is_not_a_number_is_not_recorded() {
    let firing = r#"ALERTS{alertname="SLOFastBurn",alertstate="firing",slo="share"}"#;
    let recorded = r#"{__name__=~"slo:sli_.+",slo="share"}"#;
    let case = Case::new("idle, then an outage", 30)
        .series(format!("rpc_total{}", labels(r#"code="OK""#)), "7x160")
        .series(
            format!("rpc_total{}", labels(r#"code="INTERNAL""#)),
            "0x120 9+9x39",
        )
        .no_nan(END)
        .holds(END, recorded, false)
        .holds(END, firing, false)
        .no_nan(END + 1200)
        .holds(END + 1200, firing, true);
    judge([case]);
}

/// A native histogram of ten observations, four of them above half a second: with schema 0 its
/// buckets end at 0.25, 0.5, 1 and 2.
const TEN: &str = "{{schema:0 count:10 sum:6 offset:-2 buckets:[1 5 3 1]}}";
const TEN_SLOW: &str = "{{schema:0 count:10 sum:12 offset:0 buckets:[6 4]}}";
const NONE: &str = "{{schema:0 count:0 sum:0}}";

#[test]
fn native_histograms() {
    let series = format!("rpc_native_seconds{}", labels(r#"code="OK""#));
    let failed = format!("rpc_native_seconds{}", labels(r#"code="INTERNAL""#));
    let mixed = Case::new("mixed", 30)
        .series(&*series, format!("{TEN}+{TEN}x120"))
        .series(&*failed, format!("{TEN_SLOW}+{TEN_SLOW}x120"));
    let idle = Case::new("idle, then an outage", 30)
        .series(
            &*series,
            format!("{TEN}+{NONE}x120 {TEN_SLOW}+{TEN_SLOW}x40"),
        )
        .no_nan(END)
        .no_nan(END + 1200);
    let slow = Case::new("all slow", 30).series(&*series, format!("{TEN_SLOW}+{TEN_SLOW}x120"));
    let gone = Case::new("never there", 30).holds(END, r#"{__name__=~"slo:sli.+"}"#, false);
    let mut cases = [mixed, idle, slow, gone];
    for slo in ["native", "dialect"] {
        let recorded = |name: &str| {
            format!(r#"{name}{{service="shop",environment="production",slo="{slo}"}} == 0"#)
        };
        let firing =
            format!(r#"ALERTS{{alertname="SLOFastBurn",alertstate="firing",slo="{slo}"}}"#);
        let [mixed, idle, slow, gone] = cases;
        let windows = ["5m", "30m", "1h"];
        cases = [
            windows.iter().fold(mixed, |case, window| {
                case.value(END, &ratio(slo, window), 0.4)
            }),
            windows
                .iter()
                .fold(idle, |case, window| {
                    case.holds(END, &ratio(slo, window), false)
                })
                .holds(END, &recorded("slo:sli_bad:rate5m"), true)
                .holds(END, &recorded("slo:sli_total:rate5m"), true)
                .holds(END, &firing, false)
                .holds(END + 1200, &firing, true),
            slow.value(END, &ratio(slo, "1h"), 1.0)
                .holds(END, &firing, true),
            gone,
        ];
    }
    judge(cases);
}
