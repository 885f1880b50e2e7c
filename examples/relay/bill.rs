//! A third subscriber: one meter a session, which prints what the session cost as soon as the wire says it.

use std::io::{self, Write};

use rtwire::OwnedEvent;
use rtwire::escape::Escaped;
use rtwire::meter::{CloseReason, Record, SessionKey, SessionMeter};
use tokio::sync::broadcast::Receiver;

use super::subscribe::next;

/// Prints a record of whatever is billed, once, and at the end what of it was begun and never settled.
///
/// A subscriber that is too slow misses events, and this one would bill too little: where it must not, meter where the
/// frames are decoded, or make the channel as long as the session. There the decoder's report also tells what of a usage had
/// a wrong shape, which is merely absent from an owned event.
pub(crate) fn print_records(session: &str, mut events: Receiver<OwnedEvent>, out: &mut impl Write) -> io::Result<()> {
    let mut meter = SessionMeter::new(SessionKey::new(session));
    while let Some(event) = next(&mut events, out)? {
        if let Some(record) = meter.observe(&event.event()) {
            print(&record, out)?;
        }
    }
    meter.close(CloseReason::Connection).try_for_each(|record| print(&record, out))
}

/// A line a record: the key under which a sink keeps it, so that none is billed twice, and what it says.
fn print(record: &Record, out: &mut impl Write) -> io::Result<()> {
    let Record { kind, certainty, usage, .. } = record;
    let model = record.model.as_ref().map_or("", |model| model.as_str());
    let (id, model) = (Escaped::new(record.id.as_str()), Escaped::new(model));
    writeln!(out, "{} {kind:?} {id} {certainty:?} {model} {usage:?}", record.key())
}
