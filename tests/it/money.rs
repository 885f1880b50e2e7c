//! A second reader of what is billed, written by hand over `serde_json::Value`: status, ids, usage, transcription usage.
//!
//! Shares no name, macro or constant with the tables, so a misspelt row cannot agree with it.

use std::collections::BTreeMap;

use rtwire::{
    Decoder, Event, RealtimeResponse, RealtimeResponseInputTokenDetails, RealtimeResponseOutputTokenDetails,
    ServerEvent, TranscriptionUsage,
};
use serde_json::{Value, json};

use crate::corpus::{corpus, file, has_recorded};

/// What was sent, by a name of this file's own; what was not, is not in it.
type Facts = BTreeMap<&'static str, Value>;

fn by_hand(frame: &Value) -> Facts {
    match frame["type"].as_str() {
        Some("response.created" | "response.done") => facts(frame, RESPONSE),
        Some("conversation.item.input_audio_transcription.completed") => {
            let mut facts = facts(frame, &[("event", "/event_id"), ("item", "/item_id")]);
            facts.extend(match frame.pointer("/usage/type").and_then(Value::as_str) {
                Some("duration") => self::facts(frame, &[("seconds", "/usage/seconds")]),
                Some("tokens") => self::facts(frame, TRANSCRIPTION),
                _ => Facts::new(),
            });
            facts
        }
        Some("session.closed") => facts(frame, &[("seconds", "/usage/output_seconds")]),
        _ => Facts::new(),
    }
}

/// The texts and numbers at these places: seconds as they are, any other number as a count, where it is whole.
fn facts(frame: &Value, places: &[(&'static str, &str)]) -> Facts {
    let fact = |&(name, path): &(&'static str, &str)| {
        let value = frame.pointer(path)?;
        let value = match value.as_f64() {
            Some(seconds) if name == "seconds" => json!(seconds),
            Some(count) => json!((count.fract() == 0.0).then_some(count as u64)?),
            None => json!(value.as_str()?),
        };
        Some((name, value))
    };
    places.iter().filter_map(fact).collect()
}

const RESPONSE: &[(&str, &str)] = &[
    ("event", "/event_id"),
    ("id", "/response/id"),
    ("conversation", "/response/conversation_id"),
    ("status", "/response/status"),
    ("why", "/response/status_details/type"),
    ("reason", "/response/status_details/reason"),
    ("code", "/response/status_details/error/code"),
    ("total", "/response/usage/total_tokens"),
    ("in", "/response/usage/input_tokens"),
    ("out", "/response/usage/output_tokens"),
    ("in text", "/response/usage/input_token_details/text_tokens"),
    ("in audio", "/response/usage/input_token_details/audio_tokens"),
    ("in image", "/response/usage/input_token_details/image_tokens"),
    ("cached", "/response/usage/input_token_details/cached_tokens"),
    ("cached text", "/response/usage/input_token_details/cached_tokens_details/text_tokens"),
    ("cached audio", "/response/usage/input_token_details/cached_tokens_details/audio_tokens"),
    ("cached image", "/response/usage/input_token_details/cached_tokens_details/image_tokens"),
    ("out text", "/response/usage/output_token_details/text_tokens"),
    ("out audio", "/response/usage/output_token_details/audio_tokens"),
    ("reasoning", "/response/usage/output_token_details/reasoning_tokens"),
    // As some gateways spell the details.
    ("s in text", "/response/usage/input_tokens_details/text_tokens"),
    ("s in audio", "/response/usage/input_tokens_details/audio_tokens"),
    ("s in image", "/response/usage/input_tokens_details/image_tokens"),
    ("s cached", "/response/usage/input_tokens_details/cached_tokens"),
    ("s cached text", "/response/usage/input_tokens_details/cached_tokens_details/text_tokens"),
    ("s cached audio", "/response/usage/input_tokens_details/cached_tokens_details/audio_tokens"),
    ("s cached image", "/response/usage/input_tokens_details/cached_tokens_details/image_tokens"),
    ("s out text", "/response/usage/output_tokens_details/text_tokens"),
    ("s out audio", "/response/usage/output_tokens_details/audio_tokens"),
    ("s reasoning", "/response/usage/output_tokens_details/reasoning_tokens"),
];

const TRANSCRIPTION: &[(&str, &str)] = &[
    ("total", "/usage/total_tokens"),
    ("in", "/usage/input_tokens"),
    ("out", "/usage/output_tokens"),
    ("in text", "/usage/input_token_details/text_tokens"),
    ("in audio", "/usage/input_token_details/audio_tokens"),
];

fn by_view(event: &Event<'_>) -> Facts {
    let facts = match event {
        Event::Server(ServerEvent::ResponseCreated(created)) => of_response(created.event_id, created.response),
        Event::Server(ServerEvent::ResponseDone(done)) => of_response(done.event_id, done.response),
        Event::Server(ServerEvent::ConversationItemInputAudioTranscriptionCompleted(completed)) => {
            let mut facts = vec![("event", json!(completed.event_id)), ("item", json!(completed.item_id))];
            match completed.usage {
                Some(TranscriptionUsage::Tokens(usage)) => {
                    facts.push(("total", json!(usage.total_tokens)));
                    facts.push(("in", json!(usage.input_tokens)));
                    facts.push(("out", json!(usage.output_tokens)));
                    if let Some(details) = usage.input_token_details {
                        facts.push(("in text", json!(details.text_tokens)));
                        facts.push(("in audio", json!(details.audio_tokens)));
                    }
                }
                Some(TranscriptionUsage::Duration(usage)) => facts.push(("seconds", json!(usage.seconds))),
                _ => {}
            }
            facts
        }
        Event::Server(ServerEvent::SessionClosed(closed)) => {
            vec![("seconds", json!(closed.usage.and_then(|usage| usage.output_seconds)))]
        }
        _ => Vec::new(),
    };
    facts.into_iter().filter(|(_, value)| !value.is_null()).collect()
}

fn of_response(event_id: Option<&str>, response: &RealtimeResponse<'_>) -> Vec<(&'static str, Value)> {
    let mut facts = vec![
        ("event", json!(event_id)),
        ("id", json!(response.id)),
        ("conversation", json!(response.conversation_id.value())),
        ("status", json!(response.status.map(|status| status.as_str()))),
    ];
    if let Some(details) = response.status_details {
        facts.push(("why", json!(details.kind.map(|kind| kind.as_str()))));
        facts.push(("reason", json!(details.reason.map(|reason| reason.as_str()))));
        facts.push(("code", json!(details.error.and_then(|error| error.code))));
    }
    if let Some(usage) = response.usage {
        facts.push(("total", json!(usage.total_tokens)));
        facts.push(("in", json!(usage.input_tokens)));
        facts.push(("out", json!(usage.output_tokens)));
        let names = ["in text", "in audio", "in image", "cached", "cached text", "cached audio", "cached image"];
        facts.extend(of_input(names, usage.input_token_details));
        facts.extend(of_output(["out text", "out audio", "reasoning"], usage.output_token_details));
        let split = ["s cached text", "s cached audio", "s cached image"];
        let names = ["s in text", "s in audio", "s in image", "s cached", split[0], split[1], split[2]];
        facts.extend(of_input(names, usage.input_tokens_details));
        facts.extend(of_output(["s out text", "s out audio", "s reasoning"], usage.output_tokens_details));
    }
    facts
}

fn of_input(
    names: [&'static str; 7],
    details: Option<RealtimeResponseInputTokenDetails>,
) -> impl Iterator<Item = (&'static str, Value)> {
    let split = details.and_then(|details| details.cached_tokens_details);
    let counts = [
        details.and_then(|details| details.text_tokens),
        details.and_then(|details| details.audio_tokens),
        details.and_then(|details| details.image_tokens),
        details.and_then(|details| details.cached_tokens),
        split.and_then(|split| split.text_tokens),
        split.and_then(|split| split.audio_tokens),
        split.and_then(|split| split.image_tokens),
    ];
    names.into_iter().zip(counts.map(|count| json!(count)))
}

fn of_output(
    names: [&'static str; 3],
    details: Option<RealtimeResponseOutputTokenDetails>,
) -> impl Iterator<Item = (&'static str, Value)> {
    let counts = details.map_or([None; 3], |of| [of.text_tokens, of.audio_tokens, of.reasoning_tokens]);
    names.into_iter().zip(counts.map(|count| json!(count)))
}

#[test]
fn both_readers_find_the_same_in_every_line() {
    let mut met = Facts::new();
    for line in corpus() {
        let hand = by_hand(&serde_json::from_str(&line.text).unwrap());
        let mut decoder = Decoder::new();
        assert_eq!(by_view(&decoder.any(line.frame()).unwrap()), hand, "{}", line.place());
        if line.ships {
            met.extend(hand);
        }
    }
    // What no line has, neither reader was tried on.
    let every = every_count();
    let hand = by_hand(&every);
    let missing: Vec<_> = hand.keys().filter(|name| !met.contains_key(*name)).collect();
    assert!(missing.is_empty(), "add them to tests/data: {missing:?}");
    let frame = every.to_string();
    assert_eq!(by_view(&Decoder::new().any(frame.as_bytes()).unwrap()), hand);
    assert_eq!(hand.len(), 30);
}

/// A response.done with every count, each another one, so that swapped rows are seen.
fn every_count() -> Value {
    let input = |from: u64| {
        json!({
            "text_tokens": from, "audio_tokens": from + 1, "image_tokens": from + 2, "cached_tokens": from + 3,
            "cached_tokens_details": { "text_tokens": from + 4, "audio_tokens": from + 5, "image_tokens": from + 6 },
        })
    };
    let output = |from: u64| json!({"text_tokens": from, "audio_tokens": from + 1, "reasoning_tokens": from + 2});
    json!({
        "type": "response.done", "event_id": "event_m", "response": {
            "id": "resp_m", "conversation_id": "conv_m", "status": "failed",
            "status_details": { "type": "failed", "reason": "max_output_tokens", "error": { "code": "c" } },
            "usage": {
                "total_tokens": 1, "input_tokens": 2, "output_tokens": 3,
                "input_token_details": input(10), "output_token_details": output(20),
                "input_tokens_details": input(30), "output_tokens_details": output(40),
            },
        },
    })
}

/// Sums of all counts over lines, by type, with the number of lines that have any.
fn sums<'l>(frames: impl Iterator<Item = &'l str>) -> BTreeMap<String, f64> {
    let mut sums: BTreeMap<String, f64> = BTreeMap::new();
    for text in frames {
        let mut decoder = Decoder::new();
        let event = decoder.any(text.as_bytes()).unwrap();
        let facts = by_view(&event);
        let kind = match event.type_str() {
            "response.done" => "",
            "conversation.item.input_audio_transcription.completed" => "heard ",
            _ => continue,
        };
        *sums.entry(format!("{kind}events")).or_default() += 1.0;
        for (name, value) in facts {
            if let Some(count) = value.as_f64() {
                *sums.entry(format!("{kind}{name}")).or_default() += count;
            } else if name == "status" {
                *sums.entry(value.as_str().unwrap().to_owned()).or_default() += 1.0;
            }
        }
    }
    sums
}

#[track_caller]
fn check_sums(name: &str, expected: &[(&str, f64)]) {
    let sums = sums(file(name).map(|line| line.text.as_str()));
    let sums: Vec<(&str, f64)> = sums.iter().map(|(name, sum)| (name.as_str(), (sum * 1e6).round() / 1e6)).collect();
    assert_eq!(sums, expected);
}

/// Taken once by a script from the raw JSON.
#[test]
fn the_beta_session_costs_what_a_script_says() {
    check_sums(
        "session_beta.ndjson",
        &[
            ("cached", 4352.0),
            ("cached audio", 1472.0),
            ("cached text", 2880.0),
            ("cancelled", 1.0),
            ("completed", 5.0),
            ("events", 8.0),
            ("failed", 1.0),
            ("heard events", 5.0),
            ("heard in", 39.0),
            ("heard in audio", 35.0),
            ("heard in text", 4.0),
            ("heard out", 22.0),
            ("heard seconds", 3.94),
            ("heard total", 61.0),
            ("in", 5614.0),
            ("in audio", 2021.0),
            ("in text", 3593.0),
            ("incomplete", 1.0),
            ("out", 1720.0),
            ("out audio", 1461.0),
            ("out text", 259.0),
            ("total", 7334.0),
        ],
    );
}

#[test]
fn the_ga_session_costs_what_a_script_says() {
    check_sums(
        "session_ga.ndjson",
        &[
            ("cached", 12800.0),
            ("cached audio", 2432.0),
            ("cached image", 320.0),
            ("cached text", 10048.0),
            ("cancelled", 2.0),
            ("completed", 9.0),
            ("events", 13.0),
            ("failed", 1.0),
            ("heard events", 3.0),
            ("heard in", 53.0),
            ("heard in audio", 51.0),
            ("heard in text", 2.0),
            ("heard out", 31.0),
            ("heard seconds", 3.92),
            ("heard total", 84.0),
            ("in", 14924.0),
            ("in audio", 3250.0),
            ("in image", 335.0),
            ("in text", 11339.0),
            ("incomplete", 1.0),
            ("out", 808.0),
            ("out audio", 465.0),
            ("out text", 343.0),
            ("total", 15732.0),
        ],
    );
}

#[test]
fn the_recorded_session_has_the_responses_that_were_counted_by_hand() {
    if !has_recorded() {
        return;
    }
    let lines = corpus().iter().filter(|line| !line.ships && line.file == "webrtc_session_beta.ndjson");
    let sums = sums(lines.map(|line| line.text.as_str()));
    let found = ["events", "completed", "cancelled", "failed", "incomplete"].map(|name| sums[name]);
    assert_eq!(found, [54.0, 18.0, 17.0, 18.0, 1.0]);
}
