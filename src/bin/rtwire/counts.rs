//! Counts by key, of which there may be any number.

use std::hash::Hash;

use indexmap::{Equivalent, IndexMap};

/// How often each key was met, in the order in which they were first met.
///
/// It keeps the first `most` keys, and one count of all that came too late. So that several of them, each of a part
/// of the input, come to the same as one of the whole, those of the parts must be unbounded; they are as small as the
/// parts.
#[derive(Debug)]
pub(crate) struct Counts<K> {
    counts: IndexMap<K, u64>,
    most: usize,
    overflow: u64,
}

impl<K: Hash + Eq> Counts<K> {
    pub(crate) fn new(most: usize) -> Self {
        Self { counts: IndexMap::new(), most, overflow: 0 }
    }

    /// Counts `key` as met `times` more; `own` makes the key that is kept, where it is new.
    pub(crate) fn add<Q>(&mut self, key: &Q, times: u64, own: impl FnOnce() -> K)
    where
        Q: ?Sized + Hash + Equivalent<K>,
    {
        if let Some(count) = self.counts.get_mut(key) {
            *count += times;
        } else if self.counts.len() < self.most {
            self.counts.insert(own(), times);
        } else {
            self.overflow += times;
        }
    }

    /// Counts on with what was met in `next`, which is unbounded and of the input behind that of this one.
    pub(crate) fn absorb(&mut self, next: &Self)
    where
        K: Clone,
    {
        for (key, &times) in &next.counts {
            self.add(key, times, || key.clone());
        }
        self.overflow += next.overflow;
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&K, u64)> {
        self.counts.iter().map(|(key, &count)| (key, count))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// How often a key was met that found no room.
    pub(crate) fn overflow(&self) -> u64 {
        self.overflow
    }
}

#[cfg(test)]
mod tests {
    use super::Counts;

    #[test]
    fn counts_of_parts_come_to_those_of_the_whole_wherever_it_is_cut() {
        let keys: Vec<u64> = (0..600).map(|n: u64| n * n * 7_919 % 97 % (1 + n / 9)).collect();
        let whole = |keys: &[u64], most| {
            let mut counts = Counts::new(most);
            keys.iter().for_each(|key| counts.add(key, 1, || *key));
            counts
        };
        let told = |counts: &Counts<u64>| (counts.iter().map(|(k, n)| (*k, n)).collect::<Vec<_>>(), counts.overflow());
        for most in [0, 1, 7, 20, 1_000] {
            let expected = told(&whole(&keys, most));
            for size in [1, 2, 3, 10, 77, 599, 600] {
                let mut merged = Counts::new(most);
                keys.chunks(size).for_each(|part| merged.absorb(&whole(part, usize::MAX)));
                assert_eq!(told(&merged), expected, "{most} of parts of {size}");
            }
        }
    }
}
