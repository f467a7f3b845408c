//! Which file a new service goes to: in come the registry and the entry, out comes a path.

use std::collections::BTreeMap;

use anyhow::bail;
use camino::{Utf8Path, Utf8PathBuf};

use super::options::Options;
use crate::registry::{FileKind, Registry, Service};
use crate::source::Files;

/// The file that the entry goes to, which need not exist: the one that is `asked` for; one of its
/// own where every service has that; that of the owner's last service; that of the last service.
pub(super) fn file(
    root: &Utf8Path,
    files: &Files,
    registry: &Registry,
    options: &Options,
    asked: Option<&Utf8Path>,
) -> anyhow::Result<Utf8PathBuf> {
    if let Some(asked) = asked {
        return below(root, asked);
    }
    let mut by_file: BTreeMap<&Utf8Path, Vec<&Service>> = BTreeMap::new();
    for service in &registry.services {
        let services = by_file.entry(files.path(service.span)).or_default();
        services.push(&service.value);
    }
    let own_files = by_file.iter().all(|(path, services)| {
        matches!(services.as_slice(), [only] if path.file_stem() == Some(&only.service_name))
    });
    if let (true, Some((path, _)), Some(name)) =
        (own_files, by_file.last_key_value(), options.name.as_deref())
    {
        let extension = path.extension().unwrap_or("yml");
        return Ok(path.with_file_name(format!("{name}.{extension}")));
    }
    let is_theirs = |service: &&Service| Some(&service.owner.value) == options.owner.as_ref();
    let with_owner = |services: &Vec<&Service>| services.iter().any(is_theirs);
    let theirs = by_file
        .iter()
        .rev()
        .find(|(_, services)| with_owner(services));
    let found = theirs.or_else(|| by_file.iter().next_back());
    Ok(match found {
        Some((path, _)) => (*path).to_owned(),
        None => first(root, files),
    })
}

/// The file that a new team goes to: that of the last team, else that of the service.
pub(super) fn team_file(files: &Files, registry: &Registry, service: Utf8PathBuf) -> Utf8PathBuf {
    let owners = registry.owners.iter();
    let last = owners.map(|(_, owner)| owner.name).max();
    last.map_or(service, |span| files.path(span).to_owned())
}

/// The file that was asked for, named from the registry's root or from here.
fn below(root: &Utf8Path, asked: &Utf8Path) -> anyhow::Result<Utf8PathBuf> {
    let bare = |path| Utf8Path::strip_prefix(path, ".").unwrap_or(path);
    let name = bare(asked);
    let name = name.strip_prefix(bare(root)).unwrap_or(name);
    let is_yaml = matches!(name.extension(), Some("yml" | "yaml"));
    let is_hidden = name.file_name().is_some_and(|name| name.starts_with('.'));
    if !is_yaml || is_hidden || FileKind::of(name) != Some(FileKind::Services) {
        bail!(
            "`{asked}` is no file for services; name `observability_services.yml` or `services/<any>.yml`"
        );
    }
    Ok(root.join(name))
}

/// The file for the first service of a registry.
fn first(root: &Utf8Path, files: &Files) -> Utf8PathBuf {
    let stem = FileKind::Services.stem();
    let mut existing = files.in_registry();
    let existing =
        existing.find(|path| path.parent() == Some(root) && path.file_stem() == Some(stem));
    existing.map_or_else(|| root.join(format!("{stem}.yml")), Utf8Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Sink;

    /// Where a service of team `a`, called `new`, goes in a registry of these files.
    fn goes_to(texts: &[(&str, &str)]) -> String {
        let root = Utf8Path::new("registry");
        let (mut files, mut sink) = (Files::default(), Sink::default());
        let built_in = crate::registry::add_built_in(&mut files);
        files.set_root(root);
        let user: Vec<_> = texts
            .iter()
            .map(|(path, text)| files.add(root.join(path), (*text).to_owned()))
            .collect();
        let registry = crate::registry::load(root, &files, &built_in, &user, &mut sink);
        let options = Options {
            name: Some("new".to_owned()),
            owner: Some("a".to_owned()),
            ..Options::default()
        };
        let path = file(root, &files, &registry, &options, None).expect("a place");
        path.to_string()
    }

    const A: &str = "services:\n- {service_name: x, owner: a, environments: [production]}\n";
    const B: &str = "services:\n- {service_name: y, owner: b, environments: [production]}\n";

    #[test]
    fn services_go_to_where_their_neighbours_are() {
        let main = "registry/observability_services.yml";
        assert_eq!(goes_to(&[]), main);
        assert_eq!(goes_to(&[("owners.yml", "owners: []\n")]), main);
        assert_eq!(
            goes_to(&[("observability_services.yaml", "owners: []\n")]),
            "registry/observability_services.yaml"
        );
        assert_eq!(goes_to(&[("observability_services.yml", B)]), main);
        let by_team = [("services/team-a.yml", A), ("services/team-b.yml", B)];
        assert_eq!(goes_to(&by_team), "registry/services/team-a.yml");
        assert_eq!(goes_to(&by_team[1..]), "registry/services/team-b.yml");
        let own_files = [("services/x.yaml", A), ("services/y.yaml", B)];
        assert_eq!(goes_to(&own_files), "registry/services/new.yaml");
    }

    #[test]
    fn a_file_can_be_asked_for() {
        let root = Utf8Path::new("registry");
        for (asked, wanted) in [
            ("services/a.yml", Some("registry/services/a.yml")),
            ("registry/services/a.yml", Some("registry/services/a.yml")),
            ("./registry/services/a.yml", Some("registry/services/a.yml")),
            ("./services/a.yml", Some("registry/services/a.yml")),
            ("owners.yaml", Some("registry/owners.yaml")),
            ("platform.yml", None),
            ("services/a.txt", None),
            ("services/.a.yml", None),
            ("services/../a.yml", None),
            ("../services/a.yml", None),
        ] {
            let path = below(root, Utf8Path::new(asked)).ok();
            assert_eq!(path.as_deref().map(Utf8Path::as_str), wanted, "{asked}");
        }
        let dotted = below("./registry".into(), "registry/services/a.yml".into());
        assert_eq!(dotted.expect("a place"), "./registry/services/a.yml");
    }
}
