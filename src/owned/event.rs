//! [`OwnedEvent`]: frame, arena and view in one.

use std::fmt;
use std::sync::Arc;

use bumpalo::Bump;
use bytes::Bytes;
use self_cell::{MutBorrow, self_cell};

use crate::{ClientEvent, Decoder, Digest, Event, Result, ServerEvent};

/// An event with the frame that it came in: `Clone`, `Send`, `Sync` and `'static`.
///
/// A clone shares everything. The frame is kept as it came, for forwarding.
///
/// ```
/// use rtwire::{Decoder, OwnedEvent, ServerEvent};
///
/// let mut decoder = Decoder::new();
/// let frame = r#"{"type":"conversation.item.deleted","item_id":"item_1"}"#;
/// let event = OwnedEvent::server(&mut decoder, frame)?;
/// std::thread::spawn(move || {
///     assert!(matches!(event.as_server(), Some(ServerEvent::ConversationItemDeleted(_))));
///     assert_eq!(event.frame(), frame);
/// })
/// .join()
/// .unwrap();
/// # Ok::<(), rtwire::Error>(())
/// ```
#[derive(Clone)]
pub struct OwnedEvent(Arc<Cell>);

struct Owner {
    frame: Bytes,
    /// Empty, and without memory of its own, where the view borrows from the frame alone.
    arena: MutBorrow<Bump>,
}

self_cell!(
    struct Cell {
        owner: Owner,
        #[covariant]
        dependent: Event,
    }
);

impl OwnedEvent {
    /// Decodes what a server sent.
    ///
    /// # Errors
    /// As [`Decoder::server`]. A `frame` that is a `Bytes` can be cloned before, and costs nothing to keep.
    pub fn server(decoder: &mut Decoder, frame: impl Into<Bytes>) -> Result<Self> {
        Self::new(frame.into(), |frame, arena| decoder.keep(frame, arena).map(Event::Server))
    }

    /// Decodes what a client sent.
    ///
    /// # Errors
    /// As [`Decoder::server`].
    pub fn client(decoder: &mut Decoder, frame: impl Into<Bytes>) -> Result<Self> {
        Self::new(frame.into(), |frame, arena| decoder.keep(frame, arena).map(Event::Client))
    }

    /// Decodes an event of either direction, as [`Decoder::any`] does.
    ///
    /// # Errors
    /// As [`Decoder::server`].
    pub fn any(decoder: &mut Decoder, frame: impl Into<Bytes>) -> Result<Self> {
        Self::new(frame.into(), |frame, arena| decoder.keep(frame, arena))
    }

    fn new(frame: Bytes, decode: impl for<'a> FnOnce(&'a [u8], &'a Bump) -> Result<Event<'a>>) -> Result<Self> {
        let owner = Owner { frame, arena: MutBorrow::new(Bump::new()) };
        let cell = Cell::try_new(owner, |owner| decode(&owner.frame, owner.arena.borrow_mut()))?;
        Ok(Self(Arc::new(cell)))
    }

    /// The event.
    pub fn event(&self) -> Event<'_> {
        *self.0.borrow_dependent()
    }

    /// The event, if a server sent it.
    pub fn as_server(&self) -> Option<ServerEvent<'_>> {
        match self.event() {
            Event::Server(event) => Some(event),
            _ => None,
        }
    }

    /// The event, if a client sent it.
    pub fn as_client(&self) -> Option<ClientEvent<'_>> {
        match self.event() {
            Event::Client(event) => Some(event),
            _ => None,
        }
    }

    /// The frame as it came.
    pub fn frame(&self) -> &Bytes {
        &self.0.borrow_owner().frame
    }

    /// What is worth most of it, in a value that can be copied.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.event())
    }
}

impl fmt::Debug for OwnedEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.event().fmt(f)
    }
}

/// Two events are equal if their views are: whatever their frames look like, but for unknown ones, whose views are their frames.
impl PartialEq for OwnedEvent {
    fn eq(&self, other: &Self) -> bool {
        self.event() == other.event()
    }
}
