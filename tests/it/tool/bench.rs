//! `rtwire bench`, for a moment.

use std::path::PathBuf;

use serde_json::Value;

use super::{Files, GOOD, command, rtwire, rtwire_on, wait, words};
use crate::corpus::root;

fn data() -> Vec<PathBuf> {
    ["session_beta", "session_ga", "client_ga", "kinds", "deviations"]
        .map(|name| root().join(format!("tests/data/{name}.ndjson")))
        .into()
}

#[test]
fn every_lane_and_floor_is_timed_and_every_kind_told() {
    let files = Files::new();
    // White space before an event is what the direct lane declines.
    let declined = files.write("declined.ndjson", format!(" {GOOD}\n{GOOD}\n"));
    let paths = [data(), vec![declined]].concat();
    let run = rtwire(words(&["bench", "--json", "--rounds", "1"], &paths.iter().collect::<Vec<_>>()));
    assert_eq!((run.status, &*run.stderr), (0, ""));
    let told = run.json();
    let stats = rtwire(words(&["stats", "--json"], &paths.iter().collect::<Vec<_>>())).json();
    assert_eq!((&told["files"], &told["events"]), (&6.into(), &stats["events"]));
    let [events, declined, agree] = ["events", "declined", "lanes_agree"].map(|name| told[name].as_u64().unwrap());
    assert!(0 < declined && declined < events);
    assert_eq!(agree, events - declined);
    let engines = told["engines"].as_array().unwrap();
    let names: Vec<_> = engines.iter().map(|engine| engine["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["decode", "direct lane", "tape lane", "kind", "usage", "utf8 check", "memcpy"]);
    for engine in engines {
        assert_eq!(engine["events"], if engine["name"] == "direct lane" { agree } else { events });
        assert!(engine["events_per_second"].as_u64() > Some(0) && engine["bytes_per_second"].as_u64() > Some(0));
        let times = ["p50_ns", "p99_ns", "p999_ns", "max_ns"].map(|name| engine[name].as_u64().unwrap());
        assert!(times.is_sorted() && times[3] > 0, "{engine}");
    }
    let kinds = told["kinds"].as_object().unwrap();
    assert_eq!(kinds.values().map(|kind| kind["events"].as_u64().unwrap()).sum::<u64>(), told["events"]);
    for (kind, sizes) in stats["kinds"].as_object().unwrap() {
        assert_eq!((&kinds[kind]["events"], &kinds[kind]["bytes"]), (&sizes["events"], &sizes["bytes"]), "{kind}");
    }
    assert!(kinds.contains_key("(unknown)"), "deviations have some");
}

#[test]
fn bad_lines_are_left_out_and_told() {
    let run = rtwire_on(["bench", "--seconds", "0", "-"], format!("{GOOD}\n[]\n{GOOD}\n{{").as_bytes());
    assert_eq!((run.status, &*run.stderr), (1, ""));
    assert!(
        run.stdout.starts_with("1 file, 2 events, 184 B; 2 bad lines left out\nchecked: on all 2 events "),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("\n3 rounds, kernels: "), "{}", run.stdout);
    for row in [
        "decode",
        "direct lane",
        "tape lane",
        "kind",
        "usage",
        "utf8 check",
        "memcpy",
        "input_audio_buffer.speech_started",
    ] {
        assert!(run.stdout.lines().any(|line| line.starts_with(row)), "{row}: {}", run.stdout);
    }
}

#[test]
fn what_declined_all_has_no_times() {
    const SHORT: &[u8] = br#"{"type":"response.cancel"}"#;
    let told = rtwire_on(["bench", "--rounds", "1", "--json", "-"], SHORT).json();
    let lane = told["engines"].as_array().unwrap().iter().find(|row| row["name"] == "direct lane").unwrap();
    for time in ["bytes_per_second", "events_per_second", "p50_ns", "p99_ns", "p999_ns", "max_ns"] {
        assert_eq!(lane.get(time), Some(&Value::Null), "{time}");
    }
    assert_eq!(lane["events"], 0);
    let run = rtwire_on(["bench", "--rounds", "1", "-"], SHORT);
    let row = run.stdout.lines().find_map(|line| line.strip_prefix("direct lane")).unwrap();
    assert_eq!(row.split_whitespace().collect::<Vec<_>>(), ["-"; 7], "{}", run.stdout);
}

#[test]
fn nothing_to_measure_is_a_failure() {
    let files = Files::new();
    for paths in [vec![files.write("empty", "")], vec![files.write("bad", "[]\n")], vec![files.path("missing")]] {
        let run = rtwire(words(&["bench"], &paths.iter().collect::<Vec<_>>()));
        assert_eq!((run.status, &*run.stdout), (2, ""));
        assert!(run.stderr.ends_with("rtwire: there is no event in what could be read\n"), "{}", run.stderr);
    }
    for seconds in ["-1", "nan", "1e9", "soon"] {
        assert_eq!(rtwire(["bench", &format!("--seconds={seconds}"), "-"]).status, 2);
    }
    assert_eq!(rtwire(["bench", "--rounds", "0", "-"]).status, 2);
}

#[test]
fn kernels_that_there_are_not_are_refused() {
    for (name, status) in [("portable", 0), ("neon", 2)] {
        let child = command(["check", "-"]).env("RTWIRE_KERNEL", name).spawn().unwrap();
        let run = wait(child);
        assert_eq!(run.status, status, "{}", run.stderr);
        assert_eq!(run.stderr.is_empty(), status == 0, "{}", run.stderr);
    }
}
