//! The stack: servers with what is emitted, and everybody whom they tell.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use o11yc::output::Mode;
use serde_json::{Value, json};

use crate::alertmanager::Alertmanager;
use crate::mail::MailServer;
use crate::message::Message;
use crate::running::Running;
use crate::services::Services;
use crate::support::Tool;
use crate::tree::{Workspace, files};
use crate::web;
use crate::write::write;

/// Everything that runs.
pub(crate) struct Stack {
    pub(crate) services: Services,
    /// What people have been told, in order.
    pub(crate) log: Vec<Message>,
    told: mpsc::Receiver<Message>,
    prometheus: Running,
    alertmanager: Alertmanager,
    _workspace: Workspace,
}

impl Stack {
    /// Compiles the drill's registry, and starts all that belongs to it.
    pub(crate) fn start(prometheus: &Tool, alertmanager: &Tool) -> Self {
        let workspace = Workspace::new();
        let root = &workspace.path;
        let (sender, told) = mpsc::channel();
        let posted = sender.clone();
        let web = web::serve(move |path, body| {
            // Nobody may be waiting any more.
            let _ = posted.send(Message::posted(path, body));
            String::new()
        });
        let mail = MailServer::start(move |mail| {
            let _ = sender.send(Message::mailed(&mail));
        });
        for receiver in ["shop-room", "shop-pager", "books-room", "operators"] {
            let url = format!("http://127.0.0.1:{web}/{receiver}");
            write(&root.join("files").join(receiver), url);
        }
        write(&root.join("files/ca.pem"), &mail.certificate);
        write(&root.join("files/password"), "nothing to hide");
        let generated = compile(root, mail.port);
        let services = Services::start(&["checkout", "ledger"]);
        let alertmanager = Alertmanager::start(
            alertmanager,
            &generated.join("alertmanager/alertmanager.yml"),
            &root.join("alertmanager"),
        );
        let config = configuration(services.port, alertmanager.url(), &generated);
        write(&root.join("prometheus.yml"), config.to_string());
        let mut command = prometheus.command();
        command
            .arg(format!("--config.file={}", root.join("prometheus.yml")))
            .arg(format!("--storage.tsdb.path={}", root.join("prometheus")));
        Self {
            services,
            log: Vec::new(),
            told,
            prometheus: Running::start(command),
            alertmanager,
            _workspace: workspace,
        }
    }

    /// Waits until enough good requests are known that rates can be told.
    pub(crate) fn wait_for_traffic(&mut self) {
        let query = format!(
            "{}/api/v1/query?query=slo:sli_total:rate5m",
            self.prometheus.url
        );
        self.until("traffic", Duration::from_secs(100), |_| {
            let answer: Option<Value> = ureq::get(&query)
                .call()
                .ok()
                .and_then(|mut answer| answer.body_mut().read_json().ok());
            let result = answer.map(|answer| answer["data"]["result"].clone());
            result.is_some_and(|series| series.as_array().is_some_and(|all| all.len() == 2))
        });
    }

    /// Waits until all of this has been told.
    pub(crate) fn wait_for(&mut self, expected: &[Message], patience: Duration) {
        self.until("messages", patience, |stack| {
            expected.iter().all(|message| stack.log.contains(message))
        });
    }

    /// Waits until an alert fires of which nobody is told because another one does.
    pub(crate) fn wait_until_silenced(&mut self, name: &str, patience: Duration) {
        self.until(name, patience, |stack| {
            let alerts = stack.alertmanager.ask("alerts");
            let mut alerts = alerts.as_array().expect("a list").iter();
            alerts.any(|alert| {
                let by = alert["status"]["inhibitedBy"].as_array();
                alert["labels"]["alertname"] == name && by.is_some_and(|by| !by.is_empty())
            })
        });
    }

    /// Takes note of what is told for a while.
    pub(crate) fn wait(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while let Some(left) = end.checked_duration_since(Instant::now()) {
            self.log.extend(self.told.recv_timeout(left));
        }
    }

    fn until(&mut self, what: &str, patience: Duration, mut is_so: impl FnMut(&Self) -> bool) {
        let start = Instant::now();
        while !is_so(self) {
            let log = &self.log;
            assert!(start.elapsed() < patience, "no {what}; told: {log:#?}");
            self.wait(Duration::from_millis(200));
        }
    }
}

/// Compiles the registry for a mail server on this port; gives where the output is.
fn compile(root: &Utf8Path, mail: u16) -> Utf8PathBuf {
    let registry = root.join("registry");
    for (file, bytes) in files(Utf8Path::new("tests/end_to_end/registry")) {
        let text = String::from_utf8(bytes).expect("the registry is UTF-8");
        let text = text.replace("{mail}", &mail.to_string());
        let text = text.replace("{files}", root.join("files").as_str());
        write(&registry.join(file), text);
    }
    let mut analysis = o11yc::analyse(&registry).expect("readable");
    let has_errors = analysis.sink.has_errors();
    assert!(!has_errors, "the drill's registry is sound");
    let generated = root.join("generated");
    let mode = Mode::Write { force: false };
    analysis.compile(&generated, mode).expect("compiles");
    generated
}

/// What the server scrapes, evaluates and tells.
fn configuration(exporter: u16, alertmanager: &str, generated: &Utf8Path) -> Value {
    let target = |address: &str| json!([{"targets": [address]}]);
    let alertmanager = alertmanager.trim_start_matches("http://");
    json!({
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": [generated.join("prometheus/rules/production/*.yml").as_str()],
        "scrape_configs": [{
            "job_name": "services",
            "static_configs": target(&format!("127.0.0.1:{exporter}")),
        }],
        "alerting": {"alertmanagers": [{"static_configs": target(alertmanager)}]},
    })
}
