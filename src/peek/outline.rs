//! [`Outline`]: the members of an event and of the objects in it, found by one pass over its frame.

use crate::scan::kernel::{COLONS, Colon, Kernels};
use crate::scan::near_text;

/// Where members are, by their colons.
pub(super) struct Outline<'f> {
    frame: &'f [u8],
    colons: [Colon; COLONS + 1],
    count: usize,
}

impl<'f> Outline<'f> {
    /// Of a frame in which nothing has been found yet.
    #[inline(always)]
    pub(super) const fn new(frame: &'f [u8]) -> Self {
        Self { frame, colons: [Colon::NONE; COLONS + 1], count: 0 }
    }

    /// Finds the members. Not where a key could read otherwise than it is written, or is not right before its colon.
    #[inline(always)]
    pub(super) fn find(&mut self) -> bool {
        let found = Kernels::best().colons(self.frame, &mut self.colons);
        self.count = found.unwrap_or(0);
        found.is_some()
    }

    /// Their colons, in order.
    #[inline(always)]
    pub(super) fn colons(&self) -> impl Iterator<Item = Colon> {
        self.colons[..self.count].iter().copied()
    }

    /// Whether this is the key before a colon, in quotes. Of a key that ends so behind an escaped quote it is said too.
    #[inline(always)]
    pub(super) fn is<const LENGTH: usize>(&self, colon: Colon, quoted: &[u8; LENGTH]) -> bool {
        self.frame[..colon.place()].last_chunk::<LENGTH>() == Some(quoted)
    }

    /// Whether a key is sure to begin at its first quote.
    #[inline(always)]
    pub(super) fn is_whole(&self, colon: Colon, quoted: &[u8]) -> bool {
        !self.frame[..colon.place() - quoted.len()].ends_with(b"\\")
    }

    /// What stands behind a colon.
    #[inline(always)]
    pub(super) fn behind(&self, colon: Colon) -> &'f [u8] {
        &self.frame[colon.place() + 1..]
    }

    /// The text right behind a colon, if it is short and has no escapes.
    #[inline(always)]
    pub(super) fn text(&self, colon: Colon) -> Option<&'f str> {
        self.behind(colon).starts_with(b"\"").then(|| near_text(self.frame, colon.place() + 2))?
    }
}
