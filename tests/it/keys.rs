//! The key fields, without which a streamed event has no meaning: how one that is missing is named. Everything else may
//! be missing or null, at any level.

use rtwire::{Decoder, ErrorKind};
use serde_json::Value;

use crate::corpus::file;
use crate::read::any_by;
use crate::rows::is_key;

/// Every variant of `value` in which one member, at any level, is not there or null.
fn without_one(value: &Value, each: &mut dyn FnMut(Value, &str)) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                let mut less = members.clone();
                less.remove(key);
                each(Value::Object(less), key);
                let mut other = members.clone();
                other[key] = Value::Null;
                each(Value::Object(other), key);
                without_one(member, &mut |member, path| {
                    let mut other = members.clone();
                    other[key] = member;
                    each(Value::Object(other), &format!("{key}.{path}"));
                });
            }
        }
        Value::Array(elements) => {
            for at in 0..elements.len() {
                without_one(&elements[at], &mut |element, path| {
                    let mut other = elements.clone();
                    other[at] = element;
                    each(Value::Array(other), path);
                });
            }
        }
        _ => {}
    }
}

#[test]
fn an_event_lacks_nothing_but_a_key_field() {
    let mut decoder = Decoder::new();
    for line in file("kinds.ndjson") {
        let frame: Value = serde_json::from_str(&line.text).unwrap();
        let kind = frame["type"].as_str().unwrap();
        let is_key = |path: &str| path == "type" || is_key(kind, &format!("/{path}"));
        without_one(&frame, &mut |frame, path| match any_by(&mut decoder, frame.to_string()) {
            Ok(_) => assert!(!is_key(path), "{path} is a key field: {frame}"),
            Err(error) => {
                assert!(is_key(path), "{path} is no key field: {error}: {frame}");
                match error.kind() {
                    ErrorKind::Missing(field) => assert_eq!((*field, error.offset(), error.path()), (path, 0, "")),
                    ErrorKind::Expected { found, .. } => assert_eq!((*found, error.path()), ("null", path)),
                    other => panic!("{other:?}: {frame}"),
                }
            }
        });
    }
}
