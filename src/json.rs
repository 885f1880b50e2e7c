//! [`Json`]: values whose shape nobody promises, such as tool parameters and unknown items.

mod owned;

pub use owned::{OwnedJson, OwnedMap};

use std::fmt;

use serde::ser::{Serialize, SerializeMap, Serializer};

/// Any JSON value, its text borrowed and its containers in the arena.
///
/// ```
/// use rtwire::{Decoder, Json, ServerEvent};
///
/// let frame = br#"{"type":"response.output_item.done","response_id":"resp_1","output_index":0,
///                  "item":{"type":"hologram","depth":3}}"#;
/// let mut decoder = Decoder::new();
/// let ServerEvent::ResponseOutputItemDone(done) = decoder.server(frame)? else { panic!() };
/// let rtwire::RealtimeConversationItem::Other { kind, value } = done.item else { panic!() };
/// assert_eq!(*kind, "hologram");
/// assert_eq!(value.get("depth"), Some(&Json::U64(3)));
/// # Ok::<(), rtwire::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Json<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number from 0 to 2^64 - 1, written without a point.
    U64(u64),
    /// A whole number from -2^63 to -1, written without a point.
    I64(i64),
    /// Any other number.
    F64(f64),
    /// A text.
    String(&'a str),
    /// An array.
    Array(&'a [Self]),
    /// An object.
    Object(Map<'a>),
}

impl<'a> Json<'a> {
    /// The member `key` of an object; the last, where the key is repeated.
    pub fn get(&self, key: &str) -> Option<&'a Self> {
        match self {
            Self::Object(map) => map.get(key),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub const fn as_str(&self) -> Option<&'a str> {
        match *self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }
}

impl fmt::Debug for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::U64(value) => value.fmt(f),
            Self::I64(value) => value.fmt(f),
            Self::F64(value) => value.fmt(f),
            Self::String(value) => value.fmt(f),
            Self::Array(values) => values.fmt(f),
            Self::Object(map) => map.fmt(f),
        }
    }
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::U64(value) => serializer.serialize_u64(*value),
            Self::I64(value) => serializer.serialize_i64(*value),
            Self::F64(value) => serializer.serialize_f64(*value),
            Self::String(value) => serializer.serialize_str(value),
            Self::Array(values) => values.serialize(serializer),
            Self::Object(map) => map.serialize(serializer),
        }
    }
}

/// An object of open keys: all its entries, in order, repeated ones too.
#[derive(Clone, Copy, PartialEq)]
pub struct Map<'a> {
    entries: &'a [(&'a str, Json<'a>)],
}

impl<'a> Map<'a> {
    /// `{}`.
    pub const EMPTY: Self = Self { entries: &[] };

    /// A map of these entries.
    pub const fn new(entries: &'a [(&'a str, Json<'a>)]) -> Self {
        Self { entries }
    }

    /// The value of `key`; the last, where the key is repeated.
    pub fn get(&self, key: &str) -> Option<&'a Json<'a>> {
        self.entries.iter().rev().find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    /// All entries, in order.
    pub const fn entries(&self) -> &'a [(&'a str, Json<'a>)] {
        self.entries
    }
}

impl fmt::Debug for Map<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.entries.iter().map(|(key, value)| (key, value))).finish()
    }
}

impl Serialize for Map<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.entries.len()))?;
        for (key, value) in self.entries {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}
