//! Where faults are, and that a text has one exactly where serde_json says so.

use serde_json::Value;

use super::*;

#[test]
fn faults_have_their_places() {
    use FaultKind::{Syntax, Utf8};
    let table: &[(&[u8], FaultKind, usize)] = &[
        (b"", Syntax, 0),
        (b" \t\r\n", Syntax, 4),
        (b"{\"a\":tru}", Syntax, 8),
        (b"tru", Syntax, 3),
        (b"nulx", Syntax, 3),
        (b"True", Syntax, 0),
        (b"01", Syntax, 1),
        (b"-01", Syntax, 2),
        (b"+1", Syntax, 0),
        (b".5", Syntax, 0),
        (b"[1.}", Syntax, 3),
        (b"1.}", Syntax, 2),
        (b"1.e5", Syntax, 2),
        (b"-", Syntax, 1),
        (b"-a", Syntax, 1),
        (b"1.", Syntax, 2),
        (b"1e", Syntax, 2),
        (b"1e+", Syntax, 3),
        (b"1e+-", Syntax, 3),
        (b"[12", Syntax, 3),
        (b"NaN", Syntax, 0),
        (b"\"\\x\"", Syntax, 2),
        (b"\"\\", Syntax, 2),
        (b"\"\\u12G4\"", Syntax, 5),
        (b"\"\\u12", Syntax, 5),
        (b"\"\\u12\"", Syntax, 5),
        (b"\"a\nb\"", Syntax, 2),
        (b"\"a\x00", Syntax, 2),
        (b"\"a", Syntax, 2),
        (b"[1,]", Syntax, 3),
        (b"[,1]", Syntax, 1),
        (b"[1 2]", Syntax, 3),
        (b"[1}", Syntax, 2),
        (b"[", Syntax, 1),
        (b"]", Syntax, 0),
        (b"{\"a\" 1}", Syntax, 5),
        (b"{\"a\":}", Syntax, 5),
        (b"{\"a\":1,}", Syntax, 7),
        (b"{\"a\":1]", Syntax, 6),
        (b"{\"a\"}", Syntax, 4),
        (b"{,", Syntax, 1),
        (b"{1:1}", Syntax, 1),
        (b"{]", Syntax, 1),
        (b"{\"a\":1 \"b\":2}", Syntax, 7),
        (b"{} x", Syntax, 3),
        (b"1 2", Syntax, 2),
        (b"[],", Syntax, 2),
        (b"[1\x0B]", Syntax, 2),
        ("\u{FEFF}{}".as_bytes(), Syntax, 0),
        ("[1,\u{e9}]".as_bytes(), Syntax, 3),
        ("\"\\\u{e9}\"".as_bytes(), Syntax, 2),
        (b"\"a\xFF\"", Utf8, 2),
        (b"\"\xE2\x82", Utf8, 1),
        (b"\"\xED\xA0\x80\"", Utf8, 1),
        (b"[\xFF]", Utf8, 1),
        (b"\"\\\xFF", Utf8, 2),
        (b"[\"\xC3\x28\" x", Utf8, 2),
        (b"[x \"\xFF\"", Syntax, 1),
        (b"[1] \xFF", Utf8, 4),
    ];
    for &(frame, kind, offset) in table {
        let shown = frame.escape_ascii();
        assert_eq!(check(frame, ANY, ANY), Err(Fault { kind, offset }), "{shown}");
    }
}

#[test]
fn whole_texts_are_counted() {
    let table: &[(&str, usize)] = &[
        ("12", 1),
        (" 12 ", 1),
        ("-0", 1),
        ("0e0", 1),
        ("\"\u{7f}\"", 1),
        ("[]", 1),
        ("[[],{}]", 3),
        (r#"{"a":1,"b":[true,{"c":null}]}"#, 9),
    ];
    for &(frame, nodes) in table {
        let checked = check(frame.as_bytes(), ANY, ANY).expect(frame);
        assert_eq!(checked, Checked { nodes, ..Checked::default() }, "{frame}");
    }
}

#[test]
fn strings_that_hold_an_offset_are_named_once_and_with_any_index() {
    let frame = br#"{"a":["x","\ud800\udfff\udfff"],"\ud800":{"b":"\ud800"},"c":"\ud800 \ud800"}"#;
    let lone = check(frame, ANY, ANY).unwrap().lone_surrogates;
    assert_eq!(lone.len(), 5);
    assert_eq!(paths_of(frame, &lone, 9), ["a[]", "\u{fffd}", "\u{fffd}.b", "c"]);
    assert_eq!(paths_of(frame, &lone, 1), ["a[]"]);
    assert_eq!(paths_of(frame, &[], 9), [""; 0]);
}

#[test]
fn lone_surrogates_are_found_by_their_backslash() {
    let table: &[(&str, &[usize])] = &[
        (r#""\ud83d\ude00""#, &[]),
        (r#""\uD83D\uDE00""#, &[]),
        (r#""\ud7ff\ue000""#, &[]),
        (r#""\ud800\udc00\udbff\udfff""#, &[]),
        (r#""\udbff\ue000\ud800\udbff""#, &[1, 13, 19]),
        (r#""\ud83d""#, &[1]),
        (r#""\ude00""#, &[1]),
        (r#""\ud83d\ud83d\ude00""#, &[1]),
        (r#""\ud83d\ud83d""#, &[1, 7]),
        (r#""\ude00\ud83d""#, &[1, 7]),
        (r#""\ud83d\u0041\ude00""#, &[1, 13]),
        (r#""\ud83d\n""#, &[1]),
        (r#""\ud83dude00""#, &[1]),
        (r#""\\ud83d""#, &[]),
        (r#""\\\ud83d""#, &[3]),
        (r#"{"a\udfff":["\ud800"]}"#, &[3, 13]),
        (r#"["\ud83d","\ude00"]"#, &[2, 11]),
    ];
    for &(frame, lone) in table {
        let checked = check(frame.as_bytes(), ANY, ANY).expect(frame);
        assert_eq!(checked.lone_surrogates, lone, "{frame}");
    }
}

#[test]
fn the_first_number_beyond_f64_is_found() {
    let digits = |n: usize| "9".repeat(n);
    let table = [
        ("1e308".to_owned(), None),
        ("1e309".to_owned(), Some(0)),
        ("[1,-1e999,1e400]".to_owned(), Some(3)),
        ("1E+400".to_owned(), Some(0)),
        ("0e99999999999999999999".to_owned(), None),
        ("1e-99999999999999999999".to_owned(), None),
        ("1e99999999999999999999".to_owned(), Some(0)),
        ("\"1e400\"".to_owned(), None),
        (digits(308), None),
        (digits(309), Some(0)),
        (format!("[{}]", digits(400)), Some(1)),
        (format!("-{}", digits(400)), Some(0)),
        (format!("{}.5", digits(400)), Some(0)),
        (format!("0.{}", digits(400)), None),
        (format!("{}e-200", digits(400)), None),
    ];
    for (frame, beyond) in table {
        let checked = check(frame.as_bytes(), ANY, ANY).expect(&frame);
        assert_eq!(checked.beyond_f64, beyond, "{frame}");
    }
}

#[test]
fn limits_are_passed_by_the_first_node_over_them() {
    use FaultKind::{Syntax, TooDeep, TooManyNodes, Utf8};
    type Row = (&'static [u8], usize, usize, Option<(FaultKind, usize)>);
    let table: &[Row] = &[
        (b"1", 0, 1, None),
        (b"1", 0, 0, Some((TooManyNodes, 0))),
        (b"[[]]", 2, ANY, None),
        (b"[[]]", 1, ANY, Some((TooDeep, 1))),
        (b"[[]]", 0, ANY, Some((TooDeep, 0))),
        (b"[[],{}]", 2, ANY, None),
        (b"[[],{\"a\":[]}]", 2, ANY, Some((TooDeep, 9))),
        (b"{\"a\":1}", 1, 3, None),
        (b"{\"a\": 1}", 1, 2, Some((TooManyNodes, 6))),
        (b"{ \"a\":1}", 1, 1, Some((TooManyNodes, 2))),
        (b"[[", 1, 1, Some((TooDeep, 1))),
        (b"[tru]", 1, 1, Some((TooManyNodes, 1))),
        (b"[x]", 1, 1, Some((Syntax, 1))),
        (b"[]", 1, 1, None),
        (b"[\"\xFF\",1]", 1, 2, Some((Utf8, 2))),
        (b"[\"\xFF\",1]", 1, 1, Some((TooManyNodes, 1))),
        (b"[1,1 \xFF", 1, 2, Some((TooManyNodes, 3))),
    ];
    for &(frame, max_depth, max_nodes, fault) in table {
        let found = check(frame, max_depth, max_nodes).err();
        let shown = frame.escape_ascii();
        assert_eq!(found.map(|fault| (fault.kind, fault.offset)), fault, "{shown}");
    }
}

#[test]
fn every_cut_of_a_valid_text_faults_at_its_length() {
    for seed in SEEDS.iter().map(|seed| seed.as_bytes()) {
        assert!(check(seed, ANY, ANY).is_ok());
        for cut in (0..seed.len()).map(|end| &seed[..end]) {
            let offset = match std::str::from_utf8(cut) {
                Ok(_) => cut.len(),
                Err(error) => error.valid_up_to(),
            };
            match check(cut, ANY, ANY) {
                Ok(_) => assert!(is_json(cut), "{}", cut.escape_ascii()),
                Err(fault) => assert_eq!(fault.offset, offset, "{}", cut.escape_ascii()),
            }
        }
    }
}

#[test]
fn mutated_texts_are_taken_and_refused_as_serde_json_does() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let (mut taken, mut refused) = (0, 0);
    for round in 0..200_000 {
        let text = random.mutation();
        let shown = text.escape_ascii();
        // 127 containers inside each other is what serde_json takes.
        match check(&text, 127, ANY) {
            Ok(checked) => {
                let sound = checked.lone_surrogates.is_empty() && checked.beyond_f64.is_none();
                assert_eq!(sound, is_json(&text), "{shown}");
                taken += 1;
            }
            Err(fault) => {
                assert!(!is_json(&text), "{shown}");
                let valid = std::str::from_utf8(&text).map_err(|error| error.valid_up_to());
                match fault.kind {
                    FaultKind::Utf8 => assert_eq!(valid.err(), Some(fault.offset), "{shown}"),
                    _ => assert!(valid.err().is_none_or(|end| fault.offset < end), "{shown}"),
                }
                if fault.kind == FaultKind::Syntax && round % 10 == 0 {
                    assert_first_impossible_byte(&text, fault.offset);
                }
                refused += 1;
            }
        }
        let (offset, nth) = (random.below(text.len() + 2), random.below(12));
        assert!(path_at(&text, offset).len() <= 256, "{shown}");
        let place = node(&text, nth);
        assert!(place.is_none_or(|place| place.range.end <= text.len()));
        let range = value(&text, "response.output[0].content[0].text");
        assert!(range.is_none_or(|range| range.end <= text.len()));
    }
    assert!(taken > 10_000 && refused > 10_000, "{taken} taken, {refused} refused");
}

#[test]
fn no_bytes_make_anything_panic() {
    let mut random = Random(77);
    for _ in 0..50_000 {
        let text: Vec<u8> = (0..random.below(24)).map(|_| random.byte()).collect();
        let fault = check(&text, 4, 9).err();
        assert!(fault.is_none_or(|fault| fault.offset <= text.len()));
        for at in 0..text.len() + 2 {
            path_at(&text, at);
            node(&text, at);
        }
        value(&text, "");
        value(&text, &String::from_utf8_lossy(&text));
    }
    path_at(b"[1]", ANY);
    node(b"[1]", ANY);
}

fn is_json(text: &[u8]) -> bool {
    serde_json::from_slice::<Value>(text).is_ok()
}

/// Tries to complete `text` up to `offset`, which must be possible, and up to one byte more, which must not.
fn assert_first_impossible_byte(text: &[u8], offset: usize) {
    let before = &text[..offset];
    // What serde_json refuses though it is JSON cannot be completed either.
    let has_surrogate = before
        .windows(4)
        .any(|escape| escape[..2] == *b"\\u" && escape[2] | 0x20 == b'd' && !matches!(escape[3], b'0'..=b'7'));
    let may_be_beyond_f64 = before.windows(3).any(|digits| digits.iter().all(u8::is_ascii_digit));
    if !has_surrogate && !may_be_beyond_f64 {
        assert!(can_be_completed(before), "{}", before.escape_ascii());
    }
    if let Some(through) = text.get(..=offset) {
        assert!(!can_be_completed(through), "{}", through.escape_ascii());
    }
}

fn can_be_completed(text: &[u8]) -> bool {
    const ENDS: &[&str] = &[
        "", "0", ":0", "\"\":0", "rue", "ue", "e", "alse", "lse", "se", "ull", "ll", "l", "\"", "n\"", "0\"", "00\"",
        "000\"", "0000\"", "\":0", "n\":0", "0\":0", "00\":0", "000\":0", "0000\":0",
    ];
    let mut closing = Vec::new();
    let (mut quoted, mut escaped) = (false, false);
    for &byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' if !quoted => closing.push(b'}'),
            b'[' if !quoted => closing.push(b']'),
            b'}' | b']' if !quoted => drop(closing.pop()),
            _ => {}
        }
    }
    closing.reverse();
    ENDS.iter().any(|end| is_json(&[text, end.as_bytes(), &closing].concat()))
}
