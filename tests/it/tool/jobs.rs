//! Results are the same whatever the number of jobs.

use std::fs;

use serde_json::Value;

use super::{Files, GOOD, rtwire, words};
use crate::corpus::root;

/// The test data many times, with damage in it, and more of everything than is kept.
fn recording() -> Vec<u8> {
    let mut names: Vec<_> =
        fs::read_dir(root().join("tests/data")).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.retain(|path| path.extension().is_some_and(|extension| extension == "ndjson"));
    names.sort();
    let data: Vec<u8> = names.iter().flat_map(|path| fs::read(path).unwrap()).collect();
    let mut text = Vec::new();
    for round in 0..16_usize {
        for (index, line) in data.split(|&byte| byte == b'\n').enumerate() {
            let at = text.len();
            text.extend(line);
            match (index + round) % 41 {
                3 => text.truncate(at + line.len() / 2),
                5 if !line.is_empty() => text[at + line.len() * round / 16] = b"\xff\"}0"[index % 4],
                7 => text.extend(format!("\n{{\"type\":\"of {}\"}}", index * round).bytes()),
                9 => {
                    text.extend(format!("\n{}", GOOD.replace("\"e\"", &format!("0,\"x{}\":[]", index * round))).bytes())
                }
                11 => text.extend(b"\r\n\n"),
                _ => {}
            }
            text.push(b'\n');
        }
    }
    assert!(text.len() > 3 << 20, "several portions");
    text
}

#[test]
fn results_are_equal_whatever_the_number_of_jobs() {
    let files = Files::new();
    let (missing, recording) = (files.path("missing.ndjson"), files.write("recording.ndjson", recording()));
    let paths = [&recording, &missing, &recording];
    for options in
        [&["stats", "--json"][..], &["check"], &["check", "--json"], &["decode"], &["decode", "--kind", "error"]]
    {
        let mut expected: Option<[String; 2]> = None;
        for jobs in ["1", "2", "3", "7", "0"] {
            let mut run = rtwire(words(&[options, &["--jobs", jobs]].concat(), &paths));
            assert_eq!(run.status, 2, "{}", run.stderr);
            if options[0] == "stats" {
                let mut stats = run.json();
                for key in ["seconds", "bytes_per_second", "events_per_second"] {
                    stats.as_object_mut().unwrap().remove(key).unwrap();
                }
                assert!(stats["events"].as_u64() > Some(10_000) && stats["bad_lines"].as_u64() > Some(100));
                assert!(stats["transcription"]["seconds"].as_f64() > Some(0.0));
                run.stdout = stats.to_string();
            }
            let told = [run.stdout, run.stderr];
            assert!(!told[0].is_empty());
            // Not for people's eyes, so not compared by `assert_eq`, which would print them.
            assert!(expected.get_or_insert_with(|| told.clone()) == &told, "{options:?} with {jobs} jobs");
        }
    }
}

#[test]
fn the_first_bad_lines_are_the_first_in_order() {
    let files = Files::new();
    let lines = format!(
        "{}[]\n{}[]\n[]\n{}[]\n",
        GOOD.to_owned() + "\n",
        format!("{GOOD}\n").repeat(40_000),
        "[]\n".repeat(40_000)
    );
    let path = files.write("bad.ndjson", lines);
    for jobs in ["1", "3"] {
        let report = rtwire(words(&["stats", "--jobs", jobs], &[&path])).stdout;
        let places: Vec<_> = report.lines().filter_map(|line| line.split_once(".ndjson:")).collect();
        let places: Vec<_> = places.iter().map(|(_, place)| place.split(':').next().unwrap()).collect();
        assert_eq!(places, ["2", "40003", "40004", "40005", "40006"]);
    }
}

#[test]
fn a_number_of_jobs_that_makes_no_sense_is_refused() {
    for jobs in ["-1", "257", "many", ""] {
        let run = rtwire(["stats", "--jobs", jobs, "-"]);
        assert_eq!((run.status, &*run.stdout), (2, ""), "{jobs}");
    }
    let value: Value = super::rtwire_on(["stats", "--json", "--jobs=256", "-"], GOOD.as_bytes()).json();
    assert_eq!(value["events"], 1);
}

#[test]
fn a_line_of_many_megabytes_is_whole_whatever_the_number_of_jobs() {
    let files = Files::new();
    let short = format!("{GOOD}\n").repeat(5_000);
    for (bytes, bad) in [(13_000_000, 0), (60 << 20, 1)] {
        let long = format!(r#"{{"type":"input_audio_buffer.append","audio":"{}"}}"#, "A".repeat(bytes));
        let file = files.write("long.ndjson", format!("{short}{long}\n{short}"));
        let [one, two] = ["1", "2"].map(|jobs| rtwire(words(&["check", "--jobs", jobs], &[&file])));
        assert_eq!((one.status, one.stdout.lines().count()), (bad, bad as usize), "{}", one.stdout);
        assert_eq!((two.status, two.stdout, two.stderr), (one.status, one.stdout, one.stderr));
    }
}
