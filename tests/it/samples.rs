//! The corpus against `serde_json::Value`: nothing is lost, changed or invented, and the report says what is left out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use rtwire::{ClientKind, Decoder, Event, ServerKind};
use serde_json::Value;

use crate::corpus::{corpus, file, has_recorded, root};
use crate::leaves::account;

#[test]
fn every_line_is_read_and_every_leaf_is_accounted_for() {
    let mut failures = Vec::new();
    for line in corpus() {
        let mut decoder = Decoder::new();
        let view = match decoder.any(line.frame()) {
            Ok(Event::Unknown { raw, .. }) => {
                assert_eq!(raw, line.frame());
                continue;
            }
            Ok(event) => serde_json::to_value(event).unwrap(),
            Err(error) => {
                failures.push(format!("{}: {error}", line.place()));
                continue;
            }
        };
        let frame: Value = serde_json::from_str(&line.text).unwrap();
        // An object that no row names is kept whole, so it is accounted for like any other.
        let left_out = decoder.drift().entries().filter(|entry| entry.expected() != "known type");
        let left_out: Vec<_> = left_out.map(|entry| entry.path().to_owned()).collect();
        let lines = account(&frame, &view, &left_out);
        failures.extend(lines.into_iter().map(|leaf| format!("{}: {leaf}", line.place())));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn the_drift_is_what_the_allow_list_says() {
    let mut met: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for line in corpus() {
        let mut decoder = Decoder::new();
        decoder.any(line.frame()).unwrap();
        let set = met.entry(if line.ships { "own" } else { "recorded" }).or_default();
        set.extend(decoder.drift().entries().map(|e| format!("{}\t{}\t{}", e.path(), e.expected(), e.found())));
    }
    let text = fs::read_to_string(root().join("tests/data/drift.tsv")).unwrap();
    let mut allowed: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (data, entry) = line.split_once('\t').unwrap();
        assert!(allowed.entry(data).or_default().insert(entry.to_owned()), "repeated: {line}");
    }
    let mut problems = String::new();
    for data in ["own", "recorded"].into_iter().filter(|data| *data == "own" || has_recorded()) {
        let [met, allowed] = [&met, &allowed].map(|map| map.get(data).cloned().unwrap_or_default());
        met.difference(&allowed).for_each(|entry| problems += &format!("not in the list:\n{data}\t{entry}\n"));
        allowed.difference(&met).for_each(|entry| problems += &format!("not met:\n{data}\t{entry}\n"));
    }
    assert!(problems.is_empty(), "{problems}");
}

#[test]
fn every_kind_has_a_sample() {
    let mut missing: BTreeSet<&str> = ServerKind::ALL.iter().map(|kind| kind.as_str()).collect();
    missing.extend(ClientKind::ALL.iter().map(|kind| kind.as_str()));
    for line in file("kinds.ndjson") {
        missing.remove(Decoder::new().any(line.frame()).unwrap().type_str());
    }
    assert!(missing.is_empty(), "add one line of each of these to tests/data/kinds.ndjson: {missing:?}");
}

#[test]
fn the_only_unknown_types_are_those_that_the_wire_reference_does_not_list() {
    let mut unknown = BTreeSet::new();
    for line in corpus() {
        if let Event::Unknown { kind, .. } = Decoder::new().any(line.frame()).unwrap() {
            unknown.insert(kind.to_owned());
        }
    }
    let expected: BTreeSet<String> = UNKNOWN.iter().map(|kind| (*kind).to_owned()).collect();
    let strangers: Vec<_> = unknown.difference(&expected).collect();
    assert!(strangers.is_empty(), "{strangers:?}");
    for kind in UNKNOWN {
        assert!(ServerKind::from_wire(kind).is_none() && ClientKind::from_wire(kind).is_none(), "{kind}");
    }
}

#[test]
fn a_view_written_as_json_reads_as_the_same_view() {
    for line in corpus() {
        let (mut first, mut second) = (Decoder::new(), Decoder::new());
        let view = first.any(line.frame()).unwrap();
        if matches!(view, Event::Unknown { .. }) {
            continue;
        }
        let text = serde_json::to_vec(&view).unwrap();
        assert_eq!(second.any(&text).unwrap(), view, "{}", line.place());
    }
}

#[test]
fn the_order_of_keys_makes_no_difference() {
    for line in corpus() {
        // serde_json's map sorts the keys, so that the `type` comes late and the rest in another order than the rows'.
        let sorted = serde_json::from_str::<Value>(&line.text).unwrap().to_string();
        let (mut first, mut second) = (Decoder::new(), Decoder::new());
        let event = first.any(line.frame()).unwrap();
        if matches!(event, Event::Unknown { .. }) {
            continue;
        }
        let values = [event, second.any(sorted.as_bytes()).unwrap()].map(|event| serde_json::to_value(event).unwrap());
        assert_eq!(values[0], values[1], "{}", line.place());
    }
}

#[test]
fn one_decoder_reads_as_a_new_one_and_leaves_the_frame_alone() {
    let mut reused = Decoder::new();
    for line in corpus() {
        let frame = line.frame().to_vec();
        let (mut fresh, mut direct) = (Decoder::new(), Decoder::new());
        let event = reused.any(&frame).unwrap();
        assert_eq!(event, fresh.any(line.frame()).unwrap(), "{}", line.place());
        match event {
            Event::Server(event) => assert_eq!(direct.server_str(&line.text).unwrap(), event),
            Event::Client(event) => assert_eq!(direct.client(line.frame()).unwrap(), event),
            _ => {}
        }
        assert_eq!(frame, line.frame(), "{}", line.place());
    }
}

/// Types in the corpus that the tables lack, all of other servers or of nobody.
const UNKNOWN: &[&str] = &[
    // With the blank that the published example has.
    " input_audio_buffer.dtmf_event_received",
    "conversation.handoff.requested",
    "ping",
    "response.animation_viseme.delta",
    "response.audio_timestamp.delta",
    "response.reasoning_summary.delta",
    "session.avatar.connecting",
    "session.avatar.switch_to_idle",
    "warning",
];
