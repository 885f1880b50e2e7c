//! The tables by which blocks are validated as UTF-8.
//!
//! What two bytes side by side can be wrong in is a bit in all three of: a table by the high half of the first, one by
//! its low half, and one by the high half of the second. (John Keiser and Daniel Lemire, "Validating UTF-8 in less
//! than one instruction per byte", 2021.)

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

/// Of the last 32 bytes the largest that may stand where they do: no character begins so late that it cannot end.
pub(super) static LATEST: [u8; 32] = {
    let mut latest = [0xFF; 32];
    latest[29] = 0xF0 - 1;
    latest[30] = 0xE0 - 1;
    latest[31] = 0xC0 - 1;
    latest
};
