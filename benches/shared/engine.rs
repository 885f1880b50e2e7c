//! What decodes: one frame in, its leaves visited.

use std::hint::black_box;

use super::leaves::{Full, Light, Sink, Total, visit};
use super::workload::Workload;

/// Decodes a frame into its own types and visits every leaf of these.
pub trait Decode {
    /// False where the frame is refused.
    fn decode<S: Sink>(&mut self, frame: &[u8], sink: &mut S) -> bool;
}

/// A decoder with a name.
pub struct Engine {
    /// As `decode/<workload>/<name>` has it.
    pub name: &'static str,
    runs: Box<dyn Runs>,
}

/// What one pass over a workload came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pass {
    /// All leaves.
    pub total: Total,
    /// Frames that were refused.
    pub refused: u64,
}

/// A decoder whose type is forgotten, for the two sinks.
pub trait Runs {
    /// Decodes all frames as they are timed.
    fn light(&mut self, workload: &Workload) -> Pass;
    /// Decodes all frames to be compared.
    fn full(&mut self, workload: &Workload) -> Pass;
}

impl<D: Decode> Runs for D {
    fn light(&mut self, workload: &Workload) -> Pass {
        let (mut sink, mut refused) = (Light::default(), 0);
        for frame in workload.frames() {
            refused += u64::from(!self.decode(black_box(frame), &mut sink));
        }
        Pass { total: sink.0, refused }
    }

    fn full(&mut self, workload: &Workload) -> Pass {
        let (mut sink, mut refused) = (Full::default(), 0);
        for frame in workload.frames() {
            refused += u64::from(!self.decode(frame, &mut sink));
        }
        Pass { total: sink.0, refused }
    }
}

impl Engine {
    /// An engine of that name.
    pub fn new(name: &'static str, runs: impl Runs + 'static) -> Self {
        Self { name, runs: Box::new(runs) }
    }

    /// One pass, as it is timed.
    pub fn light(&mut self, workload: &Workload) -> Pass {
        self.runs.light(workload)
    }

    /// One pass, to be compared.
    pub fn full(&mut self, workload: &Workload) -> Pass {
        self.runs.full(workload)
    }
}

/// rtwire as a user gets it.
pub fn rtwire() -> Vec<Engine> {
    vec![Engine::new("rtwire", Rtwire(rtwire::Decoder::new()))]
}

/// A decoder of rtwire's.
pub struct Rtwire(pub rtwire::Decoder);

impl Decode for Rtwire {
    #[inline]
    fn decode<S: Sink>(&mut self, frame: &[u8], sink: &mut S) -> bool {
        match self.0.any(frame) {
            Ok(event) => {
                visit(&event, sink);
                true
            }
            Err(_) => false,
        }
    }
}

/// Asserts that every engine visits the same leaves, whatever the order of the frames, and prints how many.
///
/// # Panics
/// Where one does not.
#[allow(clippy::print_stderr, reason = "a bench says what it counts")]
pub fn compare(engines: &mut [Engine], workload: &Workload) {
    let shuffled = workload.shuffled();
    let (first, others) = engines.split_first_mut().expect("an engine");
    let expected = first.full(workload);
    assert!(expected.total.leaves >= workload.events() as u64, "{}: {expected:?}", workload.name);
    assert_eq!(expected.refused, 0, "{}: frames that are refused cost no visit", workload.name);
    for engine in others.iter_mut() {
        let found = engine.full(workload);
        assert_eq!(found, expected, "{}: {} visits other leaves than {}", workload.name, engine.name, first.name);
    }
    for engine in engines.iter_mut() {
        let found = engine.full(&shuffled);
        assert_eq!(found, expected, "{}: {} visits other leaves in another order", workload.name, engine.name);
        let (once, again) = (engine.light(workload), engine.light(&shuffled));
        assert_eq!(once, again, "{}: {} is timed on other leaves in another order", workload.name, engine.name);
        assert_eq!(
            once.total.leaves, expected.total.leaves,
            "{}: {} is timed on other leaves",
            workload.name, engine.name
        );
    }
    eprintln!(
        "{}: {} events, {} bytes, {} leaves, sum {:016x}, {} refused; the same in another order; engines: {}",
        workload.name,
        workload.events(),
        workload.bytes(),
        expected.total.leaves,
        expected.total.sum,
        expected.refused,
        engines.iter().map(|engine| engine.name).collect::<Vec<_>>().join(", "),
    );
}
