//! Which of what only counts has been counted: errors, and items that could not be transcribed.

use super::snapshot::stored;
use super::tokens::mix;

/// The last of them, by 32 bits of each.
pub(super) struct Seen {
    /// 0 where there is none yet.
    prints: [u32; MOST],
    count: u8,
}

stored! { Seen { prints: [u32; MOST], count: u8 } }

/// What comes twice does so soon: on both legs of a call, or sent once more.
const MOST: usize = 8;

impl Seen {
    pub(super) const fn new() -> Self {
        Self { prints: [0; MOST], count: 0 }
    }

    /// Notes what has this id's hash, and this place of it, and says whether it is new.
    pub(super) fn add(&mut self, hash: u128, place: u64) -> bool {
        let print = (hash as u64 ^ mix(place)) as u32 | 1;
        if self.prints.contains(&print) {
            return false;
        }
        let at = usize::from(self.count) % MOST;
        self.prints[at] = print;
        self.count = (at as u8 + 1) % MOST as u8;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, Seen};
    use crate::meter::key::hash;

    #[test]
    fn the_last_are_known_and_none_before() {
        let mut seen = Seen::new();
        let id = |n: usize| hash(&n.to_le_bytes());
        for n in 0..100 {
            assert!(seen.add(id(n), 0) && !seen.add(id(n), 0));
            assert!(!seen.add(id((n + 1).saturating_sub(MOST)), 0));
        }
        assert!(seen.add(id(99), 1), "another place of it is another");
        assert!(seen.add(id(0), 0));
    }
}
