//! Two subscribers: one prints digests, one counts kinds.

use std::collections::HashMap;
use std::io::{self, Write};

use rtwire::OwnedEvent;
use rtwire::escape::Escaped;
use rtwire::meter::Usage;
use rtwire::owned::Kind;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// The next event; none when the session is over. What was missed is said and skipped.
pub(super) fn next(events: &mut Receiver<OwnedEvent>, out: &mut impl Write) -> io::Result<Option<OwnedEvent>> {
    loop {
        match events.blocking_recv() {
            Ok(event) => return Ok(Some(event)),
            Err(RecvError::Lagged(missed)) => writeln!(out, "{missed} events missed")?,
            Err(RecvError::Closed) => return Ok(None),
        }
    }
}

/// Prints of every event what its digest says.
pub(crate) fn print_digests(mut events: Receiver<OwnedEvent>, out: &mut impl Write) -> io::Result<()> {
    while let Some(event) = next(&mut events, out)? {
        let digest = event.digest();
        let status = digest.status.map_or("", |status| status.as_str());
        let (kind, id) = (name(digest.kind), Escaped::new(digest.response_id.as_str()));
        write!(out, "{kind} {id} {status}")?;
        match digest.usage {
            Some(Usage::Tokens(tokens)) => writeln!(out, " {tokens:?}")?,
            Some(Usage::Seconds(seconds)) => writeln!(out, " {seconds:?}")?,
            None => writeln!(out)?,
        }
    }
    Ok(())
}

/// Counts the kinds, and prints how many there were of each when the session is over.
pub(crate) fn count_kinds(mut events: Receiver<OwnedEvent>, out: &mut impl Write) -> io::Result<()> {
    let mut counts = HashMap::new();
    while let Some(event) = next(&mut events, out)? {
        *counts.entry(event.digest().kind).or_insert(0_u64) += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().map(|(kind, count)| (count, name(kind))).collect();
    counts.sort_unstable();
    counts.iter().rev().try_for_each(|(count, kind)| writeln!(out, "{count:>8} {kind}"))
}

/// Of a type that is not known this names none: there are as many as somebody likes to send.
fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Server(kind) => kind.as_str(),
        Kind::Client(kind) => kind.as_str(),
        _ => "(not known)",
    }
}
