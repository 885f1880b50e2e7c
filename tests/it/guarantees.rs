//! That what the README's table of guarantees names is there.

use std::fs;
use std::path::Path;

#[test]
fn what_holds_a_guarantee_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let section = readme.split("## Guarantees\n").nth(1).unwrap().split("\n## ").next().unwrap();
    let mut named = 0;
    for row in section.lines().filter(|line| line.starts_with("| ")).skip(1) {
        let held = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        let names: Vec<_> = held.split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty(), "{row}");
        for name in names {
            named += 1;
            let there = match name.split_once("::") {
                Some((module, test)) => fs::read_to_string(root.join(format!("tests/it/{module}.rs")))
                    .is_ok_and(|text| text.contains("#[test]") && text.contains(&format!("fn {test}()"))),
                None if name.contains('/') => root.join(name).exists(),
                None => root.join(format!("fuzz/fuzz_targets/{name}.rs")).exists(),
            };
            assert!(there, "{name}, of {row}");
        }
    }
    assert!(named > 25, "{named}");
}
