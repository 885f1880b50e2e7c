#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| rtwire_properties::ndjson_chunks(data));
