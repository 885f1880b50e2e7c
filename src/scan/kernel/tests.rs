//! Every set says what the portable one says, and that one what plain readers say.

use std::mem::MaybeUninit;

use super::guarded::Guarded;
use super::{Kernels, SLACK, Stop, Unescaped, portable};

/// What a set says of some bytes.
#[derive(Debug, PartialEq)]
struct Said {
    stop: Stop,
    utf8: bool,
    unescaped: Option<(Unescaped, Vec<u8>)>,
    blank: usize,
    quote: Option<usize>,
    close: Option<usize>,
}

impl Said {
    fn by(set: &Kernels, bytes: &[u8], room: &mut [MaybeUninit<u8>]) -> Self {
        let unescaped = set.unescape(bytes, room);
        Self {
            stop: set.stop(bytes),
            utf8: set.utf8(bytes),
            unescaped: unescaped.map(|said| (said, written(&room[..said.written]))),
            blank: set.blank(bytes),
            quote: set.quote(bytes),
            close: set.close(bytes),
        }
    }

    fn by_portable(bytes: &[u8]) -> Self {
        Self::by(&portable::KERNELS, bytes, &mut vec![MaybeUninit::uninit(); bytes.len() + SLACK])
    }
}

fn written(room: &[MaybeUninit<u8>]) -> Vec<u8> {
    // SAFETY: a kernel says that it has written so many.
    room.iter().map(|byte| unsafe { byte.assume_init() }).collect()
}

/// The sets that are held to the portable one; those that `RTWIRE_TEST_KERNELS` names, if it is set.
fn sets() -> Vec<&'static Kernels> {
    let only = std::env::var("RTWIRE_TEST_KERNELS").ok();
    let wanted = |set: &&Kernels| only.as_ref().is_none_or(|only| only.split(',').any(|name| name == set.name()));
    Kernels::all().filter(|set| set.name() != "portable").filter(wanted).collect()
}

/// Pages for what is read and for what is written.
struct Pages {
    read: Guarded,
    write: Guarded,
}

impl Pages {
    fn new() -> Self {
        Self { read: Guarded::new(), write: Guarded::new() }
    }

    /// Each set says of the bytes what the portable one says, with a page that faults before them and behind them.
    fn hold(&mut self, sets: &[&Kernels], bytes: &[u8]) {
        let portable = Said::by_portable(bytes);
        for set in sets {
            for at_end in [true, false] {
                let room = self.write.last(bytes.len() + SLACK);
                let bytes = if at_end { self.read.at_end(bytes) } else { self.read.at_start(bytes) };
                assert_eq!(Said::by(set, bytes, room), portable, "{} of {}", set.name(), bytes.escape_ascii());
            }
        }
    }
}

/// Numbers that look random, the same in each run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize
    }

    fn pick<'a>(&mut self, from: &[&'a [u8]]) -> &'a [u8] {
        from[self.next() % from.len()]
    }

    /// So many bytes, of these pieces.
    fn text(&mut self, length: usize, pieces: &[&[u8]]) -> Vec<u8> {
        let mut text = Vec::new();
        while text.len() < length {
            text.extend_from_slice(self.pick(pieces));
        }
        text.truncate(length);
        text
    }
}

/// What strings are made of, and what ends them or makes them wrong.
const PIECES: &[&[&[u8]]] = &[
    &[b"a", b"bc", b"\\n", b"\\\"", b"\\\\", b"\\/", b"\\u00e9", b"\\ud83d\\ude00", b"\\t", b"\\u0041"],
    &[b"plain text of some length, ", b"\\r", "Grüße".as_bytes(), "漢字".as_bytes(), "😀".as_bytes()],
    &[b"\\", b"\\", b"\\", b"\"", b"x", b"\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\"],
    &[b"{", b"}", b"[", b"]", b"\"", b"\\\"", b"\"a{]}\"", b"12", b"{\"k\":[1,{}]},", b"          "],
    &[b" ", b"\t", b"\n", b"\r", b"                                                                 ", b"\x0b"],
    &["é".as_bytes(), "漢".as_bytes(), "😀".as_bytes(), b"ascii", b"\x80", b"\xE0\xA0", b"\xED\x9F\xBF"],
];

#[test]
fn sets_agree_whatever_the_length() {
    let (sets, mut pages, mut numbers) = (sets(), Pages::new(), Numbers(1));
    for length in 0..=300 {
        for pieces in PIECES {
            let mut text = numbers.text(length, pieces);
            pages.hold(&sets, &text);
            // And so that a string ends there.
            text.push(b'"');
            pages.hold(&sets, &text);
        }
    }
}
