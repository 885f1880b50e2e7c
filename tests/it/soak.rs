//! Millions of frames through one decoder: memory stays as it is after the first of them.
//!
//! ```sh
//! cargo test --release --all-features --test it -- --ignored --nocapture soak_of_20_million
//! ```

use std::fs;
use std::time::Instant;

use rtwire::Decoder;

use crate::allocator::live;
use crate::corpus::corpus;

/// Good frames, each of them damaged in three ways, and small frames that mean to cost much.
fn frames() -> Vec<Vec<u8>> {
    let mut frames = Vec::new();
    let samples = corpus().iter().filter(|line| line.ships).map(|line| line.frame().to_vec());
    for (at, sample) in samples.enumerate() {
        let middle = 1 + at * 7919 % (sample.len() - 1);
        frames.push(sample[..middle].to_vec());
        let mut wrong = sample.clone();
        wrong[middle] = [b'"', 0xff, b'}', 0, b'7', b'\\'][at % 6];
        frames.push(wrong);
        let shape = String::from_utf8_lossy(&sample).replacen("_index\":", "_index\":\"\",\"x\":", 1);
        frames.push(shape.replacen("\"usage\":{", "\"usage\":[],\"new\":{", 1).into_bytes());
        // Most of what comes is good.
        frames.extend(std::iter::repeat_n(sample, 5));
    }
    let unit = |before: &str, unit: &str, after: &str| format!("{before}{}{after}", unit.repeat(200)).into_bytes();
    frames.push(unit(r#"{"type":"error","x":"#, "[", ""));
    frames.push(unit(r#"{"type":"error","x":"#, "{\"a\":", ""));
    frames.push(unit(r#"{"type":"error","x":["#, "1e400,", "1]}"));
    frames.push(unit(r#"{"type":"error","x":""#, "\\ud83d", "\"}"));
    frames.push(unit(r#"{"type":"response.done","response":{"output":["#, "{},", "7]}}"));
    frames.push(unit(r#"{"type":"response.done""#, r#","response":{"usage":7}"#, "}"));
    frames
}

/// The process's memory in RAM, in bytes; none where the system does not say.
fn resident() -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<usize>().ok()? * 1024)
}

#[allow(clippy::print_stderr, reason = "the numbers are the point")]
fn soak(count: usize, most_ram: Option<isize>) {
    let frames = frames();
    let mut decoder = Decoder::new();
    let mut number = 0;
    let mut read = |count: usize| {
        let mut good = 0;
        for _ in 0..count {
            // A number that has no part with the number of frames, so that neighbours differ from round to round.
            number = (number + 7919) % frames.len();
            good += usize::from(decoder.any(&frames[number]).is_ok());
        }
        good
    };
    read(count / 20);
    let (heap, ram, begun) = (live(), resident(), Instant::now());
    let good = read(count - count / 20);
    let (later, took) = (live(), begun.elapsed());
    let grown = resident().zip(ram).map(|(now, before)| now as isize - before as isize);
    eprintln!(
        "{count} frames, {good} of the last 95 % good, in {took:.1?}; heap {heap} then {later}, RAM {ram:?}, grown {grown:?}"
    );
    assert!(good > count / 2 && good < count * 9 / 10, "{good}");
    // Scratch has its own bound, and may be anywhere below it.
    assert!((later - heap).unsigned_abs() < (2 << 20) + 64 * 1024, "heap {heap} then {later}");
    let grown = grown.zip(most_ram);
    assert!(grown.is_none_or(|(grown, most)| grown < most), "RAM has grown by {grown:?}");
}

#[test]
fn soak_of_100_thousand() {
    // Without a look at RAM, for other tests use it at the same time.
    soak(100_000, None);
}

/// Half a minute in a release build.
#[test]
#[ignore = "half a minute in a release build, minutes without optimisation"]
fn soak_of_20_million() {
    soak(20_000_000, Some(8 << 20));
}
