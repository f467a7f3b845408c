//! Unit tests for promtool: cases packed into a file, run, and judged.

use serde_json::{Value, json};

use crate::rulefile::RuleFile;
use crate::support::Tool;

/// A promtool test file: rules, and cases that share the evaluation interval.
#[derive(Clone)]
pub(crate) struct Suite {
    pub(crate) rules: RuleFile,
    /// The test file.
    text: String,
}

/// Series, and what must hold at which moment.
#[derive(Clone)]
pub(crate) struct Case {
    name: String,
    /// Seconds between samples.
    step: u64,
    series: Vec<Value>,
    expressions: Vec<Value>,
    alerts: Vec<Value>,
}

impl Case {
    pub(crate) fn new(name: impl Into<String>, step: u64) -> Self {
        Self {
            name: name.into(),
            step,
            series: Vec::new(),
            expressions: Vec::new(),
            alerts: Vec::new(),
        }
    }

    pub(crate) fn step(&self) -> u64 {
        self.step
    }

    pub(crate) fn series(mut self, series: impl Into<String>, values: impl Into<String>) -> Self {
        self.series
            .push(json!({"series": series.into(), "values": values.into()}));
        self
    }

    /// The expression has an element at this second, or none.
    pub(crate) fn holds(mut self, second: u64, expr: &str, holds: bool) -> Self {
        let samples = if holds {
            json!([{"labels": "{}", "value": 1}])
        } else {
            json!([])
        };
        // The comment is what promtool shows of the case's name.
        let expr = format!("group({expr}) # {}", self.name);
        self.expressions
            .push(json!({"expr": expr, "eval_time": format!("{second}s"), "exp_samples": samples}));
        self
    }

    /// The expression has one element, of this value up to one percent.
    pub(crate) fn value(self, second: u64, expr: &str, value: f64) -> Self {
        let tolerance = (value.abs() * 0.01).max(1e-9);
        self.holds(
            second,
            &format!("count({expr}) == 1 and on () abs({expr} - ({value})) < {tolerance}"),
            true,
        )
    }

    pub(crate) fn fires(self, second: u64, alert: &str) -> Self {
        self.holds(second, &firing(alert), true)
    }

    pub(crate) fn silent(self, second: u64, alert: &str) -> Self {
        self.holds(second, &firing(alert), false)
    }

    /// No recorded series is NaN.
    pub(crate) fn no_nan(self, second: u64) -> Self {
        let recorded = r#"{__name__=~"slo[:_].+"}"#;
        let labels = "__name__, service, environment, slo";
        self.holds(
            second,
            &format!("{recorded} unless on ({labels}) ({recorded} >= -Inf)"),
            false,
        )
    }

    /// Exactly this alert fires, with all its labels and annotations.
    pub(crate) fn exactly(
        mut self,
        second: u64,
        alert: &str,
        labels: &Value,
        annotations: &Value,
    ) -> Self {
        let expected = json!([{"exp_labels": labels, "exp_annotations": annotations}]);
        self.alerts.push(
            json!({"eval_time": format!("{second}s"), "alertname": alert, "exp_alerts": expected}),
        );
        self
    }
}

fn firing(alert: &str) -> String {
    format!(r#"ALERTS{{alertname="{alert}",alertstate="firing"}}"#)
}

impl Suite {
    /// Cases for these rules, all of which are evaluated `every` so many seconds.
    pub(crate) fn new(rules: RuleFile, every: u64, cases: impl IntoIterator<Item = Case>) -> Self {
        let test = json!({
            "rule_files": ["rules.yml"],
            "evaluation_interval": format!("{every}s"),
            // Promtool takes groups in random order unless told.
            "group_eval_order": rules.group_names(),
            "tests": cases.into_iter().map(Case::into_json).collect::<Vec<_>>(),
        });
        Self {
            text: test.to_string(),
            rules,
        }
    }

    /// Runs the cases; what promtool says where one fails.
    pub(crate) fn run(&self, promtool: &Tool) -> Result<(), String> {
        self.run_with(promtool, &self.rules)
    }

    /// Runs the cases against other rules.
    pub(crate) fn run_with(&self, promtool: &Tool, rules: &RuleFile) -> Result<(), String> {
        let files = [("rules.yml", &*rules.to_yaml()), ("test.yml", &*self.text)];
        promtool
            .run(&files, &["test", "rules", "test.yml"])
            .map(drop)
    }

    pub(crate) fn must_pass(&self, promtool: &Tool) {
        if let Err(said) = self.run(promtool) {
            panic!("{said}");
        }
    }
}

impl Case {
    fn into_json(self) -> Value {
        json!({
            "name": self.name,
            "interval": format!("{}s", self.step),
            "input_series": self.series,
            "promql_expr_test": self.expressions,
            "alert_rule_test": self.alerts,
        })
    }
}
