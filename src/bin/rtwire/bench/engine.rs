//! What can be done with an event, to be timed.

use std::hint::black_box;
use std::time::{Duration, Instant};

use rtwire::testing::{Lane, lane};
use rtwire::{Decoder, peek};

use super::capture::{Capture, Frame};

/// Something to do with each event.
pub(super) struct Engine {
    pub(super) name: &'static str,
    /// It cannot do what the direct lane declines.
    direct: bool,
    work: Work,
}

type Work = Box<dyn FnMut(&[u8])>;

/// Everything that is timed, the decoder as users get it first, and floors last.
pub(super) fn all() -> Vec<Engine> {
    let decode = |name, which| {
        let mut decoder = Decoder::new();
        lane(&mut decoder, which);
        let work = move |frame: &[u8]| _ = black_box(decoder.any(frame));
        Engine { name, direct: which == Lane::Direct, work: Box::new(work) }
    };
    let other = |name, work: Work| Engine { name, direct: false, work };
    let mut copy = Vec::new();
    vec![
        decode("decode", Lane::Both),
        decode("direct lane", Lane::Direct),
        decode("tape lane", Lane::Tape),
        other("kind", Box::new(|frame| _ = black_box(peek::kind(frame)))),
        other("usage", Box::new(|frame| _ = black_box(peek::usage(frame)))),
        other("utf8 check", Box::new(|frame| _ = black_box(simdutf8::basic::from_utf8(frame)))),
        other(
            "memcpy",
            Box::new(move |frame| {
                copy.clear();
                copy.extend_from_slice(frame);
                black_box(&copy);
            }),
        ),
    ]
}

impl Engine {
    /// Does all events, and tells how long that took.
    pub(super) fn pass(&mut self, capture: &Capture) -> Duration {
        let direct = self.direct;
        let begun = Instant::now();
        for (frame, text) in capture.frames() {
            if !(direct && frame.declined) {
                (self.work)(black_box(text));
            }
        }
        begun.elapsed()
    }

    /// Does each event by itself, and tells of which kind it is and when it was.
    pub(super) fn each(&mut self, capture: &Capture, mut seen: impl FnMut(usize, Instant, Instant)) {
        for (frame, text) in capture.frames() {
            if !(self.direct && frame.declined) {
                let begun = Instant::now();
                (self.work)(black_box(text));
                let ended = Instant::now();
                seen(frame.kind, begun, ended);
            }
        }
    }

    /// The events that it does, and their bytes.
    pub(super) fn share(&self, capture: &Capture) -> (u64, u64) {
        let done = |frame: &Frame| !(self.direct && frame.declined);
        let frames = capture.frames().filter(|(frame, _)| done(frame));
        frames.fold((0, 0), |(events, bytes), (_, text)| (events + 1, bytes + text.len() as u64))
    }
}
