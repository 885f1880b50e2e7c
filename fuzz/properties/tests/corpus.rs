//! The corpus of each fuzz target through its property, and that the lists of targets are one.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use rtwire_properties::PROPERTIES;

fn fuzz() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The names of what is in a folder.
fn names(folder: &str) -> BTreeSet<String> {
    let folder = fuzz().join(folder);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn properties() -> BTreeSet<String> {
    PROPERTIES.iter().map(|(name, _)| (*name).to_owned()).collect()
}

#[test]
#[expect(clippy::print_stderr, reason = "what a failing test shows")]
fn every_input_of_the_corpus_keeps_its_property() {
    let (mut files, mut bytes) = (0, 0);
    for (name, property) in PROPERTIES {
        let inputs = names(&format!("corpus/{name}"));
        assert!(inputs.len() >= 5, "{name} has {} inputs", inputs.len());
        assert!(inputs.len() <= 300, "{name} has {} inputs: minimise them", inputs.len());
        for input in &inputs {
            let data = fs::read(fuzz().join("corpus").join(name).join(input)).unwrap();
            // The last of these is the input on which the property panics.
            eprintln!("{name}/{input}");
            property(&data);
            files += 1;
            bytes += data.len();
        }
    }
    assert!(bytes < 2 << 20, "{files} files of {bytes} bytes");
}

#[test]
fn the_lists_of_targets_are_one() {
    let manifest = fs::read_to_string(fuzz().join("Cargo.toml")).unwrap();
    let bins: BTreeSet<_> = manifest
        .split("[[bin]]")
        .skip(1)
        .map(|bin| {
            let name = bin.split('"').nth(1).unwrap();
            assert!(bin.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{bin}");
            name.to_owned()
        })
        .collect();
    assert_eq!(bins, properties(), "bins of Cargo.toml");
    let files: BTreeSet<_> = properties().iter().map(|name| format!("{name}.rs")).collect();
    assert_eq!(names("fuzz_targets"), files);
    assert_eq!(names("corpus"), properties());
    for name in properties() {
        let target = fs::read_to_string(fuzz().join(format!("fuzz_targets/{name}.rs"))).unwrap();
        let body = format!("libfuzzer_sys::fuzz_target!(|data: &[u8]| rtwire_properties::{name}(data));");
        assert_eq!(target, format!("#![no_main]\n{body}\n"));
    }
}
