//! What no sample shows of a row: whether its field is needed, whether it keeps a null, its sign.

use rtwire::{ClientKind, Decoder, Field, ServerKind, Shape};
use serde_json::Value;

use crate::corpus::corpus;

/// Each member of each sample left out, and null.
#[test]
fn only_key_fields_are_needed_and_only_settings_keep_a_null() {
    let read = |frame: &Value| {
        let mut decoder = Decoder::new();
        let event = decoder.any(frame.to_string().as_bytes()).ok().map(|event| serde_json::to_value(event).unwrap());
        (event, decoder.drift().is_empty())
    };
    let mut tried = 0;
    for line in corpus().iter().filter(|line| line.ships) {
        let frame: Value = serde_json::from_str(&line.text).unwrap();
        let (Some(whole), true) = read(&frame) else { continue };
        let mut places = Vec::new();
        members(&frame, "", &mut places);
        for place in places.into_iter().filter(|place| whole.pointer(place).is_some()) {
            let kind = frame["type"].as_str().unwrap();
            let [mut absent, mut null] = [&frame, &frame].map(Value::clone);
            let (parent, name) = place.rsplit_once('/').unwrap();
            absent.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name);
            *null.pointer_mut(&place).unwrap() = Value::Null;
            let ((absent, _), (null, _)) = (read(&absent), read(&null));
            tried += 1;
            if is_key(kind, &place) {
                assert_eq!((absent, null), (None, None), "{} without {place}", line.place());
                continue;
            }
            let (Some(absent), Some(null)) = (absent, null) else { panic!("{} needs {place}", line.place()) };
            if keeps_null(kind, &place) {
                assert_eq!(null.pointer(&place), Some(&Value::Null), "{} {place}", line.place());
            } else {
                assert_eq!(null, absent, "{} {place}", line.place());
            }
        }
    }
    assert!(tried > 3000, "{tried}");
}

/// The members of `value` by their JSON pointers, without tags and what stands in open values.
fn members(value: &Value, place: &str, found: &mut Vec<String>) {
    const OPEN: [&str; 6] = ["parameters", "input_schema", "annotations", "metadata", "headers", "variables"];
    match value {
        Value::Object(object) => {
            for (name, member) in object.iter().filter(|(name, _)| *name != "type") {
                let place = format!("{place}/{name}");
                // Without a type, `audio` tells what a session is.
                if place != "/session/audio" || object.contains_key("type") {
                    found.push(place.clone());
                }
                if !OPEN.contains(&&**name) {
                    members(member, &place, found);
                }
            }
        }
        Value::Array(elements) => {
            elements.iter().enumerate().for_each(|(at, element)| members(element, &format!("{place}/{at}"), found));
        }
        _ => {}
    }
}

/// What the wire reference marks R among indices and payloads, but for what a server has been seen to leave out.
pub fn is_key(kind: &str, place: &str) -> bool {
    let key = ["/output_index", "/content_index", "/delta", "/text", "/transcript", "/arguments", "/audio"];
    let optional = [
        "conversation.item.input_audio_transcription.delta",
        "conversation.item.truncate",
        "conversation.item.truncated",
    ];
    let left_out = [("response.function_call_arguments.delta", "/output_index")];
    key.contains(&place) && !optional.contains(&kind) && !left_out.contains(&(kind, place))
}

/// In settings a null is a command.
fn keeps_null(kind: &str, place: &str) -> bool {
    let settings = match kind {
        "response.create" => return place.starts_with("/response") && !place.starts_with("/response/input/"),
        "response.created" | "response.done" => {
            &["/response/conversation_id", "/response/audio/", "/response/voice/", "/response/output_audio_format/"][..]
        }
        _ => &["/session/"],
    };
    settings.iter().any(|start| place.starts_with(start))
}

#[test]
fn only_the_codes_of_mcp_errors_may_be_negative() {
    fn walk(owner: &'static str, fields: &'static [Field], found: &mut Vec<String>) {
        fields.iter().for_each(|field| shape(owner, field, field.shape, found));
    }
    fn shape(owner: &'static str, field: &'static Field, of: Shape, found: &mut Vec<String>) {
        match of {
            Shape::Integer => found.push(format!("{owner}.{}", field.name)),
            Shape::Array(element) => shape(owner, field, *element, found),
            Shape::Either(shapes) => shapes.iter().for_each(|of| shape(owner, field, *of, found)),
            Shape::Object(object) => walk(object.name, object.fields, found),
            Shape::Union(union) => union.variants.iter().for_each(|(_, of)| walk(of.name, of.fields, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    ServerKind::ALL.iter().for_each(|kind| walk(kind.as_str(), kind.fields(), &mut found));
    ClientKind::ALL.iter().for_each(|kind| walk(kind.as_str(), kind.fields(), &mut found));
    found.sort();
    found.dedup();
    assert_eq!(found, ["RealtimeMcpHttpError.code", "RealtimeMcpProtocolError.code"]);
}
