//! [`Limits`] from a few bytes, so that the fuzzer finds its way around them.

use rtwire::{Duplicates, Limits, Mismatch};

const DEPTHS: [usize; 16] = [128, 0, 1, 2, 3, 4, 5, 8, 16, 127, 129, 1023, 1024, 1025, 1 << 20, usize::MAX];
const NODES: [usize; 16] = [262_144, 0, 1, 2, 3, 4, 5, 7, 8, 12, 16, 32, 64, 256, 1024, usize::MAX];
const BYTES: [usize; 16] = [24 << 20, 0, 1, 2, 8, 24, 40, 63, 64, 65, 100, 200, 400, 1000, 1 << 16, usize::MAX];
const RETAINED: [usize; 4] = [2 << 20, 0, 1000, usize::MAX];
const ENTRIES: [usize; 4] = [256, 0, 1, 3];

/// Limits as three bytes choose them. Zeros choose the default.
pub(crate) fn limits([sizes, memory, policy]: [u8; 3]) -> Limits {
    let (low, high) = (usize::from(sizes & 15), usize::from(sizes >> 4));
    let mut limits = Limits::default();
    limits.max_depth = DEPTHS[low];
    limits.max_nodes = NODES[high];
    limits.max_frame_bytes = BYTES[usize::from(memory & 15)];
    limits.retain_bytes = RETAINED[usize::from(memory >> 4 & 3)];
    limits.drift_entries = ENTRIES[usize::from(memory >> 6)];
    if policy & 1 != 0 {
        limits.duplicates = Duplicates::Reject;
    }
    if policy & 2 != 0 {
        limits.mismatch = Mismatch::Reject;
    }
    limits
}

/// The first bytes of `data`, which choose, and the rest, which is chosen for. Zeros stand for what is not there.
pub(crate) fn split<const N: usize>(data: &[u8]) -> ([u8; N], &[u8]) {
    let mut first = [0; N];
    let (head, rest) = data.split_at(data.len().min(N));
    first[..head.len()].copy_from_slice(head);
    (first, rest)
}

#[test]
fn zeros_choose_the_default() {
    assert_eq!(limits([0; 3]), Limits::default());
}
