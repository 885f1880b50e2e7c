//! What `Debug` shows: no secrets, and no more than the beginning of what people say.

#[cfg(feature = "owned")]
use rtwire::Event;
use rtwire::{ClientKind, Decoder, Field, Mark, ServerKind, Shape};

use crate::read::{any_by, client, server};

#[track_caller]
fn debug(frame: &str) -> [String; 2] {
    let event = any_by(&mut Decoder::new(), frame).unwrap();
    [format!("{event:?}"), format!("{event:#?}")]
}

#[test]
fn secrets_are_masked() {
    for frame in [
        r#"{"type":"session.update","session":{"type":"realtime","tools":[{"type":"mcp","authorization":"HIDDEN"}]}}"#,
        r#"{"type":"session.update","session":{"type":"realtime","tools":[{"type":"mcp","headers":{"HIDDEN":"HIDDEN"}}]}}"#,
        r#"{"type":"response.create","response":{"tools":[{"type":"mcp","authorization":"HIDDEN"}]}}"#,
        r#"{"type":"session.created","session":{"object":"o","client_secret":{"value":"HIDDEN","expires_at":1}}}"#,
        r#"{"type":"transcription_session.created","session":{"client_secret":{"value":"HIDDEN"}}}"#,
    ] {
        for text in debug(frame) {
            assert!(!text.contains("HIDDEN") && text.contains("<secret>"), "{text}");
        }
    }
    // That there is none is no secret.
    let [text, _] = debug(r#"{"type":"session.created","session":{"client_secret":{"value":null,"expires_at":1}}}"#);
    assert!(text.contains("expires_at: Value(1)"), "{text}");
    let [text, _] = debug(r#"{"type":"session.update","session":{"type":"realtime","tools":[{"type":"mcp"}]}}"#);
    assert!(!text.contains("<secret>"), "{text}");
}

/// Frames for every row's field with that mark, with `@` in its place; and the field's shape.
fn marked(mark: Mark) -> Vec<(String, Shape)> {
    fn walk(fields: &[Field], frame: &dyn Fn(&str) -> String, mark: Mark, found: &mut Vec<(String, Shape)>) {
        for field in fields {
            let here = |value: &str| {
                let needed = fields.iter().filter(|other| other.required && other.name != field.name);
                let needed: String = needed.map(|field| format!("{:?}:{},", field.name, some(field.shape))).collect();
                frame(&format!("{needed}{:?}:{value}", field.name))
            };
            match field.mark {
                Some(marked) if marked == mark => found.push((here("@"), field.shape)),
                _ => inside(field.shape, &here, mark, found),
            }
        }
    }
    fn inside(shape: Shape, frame: &dyn Fn(&str) -> String, mark: Mark, found: &mut Vec<(String, Shape)>) {
        match shape {
            Shape::Array(element) => inside(*element, &|value| frame(&format!("[{value}]")), mark, found),
            Shape::Either(shapes) => shapes.iter().for_each(|shape| inside(*shape, frame, mark, found)),
            Shape::Object(object) => walk(object.fields, &|members| frame(&format!("{{{members}}}")), mark, found),
            Shape::Union(union) => {
                for (tag, object) in union.variants {
                    let tag = if tag.is_empty() { String::new() } else { format!("\"type\":\"{tag}\",") };
                    walk(object.fields, &|members| frame(&format!("{{{tag}{members}}}")), mark, found);
                }
            }
            _ => {}
        }
    }
    /// A value of a field that must be there.
    fn some(shape: Shape) -> &'static str {
        match shape {
            Shape::String => "\"\"",
            Shape::Unsigned => "0",
            _ => "{}",
        }
    }
    let mut found = Vec::new();
    let servers = ServerKind::ALL.iter().map(|kind| (kind.as_str(), kind.fields()));
    let clients = ClientKind::ALL.iter().map(|kind| (kind.as_str(), kind.fields()));
    for (kind, fields) in servers.chain(clients) {
        walk(fields, &|members| format!("{{\"type\":\"{kind}\",{members}}}"), mark, &mut found);
    }
    found
}

#[test]
fn no_row_shows_its_secret() {
    let secrets = marked(Mark::Secret);
    assert!(secrets.len() >= 12, "{}", secrets.len());
    for (frame, shape) in &secrets {
        let value = match shape {
            Shape::String => r#""HIDDEN""#,
            Shape::Map => r#"{"HIDDEN":"HIDDEN"}"#,
            other => panic!("say what a secret {other:?} is like"),
        };
        for text in debug(&frame.replace('@', value)) {
            assert!(!text.contains("HIDDEN") && text.contains("<secret>"), "{frame}: {text}");
        }
        // Of another shape it is no secret of ours, and not kept.
        for other in [r#"["HIDDEN"]"#, r#"{"x":["HIDDEN"]}"#, r#""HIDDEN""#] {
            for text in debug(&frame.replace('@', other)) {
                assert!(!text.contains("HIDDEN"), "{frame}: {text}");
            }
        }
        #[cfg(feature = "owned")]
        {
            let event = rtwire::OwnedEvent::any(&mut Decoder::new(), frame.replace('@', value)).unwrap();
            let twin = match event.event() {
                Event::Server(event) => format!("{:?} {:#?}", event.to_owned(), event.to_owned()),
                Event::Client(event) => format!("{:?} {:#?}", event.to_owned(), event.to_owned()),
                other => panic!("{other:?}"),
            };
            for text in [format!("{event:?}"), format!("{event:#?}"), twin, format!("{:?}", event.digest())] {
                assert!(!text.contains("HIDDEN"), "{frame}: {text}");
            }
        }
    }
}

#[test]
fn no_row_shows_all_of_its_content() {
    let contents = marked(Mark::Content);
    assert!(contents.len() > 100, "{}", contents.len());
    let long = format!("{}TAIL", "a".repeat(100));
    for (frame, shape) in &contents {
        let value = match shape {
            Shape::String | Shape::Enum(_) | Shape::Json => format!("\"{long}\""),
            Shape::Map => format!("{{\"k\":\"{long}\"}}"),
            Shape::Array(Shape::String) => format!("[\"{long}\"]"),
            Shape::Array(_) => format!("[{}1]", "2,".repeat(200)),
            other => panic!("say what content {other:?} is like"),
        };
        for text in debug(&frame.replace('@', &value)) {
            assert!(!text.contains("TAIL") && text.contains("bytes"), "{frame}: {text}");
        }
    }
}

/// Frames with a text in the place of `@`.
const CONTENT: &[&str] = &[
    r#"{"type":"session.update","session":{"input_audio_transcription":{"prompt":@}}}"#,
    r#"{"type":"session.update","session":{"input_audio_transcription":{"keywords":[@]}}}"#,
    r#"{"type":"input_audio_buffer.append","audio":@}"#,
    r#"{"type":"session.input_audio_buffer.append","audio":@}"#,
    r#"{"type":"response.audio.delta","output_index":0,"content_index":0,"delta":@}"#,
    r#"{"type":"response.output_audio.delta","output_index":0,"content_index":0,"delta":@}"#,
    r#"{"type":"response.text.delta","output_index":0,"content_index":0,"delta":@}"#,
    r#"{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":@}"#,
    r#"{"type":"response.text.done","output_index":0,"content_index":0,"text":@}"#,
    r#"{"type":"response.output_text.done","output_index":0,"content_index":0,"text":@}"#,
    r#"{"type":"response.audio_transcript.delta","output_index":0,"content_index":0,"delta":@}"#,
    r#"{"type":"response.audio_transcript.done","output_index":0,"content_index":0,"transcript":@}"#,
    r#"{"type":"response.output_audio_transcript.delta","output_index":0,"content_index":0,"delta":@}"#,
    r#"{"type":"response.output_audio_transcript.done","output_index":0,"content_index":0,"transcript":@}"#,
    r#"{"type":"response.function_call_arguments.delta","output_index":0,"delta":@}"#,
    r#"{"type":"response.function_call_arguments.done","output_index":0,"arguments":@}"#,
    r#"{"type":"response.mcp_call_arguments.delta","output_index":0,"delta":@}"#,
    r#"{"type":"response.mcp_call_arguments.done","output_index":0,"arguments":@}"#,
    r#"{"type":"conversation.item.input_audio_transcription.delta","delta":@}"#,
    r#"{"type":"conversation.item.input_audio_transcription.delta","logprobs":[{"token":@}]}"#,
    r#"{"type":"conversation.item.input_audio_transcription.completed","content_index":0,"transcript":@}"#,
    r#"{"type":"conversation.item.input_audio_transcription.segment","content_index":0,"text":@}"#,
    r#"{"type":"session.input_transcript.delta","delta":@}"#,
    r#"{"type":"session.output_transcript.delta","delta":@}"#,
    r#"{"type":"session.output_audio.delta","delta":@}"#,
    r#"{"type":"conversation.item.done","item":{"type":"message","content":[{"type":"input_text","text":@}]}}"#,
    r#"{"type":"conversation.item.done","item":{"type":"message","content":[{"type":"input_audio","audio":@}]}}"#,
    r#"{"type":"conversation.item.done","item":{"type":"message","content":[{"type":"audio","transcript":@}]}}"#,
    r#"{"type":"conversation.item.done","item":{"type":"message","content":[{"type":"input_image","image_url":@}]}}"#,
    r#"{"type":"conversation.item.done","item":{"type":"function_call","arguments":@}}"#,
    r#"{"type":"conversation.item.done","item":{"type":"function_call_output","output":@}}"#,
    r#"{"type":"conversation.item.done","item":{"type":"mcp_call","arguments":@}}"#,
    r#"{"type":"conversation.item.done","item":{"type":"mcp_call","output":@}}"#,
    r#"{"type":"conversation.item.done","item":{"type":"mcp_approval_request","arguments":@}}"#,
    r#"{"type":"conversation.item.done","item":{"type":"mcp_approval_response","reason":@}}"#,
    r#"{"type":"conversation.item.done","item":{"type":"new","x":{"y":@}}}"#,
    r#"{"type":"response.content_part.done","output_index":0,"content_index":0,"part":{"type":"text","text":@}}"#,
    r#"{"type":"response.done","response":{"metadata":{"k":@}}}"#,
    r#"{"type":"response.create","response":{"metadata":{"k":@}}}"#,
    r#"{"type":"response.create","response":{"instructions":@}}"#,
    r#"{"type":"response.create","response":{"prompt":{"id":"p","variables":{"v":@}}}}"#,
    r#"{"type":"session.update","session":{"instructions":@}}"#,
    r#"{"type":"session.update","session":{"type":"realtime","instructions":@}}"#,
    r#"{"type":"session.update","session":{"type":"realtime","prompt":{"variables":{"v":{"text":@}}}}}"#,
    r#"{"type":"session.update","session":{"type":"realtime","tracing":{"metadata":{"k":@}}}}"#,
    r#"{"type":"session.update","session":{"type":"live","x":@}}"#,
];

#[test]
fn content_is_cut_at_64_bytes() {
    for place in CONTENT {
        for letter in ["a", "é", "日", "\\n", "\\u001b"] {
            let long = format!("\"{}TAIL\"", letter.repeat(100));
            for text in debug(&place.replace('@', &long)) {
                assert!(!text.contains("TAIL"), "{place}: {text}");
                assert!(text.contains("bytes"), "{place}: {text}");
                assert!(text.matches(['a', 'é', '日']).count() < 64 + place.len(), "{place}: {text}");
            }
        }
        if !place.contains("\"x\":") {
            let [text, _] = debug(&place.replace('@', "\"short\""));
            assert!(text.contains("\"short\""), "{place}: {text}");
        }
    }
}

#[test]
fn the_bytes_of_a_heard_token_are_content_too() {
    let bytes: Vec<_> = (0..200).map(|byte| byte.to_string()).collect();
    let frame = format!(
        r#"{{"type":"conversation.item.input_audio_transcription.delta","logprobs":[{{"bytes":[{}]}}]}}"#,
        bytes.join(",")
    );
    let [text, _] = debug(&frame);
    assert!(!text.contains("199"), "{text}");
}

#[test]
fn the_rest_is_shown() {
    let [text, _] = debug(r#"{"type":"response.done","event_id":"e1","response":{"id":"r1","status":"new"}}"#);
    for shown in ["ResponseDone", "\"e1\"", "\"r1\"", "Other(\"new\")"] {
        assert!(text.contains(shown), "{text}");
    }
}

#[test]
fn an_unknown_frame_is_shown_as_text_and_cut() {
    let frame = format!(r#"{{"type":"new","x":"{}TAIL"}}"#, "a".repeat(10_000));
    let short = r#"{"type":"new","x":1}"#;
    let shown = |frame: &str| {
        let [event, pretty] = debug(frame);
        [event, pretty, format!("{:?}", server(frame)), format!("{:?}", client(frame))]
    };
    for text in shown(&frame) {
        assert!(!text.contains("TAIL") && text.len() < 300, "{text}");
    }
    for text in shown(short) {
        assert!(text.contains(r#"kind: "new""#) && text.contains(r#"\"x\":1}"#), "{text}");
    }
}
