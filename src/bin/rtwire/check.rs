//! `rtwire check`: every line that is not what the wire reference says.

use std::io::{self, IsTerminal, Write};

use rtwire::ndjson::Body;
use rtwire::{Decoder, Limits, Mismatch};

use crate::args;
use crate::excerpt::Excerpt;
use crate::input::Input;
use crate::json;
use crate::outcome::Outcome;
use crate::problem::Problem;

/// How problems are told.
#[derive(Clone, Copy)]
enum Form {
    Json,
    Line,
    /// A line, and below it the text around the place.
    Excerpt,
}

pub(crate) fn run(args: &args::Check, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let form = match args.json {
        true => Form::Json,
        false if io::stdout().is_terminal() => Form::Excerpt,
        false => Form::Line,
    };
    let mut limits = Limits::default();
    limits.mismatch = Mismatch::Reject;
    let input = Input::new(&args.files, &limits);
    let mut decoder = Decoder::with_limits(limits);
    let mut bad_lines = 0;
    let intake = input.each(|file, line| {
        let (frame, error);
        let problem = match line.body {
            Body::Frame(bytes) => {
                (frame, error) = match decoder.any(bytes) {
                    Ok(_) => return Ok(()),
                    Err(error) => (bytes, error),
                };
                Problem::refused(file, line.number, &error)
            }
            Body::TooLong { len } => {
                frame = &[];
                Problem::too_long(file, line.number, len, input.limit)
            }
        };
        bad_lines += 1;
        Ok(input.progress.suspend(|| tell(&problem, frame, form, out))?)
    })?;
    Ok(intake.outcome(bad_lines))
}

fn tell(problem: &Problem<'_>, frame: &[u8], form: Form, out: &mut impl Write) -> io::Result<()> {
    match form {
        Form::Json => json::write_line(problem, out),
        Form::Line => writeln!(out, "{problem}"),
        Form::Excerpt => {
            writeln!(out, "{problem}")?;
            if !frame.is_empty() {
                write!(out, "{}", Excerpt::new(frame, problem.offset as usize))?;
            }
            // Somebody is waiting for it.
            out.flush()
        }
    }
}
