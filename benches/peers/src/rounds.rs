//! Rounds: each contender once in every one, the first another each time.
//!
//! Those that are compared with one another have rounds of their own. Whoever ran after async-openai, of which there is much
//! code and heap, was measured to be up to twice as slow as the same code in another row.

use crate::contender::{Contender, Group};
use crate::estimate::Estimate;

/// What was measured of one contender on one workload.
#[derive(Debug, Clone)]
pub struct Row {
    /// The workload's name.
    pub workload: String,
    /// The contender's name.
    pub engine: String,
    /// What it is.
    pub group: Group,
    /// Events of its workload.
    pub events: usize,
    /// Bytes of its workload.
    pub bytes: usize,
    /// Nanoseconds an event.
    pub time: Estimate,
    /// How many times the time of what it is compared with, round by round: above 1, rtwire is quicker.
    pub ratio: Estimate,
}

impl Row {
    /// GB/s.
    pub fn rate(&self) -> f64 {
        self.bytes as f64 / self.events as f64 / self.time.median
    }
}

/// Runs those that are compared with one another in turn.
pub fn measure(workload: &str, contenders: &mut [Contender], rounds: usize) -> Vec<Row> {
    let mut times = vec![Vec::with_capacity(rounds); contenders.len()];
    for contender in contenders.iter_mut() {
        contender.run();
    }
    // What others are compared with stands before them, and is compared with itself.
    let mut firsts: Vec<_> = (0..contenders.len()).filter(|&which| contenders[which].against == which).collect();
    firsts.push(contenders.len());
    for field in firsts.windows(2) {
        let (first, count) = (field[0], field[1] - field[0]);
        for round in 0..rounds {
            for place in 0..count {
                let which = first + (place + round) % count;
                times[which].push(contenders[which].run());
            }
        }
    }
    let row = |(which, contender): (usize, &Contender)| {
        let ratios = times[which].iter().zip(&times[contender.against]).map(|(peer, base)| peer / base);
        Row {
            workload: workload.to_owned(),
            engine: contender.name.clone(),
            group: contender.group,
            events: contender.workload.events(),
            bytes: contender.workload.bytes(),
            time: Estimate::of(times[which].iter().copied()),
            ratio: Estimate::of(ratios),
        }
    };
    contenders.iter().enumerate().map(row).collect()
}
