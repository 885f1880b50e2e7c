//! `rtwire stats`: the sums and the report.

use serde_json::{Value, json};

use super::{Files, GOOD, rtwire, rtwire_on, words};

#[test]
fn stats_sums_what_was_sent() {
    let first = [
        r#"{"type":"response.done","event_id":"e","response":{"id":"r","status":"completed","usage":{"total_tokens":100,"input_tokens":70,"output_tokens":30,
            "input_token_details":{"text_tokens":10,"audio_tokens":60,"image_tokens":3,"cached_tokens":8,"cached_tokens_details":{"text_tokens":1,"audio_tokens":2,"image_tokens":5}},
            "output_token_details":{"text_tokens":11,"audio_tokens":19,"reasoning_tokens":4}}}}"#,
        // Both spellings: the singular counts. Where there is only one, that one.
        r#"{"type":"response.done","event_id":"e","response":{"id":"r","status":"cancelled","status_details":{"type":"cancelled","reason":"turn_detected"},
            "usage":{"total_tokens":7,"input_tokens":null,"input_token_details":{"text_tokens":1},"input_tokens_details":{"text_tokens":1000,"audio_tokens":1000},
            "output_tokens_details":{"text_tokens":2.0}}}}"#,
        r#"{"type":"response.done","event_id":"e","response":{"id":"r","usage":null}}"#,
        r#"{"type":"conversation.item.input_audio_transcription.completed","event_id":"e","item_id":"i","content_index":0,"transcript":"a",
            "usage":{"type":"tokens","total_tokens":9,"input_tokens":5,"output_tokens":4}}"#,
    ]
    .map(|event| event.replace("\n            ", ""))
    .join("\r\n");
    let second = r#"{"type":"conversation.item.input_audio_transcription.completed","event_id":"e","item_id":"i","content_index":0,"transcript":"a","usage":{"type":"duration","seconds":1.5}}

{"type":"conversation.item.input_audio_transcription.completed","event_id":"e","item_id":"i","content_index":0,"transcript":"a"}
{"type":"of.tomorrow"}
{"type":"of.tomorrow"}
{"type":"of.next.year"}
[]
{"type":7}
{"type":"response.done""#;
    let files = Files::new();
    let paths = [&files.write("first.ndjson", &first), &files.write("second.ndjson", format!("\u{feff}{second}"))];
    let run = rtwire(words(&["stats", "--json"], &paths));
    assert_eq!((run.status, &*run.stderr), (1, ""));

    let keys = "files bytes lines events bad_lines kinds unknown responses reasons responses_without_usage usage \
                transcription drift seconds bytes_per_second events_per_second";
    let mut rest = run.stdout.as_str();
    for key in keys.split(' ') {
        // Behind the one before it: some stand in an inner object too.
        rest = rest.split_once(&format!("\"{key}\":")).unwrap_or_else(|| panic!("{key} in {}", run.stdout)).1;
    }

    let mut stats = run.json();
    let stats = stats.as_object_mut().unwrap();
    assert!(stats.remove("seconds").unwrap().as_f64().unwrap() > 0.0);
    assert!(stats.remove("bytes_per_second").unwrap().as_u64().is_some());
    assert!(stats.remove("events_per_second").unwrap().as_u64().is_some());

    let sizes = |events: &[&str]| {
        let mut sizes: Vec<_> = events.iter().map(|event| event.len()).collect();
        sizes.sort_unstable();
        let (count, bytes) = (sizes.len(), sizes.iter().sum::<usize>());
        let near = |value: &Value, size: usize| {
            let value = value.as_u64().unwrap() as f64;
            value >= size as f64 && value <= size as f64 * 1.01
        };
        move |value: &Value| {
            assert_eq!(value["events"], count);
            assert_eq!(value["bytes"], bytes);
            assert_eq!(value["min_bytes"], sizes[0]);
            assert_eq!(value["max_bytes"], sizes[count - 1]);
            assert!(near(&value["median_bytes"], sizes[(count - 1) / 2]), "{value}");
            assert!(near(&value["p99_bytes"], sizes[count - 1]), "{value}");
        }
    };
    let kinds = stats.remove("kinds").unwrap();
    assert_eq!(kinds.as_object().unwrap().len(), 2);
    let all: Vec<_> = first.lines().chain(second.lines()).collect();
    sizes(&all[..3])(&kinds["response.done"]);
    sizes(&[all[3], all[4], all[6]])(&kinds["conversation.item.input_audio_transcription.completed"]);

    let expected = json!({
        "files": 2,
        "bytes": first.len() + second.len() + 3,
        "lines": 12,
        "events": 9,
        "bad_lines": 3,
        "unknown": {"of.tomorrow": 2, "of.next.year": 1},
        "responses": {"completed": 1, "cancelled": 1, "none": 1},
        "reasons": {"turn_detected": 1},
        "responses_without_usage": 1,
        "usage": {
            "total_tokens": 107, "input_tokens": 70, "output_tokens": 30,
            "input_text_tokens": 11, "input_audio_tokens": 60, "input_image_tokens": 3,
            "cached_tokens": 8, "cached_text_tokens": 1, "cached_audio_tokens": 2, "cached_image_tokens": 5,
            "output_text_tokens": 13, "output_audio_tokens": 19, "reasoning_tokens": 4,
        },
        "transcription": {"events": 3, "input_tokens": 5, "output_tokens": 4, "total_tokens": 9, "seconds": 1.5},
        "drift": [],
    });
    assert_eq!(Value::Object(stats.clone()), expected);
}

#[test]
fn stats_lists_drift_by_events_and_then_by_path() {
    let lines = [("b", 1), ("a", 2), ("c", 1), ("c", 2)].map(|(key, times)| {
        let event = GOOD.replace("\"item_id\"", &format!("\"{key}\":\"x\",\"item_id\""));
        format!("{event}\n").repeat(times)
    });
    let run = rtwire_on(["stats", "--json", "-"], lines.concat().as_bytes());
    assert_eq!(run.status, 0, "drift is not bad");
    let entry = |key, events| {
        let path = format!("input_audio_buffer.speech_started: {key}");
        json!({"path": path, "expected": "nothing", "found": "string", "events": events})
    };
    assert_eq!(run.json()["drift"], json!([entry("c", 3), entry("a", 2), entry("b", 1)]));
    assert!(run.json().get("drift_overflow").is_none());
}

#[test]
fn stats_of_nothing_is_all_zero() {
    let run = rtwire_on(["stats", "--json", "-"], b" \n\r\n");
    assert_eq!(run.status, 0);
    let stats = run.json();
    assert_eq!((&stats["files"], &stats["bytes"], &stats["lines"]), (&json!(1), &json!(4), &json!(0)));
    assert_eq!((&stats["kinds"], &stats["unknown"], &stats["drift"]), (&json!({}), &json!({}), &json!([])));
    assert_eq!(rtwire_on(["stats", "-"], b"").status, 0);
}

#[test]
fn what_was_never_sent_is_left_blank() {
    let usage = |usage: &str| format!(r#"{{"type":"response.done","response":{{"id":"r","usage":{usage}}}}}"#);
    let report = |usage: String| rtwire_on(["stats", "-"], usage.as_bytes()).stdout;
    let total = report(usage(r#"{"total_tokens":12}"#));
    assert!(total.contains("\n\ntokens  all\ntotal    12\n"), "{total}");
    let none = report(usage(r#"{"total_tokens":12,"output_tokens":0,"output_token_details":{"audio_tokens":0}}"#));
    assert!(none.contains("\n\ntokens  all  audio\noutput    0      0\ntotal    12\n"), "{none}");
}

#[test]
fn unknown_types_are_bounded_in_number_and_length() {
    let long = "ñ".repeat(200);
    let lines = format!("{{\"type\":\"{long}\"}}\n").repeat(2)
        + &(0..5_000).map(|n| format!("{{\"type\":\"kind {n}\"}}\n")).collect::<String>();
    let run = rtwire_on(["stats", "--json", "-"], lines.as_bytes());
    let stats = run.json();
    let unknown = stats["unknown"].as_object().unwrap();
    assert_eq!(unknown.len(), 4_097);
    assert_eq!(unknown["overflow"], 5_000 - 4_095);
    assert_eq!(unknown[&format!("{}…", "ñ".repeat(128))], 2);
    assert_eq!(unknown.values().map(|count| count.as_u64().unwrap()).sum::<u64>(), 5_002);
    assert_eq!(stats["events"], 5_002);

    let report = rtwire_on(["stats", "-"], lines.as_bytes()).stdout;
    assert!(report.contains(&format!("{}…  ", "ñ".repeat(32))), "{report}");
    assert!(report.contains("and 4,077 more"), "{report}");
}

#[test]
fn every_list_is_bounded() {
    let lines: String = (0..5_000)
        .map(|n| {
            format!(
                "{{\"type\":\"response.done\",\"response\":{{\"status\":\"s{n}\",\"status_details\":{{\"reason\":\"r{n}\"}},\
                 \"x{n}\":1}}}}\n{{\"type\":\"t{n}\"}}\n[{n}]\n"
            )
        })
        .collect();
    for jobs in ["--jobs=1", "--jobs=2"] {
        let run = rtwire_on(["stats", "--json", jobs, "-"], lines.as_bytes());
        let stats = run.json();
        for list in ["unknown", "responses", "reasons"] {
            let list = stats[list].as_object().unwrap();
            assert_eq!((list.len(), &list["overflow"]), (4_097, &json!(5_000 - 4_096)));
        }
        assert_eq!(stats["drift"].as_array().unwrap().len(), 4_096);
        assert_eq!(stats["drift_overflow"], 5_000 - 4_096);
        assert_eq!((&stats["bad_lines"], stats["kinds"].as_object().unwrap().len()), (&json!(5_000), 1));
    }
    let report = rtwire_on(["stats", "-"], lines.as_bytes()).stdout;
    assert!(report.lines().count() < 150, "{report}");
}

#[test]
fn the_report_names_the_first_bad_lines() {
    let lines = format!("{GOOD}\n{}", "[]\n".repeat(7));
    let run = rtwire_on(["stats", "-"], lines.as_bytes());
    assert_eq!(run.status, 1);
    for text in [
        "1 event, 7 bad lines",
        "input_audio_buffer.speech_started  ",
        "-:2:1: shape: ",
        "-:6:1: shape: ",
        "and 2 more",
    ] {
        assert!(run.stdout.contains(text), "{text:?} is not in\n{}", run.stdout);
    }
    assert!(!run.stdout.contains("-:7:"));
    assert!(run.stdout.lines().all(|line| line == line.trim_end()));
}
