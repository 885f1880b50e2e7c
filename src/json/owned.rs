//! [`OwnedJson`]: a value that owns what it says.

use std::cell::Cell;
use std::fmt::{self, Write};

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// Any JSON value, owned: the twin of [`Json`](crate::Json). Members keep their order, repeated ones too.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub enum OwnedJson {
    /// `null`.
    #[default]
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
    String(String),
    /// An array.
    Array(Vec<Self>),
    /// An object.
    Object(OwnedMap),
}

/// An object of open keys, owned: the twin of [`Map`](crate::Map).
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct OwnedMap {
    /// All entries, in order, repeated keys too.
    pub entries: Vec<(String, OwnedJson)>,
}

/// Writes compact JSON; a number that JSON has not, such as `NaN`, as `null`.
impl fmt::Display for OwnedJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::U64(value) => write!(f, "{value}"),
            Self::I64(value) => write!(f, "{value}"),
            // With its point, so that a float stays one.
            Self::F64(value) if value.is_finite() => write!(f, "{value:?}"),
            Self::F64(_) => f.write_str("null"),
            Self::String(text) => write_text(text, f),
            Self::Array(values) => {
                f.write_str("[")?;
                for (at, value) in values.iter().enumerate() {
                    write!(f, "{}{value}", if at == 0 { "" } else { "," })?;
                }
                f.write_str("]")
            }
            Self::Object(map) => {
                f.write_str("{")?;
                for (at, (key, value)) in map.entries.iter().enumerate() {
                    f.write_str(if at == 0 { "" } else { "," })?;
                    write_text(key, f)?;
                    write!(f, ":{value}")?;
                }
                f.write_str("}")
            }
        }
    }
}

fn write_text(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_char('"')?;
    for char in text.chars() {
        match char {
            '"' | '\\' => write!(f, "\\{char}")?,
            '\0'..='\x1f' => write!(f, "\\u{:04x}", u32::from(char))?,
            char => f.write_char(char)?,
        }
    }
    f.write_char('"')
}

impl Serialize for OwnedJson {
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

impl Serialize for OwnedMap {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.entries.len()))?;
        for (key, value) in &self.entries {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for OwnedJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any::default())
    }
}

impl<'de> Deserialize<'de> for OwnedMap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_map(Any::default())? {
            OwnedJson::Object(map) => Ok(map),
            _ => Err(serde::de::Error::custom("expected object")),
        }
    }
}

/// Any value. Notes, where asked to, whether a text was made rather than met.
#[derive(Default)]
struct Any<'n>(Option<&'n Cell<bool>>);

impl<'de> DeserializeSeed<'de> for Any<'_> {
    type Value = OwnedJson;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<OwnedJson, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// A member's name, and whether it is a text that outlives the reading.
struct Named;

impl<'de> DeserializeSeed<'de> for Named {
    type Value = (String, bool);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(String, bool), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Named {
    type Value = (String, bool);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<(String, bool), E> {
        Ok((name.to_owned(), true))
    }

    fn visit_str<E>(self, name: &str) -> Result<(String, bool), E> {
        Ok((name.to_owned(), false))
    }
}

impl<'de> Visitor<'de> for Any<'_> {
    type Value = OwnedJson;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<OwnedJson, E> {
        Ok(OwnedJson::Null)
    }

    fn visit_none<E>(self) -> Result<OwnedJson, E> {
        Ok(OwnedJson::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<OwnedJson, D::Error> {
        OwnedJson::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<OwnedJson, E> {
        Ok(OwnedJson::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<OwnedJson, E> {
        Ok(OwnedJson::U64(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<OwnedJson, E> {
        Ok(u64::try_from(value).map_or(OwnedJson::I64(value), OwnedJson::U64))
    }

    fn visit_u128<E>(self, value: u128) -> Result<OwnedJson, E> {
        Ok(u64::try_from(value).map_or(OwnedJson::F64(value as f64), OwnedJson::U64))
    }

    fn visit_i128<E>(self, value: i128) -> Result<OwnedJson, E> {
        let below = i64::try_from(value).map_or(OwnedJson::F64(value as f64), OwnedJson::I64);
        Ok(u64::try_from(value).map_or(below, OwnedJson::U64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<OwnedJson, E> {
        Ok(OwnedJson::F64(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<OwnedJson, E> {
        Ok(OwnedJson::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<OwnedJson, E> {
        if let Some(made) = self.0 {
            made.set(true);
        }
        Ok(OwnedJson::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<OwnedJson, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = seq.next_element()? {
            values.push(value);
        }
        Ok(OwnedJson::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<OwnedJson, A::Error> {
        let mut entries = Vec::new();
        while let Some((name, outlives)) = map.next_key_seed(Named)? {
            let made = Cell::new(false);
            let value = map.next_value_seed(Any(Some(&made)))?;
            if let OwnedJson::String(digits) = &value
                && outlives
                && made.get()
                && name == NUMBER
            {
                return number(digits).ok_or_else(|| A::Error::custom("number out of range"));
            }
            entries.push((name, value));
        }
        Ok(OwnedJson::Object(OwnedMap { entries }))
    }
}

/// As what `serde_json` hands out a number where any crate of a build has its feature `arbitrary_precision`: the one member of an
/// object, with a name of its own and digits that it has made. What stands so in a text is met there: its name is borrowed only
/// where its digits are too.
const NUMBER: &str = "$serde_json::private::Number";

/// The number that these digits are, as the lanes have it.
fn number(digits: &str) -> Option<OwnedJson> {
    let whole = digits.parse().map(OwnedJson::U64).or_else(|_| digits.parse().map(OwnedJson::I64));
    whole
        .ok()
        .filter(|_| digits != "-0")
        .or_else(|| digits.parse().ok().filter(|value: &f64| value.is_finite()).map(OwnedJson::F64))
}
