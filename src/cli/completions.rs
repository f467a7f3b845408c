//! `o11yc completions SHELL`: what a shell needs to complete the command line.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::console::Console;
use super::{CLEAN, Cli};

/// Print the completion script of a shell
///
/// Bash, for one, reads it from ~/.local/share/bash-completion/completions/o11yc.
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell that reads the script
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self, console: &Console) -> anyhow::Result<u8> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "o11yc", &mut script);
        console.print(|out, _| out.write_all(&script))?;
        Ok(CLEAN)
    }
}
