//! The sums by hand: from `serde_json::Value`, without a name, macro or constant of the crate.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use rtwire::meter::{Cell, Direction, SessionKey, SessionMeter};
use rtwire::{Decoder, Event};
use serde_json::Value;

use crate::corpus::corpus;

/// Sums by a name of this file's own. What was never sent is not in it.
type Sums = BTreeMap<&'static str, u64>;

/// What was counted of an id: the first wins.
#[derive(Default)]
struct Hand {
    seen: HashMap<String, (Sums, u64)>,
    sums: Sums,
    nanos: u64,
    conflicts: u64,
}

impl Hand {
    fn feed(&mut self, frame: &Value) {
        match frame["type"].as_str() {
            Some("response.done") => {
                let mut usage = Self::default();
                usage.response(&frame["response"]["usage"]);
                self.enter("r", &[&frame["response"]["id"], &frame["event_id"]], usage);
            }
            Some("conversation.item.input_audio_transcription.completed") => {
                let mut usage = Self::default();
                usage.transcription(&frame["usage"]);
                self.enter(&format!("t {}", frame["content_index"]), &[&frame["item_id"], &frame["event_id"]], usage);
            }
            _ => {}
        }
    }

    /// Adds what one of them cost, unless that id was there.
    fn enter(&mut self, place: &str, ids: &[&Value], usage: Self) {
        if let Some(id) = ids.iter().find_map(|id| id.as_str()) {
            let usage = (usage.sums.clone(), usage.nanos);
            match self.seen.entry(format!("{place} {id}")) {
                Entry::Vacant(entry) => _ = entry.insert(usage),
                Entry::Occupied(before) => {
                    self.conflicts += u64::from(*before.get() != usage);
                    return;
                }
            }
        }
        usage.sums.into_iter().for_each(|(name, sum)| *self.sums.entry(name).or_default() += sum);
        self.nanos += usage.nanos;
    }

    fn add(&mut self, name: &'static str, count: &Value) {
        let whole =
            count.as_f64().filter(|count| count.fract() == 0.0 && (0.0..=9_007_199_254_740_992.0).contains(count));
        if let Some(count) = whole {
            *self.sums.entry(name).or_default() += count as u64;
        }
    }

    fn response(&mut self, usage: &Value) {
        let spelt =
            |one: &str, other: &str| if usage[one].is_object() { usage[one].clone() } else { usage[other].clone() };
        let input = spelt("input_token_details", "input_tokens_details");
        let output = spelt("output_token_details", "output_tokens_details");
        let cached = &input["cached_tokens_details"];
        for (name, count) in [
            ("all", &usage["total_tokens"]),
            ("in", &usage["input_tokens"]),
            ("out", &usage["output_tokens"]),
            ("in text", &input["text_tokens"]),
            ("in audio", &input["audio_tokens"]),
            ("in image", &input["image_tokens"]),
            ("cached", &input["cached_tokens"]),
            ("cached text", &cached["text_tokens"]),
            ("cached audio", &cached["audio_tokens"]),
            ("cached image", &cached["image_tokens"]),
            ("out text", &output["text_tokens"]),
            ("out audio", &output["audio_tokens"]),
            ("out reasoning", &output["reasoning_tokens"]),
        ] {
            self.add(name, count);
        }
    }

    fn transcription(&mut self, usage: &Value) {
        *self.sums.entry("heard").or_default() += 1;
        let by_seconds = usage["type"] == "duration" || (usage["type"].is_null() && !usage["seconds"].is_null());
        if by_seconds {
            self.nanos += usage["seconds"].as_f64().map_or(0, |seconds| (seconds * 1e9).round() as u64);
        } else if usage["type"] == "tokens" || usage["type"].is_null() {
            let details = &usage["input_token_details"];
            self.add("heard all", &usage["total_tokens"]);
            self.add("heard in", &usage["input_tokens"]);
            self.add("heard out", &usage["output_tokens"]);
            self.add("heard text", &details["text_tokens"]);
            self.add("heard audio", &details["audio_tokens"]);
        }
    }
}

const NAMES: [(&str, Cell); 13] = [
    ("all", Cell::Total),
    ("in", Cell::Input),
    ("out", Cell::Output),
    ("in text", Cell::InputText),
    ("in audio", Cell::InputAudio),
    ("in image", Cell::InputImage),
    ("cached", Cell::Cached),
    ("cached text", Cell::CachedText),
    ("cached audio", Cell::CachedAudio),
    ("cached image", Cell::CachedImage),
    ("out text", Cell::OutputText),
    ("out audio", Cell::OutputAudio),
    ("out reasoning", Cell::Reasoning),
];

fn metered(meter: &SessionMeter) -> Sums {
    let cells = NAMES.into_iter().filter_map(|(name, cell)| Some((name, meter.tokens().get(cell)?)));
    let heard = meter.transcriptions();
    let counts = [
        ("heard", heard.events),
        ("heard all", heard.total_tokens),
        ("heard in", heard.input_tokens),
        ("heard out", heard.output_tokens),
        ("heard text", heard.input_text_tokens),
        ("heard audio", heard.input_audio_tokens),
    ];
    cells.chain(counts).collect()
}

/// Feeds both with the same frames, and gives the sums.
fn compare<'f>(frames: impl Iterator<Item = &'f [u8]>, place: &str) -> Sums {
    let (mut hand, mut decoder) = (Hand::default(), Decoder::new());
    let mut meter = SessionMeter::new(SessionKey::new("sess_1"));
    for frame in frames {
        hand.feed(&serde_json::from_slice(frame).unwrap());
        let client = matches!(decoder.any(frame), Ok(Event::Client(_)));
        let direction = if client { Direction::Client } else { Direction::Server };
        meter.frame(direction, frame, &mut decoder).unwrap();
    }
    let mut expected = hand.sums;
    // Sums of transcriptions are 0 where nothing was sent; those of responses are not there.
    for name in ["heard", "heard all", "heard in", "heard out", "heard text", "heard audio"] {
        expected.entry(name).or_default();
    }
    assert_eq!(metered(&meter), expected, "{place}");
    assert_eq!(meter.transcriptions().seconds().as_nanos() as u64, hand.nanos, "{place}");
    assert_eq!(meter.conflicts(), hand.conflicts, "{place}");
    expected
}

#[test]
fn every_recording_comes_to_the_sums_taken_by_hand() {
    for lines in corpus().chunk_by(|one, next| one.file == next.file && one.ships == next.ships) {
        compare(lines.iter().map(|line| line.frame()), &lines[0].file);
    }
}

#[test]
fn every_line_alone_comes_to_the_sums_taken_by_hand() {
    let mut met = Sums::new();
    for line in corpus() {
        let sums = compare([line.frame()].into_iter(), &line.place());
        met.extend(sums.into_iter().filter(|(_, sum)| line.ships && *sum > 0));
    }
    // What no line has, neither was tried on.
    assert_eq!(met.len(), NAMES.len() + 6, "{met:?}");
}

#[cfg(feature = "generate")]
#[test]
fn generated_traffic_of_every_mix_comes_to_the_sums_taken_by_hand() {
    use rtwire::generate::{Generator, Mix, Options, Order};
    for &mix in Mix::ALL {
        for &order in Order::ALL {
            let mut generator = Generator::new(Options { seed: 11, mix, order, ..Options::default() });
            let (mut bytes, mut ends) = (Vec::new(), vec![0]);
            while ends.len() < 4_000 && bytes.len() < 1 << 20 {
                generator.next(&mut bytes);
                ends.push(bytes.len());
            }
            let sums = compare(ends.windows(2).map(|ends| &bytes[ends[0]..ends[1]]), mix.as_str());
            let bills = matches!(mix, Mix::Session | Mix::Done | Mix::Large | Mix::UnknownFields);
            assert!(!bills || sums["all"] > 0, "{mix:?}");
        }
    }
}
