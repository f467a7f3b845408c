//! `o11yc new service`: adds an entry to the registry, from options or from answers.

mod dialogue;
mod gains;
mod menu;
mod options;
mod questions;
mod target;

use std::io::{self, IsTerminal as _};

use anyhow::{Context as _, bail};
use camino::{Utf8Path, Utf8PathBuf};
use clap::{Args, Subcommand};

use super::console::Console;
use super::{CLEAN, FINDINGS, Registry, tally};
use crate::Analysis;
use crate::diag::render::Format;
use crate::diag::{Report, Severity};
use crate::edit::{self, Edit};
use crate::output::own;
use crate::registry::Registry as Declared;
use crate::source::{Files, Span};
use dialogue::Dialogue;
use menu::Menu;
use options::Options;

/// Add an entry to the registry
#[derive(Debug, Args)]
pub(super) struct New {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Service(NewService),
}

/// Add a service to the registry
///
/// Asks what is not given, if there is a terminal and a name, an owner or an environment is missing.
/// The entry is written as those beside it are, and nothing else in the file changes. Nothing is
/// written if the registry would have errors.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
struct NewService {
    #[command(flatten)]
    registry: Registry,

    #[command(flatten)]
    options: Options,

    /// The file that the entry goes to: `observability_services.yml` or `services/<any>.yml`; that of
    /// the owner's last service unless given
    #[arg(long, value_name = "FILE")]
    file: Option<Utf8PathBuf>,

    /// Print the lines and write nothing
    #[arg(long)]
    dry_run: bool,
}

const AFTER_HELP: &str = "\
Examples:
  o11yc new service        asks for everything
  o11yc new service --name shop --owner web --environment production
  o11yc new service --name shop --owner web --environment staging --environment production \\
      --tier user-facing --url production=https://shop.example.com/health";

impl New {
    pub(super) fn run(&self, console: &Console) -> anyhow::Result<u8> {
        match &self.what {
            What::Service(service) => service.run(console),
        }
    }
}

impl NewService {
    fn run(&self, console: &Console) -> anyhow::Result<u8> {
        let root = &self.registry.root;
        let before = self.registry.analyse(console)?;
        // In a registry without services that is the error, and it is about to be mended.
        if before.services > 0 && before.sink.has_errors() {
            let report = before.sink.finish(&before.files);
            return refuse(console, &report, &before.files);
        }
        let (files, declared, _) = crate::read(root)?;
        let options = self.complete(&declared, &files)?;
        let name = options.name.as_deref().unwrap_or_default();

        let path = target::file(root, &files, &declared, &options, self.file.as_deref())?;
        if let Some(stray) = options.stray_url() {
            bail!("`--url` names `{stray}`, which is none of the service's environments");
        }
        let existing = files.registry_text(&path);
        let text = existing.unwrap_or_default();
        let edit = edit::append(text, "services", &options.entry()).with_context(|| {
            format!("`{path}` leaves no place for an entry; name another file with `--file`")
        })?;
        let after_text = edit.apply(text);
        let after = crate::analyse_supposing(root, &path, &after_text)?;
        if after.sink.has_errors() {
            let report = after.sink.finish(&after.files);
            return refuse(console, &report, &after.files);
        }
        let shown = shown(&edit, text, &after_text);
        if self.dry_run {
            console.print(|out, _| writeln!(out, "{}", shown.lines))?;
            return Ok(CLEAN);
        }
        match existing {
            Some(text) => own::replace(&path, text, &after_text)?,
            None => own::create(&path, &after_text)?,
        }
        console.print(|out, _| writeln!(out, "{path}:{}\n{}\n", shown.first, shown.lines))?;
        console.print(|out, _| gains::write(out, &after, name))?;
        warn(console, after, &path, &edit)?;
        console.summary(format_args!("next: `o11yc build`"));
        Ok(CLEAN)
    }

    /// The options, completed by answers where something is missing that has to be known.
    fn complete(&self, declared: &Declared, files: &Files) -> anyhow::Result<Options> {
        let mut options = self.options.clone();
        let menu = Menu::new(declared, files);
        if let Some(name) = &options.name {
            menu.check_name(name).map_err(anyhow::Error::msg)?;
        }
        let missing = options.missing();
        if missing.is_empty() {
            return Ok(options);
        }
        if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
            let verb = if missing.len() == 1 { "is" } else { "are" };
            bail!(
                "{} {verb} missing, and there is no terminal to ask on",
                missing.join(" and ")
            );
        }
        let (mut input, mut output) = (io::stdin().lock(), io::stderr().lock());
        let mut dialogue = Dialogue::new(&mut input, &mut output);
        questions::ask(&mut options, &menu, &mut dialogue)?;
        Ok(options)
    }
}

/// The lines that an edit adds or changes.
struct Shown {
    /// The number of the first one.
    first: usize,
    lines: String,
}

fn shown(edit: &Edit, before: &str, after: &str) -> Shown {
    let lines = edit.lines(before);
    let all = after.lines().skip(lines.start - 1).take(lines.len());
    Shown {
        first: lines.start,
        lines: all.collect::<Vec<_>>().join("\n"),
    }
}

/// Shows what stands in the way.
fn refuse(console: &Console, report: &Report, files: &Files) -> anyhow::Result<u8> {
    console.findings(report, files, Format::Text)?;
    let found = tally(report).unwrap_or_default();
    console.summary(format_args!("nothing was written: {found}"));
    Ok(FINDINGS)
}

/// Shows warnings about the new lines. Notes tell what is switched off, which has been shown.
fn warn(console: &Console, after: Analysis, path: &Utf8Path, edit: &Edit) -> anyhow::Result<()> {
    let mut report = after.sink.finish(&after.files);
    let added = edit.range.start..edit.range.start + edit.text.len();
    let is_new =
        |span: Span| after.files.path(span) == path && added.contains(&(span.start as usize));
    report.diagnostics.retain(|it| {
        it.severity == Severity::Warning && it.primary.as_ref().is_some_and(|at| is_new(at.span))
    });
    console.findings(&report, &after.files, Format::Text)
}
