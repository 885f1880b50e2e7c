//! [`Source`]: what a lane offers to the generated readers.

use super::{Field, Heads, Wire};
use crate::scan::Fitting;

/// A member's name, prepared when the tables are compiled.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key {
    /// The name as the wire has it.
    pub(crate) name: &'static str,
    /// The name as it stands in a frame: quoted, with its colon.
    pub(crate) quoted: &'static [u8],
    /// The same with a space behind it.
    pub(crate) spaced: &'static [u8],
    /// How long the value usually is in bytes, where it is an id or an index; 0 where nobody can tell.
    pub(crate) usual: usize,
    /// Whether it may be the tag of a union.
    pub(crate) is_type: bool,
    /// Whether it is one that an object may be said not to have before it is read: a tag, or what tells it from another that
    /// has none either.
    pub(crate) tells: bool,
    /// The name's share of a path's hash, so that the drift report looks at no name to hash a path.
    pub(crate) hash: u64,
}

impl Key {
    /// A step into an array: every index alike.
    pub(crate) const INDEX: &'static Self = &key!("[]");
    /// The member that tells one object of a union from another.
    pub(crate) const TYPE: &'static Self = &key!("type");

    /// Made by [`key!`], which quotes the name.
    pub(crate) const fn new(name: &'static str, spaced: &'static str) -> Self {
        let spaced = spaced.as_bytes();
        let (quoted, _) = spaced.split_at(spaced.len() - 1);
        let (usual, hash) = (Self::usual(name.as_bytes()), Self::hash(name.as_bytes()));
        let (is_type, tells) = (matches!(name.as_bytes(), b"type"), matches!(name.as_bytes(), b"type" | b"audio"));
        Self { name, quoted, spaced, usual, is_type, tells, hash }
    }

    /// Ids are a word, `_` and 21 letters and digits, on every server that was recorded: `event_` and mostly `item_`,
    /// `resp_`, `conv_` or `sess_`; a call's are shorter. An index has one digit.
    const fn usual(name: &[u8]) -> usize {
        match name {
            b"event_id" => 27,
            b"call_id" => 21,
            b"id" | [.., b'_', b'i', b'd'] => 26,
            [.., b'_', b'i', b'n', b'd', b'e', b'x'] => 1,
            _ => 0,
        }
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

/// A [`Key`] by its name.
macro_rules! key {
    ($name:expr) => {
        $crate::wire::Key::new($name, concat!("\"", $name, "\": "))
    };
}

pub(crate) use key;

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
/// A reader of an object calls [`object`](Self::object), then for each member: [`at`](Self::at) for each key that it
/// expects, in wire order, or [`key`](Self::key) when none fits, reads the value, and calls [`next`](Self::next), which
/// says whether there is another; and at last [`close`](Self::close).
///
/// An error says no more than the value at which it arose: its byte and its path are found by the cold locator in the
/// untouched frame, so nothing is added to it on the way out, in any lane.
pub(crate) trait Source<'a>: Sized {
    /// Why a value could not be read.
    type Error;
    /// An object being read.
    type Object: Copy;
    /// Where a tag seems to be.
    type Spot: Copy;
    /// A place to come back to.
    type Mark: Copy;
    /// Whether it looks for heads with spaces.
    const SPACED: bool = false;
    /// Whether it compares a key as it is written, so that one which is written unusually is known by its name alone.
    const LITERAL: bool = false;
    /// Whether fields are looked for in the order in which servers send them, before they are wherever they stand: what
    /// makes haste has one more copy of how each is read.
    const ORDERED: bool = true;

    /// Names the event that is being read, for paths.
    fn begin(&mut self, event: &'static Key);
    /// Goes behind an event of a type that no table names; `kind` is that type.
    fn unnamed(&mut self, kind: &'a str) -> Result<(), Self::Error>;
    /// The error that the frame at the cursor has no `type` that is a string.
    fn untyped(&self) -> Self::Error;

    /// What the value at the cursor is.
    fn found(&self) -> Found;
    /// The error that something else was expected at the cursor.
    fn expected(&self, expected: &'static str) -> Self::Error;

    /// Enters the event at the cursor if it begins as one of `heads` says, and goes behind that. A lane that does not
    /// compare bytes knows no head.
    #[inline(always)]
    fn head(&mut self, _heads: &'static Heads) -> Option<(Self::Object, Fitting<'a>)> {
        None
    }
    /// The same of an event whose tag was seen further on, and is yet to be met.
    #[inline(always)]
    fn late_head(&mut self, _heads: &'static Heads) -> Option<(Self::Object, Fitting<'a>)> {
        None
    }
    /// Reads the value at the cursor if it is as [`Wire::plain`] has it. A lane that does not compare bytes reads none.
    #[inline(always)]
    fn plain<T: Wire<'a>>(&mut self, _slot: &mut T) -> bool {
        false
    }
    /// Enters the object at the cursor, and says whether it has a member.
    fn object(&mut self) -> Result<(Self::Object, bool), Self::Error>;
    /// Whether the next member is `key`; if so, its value is at the cursor.
    fn at(&mut self, object: &mut Self::Object, key: &'static Key) -> bool;
    /// The next member's key, whatever it is; its value is at the cursor.
    fn key(&mut self, object: &mut Self::Object) -> Result<&'a str, Self::Error>;
    /// Goes on behind a member's value, and says whether there is another.
    fn next(&mut self, object: &mut Self::Object) -> Result<bool, Self::Error>;
    /// A member that holds more than a leaf stands a second time; the lane may stop here rather than read it again.
    #[inline]
    fn again(&mut self) -> Result<(), Self::Error> {
        Ok(())
    }
    /// Leaves `object`; `repeated` tells that one of `fields` (or the tag) stood in it twice.
    fn close(&mut self, object: Self::Object, repeated: bool, fields: &'static [Field]) -> Result<(), Self::Error>;

    /// What stands between quotes where the event's tag usually is; none says nothing. It is to be compared with names that
    /// are known, and nothing else: it may be whatever, with half an escape at its end.
    #[inline(always)]
    fn first_tag(&mut self) -> Option<&'a [u8]> {
        None
    }

    /// Where the tag seems to stand of the object at the cursor; none says nothing. Consumes nothing.
    #[inline(always)]
    fn spot(&self) -> Option<Self::Spot> {
        None
    }
    /// Whether the tag at `spot` is `quoted`, quotes and all; it has then been told of, as by [`tag`](Self::tag). A lane that
    /// does not compare bytes knows no spot, and is asked for the tag.
    #[inline(always)]
    fn tagged(&mut self, _spot: Option<Self::Spot>, _quoted: &'static str) -> bool {
        false
    }
    /// The `type` of the object at the cursor, wherever it stands in it. Consumes nothing. A lane may answer what it
    /// takes for the tag, if it makes sure of it while the object is read.
    fn tag(&mut self) -> Result<Tag<'a>, Self::Error>;
    /// Passes over the next member if it is the tag that [`tag`](Self::tag) has told of.
    #[inline]
    fn pass_tag(&mut self, object: &mut Self::Object) -> Result<bool, Self::Error> {
        if !self.at(object, Key::TYPE) {
            return Ok(false);
        }
        self.skip()?;
        Ok(true)
    }
    /// Whether the object at the cursor has a member of that name that is not null. Consumes nothing.
    fn has(&mut self, key: &'static Key) -> Result<bool, Self::Error>;
    /// Whether it has a member, be it null, that is one of `fields` and not one of `others`. Consumes nothing.
    fn has_own(&mut self, fields: &'static [Field], others: &'static [Field]) -> Result<bool, Self::Error>;

    /// Whether null is at the cursor; if so, it is consumed.
    fn null(&mut self) -> bool;
    /// Whether the string `quoted`, quotes and all, is at the cursor; if so, it is consumed. A lane that does not
    /// compare bytes says no, and is asked for the string.
    #[inline]
    fn word(&mut self, _quoted: &'static str) -> bool {
        false
    }
    /// A string, which usually has `usual` bytes; 0 where nobody can tell.
    fn str(&mut self, usual: usize) -> Result<&'a str, Self::Error>;
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
    fn alloc<T: Copy>(&self, make: impl FnOnce() -> T) -> &'a mut T;

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
    fn unknown_tag(&mut self, tag: Tag<'a>) -> Result<(), Self::Error>;
}
