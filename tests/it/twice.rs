//! Every key of every object of the samples, once more: with another value before it or behind it, and in another
//! spelling. `serde_json::Value` says what such a frame means, for there the last of a repeated key counts.

use rtwire::{Decoder, ErrorKind, Event, Limits};
use serde_json::{Value, json};

use crate::corpus::{Line, corpus};
use crate::read::{any_by, drift, drift_of, strict, unique};

/// Where a step goes from a value to one inside it.
#[derive(Clone, PartialEq)]
enum Step {
    Key(String),
    Index(usize),
}

/// A sample with a key written twice.
struct Twice {
    /// The frame, with both.
    frame: String,
    /// The frame as `serde_json::Value` understands it: with the last.
    plain: String,
    /// The place of the key that is written twice.
    path: Vec<Step>,
    /// Where the second key begins in `frame`.
    second: usize,
}

/// The members of `value` at any level, by their places.
fn members(value: &Value, path: &mut Vec<Step>, each: &mut dyn FnMut(&[Step], &Value)) {
    match value {
        Value::Object(members_) => {
            for (key, member) in members_ {
                path.push(Step::Key(key.clone()));
                each(path, member);
                members(member, path, each);
                path.pop();
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                path.push(Step::Index(index));
                members(element, path, each);
                path.pop();
            }
        }
        _ => {}
    }
}

/// Writes `value` with the key at `path` twice, holding `first` and `second`, and gives the place of the second key.
fn write(value: &Value, path: &[Step], values: [&Value; 2], escaped: bool, out: &mut String) -> usize {
    let mut second = 0;
    match (value, path.split_first()) {
        (Value::Object(members), Some((Step::Key(wanted), rest))) => {
            let mut between = "{";
            for (key, member) in members {
                out.push_str(between);
                between = ",";
                let name = json!(key).to_string();
                if key == wanted && rest.is_empty() {
                    out.push_str(&format!("{name}:{},", values[0]));
                    second = out.len();
                    // Spelt otherwise, it is the same key.
                    let first = key.bytes().next().filter(|_| escaped && key.is_ascii());
                    let other = first.map(|byte| format!("\"\\u{byte:04x}{}", &name[2..]));
                    out.push_str(&format!("{}:{}", other.unwrap_or(name), values[1]));
                } else if key == wanted {
                    out.push_str(&format!("{name}:"));
                    second = write(member, rest, values, escaped, out);
                } else {
                    out.push_str(&format!("{name}:{member}"));
                }
            }
            out.push('}');
        }
        (Value::Array(elements), Some((Step::Index(wanted), rest))) => {
            let mut between = "[";
            for (index, element) in elements.iter().enumerate() {
                out.push_str(between);
                between = ",";
                if index == *wanted {
                    second = write(element, rest, values, escaped, out);
                } else {
                    out.push_str(&element.to_string());
                }
            }
            out.push(']');
        }
        _ => panic!("{value} has no such place"),
    }
    second
}

/// Every sample with each key twice, once with each of `others` first and once with it last.
fn each(others: &[Value], look: impl FnMut(&Line, &Twice)) {
    each_of(|_| true, others, look);
}

fn each_of(wanted: impl Fn(&Line) -> bool, others: &[Value], mut look: impl FnMut(&Line, &Twice)) {
    let files = ["kinds.ndjson", "deviations.ndjson"];
    let lines = corpus().iter().filter(|line| line.ships && files.contains(&&*line.file));
    for line in lines.filter(|line| wanted(line)) {
        // Half a pair is none of its business, and nothing that it could read.
        let Ok(sample) = serde_json::from_str::<Value>(&line.text) else { continue };
        let mut number = 0;
        members(&sample, &mut Vec::new(), &mut |path, member| {
            for other in others {
                for values in [[other, member], [member, other]] {
                    number += 1;
                    let mut frame = String::new();
                    let second = write(&sample, path, values, number % 2 == 0, &mut frame);
                    let plain = serde_json::from_str::<Value>(&frame).unwrap().to_string();
                    look(line, &Twice { frame, plain, path: path.to_vec(), second });
                }
            }
        });
    }
}

/// Values that no field takes, or that mean absence.
fn scalars() -> Vec<Value> {
    vec![json!(null), json!(-7), json!(true)]
}

/// Values with something inside that may be noted, or be taken for another object.
fn containers() -> Vec<Value> {
    vec![
        json!({}),
        json!([]),
        json!([7]),
        json!([{"zz": 1}]),
        json!({"zz": 1}),
        json!({"type": "of.tomorrow"}),
        json!({"type": "message", "id": 7}),
        json!({"id": [], "usage": {"total_tokens": "x"}}),
        json!("zz"),
    ]
}

/// What a decoder makes of a frame: the event or the sort of error, as text that holds no place.
fn meaning(decoder: &mut Decoder, frame: &str) -> Result<String, rtwire::Category> {
    match any_by(decoder, frame) {
        Ok(Event::Unknown { kind, raw }) => {
            // The frame is kept with both.
            Ok(format!("{kind} {}", serde_json::from_slice::<Value>(raw).unwrap()))
        }
        // What is open keeps every entry, and the last of them counts to who reads it.
        Ok(event) => {
            let text = serde_json::to_string(&event).unwrap();
            Ok(serde_json::from_str::<Value>(&text).unwrap().to_string())
        }
        Err(error) => Err(error.category()),
    }
}

fn locator(path: &[Step]) -> String {
    let step = |step: &Step| match step {
        Step::Key(key) => format!("[{key:?}]"),
        Step::Index(index) => format!("[{index}]"),
    };
    path.iter().map(step).collect()
}

fn at<'v>(value: &'v Value, path: &[Step]) -> &'v Value {
    path.iter().fold(value, |value, step| match step {
        Step::Key(key) => &value[key],
        Step::Index(index) => &value[index],
    })
}

#[test]
fn the_last_value_counts_as_it_does_for_serde_json() {
    let mut seen = 0;
    let others: Vec<_> = scalars().into_iter().chain(containers()).collect();
    each(&others, |line, twice| {
        let Twice { frame, plain, .. } = twice;
        let [read, wanted] = [frame, plain].map(|frame| meaning(&mut Decoder::new(), frame));
        assert_eq!(read, wanted, "{}: {frame}", line.place());
        seen += 1;
    });
    assert!(seen > 20_000, "{seen}");
}

#[test]
fn a_scalar_that_is_discarded_counts_for_nothing() {
    // Where the sample's own value is discarded, nothing inside that is noted.
    counts_for_nothing(|line| drift(&line.text).is_empty(), &scalars());
}

#[test]
fn a_container_that_is_discarded_counts_for_nothing() {
    counts_for_nothing(|_| true, &scalars());
    counts_for_nothing(|_| true, &containers());
}

/// Neither in the drift report, nor under `Mismatch::Reject`.
fn counts_for_nothing(wanted: impl Fn(&Line) -> bool, others: &[Value]) {
    each_of(wanted, others, |line, twice| {
        let Twice { frame, plain, .. } = twice;
        let [read, wanted] = [frame, plain].map(|frame| {
            let mut decoder = Decoder::new();
            let accepted = any_by(&mut decoder, frame).is_ok();
            let mut drift = drift_of(&decoder);
            drift.sort();
            // Both of an unknown key's values are noted, in any open place; which is no field's value.
            (accepted, drift)
        });
        let unread = wanted.1.iter().any(|entry| entry.contains("| nothing |"));
        assert!(read == wanted || unread && read.0 == wanted.0, "{}: {frame}\n{read:?}\n{wanted:?}", line.place());
        let [read, wanted] = [frame, plain].map(|frame| meaning(&mut Decoder::with_limits(strict()), frame));
        assert_eq!(read, wanted, "{}: {frame}", line.place());
    });
}

#[test]
fn a_repeated_key_of_a_row_is_refused_at_its_second_place_where_that_is_asked() {
    let mut seen = [0; 2];
    each(&[json!(null), json!({})], |line, twice| {
        let Twice { frame, plain, second, .. } = twice;
        let mut decoder = Decoder::with_limits(unique());
        match any_by(&mut decoder, frame) {
            Ok(_) => {
                assert!(is_nobodys(plain, &twice.path), "{}: {frame}", line.place());
                assert_eq!(meaning(&mut decoder, frame), meaning(&mut decoder, plain), "{frame}");
                seen[0] += 1;
            }
            Err(error) if matches!(error.kind(), ErrorKind::Repeated) => {
                assert_eq!(error.offset(), *second, "{}: {frame}", line.place());
                seen[1] += 1;
            }
            // A payload of the wrong shape is met before the object's end.
            Err(error) => {
                assert!(any_by(&mut Decoder::new(), frame).is_err(), "{}: {error}: {frame}", line.place());
            }
        }
    });
    assert!(seen[0] > 200 && seen[1] > 2000, "{seen:?}");
}

/// Whether no row names the key: in what is open, or unknown, by the drift that a fresh key there makes.
fn is_nobodys(plain: &str, path: &[Step]) -> bool {
    const OPEN: [&str; 6] = ["parameters", "input_schema", "annotations", "metadata", "headers", "variables"];
    let below = |step: &Step| matches!(step, Step::Key(key) if OPEN.contains(&&**key));
    let (_, parent) = path.split_last().unwrap();
    if parent.iter().any(below) {
        return true;
    }
    let mut decoder = Decoder::new();
    if matches!(any_by(&mut decoder, plain), Ok(Event::Unknown { .. })) {
        return true;
    }
    let shape: String = path
        .iter()
        .map(|step| match step {
            Step::Key(key) => format!(".{key}"),
            Step::Index(_) => "[]".to_owned(),
        })
        .collect();
    let path = shape.trim_start_matches('.');
    decoder.drift().entries().any(|entry| {
        let at = entry.path().split_once(": ").map_or("", |(_, at)| at);
        path.strip_prefix(at).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    })
}

#[test]
fn the_locator_finds_and_changes_the_last() {
    each(&[json!(null), json!({"zz": 1})], |line, twice| {
        let Twice { frame, plain, path, second } = twice;
        let (place, plain) = (locator(path), serde_json::from_str::<Value>(plain).unwrap());
        let range = rtwire::locate(frame.as_bytes(), &place, Default::default()).unwrap().expect(frame);
        assert!(range.start > *second, "{}: {frame}", line.place());
        assert_eq!(&serde_json::from_str::<Value>(&frame[range]).unwrap(), at(&plain, path), "{frame}");
        let mut out = Vec::new();
        assert!(rtwire::patch::set(frame.as_bytes(), &place, b"\"set\"", &mut out).unwrap());
        assert_eq!(at(&serde_json::from_slice(&out).unwrap(), path), "set", "{frame}");
        out.clear();
        assert!(rtwire::patch::remove(frame.as_bytes(), &place, &mut out).unwrap());
        let left: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(at(&left, path), &Value::Null, "{frame}");
        let unique = rtwire::locate(frame.as_bytes(), &place, rtwire::Duplicates::Reject).unwrap_err();
        assert!(matches!(unique.kind(), ErrorKind::Repeated) && unique.offset() == *second, "{unique}: {frame}");
    });
}

#[cfg(feature = "owned")]
#[test]
fn what_owns_agrees() {
    use rtwire::client::OwnedClientEvent;
    use rtwire::server::OwnedServerEvent;
    use rtwire::{Digest, OwnedEvent};

    let mut seen = [0; 2];
    let mut decoder = Decoder::new();
    each(&[json!(null), json!(-7), json!("zz")], |line, twice| {
        let Twice { frame, plain, .. } = twice;
        let (event, wanted) = (any_by(&mut decoder, frame), any_by(&mut Decoder::new(), plain));
        let owned = OwnedEvent::any(&mut decoder, frame.clone());
        match (&event, &owned, &wanted) {
            (Ok(event), Ok(owned), Ok(wanted)) => {
                assert_eq!(owned.event(), *event, "{}: {frame}", line.place());
                assert_eq!(Digest::of(event), Digest::of(wanted), "{}: {frame}", line.place());
                seen[0] += 1;
            }
            (Err(_), Err(_), Err(_)) => {}
            _ => panic!("{}: {frame}", line.place()),
        }
        // The tree lane, which the twins are read by, and strictly.
        let server = [frame, plain].map(|frame| serde_json::from_str::<OwnedServerEvent>(frame).ok());
        let client = [frame, plain].map(|frame| serde_json::from_str::<OwnedClientEvent>(frame).ok());
        let server = server.map(|twin| twin.map(|twin| serde_json::to_value(twin).unwrap()));
        let client = client.map(|twin| twin.map(|twin| serde_json::to_value(twin).unwrap()));
        for [twin, wanted] in [server, client] {
            seen[1] += usize::from(twin.is_some());
            assert_eq!(twin, wanted, "{}: {frame}", line.place());
        }
        let tape = meaning(&mut Decoder::with_limits(strict()), frame).is_ok();
        let tree = match event {
            Ok(Event::Client(_)) => serde_json::from_str::<OwnedClientEvent>(frame).is_ok(),
            _ => serde_json::from_str::<OwnedServerEvent>(frame).is_ok(),
        };
        // An event that is refused says nothing of its side.
        assert!(tape == tree || event.is_err(), "{}: {frame}", line.place());
    });
    assert!(seen[0] > 3000 && seen[1] > 6000, "{seen:?}");
}

/// Frames whose second key says something else, in the spelling that a filter may not look for.
#[test]
fn a_second_key_cannot_bypass_a_bill() {
    let usage = |frame: &str| {
        let value: Value = serde_json::from_str(frame).unwrap();
        let event = any_by(&mut Decoder::new(), frame).unwrap();
        let Event::Server(rtwire::ServerEvent::ResponseDone(done)) = event else {
            return (value["type"].clone(), None);
        };
        let tokens = done.response.usage.and_then(|usage| usage.total_tokens);
        assert_eq!(tokens, value["response"]["usage"]["total_tokens"].as_u64(), "{frame}");
        (json!(event.type_str()), tokens)
    };
    let done = json!("response.done");
    for (frame, kind, tokens) in [
        (
            r#"{"type":"response.done","response":{"usage":{"total_tokens":9},"usage":{"total_tokens":0}}}"#,
            &done,
            Some(0),
        ),
        (r#"{"type":"response.done","response":{"usage":{"total_tokens":9},"us\u0061ge":null}}"#, &done, None),
        (r#"{"type":"response.done","response":{"usage":{"total_tokens":9,"total_tokens":1}}}"#, &done, Some(1)),
        (r#"{"type":"response.done","response":{"usage":{"total_tokens":9}},"response":{}}"#, &done, None),
        (r#"{"response":{"usage":{"total_tokens":9}},"type":"error","type":"response.done"}"#, &done, Some(9)),
        (
            r#"{"type":"response.done","respons\u0065":{"usage":{"total_tokens":3}},"response":{"usage":{"total_tokens":4}}}"#,
            &done,
            Some(4),
        ),
        (
            r#"{"type":"response.done","response":{"usage":{"total_tokens":9}},"\u0074ype":"error"}"#,
            &json!("error"),
            None,
        ),
        (
            r#"{"type":"response.done","response":{"usage":{"total_tokens":9}},"type":"response.don\u0065"}"#,
            &done,
            Some(9),
        ),
    ] {
        assert_eq!(usage(frame), (kind.clone(), tokens), "{frame}");
        let mut limits = Limits::default();
        limits.duplicates = rtwire::Duplicates::Reject;
        let error = any_by(&mut Decoder::with_limits(limits), frame).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Repeated), "{frame}: {error}");
    }
}
