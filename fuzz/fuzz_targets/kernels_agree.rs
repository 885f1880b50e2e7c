#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| rtwire_properties::kernels_agree(data));
