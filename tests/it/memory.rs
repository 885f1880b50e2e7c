//! What a decoder costs: nothing per frame once it is warm, and after a large frame nothing for long.

use std::time::{Duration, Instant};

use rtwire::{Category, Decoder, Limits};

use crate::allocator::{cost, live};
use crate::corpus::corpus;

const MIB: usize = 1 << 20;

/// The most heap that a frame costs while it is decoded, in multiples of its size, within the default limits. The
/// worst are frames of half a MiB, all nodes: each node costs [`A_NODE`], and takes two bytes.
const MULTIPLE: usize = 192;

/// What grows with arrays whose length is not known yet may cost besides.
const GROWTH: usize = 128 * 1024;

/// What that is made of: so many bytes for a byte, for the copy, the parser's buffers and what is mended,
const A_BYTE: usize = 8;

/// and so many for a value or key, for its place on the tape and in the largest view, in memory that grows by doubling.
const A_NODE: usize = 1024;

/// The longest that a frame of 16 MiB takes, on a slow machine that does other things.
const PATIENCE: Duration = Duration::from_secs(5);

/// Every line of `tests/data`.
fn lines() -> Vec<Vec<u8>> {
    let lines = corpus().iter().filter(|line| line.ships);
    lines.map(|line| line.frame().to_vec()).collect()
}

/// Whether a relay cut a text inside an emoji there: such a frame is mended on the cold path, which allocates.
fn is_salvaged(line: &[u8]) -> bool {
    let mut decoder = Decoder::new();
    decoder.any(line).unwrap();
    decoder.drift().entries().any(|entry| entry.expected() == "surrogate pair")
}

#[test]
fn nothing_is_allocated_once_warm() {
    let mut lines = lines();
    lines.retain(|line| !is_salvaged(line));
    let mut decoder = Decoder::new();
    let mut pass = || lines.iter().for_each(|line| _ = decoder.any(line).unwrap());
    pass();
    pass();
    let ((), third) = cost(pass);
    assert_eq!((third.allocations, third.kept), (0, 0), "over {} lines", lines.len());
    assert!(!decoder.drift().is_empty(), "the lines have drift, so that it is seen to cost nothing");
}

#[test]
fn nothing_is_allocated_for_drift_that_finds_no_room() {
    let mut limits = Limits::default();
    limits.drift_entries = 4;
    let frames: Vec<_> = (0..1000).map(|n| format!(r#"{{"type":"error","field{n}":1}}"#)).collect();
    let mut decoder = Decoder::with_limits(limits);
    let mut pass = || frames.iter().for_each(|frame| _ = decoder.server_str(frame).unwrap());
    pass();
    let ((), second) = cost(pass);
    assert_eq!(second.allocations, 0, "over {} frames", frames.len());
}

#[test]
fn nothing_is_allocated_over_sizes_that_jump() {
    let mut limits = Limits::default();
    limits.retain_bytes = 64 * MIB;
    let mut decoder = Decoder::with_limits(limits);
    let frames = jumping();
    let mut shuffle = Shuffle(7);
    let mut passes = Vec::new();
    for _ in 0..8 {
        let ((), cost) = cost(|| {
            for _ in 0..2 * frames.len() {
                _ = decoder.any(&frames[shuffle.below(frames.len())]).unwrap();
            }
            frames.iter().for_each(|frame| _ = decoder.any(frame).unwrap());
        });
        passes.push(cost.allocations);
    }
    assert_eq!(passes[4..], [0; 4], "allocations a pass: {passes:?}");
}

#[test]
fn attack_frames_leave_no_heap_behind() {
    let (ordinary, attacks) = (lines(), attacks());
    let mut worst: Vec<Worst<'_>> = Vec::with_capacity(attacks.len());
    let mut most_left = 0;
    let mut text = String::with_capacity(48 * MIB);
    let start = Instant::now();
    let before = live();
    {
        let mut decoders: [Decoder; 4] = std::array::from_fn(|_| Decoder::new());
        let mut turn = 0usize..;
        let mut frames = ordinary.iter().cycle();
        for attack in &attacks {
            for (decoder, frame) in turn.by_ref().take(10_000).zip(frames.by_ref()) {
                _ = decoders[decoder % 4].any(frame).unwrap();
            }
            let decoder = &mut decoders[turn.next().unwrap() % 4];
            attack.write(&mut text);
            let begun = Instant::now();
            let (category, struck) = cost(|| decoder.any(text.as_bytes()).err().map(|error| error.category()));
            let took = begun.elapsed();
            _ = decoder.any(frames.next().unwrap()).unwrap();
            let left = live() - before;
            most_left = most_left.max(left);
            assert!(left < 16 * MIB as isize, "{}: {left} bytes are left behind", attack.name);
            worst.push(Worst { attack, bytes: text.len(), category, peak: struck.peak, took });
        }
    }
    assert!(attacks.len() * 10_000 > 1_000_000, "a million frames");
    report(&mut worst, most_left, start.elapsed());
    for Worst { attack, bytes, peak, took, .. } in &worst {
        let allowed = allowed(*bytes);
        assert!(*peak <= allowed, "{}: {bytes} bytes cost {peak}, {allowed} are allowed", attack.name);
        assert!(*took < PATIENCE, "{}: {bytes} bytes take {took:?}", attack.name);
    }
}

/// What a frame of so many bytes may cost.
fn allowed(bytes: usize) -> usize {
    let nodes = Limits::default().max_nodes.min(bytes / 2 + 1);
    (bytes * MULTIPLE).min(bytes * A_BYTE + nodes * A_NODE)
}

#[test]
fn growing_arrays_take_no_more_than_is_said() {
    let mut most = 0;
    for exponent in 0..14 {
        // One more than there was room for, where nothing or something was taken from the arena in between.
        for (len, element) in [1 << exponent, (1 << exponent) + 1]
            .into_iter()
            .flat_map(|len| ["{}", r#"{"":[0]}"#, "[[0]]"].map(|element| (len, element)))
        {
            let elements = vec![element; len].join(",");
            let message = format!(r#"{{"type":"message","content":[{elements}]}}"#);
            let messages = |times: usize| vec![message.as_str(); times].join(",");
            for frame in [
                format!(r#"{{"type":"session.updated","session":{{"type":"realtime","tools":[{elements}]}}}}"#),
                format!(
                    r#"{{"type":"session.updated","session":{{"tools":[{{"type":"function","parameters":{{"":[{elements}]}}}}]}}}}"#
                ),
                format!(r#"{{"type":"response.done","response":{{"output":[{elements}]}}}}"#),
                format!(r#"{{"type":"conversation.item.created","item":{message}}}"#),
                format!(r#"{{"type":"response.done","response":{{"output":[{}]}}}}"#, messages(33)),
                format!(r#"{{"type":"response.done","response":{{"output":[{}]}}}}"#, messages(64)),
                format!(
                    r#"{{"type":"response.done","response":{{"output":[{}]}}}}"#,
                    messages(1024.min(200_000 / len))
                ),
            ] {
                let mut decoder = Decoder::new();
                let (_, cost) = cost(|| decoder.any(frame.as_bytes()).map(|event| event.type_str().len()));
                let beyond = cost.peak.saturating_sub(allowed(frame.len()));
                most = most.max(beyond);
                assert!(beyond <= GROWTH, "{len} of {element}: {} bytes cost {}", frame.len(), cost.peak);
            }
        }
    }
    assert!(most > GROWTH / 4, "{most} bytes: it could be said more tightly");
}

#[test]
fn what_fills_its_chunk_to_the_last_byte_is_given_back() {
    let small = br#"{"type":"input_audio_buffer.cleared","event_id":"event_1"}"#;
    let mut limits = Limits::default();
    limits.retain_bytes = 64 * 1024;
    // A text with an escape takes one piece of the arena, with some slack: one of these leaves as much room as there was.
    for extra in 0..4200 {
        let mut frame = br#"{"type":"response.text.delta","output_index":0,"content_index":0,"delta":"\n"#.to_vec();
        frame.resize(frame.len() + 256 * 1024 + extra, b'x');
        frame.extend_from_slice(b"\"}");
        let before = live();
        let mut decoder = Decoder::with_limits(limits.clone());
        _ = decoder.any(&frame).unwrap();
        _ = decoder.any(small).unwrap();
        let left = live() - before;
        assert!(left < 64 * 1024, "a text with {extra} bytes more leaves {left}");
    }
}

#[test]
fn scratch_is_given_back_at_the_next_call() {
    let mut decoder = Decoder::new();
    let retained = decoder.limits().retain_bytes;
    let small = br#"{"type":"input_audio_buffer.cleared","event_id":"event_1"}"#;
    for large in jumping().into_iter().filter(|frame| frame.len() > MIB) {
        // A repeated key: decided on a tape, which takes what a view of the frame's own bytes does not.
        let large = [br#"{"event_id":"event_0","#, &large[1..]].concat();
        let ((), cost) = cost(|| {
            _ = decoder.any(&large).unwrap();
            _ = decoder.server(small).unwrap();
        });
        assert!(cost.peak > large.len(), "{cost:?}");
        assert!(cost.kept < (retained + 16 * 1024) as isize, "{} bytes leave {cost:?}", large.len());
    }
    // What is below the limit is kept, all of it together.
    let ((), cost) = cost(|| {
        for size in [100_000, 200_000, 400_000, 800_000, 1_600_000] {
            _ = decoder.any(&audio(size)).unwrap();
            _ = decoder.server(small).unwrap();
        }
    });
    assert!(cost.kept < (retained + 16 * 1024) as isize, "{cost:?}");
}

#[test]
fn drift_stays_bounded() {
    let mut decoder = Decoder::new();
    let mut frame = String::new();
    let mut pass = |numbers: std::ops::Range<u32>| {
        for n in numbers {
            use std::fmt::Write;
            frame.clear();
            match n % 4 {
                0 => write!(frame, r#"{{"type":"error","a_field_that_nobody_has_named_{n}":1}}"#),
                1 => {
                    write!(frame, r#"{{"type":"response.done","response":{{"output":[{{"type":"item_{n}","x":1}}]}}}}"#)
                }
                2 => write!(frame, r#"{{"type":"kind.{n}","x":1}}"#),
                _ => write!(frame, r#"{{"type":"error","{}{n}":{{"deep":[{n}]}}}}"#, "long".repeat(20)),
            }
            .unwrap();
            _ = decoder.server_str(&frame).unwrap();
        }
    };
    pass(0..10_000);
    let ((), later) = cost(|| pass(10_000..1_000_000));
    assert_eq!(later.kept, 0, "{later:?}");
    let entries = decoder.drift().entries();
    assert_eq!(entries.len(), decoder.limits().drift_entries);
    assert!(entries.map(|entry| entry.path().len().max(entry.found().len())).max() <= Some(128));
    assert!(decoder.drift().overflow() > 499_000, "{}", decoder.drift().overflow());
}

/// Good frames from the smallest to 5 MB, of every sort that is large.
fn jumping() -> Vec<Vec<u8>> {
    let item = r#"{"id":"item_1","type":"message","status":"completed","role":"assistant","content":[{"type":"audio","transcript":"Good morning, \"friend\"."}]}"#;
    let done = |items: usize| {
        let items = vec![item; items].join(",");
        format!(
            r#"{{"type":"response.done","response":{{"id":"resp_1","output":[{items}],"usage":{{"total_tokens":7}}}}}}"#
        )
    };
    let mut frames = lines();
    frames.retain(|line| !is_salvaged(line));
    frames.push(br#"{"type":"x"}"#.to_vec());
    frames.push(br#"{"type":"error"}"#.to_vec());
    for size in [1, 5_000, 70_000, 300_000, 1_000_000, 5_000_000] {
        frames.push(audio(size));
        frames.push(text(size));
    }
    frames.extend([1, 50, 3_000, 16_000].map(|items| done(items).into_bytes()));
    frames
}

/// An audio delta of about `size` bytes.
fn audio(size: usize) -> Vec<u8> {
    delta("response.output_audio.delta", "UklGRiQA".repeat(size / 8))
}

/// A text delta of about `size` bytes, most of them of escapes.
fn text(size: usize) -> Vec<u8> {
    delta("response.output_text.delta", r#"\n\"\u00e9\ud83d\ude00 é \\"#.repeat(size / 28))
}

fn delta(kind: &str, text: String) -> Vec<u8> {
    format!(r#"{{"type":"{kind}","event_id":"event_1","response_id":"resp_1","item_id":"item_1","output_index":0,"content_index":0,"delta":"{text}"}}"#)
        .into_bytes()
}

/// A frame that costs much, or means to.
struct Attack {
    name: String,
    before: String,
    unit: &'static str,
    times: usize,
    after: String,
}

impl Attack {
    fn write(&self, text: &mut String) {
        text.clear();
        text.push_str(&self.before);
        (0..self.times).for_each(|_| text.push_str(self.unit));
        text.push_str(&self.after);
    }
}

/// What an attack came to.
struct Worst<'a> {
    attack: &'a Attack,
    bytes: usize,
    category: Option<Category>,
    peak: usize,
    took: Duration,
}

/// Where in an otherwise ordinary event a value can stand.
const PLACES: &[(&str, &str, &str)] = &[
    ("the frame", "", ""),
    ("behind it", r#"{"type":"input_audio_buffer.cleared"}"#, ""),
    ("type", r#"{"type":"#, "}"),
    ("unknown event", r#"{"type":"x","x":"#, "}"),
    ("unknown field", r#"{"type":"response.done","x":"#, "}"),
    ("output", r#"{"type":"response.done","response":{"id":"resp_1","output":"#, "}}"),
    ("content", r#"{"type":"response.done","response":{"output":[{"type":"message","content":"#, "}]}}"),
    ("metadata", r#"{"type":"response.done","response":{"metadata":{"a":"#, "}}}"),
    ("unknown item", r#"{"type":"conversation.item.created","item":{"type":"x","x":"#, "}}"),
    ("tools", r#"{"type":"session.updated","session":{"type":"realtime","tools":"#, "}}"),
    ("input", r#"{"type":"response.create","response":{"input":"#, "}}"),
    (
        "delta",
        r#"{"type":"response.text.delta","response_id":"r","item_id":"i","output_index":0,"content_index":0,"delta":"#,
        "}",
    ),
];

/// What is repeated there: its name, one of it with what parts it from the next, and the brackets around all.
const FILLINGS: &[(&str, &str, &str, &str)] = &[
    ("ones", "1,", "[", "1]"),
    ("objects", "{},", "[", "{}]"),
    ("strings", r#""","#, "[", r#"""]"#),
    ("escapes", r"\u0041", "\"", "\""),
];

/// What is repeated between what and what, and how many nodes one of it is: members that put a view into the arena
/// each time, what is not mended before its end, and text that is no JSON but is made of what a parser notes.
const REPEATED: &[(&str, &str, &str, &str, usize)] = &[
    ("response, repeated", r#"{"type":"response.done""#, r#","response":{}"#, "}", 2),
    ("usage, repeated", r#"{"type":"response.done","response":{"id":"""#, r#","usage":{}"#, "}}", 2),
    ("session, repeated", r#"{"type":"session.updated""#, r#","session":{}"#, "}", 2),
    ("item, repeated", r#"{"type":"conversation.item.created""#, r#","item":{}"#, "}", 2),
    ("messages", r#"{"type":"response.done","response":{"output":[0"#, r#",{"type":"message"}"#, "]}}", 3),
    ("parts", r#"{"type":"response.done","response":{"output":[0"#, r#",{"type":"message","content":[1]}"#, "]}}", 6),
    ("new fields", r#"{"type":"error""#, r#","x":1"#, "}", 2),
    ("half surrogates", r#"{"type":"error","x":""#, r"\ud800", r#""}"#, 1),
    ("half surrogates as strings", r#"{"type":"error","x":["""#, r#","\ud800""#, "]}", 1),
    ("half a surrogate behind text", r#"{"type":"error","x":""#, r"\u0041", r#"\ud800"}"#, 1),
    ("commas", "[", ",", "]", 1),
    ("colons", "{", ":", "}", 1),
    ("closing brackets", "", "]", "", 1),
    ("closing braces", "", "}", "", 1),
    ("opening brackets", "", "[", "", 1),
    ("opening braces", "", "{", "", 1),
    ("empty strings", "", r#""""#, "", 1),
    ("empty strings in an event", r#"{"type":"error","x":"#, r#""""#, "}", 1),
    ("closing brackets in an event", r#"{"type":"error","x":["#, "]", "}", 1),
    ("empty arrays without commas", r#"{"type":"error","x":["#, "[]", "]}", 1),
    ("bare words", "", "1 ", "", 1),
    ("quotes in a string", "\"", r#"\""#, "\"", 1),
];

/// Every filling in every place, valid and cut, of 16 MiB and just below the limit of nodes.
fn attacks() -> Vec<Attack> {
    let limit = Limits::default().max_nodes;
    let mut attacks = Vec::new();
    let mut add = |name: String, before: &str, unit: &'static str, after: &str, nodes: usize| {
        for (size, times) in [("16 MiB", 16 * MIB / unit.len()), ("few nodes", (limit - 16) / nodes)] {
            let (before, after) = (before.to_owned(), after.to_owned());
            attacks.push(Attack { name: format!("{name}, {size}"), before, unit, times, after });
        }
    };
    for (place, before, after) in PLACES {
        for (filling, unit, open, close) in FILLINGS {
            add(format!("{filling} as {place}"), &[before, *open].concat(), unit, &[close, *after].concat(), 1);
            if matches!(*place, "output" | "delta" | "the frame") {
                add(format!("{filling} as {place}, cut"), &[before, *open].concat(), unit, "", 1);
            }
        }
    }
    for (name, before, unit, after, nodes) in REPEATED {
        add((*name).to_owned(), before, unit, after, *nodes);
    }
    let text = format!(r#"{{"type":"session.updated","x":"{}""#, "a".repeat(14 * MIB));
    add("session, repeated behind text".to_owned(), &text, r#","session":{}"#, "}", 2);
    let late = format!(r#"","y":[0{}]}}"#, r#","\ud800""#.repeat(1000));
    add("half surrogates behind text".to_owned(), r#"{"type":"error","x":""#, r"\u0041", &late, 1);
    attacks
}

/// Shows the worst attacks, to whoever asks with `--nocapture`.
#[allow(clippy::print_stderr, reason = "the numbers are the point")]
fn report(worst: &mut [Worst<'_>], left: isize, took: Duration) {
    worst.sort_by_key(|one| std::cmp::Reverse(one.peak));
    eprintln!("{} attacks in {took:.1?}; at most {left} bytes left after the frame behind one", worst.len());
    for Worst { attack, bytes, category, peak, took } in worst.iter() {
        let outcome = category.map_or("ok", Category::as_str);
        eprintln!(
            "{:7.2}x {:6.1} MB of {:5.1} MB {outcome:6} {took:8.1?} {}",
            *peak as f64 / *bytes as f64,
            *peak as f64 / 1e6,
            *bytes as f64 / 1e6,
            attack.name
        );
    }
}

/// Numbers in a jumping order, the same each time.
struct Shuffle(u64);

impl Shuffle {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}
