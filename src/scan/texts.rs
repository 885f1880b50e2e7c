//! [`Texts`]: strings of any length, unescaped and checked.

use std::alloc::Layout;
use std::mem::MaybeUninit;

use bumpalo::Bump;

use super::kernel::{SLACK, Unescaped};
use super::{Cursor, Frame, Kernels};

/// Makes texts of a frame's strings: slices of the frame, and where a string has escapes, of the arena.
pub(crate) struct Texts<'a> {
    kernels: &'static Kernels,
    arena: &'a Bump,
    /// Of it, what is within the text is known to be UTF-8.
    frame: Frame<'a>,
    /// One piece of the arena for all unescaped texts of the frame, one behind the other.
    room: &'a mut [MaybeUninit<u8>],
}

impl<'a> Texts<'a> {
    /// For one frame; a cursor over another is read as one of which nothing is known.
    #[inline]
    pub(crate) fn new(kernels: &'static Kernels, arena: &'a Bump, frame: Frame<'a>) -> Self {
        Self { kernels, arena, frame, room: &mut [] }
    }

    pub(crate) fn kernels(&self) -> &'static Kernels {
        self.kernels
    }

    pub(crate) fn arena(&self) -> &'a Bump {
        self.arena
    }

    /// The string at the cursor, which goes behind it; none where it is no string, or not surely a valid one.
    #[inline(never)]
    pub(crate) fn read(&mut self, cursor: &mut Cursor<'a>) -> Option<&'a str> {
        let [b'"', inside @ ..] = cursor.rest() else { return None };
        let checked = self.is_checked(cursor);
        let stop = self.kernels.stop(inside, checked)?;
        match inside[stop] {
            b'"' => {
                cursor.pass(stop + 2);
                // SAFETY: a kernel says that what is before is UTF-8, or it stands in a text, where it begins behind an ASCII
                // byte and ends before one, and so between characters.
                Some(unsafe { std::str::from_utf8_unchecked(&inside[..stop]) })
            }
            b'\\' => {
                let made = self.unescape(inside, checked)?;
                cursor.pass(made.read + 2);
                let (text, room) = std::mem::take(&mut self.room).split_at_mut(made.written);
                self.room = room;
                // SAFETY: so many bytes have been written, and are UTF-8.
                Some(unsafe {
                    std::str::from_utf8_unchecked(std::slice::from_raw_parts(text.as_ptr().cast(), text.len()))
                })
            }
            _ => None,
        }
    }

    /// Goes behind the string at the cursor; none where it is no string, or not surely a valid one.
    pub(crate) fn pass(&mut self, cursor: &mut Cursor<'a>) -> Option<()> {
        if cursor.short(0).is_some() {
            return Some(());
        }
        let [b'"', inside @ ..] = cursor.rest() else { return None };
        let checked = self.is_checked(cursor);
        let stop = self.kernels.stop(inside, checked)?;
        if inside[stop] == b'"' {
            cursor.pass(stop + 2);
            return Some(());
        }
        let made = self.unescape(inside, checked)?;
        cursor.pass(made.read + 2);
        Some(())
    }

    /// Unescapes what stands behind a quote, to the beginning of the room; none where that is not valid, or no UTF-8.
    #[inline(always)]
    fn unescape(&mut self, inside: &[u8], checked: bool) -> Option<Unescaped> {
        self.reserve(inside.len() + SLACK);
        let made = self.kernels.unescape(inside, self.room)?;
        // SAFETY: the kernel has written so many bytes.
        let text = unsafe { std::slice::from_raw_parts(self.room.as_ptr().cast::<u8>(), made.written) };
        // What is made of a whole string of a frame that is UTF-8 is so too.
        (made.ascii || checked || self.kernels.utf8(text)).then_some(made)
    }

    /// Whether all that the cursor can read is known to be UTF-8.
    #[inline(always)]
    fn is_checked(&self, cursor: &Cursor<'a>) -> bool {
        matches!(self.frame, Frame::Text(text) if cursor.is_within(text))
    }

    /// Makes room for so many bytes. What a frame unescapes is no longer than what it is unescaped from, so one piece
    /// does for the frame.
    #[inline]
    fn reserve(&mut self, bytes: usize) {
        if self.room.len() < bytes {
            self.room = room(self.arena, bytes);
        }
    }
}

/// A piece of the arena in which nothing has been written.
#[cold]
#[allow(clippy::mut_from_ref, reason = "an arena hands out each piece once")]
fn room(arena: &Bump, bytes: usize) -> &mut [MaybeUninit<u8>] {
    let Ok(layout) = Layout::array::<MaybeUninit<u8>>(bytes) else { return &mut [] };
    let start = arena.alloc_layout(layout).cast::<MaybeUninit<u8>>();
    // SAFETY: the arena has handed out so many bytes to nobody else, for as long as it is borrowed; whatever is in
    // them is a `MaybeUninit`.
    unsafe { std::slice::from_raw_parts_mut(start.as_ptr(), bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_vouches_for_what_is_within_it_alone() {
        let good = r#"{"k":"a long string that is not ASCII: é"}"#;
        let bad = good.as_bytes().iter().map(|&byte| if byte == 0xA9 { b'x' } else { byte }).collect::<Vec<_>>();
        let head = std::str::from_utf8(&bad[..20]).unwrap();
        let others = "x".repeat(99);
        let arena = Bump::new();
        for kernels in Kernels::all() {
            fn read<'a>(
                frame: &'a [u8],
                known: Frame<'a>,
                kernels: &'static Kernels,
                arena: &'a Bump,
            ) -> Option<&'a str> {
                let mut cursor = Cursor::new(frame).unwrap();
                cursor.pass(r#"{"k":"#.len());
                Texts::new(kernels, arena, known).read(&mut cursor)
            }
            for known in [Frame::Bytes(good.as_bytes()), Frame::Text(good), Frame::Text(&others)] {
                assert_eq!(read(good.as_bytes(), known, kernels, &arena), Some(&good[6..good.len() - 2]));
            }
            for known in [Frame::Bytes(&bad), Frame::Text(&others), Frame::Text(head), Frame::Text("")] {
                assert_eq!(read(&bad, known, kernels, &arena), None, "{known:?}");
            }
        }
    }
}
