//! The tree lane: over a tree that keeps order and repeats, such as serde fills. Owned twins are read through it. It
//! is slow and simple: it proves that the tables do not know their lane, and is the tape lane's oracle.

use std::fmt;

use bumpalo::Bump;

use crate::drift::{Drift, Path};
use crate::json::{OwnedJson, OwnedMap};
use crate::wire::{Field, Found, Key, Source, Tag, Wire, key};
use crate::{Duplicates, Json, Map, Mismatch};

impl OwnedJson {
    const fn found(&self) -> Found {
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

    /// As the other lanes' `Number::whole`, but of its own: an oracle shares nothing.
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

/// Why the tree lane gives a value up.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Fault {
    /// Something else was expected; may be borne.
    Mismatch(&'static str, Found),
    /// What is wrong, in words.
    Refused(String),
}

/// The cursor: the value that is to be read next.
pub(crate) struct TreeSource<'t, 'a> {
    value: &'a OwnedJson,
    arena: &'a Bump,
    drift: &'t mut Drift,
    path: Path,
    duplicates: Duplicates,
    mismatch: Mismatch,
    /// What an array of unions keeps although it is no such object is no mismatch.
    of_twin: bool,
}

type Entries<'a> = &'a [(String, OwnedJson)];

impl<'t, 'a> TreeSource<'t, 'a> {
    pub(crate) fn new(
        value: &'a OwnedJson,
        arena: &'a Bump,
        drift: &'t mut Drift,
        duplicates: Duplicates,
        mismatch: Mismatch,
    ) -> Self {
        Self { value, arena, drift, path: Path::new(const { &key!("") }), duplicates, mismatch, of_twin: false }
    }

    /// Over what a twin has written.
    #[cfg(feature = "owned")]
    pub(crate) fn of_twin(self) -> Self {
        Self { of_twin: true, ..self }
    }

    /// What is wrong, in words.
    #[cfg(feature = "owned")]
    pub(crate) fn words(&self, fault: Fault) -> String {
        match fault {
            Fault::Mismatch(expected, found) => {
                self.refused(None, format_args!("expected {expected}, found {}", found.as_str()))
            }
            Fault::Refused(words) => words,
        }
    }

    /// It is another event than this one.
    #[cfg(feature = "owned")]
    pub(crate) fn expected_event(&self, event: &str) -> Fault {
        Fault::Refused(self.refused(Some(Key::TYPE.name), format_args!("expected {event}, found another event")))
    }

    fn refused(&self, key: Option<&str>, what: fmt::Arguments<'_>) -> String {
        match self.path.text(key).trim_start_matches(": ") {
            "" => what.to_string(),
            path => format!("{path}: {what}"),
        }
    }

    fn entries(&self) -> Entries<'a> {
        match self.value {
            OwnedJson::Object(map) => &map.entries,
            _ => &[],
        }
    }

    fn bear(&mut self, fault: Fault, key: Option<&str>) -> Result<(), Fault> {
        match fault {
            Fault::Mismatch(expected, found) if self.mismatch == Mismatch::Keep => {
                self.drift.stage(&self.path, key, expected, found.as_str());
                Ok(())
            }
            Fault::Mismatch(expected, found) => {
                Err(Fault::Refused(self.refused(key, format_args!("expected {expected}, found {}", found.as_str()))))
            }
            refused => Err(refused),
        }
    }

    fn read<T>(&self, expected: &'static str, value: Option<T>) -> Result<T, Fault> {
        value.ok_or_else(|| self.expected(expected))
    }
}

impl<'a> Source<'a> for TreeSource<'_, 'a> {
    type Error = Fault;
    type Object = (Entries<'a>, usize);
    type Spot = ();
    type Mark = &'a OwnedJson;
    const ORDERED: bool = false;

    fn begin(&mut self, event: &'static Key) {
        self.path.begin(event);
    }
    fn untyped(&self) -> Fault {
        Fault::Refused(self.refused(Some(Key::TYPE.name), format_args!("expected string")))
    }
    fn found(&self) -> Found {
        self.value.found()
    }
    fn expected(&self, expected: &'static str) -> Fault {
        Fault::Mismatch(expected, self.found())
    }
    fn unnamed(&mut self, _: &'a str) -> Result<(), Fault> {
        Ok(())
    }
    fn object(&mut self) -> Result<(Self::Object, bool), Fault> {
        match self.value {
            OwnedJson::Object(map) => Ok(((&map.entries, 0), !map.entries.is_empty())),
            _ => Err(self.expected("object")),
        }
    }
    fn at(&mut self, &mut (entries, at): &mut Self::Object, key: &'static Key) -> bool {
        let Some((name, value)) = entries.get(at) else { return false };
        let here = name == key.name;
        if here {
            self.value = value;
        }
        here
    }
    fn key(&mut self, &mut (entries, at): &mut Self::Object) -> Result<&'a str, Fault> {
        self.value = &entries[at].1;
        Ok(&entries[at].0)
    }
    fn next(&mut self, object: &mut Self::Object) -> Result<bool, Fault> {
        object.1 += 1;
        Ok(object.1 < object.0.len())
    }
    fn close(&mut self, _: Self::Object, repeated: bool, _: &'static [Field]) -> Result<(), Fault> {
        match self.duplicates {
            Duplicates::Reject if repeated => Err(Fault::Refused(self.refused(None, format_args!("repeated key")))),
            _ => Ok(()),
        }
    }
    fn tag(&mut self) -> Result<Tag<'a>, Fault> {
        let OwnedJson::Object(OwnedMap { entries }) = self.value else { return Err(self.expected("object")) };
        let tags: Vec<&OwnedJson> = entries.iter().filter(|(key, _)| key == "type").map(|(_, value)| value).collect();
        if tags.len() > 1 && self.duplicates == Duplicates::Reject {
            return Err(Fault::Refused(self.refused(Some(Key::TYPE.name), format_args!("repeated key"))));
        }
        Ok(match tags.last() {
            None | Some(OwnedJson::Null) => Tag::Absent,
            Some(OwnedJson::String(tag)) => Tag::Text(tag),
            Some(_) => Tag::Odd,
        })
    }
    fn has(&mut self, key: &'static Key) -> Result<bool, Fault> {
        let last = self.entries().iter().rfind(|(name, _)| name == key.name);
        Ok(last.is_some_and(|(_, value)| *value != OwnedJson::Null))
    }
    fn has_own(&mut self, fields: &'static [Field], others: &'static [Field]) -> Result<bool, Fault> {
        Ok(self.entries().iter().any(|(name, _)| Field::is_own(name, fields, others)))
    }
    fn null(&mut self) -> bool {
        *self.value == OwnedJson::Null
    }
    fn str(&mut self, _: usize) -> Result<&'a str, Fault> {
        match self.value {
            OwnedJson::String(text) => Ok(text),
            _ => Err(self.expected("string")),
        }
    }
    fn bool(&mut self) -> Result<bool, Fault> {
        match self.value {
            OwnedJson::Bool(value) => Ok(*value),
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
            OwnedJson::U64(value) => Ok(value as f64),
            OwnedJson::I64(value) => Ok(value as f64),
            OwnedJson::F64(value) => Ok(value),
            _ => Err(self.expected("number")),
        }
    }
    fn json(&mut self) -> Result<Json<'a>, Fault> {
        Ok(json(self.value, self.arena))
    }
    fn slice<T: Wire<'a> + 'a>(&mut self) -> Result<&'a [T], Fault> {
        let OwnedJson::Array(elements) = self.value else { return Err(self.expected("array")) };
        let mut values = Vec::new();
        self.enter(Key::INDEX);
        for element in elements {
            self.value = element;
            let mut value = T::EMPTY;
            match T::read(self, &mut value) {
                Ok(()) => values.push(value),
                Err(fault) => {
                    self.value = element;
                    let kept = T::other(self).transpose()?;
                    if !(self.of_twin && kept.is_some() && matches!(fault, Fault::Mismatch(..))) {
                        self.bear(fault, None)?;
                    }
                    values.extend(kept);
                }
            }
        }
        self.leave();
        Ok(self.arena.alloc_slice_copy(&values))
    }
    fn skip(&mut self) -> Result<(), Fault> {
        Ok(())
    }
    fn alloc<T: Copy>(&self, make: impl FnOnce() -> T) -> &'a mut T {
        self.arena.alloc_with(make)
    }
    fn superseded(&self, &(entries, at): &Self::Object, key: &'static Key) -> bool {
        entries[at + 1..].iter().any(|(name, _)| name == key.name)
    }
    fn mark(&self) -> &'a OwnedJson {
        self.value
    }
    fn mismatch(&mut self, error: Fault, _: &'a OwnedJson, key: &'static Key, required: bool) -> Result<(), Fault> {
        match error {
            Fault::Mismatch(expected, found) if required => Err(Fault::Refused(
                self.refused(Some(key.name), format_args!("expected {expected}, found {}", found.as_str())),
            )),
            error => self.bear(error, Some(key.name)),
        }
    }
    fn missing(&self, _: &Self::Object, key: &'static Key) -> Fault {
        Fault::Refused(self.refused(Some(key.name), format_args!("missing")))
    }
    fn enter(&mut self, key: &'static Key) {
        self.path.enter(key);
    }
    fn leave(&mut self) {
        self.path.leave();
    }
    fn unknown(&mut self, key: &'a str) -> Result<(), Fault> {
        self.drift.stage(&self.path, Some(key), Drift::NOTHING, self.value.found().as_str());
        Ok(())
    }
    fn unknown_tag(&mut self, tag: Tag<'a>) -> Result<(), Fault> {
        self.drift.stage(&self.path, None, Drift::KNOWN_TYPE, tag.as_str());
        Ok(())
    }
}

/// The view of an open value.
pub(crate) fn json<'a>(value: &'a OwnedJson, arena: &'a Bump) -> Json<'a> {
    match value {
        OwnedJson::Null => Json::Null,
        OwnedJson::Bool(value) => Json::Bool(*value),
        OwnedJson::U64(value) => Json::U64(*value),
        OwnedJson::I64(value) => Json::I64(*value),
        OwnedJson::F64(value) => Json::F64(*value),
        OwnedJson::String(text) => Json::String(text),
        OwnedJson::Array(values) => {
            Json::Array(arena.alloc_slice_fill_iter(values.iter().map(|value| json(value, arena))))
        }
        OwnedJson::Object(object) => Json::Object(map(object, arena)),
    }
}

/// The view of an open object.
pub(crate) fn map<'a>(map: &'a OwnedMap, arena: &'a Bump) -> Map<'a> {
    let entries = map.entries.iter().map(|(key, value)| (key.as_str(), json(value, arena)));
    Map::new(arena.alloc_slice_fill_iter(entries))
}
