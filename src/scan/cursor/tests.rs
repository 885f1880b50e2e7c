//! A cursor at every place of frames that begin behind, or end before, a page that faults.

use super::Cursor;
use crate::number::Number;
use crate::scan::Kernels;
use crate::scan::kernel::guarded::Guarded;

/// Frames of many lengths that end in `}` and hold what cursors look for, at ever other places.
fn frames() -> impl Iterator<Item = Vec<u8>> {
    const PIECES: [&str; 23] = [
        "\"type\":\"a.b\"",
        "\"item_AthMhReSH0GfmEhmvrJte\",",
        "1234567890123456789,",
        "0.25,",
        "-7,",
        "00,",
        "1e5 ",
        "\"é\":null,",
        "\"a\\\"b\",",
        "[{},{\"x\":[]}],",
        "true",
        "\"b\":31,\"b\":4159265,\"b\":0",
        " \t\n\r  ",
        "\"conversation.item.input_audio_transcription.completed\"",
        "\x01",
        "\"event_AthMhReSH0GfmEhmvrJte\"",
        "\"call_AthMhReSH0GfmEhm\"",
        "\"call_AthMhReSH0\"",
        "\"call_AthMhReSH01\"",
        "\"item_AthMhR SH0GfmEhmv!Jte\"",
        "\"item_AthMh\\nSH0GfmEhmvrJte\"",
        "\"item_AthMhReSH0GfmEhm\\\\Jte\"",
        "\"item_AthMhReSH0GfmEhmé01te\"",
    ];
    (32..140).flat_map(|len| {
        (0..PIECES.len()).map(move |first| {
            let pieces = (0..PIECES.len()).cycle().skip(first).step_by(1 + len % 5).map(|at| PIECES[at]);
            let mut frame: Vec<u8> = pieces.take(40).collect::<String>().into_bytes();
            frame.truncate(len - 1);
            frame.push(b'}');
            frame
        })
    })
}

/// What a plain reader says of the string at the start of `text`: of at most `longest` bytes, plain.
fn plain_string(text: &[u8], longest: usize) -> Option<&[u8]> {
    let inside = text.strip_prefix(b"\"")?;
    let stop = inside.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20 | 0x80..))?;
    (inside[stop] == b'"' && stop <= longest).then_some(&inside[..stop])
}

/// What stands between the first two quotes of a `text` that begins with one, of more than 64 bytes, the second among the
/// first 65.
fn plain_quoted(text: &[u8]) -> Option<&[u8]> {
    let inside = text.strip_prefix(b"\"").filter(|inside| inside.len() >= 64)?;
    inside[..64].iter().position(|byte| *byte == b'"').map(|quote| &inside[..quote])
}

fn plain_digits(text: &[u8]) -> Option<(u64, usize)> {
    let len = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if text.len() < 8 || !matches!(len, 1..=7) || text[0] == b'0' && len > 1 || text[len] == b'.' {
        return None;
    }
    Some((std::str::from_utf8(&text[..len]).unwrap().parse().unwrap(), len))
}

/// The count behind `before` at the start of `text`, and how far that goes; of a count that is no plain one, no further.
fn plain_count(text: &[u8], before: &[u8]) -> Option<(Option<u64>, usize)> {
    let text = text.strip_prefix(before).filter(|text| text.len() >= 8)?;
    let len = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if !matches!(len, 1..=7) || text[0] == b'0' && len > 1 || matches!(text[len], b':' | 0x10..0x20) {
        return Some((None, 0));
    }
    Some((std::str::from_utf8(&text[..len]).unwrap().parse().ok(), before.len() + len))
}

/// The number at the start of `text`, by serde_json, of which only 18 digits before the point are read here.
fn plain_number(text: &[u8]) -> Option<(Number, usize)> {
    let len = text.iter().take_while(|byte| byte.is_ascii_digit() || b"+-.eE".contains(byte)).count();
    // The longest that is a number: `1-2` goes on behind one.
    let text = (1..=len).rev().map(|len| &text[..len]).find(|text| serde_json::from_slice::<f64>(text).is_ok())?;
    let value: serde_json::Value = serde_json::from_slice(text).unwrap();
    let number = match (value.as_u64(), value.as_i64(), value.as_f64()) {
        (Some(value), ..) => Number::U64(value),
        (_, Some(value), _) => Number::I64(value),
        (.., value) => Number::F64(value?),
    };
    Some((number, text.len()))
}

/// How long what stands here is: a string to its quote, a container to its bracket, else what no comma, bracket or blank ends.
fn plain_value(text: &[u8]) -> Option<usize> {
    let (mut depth, mut in_string, mut at) = (0, false, 0);
    if !b"\"{[".contains(&text[0]) {
        return text.iter().position(|byte| b",}] \t\n\r".contains(byte)).filter(|&len| len > 0);
    }
    loop {
        match text.get(at)? {
            b'\\' if in_string => at += 1,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 && !in_string {
            return Some(at);
        }
    }
}

fn at<'a>(frame: &'a [u8], place: usize) -> Cursor<'a> {
    let mut cursor = Cursor::new(frame).unwrap();
    cursor.pass(place);
    assert_eq!(cursor.left(), frame.len() - place);
    assert_eq!(cursor.rest(), &frame[place..]);
    cursor
}

/// What `read` makes of the cursor, and how far it goes.
fn read<'a, T>(frame: &'a [u8], place: usize, read: impl FnOnce(&mut Cursor<'a>) -> Option<T>) -> Option<(T, usize)> {
    let mut cursor = at(frame, place);
    let read = read(&mut cursor);
    let passed = frame.len() - place - cursor.left();
    assert!(read.is_some() || passed == 0, "what is not read is not passed");
    read.map(|read| (read, passed))
}

fn look_everywhere(frame: &[u8]) {
    for place in 0..frame.len() {
        let rest = &frame[place..];
        let context = || format!("at {place} of {}", frame.escape_ascii());
        assert_eq!(at(frame, place).byte(), rest[0]);
        for usual in [0, 3, 15, 16, 21, 26, 27, 30, 31, 32, 40] {
            let expected = plain_string(rest, 31).map(|text| (text, text.len() + 2));
            let found = read(frame, place, |cursor| cursor.short(usual));
            assert_eq!(found.map(|(text, len)| (text.as_bytes(), len)), expected, "{}", context());
            let seems = rest.len() > usual + 2 && [rest[0], rest[usual + 1]] == *b"\"\"";
            let found = read(frame, place, |cursor| cursor.leap_usual(usual).then_some(()));
            assert_eq!(found, seems.then_some(((), usual + 2)), "{}", context());
        }
        let expected = plain_string(rest, 63).map(|text| (text, text.len() + 2));
        let found = read(frame, place, Cursor::name);
        assert_eq!(found.map(|(text, len)| (text.as_bytes(), len)), expected, "{}", context());
        let expected = plain_quoted(rest).map(|text| (text, text.len() + 2));
        assert_eq!(read(frame, place, Cursor::quoted), expected, "{}", context());
        assert_eq!(at(frame, place).place().behind() == at(frame, frame.len() - 1).place(), rest.len() == 2);
        assert_eq!(read(frame, place, Cursor::digits), plain_digits(rest), "{}", context());
        let number = read(frame, place, Cursor::number);
        if let Some((number, len)) = number {
            assert_eq!(Some((number, len)), plain_number(&rest[..len]), "{}", context());
        } else if let Some((number, _)) = plain_number(rest) {
            // Left to others: whole numbers of 19 digits, minus zero, and what is cut or goes on in a strange way.
            let unusual = rest.starts_with(b"-0") || rest.iter().take_while(|byte| byte.is_ascii_digit()).count() > 18;
            let cut = rest
                .iter()
                .position(|byte| !b"0123456789+-.eE".contains(byte))
                .is_none_or(|end| serde_json::from_slice::<f64>(&rest[..end]).is_err());
            assert!(unusual || cut, "{number:?} {}", context());
        }
        if let Some((point, len)) = read(frame, place, Cursor::pass_number) {
            let (number, read) = number.unwrap();
            assert_eq!((point, len), (matches!(number, Number::F64(_)), read), "{}", context());
        } else {
            assert_eq!(number, None, "{}", context());
        }
        for text in [&b"null"[..], b"\"type\":", b"}"] {
            let found = read(frame, place, |cursor| cursor.eat_text(text).then_some(()));
            assert_eq!(found.is_some(), rest.starts_with(text) && rest != text, "{}", context());
        }
        for before in [&b""[..], b",", b"\"type\":", b"\"b\":"] {
            let found = read(frame, place, |cursor| cursor.count_behind(before));
            assert_eq!(found, plain_count(rest, before), "{}", context());
        }
        for byte in *b"{}[],:\" " {
            let found = read(frame, place, |cursor| cursor.eat(byte).then_some(()));
            assert_eq!(found.is_some(), rest[0] == byte && rest.len() > 1, "{}", context());
        }
        for set in Kernels::all() {
            // The last byte is not passed.
            let expected = plain_value(rest).map(|len| ((), len.min(rest.len() - 1)));
            let leapt = |cursor: &mut Cursor<'_>| cursor.leap(set).map(|behind| *cursor = behind);
            assert_eq!(read(frame, place, leapt), expected, "{}", context());
            let run = rest.iter().take_while(|byte| b" \t\n\r".contains(byte)).count();
            let mut cursor = at(frame, place);
            cursor.blanks(set);
            assert_eq!(rest.len() - cursor.left(), run, "{}", context());
            let mut cursor = at(frame, place);
            cursor.blank(set);
            assert_eq!(rest.len() - cursor.left(), if rest[0] == b' ' { 1 } else { run }, "{}", context());
        }
    }
}

#[test]
fn a_cursor_reads_as_a_plain_reader_does_and_never_leaves_its_frame() {
    let mut pages = Guarded::new();
    for frame in frames() {
        look_everywhere(pages.at_end(&frame));
        look_everywhere(pages.at_start(&frame));
    }
}

#[test]
fn what_is_too_short_or_does_not_end_in_a_bracket_has_no_cursor() {
    let blank = [b' '; 40];
    assert!(Cursor::new(&blank).is_none());
    assert!(Cursor::new(b"").is_none());
    assert!(Cursor::new(br#"{"type":"thirty bytes, no more"}"#.strip_prefix(b"{").unwrap()).is_none());
    assert!(Cursor::new(br#"{"type":"thirty bytes, no more"]"#).is_none());
    let frame = b"{\"type\":\"thirty-two bytes at last\"} \n\t\r ";
    assert_eq!(Cursor::new(frame).unwrap().left(), frame.len() - 5);
}

#[test]
fn numbers_are_those_of_the_tape_or_none() {
    let read = |text: &str| {
        let frame = format!("{text}, and so on until it is long enough}}");
        let mut cursor = Cursor::new(frame.as_bytes()).unwrap();
        cursor.number().map(|number| (number, frame.len() - cursor.left()))
    };
    assert_eq!(read("0"), Some((Number::U64(0), 1)));
    assert_eq!(read("-1"), Some((Number::I64(-1), 2)));
    assert_eq!(read("999999999999999999"), Some((Number::U64(999_999_999_999_999_999), 18)));
    assert_eq!(read("1000000000000000000"), None);
    assert_eq!(read("-0"), None);
    assert_eq!(read("01"), None);
    assert_eq!(read("1."), None);
    assert_eq!(read("-"), None);
    assert_eq!(read("1e400"), None);
    assert_eq!(read("1e"), None);
    for text in ["0.1", "14.481", "-0.0", "1e5", "1E-7", "123456789012345.125", "2.2250738585072014e-308", "5e-324"] {
        assert_eq!(read(text), Some((Number::F64(text.parse().unwrap()), text.len())), "{text}");
    }
}
