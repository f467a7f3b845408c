//! `o11yc new service`: adds an entry to the registry, from options or from answers.

mod dialogue;
mod menu;
mod options;
mod plan;
mod questions;
mod target;

use std::io::{self, IsTerminal as _};

use anyhow::bail;
use camino::Utf8PathBuf;
use clap::{Args, Subcommand};

use super::console::Console;
use super::{CLEAN, Registry, init, outcome, tally};
use crate::Analysis;
use crate::diag::Severity;
use crate::diag::render::Format;
use crate::output::own;
use crate::registry::{self, FileKind};
use crate::show::Sheet;
use crate::source::Files;
use dialogue::Dialogue;
use menu::Menu;
use options::Options;
use plan::Plan;

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
/// Asks what is not given, if there is a terminal and a name, an owner or an environment is missing, and
/// then asks before it writes. The entry is written as those beside it are, and nothing else in the file changes. Nothing is
/// written if the registry would have errors.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
struct NewService {
    #[command(flatten)]
    registry: Registry,

    /// The file that the entry goes to: `observability_services.yml` or `services/<any>.yml`; that of
    /// the owner's last service unless given
    #[arg(long, value_name = "FILE")]
    file: Option<Utf8PathBuf>,

    /// Tell what would be added and write nothing
    #[arg(long)]
    dry_run: bool,

    // The last, since its heading holds for all that follow.
    #[command(flatten)]
    options: Options,
}

const AFTER_HELP: &str = "\
Examples:
  o11yc new service        asks for everything
  o11yc new service --name shop --owner web --environment staging,production
  o11yc new service --name shop --owner web --contact '#web' --environment production";

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
        let (declared, before) = self.registry.declared(console)?;
        let files = &before.files;
        if before.sink.has_errors() && !self.would_mend(&declared, &before)? {
            return refuse(console, before);
        }
        let menu = Menu::new(&declared, files);
        let options = self.complete(&menu)?;
        if let Some(stray) = options.stray_url() {
            bail!("`--url` names `{stray}`, which is none of the service's environments");
        }
        if let Some(again) = options.repeated_url() {
            bail!("`--url` names `{again}` twice; an environment has one URL");
        }
        let name = options.name.as_deref().unwrap_or_default();

        let plan = self.plan(&declared, files, &options)?;
        let after = crate::analyse_supposing(root, &plan.texts())?;
        if after.sink.has_errors() {
            return refuse(console, after);
        }
        // Printed first: who cannot be told what is added would add it again.
        for (path, added) in plan.added() {
            console.print(|out, _| writeln!(out, "{path}:{}\n{}\n", added.first, added.lines))?;
        }
        gains(console, &after, name)?;
        warn(console, after, name)?;
        if self.dry_run || !self.confirm(&plan)? {
            console.summary(format_args!("nothing was written"));
        } else {
            plan.write(root)?;
            self.tell_editors(&menu, &options, console);
            console.summary(format_args!("next: `o11yc build`"));
        }
        Ok(CLEAN)
    }

    /// The entry of the service, and that of its team where that is a new one. Fails where a file leaves
    /// no place for them.
    fn plan<'f>(
        &self,
        declared: &registry::Registry,
        files: &'f Files,
        options: &Options,
    ) -> anyhow::Result<Plan<'f>> {
        let root = &self.registry.root;
        let path = target::file(root, files, declared, options, self.file.as_deref())?;
        let mut plan = Plan::new(files);
        plan.add(path.clone(), "services", &options.entry())?;
        let is_declared = Menu::new(declared, files).has_team(options);
        if let Some(team) = options.team().filter(|_| !is_declared) {
            plan.add(target::team_file(files, declared, path), "owners", &team)?;
        }
        Ok(plan)
    }

    /// Whether all that is wrong with the registry is that it has no service, which is tried before
    /// anything is asked. Where there is a secret, questions would print it.
    fn would_mend(&self, declared: &registry::Registry, before: &Analysis) -> anyhow::Result<bool> {
        if before.services > 0 || !before.files.secrets().is_empty() {
            return Ok(false);
        }
        let Ok(plan) = self.plan(declared, &before.files, &Options::example()) else {
            return Ok(false);
        };
        let after = crate::analyse_supposing(&self.registry.root, &plan.texts())?;
        Ok(!after.sink.has_errors())
    }

    /// Tells how a schema with the registry's names comes to know a new team.
    fn tell_editors(&self, menu: &Menu<'_>, options: &Options, console: &Console) {
        let (root, kind) = (&self.registry.root, FileKind::Services);
        let schema = init::schema_path(kind);
        let plain = own::holds(root, &schema, &init::schema(kind));
        if !menu.has_team(options) && matches!(plain, Ok(Some(false))) {
            console.summary(format_args!(
                "for editors to know the new team: `o11yc schema{} > {}`",
                self.registry.option(),
                root.join(schema)
            ));
        }
    }

    /// Whether what was shown may be written: asked where other questions were, as options alone say it.
    fn confirm(&self, plan: &Plan<'_>) -> anyhow::Result<bool> {
        if self.options.missing().is_empty() {
            return Ok(true);
        }
        let texts = plan.texts().into_iter();
        let paths: Vec<_> = texts.map(|(path, _)| format!("`{path}`")).collect();
        let question = format!("write it to {}?", paths.join(" and "));
        let (mut input, mut output) = (io::stdin().lock(), io::stderr().lock());
        Dialogue::new(&mut input, &mut output).confirm(&question, true)
    }

    /// The options, completed by answers where something is missing that has to be known.
    fn complete(&self, menu: &Menu<'_>) -> anyhow::Result<Options> {
        let mut options = self.options.clone();
        let missing = options.missing();
        menu.check(&options, missing.is_empty())
            .map_err(anyhow::Error::msg)?;
        if missing.is_empty() {
            return Ok(options);
        }
        if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
            let verb = if missing.len() == 1 { "is" } else { "are" };
            let missing = missing.join(", ");
            bail!("{missing} {verb} missing, and there is no terminal to ask on");
        }
        let (mut input, mut output) = (io::stdin().lock(), io::stderr().lock());
        let mut dialogue = Dialogue::new(&mut input, &mut output);
        questions::ask(&mut options, menu, &mut dialogue)?;
        Ok(options)
    }
}

/// Shows what the service gets.
fn gains(console: &Console, after: &Analysis, name: &str) -> anyhow::Result<()> {
    let mut services = after.program.services.iter();
    let Some(service) = services.find(|it| it.name == name) else {
        return Ok(());
    };
    let sheet = Sheet::new(&after.program, &after.files, service);
    console.print(|out, color| sheet.write_gains(out, color))
}

/// Shows the errors that stand in the way.
fn refuse(console: &Console, analysis: Analysis) -> anyhow::Result<u8> {
    let mut report = analysis.sink.finish(&analysis.files);
    report
        .diagnostics
        .retain(|it| it.severity == Severity::Error);
    console.findings(&report, &analysis.files, Format::Text)?;
    let found = tally(&report).unwrap_or_default();
    console.summary(format_args!("nothing was written: {found}"));
    Ok(outcome(&report))
}

/// Shows warnings about the service. Notes tell what is switched off, which has been shown.
fn warn(console: &Console, after: Analysis, name: &str) -> anyhow::Result<()> {
    let mut report = after.sink.finish(&after.files);
    report.diagnostics.retain(|it| {
        it.severity == Severity::Warning && it.services.iter().any(|service| service == name)
    });
    console.findings(&report, &after.files, Format::Text)
}
