//! Frames for logs: what people say and what opens doors replaced in a copy, the rest byte for byte.
//!
//! ```
//! use rtwire::{AudioCodec, Redactor};
//!
//! let redactor = Redactor::new().audio(AudioCodec::Pcm).text().path("session.tools[].server_url")?;
//! let mut line = Vec::new();
//! let frame = br#"{"type":"response.output_audio.delta", "event_id":"event_1","output_index":0,
//!     "content_index":0,"delta":"AAAAAAAA","trace":"a38"}"#;
//! let counts = redactor.redact(frame, &mut line)?;
//! assert_eq!(line, br#"{"type":"response.output_audio.delta", "event_id":"event_1","output_index":0,
//!     "content_index":0,"delta":"<audio 6 B 0.000 s>","trace":"<unknown 3 B>"}"#);
//! assert_eq!((counts.audio, counts.unknown), (1, 1));
//! # Ok::<(), rtwire::Error>(())
//! ```
//!
//! # What goes
//!
//! What the tables say is what is known: [`Field::mark`](crate::Field).
//!
//! | what | when |
//! |---|---|
//! | fields marked [`Mark::Secret`]: keys of remote tools, their headers, client secrets | always |
//! | what no table names, so that nobody knows what it is: unknown fields, the fields of unknown events and objects, values of another shape than their field has, unknown words where some are known | always, but at the paths given to [`keep`](Redactor::keep) |
//! | fields marked [`Mark::Content`] that hold sound | after [`audio`](Redactor::audio) |
//! | all others marked [`Mark::Content`]: texts, transcripts, instructions, pictures, arguments and outputs of tools, metadata | after [`text`](Redactor::text) |
//! | what stands at a path | after [`path`](Redactor::path) |
//!
//! Every member of that name goes, where one is repeated. What stays even of what is unknown: names (keys, and the
//! `type` of events and of what is told by one), ids of unknown events and objects up to 128 bytes, `null`, `true` and
//! `false`, which become `null` at a path. Of an object that might be one of two without a `type`, the fields of both are
//! known. Known fields without a mark
//! stay, open values such as a tool's `parameters` and messages of servers' errors among them: name their paths, where people's
//! words or keys can stand there.
//!
//! # What stands there then
//!
//! A [`Marker`], as a string for a string, as the one member of an object for an object, as the one element of an array
//! for an array (none, where those of its field are no strings), and `null` for a number. So a frame that decodes does so
//! afterwards, to an event of the same kind with the same ids, unless a [`path`](Redactor::path) leads to an id, or to
//! what an event cannot be without. Empty strings, objects and arrays hide nothing and stay, and so does a string that is
//! a marker already.
//!
//! # Bad frames
//!
//! A frame that is no JSON object with a `type`, or is beyond the [`Limits`], cannot be redacted: it is an error, and
//! nothing is written. Drop it, or log the error, which shows nothing of the frame but the keys of a path. A frame that
//! the decoder refuses for the shape of a field, or for a number beyond a double, is redacted like any other.

mod marker;
mod pass;
mod place;

pub use marker::{Marker, NoMarker};

use crate::error::{Error, ErrorKind, Result};
use crate::limits::{DEEPEST, Limits};
use crate::locate::{self, Segment};
use crate::wire::{Key, Mark};
use crate::{AudioCodec, ClientKind, ServerKind};
use pass::Pass;
use place::Why;

/// Redacts frames: secrets and what is unknown, and what else it was made to. See the [module](self).
///
/// It keeps nothing between frames, and can be shared by threads.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    limits: Limits,
    audio: Option<Rate>,
    text: bool,
    paths: Vec<Vec<Segment>>,
    kept: Vec<Vec<Segment>>,
}

/// How many bytes of sound a second has, where that is known.
#[derive(Debug, Clone, Copy)]
struct Rate(Option<u64>);

impl Redactor {
    /// Redacts secrets and what is unknown.
    pub fn new() -> Self {
        Self::default()
    }

    /// With these limits: of bytes, depth and nodes.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Redacts sound too. `codec` is what the sessions use, in both directions: it makes seconds of bytes. Translation
    /// says how it sounds in each event, which counts where it stands.
    ///
    /// PCM is 16 bits at 24 kHz, G.711 8 bits at 8 kHz; of another codec no seconds are said.
    #[must_use]
    pub fn audio(mut self, codec: AudioCodec<'_>) -> Self {
        self.audio = Some(Rate(match codec {
            AudioCodec::Pcm => Some(PCM),
            AudioCodec::Pcmu | AudioCodec::Pcma => Some(G711),
            _ => None,
        }));
        self
    }

    /// Redacts all content that is no sound.
    #[must_use]
    pub fn text(mut self) -> Self {
        self.text = true;
        self
    }

    /// Redacts what stands at `path` too, in events of any type. Paths are those of [`patch`](mod@crate::patch), and in
    /// them `[]` is every element: `item.content[].transcript`. No `type` of an event or a typed object goes.
    ///
    /// # Errors
    /// `Shape` for a path that is none, and for the empty one.
    pub fn path(mut self, path: &str) -> Result<Self> {
        self.paths.push(pattern(path)?);
        Ok(self)
    }

    /// Leaves what stands at `path` although it is unknown, with all that is in it, for there nobody knows what is
    /// secret. What is known and marked, or stands at a path given to [`path`](Self::path), goes all the same.
    ///
    /// # Errors
    /// As [`path`](Self::path).
    pub fn keep(mut self, path: &str) -> Result<Self> {
        self.kept.push(pattern(path)?);
        Ok(self)
    }

    /// Writes `frame`, of either direction, to the end of `out` with what is to go replaced, and counts what went.
    ///
    /// # Errors
    /// `Syntax`, `Utf8` and `Limit` if the frame is not one JSON text within the limits, `Shape` if it is no object with
    /// a `type` that is text. Nothing has been written then.
    pub fn redact(&self, frame: &[u8], out: &mut Vec<u8>) -> Result<Counts> {
        let Limits { max_frame_bytes, max_nodes, max_depth, .. } = self.limits;
        let max_depth = max_depth.min(DEEPEST);
        if frame.len() > max_frame_bytes {
            return Err(Error::new(ErrorKind::TooLong { limit: max_frame_bytes }, max_frame_bytes, String::new()));
        }
        let fault = |fault: locate::Fault| fault.error(frame, max_depth, max_nodes);
        if std::str::from_utf8(frame).is_err() {
            // Which of its faults comes first.
            locate::check(frame, max_depth, max_nodes).map_err(fault)?;
        }
        let tags = locate::tags(frame, Key::TYPE.name, max_depth, max_nodes).map_err(fault)?;
        let start = frame.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(0);
        if frame.get(start) != Some(&b'{') || tags.quote(0).is_none() {
            return Err(locate::untyped(frame, Key::TYPE.name));
        }
        let written = out.len();
        Pass::new(self, frame, tags).run(out).map_err(|met| {
            out.truncate(written);
            fault(met)
        })
    }

    /// Why a field with that mark goes, if it does.
    fn why(&self, mark: Mark, is_sound: bool) -> Option<Why> {
        match mark {
            Mark::Secret => Some(Why::Secret),
            Mark::Content if is_sound => self.audio.map(|_| Why::Audio),
            Mark::Content => self.text.then_some(Why::Text),
        }
    }
}

/// How many values went, by why they did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Counts {
    /// Credentials.
    pub secrets: u64,
    /// Sound.
    pub audio: u64,
    /// Other content.
    pub text: u64,
    /// What no table names.
    pub unknown: u64,
    /// What stood at a path that was asked for.
    pub paths: u64,
    /// Which of the paths that were asked for led to a value: a bit each in the order in which they were given, the lowest
    /// for the first. The 64th bit is of all from the 64th on. What is in something that went is not looked at,
    /// nor is a `type`, which stays.
    pub paths_met: u64,
}

impl Counts {
    /// All values that went.
    pub const fn total(&self) -> u64 {
        self.secrets + self.audio + self.text + self.unknown + self.paths
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, more: Self) {
        self.secrets += more.secrets;
        self.audio += more.audio;
        self.text += more.text;
        self.unknown += more.unknown;
        self.paths += more.paths;
        self.paths_met |= more.paths_met;
    }
}

/// Whether what a server's event of this kind holds as content is sound.
const fn server_sounds(kind: ServerKind) -> bool {
    matches!(
        kind,
        ServerKind::ResponseAudioDelta | ServerKind::ResponseOutputAudioDelta | ServerKind::SessionOutputAudioDelta
    )
}

/// Whether what a client's event of this kind holds as content is sound.
const fn client_sounds(kind: ClientKind) -> bool {
    matches!(kind, ClientKind::InputAudioBufferAppend | ClientKind::SessionInputAudioBufferAppend)
}

fn pattern(path: &str) -> Result<Vec<Segment>> {
    let segments = locate::pattern(path).filter(|segments| !segments.is_empty());
    segments.ok_or_else(|| Error::new(ErrorKind::Path, 0, String::new()))
}

/// Bytes a second of 16-bit samples at 24 kHz.
const PCM: u64 = 48_000;
/// Bytes a second of 8-bit samples at 8 kHz.
const G711: u64 = 8_000;
