//! What gzip or zstd compressed, by its name or by its first bytes.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;

use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};

use super::{Files, GOOD, Run, command, rtwire, rtwire_on, wait, words};

const SUBCOMMANDS: [&[&str]; 3] = [&["stats", "--json"], &["check", "--json"], &["decode"]];

fn gz(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn zst(text: &[u8]) -> Vec<u8> {
    // With a checksum, as the `zstd` command has it: without, not all damage can be seen.
    let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
    encoder.include_checksum(true).unwrap();
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

/// A zstd frame by hand: a window of 2^`window`, and `blocks` with their sorts (0 raw, 1 one byte repeated).
fn frame(window: u8, blocks: &[(u32, u32, &[u8])]) -> Vec<u8> {
    let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0, (window - 10) << 3];
    for (index, (sort, size, content)) in blocks.iter().enumerate() {
        let last = u32::from(index + 1 == blocks.len());
        frame.extend(&(last | sort << 1 | size << 3).to_le_bytes()[..3]);
        frame.extend(*content);
    }
    frame
}

/// Lines that do not compress well.
fn lines(count: u64) -> String {
    (0..count)
        .map(|n| format!("{}\n", GOOD.replace("\"e\"", &format!("\"{:x}\"", n.wrapping_mul(0x9e37_79b9_7f4a_7c15)))))
        .collect()
}

#[test]
fn a_compressed_file_reads_as_the_file() {
    let files = Files::new();
    let text = lines(3_000) + "[]\n\n" + GOOD + "\r\n{\"type\":\"";
    let (first, second) = text.as_bytes().split_at(text.len() / 2);
    let plain = files.write("plain", &text);
    let same = [
        files.write("one.ndjson.gz", gz(text.as_bytes())),
        files.write("many.GZ", [gz(first), gz(b""), gz(second)].concat()),
        files.write("one.zst", zst(text.as_bytes())),
        // The second frame is one that decoders skip.
        files.write(
            "many.ndjson.zst",
            [zst(first), b"\x50\x2a\x4d\x18\x02\0\0\0ab".to_vec(), zst(b""), zst(second)].concat(),
        ),
    ];
    for options in SUBCOMMANDS {
        let told = |path: &PathBuf| {
            let run = rtwire(words(options, &[path]));
            assert_eq!(run.status, 1, "{}", run.stderr);
            let name = |text: String| text.replace(path.to_str().unwrap(), "NAME");
            if options[0] != "stats" {
                return (name(run.stdout), name(run.stderr));
            }
            let mut stats = run.json();
            assert_eq!(stats["bytes"], text.len());
            for key in ["seconds", "bytes_per_second", "events_per_second"] {
                stats.as_object_mut().unwrap().remove(key);
            }
            (stats.to_string(), String::new())
        };
        let expected = told(&plain);
        for path in &same {
            assert!(told(path) == expected, "{options:?} {}", path.display());
        }
    }
}

#[test]
fn what_is_compressed_is_seen_whatever_its_name() {
    let files = Files::new();
    let text = lines(3_000);
    let fresh = |run: Run| {
        assert_eq!((run.status, run.stderr.as_str()), (0, ""));
        let stats = run.json();
        (stats["events"].clone(), stats["bytes"].clone())
    };
    for packed in [gz(text.as_bytes()), zst(text.as_bytes())] {
        let path = files.write("plain.ndjson", &packed);
        for jobs in ["1", "2"] {
            let words = |path: &PathBuf| words(&["stats", "--json", "--jobs", jobs], &[path]);
            assert_eq!(fresh(rtwire(words(&path))), (json!(3_000), json!(text.len())));
            let run = rtwire_on(words(&PathBuf::from("-")), &packed);
            assert_eq!(fresh(run), (json!(3_000), json!(text.len())));
        }
    }
    // What only begins alike is a bad line, byte for byte.
    for text in [&b"\x1f\x8b\x07 {}"[..], b"\x1f", b"\x28\xb5\x2f", b"(", b"{}", b"\n"] {
        let path = files.write("plain.ndjson", text);
        for run in [rtwire(["stats", "--json", path.to_str().unwrap()]), rtwire_on(["stats", "--json", "-"], text)] {
            assert_eq!((&run.json()["bytes"], run.json()["bad_lines"] == 1), (&json!(text.len()), text != b"\n"));
        }
    }
}

#[test]
fn a_short_line_is_told_before_more_comes() {
    let mut child = command(["check", "-"]).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"7\n").unwrap();
    let mut told = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut told).unwrap();
    assert!(told.starts_with("-:1:1: shape: "), "{told}");
    drop(stdin);
    assert_eq!(wait(child).status, 1);
}

#[test]
fn a_compressed_file_that_is_cut_or_broken_is_told_and_its_lines_count() {
    let files = Files::new();
    let text = lines(30_000);
    let (gz, zst) = (gz(text.as_bytes()), zst(text.as_bytes()));
    let broken = |whole: &[u8]| {
        let mut broken = whole.to_vec();
        let middle = broken.len() / 2;
        broken[middle..middle + 64].fill(0xff);
        broken
    };
    let cases = [
        ("cut.gz", gz[..gz.len() / 2].to_vec(), true),
        ("end.gz", gz[..gz.len() - 1].to_vec(), true),
        ("broken.gz", broken(&gz), true),
        ("behind.gz", [&gz[..], b"rubbish"].concat(), true),
        ("second.gz", [&gz[..], &gz[..5]].concat(), true),
        ("cut.zst", zst[..zst.len() / 2].to_vec(), true),
        ("end.zst", zst[..zst.len() - 1].to_vec(), true),
        ("broken.zst", broken(&zst), true),
        ("behind.zst", [&zst[..], b"rubbish"].concat(), true),
        ("second.zst", [&zst[..], &zst[..5]].concat(), true),
        ("none.gz", Vec::new(), false),
        ("none.zst", Vec::new(), false),
        ("plain.gz", text.as_bytes().to_vec(), false),
        ("plain.zst", text.as_bytes().to_vec(), false),
    ];
    let good = files.write("good.ndjson", GOOD);
    for (name, content, some) in cases {
        let path = files.write(name, content);
        for jobs in ["1", "2"] {
            let run = rtwire(words(&["stats", "--json", "--jobs", jobs], &[&path, &good]));
            assert_eq!(run.status, 2, "{name}");
            assert!(run.stderr.starts_with(&format!("rtwire: {}: ", path.display())), "{}", run.stderr);
            assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
            let stats = run.json();
            assert_eq!(stats["events"].as_u64() > Some(10_000), some, "{name}: {}", stats["events"]);
            // What is left of a line is no line. But a broken deflate stream may go on for long, saying anything.
            assert!(stats["bad_lines"] == 0 || name == "broken.gz", "{name}");
        }
    }
}

#[test]
fn windows_of_128_mib_are_read_and_no_larger_ones() {
    let files = Files::new();
    let block: &[(u32, u32, &[u8])] = &[(0, GOOD.len() as u32, GOOD.as_bytes())];
    for (window, status) in [(10, 0), (27, 0), (28, 2), (41, 2)] {
        let run = rtwire(words(&["stats", "--json"], &[&files.write("window.zst", frame(window, block))]));
        assert_eq!((run.status, &run.json()["events"]), (status, &json!(u64::from(status == 0))), "{}", run.stderr);
    }
}

#[test]
fn a_bomb_costs_no_more_than_a_long_line() {
    const BLOCK: u32 = 128 << 10;
    let files = Files::new();
    let member = gz(&vec![b'x'; 10 << 20]);
    let rounds = 30;
    let bombs = [
        (files.write("bomb.gz", [member.repeat(rounds), gz(b"\n[]\n")].concat()), rounds * (10 << 20)),
        (files.write("bomb.zst", [frame(20, &vec![(1, BLOCK, &b"x"[..]); 8_192]), zst(b"\n[]\n")].concat()), 1 << 30),
    ];
    for (bomb, len) in bombs {
        assert!(bomb.metadata().unwrap().len() * 500 < len as u64);
        for jobs in ["1", "2"] {
            let options = ["check", "--json", "--jobs", jobs];
            let mut child = command(words(&options, &[&bomb, &PathBuf::from("-")])).spawn().unwrap();
            let mut input = child.stdin.take().unwrap();
            // It waits for more of this, and has told of the bomb by then.
            writeln!(input, "{GOOD}").unwrap();
            let mut problems = BufReader::new(child.stdout.take().unwrap()).lines();
            for (line, text) in [(1, format!("line of {len} bytes")), (2, "expected object".to_owned())] {
                let problem: Value = serde_json::from_str(&problems.next().unwrap().unwrap()).unwrap();
                assert_eq!(problem["line"], line);
                assert!(problem["message"].as_str().unwrap().contains(&text), "{problem}");
            }
            #[cfg(target_os = "linux")]
            {
                let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
                let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
                let peak: usize = peak.trim().strip_suffix(" kB").unwrap().parse().unwrap();
                assert!(peak < 60_000, "{peak} kB");
            }
            drop(input);
            let run = wait(child);
            assert_eq!((run.status, &*run.stderr), (1, ""));
        }
    }
}
