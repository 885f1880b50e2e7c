#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| rtwire_properties::redact_leaves_the_rest(data));
