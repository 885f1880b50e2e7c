#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| rtwire_properties::agrees_with_serde(data));
