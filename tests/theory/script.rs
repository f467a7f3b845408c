//! The committed table is what the script prints.

use camino::Utf8Path;

use crate::blessed::{assert_none, compare};
use crate::support;

#[test]
fn the_committed_table_is_what_the_script_prints() {
    let Some(python) = support::tool("python3") else {
        return;
    };
    let script = include_str!("burn_rates.py");
    let printed = python
        .run(&[("burn_rates.py", script)], &["burn_rates.py"])
        .expect("the script runs");
    let path = Utf8Path::new("tests/theory/expected.json");
    assert_none(&Vec::from_iter(compare(path, &printed).err()));
}
