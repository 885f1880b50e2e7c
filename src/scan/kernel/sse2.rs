//! The kernels for what every x86-64 has.
//!
//! There is no shuffle by a register in SSE2: UTF-8 is left to the standard library, and a string is unescaped run by
//! run.

use std::arch::x86_64::*;
use std::mem::MaybeUninit;

use super::block::{self, Block};
use super::escape::{letter, spell};
use super::set::kernels;
use super::{COLONS, Colon, Kernels, Pattern, SLACK, Unescaped};

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
    unsafe fn mask(registers: [__m128i; 4]) -> u64 {
        // SAFETY: as of this function.
        let [a, b, c, d] = registers.map(|register| u64::from(unsafe { _mm_movemask_epi8(register) } as u32));
        a | b << 16 | c << 32 | d << 48
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

    /// Whether any byte of these has its high bit set.
    ///
    /// # Safety
    ///
    /// As of [`Block`].
    #[inline(always)]
    unsafe fn any(registers: impl IntoIterator<Item = __m128i>) -> bool {
        // SAFETY: as of this function.
        unsafe {
            let all = registers.into_iter().fold(_mm_setzero_si128(), |all, register| _mm_or_si128(all, register));
            _mm_movemask_epi8(all) != 0
        }
    }
}

// SAFETY: zeros are no blanks, and stop a string.
unsafe impl Block for Four {
    #[inline(always)]
    unsafe fn load(from: *const u8) -> Self {
        // SAFETY: by the contract.
        Self([0, 1, 2, 3].map(|place| unsafe { _mm_loadu_si128(from.add(place * 16).cast()) }))
    }

    #[inline(always)]
    unsafe fn load_part(from: *const u8, length: usize) -> Self {
        // SAFETY: by the contract.
        unsafe { Self::load(block::padded(from, length).as_ptr()) }
    }

    #[inline(always)]
    unsafe fn equal(self, byte: u8) -> u64 {
        // SAFETY: by the contract.
        unsafe { Self::mask(self.0.map(|register| _mm_cmpeq_epi8(register, _mm_set1_epi8(byte as i8)))) }
    }

    #[inline(always)]
    unsafe fn odd(self) -> u64 {
        // SAFETY: by the contract.
        unsafe { Self::mask(self.0.map(|register| Self::odd_bytes(register))) }
    }

    #[inline(always)]
    unsafe fn either_odd(self, other: Self) -> bool {
        // SAFETY: by the contract.
        unsafe { Self::any(self.0.into_iter().chain(other.0).map(|register| Self::odd_bytes(register))) }
    }

    #[inline(always)]
    unsafe fn high(self) -> u64 {
        // SAFETY: by the contract.
        unsafe { Self::mask(self.0) }
    }

    #[inline(always)]
    unsafe fn quoting(blocks: [Self; 4]) -> bool {
        // SAFETY: by the contract.
        unsafe {
            let quoting = |register| {
                _mm_or_si128(
                    _mm_cmpeq_epi8(register, _mm_set1_epi8(b'"' as i8)),
                    _mm_cmpeq_epi8(register, _mm_set1_epi8(b'\\' as i8)),
                )
            };
            Self::any(blocks.into_iter().flat_map(|block| block.0).map(quoting))
        }
    }

    #[inline(always)]
    unsafe fn brackets(self) -> (u64, u64) {
        // SAFETY: by the contract.
        unsafe {
            // `[` and `{` differ in this bit alone, and so do `]` and `}`.
            let curly = Self(self.0.map(|register| _mm_or_si128(register, _mm_set1_epi8(0x20))));
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
