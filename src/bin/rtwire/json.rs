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

/// Writes a JSON text as it came, as one line: a line feed, which can stand between its tokens only, becomes a space.
pub(crate) fn write_raw_line(json: &[u8], out: &mut impl Write) -> io::Result<()> {
    for (index, line) in json.split(|&byte| byte == b'\n').enumerate() {
        out.write_all(if index > 0 { b" " } else { b"" })?;
        out.write_all(line)?;
    }
    out.write_all(b"\n")
}

/// The same with `\u....` for every character that a terminal might act on; between tokens that is a space.
pub(crate) fn write_safe_raw_line(json: &[u8], out: &mut impl Write) -> io::Result<()> {
    // It has been parsed, so it is UTF-8, and a control character is in no string.
    let text = String::from_utf8_lossy(json).replace(['\n', '\r', '\t'], " ");
    Safe.write_string_fragment(out, &text)?;
    out.write_all(b"\n")
}

/// For counts that are not written where there is nothing to count.
pub(crate) const fn is_zero(count: &u64) -> bool {
    *count == 0
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
    use super::{is_unsafe, write_line, write_raw_line, write_safe_raw_line};

    #[test]
    fn every_character_comes_back_and_no_unsafe_one_is_written() {
        let all: String = ('\0'..=char::MAX).collect();
        let mut line = Vec::new();
        write_line(&all, &mut line).unwrap();
        let line = String::from_utf8(line).unwrap();
        assert!(!line.trim_end_matches('\n').chars().any(is_unsafe));
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), all);
    }

    #[test]
    fn raw_json_stays_the_same_json_on_one_line() {
        let json = "\r\n{\n\t\"a\u{202e}\": [\"\u{7f}\", \"\\u001b\\n\"]\n}\n";
        let (mut raw, mut safe) = (Vec::new(), Vec::new());
        write_raw_line(json.as_bytes(), &mut raw).unwrap();
        write_safe_raw_line(json.as_bytes(), &mut safe).unwrap();
        for line in [&raw, &safe] {
            let line = str::from_utf8(line).unwrap().strip_suffix('\n').unwrap();
            assert!(!line.contains('\n'));
            let values = [line, json].map(|json| serde_json::from_str::<serde_json::Value>(json).unwrap());
            assert_eq!(values[0], values[1]);
        }
        assert_eq!(str::from_utf8(&raw).unwrap(), json.replace('\n', " ") + "\n");
        assert!(!str::from_utf8(&safe).unwrap().trim_end_matches('\n').chars().any(is_unsafe));
    }
}
