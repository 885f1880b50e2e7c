//! Finding and changing values, against `serde_json::Value`.

use std::ops::Range;

use rtwire::patch::{remove, rename, set};
use rtwire::{Category, Duplicates, Error, locate, patch};
use serde_json::{Value, json};

use crate::corpus::corpus;

fn found<'f>(frame: &'f str, path: &str) -> Option<&'f str> {
    locate(frame.as_bytes(), path, Duplicates::Last).unwrap().map(|range| &frame[range])
}

fn refused(frame: &str, path: &str, duplicates: Duplicates) -> String {
    locate(frame.as_bytes(), path, duplicates).unwrap_err().to_string()
}

/// What `change` writes.
fn changed(change: impl FnOnce(&mut Vec<u8>) -> Result<bool, Error>) -> Option<String> {
    let mut out = Vec::new();
    change(&mut out).unwrap().then(|| String::from_utf8(out).unwrap())
}

/// Every path in `value`, with what is there.
fn paths(value: &Value, path: &str, each: &mut dyn FnMut(&str, &Value)) {
    each(path, value);
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                let plain = key.chars().all(|char| char.is_ascii_alphanumeric() || char == '_');
                let step = match (plain && !key.is_empty(), path) {
                    (true, "") => key.clone(),
                    (true, _) => format!(".{key}"),
                    (false, _) => format!("[{key:?}]"),
                };
                paths(member, &format!("{path}{step}"), each);
            }
        }
        Value::Array(elements) => {
            for (at, element) in elements.iter().enumerate() {
                paths(element, &format!("{path}[{at}]"), each);
            }
        }
        _ => {}
    }
}

#[test]
fn every_value_of_every_sample_is_found_set_and_removed() {
    for line in corpus().iter().step_by(7) {
        let frame = line.frame();
        let value: Value = serde_json::from_slice(frame).unwrap();
        paths(&value, "", &mut |path, there| {
            let range =
                locate(frame, path, Duplicates::Last).unwrap().unwrap_or_else(|| panic!("{path}: {}", line.place()));
            assert_eq!(serde_json::from_slice::<Value>(&frame[range.clone()]).unwrap(), *there, "{path}");

            let mut out = Vec::new();
            assert!(set(frame, path, b"[]", &mut out).unwrap());
            assert_eq!(out[..range.start], frame[..range.start]);
            assert_eq!(out[range.start..range.start + 2], *b"[]");
            assert_eq!(out[range.start + 2..], frame[range.end..]);

            if !path.is_empty() {
                out.clear();
                assert!(remove(frame, path, &mut out).unwrap());
                let left: Value = serde_json::from_slice(&out).unwrap();
                assert_eq!(left, without(value.clone(), path), "{path}: {}", line.place());
            }
        });
    }
}

/// `value` without what stands at `path`, by JSON pointer.
fn without(mut value: Value, path: &str) -> Value {
    let at = path.rfind(['.', '[']).unwrap_or(0);
    let (parent, last) = path.split_at(at);
    let pointer = parent.replace("[\"", ".").replace("\"]", "").replace('[', ".").replace(']', "");
    let pointer: String = pointer.split('.').filter(|step| !step.is_empty()).map(|step| format!("/{step}")).collect();
    let last = last.trim_matches(['.', '[', ']', '"']);
    match value.pointer_mut(&pointer).unwrap() {
        Value::Object(members) => drop(members.remove(last)),
        Value::Array(elements) => drop(elements.remove(last.parse().unwrap())),
        _ => panic!("{path}"),
    }
    value
}

#[test]
fn white_space_escapes_and_repeats_do_not_hide_a_value() {
    let frame =
        "{ \"a\\u0062\" : [ 1 , { \"\" : null , \"x y\" :\"\\\"}\" } ] ,\t\"ab\": [ true , {\"x y\":\"\u{e9}\"} ] }";
    assert_eq!(found(frame, "ab[0]"), Some("true"));
    assert_eq!(found(frame, "ab[1][\"x y\"]"), Some("\"\u{e9}\""));
    assert_eq!(found(frame, "ab[1][\"\"]"), None, "the first `ab` does not count");
    assert_eq!(found(frame, "ab[2]"), None);
    assert_eq!(found(frame, "ab.x"), None);
    assert_eq!(found(frame, ""), Some(frame));
    assert_eq!(found(" 7 ", ""), Some("7"));
}

#[test]
fn a_repeated_key_of_the_path_is_an_error_where_it_must_be() {
    let repeated = r#"{"a":{"b":1},"x":1,"x":2,"a":{"b":2}}"#;
    assert_eq!(refused(repeated, "a.b", Duplicates::Reject), "shape: repeated key at byte 25");
    assert_eq!(
        refused(r#"{"a":[{"b":1,"\u0062":2}]}"#, "a[0].b", Duplicates::Reject),
        "shape: repeated key at byte 13 (a[0])"
    );
    let elsewhere = br#"{"x":1,"x":2,"a":[{"b":1},{"b":2}]}"#;
    assert!(locate(elsewhere, "a[1].b", Duplicates::Reject).unwrap().is_some());
}

#[test]
fn what_is_no_frame_or_no_path_is_an_error() {
    assert_eq!(refused("{\"a\":1", "a", Duplicates::Last), "syntax: not valid JSON at byte 6 (a)");
    assert_eq!(refused("", "", Duplicates::Last), "syntax: not valid JSON at byte 0");
    assert!(
        refused(&"[".repeat(2000), "[0]", Duplicates::Last).starts_with("limit: nested deeper than 1024 at byte 1024")
    );
    for path in ["a.", ".a", "a..b", "a[", "a[x]", "a[-1]", "a[+1]", r#"["\u{+41}"]"#, r#"["\u{}"]"#, "[\"a", "a b]["] {
        let error = locate(b"{}", path, Duplicates::Last).map(drop);
        assert!(error.is_err() || path == "a b][", "{path}");
    }
    let error = remove(b"{}", "", &mut Vec::new()).unwrap_err();
    assert_eq!(
        (error.category(), error.to_string()),
        (Category::Shape, "shape: not a path of a value at byte 0".into())
    );
}

#[test]
fn edits_come_in_any_order_and_must_not_overlap() {
    let mut out = b"<".to_vec();
    patch(b"0123456789", &[(8..9, b"EIGHT"), (0..0, b"a"), (2..4, b""), (0..0, b"b"), (10..10, b"!")], &mut out)
        .unwrap();
    assert_eq!(out, b"<ab014567EIGHT9!");
    for edits in
        [[(0..3, &b""[..]), (2..4, b"")], [(9..11, b""), (0..1, b"")], [(0..1, b""), (Range { start: 5, end: 4 }, b"")]]
    {
        let mut out = b"<".to_vec();
        assert_eq!(patch(b"0123456789", &edits, &mut out).unwrap_err().category(), Category::Shape);
        assert_eq!(out, b"<", "nothing is written");
    }
}

#[test]
fn a_member_that_is_not_there_is_added() {
    let set = |frame: &str, path: &str| changed(|out| set(frame.as_bytes(), path, b"1", out));
    assert_eq!(set("{}", "a").as_deref(), Some(r#"{"a":1}"#));
    assert_eq!(set("{ }", "a").as_deref(), Some(r#"{"a":1 }"#));
    assert_eq!(set(r#"{"b":[{"c":2} ] }"#, "b[0].a").as_deref(), Some(r#"{"b":[{"c":2,"a":1} ] }"#));
    assert_eq!(set("{}", "[\"a\\n\\\"\\\\\"]").as_deref(), Some(r#"{"a\u000a\"\\":1}"#));
    assert_eq!(set(r#"{"a":0,"\u0061":2}"#, "a").as_deref(), Some(r#"{"a":0,"\u0061":1}"#), "the last counts");
    assert_eq!(set("[]", "[0]"), None);
    assert_eq!(set("{}", "a.b"), None);
    assert_eq!(set("[1]", "a"), None);
}

#[test]
fn removal_takes_one_comma_along_and_every_repeat() {
    let cut = |frame: &str, path: &str| changed(|out| remove(frame.as_bytes(), path, out));
    assert_eq!(cut(r#"{ "a" : 1 , "b" : 2 }"#, "a").as_deref(), Some(r#"{ "b" : 2 }"#));
    assert_eq!(cut(r#"{ "a" : 1 , "b" : 2 }"#, "b").as_deref(), Some(r#"{ "a" : 1 }"#));
    assert_eq!(cut(r#"{"a":1}"#, "a").as_deref(), Some("{}"));
    assert_eq!(cut(r#"{"a":1,"\u0061":2,"b":3,"a":{"a":4}}"#, "a").as_deref(), Some(r#"{"b":3}"#));
    assert_eq!(cut(r#"{"b":0,"a":1,"a":2,"c":3,"a":[5]}"#, "a").as_deref(), Some(r#"{"b":0,"c":3}"#));
    assert_eq!(cut("[1, [2, 3], {}]", "[1]").as_deref(), Some("[1, {}]"));
    assert_eq!(cut("[1, [2, 3], {}]", "[1][0]").as_deref(), Some("[1, [3], {}]"));
    assert_eq!(cut("[1, [2, 3], {}]", "[2]").as_deref(), Some("[1, [2, 3]]"));
    assert_eq!(cut(r#"{"a":1}"#, "b"), None);
    assert_eq!(cut(r#"{"a":1}"#, "a.b"), None);
}

#[test]
fn an_event_is_renamed_wherever_its_type_stands() {
    let rename = |frame: &str, kind: &str| changed(|out| rename(frame.as_bytes(), kind, out));
    assert_eq!(
        rename(r#"{"delta":"\"type\":1", "type" : "a" }"#, "b").as_deref(),
        Some(r#"{"delta":"\"type\":1", "type" : "b" }"#)
    );
    assert_eq!(rename(r#"{"type":"a","t\u0079pe":"b"}"#, "c\"").as_deref(), Some(r#"{"type":"a","t\u0079pe":"c\""}"#));
    assert_eq!(rename("{}", "b"), None);
    let back: Value = serde_json::from_str(&rename(r#"{"type":"a","x":[1.50]}"#, "b").unwrap()).unwrap();
    assert_eq!(back, json!({"type": "b", "x": [1.5]}));
}

#[test]
fn every_character_of_a_new_name_comes_back() {
    let frame = br#"{"type":"error"}"#;
    for char in ('\0'..='\u{ff}').chain(['\u{2028}', '\u{1f600}']) {
        let (name, mut out) = (format!("a{char}b"), Vec::new());
        assert!(rename(frame, &name, &mut out).unwrap());
        let value: Value = serde_json::from_slice(&out).unwrap_or_else(|error| panic!("{char:?}: {error}"));
        assert_eq!(value["type"], name.as_str());
    }
}
