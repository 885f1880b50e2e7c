//! `rtwire generate`: made-up traffic, one event a line.

use std::io::Write;

use rtwire::generate::{Generator, Options, Spacing};

use crate::args;
use crate::outcome::Outcome;

/// Where to stop. The line that reaches it is whole.
#[derive(Debug, Clone, Copy)]
enum End {
    Events(u64),
    Bytes(u64),
}

pub(crate) fn run(args: &args::Generate, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let end = match args.bytes {
        Some(bytes) => End::Bytes(bytes),
        None => End::Events(args.events.unwrap_or(EVENTS)),
    };
    let spacing = if args.spaced { Spacing::Python } else { Spacing::Compact };
    let mut generator = Generator::new(Options { seed: args.seed, mix: args.mix, order: args.order, spacing });
    let (mut events, mut bytes) = (0, 0);
    let mut line = Vec::new();
    while match end {
        End::Events(most) => events < most,
        End::Bytes(most) => bytes < most,
    } {
        line.clear();
        generator.next(&mut line);
        line.push(b'\n');
        out.write_all(&line)?;
        events += 1;
        bytes += line.len() as u64;
    }
    Ok(Outcome::Fine)
}

const EVENTS: u64 = 1_000;
