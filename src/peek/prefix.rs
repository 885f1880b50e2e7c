//! [`prefix_kind`]: the first `type`, near the start.

use super::walk::{Value, Walk};
use super::{TYPE, USUAL};
use crate::scan::near_text;

/// How far into a frame is looked. The longest type has 53 bytes, and an id before it 27.
const PREFIX: usize = 256;

/// The first `type`, if it stands among the first members, within 256 bytes; nothing behind is touched, so a frame of
/// any length costs the same.
///
/// For statistics. **Never decide by it about a frame that one does not trust**: a second `type` behind it is what a
/// decoder obeys, nothing says that the frame is JSON, and the text is not checked to be UTF-8. [`kind`](super::kind)
/// is for that.
///
/// None, if there is no such `type`, or it is no string or written with escapes.
///
/// ```
/// use rtwire::peek::prefix_kind;
///
/// let frame = br#"{"event_id":"event_1","type":"input_audio_buffer.append","audio":"AAAA"#;
/// assert_eq!(prefix_kind(frame), Some(b"input_audio_buffer.append".as_slice()));
///
/// assert_eq!(prefix_kind(br#"{"part":{"type":"text"}}"#), None);
/// ```
#[inline]
pub fn prefix_kind(frame: &[u8]) -> Option<&[u8]> {
    match usual(frame) {
        Some(kind) => Some(kind.as_bytes()),
        None => search(frame),
    }
}

/// The `type`, if the frame begins with it as servers write it and it is not long. Another may stand behind it.
#[inline(always)]
pub(crate) fn usual(frame: &[u8]) -> Option<&str> {
    if frame.starts_with(USUAL) { near_text(frame, USUAL.len()) } else { None }
}

fn search(frame: &[u8]) -> Option<&[u8]> {
    let mut walk = Walk::open(&frame[..frame.len().min(PREFIX)]).ok()?;
    while let Some(key) = walk.key().ok()? {
        match walk.value().ok()? {
            Value::Text(text) if key == TYPE => return (!text.has_escapes()).then_some(text.raw),
            _ if key == TYPE => return None,
            _ => {}
        }
    }
    None
}
