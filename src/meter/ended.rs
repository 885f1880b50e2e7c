//! Which responses and items have been counted, so that none is counted twice: the last 128.

use super::RecordKind;
use super::snapshot::stored;
use super::tokens::mix;

/// The last ids that ended, with what each cost in 32 bits.
pub(super) struct Ended {
    /// By halves, so that a search looks at one of them.
    low: [u64; MOST],
    high: [u64; MOST],
    usage: [u32; MOST],
    /// How many have ended.
    count: u64,
}

pub(super) const MOST: usize = 128;

stored! { Ended { low: [u64; MOST], high: [u64; MOST], usage: [u32; MOST], count: u64 } }

/// What an id is looked for by.
#[derive(Clone, Copy)]
pub(super) struct EndedId {
    low: u64,
    high: u64,
}

impl EndedId {
    /// Of an id's hash: of another kind or place it is another.
    #[inline]
    pub(super) fn new(kind: RecordKind, id: u128, content_index: u64) -> Self {
        let place = mix(content_index.wrapping_mul(4).wrapping_add(kind as u64));
        // A place that is free is all 0, and an id is not.
        Self { low: (id as u64 ^ place) | 1, high: (id >> 64) as u64 }
    }
}

impl Ended {
    pub(super) const fn new() -> Self {
        Self { low: [0; MOST], high: [0; MOST], usage: [0; MOST], count: 0 }
    }

    /// What it cost, if it has ended.
    pub(super) fn find(&self, id: EndedId) -> Option<u32> {
        // Most ids are new, and most sessions short. Sixteen at a time, without a branch, is what becomes vector code.
        let blocks = (self.count.min(MOST as u64) as usize).div_ceil(16);
        for (block, lows) in self.low.as_chunks::<16>().0.iter().take(blocks).enumerate() {
            if lows.iter().fold(false, |any, &low| any | (low == id.low)) {
                let mut at = (0..16).map(|lane| block * 16 + lane);
                if let Some(at) = at.find(|&at| self.low[at] == id.low && self.high[at] == id.high) {
                    return Some(self.usage[at]);
                }
            }
        }
        None
    }

    /// Keeps it in the place of the oldest, and says whether there was one that is forgotten by it.
    pub(super) fn push(&mut self, id: EndedId, usage: u32) -> bool {
        let at = (self.count % MOST as u64) as usize;
        (self.low[at], self.high[at], self.usage[at]) = (id.low, id.high, usage);
        self.count = self.count.wrapping_add(1);
        self.count > MOST as u64
    }
}

#[cfg(test)]
mod tests {
    use super::{Ended, EndedId, MOST};
    use crate::meter::RecordKind;

    #[test]
    fn the_last_128_are_known_and_none_before() {
        let mut ended = Ended::new();
        let id =
            |n: u128| EndedId::new(RecordKind::Response, n.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835), 0);
        for n in 0..1_000 {
            assert_eq!(ended.find(id(n)), None);
            assert_eq!(ended.push(id(n), n as u32), n >= MOST as u128);
            let oldest: u128 = n.saturating_sub(MOST as u128 - 1);
            assert_eq!(ended.find(id(oldest)), Some(oldest as u32));
            assert!(oldest == 0 || ended.find(id(oldest - 1)).is_none());
        }
    }

    #[test]
    fn an_id_of_another_kind_or_place_is_another() {
        let mut ended = Ended::new();
        ended.push(EndedId::new(RecordKind::Transcription, 7, 0), 1);
        assert_eq!(ended.find(EndedId::new(RecordKind::Transcription, 7, 0)), Some(1));
        assert_eq!(ended.find(EndedId::new(RecordKind::Transcription, 7, 1)), None);
        assert_eq!(ended.find(EndedId::new(RecordKind::Response, 7, 0)), None);
    }
}
