//! [`Cursor`]: a place in a frame.

#[cfg(test)]
mod tests;

use std::marker::PhantomData;
use std::num::NonZero;
use std::ptr::NonNull;

use super::chunk::{CHUNK, Chunk, HALF, equal, plain, stops};
use super::{Digits, Fitting, Kernels, Pattern, number};
use crate::number::Number;

/// A place in a frame of at least 32 bytes whose last byte is `}`.
///
/// It cannot leave the frame: whatever moves it has looked at the bytes it passes, and the last byte is never passed. So
/// there is always a byte to look at, and runs of digits, letters and blanks end without a look at the length.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'a> {
    /// INVARIANT: a byte of the frame.
    at: NonNull<u8>,
    /// INVARIANT: right behind a frame of at least `CHUNK` bytes that is borrowed for `'a` and ends in `}`.
    end: *const u8,
    frame: PhantomData<&'a [u8]>,
}

/// Where a cursor was, to be compared with where one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place(NonZero<usize>);

impl Place {
    /// That of the byte behind it.
    #[inline(always)]
    pub(crate) fn behind(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl<'a> Cursor<'a> {
    /// The beginning of `frame`, blanks at its end left out; none where it is too short or does not end in `}`.
    #[inline]
    pub(crate) fn new(frame: &'a [u8]) -> Option<Self> {
        let mut frame = frame;
        while let [head @ .., b' ' | b'\t' | b'\n' | b'\r'] = frame {
            frame = head;
        }
        if frame.len() < CHUNK || frame.last() != Some(&b'}') {
            return None;
        }
        Some(Self { at: NonNull::from(frame).cast(), end: frame.as_ptr_range().end, frame: PhantomData })
    }

    /// How many bytes there are from here: at least one.
    #[inline(always)]
    pub(crate) fn left(&self) -> usize {
        self.end.addr() - self.at.addr().get()
    }

    /// Whether it is at the last byte, behind which it does not go.
    #[inline(always)]
    pub(crate) fn is_last(&self) -> bool {
        self.left() == 1
    }

    /// Whether all bytes from here are of that text.
    #[inline(always)]
    pub(super) fn is_within(&self, text: &'a str) -> bool {
        let text = text.as_bytes().as_ptr_range();
        text.start.addr() <= self.at.addr().get() && self.end.addr() <= text.end.addr()
    }

    /// All bytes from here.
    #[inline(always)]
    pub(crate) fn rest(&self) -> &'a [u8] {
        // SAFETY: `at` and `end` lie in one slice that is borrowed for 'a, `at` before `end`.
        unsafe { std::slice::from_raw_parts(self.at.as_ptr(), self.left()) }
    }

    /// The byte here.
    #[inline(always)]
    pub(crate) fn byte(&self) -> u8 {
        debug_assert!(self.left() > 0);
        // SAFETY: `at` is a byte of the frame.
        unsafe { self.at.read() }
    }

    /// Where it is, to be compared.
    #[inline(always)]
    pub(crate) fn place(&self) -> Place {
        Place(self.at.addr())
    }

    /// Goes to where another of the same frame is; stays where that is of another. The whole of it is two words, and copied
    /// as one it would have to wait where one of them was written just before.
    #[inline(always)]
    pub(crate) fn go_to(&mut self, other: Self) {
        debug_assert!(self.end == other.end, "of the same frame");
        if self.end == other.end {
            // A byte before this end, too.
            self.at = other.at;
        }
    }

    /// Goes on by so many bytes, to the last byte at most.
    #[inline(always)]
    pub(crate) fn pass(&mut self, bytes: usize) {
        debug_assert!(bytes <= self.left(), "what is passed has been looked at");
        // SAFETY: to a byte of the frame, the last at most.
        self.at = unsafe { self.at.add(bytes.min(self.left() - 1)) };
    }

    /// Whether `byte` is here, and is not the frame's last; if so, goes behind it.
    #[inline(always)]
    pub(crate) fn eat(&mut self, byte: u8) -> bool {
        let here = self.byte() == byte && (byte != b'}' || !self.is_last());
        if here {
            // SAFETY: not the last byte, which is a `}`.
            self.at = unsafe { self.at.add(1) };
        }
        here
    }

    /// Whether `text` is here, and does not end the frame; if so, goes behind it.
    #[inline(always)]
    pub(crate) fn eat_text(&mut self, text: &'static [u8]) -> bool {
        if self.left() <= text.len() {
            return false;
        }
        // SAFETY: more bytes are left.
        let here = unsafe { std::slice::from_raw_parts(self.at.as_ptr(), text.len()) } == text;
        if here {
            // SAFETY: more bytes are left.
            self.at = unsafe { self.at.add(text.len()) };
        }
        here
    }

    /// The bytes from here on, if they are as `pattern` has them and do not end the frame; it goes behind them.
    #[inline(always)]
    pub(crate) fn fitting(&mut self, pattern: &Pattern, kernels: &Kernels) -> Option<Fitting<'a>> {
        let rest = self.rest();
        if rest.len() <= pattern.len() || !kernels.fits(rest, pattern) {
            return None;
        }
        // SAFETY: more bytes are left, and these fit.
        unsafe {
            self.at = self.at.add(pattern.len());
            Some(Fitting::new(&rest[..pattern.len()]))
        }
    }

    /// Goes behind the blank that usually is here, or whatever blanks there are.
    #[inline(always)]
    pub(crate) fn blank(&mut self, kernels: &Kernels) {
        if !self.eat(b' ') {
            *self = self.behind_run(kernels);
        }
    }

    /// Goes behind blanks, where usually none are.
    #[inline(always)]
    pub(crate) fn blanks(&mut self, kernels: &Kernels) {
        // No token begins with a byte as low as a blank.
        if self.byte() <= b' ' {
            *self = self.behind_run(kernels);
        }
    }

    /// By value: a place that is lent to a call has to be in memory, and whoever goes on from it waits for that at every
    /// blank, be there a run or not.
    #[cold]
    #[inline(never)]
    fn behind_run(mut self, kernels: &Kernels) -> Self {
        if self.byte() <= b' ' {
            self.pass(kernels.blank(self.rest()));
        }
        self
    }

    /// The string here, of at most 31 bytes, plain ASCII without an escape; none of any other, and stays. Usually it
    /// has `usual` bytes, where that is not 0: what was foretold is compared, not looked for.
    #[inline(always)]
    pub(crate) fn short(&mut self, usual: usize) -> Option<&'a str> {
        if let Some(text) = self.foretold(usual) {
            return Some(text);
        }
        if usual == 0 {
            return self.nearby();
        }
        let (text, behind) = self.unforetold()?;
        *self = behind;
        Some(text)
    }

    /// The same where the length is not as foretold, and what is behind it. By value, so that where it is as foretold
    /// nobody waits for the place to be written and read again.
    #[inline(never)]
    fn unforetold(mut self) -> Option<(&'a str, Self)> {
        let text = self.nearby()?;
        Some((text, self))
    }

    #[inline(always)]
    fn nearby(&mut self) -> Option<&'a str> {
        if self.byte() != b'"' {
            return None;
        }
        // SAFETY: a quote is not the last byte.
        let text = unsafe { self.at.add(1) };
        // SAFETY: a place in the frame.
        let stops = unsafe { self.stops(text) };
        if stops == 0 {
            return None;
        }
        // SAFETY: so many bytes are before a stop.
        unsafe { self.closed(text, stops.trailing_zeros() as usize) }
    }

    /// The string here, if it has `len` bytes, all of them ASCII above the quote, as letters and digits are. None is
    /// foretold that has not 16 to 31.
    #[inline(always)]
    fn foretold(&mut self, len: usize) -> Option<&'a str> {
        if !(HALF..CHUNK).contains(&len) || self.byte() != b'"' || self.left() < len + 2 {
            return None;
        }
        // SAFETY: `len + 2` bytes are left, so that a byte is at either place.
        let (text, quote) = unsafe { (self.at.add(1), self.at.add(1 + len)) };
        // SAFETY: `quote` is a byte of the frame, and from `text` on there are `len` bytes before it.
        if unsafe { quote.read() != b'"' || !plain(std::slice::from_raw_parts(text.as_ptr(), len)) } {
            return None;
        }
        // SAFETY: a quote is not the last byte, and `len` bytes before it are ASCII.
        unsafe {
            self.at = quote.add(1);
            Some(Self::ascii(text, len))
        }
    }

    /// The string here, of at most 63 bytes, plain ASCII without an escape; none of any other, and stays.
    #[inline(always)]
    pub(crate) fn name(&mut self) -> Option<&'a str> {
        if self.byte() != b'"' {
            return None;
        }
        // SAFETY: a quote is not the last byte.
        let text = unsafe { self.at.add(1) };
        // SAFETY: a place in the frame.
        let mut len = unsafe { self.stops(text) }.trailing_zeros() as usize;
        if len == CHUNK {
            if self.left() < 1 + CHUNK {
                return None;
            }
            // SAFETY: so many bytes are left, so that it is a place in the frame or its end.
            let more = unsafe { self.stops(text.add(CHUNK)) };
            if more == 0 {
                return None;
            }
            len += more.trailing_zeros() as usize;
        }
        // SAFETY: so many bytes are before a stop.
        unsafe { self.closed(text, len) }
    }

    /// What stands between the quote here and the next one, of at most 63 bytes, whatever they are; goes behind it.
    #[inline(always)]
    pub(crate) fn quoted(&mut self) -> Option<&'a [u8]> {
        if self.byte() != b'"' || self.left() <= 2 * CHUNK {
            return None;
        }
        // SAFETY: more than 64 bytes are left.
        let text = unsafe { self.at.add(1) };
        // SAFETY: as above.
        let mut len = equal(unsafe { chunk(text) }, b'"').trailing_zeros() as usize;
        if len == CHUNK {
            // SAFETY: as above.
            let more = equal(unsafe { chunk(text.add(CHUNK)) }, b'"');
            if more == 0 {
                return None;
            }
            len += more.trailing_zeros() as usize;
        }
        // SAFETY: a quote stands behind `len` bytes of the frame, and it is not the last.
        unsafe {
            self.at = text.add(len + 1);
            Some(std::slice::from_raw_parts(text.as_ptr(), len))
        }
    }

    /// The string of `len` bytes from `text` on, which begins behind this place's quote, if a quote ends it.
    ///
    /// # Safety
    /// [`stops`](Self::stops) tells of none of those bytes, and of the one behind them.
    #[inline(always)]
    unsafe fn closed(&mut self, text: NonNull<u8>, len: usize) -> Option<&'a str> {
        debug_assert!(len + 1 < self.left(), "a stop is a byte of the frame");
        // SAFETY: `stops` tells of bytes of the frame alone, so that at `len` is one, and behind that another or the end.
        let (quote, behind) = unsafe { (text.add(len).read(), text.add(len + 1)) };
        if quote != b'"' {
            return None;
        }
        // A quote is not the last byte.
        self.at = behind;
        // SAFETY: `len` bytes of the frame without a stop, hence ASCII.
        Some(unsafe { Self::ascii(text, len) })
    }

    /// # Safety
    /// From `text` on there are `len` bytes of the frame, all of them ASCII.
    #[inline(always)]
    unsafe fn ascii(text: NonNull<u8>, len: usize) -> &'a str {
        // SAFETY: as the caller promises.
        unsafe { std::str::from_utf8_unchecked(std::slice::from_raw_parts(text.as_ptr(), len)) }
    }

    /// Which of the 32 bytes from `text` on, bits from the lowest, end a plain text: a quote, a backslash, a control
    /// character, or what is not ASCII. Bits beyond the end of the frame are 0.
    ///
    /// # Safety
    /// `text` is a place in the frame or its end.
    #[inline(always)]
    unsafe fn stops(&self, text: NonNull<u8>) -> u32 {
        debug_assert!(text.addr().get() <= self.end.addr());
        let left = self.end.addr() - text.addr().get();
        if left >= CHUNK {
            // SAFETY: 32 bytes are left from `text` on.
            stops(unsafe { chunk(text) })
        } else {
            // The last bytes of the frame, and those before `text` shifted out.
            // SAFETY: the frame has at least 32 bytes before its end.
            let last = unsafe { &*self.end.sub(CHUNK).cast() };
            (u64::from(stops(last)) >> (CHUNK - left)) as u32
        }
    }

    /// The whole number here, of at most seven digits and without a sign or a point, where eight bytes are left;
    /// none of any other, and stays. It goes behind the digits, whatever comes there.
    #[inline(always)]
    pub(crate) fn digits(&mut self) -> Option<u64> {
        let mut at = *self;
        let eight = *self.rest().first_chunk()?;
        // SAFETY: these are the bytes here.
        let count = unsafe { at.count(0, eight) }?;
        if at.byte() == b'.' {
            return None;
        }
        *self = at;
        Some(count)
    }

    /// The count with which these bytes begin; it goes behind the digits.
    ///
    /// # Safety
    /// They are of the frame, and stand `before` bytes behind this place.
    #[inline(always)]
    unsafe fn count(&mut self, before: usize, bytes: [u8; 8]) -> Option<u64> {
        let digits = Digits::of(bytes)?;
        // SAFETY: digits are not the frame's last byte, so that behind them is a byte of the frame.
        self.at = unsafe { self.at.add(before + digits.len()) };
        Some(digits.value())
    }

    /// The count that stands behind `text` here: within it, none where no plain one does, and none at all where `text` is not
    /// here, or the frame ends soon; then it stays. It goes behind the digits, whatever comes there.
    #[inline(always)]
    pub(crate) fn count_behind(&mut self, text: &'static [u8]) -> Option<Option<u64>> {
        let rest = self.rest();
        // `starts_with` may become a call, by length, where each unit of code is optimised alone.
        if rest.len() < text.len() + size_of::<u64>() || rest[..text.len()] != *text {
            return None;
        }
        let eight = *rest[text.len()..].first_chunk()?;
        // SAFETY: these are the bytes behind `text`, which is here.
        Some(unsafe { self.count(text.len(), eight) })
    }

    /// The number here, as a tape would hold it; none where it is no number, or an unusual one.
    pub(crate) fn number(&mut self) -> Option<Number> {
        let (number, len) = number::read(self.rest())?;
        self.pass(len);
        Some(number)
    }

    /// Goes behind the number here, as far as [`number`](Self::number) would, and says whether that is no whole one: what is
    /// passed over need not be computed.
    pub(crate) fn pass_number(&mut self) -> Option<bool> {
        let (fraction, len) = number::pass(self.rest())?;
        self.pass(len);
        Some(fraction)
    }

    /// Goes behind the string here if it seems to have `len` bytes: whatever they are.
    #[inline(always)]
    pub(crate) fn leap_usual(&mut self, len: usize) -> bool {
        // A quote is not the frame's last byte.
        let seems = self.byte() == b'"' && self.rest().get(len + 1) == Some(&b'"');
        if seems {
            self.pass(len + 2);
        }
        seems
    }

    /// Behind the value here, without checking it; none where that cannot be told. By value, as blanks are passed.
    #[inline(never)]
    pub(crate) fn leap(mut self, kernels: &Kernels) -> Option<Self> {
        let rest = self.rest();
        let len = match self.byte() {
            b'"' => kernels.quote(&rest[1..])? + 2,
            b'{' | b'[' => kernels.close(&rest[1..])? + 1,
            _ => {
                let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r');
                rest.iter().position(ends).filter(|at| *at > 0)?
            }
        };
        self.pass(len);
        Some(self)
    }
}

/// # Safety
/// The 32 bytes from `text` on are of the frame, which is borrowed for `'a`.
#[inline(always)]
unsafe fn chunk<'a>(text: NonNull<u8>) -> &'a Chunk {
    // SAFETY: as the caller promises; a frame is borrowed and never written.
    unsafe { text.cast().as_ref() }
}
