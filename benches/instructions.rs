//! The paths whose instructions `tests/instructions.py` counts; it says how.
//!
//! `instructions` walks every path once, `instructions --list` names them, and `instructions PATH` walks one: twice, so
//! that scratch has its size, the second time in [`measured`]. It prints how many events that were.
#![allow(clippy::print_stdout, reason = "another program reads it")]

#[path = "shared/mod.rs"]
mod shared;

use std::hint::black_box;

use rtwire::generate::{Generator, Mix, Options};
use rtwire::meter::{SessionKey, SessionMeter};
use rtwire::peek;
use rtwire::testing::{Lane, lane};
use rtwire::{Decoder, Event, ServerEvent};
use shared::odd::declining;

/// What is done with each frame.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// It is decoded.
    Decode(Lane),
    /// It is decoded, but the direct lane declines it at its end.
    Declined(Lane),
    /// It is looked at, for its kind.
    Kind,
    /// It is looked at, for its usage.
    Usage,
    /// It is decoded and metered, the sessions one after another.
    Meter,
}

const PATHS: &[(&str, Mix, Way)] = &[
    ("decode/session", Mix::Session, Way::Decode(Lane::Both)),
    ("decode/done", Mix::Done, Way::Decode(Lane::Both)),
    ("decode/delta", Mix::Delta, Way::Decode(Lane::Both)),
    ("decode/acks", Mix::Acks, Way::Decode(Lane::Both)),
    ("decode/audio_8k", Mix::Audio8k, Way::Decode(Lane::Both)),
    ("decode/large", Mix::Large, Way::Decode(Lane::Both)),
    ("decode/escaped", Mix::Escaped, Way::Decode(Lane::Both)),
    ("tape/session", Mix::Session, Way::Decode(Lane::Tape)),
    ("tape/done", Mix::Done, Way::Decode(Lane::Tape)),
    ("declined/session", Mix::Session, Way::Declined(Lane::Both)),
    ("declined/done", Mix::Done, Way::Declined(Lane::Both)),
    ("declined_tape/session", Mix::Session, Way::Declined(Lane::Tape)),
    ("declined_tape/done", Mix::Done, Way::Declined(Lane::Tape)),
    ("kind/session", Mix::Session, Way::Kind),
    ("kind/audio_8k", Mix::Audio8k, Way::Kind),
    ("usage/session", Mix::Session, Way::Usage),
    ("usage/done", Mix::Done, Way::Usage),
    ("meter/session", Mix::Session, Way::Meter),
    ("meter/firehose", Mix::Firehose, Way::Meter),
];

/// Few enough for a simulated processor.
const EVENTS: usize = 1_000;
const BYTES: usize = 1 << 20;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().find(|word| !matches!(word.as_str(), "--bench" | "--test")).map(String::as_str) {
        Some("--list") => PATHS.iter().for_each(|(name, ..)| println!("{name}")),
        Some(wanted) => {
            let path = PATHS.iter().find(|(name, ..)| *name == wanted);
            println!("{}", walk(path.unwrap_or_else(|| panic!("no path `{wanted}`"))));
        }
        None => PATHS.iter().for_each(|path| _ = walk(path)),
    }
}

/// Walks a path, and gives the number of events.
fn walk(&(name, mix, way): &(&str, Mix, Way)) -> usize {
    let frames = frames(mix, way);
    let mut decoder = Decoder::new();
    if let Way::Decode(asked) | Way::Declined(asked) = way {
        lane(&mut decoder, asked);
    }
    let mut meter = matches!(way, Way::Meter).then(new_meter);
    let mut pass: Box<dyn FnMut() -> usize + '_> = match way {
        Way::Kind => Box::new(|| frames.iter().filter(|frame| black_box(peek::kind(black_box(frame))).is_ok()).count()),
        Way::Usage => {
            Box::new(|| frames.iter().filter(|frame| black_box(peek::usage(black_box(frame))).is_ok()).count())
        }
        // One loop for both, so that the decoder is compiled into it as into a user's.
        Way::Decode(_) | Way::Declined(_) | Way::Meter => Box::new(|| {
            let decoded = |frame: &&Vec<u8>| {
                let event = black_box(decoder.any(black_box(frame)));
                if let (Some(meter), Ok(event)) = (&mut meter, &event) {
                    if let Event::Server(ServerEvent::SessionCreated(_)) = event {
                        *meter = new_meter();
                    }
                    black_box(meter.observe(event));
                }
                event.is_ok()
            };
            frames.iter().filter(decoded).count()
        }),
    };
    pass();
    let accepted = measured(&mut pass);
    drop(pass);
    assert_eq!(accepted, frames.len(), "{name}: every frame is one");
    if let Way::Declined(_) = way {
        assert_eq!(decoder.declined(), 2 * frames.len() as u64, "{name}: every frame is declined");
    }
    accepted
}

fn new_meter() -> SessionMeter {
    SessionMeter::new(SessionKey::new("sess_1"))
}

/// Its instructions are those that are counted.
#[inline(never)]
fn measured(pass: &mut dyn FnMut() -> usize) -> usize {
    black_box(pass())
}

fn frames(mix: Mix, way: Way) -> Vec<Vec<u8>> {
    let mut generator = Generator::new(Options { seed: 1, mix, ..Options::default() });
    let mut bytes = 0;
    let mut frames = Vec::new();
    while frames.len() < EVENTS && bytes < BYTES {
        let mut frame = Vec::new();
        generator.next(&mut frame);
        if let Way::Declined(_) = way {
            frame = declining(&frame);
        }
        bytes += frame.len();
        frames.push(frame);
    }
    frames
}
