//! How large the events of a kind are.

use std::cmp::Reverse;

use hdrhistogram::Histogram;
use rtwire::{ClientKind, Event, ServerKind};
use serde::{Serialize, Serializer};

/// The sizes of the events of each known kind. Serialised as a map of [`Summary`].
///
/// The kinds stand as their declarations do, those of the server first: hashing a name would cost more than the rest.
#[derive(Debug, Default)]
pub(crate) struct Kinds(Vec<Option<Sizes>>);

impl Kinds {
    /// Counts a known event; one of another type is none of these.
    pub(crate) fn add(&mut self, event: &Event<'_>, size: usize) {
        if let Some(index) = index(event) {
            self.slot(index).add(size);
        }
    }

    pub(crate) fn absorb(&mut self, other: &Self) {
        for (index, sizes) in other.0.iter().enumerate() {
            if let Some(sizes) = sizes {
                self.slot(index).absorb(sizes);
            }
        }
    }

    /// The kinds and their sizes, most frequent first.
    pub(crate) fn rows(&self) -> Vec<(&'static str, Summary)> {
        let sizes = self.0.iter().enumerate();
        let mut rows: Vec<_> =
            sizes.filter_map(|(index, sizes)| Some((name(index), sizes.as_ref()?.summary()))).collect();
        rows.sort_unstable_by_key(|(kind, sizes)| (Reverse(sizes.events), *kind));
        rows
    }

    fn slot(&mut self, index: usize) -> &mut Sizes {
        if index >= self.0.len() {
            self.0.resize_with(index + 1, || None);
        }
        self.0[index].get_or_insert_with(Sizes::new)
    }
}

fn index(event: &Event<'_>) -> Option<usize> {
    match event {
        Event::Server(event) => event.kind().map(|kind| kind as usize),
        Event::Client(event) => event.kind().map(|kind| ServerKind::ALL.len() + kind as usize),
        _ => None,
    }
}

fn name(index: usize) -> &'static str {
    match ServerKind::ALL.get(index) {
        Some(kind) => kind.as_str(),
        None => ClientKind::ALL[index - ServerKind::ALL.len()].as_str(),
    }
}

impl Serialize for Kinds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.rows())
    }
}

/// Counts events and their sizes.
#[derive(Debug)]
struct Sizes {
    events: u64,
    bytes: u64,
    min: u64,
    max: u64,
    /// Two digits make its buckets 1/128 of their values wide at most.
    histogram: Histogram<u64>,
}

/// What is told of [`Sizes`]. The fields are those of `stats --json`, in its order.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct Summary {
    pub(crate) events: u64,
    pub(crate) bytes: u64,
    pub(crate) min_bytes: u64,
    pub(crate) median_bytes: u64,
    pub(crate) p99_bytes: u64,
    pub(crate) max_bytes: u64,
}

impl Sizes {
    fn new() -> Self {
        let histogram = Histogram::new_with_bounds(1, LARGEST, DIGITS).expect("the bounds are sound");
        Self { events: 0, bytes: 0, min: u64::MAX, max: 0, histogram }
    }

    fn add(&mut self, size: usize) {
        let size = size as u64;
        self.events += 1;
        self.bytes += size;
        self.min = self.min.min(size);
        self.max = self.max.max(size);
        self.histogram.saturating_record(size);
    }

    fn absorb(&mut self, other: &Self) {
        self.events += other.events;
        self.bytes += other.bytes;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.histogram.add(&other.histogram).expect("they have the same bounds");
    }

    fn summary(&self) -> Summary {
        Summary {
            events: self.events,
            bytes: self.bytes,
            min_bytes: self.min,
            median_bytes: self.percentile(50),
            p99_bytes: self.percentile(99),
            max_bytes: self.max,
        }
    }

    /// The nearest rank: the smallest size that `percent` of the events keep to, rounded up within its bucket.
    fn percentile(&self, percent: u64) -> u64 {
        // In whole numbers: the histogram's own quantiles are floats, and may miss a rank by one.
        let rank = u128::from(self.events) * u128::from(percent);
        let rank = rank.div_ceil(100) as u64;
        let mut passed = 0;
        let bucket = self.histogram.iter_recorded().find(|bucket| {
            passed += bucket.count_since_last_iteration();
            passed >= rank
        });
        bucket.map_or(self.max, |bucket| bucket.value_iterated_to().clamp(self.min, self.max))
    }
}

/// More than a frame can have.
const LARGEST: u64 = 1 << 32;
const DIGITS: u8 = 2;

#[cfg(test)]
mod tests {
    use super::{ClientKind, ServerKind, Sizes, Summary, name};

    #[test]
    fn kinds_are_numbered_as_they_are_listed() {
        for (index, &kind) in ServerKind::ALL.iter().enumerate() {
            assert_eq!((kind as usize, name(index)), (index, kind.as_str()));
        }
        for (index, &kind) in ClientKind::ALL.iter().enumerate() {
            assert_eq!((kind as usize, name(ServerKind::ALL.len() + index)), (index, kind.as_str()));
        }
    }

    #[test]
    fn percentiles_are_nearest_ranks_within_one_percent() {
        for count in [1, 2, 3, 4, 99, 100, 101, 199, 200, 201, 1_000, 20_000] {
            let mut sizes = Sizes::new();
            let mut all: Vec<usize> = (0..count).map(|n| 60 + n * n * 7_919 % 1_500_000).collect();
            all.iter().for_each(|&size| sizes.add(size));
            all.sort_unstable();
            for percent in [1, 50, 99, 100] {
                let exact = all[(count * percent).div_ceil(100) - 1] as f64;
                let told = sizes.percentile(percent as u64) as f64;
                assert!(told >= exact && told <= exact * 1.01, "{percent} % of {count}: {told}, not {exact}");
            }
            assert_eq!(sizes.summary().bytes, all.iter().sum::<usize>() as u64);
        }
    }

    #[test]
    fn equal_sizes_are_told_exactly() {
        let mut sizes = Sizes::new();
        (0..10).for_each(|_| sizes.add(12_345));
        let size = 12_345;
        let expected = Summary {
            events: 10,
            bytes: 10 * size,
            min_bytes: size,
            median_bytes: size,
            p99_bytes: size,
            max_bytes: size,
        };
        assert_eq!(sizes.summary(), expected);
    }
}
