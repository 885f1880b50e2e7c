//! What may happen to a frame on its way.

use crate::generator::bytes::Bytes;

/// What is written into frames, beside single bytes.
const PIECES: &[&[u8]] = &[
    b"\"",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"0",
    b"-",
    b".",
    b"e9",
    b"+1",
    b"null",
    b"tru",
    b"NaN",
    b"/**/",
    b" ",
    b"\n",
    b"\r\n",
    b"\t",
    b"\0",
    b"\x1f",
    b"\x7f",
    b"\\u",
    b"\\u00e9",
    b"\\ud83d",
    b"\\ude00",
    b"\\uD83D\\uDE00",
    b"\\x",
    b"\\/",
    b"\xff",
    b"\xc3\x28",
    b"\xe2\x82",
    b"\xed\xa0\x80",
    b"\xf0\x9f\x98",
    b"\xf4\x90\x80\x80",
    b"\xc0\x80",
    b"\xc3\xa9",
    b"\xf0\x9f\x98\x80",
    b"\xef\xbb\xbf",
    b"\xe2\x80\xa8",
    b"\"x\":1,",
    b",\"x\":{}",
    b"\"type\":\"error\",",
    b"1e400",
    b"-1e309",
    b"1e308",
    b"18446744073709551616",
    b"00",
    b"0.0",
    b"-0",
    b"123456789012345678901234567890",
];

/// Damages `frame` in up to four places, or in none; `other` is another one to take a part of.
pub(crate) fn damage(bytes: &mut Bytes<'_>, frame: &mut Vec<u8>, other: &[u8]) {
    for _ in 0..bytes.one_of(&[0, 1, 1, 1, 1, 2, 2, 4]) {
        let at = bytes.below(frame.len() + 1);
        let few = at + bytes.below(8).min(frame.len() - at);
        match bytes.below(10) {
            0 => frame.truncate(at),
            1 => drop(frame.drain(at..few)),
            2 | 3 => {
                if let Some(byte) = frame.get_mut(at) {
                    *byte ^= 1 << bytes.below(8);
                }
            }
            4 => frame.insert(at, bytes.byte()),
            5 | 6 => drop(frame.splice(at..at, bytes.one_of(PIECES).iter().copied())),
            7 => drop(frame.splice(at..few, bytes.one_of(PIECES).iter().copied())),
            8 => {
                let span = frame[at..at + bytes.below(64).min(frame.len() - at)].to_vec();
                let to = bytes.below(frame.len() + 1);
                drop(frame.splice(to..to, span));
            }
            _ if bytes.one_in(8) => {
                let brackets: &[u8] = if bytes.one_in(2) { b"[" } else { b"{\"a\":" };
                let times = 100 + bytes.below(60);
                drop(frame.splice(at..at, brackets.repeat(times)));
            }
            _ => {
                let from = bytes.below(other.len() + 1);
                frame.truncate(at);
                frame.extend_from_slice(&other[from..]);
            }
        }
    }
}
