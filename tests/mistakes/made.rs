//! Mistakes that cannot be committed: files too large or too deep, and what a directory can be.

use std::fs::{self, File, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::process::CommandExt as _;
use std::process::Command;

use camino::Utf8Path;

use crate::o11yc;
use crate::write::write;

/// The secret that is planted: put together here, so that no scanner takes a file for a leak.
pub(crate) const SECRET: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

/// A mistake, made in a workspace with a sound registry.
pub(crate) struct Mistake {
    pub(crate) name: &'static str,
    /// Makes it, and gives the command that meets it; `None` where this machine cannot make it, which
    /// fails the test with `O11YC_REQUIRE_TOOLS=1`, as in CI.
    pub(crate) make: fn(&Utf8Path) -> Option<Command>,
    /// Lets the workspace be removed again.
    pub(crate) undo: fn(&Utf8Path),
}

const fn mistake(name: &'static str, make: fn(&Utf8Path) -> Option<Command>) -> Mistake {
    Mistake {
        name,
        make,
        undo: |_| {},
    }
}

pub(crate) const MISTAKES: &[Mistake] = &[
    mistake("a-dump-of-100-mb", |root| {
        let dump = File::create(root.join("registry/platform.yml")).expect("ours");
        dump.set_len(100 << 20).expect("holes take no space");
        Some(lint())
    }),
    mistake("a-thousand-levels", |root| {
        let levels = (0..1_000).map(|level| format!("{}a:\n", " ".repeat(level)));
        write(
            &root.join("registry/platform.yml"),
            levels.collect::<String>(),
        );
        Some(lint())
    }),
    mistake("registry-missing", |root| {
        fs::remove_dir_all(root.join("registry")).expect("ours");
        Some(lint())
    }),
    mistake("registry-is-a-file", |root| {
        fs::remove_dir_all(root.join("registry")).expect("ours");
        write(&root.join("registry"), "services: []\n");
        Some(lint())
    }),
    mistake("registry-without-files", |root| {
        fs::remove_dir_all(root.join("registry")).expect("ours");
        fs::create_dir(root.join("registry")).expect("ours");
        Some(lint())
    }),
    Mistake {
        name: "registry-unreadable",
        make: |root| closed(root, "registry"),
        undo: |root| open(root, "registry"),
    },
    Mistake {
        name: "file-unreadable",
        make: |root| closed(root, "registry/observability_services.yml"),
        undo: |root| open(root, "registry/observability_services.yml"),
    },
    Mistake {
        name: "services-unreadable",
        make: |root| {
            fs::create_dir(root.join("registry/services")).expect("ours");
            fs::remove_file(root.join("registry/observability_services.yml")).expect("ours");
            closed(root, "registry/services")
        },
        undo: |root| open(root, "registry/services"),
    },
    mistake("link-in-a-circle", |root| {
        symlink("../registry", root.join("registry/services")).expect("ours");
        Some(lint())
    }),
    mistake("link-to-itself", |root| {
        symlink("owners.yml", root.join("registry/owners.yml")).expect("ours");
        Some(lint())
    }),
    Mistake {
        name: "output-read-only",
        make: |root| {
            fs::create_dir(root.join("generated")).expect("ours");
            permit(&root.join("generated"), 0o555);
            as_nobody(root, "build")
        },
        undo: |root| open(root, "generated"),
    },
    mistake("output-is-a-file", |root| {
        write(&root.join("generated"), "");
        Some(build())
    }),
    mistake("output-with-crlf", |root| {
        o11yc("build")
            .current_dir(root)
            .output()
            .expect("it starts");
        let rules = root.join("generated/prometheus/rules/production/api.yml");
        let text = fs::read_to_string(&rules).expect("a build wrote it");
        write(&rules, text.replace('\n', "\r\n"));
        Some(build())
    }),
    mistake("webhook-for-a-channel", |root| {
        Some(plant(
            root,
            "\"#web-alerts\"",
            &format!("https://hooks.slack.com/services/{SECRET}"),
        ))
    }),
    mistake("token-in-a-description", |root| {
        Some(plant(
            root,
            "    owner:",
            &format!("    description: token ghp_{SECRET}\n    owner:"),
        ))
    }),
    mistake("password-in-a-url", |root| {
        Some(plant(
            root,
            "https://api",
            &format!("https://probe:{SECRET}@api"),
        ))
    }),
    mistake("pager-key-for-a-contact", |root| {
        Some(plant(
            root,
            "\"#web-alerts\"",
            &format!("\"#x\" # routing_key: {SECRET}"),
        ))
    }),
];

/// Takes all rights to a path away from everybody.
fn closed(root: &Utf8Path, path: &str) -> Option<Command> {
    permit(&root.join(path), 0o000);
    as_nobody(root, "lint")
}

fn open(root: &Utf8Path, path: &str) {
    permit(&root.join(path), 0o755);
}

fn permit(path: &Utf8Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("the path is ours");
}

/// The command run by somebody to whom rights matter: they do not to root, who becomes nobody.
fn as_nobody(root: &Utf8Path, command: &str) -> Option<Command> {
    const NOBODY: u32 = 65_534;
    let probe = root.join("probe");
    write(&probe, "");
    permit(&probe, 0o000);
    let is_root = File::open(&probe).is_ok();
    fs::remove_file(&probe).expect("the path is ours");
    let mut o11yc = o11yc(command);
    if is_root {
        permit(root, 0o755);
        o11yc.uid(NOBODY);
        let mut probe = crate::o11yc("--version");
        if probe.uid(NOBODY).output().is_err() {
            let reason = "nobody may not run the compiler";
            let must = std::env::var("O11YC_REQUIRE_TOOLS").as_deref() == Ok("1");
            assert!(!must, "{reason}");
            let _ = writeln!(io::stderr(), "skipped: {reason}");
            return None;
        }
    }
    Some(o11yc)
}

fn lint() -> Command {
    o11yc("lint")
}

fn build() -> Command {
    let mut build = o11yc("build");
    build.arg("--check");
    build
}

/// Changes the services file so that it holds a secret.
fn plant(root: &Utf8Path, from: &str, to: &str) -> Command {
    let path = root.join("registry/observability_services.yml");
    let text = fs::read_to_string(&path).expect("the file is there");
    assert!(text.contains(from), "{path} has no `{from}`");
    write(&path, text.replacen(from, to, 1));
    lint()
}
