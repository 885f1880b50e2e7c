//! Kind, ids or usage of a frame, without decoding it.
//!
//! For what must not wait for a whole event: routing, counting, metering. All of it reads the frame where it is, takes
//! no memory and no decoder, and passes over strings and containers by the block.
//!
//! | what | reads | of a repeated key |
//! |---|---|---|
//! | [`prefix_kind`] | up to the first `type`, near the start | the first |
//! | [`kind`] | every member of the outermost object | the last, as a decoder does |
//! | [`ids`] | these, and of `response` and `item` | says [`Unsure`] |
//! | [`usage`] | these, and of `response` and `usage` | says [`Unsure`] but for `type` |
//!
//! A short frame that begins with its `type` and in which no other could hide, for [`usage`] none of an event that costs,
//! is not gone over member by member.
//!
//! **What is not checked.** What is passed over is not looked into: a frame that [`Decoder`](crate::Decoder) refuses
//! may well be peeked at. Of a frame that it accepts, with [`Duplicates::Last`](crate::Duplicates::Last), [`kind`],
//! [`ids`] and [`usage`] say what it says, or [`Unsure`], which is no error: decode the frame then. It is rare: none
//! of the recordings has such a frame.
//!
//! ```
//! use rtwire::peek::{self, Usage};
//! use rtwire::{Decoder, ServerEvent};
//!
//! let mut decoder = Decoder::new();
//! let mut total = 0;
//! for frame in [
//!     br#"{"type":"response.output_text.delta","delta":"\"type\":\"response.done\"","output_index":0}"#.as_slice(),
//!     br#"{"type":"response.done","response":{"id":"resp_1","usage":{"total_tokens":12}}}"#,
//!     br#"{"type":"response.done","response":{"id":"resp_2","usage":{"total_tok\u0065ns":30}}}"#,
//! ] {
//!     let usage = match peek::usage(frame) {
//!         Ok(Some(Usage::Response { usage, .. })) => usage,
//!         Ok(_) => continue,
//!         Err(peek::Unsure) => match decoder.server(frame)? {
//!             ServerEvent::ResponseDone(done) => done.billed().copied(),
//!             _ => continue,
//!         },
//!     };
//!     total += usage.and_then(|usage| usage.total_tokens).unwrap_or(0);
//! }
//! assert_eq!(total, 42);
//! # Ok::<(), rtwire::Error>(())
//! ```

mod ids;
mod prefix;
mod usage;
mod usual;
mod walk;

use std::fmt;

pub use ids::{Ids, ids};
pub use prefix::prefix_kind;
pub(crate) use prefix::usual as usual_kind;
pub use usage::{Usage, usage};

use crate::scan::kernel::Kernels;
use crate::scan::prefetch_ahead;
use crate::wire::Head;
use crate::{ClientKind, ServerKind};
use walk::{Value, Walk};

/// Up to this length a frame is gone over by blocks, a longer one from string to string: of 1 KiB both cost alike, where it
/// does not begin as its kind's usually do.
const SHORT: usize = 1024;

/// The key whose value says what an event is.
const TYPE: &[u8] = b"type";

/// How the servers begin each frame, and most clients.
const USUAL: &[u8] = br#"{"type":""#;

/// The `type` of a short frame that begins with it, if it has no other.
#[inline]
fn only_kind(frame: &[u8]) -> Option<&str> {
    if frame.len() > SHORT {
        return None;
    }
    let kind = prefix::usual(frame)?;
    // Of most frames none of the objects has one either. One that is cut is left to who looks at brackets.
    if frame.ends_with(b"}") && Kernels::best().typeless(behind(frame, kind)) {
        return Some(kind);
    }
    member_kind(frame, kind)
}

/// What stands behind the `type` that a frame begins with.
#[inline(always)]
fn behind<'f>(frame: &'f [u8], kind: &str) -> &'f [u8] {
    &frame[USUAL.len() + kind.len()..]
}

/// The kind of a frame in which another `type` stands, if no other member of the outermost object is one.
#[inline(never)]
fn member_kind<'f>(frame: &'f [u8], kind: &'f str) -> Option<&'f str> {
    (Kernels::best().types(frame) == Some(1)).then_some(kind)
}

/// The kind of a frame that begins as the tables say, and where its first value is of which they say nothing: before it no
/// member is another `type`.
#[inline]
fn headed(frame: &[u8]) -> Option<(Kind<'_>, usize)> {
    let kind = Kind::of(prefix::usual(frame)?);
    let (heads, fields) = match kind {
        Kind::Server(kind) => (kind.heads(), kind.fields()),
        Kind::Client(kind) => (kind.heads(), kind.fields()),
        Kind::Unknown(_) => return None,
    };
    let pattern = heads[0].as_ref()?.pattern();
    let behind = USUAL.len() + kind.as_str().len() + 1;
    let fits = Head::fields(&heads[0]) < fields.len() && Kernels::best().fits(frame.get(behind..)?, pattern);
    fits.then(|| (kind, behind + pattern.len()))
}

/// A look at a frame could not make sure, because it is odd or no JSON: decode it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unsure;

impl fmt::Display for Unsure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a look at the frame does not make sure what it is")
    }
}

impl std::error::Error for Unsure {}

/// What an event is, by its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind<'a> {
    /// One that servers send.
    Server(ServerKind),
    /// One that clients send.
    Client(ClientKind),
    /// A `type` that this version does not name.
    Unknown(&'a str),
}

impl<'a> Kind<'a> {
    fn of(wire: &'a str) -> Self {
        if let Some(kind) = ServerKind::from_wire(wire) {
            Self::Server(kind)
        } else {
            ClientKind::from_wire(wire).map_or(Self::Unknown(wire), Self::Client)
        }
    }

    /// The `type` on the wire, named here or not.
    pub const fn as_str(self) -> &'a str {
        match self {
            Self::Server(kind) => kind.as_str(),
            Self::Client(kind) => kind.as_str(),
            Self::Unknown(wire) => wire,
        }
    }
}

/// What an event is, wherever its `type` stands; of several the last counts.
///
/// Every member of the outermost object is passed, so a `type` behind a long text is seen, and one in a text or in an
/// object is not taken for it. This is what a meter or a policy uses.
///
/// ```
/// use rtwire::ServerKind;
/// use rtwire::peek::{self, Kind, Unsure};
///
/// let frame = br#"{"delta":"\"type\":\"error\"","part":{"type":"text"},"type":"response.text.delta"}"#;
/// assert_eq!(peek::kind(frame), Ok(Kind::Server(ServerKind::ResponseTextDelta)));
///
/// let hidden = br#"{"type":"response.text.delta","typ\u0065":"response.done"}"#;
/// assert_eq!(peek::kind(hidden), Err(Unsure));
/// ```
///
/// # Errors
///
/// [`Unsure`] if the `type` or a key beside it is written with escapes, if the `type` is missing or no string, or if it
/// is seen that the members are not those of a JSON object.
pub fn kind(frame: &[u8]) -> Result<Kind<'_>, Unsure> {
    prefetch_ahead(frame);
    if let Some(kind) = only_kind(frame) {
        return Ok(Kind::of(kind));
    }
    let mut walk = Walk::open(frame)?;
    let headed = headed(frame);
    if let Some((_, value)) = headed {
        walk = walk.back(value);
        walk.value()?;
    }
    let mut kind = None;
    while let Some(key) = walk.key()? {
        match walk.value()? {
            Value::Text(text) if key == TYPE => kind = Some(text),
            _ if key == TYPE => return Err(Unsure),
            _ => {}
        }
    }
    walk.end()?;
    match kind {
        Some(last) => last.plain().map(Kind::of),
        None => headed.map(|(kind, _)| kind).ok_or(Unsure),
    }
}
