//! `rtwire redact`: the events as they came, without what people say and what opens doors.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;

use rtwire::{AudioCodec, Limits, Redactor};

use crate::args::Sound;
use crate::frames::Frames;
use crate::input::{Entry, Input, Results};
use crate::jobs::Worker;
use crate::outcome::Outcome;
use crate::problem::Problem;
use crate::{args, json};

struct Censor {
    frames: Frames,
    redactor: Arc<Redactor>,
    /// Whether a terminal reads it, which might act on what it is shown.
    safe: bool,
    /// A frame that has been redacted, where it is to be shown otherwise.
    frame: Vec<u8>,
    lines: Lines,
}

/// What a run of lines comes to.
#[derive(Default)]
struct Lines {
    events: Vec<u8>,
    bad_lines: u64,
    problems: Vec<u8>,
}

pub(crate) fn run(args: &args::Redact, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let mut limits = Limits::default();
    limits.drift_entries = 0;
    let redactor = Arc::new(redactor(args)?.limits(limits.clone()));
    let input = Input::new(&args.files, limits);
    let safe = io::stdout().is_terminal();
    let mut bad_lines = 0;
    let worker = |frames| {
        let (redactor, lines) = (Arc::clone(&redactor), Lines::default());
        Censor { frames, redactor, safe, frame: Vec::new(), lines }
    };
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

fn redactor(args: &args::Redact) -> anyhow::Result<Redactor> {
    let mut redactor = Redactor::new();
    if let Some(sound) = args.audio {
        redactor = redactor.audio(match sound {
            Sound::Pcm => AudioCodec::Pcm,
            Sound::G711 => AudioCodec::Pcmu,
        });
    }
    if args.text {
        redactor = redactor.text();
    }
    for path in &args.paths {
        redactor = redactor.path(path)?;
    }
    for path in &args.kept {
        redactor = redactor.keep(path)?;
    }
    Ok(redactor)
}

impl Worker for Censor {
    type Part = Lines;

    fn line(&mut self, entry: &Entry<'_>) {
        let Lines { events, bad_lines, problems } = &mut self.lines;
        let written = match self.frames.read(entry) {
            Ok((_, frame)) => match self.redactor.redact(frame, &mut self.frame) {
                Ok(_) => write_line(&self.frame, self.safe, events),
                // Both know the same limits and the same grammar.
                Err(error) => {
                    *bad_lines += 1;
                    writeln!(problems, "{}", Problem::refused(entry, error.offset(), &error))
                }
            },
            Err(problem) => {
                *bad_lines += 1;
                writeln!(problems, "{problem}")
            }
        };
        self.frame.clear();
        if self.frame.capacity() > MOST_KEPT {
            self.frame = Vec::new();
        }
        written.expect("a vector takes all that is written");
    }

    fn part(&mut self) -> Lines {
        // The next ones are likely to be as large.
        let events = Vec::with_capacity(self.lines.events.len());
        std::mem::replace(&mut self.lines, Lines { events, ..Lines::default() })
    }
}

fn write_line(frame: &[u8], safe: bool, out: &mut Vec<u8>) -> io::Result<()> {
    if safe { json::write_safe_raw_line(frame, out) } else { json::write_raw_line(frame, out) }
}

/// A rare long frame's memory is given back.
const MOST_KEPT: usize = 2 << 20;
