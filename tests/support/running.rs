//! A server of the Prometheus family on a port of its own; it ends with its value, also when the test
//! panics.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long it may take to get ready, on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(120);

/// A server that runs.
pub(crate) struct Running {
    child: Child,
    /// Where it answers, without a slash at the end.
    pub(crate) url: String,
}

impl Running {
    /// Starts a server, which is told where to listen, and waits until it answers.
    pub(crate) fn start(mut command: Command) -> Self {
        let port = TcpListener::bind(("127.0.0.1", 0))
            .and_then(|listener| listener.local_addr())
            .expect("a port of this machine is free")
            .port();
        let address = format!("127.0.0.1:{port}");
        let child = command
            .arg(format!("--web.listen-address={address}"))
            .arg("--log.level=error")
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
}

impl Drop for Running {
    fn drop(&mut self) {
        // Should it have ended by itself, there is nothing to stop.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
