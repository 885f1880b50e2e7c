//! JSON for programs that is safe on a terminal: wire text is in it, and nobody keeps people from looking.

use std::io::{self, Write};

use rtwire::escape::is_unsafe;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

/// Writes `value` as one line of JSON, with `\u....` for every character that a terminal might act on.
pub(crate) fn write_line(value: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *out, Safe))?;
    out.write_all(b"\n")
}

struct Safe;

impl Formatter for Safe {
    fn write_string_fragment<W: Write + ?Sized>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let mut plain = 0;
        for (at, char) in fragment.char_indices().filter(|&(_, char)| is_unsafe(char)) {
            out.write_all(&fragment.as_bytes()[plain..at])?;
            for unit in char.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            plain = at + char.len_utf8();
        }
        out.write_all(&fragment.as_bytes()[plain..])
    }
}

#[cfg(test)]
mod tests {
    use super::{is_unsafe, write_line};

    #[test]
    fn every_character_comes_back_and_no_unsafe_one_is_written() {
        let all: String = ('\0'..=char::MAX).collect();
        let mut line = Vec::new();
        write_line(&all, &mut line).unwrap();
        let line = String::from_utf8(line).unwrap();
        assert!(!line.trim_end_matches('\n').chars().any(is_unsafe));
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), all);
    }
}
