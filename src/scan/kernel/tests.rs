//! Every set says what the portable one says, and that one what plain readers say.

use std::mem::MaybeUninit;

use super::guarded::Guarded;
use super::{Kernels, Pattern, SLACK, Unescaped, portable};

/// What a set says of some bytes.
#[derive(Debug, PartialEq)]
struct Said {
    stop: [Option<usize>; 2],
    utf8: bool,
    unescaped: Option<(Unescaped, Vec<u8>)>,
    blank: usize,
    quote: Option<usize>,
    close: Option<usize>,
    types: Option<usize>,
    typeless: bool,
    costless: bool,
}

impl Said {
    fn by(set: &Kernels, bytes: &[u8], room: &mut [MaybeUninit<u8>]) -> Self {
        let unescaped = set.unescape(bytes, room);
        Self {
            stop: [false, true].map(|checked| set.stop(bytes, checked)),
            utf8: set.utf8(bytes),
            // SAFETY: the kernel says that it has written so many.
            unescaped: unescaped.map(|said| (said, unsafe { written(&room[..said.written]) })),
            blank: set.blank(bytes),
            quote: set.quote(bytes),
            close: set.close(bytes),
            types: set.types(bytes),
            typeless: set.typeless(bytes),
            costless: set.costless(bytes),
        }
    }

    fn by_portable(bytes: &[u8]) -> Self {
        Self::by(&portable::KERNELS, bytes, &mut vec![MaybeUninit::uninit(); bytes.len() + SLACK])
    }
}

/// # Safety
/// All of it has been written.
unsafe fn written(room: &[MaybeUninit<u8>]) -> Vec<u8> {
    // SAFETY: as of this function.
    room.iter().map(|byte| unsafe { byte.assume_init() }).collect()
}

/// The sets that are held to the portable one.
fn sets() -> Vec<&'static Kernels> {
    Kernels::all().filter(|set| set.name() != "portable").collect()
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

    /// Each set says of the bytes what the portable one says: with a page that faults before them, with one behind them,
    /// and where the address sanitizer and valgrind see where they end.
    fn hold(&mut self, sets: &[&Kernels], bytes: &[u8]) {
        let portable = Said::by_portable(bytes);
        let boxed = bytes.to_vec().into_boxed_slice();
        let mut boxed_room = vec![MaybeUninit::uninit(); bytes.len() + SLACK].into_boxed_slice();
        for set in sets {
            let room = self.write.last(bytes.len() + SLACK);
            assert_eq!(
                Said::by(set, self.read.at_end(bytes), room),
                portable,
                "{} of {}",
                set.name(),
                bytes.escape_ascii()
            );
            assert_eq!(
                Said::by(set, self.read.at_start(bytes), room),
                portable,
                "{} of {}",
                set.name(),
                bytes.escape_ascii()
            );
            assert_eq!(Said::by(set, &boxed, &mut boxed_room), portable, "{} of {}", set.name(), bytes.escape_ascii());
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
    &[b"\"k\":", b":", b"{", b"},", b"[", b"],", b"\"::\\\"\",", b"}", b"1,", b"\"a plain text\",", b"{\"l\":[{}]},"],
    &[b"\"type\"", b"\"ty", b"pe\"", b"\"tape\"", b"\"types\"", b"p", b"\"", b"no type in a long text"],
    &[
        b".done\"",
        b".done",
        b".complete\"",
        b"d\"",
        b".",
        b"\"",
        b".completed\"",
        b"what costs nothing, and is not done",
    ],
    &[b" ", b"\t", b"\n", b"\r", b"                                                                 ", b"\x0b"],
    &["é".as_bytes(), "漢".as_bytes(), "😀".as_bytes(), b"ascii", b"\x80", b"\xE0\xA0", b"\xED\x9F\xBF"],
];

/// What is put at every place: what ends a string, escapes whole and cut, characters whole, cut and wrong, brackets.
const STRANGE: &[&[u8]] = &[
    b"\"",
    b"\\",
    b"\\\\",
    b"\\\"",
    b"\\n\\t\\r\\b\\f\\/",
    b"\\x",
    b"\\\x80",
    b"\\\xAF",
    b"\\u0041",
    b"\\u00E9\\u00e9",
    b"\\u6f22",
    b"\\uD83D\\uDE00",
    b"\\uD83D\\u0041",
    b"\\uD83D",
    b"\\uDE00",
    b"\\u00g0",
    b"\\u12\"34",
    b"\x00",
    b"\x1F",
    b"\\\n",
    b"\x7F",
    "é".as_bytes(),
    "漢".as_bytes(),
    "学".as_bytes(),
    "😀".as_bytes(),
    b"\x80",
    b"\xBF",
    b"\xC0\xAF",
    b"\xC1\xBF",
    b"\xC2",
    b"\xE0\x9F\xBF",
    b"\xE0\xA0",
    b"\xED\xA0\x80",
    b"\xED\x9F\xBF",
    b"\xEF\xBF\xBD\x80",
    b"\xF0\x8F\xBF\xBF",
    b"\xF0\x90\x80",
    b"\xF4\x8F\xBF\xBF",
    b"\xF4\x90\x80\x80",
    b"\xF5\x80\x80\x80",
    b"\xFF",
    b"\"type\"",
    b"\"tupe\"",
    b"\"\"\"pe\"type\"",
    b".done\"",
    b".completed\"",
    b".done.completed.\"",
    b"}",
    b"]",
    b"{}",
    b"{}}",
    b"[\"]\\\"]\"]]",
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

#[test]
fn sets_agree_wherever_in_memory_the_bytes_are() {
    let (sets, mut numbers) = (sets(), Numbers(2));
    let mut room = vec![MaybeUninit::uninit(); 300 + SLACK];
    // Whatever stands before and behind does not matter.
    let around = numbers.text(500, PIECES[0]);
    for length in 0..=300 {
        let text = numbers.text(length, PIECES[length % PIECES.len()]);
        let portable = Said::by_portable(&text);
        for alignment in 0..64 {
            let mut memory = around.clone();
            let start = memory.as_ptr().align_offset(64) + alignment;
            memory[start..start + length].copy_from_slice(&text);
            let bytes = &memory[start..start + length];
            for set in &sets {
                assert_eq!(Said::by(set, bytes, &mut room), portable, "{} of {}", set.name(), bytes.escape_ascii());
            }
        }
    }
}

#[test]
fn sets_agree_wherever_something_strange_stands() {
    let (sets, mut pages) = (sets(), Pages::new());
    let fill = ["plain ", "\\\\", "é", "  "].map(|text| text.repeat(300 / text.len()).into_bytes());
    for (number, strange) in STRANGE.iter().enumerate() {
        for place in 0..=200 {
            // Over a border of blocks, and in the last of them.
            for behind in [0, 1, 70] {
                let fill = &fill[(number + place + behind) % fill.len()];
                let mut text = fill[..place].to_vec();
                text.extend_from_slice(strange);
                text.extend_from_slice(&fill[..behind]);
                pages.hold(&sets, &text);
                text.push(b'"');
                pages.hold(&sets, &text);
            }
        }
    }
}

#[test]
fn sets_agree_wherever_something_strange_stands_in_a_long_text() {
    let (sets, mut pages) = (sets(), Pages::new());
    let fill = "plain ".repeat(130).into_bytes();
    // Where two blocks, or four, are looked at together.
    for place in 250..=700 {
        for strange in STRANGE.iter().cycle().skip(place * 5).take(5) {
            let mut text = fill.clone();
            text.splice(place..place, strange.iter().copied());
            text.push(b'"');
            pages.hold(&sets, &text);
        }
    }
}

#[test]
fn sets_agree_on_what_stands_before_and_behind_an_escape_that_is_spelled() {
    let (sets, mut pages) = (sets(), Pages::new());
    // In whole blocks, too, on either side.
    for escape in (0..=280).step_by(7) {
        for place in (0..=280).step_by(3) {
            let mut text = b"x".repeat(280);
            text.splice(place..place, "é".bytes());
            let escape = if escape == place + 1 { place } else { escape };
            text.splice(escape..escape, *b"\\u0041");
            text.push(b'"');
            pages.hold(&sets, &text);
        }
    }
}

#[test]
fn sets_agree_on_long_runs_of_backslashes() {
    let (sets, mut pages) = (sets(), Pages::new());
    for place in 0..=66 {
        for run in 0..=140 {
            let mut text = b"x".repeat(place);
            text.extend(b"\\".repeat(run));
            text.extend_from_slice(b"\"]}n\"}");
            pages.hold(&sets, &text);
        }
    }
}

#[test]
fn sets_agree_on_brackets_many_blocks_deep() {
    let (sets, mut pages, mut numbers) = (sets(), Pages::new(), Numbers(3));
    for _ in 0..500 {
        let length = numbers.next() % 3000;
        let mut text = numbers.text(length, PIECES[3]);
        text.push(b'"');
        text.extend(b"]".repeat(numbers.next() % 500));
        pages.hold(&sets, &text);
    }
}

#[test]
fn a_string_is_unescaped_only_into_room_enough() {
    for set in Kernels::all() {
        for length in 0..=70 {
            let text = [b"x".repeat(length).as_slice(), b"\""].concat();
            let room = &mut vec![MaybeUninit::uninit(); text.len() + SLACK];
            assert!(set.unescape(&text, room).is_some());
            assert_eq!(set.unescape(&text, &mut room[1..]), None, "{}", set.name());
        }
    }
}

#[test]
fn portable_kernels_say_what_plain_readers_say() {
    let mut numbers = Numbers(4);
    let (mut closed, mut valid, mut plain, mut typeless, mut costing) = (0, 0, 0, 0, 0);
    for round in 0..20_000 {
        let length = numbers.next() % 40;
        let mut text = numbers.text(length, PIECES[round % PIECES.len()]);
        if numbers.next().is_multiple_of(4) {
            let place = numbers.next() % (text.len() + 1);
            text.splice(place..place, numbers.pick(STRANGE).iter().copied());
        }
        text.push(b'"');
        let said = Said::by_portable(&text);

        let stop = text.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20));
        let whole = |stop: &usize| str::from_utf8(&text[..*stop]).is_ok();
        assert_eq!(said.stop, [stop.filter(whole), stop]);
        assert_eq!(said.utf8, str::from_utf8(&text).is_ok());
        let has = |wanted: &[u8]| text.windows(wanted.len()).any(|window| window == wanted);
        assert_eq!(said.typeless, !has(b"\\") && !has(br#""type""#), "{}", text.escape_ascii());
        typeless += usize::from(said.typeless);
        let costs = has(br#".done""#) || has(br#".completed""#);
        assert_eq!(said.costless, !has(b"\\") && !costs, "{}", text.escape_ascii());
        costing += usize::from(costs);
        assert_eq!(said.blank, text.len() - text.trim_ascii_start().len() - usize::from(text[0] == 12));

        let mut bytes = text.iter().enumerate();
        let quote = loop {
            match bytes.next() {
                Some((_, b'\\')) => _ = bytes.next(),
                Some((at, b'"')) => break Some(at),
                Some(_) => {}
                None => break None,
            }
        };
        assert_eq!(said.quote, quote, "{}", text.escape_ascii());
        closed += usize::from(quote.is_some());

        // serde_json wants UTF-8 too.
        let string = quote.map(|at| [b"\"", &text[..=at]].concat());
        match string.and_then(|string| serde_json::from_slice::<String>(&string).ok()) {
            Some(string) => {
                let (unescaped, written) = said.unescaped.expect("serde_json reads it");
                assert_eq!(written, string.as_bytes());
                assert_eq!(unescaped.read, quote.unwrap());
                assert_eq!(unescaped.ascii, string.is_ascii());
                plain += usize::from(string.len() == unescaped.read);
                valid += 1;
            }
            None => assert!(said.unescaped.is_none_or(|(_, written)| str::from_utf8(&written).is_err())),
        }
    }
    assert!(closed > 10_000 && valid > 3_000 && plain < valid, "{closed} {valid} {plain}");
    assert!((5_000..15_000).contains(&typeless), "{typeless}");
    assert!(costing > 100, "{costing}");
}

#[test]
fn patterns_fit_what_has_at_each_place_what_may_stand_there() {
    let (mut pages, mut numbers) = (Pages::new(), Numbers(6));
    for length in Pattern::LEAST..=Pattern::MOST {
        // Of each sort of place, what it may be, its outermost bytes among that, and what it may not.
        let (mut pattern, mut text, mut may) = (Pattern::EMPTY, Vec::new(), Vec::new());
        for _ in 0..length {
            let (next, bytes): (_, &[u8]) = match numbers.next() % 3 {
                0 => (pattern.text(b"\""), b"\""),
                1 => (pattern.digit(), b"0123456789"),
                _ => (pattern.plain(1), b"#az~\x7F"),
            };
            pattern = next;
            text.push(bytes[numbers.next() % bytes.len()]);
            may.push(bytes);
        }
        let mut fits = |text: &[u8]| {
            let fits = portable::KERNELS.fits(text, &pattern);
            let boxed = text.to_vec().into_boxed_slice();
            for set in sets() {
                for place in 0..3 {
                    let bytes = match place {
                        0 => pages.read.at_end(text),
                        1 => pages.read.at_start(text),
                        _ => &boxed,
                    };
                    assert_eq!(set.fits(bytes, &pattern), fits, "{} of {}", set.name(), text.escape_ascii());
                }
            }
            fits
        };
        assert!(fits(&text) && fits(&[&text[..], b"\\"].concat()) && !fits(&text[1..]));
        for offset in 0..64 {
            let moved = [&vec![b'"'; offset], &text[..]].concat();
            assert!(sets().iter().all(|set| set.fits(&moved[offset..], &pattern)), "{offset}: {}", text.escape_ascii());
        }
        for at in 0..length {
            let before = text[at];
            for byte in [b'"', b'\\', b'#', b'/', b'0', b'9', b':', 0x1F, 0x7F, 0x80, 0xFF] {
                text[at] = byte;
                let may = byte == before || may[at].contains(&byte) || may[at][0] == b'#' && b"/09:".contains(&byte);
                assert_eq!(fits(&text), may, "{} at {at}", text.escape_ascii());
            }
            text[at] = before;
        }
    }
    let short = Pattern::EMPTY.plain(Pattern::LEAST - 1);
    assert!(Kernels::all().all(|set| !set.fits(&[b'a'; 40], &short)));
}

#[test]
fn the_portable_close_is_where_serde_json_ends_a_value() {
    let mut numbers = Numbers(5);
    let pieces: &[&[u8]] =
        &[b"{\"k\\\"\":", b"[", b"\"]}{[\",", b"\"\\\\\",", b"1,", b"null", b"]", b"}", b",", b"[]", b"{}"];
    let mut read = 0;
    for _ in 0..20_000 {
        let length = numbers.next() % 30;
        let text = [b"[", numbers.text(length, pieces).as_slice(), b"]]]"].concat();
        let mut values = serde_json::Deserializer::from_slice(&text).into_iter::<serde_json::Value>();
        if let Some(Ok(_)) = values.next() {
            let said = Said::by_portable(&text[1..]);
            assert_eq!(said.close, Some(values.byte_offset() - 1), "{}", text.escape_ascii());
            read += 1;
        }
    }
    assert!(read > 500, "{read}");
}

#[test]
fn types_are_those_of_the_outermost_object() {
    for set in Kernels::all() {
        for length in 0..150 {
            let pad = "x".repeat(length);
            for (text, types) in [
                (r#"{"a":"","type":1}"#, Some(1)),
                (r#"{"a":"","type":1,"b":{"type":2,"c":[{"type":3}]},"type":4}"#, Some(2)),
                (r#"{"a":"","b":"\"type\":","tape":1,"types":2,"pe":3,"ype":4}"#, Some(0)),
                // Nobody is told that it is another, for that is as rare.
                (r#"{"a":"","a\"type":1}"#, Some(1)),
                (r#"{"a":"","type" :1}"#, None),
                (r#"{"a":"","typ\u0065":1}"#, None),
                (r#"{"a":"","type":1"#, None),
                (r#"{"a":"","type":1}}"#, None),
                (r#"{"a":"","type":"1}"#, None),
                (r#"{"a":"",:1}"#, None),
            ] {
                let text = text.replacen(r#""a":""#, &format!(r#""a":"{pad}"#), 1);
                assert_eq!(set.types(text.as_bytes()), types, "{} of {text}", set.name());
            }
        }
        assert_eq!(set.types(b""), Some(0));
    }
}

#[test]
fn only_what_the_machine_has_is_named() {
    assert_eq!(Kernels::named("portable").map(Kernels::name), Some("portable"));
    assert!(Kernels::named("neon").is_none());
    assert_eq!(Kernels::all().last().map(Kernels::name), Some("portable"));
    assert!(Kernels::all().all(|set| std::ptr::eq(Kernels::named(set.name()).unwrap(), set)));
}
