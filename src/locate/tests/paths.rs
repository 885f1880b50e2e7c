//! Where nodes are, and by what paths.

use super::*;

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
