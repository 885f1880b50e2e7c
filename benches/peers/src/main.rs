//! rtwire beside its peers: `cargo run --release --manifest-path benches/peers/Cargo.toml`, a C++ compiler at hand.
//!
//! Seven workloads, or fourteen with `--all`, of which every engine decodes the same frames, in turn: a round has each
//! engine once (those that read no leaf or usage alone, and async-openai with what it decodes, have rounds of their own),
//! and the ratio to rtwire's time is taken within the round. A pass that is timed comes behind 25 ms of the same engine that
//! are not. Before that, each visits the same leaves, in two orders of the frames, or the program stops.
//!
//! | group | who | how |
//! |---|---|---|
//! | rtwire | as a user gets it; each lane alone; each set of byte kernels | one decoder |
//! | serde types | serde_json, simd-json, sonic-rs | the structs of `types`, by kind; buffers and tape reused |
//! | by hand | simdjson On-Demand and DOM, jiter, sonic-rs `get_many` | from the parser into the sum, no structs |
//! | no leaf read | rtwire's typed event, simdjson's document | `alone`: one beside the other; simdjson's also beside rtwire that visits all |
//! | usage alone | rtwire's `peek::usage`, sonic-rs `get_unchecked`, simdjson On-Demand | of `session` and `done` what things cost |
//! | floor | memcpy, simdutf8 | |
//!
//! Where there was a choice, it fell in the peer's favour: words of enums stay texts, tagged objects are one struct,
//! frames lie padded for simdjson, what is read by hand fills no struct, and the C++ is built for the machine in both
//! builds. simd-json rewrites what it reads, so it copies each frame, as any caller who needs the frame must.
//!
//! Of `spaced`, `type_last` and `order_random` the usual form are the same events as `session` has them; of `cjk` the
//! same frames with an ASCII letter for each byte that is none; of `unknown_fields` the same events without those.
//! async-openai stands on the events that it decodes, beside rtwire on the same ones.
//!
//! `--native` measures again in a build with `-C target-cpu=native`; `--record` keeps both tables and draws the chart.

mod args;
mod chart;
mod contender;
mod engines;
mod estimate;
mod goals;
mod lineup;
mod machine;
mod record;
mod report;
mod rounds;
#[path = "../../shared/mod.rs"]
mod shared;
mod types;

use args::Args;
use clap::Parser;
use machine::Machine;

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let machine = Machine::here();
    eprintln!("{}# flags: {}", machine.comments(), machine.flags());
    let mut rows = Vec::new();
    for name in args.workloads() {
        let mut contenders = lineup::of(&name, &args);
        rows.extend(rounds::measure(&name, &mut contenders, args.rounds.into()));
    }
    println!("{}\n{}", report::table(&rows), report::floors(&rows));
    let mut lines = report::lines(&rows, &machine, args.rounds);
    if args.native || args.record {
        lines.push_str(&record::native(&args)?);
    }
    if let Some(path) = &args.csv {
        std::fs::write(path, format!("{}{}\n{lines}", machine.comments(), report::HEADER))?;
    }
    if args.record {
        println!("{}", record::write(&rows, &lines, &machine)?.display());
    }
    Ok(())
}
