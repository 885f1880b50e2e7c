//! `rtwire decode`: the events, as they were understood.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;

use rtwire::escape::Escaped;
use rtwire::{ClientKind, Event, Limits, ServerKind};

use crate::frames::Frames;
use crate::input::{Entry, Input, Results};
use crate::jobs::Worker;
use crate::lines::Lines;
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
    /// Which of them there were.
    met: Vec<bool>,
    lines: Lines,
}

pub(crate) fn run(args: &args::Decode, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let form = if io::stdout().is_terminal() { Form::Safe } else { Form::Plain };
    let mut limits = Limits::default();
    limits.drift_entries = 0;
    let input = Input::new(&args.files, limits);
    let kinds: Arc<[String]> = args.kinds.as_slice().into();
    let mut bad_lines = 0;
    let worker = |frames| {
        let (kinds, met) = (Arc::clone(&kinds), vec![false; kinds.len()]);
        Printer { frames, form, kinds, met, lines: Lines::default() }
    };
    let (intake, printers) = input.run(Results::AsTheyCome, worker, |lines: Lines| {
        bad_lines += lines.pass_on(out, &input.progress)?;
        Ok(())
    })?;
    for (at, kind) in kinds.iter().enumerate() {
        if !is_known(kind) && !printers.iter().any(|printer| printer.met[at]) {
            input.progress.complain(&nobody_has(kind));
        }
    }
    Ok(intake.outcome(bad_lines))
}

impl Worker for Printer {
    type Part = Lines;

    fn line(&mut self, entry: &Entry<'_>) {
        let event = match self.frames.read(entry) {
            Ok((event, _)) => event,
            Err(problem) => return self.lines.refuse(&problem),
        };
        let mut wanted = self.kinds.is_empty();
        for (kind, met) in self.kinds.iter().zip(&mut self.met) {
            let is_it = kind == event.type_str();
            (wanted, *met) = (wanted | is_it, *met | is_it);
        }
        if wanted {
            write_event(&event, self.form, &mut self.lines.events).expect("a vector takes all that is written");
        }
    }

    fn part(&mut self) -> Lines {
        self.lines.take()
    }
}

fn is_known(kind: &str) -> bool {
    ServerKind::from_wire(kind).is_some() || ClientKind::from_wire(kind).is_some()
}

/// That a kind was asked for in vain, and which one may have been meant.
fn nobody_has(kind: &str) -> String {
    let shown = Escaped::new(kind);
    match nearest(kind) {
        Some(known) => format!("--kind {shown}: no event is of this type; did you mean {known}?"),
        None => format!("--kind {shown}: no event is of this type, and it is not a known one"),
    }
}

fn nearest(kind: &str) -> Option<&'static str> {
    let server = ServerKind::ALL.iter().map(|kind| kind.as_str());
    let known = server.chain(ClientKind::ALL.iter().map(|kind| kind.as_str()));
    let distances = known.map(|known| (strsim::osa_distance(kind, known), known));
    distances.filter(|&(distance, _)| distance <= FAR).min().map(|(_, known)| known)
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

/// How many letters a slip of the hand gets wrong, or leaves out.
const FAR: usize = 3;

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_hand_is_near_and_other_words_are_not() {
        for (asked, known) in [
            ("response.dnoe", Some("response.done")),
            ("response_done", Some("response.done")),
            ("Error", Some("error")),
            ("response.text.detla", Some("response.text.delta")),
            ("sesion.udpate", Some("session.update")),
            ("of.tomorrow", None),
            ("response", None),
            ("", None),
        ] {
            assert_eq!(nearest(asked), known, "{asked}");
        }
    }
}
