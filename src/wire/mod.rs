//! How a type is read from a lane, whatever the lane: the two traits that the tables are written against.
//!
//! A table row becomes a [`Wire`] type; a lane is a [`Source`]. Generated code asks the source for the next key
//! in the order the server sends them and never compares keys itself, so that the lane that reads bytes can make
//! one wide comparison of what a lane over a tree does with a string.

mod either;
mod enumeration;
mod event;
mod events;
mod head;
mod mask;
mod maybe;
mod object;
mod root;
mod scalar;
mod shape;
mod source;
mod union;

use crate::scan::Cursor;

pub use maybe::Maybe;
pub use shape::{Field, Mark, ObjectShape, Shape, UnionShape};

pub(crate) use either::{either_found, wire_either};
pub(crate) use enumeration::wire_enum;
pub(crate) use event::wire_event;
pub(crate) use events::wire_events;
pub(crate) use head::{Head, Heads};
pub(crate) use mask::{Bytes, shown};
pub(crate) use object::{Seen, built, field, field_doc, mark, stray_field, wire_bodies, wire_name, wire_struct};
pub(crate) use root::{Root, root};
pub(crate) use shape::named;
pub(crate) use source::{Found, Key, Source, Tag, key};
pub(crate) use union::wire_union;

/// A type of the wire: how it is read, what it is when nothing was sent, and what it looks like.
pub(crate) trait Wire<'a>: Sized + Copy {
    /// What a field of this type is before anything was read, and stays when nothing of its shape was sent.
    const EMPTY: Self;
    /// What the wire writes for this type, for the field list.
    const SHAPE: Shape;
    /// What stands in an error or a drift entry as expected.
    const EXPECTED: &'static str;
    /// Whether an event without this field has no meaning.
    const REQUIRED: bool = false;
    /// Whether reading may meet fields of its own, so that the path must be kept.
    const NESTED: bool = false;
    /// The `type` of an event that is read by itself; nothing for all else.
    const EVENT: &'static str = "";

    /// [`EMPTY`](Self::EMPTY), made where it is wanted: of a constant all is copied, and of this only what says that
    /// nothing is there.
    #[inline(always)]
    fn empty() -> Self {
        Self::EMPTY
    }

    /// Reads the value at the cursor into `slot`, which holds [`Self::EMPTY`], or where a key is repeated an earlier
    /// value, of which nothing may stay: whatever is not an object or a union is written whole.
    ///
    /// In place, because a large value in a `Result` is copied at every level on its way up.
    fn read<S: Source<'a>>(source: &mut S, slot: &mut Self) -> Result<(), S::Error>;

    /// The same of a value that usually has `usual` bytes; 0 where nobody can tell.
    #[inline(always)]
    fn read_usual<S: Source<'a>>(source: &mut S, slot: &mut Self, _usual: usize) -> Result<(), S::Error> {
        Self::read(source, slot)
    }

    /// Reads the value at a cursor if it is written as most servers write it, with fewer questions than [`read`](Self::read)
    /// asks; false where it is not, or nothing is known of that. The cursor then stays, and whatever has been read is to be read again.
    #[inline(always)]
    fn plain(_cursor: &mut Cursor<'a>, _slot: &mut Self) -> bool {
        false
    }

    /// The value that `text` says, of a field that a [`Head`] has.
    #[inline(always)]
    fn of_head(_text: &'a str) -> Self {
        Self::EMPTY
    }

    /// What an array keeps of an element that is no such type, where it can keep it.
    fn other<S: Source<'a>>(_source: &mut S) -> Option<Result<Self, S::Error>> {
        None
    }

    /// The text, of a field that is one.
    fn text(&self) -> Option<&'a str> {
        None
    }

    /// Whether the field was not sent, and so is not written.
    fn is_absent(&self) -> bool {
        false
    }
}

/// An object that stands behind a reference and, when it was not sent, is one known empty object.
pub(crate) trait Body<'a>: Wire<'a> + 'a {
    /// The object that stands for "not sent"; told by its address, so that a sent `{}` is another.
    const ABSENT: &'a Self;
}

impl<'a, T: Body<'a>> Wire<'a> for &'a T {
    const EMPTY: Self = T::ABSENT;
    const SHAPE: Shape = T::SHAPE;
    const EXPECTED: &'static str = T::EXPECTED;
    const NESTED: bool = T::NESTED;

    #[inline]
    fn read<S: Source<'a>>(source: &mut S, slot: &mut Self) -> Result<(), S::Error> {
        if source.null() {
            *slot = T::ABSENT;
            return Ok(());
        }
        let body = source.alloc(T::empty);
        T::read(source, body)?;
        *slot = body;
        Ok(())
    }

    fn is_absent(&self) -> bool {
        std::ptr::eq(*self, T::ABSENT)
    }
}

impl<'a, T: Wire<'a>> Wire<'a> for Option<T> {
    const EMPTY: Self = None;
    const SHAPE: Shape = T::SHAPE;
    const EXPECTED: &'static str = T::EXPECTED;
    const NESTED: bool = T::NESTED;

    #[inline(always)]
    fn empty() -> Self {
        None
    }

    #[inline(always)]
    fn read<S: Source<'a>>(source: &mut S, slot: &mut Self) -> Result<(), S::Error> {
        Self::read_usual(source, slot, 0)
    }

    #[inline(always)]
    fn read_usual<S: Source<'a>>(source: &mut S, slot: &mut Self, usual: usize) -> Result<(), S::Error> {
        if source.null() {
            *slot = None;
            return Ok(());
        }
        if T::NESTED || size_of::<T>() > 16 {
            return T::read_usual(source, slot.insert(T::empty()), usual);
        }
        // What fits into registers is written once.
        let mut value = T::EMPTY;
        T::read_usual(source, &mut value, usual)?;
        *slot = Some(value);
        Ok(())
    }

    #[inline(always)]
    fn of_head(text: &'a str) -> Self {
        Some(T::of_head(text))
    }

    fn text(&self) -> Option<&'a str> {
        self.as_ref().and_then(T::text)
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<'a, T: Wire<'a> + 'a> Wire<'a> for &'a [T] {
    const EMPTY: Self = &[];
    const SHAPE: Shape = Shape::Array(T::SHAPE_REF);
    const EXPECTED: &'static str = "array";
    const REQUIRED: bool = true;
    const NESTED: bool = true;

    #[inline]
    fn read<S: Source<'a>>(source: &mut S, slot: &mut Self) -> Result<(), S::Error> {
        *slot = source.slice()?;
        Ok(())
    }
}

/// A constant's address, for [`Shape::Array`] of a generic element.
trait ShapeRef<'a>: Wire<'a> {
    const SHAPE_REF: &'static Shape = &Self::SHAPE;
}

impl<'a, T: Wire<'a>> ShapeRef<'a> for T {}
