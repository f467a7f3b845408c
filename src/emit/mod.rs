//! Emitters: the resolved program becomes typed artifacts, unit by unit and in parallel.
//!
//! To add an emitter, write its module and put its type into the list at the end of this file.

mod alertmanager;
mod docs;
mod prometheus;
mod promtool;

pub use prometheus::alerts::{OtherAlert, other_alerts};

use rayon::prelude::*;

use crate::artifact::{Artifact, ArtifactPath, Body, Origin, Rendered};
use crate::ir::{Deployment, Program, Service};
use crate::source::Files;

/// What an emitter is asked to compile at a time.
#[derive(Debug, Clone, Copy)]
pub enum Unit<'p> {
    /// The whole program.
    Program,
    /// One service.
    Service(&'p Service),
}

/// Compiles units of the program into artifacts. Emitting cannot fail: whatever could be wrong has
/// been reported before.
pub trait Emitter: Sync {
    /// The name that the manifest records.
    fn name(&self) -> &'static str;
    /// What there is to compile.
    fn units<'p>(&self, program: &'p Program) -> Vec<Unit<'p>>;
    /// Compiles one unit.
    fn emit(&self, cx: &Context<'_>, unit: Unit<'_>) -> Vec<Artifact>;
}

/// What every emitter may look at.
#[derive(Debug)]
pub struct Context<'p> {
    /// The program.
    pub program: &'p Program,
    /// The texts that it was read from.
    pub files: &'p Files,
    /// What the unit tests of its services have in common.
    memo: promtool::Memo,
}

impl<'p> Context<'p> {
    /// For a program and the texts that it was read from.
    pub fn new(program: &'p Program, files: &'p Files) -> Self {
        Self {
            program,
            files,
            memo: promtool::Memo::default(),
        }
    }
}

/// What was compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Services.
    pub services: usize,
    /// SLOs, one for each service and environment.
    pub slos: usize,
    /// Prometheus rules.
    pub rules: usize,
}

/// Compiles everything and hands each file to `accept`. Units are compiled, rendered and compared in
/// parallel, and dropped at once, so that memory does not grow with the output.
pub fn run(
    program: &Program,
    files: &Files,
    accept: &(dyn Fn(Rendered) -> anyhow::Result<()> + Sync),
) -> anyhow::Result<Counts> {
    each(program, files, &|artifact, emitter| {
        accept(artifact.render(emitter))
    })
}

/// Compiles everything and hands each artifact to `accept` as its emitter made it, with the emitter's
/// name; in parallel, as [`run`] does.
pub fn each(
    program: &Program,
    files: &Files,
    accept: &(dyn Fn(Artifact, &'static str) -> anyhow::Result<()> + Sync),
) -> anyhow::Result<Counts> {
    let cx = Context::new(program, files);
    let jobs: Vec<_> = EMITTERS
        .iter()
        .flat_map(|emitter| {
            emitter
                .units(program)
                .into_iter()
                .map(move |unit| (*emitter, unit))
        })
        .collect();
    let rules = jobs
        .into_par_iter()
        .map(|(emitter, unit)| {
            let mut rules = 0;
            for artifact in emitter.emit(&cx, unit) {
                if let Body::Rules(file) = &artifact.body {
                    rules += file.rules();
                }
                accept(artifact, emitter.name())?;
            }
            Ok(rules)
        })
        .try_reduce(|| 0, |one, other| anyhow::Ok(one + other))?;
    let deployments = program
        .services
        .iter()
        .flat_map(|service| &service.deployments);
    let slos = deployments.map(|deployment| deployment.slos.len()).sum();
    Ok(Counts {
        services: program.services.len(),
        slos,
        rules,
    })
}

/// The artifacts that a service alone is the cause of.
pub fn of_service(program: &Program, files: &Files, service: &Service) -> Vec<Artifact> {
    let cx = Context::new(program, files);
    let mut artifacts = Vec::new();
    for emitter in EMITTERS {
        for unit in emitter.units(program) {
            if matches!(unit, Unit::Service(it) if it.name == service.name) {
                artifacts.extend(emitter.emit(&cx, unit));
            }
        }
    }
    artifacts
}

/// The deployments of a service in which an SLO can be measured.
fn measured(service: &Service) -> impl Iterator<Item = &Deployment> {
    let deployments = service.deployments.iter();
    deployments.filter(|deployment| !deployment.slos.is_empty())
}

/// An artifact that this service's entry is the cause of.
fn artifact(cx: &Context<'_>, service: &Service, name: String, body: Body) -> Artifact {
    Artifact {
        path: path(name),
        body,
        origin: Origin {
            file: cx.files.name(service.span).to_string(),
            entry: Some(service.name.clone()),
        },
    }
}

/// The path of an artifact, from names that were checked when they were read.
fn path(path: impl Into<String>) -> ArtifactPath {
    ArtifactPath::new(path).expect("checked names make sound paths")
}

/// Lists the emitters, those of few large units first, lest one thread is left with them at the end.
macro_rules! emitters {
    ($($emitter:expr),+ $(,)?) => {
        /// Every emitter.
        pub static EMITTERS: &[&dyn Emitter] = &[$(&$emitter),+];
    };
}

emitters! {
    alertmanager::Alertmanager,
    docs::Docs,
    prometheus::Prometheus,
    promtool::Promtool,
}
