//! Random numbers that are the same for ever and on every machine.
//!
//! xoshiro256++ 1.0 by Blackman and Vigna, its state filled from the seed by SplitMix64. Only the 64-bit words are taken
//! from the crate; how a word becomes a number in a range is settled here, in integers of fixed width, so that no
//! release of a crate and no width of `usize` changes what a seed gives.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

#[derive(Debug, Clone)]
pub(super) struct Random(Xoshiro256PlusPlus);

impl Random {
    /// Two streams of one seed, 2^192 words apart: one for what events say, one for the order of their keys. The first
    /// does not depend on how much is taken from the second.
    pub(super) fn pair(seed: u64) -> (Self, Self) {
        let values = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut order = values.clone();
        order.long_jump();
        (Self(values), Self(order))
    }

    pub(super) fn word(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number below `bound`: the word's upper half times `bound`, shifted right by 32. Uneven by at most
    /// `bound` / 2^32, for which nothing is drawn again: each call takes one word.
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        (((self.word() >> 32) * u64::from(bound)) >> 32) as u32
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.below(high - low + 1)
    }

    pub(super) fn percent(&mut self, share: u32) -> bool {
        self.below(100) < share
    }

    pub(super) fn one_in(&mut self, number: u32) -> bool {
        self.below(number) == 0
    }

    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u32) as usize]
    }

    /// One of `from`, each as likely as its weight says.
    pub(super) fn weighted<T: Copy>(&mut self, from: &[(u32, T)]) -> T {
        let mut left = self.below(from.iter().map(|(weight, _)| weight).sum());
        for &(weight, value) in from {
            if left < weight {
                return value;
            }
            left -= weight;
        }
        unreachable!("what is below the sum is below one of the sums before")
    }

    /// Base 62, eight digits a word: each digit is what the word, read as a fraction, gives times 62.
    pub(super) fn base62(&mut self, out: &mut [u8]) {
        for chunk in out.chunks_mut(8) {
            let mut word = self.word();
            for digit in chunk {
                let product = u128::from(word) * 62;
                *digit = BASE62[(product >> 64) as usize];
                word = product as u64;
            }
        }
    }
}

pub(super) const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

#[cfg(test)]
mod tests {
    use super::*;

    /// From the reference code of the two algorithms: SplitMix64 from seed 0 into xoshiro256++.
    #[test]
    fn the_words_are_those_of_the_reference_code() {
        let (mut values, _) = Random::pair(0);
        // SplitMix64's first four words of seed 0.
        let mut state =
            [0xe220_a839_7b1d_cdaf_u64, 0x6e78_9e6a_a1b9_65f4, 0x06c4_5d18_8009_454f, 0xf88b_b8a8_724c_81ec];
        for _ in 0..1_000 {
            let expected = state[0].wrapping_add(state[3]).rotate_left(23).wrapping_add(state[0]);
            let shifted = state[1] << 17;
            state[2] ^= state[0];
            state[3] ^= state[1];
            state[1] ^= state[2];
            state[0] ^= state[3];
            state[2] ^= shifted;
            state[3] = state[3].rotate_left(45);
            assert_eq!(values.word(), expected);
        }
    }

    #[test]
    fn a_range_is_reached_whole_and_not_left() {
        let (mut random, _) = Random::pair(1);
        let mut seen = [0_u32; 6];
        (0..6_000).for_each(|_| seen[random.between(5, 10) as usize - 5] += 1);
        assert!(seen.iter().all(|&times| (800..1_200).contains(&times)), "{seen:?}");
        assert_eq!(random.between(7, 7), 7);
        assert_eq!(random.weighted(&[(0, 'a'), (3, 'b'), (0, 'c')]), 'b');
    }
}
