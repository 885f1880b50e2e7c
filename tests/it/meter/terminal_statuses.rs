use std::time::Duration;

use rtwire::{ResponseStatus, ResponseStatusReason};
use serde_json::{Value, json};

use super::{Till, committed, done, plain, transcribed};

fn ended(id: &str, status: &str, reason: Value, code: Value, usage: Value) -> Value {
    json!({"type": "response.done", "response": {"id": id, "status": status, "usage": usage,
        "status_details": {"type": status, "reason": reason, "error": {"type": "server_error", "code": code}}}})
}

#[test]
fn each_end_is_told_apart_and_counted() {
    let mut till = Till::new();
    let ends = [
        ("completed", Value::Null, Value::Null),
        ("cancelled", json!("turn_detected"), Value::Null),
        ("cancelled", json!("turn_detected"), Value::Null),
        ("cancelled", json!("client_cancelled"), Value::Null),
        ("cancelled", json!("of tomorrow"), Value::Null),
        ("incomplete", json!("max_output_tokens"), Value::Null),
        ("incomplete", json!("content_filter"), Value::Null),
        ("incomplete", Value::Null, Value::Null),
        ("failed", Value::Null, json!("insufficient_quota")),
        ("failed", Value::Null, json!("insufficient_quota")),
        ("failed", Value::Null, Value::Null),
        ("of tomorrow", Value::Null, Value::Null),
    ];
    for _ in 0..2 {
        for (at, (status, reason, code)) in ends.iter().enumerate() {
            till.server(ended(&format!("resp_{at}"), status, reason.clone(), code.clone(), plain(1, 1)));
        }
    }
    let counts = till.meter.counts();
    assert_eq!((counts.responses, counts.interruptions, counts.client_cancels, counts.other_cancels), (12, 2, 1, 1));
    assert_eq!((counts.too_long, counts.filtered, counts.other_incompletes), (1, 1, 1));
    let failures: Vec<_> = counts.failures.iter().map(|(code, count)| (code.as_str(), count)).collect();
    assert_eq!(failures, [("insufficient_quota", 2), ("", 1)]);
    let [completed, interrupted, ..] = &till.records[..] else { panic!() };
    assert_eq!((completed.status, completed.reason), (Some(ResponseStatus::Completed), None));
    assert_eq!(interrupted.reason, Some(ResponseStatusReason::TurnDetected));
    assert_eq!(till.records[8].error_code.unwrap().as_str(), "insufficient_quota");
    assert_eq!(till.records[11].status, Some(ResponseStatus::Other("other")));
}

#[test]
fn usage_is_optional_on_all() {
    let mut till = Till::new();
    for (at, status) in ["completed", "cancelled", "incomplete", "failed"].into_iter().enumerate() {
        let record = till.server(ended(&format!("resp_{at}"), status, Value::Null, Value::Null, Value::Null)).unwrap();
        assert_eq!((record.usage, record.malformed), (None, false));
    }
    assert!(till.meter.tokens().is_empty());
    assert_eq!((till.meter.records(), till.meter.malformed_usage()), (4, 0));
}

#[test]
fn errors_turns_and_limits_are_counted() {
    let mut till = Till::new();
    for kind in ["invalid_request_error", "server_error", "invalid_request_error"] {
        till.server(json!({"type": "error", "error": {"type": kind, "code": null, "message": "no"}}));
    }
    for item in ["item_1", "item_2", "item_1"] {
        till.server(committed(item));
    }
    till.server(json!({"type": "conversation.item.input_audio_transcription.failed", "item_id": "item_1",
        "content_index": 0, "error": {"type": "x"}}));
    till.server(json!({"type": "rate_limits.updated", "rate_limits": [
        {"name": "tokens", "limit": 15_000_000, "remaining": 14_999_000, "reset_seconds": 0.001},
        {"name": "of tomorrow", "limit": 1}]}));
    till.server(json!({"type": "rate_limits.updated", "rate_limits": []}));
    let counts = till.meter.counts();
    assert_eq!(
        counts.errors.iter().map(|(kind, count)| (kind.as_str(), count)).collect::<Vec<_>>(),
        [("invalid_request_error", 2), ("server_error", 1)]
    );
    assert_eq!((counts.turns, counts.failed_transcriptions), (2, 1));
    assert_eq!((counts.tokens.limit(), counts.tokens.remaining()), (Some(15_000_000), Some(14_999_000)));
    assert_eq!(counts.tokens.reset_seconds(), Some(0.001));
    assert_eq!((counts.requests.limit(), counts.requests.reset_seconds()), (None, None));
}

#[test]
fn what_is_seen_on_both_legs_counts_once() {
    let mut till = Till::new();
    let failed = |item: &str, index: u64| {
        json!({"type": "conversation.item.input_audio_transcription.failed", "item_id": item, "content_index": index,
            "error": {"type": "x"}})
    };
    let error =
        |event: &str| json!({"type": "error", "event_id": event, "error": {"type": "server_error", "message": "m"}});
    for event in [failed("item_1", 0), failed("item_1", 1), failed("item_2", 0), error("event_1"), error("event_2")] {
        till.server(event.clone());
        till.server(event);
    }
    till.server(committed("item_1"));
    till.server(committed("item_1"));
    let counts = till.meter.counts();
    assert_eq!((counts.turns, counts.failed_transcriptions, counts.errors.total()), (1, 3, 2));
    // Without an id nothing tells.
    (0..2).for_each(|_| _ = till.server(json!({"type": "error", "error": {"type": "server_error", "message": "m"}})));
    assert_eq!(till.meter.counts().errors.total(), 4);
}

#[test]
fn seconds_of_audio_follow_from_its_length_and_the_format() {
    let second_of_pcm = "A".repeat(64_000);
    let mut till = Till::new();
    till.client(json!({"type": "input_audio_buffer.append", "audio": second_of_pcm}));
    till.server(json!({"type": "session.updated", "session": {"input_audio_format": "g711_ulaw",
        "output_audio_format": "g711_alaw"}}));
    till.client(json!({"type": "input_audio_buffer.append", "audio": second_of_pcm}));
    assert_eq!(till.meter.audio_in(), Duration::from_secs(1 + 6));
    let delta = |id: &str| {
        json!({"type": "response.audio.delta", "response_id": id, "item_id": "i", "output_index": 0,
            "content_index": 0, "delta": second_of_pcm})
    };
    till.server(delta("resp_1"));
    assert_eq!(till.meter.audio_out(), Duration::from_secs(6));
    // A response may have a format of its own.
    till.server(json!({"type": "response.created", "response": {"id": "resp_2", "output_audio_format": "pcm16"}}));
    till.server(delta("resp_2"));
    assert_eq!(till.meter.audio_out(), Duration::from_secs(6 + 1));
    till.server(
        json!({"type": "session.output_audio.delta", "delta": second_of_pcm, "sample_rate": 48_000, "channels": 1}),
    );
    assert_eq!(till.meter.audio_out(), Duration::from_millis(7_500));
    // xAI's sessions have GA's formats, and no type.
    till.server(json!({"type": "session.updated", "session": {"voice": "v", "audio": {
        "input": {"format": {"type": "audio/pcm", "rate": 48_000}}, "output": {"format": {"type": "audio/pcmu"}}}}}));
    till.client(json!({"type": "input_audio_buffer.append", "audio": second_of_pcm}));
    till.server(delta("resp_3"));
    assert_eq!(till.meter.audio_in(), Duration::from_millis(7_500));
    assert_eq!(till.meter.audio_out(), Duration::from_millis(7_500 + 6_000));
}

#[test]
fn what_is_sent_to_be_translated_is_of_one_format_whatever_the_session_says() {
    let mut till = Till::new();
    till.server(json!({"type": "session.updated", "session": {"input_audio_format": "g711_ulaw"}}));
    till.client(json!({"type": "session.input_audio_buffer.append", "audio": "A".repeat(64_000)}));
    assert_eq!(till.meter.audio_in(), Duration::from_secs(1));
}

#[test]
fn nothing_else_makes_a_record() {
    let mut till = Till::new();
    till.server(json!({"type": "of.tomorrow", "usage": plain(1, 1), "response": {"usage": plain(1, 1)}}));
    till.client(done("resp_1", plain(1, 1)));
    till.client(transcribed("item_1", plain(1, 1)));
    assert!(till.records.is_empty(), "a client cannot bill itself");
}
