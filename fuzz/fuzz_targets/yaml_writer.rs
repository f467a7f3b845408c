//! Documents that we write, read back by two readers.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| o11yc_fuzz::yaml_writer(data));
