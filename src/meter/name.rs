//! [`Name`]: a short text of the wire, kept in place.

use std::fmt;
use std::hash::{Hash, Hasher};

use super::key;
use super::snapshot::{Reader, Stored, Writer};
use crate::escape::{Escaped, head};

/// A model, an id or a code, kept in place up to 39 bytes, so that whatever has one is `Copy` and owns no memory.
///
/// Two names are equal only where their whole texts were: a longer one keeps its head and a hash of the whole.
///
/// ```
/// use rtwire::meter::Name;
///
/// assert_eq!(Name::new("gpt-realtime").as_str(), "gpt-realtime");
/// let (long, other) = (Name::new(&"a".repeat(50)), Name::new(&"a".repeat(51)));
/// assert!(long.is_cut() && long.as_str() == other.as_str() && long != other);
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Name {
    /// How much of `bytes` is text; of a cut name the rest is a hash of the whole.
    len: u8,
    bytes: [u8; Self::MAX],
}

impl Name {
    /// The longest text that is kept whole, in bytes. OpenAI's ids have 26 or 27, its models up to 39.
    pub const MAX: usize = 39;

    /// No text.
    pub const EMPTY: Self = Self { len: 0, bytes: [0; Self::MAX] };

    /// Keeps `text`, or its first 20 to 23 bytes and a hash of it.
    #[inline]
    pub fn new(text: &str) -> Self {
        if let Some(bytes) = id(text.as_bytes()) {
            return Self { len: text.len() as u8, bytes };
        }
        Self::other(text)
    }

    /// The name of what is no id.
    #[inline(never)]
    fn other(text: &str) -> Self {
        let mut bytes = [0; Self::MAX];
        if let Some(whole) = bytes.get_mut(..text.len()) {
            whole.copy_from_slice(text.as_bytes());
            return Self { len: text.len() as u8, bytes };
        }
        let kept = head(text, HEAD);
        bytes[..kept.len()].copy_from_slice(kept.as_bytes());
        bytes[HEAD..].copy_from_slice(&key::hash(text.as_bytes()).to_le_bytes());
        Self { len: kept.len() as u8 | CUT, bytes }
    }

    /// The text, or what of it was kept.
    pub fn as_str(&self) -> &str {
        let len = usize::from(self.len & !CUT).min(Self::MAX);
        std::str::from_utf8(&self.bytes[..len]).unwrap_or_default()
    }

    /// Whether the text was longer, and only its head is here.
    pub const fn is_cut(&self) -> bool {
        self.len & CUT != 0
    }

    /// Whether there is no text.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether it is the name of `text`.
    pub fn is(&self, text: &str) -> bool {
        if matches!(text.len(), 16..=32) {
            self.is_id(text)
        } else if self.is_cut() {
            *self == Self::new(text)
        } else {
            self.as_bytes() == text.as_bytes()
        }
    }

    /// Whether it is the name of `text`, and that as long as nearly every id: two halves that may share bytes, and no
    /// call. No cut name has such a length.
    #[inline]
    pub(super) fn is_id(&self, text: &str) -> bool {
        let text = text.as_bytes();
        if !matches!(text.len(), 16..=32) || usize::from(self.len) != text.len() {
            return false;
        }
        let halves = |bytes: &[u8]| {
            let half = |chunk: Option<&[u8; 16]>| chunk.map_or(0, |chunk| u128::from_ne_bytes(*chunk));
            (half(bytes.first_chunk()), half(bytes.last_chunk()))
        };
        let (own, other) = (halves(&self.bytes[..text.len()]), halves(text));
        (own.0 ^ other.0) | (own.1 ^ other.1) == 0
    }

    /// Whether it may be the name of `text`, by its last 8 bytes where it has as many.
    #[inline]
    pub(super) fn ends_like(&self, text: &str) -> bool {
        let Some(end) = text.as_bytes().last_chunk::<8>() else { return true };
        self.bytes.get(..text.len()).is_none_or(|own| own.last_chunk() == Some(end))
    }

    /// The hash of the whole text.
    pub(super) fn hash(&self) -> u128 {
        if self.is_cut() {
            let mut hash = [0; 16];
            hash.copy_from_slice(&self.bytes[HEAD..]);
            return u128::from_le_bytes(hash);
        }
        key::hash(self.as_bytes())
    }

    /// Of a name that is whole: its text, without a look at whether it is UTF-8.
    fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len).min(Self::MAX)]
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}{}", self.as_str(), if self.is_cut() { "…" } else { "" })
    }
}

/// Made safe for a terminal; behind one that is cut stand `…` and eight digits of the hash of the whole, which tell it from
/// others that begin alike.
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Escaped::new(self.as_str()).fmt(f)?;
        if self.is_cut() { write!(f, "…{:08x}", self.hash() as u32) } else { Ok(()) }
    }
}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bytes.hash(state);
    }
}

impl Stored for Name {
    const SIZE: usize = 1 + Self::MAX;

    fn put(&self, out: &mut Writer<'_>) {
        self.len.put(out);
        out.bytes(&self.bytes);
    }

    fn take(from: &mut Reader<'_>) -> Self {
        Self { len: u8::take(from), bytes: from.bytes() }
    }
}

/// A text with zeros behind it, if it is as long as nearly every id. Its halves are put together as numbers: what is copied
/// byte by byte to a place of its own, and from there on, waits for the first copy.
#[inline]
fn id(text: &[u8]) -> Option<[u8; Name::MAX]> {
    let (head, tail) = (text.first_chunk::<16>()?, text.last_chunk::<16>()?);
    // What of the tail is in the head as well goes; of 16 bytes that would be all, and is no shift.
    let shared = 32_usize.checked_sub(text.len()).filter(|&shared| shared < 16)?;
    let tail = u128::from_le_bytes(*tail) >> (8 * shared);
    let mut bytes = [0; Name::MAX];
    bytes[..16].copy_from_slice(head);
    bytes[16..32].copy_from_slice(&tail.to_le_bytes());
    Some(bytes)
}

const CUT: u8 = 0x80;
/// How much of a text that is too long is kept; a hash has the rest of the room.
const HEAD: usize = Name::MAX - 16;

#[cfg(test)]
mod tests {
    use super::Name;
    use super::key::hash;

    #[test]
    fn texts_are_kept_whole_up_to_the_bound() {
        for len in [0, 1, 7, 8, 15, 16, 17, 31, 32, 33, 38, 39] {
            let text = "abcdefghijklmnopqrstuvwxyz0123456789ABC"[..len].to_owned();
            let name = Name::new(&text);
            // Another at its head, its middle or its end is another.
            for at in [0, len / 2, len.wrapping_sub(1)].into_iter().filter(|&at| at < len) {
                let other: String = text.char_indices().map(|(n, c)| if n == at { '?' } else { c }).collect();
                assert!(!name.is(&other) && name != Name::new(&other), "{other}");
                assert_eq!(name.ends_like(&other), len < 8 || at + 8 < len, "{other}");
            }
            assert!(name.ends_like(&text));
            assert_eq!((name.as_str(), name.is_cut(), name.is_empty()), (&*text, false, len == 0));
            assert!(name.is(&text) && !name.is(&format!("{text}x")));
            assert_eq!((name.hash(), Name::new(&"x".repeat(99)).hash()), (hash(text.as_bytes()), hash(&[b'x'; 99])));
        }
    }

    #[test]
    fn a_cut_is_between_characters_and_equal_only_to_itself() {
        let text = "日本語".repeat(5);
        let name = Name::new(&text);
        assert_eq!((name.as_str(), name.is_cut()), (&text[..21], true));
        assert!(name.is(&text) && !name.is(&text[..21]) && !name.is(&text[..42]));
        assert_eq!(name.to_string(), format!("{}…{:08x}", &text[..21], hash(text.as_bytes()) as u32));
        assert_ne!(name.to_string(), Name::new(&format!("{text}x")).to_string());
        assert_eq!(Name::new("a\u{1b}b").to_string(), r"a\u{1b}b");
    }
}
