//! Names of events in the dialects, and frames that change theirs.

use std::collections::BTreeMap;
use std::fs;

use rtwire::dialect::{Dialect, Rename, rename};
use rtwire::{Category, Decoder, ServerKind};
use serde_json::Value;

use crate::corpus::{corpus, root};

/// What the beta and GA names of the six streams are, by hand.
const STREAMS: [[&str; 2]; 6] = [
    ["response.text.delta", "response.output_text.delta"],
    ["response.text.done", "response.output_text.done"],
    ["response.audio_transcript.delta", "response.output_audio_transcript.delta"],
    ["response.audio_transcript.done", "response.output_audio_transcript.done"],
    ["response.audio.delta", "response.output_audio.delta"],
    ["response.audio.done", "response.output_audio.done"],
];

fn renamed(frame: &str, dialect: Dialect) -> (Rename, String) {
    let mut out = b"<".to_vec();
    let rename = rename(frame.as_bytes(), dialect, &mut out).unwrap();
    (rename, String::from_utf8(out).unwrap()[1..].to_owned())
}

fn kind(wire: &str) -> ServerKind {
    ServerKind::from_wire(wire).unwrap()
}

#[test]
fn six_streams_change_their_name_and_nothing_else() {
    for [beta, ga] in STREAMS {
        let frame = |kind: &str| {
            format!(" {{ \"x\" : [1 , {{\"type\":\"{beta}\"}}],\"type\": \"{kind}\" ,\"delta\":\"type\" }}\n")
        };
        let (old, new) = (frame(beta), frame(ga));
        assert_eq!(renamed(&old, Dialect::Ga), (Rename::Renamed(kind(ga)), new.clone()));
        assert_eq!(renamed(&new, Dialect::Beta), (Rename::Renamed(kind(beta)), old.clone()));
        for (frame, own) in [(&old, Dialect::Beta), (&new, Dialect::Ga)] {
            assert_eq!(renamed(frame, own), (Rename::Same, String::new()));
        }
        assert_eq!(kind(beta).canonical(), kind(ga));
        assert_eq!(kind(ga).canonical(), kind(ga));
    }
}

#[test]
fn every_type_of_a_frame_is_renamed_and_the_last_one_counts() {
    let frame = r#"{"type":"error","type":{"a":[1]}, "t\u0079pe" :"response\u002etext.delta","delta":"a"}"#;
    let (rename, out) = renamed(frame, Dialect::Ga);
    assert_eq!(rename, Rename::Renamed(ServerKind::ResponseOutputTextDelta));
    let name = "\"response.output_text.delta\"";
    assert_eq!(out, format!(r#"{{"type":{name},"type":{name}, "t\u0079pe" :{name},"delta":"a"}}"#));
    assert_eq!(renamed(r#"{"type":"response.text.delta","type":"error"}"#, Dialect::Ga).0, Rename::Same);
}

#[test]
fn what_differs_by_more_than_its_name_is_not_renamed() {
    for (wire, dialect, expected) in [
        ("conversation.item.created", Dialect::Ga, Rename::NeedsRewrite(ServerKind::ConversationItemAdded)),
        ("conversation.item.added", Dialect::Beta, Rename::NeedsRewrite(ServerKind::ConversationItemCreated)),
        ("conversation.item.done", Dialect::Beta, Rename::NoCounterpart),
        ("transcription_session.updated", Dialect::Ga, Rename::NeedsRewrite(ServerKind::SessionUpdated)),
        ("transcription_session.updated", Dialect::Beta, Rename::Same),
        ("session.created", Dialect::Ga, Rename::NeedsRewrite(ServerKind::SessionCreated)),
        ("session.updated", Dialect::Ga, Rename::NeedsRewrite(ServerKind::SessionUpdated)),
        ("session.updated", Dialect::Translation, Rename::NeedsRewrite(ServerKind::SessionUpdated)),
        ("conversation.item.retrieved", Dialect::Ga, Rename::NeedsRewrite(ServerKind::ConversationItemRetrieved)),
        ("conversation.item.retrieved", Dialect::Beta, Rename::NeedsRewrite(ServerKind::ConversationItemRetrieved)),
        ("response.created", Dialect::Beta, Rename::NeedsRewrite(ServerKind::ResponseCreated)),
        ("response.output_item.added", Dialect::Ga, Rename::NeedsRewrite(ServerKind::ResponseOutputItemAdded)),
        ("response.output_item.done", Dialect::Beta, Rename::NeedsRewrite(ServerKind::ResponseOutputItemDone)),
        ("response.done", Dialect::Beta, Rename::NeedsRewrite(ServerKind::ResponseDone)),
        ("response.done", Dialect::Translation, Rename::NoCounterpart),
        ("output_audio_buffer.audio_started", Dialect::Ga, Rename::NeedsRewrite(ServerKind::OutputAudioBufferStarted)),
        ("response.audio.delta", Dialect::Translation, Rename::NeedsRewrite(ServerKind::SessionOutputAudioDelta)),
        ("session.output_audio.delta", Dialect::Beta, Rename::NeedsRewrite(ServerKind::ResponseAudioDelta)),
        ("session.output_audio.delta", Dialect::Ga, Rename::NeedsRewrite(ServerKind::ResponseOutputAudioDelta)),
        ("session.closed", Dialect::Ga, Rename::NoCounterpart),
        ("error", Dialect::Translation, Rename::Same),
        ("rate_limits.updated", Dialect::Ga, Rename::Same),
        ("mcp_list_tools.failed", Dialect::Beta, Rename::NoCounterpart),
        ("response.animation_viseme.delta", Dialect::Ga, Rename::Unknown),
        ("response.cancel", Dialect::Ga, Rename::Unknown),
    ] {
        let frame = format!(r#"{{"type":"{wire}"}}"#);
        assert_eq!(renamed(&frame, dialect), (expected, String::new()), "{wire}");
    }
}

#[test]
fn a_renamed_sample_is_the_other_event_with_the_same_fields() {
    let mut renames = 0;
    for line in corpus() {
        for &dialect in Dialect::ALL {
            let mut out = Vec::new();
            let Ok(Rename::Renamed(kind)) = rename(line.frame(), dialect, &mut out) else {
                assert!(out.is_empty(), "{}", line.place());
                continue;
            };
            renames += 1;
            let [mut old, mut new]: [Value; 2] =
                [line.frame(), &out].map(|frame| serde_json::from_slice(frame).unwrap());
            assert_eq!(new["type"], kind.as_str());
            assert!(kind.is_in(dialect));
            for value in [&mut old, &mut new] {
                value.as_object_mut().unwrap().remove("type");
            }
            assert_eq!(old, new, "{}", line.place());
            let mut decoder = Decoder::new();
            assert_eq!(decoder.server(&out).unwrap().kind(), Some(kind), "{}", line.place());
        }
    }
    assert!(renames > 100, "{renames}");
}

#[test]
fn a_frame_that_is_no_event_is_refused() {
    for (frame, category, message) in [
        ("", Category::Syntax, "syntax: not valid JSON at byte 0"),
        (r#"{"type":"response.text.delta""#, Category::Syntax, "syntax: not valid JSON at byte 29"),
        (r#" ["response.text.delta"]"#, Category::Shape, "shape: expected object, found array at byte 1"),
        (r#"7"#, Category::Shape, "shape: expected object, found integer at byte 0"),
        (r#" {"x":{"type":"response.text.delta"}}"#, Category::Shape, "shape: missing `type` at byte 1"),
        (
            r#"{"type":"response.text.delta","type":null}"#,
            Category::Shape,
            "shape: expected string, found null at byte 37 (type)",
        ),
    ] {
        let mut out = Vec::new();
        let error = rename(frame.as_bytes(), Dialect::Ga, &mut out).unwrap_err();
        assert_eq!((error.category(), &*error.to_string()), (category, message), "{frame}");
        let by_decoder = Decoder::new().server(frame.as_bytes()).unwrap_err().to_string();
        assert_eq!(by_decoder, message, "{frame}");
        assert!(out.is_empty());
    }
}

/// Against OpenAI's document, as far as it goes and is not contradicted by every recording.
#[test]
fn kinds_are_in_the_dialects_in_which_they_are_published() {
    let text = fs::read_to_string(root().join("tests/schema/openapi.tsv")).unwrap();
    let mut published: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with("event\tserver\t")) {
        let [_, _, dialect, wire, ..] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        published.entry(wire).or_default().push(dialect);
    }
    let mut checked = 0;
    for (wire, dialects) in published {
        let Some(kind) = ServerKind::from_wire(wire) else { continue };
        checked += 1;
        match kind.dialect() {
            Some(Dialect::Ga) => assert!(
                !dialects.contains(&"beta") || wire.contains("output_") || wire.contains("mcp"),
                "{wire}: {dialects:?}"
            ),
            Some(Dialect::Beta) => {
                assert!(!dialects.contains(&"ga") || wire == "conversation.item.created", "{wire}: {dialects:?}");
            }
            Some(Dialect::Translation) => assert!(wire.starts_with("session."), "{wire}: {dialects:?}"),
            None | Some(_) => assert!(dialects.contains(&"ga") || dialects.len() > 1, "{wire}: {dialects:?}"),
        }
    }
    assert!(checked > 40, "{checked}");
}
