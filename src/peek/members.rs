//! [`Members`]: of a small object, found by one pass over it.

use crate::scan::kernel::{COLONS, Kernels};

/// Where the members of an object are, by their colons. Everything is by place from behind its opening bracket.
pub(super) struct Members<'f> {
    bytes: &'f [u8],
    colons: [u32; COLONS],
    count: usize,
    /// The place behind the closing bracket.
    pub(super) end: usize,
}

impl<'f> Members<'f> {
    /// Of no object.
    #[inline(always)]
    pub(super) const fn new(bytes: &'f [u8]) -> Self {
        Self { bytes, colons: [0; COLONS], count: 0, end: 0 }
    }

    /// Finds those of the object behind whose bracket the bytes start. Not where a key could read otherwise than it is
    /// written, or is not right before its colon.
    #[inline(always)]
    pub(super) fn find(&mut self) -> bool {
        let Some(found) = Kernels::best().colons(self.bytes, &mut self.colons) else { return false };
        (self.count, self.end) = (found.count, found.end);
        self.places().fold(true, |all, colon| all & (self.byte_before(colon) == b'"'))
    }

    #[inline(always)]
    fn byte_before(&self, colon: usize) -> u8 {
        self.bytes.get(colon.wrapping_sub(1)).copied().unwrap_or(0)
    }

    /// Where the colons are.
    #[inline(always)]
    pub(super) fn places(&self) -> impl Iterator<Item = usize> {
        self.colons[..self.count].iter().map(|&colon| colon as usize)
    }

    /// Whether this is the key before a colon, in quotes. Of a key that ends so behind an escaped quote it is said too.
    #[inline(always)]
    pub(super) fn is<const LENGTH: usize>(&self, colon: usize, quoted: &[u8; LENGTH]) -> bool {
        self.bytes[..colon].last_chunk::<LENGTH>() == Some(quoted)
    }

    /// Whether a key is sure to begin at its first quote.
    #[inline(always)]
    pub(super) fn is_whole(&self, colon: usize, quoted: &[u8]) -> bool {
        !self.bytes[..colon - quoted.len()].ends_with(b"\\")
    }
}
