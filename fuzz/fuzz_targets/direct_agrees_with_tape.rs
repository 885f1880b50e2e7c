#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| rtwire_properties::direct_agrees_with_tape(data));
