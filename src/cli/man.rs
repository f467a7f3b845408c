//! `o11yc man [DIR]`: the manual pages, made from what `--help` says.

use std::fs;

use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use clap::{Args, CommandFactory};
use clap_mangen::Man as Page;

use super::console::Console;
use super::{CLEAN, Cli};

/// Print the manual page, or write a page for each command into a directory
///
/// Packages want the directory: o11yc.1, o11yc-build.1 and so on. To read the one page, pipe it to
/// `man -l -`.
#[derive(Debug, Args)]
pub(super) struct Man {
    /// The directory that gets a page for each command
    #[arg(value_name = "DIR")]
    directory: Option<Utf8PathBuf>,
}

impl Man {
    pub(super) fn run(&self, console: &Console) -> anyhow::Result<u8> {
        if let Some(directory) = &self.directory {
            write_pages(directory)
                .with_context(|| format!("cannot write the pages to `{directory}`"))?;
            console.summary(format_args!("the pages are in `{directory}`"));
        } else {
            let page = Page::new(Cli::command().disable_help_subcommand(true));
            console.print(|mut out, _| page.render(&mut out))?;
        }
        Ok(CLEAN)
    }
}

fn write_pages(directory: &Utf8Path) -> std::io::Result<()> {
    fs::create_dir_all(directory)?;
    clap_mangen::generate_to(Cli::command(), directory)
}
