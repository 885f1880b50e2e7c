//! async-openai's types, on the events that they decode.

use std::hint::black_box;
use std::rc::Rc;

use async_openai::types::realtime::{RealtimeClientEvent, RealtimeServerEvent};

use crate::args::Args;
use crate::contender::{Contender, Group};
use crate::shared::engine;
use crate::shared::workload::Workload;

const NAME: &str = "async-openai";

/// The types, and rtwire on the same events, as rows that begin at `place`; nobody where the types decode none.
///
/// What is lost is in the name. Their fields are others than the wire's, so their leaves are not counted.
pub fn all(workload: &Workload, place: usize, args: &Args) -> Vec<Contender> {
    if !args.takes(NAME) {
        return Vec::new();
    }
    let decoded = Rc::new(workload.rewritten("decoded", |frame, out| {
        if decode(frame) {
            out.extend_from_slice(frame);
        }
    }));
    let lost = workload.events() - decoded.events();
    let share = 100.0 * lost as f64 / workload.events() as f64;
    eprintln!("{}: {NAME} does not decode {lost} of {} events ({share:.1} %)", workload.name, workload.events());
    if decoded.events() == 0 {
        return Vec::new();
    }
    let mut base = Contender::engine(engine::rtwire().remove(0), Group::Usual, decoded.clone()).against(place);
    base.name = format!("rtwire: what {NAME} decodes");
    let name = format!("{NAME} ({share:.1} % lost)");
    let pass = |workload: &Workload| workload.frames().map(|frame| u64::from(decode(black_box(frame)))).sum();
    vec![base, Contender::pass(name, Group::Serde, decoded, pass).against(place)]
}

/// Whether it is an event to them, of a server or else of a client.
fn decode(frame: &[u8]) -> bool {
    match serde_json::from_slice::<RealtimeServerEvent>(frame) {
        Ok(event) => {
            black_box(&event);
            true
        }
        Err(_) => serde_json::from_slice::<RealtimeClientEvent>(frame).is_ok_and(|event| {
            black_box(&event);
            true
        }),
    }
}
