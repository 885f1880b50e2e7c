//! `rtwire redact`: the events as they came, without what must not be in a log.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use rtwire::{AudioCodec, Redactor};

use super::{Files, GOOD, rtwire, rtwire_on, words};
use crate::corpus::corpus;

const APPEND: &str = r#"{"type":"input_audio_buffer.append", "audio":"AAAAAAAA"}"#;
const WORDS: &str = r#"{"type":"response.text.delta","output_index":0,"content_index":0,"delta":"Hi","x":"y"}"#;

#[test]
fn every_sample_is_redacted_as_the_library_does_it() {
    let recording: String = corpus().iter().map(|line| format!("{}\n", line.text)).collect();
    let files = Files::new();
    let file = files.write("recording.ndjson", recording);
    for (options, redactor) in [
        (&[][..], Redactor::new()),
        (&["--audio"], Redactor::new().audio(AudioCodec::Pcm)),
        (&["--audio", "--text", "--jobs", "3"], Redactor::new().audio(AudioCodec::Pcm).text()),
        (&["--path", "event_id", "--path", "item.content[].text"], {
            Redactor::new().path("event_id").unwrap().path("item.content[].text").unwrap()
        }),
    ] {
        let run = rtwire(words(&[&["redact"], options].concat(), &[&file]));
        assert_eq!((run.status, &*run.stderr), (0, ""));
        let mut lines = run.stdout.lines();
        for line in corpus() {
            let mut out = Vec::new();
            redactor.redact(line.frame(), &mut out).unwrap();
            assert_eq!(lines.next().map(str::as_bytes), Some(&*out), "{}", line.place());
        }
        assert_eq!(lines.next(), None);
    }
}

#[test]
fn what_is_asked_for_goes_and_no_more() {
    let input = format!("{APPEND}\n{WORDS}\n");
    let unknown = |text: &str| text.replace(r#""y""#, r#""<unknown 1 B>""#);
    for (options, expected) in [
        (&[][..], unknown(&input)),
        (&["--keep", "x"], input.clone()),
        (&["--audio"], unknown(&input).replace("AAAAAAAA", "<audio 6 B 0.000 s>")),
        (&["--audio=g711"], unknown(&input).replace("AAAAAAAA", "<audio 6 B 0.001 s>")),
        (&["--text"], unknown(&input).replace("Hi", "<text 2 B>")),
        (&["--path", "delta", "--path", "x"], input.replace("Hi", "<path 2 B>").replace(r#""y""#, r#""<path 1 B>""#)),
    ] {
        let run = rtwire_on([&["redact"], options, &["-"]].concat(), input.as_bytes());
        assert_eq!((run.status, &*run.stdout, &*run.stderr), (0, &*expected, ""), "{options:?}");
    }
}

#[test]
fn a_redacted_recording_passes_the_check_and_costs_what_it_cost() {
    let files = Files::new();
    let made = rtwire(["generate", "--events", "2000", "--seed", "3"]);
    let whole = files.write("whole.ndjson", made.stdout);
    let run = rtwire(words(&["redact", "--audio", "--text"], &[&whole]));
    assert_eq!((run.status, &*run.stderr), (0, ""));
    let left = files.write("left.ndjson", run.stdout);
    let check = rtwire(words(&["check"], &[&left]));
    assert_eq!((check.status, &*check.stdout, &*check.stderr), (0, "", ""));
    let usage = [&whole, &left].map(|file| rtwire(words(&["stats", "--json"], &[file])).json()["usage"].clone());
    assert_eq!(usage[0], usage[1]);
    assert!(usage[0]["total_tokens"].as_u64() > Some(1000), "{}", usage[0]);
}

#[test]
fn bad_lines_are_left_out_and_named() {
    let input = format!("{GOOD}\n{{\"type\":\"response.text.delta\",\"delta\":\"secret\"}}\nsecret\n{GOOD}\n");
    let run = rtwire_on(["redact", "-"], input.as_bytes());
    assert_eq!((run.status, run.stdout), (1, format!("{GOOD}\n{GOOD}\n")));
    let expected = "-:2:1: shape: missing `output_index`\n-:3:1: syntax: not valid JSON\n";
    assert_eq!(run.stderr, expected);
}

#[test]
fn events_are_found_in_logs_and_compressed_files() {
    let files = Files::new();
    let mut gz = GzEncoder::new(Vec::new(), Compression::fast());
    let log = serde_json::json!({ "user": "Ann", "event": WORDS });
    writeln!(gz, "{log}").unwrap();
    let file = files.write("log.ndjson.gz", gz.finish().unwrap());
    let run = rtwire(words(&["redact", "--text", "--at", "/event"], &[&file]));
    let expected = WORDS.replace("Hi", "<text 2 B>").replace(r#""y""#, r#""<unknown 1 B>""#);
    assert_eq!((run.status, run.stdout, &*run.stderr), (0, expected + "\n", ""));
}

#[test]
fn a_path_that_leads_nowhere_is_told() {
    let frame = r#"{"type":"session.update","session":{"type":"realtime","instructions":"Hi","tools":[{"type":"function","name":"a"},{"type":"mcp","server_url":"u"}]}}"#;
    let input = format!("{frame}\n{{}}\n{frame}\n");
    // What goes for another reason is there all the same.
    let there =
        ["--path", "session.tools[].server_url", "--path", "session.tools[0].name", "--path", "session.instructions"];
    let nowhere = ["--path", "session.tool[].server_url", "--path", "\u{1b}.x"];
    for jobs in ["--jobs=1", "--jobs=2"] {
        let run = rtwire_on([&["redact", "--text", jobs], &there[..], &nowhere, &["-"]].concat(), input.as_bytes());
        assert_eq!(run.status, 1);
        assert_eq!(run.stdout.matches(r#""server_url":"<path 1 B>""#).count(), 2, "{}", run.stdout);
        let told: Vec<_> = run.stderr.lines().skip(1).collect();
        assert_eq!(
            told,
            [
                "rtwire: --path session.tool[].server_url: nothing was found there",
                "rtwire: --path \\u{1b}.x: nothing was found there"
            ],
        );
    }
}

#[test]
fn a_path_that_is_none_is_told() {
    for option in ["--path", "--keep"] {
        // A pointer and a query would match nothing, and redact nothing.
        for path in ["a..b", "/session/instructions", "$.session"] {
            let run = rtwire_on(["redact", option, path, "-"], b"");
            assert_eq!((run.status, &*run.stdout), (2, ""));
            let expected =
                format!("error: invalid value '{path}' for '{option} <P>': a path is like session.tools[].server_url");
            assert!(run.stderr.starts_with(&expected), "{}", run.stderr);
        }
    }
}
