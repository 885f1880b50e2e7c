//! [`Source`]: what a lane offers to the generated readers.

use super::{Field, Wire};

/// A member's name, prepared when the tables are compiled.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key {
    /// The name as the wire has it.
    pub(crate) name: &'static str,
    /// The name's share of a path's hash, so that the drift report hashes a known path at no cost.
    pub(crate) hash: u64,
}

impl Key {
    /// A step into an array: every index alike.
    pub(crate) const INDEX: &'static Self = &Self::new("[]");
    /// The member that tells one object of a union from another.
    pub(crate) const TYPE: &'static Self = &Self::new("type");

    pub(crate) const fn new(name: &'static str) -> Self {
        Self { name, hash: Self::hash(name.as_bytes()) }
    }

    /// FNV-1a: names are short, and it can be computed at compile time.
    pub(crate) const fn hash(name: &[u8]) -> u64 {
        let mut hash = 0xcbf2_9ce4_8422_2325;
        let mut at = 0;
        while at < name.len() {
            hash = (hash ^ name[at] as u64).wrapping_mul(0x0100_0000_01b3);
            at += 1;
        }
        hash
    }
}

/// What stands on the wire where something is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

impl Found {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

/// What an object says of its own type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tag<'a> {
    /// There is no `type`, or it is null.
    Absent,
    /// The last `type`, for a repeated one is decided as `JSON.parse` does.
    Text(&'a str),
    /// The last `type` is no string.
    Odd,
}

impl<'a> Tag<'a> {
    /// What a drift entry says was found.
    pub(crate) const fn as_str(self) -> &'a str {
        match self {
            Self::Absent => "no type",
            Self::Text(text) => text,
            Self::Odd => "a type that is no string",
        }
    }
}

/// One value at a time, front to back, over one frame.
///
/// A reader of an object calls [`object`](Self::object), then until [`done`](Self::done): [`at`](Self::at) for
/// each key it expects, in wire order, or [`key`](Self::key) when none fits, reads the value, calls
/// [`next`](Self::next); and at last [`close`](Self::close).
///
/// An error says no more than the value at which it arose: its byte and its path are found by the cold locator in the
/// untouched frame, so nothing is added to it on the way out, in any lane.
pub(crate) trait Source<'a>: Sized {
    /// Why a value could not be read.
    type Error;
    /// An object being read.
    type Object: Copy;
    /// A place to come back to.
    type Mark: Copy;

    /// Names the event that is being read, for paths.
    fn begin(&mut self, event: &'static Key);
    /// The error that the frame at the cursor has no `type` that is a string.
    fn untyped(&self) -> Self::Error;

    /// What the value at the cursor is.
    fn found(&self) -> Found;
    /// The error that something else was expected at the cursor.
    fn expected(&self, expected: &'static str) -> Self::Error;

    /// Enters the object at the cursor.
    fn object(&mut self) -> Result<Self::Object, Self::Error>;
    /// Whether all members of `object` have been read.
    fn done(&self, object: &Self::Object) -> bool;
    /// Whether the next member is `key`; if so, its value is at the cursor.
    fn at(&mut self, object: &Self::Object, key: &'static Key) -> bool;
    /// The next member's key, whatever it is; its value is at the cursor.
    fn key(&mut self, object: &Self::Object) -> Result<&'a str, Self::Error>;
    /// Goes on behind a member's value.
    fn next(&mut self, object: &mut Self::Object) -> Result<(), Self::Error>;
    /// Leaves `object`; `repeated` tells that one of `fields` (or the tag) stood in it twice.
    fn close(&mut self, object: Self::Object, repeated: bool, fields: &'static [Field]) -> Result<(), Self::Error>;

    /// The `type` of the object at the cursor, wherever it stands in it. Consumes nothing.
    fn tag(&mut self) -> Result<Tag<'a>, Self::Error>;
    /// Whether the object at the cursor has a member of that name that is not null. Consumes nothing.
    fn has(&mut self, key: &'static Key) -> bool;

    /// Whether null is at the cursor; if so, it is consumed.
    fn null(&mut self) -> bool;
    /// A string.
    fn str(&mut self) -> Result<&'a str, Self::Error>;
    /// A boolean.
    fn bool(&mut self) -> Result<bool, Self::Error>;
    /// A whole number from 0 to 2^53, also when it is written with a point.
    fn u64(&mut self) -> Result<u64, Self::Error>;
    /// A whole number from -2^53 to 2^53, also when it is written with a point.
    fn i64(&mut self) -> Result<i64, Self::Error>;
    /// Any number.
    fn f64(&mut self) -> Result<f64, Self::Error>;
    /// Any value.
    fn json(&mut self) -> Result<crate::Json<'a>, Self::Error>;
    /// An array. An element of the wrong shape is kept as [`Wire::other`] where the type can, else left out; both
    /// are noted as drift.
    fn slice<T: Wire<'a> + 'a>(&mut self) -> Result<&'a [T], Self::Error>;
    /// Passes over the value at the cursor.
    fn skip(&mut self) -> Result<(), Self::Error>;
    /// A place for a value that a view refers to.
    fn alloc<T: Copy>(&self, value: T) -> &'a mut T;

    /// Whether the value at the cursor, member `key` of `object`, is to be passed over, for a later member of that
    /// name replaces it. A lane may leave that open until something hangs on it.
    fn superseded(&self, object: &Self::Object, key: &'static Key) -> bool;
    /// The place of the cursor.
    fn mark(&self) -> Self::Mark;
    /// Notes that the value at `mark`, a member `key`, is not what its field expects, and passes over it;
    /// or gives the error on, where that is not to be borne.
    fn mismatch(
        &mut self,
        error: Self::Error,
        mark: Self::Mark,
        key: &'static Key,
        required: bool,
    ) -> Result<(), Self::Error>;
    /// The error that `object` lacks the key field `key`.
    fn missing(&self, object: &Self::Object, key: &'static Key) -> Self::Error;

    /// Steps into the field `key`, for paths.
    fn enter(&mut self, key: &'static Key);
    /// Steps out of it.
    fn leave(&mut self);
    /// Notes a field that no row names, and passes over its value.
    fn unknown(&mut self, key: &'a str) -> Result<(), Self::Error>;
    /// Notes an object that no row of its union names.
    fn unknown_tag(&mut self, tag: Tag<'a>);
}
