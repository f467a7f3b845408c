//! What pages in `docs/` show: a registry that is sound, and every table of the benchmark.

use std::fs;

use camino::Utf8Path;
use o11yc::diag::Severity;

/// The files shown in a page: YAML blocks whose first line names them.
fn shown(page: &str) -> Vec<(&str, &str)> {
    let blocks = page.split("```yaml\n# ").skip(1);
    let blocks = blocks.filter_map(|block| block.split_once('\n'));
    blocks
        .filter(|(name, _)| !name.contains(' '))
        .map(|(name, rest)| (name, rest.split("```").next().unwrap_or_default()))
        .collect()
}

#[test]
fn the_registry_page_shows_a_sound_registry() {
    let page = fs::read_to_string("docs/registry.md").expect("the page is there");
    let files = shown(&page);
    assert_eq!(files.len(), 6, "a file of each kind is shown");
    let directory = tempfile::tempdir().expect("a directory");
    let root = Utf8Path::from_path(directory.path()).expect("UTF-8");
    for (name, text) in files {
        let path = root.join(name);
        fs::create_dir_all(path.parent().expect("below the root")).expect("writable");
        fs::write(path, text).expect("writable");
    }
    let analysis = o11yc::analyse(root).expect("readable");
    assert_eq!(analysis.services, 2);
    let slos = analysis
        .program
        .services
        .iter()
        .flat_map(|it| &it.deployments);
    assert!(slos.map(|deployment| deployment.slos.len()).sum::<usize>() >= 3);
    let report = analysis.sink.finish(&analysis.files);
    let bad: Vec<_> = report
        .diagnostics
        .iter()
        .filter(|it| it.severity != Severity::Note)
        .collect();
    assert!(bad.is_empty(), "{bad:#?}");
}

#[test]
fn the_performance_page_has_every_table_that_the_benchmark_prints() {
    let benchmark = include_str!("../benches/compile.rs");
    let page = include_str!("../docs/performance.md");
    let printed: Vec<_> = benchmark
        .split("### ")
        .skip(1)
        .filter_map(|rest| rest.split("\\n").next())
        .map(|heading| heading.split("{reference}").next().unwrap_or(heading))
        .collect();
    assert!(printed.len() > 8, "{printed:?}");
    for heading in printed {
        assert!(page.contains(&format!("\n### {heading}")), "{heading}");
    }
}
