use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use rtwire::meter::{Cell, Usage};
use rtwire::owned::Kind;
use rtwire::{ClientEvent, ClientKind, Decoder, Digest, Field, OwnedEvent, ResponseStatus, ServerEvent, ServerKind};

use crate::corpus::corpus;

#[test]
fn an_owned_event_is_the_event_and_its_frame() {
    let mut decoder = Decoder::new();
    for line in corpus() {
        let event = OwnedEvent::any(&mut decoder, line.frame()).unwrap();
        assert_eq!(event.event(), decoder.any(line.frame()).unwrap());
        assert_eq!(event.frame(), line.frame());
        assert_eq!(event.clone(), event);
        assert_eq!(event.digest(), Digest::of(&event.event()));
    }
}

#[test]
fn a_frame_that_is_bytes_is_shared() {
    let frame = Bytes::from_static(br#"{"type":"session.close"}"#);
    let event = OwnedEvent::client(&mut Decoder::new(), frame.clone()).unwrap();
    assert_eq!(event.frame().as_ptr(), frame.as_ptr());
    assert_eq!(event.clone().frame().as_ptr(), frame.as_ptr());
    assert!(matches!(event.as_client(), Some(ClientEvent::SessionClose(_))));
    assert_eq!(event.as_server(), None);
}

#[test]
fn events_that_say_the_same_are_equal_however_they_are_written() {
    let read = |frame: &'static str| OwnedEvent::any(&mut Decoder::new(), frame).unwrap();
    let one = read(r#"{"type":"error","error":{"code":"a"}}"#);
    assert_eq!(one, read(r#" {"error": {"code": "\u0061"}, "type": "error"} "#));
    assert_ne!(one, read(r#"{"type":"error","error":{"code":"b"}}"#));
}

#[test]
fn a_bad_frame_is_the_decoders_error() {
    let error = OwnedEvent::server(&mut Decoder::new(), "{").unwrap_err();
    assert_eq!(error.to_string(), "syntax: not valid JSON at byte 1");
}

#[test]
fn a_broadcast_reaches_every_thread() {
    let event = OwnedEvent::server(&mut Decoder::new(), r#"{"type":"session.closed","usage":{"output_seconds":1.5}}"#);
    let event = Arc::new(event.unwrap());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            let event = Arc::clone(&event);
            scope.spawn(move || {
                let Some(ServerEvent::SessionClosed(closed)) = event.as_server() else { panic!() };
                assert_eq!(closed.usage.unwrap().output_seconds, Some(1.5));
            });
        }
    });
}

fn is_shareable<T: Clone + Send + Sync + 'static>() {}
fn is_copy<T: Copy + Send + Sync + 'static>() {}
fn is_send<T: Send>(value: T) -> T {
    value
}

#[test]
fn what_crosses_tasks_may() {
    is_shareable::<OwnedEvent>();
    is_shareable::<Arc<OwnedEvent>>();
    is_copy::<Digest>();
    // A task may hold a view of its decoder's across an await.
    drop(is_send(async {
        let mut decoder = Decoder::new();
        let event = decoder.server(br#"{"type":"error"}"#);
        std::future::ready(()).await;
        event.map(|event| event.kind()).ok()
    }));
}

#[test]
fn a_digest_is_small() {
    assert!(size_of::<Digest>() <= 256, "{}", size_of::<Digest>());
}

fn digest(frame: &str) -> Digest {
    Digest::of(&Decoder::new().any(frame.as_bytes()).unwrap())
}

#[test]
fn a_digest_says_kind_status_ids_and_usage() {
    let done = digest(
        r#"{"type":"response.done","response":{"id":"resp_1","status":"failed","usage":{"total_tokens":9,"input_tokens":7,
        "output_tokens":2,"input_token_details":{"text_tokens":3,"audio_tokens":4,"image_tokens":0,"cached_tokens":5,
        "cached_tokens_details":{"text_tokens":1,"audio_tokens":4,"image_tokens":0}},
        "output_tokens_details":{"text_tokens":2,"reasoning_tokens":1}}}}"#,
    );
    assert_eq!(done.kind, Kind::Server(ServerKind::ResponseDone));
    assert_eq!(done.status, Some(ResponseStatus::Failed));
    assert_eq!((done.response_id.as_str(), done.item_id.is_empty()), ("resp_1", true));
    let Some(Usage::Tokens(tokens)) = done.usage else { panic!("{:?}", done.usage) };
    let counts = [9, 7, 2, 3, 4, 0, 5, 1, 4, 0, 2, 0, 1];
    for (cell, count) in Cell::ALL.iter().zip(counts) {
        assert_eq!(tokens.get(*cell), Some(count).filter(|_| *cell != Cell::OutputAudio), "{cell:?}");
    }

    let heard = digest(
        r#"{"type":"conversation.item.input_audio_transcription.completed","item_id":"item_1","content_index":0,
        "transcript":"","usage":{"type":"duration","seconds":2.5}}"#,
    );
    let seconds = Some(Usage::Seconds(Duration::from_millis(2_500)));
    assert_eq!((heard.item_id.as_str(), heard.usage, heard.status), ("item_1", seconds, None));
    // Whatever event has an item.
    let brings = |fields: &[Field]| fields.iter().any(|field| field.name == "item");
    let kinds = ServerKind::ALL.iter().filter(|kind| brings(kind.fields())).map(|kind| kind.as_str());
    let kinds = kinds.chain(ClientKind::ALL.iter().filter(|kind| brings(kind.fields())).map(|kind| kind.as_str()));
    assert_eq!(kinds.clone().count(), 7);
    for kind in kinds {
        for item in [
            "message",
            "function_call",
            "function_call_output",
            "item_reference",
            "mcp_list_tools",
            "mcp_call",
            "mcp_approval_request",
            "mcp_approval_response",
            "new",
        ] {
            let brought =
                digest(&format!(r#"{{"type":"{kind}","output_index":0,"item":{{"id":"item_2","type":"{item}"}}}}"#));
            assert_eq!(brought.item_id.as_str(), "item_2", "{kind} {item}");
        }
    }
    let cancel = digest(r#"{"type":"response.cancel","response_id":"resp_2"}"#);
    assert_eq!(cancel.response_id.as_str(), "resp_2");
    assert_eq!(digest(r#"{"type":"mood"}"#).kind, Kind::Unknown);
    let odd = digest(r#"{"type":"response.done","response":{"status":"paused"}}"#);
    assert_eq!((odd.status, odd.usage), (Some(ResponseStatus::Other("other")), None));
}

#[test]
fn a_digest_has_every_count_in_either_spelling_and_every_status() {
    let input = r#"{"text_tokens":4,"audio_tokens":5,"image_tokens":6,"cached_tokens":7,"cached_tokens_details":
        {"text_tokens":8,"audio_tokens":9,"image_tokens":10}}"#;
    let output = r#"{"text_tokens":11,"audio_tokens":12,"reasoning_tokens":13}"#;
    let expected = "Tokens({total_tokens: 1, input_tokens: 2, output_tokens: 3, input_text_tokens: 4, input_audio_tokens: 5, \
        input_image_tokens: 6, cached_tokens: 7, cached_text_tokens: 8, cached_audio_tokens: 9, \
        cached_image_tokens: 10, output_text_tokens: 11, output_audio_tokens: 12, reasoning_tokens: 13})";
    let usage = |frame: &str| format!("{:?}", digest(frame).usage.unwrap());
    let other = r#"{"text_tokens":99}"#;
    for details in [
        format!(r#""input_token_details":{input},"output_token_details":{output}"#),
        format!(r#""input_tokens_details":{input},"output_tokens_details":{output}"#),
        // Of both the documented one counts.
        format!(
            r#""input_tokens_details":{other},"output_tokens_details":{other},
            "input_token_details":{input},"output_token_details":{output}"#
        ),
    ] {
        let counts = r#""total_tokens":1,"input_tokens":2,"output_tokens":3"#;
        let frame = format!(r#"{{"type":"response.done","response":{{"usage":{{{counts},{details}}}}}}}"#);
        assert_eq!(usage(&frame), expected, "{frame}");
    }
    let heard = r#"{"type":"conversation.item.input_audio_transcription.completed","item_id":"item_1","content_index":0,
        "transcript":"","usage":{"type":"tokens","total_tokens":1,"input_tokens":2,"output_tokens":3,
        "input_token_details":{"text_tokens":4,"audio_tokens":5}}}"#;
    let parts =
        "Tokens({total_tokens: 1, input_tokens: 2, output_tokens: 3, input_text_tokens: 4, input_audio_tokens: 5})";
    assert_eq!(usage(heard), parts);

    for status in ["in_progress", "completed", "cancelled", "failed", "incomplete"] {
        let frame = format!(r#"{{"type":"response.created","response":{{"id":"resp_1","status":"{status}"}}}}"#);
        let created = digest(&frame);
        assert_eq!((created.response_id.as_str(), created.status.unwrap().as_str()), ("resp_1", status));
    }
}

#[test]
fn a_long_id_is_cut_and_says_so() {
    let id = |id: &str| digest(&format!(r#"{{"type":"response.cancel","response_id":"{id}"}}"#)).response_id;
    let cut = id(&"é".repeat(30));
    assert_eq!((cut.as_str(), cut.is_cut()), (&*"é".repeat(11), true));
    // Those that begin alike are not the same for that.
    assert_ne!(cut, id(&"é".repeat(31)));
    let whole = id("f36cf5f4-63c4-4b5a-9cba-4e4dbbc88657");
    assert_eq!((whole.as_str().len(), whole.is_cut()), (36, false));
    assert_eq!(format!("{:?}", id("r")), "\"r\"");
}

#[test]
fn an_event_that_needs_no_arena_has_none() {
    let audio = "A".repeat(100_000);
    let delta = format!(r#"{{"type":"response.audio.delta","output_index":0,"content_index":0,"delta":"{audio}"}}"#);
    let escaped = delta.replace("AAAA\"", "\\n\"");
    let mut decoder = Decoder::new();
    let held = |decoder: &mut Decoder, frame: &str| {
        let frame = Bytes::copy_from_slice(frame.as_bytes());
        drop(OwnedEvent::server(decoder, frame.clone()).unwrap());
        let before = crate::allocator::live();
        let event = OwnedEvent::server(decoder, frame.clone()).unwrap();
        let held = crate::allocator::live() - before;
        assert_eq!(event.event(), decoder.any(&frame).unwrap());
        drop(event);
        held
    };
    let plain = held(&mut decoder, &delta);
    assert!(plain < 1024, "{plain} bytes beside the frame");
    assert!(held(&mut decoder, &escaped) > 99_000, "an unescaped text has to be somewhere");
}
