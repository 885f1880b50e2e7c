//! A look at a frame, without decoding it: `cargo bench --features generate --bench peek`.
//!
//! `peek/<what>/<frames>`. What a look says is compared with what the decoder says before it is timed.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rtwire::generate::{Generator, Mix, Options};
use rtwire::peek::{self, Usage};
use rtwire::{Decoder, ServerEvent};

/// A delta of so many bytes of audio, in base64.
fn audio(length: usize) -> Vec<u8> {
    let audio = "QUJD".repeat(length / 4);
    format!(
        r#"{{"type":"response.output_audio.delta","event_id":"event_BzvvTJdkZbE1OqxSV3OtO","response_id":"resp_BzvvSb9rt7WKqkzB9HZjR","item_id":"item_BzvvSDQYrZE9xvVDnk1uB","output_index":0,"content_index":0,"delta":"{audio}"}}"#
    )
    .into_bytes()
}

fn mixed(mix: Mix) -> Vec<Vec<u8>> {
    let mut generator = Generator::new(Options { mix, ..Options::default() });
    let (mut frames, mut bytes) = (Vec::new(), 0);
    while bytes < 4 << 20 {
        let mut frame = Vec::new();
        generator.next(&mut frame);
        bytes += frame.len();
        frames.push(frame);
    }
    frames
}

/// The tokens that the frames say were used, by a look or else by decoding; and how many were decoded.
fn tokens(frames: &[Vec<u8>], decoder: &mut Decoder) -> (u64, usize) {
    let (mut total, mut decoded) = (0, 0);
    for frame in frames {
        total += match peek::usage(black_box(frame)) {
            Ok(Some(Usage::Response { usage, .. })) => usage.and_then(|usage| usage.total_tokens).unwrap_or(0),
            Ok(_) => 0,
            Err(peek::Unsure) => {
                decoded += 1;
                decoded_tokens(frame, decoder)
            }
        };
    }
    (total, decoded)
}

fn decoded_tokens(frame: &[u8], decoder: &mut Decoder) -> u64 {
    match decoder.any(frame) {
        Ok(rtwire::Event::Server(ServerEvent::ResponseDone(done))) => {
            done.response.usage.and_then(|usage| usage.total_tokens).unwrap_or(0)
        }
        _ => 0,
    }
}

fn looks(criterion: &mut Criterion) {
    let mut decoder = Decoder::new();
    for (name, length) in [("1k", 1 << 10), ("16k", 16 << 10), ("64k", 64 << 10)] {
        let frame = audio(length);
        let type_str = decoder.any(&frame).expect("an event").type_str();
        assert_eq!(peek::prefix_kind(&frame), Some(type_str.as_bytes()));
        assert_eq!(peek::kind(&frame).map(peek::Kind::as_str), Ok(type_str));
        criterion.bench_function(&format!("peek/prefix_kind/audio_{name}"), |bencher| {
            bencher.iter(|| peek::prefix_kind(black_box(&frame)));
        });
        criterion.bench_function(&format!("peek/kind/audio_{name}"), |bencher| {
            bencher.iter(|| peek::kind(black_box(&frame)));
        });
    }
    for (name, mix) in [("session", Mix::Session), ("done", Mix::Done)] {
        let frames = mixed(mix);
        let due: u64 = frames.iter().map(|frame| decoded_tokens(frame, &mut decoder)).sum();
        assert_eq!(tokens(&frames, &mut decoder), (due, 0));
        assert!(due > 0);
        let bytes = frames.iter().map(Vec::len).sum::<usize>() as u64;
        let mut group = criterion.benchmark_group("peek/usage");
        group.throughput(Throughput::ElementsAndBytes { elements: frames.len() as u64, bytes });
        group.bench_function(name, |bencher| bencher.iter(|| assert_eq!(tokens(&frames, &mut decoder), (due, 0))));
        group.finish();
        for frame in &frames {
            let event = decoder.any(frame).expect("an event");
            assert_eq!(peek::kind(frame).map(peek::Kind::as_str), Ok(event.type_str()));
        }
        for (what, is_sure) in [
            ("kind", (|frame| peek::kind(frame).is_ok()) as fn(&[u8]) -> bool),
            ("ids", |frame| peek::ids(frame).is_ok()),
        ] {
            let mut group = criterion.benchmark_group(format!("peek/{what}"));
            group.throughput(Throughput::ElementsAndBytes { elements: frames.len() as u64, bytes });
            group.bench_function(name, |bencher| {
                bencher.iter(|| {
                    let sure = frames.iter().filter(|frame| is_sure(black_box(frame))).count();
                    assert_eq!(sure, frames.len());
                });
            });
            group.finish();
        }
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1)).sample_size(20);
    targets = looks
}
criterion_main!(benches);
