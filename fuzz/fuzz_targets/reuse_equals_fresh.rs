#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| rtwire_properties::reuse_equals_fresh(data));
