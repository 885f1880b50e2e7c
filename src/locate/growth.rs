//! That the walk passes every byte a fixed number of times, told by counting the bytes that are looked at: a count is
//! the same on every machine, and doubles when the frame does.

use std::cell::Cell;

use super::*;
use crate::Duplicates;

thread_local! {
    static LOOKED: Cell<usize> = const { Cell::new(0) };
}

/// Notes that `bytes` were looked at.
pub(super) fn note(bytes: usize) {
    LOOKED.set(LOOKED.get() + bytes);
}

fn looked(work: impl FnOnce()) -> usize {
    let before = LOOKED.get();
    work();
    LOOKED.get() - before
}

const ANY: usize = usize::MAX;

/// A frame of about so many bytes.
type Frame = fn(usize) -> String;

/// Deep, long, with long keys, with faults at their ends.
const SHAPES: &[(&str, Frame)] = &[
    ("mixed depth", |size| "{\"a\":[".repeat(size / 12) + "1" + &"]}".repeat(size / 12)),
    ("arrays", |size| "[".repeat(size / 2) + &"]".repeat(size / 2)),
    ("arrays, cut", |size| "[".repeat(size)),
    ("objects, cut", |size| "{\"a\":".repeat(size / 5)),
    ("numbers", |size| format!("[{}1]", "1,".repeat(size / 2))),
    ("numbers, cut", |size| format!("[{}", "1,".repeat(size / 2))),
    ("arrays of arrays", |size| format!("[[]{}]", ",[[1]]".repeat(size / 6))),
    ("one string", |size| format!("\"{}\"", "x".repeat(size))),
    ("one string, cut", |size| format!("\"{}", "x".repeat(size))),
    ("escapes", |size| format!("\"{}\"", "\\u0041".repeat(size / 6))),
    ("short escapes", |size| format!("\"{}\"", "\\n".repeat(size / 2))),
    ("half pairs", |size| format!("\"{}\"", "\\ud83d".repeat(size / 6))),
    ("half pairs, strings", |size| format!("[{}1]", "\"\\ud83d\",".repeat(size / 9))),
    ("half pairs, cut", |size| format!("\"{}", "\\ud83d".repeat(size / 6))),
    ("long keys, deep", |size| format!("{{\"{}\":", "k".repeat(size / 64)).repeat(64)),
    ("long keys", |size| format!("{{{}\"b\":0}}", format!("\"{}\":1,", "k".repeat(size / 64)).repeat(64))),
    ("one number", |size| format!("[{}]", "9".repeat(size))),
    ("exponents", |size| format!("[{}1]", "1e400,".repeat(size / 6))),
    ("spaces", |size| format!("[{}]", " ".repeat(size))),
    ("repeated keys", |size| format!("{{{}\"a\":1}}", "\"a\":{\"b\":[0]},".repeat(size / 14))),
    ("other keys", |size| format!("{{{}\"a\":1}}", "\"x\":{\"b\":0},".repeat(size / 12))),
    ("fault at the end", |size| format!("[{}x]", "\"a\",".repeat(size / 4))),
];

#[test]
fn twice_the_frame_is_twice_the_work() {
    let deep = "a[0].".repeat(DEEPEST / 2);
    let paths = ["", "a.b[0]", "a", "[5]", deep.trim_end_matches("[0].")].map(|path| segments(path).expect(path));
    for (name, frame) in SHAPES {
        let work = |size: usize| {
            let frame = frame(size);
            let bytes = frame.as_bytes();
            let each = [
                looked(|| drop(check(bytes, ANY, ANY))),
                looked(|| drop(check(bytes, 128, 1000))),
                looked(|| drop(path_at(bytes, bytes.len()))),
                looked(|| drop(path_at(bytes, bytes.len() / 2))),
                looked(|| drop(node(bytes, 7))),
                looked(|| drop(node(bytes, bytes.len()))),
                looked(|| drop(paths_of(bytes, &[2, bytes.len() / 2, bytes.len() - 2], 256))),
                looked(|| paths.iter().for_each(|path| drop(value(bytes, path, Duplicates::Last)))),
                looked(|| drop(parts(bytes, &(0..bytes.len()), &Segment::Key("a".to_owned())))),
            ];
            // A byte is looked at to tell where a token ends, to read it, and to unescape it.
            assert!(each[0] >= bytes.len() / 8 && each[0] <= 6 * bytes.len() + 1000, "{name}: {each:?}");
            each
        };
        let sizes = [1 << 14, 1 << 15, 1 << 16, 1 << 17].map(work);
        for (once, twice) in sizes.iter().zip(&sizes[1..]) {
            for (once, twice) in once.iter().zip(twice) {
                assert!(*twice <= once * 22 / 10 + 4000, "{name}: {sizes:?}");
            }
        }
    }
}

#[test]
fn the_count_would_tell_what_is_quadratic() {
    let frame = |size: usize| format!("[{}1]", "1,".repeat(size / 2));
    let work = |size| {
        let frame = frame(size);
        looked(|| (0..frame.len()).step_by(64).for_each(|at| drop(path_at(frame.as_bytes(), at))))
    };
    assert!(work(1 << 12) > work(1 << 11) * 3);
}

#[test]
fn a_million_levels_are_walked() {
    let depth = 1_000_000;
    let deep = "{\"a\":[".repeat(depth / 2) + &"]}".repeat(depth / 2);
    let checked = check(deep.as_bytes(), depth, ANY).expect("valid");
    assert_eq!(checked.nodes, depth / 2 * 3);
    let fault = Fault { kind: FaultKind::TooDeep, offset: 3 * depth - 1 };
    assert_eq!(check(deep.as_bytes(), depth - 1, ANY), Err(fault));
    let innermost = node(deep.as_bytes(), checked.nodes - 1).expect("a node");
    assert_eq!(innermost.range, 3 * depth - 1..3 * depth + 1);
    assert!(path_at(deep.as_bytes(), 3 * depth).ends_with("a[0].a[0]"));
    let path = "a[0].".repeat(DEEPEST / 2);
    let path = segments(path.strip_suffix("[0].").expect("a suffix")).expect("a path");
    let obstacle = Obstacle::Fault(Fault { kind: FaultKind::TooDeep, offset: DEEPEST * 3 });
    assert_eq!(value(deep.as_bytes(), &path, Duplicates::Last), Err(obstacle));
    let deep = "{\"a\":[".repeat(DEEPEST / 2) + &"]}".repeat(DEEPEST / 2);
    let innermost = 3 * DEEPEST - 1..3 * DEEPEST + 1;
    assert_eq!(value(deep.as_bytes(), &path, Duplicates::Last), Ok(Some(innermost)));
}

#[test]
fn a_long_text_that_is_cut_is_told_at_its_end() {
    let size = 1 << 20;
    let mut cut = 0;
    for (name, frame) in SHAPES.iter().filter(|(name, _)| name.ends_with(", cut")) {
        let text = frame(size);
        let fault = Fault { kind: FaultKind::Syntax, offset: text.len() };
        assert_eq!(check(text.as_bytes(), ANY, ANY), Err(fault), "{name}");
        assert!(path_at(text.as_bytes(), text.len()).len() <= 256, "{name}");
        assert_eq!(node(text.as_bytes(), ANY), None, "{name}");
        cut += 1;
    }
    assert!(cut >= 5, "{cut}");
}
