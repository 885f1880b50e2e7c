//! The tape lane: simd-json's tape, walked. It is the authority: what it does defines every behaviour.
//!
//! [`Scratch`] makes the tape, [`TapeSource`] walks it.

mod scratch;

use bumpalo::Bump;
use simd_json::StaticNode;

use crate::drift::{Drift, Path};
use crate::number::Number;
use crate::poison::gap;
use crate::wire::{Field, Found, Key, Source, Tag, Wire};
use crate::{Duplicates, Json, Map, Mismatch};

pub(crate) use scratch::Scratch;
pub(crate) use simd_json::Node;

/// Why the tape lane gives an event up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Refused {
    /// The node in document order, for the locator.
    pub(crate) node: usize,
    pub(crate) why: Why,
    /// Whether it may be borne: a value of the wrong shape in a field that may be absent.
    bearable: bool,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Why {
    Expected { expected: &'static str, found: Found },
    Missing(&'static str),
    Repeated,
}

/// The cursor over a tape.
pub(crate) struct TapeSource<'t, 'a> {
    nodes: &'t [Node<'a>],
    at: usize,
    arena: &'a Bump,
    path: &'t mut Path,
    drift: &'t mut Drift,
    duplicates: Duplicates,
    mismatch: Mismatch,
    /// Whether a key stood twice and the last one counts.
    repeated: bool,
    /// Whether each value is looked behind for one that replaces it.
    careful: bool,
}

/// An object's node and the node behind its last.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    start: usize,
    end: usize,
}

impl<'t, 'a> TapeSource<'t, 'a> {
    pub(crate) fn new(
        nodes: &'t [Node<'a>],
        arena: &'a Bump,
        path: &'t mut Path,
        drift: &'t mut Drift,
        (duplicates, mismatch): (Duplicates, Mismatch),
    ) -> Self {
        Self { nodes, at: 0, arena, path, drift, duplicates, mismatch, repeated: false, careful: false }
    }

    /// Whether what drifts may stand in a value that another replaces.
    pub(crate) fn is_doubtful(&self) -> bool {
        self.repeated && self.drift.is_staged()
    }

    /// Begins anew, passing over values that others replace.
    #[cold]
    pub(crate) fn restart(&mut self) {
        self.at = 0;
        self.careful = true;
        self.drift.begin();
    }

    /// The node behind the value at `at`.
    fn behind(&self, at: usize) -> usize {
        match self.nodes[at] {
            Node::Object { count, .. } | Node::Array { count, .. } => at + 1 + count,
            Node::String(_) | Node::Static(_) => at + 1,
        }
    }

    fn found_at(&self, at: usize) -> Found {
        match self.nodes[at] {
            Node::String(_) => Found::String,
            Node::Object { .. } => Found::Object,
            Node::Array { .. } => Found::Array,
            Node::Static(StaticNode::Null) => Found::Null,
            Node::Static(StaticNode::Bool(_)) => Found::Boolean,
            Node::Static(StaticNode::I64(_) | StaticNode::U64(_)) => Found::Integer,
            Node::Static(StaticNode::F64(_)) => Found::Number,
        }
    }

    /// The keys of the object at the cursor with the places of their values.
    fn keys(&self) -> impl Iterator<Item = (&'a str, usize)> {
        let end = self.behind(self.at);
        let mut at = self.at + 1;
        std::iter::from_fn(move || {
            let Node::String(key) = *self.nodes[..end].get(at)? else { return None };
            let value = at + 1;
            at = self.behind(value);
            Some((key, value))
        })
    }

    fn is_object(&self) -> bool {
        matches!(self.nodes[self.at], Node::Object { .. })
    }

    /// A whole number of at most 2^53 in size, however it is written.
    fn whole(&self) -> Option<i64> {
        let number = match self.nodes[self.at] {
            Node::Static(StaticNode::I64(value)) => Number::I64(value),
            Node::Static(StaticNode::U64(value)) => Number::U64(value),
            Node::Static(StaticNode::F64(value)) => Number::F64(value),
            _ => return None,
        };
        number.whole()
    }

    /// Room for so many values, all `empty`.
    fn room<T: Copy>(&self, len: usize, empty: T) -> &'a mut [T] {
        gap(self.arena);
        let values = self.arena.alloc_slice_fill_copy(len, empty);
        gap(self.arena);
        values
    }

    #[cold]
    fn stage(&mut self, key: Option<&str>, expected: &'static str, found: &str) {
        self.drift.stage(self.path, key, expected, found);
    }
}

impl<'a> Source<'a> for TapeSource<'_, 'a> {
    type Error = Refused;
    type Object = Span;
    type Spot = ();
    type Mark = usize;

    fn begin(&mut self, event: &'static Key) {
        self.path.begin(event);
    }

    fn unnamed(&mut self, _kind: &'a str) -> Result<(), Refused> {
        Ok(())
    }

    #[cold]
    fn untyped(&self) -> Refused {
        let odd = self.keys().filter(|(key, _)| *key == Key::TYPE.name).last();
        let (node, why) = match odd {
            None => (self.at, Why::Missing(Key::TYPE.name)),
            Some((_, at)) => (at, Why::Expected { expected: "string", found: self.found_at(at) }),
        };
        Refused { node, why, bearable: false }
    }

    fn found(&self) -> Found {
        self.found_at(self.at)
    }

    #[cold]
    fn expected(&self, expected: &'static str) -> Refused {
        Refused { node: self.at, why: Why::Expected { expected, found: self.found() }, bearable: true }
    }

    fn object(&mut self) -> Result<(Span, bool), Refused> {
        let Node::Object { count, .. } = self.nodes[self.at] else {
            return Err(self.expected("object"));
        };
        let start = self.at;
        self.at += 1;
        Ok((Span { start, end: start + 1 + count }, count > 0))
    }

    fn at(&mut self, object: &mut Span, key: &'static Key) -> bool {
        let here = self.at < object.end && matches!(self.nodes[self.at], Node::String(name) if name == key.name);
        self.at += usize::from(here);
        here
    }

    fn key(&mut self, _object: &mut Span) -> Result<&'a str, Refused> {
        let Node::String(name) = self.nodes[self.at] else {
            return Err(self.expected("key"));
        };
        self.at += 1;
        Ok(name)
    }

    fn next(&mut self, object: &mut Span) -> Result<bool, Refused> {
        Ok(self.at < object.end)
    }

    fn close(&mut self, object: Span, repeated: bool, fields: &'static [Field]) -> Result<(), Refused> {
        if !repeated {
            return Ok(());
        }
        if self.duplicates == Duplicates::Last {
            self.repeated = true;
            return Ok(());
        }
        let mut seen = vec![false; fields.len() + 1];
        self.at = object.start;
        let second = self.keys().find(|(key, _)| match fields.iter().position(|field| field.name == *key) {
            Some(field) => std::mem::replace(&mut seen[field], true),
            None => *key == Key::TYPE.name && std::mem::replace(&mut seen[fields.len()], true),
        });
        let node = second.map_or(object.start, |(_, value)| value - 1);
        self.at = object.end;
        Err(Refused { node, why: Why::Repeated, bearable: false })
    }

    fn tag(&mut self) -> Result<Tag<'a>, Refused> {
        if !self.is_object() {
            return Err(self.expected("object"));
        }
        // A skip is one addition on a tape, so looking at every key costs little wherever the tag stands.
        let mut last = None;
        for (_, value) in self.keys().filter(|(key, _)| *key == Key::TYPE.name) {
            if last.is_some() && self.duplicates == Duplicates::Reject {
                return Err(Refused { node: value - 1, why: Why::Repeated, bearable: false });
            }
            last = Some(value);
        }
        Ok(match last.map(|value| &self.nodes[value]) {
            None | Some(Node::Static(StaticNode::Null)) => Tag::Absent,
            Some(Node::String(tag)) => Tag::Text(tag),
            Some(_) => Tag::Odd,
        })
    }

    fn has(&mut self, key: &'static Key) -> Result<bool, Refused> {
        let null = |value: usize| matches!(self.nodes[value], Node::Static(StaticNode::Null));
        Ok(self.is_object()
            && self.keys().filter(|(name, _)| *name == key.name).last().is_some_and(|(_, value)| !null(value)))
    }

    fn has_own(&mut self, fields: &'static [Field], others: &'static [Field]) -> Result<bool, Refused> {
        Ok(self.is_object() && self.keys().any(|(name, _)| Field::is_own(name, fields, others)))
    }

    fn null(&mut self) -> bool {
        let null = matches!(self.nodes[self.at], Node::Static(StaticNode::Null));
        self.at += usize::from(null);
        null
    }

    fn str(&mut self, _usual: usize) -> Result<&'a str, Refused> {
        let Node::String(text) = self.nodes[self.at] else {
            return Err(self.expected("string"));
        };
        self.at += 1;
        Ok(text)
    }

    fn bool(&mut self) -> Result<bool, Refused> {
        let Node::Static(StaticNode::Bool(value)) = self.nodes[self.at] else {
            return Err(self.expected("boolean"));
        };
        self.at += 1;
        Ok(value)
    }

    fn u64(&mut self) -> Result<u64, Refused> {
        let Some(value) = self.whole().and_then(|value| u64::try_from(value).ok()) else {
            return Err(self.expected("unsigned integer"));
        };
        self.at += 1;
        Ok(value)
    }

    fn i64(&mut self) -> Result<i64, Refused> {
        let Some(value) = self.whole() else {
            return Err(self.expected("integer"));
        };
        self.at += 1;
        Ok(value)
    }

    fn f64(&mut self) -> Result<f64, Refused> {
        let value = match self.nodes[self.at] {
            Node::Static(StaticNode::F64(value)) => value,
            Node::Static(StaticNode::I64(value)) => value as f64,
            Node::Static(StaticNode::U64(value)) => value as f64,
            _ => return Err(self.expected("number")),
        };
        self.at += 1;
        Ok(value)
    }

    fn json(&mut self) -> Result<Json<'a>, Refused> {
        // Recursion is bounded by the depth that simd-json was told.
        let node = self.nodes[self.at];
        self.at += 1;
        Ok(match node {
            Node::Static(StaticNode::Null) => Json::Null,
            Node::Static(StaticNode::Bool(value)) => Json::Bool(value),
            Node::Static(StaticNode::U64(value)) => Json::U64(value),
            Node::Static(StaticNode::I64(value)) => u64::try_from(value).map_or(Json::I64(value), Json::U64),
            Node::Static(StaticNode::F64(value)) => Json::F64(value),
            Node::String(text) => Json::String(text),
            Node::Array { len, .. } => {
                let values = self.room(len, Json::Null);
                for value in values.iter_mut() {
                    *value = self.json()?;
                }
                Json::Array(values)
            }
            Node::Object { len, .. } => {
                let entries = self.room(len, ("", Json::Null));
                for (key, value) in entries.iter_mut() {
                    *key = self.str(0)?;
                    *value = self.json()?;
                }
                Json::Object(Map::new(entries))
            }
        })
    }

    fn slice<T: Wire<'a> + 'a>(&mut self) -> Result<&'a [T], Refused> {
        let Node::Array { len, .. } = self.nodes[self.at] else {
            return Err(self.expected("array"));
        };
        self.at += 1;
        if len == 0 {
            return Ok(&[]);
        }
        let values = self.room(len, T::EMPTY);
        let mut kept = 0;
        self.enter(Key::INDEX);
        for _ in 0..len {
            let mark = self.at;
            let Err(error) = T::read(self, &mut values[kept]) else {
                kept += 1;
                continue;
            };
            self.bear(error, mark, None)?;
            let behind = self.at;
            self.at = mark;
            values[kept] = T::EMPTY;
            if let Some(other) = T::other(self) {
                values[kept] = other?;
                kept += 1;
            }
            self.at = behind;
        }
        self.leave();
        Ok(&values[..kept])
    }

    fn skip(&mut self) -> Result<(), Refused> {
        self.at = self.behind(self.at);
        Ok(())
    }

    fn alloc<T: Copy>(&self, make: impl FnOnce() -> T) -> &'a mut T {
        self.arena.alloc_with(make)
    }

    #[inline]
    fn superseded(&self, object: &Span, key: &'static Key) -> bool {
        self.careful && self.replaced(object, key)
    }

    fn mark(&self) -> usize {
        self.at
    }

    #[cold]
    fn mismatch(&mut self, error: Refused, mark: usize, key: &'static Key, required: bool) -> Result<(), Refused> {
        if required {
            return Err(Refused { bearable: false, ..error });
        }
        self.bear(error, mark, Some(key.name))
    }

    fn missing(&self, object: &Span, key: &'static Key) -> Refused {
        Refused { node: object.start, why: Why::Missing(key.name), bearable: false }
    }

    fn enter(&mut self, key: &'static Key) {
        self.path.enter(key);
    }

    fn leave(&mut self) {
        self.path.leave();
    }

    fn unknown(&mut self, key: &'a str) -> Result<(), Refused> {
        let found = self.found().as_str();
        self.drift.stage(self.path, Some(key), Drift::NOTHING, found);
        self.skip()
    }

    fn unknown_tag(&mut self, tag: Tag<'a>) -> Result<(), Refused> {
        self.stage(None, Drift::KNOWN_TYPE, tag.as_str());
        Ok(())
    }
}

impl TapeSource<'_, '_> {
    /// Whether a member `key` of `object` stands behind the one whose value is at the cursor.
    #[cold]
    fn replaced(&self, object: &Span, key: &'static Key) -> bool {
        let mut at = self.behind(self.at);
        while at < object.end {
            if matches!(self.nodes[at], Node::String(name) if name == key.name) {
                return true;
            }
            at = self.behind(at + 1);
        }
        false
    }

    /// Notes what cannot be read and passes over it, where that is allowed.
    #[cold]
    fn bear(&mut self, error: Refused, mark: usize, key: Option<&str>) -> Result<(), Refused> {
        let Why::Expected { expected, found } = error.why else { return Err(error) };
        if !error.bearable || self.mismatch == Mismatch::Reject {
            return Err(Refused { bearable: false, ..error });
        }
        self.stage(key, expected, found.as_str());
        self.at = self.behind(mark);
        Ok(())
    }
}
