//! The `o11yc` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    o11yc::cli::run()
}
