//! A real Prometheus over series of the past.

use camino::Utf8Path;
use serde_json::Value;

use crate::running::Running;
use crate::support::Tool;

/// A server that runs.
pub(crate) struct Server(Running);

impl Server {
    /// Starts it over the blocks in a directory.
    ///
    /// It scrapes nothing, evaluates no rules, and leaves overlapping blocks alone, so that nothing
    /// but our queries keeps it busy.
    pub(crate) fn start(prometheus: &Tool, data: &Utf8Path) -> Self {
        let config = data.join("prometheus.yml");
        std::fs::write(&config, "global: {}\n").expect("the directory is ours");
        let mut command = prometheus.command();
        command
            .arg(format!("--config.file={config}"))
            .arg(format!("--storage.tsdb.path={data}"))
            .args([
                "--storage.tsdb.retention.time=100y",
                "--no-storage.tsdb.allow-overlapping-compaction",
            ]);
        Self(Running::start(command))
    }

    /// The `data` of what an endpoint of its query API answers.
    pub(crate) fn ask(&self, endpoint: &str, parameters: &[(&str, &str)]) -> Value {
        let answer = ureq::get(format!("{}/api/v1/{endpoint}", self.0.url))
            .query_pairs(parameters.iter().copied())
            .call()
            .and_then(|mut answer| answer.body_mut().with_config().limit(u64::MAX).read_json());
        let mut answer: Value =
            answer.unwrap_or_else(|error| panic!("{endpoint} {parameters:?}: {error}"));
        answer["data"].take()
    }
}
