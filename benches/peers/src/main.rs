//! rtwire beside its peers.

mod engines;
#[path = "../../shared/mod.rs"]
mod shared;
mod types;

fn main() {
    println!("{}", engines::simdjson::version());
    for name in shared::workload::Workload::names() {
        let workload = shared::workload::Workload::new(name);
        let mut engines = shared::engine::rtwire();
        engines.extend(engines::serde::all());
        engines.extend(engines::jiter::all());
        engines.extend(engines::simdjson::all());
        shared::engine::compare(&mut engines, &workload);
        for engine in &mut engines {
            let mut best = f64::MAX;
            for _ in 0..5 {
                let start = std::time::Instant::now();
                std::hint::black_box(engine.light(&workload));
                best = best.min(start.elapsed().as_secs_f64());
            }
            println!("{name:12} {:12} {:.2} GB/s", engine.name, workload.bytes() as f64 / best / 1e9);
        }
    }
}
