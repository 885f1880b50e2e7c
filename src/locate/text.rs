//! [`Pieces`]: what a string's escapes stand for.

use super::note;

/// The content of a string that the walker has passed, unescaped piece by piece so that nobody has to hold it whole.
pub(crate) struct Pieces<'f> {
    frame: &'f [u8],
    at: usize,
}

pub(crate) enum Piece<'f> {
    Raw(&'f [u8]),
    Char(char),
    /// The escape at this offset stands for no character.
    Lone(usize),
}

impl Piece<'_> {
    pub(crate) fn lone(self) -> Option<usize> {
        match self {
            Piece::Lone(offset) => Some(offset),
            Piece::Raw(_) | Piece::Char(_) => None,
        }
    }

    /// The text it stands for. `room` is where an escaped character is put.
    pub(crate) fn text<'t>(&'t self, room: &'t mut [u8; 4]) -> &'t [u8] {
        match *self {
            Piece::Raw(raw) => raw,
            Piece::Char(char) => char.encode_utf8(room).as_bytes(),
            Piece::Lone(_) => char::REPLACEMENT_CHARACTER.encode_utf8(room).as_bytes(),
        }
    }
}

impl<'f> Pieces<'f> {
    /// `quote` is the offset of the opening quote.
    pub(crate) fn new(frame: &'f [u8], quote: usize) -> Self {
        Self { frame, at: quote + 1 }
    }

    /// The code unit of the `\u` escape at `at`, if there is one.
    fn unit(&self, at: usize) -> Option<u32> {
        let digits = self.frame.get(at..at + 6)?.strip_prefix(b"\\u")?;
        digits.iter().try_fold(0, |unit, &digit| Some(unit << 4 | char::from(digit).to_digit(16)?))
    }
}

impl<'f> Iterator for Pieces<'f> {
    type Item = Piece<'f>;

    fn next(&mut self) -> Option<Piece<'f>> {
        let start = self.at;
        let rest = self.frame.get(start..)?;
        let raw = memchr::memchr2(b'"', b'\\', rest).unwrap_or(rest.len());
        note(raw + 1);
        if raw > 0 {
            self.at += raw;
            return Some(Piece::Raw(&rest[..raw]));
        }
        if let Some(unit) = self.unit(start) {
            self.at += 6;
            if let (0xD800..=0xDBFF, Some(low @ 0xDC00..=0xDFFF)) = (unit, self.unit(self.at)) {
                self.at += 6;
                return char::from_u32(0x10000 + ((unit & 0x3FF) << 10 | low & 0x3FF)).map(Piece::Char);
            }
            return Some(char::from_u32(unit).map_or(Piece::Lone(start), Piece::Char));
        }
        let &[b'\\', letter, ..] = rest else {
            return None;
        };
        self.at += 2;
        Some(Piece::Char(match letter {
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            itself => char::from(itself),
        }))
    }
}
