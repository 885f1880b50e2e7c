//! [`Block`]: 64 bytes in registers, and the kernels that are the same whatever the registers are.
//!
//! All here is inlined into a function that has the features of its set; only there may it be called. So nothing here is
//! handed to a method that is not inlined in any case, such as `map` of an array: what it calls has none of the features,
//! and each block goes through memory. Where a user's build optimises each unit of code alone, as `lto = "off"` has it, that
//! made texts with escapes take five times as long.

use super::escape::Escapes;
use super::{COSTS, TYPE};
use crate::scan::prefetch::prefetch;

/// How many bytes a block is.
pub(super) const BLOCK: usize = 64;

/// 64 bytes in registers; a mask has a bit for each, the lowest for the first.
///
/// # Safety
///
/// Of every function: the machine has the features of the set.
///
/// Of whoever implements it: kernels stay within what they read because of the zeros behind it, which are no blanks, and
/// stop a string.
pub(super) unsafe trait Block: Copy {
    /// Reads 64 bytes, which must be readable, from any place.
    unsafe fn load(from: *const u8) -> Self;
    /// Reads `length` bytes, which must be readable and fewer than 64; the others are zero.
    unsafe fn load_part(from: *const u8, length: usize) -> Self;
    /// Which bytes are this one.
    unsafe fn equal(self, byte: u8) -> u64;
    /// Which are `"`, `\`, below 0x20 or not ASCII.
    unsafe fn odd(self) -> u64;
    /// Whether any of these is.
    unsafe fn either_odd(self, other: Self) -> bool;
    /// Which are not ASCII.
    unsafe fn high(self) -> u64;
    /// Whether any of these is `"` or `\`.
    unsafe fn quoting(blocks: [Self; 4]) -> bool;
    /// Which are space, tab, LF or CR.
    #[inline(always)]
    unsafe fn blanks(self) -> u64 {
        // SAFETY: by the contract.
        unsafe { self.equal(b' ') | self.equal(b'\t') | self.equal(b'\n') | self.equal(b'\r') }
    }
    /// Which are `{` or `[`, and which `}` or `]`.
    unsafe fn brackets(self) -> (u64, u64);
    /// Of every bit the parity of those up to it, itself included.
    unsafe fn parity(mask: u64) -> u64;
}

/// The bits below this one, of 64 at most.
#[inline(always)]
pub(super) const fn below(bit: u32) -> u64 {
    if bit >= 64 { u64::MAX } else { (1 << bit) - 1 }
}

/// These bytes, and zeros behind them.
///
/// # Safety
///
/// `length` bytes can be read, and are fewer than 64.
#[inline(always)]
pub(super) unsafe fn padded(from: *const u8, length: usize) -> [u8; BLOCK] {
    debug_assert!(length < BLOCK);
    let mut block = [0; BLOCK];
    // SAFETY: as of this function.
    unsafe { std::ptr::copy_nonoverlapping(from, block.as_mut_ptr(), length) };
    block
}

/// The blocks of a slice one by one, the last filled up with zeros.
pub(super) struct Blocks<'b> {
    pub(super) bytes: &'b [u8],
    pub(super) at: usize,
}

impl Blocks<'_> {
    /// The block at `at`, and whether more follow it. Never more than the slice is read.
    ///
    /// # Safety
    ///
    /// As of [`Block`]; `at` is at most the length.
    #[inline(always)]
    pub(super) unsafe fn block<B: Block>(&self) -> (B, bool) {
        let left = self.bytes.len() - self.at;
        // SAFETY: as of this function; 64 bytes are left there, or as many as are said to be.
        unsafe {
            let from = self.bytes.as_ptr().add(self.at);
            if left >= BLOCK { (B::load(from), true) } else { (B::load_part(from, left), false) }
        }
    }
}

/// The block at `at`; of fewer bytes than one those, and zeros behind them.
///
/// # Safety
///
/// As of [`Block`]; a block is left at `at`, or it is 0.
#[inline(always)]
pub(super) unsafe fn within<B: Block>(bytes: &[u8], at: usize) -> B {
    debug_assert!(at <= bytes.len().saturating_sub(BLOCK));
    // SAFETY: as of this function; 64 bytes are there, or so many as are said to be.
    unsafe {
        if bytes.len() < BLOCK { B::load_part(bytes.as_ptr(), bytes.len()) } else { B::load(bytes.as_ptr().add(at)) }
    }
}

/// Where the block behind the one at `at` begins; the last ends where the bytes do.
#[inline(always)]
pub(super) fn next(bytes: &[u8], at: usize) -> Option<usize> {
    let last = bytes.len().saturating_sub(BLOCK);
    (at < last).then(|| (at + BLOCK).min(last))
}

/// Where the first of these stops is, seen in the block at `at`. The zeros behind too few bytes stop as well.
#[inline(always)]
pub(super) fn first(bytes: &[u8], at: usize, stops: u64) -> Option<usize> {
    let stop = at + stops.trailing_zeros() as usize;
    (stop < bytes.len()).then_some(stop)
}

/// The bits up to the lowest that is set, with it; all, if none is.
#[inline(always)]
pub(super) const fn until(bits: u64) -> u64 {
    bits ^ bits.wrapping_sub(1)
}

/// The first byte that stops a string. Where what is before it is not ASCII, and not `checked`, `characters` says it, from
/// the block on that begins there.
///
/// # Safety
///
/// As of [`Block`].
#[inline(always)]
pub(super) unsafe fn stop<B: Block>(
    bytes: &[u8],
    checked: bool,
    characters: impl FnOnce(usize) -> Option<usize>,
) -> Option<usize> {
    let mut at = 0;
    loop {
        // SAFETY: as of this function; `at` is 0, or at most where the last whole block begins.
        let (odd, high) = unsafe {
            let block: B = within(bytes, at);
            (block.odd(), block.high())
        };
        if odd != 0 {
            if !checked && high & until(odd) != 0 {
                return characters(at);
            }
            let stops = odd & !high;
            if stops != 0 {
                return first(bytes, at, stops);
            }
        }
        at = next(bytes, at)?;
        // Of long strings two at once, unless most of it is not ASCII: 85 to 91 % of the rate of simdutf8.
        if odd == 0 && at >= 4 * BLOCK {
            while bytes.len() - at >= 2 * BLOCK {
                // SAFETY: two blocks are left; and as of this function.
                let odd = unsafe {
                    let from = bytes.as_ptr().add(at);
                    prefetch(from);
                    prefetch(from.add(BLOCK));
                    B::load(from).either_odd(B::load(from.add(BLOCK)))
                };
                if odd {
                    break;
                }
                at += 2 * BLOCK;
            }
            at = at.min(bytes.len() - BLOCK);
        }
    }
}

/// # Safety
///
/// As of [`Block`].
#[inline(always)]
pub(super) unsafe fn blank<B: Block>(bytes: &[u8]) -> usize {
    let mut blocks = Blocks { bytes, at: 0 };
    loop {
        // SAFETY: as of this function.
        let others = unsafe { !blocks.block::<B>().0.blanks() };
        // Behind the end of the slice are zeros, which are no white space.
        if others != 0 {
            return blocks.at + others.trailing_zeros() as usize;
        }
        blocks.at += BLOCK;
    }
}

/// # Safety
///
/// As of [`Block`].
#[inline(always)]
pub(super) unsafe fn quote<B: Block>(bytes: &[u8]) -> Option<usize> {
    let mut blocks = Blocks { bytes, at: 0 };
    let mut carry = 0;
    loop {
        // SAFETY: as of this function.
        let (quotes, backslashes, more) = unsafe {
            let (block, more) = blocks.block::<B>();
            (block.equal(b'"'), block.equal(b'\\'), more)
        };
        let escapes = Escapes::of(backslashes, carry);
        let quotes = quotes & !escapes.escaped;
        if quotes != 0 {
            return Some(blocks.at + quotes.trailing_zeros() as usize);
        }
        if !more {
            return None;
        }
        carry = escapes.carry();
        blocks.at += BLOCK;
        while carry == 0 && bytes.len() - blocks.at >= 4 * BLOCK {
            // SAFETY: four blocks are left; and as of this function.
            let quoting = unsafe {
                let from = bytes.as_ptr().add(blocks.at);
                let [a, b, c, d] = [from, from.add(BLOCK), from.add(2 * BLOCK), from.add(3 * BLOCK)];
                for from in [a, b, c, d] {
                    prefetch(from);
                }
                B::quoting([B::load(a), B::load(b), B::load(c), B::load(d)])
            };
            if quoting {
                break;
            }
            blocks.at += 4 * BLOCK;
        }
    }
}

/// # Safety
///
/// As of [`Block`].
#[inline(always)]
pub(super) unsafe fn close<B: Block>(bytes: &[u8]) -> Option<usize> {
    let mut blocks = Blocks { bytes, at: 0 };
    // Whether the first byte of the block is escaped; and whether it is in a string, in all bits.
    let (mut carry, mut within) = (0, 0_u64);
    let mut depth = 1_u64;
    loop {
        // SAFETY: as of this function.
        let (opening, closing, more) = unsafe {
            let (block, more) = blocks.block::<B>();
            let escapes = Escapes::of(block.equal(b'\\'), carry);
            carry = escapes.carry();
            let strings = B::parity(block.equal(b'"') & !escapes.escaped) ^ within;
            within = ((strings as i64) >> 63) as u64;
            let (opening, closing) = block.brackets();
            (opening & !strings, closing & !strings, more)
        };
        // Only a block that closes as many as are open can have the end.
        if u64::from(closing.count_ones()) >= depth {
            let mut left = closing;
            while left != 0 {
                let bit = left.trailing_zeros();
                let closed = u64::from((closing & below(bit)).count_ones()) + 1;
                if depth + u64::from((opening & below(bit)).count_ones()) == closed {
                    return Some(blocks.at + bit as usize + 1);
                }
                left &= left - 1;
            }
        }
        if !more {
            return None;
        }
        depth = depth + u64::from(opening.count_ones()) - u64::from(closing.count_ones());
        blocks.at += BLOCK;
    }
}

/// What has been seen of a text's structure before the block at hand.
#[derive(Default)]
struct Structure {
    /// Whether the block's first byte is escaped, and whether a quote is before it.
    carry: u64,
    quoted: u64,
    /// Whether it is in a string, in all bits.
    within: u64,
    depth: i64,
}

/// What of it the block at hand has, outside of strings.
struct Marks {
    opening: u64,
    closing: u64,
    colons: u64,
}

impl Structure {
    /// Goes on by a block, but for its depth. None where a key could read otherwise than it is written, or is not right
    /// before its colon.
    ///
    /// # Safety
    ///
    /// As of [`Block`].
    #[inline(always)]
    unsafe fn marks<B: Block>(&mut self, block: B) -> Option<Marks> {
        // SAFETY: as of this function.
        unsafe {
            let escapes = Escapes::of(block.equal(b'\\'), self.carry);
            self.carry = escapes.carry();
            let quotes = block.equal(b'"') & !escapes.escaped;
            let strings = B::parity(quotes) ^ self.within;
            self.within = ((strings as i64) >> 63) as u64;
            let (opening, closing) = block.brackets();
            let colons = block.equal(b':') & !strings;
            let odd = colons & !(quotes << 1 | self.quoted) | escapes.escaped & block.equal(b'u');
            self.quoted = quotes >> 63;
            (odd == 0).then_some(Marks { opening: opening & !strings, closing: closing & !strings, colons })
        }
    }

    /// How deep the lowest of the places is, given the block's brackets.
    #[inline(always)]
    const fn depth_of(&self, lowest: u64, marks: &Marks) -> i64 {
        let before = lowest ^ (lowest - 1);
        // Before the first bracket it is as deep as at the start.
        if (marks.opening | marks.closing) & before == 0 {
            return self.depth;
        }
        self.depth + (marks.opening & before).count_ones() as i64 - (marks.closing & before).count_ones() as i64
    }

    /// Whether all that was opened has been closed.
    const fn is_closed(&self) -> bool {
        self.depth == 0 && self.within == 0
    }
}

/// # Safety
///
/// As of [`Block`].
#[inline(always)]
pub(super) unsafe fn types<B: Block>(bytes: &[u8]) -> Option<usize> {
    let (mut blocks, mut structure, mut count) = (Blocks { bytes, at: 0 }, Structure::default(), 0);
    // Where the block before had one of two letters of the key.
    let (mut es, mut ps) = (0, 0);
    loop {
        // SAFETY: as of this function.
        let (marks, alike, more) = unsafe {
            let (block, more) = blocks.block::<B>();
            let before = (es >> 62, ps >> 61);
            (es, ps) = (block.equal(b'e'), block.equal(b'p'));
            (structure.marks(block)?, (es << 2 | before.0) & (ps << 3 | before.1), more)
        };
        let mut left = marks.colons & alike;
        while left != 0 {
            let key = &bytes[..blocks.at + left.trailing_zeros() as usize];
            count += usize::from(structure.depth_of(left, &marks) == 1 && key.ends_with(TYPE));
            left &= left - 1;
        }
        structure.depth += i64::from(marks.opening.count_ones()) - i64::from(marks.closing.count_ones());
        if !more {
            return structure.is_closed().then_some(count);
        }
        blocks.at += BLOCK;
    }
}

/// # Safety
///
/// As of [`Block`].
#[inline(always)]
pub(super) unsafe fn typeless<B: Block>(bytes: &[u8]) -> bool {
    // By three of its bytes: hardly anything else has these.
    let alike = |block: B| {
        // SAFETY: as of this function.
        let (quotes, ps) = unsafe { (block.equal(b'"'), block.equal(b'p')) };
        quotes & quotes >> 5 & ps >> 3
    };
    // SAFETY: as of this function.
    unsafe { lacks(bytes, TYPE.len(), alike, |bytes| bytes.starts_with(TYPE)) }
}

/// # Safety
///
/// As of [`Block`].
#[inline(always)]
pub(super) unsafe fn costless<B: Block>(bytes: &[u8]) -> bool {
    let [done, completed] = COSTS;
    let alike = |block: B| {
        // SAFETY: as of this function.
        let (points, quotes) = unsafe { (block.equal(b'.'), block.equal(b'"')) };
        points & (quotes >> (done.len() - 1) | quotes >> (completed.len() - 1))
    };
    // SAFETY: as of this function.
    unsafe { lacks(bytes, completed.len(), alike, |bytes| COSTS.iter().any(|end| bytes.starts_with(end))) }
}

/// Whether there is neither a backslash among the bytes nor what is looked for: so many bytes, which are there if `is` says
/// so of those from there on, and which can begin where `alike` says.
///
/// # Safety
///
/// As of [`Block`].
#[inline(always)]
unsafe fn lacks<B: Block>(bytes: &[u8], length: usize, alike: impl Fn(B) -> u64, is: fn(&[u8]) -> bool) -> bool {
    let last = bytes.len().saturating_sub(BLOCK);
    let mut at = 0;
    loop {
        // SAFETY: as of this function; `at` is 0, or at most where the last whole block begins.
        let (block, backslashes) = unsafe {
            let block: B = within(bytes, at);
            (block, block.equal(b'\\'))
        };
        // At one place alone: a closure that is called at two is not inlined, and then has none of the features.
        let places = alike(block);
        if backslashes != 0 || places != 0 && is_one(&bytes[at..], places, is) {
            return false;
        }
        if at == last {
            return true;
        }
        // One that the next block has the end of begins in it; and the last begins where it is whole.
        at = (at + BLOCK - (length - 1)).min(last);
    }
}

/// Whether what is looked for is at one of these places.
#[inline(never)]
fn is_one(bytes: &[u8], mut places: u64, is: fn(&[u8]) -> bool) -> bool {
    while places != 0 {
        if is(&bytes[places.trailing_zeros() as usize..]) {
            return true;
        }
        places &= places - 1;
    }
    false
}
