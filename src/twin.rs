//! The owned twins of the views: what they are made of, and serde for all of them.
//!
//! A twin is written and read through its view, so that what the tables say is said once: it is lent out as a view to be
//! serialised, and deserialised by the tree lane. For configuration, queues and tests; a gateway that passes events on
//! keeps frames: see [`OwnedEvent`](crate::OwnedEvent).

use bumpalo::Bump;
use serde::ser::{Error, Serialize, Serializer};

use crate::drift::{Drift, Path};
use crate::json::{OwnedJson, OwnedMap};
use crate::lane::tape::{Scratch, TapeSource};
use crate::lane::tree::{self, Fault, TreeSource};
use crate::limits::DEEPEST;
use crate::locate;
use crate::wire::{Body, Root, Source, Tag, Wire, key, root};
use crate::{Duplicates, Json, Map, Maybe, Mismatch};

/// A view and its twin.
pub(crate) trait Twin<'a>: Sized {
    /// The same, owned.
    type Owned: 'a;

    fn to_twin(&self) -> Self::Owned;
    fn lend(twin: &'a Self::Owned, arena: &'a Bump) -> Self;
}

macro_rules! plain {
    ($($type:ty),*) => {$(
        impl Twin<'_> for $type {
            type Owned = Self;
            fn to_twin(&self) -> Self {
                *self
            }
            fn lend(twin: &Self, _: &Bump) -> Self {
                *twin
            }
        }
    )*};
}

plain! { bool, u8, u64, i64, f64 }

impl<'a> Twin<'a> for &'a str {
    type Owned = String;

    fn to_twin(&self) -> String {
        (*self).to_owned()
    }

    fn lend(twin: &'a String, _: &'a Bump) -> Self {
        twin
    }
}

impl<'a, T: Twin<'a>> Twin<'a> for Option<T> {
    type Owned = Option<T::Owned>;

    fn to_twin(&self) -> Self::Owned {
        self.as_ref().map(T::to_twin)
    }

    fn lend(twin: &'a Self::Owned, arena: &'a Bump) -> Self {
        twin.as_ref().map(|twin| T::lend(twin, arena))
    }
}

impl<'a, T: Twin<'a>> Twin<'a> for Maybe<T> {
    type Owned = Maybe<T::Owned>;

    fn to_twin(&self) -> Self::Owned {
        self.as_ref().map(T::to_twin)
    }

    fn lend(twin: &'a Self::Owned, arena: &'a Bump) -> Self {
        twin.as_ref().map(|twin| T::lend(twin, arena))
    }
}

impl<'a, T: Twin<'a> + Copy> Twin<'a> for &'a [T] {
    type Owned = Vec<T::Owned>;

    fn to_twin(&self) -> Self::Owned {
        self.iter().map(T::to_twin).collect()
    }

    fn lend(twin: &'a Self::Owned, arena: &'a Bump) -> Self {
        arena.alloc_slice_fill_iter(twin.iter().map(|twin| T::lend(twin, arena)))
    }
}

impl<'a, T: Twin<'a> + Body<'a>> Twin<'a> for &'a T {
    type Owned = Box<T::Owned>;

    fn to_twin(&self) -> Self::Owned {
        Box::new(T::to_twin(self))
    }

    fn lend(twin: &'a Self::Owned, arena: &'a Bump) -> Self {
        arena.alloc(T::lend(twin, arena))
    }
}

impl<'a> Twin<'a> for Json<'a> {
    type Owned = OwnedJson;

    fn to_twin(&self) -> OwnedJson {
        match self {
            Self::Null => OwnedJson::Null,
            Self::Bool(value) => OwnedJson::Bool(*value),
            Self::U64(value) => OwnedJson::U64(*value),
            Self::I64(value) => OwnedJson::I64(*value),
            Self::F64(value) => OwnedJson::F64(*value),
            Self::String(text) => OwnedJson::String((*text).to_owned()),
            Self::Array(values) => OwnedJson::Array(values.to_twin()),
            Self::Object(map) => OwnedJson::Object(map.to_twin()),
        }
    }

    fn lend(twin: &'a OwnedJson, arena: &'a Bump) -> Self {
        tree::json(twin, arena)
    }
}

impl<'a> Twin<'a> for Map<'a> {
    type Owned = OwnedMap;

    fn to_twin(&self) -> OwnedMap {
        let entries = self.entries().iter().map(|(key, value)| ((*key).to_owned(), value.to_twin()));
        OwnedMap { entries: entries.collect() }
    }

    fn lend(twin: &'a OwnedMap, arena: &'a Bump) -> Self {
        tree::map(twin, arena)
    }
}

/// What an event is about; none where it was not sent.
pub(crate) fn body_to_twin<'a, T: Twin<'a> + Body<'a>>(body: &'a T) -> Option<Box<T::Owned>> {
    (!<&T as Wire>::is_absent(&body)).then(|| Box::new(T::to_twin(body)))
}

pub(crate) fn lend_body<'a, T: Twin<'a> + Body<'a>>(twin: &'a Option<Box<T::Owned>>, arena: &'a Bump) -> &'a T {
    twin.as_ref().map_or(T::ABSENT, |twin| Twin::lend(twin, arena))
}

/// Reads a view from a tree, strictly: another shape than a field's is an error, and so is the `type` of another event.
pub(crate) fn read<'a, T: Wire<'a>>(tree: &'a OwnedJson, arena: &'a Bump) -> Result<T, String> {
    read_by(tree, arena, |source| {
        if !T::EVENT.is_empty()
            && let Ok(Tag::Text(found)) = source.tag()
            && found != T::EVENT
        {
            return Err(source.expected_event(T::EVENT));
        }
        let mut view = T::EMPTY;
        T::read(source, &mut view).map(|()| view)
    })
}

/// The same of an event. An unknown one's frame is the tree, written compactly.
pub(crate) fn read_event<'a, T: Root<'a>>(tree: &'a OwnedJson, arena: &'a Bump) -> Result<T, String> {
    read_by(tree, arena, |source| {
        let mut event = T::empty();
        root(source, arena.alloc_str(&tree.to_string()).as_bytes(), &mut event).map(|()| event)
    })
}

fn read_by<'a, T>(
    tree: &'a OwnedJson,
    arena: &'a Bump,
    read: impl FnOnce(&mut TreeSource<'_, 'a>) -> Result<T, Fault>,
) -> Result<T, String> {
    let mut drift = Drift::new(0);
    let mut source = TreeSource::new(tree, arena, &mut drift, Duplicates::Last, Mismatch::Reject).of_twin();
    read(&mut source).map_err(|fault| source.words(fault))
}

/// Writes an unknown event's frame, which is JSON, as what it says.
pub(crate) fn serialize_frame<S: Serializer>(frame: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    let arena = Bump::new();
    let mut drift = Drift::new(0);
    let mut path = Path::new(const { &key!("") });
    let mut parse = |text: &[u8]| {
        Scratch::new(DEEPEST).parse(text, &arena, |nodes| {
            TapeSource::new(nodes, &arena, &mut path, &mut drift, (Duplicates::Last, Mismatch::Keep)).json()
        })
    };
    // What it refuses may have half a surrogate pair, which the decoder replaced.
    let json = parse(frame).or_else(|| parse(&locate::check(frame, DEEPEST, usize::MAX).ok()?.mended(frame)));
    match json {
        Some(Ok(json)) => json.serialize(serializer),
        _ => Err(S::Error::custom("the frame of an unknown event is no JSON")),
    }
}
