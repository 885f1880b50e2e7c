//! What comes before a leaf is read: rtwire's typed event, and the document of simdjson's DOM.

use std::hint::black_box;
use std::rc::Rc;

use rtwire::Decoder;

use super::simdjson::Parse;
use crate::args::Args;
use crate::contender::{Contender, Group};
use crate::shared::workload::Workload;

/// The row that the other is compared with.
const OURS: &str = "alone: rtwire decode";
/// The peer's row.
pub const DOM: &str = "alone: simdjson DOM parse";

/// The two, as rows that begin at `place`.
pub fn all(workload: &Rc<Workload>, place: usize, args: &Args) -> Vec<Contender> {
    if ![OURS, DOM].iter().any(|name| args.takes(name)) {
        return Vec::new();
    }
    let (mut decoder, mut parse) = (Decoder::new(), Parse::new());
    // An event is looked at where it is: `black_box` of the value itself would copy it.
    let mut decode = move |frame: &[u8]| u64::from(black_box(&decoder.any(black_box(frame))).is_ok());
    let ours = move |workload: &Workload| workload.frames().map(&mut decode).sum();
    let dom = move |workload: &Workload| parse.pass(workload);
    let rows = [
        Contender::pass(OURS, Group::Alone, workload.clone(), ours),
        Contender::pass(DOM, Group::Alone, workload.clone(), dom),
    ];
    rows.map(|contender| contender.against(place)).into()
}
