//! `rtwire decode`: events in, the same events out.

use std::io::{BufRead, BufReader, Write};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use rtwire::{Decoder, Event};

use super::{Files, GOOD, Run, command, rtwire, rtwire_on, wait, words};
use crate::corpus::corpus;

fn recording() -> String {
    corpus().iter().map(|line| format!("{}\n", line.text)).collect()
}

#[test]
fn decoded_events_are_the_events() {
    let recording = recording();
    let files = Files::new();
    let run = rtwire(words(&["decode"], &[&files.write("recording.ndjson", recording)]));
    assert_eq!((run.status, &*run.stderr), (0, ""));
    assert_eq!(run.stdout.lines().count(), corpus().len());
    for (line, decoded) in corpus().iter().zip(run.stdout.lines()) {
        let (mut first, mut second) = (Decoder::new(), Decoder::new());
        match first.any(line.frame()).unwrap() {
            Event::Unknown { .. } => assert_eq!(decoded, line.text),
            event => assert_eq!(second.any(decoded.as_bytes()).unwrap(), event, "{}", line.place()),
        }
    }
    let again = rtwire(words(&["decode"], &[&files.write("again.ndjson", &run.stdout)]));
    assert_eq!((again.status, again.stdout == run.stdout), (0, true));
}

#[test]
fn only_the_kinds_asked_for_are_shown() {
    let mut recording = recording();
    recording += "{\"type\":\"of.tomorrow\" , \"x\":1}\n";
    let kinds = ["error", "of.tomorrow", "response.create", "of.nobody"];
    let files = Files::new();
    let options = [vec!["decode"], kinds.map(|kind| ["--kind", kind]).concat()].concat();
    let run = rtwire(words(&options, &[&files.write("recording.ndjson", &recording)]));
    let nobody = "rtwire: --kind of.nobody: no event is of this type, and it is not a known one\n";
    assert_eq!((run.status, &*run.stderr), (0, nobody));
    let expected: Vec<_> = recording
        .lines()
        .map(|line| Decoder::new().any(line.as_bytes()).unwrap().type_str().to_owned())
        .filter(|kind| kinds.contains(&&**kind))
        .collect();
    let shown = run.stdout.lines().map(|line| Decoder::new().any(line.as_bytes()).unwrap().type_str().to_owned());
    assert_eq!(shown.collect::<Vec<_>>(), expected);
    assert!(expected.len() > 3 && run.stdout.ends_with("\n{\"type\":\"of.tomorrow\" , \"x\":1}\n"));
}

#[test]
fn a_type_that_nobody_has_is_told_with_the_one_that_is_near() {
    let event = r#"{"type":"of.tomorrow"}"#;
    for (kind, told) in [
        ("response.dnoe", "rtwire: --kind response.dnoe: no event is of this type; did you mean response.done?\n"),
        ("\u{1b}[2J", "rtwire: --kind \\u{1b}[2J: no event is of this type, and it is not a known one\n"),
        ("response.done", ""),
        ("session.update", ""),
        ("of.tomorrow", ""),
    ] {
        for jobs in ["--jobs=1", "--jobs=2"] {
            let run = rtwire_on(["decode", jobs, "--kind", kind, "-"], format!("{GOOD}\n{event}\n{GOOD}").as_bytes());
            assert_eq!((run.status, &*run.stderr), (0, told), "{kind:?} {jobs}");
            assert_eq!(run.stdout.is_empty(), kind != "of.tomorrow", "{kind:?} {jobs}");
        }
    }
}

#[test]
fn bad_lines_go_to_stderr_in_the_form_of_check() {
    let input = format!("{GOOD}\n[]\n{GOOD}\n{{\"type\":\"\u{1b}\"}}\n");
    let run = rtwire_on(["decode", "--kind", "error", "-"], input.as_bytes());
    let Run { status, stdout, stderr } = rtwire_on(["check", "-"], input.as_bytes());
    assert_eq!((run.status, &*run.stdout, run.stderr), (status, "", stdout));
    assert_eq!((status, &*stderr), (1, ""));
}

#[test]
fn an_unknown_event_of_several_lines_becomes_one_line() {
    let event = "{\n  \"type\": \"of.tomorrow\"\r\n}";
    let line = serde_json::json!({ "e": event }).to_string();
    let run = rtwire_on(["decode", "--at", "/e", "-"], line.as_bytes());
    assert_eq!((run.status, run.stdout), (0, event.replace('\n', " ") + "\n"));
}

#[test]
fn results_come_while_the_input_is_open() {
    for (words, input, output) in [
        (["decode", "--jobs=1", "-"], GOOD, GOOD),
        (["decode", "--jobs=2", "-"], GOOD, GOOD),
        (["check", "--jobs=1", "-"], "[]", "-:1:1: shape: "),
        (["check", "--jobs=2", "-"], "[]", "-:1:1: shape: "),
    ] {
        let mut child = command(words).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // The blank line and the beginning of the next one are no reason to wait.
        write!(stdin, "{input}\n\n{}", &input[..1]).unwrap();
        let stdout = child.stdout.take().unwrap();
        let (send, receive) = channel();
        thread::spawn(move || BufReader::new(stdout).lines().for_each(|line| send.send(line.unwrap()).unwrap_or(())));
        let line = receive.recv_timeout(Duration::from_secs(60)).expect("it should not wait");
        assert!(line.starts_with(output), "{words:?}: {line}");
        writeln!(stdin, "{}", &input[1..]).unwrap();
        receive.recv_timeout(Duration::from_secs(60)).expect("nor for the second");
        drop(stdin);
        assert_eq!(&*wait(child).stderr, "");
    }
}

#[test]
fn a_closed_pipe_ends_it_although_the_input_is_open() {
    for words in [["decode", "--jobs=1", "-"], ["decode", "--jobs=2", "-"], ["check", "--jobs=3", "-"]] {
        let mut child = command(words).spawn().unwrap();
        drop(child.stdout.take());
        let mut stdin = child.stdin.take().unwrap();
        writeln!(stdin, "{}", if words[0] == "check" { "[]" } else { GOOD }).unwrap();
        // `wait` would close the input; this takes it away.
        let run = wait(child);
        assert_eq!((run.status, &*run.stderr), (0, ""), "{words:?}");
        drop(stdin);
    }
}
