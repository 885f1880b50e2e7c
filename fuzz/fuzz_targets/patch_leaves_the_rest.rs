#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| rtwire_properties::patch_leaves_the_rest(data));
