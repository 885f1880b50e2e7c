//! Numbers in any form that is usual, as a tape would hold them.

use super::near_digits;
use crate::number::Number;

/// The most digits of a whole number, so that it fits into 63 bits.
const DIGITS: usize = 18;
/// The most digits of which a double holds every number exactly.
const EXACT: usize = 15;

/// The number that `text` begins with, and its length; none where that is no number, or an unusual one.
pub(super) fn read(text: &[u8]) -> Option<(Number, usize)> {
    let negative = text.first() == Some(&b'-');
    let mut at = usize::from(negative);
    let (whole, mut mantissa) = digits(&text[at..], 0);
    if whole == 0 || whole > DIGITS || text[at] == b'0' && whole > 1 {
        return None;
    }
    at += whole;
    let (mut fraction, mut exponent) = (0, false);
    if text.get(at) == Some(&b'.') {
        (fraction, mantissa) = digits(&text[at + 1..], mantissa);
        if fraction == 0 {
            return None;
        }
        at += 1 + fraction;
    }
    if let Some(b'e' | b'E') = text.get(at) {
        exponent = true;
        at += 1 + usize::from(matches!(text.get(at + 1), Some(b'+' | b'-')));
        let (power, _) = digits(&text[at..], 0);
        if power == 0 {
            return None;
        }
        at += power;
    }
    let number = if fraction > 0 || exponent {
        let exact = !exponent && whole + fraction <= EXACT;
        let value = if exact { quotient(mantissa, fraction, negative) } else { parsed(&text[..at])? };
        Number::F64(value)
    } else if !negative {
        Number::U64(mantissa)
    } else if mantissa > 0 {
        Number::I64(-(mantissa as i64))
    } else {
        return None;
    };
    Some((number, at))
}

/// Whether the number that `text` begins with has a fraction or an exponent, and its length: of what [`read`] reads. The text
/// goes on behind its digits.
pub(super) fn pass(text: &[u8]) -> Option<(bool, usize)> {
    let read = || read(text).map(|(number, len)| (matches!(number, Number::F64(_)), len));
    let far = |from: usize| text[from..].iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(0);
    let run = |from: usize| near_digits(text, from).unwrap_or_else(|| far(from));
    let start = usize::from(text.first() == Some(&b'-'));
    let mut at = start + run(start);
    let whole = at - start;
    if whole == 0 || whole > DIGITS || text[start] == b'0' && (whole > 1 || start > 0) {
        return read();
    }
    let point = text.get(at) == Some(&b'.');
    if point {
        let fraction = run(at + 1);
        if fraction == 0 {
            return None;
        }
        at += 1 + fraction;
    }
    if matches!(text.get(at), Some(b'e' | b'E')) {
        return read();
    }
    Some((point, at))
}

/// How many digits `text` begins with, and what they make behind `value`: nothing of sense where that is too much.
#[inline(always)]
fn digits(text: &[u8], value: u64) -> (usize, u64) {
    let mut value = value;
    let mut at = 0;
    while let Some(byte @ b'0'..=b'9') = text.get(at) {
        value = value.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
        at += 1;
    }
    (at, value)
}

/// Of a mantissa and a power of ten that doubles hold exactly: rounded once, hence right.
#[inline(always)]
fn quotient(mantissa: u64, fraction: usize, negative: bool) -> f64 {
    const TENS: [f64; EXACT + 1] =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
    let value = mantissa as f64 / TENS[fraction];
    if negative { -value } else { value }
}

/// Of a longer number, by the standard library: right too, and slower. None beyond the range.
#[cold]
fn parsed(text: &[u8]) -> Option<f64> {
    let value: f64 = std::str::from_utf8(text).ok()?.parse().ok()?;
    value.is_finite().then_some(value)
}
