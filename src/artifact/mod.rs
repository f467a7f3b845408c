//! Artifacts: what emitters hand over, from the typed document to the text that will be a file.
//!
//! Emitters bring serialisable documents; [`yaml`] and [`header`] make text of them, and a
//! [`Rendered`] carries that text to `output`, which alone knows about disks.

mod alertmanager;
mod changes;
pub mod header;
mod path;
mod promtool;
mod rules;
pub mod yaml;

pub use alertmanager::{
    AlertmanagerConfig, Authorization, Email, Global, Headers, HttpConfig, Link, Opsgenie,
    PagerDuty, PagerDutyDetails, Receiver, Slack, Teams, TlsConfig, Webhook,
};
pub use changes::Changes;
pub use path::{ArtifactPath, Purpose};
pub use promtool::{
    AlertTest, ExpectedSample, ExprTest, FiringAlert, InputSeries, Run, SampleOf, Samples, Test,
    TestFile,
};
pub use rules::{Alert, Group, Pairs, Recording, Rule, RuleFile};

/// One output file, as its emitter made it.
#[derive(Debug, Clone, PartialEq)]
pub struct Artifact {
    /// Where the file goes, below the output directory.
    pub path: ArtifactPath,
    /// What it holds.
    pub body: Body,
    /// Who asked for it: the registry file, and the entry if there is one.
    pub origin: Origin,
}

/// What an output file holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// Prometheus rules.
    Rules(RuleFile),
    /// Unit tests for Prometheus rules.
    Tests(TestFile),
    /// Alertmanager's configuration.
    Alertmanager(Box<AlertmanagerConfig>),
    /// Alertmanager's messages: Go templates.
    Messages(String),
    /// A page for people.
    Markdown(String),
}

/// The part of the registry that an artifact comes from. It names no line, so that it changes only
/// when the artifact's cause does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file, relative to the registry; the registry itself where there is more than one.
    pub file: String,
    /// The entry in it.
    pub entry: Option<String>,
}

/// Somewhat more than the usual rule takes, so that the text is seldom moved while it grows.
const RULE_BYTES: usize = 768;
/// The same for a test.
const TEST_BYTES: usize = 4_096;

impl Artifact {
    /// The file's text, under a header that says where it comes from.
    pub fn text(&self) -> String {
        match &self.body {
            Body::Rules(rules) => {
                let mut text = String::with_capacity(rules.rules() * RULE_BYTES);
                text += &header::comment(&self.origin.file);
                yaml::append(&mut text, rules);
                text
            }
            Body::Tests(tests) => {
                let mut text = String::with_capacity(tests.tests.len() * TEST_BYTES);
                text += &header::comment(&self.origin.file);
                for note in &tests.notes {
                    text += &header::note(note);
                }
                yaml::append(&mut text, tests);
                text
            }
            Body::Alertmanager(config) => {
                let mut text = header::comment(&self.origin.file);
                yaml::append(&mut text, config);
                text
            }
            Body::Messages(templates) => header::template_comment(&self.origin.file) + templates,
            Body::Markdown(page) => header::html_comment(&self.origin.file) + page,
        }
    }

    /// The file, ready to be written.
    pub fn render(self, emitter: &'static str) -> Rendered {
        let text = self.text();
        let origin = match self.origin.entry {
            Some(entry) => format!("{}: {entry}", self.origin.file),
            None => self.origin.file,
        };
        Rendered {
            path: self.path,
            text,
            emitter,
            origin,
        }
    }
}

/// The text of one output file, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Where the file goes, below the output directory.
    pub path: ArtifactPath,
    /// Everything the file holds.
    pub text: String,
    /// The emitter that made it.
    pub emitter: &'static str,
    /// The part of the registry that asked for it, such as `observability_services.yml: anvila-api`.
    pub origin: String,
}
