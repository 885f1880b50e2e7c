//! Any bytes, through every way in, within any limits.

use std::fmt::{self, Write};

use bumpalo::Bump;
use rtwire::client::OwnedClientEvent;
use rtwire::escape::is_unsafe;
use rtwire::server::OwnedServerEvent;
use rtwire::{Decoder, Digest, Error, Event, Limits, OwnedEvent};

use crate::limits::{limits, split};
use crate::tally::note;

/// Whatever the bytes are: no panic, the frame stays what it was, an error has its place in the frame and is short
/// when shown, and the decoder then decodes as a new one does.
///
/// # Panics
/// If it is not so.
pub fn any_bytes(data: &[u8]) {
    let ([way, sizes, memory, policy], rest) = split(data);
    let limits = limits([sizes, memory, policy]);
    let (read, text) = WAYS[usize::from(way & 15) % WAYS.len()];
    let (before, behind) = AROUND[usize::from(way >> 4) % AROUND.len()];
    let mut frame = [before.as_bytes(), rest, behind.as_bytes()].concat();
    if text {
        frame = String::from_utf8_lossy(&frame).into_owned().into_bytes();
    }
    // Exactly as large as it is, so that the address sanitizer sees a byte too many being read.
    let boxed = frame.clone().into_boxed_slice();
    let mut decoder = Decoder::with_limits(limits.clone());
    let outcome = read(&mut decoder, &boxed);
    assert_eq!(*boxed, *frame, "the frame was changed");
    if let Err(error) = &outcome {
        is_short_and_in_place(error, frame.len());
    }
    note(&outcome);
    is_as_new(decoder, limits);
}

type Outcome = Result<&'static str, Error>;
type Way = fn(&mut Decoder, &[u8]) -> Outcome;

/// The ways in, and whether they take text alone.
const WAYS: &[(Way, bool)] = &[
    (|decoder, frame| decoder.any(frame).map(|event| label(&event)), false),
    (|decoder, frame| decoder.server(frame).map(|event| label(&Event::Server(event))), false),
    (|decoder, frame| decoder.client(frame).map(|event| label(&Event::Client(event))), false),
    (
        |decoder, frame| {
            let text = str::from_utf8(frame).expect("made of text");
            decoder.server_str(text).map(|event| label(&Event::Server(event)))
        },
        true,
    ),
    (|decoder, frame| decoder.any_in(frame, &Bump::new()).map(|event| label(&event)), false),
    (|decoder, frame| decoder.server_in(frame, &Bump::new()).map(|event| label(&Event::Server(event))), false),
    (|decoder, frame| decoder.client_in(frame, &Bump::new()).map(|event| label(&Event::Client(event))), false),
    (|decoder, frame| OwnedEvent::any(decoder, frame.to_vec()).map(|owned| outlives(&owned, frame)), false),
    (|decoder, frame| OwnedEvent::server(decoder, frame.to_vec()).map(|owned| outlives(&owned, frame)), false),
    (|decoder, frame| OwnedEvent::client(decoder, frame.to_vec()).map(|owned| outlives(&owned, frame)), false),
    (|decoder, frame| decoder.any(frame).map(|event| same_as_twin(&event)), false),
    (|decoder, frame| decoder.any(frame).map(|event| shown(&event)), false),
    (
        |decoder, frame| {
            let event = decoder.any(frame)?;
            let digest = Digest::of(&event);
            assert!(event.response_id().is_none() || !digest.response_id.is_empty() || event.response_id() == Some(""));
            write!(Nowhere, "{digest:?}").expect("writes anything");
            Ok(label(&event))
        },
        false,
    ),
];

/// What may stand around the bytes, so that they are a value, members or a text of an event that is known.
const AROUND: &[(&str, &str)] = &[
    ("", ""),
    (r#"{"type":"response.done","response":"#, "}"),
    (r#"{"type":"response.done","response":{"#, "}}"),
    (r#"{"type":"session.update","session":"#, "}"),
    (r#"{"type":"session.update","session":{"#, "}}"),
    (r#"{"type":"session.updated","session":{"audio":{"input":"#, "}}}"),
    (r#"{"type":"conversation.item.create","item":"#, "}"),
    (r#"{"type":"conversation.item.done","item":{"type":"message","content":["#, "]}}"),
    (r#"{"type":"response.create","response":{"#, "}}"),
    (r#"{"type":"response.done","response":{"output":["#, "]}}"),
    (r#"{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":""#, "\"}"),
    (r#"{"type":"response.done","response":{"metadata":{"k":"#, "}}}"),
    (r#"{"type":"session.updated","session":{"tools":[{"type":"function","parameters":"#, "}]}}"),
    (r#"{"type":"conversation.item.input_audio_transcription.completed","content_index":0,"#, "}"),
    (r#"{"type":"error","error":"#, "}"),
    (r#"{"type":""#, "\"}"),
];

/// The kind of an event, by a text that outlives it.
pub(crate) fn label(event: &Event<'_>) -> &'static str {
    match event {
        Event::Server(event) => event.kind().map(|kind| kind.as_str()),
        Event::Client(event) => event.kind().map(|kind| kind.as_str()),
        _ => None,
    }
    .unwrap_or("unknown")
}

fn outlives(owned: &OwnedEvent, frame: &[u8]) -> &'static str {
    assert_eq!(owned.frame(), frame);
    let other = owned.clone();
    assert_eq!(other.event(), owned.event());
    assert_eq!(other.digest(), Digest::of(&owned.event()));
    label(&owned.event())
}

/// A twin says what its view says, as a value and as JSON.
fn same_as_twin(event: &Event<'_>) -> &'static str {
    let arena = Bump::new();
    let text = |text: serde_json::Result<Vec<u8>>| text.expect("events are written");
    match event {
        Event::Server(view) => {
            let twin = view.to_owned();
            assert_eq!(twin.view(&arena), *view);
            let text = [text(serde_json::to_vec(view)), text(serde_json::to_vec(&twin))];
            assert_eq!(text[0], text[1]);
            // Strictly read: what was borne once may be refused here, but nothing else is read.
            if let Ok(again) = serde_json::from_slice::<OwnedServerEvent>(&text[0]) {
                assert_eq!(again.view(&arena).type_str(), view.type_str());
            }
        }
        Event::Client(view) => {
            let twin = view.to_owned();
            assert_eq!(twin.view(&arena), *view);
            let text = [text(serde_json::to_vec(view)), text(serde_json::to_vec(&twin))];
            assert_eq!(text[0], text[1]);
            if let Ok(again) = serde_json::from_slice::<OwnedClientEvent>(&text[0]) {
                assert_eq!(again.view(&arena).type_str(), view.type_str());
            }
        }
        _ => {}
    }
    label(event)
}

fn shown(event: &Event<'_>) -> &'static str {
    write!(Nowhere, "{event:?}{event:#?}").expect("writes anything");
    serde_json::to_writer(std::io::sink(), event).expect("events are written");
    label(event)
}

/// Shows without keeping.
struct Nowhere;

impl Write for Nowhere {
    fn write_str(&mut self, _: &str) -> fmt::Result {
        Ok(())
    }
}

fn is_short_and_in_place(error: &Error, len: usize) {
    assert!(error.offset() <= len, "{error} of {len}");
    let text = error.to_string();
    assert!(text.len() <= 512, "{} bytes: {text}", text.len());
    assert!(!text.chars().any(is_unsafe), "{text:?}");
    assert!(error.path().len() <= 256, "{} bytes: {text}", error.path().len());
}

/// A frame of many sorts of values, with one field that no row names.
const KNOWN: &[u8] =
    br#"{"type":"response.done","event_id":"a\u00e9\n","response":{"id":"resp_1","usage":{"total_tokens":12},
    "output":[{"type":"message","content":[{"type":"text","text":"x\"y"},{"type":"new","x":[1.5,null]}]}],"mood":{}}}"#;

/// Whether a decoder, after what it went through, reads a frame as a new one does.
fn is_as_new(mut decoder: Decoder, limits: Limits) {
    let mut new = Decoder::with_limits(limits);
    let before = met(&decoder);
    match (decoder.any(KNOWN), new.any(KNOWN)) {
        (Ok(event), Ok(expected)) => assert_eq!(event, expected),
        (Err(error), Err(expected)) => assert_eq!(error.to_string(), expected.to_string()),
        (read, expected) => panic!("{read:?} instead of {expected:?}"),
    }
    assert_eq!(met(&decoder) - before, met(&new), "{:?} instead of {:?}", decoder.drift(), new.drift());
}

/// How much drift was met, entry by entry or beyond them.
fn met(decoder: &Decoder) -> u64 {
    let drift = decoder.drift();
    assert!(drift.entries().len() <= decoder.limits().drift_entries);
    drift.overflow() + drift.entries().map(|entry| entry.events()).sum::<u64>()
}
