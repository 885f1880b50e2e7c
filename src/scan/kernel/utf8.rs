//! [`Characters`]: blocks that are validated as UTF-8, the tables by which they are, and the kernels that do it.
//!
//! What two bytes side by side can be wrong in is a bit in all of some tables. Where tables are of 16 bytes they are three:
//! by the high half of the first byte, by its low half, and by the high half of the second. (John Keiser and Daniel
//! Lemire, "Validating UTF-8 in less than one instruction per byte", 2021.) Where tables are of 64 they are two, for a byte
//! that begins a character and a continuation behind it: how many of these there are is told without a table.

use super::block::{BLOCK, Block, first, next, until, within};
use super::portable;
use super::squeeze::Squeeze;

/// A character's first byte without the continuation behind it.
const SHORT: u8 = 1;
/// A continuation behind an ASCII byte.
const LONG: u8 = 1 << 1;
/// Three bytes for what two can say: 0xE0, then less than 0xA0.
const OVERLONG_3: u8 = 1 << 2;
/// Above U+10FFFF: 0xF4, then 0x90 or more; or from 0xF5 on.
const LARGE: u8 = 1 << 3;
/// Half a surrogate pair: 0xED, then 0xA0 or more.
const SURROGATE: u8 = 1 << 4;
/// Two bytes for what one can say: 0xC0 and 0xC1.
const OVERLONG_2: u8 = 1 << 5;
/// Four bytes for what three can say, 0xF0, then less than 0x90; and from 0xF5 on with such a byte.
const OVERLONG_4: u8 = 1 << 6;
/// Two continuations: wrong unless a character of three or four bytes is there.
const TWO: u8 = 1 << 7;

/// What the low half of the first byte says nothing about.
const ANY: u8 = SHORT | LONG | TWO;
/// What any continuation is part of.
const CONTINUED: u8 = LONG | OVERLONG_2 | TWO;

/// By the high half of the first byte.
pub(super) static FIRST_HIGH: [u8; 16] = {
    let mut table = [LONG; 16];
    let mut half = 8;
    while half < 12 {
        table[half] = TWO;
        half += 1;
    }
    table[0xC] = SHORT | OVERLONG_2;
    table[0xD] = SHORT;
    table[0xE] = SHORT | OVERLONG_3 | SURROGATE;
    table[0xF] = SHORT | LARGE | OVERLONG_4;
    table
};

/// By the low half of the first byte.
pub(super) static FIRST_LOW: [u8; 16] = {
    let mut table = [ANY | LARGE | OVERLONG_4; 16];
    table[0x0] = ANY | OVERLONG_2 | OVERLONG_3 | OVERLONG_4;
    table[0x1] = ANY | OVERLONG_2;
    table[0x2] = ANY;
    table[0x3] = ANY;
    table[0x4] = ANY | LARGE;
    table[0xD] |= SURROGATE;
    table
};

/// By the high half of the second byte.
pub(super) static SECOND_HIGH: [u8; 16] = {
    let mut table = [SHORT; 16];
    table[0x8] = CONTINUED | OVERLONG_3 | OVERLONG_4;
    table[0x9] = CONTINUED | OVERLONG_3 | LARGE;
    table[0xA] = CONTINUED | SURROGATE | LARGE;
    table[0xB] = CONTINUED | SURROGATE | LARGE;
    table
};

/// By the six lower bits of a first byte from 0xC0 on.
pub(super) static FIRST: [u8; 64] = {
    let mut table = [0; 64];
    table[0x00] = OVERLONG_2;
    table[0x01] = OVERLONG_2;
    table[0x20] = OVERLONG_3;
    table[0x2D] = SURROGATE;
    table[0x30] = OVERLONG_4;
    table[0x34] = LARGE;
    let mut first = 0x35;
    while first < 64 {
        table[first] = LARGE | OVERLONG_4;
        first += 1;
    }
    table
};

/// By the six higher bits of the second byte.
pub(super) static SECOND: [u8; 64] = {
    let mut table = [0; 64];
    let mut bits = 0;
    while bits < 64 {
        table[bits] = SECOND_HIGH[bits >> 2] & !(SHORT | LONG | TWO);
        bits += 1;
    }
    table
};

/// A block of which the characters can be validated.
///
/// # Safety
///
/// As of [`Squeeze`].
pub(super) unsafe trait Characters: Squeeze {
    /// What stands one, two and three places before each byte: before the first zeros.
    unsafe fn moved(self) -> [Self; 3];
    /// Which bytes cannot stand where they are, given what stands one, two and three places before: not zero where wrong. A
    /// character that is cut short is wrong at the byte behind.
    unsafe fn misplaced(self, before: [Self; 3]) -> Self;
    /// Which are not zero.
    unsafe fn set(self) -> u64;
    /// Which are `"`, `\` or below 0x20.
    unsafe fn stops(self) -> u64;
}

/// Whether the last block would begin behind a byte or two, where what stands three places before could not be read.
#[inline(always)]
fn has_short_last(bytes: &[u8]) -> bool {
    matches!(bytes.len().wrapping_sub(BLOCK), 1 | 2)
}

/// What stands one, two and three places before each byte of the block at `at`.
///
/// # Safety
///
/// As of [`Block`]; at least three bytes stand before `at`, and 64 from it on.
#[inline(always)]
unsafe fn before<B: Block>(bytes: &[u8], at: usize) -> [B; 3] {
    debug_assert!(at >= 3);
    // SAFETY: as of this function.
    unsafe {
        let from = bytes.as_ptr().add(at);
        [B::load(from.sub(1)), B::load(from.sub(2)), B::load(from.sub(3))]
    }
}

/// The first byte that stops a string, from the block on that begins at `from`, before which all is ASCII: what stands before
/// it is validated as it is looked for.
///
/// # Safety
///
/// As of [`Block`]; `from` is 0, or at least 3 and a block is left there.
#[inline(always)]
pub(super) unsafe fn stop<B: Characters>(bytes: &[u8], from: usize) -> Option<usize> {
    if has_short_last(bytes) {
        return portable::stop(bytes, false);
    }
    let mut at = from;
    // SAFETY: as of this function; but for the first block, three bytes stand before each, for none begins at 1 or 2.
    unsafe {
        let mut block: B = within(bytes, at);
        let mut earlier = if at == 0 { block.moved() } else { before(bytes, at) };
        let mut wrong: Option<B> = None;
        loop {
            let (stops, misplaced) = (block.stops(), block.misplaced(earlier));
            if stops != 0 {
                let wrong = wrong.map_or(0, |wrong| wrong.set()) | misplaced.set() & until(stops);
                return if wrong == 0 { first(bytes, at, stops) } else { None };
            }
            wrong = Some(wrong.map_or(misplaced, |wrong| wrong.or(misplaced)));
            at = next(bytes, at)?;
            (block, earlier) = (B::load(bytes.as_ptr().add(at)), before(bytes, at));
        }
    }
}

/// # Safety
///
/// As of [`Block`].
#[inline(always)]
pub(super) unsafe fn utf8<B: Characters>(bytes: &[u8]) -> bool {
    if has_short_last(bytes) {
        return portable::utf8(bytes);
    }
    // SAFETY: as of this function; but for the first block, three bytes stand before each, for none begins at 1 or 2.
    unsafe {
        let block: B = within(bytes, 0);
        let (mut at, mut wrong) = (0, block.misplaced(block.moved()));
        while let Some(behind) = next(bytes, at) {
            at = behind;
            wrong = wrong.or(B::load(bytes.as_ptr().add(at)).misplaced(before(bytes, at)));
        }
        // No character may begin so late that it cannot end.
        wrong.set() == 0 && !bytes.iter().rev().zip([0xC0, 0xE0, 0xF0]).any(|(byte, least)| *byte >= least)
    }
}
