//! `rtwire meter`, and what `rtwire stats --prices` adds.

use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};
use std::path::PathBuf;

use serde_json::{Value, json};

use super::{Files, GOOD, rtwire, rtwire_on, words};
use crate::corpus::{corpus, root};

fn session(id: &str, model: &str) -> Value {
    json!({"type": "session.created", "session": {"id": id, "model": model,
        "input_audio_transcription": {"model": "whisper-1"}}})
}

fn done(id: &str, text: u64) -> Value {
    json!({"type": "response.done", "response": {"id": id, "status": "completed", "usage": {
        "total_tokens": text + 10, "input_tokens": text, "output_tokens": 10,
        "input_token_details": {"text_tokens": text, "audio_tokens": 0, "image_tokens": 0, "cached_tokens": 0,
            "cached_tokens_details": {"text_tokens": 0, "audio_tokens": 0, "image_tokens": 0}},
        "output_token_details": {"text_tokens": 10, "audio_tokens": 0}}}})
}

fn heard(item: &str, seconds: f64) -> Value {
    json!({"type": "conversation.item.input_audio_transcription.completed", "item_id": item, "content_index": 0,
        "transcript": "a", "usage": {"type": "duration", "seconds": seconds}})
}

fn lines(events: &[Value]) -> String {
    events.iter().map(|event| format!("{event}\n")).collect()
}

fn prices() -> PathBuf {
    root().join("examples/prices.toml")
}

/// Two sessions with whatever there is to count.
fn recording() -> String {
    let first = [
        session("sess_1", "gpt-realtime"),
        json!({"type": "response.created", "response": {"id": "resp_1"}}),
        json!({"type": "response.created", "response": {"id": "resp_never"}}),
        done("resp_1", 1_000),
        heard("item_1", 1.5),
        done("resp_1", 1_000),
        done("resp_1", 2_000),
    ];
    let second = [
        session("sess_2", "of-tomorrow"),
        done("resp_1", 500),
        json!({"type": "response.done", "response": {"id": "resp_2", "usage": {"total_tokens": "7"}}}),
    ];
    lines(&first) + &lines(&second) + "{\"type\":\"response.done\",\"response\":{\n{\"type\":\"error\"\n"
}

#[test]
fn meter_prints_one_object_with_these_keys() {
    let files = Files::new();
    let file = files.write("a.ndjson", recording());
    let run = rtwire(words(&["meter", "--json", "--prices"], &[&prices(), &file]));
    assert_eq!((run.status, &*run.stderr), (1, ""));
    let keys = "sessions records usage transcription cost unpriced unsettled evicted conflicts malformed_usage \
                undecodable_billable";
    let mut rest = run.stdout.as_str();
    for key in keys.split(' ') {
        rest = rest.split_once(&format!("\"{key}\":")).unwrap_or_else(|| panic!("{key} in {}", run.stdout)).1;
    }
    // 1,000 at 4, 10 at 16 a million, and 1.5 s at 0.006 a minute.
    let cost = 0.00431;
    let expected = json!({
        "sessions": 2,
        "records": 4,
        "usage": {
            "total_tokens": 1_520, "input_tokens": 1_500, "output_tokens": 20,
            "input_text_tokens": 1_500, "input_audio_tokens": 0, "input_image_tokens": 0,
            "cached_tokens": 0, "cached_text_tokens": 0, "cached_audio_tokens": 0, "cached_image_tokens": 0,
            "output_text_tokens": 20, "output_audio_tokens": 0, "reasoning_tokens": 0,
        },
        "transcription": {"events": 1, "input_tokens": 0, "output_tokens": 0, "total_tokens": 0, "seconds": 1.5},
        // Of resp_2 nobody knows.
        "cost": {"low": cost, "high": cost, "currency": "USD", "at_least": true},
        "unpriced": ["of-tomorrow"],
        "unsettled": 1,
        "evicted": 0,
        "conflicts": 1,
        "malformed_usage": 1,
        "undecodable_billable": 1,
    });
    assert_eq!(run.json(), expected);
    // Without prices nothing has one, and nothing lacks one.
    let run = rtwire(words(&["meter", "--json"], &[&file]));
    assert_eq!((&run.json()["cost"], &run.json()["unpriced"]), (&Value::Null, &json!([])));
}

#[test]
fn records_are_lines_that_come_to_what_the_object_says() {
    let files = Files::new();
    let piece = json!({"type": "response.output_text.delta", "response_id": "resp_never", "item_id": "item_2",
        "output_index": 0, "content_index": 0, "delta": "a"});
    let (first, second) = recording().split_once("{\"session\":{\"id\":\"sess_2\"").map_or_else(
        || panic!("{}", recording()),
        |(first, second)| (first.to_owned(), format!("{{\"session\":{{\"id\":\"sess_2\"{second}")),
    );
    let file = files.write("a.ndjson", format!("{first}{piece}\n{second}"));
    let run = rtwire(words(&["meter", "--records", "--prices"], &[&prices(), &file]));
    assert_eq!((run.status, &*run.stderr), (1, ""));
    let lines: Vec<Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let said = |line: &Value| {
        let text = |key: &str| line[key].as_str().unwrap_or("-").to_owned();
        (
            text("session_name"),
            text("id"),
            text("model"),
            line["usage"]["total_tokens"].as_u64(),
            line["malformed"] == true,
        )
    };
    let row = |session: &str, id: &str, model: &str, tokens, malformed| {
        (session.to_owned(), id.to_owned(), model.to_owned(), tokens, malformed)
    };
    assert_eq!(
        lines.iter().map(said).collect::<Vec<_>>(),
        [
            row("sess_1", "resp_1", "gpt-realtime", Some(1_010), false),
            row("sess_1", "item_1", "whisper-1", None, false),
            row("sess_2", "resp_1", "of-tomorrow", Some(510), false),
            row("sess_2", "resp_2", "of-tomorrow", None, true),
            row("sess_1", "resp_never", "gpt-realtime", None, false),
        ]
    );
    let keys: std::collections::HashSet<_> = lines.iter().map(|line| line["key"].as_str().unwrap()).collect();
    assert_eq!(keys.len(), lines.len());
    let cost = |line: &Value| line["cost"]["low"].as_f64();
    assert_eq!(lines[..4].iter().map(cost).collect::<Vec<_>>(), [Some(0.00416), Some(0.00015), None, None]);
    assert_eq!(lines[1]["usage"], json!({"seconds": 1.5}));
    // What it delivered is known, and what it cost is guessed by that; it had no end.
    let never = &lines[4];
    assert_eq!((&never["estimated"], &never["delivered_deltas"]), (&json!("gateway"), &json!(1)));
    assert_eq!(never["usage"]["output_tokens"], 1);
    assert!(lines[..4].iter().all(|line| line.get("estimated").is_none()));
    // Read twice, and by two threads.
    let twice = rtwire(words(&["meter", "--records", "--jobs", "2", "--prices"], &[&prices(), &file, &file]));
    assert_eq!(twice.stdout, run.stdout);
    assert_eq!(rtwire(words(&["meter", "--records", "--json"], &[&file])).status, 2);
}

#[test]
fn a_translation_that_never_said_what_it_cost_is_told() {
    let files = Files::new();
    let session =
        json!({"type": "session.created", "session": {"type": "translation", "model": "gpt-realtime-translate"}});
    let delta = json!({"type": "session.output_transcript.delta", "delta": "a", "elapsed_ms": 90_000});
    let closed = json!({"type": "session.closed"});
    let told = json!({"type": "session.closed", "usage": {"output_seconds": 60}});
    let none = lines(&[session.clone(), delta.clone()]);
    let twice = lines(&[session.clone(), delta.clone(), closed.clone(), closed.clone()]);
    let late = lines(&[session, delta, closed, told]);
    for (text, records, untold) in [(none, 0, true), (twice, 0, true), (late, 1, false)] {
        let file = files.write("a.ndjson", text);
        let run = rtwire(words(&["meter"], &[&file]));
        assert_eq!(run.stdout.contains("\n1 translation whose cost nobody said\n"), untold, "{}", run.stdout);
        let told = rtwire(words(&["meter", "--json"], &[&file])).json();
        assert_eq!((&told["records"], &told["unsettled"]), (&json!(records), &json!(0)));
        // Written where there are any.
        assert_eq!(told.get("translated_seconds"), (!untold).then_some(&json!(60.0)));
        let words = |command| words(&[command, "--json", "--prices"], &[&prices(), &file]);
        for command in ["meter", "stats"] {
            assert_eq!(rtwire(words(command)).json().get("translated_seconds"), told.get("translated_seconds"));
        }
        let shown = rtwire(super::words(&["stats", "--prices"], &[&prices(), &file])).stdout;
        assert_eq!(shown.contains("\ntranslated: 60.0 seconds\ncost: "), !untold, "{shown}");
    }
}

#[test]
fn a_session_that_says_again_that_it_was_created_goes_on() {
    let files = Files::new();
    let updated = |model: &str| json!({"type": "session.updated", "session": {"type": "realtime", "model": model}});
    let call = [
        session("sess_1", "gpt-4o-realtime-preview"),
        json!({"type": "response.created", "response": {"id": "resp_1"}}),
        updated("gpt-realtime"),
        session("sess_1", "gpt-4o-realtime-preview"),
        updated("gpt-realtime"),
        done("resp_1", 1_000_000),
    ];
    let file = files.write("a.ndjson", lines(&call));
    let told = rtwire(words(&["meter", "--json", "--by", "model", "--prices"], &[&prices(), &file])).json();
    assert_eq!((&told["sessions"], &told["records"], &told["unsettled"]), (&json!(1), &json!(1), &json!(0)));
    assert_eq!(told["rows"]["gpt-4o-realtime-preview"]["records"], 1, "{told}");
}

#[test]
fn files_fed_twice_change_nothing_whatever_the_jobs() {
    let files = Files::new();
    let text = recording();
    let good: Vec<_> = text.lines().filter(|line| line.ends_with('}')).collect();
    let file = files.write("a.ndjson", good.join("\n"));
    let long: Vec<_> = (0..500).map(|n| done(&format!("resp_{n}"), n)).collect();
    let long =
        files.write("b.ndjson", lines(&[vec![json!({"type": "session.created", "session": {}})], long].concat()));
    let once = rtwire(words(&["meter", "--json"], &[&file, &long])).json();
    assert_eq!((&once["records"], &once["evicted"]), (&json!(504), &json!(500 - 128)));
    for jobs in ["--jobs=1", "--jobs=2"] {
        let twice = rtwire(words(&["meter", "--json", jobs], &[&file, &long, &long, &file, &long])).json();
        assert_eq!(twice, once, "{jobs}");
    }
}

#[test]
fn a_pointer_names_the_session_of_each_line() {
    let wrap = |call: Value, event: Value| json!({"call": call, "event": event.to_string()});
    let calls = [
        wrap(json!("a"), session("sess_1", "gpt-realtime")),
        wrap(json!("b"), session("sess_1", "gpt-4o-realtime-preview")),
        wrap(json!(7), json!({"type": "input_audio_buffer.cleared"})),
        wrap(json!("a"), done("resp_1", 100)),
        wrap(json!("b"), done("resp_1", 100)),
        wrap(json!("a"), done("resp_1", 100)),
        json!({"event": done("resp_1", 100)}),
    ];
    let prices = prices();
    let options = ["meter", "--json", "--at=/event", "--session=/call", "--by=session", "--prices"];
    let words = words(&options, &[&prices, &PathBuf::from("-")]);
    let told = rtwire_on(&words, lines(&calls).as_bytes()).json();
    assert_eq!((&told["sessions"], &told["records"]), (&json!(4), &json!(3)));
    let cost = |call: &str| told["rows"][call]["cost"]["high"].as_f64();
    assert_eq!(cost("a"), Some(0.00056));
    assert_eq!(cost("b"), Some(0.0007));
    assert_eq!((cost(""), &told["unpriced"]), (None, &json!(["unknown"])));

    // What is bad is looked for in the envelope.
    let bad = [
        json!({"event": r#"{"type":"response.done","#}).to_string(),
        json!({"event": {"type": "session.closed", "usage": 1e300}})
            .to_string()
            .replace("e+300", "e400")
            .replace("e300", "e400"),
        r#"{"call":"a","event":{"type":"response.done","response":{"#.to_owned(),
        r#"{"call":"a","event":"{\"type\":\"response.done\",\"resp"#.to_owned(),
        r#"{"call":"a","event":{"type":"response.created","response":{"#.to_owned(),
    ];
    let run = rtwire_on(["meter", "--json", "--at=/event", "--session=/call", "-"], bad.join("\n").as_bytes());
    assert_eq!((run.status, &run.json()["undecodable_billable"]), (1, &json!(4)));
}

#[test]
fn a_line_that_names_no_session_is_told() {
    let wrap = |call: &str, event: Value| json!({"call": call, "event": event});
    let mut calls = lines(&[wrap("a", done("resp_1", 1)), wrap("b", done("resp_1", 1))]);
    let at = |pointer: &str, calls: &str| {
        let options = ["meter", "--at=/event", "--session", pointer];
        let json = rtwire_on(words(&[&options[..], &["--json"]].concat(), &[&PathBuf::from("-")]), calls.as_bytes());
        (json, rtwire_on(words(&options, &[&PathBuf::from("-")]), calls.as_bytes()).stdout)
    };
    let (right, _) = at("/call", &calls);
    assert_eq!((right.status, &right.json()["sessions"], &right.json()["records"]), (0, &json!(2), &json!(2)));
    // Both are taken for one session's, and a response of one name in one session is one.
    let (wrong, report) = at("/cal", &calls);
    assert_eq!((wrong.status, &wrong.json()["sessions"], &wrong.json()["records"]), (1, &json!(1), &json!(1)));
    assert!(report.contains("nothing stands at /cal"), "{report}");
    // Nor is null a name.
    let null = lines(&[json!({"call": null, "event": done("resp_1", 1)})]) + &calls;
    let (null, _) = at("/call", &null);
    assert_eq!((null.status, &null.json()["sessions"], &null.json()["records"]), (1, &json!(3), &json!(3)));
    // Half a surrogate pair on the way is no name either, and no reason to bill whoever spoke before.
    let named = wrap("x", done("resp_1", 1)).to_string().replace(r#""x""#, r#"{"id":"A"}"#);
    let half = wrap("x", done("resp_2", 1)).to_string().replace(r#""x""#, r#""\ud800""#);
    let (half, report) = at("/call/id", &format!("{named}\n{half}\n"));
    assert_eq!((half.status, &half.json()["sessions"], &half.json()["records"]), (1, &json!(2), &json!(2)));
    assert!(report.contains("nothing stands at /call/id"), "{report}");
    // What costs nothing may be of nobody; a line that is cut is of whoever spoke before.
    calls += &lines(&[json!({"event": {"type": "input_audio_buffer.cleared"}})]);
    calls += "{\"call\":\"b\",\"event\":{\"type\":\"response.done\",\"respo\n";
    let cut = at("/call", &calls).0;
    assert_eq!((cut.status, &cut.json()["sessions"]), (1, &json!(3)));
    assert_eq!(cut.json()["undecodable_billable"], 1);
}

#[test]
fn what_is_not_known_of_a_cost_is_said() {
    let usage = |usage: Value| {
        lines(&[
            session("s", "gpt-realtime"),
            json!({"type": "response.done", "response": {"id": "r", "usage": usage}}),
        ])
    };
    let prices = prices();
    let words = |command: &'static str| words(&[command, "--json", "--prices"], &[&prices, &PathBuf::from("-")]);
    let open = usage(json!({"input_tokens": 1_000, "input_token_details": {"text_tokens": 1_000, "cached_tokens": 0}}));
    let known = usage(json!({"input_tokens": 1_000, "output_tokens": 0,
        "input_token_details": {"text_tokens": 1_000, "cached_tokens": 0}}));
    for command in ["meter", "stats"] {
        let cost = |text: &str| rtwire_on(words(command), text.as_bytes()).json()["cost"].clone();
        assert_eq!(cost(&open), json!({"low": 0.004, "high": 0.004, "currency": "USD", "at_least": true}), "{command}");
        assert_eq!(cost(&known), json!({"low": 0.004, "high": 0.004, "currency": "USD"}), "{command}");
        // A response of which nothing is told, and a transcription.
        for silent in [Value::Null, json!({"input_tokens": "1"})] {
            let cost = cost(&usage(silent));
            assert_eq!(cost, json!({"low": 0.0, "high": 0.0, "currency": "USD", "at_least": true}), "{command}");
        }
        let mut silent = heard("item_x", 60.0);
        silent.as_object_mut().unwrap().remove("usage");
        let silent = known.clone() + &lines(&[silent]);
        assert_eq!(
            cost(&silent),
            json!({"low": 0.004, "high": 0.004, "currency": "USD", "at_least": true}),
            "{command}"
        );
    }
    let shown =
        rtwire_on(super::words(&["meter", "--prices"], &[&prices, &PathBuf::from("-")]), usage(Value::Null).as_bytes());
    assert!(shown.stdout.contains("≥: the wire did not say all that was used"), "{}", shown.stdout);
}

#[test]
fn long_names_are_told_apart() {
    let head = "resp_0123456789abcdefghijklmnopqrstuvwxyz";
    let ids = [format!("{head}_A"), format!("{head}_B"), head[..23].to_owned()];
    let model = "ft:gpt-realtime-2025-08-28:acme-corp:support:abc123";
    let events: Vec<_> = ids.iter().map(|id| done(id, 5)).collect();
    let text = lines(&[vec![session("s", model)], events].concat());
    let rows = |by: &str| {
        let words = words(&["meter", "--json", by], &[&PathBuf::from("-")]);
        rtwire_on(&words, text.as_bytes()).json()["rows"].as_object().unwrap().clone()
    };
    let names: Vec<_> = rows("--by=response").keys().cloned().collect();
    assert_eq!(names.len(), 3, "{names:?}");
    assert_eq!(names[0], ids[2]);
    assert!(names[1..].iter().all(|name| name.starts_with(&format!("{}…", ids[2])) && name.len() == 23 + 3 + 8));
    assert!(rows("--by=model").keys().all(|name| name.starts_with("ft:gpt-realtime-2025-08…")));
    // Its price is that of its whole name.
    let files = Files::new();
    let table =
        format!(r#"{{"currency":"USD","model":[{{"match":"{model}","input":{{"text":1}},"output":{{"text":0}}}}]}}"#);
    let table = files.write("prices.json", table);
    let words = words(&["meter", "--json", "--prices"], &[&table, &PathBuf::from("-")]);
    let told = rtwire_on(&words, text.as_bytes()).json();
    assert_eq!((&told["cost"]["high"], &told["unpriced"]), (&json!(0.000_015), &json!([])));
}

#[test]
fn without_a_pointer_a_session_goes_to_the_next_or_is_the_files() {
    let files = Files::new();
    let free = json!({"type": "response.done", "response": {"id": "resp_2", "status": "cancelled"}});
    let one = files.write("one.ndjson", lines(&[done("resp_1", 1), session("sess_1", "m"), free, done("resp_1", 1)]));
    let two = files.write("two.ndjson", lines(&[done("resp_1", 1), session("sess_1", "m"), done("resp_1", 1)]));
    let told = rtwire(words(&["meter", "--json", "--by=session"], &[&one, &two])).json();
    // Each file's own, and one that stands in both.
    assert_eq!((&told["sessions"], &told["records"]), (&json!(3), &json!(4)));
    let row = &told["rows"]["sess_1"];
    assert_eq!((&row["records"], &row["responses_without_usage"]), (&json!(2), &json!(1)));
}

#[test]
#[cfg(unix)]
fn files_whose_names_look_alike_are_not_one() {
    let files = Files::new();
    let content = lines(&[done("resp_1", 1)]);
    let alike = ["x\n", "x\\n", "\"x\\n\""].map(|name| files.write(name, &content));
    let told = rtwire(words(&["meter", "--json"], &alike.iter().collect::<Vec<_>>())).json();
    assert_eq!((&told["sessions"], &told["records"]), (&json!(3), &json!(3)));
}

#[test]
fn parts_beyond_their_total_are_told() {
    let files = Files::new();
    let done = |cached: u64| {
        format!(
            r#"{{"type":"response.done","response":{{"id":"resp_{cached}","usage":{{"input_tokens":127,
            "input_token_details":{{"cached_tokens":{cached}}}}}}}}}"#
        )
        .replace('\n', "")
    };
    let told = |cached: u64| rtwire(words(&["meter"], &[&files.write("a.ndjson", done(cached))])).stdout;
    assert!(told(384).ends_with("\n\n1 usage whose parts come to more than the total\n"), "{}", told(384));
    assert!(!told(127).contains("parts"), "{}", told(127));
}

#[test]
fn the_report_has_rows_and_says_what_is_odd() {
    let files = Files::new();
    let file = files.write("a.ndjson", recording());
    let run = rtwire(words(&["meter", "--prices"], &[&prices(), &file]));
    assert_eq!((run.status, &*run.stderr), (1, ""));
    for text in [
        "1 file, 12 lines, ",
        "2 sessions, 4 records\n",
        "model         records  input  cached  output  seconds      cost USD\n",
        "gpt-realtime        1  1,000       0      10               0.004160\n",
        "whisper-1           1                             1.5      0.000150\n",
        "of-tomorrow         2    500       0      10               unpriced\n",
        "all                 4  1,500       0      20      1.5  ≥ 0.004310 +\n",
        "1 response without usage\n",
        "1 response created and not done\n",
        "1 conflict: ",
        "1 usage of a wrong shape",
        "1 bad line of a kind that is billed\n",
        "no price for 1 record of of-tomorrow\n",
        "prices valid from 2025-09-01\n",
        "a.ndjson:11:",
    ] {
        assert!(run.stdout.contains(text), "{text:?} is not in\n{}", run.stdout);
    }
    assert!(run.stdout.lines().all(|line| line == line.trim_end()));
    let run = rtwire(words(&["meter", "--by=response"], &[&file]));
    assert!(run.stdout.contains("resp_1          2  1,500       0      20\n"), "{}", run.stdout);
    let run = rtwire_on(["meter", "-"], b"");
    assert_eq!((run.status, &*run.stdout), (0, "1 file, 0 lines, 0 B\n0 sessions, 0 records\n"));
}

#[test]
fn stats_says_the_cost_where_there_are_prices() {
    let files = Files::new();
    let file = files.write("a.ndjson", recording());
    let cost = 0.00431;
    for jobs in ["--jobs=1", "--jobs=2"] {
        let told = rtwire(words(&["stats", "--json", jobs, "--prices"], &[&prices(), &file])).json();
        assert_eq!(told["cost"], json!({"low": cost, "high": cost, "currency": "USD", "at_least": true}));
        assert_eq!(told["unpriced"], json!(["of-tomorrow"]));
        // Tokens are summed as sent.
        assert_eq!(told["usage"]["input_tokens"], 1_000 + 1_000 + 2_000 + 500);
    }
    let report = rtwire(words(&["stats", "--prices"], &[&prices(), &file])).stdout;
    assert!(report.contains("\ncost: ≥ 0.004310 USD\nno price for of-tomorrow\n"), "{report}");
    let told = rtwire(words(&["stats", "--json"], &[&file])).json();
    assert!(told.get("cost").is_none() && told.get("unpriced").is_none());
}

#[test]
fn prices_may_be_json_and_must_be_prices() {
    let files = Files::new();
    let row = |price: &str| {
        format!(r#"{{"currency":"\u202eEUR\u001b[2J","model":[{{"match":"*","input":{{"text":{price}}}}}]}}"#)
    };
    let table = files.write("p.json", format!("\u{feff}{}", row("1")));
    let run =
        rtwire_on(words(&["meter", "--json", "--prices"], &[&table, &"-".into()]), done("r", 1).to_string().as_bytes());
    assert_eq!((run.status, &run.json()["unpriced"]), (0, &json!(["unknown"])));
    let input = lines(&[session("s", "m"), heard("i", 1.0)]) + GOOD;
    let run = rtwire_on(words(&["meter", "--prices"], &[&table, &"-".into()]), input.as_bytes());
    assert!(!run.stdout.contains(['\u{1b}', '\u{202e}']), "{:?}", run.stdout);
    for (wrong, why) in [(row("-1"), "no price"), ("{".to_owned(), "EOF"), (row("1").replace("EUR", "\\ud83d"), "")] {
        let table = files.write("wrong.json", wrong);
        let run = rtwire(words(&["meter", "--prices"], &[&table, &"-".into()]));
        assert_eq!((run.status, &*run.stdout), (2, ""));
        assert!(run.stderr.contains("rtwire: ") && run.stderr.contains("wrong.json: "), "{}", run.stderr);
        assert!(run.stderr.contains(why) && !run.stderr.contains("write"), "{}", run.stderr);
    }
    // Of TOML the place is shown, in lines.
    let table = files.write("wrong.toml", "[[model]\n");
    let run = rtwire(words(&["meter", "--prices"], &[&table, &"-".into()]));
    assert!(run.status == 2 && run.stderr.lines().nth(2) == Some("1 | [[model]"), "{}", run.stderr);
    let missing = files.path("missing.toml");
    for command in ["meter", "stats"] {
        let run = rtwire(words(&[command, "--prices"], &[&missing, &"-".into()]));
        assert_eq!(run.status, 2);
        assert!(run.stderr.contains("missing.toml: ") && !run.stderr.contains("write"), "{}", run.stderr);
    }
}

/// A line of a log of many calls.
fn line(call: impl Display, event: &Value) -> String {
    format!("{{\"call\":\"{call}\",\"event\":{event}}}\n")
}

#[test]
fn more_calls_side_by_side_than_are_held_come_to_the_same_sums() {
    /// At so many the silent half is ended.
    const MOST_LIVE: usize = 1 << 17;
    let created = |id: &str| json!({"type": "response.created", "response": {"id": id}});
    let cost = |id: &str, tokens: u64| json!({"type": "response.done", "response": {"id": id, "usage": {"total_tokens": tokens}}});
    let mut log = String::new();
    for call in ["silent", "late", "early", "busy"] {
        log += &line(call, &session("sess_1", "gpt-realtime"));
        log += &line(call, &created("resp_0"));
    }
    log += &line("early", &cost("resp_0", 10_000));
    let one = cost("resp_1", 1);
    for call in 0..MOST_LIVE + 100 {
        log += &line(call, &one);
        // Again and again something is heard of this one.
        if call % 1_000 == 0 {
            log += &line("busy", &created("resp_0"));
        }
    }
    // Counted before, by a meter that is no more.
    log += &line("early", &cost("resp_0", 10_000));
    log += &line(0, &one);
    log += &line("late", &cost("resp_0", 100_000));
    log += &line("busy", &cost("resp_0", 1_000_000));
    let run = rtwire_on(["meter", "--json", "--by=model", "--at=/event", "--session=/call", "-"], log.as_bytes());
    let told = run.json();
    assert_eq!((run.status, &told["sessions"]), (0, &json!(MOST_LIVE + 104)));
    assert_eq!(
        (&told["records"], &told["usage"]["total_tokens"]),
        (&json!(MOST_LIVE + 103), &json!(MOST_LIVE + 100 + 1_110_000))
    );
    assert_eq!((&told["unsettled"], &told["conflicts"]), (&json!(1), &json!(0)), "the silent call's");
    // Who was silent and is heard again has told its model to a meter that is no more; who was heard all the time has not.
    let tokens = |model: &str| &told["rows"][model]["usage"]["total_tokens"];
    assert_eq!(tokens("gpt-realtime"), &json!(1_010_000));
    assert_eq!(tokens("unknown"), &json!(MOST_LIVE + 100 + 100_000));
    // That some were given up is told.
    let run = rtwire_on(["meter", "--at=/event", "--session=/call", "-"], log.as_bytes());
    assert!(run.stdout.contains(" sessions given up, "), "{}", run.stdout);
}

#[test]
fn the_model_that_a_client_wishes_for_transcribes_until_the_server_says_another() {
    for wish in [
        json!({"type": "transcription_session.update", "session": {"input_audio_transcription": {"model": "whisper-1"}}}),
        json!({"type": "session.update", "session": {"input_audio_transcription": {"model": "whisper-1"}}}),
    ] {
        let events = [wish, json!({"type": "input_audio_buffer.committed", "item_id": "a"}), heard("a", 600.0)];
        let cost = json!({"low": 0.06, "high": 0.06, "currency": "USD"});
        for command in [&["meter", "--json"][..], &["meter", "--records"], &["stats", "--json"]] {
            let words = words(&[command, &["--prices"]].concat(), &[&prices(), &PathBuf::from("-")]);
            assert_eq!(rtwire_on(words, lines(&events).as_bytes()).json()["cost"], cost, "{command:?} {}", events[0]);
        }
    }
}

/// `--records` is given every event, and the sums only those that are thought to matter: whatever comes before what is
/// billed, both have it on the same model.
#[test]
fn no_event_of_any_kind_is_left_out_that_matters() {
    let mut log = String::new();
    // What a client wishes counts only where the server has said nothing.
    let calls = corpus().iter().flat_map(|sample| [(sample, None), (sample, Some(session("sess", "own").to_string()))]);
    for (call, (sample, session)) in calls.enumerate() {
        let billed = [
            json!({"type": "input_audio_buffer.committed", "item_id": "item_own"}),
            json!({"type": "response.created", "response": {"id": "resp_own"}}),
            done("resp_own", 5),
            heard("item_own", 1.0),
        ];
        let events = session.into_iter().chain([sample.text.clone()]);
        for event in events.chain(billed.iter().map(Value::to_string)) {
            writeln!(log, r#"{{"call":{call},"event":{event}}}"#).unwrap();
        }
    }
    let files = Files::new();
    let file = files.write("a.ndjson", log);
    let told = |more: &[&str]| rtwire(words(&[&["meter", "--at=/event", "--session=/call"], more].concat(), &[&file]));
    let mut records = BTreeMap::new();
    for line in told(&["--records"]).stdout.lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        if record["estimated"].is_null() {
            *records.entry(record["model"].as_str().unwrap_or("unknown").to_owned()).or_insert(0) += 1;
        }
    }
    let rows = told(&["--json", "--by=model"]).json()["rows"].clone();
    let sums = rows.as_object().unwrap().iter().map(|(model, row)| (model.clone(), row["records"].as_u64().unwrap()));
    assert_eq!(sums.collect::<BTreeMap<_, _>>(), records);
    // Some samples change a model.
    assert!(records.len() > 10 && records["own"] > 100, "{records:?}");
}

#[test]
fn a_usage_without_a_count_is_none_for_stats_as_for_meter() {
    let usage = |usage| json!({"type": "response.done", "response": {"id": "r", "usage": usage}});
    for without in [json!({}), json!({"total_tokens": "5"}), json!({"input_token_details": {}}), Value::Null] {
        let text = lines(&[session("s", "m"), usage(without)]);
        let stats = rtwire_on(["stats", "--json", "-"], text.as_bytes()).json();
        let meter = rtwire_on(["meter", "--json", "--by=session", "-"], text.as_bytes()).json();
        let told = [&stats["responses_without_usage"], &meter["rows"]["s"]["responses_without_usage"]];
        assert_eq!(told, [&json!(1); 2], "{text}");
    }
}

#[test]
fn an_item_that_could_not_be_transcribed_is_not_waited_for() {
    let mut events = vec![session("sess_1", "m")];
    for item in 0..9 {
        events.push(json!({"type": "input_audio_buffer.committed", "item_id": format!("item_{item}")}));
        events.push(json!({"type": "conversation.item.input_audio_transcription.failed", "content_index": 0,
            "item_id": format!("item_{item}"), "error": {"type": "transcription_error"}}));
    }
    // Of an item whose commit was not recorded: on the model in force, and not on that of one that was crowded out.
    events.push(heard("item_x", 60.0));
    let silent = json!({"type": "conversation.item.input_audio_transcription.completed", "item_id": "item_y",
        "content_index": 0, "transcript": "a"});
    events.push(silent);
    let run = rtwire_on(["meter", "--by=model", "-"], lines(&events).as_bytes());
    assert!(run.stdout.contains("whisper-1        2"), "{}", run.stdout);
    assert!(run.stdout.contains("\n1 transcription without usage\n"), "{}", run.stdout);
}

#[test]
fn more_rows_than_are_told_apart_are_added_up_as_others() {
    const MOST_ROWS: u64 = 1 << 17;
    let id = |number: u64| format!("resp_{number}");
    let mut events = vec![session("sess_1", "m")];
    events.extend((0..MOST_ROWS + 900).map(|number| done(&id(number), 1)));
    // In another session they are others again, the first in a row of its own.
    events.extend([session("sess_2", "m"), done(&id(0), 5), done(&id(MOST_ROWS), 7)]);
    let told = rtwire_on(["meter", "--json", "--by=response", "-"], lines(&events).as_bytes()).json();
    let rows = told["rows"].as_object().unwrap();
    assert_eq!((rows.len() as u64, &told["records"]), (MOST_ROWS + 1, &json!(MOST_ROWS + 902)));
    let row = |name: &str| (rows[name]["records"].clone(), rows[name]["usage"]["input_tokens"].clone());
    assert_eq!(row(&id(0)), (json!(2), json!(6)));
    assert_eq!(row(&id(MOST_ROWS - 1)), (json!(1), json!(1)));
    assert_eq!(row("others"), (json!(901), json!(907)));
    // One row, and one key, if something is named so.
    events[1] = done("others", 1);
    let told = rtwire_on(["meter", "--json", "--by=response", "-"], lines(&events).as_bytes());
    assert_eq!(told.stdout.matches("\"others\":").count(), 1);
    assert_eq!(told.json()["rows"]["others"]["records"], 901);
}
