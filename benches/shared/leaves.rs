//! What every engine does with an event: it visits each leaf.
//!
//! A leaf is a text, a number, a flag, a null where null says something, or the length of a list. Whatever can be
//! serialised can be visited, so no list of fields stands here: what an engine decodes is what it visits. The same
//! visit has two sinks. [`Light`] is what is timed: it adds up lengths and numbers. [`Full`] comes before: it takes in
//! every byte of every text, the path of every leaf and its place in every list. The sums of all leaves are added, so
//! that the order of an object's fields makes no difference, and two engines agree only where all leaves do.

use std::fmt::{self, Display, Formatter};
use std::marker::PhantomData;

use serde::ser::{self, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};

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

    fn add_all(&mut self, other: Self) {
        self.leaves += other.leaves;
        self.sum = self.sum.wrapping_add(other.sum);
    }
}

/// Takes in leaves. The `path` of a leaf is a hash of the keys and places above it.
pub trait Sink: Default {
    /// Takes in what another has.
    fn merge(&mut self, other: Self);
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
    fn merge(&mut self, other: Self) {
        self.0.add_all(other.0);
    }

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
    fn merge(&mut self, other: Self) {
        self.0.add_all(other.0);
    }

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
/// What is within a value comes back by value, in registers: one sum in memory for all would be written and read again at each
/// leaf, each waiting for the one before, and that was a tenth of what is timed of `done`.
///
/// # Panics
/// Where `value` holds what JSON has not.
#[inline(always)]
pub fn visit<S: Sink>(value: &impl Serialize, sink: &mut S) {
    let Ok(found) = value.serialize(Walk::<S>::at(0));
    sink.merge(found);
}

struct Walk<S> {
    path: u64,
    sink: PhantomData<S>,
}

/// An object or a list being visited.
pub struct Inside<S> {
    sink: S,
    path: u64,
    /// The path of the value to come, or how many elements there were.
    next: u64,
}

impl<S: Sink> Walk<S> {
    #[inline(always)]
    const fn at(path: u64) -> Self {
        Self { path, sink: PhantomData }
    }

    #[inline(always)]
    fn inside(self) -> Inside<S> {
        Inside { sink: S::default(), path: self.path, next: 0 }
    }

    /// A sink that has taken in one leaf.
    #[inline(always)]
    fn leaf(self, take: impl FnOnce(&mut S, u64)) -> Result<S, Never> {
        let mut sink = S::default();
        take(&mut sink, self.path);
        Ok(sink)
    }
}

/// Whatever can be decoded can be visited.
#[derive(Debug)]
pub enum Never {}

impl Display for Never {
    fn fmt(&self, _: &mut Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl std::error::Error for Never {}

impl ser::Error for Never {
    fn custom<T: Display>(what: T) -> Self {
        panic!("what came from JSON is JSON: {what}")
    }
}

/// A value that JSON has not.
#[cold]
fn alien() -> ! {
    panic!("what came from JSON is JSON")
}

impl<S: Sink> Serializer for Walk<S> {
    type Ok = S;
    type Error = Never;
    type SerializeSeq = Inside<S>;
    type SerializeTuple = Impossible<S, Never>;
    type SerializeTupleStruct = Impossible<S, Never>;
    type SerializeTupleVariant = Impossible<S, Never>;
    type SerializeMap = Inside<S>;
    type SerializeStruct = Inside<S>;
    type SerializeStructVariant = Impossible<S, Never>;

    #[inline(always)]
    fn serialize_str(self, value: &str) -> Result<S, Never> {
        self.leaf(|sink, path| sink.text(path, value))
    }

    #[inline(always)]
    fn serialize_u64(self, value: u64) -> Result<S, Never> {
        self.leaf(|sink, path| sink.whole(path, value))
    }

    #[inline(always)]
    fn serialize_i64(self, value: i64) -> Result<S, Never> {
        self.leaf(|sink, path| match u64::try_from(value) {
            Ok(value) => sink.whole(path, value),
            Err(_) => sink.number(path, value as f64),
        })
    }

    #[inline(always)]
    fn serialize_f64(self, value: f64) -> Result<S, Never> {
        self.leaf(|sink, path| sink.number(path, value))
    }

    #[inline(always)]
    fn serialize_bool(self, value: bool) -> Result<S, Never> {
        self.leaf(|sink, path| sink.flag(path, value))
    }

    #[inline(always)]
    fn serialize_unit(self) -> Result<S, Never> {
        self.leaf(|sink, path| sink.null(path))
    }

    /// Absence is no leaf; a null that says something is a unit.
    #[inline(always)]
    fn serialize_none(self) -> Result<S, Never> {
        Ok(S::default())
    }

    #[inline(always)]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S, Never> {
        value.serialize(self)
    }

    #[inline(always)]
    fn serialize_seq(self, _: Option<usize>) -> Result<Inside<S>, Never> {
        Ok(self.inside())
    }

    #[inline(always)]
    fn serialize_map(self, _: Option<usize>) -> Result<Inside<S>, Never> {
        Ok(self.inside())
    }

    #[inline(always)]
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Inside<S>, Never> {
        Ok(self.inside())
    }

    #[inline(always)]
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<S, Never> {
        value.serialize(self)
    }

    fn serialize_i8(self, value: i8) -> Result<S, Never> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<S, Never> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<S, Never> {
        self.serialize_i64(value.into())
    }

    fn serialize_u8(self, value: u8) -> Result<S, Never> {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<S, Never> {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<S, Never> {
        self.serialize_u64(value.into())
    }

    fn serialize_f32(self, value: f32) -> Result<S, Never> {
        self.serialize_f64(value.into())
    }

    fn serialize_char(self, _: char) -> Result<S, Never> {
        alien()
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<S, Never> {
        alien()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<S, Never> {
        alien()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, word: &'static str) -> Result<S, Never> {
        self.serialize_str(word)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<S, Never> {
        alien()
    }

    fn serialize_tuple(self, _: usize) -> Result<Impossible<S, Never>, Never> {
        alien()
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Impossible<S, Never>, Never> {
        alien()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<S, Never>, Never> {
        alien()
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<S, Never>, Never> {
        alien()
    }
}

impl<S: Sink> Inside<S> {
    /// Visits a value within.
    #[inline(always)]
    fn take<T: Serialize + ?Sized>(&mut self, path: u64, value: &T) -> Result<(), Never> {
        let Ok(found) = value.serialize(Walk::<S>::at(path));
        self.sink.merge(found);
        Ok(())
    }
}

impl<S: Sink> SerializeSeq for Inside<S> {
    type Ok = S;
    type Error = Never;

    #[inline(always)]
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        let path = S::place(self.path, self.next);
        self.next += 1;
        self.take(path, value)
    }

    #[inline(always)]
    fn end(mut self) -> Result<S, Never> {
        self.sink.list(self.path, self.next);
        Ok(self.sink)
    }
}

impl<S: Sink> SerializeStruct for Inside<S> {
    type Ok = S;
    type Error = Never;

    #[inline(always)]
    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Never> {
        self.take(S::key(self.path, key), value)
    }

    #[inline(always)]
    fn end(self) -> Result<S, Never> {
        Ok(self.sink)
    }
}

impl<S: Sink> SerializeMap for Inside<S> {
    type Ok = S;
    type Error = Never;

    #[inline(always)]
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Never> {
        self.next = key.serialize(Walk::<Key<S>>::at(self.path))?.path;
        Ok(())
    }

    #[inline(always)]
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        self.take(self.next, value)
    }

    #[inline(always)]
    fn serialize_entry<K: Serialize + ?Sized, V: Serialize + ?Sized>(
        &mut self,
        key: &K,
        value: &V,
    ) -> Result<(), Never> {
        self.serialize_key(key)?;
        self.serialize_value(value)
    }

    #[inline(always)]
    fn end(self) -> Result<S, Never> {
        Ok(self.sink)
    }
}

/// Takes in a key, which is a text.
struct Key<S> {
    path: u64,
    sink: PhantomData<S>,
}

impl<S> Default for Key<S> {
    fn default() -> Self {
        Self { path: 0, sink: PhantomData }
    }
}

impl<S: Sink> Sink for Key<S> {
    fn merge(&mut self, _: Self) {}

    fn key(_: u64, _: &str) -> u64 {
        0
    }

    fn place(_: u64, _: u64) -> u64 {
        0
    }

    #[inline(always)]
    fn text(&mut self, path: u64, text: &str) {
        self.path = S::key(path, text);
    }

    fn number(&mut self, _: u64, _: f64) {}
    fn whole(&mut self, _: u64, _: u64) {}
    fn flag(&mut self, _: u64, _: bool) {}
    fn null(&mut self, _: u64) {}
    fn list(&mut self, _: u64, _: u64) {}
}
