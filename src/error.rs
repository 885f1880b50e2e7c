//! [`Error`]: what is wrong with a frame, and where.

use std::fmt;
use std::io;
use std::sync::Arc;

use crate::escape::{Escaped, head};

/// The result of decoding.
pub type Result<T> = std::result::Result<T, Error>;

/// What is wrong with a frame: a [`kind`](Self::kind), the byte [`offset`](Self::offset) and the
/// [`path`](Self::path).
///
/// One word, so that the way without an error pays nothing for it; clones share one allocation. `Display` is one line of
/// at most 512 bytes and shows nothing of the payload but the keys of the path, escaped.
///
/// ```
/// let mut decoder = rtwire::Decoder::new();
/// let error = decoder.server(br#"{"type":"response.audio.done","output_index":"0"}"#).unwrap_err();
/// assert_eq!(error.category(), rtwire::Category::Shape);
/// assert_eq!(error.offset(), 45);
/// assert_eq!(error.path(), "output_index");
/// assert_eq!(error.to_string(), "shape: expected unsigned integer, found string at byte 45 (output_index)");
/// ```
#[derive(Clone)]
pub struct Error(
    // The last of them is dropped by a call. The drop of a box would be a part of every result's, which would save five
    // registers before it finds that there is no error.
    Arc<Inner>,
);

struct Inner {
    kind: ErrorKind,
    offset: usize,
    path: String,
}

/// What is wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The frame is not one JSON text; the offset is the first byte at which no valid text can go on, for a frame
    /// that is cut its length.
    Syntax,
    /// A string cuts a surrogate pair in two (`\ud83d` alone). Refused under [`Mismatch::Reject`](crate::Mismatch)
    /// only; the offset is that of its backslash.
    LoneSurrogate,
    /// A number beyond the range of a 64-bit float. The one legal JSON text that is refused.
    NumberRange,
    /// The frame is not UTF-8; the offset is the first byte that is not.
    Utf8,
    /// Something else stands where this was expected; the offset is its first byte.
    Expected {
        /// What a field or a frame must be.
        expected: &'static str,
        /// What stands there.
        found: &'static str,
    },
    /// A field without which the event has no meaning is not there; the offset is its object's `{`.
    Missing(&'static str),
    /// A known key stands twice in an object. Refused under [`Duplicates::Reject`](crate::Duplicates) only; the
    /// offset is that of the second.
    Repeated,
    /// The frame is longer than [`Limits::max_frame_bytes`](crate::Limits::max_frame_bytes).
    TooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// Containers nest deeper than [`Limits::max_depth`](crate::Limits::max_depth).
    TooDeep {
        /// The limit; the outermost object has depth 1.
        limit: usize,
    },
    /// There are more values and keys than [`Limits::max_nodes`](crate::Limits::max_nodes).
    TooManyNodes {
        /// The limit in values and keys.
        limit: usize,
    },
    /// A path that is none was given, or the empty one where it must lead into the frame.
    Path,
    /// Two edits overlap, or one lies outside the frame; the offset is where it begins.
    Edit,
    /// Sound is not base64; the offset is that of the first character of its text at which no base64 can go on.
    Base64,
    /// A stream could not be read.
    Io(io::Error),
}

/// What sort of thing is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Category {
    /// A stream could not be read.
    Io,
    /// Not JSON, or JSON that cannot be held.
    Syntax,
    /// Not UTF-8.
    Utf8,
    /// JSON, but not an event, or not what was asked to be found or changed in it: a path or value of the caller's that is
    /// none is of this category too.
    Shape,
    /// Beyond what the decoder was allowed.
    Limit,
}

impl Category {
    /// The category's name: `io`, `syntax`, `utf8`, `shape` or `limit`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Io => "io",
            Self::Syntax => "syntax",
            Self::Utf8 => "utf8",
            Self::Shape => "shape",
            Self::Limit => "limit",
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Error {
    #[cold]
    pub(crate) fn new(kind: ErrorKind, offset: usize, path: String) -> Self {
        Self(Arc::new(Inner { kind, offset, path }))
    }

    /// What is wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// What sort of thing is wrong.
    pub fn category(&self) -> Category {
        match self.0.kind {
            ErrorKind::Syntax | ErrorKind::LoneSurrogate | ErrorKind::NumberRange => Category::Syntax,
            ErrorKind::Utf8 => Category::Utf8,
            ErrorKind::Expected { .. }
            | ErrorKind::Missing(_)
            | ErrorKind::Repeated
            | ErrorKind::Path
            | ErrorKind::Edit
            | ErrorKind::Base64 => Category::Shape,
            ErrorKind::TooLong { .. } | ErrorKind::TooDeep { .. } | ErrorKind::TooManyNodes { .. } => Category::Limit,
            ErrorKind::Io(_) => Category::Io,
        }
    }

    /// The byte of the frame at which it is wrong; 0 to the frame's length. Of [`ErrorKind::Base64`], the byte of the field's
    /// text.
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// The place in the event, such as `response.output[0].type`: empty for the frame itself, at most 256 bytes,
    /// keys escaped.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// What is wrong without the place, for those who show the place themselves.
    pub fn message(&self) -> impl fmt::Display {
        Message(&self.0.kind)
    }
}

struct Message<'e>(&'e ErrorKind);

impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            ErrorKind::Syntax => f.write_str("not valid JSON"),
            ErrorKind::LoneSurrogate => f.write_str("half of a surrogate pair"),
            ErrorKind::NumberRange => f.write_str("number beyond the range of a 64-bit float"),
            ErrorKind::Utf8 => f.write_str("not valid UTF-8"),
            ErrorKind::Expected { expected, found } => write!(f, "expected {expected}, found {found}"),
            ErrorKind::Missing(field) => write!(f, "missing `{field}`"),
            ErrorKind::Repeated => f.write_str("repeated key"),
            ErrorKind::Path => f.write_str("not a path of a value"),
            ErrorKind::Edit => f.write_str("edits overlap or lie outside the frame"),
            ErrorKind::Base64 => f.write_str("not valid base64"),
            ErrorKind::TooLong { limit } => write!(f, "longer than {limit} bytes"),
            ErrorKind::TooDeep { limit } => write!(f, "nested deeper than {limit}"),
            ErrorKind::TooManyNodes { limit } => write!(f, "more than {limit} values and keys"),
            // The operating system's words may hold a file name.
            ErrorKind::Io(error) => {
                let text = error.to_string();
                Escaped::new(head(&text, 64)).fmt(f)
            }
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} at byte {}", self.category(), self.message(), self.offset())?;
        match self.path() {
            "" => Ok(()),
            path => write!(f, " ({path})"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({self})")
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.kind() {
            ErrorKind::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::new(ErrorKind::Io(error), 0, String::new())
    }
}
