//! Strings and words that end soon, as keys, ids and numbers do: looked at in place, without a call.

use super::chunk::{CHUNK, Chunk, blanks, digits, equal, high};

/// How long the string is that begins at `at`, behind its quote, if the quote that ends it is one of 32 bytes and no
/// backslash stands before that. None says nothing.
#[inline(always)]
pub(crate) fn near_quote(bytes: &[u8], at: usize) -> Option<usize> {
    let (chunk, before) = chunk(bytes, at)?;
    first(equal(chunk, b'"') >> before, equal(chunk, b'\\') >> before)
}

/// The string that begins at `at`, if it is ASCII without a backslash and the quote that ends it is one of 64 bytes.
#[inline(always)]
pub(crate) fn near_text(bytes: &[u8], at: usize) -> Option<&str> {
    let mut end = at;
    loop {
        let (chunk, before) = chunk(bytes, end)?;
        let (quotes, others) = (equal(chunk, b'"') >> before, (equal(chunk, b'\\') | high(chunk)) >> before);
        if let Some(length) = first(quotes, others) {
            end += length;
            // SAFETY: none of these bytes is above 127.
            return Some(unsafe { std::str::from_utf8_unchecked(&bytes[at..end]) });
        }
        if quotes | others != 0 || before != 0 || end > at {
            return None;
        }
        end += CHUNK;
    }
}

/// Where the quote is that opens the text which the byte at `end` closes, if it is one of the 64 before that; nothing else is looked
/// at. None says nothing.
#[inline(always)]
pub(crate) fn near_opening(bytes: &[u8], end: usize) -> Option<usize> {
    let from = end.checked_sub(2 * CHUNK)?;
    let (chunks, _) = bytes.get(from..end)?.as_chunks();
    let quotes = u64::from(equal(&chunks[1], b'"')) << CHUNK | u64::from(equal(&chunks[0], b'"'));
    (quotes != 0).then(|| from + quotes.ilog2() as usize)
}

/// How long the number or word is that begins at `at`, if what ends it is one of 32 bytes: a comma, a closing brace, or a
/// blank. None says nothing.
#[inline(always)]
pub(crate) fn near_end(bytes: &[u8], at: usize) -> Option<usize> {
    let (chunk, before) = chunk(bytes, at)?;
    let ends = (equal(chunk, b',') | equal(chunk, b'}') | blanks(chunk)) >> before;
    (ends != 0).then(|| ends.trailing_zeros() as usize)
}

/// How many digits stand from `at` on, if what ends them is one of 32 bytes. None says nothing.
#[inline(always)]
pub(crate) fn near_digits(bytes: &[u8], at: usize) -> Option<usize> {
    let (chunk, before) = chunk(bytes, at)?;
    let others = !digits(chunk) >> before;
    (others != 0).then(|| others.trailing_zeros() as usize)
}

/// The 32 bytes from `at` on, or where fewer are left the last 32, and how many of them are before `at`.
#[inline(always)]
fn chunk(bytes: &[u8], at: usize) -> Option<(&Chunk, u32)> {
    let left = bytes.len().checked_sub(at)?;
    if let Some(chunk) = bytes[at..].first_chunk() {
        return Some((chunk, 0));
    }
    Some((bytes.last_chunk()?, (CHUNK - left) as u32)).filter(|_| left > 0)
}

/// Where the first quote is, unless one of the others is before it.
#[inline(always)]
fn first(quotes: u32, others: u32) -> Option<usize> {
    // The lowest bit of both is a quote.
    let lowest = quotes & (quotes | others).wrapping_neg();
    (lowest != 0).then(|| lowest.trailing_zeros() as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_quote_is_the_first_unless_a_backslash_is_before_it() {
        let mut text = [b'x'; 40];
        assert_eq!(near_quote(&text, 0), None);
        for quote in 0..40 {
            text[quote] = b'"';
            assert_eq!(near_quote(&text, 0), (quote < 32).then_some(quote));
            text[39] = b'"';
            for backslash in 0..40 {
                let mut text = text;
                text[backslash] = b'\\';
                let plain = quote < 32 && backslash > quote;
                assert_eq!(near_quote(&text, 0), plain.then_some(quote), "{quote} {backslash}");
            }
            text = [b'x'; 40];
        }
        assert_eq!(near_quote(b"\"short", 1), None, "of fewer bytes nothing is said");
    }

    #[test]
    fn a_near_opening_is_the_last_quote_before_the_end() {
        let mut text = [b'x'; 100];
        for end in 0..=110 {
            assert_eq!(near_opening(&text, end), None);
        }
        for quote in 0..100 {
            text[quote] = b'"';
            for end in 0..=110 {
                let seen = (64..=100).contains(&end) && (end - 64..end).contains(&quote);
                assert_eq!(near_opening(&text, end), seen.then_some(quote), "{quote} {end}");
            }
            let mut two = text;
            two[quote / 2] = b'"';
            let seen = (36..100).contains(&quote);
            assert_eq!(near_opening(&two, 100), seen.then_some(quote), "{quote}");
            text[quote] = b'x';
        }
    }

    #[test]
    fn near_digits_are_those_before_the_first_byte_that_is_none() {
        let mut text = [b'7'; 40];
        assert_eq!(near_digits(&text, 0), None);
        for end in 0..40 {
            for byte in 0..=u8::MAX {
                text[end] = byte;
                let length = (end < 32 && !byte.is_ascii_digit()).then_some(end);
                assert_eq!(near_digits(&text, 0), length, "{byte} at {end}");
            }
            text[end] = b'0' + end as u8 % 10;
        }
    }

    #[test]
    fn what_stands_before_is_not_looked_at_and_what_is_behind_the_end_not_read() {
        let mut text = *b"\"\\\xFF,}                                 abc\",\"\xC3\xA9\"}xxxxxxxxxxxxxxxxxxxxxxxxx1234}";
        text[5..34].fill(b'x');
        text[35..37].copy_from_slice(b"\t\r");
        for length in 0..=text.len() {
            // Of its own allocation, so that a sanitizer sees a byte too many.
            let text = text[..length].to_vec();
            for at in 0..length + 3 {
                let rest = text.get(at..at + CHUNK).or_else(|| text.get(at..)).filter(|_| length >= CHUNK);
                let end = rest.and_then(|rest| rest.iter().position(|byte| matches!(byte, b',' | b'}' | ..=b' ')));
                assert_eq!(near_end(&text, at), end, "{at} of {length}");
                let end = rest.and_then(|rest| rest.iter().position(|byte| !byte.is_ascii_digit()));
                assert_eq!(near_digits(&text, at), end, "{at} of {length}");
                let stop = |rest: &[u8]| rest.iter().position(|byte| matches!(byte, b'"' | b'\\'));
                let quote = rest.and_then(|rest| stop(rest).filter(|&stop| rest[stop] == b'"'));
                assert_eq!(near_quote(&text, at), quote, "{at} of {length}");
                let far =
                    text.get(at..).filter(|_| length >= CHUNK).and_then(stop).filter(|&stop| text[at + stop] == b'"');
                let plain = far.and_then(|quote| std::str::from_utf8(&text[at..at + quote]).ok());
                assert_eq!(near_text(&text, at), plain.filter(|text| text.is_ascii()), "{at} of {length}");
            }
        }
    }
}
