//! What is left of a frame, against the frame: a reader of its own that knows the grammar and the forms of markers, and
//! which of a view's fields the tables mark.

use rtwire::redact::Marker;
use rtwire::{ClientKind, Field, Mark, ServerKind, Shape};
use serde_json::Value;

/// Says how many values of `frame` something else stands for in `out`. Both are sound JSON.
///
/// # Panics
/// If anything else differs, be it a space.
pub fn replaced(frame: &[u8], out: &[u8]) -> u64 {
    let mut both = Both { frame, out, at: 0, to: 0, replaced: 0 };
    both.value();
    assert_eq!(frame[both.at..], out[both.to..], "behind the value");
    both.replaced
}

struct Both<'a> {
    frame: &'a [u8],
    out: &'a [u8],
    at: usize,
    to: usize,
    replaced: u64,
}

impl Both<'_> {
    /// Passes whatever is the same up to what `is_wanted`.
    fn same_until(&mut self, is_wanted: impl Fn(u8) -> bool) -> u8 {
        loop {
            let byte = self.frame[self.at];
            if is_wanted(byte) {
                return byte;
            }
            assert_eq!(byte, self.out[self.to], "at byte {}", self.at);
            self.at += 1;
            self.to += 1;
        }
    }

    fn value(&mut self) {
        let first = self.same_until(|byte| !byte.is_ascii_whitespace());
        let (end, to_end) = (behind(self.frame, self.at), behind(self.out, self.to));
        let (old, new) = (&self.frame[self.at..end], &self.out[self.to..to_end]);
        if old == new || stands_for(new, old) {
            self.replaced += u64::from(old != new);
            (self.at, self.to) = (end, to_end);
            return;
        }
        assert!(matches!(first, b'{' | b'[') && first == new[0], "{} for {}", shown(new), shown(old));
        (self.at, self.to) = (self.at + 1, self.to + 1);
        loop {
            let next = self.same_until(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b','));
            if matches!(next, b'}' | b']') {
                assert_eq!(next, self.out[self.to]);
                (self.at, self.to) = (self.at + 1, self.to + 1);
                return;
            }
            if first == b'{' {
                let key = &self.frame[self.at..behind(self.frame, self.at)];
                assert!(self.out[self.to..].starts_with(key), "another key than {}", shown(key));
                (self.at, self.to) = (self.at + key.len(), self.to + key.len());
                self.same_until(|byte| byte == b':');
                assert_eq!(self.out[self.to], b':');
                (self.at, self.to) = (self.at + 1, self.to + 1);
            }
            self.value();
        }
    }
}

fn shown(text: &[u8]) -> String {
    String::from_utf8_lossy(&text[..text.len().min(200)]).into_owned()
}

/// Whether `new` is what is written for `old`.
fn stands_for(new: &[u8], old: &[u8]) -> bool {
    let marker = |before: &[u8], after: &[u8]| {
        let inner = new.strip_prefix(before).and_then(|new| new.strip_suffix(after));
        inner.is_some_and(|inner| str::from_utf8(inner).is_ok_and(is_marker))
    };
    match old[0] {
        b'"' => marker(b"\"", b"\""),
        b'{' => marker(b"{\"redacted\":\"", b"\"}"),
        b'[' => new == b"[]" || marker(b"[\"", b"\"]"),
        _ => new == b"null",
    }
}

pub fn is_marker(text: &str) -> bool {
    text.parse::<Marker>().is_ok()
}

/// Where the value ends that begins at `at`.
fn behind(text: &[u8], mut at: usize) -> usize {
    let mut depth = 0;
    loop {
        match text[at] {
            b'"' => {
                at += 1;
                while text[at] != b'"' {
                    at += 1 + usize::from(text[at] == b'\\');
                }
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            b',' | b':' | b' ' | b'\t' | b'\n' | b'\r' => {}
            _ => {
                let rest = &text[at..];
                let end = rest.iter().position(|byte| b",:]} \t\n\r".contains(byte));
                at += end.unwrap_or(rest.len()) - 1;
            }
        }
        at += 1;
        if depth == 0 {
            return at;
        }
    }
}

/// Shows every marked value of an event, which is as its view serialises, and what its mark is.
pub fn marked(event: &mut Value, each: &mut dyn FnMut(&'static Field, Mark, &mut Value)) {
    let kind = event["type"].as_str().unwrap_or_default().to_owned();
    let server = ServerKind::from_wire(&kind).map(ServerKind::fields);
    let fields = server.or_else(|| ClientKind::from_wire(&kind).map(ClientKind::fields));
    fields.into_iter().for_each(|fields| marked_of(fields, event, each));
}

fn marked_of(fields: &'static [Field], object: &mut Value, each: &mut dyn FnMut(&'static Field, Mark, &mut Value)) {
    let Some(object) = object.as_object_mut() else { return };
    for field in fields {
        match (object.get_mut(field.name), field.mark) {
            (Some(value), Some(mark)) => each(field, mark, value),
            (Some(value), None) => marked_in(field.shape, value, each),
            (None, _) => {}
        }
    }
}

fn marked_in(shape: Shape, value: &mut Value, each: &mut dyn FnMut(&'static Field, Mark, &mut Value)) {
    match shape {
        Shape::Array(element) => {
            value.as_array_mut().into_iter().flatten().for_each(|value| marked_in(*element, value, each));
        }
        Shape::Object(object) => marked_of(object.fields, value, each),
        Shape::Union(union) => {
            let tag = value["type"].as_str().unwrap_or_default().to_owned();
            let variants = union.variants.iter().filter(|(of, _)| *of == tag);
            variants.for_each(|(_, object)| marked_of(object.fields, value, each));
        }
        Shape::Either(shapes) => shapes.iter().for_each(|shape| marked_in(*shape, value, each)),
        _ => {}
    }
}
