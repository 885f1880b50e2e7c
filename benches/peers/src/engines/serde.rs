//! Peers that read serde types: serde_json, simd-json and sonic-rs.
//!
//! Each event in two steps, by kind: its type, then the struct of that kind. Where the type stands first, as on the
//! wire, the second step goes on where the first stopped; elsewhere the first step goes through the whole frame.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use simd_json::{Buffers, INPUT_PADDING, Tape};

use crate::shared::engine::{Decode, Engine};
use crate::shared::leaves::Sink;
use crate::types::Text;
use crate::types::event::{Kind, visit_members};

/// All of them.
pub fn all() -> Vec<Engine> {
    vec![
        Engine::new("serde_json", SerdeJson),
        Engine::new("simd-json", SimdJson::default()),
        Engine::new("sonic-rs", SonicRs),
    ]
}

/// An event whose type stands first.
struct First<'s, S>(&'s mut S);

impl<'de, S: Sink> Visitor<'de> for First<'_, S> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event")
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        let Some((Text(_), Text(kind))) = map.next_entry()? else { return Err(A::Error::missing_field("type")) };
        self.0.text(S::key(0, "type"), &kind);
        visit_members(&kind, MapAccessDeserializer::new(map), self.0)
    }
}

/// Whether an event begins with its type.
fn begins_with_type(frame: &[u8]) -> bool {
    frame.starts_with(b"{\"type\"")
}

/// An event whose type stands elsewhere: its type is known from a first look.
fn rest<'de, D: Deserializer<'de>, S: Sink>(kind: &Kind<'_>, deserializer: D, sink: &mut S) -> Result<bool, D::Error> {
    let Some(Text(kind)) = &kind.kind else { return Err(D::Error::missing_field("type")) };
    sink.text(S::key(0, "type"), kind);
    visit_members(kind, deserializer, sink)
}

struct SerdeJson;

impl SerdeJson {
    fn read<S: Sink>(frame: &[u8], sink: &mut S) -> serde_json::Result<bool> {
        // Text that is known to be UTF-8 it does not check again, string by string, which takes half as long again.
        let Ok(text) = simdutf8::basic::from_utf8(frame) else { return Ok(false) };
        let mut reader = serde_json::Deserializer::from_str(text);
        let known = if begins_with_type(frame) {
            reader.deserialize_map(First(sink))?
        } else {
            rest(&serde_json::from_str(text)?, &mut reader, sink)?
        };
        reader.end()?;
        Ok(known)
    }
}

impl Decode for SerdeJson {
    fn decode<S: Sink>(&mut self, frame: &[u8], sink: &mut S) -> bool {
        Self::read(frame, sink).unwrap_or(false)
    }
}

struct SonicRs;

impl SonicRs {
    fn read<S: Sink>(frame: &[u8], sink: &mut S) -> sonic_rs::Result<bool> {
        // What `sonic_rs::from_slice` does, too, before it reads.
        let Ok(text) = simdutf8::basic::from_utf8(frame) else { return Ok(false) };
        let mut reader = sonic_rs::Deserializer::from_str(text);
        let known = if begins_with_type(frame) {
            reader.deserialize_map(First(sink))?
        } else {
            rest(&sonic_rs::from_str(text)?, &mut reader, sink)?
        };
        reader.end()?;
        Ok(known)
    }
}

impl Decode for SonicRs {
    fn decode<S: Sink>(&mut self, frame: &[u8], sink: &mut S) -> bool {
        Self::read(frame, sink).unwrap_or(false)
    }
}

/// It rewrites what it reads, so every frame is copied first; buffers and tape are reused.
struct SimdJson {
    copy: Vec<u8>,
    buffers: Buffers,
    tape: Tape<'static>,
}

impl Default for SimdJson {
    fn default() -> Self {
        Self { copy: Vec::new(), buffers: Buffers::default(), tape: Tape::null() }
    }
}

impl Decode for SimdJson {
    fn decode<S: Sink>(&mut self, frame: &[u8], sink: &mut S) -> bool {
        let Self { copy, buffers, tape } = self;
        copy.clear();
        copy.extend_from_slice(frame);
        copy.resize(frame.len() + INPUT_PADDING, 0);
        let mut filled = std::mem::replace(tape, Tape(Vec::new())).reset();
        if simd_json::fill_tape_padded(copy, frame.len(), buffers, &mut filled).is_err() {
            *tape = filled.reset();
            return false;
        }
        let mut reader = simd_json::Deserializer::from_tape(filled);
        let known = if begins_with_type(frame) {
            reader.deserialize_map(First(sink))
        } else {
            Kind::deserialize(&mut reader).and_then(|kind| {
                reader.restart();
                rest(&kind, &mut reader, sink)
            })
        };
        *tape = reader.into_tape().reset();
        known.unwrap_or(false)
    }
}
