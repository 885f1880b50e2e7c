//! `rtwire`: what is in recordings of OpenAI Realtime API events, and what is wrong with them.

mod agreement;
mod args;
mod bench;
mod bills;
mod books;
mod check;
mod counts;
mod decode;
mod drift;
mod envelope;
mod excerpt;
mod feed;
mod frame;
mod frames;
mod generate;
mod input;
mod jobs;
mod json;
mod lines;
mod meter;
mod outcome;
mod output;
mod packing;
mod portion;
mod prices;
mod problem;
mod progress;
mod redact;
mod report;
mod sizes;
mod source;
mod stats;
mod stretch;
mod table;
mod tally;
mod usage;

use std::io::{self, BufWriter, ErrorKind, Write as _};
use std::process::ExitCode;

use anyhow::anyhow;
use rtwire::testing::kernel::KernelSet;

use args::{Args, Command};
use outcome::Outcome;
use output::Output;

fn main() -> ExitCode {
    if let Some(name) = std::env::var_os(KERNEL)
        && !KernelSet::all().iter().any(|set| name == set.name())
    {
        return failure(&anyhow!("{KERNEL}: there are no such kernels on this machine"));
    }
    match Args::read() {
        Ok(args) => run(&args).map_or_else(|error| failure(&error), ExitCode::from),
        Err(code) => code,
    }
}

fn run(args: &Args) -> anyhow::Result<Outcome> {
    let mut out = BufWriter::new(Output(io::stdout().lock()));
    let outcome = match &args.command {
        Command::Stats(args) => stats::run(args, &mut out),
        Command::Check(args) => check::run(args, &mut out),
        Command::Decode(args) => decode::run(args, &mut out),
        Command::Redact(args) => redact::run(args, &mut out),
        Command::Meter(args) => meter::run(args, &mut out),
        Command::Bench(args) => bench::run(args, &mut out),
        Command::Generate(args) => generate::run(args, &mut out),
    }?;
    out.flush()?;
    Ok(outcome)
}

/// Names the kernels that are to be used, for measurements.
const KERNEL: &str = "RTWIRE_KERNEL";

fn failure(error: &anyhow::Error) -> ExitCode {
    // Whoever read the output has seen enough.
    if error
        .chain()
        .filter_map(|cause| cause.downcast_ref())
        .any(|cause: &io::Error| cause.kind() == ErrorKind::BrokenPipe)
    {
        return ExitCode::SUCCESS;
    }
    // What a table of prices has wrong is shown in lines of its own.
    let _ = args::write_escaped(&format!("rtwire: {error:#}"), &mut io::stderr().lock());
    ExitCode::from(Outcome::Failed)
}
