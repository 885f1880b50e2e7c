//! Table tests: every sample, and every sample with something wrong in every place, through a decoder and the tree lane.
//! The two share the tables and nothing else.

use std::collections::BTreeSet;

use bumpalo::Bump;

use crate::drift::{Drift, STEPS};
use crate::json::{OwnedJson, OwnedMap};
use crate::lane::tree::TreeSource;
use crate::scan::Kernels;
use crate::wire::{Head, Root, root};
use crate::{ClientKind, Decoder, Duplicates, Event, Field, Limits, Mismatch, ServerKind, Shape};

const SAMPLES: &[&str] = &[
    include_str!("../../tests/data/kinds.ndjson"),
    include_str!("../../tests/data/deviations.ndjson"),
    include_str!("../../tests/data/session_beta.ndjson"),
    include_str!("../../tests/data/session_ga.ndjson"),
    include_str!("../../tests/data/transcription_beta.ndjson"),
    include_str!("../../tests/data/transcription_ga.ndjson"),
    include_str!("../../tests/data/translation_ga.ndjson"),
    include_str!("../../tests/data/client_beta.ndjson"),
    include_str!("../../tests/data/client_ga.ndjson"),
];

fn samples() -> impl Iterator<Item = &'static str> {
    SAMPLES.iter().flat_map(|file| file.lines())
}

/// The four ways of deciding what JSON and drift leave open, each with a decoder.
fn decoders() -> Vec<Decoder> {
    let mut decoders = Vec::new();
    for duplicates in [Duplicates::Last, Duplicates::Reject] {
        for mismatch in [Mismatch::Keep, Mismatch::Reject] {
            decoders.push(Decoder::with_limits(Limits { duplicates, mismatch, ..Limits::default() }));
        }
    }
    decoders
}

type Entries = BTreeSet<(String, String, String)>;

fn entries(drift: &Drift) -> Entries {
    let entry = |entry: &crate::DriftEntry| (entry.path().into(), entry.expected().into(), entry.found().into());
    drift.entries().map(entry).collect()
}

/// Decodes by the decoder and by the tree lane, and says where they differ.
fn lanes_agree(decoder: &mut Decoder, frame: &str) {
    let arena = Bump::new();
    let node: OwnedJson = serde_json::from_str(frame).unwrap();
    let mut drift = Drift::new(256);
    drift.begin();
    let limits = decoder.limits();
    let mut source = TreeSource::new(&node, &arena, &mut drift, limits.duplicates, limits.mismatch);
    let mut tree = Event::empty();
    let accepted = root(&mut source, frame.as_bytes(), &mut tree);
    drift.commit();

    decoder.clear_drift();
    match (decoder.any_in(frame.as_bytes(), &arena), accepted) {
        (Ok(event), Ok(())) => {
            assert_eq!(event, tree, "{frame}");
            assert_eq!(serde_json::to_string(&event).unwrap(), serde_json::to_string(&tree).unwrap(), "{frame}");
            assert_eq!(entries(decoder.drift()), entries(&drift), "{frame}");
        }
        (Err(_), Err(_)) => {}
        (event, tree) => panic!("decoder: {event:?}, tree: {tree:?}: {frame}"),
    }
}

#[test]
fn lanes_agree_on_every_sample() {
    for mut decoder in decoders() {
        samples().for_each(|frame| lanes_agree(&mut decoder, frame));
    }
}

fn object(entries: Vec<(String, OwnedJson)>) -> OwnedJson {
    OwnedJson::Object(OwnedMap { entries })
}

/// Every variant of `node` in which one place is another value, is left out, or stands twice.
fn damaged(node: &OwnedJson, odd: &[OwnedJson], each: &mut dyn FnMut(OwnedJson)) {
    for value in odd {
        each(value.clone());
    }
    match node {
        OwnedJson::Array(values) => {
            for at in 0..values.len().min(3) {
                damaged(&values[at], odd, &mut |value| {
                    let mut values = values.clone();
                    values[at] = value;
                    each(OwnedJson::Array(values));
                });
            }
        }
        OwnedJson::Object(OwnedMap { entries: members }) => {
            for at in 0..members.len() {
                let mut fewer = members.clone();
                let member = fewer.remove(at);
                each(object(fewer.clone()));
                // Last, as serialisers that sort keys would have it; and twice, the other value first.
                fewer.push(member.clone());
                each(object(fewer));
                for value in odd {
                    let mut more = members.clone();
                    more.insert(0, (member.0.clone(), value.clone()));
                    each(object(more));
                }
                damaged(&members[at].1, odd, &mut |value| {
                    let mut members = members.clone();
                    members[at].1 = value;
                    each(object(members));
                });
            }
        }
        _ => {}
    }
}

#[test]
fn lanes_agree_on_every_kind_with_something_wrong_in_every_place() {
    let odd: Vec<OwnedJson> = [
        "null",
        "true",
        "7",
        "7.0",
        "-1",
        "0.5",
        "9007199254740993",
        r#""x""#,
        r#""type""#,
        "[]",
        "{}",
        r#"[1,null,"x",{},[]]"#,
        r#"{"type":"x","type":"y"}"#,
        r#"{"type":7,"x":{}}"#,
        r#"{"audio":{},"seconds":1}"#,
    ]
    .iter()
    .map(|text| serde_json::from_str(text).unwrap())
    .collect();
    let mut decoders = decoders();
    let mut count = 0;
    for frame in include_str!("../../tests/data/kinds.ndjson").lines() {
        let node: OwnedJson = serde_json::from_str(frame).unwrap();
        damaged(&node, &odd, &mut |node| {
            let frame = serde_json::to_string(&node).unwrap();
            // All policies now and then, one always.
            count += 1;
            let which = if count % 8 == 0 { 0..decoders.len() } else { 0..1 };
            decoders[which].iter_mut().for_each(|decoder| lanes_agree(decoder, &frame));
        });
    }
    assert!(count > 10_000, "{count}");
}

/// Walks the tables to their leaves.
fn walk(fields: &'static [Field], depth: usize, deepest: &mut usize) {
    *deepest = depth.max(*deepest);
    let mut names = BTreeSet::new();
    for field in fields {
        assert!(names.insert(field.name), "{} twice among {fields:?}", field.name);
        walk_shape(field.shape, depth + 1, deepest);
    }
}

fn walk_shape(shape: Shape, depth: usize, deepest: &mut usize) {
    match shape {
        Shape::Object(object) => {
            assert!(object.fields.len() < 64, "{}: a bit for each field and the tag", object.name);
            walk(object.fields, depth, deepest);
        }
        Shape::Union(union) => union.variants.iter().for_each(|(_, object)| walk(object.fields, depth, deepest)),
        Shape::Array(element) => walk_shape(*element, depth + 1, deepest),
        Shape::Either(shapes) => shapes.iter().for_each(|shape| walk_shape(*shape, depth, deepest)),
        _ => {}
    }
}

#[test]
fn fields_are_named_once_and_nest_less_deep_than_a_path_has_steps() {
    let mut deepest = 0;
    ServerKind::ALL.iter().for_each(|kind| walk(kind.fields(), 0, &mut deepest));
    ClientKind::ALL.iter().for_each(|kind| walk(kind.fields(), 0, &mut deepest));
    assert!((5..=STEPS).contains(&deepest), "{deepest}");
}

#[test]
fn every_kind_is_known_by_its_text() {
    for &kind in ServerKind::ALL {
        assert_eq!(ServerKind::from_wire(kind.as_str()), Some(kind));
        assert_eq!(ClientKind::from_wire(kind.as_str()), None, "a type tells the direction");
    }
    for &kind in ClientKind::ALL {
        assert_eq!(ClientKind::from_wire(kind.as_str()), Some(kind));
    }
}

#[test]
fn variants_are_named_as_the_wire_is() {
    let camel = |wire: &str| -> String {
        let word = |word: &str| word[..1].to_uppercase() + &word[1..];
        wire.split(['.', '_']).map(word).collect()
    };
    for &kind in ServerKind::ALL {
        let name = if kind == ServerKind::ErrorEvent { "ErrorEvent".to_owned() } else { camel(kind.as_str()) };
        assert_eq!(format!("{kind:?}"), name);
    }
    for &kind in ClientKind::ALL {
        assert_eq!(format!("{kind:?}"), camel(kind.as_str()));
    }
}

/// A row in which two names or two texts have changed places agrees with itself in both directions.
#[test]
fn a_row_is_named_in_rust_as_on_the_wire() {
    let letters = |text: &str| text.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "");
    let mut rows = 0;
    for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/schema")).unwrap() {
        let path = file.unwrap().path();
        if ["mod.rs", "tests.rs"].iter().any(|other| path.ends_with(other)) {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for line in text.lines().map(str::trim_start).filter(|line| !line.starts_with("//") && !line.starts_with("#["))
        {
            let renamed = line.matches("(\"").count();
            assert_eq!(renamed, line.matches("kind(\"type\")").count(), "only `type` has another name: {line}");
            let named = match line.strip_prefix('"').and_then(|row| row.split_once("\" => ")) {
                Some((wire, row)) => row.split(['(', '<']).next().map(|name| (name, wire)),
                // A field may have a text when it is built, which is not named.
                None => line.split_once(" = \"").filter(|(name, _)| !name.contains(':')),
            };
            let Some((name, wire)) = named else { continue };
            rows += 1;
            let (rust, wire) = (letters(name), letters(wire.trim_end_matches("\",")));
            let same = wire.contains(&rust) || (name, &*wire) == ("ErrorEvent", "error");
            assert!(same || (name, &*wire) == ("Beta", ""), "{line}");
        }
    }
    assert!(rows > 150, "{rows}");
}

#[test]
fn events_begin_as_their_heads_say() {
    // With the fields that can be foretold; behind some is one that cannot.
    let heads = [
        ("response.output_audio.delta", super::server::ResponseOutputAudioDelta::HEADS, 5),
        ("response.output_audio_transcript.delta", super::server::ResponseOutputAudioTranscriptDelta::HEADS, 5),
        ("response.output_item.added", super::server::ResponseOutputItemAdded::HEADS, 3),
        ("input_audio_buffer.committed", super::server::InputAudioBufferCommitted::HEADS, 3),
        ("input_audio_buffer.speech_started", super::server::InputAudioBufferSpeechStarted::HEADS, 1),
    ];
    for (kind, [compact, spaced], fields) in heads {
        let quoted = format!(r#"{{"type":"{kind}""#);
        let rests =
            samples().filter_map(|line| line.strip_prefix(&quoted)).filter(|rest| rest.starts_with(",\"event_id"));
        let fits =
            |head: &Option<Head>, rest: &str| Kernels::best().fits(rest.as_bytes(), head.as_ref().unwrap().pattern());
        let (whole, other): (Vec<_>, Vec<_>) = rests.partition(|rest| fits(compact, rest));
        assert!(whole.len() > other.len(), "{kind}: {other:?}");
        for rest in whole {
            assert!(!fits(spaced, rest) && fits(spaced, &rest.replace(",\"", ", \"").replace("\":", "\": ")), "{rest}");
        }
        assert_eq!([Head::fields(compact), Head::fields(spaced)], [fields; 2], "{kind}");
    }
    assert!(super::server::ConversationItemCreated::HEADS.iter().all(Option::is_some));
}
