//! `rtwire check --frame`: one raw frame, and what each reader says of it.

use serde_json::{Value, json};

use super::{Files, GOOD, Run, rtwire, rtwire_on, words};

const READERS: [&str; 8] = ["any", "server", "client", "strict", "unique", "twin", "serde_json", "locator"];

/// The report on `frame` as JSON, and the exit status.
fn report(frame: &[u8]) -> (Value, i32) {
    let run = rtwire_on(["check", "--json", "--frame", "-"], frame);
    assert_eq!((&*run.stderr, run.stdout.lines().count()), ("", 1));
    (run.json(), run.status)
}

/// Which readers accept, in their order.
fn accepting(report: &Value) -> Vec<&str> {
    let readers = report["readers"].as_array().unwrap();
    assert_eq!(readers.iter().map(|reader| reader["reader"].as_str().unwrap()).collect::<Vec<_>>(), READERS);
    let accepted = readers.iter().filter(|reader| reader["accepted"] == true);
    accepted.map(|reader| reader["reader"].as_str().unwrap()).collect()
}

#[test]
fn of_a_file_that_is_too_long_it_is_said_that_not_all_was_read() {
    let long = format!(r#"{{"type":"error","x":"{}"}}"#, "x".repeat(25 << 20));
    let run = rtwire_on(["check", "--frame", "-"], long.as_bytes());
    assert_eq!(run.status, 1);
    assert!(
        run.stdout.contains(": 25165825 bytes and perhaps more, of which the readers saw none\n"),
        "{}",
        run.stdout
    );
    assert!(!rtwire_on(["check", "--frame", "-"], GOOD.as_bytes()).stdout.contains("perhaps"));
}

#[test]
fn a_good_frame_is_accepted_by_all() {
    let files = Files::new();
    // Of several lines: nothing is split.
    let path = files.write("frame.json", GOOD.replace(',', ",\n"));
    let run = rtwire(words(&["check", "--frame"], &[&path]));
    assert_eq!((run.status, &*run.stderr), (0, ""));
    for text in [
        &format!("{}: {} bytes\n", path.display(), GOOD.len() + GOOD.matches(',').count()),
        "any        accepted: input_audio_buffer.speech_started\n",
        "client     accepted: input_audio_buffer.speech_started, not a type it knows\n",
        "twin       accepted\n",
        "locator    accepted\nThe readers agree.\n",
    ] {
        assert!(run.stdout.contains(text), "{text} is not in\n{}", run.stdout);
    }
    let run = rtwire(words(&["check", "--json", "--frame"], &[&path]));
    assert_eq!((run.status, &*run.stderr), (0, ""));
    let report = run.json();
    assert_eq!(
        (&report["accepted"], &report["agree"], &report["disagreements"]),
        (&json!(true), &json!(true), &json!([]))
    );
    assert_eq!(report["file"], path.to_str().unwrap());
    assert_eq!(accepting(&report), READERS);
    assert_eq!(report["readers"][0]["type"], "input_audio_buffer.speech_started");
}

#[test]
fn what_is_refused_is_shown_with_its_place() {
    let run = rtwire_on(["check", "--frame", "-"], br#"{"type":"error","x":tru}"#);
    assert_eq!((run.status, &*run.stderr), (1, ""));
    let lines: Vec<_> = run.stdout.lines().collect();
    assert_eq!(lines[0], "-: 24 bytes");
    assert_eq!(lines[1], "any        refused: syntax: not valid JSON at byte 23 (x)");
    assert_eq!(lines[2], r#"    {"type":"error","x":tru}"#);
    assert_eq!(lines[3], format!("    {}^", " ".repeat(23)));
    assert!(run.stdout.ends_with("The readers agree.\n"), "{}", run.stdout);
}

#[test]
fn each_reader_has_its_rules_and_they_agree() {
    let all = READERS.to_vec();
    let but = |missing: &[&str]| all.iter().copied().filter(|reader| !missing.contains(reader)).collect::<Vec<_>>();
    let deep = |levels: usize| format!(r#"{{"type":"error","x":{}{}}}"#, "[".repeat(levels), "]".repeat(levels));
    let nodes = format!(r#"{{"type":"error","x":[{}1]}}"#, "1,".repeat(300_000));
    let (deep_127, deep_128) = (deep(127), deep(128));
    let cases: [(&[u8], Vec<&str>); 19] = [
        (br#"{"type":"response.create"}"#, all.clone()),
        (br#"{"type":"of.tomorrow","x":[1,{}]}"#, all.clone()),
        (br#"{"type":"error","x":1}"#, all.clone()),
        (br#" {"type":"error","x":1e308} "#, all.clone()),
        // A known field of the wrong shape.
        (br#"{"type":"response.done","response":7}"#, but(&["strict", "twin"])),
        (br#"{"type":"response.create","response":7}"#, but(&["strict", "twin"])),
        // A repeated key.
        (br#"{"type":"error","event_id":"a","event\u005fid":"b"}"#, but(&["unique"])),
        // A payload of the wrong shape: the other side does not look.
        (
            br#"{"type":"response.text.delta","output_index":0,"content_index":0,"delta":7}"#,
            vec!["client", "serde_json", "locator"],
        ),
        (br#"{"type":"input_audio_buffer.append"}"#, vec!["server", "serde_json", "locator"]),
        // Half of a pair.
        (br#"{"type":"error","event_id":"\ud83d"}"#, but(&["strict", "twin", "serde_json"])),
        // JSON that is no event.
        (b"[]", vec!["serde_json", "locator"]),
        (br#"{"type":7}"#, vec!["serde_json", "locator"]),
        // JSON that cannot be held.
        (br#"{"type":"error","x":1e400}"#, vec!["locator"]),
        (deep_127.as_bytes(), but(&["twin", "serde_json"])),
        (deep_128.as_bytes(), vec!["locator"]),
        (nodes.as_bytes(), vec!["twin", "serde_json", "locator"]),
        // No JSON.
        (b"\xef\xbb\xbf{\"type\":\"error\"}", vec![]),
        (b"{\"type\":\"error\"}\n{\"type\":\"error\"}", vec![]),
        (b"{\"type\":\"error\",\"x\":\"\xff\"}", vec!["locator"]),
    ];
    for (frame, accepted) in cases {
        let shown = String::from_utf8_lossy(&frame[..frame.len().min(200)]);
        let (report, status) = report(frame);
        assert_eq!(accepting(&report), accepted, "{shown}");
        assert_eq!(report["disagreements"], json!([]), "{shown}");
        assert_eq!(status, i32::from(!accepted.contains(&"any")), "{shown}");
    }
}

#[test]
fn refusals_and_drift_are_fields_of_the_json() {
    let (report, status) = report(br#"{"type":"response.done","response":{"id":7,"zz":1}}"#);
    assert_eq!((status, &report["readers"][0]["accepted"]), (0, &json!(true)));
    assert_eq!(
        report["readers"][0]["drift"],
        json!([
            {"path": "response.done: response.id", "expected": "string", "found": "integer"},
            {"path": "response.done: response.zz", "expected": "nothing", "found": "integer"},
        ])
    );
    let refusal = &report["readers"][3]["refusal"];
    assert_eq!(
        (&refusal["category"], &refusal["offset"], &refusal["path"]),
        (&json!("shape"), &json!(41), &json!("response.id"))
    );
    assert_eq!(refusal["message"], "expected string, found integer");
}

#[test]
fn any_file_is_one_frame_and_nothing_is_skipped() {
    for frame in [&b""[..], b"\n\n", b"\0", &[0xff; 3000], b"\x1f\x8b\x08"] {
        let (report, status) = report(frame);
        assert_eq!((status, &report["accepted"], &report["agree"]), (1, &json!(false), &json!(true)), "{report}");
        assert_eq!(report["bytes"], frame.len());
    }
    let long = vec![b' '; (24 << 20) + 100];
    let (report, status) = report(&long);
    assert_eq!((status, &report["readers"][0]["refusal"]["category"]), (1, &json!("limit")));
}

#[test]
fn what_cannot_be_read_is_status_2() {
    let files = Files::new();
    let missing = files.path("missing\u{1b}[2J");
    let Run { status, stdout, stderr } = rtwire(words(&["check", "--frame"], &[&missing]));
    assert_eq!((status, &*stdout), (2, ""));
    assert!(stderr.starts_with("rtwire: ") && stderr.contains(r"\u{1b}[2J: "), "{stderr}");
    let good = files.write("good", GOOD);
    for words in [
        words(&["check", "--frame"], &[&good, &good]),
        words(&["check", "--at=/x", "--frame"], &[&good]),
        words(&["check", "--jobs=2", "--frame"], &[&good]),
        words(&["check", "--frame"], &[]),
        words(&["stats", "--frame"], &[&good]),
    ] {
        assert_eq!(rtwire(&words).status, 2, "{words:?}");
    }
}
