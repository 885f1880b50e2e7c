//! What a value means: null and absence, numbers, unions and their tags, arrays, bodies, open values.

use rtwire::{
    ClientEvent, ContentPart, ErrorKind, Json, Maybe, RealtimeConversationItem, RealtimeResponse, ServerEvent, Session,
    TranscriptionUsage, TurnDetection,
};
use serde_json::{Value, json};

use crate::read::{back, back_text, client, drift, refused, refused_by, server, strict};

#[track_caller]
fn done(response: &str) -> &'static RealtimeResponse<'static> {
    let frame = format!(r#"{{"type":"response.done","response":{response}}}"#);
    let ServerEvent::ResponseDone(done) = server(&frame) else { panic!("{frame}") };
    done.response
}

#[track_caller]
fn update(session: &str) -> Session<'static> {
    let frame = format!(r#"{{"type":"session.update","session":{session}}}"#);
    let ClientEvent::SessionUpdate(update) = client(&frame) else { panic!("{frame}") };
    *update.session
}

/// That a client's frame comes back as it was, null for null.
#[track_caller]
fn comes_back(frame: &str) {
    assert_eq!(back(frame), serde_json::from_str::<Value>(frame).unwrap());
}

#[test]
fn a_clients_null_is_a_command_and_comes_back() {
    let Session::Beta(session) = update(r#"{"turn_detection":null,"temperature":0.7}"#) else { panic!() };
    assert_eq!(session.turn_detection, Maybe::Null);
    assert_eq!((session.temperature, session.voice), (Maybe::Value(0.7), Maybe::Absent));
    comes_back(
        r#"{"type":"session.update","session":{"turn_detection":null,"input_audio_transcription":null,
        "tools":[],"modalities":null,"voice":null,"client_secret":{"expires_after":null}}}"#,
    );
    comes_back(
        r#"{"type":"session.update","session":{"type":"realtime","tracing":null,"prompt":null,"include":null,
        "audio":{"input":{"turn_detection":null,"noise_reduction":{"type":null}},"output":null}}}"#,
    );
    comes_back(r#"{"type":"transcription_session.update","session":{"turn_detection":null,"include":[]}}"#);
    comes_back(
        r#"{"type":"response.create","response":{"tools":null,"metadata":null,"input":[],"audio":{"output":null},
        "max_output_tokens":null,"conversation":null,"prompt":{"id":"p","variables":null}}}"#,
    );
    comes_back(r#"{"type":"response.create","response":null}"#);
    comes_back(r#"{"type":"response.create","response":{}}"#);
    comes_back(r#"{"type":"response.create"}"#);
    let read = |frame| match client(frame) {
        ClientEvent::ResponseCreate(create) => create.response,
        event => panic!("{event:?}"),
    };
    assert_eq!(read(r#"{"type":"response.create","response":null}"#), Maybe::Null);
    assert_eq!(read(r#"{"type":"response.create"}"#), Maybe::Absent);
    assert!(read(r#"{"type":"response.create","response":{}}"#).value().is_some());
}

#[test]
fn a_conversation_id_that_is_null_is_not_one_that_is_absent() {
    assert_eq!(done(r#"{"conversation_id":null}"#).conversation_id, Maybe::Null);
    assert_eq!(done("{}").conversation_id, Maybe::Absent);
    assert_eq!(done(r#"{"conversation_id":"c"}"#).conversation_id, Maybe::Value("c"));
    comes_back(r#"{"type":"response.done","response":{"conversation_id":null}}"#);
}

#[test]
fn a_servers_null_is_as_if_it_had_not_been_sent() {
    let null = r#"{"type":"response.done","event_id":null,"response":{"id":null,"status":null,"output":null,
        "status_details":null,"usage":null,"metadata":null,"voice":null,"max_output_tokens":null,"audio":null}}"#;
    assert_eq!(server(null), server(r#"{"type":"response.done","response":{}}"#));
    assert!(drift(null).is_empty());
    let frame = r#"{"type":"response.audio.done","response_id":null,"output_index":null,"content_index":0}"#;
    let error = refused(frame);
    assert!(matches!(error.kind(), ErrorKind::Expected { expected: "unsigned integer", found: "null" }), "{error}");
}

#[test]
fn a_count_is_whole_not_negative_and_at_most_two_to_the_53() {
    let read = |number: &str| done(&format!(r#"{{"usage":{{"total_tokens":{number}}}}}"#)).usage.unwrap().total_tokens;
    let limit = 1 << 53;
    for (number, count) in [
        ("12", 12),
        ("12.0", 12),
        ("1.2e1", 12),
        ("120e-1", 12),
        ("0", 0),
        ("-0", 0),
        ("-0.0", 0),
        ("9007199254740992", limit),
        ("9007199254740992.0", limit),
        ("9007199254740991", limit - 1),
    ] {
        assert_eq!(read(number), Some(count), "{number}");
    }
    for (number, found) in [
        ("9007199254740993", "integer"),
        ("9007199254740994.0", "number"),
        ("18446744073709551615", "integer"),
        ("18446744073709551616", "number"),
        ("1e300", "number"),
        ("1.5", "number"),
        ("-1", "integer"),
        ("-1.0", "number"),
        (r#""12""#, "string"),
        ("true", "boolean"),
        ("[12]", "array"),
        ("{}", "object"),
    ] {
        assert_eq!(read(number), None, "{number}");
        let frame = format!(r#"{{"type":"response.done","response":{{"usage":{{"total_tokens":{number}}}}}}}"#);
        let entry = format!("response.done: response.usage.total_tokens | unsigned integer | {found}");
        assert_eq!(drift(frame), [entry], "{number}");
    }
}

#[test]
fn an_error_code_may_be_negative() {
    let code = |number: &str| {
        let item = format!(r#"{{"type":"mcp_call","error":{{"type":"protocol_error","code":{number}}}}}"#);
        let RealtimeConversationItem::McpCall(call) = done(&format!(r#"{{"output":[{item}]}}"#)).output.unwrap()[0]
        else {
            panic!()
        };
        let Some(rtwire::RealtimeMcpError::Protocol(error)) = call.error else { panic!() };
        error.code
    };
    assert_eq!(code("-32600"), Some(-32600));
    assert_eq!(code("-32600.0"), Some(-32600));
    assert_eq!(code("-9007199254740992"), Some(-(1 << 53)));
    assert_eq!(code("-9007199254740993"), None);
    assert_eq!(code("0.5"), None);
}

#[test]
fn a_number_may_be_whole() {
    let seconds = |number: &str| {
        let frame = format!(r#"{{"type":"session.closed","usage":{{"output_seconds":{number}}}}}"#);
        let ServerEvent::SessionClosed(closed) = server(frame) else { panic!() };
        closed.usage.unwrap().output_seconds
    };
    assert_eq!(seconds("3"), Some(3.0));
    assert_eq!(seconds("-3"), Some(-3.0));
    assert_eq!(seconds("-0"), Some(0.0));
    assert_eq!(seconds("0.1"), Some(0.1));
    assert_eq!(seconds("18446744073709551615"), Some(18_446_744_073_709_551_615.0));
    assert_eq!(seconds("123456789012345678901234567890"), Some(1.234_567_890_123_456_8e29));
    assert_eq!(seconds("2.2250738585072011e-308"), Some(2.225_073_858_507_201e-308));
    assert_eq!(seconds(r#""3""#), None);
}

#[test]
fn an_open_value_keeps_numbers_as_they_are_and_large_ones_as_floats() {
    let frame = r#"{"type":"session.updated","session":{"tools":[{"name":"f","parameters":
        [18446744073709551615,-9223372036854775808,18446744073709551616,-9223372036854775809,1.0,-0,1e2,0.30]}]}}"#;
    let ServerEvent::SessionUpdated(updated) = server(frame) else { panic!() };
    let Session::Beta(session) = *updated.session else { panic!() };
    let [rtwire::Tool::Function(tool)] = session.tools.value().unwrap() else { panic!() };
    let Maybe::Value(Json::Array(numbers)) = tool.parameters else { panic!() };
    assert_eq!(numbers[..2], [Json::U64(u64::MAX), Json::I64(i64::MIN)]);
    assert_eq!(
        numbers[2..5],
        [Json::F64(18_446_744_073_709_551_616.0), Json::F64(-9.223_372_036_854_776e18), Json::F64(1.0)]
    );
    assert!(matches!(numbers[5], Json::U64(0) | Json::F64(0.0)), "{:?}", numbers[5]);
    assert_eq!(numbers[6..], [Json::F64(100.0), Json::F64(0.3)]);
    assert_eq!(drift(frame), [""; 0]);
}

#[test]
fn the_type_may_come_last_at_every_level() {
    let first = r#"{"type":"response.done","response":{"output":[{"type":"message","content":[{"type":"text","text":"t"}]},
        {"type":"mcp_call","error":{"type":"http_error","code":500}}]}}"#;
    let last = r#"{"response":{"output":[{"content":[{"text":"t","type":"text"}],"type":"message"},
        {"error":{"code":500,"type":"http_error"},"type":"mcp_call"}]},"type":"response.done"}"#;
    assert_eq!(server(first), server(last));
    let first = r#"{"type":"session.updated","session":{"type":"realtime","audio":{"input":{"turn_detection":
        {"type":"semantic_vad","eagerness":"low"}}},"tools":[{"type":"mcp","server_label":"s"}]}}"#;
    let last = r#"{"session":{"tools":[{"server_label":"s","type":"mcp"}],"audio":{"input":{"turn_detection":
        {"eagerness":"low","type":"semantic_vad"}}},"type":"realtime"},"type":"session.updated"}"#;
    assert_eq!(server(first), server(last));
    assert_eq!(drift(last), drift(first));
}

#[test]
fn an_escaped_type_is_the_type() {
    let frame = r#"{"\u0074ype":"response.\u0061udio.done","output_index":0,"content\u005Findex":1}"#;
    let ServerEvent::ResponseAudioDone(done) = server(frame) else { panic!() };
    assert_eq!(done.content_index, 1);
    let item = done_item(r#"{"t\u0079pe":"message","id":"i"}"#);
    assert!(matches!(item, RealtimeConversationItem::Message(message) if message.id == Some("i")));
}

fn done_item(item: &str) -> RealtimeConversationItem<'static> {
    done(&format!(r#"{{"output":[{item}]}}"#)).output.unwrap()[0]
}

#[test]
fn an_unknown_word_is_kept_and_is_no_drift() {
    let frame = r#"{"type":"response.done","response":{"status":"paused","status_details":{"reason":"tired"},
        "modalities":["smell"],"output":[{"type":"message","role":"narrator","status":"dreamt"}]}}"#;
    comes_back(frame);
    assert!(drift(frame).is_empty());
    let response = done(r#"{"status":"paused"}"#);
    assert_eq!(response.status.map(|status| status.as_str()), Some("paused"));
}

#[test]
fn an_object_of_unknown_type_is_kept_whole() {
    let RealtimeConversationItem::Other { kind, value } = done_item(r#"{"type":"hologram","z":[1,{}],"a":null}"#)
    else {
        panic!()
    };
    assert_eq!((kind, value.get("a")), ("hologram", Some(&Json::Null)));
    let frame = r#"{"type":"response.done","response":{"output":[{"type":"hologram","z":[1,{}],"a":null,"z":2}]}}"#;
    assert_eq!(back_text(frame), frame);
}

#[test]
fn an_object_without_a_type_is_what_its_union_says() {
    for item in [r#"{"id":"i"}"#, r#"{"id":"i","type":null}"#, r#"{"id":"i","type":7}"#, "{}"] {
        let RealtimeConversationItem::Other { kind, value } = done_item(item) else { panic!("{item}") };
        assert_eq!((kind, serde_json::to_string(&value).unwrap().as_str()), ("", item));
    }
    let entry = |item: &str| drift(format!(r#"{{"type":"response.done","response":{{"output":[{item}]}}}}"#));
    assert_eq!(entry(r#"{"type":null}"#), ["response.done: response.output[] | known type | no type"]);
    assert_eq!(entry(r#"{"type":7}"#), ["response.done: response.output[] | known type | a type that is no string"]);

    let Session::Beta(session) = update(r#"{"turn_detection":{"threshold":0.5}}"#) else { panic!() };
    assert!(matches!(session.turn_detection, Maybe::Value(TurnDetection::ServerVad(vad)) if vad.kind.is_absent()));
    comes_back(r#"{"type":"session.update","session":{"turn_detection":{"threshold":0.5},"tools":[{"name":"f"}]}}"#);

    let usage = |usage: &str| {
        let frame = format!(
            r#"{{"type":"conversation.item.input_audio_transcription.completed","content_index":0,"transcript":"",
            "usage":{usage}}}"#
        );
        let ServerEvent::ConversationItemInputAudioTranscriptionCompleted(completed) = server(&frame) else { panic!() };
        assert_eq!(back(&frame)["usage"], serde_json::from_str::<Value>(usage).unwrap());
        *completed.usage.unwrap()
    };
    assert!(matches!(usage(r#"{"seconds":2.5}"#), TranscriptionUsage::Duration(_)));
    assert!(matches!(usage(r#"{"total_tokens":2}"#), TranscriptionUsage::Tokens(_)));
    assert!(matches!(usage(r#"{"type":"duration","seconds":2.5}"#), TranscriptionUsage::Duration(_)));
}

#[test]
fn a_null_does_not_tell_what_a_servers_object_is() {
    let frame = r#"{"type":"conversation.item.input_audio_transcription.completed","content_index":0,"transcript":"",
        "usage":{"seconds":null,"total_tokens":3}}"#;
    let ServerEvent::ConversationItemInputAudioTranscriptionCompleted(completed) = server(frame) else { panic!() };
    let Some(TranscriptionUsage::Tokens(usage)) = completed.usage else { panic!("{completed:?}") };
    assert_eq!(usage.total_tokens, Some(3));
}

#[test]
fn a_session_is_told_by_its_type_then_by_its_audio() {
    assert!(matches!(update(r#"{"type":"realtime","audio":{}}"#), Session::Realtime(_)));
    assert!(matches!(update(r#"{"audio":{},"type":"transcription"}"#), Session::Transcription(_)));
    assert!(matches!(update(r#"{"type":"translation"}"#), Session::Translation(_)));
    assert!(matches!(update(r#"{"audio":{"output":{"language":"fr"}}}"#), Session::Translation(_)));
    assert!(matches!(update(r#"{"audio":null,"voice":"ash"}"#), Session::Beta(_)), "null tells nothing");
    assert!(matches!(update(r#"{"voice":"ash"}"#), Session::Beta(_)));
    for told in [
        "client_secret",
        "include",
        "input_audio_format",
        "input_audio_noise_reduction",
        "input_audio_transcription",
        "instructions",
        "max_output_tokens",
        "max_response_output_tokens",
        "modalities",
        "object",
        "output_audio_format",
        "prompt",
        "speed",
        "temperature",
        "tool_choice",
        "tools",
        "tracing",
        "truncation",
        "turn_detection",
        "voice",
    ] {
        // As xAI has it, before `audio` and behind it. Null is a command.
        for with in ["{}", "[]", "null"].map(|value| format!(r#""{told}":{value}"#)) {
            for with in [format!(r#"{{{with},"audio":{{}}}}"#), format!(r#"{{"audio":{{}},{with}}}"#)] {
                assert!(matches!(update(&with), Session::Beta(_)), "{with}");
            }
        }
        assert!(matches!(update(&format!(r#"{{"audio":{{"{told}":"x"}}}}"#)), Session::Translation(_)));
    }
    for both in ["id", "expires_at", "model", "mood"] {
        let with = format!(r#"{{"audio":{{}},"{both}":null}}"#);
        assert!(matches!(update(&with), Session::Translation(_)), "{with}");
    }
    comes_back(
        r#"{"type":"session.update","session":{"audio":{"output":{"voice":"Eve"}},"turn_detection":null,"tool_choice":"none"}}"#,
    );
    assert!(matches!(update("{}"), Session::Beta(_)));
    assert!(matches!(update(r#"{"type":"live","audio":{}}"#), Session::Other { kind: "live", .. }));
    assert!(matches!(update(r#"{"type":""}"#), Session::Other { kind: "", .. }));
    comes_back(r#"{"type":"session.update","session":{"audio":{"output":{"language":null}}}}"#);
}

#[test]
fn an_element_of_the_wrong_shape_is_kept_by_a_union_and_left_out_elsewhere() {
    let frame = r#"{"type":"response.done","response":{"output":[7,{"type":"message","content":[null,{"type":"text"}]},
        null,"x",[1]],"modalities":["text",7,null,"audio"]}}"#;
    let output = json!([7, {"type": "message", "content": [null, {"type": "text"}]}, null, "x", [1]]);
    let response = json!({ "output": output, "modalities": ["text", "audio"] });
    assert_eq!(back(frame), json!({ "type": "response.done", "response": response }));
    assert_eq!(
        drift(frame),
        [
            "response.done: response.output[] | object | integer",
            "response.done: response.output[].content[] | object | null",
            "response.done: response.output[] | object | null",
            "response.done: response.output[] | object | string",
            "response.done: response.output[] | object | array",
            "response.done: response.modalities[] | string | integer",
            "response.done: response.modalities[] | string | null",
        ]
    );
    assert!(matches!(done_item("7"), RealtimeConversationItem::Other { kind: "", value: Json::U64(7) }));

    let frame = r#"{"type":"rate_limits.updated","rate_limits":[[],{"name":"tokens"},7,{"limit":1}]}"#;
    let ServerEvent::RateLimitsUpdated(updated) = server(frame) else { panic!() };
    let [tokens, other] = updated.rate_limits.unwrap() else { panic!() };
    assert_eq!((tokens.limit, other.limit, other.name), (None, Some(1), None));
    let found = ["array", "integer"].map(|found| format!("rate_limits.updated: rate_limits[] | object | {found}"));
    assert_eq!(drift(frame), found);
}

#[test]
fn a_body_that_was_not_sent_is_empty_and_is_not_written() {
    for (kind, body) in [
        ("response.done", "response"),
        ("error", "error"),
        ("session.updated", "session"),
        ("session.update", "session"),
        ("transcription_session.updated", "session"),
        ("conversation.created", "conversation"),
        ("conversation.item.create", "item"),
        ("conversation.item.retrieved", "item"),
    ] {
        let frame = |value: &str| format!(r#"{{"type":"{kind}","{body}":{value}}}"#);
        let bare = json!({ "type": kind });
        assert_eq!(back(bare.to_string()), bare);
        assert_eq!(back(frame("null")), bare);
        assert!(drift(bare.to_string()).is_empty() && drift(frame("null")).is_empty());
        for (value, found) in [("7", "integer"), ("[]", "array"), (r#""x""#, "string"), ("false", "boolean")] {
            assert_eq!(back(frame(value)), bare);
            assert_eq!(drift(frame(value)), [format!("{kind}: {body} | object | {found}")]);
        }
        assert_eq!(back(frame("{}")), json!({ "type": kind, (body): {} }));
    }
    assert_eq!(done("7").id, None);
}

#[test]
fn open_maps_keep_their_order_and_all_entries() {
    let frame = r#"{"type":"response.done","response":{"metadata":{"z":"1","a":{"type":"x","b":[]},"z":null,"":2}}}"#;
    assert_eq!(back_text(frame), frame);
    assert!(drift(frame).is_empty());
    let map = done(r#"{"metadata":{"z":"1","a":2,"z":"3"}}"#).metadata.unwrap();
    assert_eq!(map.get("z"), Some(&Json::String("3")));
    assert_eq!(map.entries().len(), 3);
    assert_eq!(back_text(r#"{"type":"response.done","response":{"metadata":{}}}"#).matches("{}").count(), 1);
    assert_eq!(done(r#"{"metadata":[]}"#).metadata, None);
}

#[test]
fn a_mismatch_may_be_refused() {
    let frame = |value: &str| {
        format!(r#"{{"type":"response.done","response":{{"output":[{{"type":"message","content":{value}}}]}}}}"#)
    };
    for (value, path, expected, found) in [
        ("7", "response.output[0].content", "array", "integer"),
        ("[7]", "response.output[0].content[0]", "object", "integer"),
        (r#"[{"type":"text","text":{}}]"#, "response.output[0].content[0].text", "string", "object"),
    ] {
        let error = refused_by(strict(), frame(value));
        assert_eq!(error.path(), path);
        let kind = format!("{:?}", error.kind());
        assert_eq!(kind, format!("Expected {{ expected: {expected:?}, found: {found:?} }}"));
    }
    // What is new is no mismatch.
    let frame = r#"{"type":"response.done","x":1,"response":{"status":"new","output":[{"type":"new"}],"id":null}}"#;
    let mut decoder = rtwire::Decoder::with_limits(strict());
    assert!(decoder.server(frame.as_bytes()).is_ok());
    assert!(matches!(decoder.server(br#"{"type":"new","response":7}"#), Ok(ServerEvent::Unknown { .. })));
    assert!(decoder.server(br#"{"type":"response.done","response":7}"#).is_err());
}

#[test]
fn a_part_gives_its_fields_whatever_its_name() {
    let parts = r#"[{"type":"input_text","text":"a"},{"type":"output_audio","transcript":"b"},{"type":"new"}]"#;
    let RealtimeConversationItem::Message(message) = done_item(&format!(r#"{{"type":"message","content":{parts}}}"#))
    else {
        panic!()
    };
    let read = |part: &ContentPart<'static>| part.content().map(|content| (content.text, content.transcript));
    let read: Vec<_> = message.content.unwrap().iter().map(read).collect();
    assert_eq!(read, [Some((Some("a"), None)), Some((None, Some("b"))), None]);
}
