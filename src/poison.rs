//! Memory made hostile where fuzzing looks on, so that what must not be read is seen when it is.
//!
//! Only `cfg(fuzzing)` differs, which cargo-fuzz sets: else all of this is nothing.

use bumpalo::Bump;
use simd_json::INPUT_PADDING;

/// What stands behind a frame. simd-json reads it, and must not care what it is.
pub(crate) const PADDING: [u8; INPUT_PADDING] = if cfg!(fuzzing) { varied() } else { [b' '; INPUT_PADDING] };

/// No text begins or ends as this does, and it is no bool.
const POISON: u8 = 0xDE;

/// The largest chunk that is filled; a larger one is given back, so that the sanitizer sees it being used.
const FILLED: usize = 16 << 10;

/// Empties `arena`; what was in it is gone.
pub(crate) fn reset(arena: &mut Bump) {
    arena.reset();
    if cfg!(fuzzing) {
        if arena.chunk_capacity() > FILLED {
            *arena = Bump::new();
        }
        arena.alloc_slice_fill_copy(arena.chunk_capacity(), POISON);
        arena.reset();
    }
}

/// Keeps what is allocated next apart from what was allocated last.
pub(crate) fn gap(arena: &Bump) {
    if cfg!(fuzzing) {
        arena.alloc_slice_fill_copy(24, POISON);
    }
}

/// Bytes with which a text, a number or a word could go on.
const fn varied() -> [u8; INPUT_PADDING] {
    let pattern = br#""},1e9\ud83d]:"x":[{0.-tnf\""#;
    let mut padding = [0; INPUT_PADDING];
    let mut at = 0;
    while at < INPUT_PADDING {
        padding[at] = pattern[at % pattern.len()];
        at += 1;
    }
    padding
}
