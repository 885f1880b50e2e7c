//! [`Squeeze`]: blocks out of which bytes are taken, and the kernel that unescapes with them.

use std::mem::MaybeUninit;

use super::block::{BLOCK, Block, Blocks, below};
use super::escape::{Escapes, spell};
use super::{SLACK, Unescaped};

/// A block from which bytes can be taken out.
///
/// # Safety
///
/// As of [`Block`]; of whoever implements it: zeros are among what [`ends`](Self::ends) says, and escaped ones among what no
/// table tells.
pub(super) unsafe trait Squeeze: Block {
    /// The block with the escaped bytes replaced by what they stand for, and those of them that no table tells.
    unsafe fn meant(self, escaped: u64) -> (Self, u64);
    /// Writes the bytes that are kept, and then any. 64 bytes must be writable.
    unsafe fn squeeze(self, kept: u64, to: *mut u8);
    /// Which are `"` or below 0x20.
    unsafe fn ends(self) -> u64;
    /// The bits that are set in either.
    unsafe fn or(self, other: Self) -> Self;
}

/// # Safety
///
/// As of [`Block`].
#[inline(always)]
pub(super) unsafe fn unescape<B: Squeeze>(from: &[u8], to: &mut [MaybeUninit<u8>]) -> Option<Unescaped> {
    if to.len() < from.len() + SLACK {
        return None;
    }
    let (mut read, mut written, mut ascii) = (0, 0, true);
    // Whether the first byte of the block is escaped.
    let mut carry = 0;
    // SAFETY: as of this function; 64 bytes are there.
    let zeros = unsafe { B::load([0; BLOCK].as_ptr()) };
    // The bits of whole blocks.
    let mut whole = zeros;
    loop {
        debug_assert!(written <= read && read <= from.len());
        // SAFETY: as of this function. `read` is at most the length, for zeros behind the end stop a block. `to` has 64 bytes
        // more than `from`, of which no fewer were read than written: what is kept are bytes before `until`, without the
        // backslash before an escaped one, so that one byte back this still holds.
        unsafe {
            let (block, _) = Blocks { bytes: from, at: read }.block::<B>();
            let escapes = Escapes::of(block.equal(b'\\'), carry);
            let (meant, unknown) = block.meant(escapes.escaped);
            // An escaped control is among the unknown.
            let until = (block.ends() & !escapes.escaped | unknown).trailing_zeros();
            // With a branch for what is so most of the time, where the next block starts does not wait for this one.
            let here = if until == 64 { u64::MAX } else { below(until) };
            let kept = here & !escapes.starts;
            meant.squeeze(kept, to.as_mut_ptr().add(written).cast());
            written += kept.count_ones() as usize;
            if until == 64 {
                whole = whole.or(block);
                read += BLOCK;
                carry = escapes.carry();
                continue;
            }
            ascii &= block.high() & here == 0 && whole.high() == 0;
            read += until as usize;
            if unknown >> until & 1 == 0 {
                return (*from.get(read)? == b'"').then_some(Unescaped { read, written, ascii });
            }
        }
        // What no letter tells goes one by one, from its backslash on.
        read -= 1;
        loop {
            // No text is longer than its escapes.
            let (length, bytes) = spell(&from[read..], &mut to[written..])?;
            read += length;
            written += bytes;
            ascii &= bytes == 1;
            if from[read..].first_chunk() != Some(b"\\u") {
                break;
            }
        }
        carry = 0;
        // Anew: no block stays in its register across a call, and it would be in memory from round to round.
        whole = zeros;
    }
}
