//! [`Digits`]: a count of the wire, read eight bytes at once. How many digits it has is anybody's guess, so that nothing
//! here jumps by it.

use std::num::NonZero;

/// The digits that eight bytes begin with: at least one and at most seven, the first of several no 0, and behind them what may
/// stand there in JSON.
#[derive(Clone, Copy)]
pub(crate) struct Digits {
    /// What each stands for, the last highest; below the first 0.
    each: u64,
    len: usize,
}

impl Digits {
    #[inline(always)]
    pub(crate) fn of(bytes: [u8; 8]) -> Option<Self> {
        let each = u64::from_le_bytes(bytes) ^ ZEROS;
        // Whoever reads on waits for the end, so it is found in few steps: by bits that no digit has. A colon and some others
        // have none of them either, and are then among the digits.
        let end = NonZero::new(each & OTHERS)?.trailing_zeros() & !7;
        // The last digit goes to the highest byte. Where there is none that leaves what is no digit where it is.
        let digits = each.wrapping_shl(u64::BITS - end);
        // All that is no digit has its highest bit set in the sum, or has it already.
        let strange = (digits.wrapping_add(TENS_TO_128) | digits) & HIGH;
        // Of the first two as one number of base 256: a 0 that leads, and a digit behind it.
        let zero_leads = (each as u16).swap_bytes() <= 9;
        if strange != 0 || zero_leads { None } else { Some(Self { each: digits, len: end as usize / 8 }) }
    }

    #[inline(always)]
    pub(crate) fn len(self) -> usize {
        self.len
    }

    /// What number they are.
    #[inline(always)]
    pub(crate) fn value(self) -> u64 {
        // Pairs, fours and all are put together, each above what is no use.
        let pairs = (self.each.wrapping_mul((10 << 8) | 1) >> 8) & 0x00FF_00FF_00FF_00FF;
        let fours = (pairs.wrapping_mul((100 << 16) | 1) >> 16) & 0x0000_FFFF_0000_FFFF;
        fours.wrapping_mul((10_000 << 32) | 1) >> 32
    }
}

const ZEROS: u64 = 0x3030_3030_3030_3030;
/// Which bits none of 0 to 9 has, and of all that ends a number of JSON at least one.
const OTHERS: u64 = 0x5050_5050_5050_5050;
/// Added to a byte, gives one of 128 or more from 10 on.
const TENS_TO_128: u64 = 0x7676_7676_7676_7676;
const HIGH: u64 = 0x8080_8080_8080_8080;

#[cfg(test)]
mod tests {
    use super::Digits;

    #[test]
    fn digits_before_another_byte_are_their_number() {
        for length in 0..=8 {
            for seed in 0..20_000_u64 {
                // Any bytes behind so many digits, and any byte right behind them.
                let mut bytes = (seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes();
                if let Some(byte) = bytes.get_mut(length) {
                    *byte = seed as u8;
                }
                for (digit, byte) in format!("{:08}", seed * 4_999).bytes().rev().zip(&mut bytes[..length]) {
                    *byte = digit;
                }
                let text = &bytes[..bytes.iter().take_while(|byte| byte.is_ascii_digit()).count()];
                let is_count = matches!(text, [b'0'] | [b'1'..=b'9', ..])
                    && !matches!(bytes.get(text.len()), None | Some(0x10..0x20 | b':'..=b'?' | 0x90..0xA0 | 0xB0..0xC0));
                let expected = is_count.then(|| (text.len(), std::str::from_utf8(text).unwrap().parse().unwrap()));
                assert_eq!(Digits::of(bytes).map(|digits| (digits.len(), digits.value())), expected, "{bytes:?}");
            }
        }
    }
}
