//! The byte kernels, one set at a time.

use crate::scan::Pattern;
use crate::scan::kernel::Kernels;

/// A set of kernels that the machine has.
#[derive(Debug, Clone, Copy)]
pub struct KernelSet(pub(crate) &'static Kernels);

impl KernelSet {
    /// The sets that the machine has, the best first and the portable one last.
    pub fn all() -> Vec<Self> {
        Kernels::all().map(Self).collect()
    }

    /// The one that decoders use.
    pub fn best() -> Self {
        Self(Kernels::best())
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The first byte that is `"`, `\` or below 0x20. None, if none is, and if those before it are not UTF-8; unless they
    /// are known to be: `checked`.
    pub fn stop(self, bytes: &[u8], checked: bool) -> Option<usize> {
        self.0.stop(bytes, checked)
    }

    /// Whether the bytes are UTF-8.
    pub fn utf8(self, bytes: &[u8]) -> bool {
        self.0.utf8(bytes)
    }

    /// Appends what is left of a string, without escapes: where its closing quote is, and whether all that was appended
    /// is ASCII. None where that is no string, and then nothing is appended.
    pub fn unescape(self, from: &[u8], to: &mut Vec<u8>) -> Option<(usize, bool)> {
        let unescaped = self.0.unescape_into(from, to)?;
        Some((unescaped.read, unescaped.ascii))
    }

    /// How many bytes of white space lead.
    pub fn blank(self, bytes: &[u8]) -> usize {
        self.0.blank(bytes)
    }

    /// Where the quote is that closes the string in which the bytes start.
    pub fn quote(self, bytes: &[u8]) -> Option<usize> {
        self.0.quote(bytes)
    }

    /// The place behind the bracket that closes the one behind which the bytes start.
    pub fn close(self, bytes: &[u8]) -> Option<usize> {
        self.0.close(bytes)
    }

    /// How many members of the outermost object have the key `type`, or one that ends like it behind an escaped quote. None
    /// where anything is odd.
    pub fn types(self, bytes: &[u8]) -> Option<usize> {
        self.0.types(bytes)
    }

    /// Whether neither `"type"` nor a backslash is among the bytes.
    pub fn typeless(self, bytes: &[u8]) -> bool {
        self.0.typeless(bytes)
    }

    /// Whether neither `.done"` nor `.completed"` nor a backslash is among the bytes.
    pub fn costless(self, bytes: &[u8]) -> bool {
        self.0.costless(bytes)
    }

    /// Whether the bytes begin as the likeness has them.
    pub fn fits(self, bytes: &[u8], like: &Likeness) -> bool {
        self.0.fits(bytes, &like.0)
    }
}

/// What bytes may be to be like others.
#[derive(Debug, Clone)]
pub struct Likeness(Pattern);

impl Likeness {
    /// Of these: each is itself, but for each `0`, where any digit may stand, and each `*`, where any byte of a plain text
    /// may. None where they can't be compared: backslashes, what is not ASCII, less than 32 bytes or more than 320.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let comparable =
            (Pattern::LEAST..=Pattern::MOST).contains(&bytes.len()) && bytes.is_ascii() && !bytes.contains(&b'\\');
        comparable.then(|| {
            Self(bytes.iter().fold(Pattern::EMPTY, |pattern, &byte| match byte {
                b'0' => pattern.digit(),
                b'*' => pattern.plain(1),
                _ => pattern.text(&[byte]),
            }))
        })
    }
}
