use rtwire::meter::{Cell, Certainty, CloseReason, Direction};
use rtwire::{Decoder, Limits, Mismatch};
use serde_json::{Value, json};

use super::{Till, counts, done, plain, transcribed};

#[test]
fn a_usage_of_the_wrong_shape_counts_as_malformed_and_never_as_zero() {
    for usage in [json!("12"), json!([]), json!(7), json!(true), json!({}), json!({"input_tokens": "12"})] {
        let mut till = Till::new();
        let record = till.server(done("resp_1", usage.clone())).unwrap();
        assert_eq!((record.usage, record.malformed), (None, true), "{usage}");
        assert_eq!((till.meter.malformed_usage(), till.meter.tokens().is_empty()), (1, true), "{usage}");
        // It is the same however often it comes.
        till.server(done("resp_1", usage));
        assert_eq!(till.meter.malformed_usage(), 1);
    }
}

#[test]
fn a_part_of_the_wrong_shape_is_absent_and_the_rest_counts() {
    for (part, value) in [
        ("total_tokens", json!(-1)),
        ("output_tokens", json!(1.5)),
        ("input_token_details", json!([])),
        ("input_token_details", json!({"cached_tokens_details": {"audio_tokens": "7"}})),
        ("output_tokens_details", json!({"text_tokens": {}})),
    ] {
        let mut usage = json!({"input_tokens": 5});
        usage[part] = value;
        let mut till = Till::new();
        let record = till.server(done("resp_1", usage.clone())).unwrap();
        assert_eq!((record.malformed, counts(till.meter.tokens())), (true, vec![("input_tokens", 5)]), "{usage}");
    }
}

#[test]
fn a_translation_s_usage_of_the_wrong_shape_is_malformed() {
    for usage in [json!({}), json!({"output_seconds": "1"}), json!({"output_seconds": -1})] {
        let mut till = Till::new();
        let record = till.server(json!({"type": "session.closed", "usage": usage.clone()})).unwrap();
        assert_eq!((record.usage, record.malformed, till.meter.malformed_usage()), (None, true, 1), "{usage}");
    }
    // What has elapsed is the best that is known then.
    for usage in [json!("x"), json!({}), json!({"output_seconds": "1"})] {
        let mut till = Till::new();
        till.server(json!({"type": "session.input_transcript.delta", "delta": "a", "elapsed_ms": 1_500}));
        let record = till.server(json!({"type": "session.closed", "usage": usage})).unwrap();
        assert_eq!((record.seconds().unwrap().as_millis(), record.malformed), (1_500, true), "{usage}");
        assert_eq!((record.certainty, till.meter.malformed_usage()), (Certainty::Estimated(CloseReason::Server), 1));
        let told = till.server(json!({"type": "session.closed", "usage": {"output_seconds": 2}})).unwrap();
        assert_eq!((told.seconds().unwrap().as_secs(), told.key()), (2, record.key()));
    }
}

#[test]
fn what_is_new_in_a_usage_or_wrong_elsewhere_is_not_malformed() {
    let mut usage = plain(5, 5);
    usage["of_tomorrow"] = json!({"tokens": 7});
    let mut event = done("resp_1", usage);
    event["response"]["temperature"] = json!("warm");
    event["event_id"] = json!(7);
    let mut till = Till::new();
    assert!(!till.server(event).unwrap().malformed);
    // Nor is what an event before it had.
    till.server(json!({"type": "error", "error": {"type": 7}}));
    assert!(!till.server(done("resp_2", plain(1, 1))).unwrap().malformed);
    // Half a pair has the shape of a text, and nobody's count.
    let half = done("resp_3", json!({"total_tokens": 5, "note": "\u{1f642}"})).to_string();
    let half = half.replace('\u{1f642}', r"\ud83d");
    let record = till.frame(Direction::Server, half.as_bytes()).unwrap();
    assert_eq!((record.malformed, till.meter.malformed_usage()), (false, 0));
}

#[test]
fn the_whole_response_or_event_can_have_the_wrong_shape() {
    let mut till = Till::new();
    let record = till.server(json!({"type": "response.done", "event_id": "event_1", "response": [1]})).unwrap();
    assert!(record.malformed && record.usage.is_none());
    let usages = [json!([]), json!({"type": "of.tomorrow", "x": 1}), json!({"type": "tokens"})];
    let seconds = [json!({"type": "duration"}), json!({"type": "duration", "seconds": -1}), json!({"seconds": "1"})];
    for (at, usage) in usages.into_iter().chain(seconds).enumerate() {
        let record = till.server(transcribed(&format!("item_{at}"), usage.clone())).unwrap();
        assert!(record.malformed && record.usage.is_none(), "{usage}");
    }
    let closed = till.server(json!({"type": "session.closed", "usage": {"output_seconds": []}})).unwrap();
    assert!(closed.malformed && closed.usage.is_none());
    assert_eq!(till.meter.malformed_usage(), 8);
    assert_eq!(till.meter.transcriptions().events, 6);
}

#[test]
fn it_is_noticed_where_the_report_of_drift_is_full() {
    let mut limits = Limits::default();
    limits.drift_entries = 0;
    let mut till = Till::new();
    till.decoder = Decoder::with_limits(limits.clone());
    assert!(!till.server(done("resp_0", plain(1, 1))).unwrap().malformed);
    limits.drift_entries = 1;
    till.decoder = Decoder::with_limits(limits);
    till.server(json!({"type": "error", "error": {"new": 1}}));
    let mut event = done("resp_1", json!({"input_tokens": 5, "output_tokens": "6"}));
    event["new"] = json!(1);
    assert!(till.server(event.clone()).unwrap().malformed);
    event["response"]["id"] = json!("resp_2");
    event["response"]["usage"] = plain(1, 1);
    assert!(!till.server(event).unwrap().malformed);
}

#[test]
fn bad_frames_of_a_billed_kind_are_counted() {
    let mut till = Till::new();
    let whole = done("resp_1", plain(1, 1)).to_string();
    let mut frame = |direction, frame: &[u8]| till.meter.frame(direction, frame, &mut till.decoder).is_err();
    assert!(frame(Direction::Server, &whole.as_bytes()[..whole.len() - 1]));
    assert!(frame(Direction::Server, br#"{"type":"conversation.item.input_audio_transcription.completed"}"#));
    assert!(frame(Direction::Server, b"{\"type\":\"session.closed\",\"x\":\"\xff\"}"));
    // Not of a kind that is billed, of no kind, and not the server's.
    assert!(frame(Direction::Server, br#"{"type":"response.created","response":{"#));
    assert!(frame(Direction::Server, br#"{"x":{"type":"response.done"}"#));
    assert!(frame(Direction::Server, br#"["type":"response.done"]"#));
    assert!(frame(Direction::Client, &whole.as_bytes()[..whole.len() - 1]));
    assert_eq!(till.meter.undecodable_billable(), 3);
    assert_eq!(till.meter.records(), 0);
}

#[test]
fn of_a_type_that_stands_twice_the_last_counts() {
    // A meter that took the first could be got round by whoever writes a second.
    let mut till = Till::new();
    let frame = br#"{"type":"response.text.delta","response":{"id":"resp_1","usage":{"total_tokens":7}},"type":"response.done"}"#;
    assert!(till.frame(Direction::Server, frame).is_some());
    let frame =
        br#"{"type":"response.done","response":{"id":"resp_2","usage":{"total_tokens":1},"usage":{"total_tokens":5}}}"#;
    assert!(till.frame(Direction::Server, frame).is_some());
    assert_eq!(till.meter.tokens().get(Cell::Total), Some(12));
    let mut limits = Limits::default();
    limits.mismatch = Mismatch::Reject;
    limits.duplicates = rtwire::Duplicates::Reject;
    let mut decoder = Decoder::with_limits(limits);
    assert!(till.meter.frame(Direction::Server, frame, &mut decoder).is_err());
    assert_eq!(till.meter.undecodable_billable(), 1);
}

#[test]
fn an_observed_event_is_marked_by_the_drift_of_its_decoder() {
    let mut till = Till::new();
    let event = done("resp_1", json!({"input_tokens": 5, "output_tokens": []})).to_string();
    let mut decoder = Decoder::new();
    let mut record = till.meter.observe(&decoder.any(event.as_bytes()).unwrap()).unwrap();
    assert!(!record.malformed, "the event alone does not show it");
    till.meter.note_drift(&mut record, decoder.drift());
    assert!(record.malformed);
    till.meter.note_drift(&mut record, decoder.drift());
    assert_eq!(till.meter.malformed_usage(), 1);
    assert_eq!(Value::from(record.tokens().unwrap().get(Cell::Input)), json!(5));
}
