//! Names by Prometheus' habits; with the feature `prometheus` also `Collector`, which is one of prometheus-client's.

#[cfg(feature = "prometheus")]
mod collector;

#[cfg(feature = "prometheus")]
pub use collector::Collector;

use super::otel::{self, split};
use super::{Metric, Metrics, SENDERS, STATUSES, Value, Visit};

/// Tokens of responses. Every token is in one series: those of all series of a direction add up to what was billed, where
/// the usage says how many that direction has: of a total alone nothing is here.
pub const TOKENS: Metric = Metric::counter(
    "rtwire_tokens_total",
    otel::INPUT_TOKENS.unit,
    &[MODEL, PROVIDER, DIRECTION, MODALITY, CACHED],
    "Tokens of responses.",
);
/// Tokens of outputs that the model thought by: a part of those of [`TOKENS`].
pub const REASONING_TOKENS: Metric = Metric::counter(
    "rtwire_reasoning_tokens_total",
    otel::REASONING_OUTPUT_TOKENS.unit,
    &[MODEL, PROVIDER],
    otel::REASONING_OUTPUT_TOKENS.help,
);
/// Responses by how they ended.
pub const RESPONSES: Metric =
    Metric::counter("rtwire_responses_total", otel::RESPONSES.unit, &[MODEL, PROVIDER, STATUS], otel::RESPONSES.help);
/// Tokens of transcriptions, on models and at prices of their own.
pub const TRANSCRIPTION_TOKENS: Metric = Metric::counter(
    "rtwire_transcription_tokens_total",
    otel::TRANSCRIPTION_TOKENS.unit,
    &[MODEL, PROVIDER, DIRECTION, MODALITY],
    otel::TRANSCRIPTION_TOKENS.help,
);
/// Sound that was transcribed on models that are paid by the second.
pub const TRANSCRIPTION_SECONDS: Metric = Metric::counter(
    "rtwire_transcription_seconds_total",
    otel::TRANSCRIPTION_SECONDS.unit,
    &[MODEL, PROVIDER],
    otel::TRANSCRIPTION_SECONDS.help,
);
/// Events by kind.
pub const EVENTS: Metric =
    Metric::counter("rtwire_events_total", otel::EVENTS.unit, &[SENDER, KIND], otel::EVENTS.help);
/// Sizes of events.
pub const EVENT_BYTES: Metric =
    Metric::histogram("rtwire_event_bytes", otel::EVENT_SIZE.unit, &[SENDER], otel::EVENT_SIZE.help);
/// Frames that were refused.
pub const DECODE_ERRORS: Metric =
    Metric::counter("rtwire_decode_errors_total", otel::DECODE_ERRORS.unit, &[CATEGORY], otel::DECODE_ERRORS.help);

/// The label for the model.
pub const MODEL: &str = "model";
/// The label for who runs the model: [`Provider`](super::Provider).
pub const PROVIDER: &str = "provider";
/// The label for the direction of tokens: [`otel::INPUT`] or [`otel::OUTPUT`].
pub const DIRECTION: &str = "direction";
/// The label for what tokens stand for: [`TokenModality`](super::TokenModality).
pub const MODALITY: &str = "modality";
/// The label for whether tokens were cached: `true` or `false`.
pub const CACHED: &str = "cached";
/// The label for how a response ended: one of [`STATUSES`].
pub const STATUS: &str = "status";
/// The label for who sent an event: one of [`SENDERS`].
pub const SENDER: &str = "sender";
/// The label for an event's kind: its `type`, if it is known.
pub const KIND: &str = "kind";
/// The label for why a frame was refused: a [`Category`](crate::Category).
pub const CATEGORY: &str = "category";

/// Every metric of this convention.
pub const METRICS: &[&Metric] = &[
    &TOKENS,
    &REASONING_TOKENS,
    &RESPONSES,
    &TRANSCRIPTION_TOKENS,
    &TRANSCRIPTION_SECONDS,
    &EVENTS,
    &EVENT_BYTES,
    &DECODE_ERRORS,
];

pub(super) fn visit(metrics: &Metrics, to: &mut impl Visit) {
    let provider = metrics.provider.as_str();
    for (model, sums) in metrics.by_model() {
        let tokens = &sums.tokens;
        for (direction, counts, cached) in [
            (otel::INPUT, tokens.paid_in_full, "false"),
            (otel::INPUT, tokens.paid_as_cached, "true"),
            (otel::OUTPUT, tokens.output, "false"),
        ] {
            for (modality, count) in split(counts) {
                to.series(&TOKENS, &[model, provider, direction, modality, cached], Value::Count(count));
            }
        }
    }
    for (model, sums) in metrics.by_model().filter(|(_, sums)| sums.tokens.reasoning > 0) {
        to.series(&REASONING_TOKENS, &[model, provider], Value::Count(sums.tokens.reasoning));
    }
    for (model, sums) in metrics.by_model() {
        for (status, count) in STATUSES.iter().zip(sums.responses).filter(|(_, count)| *count > 0) {
            to.series(&RESPONSES, &[model, provider, status], Value::Count(count));
        }
    }
    for (model, sums) in metrics.by_model() {
        for (direction, counts) in [(otel::INPUT, sums.transcription.input), (otel::OUTPUT, sums.transcription.output)]
        {
            for (modality, count) in split(counts) {
                to.series(&TRANSCRIPTION_TOKENS, &[model, provider, direction, modality], Value::Count(count));
            }
        }
    }
    for (model, sums) in metrics.by_model() {
        if let Some(seconds) = sums.seconds {
            to.series(&TRANSCRIPTION_SECONDS, &[model, provider], Value::Seconds(seconds));
        }
    }
    for (sender, kind, count) in metrics.by_kind() {
        to.series(&EVENTS, &[sender, kind], Value::Count(count));
    }
    for (sender, sizes) in SENDERS.iter().zip(&metrics.bytes).filter(|(_, sizes)| sizes.count() > 0) {
        to.series(&EVENT_BYTES, &[sender], Value::Histogram(sizes));
    }
    for (category, count) in metrics.by_category() {
        to.series(&DECODE_ERRORS, &[category], Value::Count(count));
    }
}
