//! [`Histogram`]: how many values were no more than each of some bounds.

/// How many values were no more than each of some bounds, all of which are set beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Histogram {
    bounds: &'static [u64],
    /// One a bound, and one for what is beyond them.
    counts: [u64; MOST + 1],
    sum: u64,
}

impl Histogram {
    pub(super) const fn new(bounds: &'static [u64]) -> Self {
        assert!(bounds.len() <= MOST, "no more bounds than there is room for");
        Self { bounds, counts: [0; MOST + 1], sum: 0 }
    }

    pub(super) fn add(&mut self, value: u64) {
        let at = self.bounds.partition_point(|&bound| bound < value);
        self.counts[at] += 1;
        self.sum = self.sum.saturating_add(value);
    }

    pub(super) fn merge(&mut self, more: &Self) {
        super::add(&mut self.counts, &more.counts);
        self.sum = self.sum.saturating_add(more.sum);
    }

    /// The bounds with how many values are no more than each and more than the one before; the last has no bound.
    pub fn buckets(&self) -> impl Iterator<Item = (Option<u64>, u64)> + '_ {
        let bounds = self.bounds.iter().copied().map(Some).chain([None]);
        bounds.zip(self.counts)
    }

    /// The sum of the values.
    pub const fn sum(&self) -> u64 {
        self.sum
    }

    /// How many values there were.
    pub fn count(&self) -> u64 {
        self.counts.iter().copied().fold(0, u64::saturating_add)
    }
}

/// The bounds of `gen_ai.client.token.usage`, as OpenTelemetry advises.
pub(super) const TOKENS: &[u64] =
    &[1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864];

/// The bounds of events' sizes; the largest that are legal, of 20 MiB, are beyond the last.
pub(super) const EVENT_BYTES: &[u64] =
    &[64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216];

const MOST: usize = 14;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_counted_at_its_bound_and_not_below() {
        let mut histogram = Histogram::new(TOKENS);
        for value in [0, 1, 2, 4, 5, 67_108_864, 67_108_865, u64::MAX] {
            histogram.add(value);
        }
        let buckets: Vec<_> = histogram.buckets().filter(|(_, count)| *count > 0).collect();
        assert_eq!(buckets, [(Some(1), 2), (Some(4), 2), (Some(16), 1), (Some(67_108_864), 1), (None, 2)]);
        assert_eq!((histogram.count(), histogram.sum()), (8, u64::MAX));
    }

    #[test]
    fn bounds_ascend_fourfold() {
        for bounds in [TOKENS, EVENT_BYTES] {
            assert!(bounds.windows(2).all(|pair| pair[1] == 4 * pair[0]));
        }
    }
}
