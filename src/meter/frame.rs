//! Frames into a meter: what is decoded, and what is noticed although it could not be.

use super::{Record, RecordKind, SessionMeter};
use crate::peek;
use crate::wire::Key;
use crate::{Decoder, Drift, DriftEntry, Result, ServerKind};

/// Who sent a frame. A gateway knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// The server.
    Server,
    /// The client.
    Client,
}

impl SessionMeter {
    /// Takes in a frame: decodes what it must, and notices what cannot be decoded although it is billed. A server's frame
    /// of a kind that says nothing to a meter is not looked into, and may be one that a decoder refuses.
    ///
    /// # Errors
    /// Those of the decoder. The meter has noted what it can, and goes on.
    pub fn frame(&mut self, direction: Direction, frame: &[u8], decoder: &mut Decoder) -> Result<Option<Record>> {
        if !worth_decoding(direction, frame) {
            return Ok(None);
        }
        let observed = match direction {
            Direction::Server => decoder.server(frame).map(|event| self.observe_server(&event)),
            Direction::Client => decoder.client(frame).map(|event| self.observe_client(&event)),
        };
        match observed {
            Ok(Some(mut record)) => {
                if decoder.drift().is_last_cut() {
                    // The report is full; one of this frame alone is not. It has been decoded, so it can be.
                    let mut limits = decoder.limits().clone();
                    limits.drift_entries = MOST_DRIFT;
                    let mut alone = Decoder::with_limits(limits);
                    let _ = alone.server(frame);
                    self.note_drift(&mut record, alone.drift());
                    if alone.drift().is_last_cut() {
                        // What differs in so many ways differs in this.
                        self.add_malformed(&mut record);
                    }
                } else {
                    self.note_drift(&mut record, decoder.drift());
                }
                Ok(Some(record))
            }
            Ok(None) => Ok(None),
            Err(error) => {
                if direction == Direction::Server {
                    self.note_undecodable(frame);
                }
                Err(error)
            }
        }
    }

    /// Marks a record as malformed if the event that settled it, the last that its decoder read, had a usage of a wrong
    /// shape. [`frame`](Self::frame) does so itself; who calls [`observe`](Self::observe) does it next.
    ///
    /// What had the wrong shape is absent from the record, and not 0. What found no room in the decoder's report is not
    /// seen here, but `frame` sees that too: a client can fill the report, so whoever calls this should
    /// [clear](Decoder::clear_drift) it before it is full.
    pub fn note_drift(&mut self, record: &mut Record, drift: &Drift) {
        let billed = match record.kind {
            RecordKind::Response => OF_RESPONSE,
            RecordKind::Transcription => OF_TRANSCRIPTION,
            RecordKind::Translation => OF_TRANSLATION,
        };
        if drift.of_last_event().any(|entry| is_mismatch(entry, &billed)) {
            self.add_malformed(record);
        }
    }

    /// Counts a frame of the server's that could not be decoded, if its first `type` is a kind that is billed.
    pub fn note_undecodable(&mut self, frame: &[u8]) {
        if claims_to_be_billed(frame) {
            self.add_undecodable();
        }
    }
}

/// Whether a frame has to be decoded to be metered. The client's direction always: what it says may be meant to mislead.
///
/// Whatever says at its start that it counts is decoded at once, which makes sure; to pass a frame over, all of its top
/// level must have been seen.
fn worth_decoding(direction: Direction, frame: &[u8]) -> bool {
    if direction == Direction::Client {
        return true;
    }
    if peek::usual_kind(frame).and_then(ServerKind::from_wire).is_some_and(SessionMeter::hears) {
        return true;
    }
    match peek::kind(frame) {
        Ok(peek::Kind::Server(kind)) => SessionMeter::hears(kind),
        // Of a kind that nobody knows, or perhaps no event at all: the decoder decides.
        _ => true,
    }
}

/// Whether the event says that something is known here by another shape; an unknown field is none, nor is half a pair.
fn is_mismatch(entry: &DriftEntry, billed: &Billed) -> bool {
    let place = entry.path().strip_prefix(billed.kind.as_str()).and_then(|path| path.strip_prefix(": "));
    let Some(place) = place.filter(|_| ![Drift::NOTHING, Drift::PAIR].contains(&entry.expected())) else {
        return false;
    };
    let is_at = |usage: &&str| place.strip_prefix(usage).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    place == billed.body || billed.usages.iter().any(is_at)
}

/// More ways to differ than an event has fields.
const MOST_DRIFT: usize = 1_024;

/// An event that says what something cost, where its body stands and where it may say so.
struct Billed {
    kind: ServerKind,
    body: &'static str,
    usages: &'static [&'static str],
}

const OF_RESPONSE: Billed =
    Billed { kind: ServerKind::ResponseDone, body: "response", usages: &["response.usage", "usage"] };
const OF_TRANSCRIPTION: Billed =
    Billed { kind: ServerKind::ConversationItemInputAudioTranscriptionCompleted, body: "usage", usages: &["usage"] };
const OF_TRANSLATION: Billed = Billed { kind: ServerKind::SessionClosed, body: "usage", usages: &["usage"] };

/// Whether the first `type` of what begins as an object is a kind that is billed, whatever stands behind it.
///
/// For frames that cannot be decoded: money may be lost with them. Of a frame that can be, the decoder knows better.
///
/// ```
/// assert!(rtwire::meter::claims_to_be_billed(br#"{"event_id":"e","type":"response.done","response":{"id"#));
/// assert!(!rtwire::meter::claims_to_be_billed(br#"{"type":"response.created""#));
/// ```
pub fn claims_to_be_billed(frame: &[u8]) -> bool {
    let billed = [OF_RESPONSE, OF_TRANSCRIPTION, OF_TRANSLATION].map(|billed| billed.kind);
    first_type(frame).is_some_and(|kind| billed.iter().any(|billed| billed.as_str() == kind))
}

/// The first `type` at the top of what begins as an object, whatever stands behind it. None where it has an escape: no
/// type that is known needs one.
fn first_type(frame: &[u8]) -> Option<&str> {
    let mut rest = frame.trim_ascii_start().strip_prefix(b"{")?;
    let (mut depth, mut key) = (0_usize, None);
    loop {
        let (&byte, behind) = rest.split_first()?;
        rest = behind;
        match byte {
            b'"' => {
                let text = string(rest)?;
                rest = &rest[text.len() + 1..];
                if depth > 0 {
                    continue;
                }
                match key.take() {
                    Some(key) if key == Key::TYPE.name.as_bytes() => return std::str::from_utf8(text).ok(),
                    Some(_) => {}
                    None if rest.trim_ascii_start().first() == Some(&b':') => key = Some(text),
                    None => {}
                }
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.checked_sub(1)?,
            b',' if depth == 0 => key = None,
            _ => {}
        }
    }
}

/// The inside of the string that begins here, to its quote.
fn string(text: &[u8]) -> Option<&[u8]> {
    let mut at = 0;
    loop {
        match text.get(at)? {
            b'"' => return Some(&text[..at]),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::first_type;

    #[test]
    fn the_first_type_is_found_in_what_is_no_json() {
        for (frame, found) in [
            (&br#"{"type":"response.done","response":{"id""#[..], Some("response.done")),
            (br#" { "a" : [{"type":"x"}, "type"], "type" : "response.done" "#, Some("response.done")),
            (br#"{"event_id":"type","x":"\"type\":","type":"a","type":"b"}"#, Some("a")),
            (br#"{"x":"type":"a"}"#, None),
            (br#"{"type":7,"y":"z"}"#, None),
            (br#"{"type":"a"#, None),
            (br#"{"x":1}}"#, None),
            (br#""type":"a""#, None),
            (br#"{"type":"\"#, None),
            (b"", None),
            (b"{\"type\":\"\xff\"}", None),
        ] {
            assert_eq!(first_type(frame), found, "{}", String::from_utf8_lossy(frame));
        }
    }
}
