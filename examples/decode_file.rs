//! Decodes a recording, one event a line, and says of each event what it is and something of what it says.
//!
//! Lines that are no event are named with their place, and the rest goes on; an event of a type that is not known is
//! kept whole. Nothing off the wire reaches the terminal but through [`Escaped`].
//!
//! ```text
//! cargo run --example decode_file                  # tests/data/session_ga.ndjson
//! cargo run --example decode_file recording.ndjson
//! ```

use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use rtwire::escape::Escaped;
use rtwire::ndjson::{self, Body};
use rtwire::server::{
    ResponseAudioDelta, ResponseAudioTranscriptDelta, ResponseOutputAudioDelta, ResponseOutputAudioTranscriptDelta,
};
use rtwire::{Decoder, Event, RealtimeResponse, ServerEvent, Session};

fn main() -> ExitCode {
    let path = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("tests/data/session_ga.ndjson"), PathBuf::from);
    let result = decode_file(&path, &mut BufWriter::new(io::stdout().lock()));
    // A reader that has seen enough, such as `head`, is no failure.
    if let Err(error) = result
        && error.kind() != ErrorKind::BrokenPipe
    {
        // Nobody is left to tell when this fails, too.
        let _ = writeln!(io::stderr(), "{}: {error}", Escaped::bytes(path.as_os_str().as_encoded_bytes()));
        return ExitCode::from(2);
    }
    ExitCode::SUCCESS
}

/// Prints the events of the file at `path`.
pub(crate) fn decode_file(path: &Path, out: &mut impl Write) -> io::Result<()> {
    let mut reader = ndjson::open(path)?;
    let mut decoder = Decoder::new();
    let (mut events, mut unknown, mut bad) = (0, 0, 0);
    while let Some(line) = reader.next()? {
        let frame = match line.body {
            Body::Frame(frame) => frame,
            Body::TooLong { len } => {
                bad += 1;
                writeln!(out, "line {}: {len} bytes are too many", line.number)?;
                continue;
            }
        };
        match decoder.any(frame) {
            Ok(event) => {
                events += 1;
                unknown += u64::from(matches!(event, Event::Unknown { .. }));
                write!(out, "{:>5}  {}", line.number, Escaped::new(event.type_str()))?;
                write_detail(&event, out)?;
                writeln!(out)?;
            }
            Err(error) => {
                bad += 1;
                // The error's offset counts from the start of the line, the line's from the start of the file.
                writeln!(
                    out,
                    "line {}: {error}; byte {} of the file",
                    line.number,
                    line.offset + error.offset() as u64
                )?;
            }
        }
    }
    writeln!(out, "{events} events, {unknown} of a type not known; {bad} bad lines")?;
    out.flush()
}

fn write_detail(event: &Event<'_>, out: &mut impl Write) -> io::Result<()> {
    match event {
        Event::Unknown { raw, .. } => write!(out, "  not known, kept as it came: {}", Escaped::bytes(raw)),
        Event::Server(ServerEvent::SessionCreated(event)) => write_session(event.session, out),
        Event::Server(ServerEvent::SessionUpdated(event)) => write_session(event.session, out),
        Event::Server(ServerEvent::ResponseDone(event)) => write_response(event.response, out),
        // The dialects name the same delta differently.
        Event::Server(
            ServerEvent::ResponseOutputAudioTranscriptDelta(ResponseOutputAudioTranscriptDelta { delta, .. })
            | ServerEvent::ResponseAudioTranscriptDelta(ResponseAudioTranscriptDelta { delta, .. }),
        ) => write!(out, "  \"{}\"", Escaped::new(delta)),
        Event::Server(
            ServerEvent::ResponseOutputAudioDelta(ResponseOutputAudioDelta { delta, .. })
            | ServerEvent::ResponseAudioDelta(ResponseAudioDelta { delta, .. }),
        ) => write!(out, "  {} bytes of base64", delta.len()),
        Event::Server(ServerEvent::ErrorEvent(event)) => {
            write!(out, "  {}", Escaped::new(event.error.message.unwrap_or("no message")))
        }
        event => event.item_id().map_or(Ok(()), |id| write!(out, "  {}", Escaped::new(id))),
    }
}

/// Nothing but the type of the session says which dialect it is of.
fn write_session(session: &Session<'_>, out: &mut impl Write) -> io::Result<()> {
    let (dialect, model) = match session {
        Session::Realtime(session) => ("GA", session.model.value()),
        Session::Beta(session) => ("beta", session.model.value()),
        Session::Transcription(_) => ("GA, transcription", None),
        Session::Translation(session) => ("GA, translation", session.model.value()),
        _ => ("not known", None),
    };
    write!(out, "  {dialect}, model {}", Escaped::new(model.unwrap_or("not said")))
}

fn write_response(response: &RealtimeResponse<'_>, out: &mut impl Write) -> io::Result<()> {
    let status = response.status.map_or("no status", |status| status.as_str());
    write!(out, "  {}", Escaped::new(status))?;
    match response.usage.and_then(|usage| usage.total_tokens) {
        Some(tokens) => write!(out, ", {tokens} tokens"),
        None => write!(out, ", what it cost is not said"),
    }
}
