//! The byte kernels: `cargo bench --features testing --bench kernels`.
//!
//! `kernels/<kernel>/<what>/<set>`. What a kernel says is compared with the portable one before it is timed; what it is
//! given goes on behind the end that it finds, as a frame does.

use std::hint::black_box;
use std::sync::LazyLock;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rtwire::testing::kernel::{KernelSet, Likeness};

/// A kernel, and what it says of some bytes as a number.
type Kernel = (&'static str, fn(KernelSet, &[u8], &mut Vec<u8>) -> usize);

const STOP: Kernel = ("stop", |set, bytes, _| set.stop(bytes, false).unwrap_or(0));
const UTF8: Kernel = ("utf8", |set, bytes, _| usize::from(set.utf8(bytes)));
const UNESCAPE: Kernel = ("unescape", |set, bytes, room| {
    room.clear();
    set.unescape(bytes, room).map_or(0, |(read, _)| read)
});
const BLANK: Kernel = ("blank", |set, bytes, _| set.blank(bytes));
const QUOTE: Kernel = ("quote", |set, bytes, _| set.quote(bytes).unwrap_or(0));
const CLOSE: Kernel = ("close", |set, bytes, _| set.close(bytes).unwrap_or(0));
const TYPES: Kernel = ("types", |set, bytes, _| set.types(bytes).unwrap_or(0));
const TYPELESS: Kernel = ("typeless", |set, bytes, _| usize::from(set.typeless(bytes)));
const COSTLESS: Kernel = ("costless", |set, bytes, _| usize::from(set.costless(bytes)));
const FITS: Kernel = ("fits", |set, bytes, _| usize::from(set.fits(bytes, &LIKE)));

/// What a piece of text has before its text.
const HEAD: &[u8] = br#","event_id":"***************************","response_id":"**************************","item_id":"**************************","output_index":0,"content_index":0,"delta":"#;

static LIKE: LazyLock<Likeness> = LazyLock::new(|| Likeness::of(HEAD).expect("it can be compared"));

fn kernels(criterion: &mut Criterion) {
    let ascii = |length: usize| "The quick brown fox jumps over it. ".repeat(length / 35 + 1)[..length].to_owned();
    let json = r#"{"city":"Paris","days":[1,2,3],"note":"as \"asked\"","unit":"C"}"#;
    let escaped = json.replace('\\', "\\\\").replace('"', "\\\"").replace(',', ",\\n").repeat(50);
    let chinese = "今天天气怎么样？明天会下雨吗？".repeat(100);
    let unicode: String = chinese.chars().map(|character| format!("\\u{:04x}", u32::from(character))).collect();
    let usage = r#"{"total_tokens":253,"input_tokens":132,"output_tokens":121,"input_token_details":{"text_tokens":119,"audio_tokens":13,"image_tokens":0,"cached_tokens":64,"cached_tokens_details":{"text_tokens":64,"audio_tokens":0,"image_tokens":0}}}"#;
    let item = format!(r#"{{"id":"item_1","text":"{}","usage":{usage}}}"#, ascii(90));
    let items = format!("[{}]", vec![item; 8].join(","));
    let text = format!(r#"{{"text":"{escaped}"}}"#);
    for (kernel, what, content) in [
        (STOP, "20", ascii(20)),
        (STOP, "100", ascii(100)),
        (STOP, "200", ascii(200)),
        (STOP, "8k", ascii(8192)),
        (STOP, "64k", ascii(65_536)),
        (STOP, "chinese", chinese.clone()),
        (UTF8, "60", chinese[..60].to_owned()),
        (UTF8, "200", chinese[..198].to_owned()),
        (UTF8, "chinese", chinese.clone()),
        (UNESCAPE, "100", ascii(100)),
        (UNESCAPE, "json", escaped.clone()),
        (UNESCAPE, "chinese", chinese.clone()),
        (UNESCAPE, "unicode", unicode),
        (BLANK, "1", " ".to_owned()),
        (BLANK, "20", format!("\n{}", " ".repeat(19))),
        (QUOTE, "30", ascii(30)),
        (QUOTE, "16k", ascii(16_384)),
        (QUOTE, "json", escaped),
        (TYPES, "items", format!(r#"{{"type":"error","items":{items}}}"#)),
        (TYPELESS, "60", ascii(60)),
        (TYPELESS, "300", ascii(300)),
        (COSTLESS, "60", ascii(60)),
        (COSTLESS, "300", ascii(300)),
        (FITS, "head", HEAD.iter().map(|&byte| if byte == b'*' { 'a' } else { byte as char }).collect()),
        (CLOSE, "usage", usage[1..usage.len() - 1].to_owned()),
        (CLOSE, "items", items[1..items.len() - 1].to_owned()),
        (CLOSE, "json", text[1..text.len() - 1].to_owned()),
    ] {
        let rest = match kernel.0 {
            "utf8" | "types" => "",
            "close" => "},\"more\":[]}",
            _ => {
                "\",\"more\":\"of the frame, so that it does not end at the end of the string, and a block can be read\"}"
            }
        };
        let bytes = [content.as_bytes(), rest.as_bytes()].concat();
        let mut room = Vec::new();
        let sets = KernelSet::all();
        let expected = kernel.1(*sets.last().expect("there is the portable one"), &bytes, &mut room);
        assert_ne!(expected, 0);
        let mut group = criterion.benchmark_group(format!("kernels/{}/{what}", kernel.0));
        group.throughput(Throughput::Bytes(content.len() as u64));
        for set in sets {
            assert_eq!(kernel.1(set, &bytes, &mut room), expected);
            group.bench_function(set.name(), |bencher| {
                bencher.iter(|| kernel.1(set, black_box(&bytes), &mut room));
            });
        }
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_millis(500)).sample_size(10);
    targets = kernels
}
criterion_main!(benches);
