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
mod meter;
mod outcome;
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

use std::io::{self, BufWriter, ErrorKind, Write};
use std::process::ExitCode;

use anyhow::Context as _;
use rtwire::escape::Escaped;

use args::{Args, Command};
use outcome::Outcome;

fn main() -> ExitCode {
    match Args::read() {
        Ok(args) => run(&args).map_or_else(|error| failure(&error), ExitCode::from),
        Err(code) => code,
    }
}

fn run(args: &Args) -> anyhow::Result<Outcome> {
    let mut out = BufWriter::new(io::stdout().lock());
    let outcome = match &args.command {
        Command::Stats(args) => stats::run(args, &mut out),
        Command::Check(args) => check::run(args, &mut out),
        Command::Decode(args) => decode::run(args, &mut out),
        Command::Redact(args) => redact::run(args, &mut out),
        Command::Meter(args) => meter::run(args, &mut out),
        // It fails for other reasons too.
        Command::Bench(args) => Ok(bench::run(args, &mut out)?),
        Command::Generate(args) => generate::run(args, &mut out),
    };
    outcome.and_then(|outcome| Ok(out.flush().map(|()| outcome)?)).context("cannot write the result")
}

fn failure(error: &anyhow::Error) -> ExitCode {
    // Whoever read the output has seen enough.
    if error
        .chain()
        .filter_map(|cause| cause.downcast_ref())
        .any(|cause: &io::Error| cause.kind() == ErrorKind::BrokenPipe)
    {
        return ExitCode::SUCCESS;
    }
    let _ = writeln!(io::stderr(), "rtwire: {}", Escaped::new(&format!("{error:#}")));
    ExitCode::from(Outcome::Failed)
}
