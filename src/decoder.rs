//! [`Decoder`]: one frame in, one view out.

use std::cell::Cell;

use bumpalo::Bump;

use crate::drift::{Drift, Path, STEPS};
use crate::error::{Error, ErrorKind, Result};
use crate::lane::direct;
use crate::lane::tape::{Node, Refused, Scratch, TapeSource, Why};
use crate::limits::{DEEPEST, Limits};
use crate::locate;
use crate::poison;
use crate::scan::{Filled, Frame, Kernels, Room, made};
#[cfg(feature = "testing")]
use crate::testing::Lane;
use crate::wire::{Root, key, named, root};
use crate::{ClientEvent, Event, Mismatch, ServerEvent};

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
    /// What of the arena is not free while nothing is in it.
    taken: usize,
    core: Core,
}

/// All of a decoder but its arena, so that a view can borrow the arena while the rest is worked with.
struct Core {
    limits: Limits,
    /// The longest frame that needs no further look at the limits.
    admitted: usize,
    /// How deep containers may nest: the limit, or what every reader bears.
    max_depth: usize,
    kernels: &'static Kernels,
    scratch: Scratch,
    path: Path,
    drift: Drift,
    declined: u64,
    /// Whether the tape lane was asked since memory was last looked at.
    tape_used: bool,
    #[cfg(feature = "testing")]
    lane: Lane,
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
        let max_depth = limits.max_depth.min(DEEPEST);
        let scratch = Scratch::new(max_depth);
        let drift = Drift::new(limits.drift_entries);
        let path = Path::new(const { &key!("") });
        // A node takes two bytes, itself and what parts it from the next; so most frames need no count.
        let admitted = limits.max_frame_bytes.min(limits.max_nodes.saturating_mul(2));
        let core = Core {
            limits,
            admitted,
            max_depth,
            kernels: Kernels::best(),
            scratch,
            path,
            drift,
            declined: 0,
            tape_used: false,
            #[cfg(feature = "testing")]
            lane: Lane::Both,
        };
        Self { arena: Bump::new(), taken: 0, core }
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

    /// How many frames the direct lane was not sure of, so that the tape lane decided, at four to eleven times the cost
    /// where members are in the servers' order. Those that were refused are among them, but for what is too long or has too
    /// many values; and of the accepted ones those
    ///
    /// - of less than 32 bytes, or with two blanks or more before the first brace;
    /// - with white space that begins behind the first value;
    /// - with a repeated key, or a known field of another shape;
    /// - with half a surrogate pair, or a number in unusual form or of more than 18 digits;
    /// - with arrays of more than 32 large elements, such as items, parts and tools, that take more than 64 KiB and 16 times
    ///   the frame's bytes: of elements that are all but empty;
    /// - with an object whose `type` is no string, or is long, not ASCII or written with escapes, or stands behind such a
    ///   key, and with an unknown object or event that has such a key;
    /// - with a session that begins as the beta's do and has a `type` or `audio` after all.
    ///
    /// Where [`max_depth`](Limits::max_depth) is less than 18, all are.
    pub fn declined(&self) -> u64 {
        self.core.declined
    }

    /// Decodes an event that a server sent. The frame is not modified, so it can be forwarded as it came.
    ///
    /// # Errors
    /// [`Category::Syntax`](crate::Category) and `Utf8` if the frame is not one JSON text, or has a number beyond a double;
    /// `Shape` if that is no object with a `type`, or lacks a field without which the event has no meaning; `Limit` beyond
    /// the [`Limits`]. [`Mismatch::Reject`] and [`Duplicates::Reject`](crate::Duplicates) refuse more.
    /// An unknown `type` is no error: see [`ServerEvent::Unknown`].
    pub fn server<'a>(&'a mut self, frame: &'a [u8]) -> Result<ServerEvent<'a>> {
        self.renew();
        self.core.decode(Frame::Bytes(frame), &self.arena)
    }

    /// The same for text that a WebSocket library has checked.
    ///
    /// # Errors
    /// As [`server`](Self::server), but never `Utf8`.
    pub fn server_str<'a>(&'a mut self, frame: &'a str) -> Result<ServerEvent<'a>> {
        self.renew();
        self.core.decode(Frame::Text(frame), &self.arena)
    }

    /// Decodes an event that a client sent.
    ///
    /// # Errors
    /// As [`server`](Self::server).
    pub fn client<'a>(&'a mut self, frame: &'a [u8]) -> Result<ClientEvent<'a>> {
        self.renew();
        self.core.decode(Frame::Bytes(frame), &self.arena)
    }

    /// Decodes an event of either direction, told by its type alone: for logs, not for a gateway, which knows.
    ///
    /// # Errors
    /// As [`server`](Self::server).
    pub fn any<'a>(&'a mut self, frame: &'a [u8]) -> Result<Event<'a>> {
        self.renew();
        self.core.decode(Frame::Bytes(frame), &self.arena)
    }

    /// [`server`](Self::server) into the caller's arena, so that many events live together. The arena grows until
    /// the caller resets it.
    ///
    /// # Panics
    /// If the arena has an allocation limit, and the event wants more: bound frames instead.
    ///
    /// # Errors
    /// As [`server`](Self::server).
    pub fn server_in<'a>(&mut self, frame: &'a [u8], arena: &'a Bump) -> Result<ServerEvent<'a>> {
        self.renew();
        self.core.decode(Frame::Bytes(frame), arena)
    }

    /// [`client`](Self::client) into the caller's arena.
    ///
    /// # Panics
    /// As [`server_in`](Self::server_in).
    ///
    /// # Errors
    /// As [`server`](Self::server).
    pub fn client_in<'a>(&mut self, frame: &'a [u8], arena: &'a Bump) -> Result<ClientEvent<'a>> {
        self.renew();
        self.core.decode(Frame::Bytes(frame), arena)
    }

    /// [`any`](Self::any) into the caller's arena.
    ///
    /// # Panics
    /// As [`server_in`](Self::server_in).
    ///
    /// # Errors
    /// As [`server`](Self::server).
    pub fn any_in<'a>(&mut self, frame: &'a [u8], arena: &'a Bump) -> Result<Event<'a>> {
        self.renew();
        self.core.decode(Frame::Bytes(frame), arena)
    }

    /// Decodes an event that is kept with its frame: it borrows from the frame what it can, and leaves `arena` without
    /// memory where that is all.
    #[cfg(feature = "owned")]
    pub(crate) fn keep<'a, E: Root<'a>>(&mut self, frame: &'a [u8], arena: &'a Bump) -> Result<E> {
        self.renew();
        let Self { arena: own, core, .. } = self;
        core.decode_home(Frame::Bytes(frame), arena, Some(own))
    }

    /// Leaves the choice of the lane to a test.
    #[cfg(feature = "testing")]
    pub(crate) fn set_lane(&mut self, lane: Lane) {
        self.core.lane = lane;
    }

    /// Leaves the choice of the kernels to a test.
    #[cfg(feature = "testing")]
    pub(crate) fn set_kernels(&mut self, kernels: &'static Kernels) {
        self.core.kernels = kernels;
    }

    /// Empties the arena, and gives memory back that a rare large frame took.
    #[inline(always)]
    fn renew(&mut self) {
        // Most events take nothing of the arena, and leave it as it is.
        if taken(&self.arena) != self.taken || self.core.tape_used {
            self.empty();
        }
    }

    #[inline(never)]
    fn empty(&mut self) {
        self.core.tape_used = false;
        poison::reset(&mut self.arena);
        if self.arena.allocated_bytes() + self.core.scratch.bytes() > self.core.limits.retain_bytes {
            self.arena = Bump::new();
            self.core.scratch.shrink();
        }
        self.taken = taken(&self.arena);
    }
}

/// What of an arena is not free: more whenever anything is taken, be it that a larger chunk has as much room as one had
/// before.
fn taken(arena: &Bump) -> usize {
    arena.allocated_bytes() - arena.chunk_capacity()
}

/// The least depth that a decoder must allow for the direct lane, which bounds the depth of open values alone: more
/// than the tables nest.
const TABLES: usize = STEPS + 2;

impl Core {
    #[inline]
    fn decode<'a, E: Root<'a>>(&mut self, frame: Frame<'a>, arena: &'a Bump) -> Result<E> {
        self.decode_home(frame, arena, None)
    }

    /// Decodes into `arena`, and where there is an arena of our `own` with texts that borrow from the frame.
    #[inline]
    fn decode_home<'a, E: Root<'a>>(&mut self, frame: Frame<'a>, arena: &'a Bump, own: Option<&Bump>) -> Result<E> {
        made(|room| self.decode_into(frame, arena, own, room))
    }

    /// The same into the result's own place: an event that is copied as soon as its fields are written waits for these
    /// writes.
    #[inline(never)]
    fn decode_into<'a, 'r, E: Root<'a>>(
        &mut self,
        frame: Frame<'a>,
        arena: &'a Bump,
        own: Option<&Bump>,
        room: Room<'r, Result<E>>,
    ) -> Filled<'r> {
        let (decoded, filled) = room.fill(Ok(E::empty()));
        if let Ok(event) = decoded {
            self.drift.begin();
            let bytes = frame.bytes();
            let read = match self.admit(bytes) {
                Ok(()) if self.direct(frame, arena, event) => {
                    self.drift.commit();
                    Ok(())
                }
                Ok(()) => self.tape(bytes, arena, own, event),
                Err(error) => Err(error),
            };
            if let Err(error) = read {
                *decoded = Err(error);
            }
        }
        filled
    }

    /// Reads by the direct lane; false where it declines.
    #[inline]
    fn direct<'a, E: Root<'a>>(&mut self, frame: Frame<'a>, arena: &'a Bump, event: &mut E) -> bool {
        #[cfg(feature = "testing")]
        if self.lane == Lane::Tape {
            return false;
        }
        if self.max_depth < TABLES {
            return false;
        }
        let Self { kernels, max_depth, path, drift, .. } = self;
        let max_depth = *max_depth;
        direct::read(direct::Reading { frame, arena, kernels, max_depth, path, drift }, event)
    }

    /// Reads by the tape lane, which knows what is wrong with a frame, and where.
    #[cold]
    fn tape<'a, E: Root<'a>>(
        &mut self,
        frame: &'a [u8],
        arena: &'a Bump,
        own: Option<&Bump>,
        event: &mut E,
    ) -> Result<()> {
        self.declined += 1;
        self.tape_used = true;
        #[cfg(feature = "testing")]
        if self.lane == Lane::Direct {
            return Err(Error::new(ErrorKind::Syntax, 0, String::new()));
        }
        self.drift.begin();
        *event = match self.read(frame, frame, arena, own) {
            Some(Ok(event)) => event,
            Some(Err(refused)) => return Err(refusal(frame, refused)),
            None => self.salvage(frame, arena)?,
        };
        self.drift.commit();
        Ok(())
    }

    /// Refuses what is too much before memory is spent on it.
    #[inline]
    fn admit(&self, frame: &[u8]) -> Result<()> {
        if frame.len() <= self.admitted { Ok(()) } else { self.admit_long(frame) }
    }

    #[cold]
    fn admit_long(&self, frame: &[u8]) -> Result<()> {
        let Limits { max_frame_bytes, max_nodes, .. } = self.limits;
        if frame.len() > max_frame_bytes {
            let kind = ErrorKind::TooLong { limit: max_frame_bytes };
            return Err(Error::new(kind, max_frame_bytes, String::new()));
        }
        if locate::few_nodes(frame, max_nodes) {
            return Ok(());
        }
        self.check(frame).map(drop)
    }

    /// Reads `text`, which stands for `frame`, from a tape; none where simd-json refuses it.
    fn read<'a, E: Root<'a>>(
        &mut self,
        text: &[u8],
        frame: &'a [u8],
        arena: &'a Bump,
        own: Option<&Bump>,
    ) -> Option<std::result::Result<E, Refused>> {
        let Self { limits: Limits { duplicates, mismatch, .. }, scratch, path, drift, .. } = self;
        let policy = (*duplicates, *mismatch);
        let read = |nodes: &[Node<'a>]| view(TapeSource::new(nodes, arena, path, drift, policy), frame);
        match own {
            None => scratch.parse(text, arena, read),
            Some(own) => scratch.parse_home(frame, own, arena, read),
        }
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
        let event: E = match self.read(&checked.mended(frame), frame, arena, None) {
            Some(read) => read.map_err(|refused| refusal(frame, refused))?,
            None => return Err(Error::new(ErrorKind::Syntax, 0, String::new())),
        };
        let path = Path::new(event.kind_key());
        let unnamed = self.drift.unnamed();
        // One more than there is room for, so that the report says that there was no room.
        let most = self.limits.drift_entries.saturating_add(1);
        for place in locate::paths_of(frame, &checked.lone_surrogates, most) {
            // Nothing below what is kept whole is a field of anybody's.
            let whole = path.text(Some(&place));
            let above = unnamed
                .iter()
                .find(|above| whole.strip_prefix(above.as_str()).is_some_and(|below| below.starts_with(['.', '['])));
            let end = above.map_or_else(|| named(event.fields(), &place), |above| above.len() - path.text(None).len());
            self.drift.stage(&path, Some(&place[..end]), Drift::PAIR, "half of one");
        }
        Ok(event)
    }

    /// The cold second pass, which knows what is wrong and where.
    #[cold]
    fn check(&self, frame: &[u8]) -> Result<locate::Checked> {
        let (max_depth, max_nodes) = (self.max_depth, self.limits.max_nodes);
        locate::check(frame, max_depth, max_nodes).map_err(|fault| fault.error(frame, max_depth, max_nodes))
    }
}

fn view<'a, E: Root<'a>>(mut source: TapeSource<'_, 'a>, frame: &'a [u8]) -> std::result::Result<E, Refused> {
    let mut event = E::empty();
    let read = root(&mut source, frame, &mut event);
    if read.is_ok() && !source.is_doubtful() {
        return Ok(event);
    }
    // Something is wrong or drifts, perhaps in a value that a later member of the same name replaces; so once more,
    // passing over such values. Nobody pays for that look-ahead who sends each name once.
    source.restart();
    event = E::empty();
    root(&mut source, frame, &mut event)?;
    Ok(event)
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

/// Lends the thread's own decoder, with default limits, so that a gateway holds one a thread and not one a
/// connection. A decoder asked for while this thread's is lent, or as the thread ends, is a new one. What `work` puts in its
/// place is lent next.
///
/// ```
/// let frame = br#"{"type":"input_audio_buffer.cleared","event_id":"event_1"}"#;
/// let kind = rtwire::with_decoder(|decoder| decoder.server(frame).map(|event| event.kind()))?;
/// assert_eq!(kind, Some(rtwire::ServerKind::InputAudioBufferCleared));
/// # Ok::<(), rtwire::Error>(())
/// ```
pub fn with_decoder<T>(work: impl FnOnce(&mut Decoder) -> T) -> T {
    thread_local! {
        static DECODER: Cell<Option<Box<Decoder>>> = const { Cell::new(None) };
    }
    // There is none while it is lent, nor once the thread has taken down what it had.
    let mut decoder = DECODER.try_with(Cell::take).ok().flatten().unwrap_or_default();
    let done = work(&mut decoder);
    _ = DECODER.try_with(|kept| kept.set(Some(decoder)));
    done
}
