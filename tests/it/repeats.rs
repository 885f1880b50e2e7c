//! Keys that stand twice: the last one counts, or the frame is refused.

use rtwire::{Category, Decoder, ErrorKind, Json, Limits, Mismatch, RealtimeConversationItem, ServerEvent, Session};

use crate::read::{any_by, back_text, drift, refused, refused_by, server, strict, unique};

/// Frames with a known key that stands twice, the frame that each reads as, and the second key (its last place).
const REPEATED: &[(&str, &str, &str)] = &[
    (r#"{"type":"error","event_id":"a","event_id":"b"}"#, r#"{"type":"error","event_id":"b"}"#, r#""event_id""#),
    // A body is replaced, not merged.
    (
        r#"{"type":"response.done","response":{"id":"a","usage":{"total_tokens":1}},"response":{"status":"failed"}}"#,
        r#"{"type":"response.done","response":{"status":"failed"}}"#,
        r#""response""#,
    ),
    (
        r#"{"type":"response.done","response":{"usage":{"total_tokens":1},"usage":{"input_tokens":2}}}"#,
        r#"{"type":"response.done","response":{"usage":{"input_tokens":2}}}"#,
        r#""usage""#,
    ),
    (
        r#"{"type":"response.done","response":{"output":[{"type":"message"}],"output":[]}}"#,
        r#"{"type":"response.done","response":{"output":[]}}"#,
        r#""output""#,
    ),
    (
        r#"{"type":"response.done","response":{"output":[{"type":"message","id":"a","role":"user","id":"b"}]}}"#,
        r#"{"type":"response.done","response":{"output":[{"type":"message","id":"b","role":"user"}]}}"#,
        r#""id""#,
    ),
    (
        r#"{"type":"response.done","response":{"metadata":{"k":1},"metadata":{"l":2}}}"#,
        r#"{"type":"response.done","response":{"metadata":{"l":2}}}"#,
        r#""metadata""#,
    ),
    (
        r#"{"type":"session.update","session":{"turn_detection":{"type":"server_vad","threshold":1},"turn_detection":{"type":"semantic_vad"}}}"#,
        r#"{"type":"session.update","session":{"turn_detection":{"type":"semantic_vad"}}}"#,
        r#""turn_detection""#,
    ),
    (
        r#"{"type":"session.update","session":{"voice":{"id":"v"},"voice":{}}}"#,
        r#"{"type":"session.update","session":{"voice":{}}}"#,
        r#""voice""#,
    ),
    // Null and a wrong shape count as well.
    (
        r#"{"type":"response.done","response":{"id":"a"},"response":null}"#,
        r#"{"type":"response.done"}"#,
        r#""response""#,
    ),
    (
        r#"{"type":"response.done","response":{"id":"a","id":null}}"#,
        r#"{"type":"response.done","response":{}}"#,
        r#""id""#,
    ),
    (
        r#"{"type":"response.create","response":{},"response":null}"#,
        r#"{"type":"response.create","response":null}"#,
        r#""response""#,
    ),
    (
        r#"{"type":"response.done","response":{"usage":{"total_tokens":1},"usage":7}}"#,
        r#"{"type":"response.done","response":{}}"#,
        r#""usage""#,
    ),
    (r#"{"type":"error","event_id":7,"event_id":"b"}"#, r#"{"type":"error","event_id":"b"}"#, r#""event_id""#),
    // Spelt otherwise, it is the same key.
    (
        r#"{"type":"error","event_id":"a","event\u005fid":"b"}"#,
        r#"{"type":"error","event_id":"b"}"#,
        r#""event\u005fid""#,
    ),
    // The type, and the tags of unions.
    (r#"{"type":"response.done","event_id":"a","type":"error"}"#, r#"{"type":"error","event_id":"a"}"#, r#""type""#),
    (r#"{"type":7,"event_id":"a","\u0074ype":"error"}"#, r#"{"type":"error","event_id":"a"}"#, r#""\u0074ype""#),
    (
        r#"{"type":"conversation.item.done","item":{"type":"message","call_id":"c","type":"function_call"}}"#,
        r#"{"type":"conversation.item.done","item":{"type":"function_call","call_id":"c"}}"#,
        r#""type""#,
    ),
    (
        r#"{"type":"session.update","session":{"type":"realtime","model":"m","type":"translation"}}"#,
        r#"{"type":"session.update","session":{"type":"translation","model":"m"}}"#,
        r#""type""#,
    ),
    (
        r#"{"type":"error","error":{"type":"a","code":"c","type":"b"}}"#,
        r#"{"type":"error","error":{"type":"b","code":"c"}}"#,
        r#""type""#,
    ),
];

#[test]
fn the_last_of_a_repeated_key_counts_and_nothing_stays_of_the_first() {
    for (frame, same, _) in REPEATED {
        let [read, wanted] = [frame, same].map(|frame| any_by(&mut Decoder::new(), frame).unwrap());
        assert_eq!(read, wanted, "{frame}");
        assert_eq!(back_text(frame), back_text(same));
    }
}

#[test]
fn a_repeated_key_may_be_refused_and_the_second_is_named() {
    for (frame, same, key) in REPEATED {
        let error = refused_by(unique(), frame);
        assert!(matches!(error.kind(), ErrorKind::Repeated), "{frame}: {error}");
        assert_eq!((error.category(), error.offset()), (Category::Shape, frame.rfind(key).unwrap()), "{frame}");
        assert!(any_by(&mut Decoder::with_limits(unique()), same).is_ok(), "{same}");
    }
    let error = refused_by(unique(), REPEATED[4].0);
    assert_eq!(error.path(), "response.output[0].id");
    assert_eq!(refused_by(unique(), REPEATED[0].0).path(), "event_id");
}

#[test]
fn a_key_that_no_row_names_may_always_be_repeated() {
    for frame in [
        r#"{"type":"error","x":1,"x":2}"#,
        r#"{"type":"response.done","response":{"metadata":{"k":1,"k":2}}}"#,
        r#"{"type":"response.done","response":{"output":[{"type":"new","k":1,"k":2}]}}"#,
        r#"{"type":"new","event_id":"a","event_id":"b"}"#,
    ] {
        assert!(any_by(&mut Decoder::with_limits(unique()), frame).is_ok(), "{frame}");
    }
    assert_eq!(drift(r#"{"type":"error","x":1,"x":2}"#), ["error: x | nothing | integer"]);
    let error = refused_by(unique(), r#"{"type":"new","type":"newer"}"#);
    assert!(matches!(error.kind(), ErrorKind::Repeated) && error.offset() == 14, "{error}");
}

#[test]
fn a_key_field_counts_as_its_last() {
    let frame =
        r#"{"type":"response.text.delta","output_index":"x","content_index":0,"delta":7,"delta":"d","output_index":1}"#;
    let ServerEvent::ResponseTextDelta(delta) = server(frame) else { panic!() };
    assert_eq!((delta.output_index, delta.delta), (1, "d"));
    assert!(drift(frame).is_empty());
    let frame = r#"{"type":"response.text.delta","output_index":0,"content_index":0,"delta":"d","delta":7}"#;
    let error = refused(frame);
    assert_eq!((error.offset(), error.path()), (frame.len() - 2, "delta"));
    let error = refused(r#"{"type":"error","type":7}"#);
    assert_eq!((error.offset(), error.path()), (23, "type"));
    assert!(matches!(error.kind(), ErrorKind::Expected { expected: "string", found: "integer" }));
    let error = refused(r#"{"type":"error","type":null}"#);
    assert!(matches!(error.kind(), ErrorKind::Expected { expected: "string", found: "null" }));
}

#[test]
fn a_mismatch_that_a_later_key_mends_is_none() {
    let frame = r#"{"type":"response.done","response":7,"response":{"id":"b","id":7}}"#;
    assert_eq!(drift(frame), ["response.done: response.id | string | integer"]);
    let ServerEvent::ResponseDone(done) = server(frame) else { panic!() };
    assert_eq!(done.response.id, None);
}

#[test]
fn the_last_tag_decides_what_the_whole_object_is() {
    let frame = r#"{"type":"session.updated","session":{"type":"realtime","voice":"ash","type":null}}"#;
    let ServerEvent::SessionUpdated(updated) = server(frame) else { panic!() };
    assert!(matches!(updated.session, Session::Beta(session) if session.voice.value().is_some()), "{updated:?}");
    let frame = r#"{"type":"conversation.item.done","item":{"type":"message","type":"new"}}"#;
    let ServerEvent::ConversationItemDone(done) = server(frame) else { panic!() };
    assert!(matches!(done.item, RealtimeConversationItem::Other { kind: "new", .. }), "{done:?}");
    assert_eq!(back_text(frame), frame);
}

/// Frames in which a later member replaces a value that would drift or be refused, and what each reads as.
const REPLACED: &[(&str, &str)] = &[
    (r#"{"type":"response.done","response":{"id":7},"response":{}}"#, r#"{"type":"response.done","response":{}}"#),
    (
        r#"{"type":"response.done","response":{"x":7},"response":{"id":"b"}}"#,
        r#"{"type":"response.done","response":{"id":"b"}}"#,
    ),
    (
        r#"{"type":"response.done","response":{"output":[{"type":"new"},7]},"response":{"output":[]}}"#,
        r#"{"type":"response.done","response":{"output":[]}}"#,
    ),
    (
        r#"{"type":"response.done","response":{"usage":{"total_tokens":"many","x":1},"usage":{"total_tokens":3}}}"#,
        r#"{"type":"response.done","response":{"usage":{"total_tokens":3}}}"#,
    ),
    (
        r#"{"type":"session.updated","session":{"type":"realtime","audio":{"x":1},"audio":null}}"#,
        r#"{"type":"session.updated","session":{"type":"realtime","audio":null}}"#,
    ),
];

#[test]
fn what_a_later_member_replaces_is_neither_refused_nor_reported() {
    for (frame, reads_as) in REPLACED {
        for mismatch in [Mismatch::Keep, Mismatch::Reject] {
            let mut limits = Limits::default();
            limits.mismatch = mismatch;
            let mut decoder = Decoder::with_limits(limits);
            let event = decoder
                .any(frame.as_bytes())
                .map(|event| format!("{event:?}"))
                .unwrap_or_else(|error| panic!("{frame}: {error}"));
            assert!(decoder.drift().is_empty(), "{frame}: {:?}", decoder.drift());
            let plain = decoder.any(reads_as.as_bytes()).map(|event| format!("{event:?}")).unwrap();
            assert_eq!(event, plain, "{frame}");
        }
    }
}

#[test]
fn what_the_last_of_a_repeated_key_holds_is_reported_and_refused() {
    let frame = br#"{"type":"response.done","response":{"id":"a","y":1},"response":{"id":7,"x":1}}"#;
    let mut decoder = Decoder::new();
    decoder.server(frame).unwrap();
    let paths: Vec<_> = decoder.drift().entries().map(|entry| (entry.path().to_owned(), entry.events())).collect();
    assert_eq!(paths, [("response.done: response.id".to_owned(), 1), ("response.done: response.x".to_owned(), 1)]);
    assert_eq!(Decoder::with_limits(strict()).server(frame).unwrap_err().path(), "response.id");
}

#[test]
fn the_last_value_decides_which_object_one_without_a_type_is() {
    let session = |members: &str| format!(r#"{{"type":"session.updated","session":{{{members}}}}}"#);
    for (members, is_beta) in [
        (r#""audio":{},"audio":null,"model":"m""#, true),
        (r#""audio":null,"model":"m","audio":{}"#, false),
        (r#""voice":"ash","audio":{},"voice":null"#, true),
        (r#""voice":null,"audio":{},"voice":"ash""#, true),
    ] {
        let frame = session(members);
        let ServerEvent::SessionUpdated(updated) = server(&frame) else { panic!() };
        assert_eq!(matches!(updated.session, Session::Beta(_)), is_beta, "{updated:?}");
    }
}

#[test]
fn an_open_map_gives_the_last_of_a_repeated_key() {
    let frame = r#"{"type":"response.done","response":{"metadata":{"k":"a","l":"c","k":"b"}}}"#;
    let ServerEvent::ResponseDone(done) = server(frame) else { panic!() };
    let metadata = done.response.metadata.unwrap();
    assert_eq!(metadata.get("k"), Some(&Json::String("b")));
    assert_eq!(metadata.entries().len(), 3);
}
