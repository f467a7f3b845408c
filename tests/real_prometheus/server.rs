//! A real Prometheus on a port of its own, over series of the past; it ends with its value.

use std::net::TcpListener;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use camino::Utf8Path;
use serde_json::Value;

use crate::support::Tool;

/// How long it may take to open its storage, on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(120);

/// A server that runs.
pub(crate) struct Server {
    child: Child,
    url: String,
}

impl Server {
    /// Starts it over the blocks in a directory, and waits until it answers.
    ///
    /// It scrapes nothing, evaluates no rules, and leaves overlapping blocks alone, so that nothing
    /// but our queries keeps it busy.
    pub(crate) fn start(prometheus: &Tool, data: &Utf8Path) -> Self {
        let config = data.join("prometheus.yml");
        std::fs::write(&config, "global: {}\n").expect("the directory is ours");
        let port = TcpListener::bind(("127.0.0.1", 0))
            .and_then(|listener| listener.local_addr())
            .expect("a port of this machine is free")
            .port();
        let address = format!("127.0.0.1:{port}");
        let child = prometheus
            .command()
            .arg(format!("--config.file={config}"))
            .arg(format!("--storage.tsdb.path={data}"))
            .arg(format!("--web.listen-address={address}"))
            .args([
                "--storage.tsdb.retention.time=100y",
                "--no-storage.tsdb.allow-overlapping-compaction",
                "--log.level=error",
            ])
            .stdout(Stdio::null())
            .spawn()
            .expect("the server starts");
        let url = format!("http://{address}");
        let mut server = Self { child, url };
        server.wait_until_ready();
        server
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the server tells nobody when it is ready"
    )]
    fn wait_until_ready(&mut self) {
        let start = Instant::now();
        while ureq::get(format!("{}/-/ready", self.url)).call().is_err() {
            let ended = self.child.try_wait().expect("it is ours");
            assert!(ended.is_none(), "the server ended: {ended:?}");
            assert!(start.elapsed() < PATIENCE, "the server does not get ready");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The `data` of what an endpoint of its query API answers.
    pub(crate) fn ask(&self, endpoint: &str, parameters: &[(&str, &str)]) -> Value {
        let answer = ureq::get(format!("{}/api/v1/{endpoint}", self.url))
            .query_pairs(parameters.iter().copied())
            .call()
            .and_then(|mut answer| answer.body_mut().with_config().limit(u64::MAX).read_json());
        let mut answer: Value =
            answer.unwrap_or_else(|error| panic!("{endpoint} {parameters:?}: {error}"));
        answer["data"].take()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Should it have ended by itself, there is nothing to stop.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
