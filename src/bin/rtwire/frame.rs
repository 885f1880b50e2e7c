//! `rtwire check --frame`: one raw frame, and what each reader says of it.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use anyhow::Context as _;
use bumpalo::Bump;
use rtwire::client::OwnedClientEvent;
use rtwire::escape::Escaped;
use rtwire::server::OwnedServerEvent;
use rtwire::{
    Category, ClientEvent, ClientKind, Decoder, Duplicates, Error, Event, Limits, Mismatch, ServerEvent, ServerKind,
};
use serde::Serialize;
use serde_json::Value;

use crate::agreement::disagreements;
use crate::excerpt::Excerpt;
use crate::input::Name;
use crate::json;
use crate::outcome::Outcome;
use crate::table;
use crate::tally::cut;

/// What is said of a frame. The fields are those of `--json`, in its order.
#[derive(Debug, Serialize)]
struct Report<'a> {
    file: Name<'a>,
    bytes: usize,
    /// By the decoder with default limits.
    accepted: bool,
    agree: bool,
    disagreements: Vec<&'static str>,
    readers: Vec<Answer>,
}

/// What one reader says.
#[derive(Debug, Default, Clone, Serialize)]
pub(crate) struct Answer {
    pub(crate) reader: &'static str,
    pub(crate) accepted: bool,
    /// The event's type, of a reader that looks at it.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<String>,
    /// Whether it is a type that the reader knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) known: Option<bool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) drift: Vec<Drift>,
    /// What found no room in `drift`.
    #[serde(skip_serializing_if = "json::is_zero")]
    pub(crate) drift_overflow: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) refusal: Option<Refusal>,
    /// The event as the reader understands it.
    #[serde(skip)]
    pub(crate) event: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Drift {
    path: String,
    pub(crate) expected: String,
    found: String,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Refusal {
    /// None of serde_json's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) category: Option<&'static str>,
    /// In bytes of the frame, from 0; none of serde_json's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) offset: Option<usize>,
    #[serde(skip_serializing_if = "String::is_empty")]
    path: String,
    pub(crate) message: String,
}

pub(crate) fn run(path: &Path, as_json: bool, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let name = Name::new(path);
    let Ok(frame) = read(path).with_context(|| name.to_string()).inspect_err(|error| {
        // Where stderr is closed, the exit code still tells.
        let _ = writeln!(io::stderr(), "rtwire: {}", Escaped::new(&format!("{error:#}")));
    }) else {
        return Ok(Outcome::Failed);
    };
    let readers = answers(&frame);
    let (disagreements, accepted) = (disagreements(&readers), readers[0].accepted);
    let agree = disagreements.is_empty();
    let report = Report { file: name, bytes: frame.len(), accepted, agree, disagreements, readers };
    match as_json {
        true => json::write_line(&report, out)?,
        false => tell(&report, &frame, out)?,
    }
    Ok(if accepted { Outcome::Fine } else { Outcome::BadLines })
}

/// All of the file, or as much of it as tells that it is too long.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let (most, mut frame) = (most_bytes(), Vec::new());
    match path.as_os_str() == "-" {
        true => io::stdin().lock().take(most).read_to_end(&mut frame)?,
        false => File::open(path)?.take(most).read_to_end(&mut frame)?,
    };
    Ok(frame)
}

/// How much of a file is read.
fn most_bytes() -> u64 {
    Limits::default().max_frame_bytes as u64 + 1
}

/// What each reader says of `frame`; the first is the one that counts.
pub(crate) fn answers(frame: &[u8]) -> Vec<Answer> {
    let mut strict = Limits::default();
    strict.mismatch = Mismatch::Reject;
    let mut unique = Limits::default();
    unique.duplicates = Duplicates::Reject;
    let arena = Bump::new();
    let any = |reader, limits| {
        let mut decoder = Decoder::with_limits(limits);
        let event = decoder.any_in(frame, &arena);
        let known = !matches!(event, Ok(Event::Unknown { .. }));
        Answer::of(reader, event.map(|event| (event.type_str(), known, text(&event))), &decoder)
    };
    let server = {
        let mut decoder = Decoder::new();
        let event = decoder.server_in(frame, &arena);
        let known = !matches!(event, Ok(ServerEvent::Unknown { .. }));
        Answer::of("server", event.map(|event| (event.type_str(), known, text(&event))), &decoder)
    };
    let client = {
        let mut decoder = Decoder::new();
        let event = decoder.client_in(frame, &arena);
        let known = !matches!(event, Ok(ClientEvent::Unknown { .. }));
        Answer::of("client", event.map(|event| (event.type_str(), known, text(&event))), &decoder)
    };
    let default = any("any", Limits::default());
    let value = serde_json::from_slice::<Value>(frame);
    let kind = value.as_ref().ok().and_then(|value| Some(value.get("type")?.as_str()?.to_owned()));
    // An event of a type that both sides know is the server's, as `any` has it.
    let is_client = kind
        .as_deref()
        .is_some_and(|kind| ServerKind::from_wire(kind).is_none() && ClientKind::from_wire(kind).is_some());
    let twin = match is_client {
        true => serde_json::from_slice::<OwnedClientEvent>(frame).map(|event| text(&event)),
        false => serde_json::from_slice::<OwnedServerEvent>(frame).map(|event| text(&event)),
    };
    let located = rtwire::locate(frame, "", Duplicates::Last);
    vec![
        default,
        server,
        client,
        any("strict", strict),
        any("unique", unique),
        Answer { event: twin.as_ref().ok().cloned(), ..Answer::foreign("twin", twin.as_ref().err()) },
        Answer { kind, ..Answer::foreign("serde_json", value.as_ref().err()) },
        Answer {
            refusal: located.as_ref().err().map(Refusal::new),
            accepted: located.is_ok(),
            ..Answer::new("locator")
        },
    ]
}

/// An event as text, for comparison.
fn text(event: &impl Serialize) -> String {
    serde_json::to_string(event).unwrap_or_else(|error| format!("{error}"))
}

impl Answer {
    fn new(reader: &'static str) -> Self {
        Self { reader, ..Self::default() }
    }

    /// A decoder's: type, whether that is known, and the event as text.
    fn of(reader: &'static str, event: Result<(&str, bool, String), Error>, decoder: &Decoder) -> Self {
        let drift = decoder.drift().entries().map(|entry| Drift {
            path: entry.path().to_owned(),
            expected: entry.expected().to_owned(),
            found: entry.found().to_owned(),
        });
        match event {
            Ok((kind, known, event)) => Self {
                accepted: true,
                kind: Some(kind.to_owned()),
                known: Some(known),
                drift: drift.collect(),
                drift_overflow: decoder.drift().overflow(),
                event: Some(event),
                ..Self::new(reader)
            },
            Err(error) => Self { refusal: Some(Refusal::new(&error)), ..Self::new(reader) },
        }
    }

    /// That of a reader which is serde_json's.
    fn foreign(reader: &'static str, error: Option<&serde_json::Error>) -> Self {
        let refusal = error.map(|error| Refusal {
            category: None,
            offset: None,
            path: String::new(),
            message: error.to_string(),
        });
        Self { accepted: refusal.is_none(), refusal, ..Self::new(reader) }
    }
}

impl Refusal {
    fn new(error: &Error) -> Self {
        let (category, message) = (Some(Category::as_str(error.category())), error.message().to_string());
        Self { category, offset: Some(error.offset()), path: error.path().to_owned(), message }
    }
}

fn tell(report: &Report<'_>, frame: &[u8], out: &mut impl Write) -> io::Result<()> {
    let cut = if report.bytes as u64 == most_bytes() { " and perhaps more, of which the readers saw none" } else { "" };
    writeln!(out, "{}: {} bytes{cut}", report.file, report.bytes)?;
    for answer in &report.readers {
        write!(out, "{:<10} ", answer.reader)?;
        match &answer.refusal {
            None => tell_event(answer, out)?,
            Some(refusal) => {
                write!(out, "refused: ")?;
                tell_refusal(refusal, out)?;
            }
        }
        if let (true, Some(offset)) = (answer.reader == "any", answer.refusal.as_ref().and_then(|why| why.offset)) {
            write!(out, "{}", Excerpt::new(frame, offset, table::width()))?;
        }
    }
    match report.disagreements.as_slice() {
        [] => writeln!(out, "The readers agree."),
        all => all.iter().try_for_each(|what| writeln!(out, "The readers disagree: {what}.")),
    }
}

fn tell_event(answer: &Answer, out: &mut impl Write) -> io::Result<()> {
    write!(out, "accepted")?;
    if let Some(kind) = &answer.kind {
        write!(out, ": {}", Escaped::new(&cut(kind, MOST_BYTES)))?;
    }
    writeln!(out, "{}", if answer.known == Some(false) { ", not a type it knows" } else { "" })?;
    for Drift { path, expected, found } in &answer.drift {
        let [path, found] = [path, found].map(|text| Escaped::new(text).to_string());
        writeln!(out, "    drift at {path}: expected {expected}, found {found}")?;
    }
    if answer.drift_overflow > 0 {
        writeln!(out, "    and {} times more", answer.drift_overflow)?;
    }
    Ok(())
}

fn tell_refusal(refusal: &Refusal, out: &mut impl Write) -> io::Result<()> {
    if let Some(category) = refusal.category {
        write!(out, "{category}: ")?;
    }
    write!(out, "{}", Escaped::new(&cut(&refusal.message, MOST_MESSAGE_BYTES)))?;
    if let Some(offset) = refusal.offset {
        write!(out, " at byte {offset}")?;
    }
    match refusal.path.as_str() {
        "" => writeln!(out),
        path => writeln!(out, " ({})", Escaped::new(path)),
    }
}

const MOST_BYTES: usize = 64;
const MOST_MESSAGE_BYTES: usize = 256;
