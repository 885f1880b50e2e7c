//! [`Limits`]: what a decoder allows, and how it decides what JSON leaves open.

/// What a decoder allows and how it decides what JSON leaves open.
///
/// They bound memory: an accepted frame costs at most 192 times its bytes and 128 KiB, and never more than 8 times its
/// bytes, 1 KiB for each value or key, and 128 KiB, until the next call gives that back. The worst is an array of half a
/// megabyte of `1,` where objects are due; the 128 KiB are for arrays that grow, whose length is not known yet. A frame that
/// is too long costs no memory; one that has too many values, or nests too deep, costs what one costs that is no JSON.
///
/// ```
/// use rtwire::{Decoder, Duplicates, Limits};
///
/// let mut limits = Limits::default();
/// limits.max_frame_bytes = 1 << 20;
/// limits.duplicates = Duplicates::Reject;
/// let decoder = Decoder::with_limits(limits);
/// # drop(decoder);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The longest frame, in bytes. 24 MiB: the largest legal audio append is 20 MiB of base64.
    pub max_frame_bytes: usize,
    /// How deep containers nest; the outermost object has depth 1. 128; values above 1,024 count as 1,024. Below 18, which is
    /// deeper than any event nests that has a row, every frame is read by the tape lane, at four to eleven times the cost. Of the
    /// stack 1,024 levels take less than 2 MiB, which a thread has where nobody says otherwise.
    pub max_depth: usize,
    /// How many values and keys a frame has. 262,144.
    pub max_nodes: usize,
    /// Scratch memory above this many bytes is given back at the next call. 2 MiB.
    pub retain_bytes: usize,
    /// How many entries the drift report has. 256.
    pub drift_entries: usize,
    /// What a repeated key means.
    pub duplicates: Duplicates,
    /// What a known field of the wrong shape means.
    pub mismatch: Mismatch,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_frame_bytes: 24 << 20,
            max_depth: 128,
            max_nodes: 262_144,
            retain_bytes: 2 << 20,
            drift_entries: 256,
            duplicates: Duplicates::Last,
            mismatch: Mismatch::Keep,
        }
    }
}

/// The deepest nesting that can be allowed: open values are read by recursion.
pub(crate) const DEEPEST: usize = 1024;

/// What a known key that stands twice in an object means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Duplicates {
    /// The last one counts, as in `JSON.parse`.
    #[default]
    Last,
    /// The frame is refused.
    Reject,
}

/// What a known field of the wrong shape means, where the event has a meaning without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Mismatch {
    /// It reads as absent and is noted as drift.
    #[default]
    Keep,
    /// The frame is refused; half a surrogate pair, too.
    Reject,
}
