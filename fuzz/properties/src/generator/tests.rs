//! That the generator makes everything it is there for, and writes what it says it wrote.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rtwire::{ClientKind, ServerKind};
use serde_json::Value as Json;

use super::bytes::Bytes;
use super::list::{LIST, Shape};
use super::pools::{UNKNOWN_KEYS, UNKNOWN_TYPES};
use super::*;

/// The inputs of the tests: as long as a fuzzer's, and the same every time.
pub(crate) fn inputs(count: u64) -> impl Iterator<Item = Vec<u8>> {
    (0..count).map(|seed| {
        let seed = seed.to_le_bytes();
        let mut bytes = Bytes::new(&seed);
        // The seed itself goes first.
        seed.iter().for_each(|_| _ = bytes.byte());
        let length = bytes.below(64);
        (0..8 + length).map(|_| bytes.byte()).collect()
    })
}

fn fields(node: &Node, met: &mut BTreeSet<u16>) {
    match &node.value {
        Value::Array(elements) => elements.iter().for_each(|element| fields(element, met)),
        Value::Object(members) => {
            for member in members {
                met.extend(member.field);
                fields(&member.value, met);
            }
        }
        _ => {}
    }
}

/// The fields that an event can have, by their names with their objects.
fn reachable() -> BTreeMap<u16, String> {
    fn walk(shape: &Shape, due: &mut Vec<usize>) {
        match shape {
            Shape::Object(object) => due.push(*object),
            Shape::Union(union) => due.extend(&LIST.unions[*union]),
            Shape::Array(element) => walk(element, due),
            Shape::Either(shapes) => shapes.iter().for_each(|shape| walk(shape, due)),
            _ => {}
        }
    }
    let mut due: Vec<usize> = LIST.kinds.iter().flat_map(|kind| kind.objects.clone()).collect();
    let mut seen = HashSet::new();
    let mut found = BTreeMap::new();
    while let Some(object) = due.pop() {
        if seen.insert(object) {
            let object = &LIST.objects[object];
            for field in &object.fields {
                found.insert(field.id, format!("{}.{}", object.name, field.name));
                walk(&field.shape, &mut due);
            }
        }
    }
    found
}

#[test]
fn every_kind_field_and_distortion_is_made() {
    let (mut kinds, mut met, mut seen) = (BTreeMap::new(), BTreeSet::new(), 0);
    let mut out = Vec::new();
    for input in inputs(150_000) {
        let made = event(&mut Bytes::new(&input), &mut out);
        *kinds.entry(&*made.kind.label).or_insert(0) += 1;
        fields(&made.root, &mut met);
        seen |= made.seen;
    }
    assert_eq!(LIST.kinds.iter().filter(|kind| !kinds.contains_key(&*kind.label)).count(), 0);
    let rarest = kinds.iter().min_by_key(|(_, count)| **count);
    assert!(rarest.is_some_and(|(_, count)| *count > 150_000 / 76 / 2), "{rarest:?}");
    let missing: Vec<_> = reachable().into_iter().filter(|(id, _)| !met.contains(id)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert_eq!(seen, (1 << (Distortion::SurrogatePair as u64 + 1)) - 1, "{seen:b}");
}

#[test]
fn the_lists_have_every_kind_of_event() {
    let wires = |server: bool| -> BTreeSet<&str> {
        LIST.kinds.iter().filter(|kind| kind.server == server).map(|kind| kind.wire).collect()
    };
    assert_eq!(wires(true), ServerKind::ALL.iter().map(|kind| kind.as_str()).collect());
    assert_eq!(wires(false), ClientKind::ALL.iter().map(|kind| kind.as_str()).collect());
    assert_eq!(LIST.kinds.iter().filter(|kind| kind.label.starts_with("translation:")).count(), 10);
    assert!(reachable().len() > 800, "{}", reachable().len());
}

#[test]
fn what_is_unknown_is_in_no_list() {
    let fields = LIST.objects.iter().flat_map(|object| &object.fields);
    let known: HashSet<&str> = fields.map(|field| field.name).collect();
    assert_eq!(UNKNOWN_KEYS.iter().filter(|key| known.contains(**key)).count(), 0);
    let lists = concat!(
        include_str!("../../../../tests/schema/openapi.tsv"),
        include_str!("../../../../tests/schema/wire_only.tsv")
    );
    let words: HashSet<&str> = lists.split(['\t', '|', '\n', '"']).collect();
    let in_lists = UNKNOWN_TYPES.iter().filter(|word| words.contains(**word) && !matches!(**word, "" | "type"));
    assert_eq!(in_lists.count(), 0);
}

#[test]
fn what_is_written_is_what_the_tree_says() {
    fn same(node: &Node, text: &str, json: &Json) {
        let own = &text[node.start as usize..node.end as usize];
        assert_eq!(serde_json::from_str::<Json>(own).unwrap(), *json, "{own}");
        match (&node.value, json) {
            (Value::Null, Json::Null) | (Value::Bool(_), Json::Bool(_)) => {}
            (Value::Text(text), Json::String(other)) => assert_eq!(text, other),
            (Value::Number(number), Json::Number(_)) => assert_eq!(number.text, own),
            (Value::Array(elements), Json::Array(values)) => {
                assert_eq!(elements.len(), values.len());
                elements.iter().zip(values).for_each(|(element, value)| same(element, text, value));
            }
            (Value::Object(members), Json::Object(values)) => {
                for (at, member) in members.iter().enumerate() {
                    assert_eq!(text.as_bytes()[member.at as usize], b'"');
                    let later = members[at + 1..].iter().any(|later| later.key == member.key);
                    assert_eq!(member.discarded, later, "{text}");
                    if !later {
                        same(&member.value, text, &values[&*member.key]);
                    }
                }
                let keys: HashSet<&str> = members.iter().map(|member| &*member.key).collect();
                assert_eq!(keys.len(), values.len());
            }
            _ => panic!("{node:?} was written as {json}"),
        }
    }
    let mut out = Vec::new();
    for input in inputs(5000) {
        let made = event(&mut Bytes::new(&input), &mut out);
        let text = str::from_utf8(&out).unwrap();
        same(&made.root, text, &serde_json::from_str(text).unwrap());
    }
}

#[test]
fn events_are_small() {
    let mut out = Vec::new();
    let lengths = inputs(10_000).map(|input| {
        event(&mut Bytes::new(&input), &mut out);
        out.len()
    });
    let mut lengths: Vec<usize> = lengths.collect();
    lengths.sort_unstable();
    assert!((100..600).contains(&lengths[5000]) && lengths[9900] < 4000, "{} {}", lengths[5000], lengths[9900]);
}
