# Lists the recipes.
default:
    @just --list

# Formatting and lints.
check:
    rustfmt --check --edition 2024 $(git ls-files '*.rs')
    cargo clippy --all-targets -- -D warnings

# Tests; those that need a tool use the ones in O11YC_TOOLS or on PATH.
test:
    cargo test

# Accepts what the tests print, write and generate.
bless:
    BLESS=1 INSTA_UPDATE=always TRYCMD=overwrite cargo test

# Refreshes schema/ and docs/rules.md.
docs:
    BLESS=1 cargo test --test generated

# Fuzzes a target for twenty minutes; needs cargo-fuzz.
fuzz target:
    mkdir -p fuzz/corpus/{{target}}
    RUSTC_BOOTSTRAP=1 cargo fuzz run {{target}} fuzz/corpus/{{target}} tests/golden tests/mistakes -- -max_total_time=1200

# Everything CI checks.
ci:
    .ci/run
