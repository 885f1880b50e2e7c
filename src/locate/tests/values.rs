//! What stands at a path.

use serde_json::Value;

use super::*;
use crate::locate::walk::Level;

#[test]
fn values_are_those_that_serde_json_keeps() {
    let mut random = Random(99);
    for _ in 0..3_000 {
        let page = Page::random(&mut random);
        let root: Value = serde_json::from_str(&page.text).expect(&page.text);
        for note in page.notes.iter().filter(|note| !note.is_key) {
            let path = note.path();
            let kept = note.steps.iter().try_fold(&root, |value, step| match step {
                Step::Key(key) => value.get(key),
                Step::Index(index) => value.get(index),
            });
            let range = value(page.text.as_bytes(), &path);
            let found = range.clone().map(|range| serde_json::from_str(&page.text[range]).expect("a value"));
            assert_eq!(found.as_ref(), kept, "{path} of {}", page.text);
            // The last of the places with this path is the one, unless a later key above it took them all away.
            let mut notes = page.notes.iter().rev();
            let last = notes.find(|last| !last.is_key && last.path() == path);
            assert!(range.is_none_or(|range| Some(range) == last.map(|last| last.range.clone())));
        }
    }
}

#[test]
fn values_are_found_by_either_form_of_a_key() {
    let frame = r#" {"a":{"b":[1,{"c":"x"}]},"a.b":2,"":3,"\u0061\n":4,"e\u0301":5,"d":[[6]],"\u0000":7} "#;
    let table = [
        ("", Some(frame.trim())),
        ("a.b[1].c", Some("\"x\"")),
        ("[\"a\"][\"b\"][1][\"c\"]", Some("\"x\"")),
        ("a[\"b\"][0]", Some("1")),
        ("a.b", Some("[1,{\"c\":\"x\"}]")),
        ("[\"a.b\"]", Some("2")),
        ("[\"\"]", Some("3")),
        (r#"["a\n"]"#, Some("4")),
        (r#"["\u{61}\u{a}"]"#, Some("4")),
        (r#"["e\u{301}"]"#, Some("5")),
        ("d[0][0]", Some("6")),
        (r#"["\0"]"#, Some("7")),
        ("d[0][1]", None),
        ("a.c", None),
        ("a[0]", None),
        ("a.b.0", None),
        ("a.b[1].c.d", None),
        (".a", None),
        ("a.", None),
        ("a..b", None),
        ("a.b[", None),
        ("a.b[x]", None),
        ("a.b[-1]", None),
        ("a.b[+1]", None),
        ("a.b[99999999999999999999999]", None),
        ("a.b[0]c", None),
        ("[\"a\"", None),
        ("[\"a", None),
        (r#"["\x"]"#, None),
        (r#"["\u{d800}"]"#, None),
        (r#"["\u{61"]"#, None),
    ];
    for (path, found) in table {
        let range = value(frame.as_bytes(), path);
        assert_eq!(range.map(|range| &frame[range]), found, "{path}");
    }
}

#[test]
fn the_last_of_repeated_keys_counts_at_every_level() {
    let table = [
        (r#"{"a":1,"a":2}"#, "a", Some("2")),
        (r#"{"a":1,"\u0061":2}"#, "a", Some("2")),
        (r#"{"a":{"b":1},"a":{"b":2}}"#, "a.b", Some("2")),
        (r#"{"a":{"b":1},"a":{"c":2}}"#, "a.b", None),
        (r#"{"a":{"b":1},"a":2}"#, "a.b", None),
        (r#"{"a":{"b":1,"b":[]},"c":{"b":3}}"#, "a.b", Some("[]")),
        (r#"{"a":[{"b":1},{"b":2}],"a":[{"b":3}]}"#, "a[1].b", None),
        (r#"{"a":{"a":1},"a":{"a":{"a":2}}}"#, "a.a", Some("{\"a\":2}")),
    ];
    for (frame, path, found) in table {
        let range = value(frame.as_bytes(), path);
        assert_eq!(range.map(|range| &frame[range]), found, "{path} of {frame}");
    }
}

#[test]
fn a_level_costs_sixteen_bytes() {
    assert_eq!(size_of::<Level>(), 2 * size_of::<usize>());
}
