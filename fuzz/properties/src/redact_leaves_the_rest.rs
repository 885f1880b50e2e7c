//! What is left of a redacted frame, against the frame.

use rtwire::{AudioCodec, Decoder, ErrorKind, Event, Mark, Redactor};
use serde_json::Value;

use crate::limits::split;
use crate::ordered::{Ordered, words};
use crate::redacted::{is_marker, marked, replaced};
use crate::tally;

/// Outside of what was replaced a redacted frame is the frame; it decodes as that does, to the same kind and ids; what
/// its view says of marked fields is a marker; and what cannot be redacted is not JSON, or no event.
///
/// # Panics
/// If it is not so.
pub fn redact_leaves_the_rest(data: &[u8]) {
    let ([what, place], frame) = split(data);
    let frame: Box<[u8]> = frame.into();
    let value = serde_json::from_slice::<Ordered>(&frame).ok();
    let redactor = redactor(what, place, value.as_ref());
    let mut out = BEFORE.to_vec();
    let outcome = redactor.redact(&frame, &mut out);
    let out = out.strip_prefix(BEFORE).expect("what was there stays");
    let (mut decoder, mut other) = (Decoder::new(), Decoder::new());
    let event = decoder.any(&frame);
    let counts = match outcome {
        Ok(counts) => counts,
        Err(error) => {
            assert!(out.is_empty(), "something was written");
            let refused = event.expect_err("cannot be redacted");
            // What a number comes to is nothing to a redactor, so that it sees what is wrong behind it.
            if !matches!(refused.kind(), ErrorKind::NumberRange) {
                assert_eq!((error.category(), error.offset()), (refused.category(), refused.offset()));
            }
            tally::count("refused", false);
            return;
        }
    };
    assert_eq!(replaced(&frame, out), counts.total());
    let left = other.any(out);
    let Ok(event) = event else {
        // Of the wrong shape, or a number that no float can hold.
        tally::count("not decoded", true);
        return;
    };
    // A path may lead to what an event cannot be without.
    let left = match left {
        Ok(left) => left,
        Err(error) => {
            assert!(counts.paths > 0, "{error}");
            return;
        }
    };
    assert_eq!(left.type_str(), event.type_str());
    if counts.paths == 0 {
        assert_eq!((left.response_id(), left.item_id()), (event.response_id(), event.item_id()));
    }
    if !matches!(left, Event::Unknown { .. }) {
        let mut view = serde_json::to_value(left).expect("a view is JSON");
        marked(&mut view, &mut |field, mark, value| {
            let is_sound = field.name == "audio" || event.type_str().ends_with("audio.delta");
            let goes = match mark {
                Mark::Secret => true,
                _ if is_sound => what & 1 != 0,
                _ => what & 2 != 0,
            };
            assert!(!goes || is_gone(value), "{}: {value}", field.name);
        });
    }
    tally::count(event.type_str(), true);
}

/// What `out` holds before: it is written behind.
const BEFORE: &[u8] = b"<";

fn redactor(what: u8, place: u8, value: Option<&Ordered>) -> Redactor {
    let mut redactor = Redactor::new();
    if what & 1 != 0 {
        redactor = redactor.audio(AudioCodec::Pcm);
    }
    if what & 2 != 0 {
        redactor = redactor.text();
    }
    let path = value.map(|value| words(&value.place(place.into()), what & 16 != 0)).filter(|path| !path.is_empty());
    if let Some(path) = path {
        if what & 4 != 0 {
            redactor = redactor.path(&path).expect("a path");
        }
        if what & 8 != 0 {
            redactor = redactor.keep(&path).expect("a path");
        }
    }
    redactor
}

/// Whether nothing is left to be seen of a marked value.
fn is_gone(value: &Value) -> bool {
    match value {
        Value::String(text) => text.is_empty() || is_marker(text),
        Value::Array(values) => values.iter().all(is_gone),
        Value::Object(members) => members.iter().all(|(key, value)| key == "redacted" && is_gone(value)),
        Value::Number(_) => false,
        Value::Null | Value::Bool(_) => true,
    }
}

#[test]
fn it_holds_of_every_sample_in_every_way() {
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data");
    let mut frames = 0;
    for file in ["kinds", "deviations", "client_ga", "client_beta", "translation_ga"] {
        let text = std::fs::read_to_string(data.join(file).with_extension("ndjson")).expect("ships");
        for line in text.lines() {
            for what in 0..16 {
                for place in [0, 1, 3, 5, 8] {
                    redact_leaves_the_rest(&[&[what, place], line.as_bytes()].concat());
                }
            }
            frames += 1;
        }
    }
    assert!(frames > 150, "{frames}");
}
