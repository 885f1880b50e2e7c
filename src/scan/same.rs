//! [`same`]: a text of the wire compared with one that is known when this is compiled.

/// Whether a text is this known one. Of 16 to 64 bytes it is compared piece by piece, without a call, before which whoever
/// asks would have to save what it holds.
#[inline(always)]
pub(crate) fn same(text: &[u8], known: &'static [u8]) -> bool {
    let len = known.len();
    if text.len() != len {
        return false;
    }
    match len {
        PIECE..=TWO => pieces(text, known, [0, len - PIECE]),
        33..=64 => pieces(text, known, [0, len - PIECE]) && pieces(text, known, [PIECE, len - TWO]),
        _ => text == known,
    }
}

/// How many bytes one comparison looks at.
const PIECE: usize = 16;
const TWO: usize = 2 * PIECE;

/// Whether the texts, both of as many bytes, are the same at both places.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn pieces(one: &[u8], other: &[u8], at: [usize; 2]) -> bool {
    use std::arch::x86_64::{__m128i, _mm_and_si128, _mm_cmpeq_epi8, _mm_loadu_si128, _mm_movemask_epi8};

    #[inline(always)]
    fn load(text: &[u8], at: usize) -> __m128i {
        // SAFETY: every x86-64 has SSE2, and 16 bytes are there.
        unsafe { _mm_loadu_si128(text[at..at + PIECE].as_ptr().cast()) }
    }
    let [first, second] = at;
    // SAFETY: every x86-64 has SSE2.
    unsafe {
        let first = _mm_cmpeq_epi8(load(one, first), load(other, first));
        let second = _mm_cmpeq_epi8(load(one, second), load(other, second));
        _mm_movemask_epi8(_mm_and_si128(first, second)) == 0xFFFF
    }
}

#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
fn pieces(one: &[u8], other: &[u8], at: [usize; 2]) -> bool {
    at.into_iter().all(|at| one[at..at + PIECE] == other[at..at + PIECE])
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn a_text_is_the_known_one_if_every_byte_is() {
        static KNOWN: &[u8] = b"The quick brown fox jumps over the lazy dog, and not over its tail.";
        for len in 0..=KNOWN.len() {
            let known = &KNOWN[..len];
            // Of its own allocation, so that a sanitizer sees a byte too many.
            let mut text = known.to_vec();
            assert!(same(&text, known), "{len}");
            for at in 0..len {
                for bit in 0..8 {
                    text[at] ^= 1 << bit;
                    assert!(!same(&text, known), "{at} of {len}");
                    text[at] ^= 1 << bit;
                }
            }
            assert!(!same(&KNOWN[..(len + 1) % (KNOWN.len() + 1)], known), "{len}");
        }
    }
}
