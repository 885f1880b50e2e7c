//! The key fields: without which a streamed event has no meaning. Listed by hand, from the wire reference; everything
//! else may be missing or null, at any level.

use rtwire::{Decoder, ErrorKind};
use serde_json::Value;

use crate::corpus::file;
use crate::read::any_by;

const INDICES: &[&str] = &["output_index", "content_index"];

/// The key fields of an event but its `type`.
fn keys(kind: &str) -> Vec<&'static str> {
    let streamed = |indices: &[&'static str], payload: &[&'static str]| [indices, payload].concat();
    match kind {
        "response.text.delta" | "response.output_text.delta" => streamed(INDICES, &["delta"]),
        "response.audio.delta" | "response.output_audio.delta" => streamed(INDICES, &["delta"]),
        "response.audio_transcript.delta" | "response.output_audio_transcript.delta" => streamed(INDICES, &["delta"]),
        "response.text.done" | "response.output_text.done" => streamed(INDICES, &["text"]),
        "response.audio_transcript.done" | "response.output_audio_transcript.done" => {
            streamed(INDICES, &["transcript"])
        }
        "response.audio.done" | "response.output_audio.done" => streamed(INDICES, &[]),
        "response.content_part.added" | "response.content_part.done" => streamed(INDICES, &[]),
        "response.output_item.added" | "response.output_item.done" => vec!["output_index"],
        "response.function_call_arguments.delta" | "response.mcp_call_arguments.delta" => vec!["output_index", "delta"],
        "response.function_call_arguments.done" | "response.mcp_call_arguments.done" => {
            vec!["output_index", "arguments"]
        }
        "response.mcp_call.in_progress" | "response.mcp_call.completed" | "response.mcp_call.failed" => {
            vec!["output_index"]
        }
        "conversation.item.input_audio_transcription.completed" => vec!["content_index", "transcript"],
        "conversation.item.input_audio_transcription.segment" => vec!["content_index", "text"],
        "conversation.item.input_audio_transcription.failed" => vec!["content_index"],
        "session.input_transcript.delta" | "session.output_transcript.delta" | "session.output_audio.delta" => {
            vec!["delta"]
        }
        "input_audio_buffer.append" | "session.input_audio_buffer.append" => vec!["audio"],
        _ => Vec::new(),
    }
}

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
        let mut keys = keys(frame["type"].as_str().unwrap());
        keys.push("type");
        without_one(&frame, &mut |frame, path| match any_by(&mut decoder, frame.to_string()) {
            Ok(_) => assert!(!keys.contains(&path), "{path} is a key field: {frame}"),
            Err(error) => {
                assert!(keys.contains(&path), "{path} is no key field: {error}: {frame}");
                match error.kind() {
                    ErrorKind::Missing(field) => assert_eq!((*field, error.offset(), error.path()), (path, 0, "")),
                    ErrorKind::Expected { found, .. } => assert_eq!((*found, error.path()), ("null", path)),
                    other => panic!("{other:?}: {frame}"),
                }
            }
        });
    }
}
