//! The kernels for any machine, in safe code: what every other set is held to.

use std::mem::MaybeUninit;

use super::escape::{letter, unicode};
use super::{COSTS, Kernels, Pattern, SLACK, TYPE, Unescaped};

pub(super) static KERNELS: Kernels = Kernels {
    name: "portable",
    runs: || true,
    stop,
    utf8,
    unescape,
    blank,
    quote,
    close,
    types,
    typeless,
    costless,
    fits,
};

/// A byte in all eight places.
const fn spread(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// The high bit of every byte that is zero, and of some behind one that is.
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(spread(1)) & !word & spread(0x80)
}

/// How many bytes lead that are neither `"` nor `\`, nor below 0x20, and ASCII; it may say too few, by less than 8.
fn plain(bytes: &[u8]) -> usize {
    let (words, _) = bytes.as_chunks::<8>();
    let is_plain = |word: &&[u8; 8]| {
        let word = u64::from_ne_bytes(**word);
        let control = word.wrapping_sub(spread(0x20)) & !word;
        let special = control | word | zeros(word ^ spread(b'"')) | zeros(word ^ spread(b'\\'));
        special & spread(0x80) == 0
    };
    words.iter().take_while(is_plain).count() * 8
}

pub(super) fn stop(bytes: &[u8], checked: bool) -> Option<usize> {
    let (at, ascii) = run(bytes);
    (at < bytes.len() && (ascii || checked || utf8(&bytes[..at]))).then_some(at)
}

/// Where the first byte is that is `"`, `\` or below 0x20, or the end; and whether all before are ASCII.
fn run(bytes: &[u8]) -> (usize, bool) {
    let (mut at, mut ascii) = (plain(bytes), true);
    while let Some(&byte) = bytes.get(at) {
        if byte == b'"' || byte == b'\\' || byte < 0x20 {
            break;
        }
        ascii &= byte.is_ascii();
        at += 1;
        if at % 64 == 0 {
            at += plain(&bytes[at..]);
        }
    }
    (at, ascii)
}

pub(super) fn utf8(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok()
}

fn unescape(from: &[u8], to: &mut [MaybeUninit<u8>]) -> Option<Unescaped> {
    if to.len() < from.len() + SLACK {
        return None;
    }
    let (mut read, mut written, mut ascii) = (0, 0, true);
    loop {
        let (run, plain) = run(&from[read..]);
        written += write(&from[read..read + run], &mut to[written..]);
        read += run;
        ascii &= plain;
        match *from.get(read)? {
            b'"' => return Some(Unescaped { read, written, ascii }),
            b'\\' => match from.get(read + 1).map(|&byte| letter(byte))? {
                0 => {
                    let (character, length) = unicode(&from[read..])?;
                    written += write(character.encode_utf8(&mut [0; 4]).as_bytes(), &mut to[written..]);
                    read += length;
                    ascii &= character.is_ascii();
                }
                meant => {
                    written += write(&[meant], &mut to[written..]);
                    read += 2;
                }
            },
            _ => return None,
        }
    }
}

/// Writes the bytes, and says how many they are.
fn write(bytes: &[u8], to: &mut [MaybeUninit<u8>]) -> usize {
    for (place, &byte) in to[..bytes.len()].iter_mut().zip(bytes) {
        place.write(byte);
    }
    bytes.len()
}

fn blank(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count()
}

fn quote(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}

fn close(bytes: &[u8]) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (1_usize, false, false);
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'"' if !escaped => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        escaped = byte == b'\\' && !escaped;
    }
    None
}

fn types(bytes: &[u8]) -> Option<usize> {
    let (mut count, mut depth, mut in_string, mut escaped, mut quoted) = (0, 0_i64, false, false, false);
    for (at, &byte) in bytes.iter().enumerate() {
        let quote = byte == b'"' && !escaped;
        match byte {
            b'"' if quote => in_string = !in_string,
            b'u' if escaped => return None,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => depth -= 1,
            b':' if !in_string && !quoted => return None,
            b':' if !in_string => count += usize::from(depth == 1 && bytes[..at].ends_with(TYPE)),
            _ => {}
        }
        quoted = quote;
        escaped = byte == b'\\' && !escaped;
    }
    (depth == 0 && !in_string).then_some(count)
}

fn typeless(bytes: &[u8]) -> bool {
    lacks(bytes, TYPE)
}

fn costless(bytes: &[u8]) -> bool {
    COSTS.iter().all(|end| lacks(bytes, end))
}

/// Whether there is neither a backslash nor that text.
fn lacks(bytes: &[u8], text: &[u8]) -> bool {
    // Without a searcher, which costs more to make than most of these bytes to look at.
    memchr::memchr(b'\\', bytes).is_none()
        && !memchr::memchr_iter(text[0], bytes).any(|at| bytes[at..].starts_with(text))
}

fn fits(bytes: &[u8], pattern: &Pattern) -> bool {
    let (least, span) = pattern.bounds();
    let mut places = bytes.iter().zip(least).zip(span);
    places.all(|((byte, least), span)| byte.wrapping_sub(*least) <= *span && *byte != b'\\')
}
