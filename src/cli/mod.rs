//! The command line: arguments in, exit code out. One file a command.

mod build;
mod completions;
mod console;
mod diff;
mod explain;
mod init;
mod lint;
mod lookup;
mod man;
mod new;
mod routes;
mod schema;
mod show;
mod watch;
mod why;

use std::io::ErrorKind;
use std::panic;
use std::process::ExitCode;

use anyhow::bail;
use camino::{Utf8Path, Utf8PathBuf};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::Analysis;
use crate::diag::render::Format;
use crate::diag::{Diagnostic, Report, Severity, Sink};
use crate::registry::{self, FileKind};
use crate::source::{Files, UNREADABLE_FILE};
use console::{Console, tell};

/// Nothing wrong, or equal.
const CLEAN: u8 = 0;
/// Errors in the registry, or output that is not what the registry says.
const FINDINGS: u8 = 1;
/// The job could not be done: usage, unreadable input, unwritable output.
const FAILED: u8 = 2;

/// Compiles a registry of services into what the observability stack loads.
///
/// The registry is a directory of YAML files in Git: which services exist, who owns them, and what
/// they are held to. From it o11yc compiles Prometheus recording and alert rules with multi-window
/// burn rates, and the pages that explain them.
#[derive(Debug, Parser)]
#[command(name = "o11yc", version = version(), propagate_version = true, max_term_width = 100, after_help = AFTER_HELP)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    console: Console,
}

const AFTER_HELP: &str = "\
Examples:
  o11yc init               write a registry to begin with
  o11yc new service        add a service to it, by questions
  o11yc build              compile registry/ into generated/
  o11yc build --check      for CI: is the committed output what the registry says?
  o11yc lint               for pre-commit: is the registry sound?
  o11yc diff               for review: what would a build change?
  o11yc show anvila-api    what does the registry make of a service, and why?
  o11yc why SLOFastBurn    an alert fires: what does it mean, and who is told?
  o11yc explain SLO003     what a finding means and what to write instead

Exit codes:
  0  nothing wrong, or nothing that differs
  1  errors in the registry, or output that is stale, edited or missing, or differs
  2  the job could not be done: usage, unreadable input, unwritable output";

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Init),
    New(Box<new::New>),
    Build(build::Build),
    Lint(lint::Lint),
    Diff(diff::Diff),
    Show(show::Show),
    Routes(routes::Routes),
    Why(why::Why),
    Explain(explain::Explain),
    Schema(schema::Schema),
    Completions(completions::Completions),
    Man(man::Man),
}

/// The versions of the compiler and of the files that it reads.
fn version() -> String {
    format!(
        "{} (registry schema {})",
        env!("CARGO_PKG_VERSION"),
        crate::registry::SCHEMA_VERSION
    )
}

/// The registry where none is named.
const DEFAULT_REGISTRY: &str = "registry";

/// Where the registry is.
#[derive(Debug, Args)]
struct Registry {
    /// The directory that holds the registry
    #[arg(long = "registry", value_name = "DIR", default_value = DEFAULT_REGISTRY)]
    root: Utf8PathBuf,
}

impl Registry {
    /// The option that names the registry in a command to paste, after a space; empty where it needs none.
    fn option(&self) -> String {
        match self.root.as_str() {
            DEFAULT_REGISTRY => String::new(),
            root => format!(" --registry {root}"),
        }
    }

    /// Reads and examines the registry, and tells in detail what was read.
    fn analyse(&self, console: &Console) -> anyhow::Result<Analysis> {
        Ok(self.declared(console)?.1)
    }

    /// What [`analyse`](Self::analyse) gives, beside the declarations that it was made from.
    fn declared(&self, console: &Console) -> anyhow::Result<(registry::Registry, Analysis)> {
        let (files, registry, sink) = self.read()?;
        let analysis = crate::examine(files, &registry, sink);
        for path in analysis.files.in_registry() {
            console.detail(format_args!("read `{path}`"));
        }
        Ok((registry, analysis))
    }

    /// Reads the registry. Fails with help where it was meant to be read from inside.
    fn read(&self) -> anyhow::Result<(Files, registry::Registry, Sink)> {
        let services = FileKind::Services.stem();
        let inside = ["yml", "yaml"]
            .map(|extension| format!("{services}.{extension}"))
            .into_iter()
            .find(|name| Utf8Path::new(name).is_file());
        if let (false, Some(file)) = (self.root.exists(), inside) {
            bail!(
                "there is no registry `{}`, but here is `{file}`; run this in the parent directory, or \
                 give `--registry .`",
                self.root
            );
        }
        crate::read(&self.root)
    }
}

/// In which form findings are printed.
#[derive(Debug, Args)]
struct Findings {
    /// How findings are printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// In which form the answer to a question is printed.
#[derive(Debug, Args)]
struct Answer {
    /// How the answer is printed
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
}

/// The forms of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people
    Text,
    /// For programs: one versioned JSON document
    Json,
}

impl From<Form> for Format {
    fn from(form: Form) -> Self {
        match form {
            Form::Text => Self::Text,
            Form::Json => Self::Json,
        }
    }
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    panic::set_hook(Box::new(|bug| {
        let place = bug
            .location()
            .map(|place| format!(" at {}:{}", place.file(), place.line()));
        let text = bug.payload().downcast_ref::<&str>().copied();
        let what = text
            .or_else(|| bug.payload().downcast_ref::<String>().map(String::as_str))
            .unwrap_or("unknown");
        tell(format_args!(
            "error: internal error{}: {what}",
            place.unwrap_or_default()
        ));
        tell(format_args!(
            "this is a bug in o11yc: please report it, with the registry that shows it"
        ));
    }));
    // The hook has told what happened.
    ExitCode::from(panic::catch_unwind(execute).unwrap_or(FAILED))
}

fn execute() -> u8 {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return refuse(&error),
    };
    let console = &cli.console;
    let ended = match &cli.command {
        Command::Init(init) => init.run(console),
        Command::New(new) => new.run(console),
        Command::Build(build) => build.run(console),
        Command::Lint(lint) => lint.run(console),
        Command::Diff(diff) => diff.run(console),
        Command::Show(show) => show.run(console),
        Command::Routes(routes) => routes.run(console),
        Command::Why(why) => why.run(console),
        Command::Explain(explain) => explain.run(console),
        Command::Schema(schema) => schema.run(console),
        Command::Completions(completions) => completions.run(console),
        Command::Man(man) => man.run(console),
    };
    ended.unwrap_or_else(|error| complain(&error))
}

/// Prints what clap has to say: help and the version are results, all else is a mistake in usage.
fn refuse(error: &clap::Error) -> u8 {
    match error.print() {
        Err(failed) if failed.kind() != ErrorKind::BrokenPipe => {
            complain(&anyhow::Error::new(failed).context("cannot print the result"))
        }
        _ if error.use_stderr() => FAILED,
        _ => CLEAN,
    }
}

/// How a command ends whose job is done and that has these findings. A file that cannot be read is
/// none of them: what it holds is not known, so the job is not done.
fn outcome(report: &Report) -> u8 {
    let is_unread = |finding: &Diagnostic| finding.code == &UNREADABLE_FILE;
    if report.diagnostics.iter().any(is_unread) {
        FAILED
    } else if report.count(Severity::Error) > 0 {
        FINDINGS
    } else {
        CLEAN
    }
}

/// Prints why the job could not be done.
fn complain(error: &anyhow::Error) -> u8 {
    tell(format_args!("error: {error:#}"));
    FAILED
}

/// `2 errors, 1 warning`, or nothing.
fn tally(report: &Report) -> Option<String> {
    let words = [
        (Severity::Error, "error"),
        (Severity::Warning, "warning"),
        (Severity::Note, "note"),
    ];
    let counts: Vec<_> = words
        .into_iter()
        .map(|(severity, word)| (report.count(severity), word))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| counted(count, word))
        .collect();
    (!counts.is_empty()).then(|| counts.join(", "))
}

/// `1 rule`, `2 rules`.
fn counted(count: usize, word: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {word}{plural}")
}
