//! Paths as people read them: `response.output[0]["odd key"]`.

use super::text::Pieces;
use super::walk::Level;
use crate::escape::head;

/// How a path shows places in arrays.
#[derive(Debug, Clone, Copy)]
pub(super) enum Indices {
    /// `[0]`: this one.
    Shown,
    /// `[]`: any, as the drift report has it.
    Any,
}

/// Renders the path through the containers of `levels`, at most [`PATH_MAX`] bytes of it.
pub(super) fn render(frame: &[u8], levels: &[Level], indices: Indices) -> String {
    // What the cut drops is not rendered: it may be any number of levels with keys of any length.
    let (first, rest) = levels.split_at(levels.len().min(PATH_LEVELS));
    let last = &rest[rest.len().saturating_sub(PATH_LEVELS)..];
    let mut path = String::new();
    for level in first.iter().chain(last) {
        match (*level, indices) {
            (Level::Object { key }, _) => push_key(&mut path, frame, key),
            (Level::Array { index }, Indices::Shown) => path.push_str(&format!("[{index}]")),
            (Level::Array { .. }, Indices::Any) => path.push_str("[]"),
        }
    }
    if path.len() <= PATH_MAX {
        return path;
    }
    let tail = head(&path, path.len() - PATH_TAIL).len();
    format!("{}…{}", head(&path, PATH_HEAD), &path[tail..])
}

/// Appends the key whose opening quote is at `quote`: `.key` if it is a plain word, else `["key"]` with escapes.
fn push_key(path: &mut String, frame: &[u8], quote: usize) {
    // A key may be as long as the frame. One character more than is shown tells that it has to be cut.
    let enough = KEY_MAX + 4;
    let mut bytes = Vec::new();
    for piece in Pieces::new(frame, quote) {
        let mut room = [0; 4];
        let text = piece.text(&mut room);
        bytes.extend_from_slice(&text[..text.len().min(enough)]);
        if bytes.len() >= enough {
            break;
        }
    }
    let mut key = String::from_utf8_lossy(&bytes).into_owned();
    if key.len() > KEY_MAX {
        key.truncate(head(&key, KEY_MAX).len());
        key.push('…');
    }
    if !key.is_empty() && key.chars().all(is_plain) {
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(&key);
        return;
    }
    path.push_str("[\"");
    path.extend(key.chars().flat_map(char::escape_debug));
    path.push_str("\"]");
}

/// Whether `char` may stand in a path as it is. What `escape_debug` leaves alone includes no control, no bidi or zero
/// width mark and no line separator, none of which may reach a log; a test has the list.
fn is_plain(char: char) -> bool {
    if char.is_ascii() {
        char.is_ascii_alphanumeric() || matches!(char, '_' | '-' | '$')
    } else {
        char.escape_debug().len() == 1
    }
}

/// Longest path shown, in bytes; a longer one is cut to its first `PATH_HEAD` and last `PATH_TAIL`, with `…` between.
/// The three bytes left over are for a character that the cut would split.
const PATH_MAX: usize = PATH_HEAD + '…'.len_utf8() + PATH_TAIL + 3;
const PATH_HEAD: usize = 120;
const PATH_TAIL: usize = 130;
/// As many levels fill either end of a path that has to be cut: only the first can be shorter than two bytes.
const PATH_LEVELS: usize = PATH_TAIL / 2 + 1;
/// Longest part of a key shown, in bytes, before it is escaped.
const KEY_MAX: usize = 64;
