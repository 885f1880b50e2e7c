//! Half of a surrogate pair, as relays write it that cut a text inside an emoji: replaced and noted.

use rtwire::{Decoder, ErrorKind, Limits, ServerEvent};

use crate::read::{drift, refused, refused_by, server, strict};

#[test]
fn half_a_surrogate_pair_is_replaced_and_noted() {
    for (text, read) in [
        (r"ab\ud83d", "ab\u{fffd}"),
        (r"\ude00!", "\u{fffd}!"),
        (r"\ud83d\ud83d\ude00", "\u{fffd}\u{1f600}"),
        (r"\ude00\ud83d", "\u{fffd}\u{fffd}"),
        (r"\uD83Dé\n", "\u{fffd}é\n"),
    ] {
        let frame = format!(r#"{{"type":"response.text.delta","output_index":0,"content_index":0,"delta":"{text}"}}"#);
        let ServerEvent::ResponseTextDelta(delta) = server(&frame) else { panic!() };
        assert_eq!(delta.delta, read);
        assert_eq!(drift(&frame), ["response.text.delta: delta | surrogate pair | half of one"]);
        let error = refused_by(strict(), &frame);
        assert!(matches!(error.kind(), ErrorKind::LoneSurrogate), "{error}");
        assert_eq!((error.category().as_str(), error.path()), ("syntax", "delta"));
        let half = error.offset();
        assert!(
            frame[half..].to_lowercase().starts_with(r"\ud") && !frame[half..].starts_with(r"\ud83d\ude00"),
            "{half}"
        );
    }
    // What follows a mended string has the same places.
    let frame = r#"{"type":"response.done","response":{"id":"\ud83d","x":"\ude00","usage":{"total_tokens":"7"}}}"#;
    assert_eq!(drift(frame).len(), 4);
    let frame = r#"{"type":"response.text.delta","response_id":"\ud83d","output_index":"x"}"#;
    let error = refused(frame);
    assert_eq!((error.offset(), error.path()), (frame.find(r#""x""#).unwrap(), "output_index"));
}

#[test]
fn half_a_surrogate_pair_is_noted_like_any_drift() {
    let text = r#"{"type":"text","text":"\ud83d"}"#;
    let item = format!(r#"{{"type":"message","content":[{text},{text}]}}"#);
    let frame = format!(r#"{{"type":"response.done","response":{{"output":[{item},{item}]}}}}"#);
    assert_eq!(drift(frame), ["response.done: response.output[].content[].text | surrogate pair | half of one"]);
    // Below a map, an open value or an unknown object there are no paths.
    let frame = r#"{"type":"response.done","response":{"metadata":{"k":"\ud83d"}}}"#;
    assert_eq!(drift(frame), ["response.done: response.metadata | surrogate pair | half of one"]);
    let frame = r#"{"type":"response.done","response":{"output":[{"type":"new","k":{"l":"\ud83d"}}]}}"#;
    let entries = drift(frame);
    assert!(
        entries.contains(&"response.done: response.output[] | surrogate pair | half of one".to_owned()),
        "{entries:?}"
    );
}

#[test]
fn half_a_surrogate_pair_below_a_key_that_is_no_word_is_noted_by_that_key() {
    let half = |path: &str| format!("{path} | surrogate pair | half of one");
    let frame = r#"{"type":"input_audio_buffer.cleared","odd key":"\ud83d","a.b":["\ud83d"],"a\"]":{"k":"\ud83d"},"":"\ud83d"}"#;
    let entries = drift(frame);
    for key in [r#"["odd key"]"#, r#"["a.b"]"#, r#"["a\"]"]"#, r#"[""]"#] {
        let expected = half(&format!("input_audio_buffer.cleared: {key}"));
        assert!(entries.contains(&expected), "{expected}: {entries:?}");
    }
    let entries = drift(
        r#"{"type":"response.done","response":{"odd key":"\ud83d","output":[{"type":"message","odd key":"\ud83d"}]}}"#,
    );
    for path in [r#"response["odd key"]"#, r#"response.output[]["odd key"]"#] {
        let expected = half(&format!("response.done: {path}"));
        assert!(entries.contains(&expected), "{expected}: {entries:?}");
    }
}

/// Long paths are cut in their middle, wherever that is.
#[test]
fn half_a_surrogate_pair_far_below_keys_that_are_no_words_is_noted() {
    let mut decoder = Decoder::new();
    let pieces = [r#"\""#, "k", "é", "😀", "]", ".", "[", r"\\", " ", "\u{202e}"];
    let mut state = 1_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) as usize % below
    };
    for _ in 0..20_000 {
        let depth = 1 + random(6);
        let keys: Vec<String> = (0..depth)
            .map(|_| {
                let (piece, times) = (pieces[random(pieces.len())], random(130));
                format!(
                    "{}{}{}",
                    pieces[random(pieces.len())].repeat(random(3)),
                    piece.repeat(times),
                    pieces[random(pieces.len())]
                )
            })
            .collect();
        let open: String = keys.iter().map(|key| format!(r#"{{"{key}":"#)).collect();
        let frame = format!(r#"{{"type":"input_audio_buffer.cleared","odd":{open}"\ud83d"{}}}"#, "}".repeat(depth));
        let inner = &open[1..];
        let bare = format!(r#"{{"type":"input_audio_buffer.cleared",{inner}"\ud83d"{}"#, "}".repeat(depth));
        for frame in [frame, bare] {
            assert!(decoder.server(frame.as_bytes()).is_ok(), "{frame}");
            decoder.clear_drift();
        }
    }
}

#[test]
fn half_a_surrogate_pair_in_a_key_or_an_unknown_event_is_reported_too() {
    assert_eq!(drift(r#"{"type":"error","k\ud83d":1}"#).len(), 2);
    assert!(!drift(r#"{"type":"new","x":{"y":["\ud83d"]}}"#).is_empty());
}

#[test]
fn many_halves_are_mended_in_one_frame_and_the_report_stays_short() {
    let halves = r"\ud83dx".repeat(5000);
    let texts = vec![format!(r#"{{"type":"text","text":"{halves}"}}"#); 20].join(",");
    let frame = format!(r#"{{"type":"conversation.item.done","item":{{"type":"message","content":[{texts}]}}}}"#);
    assert_eq!(drift(&frame), ["conversation.item.done: item.content[].text | surrogate pair | half of one"]);
    let ServerEvent::ConversationItemDone(done) = server(&frame) else { panic!() };
    let text = serde_json::to_string(done.item).unwrap();
    assert_eq!(text.matches("\u{fffd}x").count(), 100_000);
}

#[test]
fn halves_that_find_no_room_in_the_report_are_counted() {
    let frame = br#"{"type":"error","error":{"code":"\ud83d","message":"\ude00","param":"\ude00"}}"#;
    for (entries, overflows) in [(0, true), (1, true), (2, true), (3, false)] {
        let mut limits = Limits::default();
        limits.drift_entries = entries;
        let mut decoder = Decoder::with_limits(limits);
        decoder.server(frame).unwrap();
        assert_eq!((decoder.drift().entries().len(), decoder.drift().overflow() > 0), (entries, overflows));
    }
}
