//! jiter, which iterates: by hand, each leaf from the parser into the sum, with no struct in between.

use jiter::{Jiter, JiterResult, NumberAny, NumberInt, Peek};

use crate::shared::engine::{Decode, Engine};
use crate::shared::leaves::Sink;
use crate::types::event::jiter_event;
use crate::types::{Json, Listed, Maybe, Named, Text};

/// The engine.
pub fn all() -> Vec<Engine> {
    vec![Engine::new("jiter", Iterated::default())]
}

/// What can be read at the parser's place, where `peek` was seen.
pub trait Leaves {
    /// Reads it and visits its leaves.
    fn leaves<S: Sink>(reader: &mut Jiter<'_>, peek: Peek, sink: &mut S, path: u64) -> JiterResult<()>;
}

/// An object of which a part has been read.
pub trait Members {
    /// Reads the others.
    fn members<S: Sink>(reader: &mut Jiter<'_>, sink: &mut S, path: u64) -> JiterResult<()>;
}

/// Reads the members from `key` on.
macro_rules! members {
    ($reader:ident, $sink:ident, $path:ident, $key:expr, $($field:ident $(($wire:literal))? : $type:ty),*) => {{
        let mut key = $key;
        while let Some(name) = key {
            match name {
                $(crate::engines::jiter::name!($field $($wire)?) => {
                    let path = S::key($path, crate::engines::jiter::name!($field $($wire)?));
                    let peek = $reader.peek()?;
                    <$type as crate::engines::jiter::Leaves>::leaves($reader, peek, $sink, path)?;
                })*
                _ => $reader.next_skip()?,
            }
            key = $reader.next_key()?;
        }
        Ok(())
    }};
}

macro_rules! name {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $wire:literal) => {
        $wire
    };
}

/// How an event of each kind is read.
macro_rules! jiter_members {
    ($($($kind:literal)|+ => $object:ident,)*) => {
        /// How jiter reads an event of that kind: the members that are left, or the object from its beginning.
        pub fn jiter_event<S: Sink>(kind: &str) -> Option<crate::engines::jiter::Readers<S>> {
            match kind {
                $($($kind)|+ => Some(crate::engines::jiter::Readers {
                    rest: <$object<'_> as Members>::members::<S>,
                    whole: <$object<'_> as crate::engines::jiter::Leaves>::leaves::<S>,
                }),)*
                _ => None,
            }
        }
    };
}

pub(crate) use {jiter_members, members, name};

/// Two ways to read an event.
pub struct Readers<S> {
    /// What is left of it.
    pub rest: fn(&mut Jiter<'_>, &mut S, u64) -> JiterResult<()>,
    /// All of it.
    pub whole: fn(&mut Jiter<'_>, Peek, &mut S, u64) -> JiterResult<()>,
}

#[derive(Default)]
struct Iterated {
    /// Where texts are unescaped.
    tape: Vec<u8>,
}

impl Iterated {
    fn read<S: Sink>(reader: &mut Jiter<'_>, frame: &[u8], sink: &mut S) -> JiterResult<bool> {
        let mut key = reader.next_object()?;
        if key == Some("type") {
            let kind = reader.next_str()?;
            sink.text(S::key(0, "type"), kind);
            let Some(readers) = jiter_event::<S>(kind) else { return Ok(false) };
            (readers.rest)(reader, sink, 0)?;
            reader.finish()?;
            return Ok(true);
        }
        while key.is_some_and(|key| key != "type") {
            reader.next_skip()?;
            key = reader.next_key()?;
        }
        if key.is_none() {
            return Ok(false);
        }
        let kind = reader.next_str()?;
        sink.text(S::key(0, "type"), kind);
        let Some(readers) = jiter_event::<S>(kind) else { return Ok(false) };
        let mut reader = Jiter::new(frame);
        let peek = reader.peek()?;
        (readers.whole)(&mut reader, peek, sink, 0)?;
        reader.finish()?;
        Ok(true)
    }
}

impl Decode for Iterated {
    fn decode<S: Sink>(&mut self, frame: &[u8], sink: &mut S) -> bool {
        let mut reader = Jiter::with_tape(frame, std::mem::take(&mut self.tape));
        let known = Self::read(&mut reader, frame, sink);
        self.tape = reader.into_tape();
        known.unwrap_or(false)
    }
}

impl Leaves for Text<'_> {
    #[inline]
    fn leaves<S: Sink>(reader: &mut Jiter<'_>, peek: Peek, sink: &mut S, path: u64) -> JiterResult<()> {
        let text = if peek == Peek::String { reader.known_str()? } else { reader.next_str()? };
        sink.text(path, text);
        Ok(())
    }
}

fn whole<S: Sink>(value: i64, sink: &mut S, path: u64) {
    match u64::try_from(value) {
        Ok(value) => sink.whole(path, value),
        Err(_) => sink.number(path, value as f64),
    }
}

macro_rules! integer {
    ($($type:ty)*) => {$(
        impl Leaves for $type {
            #[inline]
            fn leaves<S: Sink>(reader: &mut Jiter<'_>, peek: Peek, sink: &mut S, path: u64) -> JiterResult<()> {
                match reader.known_int(peek)? {
                    NumberInt::Int(value) => whole(value, sink, path),
                    #[allow(unreachable_patterns, reason = "big ones are a feature")]
                    _ => unreachable!("no big numbers here"),
                }
                Ok(())
            }
        }
    )*};
}

integer!(u64 i64);

impl Leaves for f64 {
    #[inline]
    fn leaves<S: Sink>(reader: &mut Jiter<'_>, peek: Peek, sink: &mut S, path: u64) -> JiterResult<()> {
        let value = reader.known_float(peek)?;
        sink.number(path, value);
        Ok(())
    }
}

impl Leaves for bool {
    #[inline]
    fn leaves<S: Sink>(reader: &mut Jiter<'_>, peek: Peek, sink: &mut S, path: u64) -> JiterResult<()> {
        let value = reader.known_bool(peek)?;
        sink.flag(path, value);
        Ok(())
    }
}

impl<T: Leaves> Leaves for Option<T> {
    #[inline]
    fn leaves<S: Sink>(reader: &mut Jiter<'_>, peek: Peek, sink: &mut S, path: u64) -> JiterResult<()> {
        if peek == Peek::Null { reader.known_null() } else { T::leaves(reader, peek, sink, path) }
    }
}

impl<T: Leaves> Leaves for Maybe<T> {
    #[inline]
    fn leaves<S: Sink>(reader: &mut Jiter<'_>, peek: Peek, sink: &mut S, path: u64) -> JiterResult<()> {
        if peek == Peek::Null {
            sink.null(path);
            return reader.known_null();
        }
        T::leaves(reader, peek, sink, path)
    }
}

impl<T: Leaves> Leaves for Vec<T> {
    #[inline]
    fn leaves<S: Sink>(reader: &mut Jiter<'_>, peek: Peek, sink: &mut S, path: u64) -> JiterResult<()> {
        let mut element = if peek == Peek::Array { reader.known_array()? } else { reader.next_array()? };
        let mut len = 0;
        while let Some(peek) = element {
            T::leaves(reader, peek, sink, S::place(path, len))?;
            len += 1;
            element = reader.array_step()?;
        }
        sink.list(path, len);
        Ok(())
    }
}

impl<T: Leaves> Leaves for Named<'_, T> {
    fn leaves<S: Sink>(reader: &mut Jiter<'_>, peek: Peek, sink: &mut S, path: u64) -> JiterResult<()> {
        match peek {
            Peek::String => Text::leaves(reader, peek, sink, path),
            _ => T::leaves(reader, peek, sink, path),
        }
    }
}

impl<T: Leaves> Leaves for Listed<'_, T> {
    fn leaves<S: Sink>(reader: &mut Jiter<'_>, peek: Peek, sink: &mut S, path: u64) -> JiterResult<()> {
        match peek {
            Peek::Array => Vec::<Text<'_>>::leaves(reader, peek, sink, path),
            _ => T::leaves(reader, peek, sink, path),
        }
    }
}

impl Leaves for Json<'_> {
    fn leaves<S: Sink>(reader: &mut Jiter<'_>, peek: Peek, sink: &mut S, path: u64) -> JiterResult<()> {
        match peek {
            Peek::Null => Maybe::<bool>::leaves(reader, peek, sink, path),
            Peek::True | Peek::False => bool::leaves(reader, peek, sink, path),
            Peek::String => Text::leaves(reader, peek, sink, path),
            Peek::Array => Vec::<Self>::leaves(reader, peek, sink, path),
            Peek::Object => {
                let mut key = reader.known_object()?;
                while let Some(name) = key {
                    let path = S::key(path, name);
                    let peek = reader.peek()?;
                    Self::leaves(reader, peek, sink, path)?;
                    key = reader.next_key()?;
                }
                Ok(())
            }
            _ => {
                match reader.known_number(peek)? {
                    NumberAny::Int(NumberInt::Int(value)) => whole(value, sink, path),
                    NumberAny::Float(value) => sink.number(path, value),
                    #[allow(unreachable_patterns, reason = "big ones are a feature")]
                    NumberAny::Int(_) => unreachable!("no big numbers here"),
                }
                Ok(())
            }
        }
    }
}
