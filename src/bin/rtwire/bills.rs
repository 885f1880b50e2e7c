//! What of a run of lines matters to what it costs: few of them, copied, for the thread that keeps the books.

use std::ffi::{OsStr, OsString};

use rtwire::meter::{SessionKey, claims_to_be_billed};
use rtwire::ndjson::Body;
use rtwire::{ClientEvent, Event, ServerEvent};

use crate::envelope::{Pointer, unescape};
use crate::input::Entry;

/// The lines that matter, in their order.
#[derive(Debug, Default)]
pub(crate) struct Bills {
    text: Vec<u8>,
    bills: Vec<Bill>,
    file: OsString,
    /// Of the last line.
    number: u64,
    session: Option<SessionKey>,
}

#[derive(Debug)]
struct Bill {
    /// Of the line.
    number: u64,
    /// Where it differs from that of the line before, or begins anew.
    file: Option<Box<OsStr>>,
    /// Where it differs from that of the line before: its key and its name.
    session: Option<(SessionKey, Box<str>)>,
    what: What,
}

#[derive(Debug)]
enum What {
    /// A frame of so many bytes.
    Frame(usize),
    /// A frame that says it is of a kind that is billed, and is no event.
    Undecodable,
    /// Something in a session of which nothing was said before.
    Sign,
}

/// What the books take in.
pub(crate) enum Entered<'a> {
    /// The lines from this one on are of this file.
    File(&'a OsStr, u64),
    Session(SessionKey, &'a str),
    Frame(&'a [u8]),
    Undecodable,
    /// Something that costs nothing.
    Sign,
}

/// Takes the bills out of lines.
#[derive(Debug)]
pub(crate) struct Biller {
    bills: Bills,
    /// Where in a line its session is named.
    session: Option<Pointer>,
    /// Where in a line the frame is.
    at: Option<Pointer>,
    /// What was delivered matters too.
    thorough: bool,
    name: Vec<u8>,
}

impl Biller {
    pub(crate) fn new(session: Option<Pointer>, at: Option<Pointer>) -> Self {
        Self { bills: Bills::default(), session, at, thorough: false, name: Vec::new() }
    }

    /// Takes in what was delivered, too, or not.
    pub(crate) fn thorough(self, thorough: bool) -> Self {
        Self { thorough, ..self }
    }

    /// Takes in a line that is an event. Gives the pointer, if what costs something stands in a line in which it leads
    /// to no session: such lines are of one session together.
    pub(crate) fn event(&mut self, entry: &Entry<'_>, event: &Event<'_>, frame: &[u8]) -> Option<&Pointer> {
        let matters = matters(event);
        let is_kept = matters || self.thorough;
        if is_kept {
            self.bills.text.extend_from_slice(frame);
        }
        let place = self.push(entry, if is_kept { What::Frame(frame.len()) } else { What::Sign });
        self.session.as_ref().filter(|_| matters && place == Place::Nowhere)
    }

    /// Takes in a line that is none.
    pub(crate) fn bad(&mut self, entry: &Entry<'_>) {
        let Body::Frame(line) = entry.body else { return };
        let claims = match &self.at {
            None => claims_to_be_billed(line),
            Some(at) => match at.find(line) {
                Ok(Some(range)) if line.get(range.start) == Some(&b'"') => {
                    let mut text = Vec::new();
                    unescape(&line[range], &mut text).is_ok() && claims_to_be_billed(&text)
                }
                Ok(Some(range)) => claims_to_be_billed(&line[range]),
                Ok(None) => false,
                // Neither is its envelope. One of the first objects in it may be the frame.
                Err(_) => {
                    let starts = line.iter().enumerate().filter(|(_, byte)| **byte == b'{').take(8);
                    starts.map(|(start, _)| &line[start..]).any(|rest| {
                        claims_to_be_billed(rest)
                            || claims_to_be_billed(String::from_utf8_lossy(rest).replace('\\', "").as_bytes())
                    })
                }
            },
        };
        if claims {
            self.push(entry, What::Undecodable);
        }
    }

    /// The bills since the last time.
    pub(crate) fn take(&mut self) -> Bills {
        std::mem::take(&mut self.bills)
    }

    fn push(&mut self, entry: &Entry<'_>, what: What) -> Place {
        let place = match (&self.session, entry.body) {
            (Some(pointer), Body::Frame(line)) => place(pointer, line, &mut self.name),
            _ => Place::Unsaid,
        };
        let name = match &place {
            Place::Named(name) => Some(name.as_str()),
            Place::Nowhere => Some(""),
            Place::Unsaid => None,
        };
        let session = name.and_then(|name| {
            let key = SessionKey::new(name);
            (self.bills.session != Some(key)).then(|| (key, name.into()))
        });
        let again = self.bills.number >= entry.number || self.bills.file != entry.file.as_os_str();
        let file = again.then(|| entry.file.as_os_str().into());
        self.bills.number = entry.number;
        if matches!(what, What::Sign) && file.is_none() && session.is_none() {
            return place;
        }
        if let Some((key, _)) = session {
            self.bills.session = Some(key);
        }
        if file.is_some() {
            self.bills.file = entry.file.as_os_str().to_owned();
        }
        self.bills.bills.push(Bill { number: entry.number, file, session, what });
        place
    }
}

impl Bills {
    pub(crate) fn is_empty(&self) -> bool {
        self.bills.is_empty()
    }

    /// Visits what there is to enter, and tells the number of the last line.
    pub(crate) fn each(&self, mut enter: impl FnMut(Entered<'_>)) -> u64 {
        let mut rest = self.text.as_slice();
        for bill in &self.bills {
            if let Some(file) = &bill.file {
                enter(Entered::File(file, bill.number));
            }
            if let Some((key, name)) = &bill.session {
                enter(Entered::Session(*key, name));
            }
            match bill.what {
                What::Frame(len) => {
                    let (frame, behind) = rest.split_at(len);
                    rest = behind;
                    enter(Entered::Frame(frame));
                }
                What::Undecodable => enter(Entered::Undecodable),
                What::Sign => enter(Entered::Sign),
            }
        }
        self.number
    }
}

/// What a line says of its session.
#[derive(Debug, PartialEq)]
enum Place {
    /// It has this name.
    Named(String),
    /// Nothing stands where its name should.
    Nowhere,
    /// Lines do not name it, or this one is no JSON: the session is that of the line before.
    Unsaid,
}

fn place(pointer: &Pointer, line: &[u8], text: &mut Vec<u8>) -> Place {
    let value = match pointer.find(line) {
        Ok(Some(range)) if line[range.clone()] != *b"null" => &line[range],
        Ok(_) => return Place::Nowhere,
        Err(_) => return Place::Unsaid,
    };
    let value = if value.first() == Some(&b'"') && unescape(value, text).is_ok() { text.as_slice() } else { value };
    Place::Named(String::from_utf8_lossy(value).into_owned())
}

/// Whether a meter learns more from the event than that something was delivered.
fn matters(event: &Event<'_>) -> bool {
    match event {
        Event::Server(event) => matches!(
            event,
            ServerEvent::SessionCreated(_)
                | ServerEvent::SessionUpdated(_)
                | ServerEvent::TranscriptionSessionCreated(_)
                | ServerEvent::TranscriptionSessionUpdated(_)
                | ServerEvent::InputAudioBufferCommitted(_)
                | ServerEvent::ResponseCreated(_)
                | ServerEvent::ResponseDone(_)
                | ServerEvent::ConversationItemInputAudioTranscriptionCompleted(_)
                | ServerEvent::ConversationItemInputAudioTranscriptionFailed(_)
                | ServerEvent::SessionClosed(_)
                | ServerEvent::SessionInputTranscriptDelta(_)
                | ServerEvent::SessionOutputTranscriptDelta(_)
                | ServerEvent::SessionOutputAudioDelta(_)
        ),
        Event::Client(event) => matches!(
            event,
            ClientEvent::SessionUpdate(_) | ClientEvent::TranscriptionSessionUpdate(_) | ClientEvent::ResponseCreate(_)
        ),
        _ => false,
    }
}
