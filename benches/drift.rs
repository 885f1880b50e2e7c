//! What the drift report costs: `cargo bench --bench drift`.
//!
//! Each engine reads the same frame, an event with 32 unknown fields among those it knows. `off` keeps no entries and
//! `on` the default number, so that a 32nd of what parts them is the report's cost of an unknown field.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rtwire::{Decoder, Limits};

const FIELDS: usize = 32;

fn frame(fields: &[String]) -> String {
    format!(
        r#"{{"type":"response.done","event_id":"event_1","response":{{"id":"resp_1","status":"completed",{}}}}}"#,
        fields.join(",")
    )
}

fn drift(criterion: &mut Criterion) {
    let fields: Vec<String> = (0..FIELDS)
        .map(|at| match at % 4 {
            0 => format!(r#""client_timestamp_{at}":{at}"#),
            1 => format!(r#""x_{at}":"some text that a gateway adds""#),
            2 => format!(r#""custom_voice_id_{at}":null"#),
            _ => format!(r#""trace_{at}":{{"span":{at}}}"#),
        })
        .collect();
    let frame = frame(&fields);
    let mut group = criterion.benchmark_group("drift/unknown_fields");
    group.throughput(Throughput::Elements(FIELDS as u64));
    for (engine, entries) in [("off", 0), ("on", 256)] {
        let mut limits = Limits::default();
        limits.drift_entries = entries;
        let mut decoder = Decoder::with_limits(limits);
        for _ in 0..3 {
            decoder.server(frame.as_bytes()).unwrap();
        }
        assert_eq!(decoder.drift().entries().len(), entries.min(FIELDS));
        assert!(decoder.drift().entries().all(|entry| entry.events() == 3));
        group.bench_function(engine, |bencher| {
            bencher.iter(|| black_box(decoder.server(black_box(frame.as_bytes())).is_ok()));
        });
    }
}

criterion_group!(benches, drift);
criterion_main!(benches);
