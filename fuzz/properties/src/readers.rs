//! Whatever reads a frame, and what each says of it. All must say the same.

use std::cell::RefCell;

use bumpalo::Bump;
use rtwire::testing::{Direction, Lane, lane, read_tree};
use rtwire::{ClientEvent, Decoder, Drift, Error, Event, Limits, OwnedEvent, OwnedJson, ServerEvent};

use crate::reference;

/// What a reader says of a frame.
#[derive(Debug)]
pub(crate) enum Verdict {
    Accepted(Said),
    Refused(Refusal),
    /// The reader leaves it to others.
    Declined,
}

/// What a reader says of an event. None of what it does not look at.
#[derive(Debug, Default)]
pub(crate) struct Said {
    pub(crate) kind: String,
    /// The event as JSON; an unknown one's frame.
    pub(crate) event: Option<Vec<u8>>,
    /// The drift report, sorted.
    pub(crate) drift: Option<Vec<Noted>>,
}

/// An entry of the drift report.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Noted {
    pub(crate) path: String,
    pub(crate) expected: String,
    pub(crate) found: String,
}

/// Why and where a reader refuses a frame. None of what it does not tell.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) error: Option<Error>,
}

type Reader = fn(&[u8], &Limits) -> Verdict;

/// Every reader. The first is the authority; each of the others is held to it. A further one is a line here.
pub(crate) const READERS: &[(&str, Reader)] = &[
    ("decoder", |frame, limits| with(limits, |decoder| said(decoder.any(frame)))),
    ("own arena", |frame, limits| with(limits, |decoder| said(decoder.any_in(frame, &Bump::new())))),
    ("kept", |frame, limits| with(limits, |decoder| kept(OwnedEvent::any(decoder, frame.to_vec())))),
    ("tape lane", tape_lane),
    ("one direction", |frame, limits| with(limits, |decoder| one_direction(decoder, frame))),
    ("tree lane", tree_lane),
];

/// What all say of `frame`.
///
/// # Panics
/// If one says something else than the first.
pub(crate) fn agreed(frame: &[u8], limits: &Limits) -> Verdict {
    let [(_, authority), others @ ..] = READERS else { unreachable!("there are readers") };
    let verdict = authority(frame, limits);
    for (name, reader) in others {
        let other = reader(frame, limits);
        assert!(agree(&verdict, &other), "{name}: {other:?}\ninstead of {verdict:?}\nof {}", frame.escape_ascii());
    }
    verdict
}

fn agree(one: &Verdict, other: &Verdict) -> bool {
    fn same<T>(one: &Option<T>, other: &Option<T>, same: impl FnOnce(&T, &T) -> bool) -> bool {
        one.as_ref().zip(other.as_ref()).is_none_or(|(one, other)| same(one, other))
    }
    match (one, other) {
        (_, Verdict::Declined) => true,
        (Verdict::Accepted(one), Verdict::Accepted(other)) => {
            one.kind == other.kind
                && same(&one.event, &other.event, PartialEq::eq)
                && same(&one.drift, &other.drift, PartialEq::eq)
        }
        (Verdict::Refused(one), Verdict::Refused(other)) => same(&one.error, &other.error, |one, other| {
            (one.category(), one.offset(), one.path()) == (other.category(), other.offset(), other.path())
        }),
        _ => false,
    }
}

/// Lends the decoder that is kept for `limits`, its report empty. One for all readers: none may leave anything behind.
fn with(limits: &Limits, read: impl FnOnce(&mut Decoder) -> Verdict) -> Verdict {
    thread_local! {
        static DECODER: RefCell<Decoder> = RefCell::new(Decoder::new());
    }
    DECODER.with_borrow_mut(|decoder| {
        if decoder.limits() != limits {
            *decoder = Decoder::with_limits(limits.clone());
        }
        decoder.clear_drift();
        let mut verdict = read(decoder);
        if let Verdict::Accepted(said) = &mut verdict {
            said.drift = Some(noted(decoder.drift()));
        }
        verdict
    })
}

fn said(read: Result<Event<'_>, Error>) -> Verdict {
    match read {
        Ok(event) => Verdict::Accepted(Said {
            kind: event.type_str().to_owned(),
            event: Some(
                unknown(&event).map_or_else(|| serde_json::to_vec(&event).expect("events are written"), <[u8]>::to_vec),
            ),
            drift: None,
        }),
        Err(error) => Verdict::Refused(Refusal { error: Some(error) }),
    }
}

fn kept(read: Result<OwnedEvent, Error>) -> Verdict {
    match read {
        Ok(owned) => said(Ok(owned.event())),
        Err(error) => said(Err(error)),
    }
}

/// Without the direct lane, which answers first where it can.
fn tape_lane(frame: &[u8], limits: &Limits) -> Verdict {
    with(limits, |decoder| {
        lane(decoder, Lane::Tape);
        let verdict = said(decoder.any(frame));
        lane(decoder, Lane::Both);
        verdict
    })
}

/// By the server's tables, and where those do not name the type by the client's.
fn one_direction(decoder: &mut Decoder, frame: &[u8]) -> Verdict {
    match decoder.server(frame) {
        Ok(ServerEvent::Unknown { .. }) => {}
        Ok(event) => return said(Ok(Event::Server(event))),
        // A frame with a type of the server's own, or no frame for anybody.
        Err(error) => return said(Err(error)),
    }
    decoder.clear_drift();
    said(decoder.client(frame).map(Event::Client))
}

/// The frame of an event of a type that no table names.
fn unknown<'a>(event: &Event<'a>) -> Option<&'a [u8]> {
    match *event {
        Event::Server(ServerEvent::Unknown { raw, .. })
        | Event::Client(ClientEvent::Unknown { raw, .. })
        | Event::Unknown { raw, .. } => Some(raw),
        _ => None,
    }
}

/// Over what serde_json reads, where that is what the tape holds.
fn tree_lane(frame: &[u8], limits: &Limits) -> Verdict {
    let text = reference::read_within(frame, limits.max_depth.min(126), limits.max_nodes);
    // `-0` is a float to serde_json and an integer to the tape.
    if text.fault.is_some() || text.minus_zero || text.crowded.is_some() || frame.len() > limits.max_frame_bytes {
        return Verdict::Declined;
    }
    let Ok(tree) = serde_json::from_slice::<OwnedJson>(frame) else { return Verdict::Declined };
    let policy = (limits.duplicates, limits.mismatch);
    read_tree(&tree, frame, &Bump::new(), Direction::Any, policy, |event, drift| match event {
        Some(event) => {
            let mut verdict = said(Ok(event));
            if let Verdict::Accepted(said) = &mut verdict {
                said.drift = (drift.overflow() == 0).then(|| noted(drift));
            }
            verdict
        }
        None => Verdict::Refused(Refusal { error: None }),
    })
}

fn noted(drift: &Drift) -> Vec<Noted> {
    assert!(drift.overflow() == 0, "{drift:?}");
    let entries = drift.entries().map(|entry| Noted {
        path: entry.path().to_owned(),
        expected: entry.expected().to_owned(),
        found: entry.found().to_owned(),
    });
    let mut entries: Vec<_> = entries.collect();
    entries.sort_unstable();
    entries
}
