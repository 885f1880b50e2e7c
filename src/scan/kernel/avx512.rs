//! The kernels for AVX-512 with VBMI and VBMI2: Ice Lake, Sapphire Rapids, Zen 4 and newer.

use std::arch::x86_64::*;
use std::mem::MaybeUninit;

use super::block::{self, BLOCK, Block, below};
use super::escape::letter;
use super::set::kernels;
use super::squeeze::{self, Squeeze};
use super::utf8::Characters;
use super::{Kernels, Pattern, Unescaped, utf8};

kernels! { "avx512" over Wide,
    ["avx512f" "avx512bw" "avx512vl" "avx512vbmi" "avx512vbmi2" "bmi1" "bmi2" "lzcnt" "popcnt" "pclmulqdq"]
    fn stop(bytes: &[u8], checked: bool) -> Option<usize> {
        // SAFETY: the features are on.
        unsafe { block::stop::<Wide>(bytes, checked, |from| utf8::stop::<Wide>(bytes, from)) }
    }

    /// # Safety
    ///
    /// The bytes are no fewer than those of the pattern, which are at least [`Pattern::LEAST`].
    unsafe fn fits(bytes: &[u8], pattern: &Pattern) -> bool {
        let (least, span) = pattern.bounds();
        let fits = |at: usize, here: u64| {
            // SAFETY: the features are on; what the mask leaves out is not read.
            unsafe {
                let load = |from: &[u8]| _mm512_maskz_loadu_epi8(here, from.as_ptr().add(at).cast());
                let bytes = load(bytes);
                let beyond = _mm512_cmpgt_epu8_mask(_mm512_sub_epi8(bytes, load(least)), load(span));
                beyond | _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(b'\\' as i8)) == 0
            }
        };
        let mut at = 0;
        while least.len() - at >= BLOCK {
            if !fits(at, u64::MAX) {
                return false;
            }
            at += BLOCK;
        }
        fits(at, below((least.len() - at) as u32))
    }

    fn utf8(bytes: &[u8]) -> bool {
        // SAFETY: the features are on.
        unsafe { utf8::utf8::<Wide>(bytes) }
    }

    fn unescape(from: &[u8], to: &mut [MaybeUninit<u8>]) -> Option<Unescaped> {
        // SAFETY: the features are on.
        unsafe { squeeze::unescape::<Wide>(from, to) }
    }

    /// What stands one, two and three places before each byte: before the first zeros.
    #[inline]
    fn moved(block: __m512i) -> [__m512i; 3] {
        // SAFETY: static, and 64 bytes.
        let places = unsafe { Wide::load(PLACES.as_ptr()).0 };
        [
            _mm512_maskz_permutexvar_epi8(u64::MAX << 1, _mm512_sub_epi8(places, _mm512_set1_epi8(1)), block),
            _mm512_maskz_permutexvar_epi8(u64::MAX << 2, _mm512_sub_epi8(places, _mm512_set1_epi8(2)), block),
            _mm512_maskz_permutexvar_epi8(u64::MAX << 3, _mm512_sub_epi8(places, _mm512_set1_epi8(3)), block),
        ]
    }

    /// Which bytes cannot stand where they are, given those one, two and three places before: not zero where wrong.
    #[inline]
    fn misplaced(block: __m512i, [one, two, three]: [__m512i; 3]) -> __m512i {
        // The high bit is set of what must be a continuation, as a character begins one place before, one of three bytes
        // two places before, or one of four three places before; and of what is one.
        let first = _mm512_subs_epu8(one, _mm512_set1_epi8(0x40));
        let third = _mm512_subs_epu8(two, _mm512_set1_epi8(0x60));
        let fourth = _mm512_subs_epu8(three, _mm512_set1_epi8(0x70));
        let must = _mm512_or_si512(_mm512_or_si512(first, third), fourth);
        let is = _mm512_adds_epi8(block, _mm512_set1_epi8(0x40));
        let other = _mm512_and_si512(_mm512_xor_si512(must, is), _mm512_set1_epi8(-0x80));
        // SAFETY: static, and 64 bytes each.
        let (firsts, seconds) = unsafe { (Wide::load(utf8::FIRST.as_ptr()).0, Wide::load(utf8::SECOND.as_ptr()).0) };
        // Looked up by six bits: the two above them are not looked at.
        let before = _mm512_maskz_permutexvar_epi8(_mm512_movepi8_mask(first), one, firsts);
        let here = _mm512_permutexvar_epi8(_mm512_srli_epi16::<2>(block), seconds);
        _mm512_or_si512(_mm512_and_si512(before, here), other)
    }
}

/// One register of 64 bytes.
#[derive(Clone, Copy)]
struct Wide(__m512i);

// SAFETY: zeros are no blanks, and stop a string.
unsafe impl Block for Wide {
    #[inline(always)]
    unsafe fn load(from: *const u8) -> Self {
        // SAFETY: by the contract.
        Self(unsafe { _mm512_loadu_si512(from.cast()) })
    }

    #[inline(always)]
    unsafe fn load_part(from: *const u8, length: usize) -> Self {
        debug_assert!(length < BLOCK);
        // SAFETY: by the contract; what the mask leaves out is not read.
        Self(unsafe { _mm512_maskz_loadu_epi8(below(length as u32), from.cast()) })
    }

    #[inline(always)]
    unsafe fn equal(self, byte: u8) -> u64 {
        // SAFETY: by the contract.
        unsafe { _mm512_cmpeq_epi8_mask(self.0, _mm512_set1_epi8(byte as i8)) }
    }

    #[inline(always)]
    unsafe fn odd(self) -> u64 {
        // SAFETY: by the contract.
        unsafe { _mm512_cmplt_epi8_mask(self.turned(), _mm512_set1_epi8(0x21)) | self.equal(b'\\') }
    }

    #[inline(always)]
    unsafe fn high(self) -> u64 {
        // SAFETY: by the contract.
        unsafe { _mm512_movepi8_mask(self.0) }
    }

    #[inline(always)]
    unsafe fn either_odd(self, other: Self) -> bool {
        // SAFETY: by the contract.
        unsafe { self.odd() | other.odd() != 0 }
    }

    #[inline(always)]
    unsafe fn quoting([a, b, c, d]: [Self; 4]) -> bool {
        // SAFETY: by the contract.
        unsafe { a.quotes() | b.quotes() | c.quotes() | d.quotes() != 0 }
    }

    #[inline(always)]
    unsafe fn brackets(self) -> (u64, u64) {
        // SAFETY: by the contract.
        unsafe {
            // `[` and `{` differ in this bit alone, and so do `]` and `}`.
            let curly = Self(_mm512_or_si512(self.0, _mm512_set1_epi8(0x20)));
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
unsafe impl Squeeze for Wide {
    #[inline(always)]
    unsafe fn meant(self, escaped: u64) -> (Self, u64) {
        // SAFETY: by the contract; the table is of 128 bytes.
        unsafe {
            let (first, second) = (Self::load(LETTERS.as_ptr()), Self::load(LETTERS.as_ptr().add(BLOCK)));
            let meant = _mm512_permutex2var_epi8(first.0, self.0, second.0);
            // It is looked up without its high bit, which makes it unknown too.
            let high = _mm512_and_si512(self.0, _mm512_set1_epi8(-0x80));
            let signed = _mm512_or_si512(meant, high);
            let unknown = _mm512_mask_cmple_epi8_mask(escaped, signed, _mm512_setzero_si512());
            (Self(_mm512_mask_mov_epi8(self.0, escaped, meant)), unknown)
        }
    }

    #[inline(always)]
    unsafe fn squeeze(self, kept: u64, to: *mut u8) {
        // SAFETY: by the contract.
        unsafe { _mm512_storeu_si512(to.cast(), _mm512_maskz_compress_epi8(kept, self.0)) };
    }

    #[inline(always)]
    unsafe fn ends(self) -> u64 {
        // SAFETY: by the contract.
        unsafe { _mm512_cmplt_epu8_mask(self.turned(), _mm512_set1_epi8(0x21)) }
    }

    #[inline(always)]
    unsafe fn or(self, other: Self) -> Self {
        // SAFETY: by the contract.
        Self(unsafe { _mm512_or_si512(self.0, other.0) })
    }
}

// SAFETY: as of its `Squeeze`.
unsafe impl Characters for Wide {
    #[inline(always)]
    unsafe fn moved(self) -> [Self; 3] {
        // SAFETY: by the contract.
        let [one, two, three] = unsafe { moved(self.0) };
        [Self(one), Self(two), Self(three)]
    }

    #[inline(always)]
    unsafe fn misplaced(self, [one, two, three]: [Self; 3]) -> Self {
        // SAFETY: by the contract.
        Self(unsafe { misplaced(self.0, [one.0, two.0, three.0]) })
    }

    #[inline(always)]
    unsafe fn set(self) -> u64 {
        // SAFETY: by the contract.
        unsafe { _mm512_test_epi8_mask(self.0, self.0) }
    }

    #[inline(always)]
    unsafe fn stops(self) -> u64 {
        // SAFETY: by the contract.
        unsafe { self.ends() | self.equal(b'\\') }
    }
}

impl Wide {
    /// Which are `"` or `\`.
    ///
    /// # Safety
    ///
    /// As of [`Block`].
    #[inline(always)]
    unsafe fn quotes(self) -> u64 {
        // SAFETY: as of this function.
        unsafe { self.equal(b'"') | self.equal(b'\\') }
    }

    /// With bit 1 turned: `"` is 0x20, and no other byte comes to be below 0x21. What is not ASCII stays negative.
    ///
    /// # Safety
    ///
    /// As of [`Block`].
    #[inline(always)]
    unsafe fn turned(self) -> __m512i {
        // SAFETY: as of this function.
        unsafe { _mm512_xor_si512(self.0, _mm512_set1_epi8(2)) }
    }
}

/// 0, 1, 2 and so on.
static PLACES: [u8; BLOCK] = {
    let mut places = [0; BLOCK];
    let mut place = 0;
    while place < BLOCK {
        places[place] = place as u8;
        place += 1;
    }
    places
};

/// What every ASCII character stands for behind a backslash; 0, if for nothing.
static LETTERS: [u8; 128] = {
    let mut letters = [0; 128];
    let mut byte = 0;
    while byte < 128 {
        letters[byte] = letter(byte as u8);
        byte += 1;
    }
    letters
};
