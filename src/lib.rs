//! The observability compiler.
//!
//! The modules stand in the order in which data flows: `source` reads YAML into spanned trees,
//! `registry` decodes them, `ir` resolves them into a `Program`, `lint` examines it, `emit` turns it
//! into typed artifacts, and `output` compares those with the disk and writes. `show` tells what a
//! service has become, `edit` adds entries to the user's own files. `diag` is seen by all; `units`,
//! `promql`, `slo`, `sli` and `pack` are vocabulary that knows nothing of the registry.

pub mod artifact;
pub mod cli;
pub mod diag;
pub mod edit;
pub mod emit;
pub mod ir;
pub mod lint;
pub mod output;
pub mod pack;
pub mod promql;
pub mod registry;
pub mod routing;
pub mod show;
pub mod sli;
pub mod slo;
pub mod source;
pub mod units;

use camino::Utf8Path;

use diag::{Code, Sink};
use emit::Counts;
use ir::Program;
use output::diff::{Against, Comparison, Differences};
use output::{Mode, Output, Summary};
use registry::Registry;
use source::{FileId, Files};

/// What is known of a registry once it has been read and examined.
#[derive(Debug)]
pub struct Analysis {
    /// Every text that was read.
    pub files: Files,
    /// Every finding so far.
    pub sink: Sink,
    /// How many services the registry declares, broken entries included.
    pub services: usize,
    /// The resolved program; partial where errors were found, and then not to be compiled.
    pub program: Program,
}

/// Reads what the registry in `root` and the built-in files declare, names not yet followed.
///
/// Fails only where the directory cannot be read; everything else is a finding.
pub fn read(root: &Utf8Path) -> anyhow::Result<(Files, Registry, Sink)> {
    load(root, |files, sink| source::read_registry(root, files, sink))
}

/// Reads the registry in `root`, resolves it and examines the result.
///
/// Fails only where the directory cannot be read; everything else is a finding.
pub fn analyse(root: &Utf8Path) -> anyhow::Result<Analysis> {
    let (files, registry, sink) = read(root)?;
    Ok(examine(files, &registry, sink))
}

/// What [`analyse`] would find if the files at these paths, below `root`, held these texts.
pub fn analyse_supposing(
    root: &Utf8Path,
    supposed: &[(&Utf8Path, &str)],
) -> anyhow::Result<Analysis> {
    let (files, registry, sink) = load(root, |files, sink| {
        let mut user = source::read_registry(root, files, sink)?;
        for (path, text) in supposed {
            source::suppose(path, text, &mut user, files, sink);
        }
        Ok(user)
    })?;
    Ok(examine(files, &registry, sink))
}

/// The same for a registry in memory: the bytes of its files by their paths below the registry.
pub fn analyse_bytes<'b>(
    registry: impl IntoIterator<Item = (&'b str, &'b [u8])>,
) -> anyhow::Result<Analysis> {
    let root = Utf8Path::new("registry");
    let (files, registry, sink) = load(root, |files, sink| {
        let read = registry.into_iter().filter_map(|(path, bytes)| {
            source::read_bytes(&root.join(path), bytes.to_vec(), files, sink)
        });
        Ok(read.collect())
    })?;
    Ok(examine(files, &registry, sink))
}

/// Loads the registry whose texts `read` adds to the files.
fn load(
    root: &Utf8Path,
    read: impl FnOnce(&mut Files, &mut Sink) -> anyhow::Result<Vec<FileId>>,
) -> anyhow::Result<(Files, Registry, Sink)> {
    let (mut files, mut sink) = (Files::default(), Sink::default());
    files.set_root(root);
    let built_in = registry::add_built_in(&mut files);
    let user = read(&mut files, &mut sink)?;
    let registry = registry::load(root, &files, &built_in, &user, &mut sink);
    for &place in &registry.secrets {
        files.mark_secret(place);
    }
    Ok((files, registry, sink))
}

/// Resolves what was [`read`] and examines the result.
pub fn examine(files: Files, registry: &Registry, mut sink: Sink) -> Analysis {
    let services = registry.entries;
    let program = ir::lower(registry, &mut sink);
    lint::run(&program, &mut sink);
    Analysis {
        files,
        sink,
        services,
        program,
    }
}

impl Analysis {
    /// Compiles the program into the output directory, or compares it with that directory. Only for
    /// a registry without errors: of a partial program half would be removed.
    pub fn compile(&mut self, out: &Utf8Path, mode: Mode) -> anyhow::Result<(Counts, Summary)> {
        let output = Output::open(out, mode)?;
        let counts = emit::run(&self.program, &self.files, &|file| output.accept(file))?;
        Ok((counts, output.finish(&mut self.sink)?))
    }

    /// Compares what the program compiles to with a directory, and writes nothing. Only for a registry
    /// without errors, as [`compile`](Self::compile) is.
    pub fn diff(&self, against: Against) -> anyhow::Result<Differences> {
        let comparison = Comparison::open(against)?;
        emit::each(&self.program, &self.files, &|artifact, _| {
            comparison.accept(&artifact)
        })?;
        comparison.finish()
    }
}

/// Every code that a finding can have, sorted.
pub fn codes() -> Vec<&'static Code> {
    let by_module = [
        source::schema_codes::ALL,
        registry::codes::ALL,
        sli::codes::ALL,
        pack::codes::ALL,
        ir::codes::ALL,
        ir::unwatched::ALL,
        output::codes::ALL,
    ];
    let mut codes: Vec<_> = source::codes::ALL
        .into_iter()
        .chain(by_module)
        .flatten()
        .copied()
        .chain(lint::RULES.iter().map(|rule| rule.code))
        .collect();
    codes.sort_by_key(|code| code.id);
    codes
}
