//! `o11yc schema`: the JSON Schema of a registry file, for editors.

use anyhow::bail;
use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;

use super::console::Console;
use super::{CLEAN, Registry};
use crate::registry::FileKind;

const AFTER_HELP: &str = "\
Examples:
  o11yc schema > registry/.schema/observability_services.schema.json
  o11yc schema slo_profiles.yml > registry/.schema/slo_profiles.schema.json

Then, as the first line of registry/observability_services.yml, where `o11yc init` puts it:
  # yaml-language-server: $schema=.schema/observability_services.schema.json";

/// Print the JSON Schema of a registry file, with the names that the registry declares
///
/// Its owners, profiles, burn policies, tiers, environments and dialects, the built-in ones
/// included, are listed where a field takes one. An editor with a YAML language server completes
/// and explains as you write, once the first line of a file names its schema.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Schema {
    #[command(flatten)]
    registry: Registry,

    /// The file's name, or a path to it: `observability_services.yml`, `services/<any>.yml`,
    /// `owners.yml`, `slo_profiles.yml`, `dialects.yml`, `platform.yml`, `alert_packs/<any>.yml` or
    /// `observability_redaction_rules.yml`
    #[arg(value_name = "FILE", default_value = "observability_services.yml")]
    file: Utf8PathBuf,
}

impl Schema {
    pub(super) fn run(&self, console: &Console) -> anyhow::Result<u8> {
        let Some(kind) = kind(&self.file) else {
            bail!(
                "`{}` is not the name of a registry file; expected {}",
                self.file,
                names()
            );
        };
        let (files, registry, found) = self.registry.read()?;
        let schema = registry.schema(kind, &files);
        console.print(|out, _| {
            serde_json::to_writer_pretty(&mut *out, &schema)?;
            writeln!(out)
        })?;
        if found.has_errors() {
            console.summary(format_args!(
                "the registry has errors, so names may be missing here; `o11yc lint` shows them"
            ));
        }
        Ok(CLEAN)
    }
}

/// The files of a registry, in words.
fn names() -> String {
    let files = FileKind::ALL.map(|kind| format!("`{}`", kind.files().replace('*', "<any>")));
    format!("{}, `owners.yml` or `services/<any>.yml`", files.join(", "))
}

/// The kind of a file, wherever the path to it begins.
fn kind(file: &Utf8Path) -> Option<FileKind> {
    let parts: Vec<_> = file.iter().collect();
    (0..parts.len()).find_map(|first| FileKind::of(&Utf8PathBuf::from_iter(&parts[first..])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_that_is_offered_is_accepted() {
        let names = names().replace("<any>", "web");
        let offered: Vec<_> = names.split('`').skip(1).step_by(2).collect();
        assert_eq!(offered.len(), FileKind::ALL.len() + 2, "{offered:?}");
        for name in offered {
            assert!(kind(Utf8Path::new(name)).is_some(), "{name}");
        }
    }

    #[test]
    fn a_path_may_begin_anywhere() {
        for (path, expected) in [
            ("slo_profiles.yml", Some(FileKind::Profiles)),
            ("slo_profiles", Some(FileKind::Profiles)),
            ("./registry/platform.yaml", Some(FileKind::Platform)),
            ("/repo/registry/services/web.yml", Some(FileKind::Services)),
            ("services/dialects.yml", Some(FileKind::Services)),
            ("owners.yml", Some(FileKind::Services)),
            ("registry/web.yml", None),
            ("registry", None),
            ("", None),
        ] {
            assert_eq!(kind(Utf8Path::new(path)), expected, "{path}");
        }
    }
}
