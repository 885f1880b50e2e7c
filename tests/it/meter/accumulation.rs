use std::time::Duration;

use rtwire::meter::{Cell, Certainty, CloseReason, IdempotencyKey, RecordKind, SessionKey, SessionMeter};
use serde_json::{Value, json};

use super::{Till, committed, created, done, plain, session, total, transcribed};

#[test]
fn responses_run_side_by_side_and_none_overwrites_another() {
    let mut till = Till::of("gpt-realtime", "whisper-1");
    let ids: Vec<_> = (0..8).map(|n| format!("resp_{n}")).collect();
    ids.iter().for_each(|id| _ = till.server(created(id)));
    assert_eq!(till.meter.unsettled().count(), 8);
    for (input, id) in ids.iter().rev().enumerate() {
        till.server(done(id, plain(input as u64, 1)));
    }
    assert_eq!(till.meter.unsettled().count(), 0);
    assert_eq!((till.records.len(), total(&till.meter)), (8, Some(28 + 8)));
}

#[test]
fn out_of_band_is_told_by_null_or_by_who_asked() {
    let mut till = Till::new();
    let mut begin = |id: &str, conversation: Option<Value>| {
        let mut event = json!({"type": "response.created", "response": {"id": id}});
        if let Some(conversation) = conversation {
            event["response"]["conversation_id"] = conversation;
        }
        till.server(event);
        till.meter.unsettled().find(|open| open.id.as_str() == id).unwrap().out_of_band
    };
    assert_eq!(begin("resp_1", Some(Value::Null)), Some(true));
    assert_eq!(begin("resp_2", Some(json!("conv_1"))), Some(false));
    assert_eq!(begin("resp_3", None), None);
    till.client(json!({"type": "response.create", "response": {"conversation": "none"}}));
    till.client(json!({"type": "response.create"}));
    for (id, expected) in [("resp_4", Some(true)), ("resp_5", Some(false)), ("resp_6", None)] {
        till.server(json!({"type": "response.created", "response": {"id": id}}));
        assert_eq!(till.meter.unsettled().find(|open| open.id.as_str() == id).unwrap().out_of_band, expected, "{id}");
    }
    let record = till.server(json!({"type": "response.done", "response": {"id": "resp_4", "usage": null}})).unwrap();
    assert_eq!(record.out_of_band, Some(true));
}

#[test]
fn a_record_is_on_the_model_in_force_when_it_was_created() {
    let mut till = Till::of("first", "whisper-1");
    till.server(created("resp_1"));
    till.server(session("session.updated", "second", "whisper-1"));
    till.server(created("resp_2"));
    till.server(session("session.updated", "third", "whisper-1"));
    for id in ["resp_2", "resp_1", "resp_3"] {
        till.server(done(id, plain(1, 1)));
    }
    assert_eq!(till.models(), [("resp_2", Some("second")), ("resp_1", Some("first")), ("resp_3", Some("third"))]);
}

#[test]
fn where_there_is_no_room_for_a_model_the_oldest_is_forgotten_and_none_is_wrong() {
    let mut till = Till::new();
    let models = ["a", "b", "c", "d", "e", "f"];
    for model in models {
        till.server(session("session.updated", model, "t"));
        till.server(created(&format!("resp_{model}")));
    }
    models.iter().for_each(|model| _ = till.server(done(&format!("resp_{model}"), plain(1, 1))));
    for (id, model) in till.models() {
        assert_eq!(model, Some(&id[5..]).filter(|model| *model >= "d"), "{id}");
    }
    // What is in force has a place, whatever else is under way.
    till.server(committed("item_1"));
    assert_eq!(till.server(transcribed("item_1", Value::Null)).unwrap().model.unwrap().as_str(), "t");
    assert_eq!(till.server(done("resp_z", plain(1, 1))).unwrap().model.unwrap().as_str(), "f");
}

#[test]
fn what_had_to_make_room_has_no_model_and_none_is_wrong() {
    let mut till = Till::of("first", "t1");
    (0..10).for_each(|n| _ = till.server(created(&format!("resp_{n}"))));
    (0..10).for_each(|n| _ = till.server(committed(&format!("item_{n}"))));
    till.records.clear();
    till.server(session("session.updated", "second", "t2"));
    // It is known of at another machine, too.
    till.meter = SessionMeter::restore(&till.meter.snapshot());
    for n in 0..10 {
        till.server(done(&format!("resp_{n}"), plain(1, 1)));
        till.server(transcribed(&format!("item_{n}"), Value::Null));
    }
    for (id, model) in till.models() {
        let (began, number) = id.split_once('_').unwrap();
        let own = if began == "resp" { "first" } else { "t1" };
        assert_eq!(model, Some(own).filter(|_| !["0", "1"].contains(&number)), "{id}");
    }
    // All of those have ended: what was never seen is on what is in force.
    assert_eq!(till.server(done("resp_x", plain(1, 1))).unwrap().model.unwrap().as_str(), "second");
    assert_eq!(till.server(transcribed("item_x", Value::Null)).unwrap().model.unwrap().as_str(), "t2");
}

#[test]
fn what_was_given_up_and_ends_after_all_has_no_wrong_model() {
    let mut till = Till::of("first", "t1");
    till.server(created("resp_1"));
    till.server(session("session.updated", "second", "t2"));
    let given_up: Vec<_> = till.meter.close(CloseReason::Connection).collect();
    let settled = till.server(done("resp_1", plain(1, 1))).unwrap();
    assert_eq!((given_up[0].model.unwrap().as_str(), settled.model), ("first", None));
    assert_eq!(given_up[0].key(), settled.key(), "it takes the other's place");
    assert_eq!(till.server(done("resp_2", plain(1, 1))).unwrap().model.unwrap().as_str(), "second");
}

#[test]
fn an_empty_id_names_nothing() {
    let mut till = Till::new();
    for n in 0..300 {
        let mut event = done("", plain(1, 1));
        event["event_id"] = json!(format!("event_{n}"));
        till.server(created(""));
        assert!(till.server(event.clone()).is_some() && till.server(event).is_none());
        till.server(committed(""));
    }
    assert_eq!((till.meter.records(), till.meter.unsettled().count(), till.meter.counts().turns), (300, 0, 300));
    // What has a name is still found.
    till.server(created("resp_1"));
    till.server(session("session.updated", "later", "whisper-1"));
    assert_eq!(till.server(done("resp_1", plain(1, 1))).unwrap().model, None);
    // Neither id.
    for _ in 0..2 {
        assert!(till.server(done("", plain(1, 1))).is_some() && till.server(transcribed("", Value::Null)).is_some());
    }
}

#[test]
fn an_event_that_comes_again_counts_once_and_the_first_wins() {
    let mut till = Till::new();
    assert!(till.server(done("resp_1", plain(5, 5))).is_some());
    assert!(till.server(done("resp_1", plain(5, 5))).is_none());
    assert_eq!(till.meter.conflicts(), 0);
    assert!(till.server(done("resp_1", plain(6, 5))).is_none());
    assert!(till.server(done("resp_1", Value::Null)).is_none());
    assert_eq!((till.meter.conflicts(), total(&till.meter)), (2, Some(10)));
    // Nor does it begin anew.
    till.server(created("resp_1"));
    assert_eq!(till.meter.unsettled().count(), 0);
}

#[test]
fn the_last_128_are_remembered_and_the_key_tells_the_others() {
    let mut till = Till::new();
    let id = |n: usize| format!("resp_{n}");
    (0..200).for_each(|n| _ = till.server(done(&id(n), plain(1, 0))));
    assert_eq!((till.meter.records(), till.meter.evicted()), (200, 72));
    (72..200).for_each(|n| assert!(till.server(done(&id(n), plain(1, 0))).is_none()));
    assert_eq!(till.meter.evicted(), 72);
    let again = till.server(done(&id(71), plain(1, 0))).unwrap();
    assert_eq!((till.meter.evicted(), again.key()), (73, till.records[71].key()));
}

#[test]
fn the_key_is_the_same_on_both_legs_of_a_call() {
    let legs = ["call 7", "call 7", "call 8"].map(|name| {
        let mut till = Till::new();
        till.meter = SessionMeter::new(SessionKey::new(name));
        till.server(created("resp_1"));
        till.server(done("resp_1", plain(1, 1))).unwrap()
    });
    assert_eq!(legs[0].key(), legs[1].key());
    assert_ne!(legs[0].key(), legs[2].key());
    let key = IdempotencyKey::new(SessionKey::new("call 7"), RecordKind::Response, "resp_1", 0, "record");
    assert_eq!(legs[0].key(), key);
    assert_ne!(legs[0].key_of("input_tokens"), key);
    // An id of any length is its own.
    let long = "r".repeat(1_000);
    let mut till = Till::new();
    till.server(created(&long));
    let record = till.server(done(&long, plain(1, 1))).unwrap();
    assert_eq!(record.key(), IdempotencyKey::new(SessionKey::new("sess_1"), RecordKind::Response, &long, 0, "record"));
    assert!(till.server(done(&long, plain(1, 1))).is_none());
    assert!(till.server(done(&long[1..], plain(1, 1))).is_some());
}

#[test]
fn what_has_no_id_is_known_by_its_event_or_counts_each_time() {
    let mut till = Till::new();
    let event =
        |event_id: Value| json!({"type": "response.done", "event_id": event_id, "response": {"usage": plain(1, 1)}});
    assert!(till.server(event(json!("event_1"))).is_some());
    assert!(till.server(event(json!("event_1"))).is_none());
    assert!(till.server(event(Value::Null)).is_some());
    assert!(till.server(event(Value::Null)).is_some());
    assert_eq!(till.meter.records(), 3);
}

fn piece(kind: &str, id: &str, delta: &str) -> Value {
    json!({"type": kind, "response_id": id, "item_id": "i", "output_index": 0, "content_index": 0, "delta": delta})
}

/// A response of which audio and text came, and no end.
fn begun(till: &mut Till, id: &str) {
    till.server(created(id));
    for kind in ["response.output_audio.delta", "response.audio.delta"] {
        till.server(piece(kind, id, &"A".repeat(64_000)));
    }
    for kind in [
        "response.output_audio_transcript.delta",
        "response.output_text.delta",
        "response.function_call_arguments.delta",
    ] {
        till.server(piece(kind, id, "{"));
    }
}

#[test]
fn what_is_not_settled_is_told_and_estimated_at_the_end() {
    let mut till = Till::of("gpt-realtime", "whisper-1");
    begun(&mut till, "resp_1");
    till.server(created("resp_2"));
    till.server(done("resp_2", plain(1, 1)));
    let [open] = till.meter.unsettled().collect::<Vec<_>>()[..] else { panic!() };
    assert_eq!((open.id.as_str(), open.delivered.audio, open.delivered.deltas), ("resp_1", Duration::from_secs(2), 5));
    let before = *till.meter.tokens();
    let [record] = till.meter.close(CloseReason::Connection).collect::<Vec<_>>()[..] else { panic!() };
    assert_eq!(record.certainty, Certainty::Estimated(CloseReason::Connection));
    assert_eq!((record.id, record.delivered, record.model), (open.id, open.delivered, open.model));
    let told = super::counts(record.tokens().unwrap());
    assert_eq!(told, [("output_tokens", 43), ("output_text_tokens", 3), ("output_audio_tokens", 40)]);
    assert_eq!(*till.meter.tokens(), before, "sums are what the wire said");
    assert_eq!(till.meter.close(CloseReason::Client).count(), 0);
    // Should it be settled after all, it has the same key.
    let settled = till.server(done("resp_1", plain(1, 1))).unwrap();
    assert_eq!((settled.key(), settled.certainty), (record.key(), Certainty::Settled));
}

/// What is delivered of a response by pieces of that kind, and what it is estimated to cost in text and in audio.
fn delivered(kind: &str, deltas: &[&str]) -> (Duration, u32, [u64; 2]) {
    let mut till = Till::new();
    till.server(created("resp_1"));
    deltas.iter().for_each(|delta| _ = till.server(piece(kind, "resp_1", delta)));
    let [open] = till.meter.unsettled().collect::<Vec<_>>()[..] else { panic!() };
    let [record] = till.meter.close(CloseReason::Connection).collect::<Vec<_>>()[..] else { panic!() };
    assert_eq!(record.delivered, open.delivered);
    let tokens = record.tokens().unwrap();
    let [all, text, audio] =
        [Cell::Output, Cell::OutputText, Cell::OutputAudio].map(|cell| tokens.get(cell).unwrap_or(0));
    assert_eq!(all, text + audio);
    (open.delivered.audio, open.delivered.deltas, [text, audio])
}

#[test]
fn every_kind_of_piece_is_delivered_and_estimated() {
    for kind in [
        "response.text.delta",
        "response.output_text.delta",
        "response.audio_transcript.delta",
        "response.output_audio_transcript.delta",
        "response.function_call_arguments.delta",
        "response.mcp_call_arguments.delta",
    ] {
        assert_eq!(delivered(kind, &["a", "", "a"]), (Duration::ZERO, 3, [3, 0]), "{kind}");
    }
    // What has begun of a token of audio is one.
    for kind in ["response.audio.delta", "response.output_audio.delta"] {
        for (ms, tokens) in [(1, 1), (50, 1), (51, 2), (100, 2), (120, 3)] {
            let sound = "A".repeat(ms as usize * 64);
            assert_eq!(delivered(kind, &[&sound]), (Duration::from_millis(ms), 1, [0, tokens]), "{kind} {ms}");
        }
        let sound = "A".repeat(30 * 64);
        assert_eq!(delivered(kind, &[&sound, &sound]), (Duration::from_millis(60), 2, [0, 2]), "{kind}");
    }
}

#[test]
fn the_oldest_makes_room_and_is_not_lost() {
    let mut till = Till::new();
    (0..8).for_each(|n| assert!(till.server(created(&format!("resp_{n}"))).is_none()));
    let crowded = till.server(created("resp_8")).unwrap();
    assert_eq!((crowded.id.as_str(), crowded.certainty), ("resp_0", Certainty::Estimated(CloseReason::Crowded)));
    let settled = till.server(done("resp_0", plain(1, 1))).unwrap();
    assert_eq!((settled.key(), settled.certainty), (crowded.key(), Certainty::Settled));
    let left: Vec<_> = till.meter.close(CloseReason::Gateway).map(|record| record.id.as_str().to_owned()).collect();
    assert_eq!(left, (1..9).map(|n| format!("resp_{n}")).collect::<Vec<_>>());
}

#[test]
fn a_translation_that_breaks_off_is_estimated() {
    let mut till = Till::new();
    till.server(json!({"type": "session.input_transcript.delta", "delta": "a", "elapsed_ms": 1_500}));
    let [record] = till.meter.close(CloseReason::Server).collect::<Vec<_>>()[..] else { panic!() };
    assert_eq!((record.kind, record.seconds()), (RecordKind::Translation, Some(Duration::from_millis(1_500))));
    // Closed without a word of what it cost.
    let record = till.server(json!({"type": "session.closed"})).unwrap();
    assert_eq!(record.certainty, Certainty::Estimated(CloseReason::Server));
    assert!(till.meter.translated().is_zero());
}

#[test]
fn a_translation_costs_what_it_says_or_the_furthest_that_it_got() {
    let mut till = Till::new();
    till.server(json!({"type": "session.created", "session": {"type": "translation", "model": "translates"}}));
    // Of another rate, and of two channels: a second of it.
    till.server(json!({"type": "session.output_audio.delta", "delta": "A".repeat(128_000), "sample_rate": 24_000,
        "channels": 2, "elapsed_ms": 2_000}));
    till.server(json!({"type": "session.output_transcript.delta", "delta": "a", "elapsed_ms": 1_000}));
    assert_eq!(till.meter.audio_out(), Duration::from_secs(1));
    let [record] = till.meter.close(CloseReason::Connection).collect::<Vec<_>>()[..] else { panic!() };
    assert_eq!((record.seconds(), record.model.unwrap().as_str()), (Some(Duration::from_secs(2)), "translates"));

    let closed = |seconds: u64| json!({"type": "session.closed", "usage": {"output_seconds": seconds}});
    let told = till.server(closed(3)).unwrap();
    assert_eq!((told.seconds(), told.certainty), (Some(Duration::from_secs(3)), Certainty::Settled));
    assert_eq!(till.server(closed(4)), None);
    assert_eq!((till.meter.conflicts(), till.meter.translated()), (1, Duration::from_secs(3)));
    assert_eq!(till.server(json!({"type": "session.closed"})), None, "it has said its cost");
    assert_eq!(till.meter.close(CloseReason::Server).count(), 0);
}
