//! Services that fail on command, and the machines that they run on, as a server scrapes them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::web;

/// All of them, as the drill's registry declares them.
pub(crate) const NAMES: [&str; 3] = ["checkout", "ledger", "search"];

/// Requests that each service answers between two scrapes.
const REQUESTS: u64 = 20;

/// The services, each a process on a machine of its own.
pub(crate) struct Services {
    port: u16,
    states: Arc<Mutex<BTreeMap<&'static str, State>>>,
}

#[derive(Default)]
struct State {
    is_failing: bool,
    is_gone: bool,
    is_out_of_memory: bool,
    good: u64,
    bad: u64,
}

impl State {
    /// What the process says after the requests since the last scrape, unless it is gone.
    fn process(&mut self) -> Option<String> {
        if self.is_gone {
            return None;
        }
        let count = if self.is_failing {
            &mut self.bad
        } else {
            &mut self.good
        };
        *count += REQUESTS;
        let Self { good, bad, .. } = self;
        Some(format!(
            "http_requests_total{{status=\"200\"}} {good}\nhttp_requests_total{{status=\"500\"}} {bad}\n"
        ))
    }

    /// What `node_exporter` says on the machine.
    fn machine(&self) -> String {
        let available = if self.is_out_of_memory { 1 } else { 80 };
        format!("node_memory_MemAvailable_bytes {available}\nnode_memory_MemTotal_bytes 100\n")
    }
}

impl Services {
    /// Starts services that are well.
    pub(crate) fn start() -> Self {
        let states = NAMES.map(|name| (name, State::default()));
        let states = Arc::new(Mutex::new(BTreeMap::from(states)));
        let shown = Arc::clone(&states);
        let port = web::serve(move |path, _| {
            let mut states = shown.lock().expect("no scrape panics");
            match path.strip_prefix("/machine/") {
                Some(name) => Some(states.get(name)?.machine()),
                None => states.get_mut(path.trim_start_matches('/'))?.process(),
            }
        });
        Self { port, states }
    }

    /// How a server scrapes them: a job for each process, and one for its machine.
    pub(crate) fn scrape_configs(&self) -> Vec<Value> {
        let job = |name: &str, path: String, labels: Value| {
            let targets = [format!("127.0.0.1:{}", self.port)];
            let group = json!({"targets": targets, "labels": labels});
            json!({"job_name": name, "metrics_path": path, "static_configs": [group]})
        };
        let jobs = NAMES.iter().flat_map(|name| {
            let machine = format!("{name}-machine");
            let labels = json!({"service": name, "environment": "production"});
            [
                job(name, format!("/{name}"), labels),
                job(
                    &machine,
                    format!("/machine/{name}"),
                    json!({"instance": machine}),
                ),
            ]
        });
        jobs.collect()
    }

    /// From now on all requests to a service fail.
    pub(crate) fn fail(&self, name: &str) {
        self.change(name, |state| state.is_failing = true);
    }

    /// From now on they succeed.
    pub(crate) fn recover(&self, name: &str) {
        self.change(name, |state| state.is_failing = false);
    }

    /// The machine of a service runs out of memory, and the process is gone.
    pub(crate) fn crash(&self, name: &str) {
        self.change(name, |state| {
            state.is_out_of_memory = true;
            state.is_gone = true;
        });
    }

    /// The process is back and counts from zero; neither its machine nor its requests fare better.
    pub(crate) fn restart(&self, name: &str) {
        self.change(name, |state| {
            state.is_gone = false;
            (state.good, state.bad) = (0, 0);
        });
    }

    fn change(&self, name: &str, change: impl FnOnce(&mut State)) {
        let mut states = self.states.lock().expect("no scrape panics");
        change(states.get_mut(name).expect("it is declared"));
    }
}
