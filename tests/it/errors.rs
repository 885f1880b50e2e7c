//! What is wrong with a frame, at which byte and on which path; and that nothing stays of a frame that failed.

use std::io;

use rtwire::{Category, Decoder, Duplicates, Error, ErrorKind, Limits, Mismatch};

use crate::corpus::file;
use crate::read::{any_by, drift_of, refused, refused_by, strict, unique};

fn limits(change: impl FnOnce(&mut Limits)) -> Limits {
    let mut limits = Limits::default();
    change(&mut limits);
    limits
}

/// An error as `kind @ offset path`.
fn told(error: &Error) -> String {
    format!("{:?} @ {} {}", error.kind(), error.offset(), error.path()).trim_end().to_owned()
}

/// Frames within default limits, and what is wrong with them.
const FRAMES: &[(&[u8], &str)] = &[
    // The frame is no object.
    (b"", "Syntax @ 0"),
    (b" \n\t", "Syntax @ 3"),
    (b"[1,2]", r#"Expected { expected: "object", found: "array" } @ 0"#),
    (b"[]", r#"Expected { expected: "object", found: "array" } @ 0"#),
    (b" 7", r#"Expected { expected: "object", found: "integer" } @ 1"#),
    (b"7.5", r#"Expected { expected: "object", found: "number" } @ 0"#),
    (br#""type""#, r#"Expected { expected: "object", found: "string" } @ 0"#),
    (b"null", r#"Expected { expected: "object", found: "null" } @ 0"#),
    (b"true", r#"Expected { expected: "object", found: "boolean" } @ 0"#),
    // It has no type.
    (b"{}", r#"Missing("type") @ 0"#),
    (b"\n {\"t\":1}", r#"Missing("type") @ 2"#),
    (br#"{"type":7}"#, r#"Expected { expected: "string", found: "integer" } @ 8 type"#),
    (br#"{"type":null}"#, r#"Expected { expected: "string", found: "null" } @ 8 type"#),
    (br#"{"x":1,"type": {"type":"error"}}"#, r#"Expected { expected: "string", found: "object" } @ 15 type"#),
    // It is cut, or goes on.
    (b"{", "Syntax @ 1"),
    (br#"{"type":"error""#, "Syntax @ 15"),
    (br#"{"type":"err"#, "Syntax @ 12 type"),
    (br#"{"type":"error","event_id"#, "Syntax @ 25"),
    (br#"{"type":"error","event_id":"#, "Syntax @ 27 event_id"),
    (br#"{"type":"error","event_id":"\u12"#, "Syntax @ 32 event_id"),
    (br#"{"type":"error","x":[1,{"y":tr"#, "Syntax @ 30 x[1].y"),
    (br#"{"type":"error"}}"#, "Syntax @ 16"),
    (br#"{"type":"error"} {"type":"error"}"#, "Syntax @ 17"),
    (b"{\"type\":\"error\"}\0", "Syntax @ 16"),
    // Its grammar is wrong.
    (b"\xef\xbb\xbf{\"type\":\"error\"}", "Syntax @ 0"),
    (br#"{"type":"error",}"#, "Syntax @ 16"),
    (br#"{"type" "error"}"#, "Syntax @ 8 type"),
    (br#"{'type':"error"}"#, "Syntax @ 1"),
    (br#"{"type":"error","x":[1,]}"#, "Syntax @ 23 x[1]"),
    (br#"{"type":"error","x":[1 2]}"#, "Syntax @ 23 x"),
    (br#"{"type":"error","x":[1}"#, "Syntax @ 22 x[0]"),
    (br#"{"type":"error","x":01}"#, "Syntax @ 21 x"),
    (br#"{"type":"error","x":1.}"#, "Syntax @ 22 x"),
    (br#"{"type":"error","x":-}"#, "Syntax @ 21 x"),
    (br#"{"type":"error","x":+1}"#, "Syntax @ 20 x"),
    (br#"{"type":"error","x":.5}"#, "Syntax @ 20 x"),
    (br#"{"type":"error","x":1e}"#, "Syntax @ 22 x"),
    (br#"{"type":"error","x":NaN}"#, "Syntax @ 20 x"),
    (br#"{"type":"error","x":nul}"#, "Syntax @ 23 x"),
    (br#"{"type":"error","x":nullx}"#, "Syntax @ 24 x"),
    (br#"{"type":"error","x":"\x"}"#, "Syntax @ 22 x"),
    (br#"{"type":"error","x":"\u12G4"}"#, "Syntax @ 25 x"),
    (b"{\"type\":\"error\",\"x\":\"a\nb\"}", "Syntax @ 22 x"),
    (b"{\"type\":\"error\",\"x\":\"a\x1fb\"}", "Syntax @ 22 x"),
    (b"{\"type\":\"error\"\x0c}", "Syntax @ 15"),
    (br#"{"type":"error",/**/"x":1}"#, "Syntax @ 16"),
    // It is not UTF-8.
    (b"{\"type\":\"err\xff\"}", "Utf8 @ 12 type"),
    (b"{\"type\":\"error\",\"x\":\"\xc3\x28\"}", "Utf8 @ 21 x"),
    (b"{\"type\":\"error\",\"x\":\"\xed\xa0\x80\"}", "Utf8 @ 21 x"),
    (b"{\"type\":\"error\",\"x\":\"\xc0\x80\"}", "Utf8 @ 21 x"),
    (b"{\"type\":\"error\",\"x\":\"\xf0\x9f\x98", "Utf8 @ 21 x"),
    (b"{\"type\":\"error\",\"\xff\":1}", "Utf8 @ 17"),
    (b"\xff", "Utf8 @ 0"),
    // The lower of the two.
    (b"{\"type\":\"error\",\"x\":tru,\"y\":\"\xff\"}", "Syntax @ 23 x"),
    (b"{\"type\":\"error\",\"y\":\"\xff\",\"x\":tru}", "Utf8 @ 21 y"),
    (b"{\"type\":\"error\"}\xff", "Utf8 @ 16"),
    // A number is beyond what can be held.
    (br#"{"type":"error","x":1e400}"#, "NumberRange @ 20 x"),
    (br#"{"type":"new","x":[0,-1.5E+309]}"#, "NumberRange @ 21 x[1]"),
    (br#"{"type":"new","x":1e400,"y":tru}"#, "Syntax @ 31 y"),
    // A key field is missing, or is none.
    (br#"{"type":"response.audio.done","output_index":0}"#, r#"Missing("content_index") @ 0"#),
    (br#"  {"type":"response.text.delta","output_index":0,"content_index":0}"#, r#"Missing("delta") @ 2"#),
    (br#"{"type":"input_audio_buffer.append"}"#, r#"Missing("audio") @ 0"#),
    (
        br#"{"type":"response.audio.done","output_index":-1,"content_index":0}"#,
        r#"Expected { expected: "unsigned integer", found: "integer" } @ 45 output_index"#,
    ),
    (
        br#"{"type":"response.audio.done","output_index":0,"content_index":"0"}"#,
        r#"Expected { expected: "unsigned integer", found: "string" } @ 63 content_index"#,
    ),
    (
        br#"{"type":"response.text.delta","x":"\u00e9\"","output_index":0,"content_index":0,"delta": [ ] }"#,
        r#"Expected { expected: "string", found: "array" } @ 89 delta"#,
    ),
];

#[test]
fn each_error_names_its_kind_byte_and_path() {
    for (frame, expected) in FRAMES {
        let error = refused(frame);
        assert_eq!(told(&error), *expected, "{}", String::from_utf8_lossy(frame));
    }
}

#[test]
fn each_direction_says_the_same() {
    for (frame, expected) in FRAMES {
        let mut decoder = Decoder::new();
        let both = [decoder.server(frame).map(drop), Decoder::new().client(frame).map(drop)];
        // What one side calls a missing key field is an unknown event to the other.
        let said = |result: &Result<(), Error>| result.as_ref().err().map(told);
        assert!(both.iter().any(|result| said(result).as_deref() == Some(*expected)), "{expected}");
    }
}

#[test]
fn limits_are_refused_at_the_byte_that_passes_them() {
    let frame = br#"{"type":"new","x":[1,{"y":[2,3]}]}"#;
    let length = frame.len();
    for (limits, expected) in [
        (limits(|limits| limits.max_frame_bytes = length), None),
        (
            limits(|limits| limits.max_frame_bytes = length - 1),
            Some(format!("TooLong {{ limit: {0} }} @ {0}", length - 1)),
        ),
        (limits(|limits| limits.max_frame_bytes = 0), Some("TooLong { limit: 0 } @ 0".to_owned())),
        (limits(|limits| limits.max_depth = 4), None),
        (limits(|limits| limits.max_depth = 3), Some("TooDeep { limit: 3 } @ 26 x[1].y".to_owned())),
        (limits(|limits| limits.max_depth = 2), Some("TooDeep { limit: 2 } @ 21 x[1]".to_owned())),
        (limits(|limits| limits.max_depth = 1), Some("TooDeep { limit: 1 } @ 18 x".to_owned())),
        // { "type" "new" "x" [ 1 { "y" [ 2 3
        (limits(|limits| limits.max_nodes = 11), None),
        (limits(|limits| limits.max_nodes = 10), Some("TooManyNodes { limit: 10 } @ 29 x[1].y[1]".to_owned())),
        (limits(|limits| limits.max_nodes = 8), Some("TooManyNodes { limit: 8 } @ 26 x[1].y".to_owned())),
        (limits(|limits| limits.max_nodes = 7), Some("TooManyNodes { limit: 7 } @ 22 x[1]".to_owned())),
        (limits(|limits| limits.max_nodes = 1), Some("TooManyNodes { limit: 1 } @ 1".to_owned())),
        (limits(|limits| limits.max_nodes = 0), Some("TooManyNodes { limit: 0 } @ 0".to_owned())),
    ] {
        let error = any_by(&mut Decoder::with_limits(limits.clone()), frame).err();
        assert_eq!(error.as_ref().map(told), expected, "{limits:?}");
        assert!(error.is_none_or(|error| error.category() == Category::Limit));
    }
}

#[test]
fn ten_nodes_are_accepted_where_ten_are_allowed() {
    let few = limits(|limits| limits.max_nodes = 10);
    for (ten, eleven, offset) in [
        (r#"{"type":"new","x":[1,2,3,4,5]}"#, r#"{"type":"new","x":[1,2,3,4,5,6]}"#, 29),
        (r#"{"type":"error","a":0,"b":0,"c":[1]}"#, r#"{"type":"error","a":0,"b":0,"c":[1 , ""]}"#, 37),
        (r#"{"type":"new","x":["[,{","\"",{},[],"\\"]}"#, r#"{"type":"new","x":["[,{","\"",{},[],"\\",""]}"#, 41),
        (r#"{"type":"new","x":{"a":[1,[],{}]}}"#, r#"{"type":"new","x":{"a":[1,[],{"":0}]}}"#, 30),
    ] {
        let mut decoder = Decoder::with_limits(few.clone());
        assert!(any_by(&mut decoder, ten).is_ok(), "{ten}");
        let error = any_by(&mut decoder, eleven).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::TooManyNodes { limit: 10 }), "{eleven}: {error}");
        assert_eq!(error.offset(), offset, "{eleven}");
    }
}

#[test]
fn the_default_number_of_nodes_is_exact() {
    let most = Limits::default().max_nodes;
    for (element, open, close) in [("1", "[", "]"), ("\"\"", "[", "]"), ("{}", "[", "]"), ("\"\":1", "{", "}")] {
        let each = if open == "{" { 2 } else { 1 };
        let frame = |nodes: usize| {
            let elements = vec![element; (nodes - 5) / each].join(",");
            // An odd one out where elements take two.
            let rest = if (nodes - 5).is_multiple_of(each) { "[]" } else { "[0]" };
            format!(r#"{{"type":"new","x":{open}{elements}{close},"y":{rest}}}"#)
        };
        // Five for the rest, and two for `y`.
        assert!(any_by(&mut Decoder::new(), frame(most - 2)).is_ok(), "{element}");
        let error = refused(frame(most - 1));
        assert!(matches!(error.kind(), ErrorKind::TooManyNodes { limit: 262_144 }), "{element}: {error}");
    }
}

#[test]
fn depth_128_is_accepted_and_129_is_refused() {
    let nest = |pairs: &[(&str, &str)], depth: usize, inside: &str| {
        let pair = |level: usize| pairs[level % pairs.len()];
        let open: String = (0..depth).map(|level| pair(level).0).collect();
        let close: String = (0..depth).rev().map(|level| pair(level).1).collect();
        format!("{open}{inside}{close}")
    };
    let pairs: [&[(&str, &str)]; 3] = [&[("[", "]")], &[("{\"k\":", "}")], &[("[", "]"), ("{\"k\":", "}")]];
    // How deep the value stands, and the frame around it.
    let places = [
        (1, r#"{"type":"new","x":"#, "}"),
        (1, r#"{"type":"error","x":"#, "}"),
        (1, r#"{"type":"error","event_id":"#, "}"),
        (2, r#"{"type":"response.done","response":{"metadata":"#, "}}"),
        (5, r#"{"type":"session.update","session":{"tools":[{"parameters":{"p":"#, "}}]}}"),
        (3, r#"{"type":"response.done","response":{"output":["#, "]}}"),
    ];
    for (outer, before, after) in places {
        for pairs in pairs {
            for (more, inside) in [(0, "1"), (1, "[]"), (1, "{}"), (0, "\"\"")] {
                let frame = |depth: usize| format!("{before}{}{after}", nest(pairs, depth - outer - more, inside));
                let mut decoder = Decoder::new();
                assert!(any_by(&mut decoder, frame(128)).is_ok(), "{}", frame(128));
                let error = any_by(&mut decoder, frame(129)).map(drop).expect_err(&frame(129));
                assert!(matches!(error.kind(), ErrorKind::TooDeep { limit: 128 }), "{}: {error}", frame(129));
                assert!(error.path().len() <= 256);
            }
        }
    }
    let deep = format!(r#"{{"type":"new","x":{}"#, "[".repeat(100_000));
    assert_eq!(refused(deep).offset(), 18 + 127);
}

#[test]
fn display_is_one_short_line_without_payload() {
    let long = "k".repeat(10_000);
    let keys = [
        "\u{1b}[31mred",
        "a\u{202e}b\u{2066}",
        "line\\nfeed",
        "tab\\there",
        "\\u001b[2J",
        "\u{200b}\u{feff}",
        "\u{85}\u{2028}",
        "nul\\u0000",
        "quote\\\"",
        "dots.and[0]",
        "",
        "\u{7f}",
        &long,
        "é日本",
    ];
    let payload = "PAYLOAD of the frame";
    for key in keys {
        let path: String = format!("{{\"{key}\":").repeat(20);
        // An escape stands raw in some of these frames: that alone makes them invalid.
        for tail in ["tru", "1e999", &format!("\"{payload}\u{1}"), &format!("\"{payload}\"x"), "\"\\ud83d\"", ""] {
            for frame in [
                format!(r#"{{"type":"error","{payload}":1,"x":{path}{tail}"#),
                format!(r#"{{"type":"error","y":"{payload}","x":{path}{tail}{}}}"#, "}".repeat(20)),
            ] {
                let Err(error) = any_by(&mut Decoder::with_limits(strict()), &frame) else { continue };
                check(&error, payload);
            }
        }
    }
    for (frame, _) in FRAMES {
        check(&refused(frame), "\u{1}");
    }
    let deep = format!(r#"{{"type":"new","x":{}"#, "[".repeat(1000));
    check(&refused(deep), payload);
    let shape = format!(r#"{{"type":"response.text.delta","output_index":"{payload}"}}"#);
    check(&refused(shape), payload);
    check(&refused(format!(r#"{{"type":["{payload}"]}}"#)), payload);
    check(&Error::from(io::Error::other(format!("\u{1b}]0;\n{long}"))), payload);
}

fn check(error: &Error, payload: &str) {
    for text in [error.to_string(), format!("{error:?}"), error.message().to_string()] {
        assert!(text.len() <= 512 + "Error()".len(), "{} bytes: {text}", text.len());
        assert!(!text.contains(payload), "{text}");
        let odd = |c: char| {
            c.is_control()
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        };
        assert!(!text.contains(odd), "{text:?}");
    }
    assert!(error.to_string().len() <= 512 && error.path().len() <= 256, "{error}");
    assert!(error.to_string().starts_with(error.category().as_str()), "{error}");
}

#[test]
fn display_says_what_where_and_on_which_path() {
    let error = refused(r#"{"type":"error","x":[1,tru]}"#);
    assert_eq!(error.to_string(), "syntax: not valid JSON at byte 26 (x[1])");
    assert_eq!(refused("{}").to_string(), "shape: missing `type` at byte 0");
    let error = Error::from(io::Error::from(io::ErrorKind::NotFound));
    assert_eq!((error.category(), error.offset(), error.path()), (Category::Io, 0, ""));
    assert!(std::error::Error::source(&error).is_some() && std::error::Error::source(&refused("{}")).is_none());
    let names =
        [Category::Io, Category::Syntax, Category::Utf8, Category::Shape, Category::Limit].map(Category::as_str);
    assert_eq!(names, ["io", "syntax", "utf8", "shape", "limit"]);
}

#[test]
fn every_cut_of_a_frame_is_a_syntax_error_at_its_end() {
    let cut_inside = |text: &str, at: usize| !text.is_char_boundary(at);
    for line in file("deviations.ndjson") {
        for at in 0..line.frame().len() {
            let error = refused(&line.frame()[..at]);
            if cut_inside(&line.text, at) {
                assert_eq!((error.category(), error.offset()), (Category::Utf8, line.text.floor_char_boundary(at)));
            } else {
                assert_eq!((error.category(), error.offset()), (Category::Syntax, at), "{}", line.place());
            }
        }
    }
}

#[test]
fn nothing_stays_of_a_frame_that_failed() {
    let good = r#"{"type":"response.done","response":{"id":"r","y":1,"output":[{"type":"message"}]}}"#;
    let strict_and_unique = limits(|limits| {
        limits.mismatch = Mismatch::Reject;
        limits.duplicates = Duplicates::Reject;
        limits.max_nodes = 100;
        limits.max_depth = 10;
    });
    let late = [
        // These have drift before they fail.
        r#"{"x":1,"type":"response.text.delta","z":{}}"#.to_owned(),
        r#"{"type":"response.done","x":1,"response":{"output":[{"type":"new"}],"id":7}}"#.to_owned(),
        r#"{"type":"response.done","x":1,"response":{"id":"a","id":"b"}}"#.to_owned(),
        r#"{"type":"response.done","x":1,"response":{"id":"\ud83d"}}"#.to_owned(),
        format!(r#"{{"type":"error","x":{}}}"#, "[".repeat(20)),
        format!(r#"{{"type":"error","x":[{}]}}"#, vec!["1"; 200].join(",")),
    ];
    let bad = FRAMES.iter().map(|(frame, _)| *frame).chain(late.iter().map(String::as_bytes));
    let mut used = Decoder::with_limits(strict_and_unique.clone());
    for bad in bad {
        let copy = bad.to_vec();
        assert!(used.any(&copy).is_err(), "{}", String::from_utf8_lossy(bad));
        assert_eq!(copy, bad);
        assert!(used.drift().entries().all(|entry| entry.path() == "response.done: response.y"));
        let mut fresh = Decoder::with_limits(strict_and_unique.clone());
        assert_eq!(used.any(good.as_bytes()).unwrap(), fresh.any(good.as_bytes()).unwrap());
        assert_eq!(drift_of(&used), drift_of(&fresh));
    }
    assert_eq!(
        used.drift().entries().next().map(|entry| entry.events()),
        Some(FRAMES.len() as u64 + late.len() as u64)
    );
    assert!(matches!(refused_by(unique(), &late[2]).kind(), ErrorKind::Repeated));
}

#[test]
fn no_more_than_1024_levels_can_be_allowed() {
    let deep = limits(|limits| limits.max_depth = 100_000);
    let frame = |depth: usize| {
        let (open, close) = ("[".repeat(depth - 2), "]".repeat(depth - 2));
        format!(r#"{{"type":"conversation.item.done","item":{{"type":"new","x":{open}{close}}}}}"#)
    };
    let mut decoder = Decoder::with_limits(deep);
    let event = any_by(&mut decoder, frame(1024)).unwrap();
    assert_eq!(serde_json::to_string(&event).unwrap(), frame(1024));
    assert!(format!("{event:?}").len() < 400);
    assert!(matches!(any_by(&mut decoder, frame(1025)).unwrap_err().kind(), ErrorKind::TooDeep { limit: 1024 }));
    // With no depth at all there is no frame.
    let none = limits(|limits| limits.max_depth = 0);
    assert!(matches!(refused_by(none, r#"{"type":"error"}"#).kind(), ErrorKind::TooDeep { limit: 0 }));
}
