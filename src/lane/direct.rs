//! The direct lane: over the bytes of the frame, in one pass, and faster than the tape lane. It may only accept.
//!
//! It expects keys where servers send them, strings of the usual lengths, and no surprises. Whatever it is not sure of
//! it declines, and the tape lane decides: so it needs no error and no rare case, and what it accepts is what the tape
//! lane would have made, field for field and drift included.
//!
//! There are two instances. Servers write no white space, and looking for it costs a tenth: one instance knows none and
//! declines it, the other, for frames that begin with some, passes over it wherever it may stand.

mod ahead;
mod open;

use bumpalo::Bump;
use bumpalo::collections::Vec as BumpVec;

use crate::Json;
use crate::drift::{Drift, Path};
use crate::number::Number;
use crate::scan::{Cursor, Fitting, Frame, Kernels, Place, Texts, prefetch_ahead};
use crate::wire::{Field, Found, Head, Heads, Key, Root, Source, Tag, Wire, root};

/// How many large elements an array has without a look at what they take. The tape lane knows their number before it makes
/// room for them; here the room grows, and what is left behind counts against the bound on memory.
const FEW: usize = 32;

/// What room for arrays of more may take: so many times the frame's bytes, and
const ROOM_A_BYTE: usize = 16;

/// so many bytes. A frame whose arrays want more is read from its tape.
const ROOM: usize = 64 * 1024;

/// The lane is not sure.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Declined;

/// What is read, and with what.
pub(crate) struct Reading<'t, 'a> {
    pub(crate) frame: Frame<'a>,
    pub(crate) arena: &'a Bump,
    pub(crate) kernels: &'static Kernels,
    /// How deep containers may nest; less than the tables do is not for this lane.
    pub(crate) max_depth: usize,
    pub(crate) path: &'t mut Path,
    pub(crate) drift: &'t mut Drift,
}

/// Reads a frame into `slot`; false where the lane declines, and then the drift that was staged is to be forgotten.
#[inline]
pub(crate) fn read<'a, E: Root<'a>>(reading: Reading<'_, 'a>, slot: &mut E) -> bool {
    let frame = reading.frame.bytes();
    prefetch_ahead(frame);
    reading.path.rewind();
    let Some(cursor) = Cursor::new(frame) else { return false };
    let mut value = cursor;
    // Nearly every frame begins with its tag, and any other with another key.
    let at_value = value.eat_text(FIRST) || value.eat(b'{') && value.quoted().is_some() && value.eat(b':');
    let spaced = if at_value { value.byte() <= b' ' } else { blank_ahead(frame) };
    let read = if spaced {
        DirectSource::<true>::new(cursor, reading).event(frame, slot)
    } else {
        DirectSource::<false>::new(cursor, reading).event(frame, slot)
    };
    read.is_ok()
}

/// Brace and key of a tag that stands first: eight bytes, one comparison.
const FIRST: &[u8] = br#"{"type":"#;

/// Whether white space stands where the first of it would: before the first key, or before the first value.
fn blank_ahead(frame: &[u8]) -> bool {
    let blank = |at: usize| frame.get(at).is_some_and(u8::is_ascii_whitespace);
    blank(0) || blank(1) || frame.iter().position(|&byte| byte == b':').is_some_and(|colon| blank(colon + 1))
}

/// The cursor over a frame, and what goes with it. `SPACED`: there is white space.
pub(crate) struct DirectSource<'t, 'a, const SPACED: bool> {
    cursor: Cursor<'a>,
    texts: Texts<'a>,
    /// Where the tag of the object at the cursor was seen.
    ahead: Option<Place>,
    /// The member that was seen there last; whole and by itself, for what is copied as soon as it is written must wait.
    tag: Option<Member<'a>>,
    /// What an object was said not to have.
    lack: Option<Lack>,
    path: &'t mut Path,
    drift: &'t mut Drift,
    max_depth: usize,
    /// What long arrays may yet take.
    room: usize,
}

/// A member that was taken for an object's tag: where its key begins, and what is behind it.
#[derive(Debug, Clone, Copy)]
struct Member<'a> {
    key: Place,
    behind: Cursor<'a>,
}

/// The object at that depth has neither a tag nor that key.
#[derive(Debug, Clone, Copy)]
struct Lack {
    depth: usize,
    key: &'static Key,
}

/// An object being read: where its tag was seen, until it has been met there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Object {
    tag: Option<Place>,
}

impl<'t, 'a, const SPACED: bool> DirectSource<'t, 'a, SPACED> {
    #[inline]
    fn new(cursor: Cursor<'a>, reading: Reading<'t, 'a>) -> Self {
        let Reading { frame, arena, kernels, max_depth, path, drift } = reading;
        Self {
            cursor,
            texts: Texts::new(kernels, arena, frame),
            ahead: None,
            tag: None,
            lack: None,
            path,
            drift,
            max_depth,
            room: frame.bytes().len() * ROOM_A_BYTE + ROOM,
        }
    }

    /// Reads the frame's one value, behind which nothing may stand.
    #[inline]
    fn event<E: Root<'a>>(mut self, frame: &'a [u8], slot: &mut E) -> Result<(), Declined> {
        self.blanks();
        root(&mut self, frame, slot)?;
        debug_assert!(self.cursor.is_last(), "nothing else ends an event");
        Ok(())
    }

    /// Goes behind the blank that usually is at the cursor.
    #[inline(always)]
    fn blank(&mut self) {
        if SPACED {
            self.cursor.blank(self.texts.kernels());
        }
    }

    /// Goes behind blanks at the cursor, where usually none are.
    #[inline(always)]
    fn blanks(&mut self) {
        if SPACED {
            self.cursor.blanks(self.texts.kernels());
        }
    }

    /// The same of another cursor.
    #[inline(always)]
    fn pass_blank(&self, cursor: &mut Cursor<'a>) {
        if SPACED {
            cursor.blank(self.texts.kernels());
        }
    }

    #[inline(always)]
    fn pass_blanks(&self, cursor: &mut Cursor<'a>) {
        if SPACED {
            cursor.blanks(self.texts.kernels());
        }
    }

    /// Goes behind `byte`, and blanks behind it.
    #[inline(always)]
    fn open(&mut self, byte: u8) -> Result<(), Declined> {
        if !self.cursor.eat(byte) {
            return Err(Declined);
        }
        self.blanks();
        Ok(())
    }

    /// Whether another follows in a container that `end` closes; goes behind the comma or the end.
    #[inline(always)]
    fn follows(&mut self, end: u8) -> Result<bool, Declined> {
        if self.cursor.eat(b',') {
            self.blank();
            return Ok(true);
        }
        if self.cursor.eat(end) {
            return Ok(false);
        }
        if SPACED && self.cursor.byte() <= b' ' {
            self.blanks();
            return self.ends(end);
        }
        Err(Declined)
    }

    /// The same behind blanks.
    #[inline(never)]
    fn ends(&mut self, end: u8) -> Result<bool, Declined> {
        if self.cursor.eat(end) {
            return Ok(false);
        }
        self.open(b',').map(|()| true)
    }

    /// Where the key of a tag is that the object at the cursor begins with, and where its value.
    #[inline(always)]
    fn at_tag(&self) -> Option<(Place, Cursor<'a>)> {
        let mut value = self.cursor;
        if !SPACED {
            return value.eat_text(FIRST).then_some((self.cursor.place().behind(), value));
        }
        if !value.eat(b'{') {
            return None;
        }
        self.pass_blanks(&mut value);
        let key = value.place();
        if !value.eat_text(Key::TYPE.quoted) {
            return None;
        }
        self.pass_blank(&mut value);
        Some((key, value))
    }

    /// Notes what was taken for the tag of the object at the cursor: the member from `key` to `behind`.
    #[inline(always)]
    fn saw(&mut self, key: Place, behind: Cursor<'a>) {
        self.ahead = Some(key);
        self.tag = Some(Member { key, behind });
    }

    /// What the object that is being read, or is to be, was said not to have.
    #[inline(always)]
    fn lack(&self) -> Option<Lack> {
        self.lack.filter(|lack| lack.depth == self.path.depth())
    }

    /// A whole number that is not read as a count: signed, of more than seven digits, near the frame's end, or written in an
    /// unusual way.
    #[cold]
    fn whole(&mut self) -> Result<i64, Declined> {
        self.cursor.number().and_then(Number::whole).ok_or(Declined)
    }
}

impl<'a, const SPACED: bool> Source<'a> for DirectSource<'_, 'a, SPACED> {
    type Error = Declined;
    type Object = Object;
    type Spot = (Place, Cursor<'a>);
    type Mark = ();
    const SPACED: bool = SPACED;
    const LITERAL: bool = true;

    #[inline]
    fn begin(&mut self, event: &'static Key) {
        self.path.begin(event);
    }

    fn unnamed(&mut self, kind: &'a str) -> Result<(), Declined> {
        self.only_tag(kind)?;
        self.pass_event()
    }

    fn untyped(&self) -> Declined {
        Declined
    }

    fn found(&self) -> Found {
        match self.cursor.byte() {
            b'"' => Found::String,
            b'{' => Found::Object,
            b'[' => Found::Array,
            b'n' => Found::Null,
            b't' | b'f' => Found::Boolean,
            // Read as what it is, or declined, later.
            _ => Found::Number,
        }
    }

    fn expected(&self, _expected: &'static str) -> Declined {
        Declined
    }

    #[inline(always)]
    fn head(&mut self, heads: &'static Heads) -> Option<(Object, Fitting<'a>)> {
        // Its tag stands first, right behind the brace.
        let tag = self.tag.filter(|tag| tag.key == self.cursor.place().behind())?;
        let [compact, spaced] = heads;
        let head = if SPACED { spaced } else { compact }.as_ref()?;
        let mut cursor = tag.behind;
        // The pattern takes a brace there, too.
        if cursor.byte() != b',' {
            return None;
        }
        let text = cursor.fitting(head.pattern(), self.texts.kernels())?;
        (self.cursor, self.ahead) = (cursor, None);
        Some((Object { tag: None }, text))
    }

    fn late_head(&mut self, heads: &'static Heads) -> Option<(Object, Fitting<'a>)> {
        let [compact, _] = heads;
        let head = compact.as_ref().filter(|_| !SPACED)?;
        let mut cursor = self.cursor;
        // Most of what is no head is known by its first key, without a call.
        if cursor.byte() != b'{' || !cursor.rest()[1..].starts_with(Head::FIRST) {
            return None;
        }
        let text = cursor.fitting(head.pattern(), self.texts.kernels())?;
        self.cursor = cursor;
        Some((Object { tag: self.ahead.take() }, text))
    }

    #[inline(always)]
    fn plain<T: Wire<'a>>(&mut self, slot: &mut T) -> bool {
        !SPACED && T::plain(&mut self.cursor, slot)
    }

    #[inline(always)]
    fn object(&mut self) -> Result<(Object, bool), Declined> {
        self.open(b'{')?;
        Ok((Object { tag: self.ahead.take() }, !self.cursor.eat(b'}')))
    }

    #[inline(always)]
    fn at(&mut self, object: &mut Object, key: &'static Key) -> bool {
        let start = self.cursor.place();
        // Whoever writes white space writes it behind a key's colon. A key that has none there is found by its name.
        let here = self.cursor.eat_text(if SPACED { key.spaced } else { key.quoted });
        if here {
            if key.is_type {
                object.tag = object.tag.filter(|tag| *tag != start);
            }
            if key.tells && self.lack().is_some_and(|lack| key.is_type || key.name == lack.key.name) {
                // There was to be none: a tag that is never met, so that the object is declined.
                object.tag = Some(start);
            }
        }
        here
    }

    #[inline(never)]
    fn key(&mut self, object: &mut Object) -> Result<&'a str, Declined> {
        let start = self.cursor.place();
        let key = self.str(0)?;
        self.colon()?;
        if key == Key::TYPE.name {
            object.tag = object.tag.filter(|tag| *tag != start);
        }
        if self.lack().is_some_and(|lack| key == lack.key.name || key == Key::TYPE.name) {
            return Err(Declined);
        }
        Ok(key)
    }

    #[inline(always)]
    fn next(&mut self, _object: &mut Object) -> Result<bool, Declined> {
        // The frame's last byte ends the event, nothing else does, and it ends nothing else. It is never passed.
        let ends = |lane: &Self| lane.cursor.byte() == b'}' && lane.cursor.is_last();
        if ends(self) {
            return if self.path.depth() == 0 { Ok(false) } else { Err(Declined) };
        }
        match self.follows(b'}') {
            Ok(false) if self.path.depth() == 0 => Err(Declined),
            // Behind blanks.
            Err(Declined) if SPACED && self.path.depth() == 0 && ends(self) => Ok(false),
            follows => follows,
        }
    }

    #[inline]
    fn again(&mut self) -> Result<(), Declined> {
        Err(Declined)
    }

    #[inline(always)]
    fn close(&mut self, object: Object, repeated: bool, _fields: &'static [Field]) -> Result<(), Declined> {
        // A tag that was not met where it was seen is none of this object's.
        if repeated || object.tag.is_some() { Err(Declined) } else { Ok(()) }
    }

    #[inline(always)]
    fn first_tag(&mut self) -> Option<&'a [u8]> {
        let (key, mut behind) = self.at_tag()?;
        let text = behind.quoted()?;
        self.saw(key, behind);
        Some(text)
    }

    #[inline(always)]
    fn spot(&self) -> Option<(Place, Cursor<'a>)> {
        self.at_tag().or_else(|| self.behind_id())
    }

    #[inline(always)]
    fn tagged(&mut self, spot: Option<(Place, Cursor<'a>)>, quoted: &'static str) -> bool {
        let Some((key, mut behind)) = spot else { return false };
        let here = behind.eat_text(quoted.as_bytes());
        if here {
            self.saw(key, behind);
        }
        here
    }

    #[inline(always)]
    fn tag(&mut self) -> Result<Tag<'a>, Declined> {
        if let Some((key, mut behind)) = self.at_tag()
            && let Some(text) = behind.name()
        {
            self.saw(key, behind);
            return Ok(Tag::Text(text));
        }
        if self.cursor.byte() == b'{' { self.tag_ahead() } else { Err(Declined) }
    }

    #[inline(always)]
    fn pass_tag(&mut self, object: &mut Object) -> Result<bool, Declined> {
        let here = self.cursor.place();
        if object.tag != Some(here) {
            return Ok(false);
        }
        object.tag = None;
        match self.tag {
            Some(tag) if tag.key == here => self.cursor.go_to(tag.behind),
            // Another object's tag has been seen since.
            _ => {
                self.key(object)?;
                self.skip()?;
            }
        }
        Ok(true)
    }

    fn has(&mut self, key: &'static Key) -> Result<bool, Declined> {
        if let Some(lack) = self.lack() {
            self.lack = Some(Lack { key, ..lack });
            return Ok(false);
        }
        self.has_ahead(key)
    }

    fn has_own(&mut self, fields: &'static [Field], others: &'static [Field]) -> Result<bool, Declined> {
        self.has_own_ahead(fields, others)
    }

    #[inline(always)]
    fn null(&mut self) -> bool {
        self.cursor.byte() == b'n' && self.cursor.eat_text(b"null")
    }

    #[inline(always)]
    fn word(&mut self, quoted: &'static str) -> bool {
        self.cursor.eat_text(quoted.as_bytes())
    }

    #[inline(always)]
    fn str(&mut self, usual: usize) -> Result<&'a str, Declined> {
        match self.cursor.short(usual) {
            Some(text) => Ok(text),
            None => self.texts.read(&mut self.cursor).ok_or(Declined),
        }
    }

    #[inline]
    fn bool(&mut self) -> Result<bool, Declined> {
        if self.cursor.eat_text(b"true") {
            Ok(true)
        } else if self.cursor.eat_text(b"false") {
            Ok(false)
        } else {
            Err(Declined)
        }
    }

    #[inline(always)]
    fn u64(&mut self) -> Result<u64, Declined> {
        match self.cursor.digits() {
            Some(value) => Ok(value),
            None => u64::try_from(self.whole()?).map_err(|_| Declined),
        }
    }

    #[inline]
    fn i64(&mut self) -> Result<i64, Declined> {
        self.whole()
    }

    fn f64(&mut self) -> Result<f64, Declined> {
        Ok(match self.cursor.number().ok_or(Declined)? {
            Number::U64(value) => value as f64,
            Number::I64(value) => value as f64,
            Number::F64(value) => value,
        })
    }

    fn json(&mut self) -> Result<Json<'a>, Declined> {
        let mut value = Json::Null;
        self.any(self.path.depth() + 2, &mut value)?;
        Ok(value)
    }

    #[inline]
    fn slice<T: Wire<'a> + 'a>(&mut self) -> Result<&'a [T], Declined> {
        self.open(b'[')?;
        if self.cursor.eat(b']') {
            return Ok(&[]);
        }
        // Few large elements, or some small ones.
        let few = if size_of::<T>() > 64 { 1 } else { 4 };
        let mut values = BumpVec::with_capacity_in(few, self.texts.arena());
        self.path.enter(Key::INDEX);
        loop {
            if few == 1 && values.len() >= FEW && values.len() == values.capacity() {
                self.room = self.room.checked_sub(2 * values.len() * size_of::<T>()).ok_or(Declined)?;
            }
            // In place, for a large element would be copied on its way.
            values.push(T::empty());
            if let Some(slot) = values.last_mut() {
                T::read(self, slot)?;
            }
            if !self.follows(b']')? {
                break;
            }
        }
        self.path.leave();
        Ok(values.into_bump_slice())
    }

    fn skip(&mut self) -> Result<(), Declined> {
        self.pass(self.path.depth() + 2).map(drop)
    }

    #[inline(always)]
    fn alloc<T: Copy>(&self, make: impl FnOnce() -> T) -> &'a mut T {
        self.texts.arena().alloc_with(make)
    }

    #[inline(always)]
    fn superseded(&self, _object: &Object, _key: &'static Key) -> bool {
        // Where a key is repeated the object is declined.
        false
    }

    #[inline(always)]
    fn mark(&self) {}

    #[inline(always)]
    fn mismatch(&mut self, error: Declined, _: (), _: &'static Key, _: bool) -> Result<(), Declined> {
        Err(error)
    }

    #[inline(always)]
    fn missing(&self, _object: &Object, _key: &'static Key) -> Declined {
        Declined
    }

    #[inline(always)]
    fn enter(&mut self, key: &'static Key) {
        self.path.enter(key);
    }

    #[inline(always)]
    fn leave(&mut self) {
        self.path.leave();
    }

    fn unknown(&mut self, key: &'a str) -> Result<(), Declined> {
        let found = self.pass(self.path.depth() + 2)?;
        self.drift.stage(self.path, Some(key), Drift::NOTHING, found.as_str());
        Ok(())
    }

    #[cold]
    fn unknown_tag(&mut self, tag: Tag<'a>) -> Result<(), Declined> {
        // It is read as an open value, which has no tag to be met.
        self.ahead = None;
        if self.lack().is_some() {
            return Err(Declined);
        }
        self.drift.stage(self.path, None, Drift::KNOWN_TYPE, tag.as_str());
        match tag {
            Tag::Text(kind) => self.only_tag(kind),
            Tag::Absent | Tag::Odd => Ok(()),
        }
    }
}
