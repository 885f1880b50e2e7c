//! Every reader against serde_json, in what is accepted and in every leaf.

use std::mem::discriminant;

use rtwire::{Category, ClientKind, Duplicates, Error, ErrorKind, Limits, Mismatch, ServerKind};
use serde_json::Value;

use crate::leaves::{account, same};
use crate::limits::{limits, split};
use crate::readers::{Noted, Said, Verdict, agreed};
use crate::reference::{self, Fault, Text};
use crate::tally;

/// Every reader accepts what serde_json does, and refuses what it does. The exceptions: what is beyond the limits, a
/// number beyond a 64-bit float, and JSON that is no event are refused; half a surrogate pair is replaced. Of what is
/// accepted, every leaf is in the view or in the drift report.
///
/// # Panics
/// If it is not so.
pub fn agrees_with_serde(data: &[u8]) {
    let ([sizes, memory, policy], frame) = split(data);
    let mut limits = limits([sizes, memory, policy]);
    limits.drift_entries = 1 << 20;
    let frame: Box<[u8]> = frame.into();
    let text = reference::read_within(&frame, limits.max_depth.min(1024), limits.max_nodes);
    let due = due(&frame, &text, &limits);
    let value = value(&frame, &text);
    match agreed(&frame, &limits) {
        Verdict::Accepted(said) => {
            assert!(due.is_none(), "accepted instead of {due:?}: {}", frame.escape_ascii());
            // Deeper than serde_json reads, there is nothing to compare with.
            if let Some(value) = value {
                accounted(&frame, &value, &said, &text);
            }
            let known = is_known(&said.kind);
            tally::count(if known { &said.kind } else { "unknown" }, true);
        }
        Verdict::Refused(refusal) => {
            let error = refusal.error.expect("the decoder has an error");
            match (due, &value) {
                (Some((kind, offset)), _) => assert!(
                    discriminant(error.kind()) == discriminant(&kind) && error.offset() == offset,
                    "{error} instead of {kind:?} at {offset}: {}",
                    frame.escape_ascii()
                ),
                (None, Some(value)) => is_no_event(&frame, value, &error, &limits),
                (None, None) => assert_eq!(error.category(), Category::Shape),
            }
            tally::count(error.category().as_str(), false);
        }
        Verdict::Declined => unreachable!("the decoder decides"),
    }
}

/// What must be said of a frame that is no JSON, or is JSON beyond what is allowed or can be held.
fn due(frame: &[u8], text: &Text, limits: &Limits) -> Option<(ErrorKind, usize)> {
    if frame.len() > limits.max_frame_bytes {
        return Some((ErrorKind::TooLong { limit: limits.max_frame_bytes }, limits.max_frame_bytes));
    }
    let utf8 = str::from_utf8(frame).err().map(|error| (0, error.valid_up_to(), ErrorKind::Utf8));
    let fault = text.fault.map(|fault| match fault {
        Fault::TooDeep(offset) => (1, offset, ErrorKind::TooDeep { limit: 0 }),
        Fault::Syntax(offset) => (2, offset, ErrorKind::Syntax),
    });
    let crowded = text.crowded.map(|offset| (3, offset, ErrorKind::TooManyNodes { limit: 0 }));
    // The lowest; where several share a byte, in this order.
    let first = [utf8, fault, crowded].into_iter().flatten().min_by_key(|(rank, offset, _)| (*offset, *rank));
    match (first, text.beyond, text.lone) {
        (Some((_, offset, kind)), ..) => Some((kind, offset)),
        (None, Some(offset), _) => Some((ErrorKind::NumberRange, offset)),
        (None, None, Some(offset)) if limits.mismatch == Mismatch::Reject => Some((ErrorKind::LoneSurrogate, offset)),
        _ => None,
    }
}

/// What serde_json makes of the frame, halves of surrogate pairs replaced; it is held to the reference, so that no
/// exception is one by chance.
fn value(frame: &[u8], text: &Text) -> Option<Value> {
    let sound = text.fault.is_none() && str::from_utf8(frame).is_ok();
    let value = serde_json::from_slice::<Value>(frame);
    match (&value, sound) {
        (Ok(_), _) => assert!(
            sound && text.lone.is_none() && text.beyond.is_none()
                // Read no further than the limit.
                || matches!(text.fault, Some(Fault::TooDeep(_))),
            "{}",
            frame.escape_ascii()
        ),
        (Err(error), true) => assert!(
            text.lone.is_some() || text.beyond.is_some() || text.depth >= 127,
            "{error}: {}",
            frame.escape_ascii()
        ),
        (Err(_), false) => {}
    }
    if !sound || text.lone.is_none() || text.beyond.is_some() {
        return value.ok();
    }
    let mut mended = frame.to_vec();
    while let Some(lone) = reference::read(&mended, 1024).lone {
        mended.splice(lone..lone + 6, *br"\ufffd");
    }
    serde_json::from_slice(&mended).ok()
}

fn is_known(kind: &str) -> bool {
    ServerKind::from_wire(kind).is_some() || ClientKind::from_wire(kind).is_some()
}

/// Whether every leaf of the frame is in the view or in the report.
fn accounted(frame: &[u8], value: &Value, said: &Said, text: &Text) {
    let (Some(event), Some(drift)) = (&said.event, &said.drift) else { unreachable!("the decoder says all") };
    assert_eq!(value["type"].as_str(), Some(&*said.kind));
    assert!(text.lone.is_none() || drift.iter().any(|noted| noted.expected == "surrogate pair"), "{drift:?}");
    if !is_known(&said.kind) {
        assert_eq!(event, frame);
        assert!(drift.iter().all(|noted| noted.expected == "surrogate pair"), "{drift:?}");
        return;
    }
    let view: Value = serde_json::from_slice(event).expect("events are written as JSON");
    for Noted { path, expected, .. } in drift {
        let (kind, path) = path.split_once(": ").expect("an event and a place in it");
        // Half a pair is noted also in a value that a later one replaces, of which serde_json knows nothing.
        let there = expected == "surrogate pair" || leads_somewhere(value, path);
        assert!(kind == said.kind && there, "{path} is in no {value}");
    }
    if alike(value, &view) {
        return;
    }
    let left_out = drift.iter().filter(|noted| noted.expected != "known type");
    let left_out: Vec<_> = left_out.map(|noted| noted.path.clone()).collect();
    let wrong = account(value, &view, &left_out);
    assert!(wrong.is_empty(), "{wrong:#?}\n{value}\n{view}\n{drift:#?}");
}

/// Whether two values are the same, numbers by their value. The quick way to say that all is accounted for.
fn alike(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let member = |(key, value)| other.get(key).is_some_and(|other| alike(value, other));
            one.len() == other.len() && one.iter().all(member)
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| alike(one, other))
        }
        _ => same(one, other),
    }
}

/// Whether the place that an entry names is there, by any way: keys may hold dots and brackets, and are cut at 64
/// bytes.
fn leads_somewhere(value: &Value, path: &str) -> bool {
    if path.is_empty() {
        return true;
    }
    match value {
        Value::Array(elements) => {
            path.strip_prefix("[]").is_some_and(|path| elements.iter().any(|element| leads_somewhere(element, path)))
        }
        Value::Object(members) => {
            // A dot may be the path's own or the key's.
            [Some(path), path.strip_prefix('.')].into_iter().flatten().any(|path| {
                members.iter().any(|(key, member)| {
                    let cut = key.len() > 60 && key.starts_with(path);
                    cut || path.strip_prefix(key.as_str()).is_some_and(|path| leads_somewhere(member, path))
                })
            })
        }
        _ => false,
    }
}

/// Whether a frame that is JSON is refused for the reason that is given, where serde_json's value shows it.
fn is_no_event(frame: &[u8], value: &Value, error: &Error, limits: &Limits) {
    let place = frame.get(error.offset()..).unwrap_or_default();
    let known = value["type"].as_str().is_some_and(is_known);
    let told = match error.kind() {
        ErrorKind::Expected { expected, found } => {
            let sound = shape(place) == *found || *found == "integer" && shape(place) == "number";
            let whole = match (*expected, error.path()) {
                ("object", "") => !value.is_object(),
                ("string", "type") => !value["type"].is_string() && value.get("type").is_some(),
                _ => known && !error.path().is_empty(),
            };
            sound && whole && *expected != *found
        }
        ErrorKind::Missing("type") if error.path().is_empty() => value.get("type").is_none() && place[0] == b'{',
        ErrorKind::Missing(field) => known && place[0] == b'{' && value.get(field).is_none(),
        ErrorKind::Repeated => limits.duplicates == Duplicates::Reject && place[0] == b'"',
        _ => false,
    };
    assert!(told, "{error}: {}", frame.escape_ascii());
}

/// What begins here, as errors call it.
fn shape(text: &[u8]) -> &'static str {
    let part = |byte: &&u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
    let number: &[u8] = &text[..text.iter().take_while(part).count()];
    match text.first() {
        Some(b'{') => "object",
        Some(b'[') => "array",
        Some(b'"') => "string",
        Some(b't' | b'f') => "boolean",
        Some(b'n') => "null",
        // Beyond 64 bits an integer is a number like any other.
        Some(b'-' | b'0'..=b'9') if number.len() > 18 || number.iter().any(|byte| b".eE".contains(byte)) => "number",
        Some(b'-' | b'0'..=b'9') => "integer",
        _ => "nothing",
    }
}

#[test]
fn a_key_may_begin_with_a_dot() {
    let value = serde_json::json!({".a": {"b": {".": [7]}}});
    for path in [".a", ".a.b", ".a.b..", ".a.b..[]"] {
        assert!(leads_somewhere(&value, path), "{path}");
    }
    assert!(!leads_somewhere(&value, "b") && !leads_somewhere(&value, ".a.c"));
}
