//! What is JSON and what is not: every reader's word on every text of `tests/data/json_texts.tsv`, at the top of a
//! frame and as the value of a field that is unknown, open, or a string; `serde_json::Value` looks on from outside.

use std::fmt::Write as _;
use std::fs;
use std::ops::Range;

use rtwire::{Category, Decoder, Duplicates, Error, ErrorKind};
use serde_json::Value;

use crate::corpus::root;
use crate::read::{any_by, drift_of, strict};

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Verdict {
    Json,
    /// JSON with half of a surrogate pair at this byte.
    Half(usize),
    /// JSON with a number at this byte that no double holds.
    Beyond(usize),
    Syntax(usize),
    Utf8(usize),
}

/// A line of the table.
struct Text {
    group: String,
    bytes: Vec<u8>,
    alone: Verdict,
    /// In a frame, where what is left open may swallow the frame's end.
    inside: Verdict,
}

/// Where a text stands in a frame.
struct Place {
    before: &'static str,
    after: &'static str,
    path: &'static str,
    field: Field,
}

#[derive(Clone, Copy, PartialEq)]
enum Field {
    /// None: the text is the frame.
    Frame,
    /// One that nobody reads.
    Unread,
    /// One that is kept, whatever stands there.
    Open,
    /// A string, and an event's payload.
    Text,
}

const PLACES: &[Place] = &[
    Place { before: "", after: "", path: "", field: Field::Frame },
    Place { before: r#"{"type":"x","x":"#, after: "}", path: "x", field: Field::Unread },
    Place { before: r#"{"type":"error","x":"#, after: "}", path: "x", field: Field::Unread },
    Place { before: r#"{"type":"response.create","x":"#, after: "}", path: "x", field: Field::Unread },
    Place {
        before: r#"{"type":"response.text.delta","output_index":0,"content_index":0,"delta":"#,
        after: "}",
        path: "delta",
        field: Field::Text,
    },
    Place {
        before: r#"{"type":"session.update","session":{"type":"realtime","tools":[{"type":"function","parameters":"#,
        after: "}]}}",
        path: "session.tools[0].parameters",
        field: Field::Open,
    },
    Place {
        before: r#"{"type":"conversation.item.done","item":{"type":"of.tomorrow","x":"#,
        after: "}}",
        path: "item.x",
        field: Field::Open,
    },
];

/// The table, and what is too long for it.
fn texts() -> Vec<Text> {
    let table = fs::read_to_string(root().join("tests/data/json_texts.tsv")).unwrap();
    let mut texts: Vec<_> = table.lines().filter(|line| !line.starts_with('#')).map(text).collect();
    // 122 levels are 127 with those of the deepest place, and as many as `Value` reads.
    for (open, close, levels) in [("[", "]", 122), ("{\"a\":", "}", 122), ("[{\"a\":", "}]", 61)] {
        let (open, close) = (open.repeat(levels), close.repeat(levels));
        let mut add = |text: String, verdict| {
            texts.push(Text { group: "depth".to_owned(), bytes: text.into(), alone: verdict, inside: verdict });
        };
        add(format!("{open}0{close}"), Verdict::Json);
        add(format!("{open}0,{close}"), Verdict::Syntax(open.len() + 2));
        add(format!("{open}0]}}{close}"), Verdict::Syntax(open.len() + 1 + usize::from(close.starts_with(']'))));
    }
    texts
}

fn text(line: &str) -> Text {
    let mut columns = line.split('\t');
    let mut next = || columns.next().unwrap_or_else(|| panic!("{line}"));
    let (group, bytes, alone) = (next().to_owned(), unescaped(next()), verdict(next()));
    let inside = columns.next().map_or(alone, verdict);
    Text { group, bytes, alone, inside }
}

fn unescaped(text: &str) -> Vec<u8> {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
        bytes.extend_from_slice(&part.as_bytes()[2..]);
    }
    bytes
}

fn verdict(column: &str) -> Verdict {
    let (word, at) = column.split_once(' ').unwrap_or((column, "0"));
    let at = if at == "behind" { BEHIND } else { at.parse().unwrap() };
    match word {
        "ok" => Verdict::Json,
        "half" => Verdict::Half(at),
        "beyond" => Verdict::Beyond(at),
        "syntax" => Verdict::Syntax(at),
        "utf8" => Verdict::Utf8(at),
        _ => panic!("{column}"),
    }
}

/// Somewhere behind the text: what it leaves open swallows the frame's end, or it closes the frame itself.
const BEHIND: usize = usize::MAX;

/// A text in its place.
struct Frame<'t> {
    bytes: Vec<u8>,
    range: Range<usize>,
    place: &'t Place,
    verdict: Verdict,
    shown: String,
}

impl<'t> Frame<'t> {
    fn new(text: &Text, place: &'t Place) -> Self {
        let bytes = [place.before.as_bytes(), &text.bytes, place.after.as_bytes()].concat();
        let range = place.before.len()..place.before.len() + text.bytes.len();
        let moved = |at: usize| if at == BEHIND { at } else { at + range.start };
        let verdict = match if place.field == Field::Frame { text.alone } else { text.inside } {
            Verdict::Json => Verdict::Json,
            Verdict::Half(at) => Verdict::Half(moved(at)),
            Verdict::Beyond(at) => Verdict::Beyond(moved(at)),
            Verdict::Syntax(at) => Verdict::Syntax(moved(at)),
            Verdict::Utf8(at) => Verdict::Utf8(moved(at)),
        };
        let mut shown = format!("{}: ", text.group);
        write!(shown, "{}", bytes.escape_ascii()).unwrap();
        Self { bytes, range, place, verdict, shown }
    }

    /// The text without white space around it.
    fn value(&self) -> Range<usize> {
        let blank = |byte: &&u8| b" \t\r\n".contains(byte);
        let text = &self.bytes[self.range.clone()];
        let (before, after) = (text.iter().take_while(blank).count(), text.iter().rev().take_while(blank).count());
        self.range.start + before..self.range.end - after.min(text.len() - before)
    }

    /// What a decoder must say, where the event is one that its side knows: the category and the byte, or nothing.
    fn expected(&self, strict: bool, knows: bool) -> Told {
        match self.verdict {
            Verdict::Syntax(at) | Verdict::Beyond(at) => return Some((Category::Syntax, at)),
            Verdict::Half(at) if strict => return Some((Category::Syntax, at)),
            Verdict::Utf8(at) => return Some((Category::Utf8, at)),
            Verdict::Json | Verdict::Half(_) => {}
        }
        let value = &self.bytes[self.value()];
        let shape = match self.place.field {
            Field::Frame => !value.starts_with(br#"{"type":"x""#) && !value.ends_with(br#","type":"x"}"#),
            Field::Text => knows && value[0] != b'"',
            Field::Unread | Field::Open => false,
        };
        shape.then(|| (Category::Shape, self.value().start))
    }
}

type Told = Option<(Category, usize)>;

/// Whether what a reader said of `frame` is what it must say.
#[track_caller]
fn assert_told(frame: &Frame<'_>, told: Told, expected: Told) {
    match (told, expected) {
        (Some((category, offset)), Some((expected, BEHIND))) => {
            assert!(category == expected && offset + 1 >= frame.range.end, "{offset}: {}", frame.shown);
        }
        _ => assert_eq!(told, expected, "{}", frame.shown),
    }
}

fn told<T>(result: &Result<T, Error>) -> Told {
    result.as_ref().err().map(|error| (error.category(), error.offset()))
}

/// Every text in every place.
fn each(mut look: impl FnMut(&Frame<'_>)) {
    let texts = texts();
    assert!(texts.len() > 400, "{}", texts.len());
    for text in &texts {
        PLACES.iter().for_each(|place| look(&Frame::new(text, place)));
    }
}

#[test]
fn the_table_is_right_by_serde_json() {
    each(|frame| {
        let json = serde_json::from_slice::<Value>(&frame.bytes).is_ok();
        // It refuses both of what RFC 8259 leaves open: half of a pair, and a number beyond a double.
        assert_eq!(json, frame.verdict == Verdict::Json, "{}", frame.shown);
    });
    for group in ["structure", "number", "escape", "half", "control", "utf8", "space", "depth"] {
        assert!(texts().iter().filter(|text| text.group == group).count() >= 6, "{group}");
    }
}

#[test]
fn every_way_into_the_decoder_agrees_with_the_table() {
    let (mut keep, mut reject) = (Decoder::new(), Decoder::with_limits(strict()));
    each(|frame| {
        let (bytes, shown) = (&frame.bytes, &frame.shown);
        for (decoder, is_strict) in [(&mut keep, false), (&mut reject, true)] {
            assert_told(frame, told(&decoder.any(bytes)), frame.expected(is_strict, true));
            let client = frame.place.before.contains("session.update");
            assert_told(frame, told(&decoder.server(bytes)), frame.expected(is_strict, !client));
            let server = frame.place.field == Field::Text;
            assert_told(frame, told(&decoder.client(bytes)), frame.expected(is_strict, !server));
        }
        // What is refused is named as what it is.
        match (keep.any(bytes).err().as_ref().map(Error::kind), reject.any(bytes).err().as_ref().map(Error::kind)) {
            (Some(ErrorKind::NumberRange), _) => assert!(matches!(frame.verdict, Verdict::Beyond(_)), "{shown}"),
            (Some(ErrorKind::Syntax), _) => assert!(matches!(frame.verdict, Verdict::Syntax(_)), "{shown}"),
            (_, Some(ErrorKind::LoneSurrogate)) => assert!(matches!(frame.verdict, Verdict::Half(_)), "{shown}"),
            _ => {}
        }
    });
}

#[test]
fn what_is_read_is_what_serde_json_reads() {
    let mut read = [0; 2];
    each(|frame| {
        let known = matches!(frame.place.field, Field::Text | Field::Open);
        let mut decoder = Decoder::new();
        let Ok(event) = any_by(&mut decoder, &frame.bytes) else { return };
        if matches!(frame.verdict, Verdict::Half(_)) {
            let half =
                drift_of(&decoder).iter().filter(|entry| entry.ends_with("| surrogate pair | half of one")).count();
            assert_eq!(half, 1, "{}", frame.shown);
            let back = serde_json::to_string(&event).unwrap();
            assert_eq!(back.contains('\u{fffd}'), known, "{}", frame.shown);
            read[1] += 1;
        } else if known {
            let back = serde_json::to_vec(&event).unwrap();
            let range = rtwire::locate(&back, frame.place.path, Duplicates::Last).unwrap().expect(&frame.shown);
            let [back, sent] = [&back[range], &frame.bytes[frame.range.clone()]]
                .map(|text| serde_json::from_slice::<Value>(text).expect(&frame.shown));
            assert!(same(&back, &sent), "{}: {back} is not {sent}", frame.shown);
            read[0] += 1;
        }
    });
    assert!(read[0] > 250 && read[1] > 80, "{read:?}");
}

/// Whether two values are the same; a whole number equals a float of its value, and -0 equals 0.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(_), Value::Number(_)) if left.is_f64() || right.is_f64() => left.as_f64() == right.as_f64(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(key, left)| right.get(key).is_some_and(|right| same(left, right)))
        }
        _ => left == right,
    }
}

/// The locator looks at the grammar alone: not at UTF-8 within strings, nor at what a string or number stands for.
#[test]
fn the_locator_finds_a_value_in_what_is_json() {
    each(|frame| {
        let found = rtwire::locate(&frame.bytes, frame.place.path, Duplicates::Last);
        let mut set = Vec::new();
        let changed = rtwire::patch::set(&frame.bytes, frame.place.path, b"7", &mut set);
        assert_eq!(told(&changed), told(&found), "{}", frame.shown);
        match frame.verdict {
            Verdict::Json | Verdict::Half(_) | Verdict::Beyond(_) => {
                let range = found.unwrap().expect(&frame.shown);
                assert_eq!(range, frame.value(), "{}", frame.shown);
                let expected = [&frame.bytes[..range.start], b"7", &frame.bytes[range.end..]].concat();
                assert_eq!(set, expected, "{}", frame.shown);
            }
            Verdict::Syntax(at) => {
                assert_told(frame, told(&found), Some((Category::Syntax, at)));
                // The one grammar, read twice.
                assert_eq!(told(&found), told(&Decoder::new().any(&frame.bytes)), "{}", frame.shown);
            }
            Verdict::Utf8(at) => {
                let lossy = serde_json::from_str::<Value>(&String::from_utf8_lossy(&frame.bytes));
                assert_eq!(found.is_ok(), lossy.is_ok(), "{}", frame.shown);
                assert!(told(&found).is_none_or(|(kind, place)| kind == Category::Syntax && place >= at));
            }
        }
    });
}

#[cfg(feature = "owned")]
#[test]
fn what_owns_agrees_with_what_borrows() {
    use rtwire::OwnedEvent;
    use rtwire::client::OwnedClientEvent;
    use rtwire::server::OwnedServerEvent;

    let (mut keep, mut reject) = (Decoder::new(), Decoder::with_limits(strict()));
    each(|frame| {
        let (bytes, shown) = (&frame.bytes, &frame.shown);
        for decoder in [&mut keep, &mut reject] {
            let owned = OwnedEvent::any(decoder, bytes.clone());
            let view = decoder.any(bytes);
            assert_eq!(told(&owned), told(&view), "{shown}");
            if let (Ok(owned), Ok(view)) = (owned, view) {
                assert_eq!(owned.event(), view, "{shown}");
            }
        }
        // The twins are read by serde_json through the tree lane, and are strict.
        let reads = |knows| frame.verdict == Verdict::Json && frame.expected(true, knows).is_none();
        let client = frame.place.before.contains("session.update");
        let twin = serde_json::from_slice::<OwnedServerEvent>(bytes);
        assert_eq!(twin.is_ok(), reads(!client), "{shown}: {:?}", twin.err());
        let twin = serde_json::from_slice::<OwnedClientEvent>(bytes);
        assert_eq!(twin.is_ok(), reads(frame.place.field != Field::Text), "{shown}: {:?}", twin.err());
    });
}

#[test]
fn whole_numbers_are_read_to_2_to_the_53rd() {
    let frame =
        |number: &str| format!(r#"{{"type":"response.done","response":{{"usage":{{"total_tokens":{number}}}}}}}"#);
    for (number, read) in [
        ("9007199254740992", Some(9_007_199_254_740_992)),
        ("9007199254740992.0", Some(9_007_199_254_740_992)),
        ("9.007199254740992e15", Some(9_007_199_254_740_992)),
        ("9007199254740993", None),
        ("18446744073709551615", None),
        ("18446744073709551616", None),
        ("1e300", None),
        ("-0", Some(0)),
        ("-0.0", Some(0)),
        ("12.0", Some(12)),
        ("120e-1", Some(12)),
        ("12.5", None),
        ("1e-400", Some(0)),
        ("-1", None),
    ] {
        let mut decoder = Decoder::new();
        let back = serde_json::to_value(any_by(&mut decoder, frame(number)).unwrap()).unwrap();
        assert_eq!(back["response"]["usage"]["total_tokens"].as_u64(), read, "{number}");
        assert_eq!(decoder.drift().is_empty(), read.is_some(), "{number}");
        assert_eq!(any_by(&mut Decoder::with_limits(strict()), frame(number)).is_ok(), read.is_some(), "{number}");
    }
}
