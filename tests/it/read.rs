//! What a frame reads as, said shortly.
//!
//! The views live in arenas that are never freed: a test that looks at one frame should not have to hold a decoder.

use bumpalo::Bump;
use rtwire::{ClientEvent, Decoder, Duplicates, Error, Event, Limits, Mismatch, ServerEvent};
use serde_json::Value;

/// The server's event in `frame`.
#[track_caller]
pub fn server(frame: impl AsRef<[u8]>) -> ServerEvent<'static> {
    Decoder::new().server_in(keep(frame), arena()).unwrap()
}

/// The client's event in `frame`.
#[track_caller]
pub fn client(frame: impl AsRef<[u8]>) -> ClientEvent<'static> {
    Decoder::new().client_in(keep(frame), arena()).unwrap()
}

/// The event of either side in `frame`, as `decoder` reads it.
pub fn any_by(decoder: &mut Decoder, frame: impl AsRef<[u8]>) -> Result<Event<'static>, Error> {
    decoder.any_in(keep(frame), arena())
}

/// What the view of `frame` serialises to.
#[track_caller]
pub fn back(frame: impl AsRef<[u8]>) -> Value {
    serde_json::to_value(any_by(&mut Decoder::new(), frame).unwrap()).unwrap()
}

/// The text that the view of `frame` serialises to.
#[track_caller]
pub fn back_text(frame: impl AsRef<[u8]>) -> String {
    serde_json::to_string(&any_by(&mut Decoder::new(), frame).unwrap()).unwrap()
}

/// Why `frame` is refused.
#[track_caller]
pub fn refused(frame: impl AsRef<[u8]>) -> Error {
    refused_by(Limits::default(), frame)
}

/// Why `frame` is refused within these limits.
#[track_caller]
pub fn refused_by(limits: Limits, frame: impl AsRef<[u8]>) -> Error {
    any_by(&mut Decoder::with_limits(limits), frame).unwrap_err()
}

/// Limits that refuse a known field of the wrong shape.
pub fn strict() -> Limits {
    let mut limits = Limits::default();
    limits.mismatch = Mismatch::Reject;
    limits
}

/// Limits that refuse a known key that is repeated.
pub fn unique() -> Limits {
    let mut limits = Limits::default();
    limits.duplicates = Duplicates::Reject;
    limits
}

/// The drift of one frame, each entry as `path | expected | found`.
#[track_caller]
pub fn drift(frame: impl AsRef<[u8]>) -> Vec<String> {
    let mut decoder = Decoder::new();
    any_by(&mut decoder, frame).unwrap();
    drift_of(&decoder)
}

/// The drift that `decoder` holds, each entry as `path | expected | found`.
pub fn drift_of(decoder: &Decoder) -> Vec<String> {
    let entries = decoder.drift().entries();
    entries.map(|entry| format!("{} | {} | {}", entry.path(), entry.expected(), entry.found())).collect()
}

fn keep(frame: impl AsRef<[u8]>) -> &'static [u8] {
    frame.as_ref().to_vec().leak()
}

fn arena() -> &'static Bump {
    Box::leak(Box::default())
}
