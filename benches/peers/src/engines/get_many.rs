//! sonic-rs without serde: by hand, the fields of each object by `get_many` over a tree of pointers.
//!
//! One tree an object, made once. (One tree for all that an event holds would read each byte once; but `get_many`
//! refuses a whole event where an object on the way is null or empty, and the wire has many such.)

use sonic_rs::{JsonType, JsonValueTrait, LazyValue, PointerTree};

use crate::shared::engine::{Decode, Engine};
use crate::shared::leaves::Sink;
use crate::types::event::lazy_event;
use crate::types::{Json, Listed, Maybe, Named, Text};

/// The engine.
pub fn all() -> Vec<Engine> {
    vec![Engine::new("sonic-rs get_many", GetMany)]
}

/// What can be read out of a value that has been found and not looked at. None where it is something else.
pub trait Lazy {
    /// Visits its leaves.
    fn lazy<S: Sink>(value: &LazyValue<'_>, sink: &mut S, path: u64) -> Option<()>;
}

/// The tree of an object's fields.
pub fn tree(fields: &[&str]) -> PointerTree {
    let mut tree = PointerTree::new();
    for field in fields {
        tree.add_path([*field]);
    }
    tree
}

/// The fields of an object, in the tree's order.
pub fn fields<'a>(raw: &'a str, tree: &PointerTree) -> Option<Vec<Option<LazyValue<'a>>>> {
    // It takes an object without fields for an error.
    if raw.strip_prefix('{')?.trim_ascii_start() == "}" {
        return Some(Vec::new());
    }
    sonic_rs::get_many(raw, tree).ok()
}

/// Reads the fields of an object.
macro_rules! lazy_members {
    ($raw:expr, $sink:ident, $path:ident, $($field:ident $(($wire:literal))? : $type:ty),*) => {{
        static TREE: std::sync::LazyLock<sonic_rs::PointerTree> = std::sync::LazyLock::new(|| {
            crate::engines::get_many::tree(&[$(crate::engines::jiter::name!($field $($wire)?)),*])
        });
        let mut fields = crate::engines::get_many::fields($raw, &TREE)?.into_iter();
        $(if let Some(field) = fields.next().flatten() {
            let path = S::key($path, crate::engines::jiter::name!($field $($wire)?));
            <$type as crate::engines::get_many::Lazy>::lazy(&field, $sink, path)?;
        })*
        Some(())
    }};
}

/// How an event of each kind is read.
macro_rules! lazy_kinds {
    ($($($kind:literal)|+ => $object:ident,)*) => {
        /// Visits the leaves of an event of that kind.
        pub fn lazy_event<S: Sink>(kind: &str, raw: &str, sink: &mut S) -> Option<()> {
            match kind {
                $($($kind)|+ => $object::lazy_members(raw, sink, 0),)*
                _ => None,
            }
        }
    };
}

pub(crate) use {lazy_kinds, lazy_members};

struct GetMany;

fn read<S: Sink>(frame: &[u8], sink: &mut S) -> Option<()> {
    let text = simdutf8::basic::from_utf8(frame).ok()?;
    let kind = sonic_rs::get(text, ["type"]).ok()?;
    Text::lazy(&kind, sink, S::key(0, "type"))?;
    lazy_event(kind.as_str()?, text, sink)
}

impl Decode for GetMany {
    fn decode<S: Sink>(&mut self, frame: &[u8], sink: &mut S) -> bool {
        read(frame, sink).is_some()
    }
}

impl Lazy for Text<'_> {
    fn lazy<S: Sink>(value: &LazyValue<'_>, sink: &mut S, path: u64) -> Option<()> {
        sink.text(path, value.as_str()?);
        Some(())
    }
}

impl Lazy for u64 {
    fn lazy<S: Sink>(value: &LazyValue<'_>, sink: &mut S, path: u64) -> Option<()> {
        sink.whole(path, value.as_u64()?);
        Some(())
    }
}

impl Lazy for i64 {
    fn lazy<S: Sink>(value: &LazyValue<'_>, sink: &mut S, path: u64) -> Option<()> {
        match value.as_u64() {
            Some(value) => sink.whole(path, value),
            None => sink.number(path, value.as_i64()? as f64),
        }
        Some(())
    }
}

impl Lazy for f64 {
    fn lazy<S: Sink>(value: &LazyValue<'_>, sink: &mut S, path: u64) -> Option<()> {
        sink.number(path, value.as_f64()?);
        Some(())
    }
}

impl Lazy for bool {
    fn lazy<S: Sink>(value: &LazyValue<'_>, sink: &mut S, path: u64) -> Option<()> {
        sink.flag(path, value.as_bool()?);
        Some(())
    }
}

impl<T: Lazy> Lazy for Option<T> {
    fn lazy<S: Sink>(value: &LazyValue<'_>, sink: &mut S, path: u64) -> Option<()> {
        if value.is_null() { Some(()) } else { T::lazy(value, sink, path) }
    }
}

impl<T: Lazy> Lazy for Maybe<T> {
    fn lazy<S: Sink>(value: &LazyValue<'_>, sink: &mut S, path: u64) -> Option<()> {
        if value.is_null() {
            sink.null(path);
            return Some(());
        }
        T::lazy(value, sink, path)
    }
}

impl<T: Lazy> Lazy for Vec<T> {
    fn lazy<S: Sink>(value: &LazyValue<'_>, sink: &mut S, path: u64) -> Option<()> {
        let mut len = 0;
        for element in value.clone().into_array_iter()? {
            T::lazy(&element.ok()?, sink, S::place(path, len))?;
            len += 1;
        }
        sink.list(path, len);
        Some(())
    }
}

impl<T: Lazy> Lazy for Named<'_, T> {
    fn lazy<S: Sink>(value: &LazyValue<'_>, sink: &mut S, path: u64) -> Option<()> {
        match value.get_type() {
            JsonType::String => Text::lazy(value, sink, path),
            _ => T::lazy(value, sink, path),
        }
    }
}

impl<T: Lazy> Lazy for Listed<'_, T> {
    fn lazy<S: Sink>(value: &LazyValue<'_>, sink: &mut S, path: u64) -> Option<()> {
        match value.get_type() {
            JsonType::Array => Vec::<Text<'_>>::lazy(value, sink, path),
            _ => T::lazy(value, sink, path),
        }
    }
}

impl Lazy for Json<'_> {
    fn lazy<S: Sink>(value: &LazyValue<'_>, sink: &mut S, path: u64) -> Option<()> {
        match value.get_type() {
            JsonType::Null => Maybe::<bool>::lazy(value, sink, path),
            JsonType::Boolean => bool::lazy(value, sink, path),
            JsonType::Number if value.as_i64().is_some() => i64::lazy(value, sink, path),
            JsonType::Number if value.as_u64().is_some() => u64::lazy(value, sink, path),
            JsonType::Number => f64::lazy(value, sink, path),
            JsonType::String => Text::lazy(value, sink, path),
            JsonType::Array => Vec::<Self>::lazy(value, sink, path),
            JsonType::Object => {
                for entry in value.clone().into_object_iter()? {
                    let (key, value) = entry.ok()?;
                    Self::lazy(&value, sink, S::key(path, &key))?;
                }
                Some(())
            }
        }
    }
}
