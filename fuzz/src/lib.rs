//! What the fuzz targets ask: the same properties, with the same generators, as `cargo test`.
//!
//! In come the fuzzer's bytes. To readers those that are text are the input itself, so that coverage guides
//! the search; all others, and all of the writer's, are the seed of a generator, whose search is random.

#[path = "../../tests/properties/damaged.rs"]
mod damaged;
#[path = "../../src/artifact/yaml/round_trip/strategy.rs"]
mod documents;
#[path = "../../tests/properties/examined.rs"]
mod examined;
#[path = "../../src/promql/tests/properties.rs"]
mod expression;
#[path = "../../src/promql/tests/strategy.rs"]
mod expressions;
#[path = "../../tests/support/shown.rs"]
mod shown;
#[path = "../../src/artifact/yaml/round_trip/value.rs"]
mod value;

// The shared files name these as their own crate's.
use o11yc::{artifact, promql, units};

use proptest::strategy::{Strategy, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// What a generator makes of these bytes as its seed; `None` if it makes nothing of them.
fn generate<S: Strategy>(strategy: &S, data: &[u8]) -> Option<S::Value> {
    let mut seed = [0; 32];
    for (at, byte) in data.iter().enumerate() {
        seed[at % 32] ^= byte;
    }
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let tree = strategy.new_tree(&mut runner).ok()?;
    Some(tree.current())
}

/// YAML as people write it.
pub fn yaml_source(data: &[u8]) {
    match str::from_utf8(data) {
        Ok(text) => examined::text(text),
        Err(_) => {
            if let Some(text) = generate(&damaged::text(), data) {
                examined::text(&text);
            }
        }
    }
}

/// A registry: one file, or several with a line `---` between them.
pub fn decoding(data: &[u8]) {
    match str::from_utf8(data) {
        Ok(text) => examined::registry(&damaged::split(text)),
        Err(_) => {
            if let Some(registry) = generate(&damaged::registry(), data) {
                examined::registry(&registry);
            }
        }
    }
}

/// A text that may be a fragment, or an expression.
pub fn promql(data: &[u8]) {
    if let Ok(text) = str::from_utf8(data) {
        return expression::check_text(text);
    }
    if let Some(words) = generate(&expressions::words(), data) {
        expression::check_text(&words.concat());
    }
    if let Some(expr) = generate(&expressions::vector(), data) {
        expression::check_expression(&expr);
        expression::check_lines(&expr, 100);
    }
}

/// Any document.
pub fn yaml_writer(data: &[u8]) {
    if let Some(document) = generate(&documents::value(), data) {
        value::assert_both_read(&document);
    }
}
