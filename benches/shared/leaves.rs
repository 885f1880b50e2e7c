//! What every engine does with an event: it visits each leaf.
//!
//! A leaf is a text, a number, a flag, a null where null says something, or the length of a list. Whatever can be
//! serialised can be visited, so no list of fields stands here: what an engine decodes is what it visits. The same
//! visit has two sinks. [`Light`] is what is timed: it adds up lengths and numbers. [`Full`] comes before: it takes in
//! every byte of every text, the path of every leaf and its place in every list. The sums of all leaves are added, so
//! that the order of an object's fields makes no difference, and two engines agree only where all leaves do.

use std::fmt::Error;

use serde::ser::{Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};

/// What leaves add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(C)]
pub struct Total {
    /// How many.
    pub leaves: u64,
    /// What they are.
    pub sum: u64,
}

impl Total {
    fn add(&mut self, value: u64) {
        self.leaves += 1;
        self.sum = self.sum.wrapping_add(value);
    }
}

/// Takes in leaves. The `path` of a leaf is a hash of the keys and places above it.
pub trait Sink {
    /// The path of the value of `key` in an object at `path`.
    fn key(path: u64, key: &str) -> u64;
    /// The path of an element in a list at `path`.
    fn place(path: u64, index: u64) -> u64;
    /// A string.
    fn text(&mut self, path: u64, text: &str);
    /// A number, by its bits; whole ones count as floats here, so that `1` is `1.0`.
    fn number(&mut self, path: u64, value: f64);
    /// A whole number.
    fn whole(&mut self, path: u64, value: u64);
    /// `true` or `false`.
    fn flag(&mut self, path: u64, value: bool);
    /// `null`.
    fn null(&mut self, path: u64);
    /// A list of so many elements.
    fn list(&mut self, path: u64, len: u64);
}

/// The sink that is timed.
#[derive(Debug, Default)]
pub struct Light(pub Total);

impl Sink for Light {
    #[inline(always)]
    fn key(_: u64, _: &str) -> u64 {
        0
    }

    #[inline(always)]
    fn place(_: u64, _: u64) -> u64 {
        0
    }

    #[inline(always)]
    fn text(&mut self, _: u64, text: &str) {
        self.0.add(text.len() as u64);
    }

    #[inline(always)]
    fn number(&mut self, _: u64, value: f64) {
        self.0.add(value.to_bits());
    }

    #[inline(always)]
    fn whole(&mut self, _: u64, value: u64) {
        self.0.add(value);
    }

    #[inline(always)]
    fn flag(&mut self, _: u64, value: bool) {
        self.0.add(u64::from(value));
    }

    #[inline(always)]
    fn null(&mut self, _: u64) {
        self.0.add(0);
    }

    #[inline(always)]
    fn list(&mut self, _: u64, len: u64) {
        self.0.add(len);
    }
}

/// The sink that compares.
#[derive(Debug, Default)]
pub struct Full(pub Total);

const PRIME: u64 = 0x0000_0100_0000_01b3;

fn hash(start: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(start ^ 0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}

fn mix(value: u64) -> u64 {
    let value = (value ^ value >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    value ^ value >> 29
}

impl Sink for Full {
    fn key(path: u64, key: &str) -> u64 {
        mix(hash(path, key.as_bytes()))
    }

    fn place(path: u64, index: u64) -> u64 {
        mix(path.wrapping_add(index + 1))
    }

    fn text(&mut self, path: u64, text: &str) {
        self.0.add(mix(hash(path ^ 1, text.as_bytes())));
    }

    fn number(&mut self, path: u64, value: f64) {
        // -0 is 0.
        self.0.add(mix(hash(path ^ 2, &(value + 0.0).to_bits().to_le_bytes())));
    }

    fn whole(&mut self, path: u64, value: u64) {
        self.number(path, value as f64);
    }

    fn flag(&mut self, path: u64, value: bool) {
        self.0.add(mix(hash(path ^ 3, &[u8::from(value)])));
    }

    fn null(&mut self, path: u64) {
        self.0.add(mix(path ^ 4));
    }

    fn list(&mut self, path: u64, len: u64) {
        self.0.add(mix(hash(path ^ 5, &len.to_le_bytes())));
    }
}

/// Visits the leaves of `value`.
///
/// # Panics
/// Where `value` holds what JSON has not.
#[inline(always)]
pub fn visit<S: Sink>(value: &impl Serialize, sink: &mut S) {
    value.serialize(Walk { sink, path: 0 }).expect("what came from JSON is JSON");
}

struct Walk<'s, S> {
    sink: &'s mut S,
    path: u64,
}

/// An object or a list being visited.
pub struct Inside<'s, S> {
    sink: &'s mut S,
    path: u64,
    /// The path of the value to come, or how many elements there were.
    next: u64,
}

impl<'s, S: Sink> Walk<'s, S> {
    #[inline(always)]
    fn inside(self) -> Inside<'s, S> {
        Inside { sink: self.sink, path: self.path, next: 0 }
    }
}

impl<'s, S: Sink> Serializer for Walk<'s, S> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Inside<'s, S>;
    type SerializeTuple = Impossible<(), Error>;
    type SerializeTupleStruct = Impossible<(), Error>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Inside<'s, S>;
    type SerializeStruct = Inside<'s, S>;
    type SerializeStructVariant = Impossible<(), Error>;

    #[inline(always)]
    fn serialize_str(self, value: &str) -> Result<(), Error> {
        self.sink.text(self.path, value);
        Ok(())
    }

    #[inline(always)]
    fn serialize_u64(self, value: u64) -> Result<(), Error> {
        self.sink.whole(self.path, value);
        Ok(())
    }

    #[inline(always)]
    fn serialize_i64(self, value: i64) -> Result<(), Error> {
        match u64::try_from(value) {
            Ok(value) => self.sink.whole(self.path, value),
            Err(_) => self.sink.number(self.path, value as f64),
        }
        Ok(())
    }

    #[inline(always)]
    fn serialize_f64(self, value: f64) -> Result<(), Error> {
        self.sink.number(self.path, value);
        Ok(())
    }

    #[inline(always)]
    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        self.sink.flag(self.path, value);
        Ok(())
    }

    #[inline(always)]
    fn serialize_unit(self) -> Result<(), Error> {
        self.sink.null(self.path);
        Ok(())
    }

    /// Absence is no leaf; a null that says something is a unit.
    #[inline(always)]
    fn serialize_none(self) -> Result<(), Error> {
        Ok(())
    }

    #[inline(always)]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    #[inline(always)]
    fn serialize_seq(self, _: Option<usize>) -> Result<Inside<'s, S>, Error> {
        Ok(self.inside())
    }

    #[inline(always)]
    fn serialize_map(self, _: Option<usize>) -> Result<Inside<'s, S>, Error> {
        Ok(self.inside())
    }

    #[inline(always)]
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Inside<'s, S>, Error> {
        Ok(self.inside())
    }

    #[inline(always)]
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_i8(self, value: i8) -> Result<(), Error> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<(), Error> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<(), Error> {
        self.serialize_i64(value.into())
    }

    fn serialize_u8(self, value: u8) -> Result<(), Error> {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), Error> {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), Error> {
        self.serialize_u64(value.into())
    }

    fn serialize_f32(self, value: f32) -> Result<(), Error> {
        self.serialize_f64(value.into())
    }

    fn serialize_char(self, _: char) -> Result<(), Error> {
        Err(Error)
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Error> {
        Err(Error)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        Err(Error)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, word: &'static str) -> Result<(), Error> {
        self.serialize_str(word)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Error> {
        Err(Error)
    }

    fn serialize_tuple(self, _: usize) -> Result<Impossible<(), Error>, Error> {
        Err(Error)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Impossible<(), Error>, Error> {
        Err(Error)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<(), Error>, Error> {
        Err(Error)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<(), Error>, Error> {
        Err(Error)
    }
}

impl<S: Sink> SerializeSeq for Inside<'_, S> {
    type Ok = ();
    type Error = Error;

    #[inline(always)]
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let path = S::place(self.path, self.next);
        self.next += 1;
        value.serialize(Walk { sink: &mut *self.sink, path })
    }

    #[inline(always)]
    fn end(self) -> Result<(), Error> {
        self.sink.list(self.path, self.next);
        Ok(())
    }
}

impl<S: Sink> SerializeStruct for Inside<'_, S> {
    type Ok = ();
    type Error = Error;

    #[inline(always)]
    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        value.serialize(Walk { path: S::key(self.path, key), sink: &mut *self.sink })
    }

    #[inline(always)]
    fn end(self) -> Result<(), Error> {
        Ok(())
    }
}

impl<S: Sink> SerializeMap for Inside<'_, S> {
    type Ok = ();
    type Error = Error;

    #[inline(always)]
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        let mut found = Key::<S> { path: self.path, sink: std::marker::PhantomData };
        key.serialize(Walk { sink: &mut found, path: 0 })?;
        self.next = found.path;
        Ok(())
    }

    #[inline(always)]
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        value.serialize(Walk { path: self.next, sink: &mut *self.sink })
    }

    #[inline(always)]
    fn end(self) -> Result<(), Error> {
        Ok(())
    }
}

/// Takes in a key, which is a text.
struct Key<S> {
    path: u64,
    sink: std::marker::PhantomData<S>,
}

impl<S: Sink> Sink for Key<S> {
    fn key(_: u64, _: &str) -> u64 {
        0
    }

    fn place(_: u64, _: u64) -> u64 {
        0
    }

    #[inline(always)]
    fn text(&mut self, _: u64, text: &str) {
        self.path = S::key(self.path, text);
    }

    fn number(&mut self, _: u64, _: f64) {}
    fn whole(&mut self, _: u64, _: u64) {}
    fn flag(&mut self, _: u64, _: bool) {}
    fn null(&mut self, _: u64) {}
    fn list(&mut self, _: u64, _: u64) {}
}
