//! The dead man's switch hears of a living Prometheus once a minute, and nothing when it has died. A
//! live Alertmanager shows both, its minute cut to two seconds.

use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use camino::Utf8Path;
use jiff::Timestamp;
use o11yc::ir::alerts;
use o11yc::output::Mode;
use serde_json::{Value, json};

use super::answer::set;
use super::{post, registry};
use crate::alertmanager::Alertmanager;
use crate::support::tool;
use crate::tree::Workspace;
use crate::web;
use crate::write::write;

/// What takes a minute takes so long here.
const MINUTE: Duration = Duration::from_secs(2);
/// Enough for gaps of two minutes among those of one to show.
const LIFETIME: Duration = Duration::from_secs(9);

/// The emitted configuration, a minute of the dead man's switch being [`MINUTE`].
fn in_fast_motion(config: &Utf8Path) {
    let mut text = std::fs::read_to_string(config).expect("it was written");
    let minute = MINUTE.as_millis();
    for (from, to) in [("1m", minute), ("50s", minute * 50 / 60)] {
        for timing in ["group_interval", "repeat_interval"] {
            text = text.replace(
                &format!("{timing}: {from}\n"),
                &format!("{timing}: {to}ms\n"),
            );
        }
    }
    write(config, text);
}

/// What arrives until so much time has passed: whether it fires, and when it came.
fn messages(inbox: &Receiver<String>, until: Instant) -> Vec<(String, Instant)> {
    let mut all = Vec::new();
    loop {
        match inbox.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(body) => {
                let message: Value = serde_json::from_str(&body).expect("a message is JSON");
                let status = message["status"].as_str().expect("a text");
                all.push((status.to_owned(), Instant::now()));
            }
            Err(RecvTimeoutError::Timeout) => return all,
            Err(RecvTimeoutError::Disconnected) => panic!("the listener is gone"),
        }
    }
}

#[test]
fn a_sign_of_life_comes_every_minute_and_none_after_death() {
    let Some(alertmanager) = tool("alertmanager") else {
        return;
    };
    let workspace = Workspace::new();
    let registry = registry(&workspace.path);
    let platform = registry.join("platform.yml");
    let text = std::fs::read_to_string(&platform).expect("it was written");
    // The bot hears of other alerts as well, and of their end.
    let text = text.replace(
        "routing:\n",
        "routing:\n  watchdog: {production: alert-bot}\n",
    );
    write(&platform, text);
    let (sender, inbox) = channel();
    let port = web::serve(move |_, body| {
        // The test may have ended.
        let _ = sender.send(body.to_owned());
        Some(String::new())
    });
    let url = format!("http://127.0.0.1:{port}/");
    write(&workspace.path.join("secrets/url"), url);

    let mut analysis = o11yc::analyse(&registry).expect("readable");
    let out = workspace.path.join("generated");
    let mode = Mode::Write { force: false };
    analysis.compile(&out, mode).expect("compiles");
    let config = out.join("alertmanager/alertmanager.yml");
    in_fast_motion(&config);
    let storage = Workspace::new();
    let server = Alertmanager::start(&alertmanager, &config, &storage.path);
    let watchdogs = alerts::watchdogs(&analysis.program);
    let [watchdog] = watchdogs.as_slice() else {
        panic!("one environment has a dead man's switch");
    };
    let labels = set(&watchdog.routed());

    post(&server, &json!([{ "labels": labels }]));
    let signs = messages(&inbox, Instant::now() + LIFETIME);
    assert!(signs.iter().all(|(status, _)| status == "firing"));
    assert!(signs.len() > 3, "only {} signs of life", signs.len());
    for pair in signs.windows(2) {
        let gap = pair[1].1 - pair[0].1;
        assert!(gap < MINUTE * 3 / 2, "nothing for {gap:?}");
    }

    post(
        &server,
        &json!([{ "labels": labels, "endsAt": Timestamp::now().to_string() }]),
    );
    let after = messages(&inbox, Instant::now() + MINUTE * 2);
    assert!(
        after.iter().all(|(status, _)| status == "firing"),
        "{after:?}"
    );
}
