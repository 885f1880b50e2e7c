//! [`Cost`]: an amount, or the two that it lies between.

use std::fmt;

/// What something costs at least and at most, in pico-units of a table's currency; mostly the two are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Cost {
    /// The cheapest that the counts allow.
    pub low: u128,
    /// The dearest that the counts allow.
    pub high: u128,
    /// Some of it is not known at all, and it may cost more.
    pub at_least: bool,
}

impl Cost {
    /// Pico-units in a unit.
    pub const UNIT: u128 = 1_000_000_000_000;

    pub(super) const fn exactly(amount: u128) -> Self {
        Self { low: amount, high: amount, at_least: false }
    }

    /// Both, so that one holds what either may be.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            low: self.low.min(other.low),
            high: self.high.max(other.high),
            at_least: self.at_least || other.at_least,
        }
    }

    /// The sum of two.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            low: self.low.saturating_add(other.low),
            high: self.high.saturating_add(other.high),
            at_least: self.at_least || other.at_least,
        }
    }

    /// The amount in units with so many decimal places, at most 12, rounded to the nearest, or both amounts.
    ///
    /// ```
    /// use rtwire::price::Cost;
    ///
    /// assert_eq!(Cost::default().to_places(2), "0.00");
    /// ```
    pub fn to_places(&self, places: u32) -> String {
        let places = places.min(12);
        let (low, high) = (shown(self.low, places), shown(self.high, places));
        let sign = if self.at_least { "≥ " } else { "" };
        if low == high { format!("{sign}{low}") } else { format!("{sign}{low} to {high}") }
    }

    /// The two in units, as floats, for programs that want that.
    pub fn as_units(&self) -> (f64, f64) {
        (units(self.low), units(self.high))
    }
}

/// In units with four places; with more where that is less than a cent, so that little is not nothing.
impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = if self.high < Self::UNIT / 100 { 6 } else { 4 };
        f.write_str(&self.to_places(places))
    }
}

/// To the nearest, halves up.
fn shown(amount: u128, places: u32) -> String {
    let step = Cost::UNIT / 10_u128.pow(places);
    let steps = amount.saturating_add(step / 2) / step;
    let whole = 10_u128.pow(places);
    if places == 0 {
        return steps.to_string();
    }
    format!("{}.{:0places$}", steps / whole, steps % whole, places = places as usize)
}

/// The nearest float.
fn units(amount: u128) -> f64 {
    amount as f64 / Cost::UNIT as f64
}

#[cfg(test)]
mod tests {
    use super::Cost;

    #[test]
    fn amounts_are_rounded_when_shown() {
        assert_eq!(Cost::exactly(Cost::UNIT * 3 / 2).to_places(0), "2");
        let shown = |low, high| Cost { low, high, at_least: false }.to_string();
        assert_eq!(shown(0, 0), "0.000000");
        assert_eq!(shown(500_000, 500_000), "0.000001");
        assert_eq!(shown(499_999, 499_999), "0.000000");
        assert_eq!(shown(1_234_560_000_000, 1_234_560_000_000), "1.2346");
        assert_eq!(shown(999_999_999_999, 1_000_000_000_001), "1.0000");
        assert_eq!(shown(1, 31 * Cost::UNIT), "0.0000 to 31.0000");
        assert_eq!(Cost { at_least: true, ..Cost::exactly(Cost::UNIT) }.to_string(), "≥ 1.0000");
        assert!(shown(u128::MAX, u128::MAX).len() > 27);
    }
}
