//! A whole registry in memory: examined, and compiled if nothing is wrong with it.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| o11yc_fuzz::decoding(data));
