//! `rtwire generate`.

use std::io::Read;

use super::{command, rtwire, rtwire_on};

#[test]
fn a_seed_gives_the_same_bytes_again_and_another_seed_others() {
    let first = rtwire(["generate", "--seed", "5", "--events", "200"]);
    assert_eq!((first.status, first.stderr.as_str(), first.stdout.lines().count()), (0, "", 200));
    assert_eq!(rtwire(["generate", "--seed", "5", "--events", "200"]).stdout, first.stdout);
    assert_ne!(rtwire(["generate", "--seed", "6", "--events", "200"]).stdout, first.stdout);
    assert_eq!(rtwire(["generate", "--seed", "5"]).stdout.lines().count(), 1_000);
    let more = rtwire(["generate", "--seed", "5"]).stdout;
    assert!(more.starts_with(&first.stdout), "fewer events are the beginning of more");
}

#[test]
fn what_is_generated_passes_the_check() {
    let mixes =
        ["session", "audio", "done", "large", "acks", "delta", "audio_8k", "audio_64k", "firehose", "escaped", "cjk"];
    for mix in mixes {
        for order in ["wire", "sdk", "random"] {
            for spaced in [&[][..], &["--spaced"]] {
                let words = ["generate", "--seed", "12", "--bytes", "300K", "--mix", mix, "--order", order];
                let made = rtwire(words.iter().chain(spaced));
                assert_eq!(made.status, 0, "{}", made.stderr);
                let checked = rtwire_on(["check", "-"], made.stdout.as_bytes());
                assert_eq!((checked.status, checked.stdout.as_str()), (0, ""), "{mix} {order} {spaced:?}");
            }
        }
    }
}

#[test]
fn sizes_are_decimal_and_the_last_line_is_whole() {
    for (size, bytes) in [("0", 0), ("1", 1), ("4096", 4_096), ("20K", 20_000), ("1m", 1_000_000)] {
        let out = rtwire(["generate", "--mix", "acks", "--bytes", size]).stdout;
        assert!((bytes..bytes + 201).contains(&out.len()), "{size}: {}", out.len());
        assert!(out.is_empty() || out.ends_with("}\n"));
    }
}

#[test]
fn words_that_make_no_sense_are_refused() {
    let wrong: &[&[&str]] = &[
        &["--bytes", "1T5"],
        &["--bytes", "-1"],
        &["--bytes", "K"],
        &["--bytes", "99999999999G"],
        &["--bytes", "1é"],
        &["--mix", "noise"],
        &["--order", "reversed"],
        &["--seed", "x"],
        &["--events", "5", "--bytes", "5"],
    ];
    for words in wrong {
        let run = rtwire(["generate"].iter().chain(*words));
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{words:?}");
        assert!(!run.stderr.is_empty(), "{words:?}");
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let mut child = command(["generate", "--bytes", "1G"]).spawn().unwrap();
    let mut begun = [0; 100];
    child.stdout.take().unwrap().read_exact(&mut begun).unwrap();
    let status = child.wait().unwrap();
    assert_eq!(status.code(), Some(0));
}

#[test]
fn help_fits_a_terminal() {
    let help = rtwire(["generate", "--help"]);
    assert!(help.stdout.lines().all(|line| line.chars().count() <= 80), "{}", help.stdout);
    assert!(help.stdout.contains("Examples:"));
}
