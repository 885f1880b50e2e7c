//! The event within a line of a log: a JSON Pointer (RFC 6901) says where.

#[cfg(test)]
mod tests;

use std::fmt::{self, Display, Formatter};
use std::ops::Range;
use std::str::FromStr;

use rtwire::escape::Escaped;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Result;
use serde_json::value::RawValue;

/// The way to a value: of each object the last member of that name, of each array the element of that index.
#[derive(Debug, Clone)]
pub(crate) struct Pointer {
    text: String,
    steps: Vec<String>,
}

impl FromStr for Pointer {
    type Err = &'static str;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        let mut parts = text.split('/');
        if parts.next() != Some("") {
            return Err("a JSON pointer begins with `/`, as in /payload/event");
        }
        let steps = parts.map(step).collect::<Option<_>>();
        steps.map(|steps| Self { text: text.to_owned(), steps }).ok_or("in a JSON pointer, `~` stands as `~0`")
    }
}

fn step(part: &str) -> Option<String> {
    let mut pieces = part.split('~');
    let mut step = pieces.next()?.to_owned();
    for piece in pieces {
        step.push(match piece.as_bytes().first()? {
            b'0' => '~',
            b'1' => '/',
            _ => return None,
        });
        step.push_str(&piece[1..]);
    }
    Some(step)
}

impl Display for Pointer {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Escaped::new(&self.text).fmt(f)
    }
}

impl Pointer {
    /// Says where in `line` the value stands, if it leads to one.
    ///
    /// # Errors
    /// The line is not JSON.
    pub(crate) fn find(&self, line: &[u8]) -> Result<Option<Range<usize>>> {
        let text = str::from_utf8(line).map_err(serde_json::Error::custom)?;
        let mut json = serde_json::Deserializer::from_str(text);
        let way = Way(&self.steps);
        let is_container = text.trim_start().starts_with(['{', '[']);
        // What the line is goes into at once; only what is in it has to be passed over first.
        let found = if is_container && !self.steps.is_empty() {
            json.deserialize_any(way)
        } else {
            way.deserialize(&mut json)
        }?;
        json.end()?;
        Ok(found.map(|value| {
            let start = value.get().as_ptr().addr() - text.as_ptr().addr();
            start..start + value.get().len()
        }))
    }
}

/// The rest of a way, from the value that is read.
#[derive(Clone, Copy)]
struct Way<'p>(&'p [String]);

impl<'de> DeserializeSeed<'de> for Way<'_> {
    type Value = Option<&'de RawValue>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> std::result::Result<Self::Value, D::Error> {
        // As it stands, for a string on the way may hold half of a surrogate pair.
        let value = <&RawValue as serde::Deserialize>::deserialize(json)?;
        if self.0.is_empty() {
            return Ok(Some(value));
        }
        if !value.get().starts_with(['{', '[']) {
            return Ok(None);
        }
        serde_json::Deserializer::from_str(value.get()).deserialize_any(self).map_err(D::Error::custom)
    }
}

impl<'de> Visitor<'de> for Way<'_> {
    type Value = Option<&'de RawValue>;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Self::Value, A::Error> {
        let Some((step, rest)) = self.0.split_first() else { return Ok(None) };
        let mut found = None;
        while let Some(here) = map.next_key_seed(Named(step))? {
            if here {
                found = map.next_value_seed(Way(rest))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> std::result::Result<Self::Value, A::Error> {
        let Some((step, rest)) = self.0.split_first() else { return Ok(None) };
        // Without leading zeros, an index is spelled in one way only.
        let index = step.parse().ok().filter(|index: &usize| index.to_string() == *step);
        let mut found = None;
        for at in 0.. {
            if Some(at) == index {
                match seq.next_element_seed(Way(rest))? {
                    Some(value) => found = value,
                    None => break,
                }
            } else if seq.next_element::<IgnoredAny>()?.is_none() {
                break;
            }
        }
        Ok(found)
    }
}

/// Whether a key is this one. As bytes, for a key may hold half of a surrogate pair.
struct Named<'p>(&'p str);

impl<'de> DeserializeSeed<'de> for Named<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> std::result::Result<bool, D::Error> {
        json.deserialize_bytes(self)
    }
}

impl Visitor<'_> for Named<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_bytes<E>(self, key: &[u8]) -> std::result::Result<bool, E> {
        Ok(key == self.0.as_bytes())
    }

    fn visit_str<E>(self, key: &str) -> std::result::Result<bool, E> {
        Ok(key == self.0)
    }
}

/// Puts what a JSON string says into `text`. Half of a surrogate pair becomes three bytes that are no UTF-8.
///
/// # Errors
/// It is no JSON string.
pub(crate) fn unescape(string: &[u8], text: &mut Vec<u8>) -> Result<()> {
    clear(text);
    serde_json::Deserializer::from_slice(string).deserialize_bytes(Into(text))
}

struct Into<'t>(&'t mut Vec<u8>);

impl Visitor<'_> for Into<'_> {
    type Value = ();

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> std::result::Result<(), E> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }
}

/// Says where in a sound JSON string the byte stands that is at `offset` of what the string says.
///
/// An escape is one place; behind all, it is the quote that ends the string.
pub(crate) fn place_in_string(string: &[u8], offset: usize) -> usize {
    let (mut place, mut passed) = (1, 0);
    while place + 1 < string.len() {
        let (len, means) = match (string[place], string.get(place + 1)) {
            (b'\\', Some(b'u')) => unit(string, place),
            (b'\\', _) => (2, 1),
            _ => (1, 1),
        };
        passed += means;
        if passed > offset {
            break;
        }
        place += len;
    }
    place
}

/// How long the `\u` at `place` is, and how many bytes it means; both halves of a pair are one.
fn unit(string: &[u8], place: usize) -> (usize, usize) {
    let code = |place: usize| {
        let digits = string.get(place..place + 6)?.strip_prefix(b"\\u")?;
        u16::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()
    };
    match (code(place), code(place + 6)) {
        (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => (12, 4),
        (Some(0..=0x7f), _) => (6, 1),
        (Some(0x80..=0x7ff), _) => (6, 2),
        _ => (6, 3),
    }
}

/// Empties a buffer for the next frame; a rare long one's memory is given back.
pub(crate) fn clear(buffer: &mut Vec<u8>) {
    const MOST_KEPT: usize = 2 << 20;
    buffer.clear();
    if buffer.capacity() > MOST_KEPT {
        *buffer = Vec::new();
    }
}
