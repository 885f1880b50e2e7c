//! [`Pass`]: one walk over a sound frame that writes it, but for what goes.

use std::cell::OnceCell;
use std::io::Write;
use std::ops::Range;

use super::marker::Marker;
use super::place::{Inside, Place, Typed, Why};
use super::{Counts, Redactor};
use crate::ServerKind;
use crate::locate::{self, Fault, Level, Pieces, Segment, Step, Tags, Walker};
use crate::wire::Shape;

pub(super) struct Pass<'r, 'f> {
    redactor: &'r Redactor,
    frame: &'f [u8],
    tags: Tags,
    walker: Walker<'f>,
    /// How many objects have begun.
    objects: usize,
    /// What each open container holds.
    open: Vec<Inside>,
    /// What is known of the value of the key that was met last.
    next: Place,
    /// How much of the frame has been written.
    written: usize,
    counts: Counts,
    /// What [`told_rate`](Self::told_rate) finds, which looks through all of the frame.
    rate: OnceCell<Option<u64>>,
}

impl<'r, 'f> Pass<'r, 'f> {
    /// `tags` are those of the frame, which has been found sound.
    pub(super) fn new(redactor: &'r Redactor, frame: &'f [u8], tags: Tags) -> Self {
        Self {
            redactor,
            frame,
            tags,
            walker: Walker::new(frame),
            objects: 0,
            open: Vec::new(),
            next: Place::Event,
            written: 0,
            counts: Counts::default(),
            rate: OnceCell::new(),
        }
    }

    pub(super) fn run(mut self, out: &mut Vec<u8>) -> Result<Counts, Fault> {
        out.reserve(self.frame.len());
        while let Some(step) = self.walker.step()? {
            match step {
                Step::Key(range) => {
                    let inside = self.open.last().copied().unwrap_or(Inside::Free);
                    self.next = self.typed().member(self.redactor, inside, range.start);
                }
                Step::Close => drop(self.open.pop()),
                Step::Scalar(range) => {
                    let place = self.place();
                    if let Err(why) = self.look(place, range.start) {
                        self.replace(why, place, range, out);
                    }
                }
                Step::Open(start) => {
                    let place = self.place();
                    match self.look(place, start) {
                        Ok(inside) => self.open.push(inside),
                        Err(why) => {
                            let range = self.pass_over(start)?;
                            self.replace(why, place, range, out);
                        }
                    }
                }
            }
        }
        out.extend_from_slice(&self.frame[self.written..]);
        Ok(self.counts)
    }

    fn typed(&self) -> Typed<'f, '_> {
        Typed { frame: self.frame, tags: &self.tags }
    }

    /// What is known of the value that has just been met.
    fn place(&self) -> Place {
        match self.open.last() {
            None => Place::Event,
            Some(&Inside::Array(element)) => Place::Field(element),
            Some(Inside::Free) => Place::Free,
            Some(_) => self.next,
        }
    }

    /// What the value at `start` holds, or why it goes.
    fn look(&mut self, place: Place, start: usize) -> Result<Inside, Why> {
        let first = self.frame[start];
        let object = self.objects;
        self.objects += usize::from(first == b'{');
        let levels = &self.walker.open[..self.open.len()];
        let leads_here = |path: &Vec<Segment>| leads_to(path, self.frame, levels);
        let met = match place {
            Place::Name => 0,
            _ => bits(self.redactor.paths.iter().map(leads_here)),
        };
        self.counts.paths_met |= met;
        match place {
            Place::Marked(_, why) if !is_plain(first) => return Err(why),
            _ if met != 0 => return Err(Why::Path),
            _ => {}
        }
        // What says nothing of anybody stays, so that it is seen that there is none.
        if is_plain(first) {
            return Ok(Inside::Free);
        }
        let typed = self.typed();
        let inside = match place {
            Place::Event => Some(typed.event()),
            Place::Field(shape) => typed.fits(shape, start, object),
            Place::Either(one, other) => typed.fits_either([one, other], start, object),
            Place::Name => (first == b'"').then_some(Inside::Free),
            Place::Id => typed.is_id(start).then_some(Inside::Free),
            Place::Free => Some(Inside::Free),
            Place::Marked(..) | Place::Unknown => None,
        };
        let is_kept = || self.redactor.kept.iter().any(leads_here);
        inside.or_else(|| is_kept().then_some(Inside::Free)).ok_or(Why::Unknown)
    }

    /// Passes over the container that has just been opened.
    fn pass_over(&mut self, start: usize) -> Result<Range<usize>, Fault> {
        while self.walker.open.len() > self.open.len() {
            if let Some(Step::Open(at)) = self.walker.step()? {
                self.objects += usize::from(self.frame[at] == b'{');
            }
        }
        Ok(start..self.walker.at)
    }

    fn replace(&mut self, why: Why, place: Place, range: Range<usize>, out: &mut Vec<u8>) {
        let value = &self.frame[range.clone()];
        let inner = value.get(1..value.len() - 1).unwrap_or_default();
        let (before, after) = match value[0] {
            b'"' if inner.is_empty() || is_marker(inner) => return,
            b'{' | b'[' if inner.iter().all(u8::is_ascii_whitespace) => return,
            b'n' => return,
            b'"' => ("\"", "\""),
            b'{' => (r#"{"redacted":""#, "\"}"),
            b'[' if holds_text(place) => ("[\"", "\"]"),
            b'[' => ("[]", ""),
            _ => ("null", ""),
        };
        out.extend_from_slice(&self.frame[self.written..range.start]);
        self.written = range.end;
        out.extend_from_slice(before.as_bytes());
        if !after.is_empty() {
            let marker = self.marker(why, range);
            write!(out, "{marker}{after}").expect("a vector takes all that is written");
        }
        *match why {
            Why::Secret => &mut self.counts.secrets,
            Why::Audio => &mut self.counts.audio,
            Why::Text => &mut self.counts.text,
            Why::Unknown => &mut self.counts.unknown,
            Why::Path => &mut self.counts.paths,
        } += 1;
    }

    fn marker(&self, why: Why, range: Range<usize>) -> Marker {
        let is_text = self.frame[range.start] == b'"';
        let bytes = |ignored| if is_text { said(self.frame, range.start, ignored) } else { range.len() as u64 };
        match why {
            Why::Secret => Marker::Secret,
            Why::Audio if is_text => {
                // Three bytes are four characters, and what fills the last four says nothing.
                let bytes = bytes(Some(b'=')) * 3 / 4;
                Marker::Audio { bytes, millis: self.rate().map(|rate| millis(bytes, rate)) }
            }
            Why::Audio | Why::Text => Marker::Text { bytes: bytes(None) },
            Why::Unknown => Marker::Unknown { bytes: bytes(None) },
            Why::Path => Marker::Path { bytes: bytes(None) },
        }
    }

    /// How many bytes of the frame's sound make a second.
    fn rate(&self) -> Option<u64> {
        (*self.rate.get_or_init(|| self.told_rate())).or(self.redactor.audio?.0)
    }

    /// How many the frame itself says: translation does.
    fn told_rate(&self) -> Option<u64> {
        let kind = self.tags.quote(0).and_then(|quote| locate::text_at(self.frame, quote, self.frame.len()));
        let is_translated = kind.is_some_and(|kind| kind == ServerKind::SessionOutputAudioDelta.as_str());
        let [samples, channels] = FORMAT.map(|field| is_translated.then(|| self.number(field))?);
        let rate = samples?.saturating_mul(2).saturating_mul(channels.unwrap_or(1));
        Some(rate).filter(|&rate| rate > 0)
    }

    /// The last member of that name of the frame's object, if it is a whole number.
    fn number(&self, name: &str) -> Option<u64> {
        let values = locate::members(self.frame, name).ok()??;
        let value = values.last()?;
        std::str::from_utf8(&self.frame[value.clone()]).ok()?.parse().ok()
    }
}

/// Whether a value that begins so is null, true or false.
const fn is_plain(first: u8) -> bool {
    matches!(first, b'n' | b't' | b'f')
}

fn is_marker(text: &[u8]) -> bool {
    text[0] == b'<' && std::str::from_utf8(text).is_ok_and(|text| text.parse::<Marker>().is_ok())
}

/// Whether an array there may hold strings.
const fn holds_text(place: Place) -> bool {
    match place {
        Place::Field(Shape::Array(element)) | Place::Marked(Shape::Array(element), _) => {
            matches!(element, Shape::String)
        }
        _ => true,
    }
}

/// A bit for each that is so, the last for all that there are no more for.
fn bits(are: impl Iterator<Item = bool>) -> u64 {
    are.enumerate().filter(|&(_, is)| is).fold(0, |bits, (at, _)| bits | 1 << at.min(63))
}

fn leads_to(path: &[Segment], frame: &[u8], levels: &[Level]) -> bool {
    path.len() == levels.len() && path.iter().zip(levels).rev().all(|(segment, &level)| segment.names(frame, level))
}

/// How many bytes the string at `quote` says, without the `ignored` ones.
fn said(frame: &[u8], quote: usize, ignored: Option<u8>) -> u64 {
    let count = |text: &[u8]| {
        let ignored = ignored.map_or(0, |byte| memchr::memchr_iter(byte, text).count());
        (text.len() - ignored) as u64
    };
    Pieces::new(frame, quote).map(|piece| count(piece.text(&mut [0; 4]))).sum()
}

/// To the nearest.
fn millis(bytes: u64, rate: u64) -> u64 {
    let millis = (u128::from(bytes) * 1000 + u128::from(rate / 2)) / u128::from(rate);
    u64::try_from(millis).unwrap_or(u64::MAX)
}

/// How translation says how it sounds: samples a second, of 16 bits, and channels.
const FORMAT: [&str; 2] = ["sample_rate", "channels"];
