#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| rtwire_properties::locate_agrees_with_value(data));
