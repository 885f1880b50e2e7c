//! [`Contender`]: whoever is timed, on a workload of its own.

use std::rc::Rc;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use crate::engines::floors::{Copy, utf8};
use crate::engines::simdjson::Parse;
use crate::shared::engine::{Engine, Pass};
use crate::shared::workload::Workload;

/// One row of the table.
pub struct Contender {
    /// As the table has it.
    pub name: String,
    /// What it is.
    pub group: Group,
    /// What it reads.
    pub workload: Rc<Workload>,
    /// Where the row stands that it is compared with.
    pub against: usize,
    run: Box<dyn FnMut(&Workload) -> Duration>,
}

/// What a contender is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// rtwire, as a user gets it or in part.
    Rtwire,
    /// rtwire on the same data in usual form.
    Usual,
    /// A peer that reads serde types.
    Serde,
    /// A peer driven by hand.
    ByHand,
    /// No leaf is visited.
    Alone,
    /// Usage alone is read.
    Usage,
    /// What no reader is quicker than.
    Floor,
}

impl Group {
    /// As the table has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rtwire => "rtwire",
            Self::Usual => "usual form",
            Self::Serde => "serde types",
            Self::ByHand => "by hand",
            Self::Alone => "no leaf read",
            Self::Usage => "usage alone",
            Self::Floor => "floor",
        }
    }
}

impl Contender {
    /// Whatever comes to the same in every pass, or the program stops.
    fn new<T: PartialEq + 'static>(
        name: String,
        group: Group,
        workload: Rc<Workload>,
        expected: T,
        mut pass: impl FnMut(&Workload) -> T + 'static,
    ) -> Self {
        let label = name.clone();
        let run = move |workload: &Workload| {
            let start = now();
            let found = pass(workload);
            let time = now() - start;
            assert!(found == expected, "{}: {label} came to something else, or refused events", workload.name);
            time
        };
        Self { name, group, workload, against: 0, run: Box::new(run) }
    }

    /// An engine, which must come to the same sum in every pass.
    pub fn engine(mut engine: Engine, group: Group, workload: Rc<Workload>) -> Self {
        let expected: Pass = engine.light(&workload);
        Self::new(engine.name.to_owned(), group, workload, expected, move |workload| engine.light(workload))
    }

    /// What visits no leaves and must take every event.
    pub fn pass(
        name: impl Into<String>,
        group: Group,
        workload: Rc<Workload>,
        pass: impl FnMut(&Workload) -> u64 + 'static,
    ) -> Self {
        let events = workload.events() as u64;
        Self::new(name.into(), group, workload, events, pass)
    }

    /// What reads usage alone and comes to a sum, none where it refuses an event. And that sum.
    pub fn usage(
        name: &str,
        workload: Rc<Workload>,
        mut pass: impl FnMut(&Workload) -> Option<u64> + 'static,
    ) -> (Self, Option<u64>) {
        let expected = pass(&workload);
        (Self::new(name.to_owned(), Group::Usage, workload, expected, pass), expected)
    }

    /// The floors, and the parser alone.
    pub fn without_leaves(workload: &Rc<Workload>) -> Vec<Self> {
        let (mut parse, mut copy) = (Parse::new(), Copy::default());
        vec![
            Self::pass("simdjson DOM parse", Group::Alone, workload.clone(), move |workload| parse.pass(workload)),
            Self::pass("simdutf8", Group::Floor, workload.clone(), utf8),
            Self::pass("memcpy", Group::Floor, workload.clone(), move |workload| copy.pass(workload)),
        ]
    }

    /// The same, compared with the row at `against`.
    pub fn against(mut self, against: usize) -> Self {
        self.against = against;
        self
    }

    /// Nanoseconds an event, in one pass behind others that are not timed: a branch predictor that has learned another
    /// program takes some 15 ms to learn this one, and the same code was timed differently by who came before it.
    pub fn run(&mut self) -> f64 {
        let mut warm = Duration::ZERO;
        while warm < WARM {
            warm += (self.run)(&self.workload);
        }
        (self.run)(&self.workload).as_nanos() as f64 / self.workload.events() as f64
    }
}

/// How long a contender runs before it is timed.
const WARM: Duration = Duration::from_millis(25);

/// What this thread has run for. On a machine that does nothing else it is the time that has passed; on one that does,
/// it leaves out what ran in between.
fn now() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec.try_into().unwrap_or_default(), now.tv_nsec.try_into().unwrap_or_default())
}
