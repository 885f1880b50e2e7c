//! Each of rtwire's lanes alone, and rtwire by each set of byte kernels.

use std::rc::Rc;

use rtwire::Decoder;
use rtwire::testing::kernel::KernelSet;
use rtwire::testing::{Lane, kernels, lane};

use crate::args::Args;
use crate::contender::{Contender, Group};
use crate::shared::engine::{self, Engine, Rtwire};
use crate::shared::workload::Workload;

/// Those that visit what rtwire visits: the tape lane, and each set of kernels that the machine has.
pub fn all() -> Vec<Engine> {
    let mut tape = Decoder::new();
    lane(&mut tape, Lane::Tape);
    let mut engines = vec![Engine::new("rtwire: tape lane", Rtwire(tape))];
    for set in KernelSet::all() {
        let mut decoder = Decoder::new();
        kernels(&mut decoder, set);
        let name = match set.name() {
            "avx512" => "rtwire: avx512",
            "avx2" => "rtwire: avx2",
            "sse2" => "rtwire: sse2",
            _ => "rtwire: portable",
        };
        engines.push(Engine::new(name, Rtwire(decoder)));
    }
    engines
}

/// The direct lane alone, on the events that it does not decline.
pub fn direct(workload: &Rc<Workload>, args: &Args) -> Option<Contender> {
    const NAME: &str = "rtwire: direct lane";
    if !args.takes(NAME) {
        return None;
    }
    let direct = || {
        let mut decoder = Decoder::new();
        lane(&mut decoder, Lane::Direct);
        decoder
    };
    let mut decoder = direct();
    let mut accepts = |frame: &[u8]| decoder.any(frame).is_ok();
    let declined = workload.frames().filter(|frame| !accepts(frame)).count();
    let accepted = match declined {
        0 => workload.clone(),
        _ => Rc::new(workload.rewritten("not declined", |frame, out| {
            if accepts(frame) {
                out.extend_from_slice(frame);
            }
        })),
    };
    let share = 100.0 * declined as f64 / workload.events() as f64;
    eprintln!("{}: {NAME} declines {declined} of {} events ({share:.2} %)", workload.name, workload.events());
    if accepted.events() == 0 {
        return None;
    }
    let mut engines = engine::rtwire();
    engines.push(Engine::new(NAME, Rtwire(direct())));
    engine::compare(&mut engines, &accepted);
    Some(Contender::engine(engines.remove(1), Group::Rtwire, accepted))
}
