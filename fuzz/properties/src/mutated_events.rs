//! Damaged events, and whether every reader says the same of them.

use std::cell::RefCell;

use bumpalo::Bump;
use rtwire::owned::OwnedEvent;
use rtwire::server::OwnedServerEvent;
use rtwire::testing::Direction;
use rtwire::{
    Category, ClientEvent, Decoder, Drift, DriftEntry, Duplicates, Error, ErrorKind, Event, Limits, Mismatch,
    ServerEvent,
};
use rtwire::{OwnedJson, client::OwnedClientEvent};
use serde_json::Value as Json;

use crate::damage::damage;
use crate::generator;
use crate::generator::bytes::Bytes;
use crate::lanes::lanes_agree;
use crate::reference::{self, Fault, Text};
use crate::tally;

/// What is kept between executions, for speed.
struct Bench {
    keeping: Decoder,
    strict: Decoder,
    owned: Decoder,
    frame: Vec<u8>,
    other: Vec<u8>,
    set: Vec<u8>,
    arena: Bump,
}

thread_local! {
    static BENCH: RefCell<Bench> = RefCell::new(Bench::new());
}

impl Bench {
    fn new() -> Self {
        let mut limits = Limits::default();
        limits.mismatch = Mismatch::Reject;
        Self {
            keeping: Decoder::new(),
            strict: Decoder::with_limits(limits),
            owned: Decoder::new(),
            frame: Vec::new(),
            other: Vec::new(),
            set: Vec::new(),
            arena: Bump::new(),
        }
    }
}

/// Whatever happened to an event, all readers agree on whether it is one, and where it is not on the place: the
/// decoder however strict, with and without an owner, the locator, the twins, the tree lane, serde_json, and a checker
/// of our own.
///
/// # Panics
/// If it is not so.
pub fn mutated_events(data: &[u8]) {
    BENCH.with_borrow_mut(|bench| bench.run(data));
}

impl Bench {
    fn run(&mut self, data: &[u8]) {
        let mut bytes = Bytes::new(data);
        let made = generator::event(&mut bytes, &mut self.frame);
        if bytes.one_in(8) {
            generator::event(&mut bytes, &mut self.other);
        }
        damage(&mut bytes, &mut self.frame, &self.other);
        let direction = if made.kind.server { Direction::Server } else { Direction::Client };
        match self.readers_agree(direction) {
            Ok(accepted) => tally::count(&made.kind.label, accepted),
            Err(what) => panic!("{what}\n{}", String::from_utf8_lossy(&self.frame)),
        }
    }

    fn readers_agree(&mut self, direction: Direction) -> Result<bool, String> {
        self.arena.reset();
        let (frame, arena) = (&*self.frame, &self.arena);
        let text = reference::read(frame, 128);

        self.keeping.clear_drift();
        let kept = self.keeping.any_in(frame, arena);
        as_due(&kept, due(frame, &text, Mismatch::Keep)).map_err(|what| format!("decoder: {what}"))?;
        self.strict.clear_drift();
        let strict = self.strict.any_in(frame, arena);
        as_due(&strict, due(frame, &text, Mismatch::Reject)).map_err(|what| format!("strict: {what}"))?;
        if strict.is_ok() != (kept.is_ok() && is_sound(self.keeping.drift())) {
            return Err(format!("strict: {strict:?}, but {:?}", self.keeping.drift()));
        }

        owner_agrees(&mut self.owned, frame, &kept)?;
        locator_agrees(frame, &text, &mut self.set, kept.is_ok())?;
        serde_agrees(frame, &text)?;
        if text.depth < 127 {
            let decoders = (&mut self.strict, &mut self.keeping);
            match direction {
                Direction::Client => client_twin_agrees(decoders, frame, arena, &text)?,
                _ => server_twin_agrees(decoders, frame, arena, &text)?,
            }
        }
        if let Ok(tree) = serde_json::from_slice::<OwnedJson>(frame)
            && !text.minus_zero
        {
            let policy = (Duplicates::Last, Mismatch::Keep);
            lanes_agree(&tree, frame, arena, Direction::Any, policy, kept.as_ref().ok(), self.keeping.drift())?;
        }
        Ok(kept.is_ok())
    }
}

/// What the decoder must say of a frame that is no JSON, or is JSON that it refuses; none where it is for the tables
/// to say.
fn due(frame: &[u8], text: &Text, mismatch: Mismatch) -> Option<(ErrorKind, usize)> {
    let utf8 = str::from_utf8(frame).err().map(|error| error.valid_up_to());
    match (utf8, text.fault) {
        (Some(offset), None) => return Some((ErrorKind::Utf8, offset)),
        (Some(offset), Some(fault)) if offset <= fault.offset() => return Some((ErrorKind::Utf8, offset)),
        (_, Some(Fault::Syntax(offset))) => return Some((ErrorKind::Syntax, offset)),
        (_, Some(Fault::TooDeep(offset))) => return Some((ErrorKind::TooDeep { limit: 128 }, offset)),
        (None, None) => {}
    }
    match (text.beyond, text.lone) {
        (Some(offset), _) => Some((ErrorKind::NumberRange, offset)),
        (None, Some(offset)) if mismatch == Mismatch::Reject => Some((ErrorKind::LoneSurrogate, offset)),
        _ => None,
    }
}

fn as_due(read: &Result<Event<'_>, Error>, due: Option<(ErrorKind, usize)>) -> Result<(), String> {
    let same = match (read, &due) {
        (Ok(_), None) => true,
        (Err(error), None) => error.category() == Category::Shape,
        (Err(error), Some((kind, offset))) => {
            std::mem::discriminant(error.kind()) == std::mem::discriminant(kind) && error.offset() == *offset
        }
        (Ok(_), Some(_)) => false,
    };
    if same { Ok(()) } else { Err(format!("{:?} instead of {due:?}", read.as_ref().map(Event::type_str))) }
}

/// Whether nothing was met that a strict decoder refuses.
fn is_sound(drift: &Drift) -> bool {
    drift.overflow() == 0 && drift.entries().all(|entry| matches!(entry.expected(), "nothing" | "known type"))
}

/// Whether what it tells of as of the wrong shape are elements alone.
fn is_kept(drift: &Drift) -> bool {
    let kept = |entry: &DriftEntry| entry.expected() == "object" && entry.path().ends_with("[]");
    drift.overflow() == 0
        && drift.entries().all(|entry| matches!(entry.expected(), "nothing" | "known type") || kept(entry))
}

fn owner_agrees(decoder: &mut Decoder, frame: &[u8], kept: &Result<Event<'_>, Error>) -> Result<(), String> {
    let owned = OwnedEvent::any(decoder, frame.to_vec());
    let same = match (&owned, kept) {
        (Ok(owned), Ok(event)) => owned.event() == *event,
        (Err(one), Err(other)) => {
            (one.category(), one.offset(), one.path()) == (other.category(), other.offset(), other.path())
        }
        _ => false,
    };
    if same { Ok(()) } else { Err(format!("owned: {owned:?}, decoder: {kept:?}")) }
}

/// The locator checks that a frame is JSON, not that it is UTF-8 or can be held.
fn locator_agrees(frame: &[u8], text: &Text, set: &mut Vec<u8>, accepted: bool) -> Result<(), String> {
    if matches!(text.fault, Some(Fault::TooDeep(_))) {
        return Ok(());
    }
    let located = rtwire::locate(frame, "type", Duplicates::Last);
    set.clear();
    let changed = rtwire::patch::set(frame, "x", b"1", set);
    let same = match (&located, &changed, text.fault) {
        (Ok(place), Ok(changed), None) => !accepted || *changed && place.is_some(),
        (Err(one), Err(other), Some(Fault::Syntax(offset))) => one.offset() == offset && other.offset() == offset,
        _ => false,
    };
    if same { Ok(()) } else { Err(format!("locate: {located:?}, set: {changed:?}, but {text:?}")) }
}

fn serde_agrees(frame: &[u8], text: &Text) -> Result<(), String> {
    let json = text.fault.is_none() && text.lone.is_none() && text.beyond.is_none();
    match serde_json::from_slice::<Json>(frame) {
        Ok(_) if json && str::from_utf8(frame).is_ok() => Ok(()),
        Err(_) if text.depth >= 127 => Ok(()),
        Err(error) => {
            let utf8 = str::from_utf8(frame).err().map(|error| error.valid_up_to());
            let fault = text.fault.map(Fault::offset).into_iter().chain(utf8).min();
            let Some(fault) = fault else {
                return if json { Err(format!("serde_json: {error}")) } else { Ok(()) };
            };
            // What serde_json refuses before, and we do not or later.
            let before = text.lone.into_iter().chain(text.beyond).any(|offset| offset < fault);
            let told = offset(frame, &error);
            let (start, end) = token(frame, fault);
            // It reads the four digits of an escape before it looks at them.
            if before || (start..=end + 4).contains(&told) {
                Ok(())
            } else {
                Err(format!("serde_json: {error}, which is {told}, not in {start}..={end} around {fault}"))
            }
        }
        Ok(_) => Err(format!("serde_json accepts, but {text:?}")),
    }
}

/// How many bytes serde_json had read when it met the error.
fn offset(frame: &[u8], error: &serde_json::Error) -> usize {
    let mut lines = frame.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::len);
    lines.by_ref().take(error.line() - 1).sum::<usize>() + error.column()
}

/// The token that the byte at `at` belongs to, in a frame that is sound before: a string, a number or a word, or the
/// byte alone.
fn token(frame: &[u8], at: usize) -> (usize, usize) {
    let mut start = None;
    let mut escaped = false;
    for (place, &byte) in frame[..at].iter().enumerate() {
        match (byte, start) {
            (b'"', None) => start = Some(place),
            (b'"', Some(_)) if !escaped => start = None,
            _ => {}
        }
        escaped = byte == b'\\' && !escaped && start.is_some();
    }
    if let Some(start) = start {
        let mut end = at;
        while end < frame.len() && (frame[end] != b'"' || escaped) {
            escaped = frame[end] == b'\\' && !escaped;
            end += 1;
        }
        return (start, (end + 1).min(frame.len()));
    }
    let part = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
    let start = at - frame[..at].iter().rev().take_while(|byte| part(byte)).count();
    let end = at + frame[at..].iter().take_while(|byte| part(byte)).count();
    (start, end)
}

macro_rules! twin_agrees {
    ($name:ident, $read:ident, $event:ident, $owned:ident) => {
        fn $name(
            (strict, keeping): (&mut Decoder, &mut Decoder),
            frame: &[u8],
            arena: &Bump,
            text: &Text,
        ) -> Result<(), String> {
            let strict = strict.$read(frame, arena);
            let twin = serde_json::from_slice::<$owned>(frame);
            let same = match (&strict, &twin) {
                // An unknown event's twin has its frame written anew.
                (Ok($event::Unknown { .. }), Ok($owned::Unknown { .. })) => true,
                (Ok(event), Ok(twin)) => text.minus_zero || event.to_owned() == *twin,
                (Err(_), Err(_)) => true,
                // Of what is no object an array may have kept it, and nothing else is let pass.
                (Err(_), Ok(twin)) => {
                    keeping.clear_drift();
                    let kept = keeping.$read(frame, arena).map(|event| event.to_owned());
                    is_kept(keeping.drift()) && kept.is_ok_and(|kept| text.minus_zero || kept == *twin)
                }
                _ => false,
            };
            if same { Ok(()) } else { Err(format!("strict: {strict:?}, twin: {twin:?}")) }
        }
    };
}

twin_agrees! { server_twin_agrees, server_in, ServerEvent, OwnedServerEvent }
twin_agrees! { client_twin_agrees, client_in, ClientEvent, OwnedClientEvent }

#[test]
fn readers_agree_on_damaged_events() {
    generator::tests::inputs(20_000).for_each(|input| mutated_events(&input));
}
