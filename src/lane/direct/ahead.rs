//! What an object has, seen before it is read: its tag, or whether it has a key.
//!
//! Nothing is checked here, for all of it is read again: values are leapt over. What is answered of valid JSON is so, and
//! what is not valid is found when it is read.

use std::sync::LazyLock;

use memchr::memmem;

use super::{Declined, DirectSource, Lack};
use crate::scan::{Cursor, Place, near_opening};
use crate::wire::{Field, Key, Tag, key};

const ID: &Key = &key!("id");

impl<'a, const SPACED: bool> DirectSource<'_, 'a, SPACED> {
    /// The tag of the object at the cursor, which does not begin with it.
    #[inline(never)]
    pub(super) fn tag_ahead(&mut self) -> Result<Tag<'a>, Declined> {
        let depth = self.path.depth();
        if depth == 0
            && let Some(text) = self.last_tag().or_else(|| self.flat_tag())
        {
            return Ok(Tag::Text(text));
        }
        let is_session = depth > 0 && matches!(self.behind_object(), Some((_, true)));
        // What an object around this one was said not to have is still to be looked out for.
        if self.lack.is_none_or(|lack| lack.depth >= depth) {
            self.lack = is_session.then_some(Lack { depth, key: Key::TYPE });
            if is_session {
                return Ok(Tag::Absent);
            }
        }
        let mut found = None;
        self.ahead(|name, key, value| {
            let tag = name == Key::TYPE.name;
            if tag {
                found = Some((key, value));
            }
            tag
        })?;
        let Some((key, mut value)) = found else { return Ok(Tag::Absent) };
        let text = value.name().ok_or(Declined)?;
        self.saw(key.place(), value);
        Ok(Tag::Text(text))
    }

    /// The event's tag where it is the last member, as keys in alphabetical order have it. If this is a mistake, the tag is
    /// not met where it was seen.
    fn last_tag(&mut self) -> Option<&'a str> {
        let frame = self.cursor.rest();
        let text = frame.strip_suffix(b"\"}")?;
        let before = &text[..near_opening(text, text.len())?];
        let before = if SPACED { before.trim_ascii_end() } else { before };
        self.tag_at(before.strip_suffix(Key::TYPE.quoted)?.len())
    }

    /// The event's tag where it stands before any object in it, wherever: inside a string its quotes would be escaped.
    fn flat_tag(&mut self) -> Option<&'a str> {
        static TYPE: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new(Key::TYPE.quoted));
        let frame = self.cursor.rest();
        let flat = memchr::memchr(b'{', &frame[1..]).map_or(frame, |nested| &frame[..1 + nested]);
        self.tag_at(TYPE.find(flat)?)
    }

    /// Where the key of a tag is that stands behind the object's id, and where its value.
    #[inline(never)]
    pub(super) fn behind_id(&self) -> Option<(Place, Cursor<'a>)> {
        if let Some(tag) = self.behind_usual_id() {
            return Some(tag);
        }
        let (mut at, _) = self.behind_object()?;
        let key = at.place();
        self.eats(&mut at, Key::TYPE.quoted).then_some((key, at))
    }

    /// The same of an item whose id has the usual length, where no blank is: in few comparisons.
    #[inline(always)]
    fn behind_usual_id(&self) -> Option<(Place, Cursor<'a>)> {
        let mut at = self.cursor;
        let is_usual = !SPACED && at.eat_text(br#"{"id":"#) && at.leap_usual(ID.usual);
        if !is_usual || !at.eat_text(br#","object":"realtime.item","#) && !at.eat(b',') {
            return None;
        }
        let key = at.place();
        at.eat_text(Key::TYPE.quoted).then_some((key, at))
    }

    /// Where the tag stands of an item or a session that begins with its id: behind that, or in the beta behind `object`. And
    /// whether it is a session's `object`: in the beta these have no tag. If that is a mistake, the tag is met while the
    /// object is read.
    fn behind_object(&self) -> Option<(Cursor<'a>, bool)> {
        let mut at = self.cursor;
        if !at.eat(b'{') {
            return None;
        }
        self.pass_blanks(&mut at);
        if !self.eats(&mut at, ID.quoted) {
            return None;
        }
        if !at.leap_usual(ID.usual) {
            at.short(0)?;
        }
        self.pass_blanks(&mut at);
        if !self.eats(&mut at, b",") {
            return None;
        }
        if !self.eats(&mut at, br#""object":"#) {
            return Some((at, false));
        }
        let is_session = at.eat_text(br#""realtime.session""#);
        let known = is_session || at.eat_text(br#""realtime.item""#);
        self.pass_blanks(&mut at);
        (known && self.eats(&mut at, b",")).then_some((at, is_session))
    }

    /// Whether `text` is there; goes behind it and the blank that usually follows.
    #[inline(always)]
    fn eats(&self, at: &mut Cursor<'a>, text: &'static [u8]) -> bool {
        let here = at.eat_text(text);
        if here {
            self.pass_blank(at);
        }
        here
    }

    /// The tag whose key is so many bytes on.
    fn tag_at(&mut self, bytes: usize) -> Option<&'a str> {
        let mut at = self.cursor;
        at.pass(bytes);
        let key = at.place();
        if !self.eats(&mut at, Key::TYPE.quoted) {
            return None;
        }
        let text = at.name()?;
        self.saw(key, at);
        Some(text)
    }

    /// Makes sure that the object at the cursor has one `type`, which is `tag`.
    #[cold]
    pub(super) fn only_tag(&self, tag: &str) -> Result<(), Declined> {
        let (mut tags, mut same) = (0, false);
        self.ahead(|name, _, mut value| {
            if name == Key::TYPE.name {
                tags += 1;
                same = value.name() == Some(tag);
            }
            false
        })?;
        if tags == 1 && same { Ok(()) } else { Err(Declined) }
    }

    /// Whether the object at the cursor has that member, and it is not null.
    pub(super) fn has_ahead(&self, wanted: &Key) -> Result<bool, Declined> {
        let mut found = None;
        let mut twice = false;
        self.ahead(|name, _, value| {
            if name == wanted.name {
                twice |= found.replace(value.byte() != b'n').is_some();
            }
            false
        })?;
        if twice { Err(Declined) } else { Ok(found == Some(true)) }
    }

    /// Whether it has a member that is one of `fields` and not one of `others`.
    pub(super) fn has_own_ahead(&self, fields: &[Field], others: &[Field]) -> Result<bool, Declined> {
        let mut found = false;
        self.ahead(|name, _, _| {
            found = Field::is_own(name, fields, others);
            found
        })?;
        Ok(found)
    }

    /// Hands on each member of the object at the cursor, its name, where its key is and where its value, until `seen` has
    /// seen enough. Keys that are no plain names are declined.
    #[inline(always)]
    fn ahead(&self, mut seen: impl FnMut(&'a str, Cursor<'a>, Cursor<'a>) -> bool) -> Result<(), Declined> {
        let mut at = self.cursor;
        if !at.eat(b'{') {
            return Err(Declined);
        }
        self.pass_blanks(&mut at);
        if at.eat(b'}') {
            return Ok(());
        }
        loop {
            let key = at;
            let name = at.name().ok_or(Declined)?;
            self.pass_blanks(&mut at);
            if !at.eat(b':') {
                return Err(Declined);
            }
            self.pass_blank(&mut at);
            let value = at;
            if seen(name, key, value) {
                return Ok(());
            }
            if at.short(0).is_none() {
                at = at.leap(self.texts.kernels()).ok_or(Declined)?;
            }
            self.pass_blanks(&mut at);
            // The frame's last byte, which is not eaten, ends the event.
            if at.eat(b'}') || at.is_last() {
                return Ok(());
            }
            if !at.eat(b',') {
                return Err(Declined);
            }
            self.pass_blank(&mut at);
        }
    }
}
