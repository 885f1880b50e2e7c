//! The corpus with things changed in it, thousands of times: what is still JSON is read, and its leaves accounted for.

use bumpalo::Bump;
use rtwire::{Category, Decoder, DriftEntry, Event};
use serde_json::{Value, json};

use crate::corpus::corpus;
use crate::leaves::account;
use crate::read::{strict, unique};

/// Numbers that look random and are the same every time (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end
    }

    fn one_of<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.below(of.len())]
    }
}

/// Short lines of our own, each several times.
fn frames(times: usize) -> impl Iterator<Item = &'static str> {
    let lines = corpus().iter().filter(|line| line.ships && line.text.len() < 2000);
    lines.flat_map(move |line| std::iter::repeat_n(line.text.as_str(), times))
}

#[test]
fn what_is_json_is_decided_as_serde_json_does() {
    let pieces: [&[u8]; 24] = [
        b"\"",
        b"\\",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"0",
        b"-",
        b".",
        b"e9",
        b"null",
        b"\\u00e9",
        b"\\ud83d",
        b"\\ude00",
        b"\xff",
        b"\xe2\x82",
        b"\0",
        b"\n",
        b" ",
        b"\xef\xbb\xbf",
        b"\"x\":1,",
        b"1e400",
    ];
    let mut dice = Dice(0x5eed);
    let mut decoder = Decoder::new();
    let [mut accepted, mut refused] = [0, 0];
    for frame in frames(12) {
        let mut frame = frame.as_bytes().to_vec();
        for _ in 0..=dice.below(2) {
            let at = dice.below(frame.len());
            let end = (at + dice.below(4)).min(frame.len());
            let piece = if dice.below(3) == 0 { &b""[..] } else { dice.one_of(&pieces) };
            frame.splice(at..end, piece.iter().copied());
        }
        let shown = String::from_utf8_lossy(&frame).into_owned();
        let copy = frame.clone();
        let value = serde_json::from_slice::<Value>(&frame);
        decoder.clear_drift();
        let read = decoder.any(&frame).map(drop);
        assert_eq!(frame, copy);
        match (read, value) {
            (Ok(()), Ok(_)) => accepted += 1,
            (Ok(()), Err(_)) => {
                let half = decoder.drift().entries().any(|entry| entry.expected() == "surrogate pair");
                assert!(half, "accepted, although it is no JSON: {shown}");
            }
            (Err(error), Ok(_)) => assert_eq!(error.category(), Category::Shape, "{error}: {shown}"),
            (Err(error), Err(_)) => {
                // With half a pair in it, serde_json refuses what is JSON and no event.
                let half = shown.to_lowercase().contains("\\ud");
                assert!(matches!(error.category(), Category::Syntax | Category::Utf8) || half, "{error}: {shown}");
                assert!(error.offset() <= frame.len(), "{error}: {shown}");
                let somewhere = error.offset() > 0 || frame[0] != b'{' || error.category() == Category::Shape;
                assert!(somewhere, "{error}: {shown}");
                refused += 1;
            }
        }
    }
    assert!(accepted > 500 && refused > 1000, "{accepted} {refused}");
}

/// A value in the frame, chosen at random.
fn choose<'v>(value: &'v mut Value, dice: &mut Dice) -> &'v mut Value {
    let inside = match value {
        Value::Object(members) => members.len(),
        Value::Array(elements) => elements.len(),
        _ => 0,
    };
    if inside == 0 || dice.below(5) == 0 {
        return value;
    }
    let at = dice.below(inside);
    let chosen = match value {
        Value::Object(members) => members.values_mut().nth(at),
        other => other.get_mut(at),
    };
    choose(chosen.unwrap(), dice)
}

#[test]
fn what_is_changed_in_a_frame_is_accounted_for() {
    let values = [
        json!(null),
        json!(7),
        json!(-1),
        json!(1.5),
        json!(12.0),
        json!(9_007_199_254_740_993_u64),
        json!("x"),
        json!(""),
        json!(true),
        json!([]),
        json!({}),
        json!([null]),
        json!([{}]),
        json!(["x", 7]),
        json!({"x": 1}),
        json!({"type": "x", "y": [1]}),
        json!({"type": 7}),
        json!({"type": null, "audio": {}}),
        json!([[{"type": "text"}]]),
    ];
    let keys =
        ["type", "id", "x", "response", "item", "session", "audio", "usage", "content", "metadata", "output", "error"];
    let mut dice = Dice(0xc0ffee);
    let [mut accepted, mut refused] = [0, 0];
    for text in frames(12) {
        let mut frame: Value = serde_json::from_str(text).unwrap();
        for _ in 0..=dice.below(3) {
            let new = dice.one_of(&values).clone();
            match choose(&mut frame, &mut dice) {
                Value::Object(members) if dice.below(2) == 0 => {
                    members.insert((*dice.one_of(&keys)).to_owned(), new);
                }
                Value::Object(members) if !members.is_empty() && dice.below(2) == 0 => {
                    let key = members.keys().nth(dice.below(members.len())).unwrap().clone();
                    members.remove(&key);
                }
                Value::Array(elements) if dice.below(2) == 0 => elements.push(new),
                value => *value = new,
            }
        }
        let text = frame.to_string();
        let (mut decoder, arena) = (Decoder::new(), Bump::new());
        let view = match decoder.any_in(text.as_bytes(), &arena) {
            Ok(Event::Unknown { .. }) => continue,
            Ok(event) => event,
            Err(error) => {
                assert_eq!(error.category(), Category::Shape, "{text}");
                assert!(text.is_char_boundary(error.offset()) && error.offset() < text.len(), "{error}: {text}");
                refused += 1;
                continue;
            }
        };
        accepted += 1;
        let back = serde_json::to_vec(&view).unwrap();
        // What is written has every key once.
        let mut second = Decoder::with_limits(unique());
        let again = second.any(&back).unwrap();
        let wrong = |entry: &DriftEntry| !matches!(entry.expected(), "nothing" | "known type");
        let sound = !decoder.drift().entries().any(wrong);
        // A field of the wrong shape that told one object of a union from another is missing from what is written.
        assert!(again == view || !sound, "{text}");
        assert_eq!(Decoder::with_limits(strict()).any(text.as_bytes()).is_ok(), sound, "{text}");
        let frame_back = serde_json::from_slice(&back).unwrap();
        let left_out = decoder.drift().entries().filter(|entry| entry.expected() != "known type");
        let left_out: Vec<_> = left_out.map(|entry| entry.path().to_owned()).collect();
        assert_eq!(account(&frame, &frame_back, &left_out), [""; 0], "{text}\n{left_out:?}");
    }
    assert!(accepted > 2000 && refused > 200, "{accepted} {refused}");
}
