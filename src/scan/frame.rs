//! [`Frame`]: what a decoder is given.

/// A frame as it came.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Frame<'a> {
    /// Of which nothing is known.
    Bytes(&'a [u8]),
    /// Which somebody has checked.
    Text(&'a str),
}

impl<'a> Frame<'a> {
    #[inline(always)]
    pub(crate) const fn bytes(self) -> &'a [u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Text(text) => text.as_bytes(),
        }
    }
}
