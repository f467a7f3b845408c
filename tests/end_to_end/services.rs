//! Services that fail on command, as their exporter shows them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use crate::web;

/// Requests that each service answers between two scrapes.
const REQUESTS: u64 = 20;

/// The services, and the port of their exporter.
pub(crate) struct Services {
    pub(crate) port: u16,
    states: Arc<Mutex<BTreeMap<&'static str, State>>>,
}

#[derive(Default)]
struct State {
    is_failing: bool,
    good: u64,
    bad: u64,
}

impl State {
    /// Time passes until the next scrape.
    fn go_on(&mut self) {
        if self.is_failing {
            self.bad += REQUESTS;
        } else {
            self.good += REQUESTS;
        }
    }
}

impl Services {
    /// Starts services that are well.
    pub(crate) fn start(names: &[&'static str]) -> Self {
        let states = names.iter().map(|&name| (name, State::default()));
        let states = Arc::new(Mutex::new(states.collect()));
        let shown = Arc::clone(&states);
        let port = web::serve(move |_, _| {
            let mut states = shown.lock().expect("no scrape panics");
            expose(&mut states)
        });
        Self { port, states }
    }

    /// From now on all requests to a service fail.
    pub(crate) fn fail(&self, name: &str) {
        self.set(name, true);
    }

    /// From now on they succeed.
    pub(crate) fn recover(&self, name: &str) {
        self.set(name, false);
    }

    fn set(&self, name: &str, is_failing: bool) {
        let mut states = self.states.lock().expect("no scrape panics");
        states.get_mut(name).expect("it runs").is_failing = is_failing;
    }
}

fn expose(states: &mut BTreeMap<&'static str, State>) -> String {
    let mut text = String::new();
    for (name, state) in states {
        state.go_on();
        for (status, count) in [("200", state.good), ("500", state.bad)] {
            let labels = format!(r#"environment="production",service="{name}",status="{status}""#);
            writeln!(text, "http_requests_total{{{labels}}} {count}").expect("strings take all");
        }
    }
    text
}
