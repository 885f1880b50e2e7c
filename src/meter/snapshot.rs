//! [`Snapshot`]: all that a meter knows, in a fixed number of bytes, for another machine.

use std::fmt;

use super::{SessionMeter, key};

/// A meter's state as bytes, always [`LEN`](Self::LEN) of them and the same on every machine.
///
/// ```
/// use rtwire::meter::{SessionKey, SessionMeter, Snapshot};
///
/// let meter = SessionMeter::new(SessionKey::new("sess_1"));
/// let bytes = meter.snapshot().as_bytes().to_vec();
/// // ... on another machine:
/// let restored = SessionMeter::restore(&Snapshot::from_bytes(&bytes)?);
/// assert_eq!(restored.key(), SessionKey::new("sess_1"));
/// # Ok::<(), rtwire::meter::SnapshotError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Snapshot([u8; Self::LEN]);

impl Snapshot {
    /// How many bytes a snapshot has.
    pub const LEN: usize = HEAD + SessionMeter::SIZE;

    /// The version of the layout that this version of the crate writes and reads.
    pub const VERSION: u16 = 4;

    pub(super) fn of(meter: &SessionMeter) -> Self {
        let mut bytes = [0; Self::LEN];
        let (head, body) = bytes.split_at_mut(HEAD);
        meter.put(&mut Writer(body));
        head[..4].copy_from_slice(MAGIC);
        head[4..6].copy_from_slice(&Self::VERSION.to_le_bytes());
        head[8..].copy_from_slice(&key::hash(body).to_le_bytes()[..8]);
        Self(bytes)
    }

    pub(super) fn meter(&self) -> SessionMeter {
        SessionMeter::take(&mut Reader(&self.0[HEAD..]))
    }

    /// The bytes, to be stored or sent.
    pub const fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// A snapshot from the bytes of one.
    ///
    /// # Errors
    /// They are no snapshot, one of another version, or damaged. A checksum finds damage, not forgery.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SnapshotError> {
        if bytes.get(..4) != Some(&MAGIC[..]) {
            return Err(SnapshotError::NotOne);
        }
        // All versions have the head alike; how long one of another is, only that one knows.
        let head: &[u8; HEAD] = bytes.first_chunk().ok_or(SnapshotError::Damaged)?;
        let version = u16::from_le_bytes([head[4], head[5]]);
        if version != Self::VERSION {
            return Err(SnapshotError::Version { found: version });
        }
        let bytes: [u8; Self::LEN] = bytes.try_into().map_err(|_| SnapshotError::Damaged)?;
        let checksum = &key::hash(&bytes[HEAD..]).to_le_bytes()[..8];
        if bytes[6..8] != [0; 2] || bytes[8..HEAD] != *checksum {
            return Err(SnapshotError::Damaged);
        }
        Ok(Self(bytes))
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Snapshot({} bytes)", Self::LEN)
    }
}

/// Why bytes are no snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SnapshotError {
    /// They do not begin as one does.
    NotOne,
    /// Another version of this crate wrote them.
    Version {
        /// Of the layout.
        found: u16,
    },
    /// Some are lost or changed.
    Damaged,
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotOne => f.write_str("not a snapshot of a meter"),
            Self::Version { found } => write!(f, "snapshot of version {found}, not {}", Snapshot::VERSION),
            Self::Damaged => f.write_str("damaged snapshot"),
        }
    }
}

impl std::error::Error for SnapshotError {}

/// What has a place in a snapshot. Whatever the bytes say, `take` makes something that does no harm.
pub(super) trait Stored: Sized {
    const SIZE: usize;

    fn put(&self, out: &mut Writer<'_>);

    fn take(from: &mut Reader<'_>) -> Self;
}

/// Room that is filled from its front. Sizes are added up when the crate is compiled, so there is always enough.
pub(super) struct Writer<'b>(&'b mut [u8]);

impl Writer<'_> {
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        let (here, rest) = std::mem::take(&mut self.0).split_at_mut(bytes.len());
        here.copy_from_slice(bytes);
        self.0 = rest;
    }
}

/// Bytes that are taken from their front.
pub(super) struct Reader<'b>(&'b [u8]);

impl Reader<'_> {
    pub(super) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        let (here, rest) = self.0.split_at(N);
        bytes.copy_from_slice(here);
        self.0 = rest;
        bytes
    }
}

macro_rules! integers {
    ($($name:ident)*) => {$(
        impl Stored for $name {
            const SIZE: usize = size_of::<Self>();

            fn put(&self, out: &mut Writer<'_>) {
                out.bytes(&self.to_le_bytes());
            }

            fn take(from: &mut Reader<'_>) -> Self {
                Self::from_le_bytes(from.bytes())
            }
        }
    )*};
}

integers! { u8 u16 u32 u64 u128 }

impl Stored for bool {
    const SIZE: usize = 1;

    fn put(&self, out: &mut Writer<'_>) {
        u8::from(*self).put(out);
    }

    fn take(from: &mut Reader<'_>) -> Self {
        u8::take(from) != 0
    }
}

impl<T: Stored, const N: usize> Stored for [T; N] {
    const SIZE: usize = T::SIZE * N;

    fn put(&self, out: &mut Writer<'_>) {
        self.iter().for_each(|element| element.put(out));
    }

    fn take(from: &mut Reader<'_>) -> Self {
        std::array::from_fn(|_| T::take(from))
    }
}

/// Gives a struct its place: its fields one after another, of which none may be forgotten.
macro_rules! stored {
    ($($name:ident { $($field:ident: $type:ty),* $(,)? })*) => {$(
        impl $crate::meter::snapshot::Stored for $name {
            const SIZE: usize = 0 $(+ <$type as $crate::meter::snapshot::Stored>::SIZE)*;

            fn put(&self, out: &mut $crate::meter::snapshot::Writer<'_>) {
                let Self { $($field),* } = self;
                $($crate::meter::snapshot::Stored::put($field, out);)*
            }

            fn take(from: &mut $crate::meter::snapshot::Reader<'_>) -> Self {
                Self { $($field: $crate::meter::snapshot::Stored::take(from)),* }
            }
        }
    )*};
}

pub(super) use stored;

const MAGIC: &[u8; 4] = b"rtwm";
/// The magic, the version, two bytes to spare, and a checksum.
const HEAD: usize = 16;
