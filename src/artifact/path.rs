//! Paths of output files, checked once, so that nothing later can leave the output directory.

use std::fmt;

use anyhow::{Result, ensure};
use camino::Utf8Path;
use serde::{Deserialize, Serialize};

/// A relative path below the output directory: `/` between components, no component empty, `.`
/// or `..`, and none of the names that o11yc keeps for itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ArtifactPath(String);

/// What a file is for, in the order in which somebody reads what changes: first what decides who is
/// woken, last what explains it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Rules that Prometheus loads, all of a directory.
    Rules,
    /// What Alertmanager loads.
    Alerting,
    /// Unit tests for rules.
    Tests,
    /// Pages, and whatever else there is.
    Pages,
}

/// The directories of purposes; others hold pages.
const PURPOSES: [(&str, Purpose); 3] = [
    ("prometheus/rules/", Purpose::Rules),
    ("alertmanager/", Purpose::Alerting),
    ("prometheus/tests/", Purpose::Tests),
];

/// The longest component: file systems allow 255 bytes, and editors and tools add suffixes.
const MAX_COMPONENT: usize = 200;

/// How the names of our own files in the output directory start.
const RESERVED: &str = ".o11yc-";

impl ArtifactPath {
    /// Checks a path.
    pub fn new(path: impl Into<String>) -> Result<Self> {
        let path = path.into();
        for component in path.split('/') {
            check(component, &path)?;
        }
        Ok(Self(path))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the file is for, which its directory tells: of one that is removed nothing else is known.
    pub fn purpose(&self) -> Purpose {
        let mut purposes = PURPOSES.into_iter();
        let found = purposes.find(|(directory, _)| self.0.starts_with(directory));
        found.map_or(Purpose::Pages, |(_, purpose)| purpose)
    }
}

fn check(component: &str, path: &str) -> Result<()> {
    ensure!(
        !matches!(component, "" | "." | ".."),
        "output path {path:?} must be relative, with no empty, `.` or `..` component"
    );
    ensure!(
        !component.contains(|c: char| c == '\\' || c.is_control()),
        "output path {path:?} must not hold a backslash or a control character"
    );
    ensure!(
        component.len() <= MAX_COMPONENT,
        "output path {path:?} has a component longer than {MAX_COMPONENT} bytes"
    );
    // Without regard to case, because some file systems have none.
    let reserved = component
        .get(..RESERVED.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(RESERVED));
    ensure!(
        !reserved,
        "output path {path:?} must not use a name that starts with `{RESERVED}`"
    );
    Ok(())
}

impl TryFrom<String> for ArtifactPath {
    type Error = anyhow::Error;

    fn try_from(path: String) -> Result<Self> {
        Self::new(path)
    }
}

impl From<ArtifactPath> for String {
    fn from(path: ArtifactPath) -> Self {
        path.0
    }
}

impl AsRef<Utf8Path> for ArtifactPath {
    fn as_ref(&self) -> &Utf8Path {
        Utf8Path::new(&self.0)
    }
}

impl fmt::Display for ArtifactPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use camino::{Utf8Component, Utf8Path};
    use proptest::prelude::*;

    use super::ArtifactPath;

    #[test]
    fn accepts_what_emitters_produce() {
        for path in [
            "prometheus/rules/production/anvila-api.yml",
            "alertmanager/templates/slack.tmpl",
            "docker/.dockerignore",
            "docs/größe…/a b.md",
            &"x".repeat(200),
        ] {
            assert_eq!(ArtifactPath::new(path).expect("valid").as_str(), path);
        }
    }

    #[test]
    fn refuses_what_could_lead_outside_or_confuse() {
        for path in [
            "",
            "/etc/passwd",
            "a//b",
            "a/",
            "./a",
            "a/../b",
            "..",
            "a\\..\\b",
            "a\nb",
            "a\0",
            ".o11yc-manifest.json",
            "sub/.O11YC-staging/0",
            &"x".repeat(201),
        ] {
            assert!(ArtifactPath::new(path).is_err(), "{path:?}");
        }
    }

    proptest! {
        #[test]
        fn an_accepted_path_stays_below_its_root(path in r"[./\\a-c]{0,12}|\PC{0,12}") {
            if let Ok(checked) = ArtifactPath::new(path.clone()) {
                let components: Vec<_> = Utf8Path::new(checked.as_str()).components().collect();
                let names: Vec<_> = path.split('/').map(Utf8Component::Normal).collect();
                prop_assert_eq!(components, names);
            }
        }
    }
}
