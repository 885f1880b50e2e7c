//! Where frames come from: `cargo bench --features generate,testing --bench cold`.
//!
//! GB/s of frames of `session` and `audio_64k` of which there are 256 KB, 8 MB and 256 MB, each frame another: so they come
//! from the second level cache, from the third and from memory (or from a third level that is very large). Each set of
//! kernels that the machine has decodes them, in a process of its own; beside it are floors, timed in turn with it: what
//! it costs to see that the frames are UTF-8, and to copy them. With `-- --test` there is little of everything.
#![allow(clippy::print_stdout, reason = "the table is what it is for")]

#[path = "shared/mod.rs"]
mod shared;

use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

use rtwire::Decoder;
use rtwire::testing::kernel::KernelSet;
use shared::workload::Workload;

const SIZES: &[(&str, usize)] = &[("L2", 256 << 10), ("L3", 8 << 20), ("memory", 256 << 20)];
const TEST_SIZES: &[(&str, usize)] = &[("L2", 256 << 10)];
const WORKLOADS: &[&str] = &["session", "audio_64k"];

/// The process that it is set for is to measure, with those kernels.
const CHILD: &str = "RTWIRE_KERNEL";

fn main() {
    let test = std::env::args().any(|word| word == "--test");
    if std::env::var_os(CHILD).is_some() {
        return measure(test);
    }
    println!("{:9} {:10} {:7} {:>7} {:>7} {:>7}   GB/s", "kernels", "workload", "from", "decode", "utf8", "memcpy");
    let program = std::env::current_exe().expect("a program has a path");
    for set in KernelSet::all() {
        let mut child = Command::new(&program);
        let status = child.args(test.then_some("--test")).env(CHILD, set.name()).status();
        assert!(status.is_ok_and(|status| status.success()), "the kernels {}", set.name());
    }
}

fn measure(test: bool) {
    let (sizes, time) = if test { (TEST_SIZES, Duration::ZERO) } else { (SIZES, Duration::from_millis(1_500)) };
    for name in WORKLOADS {
        for &(from, bytes) in sizes {
            let workload = Workload::sized(name, bytes);
            let speeds = speeds(&workload, time);
            let speeds = speeds.map(|speed| format!("{speed:7.2}")).join(" ");
            println!("{:9} {name:10} {from:7} {speeds}", KernelSet::best().name());
        }
    }
}

/// GB/s: the median over passes in turn.
fn speeds(workload: &Workload, time: Duration) -> [f64; 3] {
    let mut decoder = Decoder::new();
    let mut copy = Vec::new();
    let mut passes = [const { Vec::new() }; 3];
    let begun = Instant::now();
    while passes[0].len() < 3 || begun.elapsed() < time {
        passes[0].push(pass(workload, |frame| decoder.any(frame).is_ok()));
        passes[1].push(pass(workload, |frame| simdutf8::basic::from_utf8(frame).is_ok()));
        passes[2].push(pass(workload, |frame| {
            copy.clear();
            copy.extend_from_slice(frame);
            !black_box(&copy).is_empty()
        }));
    }
    passes.map(|mut passes| {
        passes.sort_unstable();
        workload.bytes() as f64 / passes[passes.len() / 2].as_nanos() as f64
    })
}

fn pass(workload: &Workload, mut work: impl FnMut(&[u8]) -> bool) -> Duration {
    let begun = Instant::now();
    let done = workload.frames().filter(|frame| black_box(work(black_box(frame)))).count();
    let took = begun.elapsed();
    assert_eq!(done, workload.events());
    took
}
