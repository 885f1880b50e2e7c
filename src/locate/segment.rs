//! [`Segment`]: a path as a caller writes it.

use super::text::Pieces;
use super::walk::Level;

/// One step of a path that a caller gave.
#[derive(Debug, Clone)]
pub(crate) enum Segment {
    Key(String),
    Index(usize),
    /// `[]`: every element. Of a [`pattern`] only.
    Any,
}

impl Segment {
    /// Whether this is where `level` stands now.
    pub(crate) fn names(&self, frame: &[u8], level: Level) -> bool {
        match (self, level) {
            (Self::Index(wanted), Level::Array { index }) => *wanted == index,
            (Self::Any, Level::Array { .. }) => true,
            (Self::Key(wanted), Level::Object { key }) => {
                let mut pieces = Pieces::new(frame, key);
                let left = pieces.try_fold(wanted.as_bytes(), |left, piece| left.strip_prefix(piece.text(&mut [0; 4])));
                left.is_some_and(<[u8]>::is_empty)
            }
            _ => false,
        }
    }
}

/// Reads a path; none where it is none.
pub(crate) fn segments(path: &str) -> Option<Vec<Segment>> {
    pattern(path).filter(|segments| !segments.iter().any(|segment| matches!(segment, Segment::Any)))
}

/// Reads a path in which `[]` stands for every element.
pub(crate) fn pattern(path: &str) -> Option<Vec<Segment>> {
    let mut segments = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(quoted) = rest.strip_prefix("[\"") {
            let (key, after) = unquote(quoted)?;
            segments.push(Segment::Key(key));
            rest = after.strip_prefix(']')?;
        } else if let Some(after) = rest.strip_prefix("[]") {
            segments.push(Segment::Any);
            rest = after;
        } else if let Some(bracketed) = rest.strip_prefix('[') {
            let (index, after) = bracketed.split_once(']')?;
            // A plus sign is a number's as well.
            let digits = Some(index).filter(|index| index.bytes().all(|byte| byte.is_ascii_digit()))?;
            segments.push(Segment::Index(digits.parse().ok()?));
            rest = after;
        } else {
            let plain = if segments.is_empty() { rest } else { rest.strip_prefix('.')? };
            let (key, after) = plain.split_at(plain.find(['.', '[']).unwrap_or(plain.len()));
            if key.is_empty() {
                return None;
            }
            segments.push(Segment::Key(key.to_owned()));
            rest = after;
        }
    }
    Some(segments)
}

/// Reads up to the closing quote what a rendered path has. Gives the key and what follows the quote.
fn unquote(quoted: &str) -> Option<(String, &str)> {
    let mut key = String::new();
    let mut chars = quoted.chars();
    loop {
        key.push(match chars.next()? {
            '"' => return Some((key, chars.as_str())),
            '\\' => match chars.next()? {
                '0' => '\0',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => {
                    let (digits, after) = chars.as_str().strip_prefix('{')?.split_once('}')?;
                    chars = after.chars();
                    // It would take a sign, too.
                    let digits = Some(digits).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
                    char::from_u32(u32::from_str_radix(digits, 16).ok()?)?
                }
                itself @ ('"' | '\'' | '\\') => itself,
                _ => return None,
            },
            itself => itself,
        });
    }
}
