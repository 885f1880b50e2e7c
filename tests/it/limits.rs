//! What is large, deep or many comes out as a result or an error, in memory that grows as the frame does and no more;
//! `tests/growth.py` counts the instructions of the same. Nothing that is counted over a stream grows with it.

use std::fmt::Write;

use rtwire::{Category, Decoder, ErrorKind, Event, Limits, ServerEvent};

use crate::allocator::cost;

const MIB: usize = 1 << 20;

/// A frame of about so many repeated parts.
type Frame = fn(usize) -> String;

/// What is wrong with a frame of a million parts within the default limits, if anything is.
type Wrong = Option<Category>;

const LIMIT: Wrong = Some(Category::Limit);

/// A string of `unit`, repeated.
fn many(before: &str, unit: &str, times: usize, after: &str) -> String {
    let mut text = String::with_capacity(before.len() + unit.len() * times + after.len());
    text.push_str(before);
    (0..times).for_each(|_| text.push_str(unit));
    text.push_str(after);
    text
}

/// The same with a number in each: `#` stands for it.
fn numbered(before: &str, unit: &str, times: usize, after: &str) -> String {
    let (head, tail) = unit.split_once('#').unwrap();
    let mut text = before.to_owned();
    (0..times).for_each(|n| write!(text, "{head}{n}{tail}").unwrap());
    text + after
}

const DELTA: &str = r#"{"type":"response.text.delta","output_index":0,"content_index":0,"delta":""#;
const ITEMS: &str = r#"{"type":"response.done","response":{"output":["#;
const PARAMETERS: &str =
    r#"{"type":"session.update","session":{"type":"realtime","tools":[{"type":"function","parameters":"#;

const FRAMES: &[(&str, Frame, Wrong)] = &[
    ("known keys, repeated", |n| many(r#"{"type":"error""#, r#","event_id":"e""#, n, "}"), LIMIT),
    ("known objects, repeated", |n| many(r#"{"type":"response.done""#, r#","response":{}"#, n, "}"), LIMIT),
    ("types, repeated", |n| many(r#"{"type":"error""#, r#","type":"error""#, n, "}"), LIMIT),
    ("wrong shapes, repeated", |n| many(r#"{"type":"error""#, r#","event_id":7"#, n, "}"), LIMIT),
    ("an unknown key, repeated", |n| many(r#"{"type":"error""#, r#","x":1"#, n, "}"), LIMIT),
    ("unknown keys", |n| numbered(r#"{"type":"error""#, r#","x#":1"#, n, "}"), LIMIT),
    (
        "unknown keys of a body",
        |n| numbered(r#"{"type":"response.done","response":{"id":"""#, r#","x#":1"#, n, "}}"),
        LIMIT,
    ),
    (
        "keys of a map",
        |n| numbered(r#"{"type":"response.done","response":{"metadata":{"":0"#, r#","x#":"v""#, n, "}}}"),
        LIMIT,
    ),
    ("numbers, unknown", |n| many(r#"{"type":"error","x":["#, "1,", n, "1]}"), LIMIT),
    ("numbers, open", |n| many(&format!("{PARAMETERS}["), "1,", n, "1]}]}}"), LIMIT),
    ("numbers for items", |n| many(ITEMS, "1,", n, "1]}}"), LIMIT),
    ("items", |n| many(ITEMS, r#"{"type":"message","id":"i"},"#, n, "{}]}}"), LIMIT),
    (
        "items, their types last",
        |n| many(ITEMS, r#"{"id":"i","content":[{"text":"t","type":"text"}],"type":"message"},"#, n, "{}]}}"),
        LIMIT,
    ),
    ("unknown items", |n| numbered(ITEMS, r##"{"type":"t#","x":1},"##, n, "{}]}}"), LIMIT),
    (
        "enum values",
        |n| {
            numbered(
                r#"{"type":"session.update","session":{"type":"realtime","output_modalities":["#,
                r##""m#","##,
                n,
                r#""text"]}}"#,
            )
        },
        LIMIT,
    ),
    ("escapes", |n| many(DELTA, r"\u00e9", n, "\"}"), None),
    ("short escapes", |n| many(DELTA, r"\n", n, "\"}"), None),
    ("half pairs", |n| many(DELTA, r"\ud83d", n, "\"}"), None),
    ("a text", |n| many(DELTA, "text of words ", n, "\"}"), None),
    ("a key", |n| many(r#"{"type":"error",""#, "k", n, r#"":1}"#), None),
    ("a type", |n| many(r#"{"type":""#, "t", n, r#""}"#), None),
    ("spaces", |n| many(r#"{"type":"error""#, " ", n, "}"), None),
    ("a fault in the last byte", |n| many(DELTA, "text of words ", n, "\"]"), Some(Category::Syntax)),
    ("a fault behind escapes", |n| many(DELTA, r"\u00e9", n, "\"]"), Some(Category::Syntax)),
    ("a fault behind items", |n| many(ITEMS, r#"{"type":"message"},"#, n, "{}]}]"), LIMIT),
    ("no UTF-8", |n| many(DELTA, "\u{e9}", n, "\u{1}"), Some(Category::Syntax)),
    ("arrays, unknown", |n| deep(r#"{"type":"error","x":"#, "[", n, "]", "}"), LIMIT),
    ("arrays, open", |n| deep(PARAMETERS, "[", n, "]", "}]}}"), LIMIT),
    ("arrays for a text", |n| deep(r#"{"type":"error","event_id":"#, "[", n, "]", "}"), LIMIT),
    ("objects, unknown", |n| deep(r#"{"type":"error","x":"#, "{\"a\":", n, "}", "}"), LIMIT),
    ("objects, open", |n| deep(PARAMETERS, "{\"a\":", n, "}", "}]}}"), LIMIT),
    ("arrays and objects, unknown", |n| deep(r#"{"type":"error","x":"#, "[{\"a\":", n / 2, "}]", "}"), LIMIT),
    ("arrays and objects, open", |n| deep(PARAMETERS, "[{\"a\":", n / 2, "}]", "}]}}"), LIMIT),
    ("responses in responses", |n| deep("", r#"{"type":"response.done","response":"#, n, "}", ""), LIMIT),
];

fn deep(before: &str, open: &str, depth: usize, close: &str, after: &str) -> String {
    format!("{before}{}1{}{after}", open.repeat(depth), close.repeat(depth))
}

/// No bound but depth: what the default limits would refuse is read.
fn generous() -> Limits {
    let mut limits = Limits::default();
    (limits.max_nodes, limits.max_frame_bytes) = (usize::MAX, usize::MAX);
    limits
}

#[test]
fn a_million_of_anything_is_a_result_or_an_error() {
    for (name, frame, wrong) in FRAMES {
        let text = frame(1_000_000);
        // Some are beyond the frame's length as well.
        let mut limits = Limits::default();
        limits.max_frame_bytes = usize::MAX;
        let mut decoder = Decoder::with_limits(limits);
        let (error, cost) = cost(|| decoder.any(text.as_bytes()).err());
        assert_eq!(error.as_ref().map(rtwire::Error::category), *wrong, "{name}: {error:?}");
        if let Some(error) = error {
            assert!(error.to_string().len() <= 512 && error.path().len() <= 256, "{name}: {error}");
            if *wrong == Some(Category::Syntax) {
                assert_eq!(error.offset(), text.len() - 1, "{name}");
            }
            if matches!(error.kind(), ErrorKind::TooManyNodes { .. }) {
                assert!(cost.peak < 64 * 1024, "{name}: refusing costs {cost:?}");
            }
        }
        assert!(cost.peak <= 8 * text.len() + 64 * 1024, "{name}: {} bytes cost {cost:?}", text.len());
        assert!(decoder.drift().entries().len() <= 256, "{name}");
    }
}

#[test]
fn memory_doubles_when_the_frame_does() {
    for (name, frame, _) in FRAMES {
        let work = |parts: usize| {
            let text = frame(parts);
            let (category, taken) = cost(|| {
                let mut decoder = Decoder::with_limits(generous());
                let category = decoder.any(text.as_bytes()).err().map(|error| error.category());
                assert!(decoder.drift().entries().len() <= 256, "{name}");
                category
            });
            (category, taken.peak, taken.allocations, taken.kept)
        };
        let sizes = [1 << 14, 1 << 15, 1 << 16, 1 << 17].map(work);
        let [first, .., last] = sizes;
        // The arena grows in steps, so that a single doubling may cost more than twice as much.
        assert!(last.1 <= first.1 * 8 * 2 + 64 * 1024, "{name}: {sizes:?}");
        // As many steps as there are bits.
        assert!(last.2 <= first.2 + 64, "{name}: {sizes:?}");
        assert!(sizes.iter().all(|size| size.0 == first.0 && size.3 == 0), "{name}: {sizes:?}");
    }
}

#[test]
fn the_longest_frame_is_read_and_one_byte_more_is_not() {
    let most = Limits::default().max_frame_bytes;
    let frame = |bytes: usize| many(DELTA, "x", bytes - DELTA.len() - 2, "\"}");
    let mut decoder = Decoder::new();
    let longest = frame(most);
    let ServerEvent::ResponseTextDelta(delta) = decoder.server_str(&longest).unwrap() else { panic!() };
    assert_eq!(delta.delta.len(), most - DELTA.len() - 2);
    let long = frame(most + 1);
    assert_eq!(long.len(), most + 1);
    let mut decoder = Decoder::new();
    let (error, cost) = cost(|| decoder.server_str(&long).unwrap_err());
    assert!(matches!(error.kind(), ErrorKind::TooLong { limit } if *limit == most), "{error}");
    assert!(cost.peak < 4096, "{cost:?}");
}

#[test]
fn a_text_of_20_mib_is_read() {
    for unit in ["AAAA", r"\n\\", "\u{e9}\u{e9}", r#"\"A "#] {
        let frame = many(DELTA, unit, 20 * MIB / unit.len(), "\"}");
        let mut decoder = Decoder::new();
        let ServerEvent::ResponseTextDelta(delta) = decoder.server_str(&frame).unwrap() else { panic!() };
        let text: String = serde_json::from_str(&format!("\"{unit}\"")).unwrap();
        assert!(delta.delta.len() == text.len() * (20 * MIB / unit.len()), "{unit}");
        assert!(delta.delta.as_bytes().chunks(text.len()).all(|part| part == text.as_bytes()), "{unit}");
    }
}

#[test]
fn types_last_or_first_say_the_same() {
    let [last, first] = [
        r#"{"content":[{"text":"t","type":"text"},{"x":1,"type":"new"}],"id":"i","type":"message"}"#,
        r#"{"type":"message","content":[{"type":"text","text":"t"},{"type":"new","x":1}],"id":"i"}"#,
    ]
    .map(|item| format!(r#"{{"type":"response.done","response":{{"output":[{}]}}}}"#, vec![item; 1000].join(",")));
    let [mut one, mut other] = [Decoder::new(), Decoder::new()];
    let [last, first] = [one.server_str(&last), other.server_str(&first)].map(|event| event.unwrap());
    let ServerEvent::ResponseDone(done) = last else { panic!() };
    assert_eq!(done.response.output.map(<[_]>::len), Some(1000));
    // What is unknown keeps the order of its keys.
    let [last, first] = [last, first].map(|event| serde_json::to_value(event).unwrap());
    assert_eq!(last, first);
}

#[test]
fn nothing_that_is_counted_grows_with_the_stream() {
    let mut decoder = Decoder::new();
    let mut frame = String::with_capacity(4096);
    let mut pass = |numbers: std::ops::Range<u32>| {
        for n in numbers {
            frame.clear();
            match n % 4 {
                0 => write!(frame, r#"{{"type":"of.tomorrow.{n}","x":1}}"#),
                1 => write!(frame, r#"{{"type":"error","error":{{"x{n}":1}}}}"#),
                2 => write!(
                    frame,
                    r#"{{"type":"response.done","response":{{"status":"s{n}","output":[{{"type":"t{n}"}}]}}}}"#
                ),
                _ => write!(frame, r#"{{"type":"error","x{n}":"#),
            }
            .unwrap();
            let read = decoder.any(frame.as_bytes());
            match (n % 4, read) {
                (0, Ok(Event::Unknown { kind, .. })) => assert!(kind.starts_with("of.tomorrow.")),
                (1 | 2, Ok(Event::Server(_))) => {}
                (3, Err(error)) => assert!(error.to_string().len() <= 512),
                (_, read) => panic!("{read:?}"),
            }
        }
    };
    pass(0..20_000);
    let ((), later) = cost(|| pass(20_000..1_000_000));
    assert_eq!(later.kept, 0, "{later:?}");
    assert_eq!(decoder.drift().entries().len(), decoder.limits().drift_entries);
    assert!(decoder.drift().overflow() > 490_000, "{}", decoder.drift().overflow());
}

#[test]
fn the_deepest_that_can_be_allowed_fits_the_stack_of_a_thread() {
    let deep = |open: &str, close: &str, levels| format!("{}1{}", open.repeat(levels), close.repeat(levels));
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
        // The event, its session, the tools and the tool are four levels.
        let tools = format!(r#"[{{"type":"function","parameters":{}}}]"#, deep(open, close, 1020));
        let frame = format!(r#"{{"type":"session.update","session":{{"type":"realtime","tools":{tools}}}}}"#);
        let unknown = format!(r#"{{"type":"session.update","odd":{}}}"#, deep(open, close, 1023));
        let read = move || {
            let mut limits = Limits::default();
            limits.max_depth = 1024;
            let mut decoder = Decoder::with_limits(limits);
            for frame in [&frame, &unknown] {
                let event = decoder.client(frame.as_bytes()).unwrap();
                assert!(!format!("{event:?}").is_empty());
                assert!(serde_json::to_string(&event).is_ok());
            }
            assert_eq!(decoder.declined(), 0);
        };
        std::thread::Builder::new().stack_size(2 * MIB).spawn(read).unwrap().join().unwrap();
    }
}
