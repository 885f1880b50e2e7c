//! What the report says, and what it costs to say it.

use super::*;
use crate::wire::{Key, key};

fn seen(drift: &Drift) -> Vec<(&str, u64)> {
    drift.entries().map(|entry| (entry.path(), entry.events())).collect()
}

#[test]
fn an_entry_counts_once_an_event() {
    let mut drift = Drift::new(8);
    for _ in 0..2 {
        drift.begin();
        let mut path = Path::new(const { &key!("response.done") });
        path.enter(const { &key!("response") });
        path.enter(const { &key!("output") });
        path.enter(Key::INDEX);
        drift.stage(&path, Some("x"), "nothing", "string");
        drift.stage(&path, Some("x"), "nothing", "string");
        drift.commit();
    }
    assert_eq!(seen(&drift), [("response.done: response.output[].x", 2)]);
}

#[test]
fn what_a_refused_event_met_is_forgotten() {
    let mut drift = Drift::new(8);
    drift.begin();
    drift.stage(&Path::new(const { &key!("error") }), Some("x"), "nothing", "string");
    drift.begin();
    drift.stage(&Path::new(const { &key!("error") }), Some("y"), "nothing", "string");
    drift.commit();
    drift.begin();
    drift.stage(&Path::new(const { &key!("error") }), Some("x"), "nothing", "string");
    drift.commit();
    assert_eq!(seen(&drift), [("error: y", 1), ("error: x", 1)]);
}

#[test]
fn entries_are_found_in_any_order_of_coming() {
    let keys = ["a", "b", "c", "d", "b", "b", "a", "a", "d", "c", "a", "c"];
    let mut drift = Drift::new(8);
    for event in 0..40 {
        drift.begin();
        for at in 0..event % keys.len() {
            let key = keys[(event * 7 + at * 5) % keys.len()];
            let found = if at % 3 == 0 { "null" } else { "string" };
            drift.stage(&Path::new(const { &key!("error") }), Some(key), "nothing", found);
        }
        drift.commit();
    }
    let mut told: Vec<_> = drift.entries().map(|entry| (entry.path(), entry.found())).collect();
    told.sort_unstable();
    let count = told.len();
    told.dedup();
    assert_eq!((told.len(), drift.overflow()), (count, 0), "no entry stands twice");
    assert_eq!(count, 8);
}

#[test]
fn entries_are_bounded_and_the_rest_is_counted() {
    let mut drift = Drift::new(4);
    for key in 0..10 {
        drift.begin();
        drift.stage(&Path::new(const { &key!("error") }), Some(&format!("key{key}")), "nothing", "null");
        drift.commit();
    }
    assert_eq!((drift.entries().len(), drift.overflow()), (4, 6));
    drift.clear();
    assert!(drift.is_empty());
}

#[test]
fn what_is_taken_back_leaves_the_rest_to_be_found() {
    let mut drift = Drift::new(1000);
    let path = Path::new(const { &key!("error") });
    let stage = |drift: &mut Drift, keys: std::ops::Range<u32>| {
        drift.begin();
        keys.for_each(|key| drift.stage(&path, Some(&key.to_string()), "nothing", "null"));
    };
    for round in 1..20 {
        stage(&mut drift, 0..round * 10);
        drift.commit();
        // Refused: more than the index had room for, and those before once more.
        stage(&mut drift, 0..round * 40);
        drift.begin();
        assert_eq!(drift.entries.len(), round as usize * 10);
        assert_eq!(drift.slots.iter().filter(|slot| **slot > 0).count(), drift.entries.len());
    }
    stage(&mut drift, 0..190);
    drift.commit();
    assert_eq!((drift.entries().len(), drift.overflow()), (190, 0));
    assert_eq!(drift.entries().next().map(DriftEntry::events), Some(20));
}

#[test]
fn texts_that_differ_anywhere_are_told_apart() {
    for length in 0..40 {
        let mut drift = Drift::new(200);
        let mut stage = |key: &str, found: &str| {
            let path = Path::new(const { &key!("error") });
            (0..2).for_each(|_| drift.stage(&path, Some(key), Drift::KNOWN_TYPE, found));
        };
        let text = "x".repeat(length);
        stage(&text, &text);
        for at in 0..length {
            let mut other = text.clone();
            other.replace_range(at..=at, "y");
            stage(&other, &text);
            stage(&text, &other);
        }
        assert_eq!(drift.entries.len(), 1 + 2 * length);
        assert!(Ends::of(&text) != Ends::of(&format!("y{text}")));
    }
}

#[test]
fn what_was_met_last_is_looked_at_where_it_is() {
    let mut drift = Drift::new(8);
    let path = Path::new(const { &key!("error") });
    // Gone with its event, and its place taken by another.
    drift.begin();
    drift.stage(&path, Some("x"), Drift::NOTHING, "null");
    drift.begin();
    drift.stage(&path, Some("y"), Drift::NOTHING, "null");
    drift.commit();
    drift.begin();
    drift.stage(&path, Some("x"), Drift::NOTHING, "null");
    drift.stage(&path, Some("x"), Drift::KNOWN_TYPE, "null");
    drift.stage(&path, None, Drift::NOTHING, "null");
    drift.stage(&path, Some(""), Drift::NOTHING, "null");
    drift.commit();
    assert_eq!(seen(&drift), [("error: y", 1), ("error: x", 1), ("error: x", 1), ("error: ", 1), ("error: ", 1)]);
}

#[test]
fn keys_made_to_collide_are_found_as_fast_as_others() {
    let mut drift = Drift::new(1000);
    drift.begin();
    let mut path = Path::new(const { &key!("error") });
    path.enter(const { &key!("error") });
    // By eight bytes at once, as paths are hashed, these are all the same; and they end alike.
    let above = path.hash();
    let other_half = |half: u64| mix(above, half).rotate_left(5) ^ 0x1234_5678_9abc_def1;
    let pairs = (0..).map(|n: u64| u64::from_le_bytes(*format!("{n:08}").as_bytes().first_chunk().unwrap()));
    let same = pairs.map(|half| [half.to_le_bytes(), other_half(half).to_le_bytes()].concat());
    let keys = same.filter_map(|key| String::from_utf8(key).ok());
    keys.take(1000).for_each(|key| drift.stage(&path, Some(&key), "nothing", "null"));
    drift.commit();
    let mask = drift.slots.len() - 1;
    let taken = drift.slots.iter().enumerate().filter(|(_, slot)| **slot > 0);
    let steps = taken.map(|(at, &slot)| at.wrapping_sub(drift.entries[slot as usize - 1].hash as usize) & mask);
    assert!(steps.sum::<usize>() < 10_000);
    assert_eq!(drift.entries().len(), 1000);
}

#[test]
fn a_key_that_looks_like_an_index_is_a_key() {
    let mut path = Path::new(const { &key!("conversation.item.done") });
    path.enter(const { &key!("item") });
    assert_eq!(path.text(Some("[]")), "conversation.item.done: item.[]");
    path.enter(Key::INDEX);
    assert_eq!(path.text(Some("x")), "conversation.item.done: item[].x");
}

#[test]
fn keys_and_tags_are_cut_at_64_bytes() {
    let mut drift = Drift::new(4);
    drift.begin();
    drift.stage(&Path::new(const { &key!("error") }), Some(&"ä".repeat(50)), "known type", &"b".repeat(100));
    drift.commit();
    let entry = drift.entries().next().unwrap();
    assert_eq!(entry.path(), format!("error: {}", "ä".repeat(32)));
    assert_eq!(entry.found(), "b".repeat(64));
}

#[test]
fn what_found_no_room_is_told_of_the_last_event_alone() {
    let mut drift = Drift::new(1);
    let mut event = |keys: &[&str], accepted: bool| {
        drift.begin();
        for key in keys {
            drift.stage(&Path::new(const { &key!("error") }), Some(key), "nothing", "string");
        }
        if accepted {
            drift.commit();
        }
        drift.is_last_cut()
    };
    assert!(!event(&["a"], true) && event(&["a", "b"], true) && !event(&[], true) && !event(&["a"], true));
    assert!(event(&["b"], true) && !event(&["b"], false) && !event(&[], true));
}

#[test]
fn entries_are_equal_where_they_say_the_same() {
    let mut reports = [Drift::new(4), Drift::new(4)];
    reports[1].begin();
    for drift in &mut reports {
        drift.begin();
        drift.stage(&Path::new(const { &key!("error") }), Some("x"), "nothing", "string");
        drift.commit();
    }
    assert!(reports[0].entries().eq(reports[1].entries()));
    let shown = r#"DriftEntry { path: "error: x", expected: "nothing", found: "string", events: 1 }"#;
    assert_eq!(format!("{:?}", reports[0].entries().next().unwrap()), shown);
    reports[1].begin();
    reports[1].stage(&Path::new(const { &key!("error") }), Some("x"), "nothing", "string");
    reports[1].commit();
    assert!(reports[0].entries().ne(reports[1].entries()));
}
