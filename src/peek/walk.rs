//! [`Walk`]: over the members of objects, of which only what is asked for is looked at.

use super::Unsure;
use crate::scan::kernel::Kernels;
use crate::scan::{Cursor, near_end, near_quote, near_text};
use crate::wire::Wire;

/// A place in a frame, among the members of an object.
#[derive(Clone, Copy)]
pub(super) struct Walk<'f> {
    frame: &'f [u8],
    at: usize,
    /// Whether an object has just begun.
    first: bool,
    kernels: &'static Kernels,
}

/// A value that was passed.
pub(super) enum Value<'f> {
    Text(Text<'f>),
    /// A number or a word, or what stands in the place of one; never empty.
    Scalar(&'f [u8]),
    Container,
}

/// A string that was passed.
#[derive(Clone, Copy)]
pub(super) struct Text<'f> {
    /// What stands between the quotes, escapes and all.
    pub(super) raw: &'f [u8],
    /// Whether no escape is sure to be in it.
    near: bool,
}

impl<'f> Text<'f> {
    #[inline]
    pub(super) fn has_escapes(self) -> bool {
        !self.near && self.raw.contains(&b'\\')
    }

    /// The text, if no escape is in it.
    #[inline]
    pub(super) fn plain(self) -> Result<&'f str, Unsure> {
        if self.has_escapes() {
            return Err(Unsure);
        }
        std::str::from_utf8(self.raw).map_err(|_| Unsure)
    }
}

impl<'f> Walk<'f> {
    /// Into the outermost object.
    #[inline]
    pub(super) fn open(frame: &'f [u8]) -> Result<Self, Unsure> {
        let mut walk = Self { frame, at: 0, first: true, kernels: Kernels::best() };
        walk.enter()?;
        Ok(walk)
    }

    /// The next member's key, or none at the end of the object, which is then left.
    #[inline(always)]
    pub(super) fn key(&mut self) -> Result<Option<&'f [u8]>, Unsure> {
        let start = match self.frame.get(self.at).ok_or(Unsure)? {
            b',' if !self.first => self.at + 1,
            b'"' if self.first => self.at,
            b'}' => {
                (self.at, self.first) = (self.at + 1, false);
                return Ok(None);
            }
            _ => return self.odd_key(),
        };
        let text = start + 1;
        // As servers write it: a quote, a short key, a quote and a colon.
        if self.frame.get(start) == Some(&b'"')
            && let Some(length) = near_quote(self.frame, text)
            && self.frame.get(text + length + 1) == Some(&b':')
        {
            (self.at, self.first) = (text + length + 2, false);
            return Ok(Some(&self.frame[text..text + length]));
        }
        self.odd_key()
    }

    #[inline(never)]
    fn odd_key(&mut self) -> Result<Option<&'f [u8]>, Unsure> {
        let first = std::mem::replace(&mut self.first, false);
        match self.look()? {
            b'}' => {
                self.at += 1;
                return Ok(None);
            }
            b'"' if first => {}
            b',' if !first => {
                self.at += 1;
                if self.look()? != b'"' {
                    return Err(Unsure);
                }
            }
            _ => return Err(Unsure),
        }
        let key = self.string()?;
        if key.has_escapes() || self.look()? != b':' {
            return Err(Unsure);
        }
        self.at += 1;
        Ok(Some(key.raw))
    }

    /// Passes the value of the member.
    #[inline(always)]
    pub(super) fn value(&mut self) -> Result<Value<'f>, Unsure> {
        match self.look()? {
            b'"' => self.string().map(Value::Text),
            b'{' | b'[' => self.container().map(|()| Value::Container),
            _ => self.scalar().map(Value::Scalar),
        }
    }

    #[inline(always)]
    fn container(&mut self) -> Result<(), Unsure> {
        let behind = self.at + 1;
        self.at = match self.frame.get(behind) {
            Some(b']' | b'}') => behind + 1,
            _ => behind + self.kernels.close(&self.frame[behind..]).ok_or(Unsure)?,
        };
        Ok(())
    }

    #[inline(always)]
    fn scalar(&mut self) -> Result<&'f [u8], Unsure> {
        let start = self.at;
        let length = near_end(self.frame, start).or_else(|| far_end(&self.frame[start..]));
        let length = length.filter(|&length| length > 0).ok_or(Unsure)?;
        self.at = start + length;
        Ok(&self.frame[start..self.at])
    }

    /// The value of the member, if it is a text without escapes; none if it is null.
    #[inline]
    pub(super) fn text(&mut self) -> Result<Option<&'f str>, Unsure> {
        if self.frame.get(self.at) == Some(&b'"')
            && let Some(text) = near_text(self.frame, self.at + 1)
        {
            self.at += text.len() + 2;
            return Ok(Some(text));
        }
        match self.value()? {
            Value::Text(text) => text.plain().map(Some),
            Value::Scalar(b"null") => Ok(None),
            _ => Err(Unsure),
        }
    }

    /// Reads the value of the member, and passes it, if it is as [`Wire::plain`] has it.
    #[inline(always)]
    pub(super) fn plain<T: Wire<'f>>(&mut self, slot: &mut T) -> bool {
        let Some(start) = self.frame.get(self.at..).and_then(Cursor::new) else { return false };
        let mut cursor = start;
        let plain = T::plain(&mut cursor, slot);
        self.at += start.left() - cursor.left();
        plain
    }

    /// Into the object that is the value of the member, or past the null that it is.
    #[inline]
    pub(super) fn enter_or_null(&mut self) -> Result<bool, Unsure> {
        if self.look()? == b'{' {
            self.enter()?;
            return Ok(true);
        }
        match self.value()? {
            Value::Scalar(b"null") => Ok(false),
            _ => Err(Unsure),
        }
    }

    /// Nothing but white space is left.
    #[inline]
    pub(super) fn end(&mut self) -> Result<(), Unsure> {
        match self.look() {
            Ok(_) => Err(Unsure),
            Err(Unsure) => Ok(()),
        }
    }

    /// Where the walk is, to go back to.
    pub(super) const fn place(&self) -> usize {
        self.at
    }

    /// At a place where it was, before a value.
    pub(super) const fn back(&self, at: usize) -> Self {
        Self { frame: self.frame, at, first: false, kernels: self.kernels }
    }

    #[inline]
    fn enter(&mut self) -> Result<(), Unsure> {
        if self.look()? != b'{' {
            return Err(Unsure);
        }
        self.at += 1;
        self.first = true;
        Ok(())
    }

    /// The next byte that is no white space.
    #[inline(always)]
    fn look(&mut self) -> Result<u8, Unsure> {
        match self.frame.get(self.at) {
            Some(&byte) if byte > b' ' => Ok(byte),
            Some(_) => self.look_behind(),
            None => Err(Unsure),
        }
    }

    #[cold]
    fn look_behind(&mut self) -> Result<u8, Unsure> {
        self.at += self.kernels.blank(&self.frame[self.at..]);
        self.frame.get(self.at).copied().ok_or(Unsure)
    }

    /// Passes a string.
    #[inline(always)]
    fn string(&mut self) -> Result<Text<'f>, Unsure> {
        let start = self.at + 1;
        let (length, near) = match near_quote(self.frame, start) {
            Some(length) => (length, true),
            None => (self.kernels.quote(&self.frame[start..]).ok_or(Unsure)?, false),
        };
        self.at = start + length + 1;
        Ok(Text { raw: &self.frame[start..start + length], near })
    }
}

/// Where a long number or word ends, or one at the end of a short frame.
#[cold]
fn far_end(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|byte| matches!(byte, b',' | b'}' | ..=b' '))
}
