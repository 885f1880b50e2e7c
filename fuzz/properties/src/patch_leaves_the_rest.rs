//! Changes of a frame, against changes of its value.

use std::ops::Range;

use rtwire::patch::{remove, rename, set};
use rtwire::{Category, Duplicates, locate, patch};

use crate::limits::split;
use crate::ordered::{Ordered, Step, words};
use crate::tally;

/// `set`, `remove`, `rename` and `patch` do to the frame what they say, and leave every other byte as it was.
///
/// # Panics
/// If it is not so.
pub fn patch_leaves_the_rest(data: &[u8]) {
    let ([what, place, new], frame) = split(data);
    let mut edit = Edit { frame: frame.into(), out: BEFORE.to_vec(), place: place.into(), new: new.into() };
    let kind = match what % 5 {
        0 => edit.patch(),
        1 => edit.rename(),
        2 => edit.remove(),
        3 => edit.set(),
        _ => edit.add(),
    };
    tally::count(kind.unwrap_or("refused"), kind.is_some());
}

/// What `out` holds before: it is written behind.
const BEFORE: &[u8] = b"<";

/// What is set.
const VALUES: [&str; 8] =
    ["null", "7", r#""x""#, r#"{"a":[1]}"#, "-1.5e3", "[]", r#""\ud83d\ude00 \" }""#, " [ 1 , 2 ] "];
/// What is added or named.
const KEYS: [&str; 8] = ["type", "x", "", "odd key", "\u{1}\n\t\"\\", "\u{e9}\u{1f600}", "a.b[0]", "\u{7f}\u{202e}"];

struct Edit {
    frame: Box<[u8]>,
    out: Vec<u8>,
    place: usize,
    new: usize,
}

impl Edit {
    /// The frame's value, where it has one that serde_json can hold; else nothing is changed, or it is no JSON.
    fn value(&self) -> Option<Ordered> {
        serde_json::from_slice(&self.frame).ok()
    }

    fn written(&self) -> &[u8] {
        self.out.strip_prefix(BEFORE).expect("what was there stays")
    }

    fn written_value(&self) -> Ordered {
        let out = self.written();
        serde_json::from_slice(out).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(out)))
    }

    fn unchanged(&self) {
        assert_eq!(self.written(), &*self.frame);
    }

    fn set(&mut self) -> Option<&'static str> {
        let json = VALUES[self.new % VALUES.len()];
        let Some(mut value) = self.value() else {
            // Any path in any bytes.
            let _result = set(&self.frame, "type", json.as_bytes(), &mut self.out);
            return None;
        };
        let path = value.place(self.place);
        let words = words(&path, self.new & 8 != 0);
        let range = locate(&self.frame, &words, Duplicates::Last).expect("is sound").expect("is there");
        assert!(set(&self.frame, &words, json.as_bytes(), &mut self.out).expect("is sound"), "{words}");
        let whole = [&self.frame[..range.start], json.as_bytes(), &self.frame[range.end..]].concat();
        assert_eq!(self.written(), whole, "{words}");
        *value.at_mut(&path).expect("is there") = serde_json::from_str(json).expect("is JSON");
        assert_eq!(self.written_value(), value, "{words}");
        Some("set")
    }

    fn add(&mut self) -> Option<&'static str> {
        let mut value = self.value()?;
        let (key, json) = (KEYS[self.new % KEYS.len()], VALUES[self.new / 8 % VALUES.len()]);
        let mut path = value.place(self.place);
        let parent = path.clone();
        path.push(Step::Key(key.to_owned()));
        let words = words(&path, self.new & 64 != 0);
        let there = value.at(&path).is_some();
        let placed = set(&self.frame, &words, json.as_bytes(), &mut self.out).expect("is sound");
        let new = serde_json::from_str(json).expect("is JSON");
        match value.at_mut(&parent).expect("is there") {
            Ordered::Object(members) if !there => members.push((key.to_owned(), new)),
            Ordered::Object(_) => *value.at_mut(&path).expect("is there") = new,
            _ => {
                assert!(!placed, "{words}");
                self.unchanged();
                return None;
            }
        }
        assert!(placed, "{words}");
        assert_eq!(self.written_value(), value, "{words}");
        assert!(there || differ_in_one_place(&self.frame, self.written()), "{words}");
        Some("add")
    }

    fn remove(&mut self) -> Option<&'static str> {
        let Some(mut value) = self.value() else {
            let _result = remove(&self.frame, "type", &mut self.out);
            return None;
        };
        let path = value.place(self.place);
        let words = words(&path, self.new & 8 != 0);
        let Some((last, parent)) = path.split_last() else {
            let error = remove(&self.frame, &words, &mut self.out).expect_err("the only value");
            assert_eq!(error.category(), Category::Shape);
            self.nothing_written();
            return None;
        };
        assert!(remove(&self.frame, &words, &mut self.out).expect("is sound"), "{words}");
        let once = !value.at(parent).expect("is there").repeats(std::slice::from_ref(last));
        match (value.at_mut(parent), last) {
            (Some(Ordered::Object(members)), Step::Key(key)) => members.retain(|(name, _)| name != key),
            (Some(Ordered::Array(elements)), Step::Index(index)) => drop(elements.remove(*index)),
            other => unreachable!("{other:?}"),
        }
        assert_eq!(self.written_value(), value, "{words}");
        assert!(is_left_of(self.written(), &self.frame), "{words}");
        assert!(!once || differ_in_one_place(self.written(), &self.frame), "{words}");
        Some("remove")
    }

    fn nothing_written(&self) {
        assert!(self.written().is_empty(), "something was written");
    }

    fn rename(&mut self) -> Option<&'static str> {
        let kind = KEYS[self.new % KEYS.len()];
        let renamed = rename(&self.frame, kind, &mut self.out);
        let Some(mut value) = self.value() else {
            if renamed.is_err() {
                self.nothing_written();
            }
            return None;
        };
        let path = [Step::Key("type".to_owned())];
        let had = renamed.expect("is sound");
        let Some(place) = value.at_mut(&path) else {
            assert!(!had);
            self.unchanged();
            return None;
        };
        assert!(had);
        *place = Ordered::Text(kind.to_owned());
        assert_eq!(self.written_value(), value);
        let range = locate(&self.frame, "type", Duplicates::Last).expect("is sound").expect("is there");
        assert!(self.written().starts_with(&self.frame[..range.start]));
        assert!(self.written().ends_with(&self.frame[range.end..]));
        Some("rename")
    }

    /// Any ranges of any bytes, two bytes a range and its new text.
    fn patch(&mut self) -> Option<&'static str> {
        let (choices, frame) = self.frame.split_at(self.frame.len().min(2 * (self.new % 8)));
        let edits: Vec<(Range<usize>, &[u8])> = choices
            .chunks_exact(2)
            .map(|choice| {
                let start = usize::from(choice[0]) % (frame.len() + 2);
                (start..start + usize::from(choice[1] >> 3), VALUES[usize::from(choice[1] & 7)].as_bytes())
            })
            .collect();
        let outcome = patch(frame, &edits, &mut self.out);
        let mut sorted: Vec<_> = edits.iter().collect();
        sorted.sort_by_key(|(range, _)| (range.start, range.end));
        let overlap = sorted.windows(2).any(|pair| pair[0].0.end > pair[1].0.start);
        if overlap || edits.iter().any(|(range, _)| range.end > frame.len()) {
            let error = outcome.expect_err("overlap or lie outside");
            assert!(error.category() == Category::Shape && error.offset() <= frame.len(), "{error}");
            self.nothing_written();
            return None;
        }
        outcome.expect("no overlap");
        // From the last to the first, so that places stay what they are.
        let mut spliced = frame.to_vec();
        for (range, bytes) in sorted.iter().rev() {
            spliced.splice(range.clone(), bytes.iter().copied());
        }
        assert_eq!(self.written(), spliced);
        Some("patch")
    }
}

/// Whether `long` is `short` with something put in at one place.
fn differ_in_one_place(short: &[u8], long: &[u8]) -> bool {
    let same = short.iter().zip(long).take_while(|(one, other)| one == other).count();
    long.ends_with(&short[same..])
}

/// Whether `left` is `frame` with some bytes taken out.
fn is_left_of(left: &[u8], frame: &[u8]) -> bool {
    let mut bytes = frame.iter();
    left.iter().all(|byte| bytes.any(|other| other == byte))
}
