//! The naive lane: a tree that keeps order and repeats, filled by serde_json. For tests only: it proves that the
//! tables do not know their lane, and is the tape lane's oracle.

use std::fmt;

use bumpalo::Bump;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::drift::{Drift, Path};
use crate::wire::{Field, Found, Key, Source, Tag, Wire};
use crate::{Duplicates, Json, Map, Mismatch};

/// Any JSON value with its members in order, repeated ones too.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    Null,
    Bool(bool),
    U64(u64),
    I64(i64),
    F64(f64),
    String(String),
    Array(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Node;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any value")
            }
            fn visit_unit<E>(self) -> Result<Node, E> {
                Ok(Node::Null)
            }
            fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
                Ok(Node::Bool(value))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
                Ok(Node::U64(value))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
                Ok(Node::I64(value))
            }
            fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
                Ok(Node::F64(value))
            }
            fn visit_str<E>(self, value: &str) -> Result<Node, E> {
                Ok(Node::String(value.to_owned()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
                let mut values = Vec::new();
                while let Some(value) = seq.next_element()? {
                    values.push(value);
                }
                Ok(Node::Array(values))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Node::Object(entries))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::U64(value) => serializer.serialize_u64(*value),
            Self::I64(value) => serializer.serialize_i64(*value),
            Self::F64(value) => serializer.serialize_f64(*value),
            Self::String(value) => serializer.serialize_str(value),
            Self::Array(values) => values.serialize(serializer),
            Self::Object(entries) => {
                let mut map = serializer.serialize_map(None)?;
                for (key, value) in entries {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

impl Node {
    fn found(&self) -> Found {
        match self {
            Self::Null => Found::Null,
            Self::Bool(_) => Found::Boolean,
            Self::U64(_) | Self::I64(_) => Found::Integer,
            Self::F64(_) => Found::Number,
            Self::String(_) => Found::String,
            Self::Array(_) => Found::Array,
            Self::Object(_) => Found::Object,
        }
    }

    fn whole(&self) -> Option<i64> {
        let value = match *self {
            Self::U64(value) => i64::try_from(value).ok()?,
            Self::I64(value) => value,
            Self::F64(value) if value.fract() == 0.0 => value as i64,
            _ => return None,
        };
        (-(1 << 53)..=1 << 53).contains(&value).then_some(value)
    }
}

/// Why the naive lane gives an event up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Fault {
    /// May be borne.
    Mismatch(&'static str, Found),
    Refused,
}

/// The cursor: the value that is to be read next.
pub(crate) struct NaiveSource<'t, 'a> {
    pub(crate) value: &'a Node,
    pub(crate) arena: &'a Bump,
    pub(crate) drift: &'t mut Drift,
    pub(crate) path: Path,
    pub(crate) duplicates: Duplicates,
    pub(crate) mismatch: Mismatch,
}

type Entries<'a> = &'a [(String, Node)];

impl<'a> NaiveSource<'_, 'a> {
    fn entries(&self) -> Entries<'a> {
        match self.value {
            Node::Object(entries) => entries,
            _ => &[],
        }
    }

    fn bear(&mut self, fault: Fault, key: Option<&str>) -> Result<(), Fault> {
        match fault {
            Fault::Mismatch(expected, found) if self.mismatch == Mismatch::Keep => {
                self.drift.stage(&self.path, key, expected, found.as_str());
                Ok(())
            }
            _ => Err(Fault::Refused),
        }
    }

    fn read<T>(&self, expected: &'static str, value: Option<T>) -> Result<T, Fault> {
        value.ok_or_else(|| self.expected(expected))
    }
}

impl<'a> Source<'a> for NaiveSource<'_, 'a> {
    type Error = Fault;
    type Object = (Entries<'a>, usize);
    type Mark = &'a Node;

    fn begin(&mut self, event: &'static str) {
        self.path = Path::new(event);
    }
    fn untyped(&self) -> Fault {
        Fault::Refused
    }
    fn found(&self) -> Found {
        self.value.found()
    }
    fn expected(&self, expected: &'static str) -> Fault {
        Fault::Mismatch(expected, self.found())
    }
    fn object(&mut self) -> Result<Self::Object, Fault> {
        match self.value {
            Node::Object(entries) => Ok((entries, 0)),
            _ => Err(self.expected("object")),
        }
    }
    fn done(&self, &(entries, at): &Self::Object) -> bool {
        at == entries.len()
    }
    fn at(&mut self, &(entries, at): &Self::Object, key: &'static Key) -> bool {
        let Some((name, value)) = entries.get(at) else { return false };
        let here = name == key.name;
        if here {
            self.value = value;
        }
        here
    }
    fn key(&mut self, &(entries, at): &Self::Object) -> Result<&'a str, Fault> {
        self.value = &entries[at].1;
        Ok(&entries[at].0)
    }
    fn next(&mut self, object: &mut Self::Object) -> Result<(), Fault> {
        object.1 += 1;
        Ok(())
    }
    fn close(&mut self, _: Self::Object, repeated: bool, _: &'static [Field]) -> Result<(), Fault> {
        match self.duplicates {
            Duplicates::Reject if repeated => Err(Fault::Refused),
            _ => Ok(()),
        }
    }
    fn tag(&mut self) -> Result<Tag<'a>, Fault> {
        let Node::Object(entries) = self.value else { return Err(self.expected("object")) };
        let tags: Vec<&Node> = entries.iter().filter(|(key, _)| key == "type").map(|(_, value)| value).collect();
        if tags.len() > 1 && self.duplicates == Duplicates::Reject {
            return Err(Fault::Refused);
        }
        Ok(match tags.last() {
            None | Some(Node::Null) => Tag::Absent,
            Some(Node::String(tag)) => Tag::Text(tag),
            Some(_) => Tag::Odd,
        })
    }
    fn has(&mut self, key: &'static Key) -> bool {
        self.entries().iter().any(|(name, value)| name == key.name && *value != Node::Null)
    }
    fn null(&mut self) -> bool {
        *self.value == Node::Null
    }
    fn str(&mut self) -> Result<&'a str, Fault> {
        match self.value {
            Node::String(text) => Ok(text),
            _ => Err(self.expected("string")),
        }
    }
    fn bool(&mut self) -> Result<bool, Fault> {
        match self.value {
            Node::Bool(value) => Ok(*value),
            _ => Err(self.expected("boolean")),
        }
    }
    fn u64(&mut self) -> Result<u64, Fault> {
        self.read("unsigned integer", self.value.whole().and_then(|value| value.try_into().ok()))
    }
    fn i64(&mut self) -> Result<i64, Fault> {
        self.read("integer", self.value.whole())
    }
    fn f64(&mut self) -> Result<f64, Fault> {
        match *self.value {
            Node::U64(value) => Ok(value as f64),
            Node::I64(value) => Ok(value as f64),
            Node::F64(value) => Ok(value),
            _ => Err(self.expected("number")),
        }
    }
    fn json(&mut self) -> Result<Json<'a>, Fault> {
        Ok(json(self.value, self.arena))
    }
    fn slice<T: Wire<'a> + 'a>(&mut self) -> Result<&'a [T], Fault> {
        let Node::Array(elements) = self.value else { return Err(self.expected("array")) };
        let mut values = Vec::new();
        self.enter(Key::INDEX);
        for element in elements {
            self.value = element;
            let mut value = T::EMPTY;
            match T::read(self, &mut value) {
                Ok(()) => values.push(value),
                Err(fault) => {
                    self.bear(fault, None)?;
                    self.value = element;
                    values.extend(T::other(self).transpose()?);
                }
            }
        }
        self.leave();
        Ok(self.arena.alloc_slice_copy(&values))
    }
    fn skip(&mut self) -> Result<(), Fault> {
        Ok(())
    }
    fn alloc<T: Copy>(&self, value: T) -> &'a mut T {
        self.arena.alloc(value)
    }
    fn mark(&self) -> &'a Node {
        self.value
    }
    fn mismatch(
        &mut self,
        error: Fault,
        _: &'a Node,
        &(entries, at): &Self::Object,
        key: &'static Key,
        required: bool,
    ) -> Result<(), Fault> {
        let later = entries[at + 1..].iter().any(|(name, _)| name == key.name);
        match error {
            Fault::Mismatch(..) if later => Ok(()),
            Fault::Mismatch(..) if !required => self.bear(error, Some(key.name)),
            _ => Err(Fault::Refused),
        }
    }
    fn missing(&self, _: &Self::Object, _: &'static Key) -> Fault {
        Fault::Refused
    }
    fn enter(&mut self, key: &'static Key) {
        self.path.enter(key);
    }
    fn leave(&mut self) {
        self.path.leave();
    }
    fn unknown(&mut self, key: &'a str) -> Result<(), Fault> {
        self.drift.stage(&self.path, Some(key), "nothing", self.value.found().as_str());
        Ok(())
    }
    fn unknown_tag(&mut self, tag: Tag<'a>) {
        self.drift.stage(&self.path, None, Drift::KNOWN_TYPE, tag.as_str());
    }
}

fn json<'a>(node: &'a Node, arena: &'a Bump) -> Json<'a> {
    match node {
        Node::Null => Json::Null,
        Node::Bool(value) => Json::Bool(*value),
        Node::U64(value) => Json::U64(*value),
        Node::I64(value) => Json::I64(*value),
        Node::F64(value) => Json::F64(*value),
        Node::String(text) => Json::String(text),
        Node::Array(values) => Json::Array(arena.alloc_slice_fill_iter(values.iter().map(|value| json(value, arena)))),
        Node::Object(entries) => Json::Object(Map::new(
            arena.alloc_slice_fill_iter(entries.iter().map(|(key, value)| (key.as_str(), json(value, arena)))),
        )),
    }
}
