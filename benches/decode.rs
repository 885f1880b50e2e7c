//! Decoding: `cargo bench --features generate --bench decode`.
//!
//! `decode/<workload>/<engine>`, where an engine is rtwire as a user gets it, or a floor: `memcpy` copies the frame,
//! `simdutf8` checks that it is UTF-8. rtwire visits every leaf of the event, and it is asserted before that it visits
//! the same ones in every order of the frames. `RTWIRE_BENCH=all` adds workloads, `RTWIRE_BENCH=delta,cjk` chooses
//! some, `RTWIRE_BENCH_FILE=recording.ndjson` takes a file instead.

#[path = "shared/mod.rs"]
mod shared;

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use shared::engine;
use shared::workload::Workload;

fn decode(criterion: &mut Criterion) {
    for name in Workload::names() {
        let workload = Workload::new(name);
        let mut engines = engine::rtwire();
        engine::compare(&mut engines, &workload);
        let mut group = criterion.benchmark_group(format!("decode/{name}"));
        group.throughput(Throughput::ElementsAndBytes {
            elements: workload.events() as u64,
            bytes: workload.bytes() as u64,
        });
        for engine in &mut engines {
            let expected = engine.light(&workload);
            group.bench_function(engine.name, |bencher| {
                bencher.iter(|| assert_eq!(engine.light(&workload), expected));
            });
        }
        let longest = workload.frames().map(<[u8]>::len).max().unwrap_or_default();
        let mut copy = vec![0; longest];
        group.bench_function("memcpy", |bencher| {
            bencher.iter(|| {
                for frame in workload.frames() {
                    copy[..frame.len()].copy_from_slice(black_box(frame));
                    black_box(&mut copy);
                }
            });
        });
        group.bench_function("simdutf8", |bencher| {
            bencher.iter(|| workload.frames().all(|frame| simdutf8::basic::from_utf8(black_box(frame)).is_ok()));
        });
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(700)).measurement_time(Duration::from_secs(4)).sample_size(20);
    targets = decode
}
criterion_main!(benches);
