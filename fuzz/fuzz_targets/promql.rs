//! Fragments and expressions of PromQL.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| o11yc_fuzz::promql(data));
