//! The tape lane against the tree lane: one event, one drift report.

use bumpalo::Bump;
use rtwire::testing::{Direction, read_tree};
use rtwire::{Drift, DriftEntry, Duplicates, Event, Mismatch, OwnedJson, OwnedMap};

use crate::generator::{Node, Number, Read, Value};

/// What was written, as the tree lane reads it. Not by serde_json, to which `-0` is a float.
pub(crate) fn tree(node: &Node) -> OwnedJson {
    match &node.value {
        Value::Null => OwnedJson::Null,
        Value::Bool(value) => OwnedJson::Bool(*value),
        Value::Number(Number { value: Read::U64(value), .. }) => OwnedJson::U64(*value),
        Value::Number(Number { value: Read::I64(value), .. }) => OwnedJson::I64(*value),
        Value::Number(Number { value: Read::F64(value), .. }) => OwnedJson::F64(*value),
        Value::Text(text) => OwnedJson::String(text.to_string()),
        Value::Array(elements) => OwnedJson::Array(elements.iter().map(tree).collect()),
        Value::Object(members) => {
            let mut map = OwnedMap::default();
            map.entries = members.iter().map(|member| (member.key.to_string(), tree(&member.value))).collect();
            OwnedJson::Object(map)
        }
    }
}

/// Whether the tree lane makes the same of `tree`, which is what `frame` says: `read` is what the tape lane made of
/// the frame, none where it refused it, and `drift` what it noted.
///
/// # Errors
/// Says what differs.
pub(crate) fn lanes_agree<'a>(
    tree: &'a OwnedJson,
    frame: &'a [u8],
    arena: &'a Bump,
    direction: Direction,
    policy: (Duplicates, Mismatch),
    read: Option<&Event<'a>>,
    drift: &Drift,
) -> Result<(), String> {
    read_tree(tree, frame, arena, direction, policy, |event, noted| match (read, event) {
        (Some(tape), Some(tree)) if *tape != tree => Err(format!("tape: {tape:?}\ntree: {tree:?}")),
        (Some(_), Some(_)) if !same(drift, noted) => Err(format!("tape: {drift:?}\ntree: {noted:?}")),
        (Some(_), Some(_)) | (None, None) => Ok(()),
        (tape, tree) => Err(format!("tape: {tape:?}\ntree: {tree:?}")),
    })
}

fn same(one: &Drift, other: &Drift) -> bool {
    let told = |entry: &DriftEntry, of: &Drift| {
        let same = |other: &DriftEntry| {
            (entry.path(), entry.expected(), entry.found()) == (other.path(), other.expected(), other.found())
        };
        of.entries().any(same)
    };
    one.entries().len() == other.entries().len() && one.entries().all(|entry| told(entry, other))
}
