//! [`prefetch`]: memory is asked for what is read soon.

/// How many bytes ahead of where is read memory is asked for.
///
/// GB/s of `audio_64k` by `benches/cold.rs`, AVX-512 on a Sapphire Rapids, from the second level, the third and memory:
/// not asked 65, 15.6, 4.7; 1,024 ahead 83, 23.7, 7.7; 2,048 ahead 81, 22.9, 7.3; 4,096 ahead 82, 20.5, 5.5. On AVX2 55,
/// 18.5, 5.0 and 61, 23.7, 7.3. Of frames of 8 KB, one behind the other, 2,048 reaches further into the next: no slower.
const AHEAD: usize = 2048;

/// How many bytes a line of the caches has.
const LINE: usize = 64;

/// Asks for the line that is so far ahead of this byte, be it the frame's or what stands behind that: usually the next frame.
#[cfg_attr(not(target_arch = "x86_64"), allow(unused_variables, reason = "another machine is not asked"))]
#[inline(always)]
pub(super) fn prefetch(from: *const u8) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a hint, for which any address will do: nothing is read.
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(from.wrapping_add(AHEAD).cast());
    }
}

/// How many lines are asked for without a look at whether the frame has them: how many it has cannot be foretold.
const AT_ONCE: usize = 4;

/// Asks for what is so far ahead of each line that `frame` begins with, so that when the next frames are read they are there
/// from their first byte to their last, which is looked at first. Of a longer frame the kernels ask for the rest.
///
/// Line by line it made `done` take 0.86 of the time, `acks` 0.94 and `session` 0.98: medians of 7 rounds on an Emerald Rapids,
/// from the third level; 512 and 1,024 ahead: the same. By four, these take 0.98, 1.03 and 0.97 of that.
/// Of the looks without decoding, by four (`benches/peek.rs`, 4 MiB, 9 rounds): usage of `done` 0.95 and `session` 0.92, kind 0.92
/// and 0.93, ids 0.97 and 1.00.
#[inline(always)]
pub(crate) fn prefetch_ahead(frame: &[u8]) {
    for lines in frame.iter().take(AHEAD).step_by(AT_ONCE * LINE) {
        (0..AT_ONCE).for_each(|line| prefetch(std::ptr::from_ref(lines).wrapping_add(line * LINE)));
    }
}
