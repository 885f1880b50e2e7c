//! Strings that end soon, as keys and ids do: looked at in place, without a call.

/// How far [`near_quote`] looks.
pub(crate) const NEAR: usize = 32;

/// Where the quote is that ends a string in which the bytes start, if it is one of the first 32 bytes and no backslash
/// stands before it. None says nothing.
#[inline(always)]
pub(crate) fn near_quote(bytes: &[u8]) -> Option<usize> {
    let (quotes, backslashes) = masks(bytes.first_chunk()?);
    // The lowest bit of both is a quote.
    let lowest = quotes & (quotes | backslashes).wrapping_neg();
    (lowest != 0).then(|| lowest.trailing_zeros() as usize)
}

/// Which bytes are `"`, and which `\`.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn masks(bytes: &[u8; NEAR]) -> (u32, u32) {
    use std::arch::x86_64::*;

    // SAFETY: every x86-64 has SSE2, and 32 bytes are there.
    unsafe {
        let first = _mm_loadu_si128(bytes.as_ptr().cast());
        let second = _mm_loadu_si128(bytes.as_ptr().add(16).cast());
        let equal = |byte: u8| {
            let byte = _mm_set1_epi8(byte as i8);
            let first = _mm_movemask_epi8(_mm_cmpeq_epi8(first, byte)) as u32;
            first | (_mm_movemask_epi8(_mm_cmpeq_epi8(second, byte)) as u32) << 16
        };
        (equal(b'"'), equal(b'\\'))
    }
}

#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
fn masks(bytes: &[u8; NEAR]) -> (u32, u32) {
    let equal = |byte| bytes.iter().rev().fold(0, |mask, &other| mask << 1 | u32::from(other == byte));
    (equal(b'"'), equal(b'\\'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_quote_is_the_first_unless_a_backslash_is_before_it() {
        let mut text = [b'x'; 40];
        assert_eq!(near_quote(&text), None);
        for quote in 0..40 {
            text[quote] = b'"';
            assert_eq!(near_quote(&text), (quote < 32).then_some(quote));
            text[39] = b'"';
            for backslash in 0..40 {
                let mut text = text;
                text[backslash] = b'\\';
                let plain = quote < 32 && backslash > quote;
                assert_eq!(near_quote(&text), plain.then_some(quote), "{quote} {backslash}");
            }
            text = [b'x'; 40];
        }
        assert_eq!(near_quote(b"\"short"), None, "of fewer bytes nothing is said");
    }
}
