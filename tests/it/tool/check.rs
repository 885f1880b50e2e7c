//! `rtwire check`, and what either subcommand says of files and lines that it cannot read.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use super::{Files, GOOD, command, rtwire, rtwire_on, wait, words};

#[test]
fn check_names_the_place_of_each_problem_and_nothing_else() {
    let cut = &GOOD[..40];
    let lines = [
        GOOD.as_bytes(),
        b"",
        cut.as_bytes(),
        b"{\"type\":\"error\",\"event_id\":\"\xff\"}",
        b"{\"event_id\":\"e\"}",
        b"{\"type\":\"of.tomorrow\"}",
        GOOD.as_bytes(),
        br#"{"type":"response.done","event_id":"e","response":{"usage":{"total_tokens":"7"}}}"#,
    ]
    .join(&b"\r\n"[..]);
    let files = Files::new();
    let (bad, good) = (files.write("bad.ndjson", &lines), files.write("good.ndjson", GOOD));
    let places = [(3, 41, "syntax"), (4, 29, "utf8"), (5, 1, "shape"), (8, 76, "shape")];

    let run = rtwire(words(&["check"], &[&bad, &good]));
    assert_eq!((run.status, &*run.stderr), (1, ""));
    assert_eq!(run.stdout.lines().count(), places.len(), "{}", run.stdout);
    for (line, (number, column, category)) in run.stdout.lines().zip(places) {
        assert!(line.starts_with(&format!("{}:{number}:{column}: {category}: ", bad.display())), "{line}");
    }

    let run = rtwire(words(&["check", "--json"], &[&good, &bad]));
    assert_eq!((run.status, &*run.stderr), (1, ""));
    assert_eq!(run.stdout.lines().count(), places.len(), "{}", run.stdout);
    for (line, (number, column, category)) in run.stdout.lines().zip(places) {
        let problem: Value = serde_json::from_str(line).unwrap();
        assert_eq!(problem["file"], bad.to_str().unwrap());
        assert_eq!((&problem["line"], &problem["column"]), (&json!(number), &json!(column)), "{line}");
        assert_eq!((&problem["offset"], &problem["category"]), (&json!(column - 1), &json!(category)), "{line}");
        assert!(problem["message"].as_str().is_some_and(|message| !message.is_empty()));
        let keys = "file line column offset category path message";
        assert!(keys.split(' ').map(|key| line.find(&format!("\"{key}\":")).expect(key)).is_sorted());
    }
    assert_eq!(
        serde_json::from_str::<Value>(run.stdout.lines().last().unwrap()).unwrap()["path"],
        "response.usage.total_tokens"
    );
}

#[test]
fn check_says_nothing_of_what_is_good() {
    let run = rtwire_on(["check", "-"], format!("{GOOD}\n\n{GOOD}\r\n").as_bytes());
    assert_eq!((run.status, &*run.stdout, &*run.stderr), (0, "", ""));
}

#[test]
fn a_file_that_cannot_be_read_is_told_and_the_others_are_read() {
    let files = Files::new();
    let good = files.write("good.ndjson", GOOD);
    let bad = files.write("bad.ndjson", "[]");
    let missing = files.path("missing.ndjson");
    let directory = files.0.path().to_owned();
    for unread in [&missing, &directory] {
        let run = rtwire(words(&["stats", "--json"], &[unread, &good, &bad]));
        assert_eq!(run.status, 2);
        assert!(run.stderr.starts_with(&format!("rtwire: {}: ", unread.display())), "{}", run.stderr);
        assert_eq!(run.stderr.lines().count(), 1);
        let stats = run.json();
        assert_eq!((&stats["files"], &stats["events"], &stats["bad_lines"]), (&json!(2), &json!(1), &json!(1)));

        let run = rtwire(words(&["check"], &[unread, &bad]));
        assert_eq!((run.status, run.stdout.lines().count()), (2, 1));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_file_that_breaks_off_is_told() {
    // It opens, and then has an input error at its first byte.
    let run = rtwire(["check", "/proc/self/mem"]);
    assert_eq!((run.status, &*run.stdout), (2, ""));
    assert!(run.stderr.starts_with("rtwire: /proc/self/mem: io: "), "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn a_pipe_that_nobody_writes_to_holds_back_nothing() {
    let files = Files::new();
    let (file, pipe) = (files.write("a.ndjson", "[]"), files.path("pipe"));
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for jobs in ["--jobs=1", "--jobs=2"] {
        let mut child = command(words(&["check", jobs], &[&file, &pipe])).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let (send, receive) = channel();
        let reading = thread::spawn(move || {
            let mut line = String::new();
            stdout.read_line(&mut line).unwrap();
            send.send(line).unwrap();
            stdout
        });
        let line = receive.recv_timeout(Duration::from_secs(60));
        fs::write(&pipe, GOOD).unwrap();
        assert!(line.expect("it should not wait").contains("a.ndjson:1:1: shape: "), "{jobs}");
        drop(reading.join().unwrap());
        assert_eq!(wait(child).status, 1);
    }
}

#[test]
fn a_line_that_is_too_long_is_told_and_not_kept() {
    const LIMIT: usize = 24 << 20;
    const LEN: usize = 100_000_000;
    let mut child = command(["check", "--json", "-"]).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let block = vec![b'x'; 1_000_000];
    (0..LEN / block.len()).for_each(|_| input.write_all(&block).unwrap());
    write!(input, "\n{GOOD}\n[]").unwrap();
    input.flush().unwrap();
    // All but what the pipe holds has been read by now.
    #[cfg(target_os = "linux")]
    {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        let peak: usize = peak.trim().strip_suffix(" kB").unwrap().parse().unwrap();
        assert!(peak < 60_000, "{peak} kB");
    }
    drop(input);
    let mut problems = String::new();
    child.stdout.take().unwrap().read_to_string(&mut problems).unwrap();
    let run = wait(child);
    assert_eq!((run.status, &*run.stderr), (1, ""));
    let problems: Vec<Value> = problems.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(problems.len(), 2);
    assert_eq!((&problems[0]["file"], &problems[0]["line"]), (&json!("-"), &json!(1)));
    assert_eq!((&problems[0]["column"], &problems[0]["offset"]), (&json!(LIMIT + 1), &json!(LIMIT)));
    assert_eq!(problems[0]["category"], "limit");
    assert!(problems[0]["message"].as_str().unwrap().contains(&LEN.to_string()));
    assert_eq!((&problems[1]["line"], &problems[1]["category"]), (&json!(3), &json!("shape")));
}
