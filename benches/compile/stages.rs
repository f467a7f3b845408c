//! Stages one by one, through the same functions that `o11yc::analyse` and `Analysis::compile` call.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::ensure;
use camino::Utf8Path;
use o11yc::artifact::{Artifact, Body, Rule};
use o11yc::diag::Sink;
use o11yc::emit::{self, Context, EMITTERS, Emitter};
use o11yc::ir::{self, Program};
use o11yc::output::diff::{Against, Comparison};
use o11yc::output::{Mode, Output};
use o11yc::source::{self, Files, Limits};
use o11yc::{Analysis, lint, registry};
use rayon::prelude::*;
use walkdir::WalkDir;

use crate::table;

/// The stages, in order. `parse` and `decode` are parts of loading, and what is validated counts as
/// decoded; rules, tests and pages are emitted and rendered, each kind by itself; `write` fills an empty
/// directory, and `compare` finds nothing to write.
pub(crate) const NAMES: [&str; 12] = [
    "read", "parse", "decode", "resolve", "lint", "emit", "render", "rules", "tests", "pages",
    "write", "compare",
];

/// All stages at a stretch, for rules without their tests and pages: as `build` does it, twice, and then
/// as `diff` does.
pub(crate) const RULES_ALONE: [&str; 3] = ["all to write", "nothing to write", "nothing differs"];

/// The emitters of rules, tests and pages.
const KINDS: [&str; 3] = [RULES, "promtool", "docs"];
const RULES: &str = "prometheus";

/// What is compiled, and to what.
pub(crate) struct Counts {
    slos: usize,
    rules: usize,
    selectors: usize,
    files: usize,
    input: u64,
    output: u64,
}

impl Counts {
    pub(crate) fn cells(&self) -> [String; 6] {
        let numbers = [self.slos, self.rules, self.selectors, self.files];
        let [slos, rules, selectors, files] = numbers.map(table::thousands);
        let [input, output] = [self.input, self.output].map(table::bytes);
        [slos, rules, selectors, files, input, output]
    }

    /// What is compiled in a second, at this time for all of it.
    pub(crate) fn throughput(&self, services: usize, time: Duration) -> [String; 4] {
        let [services, slos, rules] = [services, self.slos, self.rules]
            .map(|count| table::thousands(table::in_a_second(count as u64, time)));
        let output = table::bytes(table::in_a_second(self.output, time));
        [services, slos, rules, output]
    }
}

/// Compiles a registry so many times, and leaves the output behind. The best time of each stage
/// counts.
pub(crate) fn measure(
    root: &Utf8Path,
    out: &Utf8Path,
    runs: usize,
) -> anyhow::Result<(Counts, [Duration; NAMES.len()])> {
    let mut best = [Duration::MAX; NAMES.len()];
    let mut last = None;
    for _ in 0..runs {
        let (analysis, times) = once(root, out)?;
        for (best, time) in best.iter_mut().zip(times) {
            *best = time.min(*best);
        }
        last = Some(analysis);
    }
    let analysis = last.expect("there was a run");
    let counts = emit::run(&analysis.program, &analysis.files, &|_| Ok(()))?;
    let (files, output) = size(out)?;
    let counts = Counts {
        slos: counts.slos,
        rules: counts.rules,
        selectors: selectors(&analysis.program, &analysis.files),
        files,
        input: size(root)?.1,
        output,
    };
    Ok((counts, best))
}

fn once(root: &Utf8Path, out: &Utf8Path) -> anyhow::Result<(Analysis, [Duration; NAMES.len()])> {
    let (mut files, mut sink) = (Files::default(), Sink::default());
    files.set_root(root);
    let built_in = registry::add_built_in(&mut files);
    let (user, read) = timed(|| source::read_registry(root, &mut files, &mut sink));
    let user = user?;
    let ((), parse) = timed(|| {
        // Side by side, as they are loaded.
        user.par_iter().for_each(|&file| {
            source::parse(&files, file, &Limits::default(), &mut Sink::default());
        });
    });
    let (loaded, load) = timed(|| registry::load(root, &files, &built_in, &user, &mut sink));
    let services = loaded.services.len();
    let (program, resolve) = timed(|| ir::lower(&loaded, &mut sink));
    let ((), lint) = timed(|| lint::run(&program, &mut sink));
    let ((), emit) = timed(|| emit_only(&program, &files));
    let (done, rendered) = timed(|| emit::run(&program, &files, &|_| Ok(())));
    done?;
    let render = |name| {
        each_of(name, &program, &files, |artifact| {
            drop(artifact.render(name));
            Ok(())
        })
    };
    let kinds = KINDS.map(|name| timed(|| render(name)));
    let [rules, tests, pages] = kinds.map(|(done, time)| done.map(|()| time));
    let (rules, tests, pages) = (rules?, tests?, pages?);
    let mut compile = |program, files| {
        let (done, time) = timed(|| {
            let output = Output::open(out, Mode::Write { force: false })?;
            emit::run(program, files, &|file| output.accept(file))?;
            output.finish(&mut sink)
        });
        done.map(|_| time.saturating_sub(rendered))
    };
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    let write = compile(&program, &files)?;
    let compare = compile(&program, &files)?;
    let (decode, render) = (load.saturating_sub(parse), rendered.saturating_sub(emit));
    let times = [
        read, parse, decode, resolve, lint, emit, render, rules, tests, pages, write, compare,
    ];
    let analysis = Analysis {
        files,
        sink,
        services,
        program,
    };
    Ok((analysis, times))
}

/// The time in which rules alone are compiled, from reading the registry to the last file. The best of
/// so many runs counts.
pub(crate) fn rules_alone(
    root: &Utf8Path,
    out: &Utf8Path,
    runs: usize,
) -> anyhow::Result<[Duration; RULES_ALONE.len()]> {
    let mut best = [Duration::MAX; RULES_ALONE.len()];
    for _ in 0..runs {
        let times = [build_rules, build_rules, compare_rules].map(|work| timed(|| work(root, out)));
        for (best, (done, time)) in best.iter_mut().zip(times) {
            done?;
            *best = time.min(*best);
        }
        fs::remove_dir_all(out)?;
    }
    Ok(best)
}

fn build_rules(root: &Utf8Path, out: &Utf8Path) -> anyhow::Result<()> {
    let mut analysis = o11yc::analyse(root)?;
    let output = Output::open(out, Mode::Write { force: false })?;
    each_of(RULES, &analysis.program, &analysis.files, |artifact| {
        output.accept(artifact.render(RULES))
    })?;
    output.finish(&mut analysis.sink)?;
    Ok(())
}

fn compare_rules(root: &Utf8Path, out: &Utf8Path) -> anyhow::Result<()> {
    let analysis = o11yc::analyse(root)?;
    let comparison = Comparison::open(Against {
        root: out.to_owned(),
        must_exist: true,
        lines: true,
    })?;
    each_of(RULES, &analysis.program, &analysis.files, |artifact| {
        comparison.accept(&artifact)
    })?;
    ensure!(
        comparison.finish()?.files.is_empty(),
        "rules differ from those just written"
    );
    Ok(())
}

/// Hands over every artifact of one emitter.
fn each_of(
    name: &'static str,
    program: &Program,
    files: &Files,
    accept: impl Fn(Artifact) -> anyhow::Result<()> + Sync,
) -> anyhow::Result<()> {
    let cx = Context::new(program, files);
    let emitter = emitter(name);
    let units = emitter.units(program).into_par_iter();
    units.try_for_each(|unit| emitter.emit(&cx, unit).into_iter().try_for_each(&accept))
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let done = work();
    (done, start.elapsed())
}

/// Makes every artifact and makes no text of it.
fn emit_only(program: &Program, files: &Files) {
    let cx = Context::new(program, files);
    for emitter in EMITTERS {
        let units = emitter.units(program).into_par_iter();
        units.for_each(|unit| drop(emitter.emit(&cx, unit)));
    }
}

fn emitter(name: &str) -> &'static dyn Emitter {
    let emitter = EMITTERS.iter().find(|emitter| emitter.name() == name);
    *emitter.expect("the emitters have these names")
}

/// How many selectors all rules have.
fn selectors(program: &Program, files: &Files) -> usize {
    let cx = Context::new(program, files);
    let units = EMITTERS.iter().flat_map(|emitter| {
        emitter
            .units(program)
            .into_iter()
            .map(move |unit| (emitter, unit))
    });
    let mut count = 0;
    for artifact in units.flat_map(|(emitter, unit)| emitter.emit(&cx, unit)) {
        if let Body::Rules(file) = artifact.body {
            for rule in file.groups.iter().flat_map(|group| &group.rules) {
                let (Rule::Record(o11yc::artifact::Recording { expr, .. })
                | Rule::Alert(o11yc::artifact::Alert { expr, .. })) = rule;
                expr.visit_selectors(|_| count += 1);
            }
        }
    }
    count
}

/// The number of files below a directory, and of their bytes.
fn size(root: &Utf8Path) -> anyhow::Result<(usize, u64)> {
    let (mut files, mut bytes) = (0, 0);
    for entry in WalkDir::new(root) {
        let entry = entry?;
        if entry.file_type().is_file() {
            files += 1;
            bytes += entry.metadata()?.len();
        }
    }
    Ok((files, bytes))
}
