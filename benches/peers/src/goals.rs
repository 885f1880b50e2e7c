//! What rtwire is to reach, and whether it does.

use crate::engines::alone::DOM;
use crate::engines::usage;
use crate::estimate::Estimate;
use crate::rounds::Row;

/// One bound on one row.
pub struct Goal {
    workload: &'static str,
    engine: &'static str,
    /// The least that will do.
    pub floor: f64,
    /// What is wanted.
    pub goal: f64,
    /// What is bounded.
    pub measure: Measure,
}

/// What is bounded.
#[derive(Clone, Copy)]
pub enum Measure {
    /// The row's time in rtwire's, from below.
    Ratio,
    /// rtwire's time in the row's, from below.
    Inverse,
    /// Nanoseconds an event, from above.
    Time,
}

const fn ratio(workload: &'static str, engine: &'static str, floor: f64, goal: f64) -> Goal {
    Goal { workload, engine, floor, goal, measure: Measure::Ratio }
}

const fn inverse(workload: &'static str, engine: &'static str, floor: f64, goal: f64) -> Goal {
    Goal { workload, engine, floor, goal, measure: Measure::Inverse }
}

/// The row of rtwire on the same data in usual form.
pub const USUAL: &str = "rtwire: usual form";

const SONIC: &str = "sonic-rs";
const ON_DEMAND: &str = "simdjson On-Demand";
const UTF8: &str = "simdutf8";
const AVX2: &str = "rtwire: avx2";

const GOALS: &[Goal] = &[
    ratio("session", SONIC, 4.2, 5.5),
    ratio("session", DOM, 1.5, 2.0),
    ratio("session", ON_DEMAND, 1.9, 2.5),
    ratio("done", SONIC, 4.2, 5.5),
    ratio("done", DOM, 1.35, 1.8),
    ratio("done", ON_DEMAND, 2.2, 3.0),
    ratio("large", SONIC, 3.0, 4.0),
    ratio("large", DOM, 1.8, 2.4),
    ratio("large", ON_DEMAND, 2.2, 3.0),
    ratio("escaped", SONIC, 3.0, 4.0),
    ratio("escaped", DOM, 1.8, 2.4),
    ratio("escaped", ON_DEMAND, 2.2, 3.0),
    ratio("audio_8k", SONIC, 3.0, 4.0),
    ratio("audio_8k", UTF8, 0.45, 0.7),
    ratio("audio_64k", SONIC, 3.0, 4.0),
    ratio("audio_64k", UTF8, 0.45, 0.7),
    ratio("firehose", SONIC, 3.0, 4.5),
    ratio("firehose", DOM, 2.0, 3.0),
    ratio("firehose", ON_DEMAND, 2.2, 3.0),
    Goal { workload: "acks", engine: "rtwire", floor: 60.0, goal: 35.0, measure: Measure::Time },
    ratio("spaced", USUAL, 0.85, 0.95),
    ratio("cjk", USUAL, 0.85, 0.95),
    ratio("unknown_fields", USUAL, 0.85, 0.95),
    ratio("type_last", USUAL, 0.5, 0.8),
    ratio("order_random", USUAL, 0.5, 0.8),
    inverse("session", AVX2, 0.9, 0.95),
    inverse("done", AVX2, 0.9, 0.95),
    inverse("large", AVX2, 0.7, 0.85),
    ratio("session", usage::SONIC, 2.5, 4.0),
    ratio("session", usage::ON_DEMAND, 0.8, 1.2),
    ratio("done", usage::SONIC, 2.5, 4.0),
    ratio("done", usage::ON_DEMAND, 0.8, 1.2),
];

impl Goal {
    /// The one on that row, where there is one.
    pub fn of(row: &Row) -> Option<&'static Self> {
        GOALS.iter().find(|goal| goal.workload == row.workload && goal.engine == row.engine)
    }

    /// What is bounded, of that row.
    pub fn measured(&self, row: &Row) -> Estimate {
        match self.measure {
            Measure::Ratio => row.ratio,
            Measure::Inverse => {
                let Estimate { low, median, high } = row.ratio;
                Estimate { low: 1.0 / high, median: 1.0 / median, high: 1.0 / low }
            }
            Measure::Time => row.time,
        }
    }

    /// What came of it: `ok`, `goal` or `MISSED`, by the bound of the interval that is the worse one.
    pub fn verdict(&self, row: &Row) -> &'static str {
        let measured = self.measured(row);
        let reaches = |bound| match self.measure {
            Measure::Ratio | Measure::Inverse => measured.low >= bound,
            Measure::Time => measured.high <= bound,
        };
        match (reaches(self.floor), reaches(self.goal)) {
            (_, true) => "goal",
            (true, false) => "ok",
            (false, false) => "MISSED",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contender::Group;

    fn row(workload: &str, engine: &str, ratio: Estimate) -> Row {
        let time = Estimate { low: 50.0, median: 55.0, high: 61.0 };
        let (workload, engine) = (workload.to_owned(), engine.to_owned());
        Row { workload, engine, group: Group::Serde, events: 1, bytes: 1, time, ratio }
    }

    #[test]
    fn a_floor_holds_by_its_worse_bound() {
        let near = row("session", SONIC, Estimate { low: 4.1, median: 5.0, high: 6.0 });
        assert_eq!(Goal::of(&near).map(|goal| goal.verdict(&near)), Some("MISSED"));
        let good = row("session", SONIC, Estimate { low: 4.2, median: 5.0, high: 6.0 });
        assert_eq!(Goal::of(&good).map(|goal| goal.verdict(&good)), Some("ok"));
        let slow = row("acks", "rtwire", good.ratio);
        assert_eq!(Goal::of(&slow).map(|goal| goal.verdict(&slow)), Some("MISSED"));
        let kernels = row("large", AVX2, Estimate { low: 1.0, median: 1.1, high: 1.15 });
        assert_eq!(Goal::of(&kernels).map(|goal| goal.verdict(&kernels)), Some("goal"));
        assert!(Goal::of(&row("session", "memcpy", good.ratio)).is_none());
    }
}
