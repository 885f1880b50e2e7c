use std::time::Duration;

use rtwire::meter::{Cell, RecordKind};
use serde_json::{Value, json};

use super::{Till, committed, counts, done, plain, session, transcribed};

#[test]
fn tokens_of_transcriptions_are_no_tokens_of_responses() {
    let mut till = Till::of("gpt-realtime", "gpt-4o-transcribe");
    till.server(done("resp_1", plain(10, 2)));
    let usage = json!({"type": "tokens", "total_tokens": 22, "input_tokens": 13, "output_tokens": 9,
        "input_token_details": {"text_tokens": 1, "audio_tokens": 12}});
    let record = till.server(transcribed("item_1", usage)).unwrap();
    assert_eq!((record.kind, record.id.as_str()), (RecordKind::Transcription, "item_1"));
    assert_eq!(record.tokens().unwrap().get(Cell::InputAudio), Some(12));
    assert_eq!(counts(till.meter.tokens()), [("total_tokens", 12), ("input_tokens", 10), ("output_tokens", 2)]);
    let heard = till.meter.transcriptions();
    assert_eq!((heard.events, heard.input_tokens, heard.output_tokens, heard.total_tokens), (1, 13, 9, 22));
    assert_eq!((heard.input_text_tokens, heard.input_audio_tokens), (1, 12));
    assert_eq!(till.meter.all_tokens(), 34);
}

#[test]
fn seconds_are_fractions_and_add_up_exactly() {
    let mut till = Till::of("gpt-realtime", "whisper-1");
    for (at, seconds) in [json!(0.1), json!(0.2), json!(3), json!(1e-9)].into_iter().enumerate() {
        let usage = json!({"type": "duration", "seconds": seconds});
        let record = till.server(transcribed(&format!("item_{at}"), usage)).unwrap();
        assert_eq!(record.seconds().map(|length| length.as_secs_f64()), seconds.as_f64());
    }
    assert_eq!(till.meter.transcriptions().seconds(), Duration::new(3, 300_000_001));
}

#[test]
fn each_is_on_the_transcription_model_in_force_at_the_commit() {
    let mut till = Till::of("gpt-realtime", "whisper-1");
    till.server(committed("item_1"));
    till.server(session("session.updated", "gpt-realtime", "gpt-4o-transcribe"));
    till.server(committed("item_2"));
    till.server(json!({"type": "session.updated", "session": {"type": "realtime",
        "audio": {"input": {"transcription": null}}}}));
    for item in ["item_2", "item_1", "item_3"] {
        till.server(transcribed(item, json!({"type": "duration", "seconds": 1})));
    }
    let expected = [("item_2", Some("gpt-4o-transcribe")), ("item_1", Some("whisper-1")), ("item_3", None)];
    assert_eq!(till.models(), expected);
}

#[test]
fn every_dialect_names_its_transcription_model() {
    let of_beta =
        json!({"type": "session.created", "session": {"model": "m", "input_audio_transcription": {"model": "t"}}});
    let of_beta_transcription = json!({"type": "transcription_session.updated",
        "session": {"input_audio_transcription": {"model": "t"}}});
    let of_ga_transcription = json!({"type": "session.created", "session": {"type": "transcription",
        "audio": {"input": {"transcription": {"model": "t"}}}}});
    let of_xai = json!({"type": "session.updated", "session": {"model": "m", "voice": "v",
        "audio": {"input": {"transcription": {"model": "t"}}}}});
    let of_ga = session("session.updated", "m", "t");
    for event in [of_beta, of_beta_transcription, of_ga_transcription, of_ga, of_xai] {
        let mut till = Till::new();
        till.server(event.clone());
        assert_eq!(till.meter.transcription_model().unwrap().as_str(), "t", "{event}");
    }
    // What a client asks for is the best that is known, until the server says something.
    let mut till = Till::new();
    till.client(session("session.update", "wished", "wished"));
    assert_eq!(till.meter.model().unwrap().as_str(), "wished");
    till.server(session("session.created", "told", "told"));
    till.client(session("session.update", "wished", "wished"));
    assert_eq!(till.meter.transcription_model().unwrap().as_str(), "told");
    // Also where it says that there is none.
    let mut none = session("session.updated", "told", "");
    none["session"]["audio"]["input"]["transcription"] = Value::Null;
    till.server(none);
    till.client(session("session.update", "wished", "wished"));
    assert_eq!(till.meter.transcription_model(), None);
}

#[test]
fn a_format_that_a_client_wishes_is_none_that_the_server_has_said() {
    let second_of_pcm = json!({"type": "input_audio_buffer.append", "audio": "A".repeat(64_000)});
    let wish = json!({"type": "session.update", "session": {"input_audio_format": "g711_ulaw"}});
    let mut till = Till::new();
    till.client(wish.clone());
    till.client(second_of_pcm.clone());
    assert_eq!(till.meter.audio_in(), Duration::from_secs(6), "it is the best that is known");
    till.server(json!({"type": "session.updated", "session": {"input_audio_format": "pcm16"}}));
    // Refused, or not answered yet.
    till.client(wish);
    till.client(second_of_pcm);
    assert_eq!(till.meter.audio_in(), Duration::from_secs(6 + 1));
}

#[test]
fn a_wish_for_a_transcription_session_is_the_best_that_is_known_too() {
    let mut till = Till::new();
    let session = json!({"input_audio_transcription": {"model": "whisper-1"}});
    till.client(json!({"type": "transcription_session.update", "session": session}));
    till.server(committed("item_1"));
    let record = till.server(transcribed("item_1", json!({"type": "duration", "seconds": 60}))).unwrap();
    assert_eq!(record.model.unwrap().as_str(), "whisper-1");
}

#[test]
fn the_model_in_force_is_known_however_often_it_changes() {
    let mut till = Till::new();
    let hear = |till: &mut Till, model: &str, n: usize| {
        let item = format!("item_{model}_{n}");
        till.server(committed(&item));
        till.server(transcribed(&item, json!({"type": "duration", "seconds": 60}))).unwrap().model
    };
    for model in ["t1", "t2", "t3", "t4", "t5", "t6"] {
        till.server(session("session.updated", "m", model));
        for n in 0..10 {
            assert_eq!(hear(&mut till, model, n).unwrap().as_str(), model);
        }
    }
    // Items that wait keep theirs: up to eight, on three models.
    for (n, model) in ["t1", "t2", "t3"].into_iter().enumerate() {
        till.server(session("session.updated", "m", model));
        till.server(committed(&format!("late_{n}")));
    }
    for (n, model) in ["t1", "t2", "t3"].into_iter().enumerate() {
        let late = till.server(transcribed(&format!("late_{n}"), Value::Null)).unwrap();
        assert_eq!(late.model.unwrap().as_str(), model);
    }
}

#[test]
fn what_was_transcribed_gives_its_model_up_before_what_waits() {
    let mut till = Till::new();
    for (model, item) in [("t1", "waits"), ("t2", "ended"), ("t3", "waits, too")] {
        till.server(session("session.updated", "m", model));
        till.server(committed(item));
    }
    till.server(transcribed("ended", Value::Null));
    // All four places are taken: by "m" and the three.
    till.server(session("session.updated", "m", "t4"));
    for (item, model) in [("waits", "t1"), ("waits, too", "t3"), ("new", "t4")] {
        assert_eq!(till.server(transcribed(item, Value::Null)).unwrap().model.unwrap().as_str(), model);
    }
}

#[test]
fn each_content_of_an_item_counts_once_and_usage_may_be_absent() {
    let mut till = Till::new();
    let mut event = transcribed("item_1", json!({"type": "tokens", "input_tokens": 5}));
    assert!(till.server(event.clone()).is_some());
    assert!(till.server(event.clone()).is_none());
    event["content_index"] = json!(1);
    let second = till.server(event.clone()).unwrap();
    assert_ne!(second.key(), till.records[0].key());
    assert_eq!(till.meter.transcriptions().input_tokens, 10);
    let old = till.server(transcribed("item_2", Value::Null)).unwrap();
    assert_eq!((old.usage, old.malformed), (None, false));
    assert_eq!(till.meter.transcriptions().events, 3);
}

#[test]
fn what_is_completed_while_it_is_in_progress_is_completed_again() {
    let mut till = Till::of("gpt-realtime", "whisper-1");
    let mut first = transcribed("item_1", Value::Null);
    first["status"] = json!("in_progress");
    assert_eq!(till.server(first.clone()), None);
    // Should it say what it costs, that counts.
    let usage = json!({"type": "duration", "seconds": 2});
    assert!(till.server(transcribed("item_1", usage.clone())).is_some());
    first["item_id"] = json!("item_2");
    first["usage"] = usage;
    assert!(till.server(first).is_some());
    assert_eq!((till.meter.transcriptions().events, till.meter.conflicts()), (2, 0));
}

#[test]
fn translations_are_metered_by_the_second() {
    let mut till = Till::new();
    till.server(
        json!({"type": "session.created", "session": {"type": "translation", "model": "gpt-realtime-translate"}}),
    );
    for elapsed in [1_200, 900, 3_360] {
        till.server(json!({"type": "session.output_transcript.delta", "delta": "a", "elapsed_ms": elapsed}));
    }
    assert_eq!(till.meter.elapsed_time(), Duration::from_millis(3_360));
    let closed = json!({"type": "session.closed", "usage": {"output_seconds": 63.25}});
    let record = till.server(closed.clone()).unwrap();
    assert_eq!((record.kind, record.seconds()), (RecordKind::Translation, Some(Duration::from_millis(63_250))));
    assert_eq!(record.model.unwrap().as_str(), "gpt-realtime-translate");
    assert_eq!(till.server(closed), None);
    assert_eq!(till.meter.translated(), Duration::from_millis(63_250));
}

#[cfg(feature = "price")]
mod priced {
    use rtwire::price::{Cost, Priced, Prices, SplitPolicy};
    use serde_json::{Value, json};

    use super::super::{Till, session, transcribed};

    const EXAMPLE: &str = include_str!("../../../examples/prices.toml");

    fn cost(table: &str, model: &str, usage: Value) -> Cost {
        let record = Till::of("gpt-realtime", model).server(transcribed("item_1", usage)).unwrap();
        match Prices::from_toml(table).unwrap().price(&record, SplitPolicy::Range) {
            Priced::Cost(cost) => cost,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_minute_costs_what_the_table_says() {
        let told = cost(EXAMPLE, "whisper-1", json!({"type": "duration", "seconds": 90}));
        assert_eq!((told.low, told.high), (9_000_000_000, 9_000_000_000));
        let prices = Prices::from_toml(EXAMPLE).unwrap();
        let mut till = Till::of("gpt-realtime", "whisper-1");
        // By the minute, it has no price for tokens; and a model that is not known has none at all.
        let tokens = till.server(transcribed("item_2", json!({"type": "tokens", "input_tokens": 5}))).unwrap();
        assert_eq!(prices.price(&tokens, SplitPolicy::Range), Priced::Unpriced);
        till.server(session("session.updated", "gpt-realtime", "other"));
        let other = till.server(transcribed("item_3", json!({"type": "duration", "seconds": 90}))).unwrap();
        assert_eq!(prices.price(&other, SplitPolicy::Low), Priced::Unpriced);
        let nothing = till.server(transcribed("item_4", Value::Null)).unwrap();
        assert_eq!(prices.price(&nothing, SplitPolicy::Low), Priced::Unmetered);
    }

    #[test]
    fn seconds_are_priced_to_the_nearest_pico_unit() {
        // 0.006 a minute is 0.1 pico-units a nanosecond.
        for (seconds, expected) in [
            (0.000_000_004, 0),
            (0.000_000_005, 1),
            (0.000_000_014, 1),
            (0.000_000_015, 2),
            (1.000_000_004, 100_000_000),
            (1.000_000_005, 100_000_001),
        ] {
            let told = cost(EXAMPLE, "whisper-1", json!({"type": "duration", "seconds": seconds}));
            assert_eq!((told.low, told.high), (expected, expected), "{seconds}");
        }
    }

    #[test]
    fn nothing_of_a_transcription_is_cached_whatever_the_table_says() {
        let table = r#"
            currency = "USD"
            [[model]]
            match = "hears"
            input = { text = 2, audio = 6 }
            cached = { text = 1, audio = 3 }
            output = { text = 10 }
        "#;
        let usage = json!({"type": "tokens", "total_tokens": 13, "input_tokens": 10, "output_tokens": 3,
            "input_token_details": {"text_tokens": 4, "audio_tokens": 6}});
        let told = cost(table, "hears", usage);
        let expected = (4 * 2 + 6 * 6 + 3 * 10) * 1_000_000;
        assert_eq!((told.low, told.high), (expected, expected));
    }
}
