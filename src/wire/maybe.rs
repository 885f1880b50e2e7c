//! [`Maybe`]: a field for which null says something else than absence.

use serde::{Serialize, Serializer};

use super::{Shape, Source, Wire};

/// A field that may be absent, null, or a value.
///
/// In what clients send, null is a command (`"turn_detection": null` turns detection off) and absence is none. What
/// servers send makes no difference of it, but for a response's `conversation_id`: read such a field with
/// [`value`](Self::value).
///
/// ```
/// use rtwire::{ClientEvent, Decoder, Maybe, Session};
///
/// let mut decoder = Decoder::new();
/// let frame = br#"{"type":"session.update","session":{"turn_detection":null}}"#;
/// let ClientEvent::SessionUpdate(update) = decoder.client(frame)? else { panic!() };
/// let Session::Beta(session) = update.session else { panic!() };
/// assert_eq!(session.turn_detection, Maybe::Null);
/// assert_eq!(session.temperature, Maybe::Absent);
/// # Ok::<(), rtwire::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Maybe<T> {
    /// The key is not there.
    #[default]
    Absent,
    /// The key is there, and null.
    Null,
    /// The key is there with a value.
    Value(T),
}

impl<T> Maybe<T> {
    /// The value, where there is one: null and absence alike.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The same by reference.
    pub const fn as_ref(&self) -> Maybe<&T> {
        match self {
            Self::Absent => Maybe::Absent,
            Self::Null => Maybe::Null,
            Self::Value(value) => Maybe::Value(value),
        }
    }

    /// The same with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Maybe<U> {
        match self {
            Self::Absent => Maybe::Absent,
            Self::Null => Maybe::Null,
            Self::Value(value) => Maybe::Value(change(value)),
        }
    }

    /// Whether the key is not there.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the key is there, and null.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl<T> From<T> for Maybe<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<'a, T: Wire<'a>> Wire<'a> for Maybe<T> {
    const EMPTY: Self = Self::Absent;
    const SHAPE: Shape = T::SHAPE;
    const EXPECTED: &'static str = T::EXPECTED;
    const NESTED: bool = T::NESTED;

    #[inline(always)]
    fn empty() -> Self {
        Self::Absent
    }

    #[inline(always)]
    fn read<S: Source<'a>>(source: &mut S, slot: &mut Self) -> Result<(), S::Error> {
        Self::read_usual(source, slot, 0)
    }

    #[inline(always)]
    fn read_usual<S: Source<'a>>(source: &mut S, slot: &mut Self, usual: usize) -> Result<(), S::Error> {
        if source.null() {
            *slot = Self::Null;
            return Ok(());
        }
        *slot = Self::Value(T::empty());
        match slot {
            Self::Value(value) => T::read_usual(source, value, usual),
            Self::Absent | Self::Null => Ok(()),
        }
    }

    #[inline(always)]
    fn of_head(text: &'a str) -> Self {
        Self::Value(T::of_head(text))
    }

    fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

/// `Absent` is not written by the views; where it must be, it is null.
impl<T: Serialize> Serialize for Maybe<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => value.serialize(serializer),
            Self::Absent | Self::Null => serializer.serialize_unit(),
        }
    }
}
