//! rtwire beside its peers: `cargo run --release --manifest-path benches/peers/Cargo.toml`.

mod args;
mod contender;
mod engines;
mod estimate;
mod goals;
mod lineup;
mod machine;
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
    eprint!("{}# flags: {}\n", machine.comments(), machine.flags());
    let mut rows = Vec::new();
    for name in args.workloads() {
        let mut contenders = lineup::of(&name, &args);
        rows.extend(rounds::measure(&name, &mut contenders, args.rounds.into()));
    }
    println!("{}\n{}", report::table(&rows), report::floors(&rows));
    let lines = report::lines(&rows, &machine, args.rounds);
    if let Some(path) = &args.csv {
        std::fs::write(path, format!("{}{}\n{lines}", machine.comments(), report::HEADER))?;
    }
    Ok(())
}
