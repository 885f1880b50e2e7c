//! [`Number`]: a number as it is held, and which are whole.

/// The largest whole number that a double, and so JavaScript, holds with all those below it.
const WHOLE: i64 = 1 << 53;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Number {
    U64(u64),
    I64(i64),
    F64(f64),
}

impl Number {
    /// A whole number of at most 2^53 in size, however it is written.
    #[inline]
    pub(crate) fn whole(self) -> Option<i64> {
        let value = match self {
            Self::U64(value) => i64::try_from(value).ok()?,
            Self::I64(value) => value,
            // What is larger than any integer becomes the largest, which is too large.
            Self::F64(value) if value.fract() == 0.0 => value as i64,
            Self::F64(_) => return None,
        };
        (-WHOLE..=WHOLE).contains(&value).then_some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn whole_is_what_a_double_holds_with_all_below_it() {
        const MOST: i64 = 9_007_199_254_740_992;
        for (number, whole) in [
            (Number::U64(MOST as u64), Some(MOST)),
            (Number::U64(MOST as u64 + 1), None),
            (Number::U64(u64::MAX), None),
            (Number::I64(-MOST), Some(-MOST)),
            (Number::I64(-MOST - 1), None),
            (Number::I64(i64::MIN), None),
            (Number::F64(-0.0), Some(0)),
            (Number::F64(12.0), Some(12)),
            (Number::F64(12.5), None),
            (Number::F64(MOST as f64), Some(MOST)),
            (Number::F64(MOST as f64 + 2.0), None),
            (Number::F64(-MOST as f64), Some(-MOST)),
            (Number::F64(1e300), None),
            (Number::F64(-1e300), None),
        ] {
            assert_eq!(number.whole(), whole, "{number:?}");
        }
    }
}
