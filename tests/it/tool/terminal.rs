//! How the tool behaves on a terminal and in a pipe.

use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader, Write};

use rtwire::escape::is_unsafe;

use super::{Files, GOOD, command, rtwire, rtwire_on, wait, words};
use crate::corpus::root;

#[test]
fn a_command_line_without_sense_is_status_2() {
    for words in [&["stats"][..], &["check", "--json"], &[], &["sums", "-"], &["stats", "--yaml", "-"]] {
        let run = rtwire(words);
        assert_eq!((run.status, &*run.stdout), (2, ""), "{words:?}");
        assert!(run.stderr.contains("Usage: rtwire"), "{}", run.stderr);
    }
}

#[test]
fn the_standard_input_is_read_only_once() {
    for command in ["stats", "check", "meter", "decode", "redact", "bench"] {
        let run = rtwire_on([command, "-", "-"], GOOD.as_bytes());
        assert_eq!((run.status, &*run.stdout), (2, ""), "{command}");
        assert!(run.stderr.starts_with("error: the standard input, `-`, can be read only once\n"), "{}", run.stderr);
        assert!(run.stderr.contains(&format!("\nUsage: rtwire {command} ")), "{}", run.stderr);
    }
    let files = Files::new();
    let good = files.write("good.ndjson", GOOD);
    let run = rtwire_on(words(&["stats", "--json"], &[&good, &"-".into(), &good]), GOOD.as_bytes());
    assert_eq!((run.status, &run.json()["files"], &run.json()["events"]), (0, &3.into(), &3.into()));
}

#[test]
fn a_number_out_of_range_is_told_the_bound_that_people_have() {
    for (words, told) in [
        (["bench", "--rounds=0", "-"], "rounds are a whole number, at least 1"),
        (["bench", "--rounds=-1", "-"], "rounds are a whole number, at least 1"),
        (["stats", "--jobs=257", "-"], "jobs are a whole number, at most 256"),
        (["stats", "--jobs=70000", "-"], "jobs are a whole number, at most 256"),
        (["stats", "--jobs=two", "-"], "jobs are a whole number, at most 256"),
        (["bench", "--seconds=86401", "-"], "a time is a number of seconds, 86400 at most"),
    ] {
        let run = rtwire(words);
        assert_eq!((run.status, &*run.stdout), (2, ""), "{words:?}");
        let first = run.stderr.lines().next().unwrap();
        assert!(first.ends_with(&format!(": {told}")) && !first.contains(".."), "{first}");
    }
}

#[test]
fn help_teaches_by_examples_and_fits_80_columns() {
    for words in [
        &["--help"][..],
        &["-h"],
        &["stats", "--help"],
        &["stats", "-h"],
        &["check", "--help"],
        &["help", "check"],
        &["decode", "--help"],
        &["decode", "-h"],
        &["redact", "--help"],
        &["redact", "-h"],
        &["generate", "--help"],
        &["meter", "--help"],
        &["meter", "-h"],
    ] {
        let run = rtwire(words);
        assert_eq!((run.status, &*run.stderr), (0, ""), "{words:?}");
        assert!(run.stdout.contains("Examples:\n  rtwire "), "{words:?}");
        assert!(run.stdout.lines().all(|line| line.chars().count() <= 80), "{}", run.stdout);
    }
}

#[test]
fn a_closed_pipe_is_success() {
    let files = Files::new();
    let bad = files.write("bad.ndjson", "[]\n".repeat(50_000));
    let mut child = command(words(&["check"], &[&bad])).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains(":1:1: shape: "), "{line}");
    let run = wait(child);
    assert_eq!((run.status, &*run.stderr), (0, ""));

    for words in [&["stats", "-"][..], &["stats", "--json", "-"], &["check", "-"], &["check", "--jobs=2", "-"]] {
        let mut child = command(words).spawn().unwrap();
        drop(child.stdout.take());
        child.stdin.take().unwrap().write_all(b"[]\n").unwrap();
        let run = wait(child);
        assert_eq!((run.status, &*run.stderr), (0, ""), "{words:?}");
    }
    for words in [&["--help"][..], &["redact", "-h"], &["--version"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let run = wait(command(words).stdout(writer).spawn().unwrap());
        assert_eq!((run.status, &*run.stderr), (0, ""), "{words:?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn what_cannot_be_written_is_told_and_nothing_else_is_called_so() {
    let data = root().join("tests/data/session_ga.ndjson");
    for options in [&["stats"][..], &["stats", "--json"], &["decode"], &["meter", "--jobs=2"], &["bench", "--rounds=1"]]
    {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let run = wait(command(words(options, &[&data])).stdout(full).spawn().unwrap());
        assert_eq!(run.status, 2, "{options:?}");
        let last = run.stderr.lines().last().unwrap_or_default();
        assert!(last.starts_with("rtwire: cannot write the result: No space left"), "{options:?}: {}", run.stderr);
    }
    for option in ["--help", "--version"] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let run = wait(command([option]).stdout(full).spawn().unwrap());
        assert_eq!(run.status, 2, "{option}");
        assert!(run.stderr.starts_with("rtwire: cannot write the result: No space left"), "{option}: {}", run.stderr);
    }
    for options in [&["redact", "--path", "a[", "-"][..], &["meter", "--prices", "/", "-"], &["bench", "-"]] {
        let run = rtwire(options);
        assert!(run.status == 2 && !run.stderr.contains("write"), "{options:?}: {}", run.stderr);
    }
}

#[test]
fn wire_text_and_file_names_never_reach_a_terminal_raw() {
    // ESC, CSI as one character, DEL, a bell, right-to-left override, an isolate, zero width, BOM, a tag, line separator.
    let nasty = "\u{1b}[2J\u{9b}31m\u{7f}\u{7}\u{202e}\u{2066}\u{200b}\u{feff}\u{e0041}\u{2028}";
    // A program's own business, and nothing that a terminal minds: shown as it is.
    let plain = "=1+1 </svg> <script>";
    let quoted = serde_json::to_string(nasty).unwrap();
    let lines = [
        format!(r#"{{"type":{quoted}}}"#),
        format!(
            r#"{{"type":"response.done","event_id":"e","response":{{"id":"r","status":{quoted},"status_details":{{"reason":{quoted}}},{quoted}:1}}}}"#
        ),
        GOOD.replace("\"item_id\"", &format!("{quoted}:7,\"item_id\"")),
        format!(r#"{{"type":"conversation.item.added","event_id":"e","item":{{"type":{quoted},{quoted}:{{}}}}}}"#),
        format!(r#"{{"type":{{{quoted}:7}}}}"#),
        format!(
            r#"{{"type":"response.create","response":{{"metadata":{{{quoted}:{quoted}}},"temperature":{quoted}}}}}"#
        ),
        format!("{nasty}{nasty}"),
        format!(r#"{{"type":"{plain}{}"}}"#, &quoted[1..quoted.len() - 1]),
    ];
    let mut content = lines.join("\n").into_bytes();
    content.extend(b"\n{\"type\":\"\x9b\xc2\"}\n\x9b31m");
    let files = Files::new();
    #[cfg(unix)]
    let name: OsString = std::os::unix::ffi::OsStringExt::from_vec([nasty.as_bytes(), b"\xff\x9b"].concat());
    #[cfg(not(unix))]
    let name = OsString::from(nasty);
    let (file, missing) =
        (files.write(&name, content), files.path([OsStr::new("missing"), &name].join(OsStr::new(""))));
    for options in [
        &["stats"][..],
        &["stats", "--json"],
        &["stats", "--jobs=2"],
        &["meter"],
        &["meter", "--by=session"],
        &["meter", "--by=response", "--json"],
        &["check"],
        &["check", "--json"],
        &["check", "--at=/x"],
        &["decode", "--kind=none"],
        &["decode", "--at=/x"],
        &["stats", "-x"],
        &["generate"],
        &["check", "--frame"],
        &["check", "--json", "--frame"],
        &[],
    ] {
        let run = rtwire(words(options, &[&file, &missing]));
        let shown = format!("{}{}", run.stdout, run.stderr);
        let raw: Vec<_> = shown.lines().flat_map(str::chars).filter(|&char| is_unsafe(char)).collect();
        assert!(raw.is_empty(), "{options:?}: {raw:?}");
        assert_eq!(run.status, 2);
        if options.len() == 2 && options[1] == "--json" {
            assert!(
                shown.contains(r"\u001b[2J\u009b31m\u007f\u0007\u202e\u2066\u200b\ufeff\udb40\udc41\u2028"),
                "{shown}"
            );
        } else if matches!(options, ["stats" | "check"]) {
            assert!(
                shown.contains(r"\u{1b}[2J\u{9b}31m\u{7f}\u{7}\u{202e}\u{2066}\u{200b}\u{feff}\u{e0041}\u{2028}"),
                "{shown}"
            );
        }
    }
    // Nor of one frame, whatever it is; and `decode` to a pipe gives the text on in JSON, in which no control stands.
    for line in &lines {
        for options in [&["check", "--frame", "-"][..], &["check", "--json", "--frame", "-"], &["stats", "-"]] {
            let run = rtwire_on(options, line.as_bytes());
            let shown = format!("{}{}", run.stdout, run.stderr);
            assert!(!shown.lines().flat_map(str::chars).any(is_unsafe), "{options:?}: {shown:?}");
            assert_eq!(shown.contains(plain), line.contains(plain), "{shown}");
        }
        let run = rtwire_on(["decode", "-"], line.as_bytes());
        assert!(!run.stdout.lines().flat_map(str::bytes).any(|byte| byte < b' '), "{:?}", run.stdout);
        assert!(!run.stderr.lines().flat_map(str::chars).any(is_unsafe), "{:?}", run.stderr);
    }
}
