use serde_json::Value;

use super::walk::Level;
use super::*;

const ANY: usize = usize::MAX;

/// The value at `path`; none where there is none, the path is none, or the frame has a fault.
fn value(frame: &[u8], path: &str) -> Option<Range<usize>> {
    super::value(frame, &segments(path)?, crate::Duplicates::Last).ok()?
}

/// Texts with every kind of token, for cutting and mutating.
const SEEDS: &[&str] = &[
    r#"{"type":"response.done","response":{"output":[{"content":[{"text":"a\nb"}]}],"usage":null}}"#,
    r#" [ -0 , 1.5e+3 , 12E-7 , 0.25, true , false , null , "" , {} , [] , [ [ ] ] ] "#,
    "{\"k\\u00e9y\":\"\\ud83d\\ude00 \u{e9}\u{1F600}\",\r\n\t\"\":{\"a\":{\"a\":[1,{\"b\":-12}]}},\"\\\"\\\\\\/\":10}",
    r#"{"delta":"AAAA","output_index":0,"content_index":12,"event_id":"event_1"}"#,
    "-12.50e2",
    "\"\\ud83d\\udE00\\u12aF\"",
];

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

#[test]
fn nodes_are_where_a_naive_writer_put_them() {
    let mut random = Random(4711);
    for _ in 0..3_000 {
        let page = Page::random(&mut random);
        let frame = page.text.as_bytes();
        let checked = check(frame, ANY, ANY).expect(&page.text);
        assert_eq!(checked.nodes, page.notes.len(), "{}", page.text);
        for (n, note) in page.notes.iter().enumerate() {
            let place = node(frame, n).expect(&page.text);
            assert_eq!(place.range, note.range, "node {n} of {}", page.text);
            assert_eq!(place.path, note.path(), "node {n} of {}", page.text);
            let fault = Fault { kind: FaultKind::TooManyNodes, offset: note.range.start };
            assert_eq!(check(frame, ANY, n), Err(fault), "{}", page.text);
        }
        assert_eq!(node(frame, page.notes.len()), None, "{}", page.text);
    }
}

#[test]
fn paths_are_told_from_the_text_before() {
    let mut random = Random(31);
    for _ in 0..1_000 {
        let page = Page::random(&mut random);
        for note in &page.notes {
            let inside = match page.text.as_bytes()[note.range.start] {
                b'[' | b'{' => note.range.start + 1,
                _ => note.range.end,
            };
            let mut steps = note.steps.as_slice();
            if note.is_key {
                steps = &steps[..steps.len() - 1];
            }
            for offset in note.range.start..inside {
                let mut frame = page.text.as_bytes()[..offset].to_vec();
                frame.extend((0..3).map(|_| random.byte()));
                assert_eq!(path_at(&frame, offset), join(steps), "{offset} of {}", page.text);
            }
        }
    }
}

#[test]
fn paths_of_faults_are_those_of_the_value_meant() {
    let table: &[(&str, &str)] = &[
        ("", ""),
        ("{", ""),
        ("[", "[0]"),
        ("[1,", "[1]"),
        ("[1, ", "[1]"),
        ("[1 ", ""),
        (r#"{"a":tru"#, "a"),
        (r#"{"a":0"#, "a"),
        (r#"{"a":0 "#, ""),
        (r#"{"a":"x""#, ""),
        (r#"{"a""#, "a"),
        (r#"{"a":"#, "a"),
        (r#"{"a":1,"#, ""),
        (r#"{"a":{"b":[0,[{"c":"x\"#, "a.b[1][0].c"),
        (r#"{"a":{"b":[0,[{"c":1}"#, "a.b[1]"),
        (r#"{"a":{"b":[0,[{"c":1}]"#, "a.b"),
        (r#"{"a":{"b":[0,[{"c":1}]]"#, "a"),
        (r#"{"a":{"b":1}}"#, ""),
        (r#"{"a":{"b":x:[[["#, "a.b"),
    ];
    for &(told, path) in table {
        assert_eq!(path_at(told.as_bytes(), told.len()), path, "{told}");
    }
}

#[test]
fn keys_that_are_not_plain_words_are_quoted_and_escaped() {
    let table: &[(&[u8], &str)] = &[
        (b"plain_-$9", "plain_-$9"),
        (b"", r#"[""]"#),
        (b"a.b", r#"["a.b"]"#),
        (b"a b", r#"["a b"]"#),
        (br#"\u0061\/"#, r#"["a/"]"#),
        (br#"\"\\"#, r#"["\"\\"]"#),
        (br"\b\f\n\r\t\u0000", r#"["\u{8}\u{c}\n\r\t\0"]"#),
        (br"\u001b[31m", r#"["\u{1b}[31m"]"#),
        (br"\u0085\u202e\u200b\ufeff", r#"["\u{85}\u{202e}\u{200b}\u{feff}"]"#),
        ("\u{2028}\u{2066}\u{61c}\u{2060}".as_bytes(), r#"["\u{2028}\u{2066}\u{61c}\u{2060}"]"#),
        ("\u{a0}".as_bytes(), r#"["\u{a0}"]"#),
        ("größe".as_bytes(), "größe"),
        (br"\ud83d\ude00", "😀"),
        (br"\ud800\udc00\udbff\udfff", r#"["𐀀\u{10ffff}"]"#),
        (br"\ud83d\ud83d\ude00", "\u{FFFD}😀"),
        (b"\xFF\xC3", "\u{FFFD}\u{FFFD}"),
        (&[b'k'; 64], "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"),
        (&[b'k'; 65], "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk…"),
    ];
    for &(key, shown) in table {
        let told = [b"[{\"", key, b"\":"].concat();
        let first = [b"{\"", key, b"\":"].concat();
        let dot = if shown.starts_with('[') { "" } else { "." };
        assert_eq!(path_at(&told, told.len()), format!("[0]{dot}{shown}"));
        assert_eq!(path_at(&first, first.len()), shown);
    }
}

#[test]
fn characters_that_change_how_text_looks_are_never_raw() {
    let hidden = ('\0'..' ')
        .chain('\u{7f}'..='\u{9f}')
        .chain(['\u{61c}', '\u{2060}', '\u{feff}'])
        .chain('\u{200b}'..='\u{200f}')
        .chain('\u{2028}'..='\u{202e}')
        .chain('\u{2066}'..='\u{2069}');
    for char in hidden {
        let told = format!("{{\"a\\u{:04x}b\":", u32::from(char));
        let path = path_at(told.as_bytes(), told.len());
        assert!(path.starts_with("[\"a\\") && path.ends_with("b\"]"));
        assert!(path.bytes().all(|byte| (b' '..0x7f).contains(&byte)), "{path}");
    }
}

#[test]
fn long_keys_are_cut_between_characters() {
    let odd = format!("{{\"k{}\":", "é".repeat(50));
    assert_eq!(path_at(odd.as_bytes(), odd.len()), format!("k{}…", "é".repeat(31)));
    let escaped = format!("{{\"{}\":", "\\ud83d\\ude00".repeat(1000));
    assert_eq!(path_at(escaped.as_bytes(), escaped.len()), format!("{}…", "😀".repeat(16)));
    let hidden = format!("{{\"{}\":", "\\u200b".repeat(1000));
    let path = path_at(hidden.as_bytes(), hidden.len());
    assert_eq!(path, format!("[\"{}…\"]", "\\u{200b}".repeat(21)));
}

#[test]
fn long_paths_keep_both_ends() {
    // (key, levels): paths around the limit, with segments of all lengths, against the whole path cut at once.
    for key in ["a", "é", "€", "😀", "ab", "\u{e9}b", "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkk", " "] {
        for levels in (1..20).chain(40..300) {
            let told = format!("{{\"{key}\":").repeat(levels);
            let whole = join(&vec![Step::Key(key); levels]);
            let path = path_at(told.as_bytes(), told.len());
            assert!(path.len() <= 256);
            if whole.len() <= 256 {
                assert_eq!(path, whole);
            } else {
                let (head, tail) = path.split_once('…').expect("a mark where it was cut");
                assert!((117..=120).contains(&head.len()) && whole.starts_with(head));
                assert!((130..=133).contains(&tail.len()) && whole.ends_with(tail));
            }
        }
    }
}

#[test]
fn values_are_those_that_serde_json_keeps() {
    let mut random = Random(99);
    for _ in 0..3_000 {
        let page = Page::random(&mut random);
        let root: Value = serde_json::from_str(&page.text).expect(&page.text);
        for note in page.notes.iter().filter(|note| !note.is_key) {
            let path = note.path();
            let kept = note.steps.iter().try_fold(&root, |value, step| match step {
                Step::Key(key) => value.get(key),
                Step::Index(index) => value.get(index),
            });
            let range = value(page.text.as_bytes(), &path);
            let found = range.clone().map(|range| serde_json::from_str(&page.text[range]).expect("a value"));
            assert_eq!(found.as_ref(), kept, "{path} of {}", page.text);
            // The last of the places with this path is the one, unless a later key above it took them all away.
            let mut notes = page.notes.iter().rev();
            let last = notes.find(|last| !last.is_key && last.path() == path);
            assert!(range.is_none_or(|range| Some(range) == last.map(|last| last.range.clone())));
        }
    }
}

#[test]
fn values_are_found_by_either_form_of_a_key() {
    let frame = r#" {"a":{"b":[1,{"c":"x"}]},"a.b":2,"":3,"\u0061\n":4,"e\u0301":5,"d":[[6]]} "#;
    let table = [
        ("", Some(frame.trim())),
        ("a.b[1].c", Some("\"x\"")),
        ("[\"a\"][\"b\"][1][\"c\"]", Some("\"x\"")),
        ("a[\"b\"][0]", Some("1")),
        ("a.b", Some("[1,{\"c\":\"x\"}]")),
        ("[\"a.b\"]", Some("2")),
        ("[\"\"]", Some("3")),
        (r#"["a\n"]"#, Some("4")),
        (r#"["\u{61}\u{a}"]"#, Some("4")),
        (r#"["e\u{301}"]"#, Some("5")),
        ("d[0][0]", Some("6")),
        ("d[0][1]", None),
        ("a.c", None),
        ("a[0]", None),
        ("a.b.0", None),
        ("a.b[1].c.d", None),
        (".a", None),
        ("a.", None),
        ("a..b", None),
        ("a.b[", None),
        ("a.b[x]", None),
        ("a.b[-1]", None),
        ("a.b[99999999999999999999999]", None),
        ("a.b[0]c", None),
        ("[\"a\"", None),
        ("[\"a", None),
        (r#"["\x"]"#, None),
        (r#"["\u{d800}"]"#, None),
        (r#"["\u{61"]"#, None),
    ];
    for (path, found) in table {
        let range = value(frame.as_bytes(), path);
        assert_eq!(range.map(|range| &frame[range]), found, "{path}");
    }
}

#[test]
fn the_last_of_repeated_keys_counts_at_every_level() {
    let table = [
        (r#"{"a":1,"a":2}"#, "a", Some("2")),
        (r#"{"a":1,"\u0061":2}"#, "a", Some("2")),
        (r#"{"a":{"b":1},"a":{"b":2}}"#, "a.b", Some("2")),
        (r#"{"a":{"b":1},"a":{"c":2}}"#, "a.b", None),
        (r#"{"a":{"b":1},"a":2}"#, "a.b", None),
        (r#"{"a":{"b":1,"b":[]},"c":{"b":3}}"#, "a.b", Some("[]")),
        (r#"{"a":[{"b":1},{"b":2}],"a":[{"b":3}]}"#, "a[1].b", None),
        (r#"{"a":{"a":1},"a":{"a":{"a":2}}}"#, "a.a", Some("{\"a\":2}")),
    ];
    for (frame, path, found) in table {
        let range = value(frame.as_bytes(), path);
        assert_eq!(range.map(|range| &frame[range]), found, "{path} of {frame}");
    }
}

#[test]
fn a_level_costs_sixteen_bytes() {
    assert_eq!(size_of::<Level>(), 2 * size_of::<usize>());
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

/// Xorshift: the same cases on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end
    }

    fn byte(&mut self) -> u8 {
        let likely = b"{}[]:,\"\\u0019-+.eEtrfalsn dD8c\n\xC3\xA9";
        match self.below(8) {
            0 => self.below(256) as u8,
            _ => likely[self.below(likely.len())],
        }
    }

    fn part(&mut self, text: &[u8]) -> Range<usize> {
        let start = self.below(text.len() + 1);
        start..start + self.below((text.len() - start).min(24) + 1)
    }

    fn mutation(&mut self) -> Vec<u8> {
        let mut text = SEEDS[self.below(SEEDS.len())].as_bytes().to_vec();
        for _ in 0..self.below(4) {
            let part = self.part(&text);
            match self.below(7) {
                0 => text.truncate(part.start),
                1 => drop(text.drain(part)),
                2 => {
                    let copy = text[part.clone()].to_vec();
                    text.splice(part.start..part.start, copy);
                }
                3 => {
                    let other = SEEDS[self.below(SEEDS.len())].as_bytes();
                    let from = self.part(other);
                    text.splice(part, other[from].iter().copied());
                }
                4 => text.insert(part.start, self.byte()),
                5 if part.start < text.len() => text[part.start] ^= 1 << self.below(8),
                _ if part.start < text.len() => text[part.start] = self.byte(),
                _ => {}
            }
        }
        text
    }
}

/// A random valid text, and what its writer noted about each node while writing it.
#[derive(Default)]
struct Page {
    text: String,
    notes: Vec<Note>,
}

struct Note {
    range: Range<usize>,
    steps: Vec<Step>,
    is_key: bool,
}

#[derive(Clone, Copy)]
enum Step {
    Key(&'static str),
    Index(usize),
}

impl Note {
    fn path(&self) -> String {
        join(&self.steps)
    }
}

/// Good enough for the keys in this file.
fn is_plain(char: char) -> bool {
    !char.is_ascii() || char.is_ascii_alphanumeric()
}

fn join(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps {
        match *step {
            Step::Index(index) => path += &format!("[{index}]"),
            Step::Key(key) if !key.is_empty() && key.chars().all(is_plain) => {
                path += if path.is_empty() { "" } else { "." };
                path += key;
            }
            Step::Key(key) => path += &format!("[{key:?}]"),
        }
    }
    path
}

impl Page {
    fn random(random: &mut Random) -> Self {
        let mut page = Self::default();
        page.space(random);
        page.value(random, 5, &mut Vec::new());
        page.space(random);
        page
    }

    fn space(&mut self, random: &mut Random) {
        self.text += ["", "", "", " ", "\n\t", "\r "][random.below(6)];
    }

    fn value(&mut self, random: &mut Random, room: usize, steps: &mut Vec<Step>) {
        const SCALARS: &[&str] = &["0", "-1.5e3", "true", "false", "null", "\"\"", "\"a\\\"]}\"", "\"é\\u00e9\"", "12"];
        const KEYS: &[(&str, &str)] = &[
            ("\"a\"", "a"),
            ("\"\\u0061\"", "a"),
            ("\"b\"", "b"),
            ("\"type\"", "type"),
            ("\"x.y\"", "x.y"),
            ("\"x[0]\"", "x[0]"),
            ("\"\"", ""),
            ("\"\\\"\\\\\"", "\"\\"),
            ("\"\\n\"", "\n"),
            ("\"\u{e9}\"", "\u{e9}"),
            ("\"\\ud83d\\uDE00\"", "\u{1F600}"),
            ("\"0\"", "0"),
        ];
        let place = self.notes.len();
        self.note(self.text.len(), steps, false);
        let kind = if room == 0 { 0 } else { random.below(4) };
        if kind < 2 {
            self.text += SCALARS[random.below(SCALARS.len())];
        } else {
            self.text += ["[", "{"][kind - 2];
            self.space(random);
            for index in 0..random.below(5) {
                if index > 0 {
                    self.text += ",";
                    self.space(random);
                }
                if kind == 2 {
                    steps.push(Step::Index(index));
                } else {
                    let (written, key) = KEYS[random.below(KEYS.len())];
                    steps.push(Step::Key(key));
                    let start = self.text.len();
                    self.text += written;
                    self.note(start, steps, true);
                    self.space(random);
                    self.text += ":";
                    self.space(random);
                }
                self.value(random, room - 1, steps);
                steps.pop();
                self.space(random);
            }
            self.text += ["]", "}"][kind - 2];
        }
        self.notes[place].range.end = self.text.len();
    }

    fn note(&mut self, start: usize, steps: &[Step], is_key: bool) {
        let range = start..self.text.len();
        self.notes.push(Note { range, steps: steps.to_vec(), is_key });
    }
}
