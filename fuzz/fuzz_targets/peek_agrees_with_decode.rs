#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| rtwire_properties::peek_agrees_with_decode(data));
