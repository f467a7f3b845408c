//! The stack: servers with what is emitted, and everybody whom they tell.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::alertmanager::Alertmanager;
use crate::deployment::{compile, configuration};
use crate::mail::MailServer;
use crate::message::{Message, told};
use crate::running::Running;
use crate::services::{self, Services};
use crate::support::tool;
use crate::tree::Workspace;
use crate::web;
use crate::write::write;

/// Rules are evaluated every half a minute. A page that counts the failures of the last seconds is over
/// at the second evaluation after them, and what lasts a minute is told at the third.
const PATIENCE: Duration = Duration::from_secs(120);

/// Those who are told by webhook.
const RECEIVERS: [&str; 5] = [
    "shop-room",
    "shop-pager",
    "books-room",
    "operators",
    DEAD_MAN,
];

/// Who hears every minute that alerting is alive.
const DEAD_MAN: &str = "dead-man";

/// Everything that runs.
pub(crate) struct Stack {
    pub(crate) services: Services,
    /// What has been told, in order.
    log: Vec<Message>,
    /// When the dead man's switch has heard that alerting is alive.
    heartbeats: Vec<Instant>,
    arriving: mpsc::Receiver<Message>,
    prometheus: Running,
    alertmanager: Alertmanager,
    _workspace: Workspace,
}

impl Stack {
    /// Compiles the drill's registry, starts all that belongs to it, and waits until rates can be told;
    /// `None` where the tools are missing.
    pub(crate) fn start() -> Option<Self> {
        let (prometheus, alertmanager) = (tool("prometheus")?, tool("alertmanager")?);
        let workspace = Workspace::new();
        let root = &workspace.path;
        let (sender, arriving) = mpsc::channel();
        let posted = sender.clone();
        let web = web::serve(move |path, body| {
            // Nobody may be waiting any more.
            let _ = posted.send(Message::posted(path, body));
            Some(String::new())
        });
        let mail = MailServer::start(move |mail| {
            let _ = sender.send(Message::mailed(&mail));
        });
        for receiver in RECEIVERS {
            let url = format!("http://127.0.0.1:{web}/{receiver}");
            write(&root.join("files").join(receiver), url);
        }
        write(&root.join("files/ca.pem"), &mail.certificate);
        write(&root.join("files/password"), "nothing to hide");
        let generated = compile(root, mail.port);
        let services = Services::start();
        let alertmanager = Alertmanager::start(
            &alertmanager,
            &generated.join("alertmanager/alertmanager.yml"),
            &root.join("alertmanager"),
        );
        let config = configuration(&services, alertmanager.url(), &generated);
        write(&root.join("prometheus.yml"), config.to_string());
        let mut command = prometheus.command();
        command
            .arg(format!("--config.file={}", root.join("prometheus.yml")))
            .arg(format!("--storage.tsdb.path={}", root.join("prometheus")));
        let mut stack = Self {
            services,
            log: Vec::new(),
            heartbeats: Vec::new(),
            arriving,
            prometheus: Running::start(command),
            alertmanager,
            _workspace: workspace,
        };
        stack.wait_for_traffic();
        Some(stack)
    }

    fn wait_for_traffic(&mut self) {
        let query = format!(
            "{}/api/v1/query?query=slo:sli_total:rate5m",
            self.prometheus.url
        );
        self.until("traffic", |_| {
            let answer: Option<Value> = ureq::get(&query)
                .call()
                .ok()
                .and_then(|mut answer| answer.body_mut().read_json().ok());
            let series = answer.and_then(|answer| answer["data"]["result"].as_array().cloned());
            series.is_some_and(|series| series.len() == services::NAMES.len())
        });
    }

    /// Waits until all of this has been told.
    pub(crate) fn wait_for(&mut self, expected: &[Message]) {
        self.until(&format!("{expected:#?}"), |stack| {
            expected.iter().all(|message| stack.log.contains(message))
        });
    }

    /// Waits until an alert of a service fires of which nobody is told because another one does.
    pub(crate) fn wait_until_silenced(&mut self, alert: &str, service: &str, by: &str) {
        self.until(&format!("{alert} of {service} silenced by {by}"), |stack| {
            let alerts = stack.alertmanager.ask("alerts");
            let alerts = alerts.as_array().expect("a list");
            let sources = alerts.iter().filter(|it| it["labels"]["alertname"] == by);
            let sources: Vec<_> = sources.map(|source| &source["fingerprint"]).collect();
            alerts.iter().any(|it| {
                let silencing = it["status"]["inhibitedBy"].as_array();
                let mut silencing = silencing.expect("a list").iter();
                it["labels"]["alertname"] == alert
                    && it["labels"]["service"] == service
                    && silencing.any(|source| sources.contains(&source))
            })
        });
    }

    /// Fails unless just this has been told by now, each once.
    pub(crate) fn assert_told(&self, expected: &[Message]) {
        let (mut log, mut expected) = (self.log.clone(), expected.to_vec());
        log.sort();
        expected.sort();
        assert_eq!(log, expected);
    }

    /// Fails unless the dead man's switch has heard of it each minute.
    pub(crate) fn assert_alive(&self) {
        let heard = &self.heartbeats;
        let mut pauses = heard.windows(2).map(|pair| pair[1] - pair[0]);
        let are_short = pauses.all(|pause| pause < Duration::from_secs(90));
        assert!(heard.len() > 1 && are_short, "{heard:#?}");
    }

    /// Takes note of what is told for a while.
    pub(crate) fn wait(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while let Some(left) = end.checked_duration_since(Instant::now()) {
            if let Ok(message) = self.arriving.recv_timeout(left) {
                self.note(message);
            }
        }
    }

    fn note(&mut self, message: Message) {
        if told("firing", "Watchdog", "", &[DEAD_MAN]).contains(&message) {
            self.heartbeats.push(Instant::now());
        } else {
            self.log.push(message);
        }
    }

    fn until(&mut self, what: &str, mut is_so: impl FnMut(&Self) -> bool) {
        let start = Instant::now();
        while !is_so(self) {
            let log = &self.log;
            assert!(start.elapsed() < PATIENCE, "no {what}; told: {log:#?}");
            self.wait(Duration::from_millis(200));
        }
    }
}
