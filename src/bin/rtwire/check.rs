//! `rtwire check`: every line that is not what the wire reference says.

use std::io::{self, IsTerminal, Write};

use rtwire::ndjson::Body;
use rtwire::{Limits, Mismatch};

use crate::excerpt::Excerpt;
use crate::frames::Frames;
use crate::input::{Entry, Input, Results};
use crate::jobs::Worker;
use crate::outcome::Outcome;
use crate::problem::Problem;
use crate::{args, frame, json, table};

/// How problems are told.
#[derive(Clone, Copy)]
enum Form {
    Json,
    Line,
    /// A line, and below it the text around the place.
    Excerpt,
}

struct Checker {
    frames: Frames,
    form: Form,
    problems: Problems,
}

/// What was found in a run of lines.
#[derive(Default)]
struct Problems {
    bad_lines: u64,
    text: Vec<u8>,
}

pub(crate) fn run(args: &args::Check, out: &mut impl Write) -> anyhow::Result<Outcome> {
    if let Some(path) = &args.frame {
        return frame::run(path, args.json, out);
    }
    let form = match args.json {
        true => Form::Json,
        false if io::stdout().is_terminal() => Form::Excerpt,
        false => Form::Line,
    };
    let mut limits = Limits::default();
    limits.mismatch = Mismatch::Reject;
    limits.drift_entries = 0;
    let input = Input::new(&args.files, limits);
    let mut bad_lines = 0;
    let worker = |frames| Checker { frames, form, problems: Problems::default() };
    let (intake, _) = input.run(Results::AsTheyCome, worker, |problems| {
        bad_lines += problems.bad_lines;
        if problems.text.is_empty() {
            return Ok(());
        }
        input.progress.suspend(|| {
            out.write_all(&problems.text)?;
            // Somebody may be waiting for it.
            out.flush()
        })
    })?;
    Ok(intake.outcome(bad_lines))
}

impl Worker for Checker {
    type Part = Problems;

    fn line(&mut self, entry: &Entry<'_>) {
        if let Err(problem) = self.frames.read(entry) {
            let line = if let Body::Frame(line) = entry.body { line } else { &[] };
            self.problems.bad_lines += 1;
            tell(&problem, line, self.form, &mut self.problems.text).expect("a vector takes all that is written");
        }
    }

    fn part(&mut self) -> Problems {
        std::mem::take(&mut self.problems)
    }
}

fn tell(problem: &Problem<'_>, line: &[u8], form: Form, out: &mut Vec<u8>) -> io::Result<()> {
    match form {
        Form::Json => json::write_line(problem, out),
        Form::Line => writeln!(out, "{problem}"),
        Form::Excerpt => {
            writeln!(out, "{problem}")?;
            if line.is_empty() {
                return Ok(());
            }
            // Asked each time: who follows a log may make the terminal narrower.
            write!(out, "{}", Excerpt::new(line, problem.column as usize - 1, table::width()))
        }
    }
}
