//! Escapes: which bytes of a block are escaped, and what `\u` stands for.

use std::mem::MaybeUninit;

/// Which bytes of 64 a backslash escapes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Escapes {
    /// The backslashes that escape the byte behind them.
    pub(super) starts: u64,
    /// The escaped bytes.
    pub(super) escaped: u64,
}

impl Escapes {
    /// From the backslashes of a block. `first` is 1 if the byte before escapes the first one, else 0.
    ///
    /// Of a run of backslashes every other one escapes, from the first on. Subtraction finds runs that start at even
    /// and at odd places alike: a borrow walks through a run and stops behind it.
    #[inline(always)]
    pub(super) const fn of(backslashes: u64, first: u64) -> Self {
        const ODD: u64 = 0xAAAA_AAAA_AAAA_AAAA;
        let may_start = backslashes & !first;
        let marks = (((may_start << 1) | ODD).wrapping_sub(may_start)) ^ ODD;
        Self { starts: marks & backslashes, escaped: marks ^ (backslashes | first) }
    }

    /// 1 if the last byte escapes the first of the next block, else 0.
    #[inline(always)]
    pub(super) const fn carry(self) -> u64 {
        self.starts >> 63
    }
}

/// Reads an escape by number, or a pair of surrogates of them, from its backslash on: the character and the length of its
/// text.
#[inline]
pub(super) fn unicode(text: &[u8]) -> Option<(char, usize)> {
    let unit = unit(text)?;
    if !(0xD800..0xE000).contains(&unit) {
        return Some((char::from_u32(unit)?, 6));
    }
    let low = self::unit(text.get(6..)?)?;
    if unit >= 0xDC00 || !(0xDC00..0xE000).contains(&low) {
        return None;
    }
    Some((char::from_u32(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))?, 12))
}

/// Writes the character that `text` begins with as an escape by number: the length of its text, and how many bytes it has.
/// `to` has room for four, however many they are.
#[inline(always)]
pub(super) fn spell(text: &[u8], to: &mut [MaybeUninit<u8>]) -> Option<(usize, usize)> {
    let (character, length) = unicode(text)?;
    let mut bytes = [0; 4];
    let written = character.encode_utf8(&mut bytes).len();
    to[..4].copy_from_slice(&bytes.map(MaybeUninit::new));
    Some((length, written))
}

/// The number of such an escape: four hexadecimal digits behind `\u`.
#[inline(always)]
fn unit(text: &[u8]) -> Option<u32> {
    let [b'\\', b'u', a, b, c, d, ..] = *text else { return None };
    let digit = |byte: u8| u32::from(DIGITS[usize::from(byte)]);
    let (a, b, c, d) = (digit(a), digit(b), digit(c), digit(d));
    // No digit has a bit above the low four.
    if (a | b | c | d) > 15 { None } else { Some(a << 12 | b << 8 | c << 4 | d) }
}

/// What a letter behind a backslash stands for; 0 if for nothing, and for `u`.
pub(super) const fn letter(byte: u8) -> u8 {
    match byte {
        b'"' | b'\\' | b'/' => byte,
        b'b' => 8,
        b't' => b'\t',
        b'n' => b'\n',
        b'f' => 12,
        b'r' => b'\r',
        _ => 0,
    }
}

/// The values of hexadecimal digits, 255 for what is none.
static DIGITS: [u8; 256] = {
    let mut digits = [255; 256];
    let mut value = 0;
    while value < 16 {
        digits[b"0123456789abcdef"[value] as usize] = value as u8;
        digits[b"0123456789ABCDEF"[value] as usize] = value as u8;
        value += 1;
    }
    digits
};
