//! `--at`: events within the lines of a log.

use serde_json::{Value, json};

use super::{GOOD, rtwire, rtwire_on};

/// An event with its fault at a place that is easily found.
const BAD: &str = r#"{"type":"response.audio.done","output_index":"!"}"#;

fn in_string(event: &str) -> String {
    serde_json::to_string(event).unwrap()
}

#[test]
fn every_subcommand_reads_events_in_objects_strings_and_arrays() {
    let string = in_string(GOOD);
    for (pointer, line) in [
        ("/payload/event", format!(r#"{{"time":1.5,"payload":{{"n":[],"event": {GOOD} }},"type":"error"}}"#)),
        ("/payload/event", format!(r#"{{"payload":{{"event":{string}}}}}"#)),
        ("/1", format!(r#"["2026-11-23",{GOOD},{{}}]"#)),
        ("/1", format!(r#"["2026-11-23", {string}]"#)),
        ("/a~1b/m~0n/0", format!(r#"{{"a\/b":{{"m~n":[{GOOD}]}}}}"#)),
        ("/e", format!(r#"{{"e":1,"e":{{}},"\u0065":{GOOD}}}"#)),
        ("", string.clone()),
        ("", GOOD.to_owned()),
    ] {
        let input = format!("{line}\n{line}\r\n");
        let run = rtwire_on(["stats", "--json", "--at", pointer, "-"], input.as_bytes());
        assert_eq!((run.status, &*run.stderr), (0, ""), "{pointer} {line}");
        let stats = run.json();
        let kind = &stats["kinds"]["input_audio_buffer.speech_started"];
        assert_eq!((&stats["events"], &kind["max_bytes"]), (&json!(2), &json!(GOOD.len())));
        assert_eq!(stats["bytes"], input.len());
        let run = rtwire_on(["check", "--at", pointer, "-"], input.as_bytes());
        assert_eq!((run.status, &*run.stdout, &*run.stderr), (0, "", ""));
        let run = rtwire_on(["decode", "--at", pointer, "-"], input.as_bytes());
        assert_eq!((run.status, run.stdout), (0, format!("{GOOD}\n{GOOD}\n")));
    }
}

#[test]
fn columns_are_those_of_the_whole_line_and_offsets_those_of_the_event() {
    let offset = BAD.find("\"!").unwrap();
    // A fault behind what is escaped and what is not ASCII.
    let string = in_string(&BAD.replace("{\"t", "{\"ñ\":\"\\u00f1\n\",\"t").replace('\n', ""));
    let string = string.replacen('ñ', "\\u00f1", 1);
    for (line, offset) in [
        (format!(r#"{{"é":"é","at":{BAD}}}"#), offset),
        (format!(r#"{{"at":  {}}}"#, in_string(BAD)), offset),
        (format!(r#"{{"at":{string}}}"#), offset + r#""ñ":"\u00f1","#.len()),
    ] {
        // The place of its quote, which in a string has a backslash before it.
        let column = line.find("\"!").map(|at| at + 1 - usize::from(line.as_bytes()[at - 1] == b'\\')).unwrap();
        let run = rtwire_on(["check", "--json", "--at", "/at", "-"], line.as_bytes());
        assert_eq!((run.status, &*run.stderr), (1, ""));
        let problem = run.json();
        let place = (&problem["column"], &problem["offset"], &problem["path"]);
        assert_eq!(place, (&json!(column), &json!(offset), &json!("output_index")), "{line}");
    }
    // An event that breaks off in its string: the place is the quote that ends it.
    let line = format!(r#"{{"at":{}}}"#, in_string(&BAD[..20]));
    let problem = rtwire_on(["check", "--json", "--at", "/at", "-"], line.as_bytes()).json();
    assert_eq!((&problem["column"], &problem["category"]), (&json!(line.len() - 1), &json!("syntax")));
}

#[test]
fn a_line_without_the_event_is_bad() {
    let cases: [(&[u8], usize, &str, &str); 9] = [
        (b"{\"time\":1}", 1, "shape", "nothing stands at /a/event"),
        (b"{\"a\":{\"event\":{}},\"a\":null}", 1, "shape", "nothing stands at /a/event"),
        (b"7", 1, "shape", "nothing stands at /a/event"),
        (b"{\"a\":{\"event\":null}}", 15, "shape", "expected object"),
        (b"{\"a\":{\"event\":[]}}", 15, "shape", "expected object"),
        (b"{\"a\":{\"event\":\"\"}}", 16, "syntax", "not valid JSON"),
        (b"{\"a\":{\"event\":{}}", 18, "syntax", "not valid JSON"),
        (b"{\"a\":{\"event\":{}}} x", 20, "syntax", "not valid JSON"),
        (b"{\"b\":\"\xff\",\"a\":{\"event\":{}}}", 7, "utf8", "not valid UTF-8"),
    ];
    for (line, column, category, message) in cases {
        let run = rtwire_on(["check", "--json", "--at", "/a/event", "-"], line);
        assert_eq!((run.status, &*run.stderr), (1, ""));
        let problem: Value = run.json();
        let place = (&problem["line"], &problem["column"], &problem["category"]);
        assert_eq!(place, (&json!(1), &json!(column), &json!(category)), "{}", line.escape_ascii());
        assert!(problem["message"].as_str().unwrap().starts_with(message), "{problem}");
    }
    let stats = rtwire_on(["stats", "--json", "--at", "/a", "-"], b"{}\n{\"a\":{\"type\":\"x\"}}").json();
    assert_eq!((&stats["bad_lines"], &stats["unknown"]), (&json!(1), &json!({"x": 1})));
}

#[test]
fn half_a_surrogate_pair_is_read_as_the_decoder_reads_it() {
    // In the event, where the log escaped the escape: half of a pair, which is mended.
    let event = r#"{"type":"of.tomorrow","x":"\ud83d"}"#;
    let run = rtwire_on(["decode", "--at", "/e", "-"], format!(r#"{{"e":{}}}"#, in_string(event)).as_bytes());
    assert_eq!((run.status, run.stdout), (0, format!("{event}\n")));
    // In the log's own string: that is no text.
    let run = rtwire_on(["check", "--at", "/e", "-"], br#"{"e":"{\"type\":\"\ud83d\"}"}"#);
    assert_eq!((run.status, &*run.stdout), (1, "-:1:19: utf8: not valid UTF-8 (type)\n"));
}

#[test]
fn a_pointer_that_is_none_is_refused() {
    for pointer in ["payload/event", "$.payload", "/a~b"] {
        let run = rtwire(["stats", "--at", pointer, "-"]);
        assert_eq!((run.status, &*run.stdout), (2, ""));
        assert!(run.stderr.contains("JSON pointer"), "{}", run.stderr);
    }
}
