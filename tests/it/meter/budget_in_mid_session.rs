use std::time::Duration;

use rtwire::meter::{Budget, Verdict};
use rtwire::{ClientEvent, Decoder};
use serde_json::{Value, json};

use super::{Till, committed, created, done, plain};

const TOKENS: Budget = Budget { tokens: Some(100), cost: None, seconds: None };

/// What the budget says of an event, before it is observed.
fn ask(till: &Till, event: &Value) -> String {
    let (text, mut decoder) = (event.to_string(), Decoder::new());
    match TOKENS.ask(&till.meter, &decoder.any(text.as_bytes()).unwrap()) {
        Verdict::Allow => "allow".to_owned(),
        Verdict::Deny => "deny".to_owned(),
        Verdict::Cancel(cancel) => String::from_utf8(cancel.frame()).unwrap(),
    }
}

fn create() -> Value {
    json!({"type": "response.create", "event_id": "event_1"})
}

#[test]
fn nothing_is_refused_before_the_bound() {
    let mut till = Till::new();
    till.server(done("resp_1", plain(98, 1)));
    for event in [create(), committed("item_1"), created("resp_2"), done("resp_2", plain(1, 1))] {
        assert_eq!(ask(&till, &event), "allow");
    }
}

#[test]
fn at_the_bound_each_way_to_spend_more_is_answered() {
    let mut till = Till::new();
    till.server(done("resp_1", plain(98, 2)));
    assert_eq!(ask(&till, &create()), "deny");
    assert_eq!(ask(&till, &committed("item_1")), "deny");
    assert_eq!(ask(&till, &created("resp_2")), r#"{"type":"response.cancel","response_id":"resp_2"}"#);
    for event in [done("resp_1", plain(1, 1)), json!({"type": "response.cancel"}), json!({"type": "of.tomorrow"})] {
        assert_eq!(ask(&till, &event), "allow");
    }
}

#[test]
fn a_response_that_was_asked_for_and_allowed_is_not_cancelled() {
    let mut till = Till::new();
    assert_eq!(ask(&till, &create()), "allow");
    till.client(create());
    till.server(done("resp_1", plain(98, 2)));
    assert_eq!(ask(&till, &created("resp_2")), "allow");
    till.server(created("resp_2"));
    // What voice activity begins is asked for by nobody.
    assert_ne!(ask(&till, &created("resp_3")), "allow");
}

#[test]
fn requests_without_an_id_are_as_many_as_there_are() {
    for event_id in [json!(""), Value::Null] {
        let mut till = Till::new();
        for _ in 0..2 {
            till.client(json!({"type": "response.create", "event_id": event_id}));
        }
        till.server(done("resp_1", plain(98, 2)));
        for id in ["resp_2", "resp_3"] {
            assert_eq!(ask(&till, &created(id)), "allow", "{event_id}");
            till.server(created(id));
        }
        assert_ne!(ask(&till, &created("resp_4")), "allow", "{event_id}");
    }
}

#[test]
fn a_request_that_was_refused_asks_for_nothing() {
    for event_id in [json!("event_1"), Value::Null] {
        let mut till = Till::new();
        till.client(create());
        till.server(done("resp_1", plain(98, 2)));
        till.server(json!({"type": "error", "error": {"type": "invalid_request_error", "event_id": event_id}}));
        assert_ne!(ask(&till, &created("resp_2")), "allow");
    }
}

#[test]
fn tokens_cost_and_seconds_are_bounds() {
    let none = Budget::default();
    let mut till = Till::new();
    till.server(done("resp_1", plain(u64::from(u32::MAX), 2)));
    till.meter.add_cost(500);
    till.client(json!({"type": "input_audio_buffer.append", "audio": "A".repeat(64_000)}));
    assert!(!none.is_spent(&till.meter));
    for (spent, budget) in [
        (true, Budget { cost: Some(500), ..none }),
        (false, Budget { cost: Some(501), ..none }),
        (true, Budget { seconds: Some(Duration::from_secs(1)), ..none }),
        (false, Budget { seconds: Some(Duration::from_millis(1_001)), ..none }),
        (true, Budget { tokens: Some(0), cost: Some(9_999), seconds: None }),
    ] {
        assert_eq!(budget.is_spent(&till.meter), spent, "{budget:?}");
    }
}

#[test]
fn seconds_are_of_audio_both_ways_or_of_a_translation_whichever_is_more() {
    let second = "A".repeat(64_000);
    for (sent, heard, elapsed_ms, translated, expected) in [
        (0, 1, 0, 0.0, 1_000),
        (1, 2, 0, 0.0, 3_000),
        (0, 0, 1_500, 0.0, 1_500),
        (0, 0, 0, 2.5, 2_500),
        (1, 1, 2_001, 2.0, 2_001),
        (1, 1, 2_001, 2.002, 2_002),
        (2, 1, 2_001, 2.002, 3_000),
    ] {
        let mut till = Till::new();
        for _ in 0..sent {
            till.client(json!({"type": "input_audio_buffer.append", "audio": second}));
        }
        for _ in 0..heard {
            till.server(json!({"type": "response.output_audio.delta", "response_id": "resp_1", "item_id": "item_1",
                "output_index": 0, "content_index": 0, "delta": second}));
        }
        till.server(json!({"type": "session.output_transcript.delta", "delta": "a", "elapsed_ms": elapsed_ms}));
        till.server(json!({"type": "session.closed", "usage": {"output_seconds": translated}}));
        let is_spent =
            |ms| Budget { seconds: Some(Duration::from_millis(ms)), ..Budget::default() }.is_spent(&till.meter);
        assert_eq!((is_spent(expected), is_spent(expected + 1)), (true, false), "{expected}");
    }
}

#[test]
fn the_cancel_frame_says_any_id() {
    for id in ["resp_1", "a\"b\\c\n\u{1}日本\u{7f}", ""] {
        let event = created(id).to_string();
        let mut decoder = Decoder::new();
        let till = Till::new();
        let budget = Budget { tokens: Some(0), ..Budget::default() };
        let Verdict::Cancel(cancel) = budget.ask(&till.meter, &decoder.any(event.as_bytes()).unwrap()) else {
            panic!()
        };
        let frame = cancel.frame();
        let mut decoder = Decoder::new();
        let ClientEvent::ResponseCancel(read) = decoder.client(&frame).unwrap() else { panic!() };
        // An empty one names nothing: the response in progress is meant.
        assert_eq!(read.response_id, Some(id).filter(|id| !id.is_empty()));
    }
}

#[test]
fn a_request_is_answered_in_its_band_and_once() {
    let mut till = Till::new();
    till.client(json!({"type": "response.create", "response": {"conversation": "none"}}));
    till.server(done("resp_1", plain(98, 2)));
    let begun = |id: &str, conversation: Value| json!({"type": "response.created", "response": {"id": id, "conversation_id": conversation}});
    // What voice activity begins is in the conversation; what the client waits for is not.
    assert_ne!(ask(&till, &begun("resp_2", json!("conv_1"))), "allow");
    till.server(begun("resp_2", json!("conv_1")));
    assert_eq!(ask(&till, &begun("resp_3", Value::Null)), "allow");
    // The same event once more, as on the other leg of a call, begins nothing.
    till.server(begun("resp_3", Value::Null));
    assert_eq!(ask(&till, &begun("resp_3", Value::Null)), "allow");
    till.server(done("resp_3", plain(1, 1)));
    assert_eq!(ask(&till, &begun("resp_3", Value::Null)), "allow");
    assert_ne!(ask(&till, &begun("resp_4", Value::Null)), "allow");
    // One that has no name is the answer, too.
    till.client(json!({"type": "response.create"}));
    let nameless = json!({"type": "response.created", "response": {"conversation_id": "conv_1"}});
    assert_eq!(ask(&till, &nameless), "allow");
    till.server(nameless.clone());
    assert_ne!(ask(&till, &nameless), "allow");
}
