//! [`Decoder`]: one frame in, one view out.

use std::cell::RefCell;

use bumpalo::Bump;

use crate::drift::{Drift, Path};
use crate::error::{Error, ErrorKind, Result};
use crate::lane::tape::{Refused, Scratch, TapeSource, Why};
use crate::locate::{self, FaultKind};
use crate::wire::{Field, Source, Tag, named};
use crate::{ClientEvent, ClientKind, ServerEvent, ServerKind};

/// What a decoder allows and how it decides what JSON leaves open.
///
/// ```
/// use rtwire::{Decoder, Duplicates, Limits};
///
/// let mut limits = Limits::default();
/// limits.max_frame_bytes = 1 << 20;
/// limits.duplicates = Duplicates::Reject;
/// let decoder = Decoder::with_limits(limits);
/// # drop(decoder);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The longest frame, in bytes. 24 MiB: the largest legal audio append is 20 MiB of base64.
    pub max_frame_bytes: usize,
    /// How deep containers nest; the outermost object has depth 1. 128; values above 1,024 count as 1,024.
    pub max_depth: usize,
    /// How many values and keys a frame has. 262,144.
    pub max_nodes: usize,
    /// Scratch memory above this many bytes is given back at the next call. 2 MiB.
    pub retain_bytes: usize,
    /// How many entries the drift report has. 256.
    pub drift_entries: usize,
    /// What a repeated key means.
    pub duplicates: Duplicates,
    /// What a known field of the wrong shape means.
    pub mismatch: Mismatch,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_frame_bytes: 24 << 20,
            max_depth: 128,
            max_nodes: 262_144,
            retain_bytes: 2 << 20,
            drift_entries: 256,
            duplicates: Duplicates::Last,
            mismatch: Mismatch::Keep,
        }
    }
}

/// The deepest nesting that can be allowed: open values are read by recursion.
const DEEPEST: usize = 1024;

/// What a known key that stands twice in an object means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Duplicates {
    /// The last one counts, as in `JSON.parse`.
    #[default]
    Last,
    /// The frame is refused.
    Reject,
}

/// What a known field of the wrong shape means, where the event has a meaning without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Mismatch {
    /// It reads as absent and is noted as drift.
    #[default]
    Keep,
    /// The frame is refused; half a surrogate pair, too.
    Reject,
}

/// An event of either direction, for logs that do not say which.
#[derive(Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Event<'a> {
    /// From the server.
    Server(ServerEvent<'a>),
    /// From the client.
    Client(ClientEvent<'a>),
    /// Of a type that neither direction names.
    Unknown {
        /// The `type` as sent.
        kind: &'a str,
        /// The whole frame as it came.
        raw: &'a [u8],
    },
}

impl<'a> Event<'a> {
    /// The `type` on the wire, named here or not.
    pub const fn type_str(&self) -> &'a str {
        match *self {
            Self::Server(event) => event.type_str(),
            Self::Client(event) => event.type_str(),
            Self::Unknown { kind, .. } => kind,
        }
    }
}

impl std::fmt::Debug for Event<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {
            Self::Server(event) => event.fmt(f),
            Self::Client(event) => event.fmt(f),
            Self::Unknown { kind, raw } => ServerEvent::Unknown { kind, raw }.fmt(f),
        }
    }
}

impl serde::Serialize for Event<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match *self {
            Self::Server(event) => event.serialize(serializer),
            Self::Client(event) => event.serialize(serializer),
            Self::Unknown { kind, raw } => ServerEvent::Unknown { kind, raw }.serialize(serializer),
        }
    }
}

/// Decodes frames, one at a time.
///
/// A decoder keeps nothing between frames but scratch memory and the [drift report](Self::drift), both bounded by
/// its [`Limits`]. Use one a thread, not one a connection: [`with_decoder`].
///
/// ```
/// use rtwire::{Decoder, ServerEvent};
///
/// let mut decoder = Decoder::new();
/// let frame = br#"{"type":"response.text.delta","event_id":"event_1","response_id":"resp_1",
///     "item_id":"item_1","output_index":0,"content_index":0,"delta":"Hi"}"#;
/// match decoder.server(frame)? {
///     ServerEvent::ResponseTextDelta(event) => assert_eq!(event.delta, "Hi"),
///     event => panic!("{event:?}"),
/// }
/// # Ok::<(), rtwire::Error>(())
/// ```
pub struct Decoder {
    arena: Bump,
    core: Core,
}

/// All of a decoder but its arena, so that a view can borrow the arena while the rest is worked with.
struct Core {
    limits: Limits,
    scratch: Scratch,
    drift: Drift,
}

impl Default for Decoder {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Decoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decoder").field("limits", &self.core.limits).finish_non_exhaustive()
    }
}

impl Decoder {
    /// A decoder with the default [`Limits`].
    pub fn new() -> Self {
        Self::with_limits(Limits::default())
    }

    /// A decoder with these limits.
    pub fn with_limits(limits: Limits) -> Self {
        let scratch = Scratch::new(limits.max_depth.min(DEEPEST));
        let drift = Drift::new(limits.drift_entries);
        Self { arena: Bump::new(), core: Core { limits, scratch, drift } }
    }

    /// The limits it was made with.
    pub fn limits(&self) -> &Limits {
        &self.core.limits
    }

    /// What the accepted events had that the tables do not name.
    pub fn drift(&self) -> &Drift {
        &self.core.drift
    }

    /// Forgets the drift so far.
    pub fn clear_drift(&mut self) {
        self.core.drift.clear();
    }

    /// Decodes an event that a server sent. The frame is not modified, so it can be forwarded as it came.
    ///
    /// # Errors
    /// [`Category::Syntax`](crate::Category) and `Utf8` if the frame is not one JSON text; `Shape` if that is no
    /// object with a `type`, or lacks a field without which the event has no meaning; `Limit` beyond the [`Limits`].
    /// An unknown `type` is no error: see [`ServerEvent::Unknown`].
    pub fn server<'a>(&'a mut self, frame: &'a [u8]) -> Result<ServerEvent<'a>> {
        self.renew();
        self.core.decode(frame, &self.arena)
    }

    /// The same for text that a WebSocket library has checked.
    ///
    /// # Errors
    /// As [`server`](Self::server), but never `Utf8`.
    pub fn server_str<'a>(&'a mut self, frame: &'a str) -> Result<ServerEvent<'a>> {
        self.server(frame.as_bytes())
    }

    /// Decodes an event that a client sent.
    ///
    /// # Errors
    /// As [`server`](Self::server).
    pub fn client<'a>(&'a mut self, frame: &'a [u8]) -> Result<ClientEvent<'a>> {
        self.renew();
        self.core.decode(frame, &self.arena)
    }

    /// Decodes an event of either direction, told by its type alone: for logs, not for a gateway, which knows.
    ///
    /// # Errors
    /// As [`server`](Self::server).
    pub fn any<'a>(&'a mut self, frame: &'a [u8]) -> Result<Event<'a>> {
        self.renew();
        self.core.decode(frame, &self.arena)
    }

    /// [`server`](Self::server) into the caller's arena, so that many events live together. The arena grows until
    /// the caller resets it.
    ///
    /// # Errors
    /// As [`server`](Self::server).
    pub fn server_in<'a>(&mut self, frame: &'a [u8], arena: &'a Bump) -> Result<ServerEvent<'a>> {
        self.renew();
        self.core.decode(frame, arena)
    }

    /// [`client`](Self::client) into the caller's arena.
    ///
    /// # Errors
    /// As [`server`](Self::server).
    pub fn client_in<'a>(&mut self, frame: &'a [u8], arena: &'a Bump) -> Result<ClientEvent<'a>> {
        self.renew();
        self.core.decode(frame, arena)
    }

    /// [`any`](Self::any) into the caller's arena.
    ///
    /// # Errors
    /// As [`server`](Self::server).
    pub fn any_in<'a>(&mut self, frame: &'a [u8], arena: &'a Bump) -> Result<Event<'a>> {
        self.renew();
        self.core.decode(frame, arena)
    }

    /// Empties the arena, and gives memory back that a rare large frame took.
    fn renew(&mut self) {
        self.arena.reset();
        if self.arena.allocated_bytes() + self.core.scratch.bytes() > self.core.limits.retain_bytes {
            self.arena = Bump::new();
            self.core.scratch.shrink();
        }
    }
}

impl Core {
    fn decode<'a, E: Root<'a>>(&mut self, frame: &'a [u8], arena: &'a Bump) -> Result<E> {
        self.drift.begin();
        self.admit(frame)?;
        let event = match self.read(frame, arena) {
            Some(Ok(event)) => event,
            Some(Err(refused)) => return Err(refusal(frame, refused)),
            None => self.salvage(frame, arena)?,
        };
        self.drift.commit();
        Ok(event)
    }

    /// Refuses what is too much before memory is spent on it.
    fn admit(&self, frame: &[u8]) -> Result<()> {
        let Limits { max_frame_bytes, max_nodes, .. } = self.limits;
        if frame.len() > max_frame_bytes {
            let kind = ErrorKind::TooLong { limit: max_frame_bytes };
            return Err(Error::new(kind, max_frame_bytes, String::new()));
        }
        // A node takes two bytes, itself and what parts it from the next; so most frames need no count.
        if frame.len().div_ceil(2) <= max_nodes || locate::few_nodes(frame, max_nodes) {
            return Ok(());
        }
        self.check(frame).map(drop)
    }

    /// Reads the frame from a tape; none where simd-json refuses it.
    fn read<'a, E: Root<'a>>(&mut self, frame: &'a [u8], arena: &'a Bump) -> Option<std::result::Result<E, Refused>> {
        self.read_copy(frame, frame, arena)
    }

    /// Reads `text`, which stands for `frame`.
    fn read_copy<'a, E: Root<'a>>(
        &mut self,
        text: &[u8],
        frame: &'a [u8],
        arena: &'a Bump,
    ) -> Option<std::result::Result<E, Refused>> {
        let Self { limits, scratch, drift } = self;
        scratch.parse(text, arena, |nodes| {
            let mut source = TapeSource::new(nodes, arena, drift, limits.duplicates, limits.mismatch);
            let mut event = E::EMPTY;
            root(&mut source, frame, &mut event)?;
            Ok(event)
        })
    }

    /// What simd-json refuses although it is JSON: a string in which half of a surrogate pair is missing, as relays
    /// write it that cut a text inside an emoji. The half becomes U+FFFD, noted as drift.
    #[cold]
    fn salvage<'a, E: Root<'a>>(&mut self, frame: &'a [u8], arena: &'a Bump) -> Result<E> {
        let checked = self.check(frame)?;
        if let Some(offset) = checked.beyond_f64 {
            return Err(Error::new(ErrorKind::NumberRange, offset, locate::path_at(frame, offset)));
        }
        let Some(&first) = checked.lone_surrogates.first() else {
            // Both readers know the same grammar, which fuzzing holds them to.
            return Err(Error::new(ErrorKind::Syntax, 0, String::new()));
        };
        if self.limits.mismatch == Mismatch::Reject {
            return Err(Error::new(ErrorKind::LoneSurrogate, first, locate::path_at(frame, first)));
        }
        let mut mended = frame.to_vec();
        for &offset in &checked.lone_surrogates {
            mended[offset..offset + 6].copy_from_slice(br"\ufffd");
        }
        let event: E = match self.read_copy(&mended, frame, arena) {
            Some(read) => read.map_err(|refused| refusal(frame, refused))?,
            None => return Err(Error::new(ErrorKind::Syntax, 0, String::new())),
        };
        let path = Path::new(event.kind_str());
        for place in locate::paths_of(frame, &checked.lone_surrogates, self.limits.drift_entries) {
            // Nothing below what is kept whole is a field of anybody's.
            let unnamed =
                self.drift.unnamed_above(&path.text(Some(&place))).map(|above| above.len() - path.text(None).len());
            let end = unnamed.unwrap_or_else(|| named(event.fields(), &place));
            self.drift.stage(&path, Some(&place[..end]), "surrogate pair", "half of one");
        }
        Ok(event)
    }

    /// The cold second pass, which knows what is wrong and where.
    #[cold]
    fn check(&self, frame: &[u8]) -> Result<locate::Checked> {
        let Limits { max_depth, max_nodes, .. } = self.limits;
        let max_depth = max_depth.min(DEEPEST);
        locate::check(frame, max_depth, max_nodes).map_err(|fault| {
            let kind = match fault.kind {
                FaultKind::Syntax => ErrorKind::Syntax,
                FaultKind::Utf8 => ErrorKind::Utf8,
                FaultKind::TooDeep => ErrorKind::TooDeep { limit: max_depth },
                FaultKind::TooManyNodes => ErrorKind::TooManyNodes { limit: max_nodes },
            };
            Error::new(kind, fault.offset, locate::path_at(frame, fault.offset))
        })
    }
}

/// Names the place of what the tape lane refused.
#[cold]
fn refusal(frame: &[u8], refused: Refused) -> Error {
    let (offset, path) =
        locate::node(frame, refused.node).map_or((0, String::new()), |place| (place.range.start, place.path));
    let kind = match refused.why {
        Why::Expected { expected, found } => ErrorKind::Expected { expected, found: found.as_str() },
        Why::Missing(field) => ErrorKind::Missing(field),
        Why::Repeated => ErrorKind::Repeated,
    };
    Error::new(kind, offset, path)
}

/// Reads a frame's one value.
pub(crate) fn root<'a, S: Source<'a>, E: Root<'a>>(
    source: &mut S,
    frame: &'a [u8],
    slot: &mut E,
) -> std::result::Result<(), S::Error> {
    match source.tag()? {
        Tag::Text(kind) => E::read(source, kind, frame, slot),
        Tag::Absent | Tag::Odd => Err(source.untyped()),
    }
}

/// What a frame decodes to.
pub(crate) trait Root<'a>: Sized {
    const EMPTY: Self;

    fn read<S: Source<'a>>(
        source: &mut S,
        kind: &'a str,
        raw: &'a [u8],
        slot: &mut Self,
    ) -> std::result::Result<(), S::Error>;

    /// The event's type, for a path; one text for all unknown ones.
    fn kind_str(&self) -> &'static str;

    /// The event's fields; none of an unknown one.
    fn fields(&self) -> &'static [Field];
}

/// Both directions are read alike; only the tables differ.
macro_rules! root {
    ($event:ident, $kind:ident) => {
        impl<'a> Root<'a> for $event<'a> {
            const EMPTY: Self = Self::Unknown { kind: "", raw: &[] };

            fn read<S: Source<'a>>(
                source: &mut S,
                kind: &'a str,
                raw: &'a [u8],
                slot: &mut Self,
            ) -> std::result::Result<(), S::Error> {
                let Some(known) = $kind::from_wire(kind) else {
                    *slot = Self::Unknown { kind, raw };
                    return Ok(());
                };
                source.begin(known.as_str());
                Self::read(source, known, slot)
            }

            fn kind_str(&self) -> &'static str {
                self.kind().map_or(UNKNOWN, $kind::as_str)
            }

            fn fields(&self) -> &'static [Field] {
                self.kind().map_or(&[], $kind::fields)
            }
        }
    };
}

root! { ServerEvent, ServerKind }
root! { ClientEvent, ClientKind }

/// What stands in a drift path for the type of an unknown event.
const UNKNOWN: &str = "unknown event";

impl<'a> Root<'a> for Event<'a> {
    const EMPTY: Self = Self::Unknown { kind: "", raw: &[] };

    fn read<S: Source<'a>>(
        source: &mut S,
        kind: &'a str,
        raw: &'a [u8],
        slot: &mut Self,
    ) -> std::result::Result<(), S::Error> {
        if ServerKind::from_wire(kind).is_some() {
            let mut event = ServerEvent::EMPTY;
            Root::read(source, kind, raw, &mut event)?;
            *slot = Self::Server(event);
        } else if ClientKind::from_wire(kind).is_some() {
            let mut event = ClientEvent::EMPTY;
            Root::read(source, kind, raw, &mut event)?;
            *slot = Self::Client(event);
        } else {
            *slot = Self::Unknown { kind, raw };
        }
        Ok(())
    }

    fn kind_str(&self) -> &'static str {
        match self {
            Self::Server(event) => event.kind_str(),
            Self::Client(event) => event.kind_str(),
            Self::Unknown { .. } => UNKNOWN,
        }
    }

    fn fields(&self) -> &'static [Field] {
        match self {
            Self::Server(event) => event.fields(),
            Self::Client(event) => event.fields(),
            Self::Unknown { .. } => &[],
        }
    }
}

/// Lends the thread's own decoder, with default limits, so that a gateway holds one a thread and not one a
/// connection. A decoder asked for while this thread's is lent is a new one.
///
/// ```
/// let frame = br#"{"type":"input_audio_buffer.cleared","event_id":"event_1"}"#;
/// let kind = rtwire::with_decoder(|decoder| decoder.server(frame).map(|event| event.kind()))?;
/// assert_eq!(kind, Some(rtwire::ServerKind::InputAudioBufferCleared));
/// # Ok::<(), rtwire::Error>(())
/// ```
pub fn with_decoder<T>(work: impl FnOnce(&mut Decoder) -> T) -> T {
    thread_local! {
        static DECODER: RefCell<Decoder> = RefCell::new(Decoder::new());
    }
    DECODER.with(|decoder| match decoder.try_borrow_mut() {
        Ok(mut decoder) => work(&mut decoder),
        Err(_) => work(&mut Decoder::new()),
    })
}
