//! Committed files that are made from the code are what the code makes: schemas, the page of rules,
//! the page of burn rates, the output of the registry in this repository. `BLESS=1` writes them.

#[path = "support/blessed.rs"]
mod blessed;
#[path = "generated/burn_rates.rs"]
mod burn_rates;
#[path = "generated/readme.rs"]
mod readme;
#[path = "support/tree.rs"]
mod tree;
#[path = "support/write.rs"]
mod write;

use camino::Utf8Path;
use o11yc::diag;
use o11yc::registry::FileKind;

use blessed::{assert_none, blessing, compare};

#[test]
fn schemas_are_fresh() {
    let complaints = FileKind::ALL.map(|kind| {
        let schema = serde_json::to_string_pretty(&kind.schema()).expect("a schema is JSON");
        let path = format!("schema/{}.schema.json", kind.stem());
        compare(Utf8Path::new(&path), &(schema + "\n")).err()
    });
    assert_none(&complaints.into_iter().flatten().collect::<Vec<_>>());
}

#[test]
fn the_page_of_rules_is_fresh() {
    let page = diag::rules_page(&o11yc::codes());
    assert_none(&Vec::from_iter(
        compare(Utf8Path::new("docs/rules.md"), &page).err(),
    ));
}

#[test]
fn the_page_of_burn_rates_is_fresh() {
    let page = burn_rates::page();
    assert_none(&Vec::from_iter(
        compare(Utf8Path::new("docs/burn-rates.md"), &page).err(),
    ));
}

#[test]
fn the_output_of_our_own_registry_is_fresh() {
    let args: &[&str] = if blessing() {
        &["build"]
    } else {
        &["build", "--check"]
    };
    assert_eq!(readme::o11yc(Utf8Path::new("."), args), Ok(()));
}

#[test]
fn the_readme_can_be_followed() {
    assert_none(&readme::follow());
}

#[test]
fn every_code_is_documented() {
    let codes = o11yc::codes();
    let complaints: Vec<_> = codes
        .iter()
        .filter_map(|code| diag::check_docs(code).err())
        .collect();
    assert_none(&complaints);
    assert_eq!(diag::check_unique(&codes), Ok(()));
}

#[test]
fn built_in_files_satisfy_the_schemas() {
    let root = Utf8Path::new("src/builtin");
    let mut seen = 0;
    for entry in walkdir::WalkDir::new(root).sort_by_file_name() {
        let entry = entry.expect("the folder can be listed");
        let path = Utf8Path::from_path(entry.path()).expect("UTF-8").to_owned();
        if path.is_dir() {
            continue;
        }
        let name = path.strip_prefix(root).expect("the walk stays in it");
        let kind = FileKind::of(name).expect("built-in files are named as the user's");
        let text = std::fs::read_to_string(&path).expect("built-in files are text");
        let value: serde_json::Value =
            serde_yaml::from_str(&text).expect("built-in files are YAML");
        let schema = jsonschema::validator_for(&kind.schema()).expect("schemas are valid");
        let errors: Vec<_> = schema
            .iter_errors(&value)
            .map(|error| format!("{path}: {error}"))
            .collect();
        assert_none(&errors);
        seen += 1;
    }
    assert!(seen >= 12, "only {seen} built-in files were found");
}
