//! A live Alertmanager, and the questions that its interface answers.

use camino::Utf8Path;
use serde_json::Value;

use crate::running::Running;
use crate::support::Tool;

/// A server that runs.
pub(crate) struct Alertmanager(Running);

impl Alertmanager {
    /// Starts it with a configuration; what it remembers goes into a directory.
    pub(crate) fn start(alertmanager: &Tool, config: &Utf8Path, storage: &Utf8Path) -> Self {
        let mut command = alertmanager.command();
        command
            .arg(format!("--config.file={config}"))
            .arg(format!("--storage.path={storage}"))
            // It looks for no peers.
            .arg("--cluster.listen-address=");
        Self(Running::start(command))
    }

    /// Where it answers, without a slash at the end.
    pub(crate) fn url(&self) -> &str {
        &self.0.url
    }

    /// What an endpoint answers.
    pub(crate) fn ask(&self, endpoint: &str) -> Value {
        ureq::get(format!("{}/api/v2/{endpoint}", self.url()))
            .call()
            .and_then(|mut answer| answer.body_mut().with_config().limit(u64::MAX).read_json())
            .unwrap_or_else(|error| panic!("{endpoint}: {error}"))
    }
}
