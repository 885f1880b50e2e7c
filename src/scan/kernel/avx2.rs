//! The kernels for AVX2, with BMI and carry-less multiplication: Haswell, Zen and newer.

use std::arch::x86_64::*;
use std::mem::MaybeUninit;

use super::block::{self, Block};
use super::escape::letter;
use super::set::kernels;
use super::squeeze::{self, Squeeze};
use super::utf8::Characters;
use super::{Kernels, Pattern, Unescaped, utf8};

kernels! { "avx2" over Two, ["avx2" "bmi1" "bmi2" "lzcnt" "popcnt" "pclmulqdq"]
    fn stop(bytes: &[u8], checked: bool) -> Option<usize> {
        // SAFETY: the features are on.
        unsafe { block::stop::<Two>(bytes, checked, |from| utf8::stop::<Two>(bytes, from)) }
    }

    /// # Safety
    ///
    /// The bytes are no fewer than those of the pattern, which are at least [`Pattern::LEAST`].
    unsafe fn fits(bytes: &[u8], pattern: &Pattern) -> bool {
        let (least, span) = pattern.bounds();
        let outside = |at: usize| {
            // SAFETY: the features are on; 32 bytes are there from `at` on.
            unsafe {
                let bytes = load(bytes, at);
                let more = _mm256_sub_epi8(bytes, load(least, at));
                let backslash = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(b'\\' as i8));
                _mm256_or_si256(_mm256_subs_epu8(more, load(span, at)), backslash)
            }
        };
        // The last ones end where the pattern does.
        let last = least.len() - 32;
        let mut all = outside(last);
        let mut at = 0;
        while at < last {
            all = _mm256_or_si256(all, outside(at));
            at += 32;
        }
        _mm256_testz_si256(all, all) == 1
    }

    fn unescape(from: &[u8], to: &mut [MaybeUninit<u8>]) -> Option<Unescaped> {
        // SAFETY: the features are on.
        unsafe { squeeze::unescape::<Two>(from, to) }
    }

    fn utf8(bytes: &[u8]) -> bool {
        // SAFETY: the features are on.
        unsafe { utf8::utf8::<Two>(bytes) }
    }

    /// Reads 32 bytes of a slice.
    ///
    /// # Safety
    ///
    /// From `at` on there are so many.
    #[inline]
    unsafe fn load(bytes: &[u8], at: usize) -> __m256i {
        debug_assert!(bytes.len() - at >= 32);
        // SAFETY: as of this function.
        unsafe { _mm256_loadu_si256(bytes.as_ptr().add(at).cast()) }
    }

    /// What stands one, two and three places before each byte, given the 32 bytes before.
    #[inline]
    fn before(bytes: __m256i, earlier: __m256i) -> [__m256i; 3] {
        let joined = _mm256_permute2x128_si256::<0x21>(earlier, bytes);
        [
            _mm256_alignr_epi8::<15>(bytes, joined),
            _mm256_alignr_epi8::<14>(bytes, joined),
            _mm256_alignr_epi8::<13>(bytes, joined),
        ]
    }

    /// Which bytes cannot stand where they are, given those one, two and three places before: not zero where wrong.
    #[inline]
    fn misplaced(bytes: __m256i, [one, two, three]: [__m256i; 3]) -> __m256i {
        let low = _mm256_set1_epi8(0x0F);
        let one_high = _mm256_and_si256(_mm256_srli_epi16::<4>(one), low);
        let here_high = _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), low);
        let special = _mm256_and_si256(
            _mm256_and_si256(
                _mm256_shuffle_epi8(twice(&utf8::FIRST_HIGH), one_high),
                _mm256_shuffle_epi8(twice(&utf8::FIRST_LOW), _mm256_and_si256(one, low)),
            ),
            _mm256_shuffle_epi8(twice(&utf8::SECOND_HIGH), here_high),
        );
        // Two continuations must be where a character of three bytes began two places before, or one of four three
        // places: only such bytes reach 0x80.
        let third = _mm256_subs_epu8(two, _mm256_set1_epi8(0x60));
        let fourth = _mm256_subs_epu8(three, _mm256_set1_epi8(0x70));
        let must = _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8(-0x80));
        _mm256_xor_si256(must, special)
    }

    /// A table of 16 bytes, for each half of a register.
    #[inline]
    fn twice(table: &[u8; 16]) -> __m256i {
        // SAFETY: 16 bytes.
        _mm256_broadcastsi128_si256(unsafe { _mm_loadu_si128(table.as_ptr().cast()) })
    }

    /// `"`, `\`, below 0x20 or not ASCII, as a high bit.
    #[inline]
    fn odd_bytes(bytes: __m256i) -> __m256i {
        // With its bit 1 turned `"` is 0x20, and no other byte comes to be below 0x21; above 0x7F all are negative.
        let turned = _mm256_xor_si256(bytes, _mm256_set1_epi8(2));
        _mm256_or_si256(
            _mm256_cmpgt_epi8(_mm256_set1_epi8(0x21), turned),
            _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(b'\\' as i8)),
        )
    }

    /// `"`, `\` or below 0x20, as a high bit.
    #[inline]
    fn stop_bytes(bytes: __m256i) -> __m256i {
        _mm256_or_si256(end_bytes(bytes), _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(b'\\' as i8)))
    }

    /// `"` or below 0x20, as a high bit.
    #[inline]
    fn end_bytes(bytes: __m256i) -> __m256i {
        // As above, but above 0x7F all are large.
        let turned = _mm256_xor_si256(bytes, _mm256_set1_epi8(2));
        _mm256_cmpeq_epi8(_mm256_min_epu8(turned, _mm256_set1_epi8(0x20)), turned)
    }

    /// `"` or `\`, as a high bit.
    #[inline]
    fn quoting_bytes(bytes: __m256i) -> __m256i {
        _mm256_or_si256(
            _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(b'"' as i8)),
            _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(b'\\' as i8)),
        )
    }

    /// The bytes of which the bit is set, as 0xFF.
    #[inline]
    fn spread(mask: u32) -> __m256i {
        let eights = _mm256_setr_epi64x(0, 0x0101_0101_0101_0101, 0x0202_0202_0202_0202, 0x0303_0303_0303_0303);
        let bits = _mm256_set1_epi64x(0x8040_2010_0804_0201_u64 as i64);
        let masks = _mm256_shuffle_epi8(_mm256_set1_epi32(mask as i32), eights);
        _mm256_cmpeq_epi8(_mm256_and_si256(masks, bits), bits)
    }

    /// The bytes, with the escaped ones replaced by what they stand for; and which stand for anything, as a high bit.
    #[inline]
    fn meant(bytes: __m256i, escaped: u32) -> (__m256i, __m256i) {
        // Every letter that stands for anything has a place of its own in a table of 16, see `slot`.
        let slots = _mm256_sub_epi8(_mm256_srli_epi16::<1>(bytes), _mm256_srli_epi16::<4>(bytes));
        let slots = _mm256_and_si256(slots, _mm256_set1_epi8(0x0F));
        let known = _mm256_cmpeq_epi8(_mm256_shuffle_epi8(twice(&LETTERS), slots), bytes);
        let meant = _mm256_shuffle_epi8(twice(&MEANT), slots);
        (_mm256_blendv_epi8(bytes, meant, spread(escaped)), known)
    }

    /// The bytes that are kept of each half of 16, moved to the front of their half.
    #[inline]
    fn squeezed(bytes: __m128i, kept: u32) -> __m128i {
        let first = SQUEEZES[0][(kept & 0xFF) as usize];
        let second = SQUEEZES[1][(kept >> 8 & 0xFF) as usize];
        let places = _mm_unpacklo_epi64(_mm_cvtsi64_si128(first as i64), _mm_cvtsi64_si128(second as i64));
        _mm_shuffle_epi8(bytes, places)
    }
}

/// Two registers of 32 bytes.
#[derive(Clone, Copy)]
struct Two(__m256i, __m256i);

impl Two {
    /// The mask that two registers make, in each of which a byte counts if its high bit is set.
    ///
    /// # Safety
    ///
    /// As of [`Block`].
    #[inline(always)]
    unsafe fn mask(first: __m256i, second: __m256i) -> u64 {
        // SAFETY: as of this function.
        unsafe {
            let first = _mm256_movemask_epi8(first) as u32;
            u64::from(first) | u64::from(_mm256_movemask_epi8(second) as u32) << 32
        }
    }
}

// SAFETY: zeros are no blanks, and stop a string.
unsafe impl Block for Two {
    #[inline(always)]
    unsafe fn load(from: *const u8) -> Self {
        // SAFETY: by the contract.
        unsafe { Self(_mm256_loadu_si256(from.cast()), _mm256_loadu_si256(from.add(32).cast())) }
    }

    #[inline(always)]
    unsafe fn load_part(from: *const u8, length: usize) -> Self {
        // SAFETY: by the contract.
        unsafe { Self::load(block::padded(from, length).as_ptr()) }
    }

    #[inline(always)]
    unsafe fn equal(self, byte: u8) -> u64 {
        // SAFETY: by the contract.
        unsafe {
            let byte = _mm256_set1_epi8(byte as i8);
            Self::mask(_mm256_cmpeq_epi8(self.0, byte), _mm256_cmpeq_epi8(self.1, byte))
        }
    }

    #[inline(always)]
    unsafe fn odd(self) -> u64 {
        // SAFETY: by the contract.
        unsafe { Self::mask(odd_bytes(self.0), odd_bytes(self.1)) }
    }

    #[inline(always)]
    unsafe fn high(self) -> u64 {
        // SAFETY: by the contract.
        unsafe { Self::mask(self.0, self.1) }
    }

    #[inline(always)]
    unsafe fn either_odd(self, other: Self) -> bool {
        // SAFETY: by the contract.
        unsafe {
            let one = _mm256_or_si256(odd_bytes(self.0), odd_bytes(self.1));
            let two = _mm256_or_si256(odd_bytes(other.0), odd_bytes(other.1));
            _mm256_movemask_epi8(_mm256_or_si256(one, two)) != 0
        }
    }

    #[inline(always)]
    unsafe fn quoting([a, b, c, d]: [Self; 4]) -> bool {
        // SAFETY: by the contract.
        unsafe {
            let a = _mm256_or_si256(quoting_bytes(a.0), quoting_bytes(a.1));
            let b = _mm256_or_si256(quoting_bytes(b.0), quoting_bytes(b.1));
            let c = _mm256_or_si256(quoting_bytes(c.0), quoting_bytes(c.1));
            let d = _mm256_or_si256(quoting_bytes(d.0), quoting_bytes(d.1));
            _mm256_movemask_epi8(_mm256_or_si256(_mm256_or_si256(a, b), _mm256_or_si256(c, d))) != 0
        }
    }

    #[inline(always)]
    unsafe fn brackets(self) -> (u64, u64) {
        // SAFETY: by the contract.
        unsafe {
            // `[` and `{` differ in this bit alone, and so do `]` and `}`.
            let bit = _mm256_set1_epi8(0x20);
            let curly = Self(_mm256_or_si256(self.0, bit), _mm256_or_si256(self.1, bit));
            (curly.equal(b'{'), curly.equal(b'}'))
        }
    }

    #[inline(always)]
    unsafe fn parity(mask: u64) -> u64 {
        // SAFETY: by the contract.
        unsafe {
            _mm_cvtsi128_si64(_mm_clmulepi64_si128::<0>(_mm_set_epi64x(0, mask as i64), _mm_set1_epi8(-1))) as u64
        }
    }
}

// SAFETY: zeros are below 0x20, and no letter that a table tells.
unsafe impl Squeeze for Two {
    #[inline(always)]
    unsafe fn meant(self, escaped: u64) -> (Self, u64) {
        // SAFETY: by the contract.
        unsafe {
            // Most texts have few escapes, and JSON in a text has mostly those that stand for themselves.
            if escaped & !(self.equal(b'"') | self.equal(b'\\')) == 0 {
                return (self, 0);
            }
            let (first, known) = meant(self.0, escaped as u32);
            let (second, also_known) = meant(self.1, (escaped >> 32) as u32);
            (Self(first, second), escaped & !Self::mask(known, also_known))
        }
    }

    #[inline(always)]
    unsafe fn squeeze(self, kept: u64, to: *mut u8) {
        // SAFETY: by the contract; of no more than 64 bytes none is written more than 8 behind those that are kept.
        unsafe {
            if kept == u64::MAX {
                _mm256_storeu_si256(to.cast(), self.0);
                _mm256_storeu_si256(to.add(32).cast(), self.1);
                return;
            }
            let quarters = [
                _mm256_castsi256_si128(self.0),
                _mm256_extracti128_si256::<1>(self.0),
                _mm256_castsi256_si128(self.1),
                _mm256_extracti128_si256::<1>(self.1),
            ];
            let mut to = to;
            let mut kept = kept;
            for quarter in quarters {
                let squeezed = squeezed(quarter, kept as u32);
                _mm_storel_epi64(to.cast(), squeezed);
                to = to.add((kept & 0xFF).count_ones() as usize);
                // A number that is only moved keeps its bits; the instruction's own intrinsic wants its place aligned.
                to.cast::<f64>().write_unaligned(_mm_cvtsd_f64(_mm_unpackhi_pd(
                    _mm_castsi128_pd(squeezed),
                    _mm_castsi128_pd(squeezed),
                )));
                to = to.add((kept >> 8 & 0xFF).count_ones() as usize);
                kept >>= 16;
            }
        }
    }

    #[inline(always)]
    unsafe fn ends(self) -> u64 {
        // SAFETY: by the contract.
        unsafe { Self::mask(end_bytes(self.0), end_bytes(self.1)) }
    }

    #[inline(always)]
    unsafe fn or(self, other: Self) -> Self {
        // SAFETY: by the contract.
        unsafe { Self(_mm256_or_si256(self.0, other.0), _mm256_or_si256(self.1, other.1)) }
    }
}

// SAFETY: as of its `Squeeze`.
unsafe impl Characters for Two {
    #[inline(always)]
    unsafe fn moved(self) -> [Self; 3] {
        // SAFETY: by the contract.
        unsafe {
            let [one, two, three] = before(self.0, _mm256_setzero_si256());
            let [also_one, also_two, also_three] = before(self.1, self.0);
            [Self(one, also_one), Self(two, also_two), Self(three, also_three)]
        }
    }

    #[inline(always)]
    unsafe fn misplaced(self, [one, two, three]: [Self; 3]) -> Self {
        // SAFETY: by the contract.
        unsafe { Self(misplaced(self.0, [one.0, two.0, three.0]), misplaced(self.1, [one.1, two.1, three.1])) }
    }

    #[inline(always)]
    unsafe fn set(self) -> u64 {
        // SAFETY: by the contract.
        unsafe { !self.equal(0) }
    }

    #[inline(always)]
    unsafe fn stops(self) -> u64 {
        // SAFETY: by the contract.
        unsafe { Self::mask(stop_bytes(self.0), stop_bytes(self.1)) }
    }
}

/// Of eight bytes, by which of them are kept: the places of these, one after another. And the same of the eight behind.
static SQUEEZES: [[u64; 256]; 2] = {
    let mut squeezes = [[0; 256]; 2];
    let mut kept = 0;
    while kept < 256 {
        let (mut place, mut put) = (0, 0);
        while place < 8 {
            if kept >> place & 1 != 0 {
                squeezes[0][kept] |= place << (8 * put);
                squeezes[1][kept] |= (place + 8) << (8 * put);
                put += 1;
            }
            place += 1;
        }
        kept += 1;
    }
    squeezes
};

/// Where a letter is in the two tables below. No two of the eight that stand for anything meet.
const fn slot(letter: u8) -> usize {
    ((letter >> 1).wrapping_sub(letter >> 4) & 0x0F) as usize
}

const LETTER_BYTES: &[u8; 8] = b"\"\\/bfnrt";

/// The letters that stand for anything behind a backslash, in their slots; elsewhere one whose slot is another.
static LETTERS: [u8; 16] = {
    let mut letters = [b'u'; 16];
    let mut at = 0;
    while at < 8 {
        assert!(letters[slot(LETTER_BYTES[at])] == b'u', "two letters in one slot");
        letters[slot(LETTER_BYTES[at])] = LETTER_BYTES[at];
        at += 1;
    }
    assert!(letters[slot(b'u')] != b'u');
    letters
};

/// What they stand for.
static MEANT: [u8; 16] = {
    let mut meant = [0; 16];
    let mut at = 0;
    while at < 16 {
        meant[at] = letter(LETTERS[at]);
        at += 1;
    }
    meant
};
