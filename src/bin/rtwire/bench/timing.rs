//! Times of passes and of single events.

use std::hint::black_box;
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use serde::Serialize;

/// A clock whose cost is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    cost: u64,
}

/// How long something takes, if it was ever done. The fields are those of `bench --json`, in its order.
#[derive(Debug, Default, Serialize)]
pub(super) struct Latency {
    pub(super) p50_ns: Option<u64>,
    pub(super) p99_ns: Option<u64>,
    pub(super) p999_ns: Option<u64>,
    pub(super) max_ns: Option<u64>,
}

/// What one engine took.
pub(super) struct Timing {
    passes: Vec<Duration>,
    all: Histogram<u64>,
    kinds: Vec<Histogram<u64>>,
}

impl Clock {
    /// Looks at the clock many times, to see what that costs.
    pub(super) fn calibrated() -> Self {
        let mut costs: Vec<u64> = (0..LOOKS)
            .map(|_| {
                let begun = Instant::now();
                black_box(());
                nanoseconds(begun, Instant::now())
            })
            .collect();
        costs.sort_unstable();
        Self { cost: costs[LOOKS / 2] }
    }

    /// What a look takes, in nanoseconds.
    pub(super) fn cost(self) -> u64 {
        self.cost
    }

    /// The nanoseconds between two looks, without what these take.
    pub(super) fn between(self, begun: Instant, ended: Instant) -> u64 {
        nanoseconds(begun, ended).saturating_sub(self.cost)
    }
}

impl Timing {
    pub(super) fn new(kinds: usize) -> Self {
        Self { passes: Vec::new(), all: histogram(), kinds: (0..kinds).map(|_| histogram()).collect() }
    }

    pub(super) fn add_pass(&mut self, took: Duration) {
        self.passes.push(took);
    }

    pub(super) fn add_event(&mut self, kind: usize, took: u64) {
        self.all.saturating_record(took);
        self.kinds[kind].saturating_record(took);
    }

    /// The median over the passes.
    pub(super) fn pass(&self) -> Duration {
        let mut passes = self.passes.clone();
        passes.sort_unstable();
        passes.get(passes.len() / 2).copied().unwrap_or_default()
    }

    pub(super) fn all(&self) -> Latency {
        latency(&self.all)
    }

    pub(super) fn kinds(&self) -> impl Iterator<Item = Latency> {
        self.kinds.iter().map(latency)
    }
}

fn latency(histogram: &Histogram<u64>) -> Latency {
    let of = |time: u64| (!histogram.is_empty()).then_some(time);
    let at = |quantile| of(histogram.value_at_quantile(quantile));
    Latency { p50_ns: at(0.5), p99_ns: at(0.99), p999_ns: at(0.999), max_ns: of(histogram.max()) }
}

fn histogram() -> Histogram<u64> {
    Histogram::new_with_bounds(1, LONGEST, DIGITS).expect("the bounds are sound")
}

fn nanoseconds(begun: Instant, ended: Instant) -> u64 {
    u64::try_from(ended.duration_since(begun).as_nanos()).unwrap_or(u64::MAX)
}

const LOOKS: usize = 10_001;
/// A minute.
const LONGEST: u64 = 60_000_000_000;
/// Buckets are a part in 128 wide at most.
const DIGITS: u8 = 2;
