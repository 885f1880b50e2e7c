//! [`Estimate`]: a median, and where it is to be found with 95 % confidence.

/// A median with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The lower bound.
    pub low: f64,
    /// The median of what was measured.
    pub median: f64,
    /// The upper bound.
    pub high: f64,
}

impl Estimate {
    /// Of these values: the interval reaches from one of them to another, so chosen that the true median lies outside
    /// in at most one of 20 cases, whatever the distribution.
    ///
    /// # Panics
    /// Where there are none.
    pub fn of(values: impl Iterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.collect();
        values.sort_by(f64::total_cmp);
        let outer = outside(values.len());
        let median = (values[(values.len() - 1) / 2] + values[values.len() / 2]) / 2.0;
        Self { low: values[outer], median, high: values[values.len() - 1 - outer] }
    }
}

/// How many of `count` values can be left out at either end: each is below the median with a chance of one half.
fn outside(count: usize) -> usize {
    let (mut chance, mut sum, mut outer) = (0.5_f64.powi(count as i32), 0.0, 0);
    loop {
        sum += chance;
        if sum > 0.025 || 2 * outer + 1 >= count {
            return outer.saturating_sub(1);
        }
        chance *= (count - outer) as f64 / (outer + 1) as f64;
        outer += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_eleven_rounds_the_second_and_the_tenth_bound_the_median() {
        let estimate = Estimate::of((1..=11).rev().map(f64::from));
        assert_eq!(estimate, Estimate { low: 2.0, median: 6.0, high: 10.0 });
    }

    #[test]
    fn few_rounds_leave_nothing_out() {
        assert_eq!(Estimate::of((1..=5).map(f64::from)), Estimate { low: 1.0, median: 3.0, high: 5.0 });
        assert_eq!(Estimate::of([7.0].into_iter()), Estimate { low: 7.0, median: 7.0, high: 7.0 });
    }
}
