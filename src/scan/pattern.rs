//! [`Pattern`]: what a stretch of bytes may be, place by place.

/// What each of some bytes may be, so that many are compared at once: one byte alone, a digit, or any of a plain text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pattern {
    len: usize,
    /// The least that stands at a place.
    least: [u8; Self::MOST],
    /// How much more the greatest is.
    span: [u8; Self::MOST],
}

impl Pattern {
    /// The longest, in bytes.
    pub(crate) const MOST: usize = 320;
    /// The shortest that is compared.
    pub(crate) const LEAST: usize = 32;

    /// Of no bytes.
    pub(crate) const EMPTY: Self = Self { len: 0, least: [0; Self::MOST], span: [0; Self::MOST] };

    /// With these bytes behind it, none of them a backslash.
    pub(crate) const fn text(mut self, text: &[u8]) -> Self {
        let mut at = 0;
        while at < text.len() {
            assert!(text[at] != b'\\' && text[at].is_ascii());
            self = self.range(text[at], text[at]);
            at += 1;
        }
        self
    }

    /// With a digit behind it.
    pub(crate) const fn digit(self) -> Self {
        self.range(b'0', b'9')
    }

    /// With so many bytes behind it of a text without escapes: ASCII above the quote, as letters, digits and most marks
    /// are.
    pub(crate) const fn plain(mut self, bytes: usize) -> Self {
        let mut at = 0;
        while at < bytes {
            self = self.range(b'"' + 1, 0x7F);
            at += 1;
        }
        self
    }

    /// With a byte behind it that is one of these or between them.
    pub(crate) const fn range(mut self, least: u8, most: u8) -> Self {
        assert!(most.is_ascii());
        (self.least[self.len], self.span[self.len]) = (least, most - least);
        self.len += 1;
        self
    }

    /// How many bytes it is of.
    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    /// The least at each place, and how much more the greatest is.
    #[inline(always)]
    pub(crate) fn bounds(&self) -> (&[u8], &[u8]) {
        (&self.least[..self.len], &self.span[..self.len])
    }
}

/// Bytes that were as a pattern has them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fitting<'a> {
    /// INVARIANT: ASCII, as every pattern is.
    bytes: &'a [u8],
}

impl<'a> Fitting<'a> {
    /// # Safety
    ///
    /// The bytes fit some pattern, hence are ASCII.
    #[inline(always)]
    pub(super) const unsafe fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// So many of them, from a place on; none where there are not so many.
    #[inline(always)]
    pub(crate) fn text(self, at: usize, len: usize) -> &'a str {
        let text = self.bytes.get(at..at + len).unwrap_or_default();
        // SAFETY: they are ASCII.
        unsafe { std::str::from_utf8_unchecked(text) }
    }
}
