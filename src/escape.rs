//! Text that came off the wire, made safe to show on a terminal.
//!
//! A transcript, a type or a file name may hold what moves the cursor, changes the title, turns the direction of
//! reading or hides. [`Escaped`] writes such characters as visible escapes and everything else as it is:
//!
//! ```
//! use rtwire::escape::Escaped;
//!
//! assert_eq!(Escaped::new("caf\u{e9}\n\u{1b}[2J").to_string(), r"café\n\u{1b}[2J");
//! assert_eq!(Escaped::bytes(b"cut \xe2\x82").to_string(), r"cut \xe2\x82");
//! ```
//!
//! This is for people's eyes and cannot be undone: a backslash stays one, as in JSON that is shown.

use std::fmt::{self, Display, Formatter, Write};

/// Shows text with every [unsafe](is_unsafe) character as `\n`, `\r`, `\t` or `\u{..}`, and each byte that is no UTF-8
/// as `\x..`.
#[derive(Debug, Clone, Copy)]
pub struct Escaped<'a>(&'a [u8]);

impl<'a> Escaped<'a> {
    /// Shows `text`.
    pub const fn new(text: &'a str) -> Self {
        Self(text.as_bytes())
    }

    /// Shows `bytes`, which need not be UTF-8.
    pub const fn bytes(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }
}

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for chunk in self.0.utf8_chunks() {
            write_text(chunk.valid(), f)?;
            for byte in chunk.invalid() {
                write!(f, "\\x{byte:02x}")?;
            }
        }
        Ok(())
    }
}

/// Whether a terminal might do anything else with `char` than show it.
///
/// These are the controls (C0, DEL, C1), the separators of lines and paragraphs, the interlinear annotations, and
/// all that Unicode calls ignorable by default: what changes the direction, has no width, joins, selects a variant,
/// or spells hidden text in tags.
///
/// ```
/// use rtwire::escape::is_unsafe;
///
/// assert!(['\u{1b}', '\u{9b}', '\u{202e}', '\u{200b}', '\u{feff}', '\u{e0041}'].into_iter().all(is_unsafe));
/// assert!(!"naïve 日本語 🙂 \\ \"".chars().any(is_unsafe));
/// ```
pub const fn is_unsafe(char: char) -> bool {
    matches!(char,
        '\0'..='\x1f' | '\x7f'..='\u{9f}'
        // Line and paragraph separator; interlinear annotation.
        | '\u{2028}' | '\u{2029}' | '\u{fff9}'..='\u{fffb}'
        // Default_Ignorable_Code_Point of Unicode 16, and with it every character that sets the direction.
        | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// The first `most` bytes of `text`, or a little less, for no character is cut in two.
pub(crate) fn head(text: &str, most: usize) -> &str {
    if text.len() <= most {
        return text;
    }
    let end = (0..=most.min(text.len())).rev().find(|&end| text.is_char_boundary(end));
    &text[..end.unwrap_or(0)]
}

fn write_text(text: &str, f: &mut Formatter<'_>) -> fmt::Result {
    let mut plain = 0;
    for (at, char) in text.char_indices().filter(|&(_, char)| is_unsafe(char)) {
        f.write_str(&text[plain..at])?;
        write_escape(char, f)?;
        plain = at + char.len_utf8();
    }
    f.write_str(&text[plain..])
}

fn write_escape(char: char, f: &mut Formatter<'_>) -> fmt::Result {
    f.write_char('\\')?;
    match char {
        '\n' => f.write_char('n'),
        '\r' => f.write_char('r'),
        '\t' => f.write_char('t'),
        _ => write!(f, "u{{{:x}}}", u32::from(char)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Escaped, is_unsafe};

    #[test]
    fn what_is_escaped_is_plain_text() {
        for char in '\0'..=char::MAX {
            let text = format!("a{char}b");
            let escaped = Escaped::new(&text).to_string();
            assert!(!escaped.chars().any(is_unsafe), "{char:?}");
            assert_eq!(escaped == text, !is_unsafe(char), "{char:?}");
            assert_eq!(Escaped::bytes(text.as_bytes()).to_string(), escaped);
            // The standard library's list of controls is not ours: none may be missing.
            assert!(is_unsafe(char) || !char.is_control(), "{char:?}");
        }
    }

    #[test]
    fn escapes_are_written_as_documented() {
        let cases = [
            ("", ""),
            ("\n\r\t", r"\n\r\t"),
            ("\0\x7f\u{85}", r"\u{0}\u{7f}\u{85}"),
            ("a\u{202e}b\u{2066}\u{200d}", r"a\u{202e}b\u{2066}\u{200d}"),
            ("\u{e007f}z", r"\u{e007f}z"),
            (r#"{"a":"\u001b"}"#, r#"{"a":"\u001b"}"#),
        ];
        for (text, escaped) in cases {
            assert_eq!(Escaped::new(text).to_string(), escaped);
        }
    }

    #[test]
    fn bytes_that_are_no_utf8_are_shown_one_by_one() {
        assert_eq!(Escaped::bytes(b"a\xff\xf0\x9f\x99\nb\xc2\x9b").to_string(), r"a\xff\xf0\x9f\x99\nb\u{9b}");
    }
}
