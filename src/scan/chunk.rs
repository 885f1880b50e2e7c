//! [`Chunk`]: 32 bytes looked at together, by what every machine of the architecture has. It stands inline everywhere,
//! where a choice at run time would cost more than it brings.
//!
//! A mask has a bit for each byte, the lowest for the first.

pub(super) use arch::{blanks, digits, equal, high, plain, stops};

/// How many bytes are looked at together.
pub(super) const CHUNK: usize = 32;
/// Half of it: what the smallest registers hold.
pub(super) const HALF: usize = 16;

/// Bytes that are looked at together.
pub(super) type Chunk = [u8; CHUNK];

#[cfg(target_arch = "x86_64")]
mod arch {
    use std::arch::x86_64::{
        __m128i, _mm_cmpeq_epi8, _mm_cmpgt_epi8, _mm_loadu_si128, _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128,
        _mm_set1_epi8, _mm_sub_epi8,
    };

    use super::{Chunk, HALF};

    /// Which bytes are this one.
    #[inline(always)]
    pub(in crate::scan) fn equal(chunk: &Chunk, byte: u8) -> u32 {
        Halves::of(chunk).equal(byte).bits()
    }

    /// Which bytes are not ASCII.
    #[inline(always)]
    pub(in crate::scan) fn high(chunk: &Chunk) -> u32 {
        Halves::of(chunk).bits()
    }

    /// Which bytes are digits.
    #[inline(always)]
    pub(in crate::scan) fn digits(chunk: &Chunk) -> u32 {
        // What is below the digits wraps around, far above them.
        Halves::of(chunk).minus(b'0').up_to(9).bits()
    }

    /// Which bytes are blanks, or control characters that are none.
    #[inline(always)]
    pub(in crate::scan) fn blanks(chunk: &Chunk) -> u32 {
        Halves::of(chunk).up_to(b' ').bits()
    }

    /// Which bytes end a plain text: a quote, a backslash, a control character, or what is not ASCII.
    #[inline(always)]
    pub(in crate::scan) fn stops(chunk: &Chunk) -> u32 {
        let halves = Halves::of(chunk);
        halves.equal(b'"').or(halves.equal(b'\\')).or(halves.below(b' ')).bits()
    }

    /// Whether `text`, of 16 to 32 bytes, has neither a backslash nor a byte up to the quote or above 127.
    #[inline(always)]
    pub(in crate::scan) fn plain(text: &[u8]) -> bool {
        let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) else { return false };
        // They may have bytes in common.
        let halves = Halves(load(first), load(last));
        !halves.below(b'"' + 1).or(halves.equal(b'\\')).any()
    }

    /// Two halves; of a comparison, bytes of ones where it holds.
    #[derive(Clone, Copy)]
    struct Halves(__m128i, __m128i);

    impl Halves {
        #[inline(always)]
        fn of(chunk: &Chunk) -> Self {
            let (halves, _) = chunk.as_chunks();
            Self(load(&halves[0]), load(&halves[1]))
        }

        #[inline(always)]
        fn equal(self, byte: u8) -> Self {
            // SAFETY: every x86-64 has SSE2.
            unsafe {
                let byte = _mm_set1_epi8(byte as i8);
                Self(_mm_cmpeq_epi8(self.0, byte), _mm_cmpeq_epi8(self.1, byte))
            }
        }

        /// Signed: what is not ASCII is below all that is.
        #[inline(always)]
        fn below(self, byte: u8) -> Self {
            // SAFETY: every x86-64 has SSE2.
            unsafe {
                let byte = _mm_set1_epi8(byte as i8);
                Self(_mm_cmpgt_epi8(byte, self.0), _mm_cmpgt_epi8(byte, self.1))
            }
        }

        #[inline(always)]
        fn up_to(self, byte: u8) -> Self {
            // SAFETY: every x86-64 has SSE2.
            unsafe {
                let byte = _mm_set1_epi8(byte as i8);
                Self(
                    _mm_cmpeq_epi8(self.0, _mm_min_epu8(self.0, byte)),
                    _mm_cmpeq_epi8(self.1, _mm_min_epu8(self.1, byte)),
                )
            }
        }

        #[inline(always)]
        fn minus(self, byte: u8) -> Self {
            // SAFETY: every x86-64 has SSE2.
            unsafe {
                let byte = _mm_set1_epi8(byte as i8);
                Self(_mm_sub_epi8(self.0, byte), _mm_sub_epi8(self.1, byte))
            }
        }

        #[inline(always)]
        fn or(self, other: Self) -> Self {
            // SAFETY: every x86-64 has SSE2.
            unsafe { Self(_mm_or_si128(self.0, other.0), _mm_or_si128(self.1, other.1)) }
        }

        /// The highest bit of each byte.
        #[inline(always)]
        fn bits(self) -> u32 {
            // SAFETY: every x86-64 has SSE2.
            unsafe { _mm_movemask_epi8(self.0) as u32 | (_mm_movemask_epi8(self.1) as u32) << HALF }
        }

        /// Whether there is such a bit.
        #[inline(always)]
        fn any(self) -> bool {
            // SAFETY: every x86-64 has SSE2.
            unsafe { _mm_movemask_epi8(_mm_or_si128(self.0, self.1)) != 0 }
        }
    }

    #[inline(always)]
    fn load(half: &[u8; HALF]) -> __m128i {
        // SAFETY: every x86-64 has SSE2, and 16 bytes are there.
        unsafe { _mm_loadu_si128(half.as_ptr().cast()) }
    }
}

#[cfg(not(target_arch = "x86_64"))]
mod arch {
    use super::Chunk;

    /// Which bytes are this one.
    #[inline(always)]
    pub(in crate::scan) fn equal(chunk: &Chunk, byte: u8) -> u32 {
        mask(chunk, |other| other == byte)
    }

    /// Which bytes are not ASCII.
    #[inline(always)]
    pub(in crate::scan) fn high(chunk: &Chunk) -> u32 {
        mask(chunk, |byte| !byte.is_ascii())
    }

    /// Which bytes are digits.
    #[inline(always)]
    pub(in crate::scan) fn digits(chunk: &Chunk) -> u32 {
        mask(chunk, |byte| byte.is_ascii_digit())
    }

    /// Which bytes are blanks, or control characters that are none.
    #[inline(always)]
    pub(in crate::scan) fn blanks(chunk: &Chunk) -> u32 {
        mask(chunk, |byte| byte <= b' ')
    }

    /// Which bytes end a plain text: a quote, a backslash, a control character, or what is not ASCII.
    #[inline(always)]
    pub(in crate::scan) fn stops(chunk: &Chunk) -> u32 {
        mask(chunk, |byte| matches!(byte, b'"' | b'\\' | 0..b' ' | 0x80..))
    }

    /// Whether `text`, of 16 to 32 bytes, has neither a backslash nor a byte up to the quote or above 127.
    #[inline(always)]
    pub(in crate::scan) fn plain(text: &[u8]) -> bool {
        text.iter().all(|&byte| byte > b'"' && byte != b'\\' && byte.is_ascii())
    }

    #[inline(always)]
    fn mask(chunk: &Chunk, marked: impl Fn(u8) -> bool) -> u32 {
        chunk.iter().rev().fold(0, |mask, &byte| mask << 1 | u32::from(marked(byte)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A look at a chunk, its name, and the bytes that it looks for.
    type Look = (&'static str, fn(&Chunk) -> u32, fn(u8) -> bool);

    const LOOKS: [Look; 5] = [
        ("quotes", |chunk| equal(chunk, b'"'), |byte| byte == b'"'),
        ("high", high, |byte| byte > 127),
        ("digits", digits, |byte| (48..58).contains(&byte)),
        ("blanks", blanks, |byte| byte <= 32),
        ("stops", stops, |byte| byte < 32 || byte == 34 || byte == 92 || byte > 127),
    ];

    #[test]
    fn a_mask_has_a_bit_for_each_byte_that_is_looked_for() {
        for (name, look, is_sought) in LOOKS {
            for fill in [b'x', b'0', b'"', 0xFF] {
                for at in 0..CHUNK {
                    for byte in 0..=u8::MAX {
                        let mut chunk = [fill; CHUNK];
                        chunk[at] = byte;
                        for (bit, &byte) in chunk.iter().enumerate() {
                            assert_eq!(look(&chunk) >> bit & 1 == 1, is_sought(byte), "{name}, {byte} at {at}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_plain_text_has_no_byte_that_is_not_plain() {
        for len in HALF..=CHUNK {
            for at in 0..len {
                for byte in 0..=u8::MAX {
                    let mut text = [b'x'; CHUNK];
                    text[at] = byte;
                    let is_plain = (35..128).contains(&byte) && byte != 92;
                    assert_eq!(plain(&text[..len]), is_plain, "{byte} at {at} of {len}");
                }
            }
        }
    }
}
