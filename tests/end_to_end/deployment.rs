//! What the servers load: the files emitted for the drill's registry, and the configuration of Prometheus.

use camino::{Utf8Path, Utf8PathBuf};
use o11yc::output::Mode;
use serde_json::{Value, json};

use crate::services::Services;
use crate::tree::files;
use crate::write::write;

/// Compiles the registry for a mail server on this port; gives where the output is.
pub(crate) fn compile(root: &Utf8Path, mail: u16) -> Utf8PathBuf {
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
pub(crate) fn configuration(
    services: &Services,
    alertmanager: &str,
    generated: &Utf8Path,
) -> Value {
    let alertmanager = alertmanager.trim_start_matches("http://");
    let alertmanagers = json!([{"static_configs": [{"targets": [alertmanager]}]}]);
    json!({
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": [generated.join("prometheus/rules/production/*.yml").as_str()],
        "scrape_configs": services.scrape_configs(),
        "alerting": {"alertmanagers": alertmanagers},
    })
}
