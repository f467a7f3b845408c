//! What every command shares of the terminal: colour, how much is said, and where it goes.
//!
//! Results and findings go to standard output, remarks for people to standard error, where they are
//! in no reader's way.

use std::cell::Cell;
use std::fmt;
use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use anyhow::Context as _;
use clap::{Args, ValueEnum};

use crate::diag::Report;
use crate::diag::render::{self, Format, RenderOptions};
use crate::source::Files;

/// Erases the screen and goes to its beginning. What was scrolled off it belongs to the user.
const CLEAR: &[u8] = b"\x1b[2J\x1b[H";

/// Options that every command has.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(super) struct Console {
    /// When to use colour; the environment variable `NO_COLOR` is honoured
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    color: Color,

    /// Print results and findings, but no summary
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,

    /// Also tell which files are read and written, and every finding of many alike
    #[arg(short, long, global = true)]
    verbose: bool,

    /// Whether the reader of standard output has closed it.
    #[arg(skip)]
    closed: Cell<bool>,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Color {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Console {
    /// Prints a result, which `write` writes; it is told whether to use colour. A reader that has seen
    /// enough, such as `head`, changes nothing about the outcome.
    pub(super) fn print(
        &self,
        write: impl FnOnce(&mut dyn Write, bool) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        let choice = match self.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::AlwaysAnsi,
            Color::Never => ColorChoice::Never,
        };
        let mut out = AutoStream::new(io::stdout().lock(), choice);
        let color = !matches!(out.current_choice(), ColorChoice::Never);
        let written = write(&mut out, color).and_then(|()| out.flush());
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed.set(true);
                Ok(())
            }
            written => written.context("cannot print the result"),
        }
    }

    /// Whether anybody may still read what is printed.
    pub(super) fn is_read(&self) -> bool {
        !self.closed.get()
    }

    /// Clears the screen, where there is one, so that what follows is all that there is to see.
    pub(super) fn clear() {
        let mut out = io::stdout();
        if out.is_terminal() {
            // A screen that cannot be cleared can still be read.
            let _ = out.write_all(CLEAR).and_then(|()| out.flush());
        }
    }

    /// Prints findings.
    pub(super) fn findings(
        &self,
        report: &Report,
        files: &Files,
        format: Format,
    ) -> anyhow::Result<()> {
        self.print(|out, color| {
            let options = RenderOptions {
                format,
                color,
                verbose: self.verbose,
            };
            render::render(report, files, &options, out)
        })
    }

    /// Tells in a line what the command did.
    pub(super) fn summary(&self, line: fmt::Arguments<'_>) {
        if !self.quiet {
            tell(line);
        }
    }

    /// Tells in a line what only those want to know who ask for more.
    pub(super) fn detail(&self, line: fmt::Arguments<'_>) {
        if self.verbose {
            tell(line);
        }
    }
}

/// Prints a line for people to standard error.
pub(super) fn tell(line: fmt::Arguments<'_>) {
    // There is no better place to report that standard error cannot be written.
    let _ = writeln!(io::stderr().lock(), "{line}");
}

#[cfg(test)]
mod tests {
    use super::CLEAR;

    #[test]
    fn what_was_scrolled_off_stays() {
        let clear = str::from_utf8(CLEAR).expect("ASCII");
        assert!(clear.contains("[2J") && !clear.contains("[3J"), "{clear:?}");
    }
}
