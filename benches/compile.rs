//! How long the compiler takes, stage by stage and command by command, over registries of 1 to 10,000
//! services. Prints the tables of `docs/performance.md`, which tells how to read them.
//!
//! ```sh
//! cargo bench --bench compile              # all of it, some minutes
//! cargo bench --bench compile -- --quick   # small registries, a few seconds
//! ```

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "its result is what it prints"
)]

#[path = "compile/commands.rs"]
mod commands;
#[path = "compile/registry.rs"]
mod registry;
#[path = "compile/routing.rs"]
mod routing;
#[path = "compile/stages.rs"]
mod stages;
#[path = "compile/table.rs"]
mod table;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use camino::Utf8Path;
use mimalloc::MiMalloc;
use tempfile::TempDir;

use commands::Run;
use registry::Shape;
use table::Table;

/// As the command itself allocates.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Where output costs no disk: Linux keeps this directory in memory.
const IN_MEMORY: &str = "/dev/shm";

/// The command that the proof of routing is compared with.
const UNCHANGED: &str = "`build`, nothing to write";
/// The command whose throughput is told.
const FROM_NOTHING: &str = "`build`, all to write";

/// How often everything is measured. The best time counts: all else that a machine does only adds.
const RUNS: usize = 3;

fn main() -> anyhow::Result<ExitCode> {
    if commands::is_child() {
        return Ok(commands::run_as_child());
    }
    // `cargo bench` says so; `cargo test` only wants to know that all this works.
    let args: Vec<String> = std::env::args().skip(1).collect();
    let given = |wanted| args.iter().any(|arg| arg == wanted);
    measure(!given("--bench") || given("--quick"))?;
    Ok(ExitCode::SUCCESS)
}

fn measure(quick: bool) -> anyhow::Result<()> {
    let runs = if quick { 1 } else { RUNS };
    let dir = scratch()?;
    let dir = Utf8Path::from_path(dir.path()).context("the scratch directory is not UTF-8")?;
    let mut sizes = Table::new(["SLOs", "rules", "selectors", "files", "registry", "output"]);
    let mut spent = Table::new(stages::NAMES);
    let mut alone = Table::new(stages::RULES_ALONE);
    let [mut times, mut each, mut relative, mut peaks] =
        [(); 4].map(|()| Table::new(commands::ALL.map(|command| command.name)));
    let mut proofs = Table::new(["routing proof", "of a build with nothing to write"]);
    let mut throughput = Table::new(["services", "SLOs", "rules", "output"]);
    let mut references = BTreeMap::new();
    for shape in shapes(quick) {
        let (root, out) = (dir.join("registry"), dir.join("generated"));
        registry::write(&root, shape)?;
        let (counts, stages) = stages::measure(&root, &out, runs)?;
        sizes.row(name(shape), counts.cells());
        spent.row(name(shape), stages.map(table::millis));
        let rules = stages::rules_alone(&root, &dir.join("rules"), runs)?;
        alone.row(name(shape), rules.map(table::millis));
        let measured = commands::measure(&root, &out, runs)?;
        let services = u32::try_from(shape.services)?;
        times.row(name(shape), measured.map(|run| table::millis(run.time)));
        let of_each = measured.map(|run| run.time / services);
        each.row(name(shape), of_each.map(table::micros));
        let alike = (shape.environments, shape.slos);
        if shape.services == sizes_of(quick)[1] {
            references.entry(alike).or_insert(of_each);
        }
        if let Some(reference) = references.get(&alike) {
            let cells: [_; commands::ALL.len()] =
                std::array::from_fn(|at| table::ratio(of_each[at], reference[at]));
            relative.row(name(shape), cells);
        }
        let proof = routing::proof(&root, runs)?;
        let share = table::percent(proof, time_of(&measured, UNCHANGED)?);
        let per_second = counts.throughput(shape.services, time_of(&measured, FROM_NOTHING)?);
        throughput.row(name(shape), per_second);
        proofs.row(name(shape), [table::millis(proof), share]);
        peaks.row(name(shape), measured.map(|run| table::mebibytes(run.peak)));
        std::fs::remove_dir_all(&root)?;
    }
    let help = table::millis(commands::help(runs)?);
    println!("### Commands\n\n{times}\n`--help` takes {help}.\n");
    println!("### Time for each service\n\n{each}");
    let reference = sizes_of(quick)[1];
    println!("### Time for each service, beside that among {reference} services\n\n{relative}");
    println!("### Throughput\n\n{throughput}");
    println!("### Peak memory\n\n{peaks}");
    let (questions, time) = routing::questions(runs)?;
    let (questions, time) = (table::thousands(questions), table::millis(time));
    println!("### Routing\n\n{questions} routing questions take {time}.\n\n{proofs}");
    println!("### Rules alone\n\n{alone}");
    println!("### Stages\n\n{spent}\n### What is compiled\n\n{sizes}");
    Ok(())
}

fn time_of(measured: &[Run], command: &str) -> anyhow::Result<Duration> {
    let mut measured = measured.iter().zip(commands::ALL);
    let found = measured.find(|(_, it)| it.name == command);
    let (run, _) = found.context("there is such a command")?;
    Ok(run.time)
}

/// The numbers of services; the second is the one beside which larger ones must not be slower, since
/// with a single service the start of a process is nearly all.
fn sizes_of(quick: bool) -> &'static [usize] {
    if quick {
        &[1, 50]
    } else {
        &[1, 100, 1_000, 10_000]
    }
}

/// The registries to measure with. That of 1,000 services with four SLOs each is the one that other
/// generators were measured with.
fn shapes(quick: bool) -> Vec<Shape> {
    let sizes = sizes_of(quick);
    let usual = |services, environments| Shape {
        services,
        environments,
        slos: 3,
        one_file: false,
    };
    let mut shapes: Vec<_> = sizes.iter().map(|&services| usual(services, 1)).collect();
    shapes.extend(sizes.iter().map(|&services| usual(services, 2)));
    let largest = *sizes.last().expect("there are sizes");
    shapes.extend([
        Shape {
            slos: 4,
            ..usual(largest.min(1_000), 1)
        },
        Shape {
            one_file: true,
            ..usual(largest, 1)
        },
    ]);
    shapes
}

/// `10,000 services`, and in what they differ from the usual.
fn name(shape: Shape) -> String {
    let plural = if shape.services == 1 { "" } else { "s" };
    let services = format!("{} service{plural}", table::thousands(shape.services));
    let differs = [
        (shape.environments > 1, "2 environments"),
        (shape.slos > 3, "4 SLOs each"),
        (shape.one_file, "one file"),
    ];
    let differs = differs.into_iter().filter(|(does, _)| *does);
    let parts: Vec<_> = std::iter::once(services)
        .chain(differs.map(|(_, what)| what.to_owned()))
        .collect();
    parts.join(", ")
}

fn scratch() -> anyhow::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    let builder = builder.prefix("o11yc-bench-");
    let dir = match builder.tempdir_in(IN_MEMORY) {
        Ok(dir) => dir,
        Err(_) => builder.tempdir()?,
    };
    eprintln!("measuring in {}", dir.path().display());
    Ok(dir)
}
