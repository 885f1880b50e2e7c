//! Pointers as RFC 6901 has them, and places.

use super::{Pointer, place_in_string, unescape};

fn found<'a>(pointer: &str, line: &'a str) -> Option<&'a str> {
    let range = pointer.parse::<Pointer>().unwrap().find(line.as_bytes()).unwrap();
    range.map(|range| &line[range])
}

#[test]
fn the_examples_of_the_rfc() {
    let line = r#" {"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8} "#;
    let cases = [
        ("", line.trim()),
        ("/foo", r#"["bar", "baz"]"#),
        ("/foo/0", r#""bar""#),
        ("/", "0"),
        ("/a~1b", "1"),
        ("/c%d", "2"),
        ("/e^f", "3"),
        ("/g|h", "4"),
        ("/i\\j", "5"),
        ("/k\"l", "6"),
        ("/ ", "7"),
        ("/m~0n", "8"),
    ];
    for (pointer, value) in cases {
        assert_eq!(found(pointer, line), Some(value), "{pointer}");
    }
}

#[test]
fn tildes_are_undone_from_left_to_right() {
    assert_eq!(found("/~01/~10", r#"{"~1":{"/0":1}}"#), Some("1"));
}

#[test]
fn a_pointer_that_is_none_is_refused() {
    for text in ["a", "#/a", "a/b", "/~", "/a~", "/~2", "/a/~x/b", "/~é"] {
        assert!(text.parse::<Pointer>().is_err(), "{text}");
    }
}

#[test]
fn what_leads_nowhere_is_nothing() {
    let line = r#"{"a":[1,{"b":null}],"s":"x","n":-1.5e3,"t":true,"z":null,"u":18446744073709551615}"#;
    assert_eq!(found("/a/1/b", line), Some("null"));
    for pointer in [
        "/b",
        "/a/2",
        "/a/-",
        "/a/01",
        "/a/+1",
        "/a/ 1",
        "/a/1/b/c",
        "/s/0",
        "/n/0",
        "/t/x",
        "/z/",
        "/u/0",
        "/a/x",
        "/A",
        "/a/",
        "/a/99999999999999999999999",
    ] {
        assert_eq!(found(pointer, line), None, "{pointer}");
    }
}

#[test]
fn of_repeated_keys_the_last_counts_even_if_it_leads_nowhere() {
    assert_eq!(found("/a/b", r#"{"a":{"b":1},"\u0061":{"b":2,"b":3},"c":0}"#), Some("3"));
    assert_eq!(found("/a/b", r#"{"a":{"b":1},"a":{}}"#), None);
    assert_eq!(found("/a/b", r#"{"a":{"b":1},"a":"b"}"#), None);
    assert_eq!(found("/0", r#"{"0":"key"}"#), Some("\"key\""));
}

#[test]
fn half_a_surrogate_pair_elsewhere_does_no_harm() {
    assert_eq!(found("/a", r#"{"\ud800":"\udfff","a":"\ud83d"}"#), Some(r#""\ud83d""#));
    // Nor on the way.
    for line in [r#"{"a":"\ud83d"}"#, r#"{"a":["\ud83d"]}"#, r#"["\ud83d"]"#, r#""\ud83d""#] {
        assert_eq!(found("/a/0/b", line), None, "{line}");
    }
    assert_eq!(found("/a/b", r#"{"a":"\ud83d","a":{"b":1}}"#), Some("1"));
}

#[test]
fn a_line_that_is_no_json_is_an_error() {
    let pointer: Pointer = "/a".parse().unwrap();
    for line in [&b"{\"a\":1"[..], b"{\"a\":1}}", b"", b"{\"a\":1,}", b"{\"b\":\"\xff\",\"a\":1}"] {
        assert!(pointer.find(line).is_err(), "{}", line.escape_ascii());
    }
}

#[test]
fn places_in_strings_are_those_of_what_they_mean() {
    let string = r#""a\n\u00e9é\\\ud83d\ude00🙂\ud83dx\u0041\/""#;
    let mut text = Vec::new();
    unescape(string.as_bytes(), &mut text).unwrap();
    // Each piece as it is written and as it is meant.
    let pieces = [("a", 1), (r"\n", 1), (r"\u00e9", 2), ("é", 2), (r"\\", 1), (r"\ud83d\ude00", 4), ("🙂", 4)];
    let pieces = pieces.into_iter().chain([(r"\ud83d", 3), ("x", 1), (r"\u0041", 1), (r"\/", 1)]);
    let (mut place, mut offset) = (1, 0);
    for (piece, means) in pieces {
        for within in 0..means {
            // A character of several bytes that is no escape has a place for each.
            let at = if piece.starts_with('\\') { 0 } else { within };
            assert_eq!(place_in_string(string.as_bytes(), offset + within), place + at, "{piece} {within}");
        }
        place += piece.len();
        offset += means;
    }
    assert_eq!(offset, text.len());
    assert_eq!(place_in_string(string.as_bytes(), offset), string.len() - 1);
    assert_eq!(place_in_string(b"\"\"", 0), 1);
}
