//! YAML as people write it: read, and told what is wrong with it.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| o11yc_fuzz::yaml_source(data));
