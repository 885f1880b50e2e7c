//! Sums for exporters, against sums by hand, and the names that dashboards know.

use std::collections::{BTreeMap, BTreeSet};

use rtwire::meter::{CloseReason, SessionKey, SessionMeter};
use rtwire::metrics::{
    Convention, Metric, MetricKind, Metrics, Models, OTHER, Provider, SENDERS, STATUSES, TokenModality, Value, Visit,
    otel, prometheus,
};
use rtwire::{Category, ClientKind, Decoder, Event, ServerKind};
use serde_json::Value as Json;

use crate::corpus::corpus;

const MODELS: Models<'static> = Models { realtime: "gpt-realtime", transcription: "whisper-1" };

fn feed(metrics: &mut Metrics, frame: &[u8]) {
    match Decoder::new().any(frame) {
        Ok(Event::Server(event)) => metrics.server(&event, frame.len(), MODELS),
        Ok(Event::Client(event)) => metrics.client(&event, frame.len()),
        Ok(event) => metrics.event(&event, frame.len()),
        Err(error) => metrics.error(error.category()),
    }
}

fn lines(metrics: &Metrics, convention: Convention) -> Vec<String> {
    let mut lines = Vec::new();
    metrics.visit(convention, &mut lines);
    lines
}

fn all() -> Metrics {
    let mut metrics = Metrics::new(["gpt-realtime", "whisper-1"]);
    corpus().iter().for_each(|line| feed(&mut metrics, line.frame()));
    metrics
}

/// The number of a series, whose labels hold all of `labels`.
fn sum(lines: &[String], name: &str, labels: &[&str]) -> f64 {
    let of = lines.iter().filter(|line| line.starts_with(&format!("{name}{{")));
    let of = of.filter(|line| labels.iter().all(|label| line.contains(label)));
    of.map(|line| line.rsplit(' ').next().unwrap().parse::<f64>().unwrap()).sum()
}

/// The number there, which may be written with a point; or nothing.
fn number(json: &Json, path: &str) -> u64 {
    json.pointer(path).and_then(Json::as_f64).unwrap_or(0.0) as u64
}

#[test]
fn every_sum_equals_that_of_the_raw_json() {
    let mut by_hand: BTreeMap<&str, u64> = BTreeMap::new();
    let mut seconds = 0.0;
    for line in corpus() {
        let json: Json = serde_json::from_str(&line.text).unwrap();
        let mut add = |name, count| *by_hand.entry(name).or_default() += count;
        let usage = json.pointer("/response/usage").cloned().unwrap_or_default();
        match json["type"].as_str().unwrap() {
            "response.done" => {
                let [input, output] = ["input", "output"].map(|direction| {
                    let [one, other] = ["token", "tokens"].map(|word| format!("{direction}_{word}_details"));
                    usage.get(one).filter(|of| of.is_object()).or_else(|| usage.get(other)).cloned().unwrap_or_default()
                });
                add("responses", 1);
                add("input", number(&usage, "/input_tokens"));
                add("output", number(&usage, "/output_tokens"));
                add("input text", number(&input, "/text_tokens"));
                add("input audio", number(&input, "/audio_tokens"));
                add("input image", number(&input, "/image_tokens"));
                add("output audio", number(&output, "/audio_tokens"));
                add("cached", number(&input, "/cached_tokens"));
                add("cached audio", number(&input, "/cached_tokens_details/audio_tokens"));
                add("reasoning", number(&output, "/reasoning_tokens"));
            }
            "conversation.item.input_audio_transcription.completed" => {
                add("heard", number(&json, "/usage/input_tokens"));
                seconds += json.pointer("/usage/seconds").and_then(Json::as_f64).unwrap_or(0.0);
            }
            _ => {}
        }
    }
    let metrics = all();
    let (new, old) = (lines(&metrics, Convention::OpenTelemetry), lines(&metrics, Convention::Prometheus));
    let check = |name: &str, found: f64| assert_eq!(found, by_hand[name] as f64, "{name}");
    let modality = |of: &str| format!("gen_ai.token.modality=\"{of}\"");
    check("responses", sum(&old, "rtwire_responses_total", &[]));
    check("output", sum(&new, otel::OUTPUT_TOKENS.name, &[]));
    check("output", sum(&old, "rtwire_tokens_total", &["direction=\"output\""]));
    check("input text", sum(&new, otel::INPUT_TOKENS.name, &[&modality("text")]));
    check("input audio", sum(&new, otel::INPUT_TOKENS.name, &[&modality("audio")]));
    check("input image", sum(&new, otel::INPUT_TOKENS.name, &[&modality("image")]));
    check("output audio", sum(&new, otel::OUTPUT_TOKENS.name, &[&modality("audio")]));
    check("cached", sum(&new, otel::CACHE_READ_INPUT_TOKENS.name, &[]));
    check("cached audio", sum(&new, otel::CACHE_READ_INPUT_TOKENS.name, &[&modality("audio")]));
    check("reasoning", sum(&new, otel::REASONING_OUTPUT_TOKENS.name, &[]));
    check("reasoning", sum(&old, "rtwire_reasoning_tokens_total", &[]));
    check("input", sum(&new, otel::INPUT_TOKENS.name, &[]));
    check("input", sum(&old, "rtwire_tokens_total", &["direction=\"input\""]));
    check("heard", sum(&old, "rtwire_transcription_tokens_total", &["whisper-1", "direction=\"input\""]));
    let found = sum(&old, "rtwire_transcription_seconds_total", &[]);
    assert!((found - seconds).abs() < 1e-6, "{found} {seconds}");
}

#[test]
fn a_model_has_its_series_whatever_its_name_has_lost() {
    let long = "ft:gpt-realtime-2025-08-28:acme-corp:support:abc123";
    let mut metrics = Metrics::new(["gpt-realtime", long, &long[..23]]);
    let mut decoder = Decoder::new();
    for model in [long, "ft:gpt-realtime-2025-08-28:acme-corp:support:abc124"] {
        let mut meter = SessionMeter::new(SessionKey::new(model));
        meter.assume_model(model);
        let done =
            decoder.any(br#"{"type":"response.done","response":{"id":"r","usage":{"input_tokens":9}}}"#).unwrap();
        metrics.record(&meter.observe(&done).unwrap());
    }
    let counted = |model: &str| {
        sum(&lines(&metrics, Convention::Prometheus), "rtwire_responses_total", &[&format!("model=\"{model}\"")])
    };
    assert_eq!((counted(long), counted(&long[..23]), counted(OTHER)), (1.0, 0.0, 1.0));
}

#[test]
fn what_is_taken_counts_once_and_the_rest_begins_anew() {
    let frame = br#"{"type":"response.done","response":{"status":"completed","usage":{"input_tokens":9}}}"#;
    let mut all = Metrics::new(["gpt-realtime"]);
    let mut own = Metrics::new(["gpt-realtime"]).provider(Provider::Azure);
    let empty = lines(&own, Convention::OpenTelemetry);
    for _ in 0..3 {
        feed(&mut own, frame);
        all.merge(&own.take());
        assert_eq!(lines(&own, Convention::OpenTelemetry), empty);
    }
    assert_eq!(sum(&lines(&all, Convention::Prometheus), "rtwire_responses_total", &[]), 3.0);
}

#[test]
fn events_are_counted_by_kind_size_and_sender() {
    let mut metrics = Metrics::new([]);
    for frame in [
        &br#"{"type":"input_audio_buffer.cleared"}"#[..],
        br#"{"type":"input_audio_buffer.cleared","event_id":"event_1234567890123456789012345"}"#,
        br#"{"type":"input_audio_buffer.clear"}"#,
        br#"{"type":"somebody's words"}"#,
        br#"{"type":"response.text.delta"}"#,
        br#"{"type":"#,
        b"\xff",
    ] {
        feed(&mut metrics, frame);
    }
    let expected = [
        r#"rtwire_events_total{sender="server",kind="input_audio_buffer.cleared"} 2"#,
        r#"rtwire_events_total{sender="server",kind="other"} 1"#,
        r#"rtwire_events_total{sender="client",kind="input_audio_buffer.clear"} 1"#,
        r#"rtwire_event_bytes{sender="server"} 146 in 3"#,
        r#"rtwire_event_bytes{sender="client"} 35 in 1"#,
        r#"rtwire_decode_errors_total{category="syntax"} 1"#,
        r#"rtwire_decode_errors_total{category="utf8"} 1"#,
        r#"rtwire_decode_errors_total{category="shape"} 1"#,
    ];
    assert_eq!(lines(&metrics, Convention::Prometheus), expected);
}

/// Takes whatever comes, and holds labels to their sets.
#[derive(Default)]
struct Closed {
    met: BTreeSet<&'static str>,
    series: BTreeSet<String>,
    last: Option<&'static Metric>,
}

impl Visit for Closed {
    fn series(&mut self, metric: &'static Metric, labels: &[&str], value: Value<'_>) {
        if self.last != Some(metric) {
            assert!(self.met.insert(metric.name), "{} in two places", metric.name);
            self.last = Some(metric);
        }
        assert!(self.series.insert(format!("{} {labels:?}", metric.name)), "{} {labels:?} twice", metric.name);
        assert_eq!(matches!(value, Value::Histogram(_)), metric.kind == MetricKind::Histogram);
        assert_eq!(labels.len(), metric.labels.len());
        let kinds =
            ServerKind::ALL.iter().map(|kind| kind.as_str()).chain(ClientKind::ALL.iter().map(|kind| kind.as_str()));
        let kinds: BTreeSet<_> = kinds.chain([OTHER]).collect();
        for (&name, value) in metric.labels.iter().zip(labels) {
            let fits = match name {
                prometheus::MODEL | otel::RESPONSE_MODEL => ["gpt-realtime", OTHER].contains(value),
                prometheus::PROVIDER | otel::PROVIDER_NAME => *value == "azure.ai.openai",
                prometheus::DIRECTION | otel::TOKEN_TYPE => ["input", "output"].contains(value),
                prometheus::MODALITY | otel::TOKEN_MODALITY => {
                    TokenModality::ALL.iter().any(|modality| modality.as_str() == *value)
                }
                prometheus::CACHED => ["true", "false"].contains(value),
                prometheus::STATUS | otel::STATUS => STATUSES.contains(value),
                prometheus::SENDER | otel::SENDER => SENDERS.contains(value),
                prometheus::KIND | otel::KIND => kinds.contains(value),
                prometheus::CATEGORY | otel::ERROR_TYPE => ["syntax", "utf8", "shape", "limit", "io"].contains(value),
                otel::OPERATION_NAME => *value == "generate_live_content",
                other => panic!("{other}"),
            };
            assert!(fits, "{name}={value}");
        }
    }
}

#[test]
fn labels_have_values_from_closed_sets_and_every_metric_is_listed() {
    let mut metrics = Metrics::new(["gpt-realtime"]).provider(Provider::Azure);
    metrics.merge(&all());
    feed(&mut metrics, br#"{"type":"response.done","response":{"status":"of tomorrow"}}"#);
    feed(&mut metrics, br#"{"type":"of tomorrow"}"#);
    feed(&mut metrics, b"{");
    for (convention, listed) in
        [(Convention::OpenTelemetry, otel::METRICS), (Convention::Prometheus, prometheus::METRICS)]
    {
        let mut closed = Closed::default();
        metrics.visit(convention, &mut closed);
        let listed: BTreeSet<_> = listed.iter().map(|metric| metric.name).collect();
        let never = BTreeSet::from([otel::CACHE_WRITE_INPUT_TOKENS.name]);
        let met: BTreeSet<_> = closed.met.union(&never).copied().collect();
        assert!(listed == closed.met || listed == met, "{listed:?} {:?}", closed.met);
    }
}

/// What dashboards ask for is text, so here it is again.
#[test]
fn names_are_those_that_are_published() {
    let names = |metrics: &[&Metric]| metrics.iter().map(|metric| metric.name).collect::<Vec<_>>();
    let expected = [
        "gen_ai.client.token.usage",
        "gen_ai.client.inference.usage.input_tokens",
        "gen_ai.client.inference.usage.output_tokens",
        "gen_ai.client.inference.usage.cache_read.input_tokens",
        "gen_ai.client.inference.usage.cache_write.input_tokens",
        "gen_ai.client.inference.usage.reasoning.output_tokens",
    ];
    assert_eq!(names(otel::METRICS)[..6], expected);
    assert!(names(otel::METRICS)[6..].iter().all(|name| name.starts_with("rtwire.")));
    assert_eq!(
        [
            otel::OPERATION_DURATION,
            otel::TIME_TO_FIRST_CHUNK,
            otel::CONVERSATION_ID,
            otel::RESPONSE_ID,
            otel::RESPONSE_MODEL,
            otel::RESPONSE_FINISH_REASONS,
            otel::PROVIDER_NAME,
            otel::TOKEN_TYPE,
            otel::TOKEN_MODALITY,
            otel::USAGE_INPUT_TOKENS,
            otel::USAGE_CACHE_READ_INPUT_TOKENS,
            otel::USAGE_OUTPUT_TOKENS,
            otel::USAGE_REASONING_OUTPUT_TOKENS,
            otel::GENERATE_LIVE_CONTENT,
        ],
        [
            "gen_ai.client.operation.duration",
            "gen_ai.client.operation.time_to_first_chunk",
            "gen_ai.conversation.id",
            "gen_ai.response.id",
            "gen_ai.response.model",
            "gen_ai.response.finish_reasons",
            "gen_ai.provider.name",
            "gen_ai.token.type",
            "gen_ai.token.modality",
            "gen_ai.usage.input_tokens",
            "gen_ai.usage.cache_read.input_tokens",
            "gen_ai.usage.output_tokens",
            "gen_ai.usage.reasoning.output_tokens",
            "generate_live_content",
        ]
    );
    for metric in prometheus::METRICS {
        assert!(metric.name.starts_with("rtwire_"), "{}", metric.name);
        assert_eq!(metric.name.ends_with("_total"), metric.kind == MetricKind::Counter, "{}", metric.name);
        let label = |label: &&str| label.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        assert!(metric.labels.iter().all(label), "{:?}", metric.labels);
        assert!(!metric.labels.iter().any(|label| label.ends_with("id")), "{:?}", metric.labels);
    }
}

#[test]
fn records_come_to_the_sums_of_their_events_each_counted_once() {
    let (mut decoder, mut metrics) = (Decoder::new(), Metrics::new(["gpt-realtime", "whisper-1"]));
    for line in corpus() {
        // A meter each: the corpus has ids that come again.
        let mut meter = SessionMeter::new(SessionKey::new("s"));
        meter.assume_model("gpt-realtime");
        for _ in 0..2 {
            if let Ok(event) = decoder.any(line.frame()) {
                meter.observe(&event).iter().for_each(|record| metrics.record(record));
            }
        }
        meter.close(CloseReason::Client).for_each(|record| metrics.record(&record));
    }
    // A meter that has not seen which model transcribes does not know it, and the other test says that all use one.
    let sums = |metrics: &Metrics, convention| -> BTreeMap<String, f64> {
        let mut sums = BTreeMap::new();
        for line in lines(metrics, convention) {
            let (series, number) = line.rsplit_once(' ').unwrap();
            if !["event", "decode"].iter().any(|of| series.split('{').next().unwrap().contains(of)) {
                let series = series.replace(r#""other""#, r#""whisper-1""#);
                *sums.entry(series).or_insert(0.0) += number.parse::<f64>().unwrap();
            }
        }
        sums
    };
    for convention in [Convention::Prometheus, Convention::OpenTelemetry] {
        let (of_records, of_events) = (sums(&metrics, convention), sums(&all(), convention));
        assert!(of_events.len() > 8, "{of_events:?}");
        assert_eq!(of_records, of_events);
    }
}

#[test]
fn merged_sums_are_the_sums_of_the_parts() {
    let whole = all();
    let mut parts = [Metrics::new(["whisper-1", "gpt-realtime"]), Metrics::new(["whisper-1"])];
    let mut merged = Metrics::new(["gpt-realtime", "whisper-1"]);
    for (at, line) in corpus().iter().enumerate() {
        feed(&mut parts[at % 2], line.frame());
    }
    parts.iter().for_each(|part| merged.merge(part));
    // The second knows one model less: what was of that is of another.
    let total = |metrics: &Metrics, name| sum(&lines(metrics, Convention::Prometheus), name, &[]);
    for name in
        ["rtwire_tokens_total", "rtwire_responses_total", "rtwire_transcription_tokens_total", "rtwire_events_total"]
    {
        assert_eq!(total(&merged, name), total(&whole, name), "{name}");
    }
    let mut twice = whole.clone();
    twice.merge(&whole);
    assert_eq!(total(&twice, "rtwire_tokens_total"), 2.0 * total(&whole, "rtwire_tokens_total"));
    for _ in 0..70 {
        let more = twice.clone();
        twice.merge(&more);
    }
    assert!(total(&twice, "rtwire_events_total") >= u64::MAX as f64, "the largest, and no further");
    let mut none = Metrics::new([]);
    none.error(Category::Io);
    assert_eq!(lines(&none, Convention::OpenTelemetry), [r#"rtwire.decode.errors{error.type="io"} 1"#]);
}

#[test]
fn seconds_and_errors_of_the_parts_add_up() {
    let heard = |seconds: f64| {
        let usage = format!(r#""usage":{{"type":"duration","seconds":{seconds}}}"#);
        let kind = "conversation.item.input_audio_transcription.completed";
        format!(r#"{{"type":"{kind}","item_id":"i","content_index":0,"transcript":"a",{usage}}}"#)
    };
    let [bad, untyped] = ["{", "{}"].map(str::to_owned);
    let mut merged = Metrics::new(["whisper-1"]);
    for frames in [vec![heard(1.5), bad.clone()], vec![heard(2.25), bad.clone(), untyped], vec![bad]] {
        let mut part = Metrics::new(["whisper-1"]);
        frames.iter().for_each(|frame| feed(&mut part, frame.as_bytes()));
        merged.merge(&part);
    }
    let told = lines(&merged, Convention::Prometheus);
    assert_eq!(sum(&told, "rtwire_transcription_seconds_total", &["whisper-1"]), 3.75);
    let errors = |category: &str| sum(&told, "rtwire_decode_errors_total", &[category]);
    assert_eq!([errors("syntax"), errors("shape"), errors("utf8")], [3.0, 1.0, 0.0]);

    // What is no length is none, as a meter has it.
    [-1.0, f64::MAX].into_iter().for_each(|seconds| feed(&mut merged, heard(seconds).as_bytes()));
    let part = merged.take();
    (0..2).for_each(|_| merged.merge(&part));
    let told = lines(&merged, Convention::Prometheus);
    assert_eq!(sum(&told, "rtwire_transcription_seconds_total", &["whisper-1"]), 7.5);
}

#[test]
fn a_model_that_is_named_other_is_one_of_the_others() {
    let mut metrics = Metrics::new([OTHER, "gpt-realtime"]);
    for model in [OTHER, "gpt-realtime", "unlisted"] {
        metrics.response(model, None, None);
    }
    let expected = [
        r#"rtwire_responses_total{model="gpt-realtime",provider="openai",status="other"} 1"#,
        r#"rtwire_responses_total{model="other",provider="openai",status="other"} 2"#,
    ];
    assert_eq!(lines(&metrics, Convention::Prometheus), expected);
}

#[test]
fn sizes_that_were_not_sent_are_no_sizes_of_0() {
    for (usage, input, output) in [
        ("{}", None, None),
        (r#"{"total_tokens":12}"#, None, None),
        (r#"{"output_tokens":3}"#, None, Some(3.0)),
        (r#"{"input_tokens":0,"output_token_details":{"text_tokens":2}}"#, Some(0.0), Some(2.0)),
    ] {
        let mut metrics = Metrics::new(["gpt-realtime"]);
        let frame = format!(r#"{{"type":"response.done","response":{{"id":"r","usage":{usage}}}}}"#);
        feed(&mut metrics, frame.as_bytes());
        for (of, expected) in [("input", input), ("output", output)] {
            let of = format!("gen_ai.token.type=\"{of}\"");
            let lines = lines(&metrics, Convention::OpenTelemetry);
            let found = lines.iter().find(|line| line.starts_with(otel::TOKEN_USAGE.name) && line.contains(&of));
            let found = found.map(|line| line.rsplit(' ').nth(2).unwrap().parse::<f64>().unwrap());
            assert_eq!(found, expected, "{usage} {of}");
        }
    }
}
