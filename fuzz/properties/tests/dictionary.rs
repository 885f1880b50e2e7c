//! The dictionary of the fuzz targets, held to the tables.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

use rtwire::{ClientKind, Field, ServerKind, Shape};

/// What is worth trying wherever bytes are: structure, escapes, numbers, bad UTF-8, half pairs.
const PIECES: &[&[u8]] = &[
    b"{",
    b"}",
    b"[",
    b"]",
    b"[[[[[[[[[[[[[[[[",
    b"]]]]]]]]]]]]]]]]",
    b"{\"\":{\"\":{\"\":",
    b"[]",
    b"{}",
    b"\":",
    b"\",\"",
    b"null",
    b"true",
    b"false",
    b"\"type\":",
    b",\"type\":\"",
    b"\"t\\u0079pe\":",
    b"\\\"",
    b"\\\\",
    b"\\/",
    b"\\n",
    b"\\u0000",
    b"\\u001f",
    b"\\u00e9",
    b"\\u2028",
    b"\\ufffd",
    b"\\ud83d",
    b"\\ude00",
    b"\\uD83D\\uDE00",
    b"\\ud83d\\ud83d\\ude00",
    b"\\u12G4",
    b"\\x",
    b"0",
    b"-0",
    b"-0.0",
    b"01",
    b"1.",
    b".5",
    b"+1",
    b"12.0",
    b"1e3",
    b"1E+308",
    b"1e309",
    b"-1e400",
    b"5e-324",
    b"1e-400",
    b"2.2250738585072011e-308",
    b"9007199254740992",
    b"9007199254740993",
    b"18446744073709551615",
    b"18446744073709551616",
    b"-9223372036854775808",
    b"-9223372036854775809",
    b"123456789012345678901234567890",
    b"NaN",
    b"\"inf\"",
    b"\xef\xbb\xbf",
    b"\xff",
    b"\xc0\x80",
    b"\xc3\xa9",
    b"\xed\xa0\x80",
    b"\xf0\x9f\x98\x80",
    b"\xf4\x90\x80\x80",
    b"\xe2\x80\xae",
    b"\0",
    b"\x1f",
    b"\x7f",
    b"\r\n",
    b" \t\n\r",
    b"[\"",
    b"\"]",
    b"].",
    b"\\u{e9}",
];

/// The texts of the tables: types, names, tags and words.
fn texts() -> BTreeSet<&'static str> {
    let mut texts = BTreeSet::new();
    for kind in ServerKind::ALL {
        texts.insert(kind.as_str());
        walk(kind.fields(), &mut texts);
    }
    for kind in ClientKind::ALL {
        texts.insert(kind.as_str());
        walk(kind.fields(), &mut texts);
    }
    texts
}

fn walk(fields: &[Field], texts: &mut BTreeSet<&'static str>) {
    for field in fields {
        texts.insert(field.name);
        shape(&field.shape, texts);
    }
}

fn shape(found: &Shape, texts: &mut BTreeSet<&'static str>) {
    match found {
        Shape::Enum(words) => texts.extend(*words),
        Shape::Array(element) => shape(element, texts),
        Shape::Object(object) => walk(object.fields, texts),
        Shape::Union(union) => union.variants.iter().for_each(|(tag, object)| {
            texts.insert(tag);
            walk(object.fields, texts);
        }),
        Shape::Either(shapes) => shapes.iter().for_each(|each| shape(each, texts)),
        _ => {}
    }
}

fn dictionary() -> String {
    let mut dictionary =
        String::from("# Made from the tables and a list of pieces by fuzz/properties/tests/dictionary.rs.\n");
    let texts = texts().into_iter().filter(|text| !text.is_empty()).map(|text| format!("\"{text}\"").into_bytes());
    for piece in PIECES.iter().map(|piece| piece.to_vec()).chain(texts) {
        dictionary.push('"');
        for byte in piece {
            match byte {
                b'"' | b'\\' => dictionary.extend(['\\', char::from(byte)]),
                b' '..=b'~' => dictionary.push(char::from(byte)),
                _ => write!(dictionary, "\\x{byte:02X}").unwrap(),
            }
        }
        dictionary.push_str("\"\n");
    }
    dictionary
}

#[test]
fn the_dictionary_is_made_from_the_tables() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rtwire.dict");
    let made = dictionary();
    assert!(made.contains("\\\"response.done\\\"") && made.contains("\\\"cached_tokens_details\\\""));
    if env::var_os("RTWIRE_WRITE").is_some() {
        fs::write(&file, &made).unwrap();
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    assert!(kept == made, "make it anew: RTWIRE_WRITE=1 cargo test -p rtwire-properties --test dictionary");
}
