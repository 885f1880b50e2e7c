use rtwire::meter::Cell;
use serde_json::{Value, json};

use super::{Till, counts, done, plain};

fn tokens(usage: Value) -> Vec<(&'static str, u64)> {
    let mut till = Till::new();
    let record = till.server(done("resp_1", usage)).unwrap();
    assert!(!record.malformed);
    assert_eq!(record.tokens(), Some(till.meter.tokens()));
    counts(till.meter.tokens())
}

fn full(input: &str, output: &str) -> Value {
    json!({"total_tokens": 130, "input_tokens": 100, "output_tokens": 30,
        input: {"text_tokens": 40, "audio_tokens": 50, "image_tokens": 10, "cached_tokens": 60,
            "cached_tokens_details": {"text_tokens": 30, "audio_tokens": 25, "image_tokens": 5}},
        output: {"text_tokens": 12, "audio_tokens": 18, "reasoning_tokens": 7}})
}

#[test]
fn every_modality_and_cached_cell_is_told() {
    let told = tokens(full("input_token_details", "output_token_details"));
    let expected = [
        ("total_tokens", 130),
        ("input_tokens", 100),
        ("output_tokens", 30),
        ("input_text_tokens", 40),
        ("input_audio_tokens", 50),
        ("input_image_tokens", 10),
        ("cached_tokens", 60),
        ("cached_text_tokens", 30),
        ("cached_audio_tokens", 25),
        ("cached_image_tokens", 5),
        ("output_text_tokens", 12),
        ("output_audio_tokens", 18),
        ("reasoning_tokens", 7),
    ];
    assert_eq!(told, expected);
    assert_eq!(expected.map(|(name, _)| name), *Cell::ALL.iter().map(|cell| cell.as_str()).collect::<Vec<_>>());
}

#[test]
fn both_spellings_of_the_details_are_read() {
    let usual = tokens(full("input_token_details", "output_token_details"));
    assert_eq!(tokens(full("input_tokens_details", "output_tokens_details")), usual);
    assert_eq!(tokens(full("input_tokens_details", "output_token_details")), usual);
}

#[test]
fn missing_is_not_zero() {
    assert_eq!(tokens(json!({"input_tokens": 3})), [("input_tokens", 3)]);
    let zero = json!({"input_tokens": 0, "input_token_details": {"cached_tokens": 0, "audio_tokens": null}});
    assert_eq!(tokens(zero), [("input_tokens", 0), ("cached_tokens", 0)]);
}

#[test]
fn an_empty_details_object_is_no_split() {
    let told = tokens(json!({"input_tokens": 3, "input_token_details": {}, "output_token_details": {}}));
    assert_eq!(told, [("input_tokens", 3)]);
    // Nor does it hide the split in the other spelling.
    let mut usage = full("input_tokens_details", "output_tokens_details");
    usage["input_token_details"] = json!({});
    usage["output_token_details"] = json!({});
    assert_eq!(tokens(usage), tokens(full("input_token_details", "output_token_details")));
}

#[test]
fn sums_take_in_what_was_sent_and_nothing_else() {
    let mut till = Till::new();
    till.server(done("resp_1", plain(10, 1)));
    till.server(done("resp_2", json!({"input_tokens": 5, "input_token_details": {"cached_tokens": 4}})));
    assert_eq!(
        counts(till.meter.tokens()),
        [("total_tokens", 11), ("input_tokens", 15), ("output_tokens", 1), ("cached_tokens", 4)]
    );
}

#[test]
fn the_published_example_with_384_cached_of_127_is_flagged() {
    let usage = json!({"total_tokens": 275, "input_tokens": 127, "output_tokens": 148,
        "input_token_details": {"cached_tokens": 384, "text_tokens": 119, "audio_tokens": 8,
            "cached_tokens_details": {"text_tokens": 128, "audio_tokens": 256}},
        "output_token_details": {"text_tokens": 36, "audio_tokens": 112}});
    let record = Till::new().server(done("resp_1", usage)).unwrap();
    assert!(record.is_inconsistent());
    assert_eq!(record.tokens().unwrap().get(Cell::Cached), Some(384), "as it was sent");
    assert!(!Till::new().server(done("resp_1", plain(1, 2))).unwrap().is_inconsistent());
}

#[test]
fn parts_beyond_their_total_are_flagged_though_what_is_between_is_not_told() {
    for (usage, expected) in [
        (json!({"total_tokens": 5, "input_token_details": {"text_tokens": 10}}), true),
        (json!({"total_tokens": 10, "input_tokens": 4, "output_token_details": {"text_tokens": 9}}), true),
        (json!({"total_tokens": 10, "input_token_details": {"cached_tokens": 11}}), true),
        (json!({"input_tokens": 3, "input_token_details": {"cached_tokens_details": {"text_tokens": 5}}}), true),
        (json!({"total_tokens": 10, "input_token_details": {"text_tokens": 4, "audio_tokens": 6}}), false),
        (json!({"total_tokens": 10, "input_tokens": 4, "output_token_details": {"reasoning_tokens": 6}}), false),
        (json!({"input_token_details": {"cached_tokens": 4, "cached_tokens_details": {"text_tokens": 4}}}), false),
    ] {
        let record = Till::new().server(done("resp_1", usage.clone())).unwrap();
        assert_eq!(record.is_inconsistent(), expected, "{usage}");
    }
}

#[test]
fn a_usage_beside_an_empty_one_counts() {
    let beside = |beside: Value| {
        let mut event = done("resp_1", json!({}));
        event["usage"] = beside;
        let mut till = Till::new();
        let record = till.server(event).unwrap();
        assert_eq!(till.meter.malformed_usage(), u64::from(record.malformed));
        (counts(till.meter.tokens()), record.malformed)
    };
    assert_eq!(beside(json!({"input_tokens": 13, "seconds": 2.1})), (vec![("input_tokens", 13)], false));
    assert_eq!(beside(json!({"input_tokens": 13, "output_tokens": "1"})), (vec![("input_tokens", 13)], true));
    assert_eq!(beside(json!({"seconds": 2.1})), (vec![], true));
    assert_eq!(beside(json!("13")), (vec![], true));
    // It is none more, and no conflict.
    let mut both = done("resp_1", plain(3, 4));
    both["usage"] = plain(13, 114);
    let mut till = Till::new();
    till.server(both);
    assert_eq!(till.meter.all_tokens(), 7);
}

#[test]
fn the_largest_counts_saturate() {
    let mut till = Till::new();
    let most = json!({"input_tokens": 1_u64 << 53});
    for n in 0..4_100 {
        till.server(done(&format!("resp_{n}"), most.clone()));
    }
    assert_eq!(till.meter.tokens().get(Cell::Input), Some(u64::MAX));
    assert_eq!(till.meter.all_tokens(), u64::MAX);
}

#[cfg(feature = "price")]
mod priced {
    use rtwire::price::{Cost, Priced, Prices, SplitPolicy};
    use serde_json::{Value, json};

    use super::super::{Till, done, plain};

    fn cost(usage: Value) -> Cost {
        let prices = Prices::from_toml(include_str!("../../../examples/prices.toml")).unwrap();
        let record = Till::of("gpt-realtime", "whisper-1").server(done("resp_1", usage)).unwrap();
        match prices.price(&record, SplitPolicy::Range) {
            Priced::Cost(cost) => cost,
            other => panic!("{other:?}"),
        }
    }

    fn usage(text: u64, audio: u64, cached_text: u64, cached_audio: u64, reasoning: Value) -> Value {
        json!({"total_tokens": text + audio + 100, "input_tokens": text + audio, "output_tokens": 100,
            "input_token_details": {"text_tokens": text, "audio_tokens": audio, "image_tokens": 0,
                "cached_tokens": cached_text + cached_audio,
                "cached_tokens_details": {"text_tokens": cached_text, "audio_tokens": cached_audio, "image_tokens": 0}},
            "output_token_details": {"text_tokens": 60, "audio_tokens": 40, "reasoning_tokens": reasoning}})
    }

    const OUTPUT: u128 = 60 * 16_000_000 + 40 * 64_000_000;

    #[test]
    fn cached_is_inside_the_input_and_not_billed_twice() {
        let told = cost(usage(1_000, 0, 600, 0, Value::Null));
        assert_eq!(told.low, 400 * 4_000_000 + 600 * 400_000 + OUTPUT);
        assert_eq!(told.low, told.high);
    }

    #[test]
    fn cached_audio_is_billed_as_cached() {
        // A million of it: 0.40, and not 32.
        let told = cost(usage(0, 1_000_000, 0, 1_000_000, Value::Null));
        assert_eq!((told.low - OUTPUT, told.high - OUTPUT), (400_000_000_000, 400_000_000_000));
    }

    #[test]
    fn reasoning_is_a_part_of_the_output_and_not_billed_twice() {
        assert_eq!(cost(usage(10, 10, 0, 0, json!(50))), cost(usage(10, 10, 0, 0, Value::Null)));
    }

    #[test]
    fn without_a_split_the_cost_is_a_range() {
        let told = cost(plain(1_000, 0));
        assert_eq!((told.low, told.high), (1_000 * 400_000, 1_000 * 32_000_000));
        assert!(told.high / told.low >= 3);
    }
}
