//! [`Marker`]: what stands in the place of what was replaced.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

/// What stands in the place of what was replaced, in a form that can be read back.
///
/// ```
/// use rtwire::redact::Marker;
///
/// let marker = Marker::Audio { bytes: 9_600, millis: Some(200) };
/// assert_eq!(marker.to_string(), "<audio 9600 B 0.200 s>");
/// assert_eq!("<audio 9600 B 0.200 s>".parse(), Ok(marker));
/// assert_eq!("<text 12 B>".parse(), Ok(Marker::Text { bytes: 12 }));
/// assert!("<b>bold</b>".parse::<Marker>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Marker {
    /// `<secret>`: a credential. Its length is nobody's business.
    Secret,
    /// `<audio 9600 B 0.200 s>`: so many bytes of sound when decoded, and how long they last where that is known.
    Audio {
        /// Without the base64.
        bytes: u64,
        /// In thousandths of a second, to the nearest.
        millis: Option<u64>,
    },
    /// `<text 12 B>`: words, pictures, arguments and all else that people or models say.
    Text {
        /// Of the text in UTF-8; of an object or array, of its JSON.
        bytes: u64,
    },
    /// `<unknown 12 B>`: what this version has no row for.
    Unknown {
        /// As of a text.
        bytes: u64,
    },
    /// `<path 12 B>`: what stood at a path that was asked for.
    Path {
        /// As of a text.
        bytes: u64,
    },
}

impl Marker {
    const fn word(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::Audio { .. } => "audio",
            Self::Text { .. } => "text",
            Self::Unknown { .. } => "unknown",
            Self::Path { .. } => "path",
        }
    }
}

impl Display for Marker {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "<{}", self.word())?;
        match *self {
            Self::Secret => {}
            Self::Audio { bytes, millis: Some(millis) } => {
                write!(f, " {bytes} B {}.{:03} s", millis / 1000, millis % 1000)?;
            }
            Self::Audio { bytes, millis: None }
            | Self::Text { bytes }
            | Self::Unknown { bytes }
            | Self::Path { bytes } => write!(f, " {bytes} B")?,
        }
        f.write_str(">")
    }
}

/// The text is no marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoMarker;

impl Display for NoMarker {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("not a marker of something redacted")
    }
}

impl std::error::Error for NoMarker {}

/// Reads exactly what `Display` writes.
impl FromStr for Marker {
    type Err = NoMarker;

    fn from_str(text: &str) -> Result<Self, NoMarker> {
        read(text).filter(|marker| marker.to_string() == text).ok_or(NoMarker)
    }
}

fn read(text: &str) -> Option<Marker> {
    let inner = text.strip_prefix('<')?.strip_suffix('>')?;
    let Some((word, rest)) = inner.split_once(' ') else {
        return (inner == Marker::Secret.word()).then_some(Marker::Secret);
    };
    let (bytes, rest) = rest.split_once(" B")?;
    let bytes = bytes.parse().ok()?;
    if rest.is_empty() {
        let all = [
            Marker::Audio { bytes, millis: None },
            Marker::Text { bytes },
            Marker::Unknown { bytes },
            Marker::Path { bytes },
        ];
        return all.into_iter().find(|marker| marker.word() == word);
    }
    let (seconds, thousandths) = rest.strip_prefix(' ')?.strip_suffix(" s")?.split_once('.')?;
    let seconds = seconds.parse::<u64>().ok()?;
    let millis = seconds.checked_mul(1000)?.checked_add(thousandths.parse().ok()?)?;
    let marker = Marker::Audio { bytes, millis: Some(millis) };
    (marker.word() == word).then_some(marker)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_is_read_as_it_is_written() {
        for marker in [
            Marker::Secret,
            Marker::Audio { bytes: 0, millis: Some(0) },
            Marker::Audio { bytes: u64::MAX, millis: Some(u64::MAX) },
            Marker::Audio { bytes: 7, millis: None },
            Marker::Text { bytes: 12 },
            Marker::Unknown { bytes: 1 },
            Marker::Path { bytes: 99 },
        ] {
            assert_eq!(marker.to_string().parse(), Ok(marker));
        }
    }

    #[test]
    fn nothing_else_is_one() {
        for text in [
            "",
            "<>",
            "secret",
            "<secret >",
            "<secret 1 B>",
            "<text>",
            "<text 12>",
            "<text 012 B>",
            "<text +1 B>",
            "<text 1 B 0.000 s>",
            "<audio 1 B 0.2 s>",
            "<audio 1 B 0.2000 s>",
            "<audio 1 B 0.200 s >",
            "<words 1 B>",
            "<text 1 B> ",
            "<text 99999999999999999999 B>",
            "<audio 1 B 99999999999999999999.000 s>",
        ] {
            assert_eq!(text.parse::<Marker>(), Err(NoMarker), "{text}");
        }
    }
}
