//! `rtwire redact`: the events as they came, without what people say and what opens doors.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;

use rtwire::escape::Escaped;
use rtwire::redact::Counts;
use rtwire::{AudioCodec, Limits, Redactor};

use crate::args::Sound;
use crate::envelope::clear;
use crate::frames::Frames;
use crate::input::{Entry, Input, Results};
use crate::jobs::Worker;
use crate::lines::Lines;
use crate::outcome::Outcome;
use crate::problem::Problem;
use crate::{args, json};

struct Censor {
    frames: Frames,
    /// What went so far.
    counts: Counts,
    redactor: Arc<Redactor>,
    /// Whether a terminal reads it, which might act on what it is shown.
    safe: bool,
    /// A frame that has been redacted, where it is to be shown otherwise.
    frame: Vec<u8>,
    lines: Lines,
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
        Censor { frames, counts: Counts::default(), redactor, safe, frame: Vec::new(), lines }
    };
    let (intake, censors) = input.run(Results::AsTheyCome, worker, |lines: Lines| {
        bad_lines += lines.pass_on(out, &input.progress)?;
        Ok(())
    })?;
    let met = censors.iter().fold(0, |met, censor| met | censor.counts.paths_met);
    for path in unmet(&args.paths, met) {
        input.progress.complain(&format!("--path {}: nothing was found there", Escaped::new(path)));
    }
    Ok(intake.outcome(bad_lines))
}

/// The paths that led to nothing: what was to go may stand elsewhere.
fn unmet(paths: &[String], met: u64) -> impl Iterator<Item = &String> {
    paths.iter().enumerate().filter(move |(at, _)| met >> at.min(&63) & 1 == 0).map(|(_, path)| path)
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
        let frame = match self.frames.read(entry) {
            Ok((_, frame)) => frame,
            Err(problem) => return self.lines.refuse(&problem),
        };
        clear(&mut self.frame);
        match self.redactor.redact(frame, &mut self.frame) {
            Ok(counts) => {
                self.counts += counts;
                write_line(&self.frame, self.safe, &mut self.lines.events).expect("a vector takes all that is written");
            }
            // Both know the same limits and the same grammar.
            Err(error) => self.lines.refuse(&Problem::refused(entry, error.offset(), &error)),
        }
    }

    fn part(&mut self) -> Lines {
        self.lines.take()
    }
}

fn write_line(frame: &[u8], safe: bool, out: &mut Vec<u8>) -> io::Result<()> {
    if safe { json::write_safe_raw_line(frame, out) } else { json::write_raw_line(frame, out) }
}
