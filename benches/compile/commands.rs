//! Commands as people run them: a process for each, from its start to its end.

use std::fs;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::ensure;
use camino::Utf8Path;

/// A command to measure.
#[derive(Clone, Copy)]
pub(crate) struct Measured {
    /// What the table calls it.
    pub(crate) name: &'static str,
    /// Its arguments; those that say where the registry and the output are follow.
    args: &'static [&'static str],
    /// Whether it takes an output directory.
    takes_out: bool,
    /// Whether that directory is to be empty.
    from_nothing: bool,
}

/// Every command, in an order in which each finds what the one before has left.
pub(crate) const ALL: [Measured; 5] = [
    Measured {
        name: "`lint`",
        args: &["lint"],
        takes_out: false,
        from_nothing: false,
    },
    Measured {
        name: "`build`, all to write",
        args: &["build"],
        takes_out: true,
        from_nothing: true,
    },
    Measured {
        name: "`build`, nothing to write",
        args: &["build"],
        takes_out: true,
        from_nothing: false,
    },
    Measured {
        name: "`build --check`",
        args: &["build", "--check"],
        takes_out: true,
        from_nothing: false,
    },
    Measured {
        name: "`diff`, nothing differs",
        args: &["diff"],
        takes_out: true,
        from_nothing: false,
    },
];

/// What a command took.
#[derive(Clone, Copy)]
pub(crate) struct Run {
    /// From the start of the process to its end.
    pub(crate) time: Duration,
    /// The most memory that it held, in bytes, where the system tells.
    pub(crate) peak: Option<u64>,
}

/// Runs every command so many times on a registry. The best time counts; the peak is that of a run
/// of its own.
pub(crate) fn measure(
    root: &Utf8Path,
    out: &Utf8Path,
    runs: usize,
) -> anyhow::Result<[Run; ALL.len()]> {
    let mut measured = [Run {
        time: Duration::MAX,
        peak: None,
    }; ALL.len()];
    for (run, command) in measured.iter_mut().zip(ALL) {
        let mut args: Vec<&str> = command.args.to_vec();
        args.extend(["--registry", root.as_str()]);
        if command.takes_out {
            args.extend(["--out", out.as_str()]);
        }
        for _ in 0..runs {
            clear(command, out)?;
            run.time = run.time.min(time(&args)?);
        }
        clear(command, out)?;
        run.peak = peak(&args)?;
    }
    fs::remove_dir_all(out)?;
    Ok(measured)
}

fn clear(command: Measured, out: &Utf8Path) -> anyhow::Result<()> {
    if command.from_nothing && out.exists() {
        fs::remove_dir_all(out)?;
    }
    Ok(())
}

/// The time that `--help` takes: the start of a process that does nothing.
pub(crate) fn help(runs: usize) -> anyhow::Result<Duration> {
    let mut best = Duration::MAX;
    for _ in 0..runs {
        best = best.min(time(&["--help"])?);
    }
    Ok(best)
}

fn time(args: &[&str]) -> anyhow::Result<Duration> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_o11yc"));
    command.args(args);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    let status = command.status()?;
    let time = start.elapsed();
    ensure!(status.success(), "`o11yc {}` failed", args.join(" "));
    Ok(time)
}

/// Tells this program to be `o11yc`.
const CHILD: &str = "O11YC_BENCH_CHILD";
/// What it prints before the peak, on its last line.
const PEAK: &str = "peak of kilobytes: ";

/// The most memory that a command holds. A process can be asked for that only while it lives, so
/// this program runs itself as `o11yc`, and asks.
fn peak(args: &[&str]) -> anyhow::Result<Option<u64>> {
    let mut command = Command::new(std::env::current_exe()?);
    let output = command.args(args).env(CHILD, "1").output()?;
    let told = String::from_utf8_lossy(&output.stderr);
    let kilobytes = told.lines().last().and_then(|line| line.strip_prefix(PEAK));
    Ok(kilobytes
        .and_then(|text| text.parse::<u64>().ok())
        .map(|kilobytes| kilobytes << 10))
}

pub(crate) fn is_child() -> bool {
    std::env::var_os(CHILD).is_some()
}

/// Runs the command line of this process as `o11yc` does, and tells the peak.
pub(crate) fn run_as_child() -> ExitCode {
    let code = o11yc::cli::run();
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    if let Some(peak) = peak {
        eprintln!("{PEAK}{}", peak.trim().trim_end_matches(" kB"));
    }
    code
}
