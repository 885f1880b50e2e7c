//! Follows a conversation: who says what, as it arrives.
//!
//! Pieces of several items may come mixed: what the user said is often known only after the answer has begun. So they
//! are put together by item, and a line that another speaker broke into begins again, whole. Both dialects read alike.
//!
//! ```text
//! tail -f recording.ndjson | cargo run --example tail_transcript
//! cargo run --example tail_transcript tests/data/session_ga.ndjson
//! ```

use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use rtwire::escape::Escaped;
use rtwire::ndjson::{Body, Reader};
use rtwire::{Decoder, ServerEvent};

fn main() -> ExitCode {
    let mut out = io::stdout().lock();
    let result = match std::env::args_os().nth(1) {
        Some(path) => open(path.as_ref()).and_then(|file| tail_transcript(file, &mut out)),
        None => tail_transcript(io::stdin().lock(), &mut out),
    };
    // A reader that has seen enough, such as `head`, is no failure.
    if let Err(error) = result
        && error.kind() != ErrorKind::BrokenPipe
    {
        // Nobody is left to tell when this fails, too.
        let _ = writeln!(io::stderr(), "tail_transcript: {error}");
        return ExitCode::from(2);
    }
    ExitCode::SUCCESS
}

/// Opens a file; if that cannot be, the error says which.
fn open(path: &Path) -> io::Result<File> {
    let named = |error: io::Error| {
        io::Error::new(error.kind(), format!("{}: {error}", Escaped::new(&path.display().to_string())))
    };
    File::open(path).map_err(named)
}

/// Prints the dialogue in the events of `source`, each piece as soon as its line is there.
pub(crate) fn tail_transcript(source: impl Read, out: &mut impl Write) -> io::Result<()> {
    let mut reader = Reader::new(source);
    let mut decoder = Decoder::new();
    let mut dialogue = Dialogue { out, turns: Vec::new(), shown: None };
    while let Some(line) = reader.next()? {
        let Body::Frame(frame) = line.body else { continue };
        // What is no event of a server's says nothing here; `decode_file` shows what is wrong with it.
        let Ok(event) = decoder.server(frame) else { continue };
        let Some((who, part, said)) = said(&event) else { continue };
        dialogue.add(who, format!("{part} of {}", event.item_id().unwrap_or_default()), said)?;
    }
    dialogue.end_line()
}

/// What an event adds to what is said.
enum Said<'a> {
    Piece(&'a str),
    Whole(&'a str),
}

/// Who says what in which part of the item, if the event is about that.
fn said<'a>(event: &ServerEvent<'a>) -> Option<(&'static str, u64, Said<'a>)> {
    use Said::{Piece, Whole};
    use ServerEvent as Of;
    Some(match event {
        Of::ConversationItemInputAudioTranscriptionDelta(of) => {
            ("user", of.content_index.unwrap_or(0), Piece(of.delta?))
        }
        Of::ConversationItemInputAudioTranscriptionSegment(of) => ("user", of.content_index, Piece(of.text)),
        Of::ConversationItemInputAudioTranscriptionCompleted(of) => ("user", of.content_index, Whole(of.transcript)),
        Of::ResponseTextDelta(of) => ("assistant", of.content_index, Piece(of.delta)),
        Of::ResponseTextDone(of) => ("assistant", of.content_index, Whole(of.text)),
        Of::ResponseOutputTextDelta(of) => ("assistant", of.content_index, Piece(of.delta)),
        Of::ResponseOutputTextDone(of) => ("assistant", of.content_index, Whole(of.text)),
        Of::ResponseAudioTranscriptDelta(of) => ("assistant", of.content_index, Piece(of.delta)),
        Of::ResponseAudioTranscriptDone(of) => ("assistant", of.content_index, Whole(of.transcript)),
        Of::ResponseOutputAudioTranscriptDelta(of) => ("assistant", of.content_index, Piece(of.delta)),
        Of::ResponseOutputAudioTranscriptDone(of) => ("assistant", of.content_index, Whole(of.transcript)),
        _ => return None,
    })
}

struct Dialogue<'o, W> {
    out: &'o mut W,
    /// What has been said in the parts that are not whole yet, the oldest first.
    turns: Vec<(String, String)>,
    /// The part whose line the cursor stands in.
    shown: Option<String>,
}

impl<W: Write> Dialogue<'_, W> {
    fn add(&mut self, who: &str, part: String, said: Said<'_>) -> io::Result<()> {
        let at = self.turns.iter().position(|(other, _)| *other == part);
        let mut turn = at.map_or_else(String::new, |at| self.turns.remove(at).1);
        let is_shown = self.shown.as_ref() == Some(&part);
        match said {
            Said::Piece(text) => {
                turn.push_str(text);
                if is_shown {
                    write!(self.out, "{}", Escaped::new(text))?;
                } else {
                    self.end_line()?;
                    write!(self.out, "{who}: {}", Escaped::new(&turn))?;
                    self.shown = Some(part.clone());
                }
                // A turn that never gets whole must not be kept for ever.
                self.turns.drain(..self.turns.len().saturating_sub(63));
                self.turns.push((part, turn));
                self.out.flush()
            }
            // The whole text counts, whatever the pieces were; most often it is shown already.
            Said::Whole(text) if is_shown && text == turn => self.end_line(),
            Said::Whole(text) => {
                self.end_line()?;
                writeln!(self.out, "{who}: {}", Escaped::new(text))
            }
        }
    }

    fn end_line(&mut self) -> io::Result<()> {
        if self.shown.take().is_some() { writeln!(self.out) } else { Ok(()) }
    }
}
