//! The slice is compared with a naive splitter, and the reader, in any chunks, with the slice.

use std::io::{self, Read};

use super::{Body, Line, Lines, Reader, open};

/// Gives `text` in chunks of pseudo-random sizes up to `most`, with an interruption now and then.
struct Chunks<'a> {
    text: &'a [u8],
    most: u64,
    random: Random,
}

impl Read for Chunks<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.random.below(5) == 0 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let size = 1 + self.random.below(self.most) as usize;
        let size = size.min(buffer.len()).min(self.text.len());
        buffer[..size].copy_from_slice(&self.text[..size]);
        self.text = &self.text[size..];
        Ok(size)
    }
}

/// SplitMix64: every run sees the same numbers.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}

#[derive(Debug, PartialEq)]
struct Kept {
    number: u64,
    offset: u64,
    body: Result<Vec<u8>, u64>,
}

impl From<Line<'_>> for Kept {
    fn from(line: Line<'_>) -> Self {
        let body = match line.body {
            Body::Frame(frame) => Ok(frame.to_vec()),
            Body::TooLong { len } => Err(len),
        };
        Self { number: line.number, offset: line.offset, body }
    }
}

fn of_slice(text: &[u8], limit: usize) -> (Vec<Kept>, u64) {
    let mut lines = Lines::with_limit(text, limit);
    let kept = lines.by_ref().map(Kept::from).collect();
    (kept, lines.bytes())
}

fn of_reader(source: impl Read, limit: usize, block: usize) -> (Vec<Kept>, u64) {
    let mut reader = Reader::with_block(source, limit, block);
    let mut kept = Vec::new();
    while let Some(line) = reader.next().unwrap() {
        kept.push(line.into());
    }
    assert!(reader.next().unwrap().is_none(), "the end is no end");
    (kept, reader.bytes())
}

/// The rules, said as plainly as can be.
fn naive(text: &[u8], limit: usize) -> (Vec<Kept>, u64) {
    let mut offset = if text.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let mut kept = Vec::new();
    for (index, raw) in text[offset..].split_inclusive(|&byte| byte == b'\n').enumerate() {
        let line = raw.strip_suffix(b"\n").map_or(raw, |line| line.strip_suffix(b"\r").unwrap_or(line));
        if !raw.iter().all(|byte| b" \t\r\n".contains(byte)) {
            let body = if line.len() > limit { Err(line.len() as u64) } else { Ok(line.to_vec()) };
            kept.push(Kept { number: index as u64 + 1, offset: offset as u64, body });
        }
        offset += raw.len();
    }
    (kept, text.len() as u64)
}

/// Lines of the lengths around `limit` and `block`, with every kind of line end and blank.
fn text(random: &mut Random, limit: u64, block: u64) -> Vec<u8> {
    let mut text = Vec::new();
    if random.below(3) == 0 {
        text.extend(&b"\xef\xbb\xbf"[..1 + random.below(3) as usize]);
    }
    for _ in 0..random.below(12) {
        let len = match random.below(6) {
            0 => 0,
            1 => limit,
            2 => limit + 1,
            3 => limit + 2 + random.below(3 * block),
            4 => random.below(2 * block),
            _ => random.below(limit + 1),
        };
        let byte = b"xxxx \t\r"[random.below(7) as usize];
        text.extend((0..len).map(|_| if random.below(9) == 0 { b'\r' } else { byte }));
        text.extend([&b"\n"[..], b"\r\n", b"\r\r\n", b"\n\n", b"\r"][random.below(5) as usize]);
    }
    while random.below(2) == 0 && text.pop().is_some() {}
    text
}

#[test]
fn any_chunks_give_the_lines_of_the_slice() {
    let mut random = Random(1);
    for round in 0..4_000 {
        let (limit, block) = (1 + random.below(40), 1 + random.below(20));
        let text = text(&mut random, limit, block);
        let limit = limit as usize;
        let expected = naive(&text, limit);
        assert_eq!(of_slice(&text, limit), expected, "round {round}, slice of {:?}", text.escape_ascii().to_string());
        for most in [1, 2, 7, 1_000] {
            let chunks = Chunks { text: &text, most, random: Random(round) };
            let got = of_reader(chunks, limit, block as usize);
            assert_eq!(got, expected, "round {round}, most {most}, {:?}", text.escape_ascii().to_string());
        }
    }
}

#[test]
fn blocks_of_the_usual_size_give_the_lines_of_the_slice() {
    let mut random = Random(2);
    let (limit, block) = (3 << 20, 256 << 10);
    let mut text = Vec::new();
    for len in [10, block - 1, block, block + 1, 5, 2 * block, limit, limit + 1, 2 * limit, 0, 100, limit - 1] {
        text.extend((0..len).map(|_| b'a' + random.below(20) as u8));
        text.extend(b"\r\n");
    }
    let expected = of_slice(&text, limit);
    assert_eq!(of_reader(&text[..], limit, block), expected);
    let chunks = Chunks { text: &text, most: 100_000, random: Random(3) };
    assert_eq!(of_reader(chunks, limit, block), expected);
}

#[test]
fn the_limit_counts_the_line_without_its_end() {
    for end in ["", "\n", "\r\n"] {
        for (len, fits) in [(8, true), (9, false)] {
            let text = format!("{}{end}", "x".repeat(len));
            for (kept, _) in [of_slice(text.as_bytes(), 8), of_reader(text.as_bytes(), 8, 4)] {
                assert_eq!(kept.len(), 1);
                assert_eq!(kept[0].body.is_ok(), fits, "{text:?}");
                assert!(fits || kept[0].body == Err(9));
            }
        }
    }
}

#[test]
fn a_line_end_and_a_byte_order_mark_may_be_cut_by_blocks() {
    let text = b"\xef\xbb\xbfab\r\n\r\n cd\ref \n";
    let lines = [(1, 3, &b"ab"[..]), (3, 9, b" cd\ref ")];
    let lines = lines.map(|(number, offset, frame)| Kept { number, offset, body: Ok(frame.to_vec()) });
    for block in 1..text.len() {
        let chunks = Chunks { text, most: 1, random: Random(block as u64) };
        let (kept, bytes) = of_reader(chunks, 100, block);
        assert_eq!((&kept[..], bytes), (&lines[..], text.len() as u64), "blocks of {block}");
    }
}

#[test]
fn nothing_gives_no_line() {
    for text in [&b""[..], b"\xef\xbb\xbf", b"\n", b" \t\r", b"\xef\xbb\xbf\r\n \n"] {
        for (kept, bytes) in [of_slice(text, 9), of_reader(text, 9, 2)] {
            assert_eq!(kept, []);
            assert_eq!(bytes, text.len() as u64);
        }
    }
}

#[test]
fn the_start_of_a_byte_order_mark_is_text() {
    for text in [&b"\xef"[..], b"\xef\xbb", b"\xef\xbbx", b"x\xef\xbb\xbf"] {
        for (kept, _) in [of_slice(text, 9), of_reader(text, 9, 1)] {
            assert_eq!(kept, [Kept { number: 1, offset: 0, body: Ok(text.to_vec()) }]);
        }
    }
}

#[test]
fn a_line_that_is_too_long_is_not_buffered() {
    let source = io::repeat(b'x').take(50 << 20).chain(&b"\n{}\n"[..]);
    let mut reader = Reader::with_limit(source, 1 << 20);
    let line = reader.next().unwrap().unwrap();
    assert_eq!((line.number, line.body), (1, Body::TooLong { len: 50 << 20 }));
    let line = reader.next().unwrap().unwrap();
    assert_eq!((line.number, line.offset, line.body), (2, (50 << 20) + 1, Body::Frame(b"{}")));
    assert!(reader.buffer.capacity() <= 2 << 20, "{}", reader.buffer.capacity());
}

#[test]
fn after_an_error_of_the_source_the_reader_goes_on() {
    struct Flaky<'a>(&'a [u8], bool);
    impl Read for Flaky<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.1 = !self.1;
            if self.1 {
                return Err(io::ErrorKind::TimedOut.into());
            }
            self.0.read(&mut buffer[..1])
        }
    }
    let text = b"\xef\xbb\xbfone\ntoo long for it\ntwo";
    let mut reader = Reader::with_limit(Flaky(text, false), 5);
    let mut kept = Vec::new();
    loop {
        match reader.next() {
            Ok(Some(line)) => kept.push(line.into()),
            Ok(None) => break,
            Err(error) => assert_eq!(error.kind(), io::ErrorKind::TimedOut),
        }
    }
    assert_eq!((kept, reader.bytes()), of_slice(text, 5));
}

#[test]
fn a_file_is_opened_and_a_directory_is_not() {
    let mut reader = open(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).unwrap();
    assert_eq!(reader.next().unwrap().unwrap().body, Body::Frame(b"[package]"));
    assert_eq!(open(env!("CARGO_MANIFEST_DIR")).unwrap_err().kind(), io::ErrorKind::IsADirectory);
    assert_eq!(open("no such file").unwrap_err().kind(), io::ErrorKind::NotFound);
}
