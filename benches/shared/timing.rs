//! Times of single events.

use std::hint::black_box;
use std::time::Instant;

/// A clock whose cost is known.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    cost: u32,
}

/// Nanoseconds, one for each event.
#[derive(Debug, Default)]
pub struct Times(Vec<u32>);

impl Clock {
    /// Looks at the clock many times, to see what that costs.
    pub fn calibrated() -> Self {
        let mut free = Times::default();
        let clock = Self { cost: 0 };
        (0..10_001).for_each(|_| free.add(clock.time(|| ())));
        Self { cost: free.at(0.5) }
    }

    /// What a look costs, in nanoseconds.
    pub fn cost(self) -> u32 {
        self.cost
    }

    /// How many nanoseconds the work takes, without what looking at the clock costs.
    #[inline]
    pub fn time<T>(self, work: impl FnOnce() -> T) -> u32 {
        let begun = Instant::now();
        black_box(work());
        let took = begun.elapsed();
        u32::try_from(took.as_nanos()).unwrap_or(u32::MAX).saturating_sub(self.cost)
    }
}

impl Times {
    /// Notes one.
    pub fn add(&mut self, time: u32) {
        self.0.push(time);
    }

    /// The nearest rank.
    pub fn at(&mut self, quantile: f64) -> u32 {
        self.0.sort_unstable();
        let rank = (self.0.len() as f64 * quantile).ceil() as usize;
        self.0.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    }

    /// The columns of a table: how many, and what half, 99 %, 99.9 % and all keep to.
    pub fn row(&mut self) -> String {
        let [half, most, nearly, all] = [0.5, 0.99, 0.999, 1.0].map(|quantile| self.at(quantile));
        format!("{:>9} {half:>9} {most:>9} {nearly:>9} {all:>10}", self.0.len())
    }
}
