//! `o11yc init`: writes a registry to begin with, every field explained.

use anyhow::bail;
use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;

use super::CLEAN;
use super::console::Console;
use crate::diag::Sink;
use crate::output::own;
use crate::registry::FileKind;
use crate::source::{self, Files};

/// Where editors find the schemas: a hidden directory, which the registry does not read.
const SCHEMAS: &str = ".schema";

/// Write a registry to begin with, every field explained
///
/// Writes a file of each kind with an example that can be built at once, and the JSON Schemas by
/// which an editor completes and explains the fields. Nothing is overwritten.
#[derive(Debug, Args)]
pub(super) struct Init {
    /// The directory that the registry goes to
    #[arg(long = "registry", value_name = "DIR", default_value = "registry")]
    root: Utf8PathBuf,
}

impl Init {
    pub(super) fn run(&self, console: &Console) -> anyhow::Result<u8> {
        self.refuse_another_registry()?;
        let mut missing = Vec::new();
        for (name, text) in skeleton() {
            let path = self.root.join(&name);
            match own::holds(&self.root, &name, &text)? {
                None => missing.push((name, text)),
                // `o11yc schema` adds the registry's own names to a schema.
                Some(same) if same || name.starts_with(SCHEMAS) => {
                    console.detail(format_args!("`{path}` is there already"));
                }
                Some(_) => {
                    bail!("`{path}` exists and holds something else; nothing was written")
                }
            }
        }
        for (name, text) in &missing {
            own::create(&self.root, name, text)?;
            console.summary(format_args!("wrote `{}`", self.root.join(name)));
        }
        if missing.is_empty() {
            console.summary(format_args!("`{}` holds all of it already", self.root));
        } else {
            console.summary(format_args!(
                "next: `o11yc build`, then `o11yc new service`"
            ));
        }
        Ok(CLEAN)
    }

    /// An example among the user's own services would be compiled with them.
    fn refuse_another_registry(&self) -> anyhow::Result<()> {
        if !self.root.as_std_path().exists() {
            return Ok(());
        }
        let mut files = Files::default();
        files.set_root(&self.root);
        source::read_registry(&self.root, &mut files, &mut Sink::default())?;
        let known = FileKind::ALL.map(FileKind::path);
        let foreign = files.in_registry().find(|path| {
            let name = path.strip_prefix(&self.root).unwrap_or(path);
            !known.iter().any(|ours| ours == name)
        });
        match foreign {
            Some(path) => {
                bail!("`{path}` shows that there is a registry already; nothing was written")
            }
            None => Ok(()),
        }
    }
}

/// The files of the registry to begin with, by their paths below its root.
fn skeleton() -> Vec<(Utf8PathBuf, String)> {
    let texts = FileKind::ALL.map(|kind| {
        let name = kind.path().to_owned();
        (Utf8PathBuf::from(name), template(kind).to_owned())
    });
    let schemas = FileKind::ALL.map(|kind| (schema_path(kind), schema(kind)));
    texts.into_iter().chain(schemas).collect()
}

fn template(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Services => include_str!("../../templates/init/observability_services.yml"),
        FileKind::Profiles => include_str!("../../templates/init/slo_profiles.yml"),
        FileKind::Dialects => include_str!("../../templates/init/dialects.yml"),
        FileKind::Platform => include_str!("../../templates/init/platform.yml"),
        FileKind::Redaction => {
            include_str!("../../templates/init/observability_redaction_rules.yml")
        }
        FileKind::Packs => include_str!("../../templates/init/alert_pack.yml"),
    }
}

/// Where the schema of a kind is, below the registry's root.
pub(super) fn schema_path(kind: FileKind) -> Utf8PathBuf {
    Utf8Path::new(SCHEMAS).join(format!("{}.schema.json", kind.stem()))
}

/// A schema without the names of any registry.
pub(super) fn schema(kind: FileKind) -> String {
    format!("{:#}\n", kind.schema())
}
