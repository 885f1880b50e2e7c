//! Leaf accounting: what stands in a frame stands in its view, or the drift report says where it went.
//!
//! Works on `serde_json::Value` alone, so that a wrong row of the tables cannot agree with itself here.

use std::collections::BTreeMap;

use serde_json::Value;

/// Members that hold open values: a null in them is a value like any other.
const OPEN: [&str; 4] = ["parameters", "input_schema", "annotations", "metadata"];

/// The scalars and empty containers of `value` by path: `response.output[0].content[1].text`.
pub fn leaves(value: &Value) -> BTreeMap<String, Value> {
    fn walk(path: String, value: &Value, into: &mut BTreeMap<String, Value>) {
        match value {
            Value::Object(members) if !members.is_empty() => {
                members.iter().for_each(|(key, member)| walk(join(&path, key), member, into));
            }
            Value::Array(elements) if !elements.is_empty() => {
                elements
                    .iter()
                    .enumerate()
                    .for_each(|(index, element)| walk(format!("{path}[{index}]"), element, into));
            }
            leaf => _ = into.insert(path, leaf.clone()),
        }
    }
    let mut found = BTreeMap::new();
    walk(String::new(), value, &mut found);
    found
}

/// Compares a frame with its serialised view and returns a line for every leaf that is lost, changed or invented.
///
/// `drift` are the paths of the report, `response.done: response.output[].content[].x`: an entry accounts for
/// everything at or below its path (leave out those of an unknown `type`: its object comes back whole). Where null
/// equals absence, nulls of both sides are passed over. Numbers are compared by value.
pub fn account(frame: &Value, view: &Value, drift: &[String]) -> Vec<String> {
    let kind = frame["type"].as_str().unwrap_or_default();
    let drift: Vec<&str> =
        drift.iter().map(|path| path.split_once(": ").map_or(path.as_str(), |(_, path)| path)).collect();
    let [sent, back] = [frame, view].map(|value| {
        let mut value = value.clone();
        prune(&mut value, "", kind, &drift);
        leaves(&value)
    });
    let lost = sent.iter().filter_map(|(path, value)| match back.get(path) {
        None => Some(format!("{path}: {value} is lost")),
        Some(other) if !same(value, other) => Some(format!("{path}: {value} became {other}")),
        Some(_) => None,
    });
    let invented = back.iter().filter(|(path, _)| !sent.contains_key(*path));
    lost.chain(invented.map(|(path, value)| format!("{path}: {value} is invented"))).collect()
}

/// Takes out what the report accounts for and the nulls that equal absence.
///
/// Before leaves are made, because an object that loses its last member here is a leaf itself.
fn prune(value: &mut Value, path: &str, kind: &str, drift: &[&str]) {
    match value {
        Value::Object(members) => members.retain(|key, member| {
            let path = join(path, key);
            let gone = reported(&path, drift) || member.is_null() && null_is_absence(kind, &path);
            if !gone {
                prune(member, &path, kind, drift);
            }
            !gone
        }),
        Value::Array(elements) => {
            let path = format!("{path}[]");
            if reported(&path, drift) {
                elements.clear();
            }
            elements.iter_mut().for_each(|element| prune(element, &path, kind, drift));
        }
        _ => {}
    }
}

/// Whether an entry stands for `path`. The report cuts keys at 64 bytes, or up to three before, so that a long entry
/// may have lost its end.
fn reported(path: &str, drift: &[&str]) -> bool {
    drift.iter().any(|entry| path == *entry || entry.len() > 60 && path.starts_with(entry))
}

/// Whether null says no more than absence there.
fn null_is_absence(kind: &str, path: &str) -> bool {
    let below = |names: &[&str]| path.split('.').rev().skip(1).any(|part| names.contains(&part));
    if below(&OPEN) {
        return false;
    }
    match kind {
        // Null: out of band. Absent: an old dialect.
        "response.created" | "response.done" => path != "response.conversation_id",
        "response.create" if path == "response" => false,
        // A null among a client's settings is a command. Items are no settings.
        "response.create" | "session.update" | "transcription_session.update" => {
            !path.contains('.') || path.starts_with("response.input[]")
        }
        _ => true,
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// Whether two scalars are the same, numbers by their value.
pub fn same(left: &Value, right: &Value) -> bool {
    let whole = |value: &Value| value.is_i64() || value.is_u64();
    match (left, right) {
        (Value::Number(_), Value::Number(_)) if !(whole(left) && whole(right)) => left.as_f64() == right.as_f64(),
        _ => left == right,
    }
}

#[test]
fn accounting_sees_what_is_lost_changed_or_invented() {
    let case = |frame: &str, view: &str, drift: &[&str]| {
        let [frame, view] = [frame, view].map(|text| serde_json::from_str(text).unwrap());
        account(&frame, &view, &drift.iter().map(|path| format!("error: {path}")).collect::<Vec<_>>())
    };
    let sound: [(&str, &str, &[&str]); 6] = [
        (r#"{"a":1,"b":null}"#, r#"{"a":1.0}"#, &[]),
        (r#"{"a":{"b":null}}"#, r#"{"a":{}}"#, &[]),
        (r#"{"a":{"b":1,"c":2}}"#, r#"{"a":{"c":2}}"#, &["a.b"]),
        (r#"{"a":{"b":{"c":[1]}}}"#, r#"{"a":{}}"#, &["a.b"]),
        (r#"{"a":[1,"x",2]}"#, r#"{"a":[1,2]}"#, &["a[]"]),
        (r#"{"a":[{"b":1,"c":2}]}"#, r#"{"a":[{"b":1}]}"#, &["a[].c"]),
    ];
    for (frame, view, drift) in sound {
        assert_eq!(case(frame, view, drift), Vec::<String>::new(), "{frame}");
    }
    assert_eq!(case(r#"{"a":1,"b":2}"#, r#"{"a":2,"c":2}"#, &[]).len(), 3);
    assert_eq!(case(r#"{"a":{},"b":1}"#, r#"{"b":1}"#, &[]), ["a: {} is lost"]);
    assert_eq!(case(r#"{"ab":1,"b":1}"#, r#"{"b":1}"#, &["a"]), ["ab: 1 is lost"]);
    assert_eq!(
        case(
            r#"{"type":"response.done","response":{"conversation_id":null}}"#,
            r#"{"type":"response.done","response":{}}"#,
            &[]
        )
        .len(),
        2
    );
    assert_eq!(
        case(
            r#"{"type":"session.update","session":{"turn_detection":null}}"#,
            r#"{"type":"session.update","session":{}}"#,
            &[]
        )
        .len(),
        2
    );
}
