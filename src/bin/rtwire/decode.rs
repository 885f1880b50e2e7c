//! `rtwire decode`: the events, as they were understood.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;

use rtwire::{Event, Limits};

use crate::frames::Frames;
use crate::input::{Entry, Input, Results};
use crate::jobs::Worker;
use crate::outcome::Outcome;
use crate::{args, json};

/// Where the events go.
#[derive(Clone, Copy)]
enum Form {
    /// To a program, as they are.
    Plain,
    /// To a terminal, with escapes for what it might act on.
    Safe,
}

struct Printer {
    frames: Frames,
    form: Form,
    /// The types to show; all, if there are none.
    kinds: Arc<[String]>,
    lines: Lines,
}

/// What a run of lines comes to.
#[derive(Default)]
struct Lines {
    events: Vec<u8>,
    bad_lines: u64,
    problems: Vec<u8>,
}

pub(crate) fn run(args: &args::Decode, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let form = if io::stdout().is_terminal() { Form::Safe } else { Form::Plain };
    let mut limits = Limits::default();
    limits.drift_entries = 0;
    let input = Input::new(&args.files, limits);
    let kinds: Arc<[String]> = args.kinds.as_slice().into();
    let mut bad_lines = 0;
    let worker = |frames| Printer { frames, form, kinds: Arc::clone(&kinds), lines: Lines::default() };
    let (intake, _) = input.run(Results::AsTheyCome, worker, |lines| {
        bad_lines += lines.bad_lines;
        if lines.events.is_empty() && lines.problems.is_empty() {
            return Ok(());
        }
        input.progress.suspend(|| {
            out.write_all(&lines.events)?;
            // Somebody may be waiting for it.
            out.flush()?;
            // Where stderr is closed, the exit code still tells.
            let _ = io::stderr().write_all(&lines.problems);
            Ok(())
        })
    })?;
    Ok(intake.outcome(bad_lines))
}

impl Worker for Printer {
    type Part = Lines;

    fn line(&mut self, entry: &Entry<'_>) {
        let Lines { events, bad_lines, problems } = &mut self.lines;
        let written = match self.frames.read(entry) {
            Ok((event, _)) if self.kinds.is_empty() || self.kinds.iter().any(|kind| kind == event.type_str()) => {
                write_event(&event, self.form, events)
            }
            Ok(_) => Ok(()),
            Err(problem) => {
                *bad_lines += 1;
                writeln!(problems, "{problem}")
            }
        };
        written.expect("a vector takes all that is written");
    }

    fn part(&mut self) -> Lines {
        // The next ones are likely to be as large.
        let events = Vec::with_capacity(self.lines.events.len());
        std::mem::replace(&mut self.lines, Lines { events, ..Lines::default() })
    }
}

fn write_event(event: &Event<'_>, form: Form, out: &mut Vec<u8>) -> io::Result<()> {
    match (event, form) {
        (Event::Unknown { raw, .. }, Form::Plain) => json::write_raw_line(raw, out),
        (Event::Unknown { raw, .. }, Form::Safe) => json::write_safe_raw_line(raw, out),
        (event, Form::Safe) => json::write_line(event, out),
        (event, Form::Plain) => {
            serde_json::to_writer(&mut *out, event)?;
            out.write_all(b"\n")
        }
    }
}
