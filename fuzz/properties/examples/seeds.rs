//! Writes the seeds of the fuzz targets that take frames: the lines of `tests/data`, and cases that were hard to get
//! right, each behind the bytes that the target chooses by.
//!
//! `cargo run -p rtwire-properties --example seeds DIRECTORY`, then `cargo fuzz cmin` into `fuzz/corpus`.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The longest line that is a seed.
const LONGEST: usize = 700;

/// What stands before a frame, so that its target looks at it in several ways.
const TARGETS: &[(&str, &[&[u8]])] = &[
    ("agrees_with_serde", &[b"\0\0\0", b"\0\0\x02", b"\0\0\x01"]),
    ("any_bytes", &[b"\0\0\0\0", b"\x07\0\0\0", b"\x0a\0\0\0", b"\x0b\0\0\x03"]),
    ("locate_agrees_with_value", &[b"\x02\0", b"\x09\x01"]),
    ("redact_leaves_the_rest", &[b"\x03\0", b"\0\0", b"\x07\x03", b"\x08\x02", b"\x1f\x05"]),
    ("patch_leaves_the_rest", &[b"\x01\0\x01", b"\x02\x05\0", b"\x03\x03\x03", b"\x04\x01\x0b"]),
];

/// Texts that readers may get wrong.
const HARD: &[&[u8]] = &[
    b"",
    b" \n\t",
    b"{}",
    b"[]",
    b"null",
    b"7.5",
    b"\"type\"",
    b"\xef\xbb\xbf{\"type\":\"error\"}",
    b"{\"type\":\"error\"}\0",
    b"{\"type\":\"error\"} {}",
    br#"{"type":7}"#,
    br#"{"type":"error","type":null}"#,
    br#"{"type":"error","event_id":"a","event\u005fid":"b"}"#,
    br#"{"t\u0079pe":"error","error":{"code":null,"message":"a\u0000\n\"\\\/"}}"#,
    br#"{"type":"response.text.delta","output_index":0,"content_index":0,"delta":"ab\ud83d"}"#,
    br#"{"type":"response.text.delta","output_index":0,"content_index":0,"delta":"\ude00\ud83d\ud83d\ude00"}"#,
    br#"{"type":"error","k\ud83d":[{"x":"\ude00"}]}"#,
    br#"{"type":"response.done","response":{"id":"\ud83d","x":"\ude00","usage":{"total_tokens":"7"}}}"#,
    br#"{"type":"response.done","response":{"output":[{"type":"new","k":{"l":"\ud83d"}}]}}"#,
    br#"{"type":"response.text.delta","output_index":12.0,"content_index":-0,"delta":""}"#,
    br#"{"type":"response.text.delta","output_index":9007199254740993,"content_index":0,"delta":""}"#,
    br#"{"type":"error","x":[1e308,-1e308,5e-324,2.2250738585072011e-308,1e-400,0.1e1,-0,-0.0,0e9]}"#,
    br#"{"type":"new","x":[18446744073709551615,18446744073709551616,-9223372036854775808,-9223372036854775809]}"#,
    br#"{"type":"error","x":1e400}"#,
    br#"{"type":"new","x":[0,-1.5E+309]}"#,
    b"{\"type\":\"err\xff\"}",
    b"{\"type\":\"error\",\"x\":\"\xed\xa0\x80\"}",
    b"{\"type\":\"error\",\"y\":\"\xff\",\"x\":tru}",
    b"{\"type\":\"error\",\"x\":\"\xf0\x9f\x98",
    b"{\"type\":\"error\",\"x\":\"a\x1fb\"}",
    br#"{"type":"error","x":[1,]}"#,
    br#"{"type":"error","x":01}"#,
    br#"{"type":"error","x":1.}"#,
    br#"{"type":"error","x":"\u12G4"}"#,
    br#"{"type":"response.done","response":7,"response":{"id":"b","id":7}}"#,
    br#"{"type":"response.done","response":{"metadata":{"k":1,"k":null},"metadata":{"l":[{}]}}}"#,
    br#"{"type":"conversation.item.done","item":{"type":"message","type":"new","x":{"type":"message"}}}"#,
    br#"{"type":"session.updated","session":{"type":"realtime","voice":"ash","type":null,"audio":{}}}"#,
    br#"{"type":"response.done","response":{"output":[7,{"type":"message","content":[null,{"type":7},[]]}]}}"#,
    br#"{"type":"session.update","session":{"voice":{"id":"v"},"turn_detection":null,"max_output_tokens":"inf"}}"#,
    br#"{"a":{"b":1},"x":1,"x":2,"a":{"b":2,"":[0,{"x y":"\"}"}]}}"#,
    br#"{"":{"":[[],[[]],{"":{}}]}}"#,
];

/// Streams of lines, behind the limit, the number of chunk sizes and those.
const STREAMS: &[&[u8]] = &[
    b"\0\0{\"type\":\"a\"}\r\n\n{\"type\":\"b\"}",
    b"\0\x03\x01\0\x05\xef\xbb\xbf{}\n \t\r\n[]\r\n\r{}\r",
    b"\x04\x02\x02\x01abc\nabcd\r\nabc\r\nab\r\r\n\n\nabcdefghij\n",
    b"\x01\x01\x03a\n\nb\r\n",
    b"\x09\x01\x40aaaaaaaa\r\nbbbbbbbbb\ncccccccc\rc\n",
];

fn main() -> io::Result<()> {
    let Some(folder) = env::args_os().nth(1).map(PathBuf::from) else {
        return Err(io::Error::other("name the folder to write to"));
    };
    let lines = lines()?;
    for (target, heads) in TARGETS {
        let frames = HARD.iter().copied().chain(lines.iter().map(String::as_bytes));
        let seeds = frames.enumerate().map(|(at, frame)| [heads[at % heads.len()], frame].concat());
        // Each hard case in every way.
        let hard = heads.iter().flat_map(|head| HARD.iter().map(|frame| [*head, frame].concat()));
        write(&folder.join(target), seeds.chain(hard))?;
    }
    write(&folder.join("ndjson_chunks"), STREAMS.iter().map(|stream| stream.to_vec()))?;
    let frames: Vec<&[u8]> = HARD.iter().copied().chain(lines.iter().map(String::as_bytes)).collect();
    let frames = frames
        .chunks(4)
        .zip((0..).map(|at: usize| [b"\0\0\0\0", b"\xe4\0\0\0", b"\xe4\0\x10\x03", b"\x1b\0\xc0\0"][at % 4]));
    write(&folder.join("reuse_equals_fresh"), frames.map(|(frames, head)| [head, &*frames.join(&b'\n')].concat()))
}

fn lines() -> io::Result<Vec<String>> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data");
    let mut files: Vec<_> =
        fs::read_dir(data)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|end| end == "ndjson"));
    files.sort();
    let mut lines = Vec::new();
    for file in files {
        lines.extend(fs::read_to_string(file)?.lines().filter(|line| line.len() <= LONGEST).map(str::to_owned));
    }
    Ok(lines)
}

fn write(folder: &Path, seeds: impl Iterator<Item = Vec<u8>>) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for (number, seed) in seeds.enumerate() {
        fs::write(folder.join(format!("seed-{number:04}")), seed)?;
    }
    Ok(())
}
