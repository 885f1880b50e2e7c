//! The kernels for what every x86-64 has.
//!
//! There is no shuffle by a register in SSE2: UTF-8 is left to the standard library, and a string is unescaped run by
//! run.

use std::arch::x86_64::*;
use std::mem::MaybeUninit;

use super::block::{self, Block};
use super::escape::{letter, spell};
use super::set::kernels;
use super::{Kernels, Pattern, SLACK, Unescaped};

kernels! { "sse2" over Four, ["sse2"]
    fn stop(bytes: &[u8], checked: bool) -> Option<usize> {
        // SAFETY: the features are on.
        unsafe {
            block::stop::<Four>(bytes, checked, |from| {
                let stop = from + block::stop::<Four>(&bytes[from..], true, |_| None)?;
                utf8(&bytes[..stop]).then_some(stop)
            })
        }
    }

    /// # Safety
    ///
    /// The bytes are no fewer than those of the pattern, which are at least [`Pattern::LEAST`].
    unsafe fn fits(bytes: &[u8], pattern: &Pattern) -> bool {
        let (least, span) = pattern.bounds();
        let outside = |at: usize| {
            // SAFETY: the features are on; 16 bytes are there from `at` on.
            unsafe {
                let bytes = load(bytes, at);
                let more = _mm_sub_epi8(bytes, load(least, at));
                let backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'\\' as i8));
                _mm_or_si128(_mm_subs_epu8(more, load(span, at)), backslash)
            }
        };
        // The last ones end where the pattern does.
        let last = least.len() - 16;
        let mut all = outside(last);
        let mut at = 0;
        while at < last {
            all = _mm_or_si128(all, outside(at));
            at += 16;
        }
        _mm_movemask_epi8(_mm_cmpeq_epi8(all, _mm_setzero_si128())) == 0xFFFF
    }

    /// # Safety
    ///
    /// 16 bytes are there from `at` on.
    unsafe fn load(bytes: &[u8], at: usize) -> __m128i {
        debug_assert!(at + 16 <= bytes.len());
        // SAFETY: as of this function.
        unsafe { _mm_loadu_si128(bytes.as_ptr().add(at).cast()) }
    }

    fn utf8(bytes: &[u8]) -> bool {
        std::str::from_utf8(bytes).is_ok()
    }

    fn unescape(from: &[u8], to: &mut [MaybeUninit<u8>]) -> Option<Unescaped> {
        if to.len() < from.len() + SLACK {
            return None;
        }
        let (mut read, mut written, mut ascii) = (0, 0, true);
        loop {
            debug_assert!(written <= read && read <= from.len());
            let rest = &from[read..];
            // SAFETY: 16 bytes are there, or are made so many.
            let bytes = unsafe {
                match rest.first_chunk::<16>() {
                    Some(bytes) => _mm_loadu_si128(bytes.as_ptr().cast()),
                    None => _mm_loadu_si128(block::padded(rest.as_ptr(), rest.len()).as_ptr().cast()),
                }
            };
            // SAFETY: `read` is at most the length, for zeros behind the end stop a run; and `to` has 64 bytes more than `from`,
        // of which no fewer were read than written.
            unsafe { _mm_storeu_si128(to.as_mut_ptr().add(written).cast(), bytes) };
            let high = _mm_movemask_epi8(bytes) as u32;
            // SAFETY: the features are on.
            let odd = unsafe { _mm_movemask_epi8(Four::odd_bytes(bytes)) as u32 };
            // Behind the end of the slice are zeros, which stop.
            let run = (odd & !high | 1 << 16).trailing_zeros();
            ascii &= high & ((1 << run) - 1) == 0;
            read += run as usize;
            written += run as usize;
            if run == 16 {
                continue;
            }
            match *from.get(read)? {
                b'"' => return Some(Unescaped { read, written, ascii }),
                b'\\' => match letter(*from.get(read + 1)?) {
                    0 => {
                        let (length, bytes) = spell(&from[read..], &mut to[written..])?;
                        read += length;
                        written += bytes;
                        ascii &= bytes == 1;
                    }
                    meant => {
                        to[written].write(meant);
                        written += 1;
                        read += 2;
                    }
                },
                _ => return None,
            }
        }
    }
}

/// Four registers of 16 bytes.
#[derive(Clone, Copy)]
struct Four([__m128i; 4]);

impl Four {
    /// The mask that four registers make, in each of which a byte counts if its high bit is set.
    ///
    /// # Safety
    ///
    /// As of [`Block`].
    #[inline(always)]
    unsafe fn mask(self) -> u64 {
        let Self([a, b, c, d]) = self;
        // SAFETY: as of this function.
        let [a, b, c, d] =
            unsafe { [_mm_movemask_epi8(a), _mm_movemask_epi8(b), _mm_movemask_epi8(c), _mm_movemask_epi8(d)] };
        u64::from(a as u32) | u64::from(b as u32) << 16 | u64::from(c as u32) << 32 | u64::from(d as u32) << 48
    }

    /// The same done to each register.
    #[inline(always)]
    fn each(self, what: impl Fn(__m128i) -> __m128i) -> Self {
        let Self([a, b, c, d]) = self;
        Self([what(a), what(b), what(c), what(d)])
    }

    /// `"` or `\`, as a high bit.
    ///
    /// # Safety
    ///
    /// As of [`Block`].
    #[inline(always)]
    unsafe fn quotes(self) -> Self {
        // SAFETY: as of this function.
        self.each(|register| unsafe {
            _mm_or_si128(
                _mm_cmpeq_epi8(register, _mm_set1_epi8(b'"' as i8)),
                _mm_cmpeq_epi8(register, _mm_set1_epi8(b'\\' as i8)),
            )
        })
    }

    /// `"`, `\`, below 0x20 or not ASCII, as a high bit, of one register.
    ///
    /// # Safety
    ///
    /// As of [`Block`].
    #[inline(always)]
    unsafe fn odd_bytes(register: __m128i) -> __m128i {
        // SAFETY: as of this function.
        unsafe {
            // With its bit 1 turned `"` is 0x20, and no other byte comes to be below 0x21; above 0x7F all are negative.
            let turned = _mm_xor_si128(register, _mm_set1_epi8(2));
            _mm_or_si128(
                _mm_cmplt_epi8(turned, _mm_set1_epi8(0x21)),
                _mm_cmpeq_epi8(register, _mm_set1_epi8(b'\\' as i8)),
            )
        }
    }

    /// `"`, `\`, below 0x20 or not ASCII, as a high bit.
    ///
    /// # Safety
    ///
    /// As of [`Block`].
    #[inline(always)]
    unsafe fn odd_registers(self) -> Self {
        // SAFETY: as of this function.
        self.each(|register| unsafe { Self::odd_bytes(register) })
    }

    /// The bits that are set in any register.
    ///
    /// # Safety
    ///
    /// As of [`Block`].
    #[inline(always)]
    unsafe fn joined(self) -> __m128i {
        let Self([a, b, c, d]) = self;
        // SAFETY: as of this function.
        unsafe { _mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d)) }
    }
}

// SAFETY: zeros are no blanks, and stop a string.
unsafe impl Block for Four {
    #[inline(always)]
    unsafe fn load(from: *const u8) -> Self {
        let from: *const __m128i = from.cast();
        // SAFETY: by the contract.
        unsafe {
            Self([
                _mm_loadu_si128(from),
                _mm_loadu_si128(from.add(1)),
                _mm_loadu_si128(from.add(2)),
                _mm_loadu_si128(from.add(3)),
            ])
        }
    }

    #[inline(always)]
    unsafe fn load_part(from: *const u8, length: usize) -> Self {
        // SAFETY: by the contract.
        unsafe { Self::load(block::padded(from, length).as_ptr()) }
    }

    #[inline(always)]
    unsafe fn equal(self, byte: u8) -> u64 {
        // SAFETY: by the contract.
        unsafe { self.each(|register| _mm_cmpeq_epi8(register, _mm_set1_epi8(byte as i8))).mask() }
    }

    #[inline(always)]
    unsafe fn odd(self) -> u64 {
        // SAFETY: by the contract.
        unsafe { self.odd_registers().mask() }
    }

    #[inline(always)]
    unsafe fn either_odd(self, other: Self) -> bool {
        // SAFETY: by the contract.
        unsafe { _mm_movemask_epi8(_mm_or_si128(self.odd_registers().joined(), other.odd_registers().joined())) != 0 }
    }

    #[inline(always)]
    unsafe fn high(self) -> u64 {
        // SAFETY: by the contract.
        unsafe { self.mask() }
    }

    #[inline(always)]
    unsafe fn quoting([a, b, c, d]: [Self; 4]) -> bool {
        // SAFETY: by the contract.
        unsafe {
            let ab = _mm_or_si128(a.quotes().joined(), b.quotes().joined());
            let cd = _mm_or_si128(c.quotes().joined(), d.quotes().joined());
            _mm_movemask_epi8(_mm_or_si128(ab, cd)) != 0
        }
    }

    #[inline(always)]
    unsafe fn brackets(self) -> (u64, u64) {
        // SAFETY: by the contract.
        unsafe {
            // `[` and `{` differ in this bit alone, and so do `]` and `}`.
            let curly = self.each(|register| _mm_or_si128(register, _mm_set1_epi8(0x20)));
            (curly.equal(b'{'), curly.equal(b'}'))
        }
    }

    #[inline(always)]
    unsafe fn parity(mask: u64) -> u64 {
        let mut parity = mask;
        let mut by = 1;
        while by < 64 {
            parity ^= parity << by;
            by *= 2;
        }
        parity
    }
}
