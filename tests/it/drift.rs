//! The drift report: which entries there are, how they count, and that they are few.

use rtwire::{Decoder, Limits};

use crate::read::{any_by, drift, drift_of, strict};

/// The entries with how many events had each.
fn counts(decoder: &Decoder) -> Vec<(&str, u64)> {
    decoder.drift().entries().map(|entry| (entry.path(), entry.events())).collect()
}

fn bounded(entries: usize) -> Decoder {
    let mut limits = Limits::default();
    limits.drift_entries = entries;
    Decoder::with_limits(limits)
}

#[test]
fn an_unknown_field_is_reported_with_its_path_wherever_it_stands() {
    let frame = r#"{"type":"response.done","a":null,"response":{"b":true,"usage":{"input_token_details":{"c":1}},
        "output":[{"type":"message","content":[{"type":"text","d":"x"}],"e":1.5},
                  {"type":"mcp_list_tools","tools":[{"f":[]}]},
                  {"type":"mcp_call","error":{"type":"http_error","g":{}}}],
        "voice":{"id":"v","h":-1},"status_details":{"error":{"i":0}}}}"#;
    assert_eq!(
        drift(frame),
        [
            "response.done: a | nothing | null",
            "response.done: response.b | nothing | boolean",
            "response.done: response.usage.input_token_details.c | nothing | integer",
            "response.done: response.output[].content[].d | nothing | string",
            "response.done: response.output[].e | nothing | number",
            "response.done: response.output[].tools[].f | nothing | array",
            "response.done: response.output[].error.g | nothing | object",
            "response.done: response.voice.h | nothing | integer",
            "response.done: response.status_details.error.i | nothing | integer",
        ]
    );
    let frame = r#"{"type":"session.update","session":{"type":"realtime","x":1,"tools":[{"type":"mcp","y":1,
        "allowed_tools":{"z":1},"require_approval":{"never":{"w":1}}}],"audio":{"input":{"turn_detection":{"v":1}}}}}"#;
    assert_eq!(
        drift(frame),
        [
            "session.update: session.x | nothing | integer",
            "session.update: session.tools[].y | nothing | integer",
            "session.update: session.tools[].allowed_tools.z | nothing | integer",
            "session.update: session.tools[].require_approval.never.w | nothing | integer",
            "session.update: session.audio.input.turn_detection.v | nothing | integer",
        ]
    );
}

#[test]
fn a_mismatch_is_reported_with_what_was_expected_and_found() {
    let frame = r#"{"type":"response.done","event_id":7,"response":{"status":[],"status_details":"x","output":{},
        "conversation_id":true,"voice":7,"temperature":"hot","max_output_tokens":{},"metadata":"m",
        "usage":{"total_tokens":1.5,"input_token_details":[]}}}"#;
    assert_eq!(
        drift(frame),
        [
            "response.done: event_id | string | integer",
            "response.done: response.status | string | array",
            "response.done: response.status_details | object | string",
            "response.done: response.output | array | object",
            "response.done: response.conversation_id | string | boolean",
            "response.done: response.voice | string or object | integer",
            "response.done: response.temperature | number | string",
            "response.done: response.max_output_tokens | integer or string | object",
            "response.done: response.metadata | object | string",
            "response.done: response.usage.total_tokens | unsigned integer | number",
            "response.done: response.usage.input_token_details | object | array",
        ]
    );
    let frame = r#"{"type":"response.done","response":{"max_output_tokens":1.5,"output":[{"type":"mcp_approval_response",
        "approve":"yes"},{"type":"mcp_call","error":{"type":"http_error","code":"x"}},{"type":"message","content":{}}]}}"#;
    assert_eq!(
        drift(frame),
        [
            "response.done: response.max_output_tokens | unsigned integer | number",
            "response.done: response.output[].approve | boolean | string",
            "response.done: response.output[].error.code | integer | string",
            "response.done: response.output[].content | array | object",
        ]
    );
}

#[test]
fn an_unknown_object_is_reported_with_its_type_and_an_unknown_word_is_not() {
    let frame = r#"{"type":"response.done","response":{"status":"new","output":[{"type":"new","x":{"y":1}},
        {"type":"newer"},{"type":"new"},{"type":"message","role":"new","content":[{"type":"smell"}]}]}}"#;
    assert_eq!(
        drift(frame),
        [
            "response.done: response.output[] | known type | new",
            "response.done: response.output[] | known type | newer",
            "response.done: response.output[].content[] | known type | smell",
        ]
    );
    let frame = r#"{"type":"session.updated","session":{"type":"live","x":1}}"#;
    assert_eq!(drift(frame), ["session.updated: session | known type | live"]);
    assert_eq!(drift(r#"{"type":"new","x":1}"#), [""; 0]);
}

#[test]
fn nothing_is_reported_below_maps_and_open_values() {
    let frame = r#"{"type":"session.update","session":{"type":"realtime","tracing":{"metadata":{"a":{"b":1}}},
        "prompt":{"id":"p","variables":{"v":{"type":"new","x":1}}},
        "tools":[{"type":"function","parameters":{"type":"object","x":{"y":[1]}}},
                 {"type":"mcp","headers":{"h":7}},{"type":"new","x":{"y":1}}]}}"#;
    assert_eq!(drift(frame), ["session.update: session.tools[] | known type | new"]);
    let frame = r#"{"type":"conversation.item.done","item":{"type":"mcp_list_tools","tools":[
        {"input_schema":{"x":1},"annotations":{"y":[{"z":1}]}}]}}"#;
    assert_eq!(drift(frame), [""; 0]);
}

#[test]
fn an_entry_counts_events_not_places() {
    let mut decoder = Decoder::new();
    let item = r#"{"type":"message","x":1,"content":[{"type":"text","y":1},{"type":"text","y":2}]}"#;
    let frame = format!(r#"{{"type":"response.done","response":{{"output":[{item},{item},{item}]}}}}"#);
    for events in 1..=3 {
        any_by(&mut decoder, &frame).unwrap();
        any_by(&mut decoder, r#"{"type":"error"}"#).unwrap();
        let paths = ["response.done: response.output[].x", "response.done: response.output[].content[].y"];
        assert_eq!(counts(&decoder), paths.map(|path| (path, events)));
    }
    // Another shape found there, or another event, is another entry.
    any_by(&mut decoder, r#"{"type":"error","x":1}"#).unwrap();
    any_by(&mut decoder, r#"{"type":"error","x":"1"}"#).unwrap();
    any_by(&mut decoder, r#"{"type":"response.done","x":1}"#).unwrap();
    assert_eq!(counts(&decoder)[2..], [("error: x", 1), ("error: x", 1), ("response.done: x", 1)]);
    decoder.clear_drift();
    assert!(decoder.drift().is_empty() && decoder.drift().entries().len() == 0);
    any_by(&mut decoder, &frame).unwrap();
    assert_eq!(counts(&decoder).len(), 2);
}

#[test]
fn an_event_that_is_refused_leaves_nothing_in_the_report() {
    let mut decoder = Decoder::new();
    for missing in [r#"{"x":1,"type":"response.audio.done","output_index":0}"#, r#"{"type":"error","x":1"#] {
        assert!(any_by(&mut decoder, missing).is_err());
        assert!(decoder.drift().is_empty(), "{:?}", drift_of(&decoder));
        assert_eq!(counts(&decoder), []);
    }
    any_by(&mut decoder, r#"{"type":"error","y":1}"#).unwrap();
    assert!(any_by(&mut decoder, r#"{"y":1,"x":1,"type":"response.audio.done","output_index":0}"#).is_err());
    assert_eq!(counts(&decoder), [("error: y", 1)]);
    any_by(&mut decoder, r#"{"type":"error","y":1,"x":1}"#).unwrap();
    assert_eq!(counts(&decoder), [("error: y", 2), ("error: x", 1)]);

    let mut decoder = Decoder::with_limits(strict());
    assert!(any_by(&mut decoder, r#"{"type":"error","x":1,"event_id":7}"#).is_err());
    assert_eq!(counts(&decoder), []);

    let mut decoder = bounded(0);
    assert!(any_by(&mut decoder, r#"{"x":1,"type":"response.audio.done"}"#).is_err());
    assert_eq!(decoder.drift().overflow(), 0);
}

#[test]
fn a_report_has_256_entries_and_counts_what_does_not_fit() {
    let mut decoder = Decoder::new();
    let key = |n: usize| format!(r#""key_{n}":1"#);
    let frame = |keys: std::ops::Range<usize>| {
        let keys: Vec<_> = keys.map(key).collect();
        format!(r#"{{"type":"error",{}}}"#, keys.join(","))
    };
    any_by(&mut decoder, frame(0..300)).unwrap();
    assert_eq!((decoder.drift().entries().len(), decoder.drift().overflow()), (256, 44));
    // Those that are in go on counting.
    any_by(&mut decoder, frame(250..260)).unwrap();
    assert_eq!((decoder.drift().entries().len(), decoder.drift().overflow()), (256, 48));
    assert_eq!(counts(&decoder)[249..251], [("error: key_249", 1), ("error: key_250", 2)]);

    let mut decoder = bounded(2);
    for n in 0..10 {
        any_by(&mut decoder, frame(n..n + 1)).unwrap();
    }
    assert_eq!((decoder.drift().entries().len(), decoder.drift().overflow()), (2, 8));
    let mut decoder = bounded(0);
    any_by(&mut decoder, frame(0..1)).unwrap();
    assert!(decoder.drift().entries().len() == 0 && !decoder.drift().is_empty());
}

#[test]
fn keys_and_types_are_cut_at_64_bytes() {
    let key = "k".repeat(64);
    let frame = format!(r#"{{"type":"error","error":{{"{key}":1,"{key}l":2,"{key}m":3}}}}"#);
    let mut decoder = Decoder::new();
    any_by(&mut decoder, &frame).unwrap();
    assert_eq!(counts(&decoder), [(format!("error: error.{key}").as_str(), 1)]);

    let long = "日".repeat(5000);
    let frame = format!(r#"{{"type":"conversation.item.done","{long}":1,"item":{{"type":"{long}"}}}}"#);
    let cut = "日".repeat(21);
    assert_eq!(
        drift(&frame),
        [
            format!("conversation.item.done: {cut} | nothing | integer"),
            format!("conversation.item.done: item | known type | {cut}"),
        ]
    );
}

#[test]
fn the_report_grows_no_further_whatever_is_sent() {
    let mut decoder = Decoder::new();
    for n in 0..5000 {
        let long = format!("{n}{}", "\\u00e9\\n".repeat(200));
        let frame = format!(
            r#"{{"type":"response.done","{long}":1,"response":{{"{long}":[],"output":[{{"type":"{long}"}}],"id":7,
            "voice":{{"id":"\ud83d","{long}":null}},"metadata":{{"{long}":"\udc00"}}}}}}"#
        );
        any_by(&mut decoder, &frame).unwrap();
    }
    let entries = decoder.drift().entries();
    assert_eq!(entries.len(), 256);
    assert!(decoder.drift().overflow() > 10_000);
    for entry in decoder.drift().entries() {
        assert!(entry.path().len() <= 64 * 3 && entry.found().len() <= 64, "{entry:?}");
        assert!(entry.events() > 0);
    }
}
