//! From a line to its event.

use rtwire::ndjson::Body;
use rtwire::{Category, Decoder, Event};

use crate::envelope::{Pointer, place_in_string, unescape};
use crate::input::Entry;
use crate::problem::Problem;

/// Finds the frame in a line, and decodes it.
#[derive(Debug)]
pub(crate) struct Frames {
    pub(crate) decoder: Decoder,
    /// Where in a line the frame stands, if it is not the line.
    at: Option<Pointer>,
    /// A frame that stood in a string.
    text: Vec<u8>,
}

impl Frames {
    pub(crate) fn new(decoder: Decoder, at: Option<Pointer>) -> Self {
        Self { decoder, at, text: Vec::new() }
    }

    /// Gives the event and its frame.
    ///
    /// # Errors
    /// What makes the line a bad one.
    pub(crate) fn read<'a>(&'a mut self, entry: &Entry<'a>) -> Result<(Event<'a>, &'a [u8]), Problem<'a>> {
        let Self { decoder, at, text } = self;
        let line = match entry.body {
            Body::Frame(line) => line,
            Body::TooLong { len } => return Err(Problem::too_long(entry, len, decoder.limits().max_frame_bytes)),
        };
        let Some(pointer) = at else {
            return match decoder.any(line) {
                Ok(event) => Ok((event, line)),
                Err(error) => Err(Problem::refused(entry, error.offset(), &error)),
            };
        };
        let range = match pointer.find(line) {
            Ok(Some(range)) => range,
            Ok(None) => return Err(Problem::nowhere(entry, pointer)),
            Err(error) => return Err(no_envelope(decoder, entry, line, &error)),
        };
        let value = &line[range.clone()];
        if value.first() != Some(&b'"') {
            return match decoder.any(value) {
                Ok(event) => Ok((event, value)),
                Err(error) => Err(Problem::refused(entry, range.start + error.offset(), &error)),
            };
        }
        if let Err(error) = unescape(value, text) {
            return Err(no_envelope(decoder, entry, line, &error));
        }
        match decoder.any(text) {
            Ok(event) => Ok((event, text)),
            Err(error) => {
                let place = range.start + place_in_string(value, error.offset());
                Err(Problem::refused(entry, place, &error))
            }
        }
    }
}

/// A line that is no JSON, as the decoder tells it: the other reader does not know the place.
#[cold]
fn no_envelope<'a>(decoder: &mut Decoder, entry: &Entry<'a>, line: &[u8], error: &serde_json::Error) -> Problem<'a> {
    match decoder.any(line).err() {
        Some(error) if error.category() != Category::Shape => Problem::refused(entry, error.offset(), &error),
        _ => Problem::no_json(entry, error.column().saturating_sub(1)),
    }
}
