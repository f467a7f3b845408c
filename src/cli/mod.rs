//! The command line: arguments in, exit code out. One file a command.

mod build;
mod explain;
mod lint;

use std::io::{self, Write};
use std::panic;
use std::process::ExitCode;

use anyhow::Context as _;
use camino::Utf8PathBuf;
use clap::{Args, Parser, Subcommand};

use crate::Analysis;
use crate::diag::render::{self, Format, RenderOptions};
use crate::diag::{Report, Severity};
use crate::source::Files;

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
#[command(name = "o11yc", version, propagate_version = true, max_term_width = 100, after_help = AFTER_HELP)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
Examples:
  o11yc build              compile registry/ into generated/
  o11yc build --check      for CI: is the committed output what the registry says?
  o11yc lint               for pre-commit: is the registry sound?
  o11yc explain SLO003     what a finding means and what to write instead

Exit codes:
  0  nothing wrong
  1  errors in the registry, or output that is stale, edited or missing
  2  the job could not be done: usage, unreadable input, unwritable output";

#[derive(Debug, Subcommand)]
enum Command {
    Build(build::Build),
    Lint(lint::Lint),
    Explain(explain::Explain),
}

/// Options of every command that reads the registry.
#[derive(Debug, Args)]
struct Common {
    /// The directory that holds the registry
    #[arg(long, value_name = "DIR", default_value = "registry")]
    registry: Utf8PathBuf,

    /// How findings are printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// When to use colour; the environment variable `NO_COLOR` is honoured
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    color: Color,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Color {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
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
        Err(error) => {
            let code = if error.use_stderr() { FAILED } else { CLEAN };
            // Nobody is left to tell if this cannot be printed.
            let _ = error.print();
            return code;
        }
    };
    let outcome = match &cli.command {
        Command::Build(build) => build.run(),
        Command::Lint(lint) => lint.run(),
        Command::Explain(explain) => explain.run(),
    };
    outcome.unwrap_or_else(|error| complain(&error))
}

/// Prints why the job could not be done.
fn complain(error: &anyhow::Error) -> u8 {
    tell(format_args!("error: {error:#}"));
    FAILED
}

/// A reader that has seen enough, such as `head`, changes nothing about the outcome.
fn unless_closed(written: io::Result<()>) -> io::Result<()> {
    written.or_else(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Ok(()),
        _ => Err(error),
    })
}

/// Prints a line for people to standard error, where it is in no reader's way.
fn tell(line: std::fmt::Arguments<'_>) {
    // There is no better place to report that standard error cannot be written.
    let _ = writeln!(io::stderr().lock(), "{line}");
}

impl Common {
    /// Reads and examines the registry.
    fn analyse(&self) -> anyhow::Result<Analysis> {
        crate::analyse(&self.registry)
    }

    /// Prints the findings.
    fn print(&self, report: &Report, files: &Files) -> anyhow::Result<()> {
        let choice = match self.color {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::AlwaysAnsi,
            Color::Never => anstream::ColorChoice::Never,
        };
        let mut out = anstream::AutoStream::new(io::stdout().lock(), choice);
        let color = !matches!(out.current_choice(), anstream::ColorChoice::Never);
        let options = RenderOptions {
            format: self.format,
            color,
        };
        let written = render::render(report, files, &options, &mut out).and_then(|()| out.flush());
        unless_closed(written).context("cannot print the findings")
    }
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
