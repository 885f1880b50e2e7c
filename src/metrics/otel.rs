//! Names of OpenTelemetry's semantic conventions for generative AI, as of November 2026, where their status is
//! "Development"; and names of our own for what these have none for.

use super::{Metric, Metrics, SENDERS, STATUSES, TokenModality, Tokens, Value, Visit};

/// Tokens of a response, of its input or its output. What dashboards have had since 2024.
pub const TOKEN_USAGE: Metric = Metric::histogram(
    "gen_ai.client.token.usage",
    "{token}",
    &[OPERATION_NAME, PROVIDER_NAME, RESPONSE_MODEL, TOKEN_TYPE],
    "Tokens of a response, of its input or its output.",
);
/// Tokens of inputs, cached ones too.
pub const INPUT_TOKENS: Metric = Metric::counter(
    "gen_ai.client.inference.usage.input_tokens",
    "{token}",
    BY_MODALITY,
    "Tokens of inputs, cached ones too.",
);
/// Tokens of outputs.
pub const OUTPUT_TOKENS: Metric =
    Metric::counter("gen_ai.client.inference.usage.output_tokens", "{token}", BY_MODALITY, "Tokens of outputs.");
/// Tokens of inputs that were cached.
pub const CACHE_READ_INPUT_TOKENS: Metric = Metric::counter(
    "gen_ai.client.inference.usage.cache_read.input_tokens",
    "{token}",
    BY_MODALITY,
    "Tokens of inputs that were cached.",
);
/// Tokens of inputs that went into a cache. The wire does not say it, so there is no series of it.
pub const CACHE_WRITE_INPUT_TOKENS: Metric = Metric::counter(
    "gen_ai.client.inference.usage.cache_write.input_tokens",
    "{token}",
    BY_MODALITY,
    "Tokens of inputs that went into a cache.",
);
/// Tokens of outputs that the model thought by.
pub const REASONING_OUTPUT_TOKENS: Metric = Metric::counter(
    "gen_ai.client.inference.usage.reasoning.output_tokens",
    "{token}",
    BY_MODALITY,
    "Tokens of outputs that the model thought by.",
);
/// Responses by how they ended. Our own name.
pub const RESPONSES: Metric = Metric::counter(
    "rtwire.responses",
    "{response}",
    &[PROVIDER_NAME, RESPONSE_MODEL, STATUS],
    "Responses that ended.",
);
/// Tokens of transcriptions, on models and at prices of their own. Our own name.
pub const TRANSCRIPTION_TOKENS: Metric = Metric::counter(
    "rtwire.transcription.tokens",
    "{token}",
    &[PROVIDER_NAME, RESPONSE_MODEL, TOKEN_TYPE, TOKEN_MODALITY],
    "Tokens of transcriptions.",
);
/// Sound that was transcribed on models that are paid by the second. Our own name.
pub const TRANSCRIPTION_SECONDS: Metric = Metric::counter(
    "rtwire.transcription.duration",
    "s",
    &[PROVIDER_NAME, RESPONSE_MODEL],
    "Sound transcribed by the second.",
);
/// Events by kind. Our own name.
pub const EVENTS: Metric = Metric::counter("rtwire.events", "{event}", &[SENDER, KIND], "Events by kind.");
/// Sizes of events. Our own name.
pub const EVENT_SIZE: Metric = Metric::histogram("rtwire.event.size", "By", &[SENDER], "Sizes of events.");
/// Frames that were refused. Our own name.
pub const DECODE_ERRORS: Metric =
    Metric::counter("rtwire.decode.errors", "{frame}", &[ERROR_TYPE], "Frames that were refused.");

/// How long a response took. A decoder has no clock: the name is here for those who have.
pub const OPERATION_DURATION: &str = "gen_ai.client.operation.duration";
/// How long it was until the first delta came. The same.
pub const TIME_TO_FIRST_CHUNK: &str = "gen_ai.client.operation.time_to_first_chunk";

/// The label for what is done: [`GENERATE_LIVE_CONTENT`].
pub const OPERATION_NAME: &str = "gen_ai.operation.name";
/// The value that is proposed for realtime sessions.
pub const GENERATE_LIVE_CONTENT: &str = "generate_live_content";
/// The label for who runs the model: [`Provider`](super::Provider).
pub const PROVIDER_NAME: &str = "gen_ai.provider.name";
/// The label for the model.
pub const RESPONSE_MODEL: &str = "gen_ai.response.model";
/// The label for the direction of tokens: [`INPUT`] or [`OUTPUT`].
pub const TOKEN_TYPE: &str = "gen_ai.token.type";
/// A value of [`TOKEN_TYPE`].
pub const INPUT: &str = "input";
/// A value of [`TOKEN_TYPE`].
pub const OUTPUT: &str = "output";
/// The label for what tokens stand for: [`TokenModality`].
pub const TOKEN_MODALITY: &str = "gen_ai.token.modality";
/// The label for why a frame was refused: a [`Category`](crate::Category).
pub const ERROR_TYPE: &str = "error.type";
/// The label for who sent an event: one of [`SENDERS`]. Our own name.
pub const SENDER: &str = "rtwire.event.sender";
/// The label for an event's kind: its `type`, if it is known. Our own name.
pub const KIND: &str = "rtwire.event.kind";
/// The label for how a response ended: one of [`STATUSES`]. Our own name.
pub const STATUS: &str = "rtwire.response.status";

/// An attribute of spans, never a label: the session's conversation.
pub const CONVERSATION_ID: &str = "gen_ai.conversation.id";
/// An attribute of spans, never a label: the response.
pub const RESPONSE_ID: &str = "gen_ai.response.id";
/// An attribute of spans: why a response ended.
pub const RESPONSE_FINISH_REASONS: &str = "gen_ai.response.finish_reasons";
/// An attribute of spans: tokens of the input, cached ones too.
pub const USAGE_INPUT_TOKENS: &str = "gen_ai.usage.input_tokens";
/// An attribute of spans: tokens of the input that were cached.
pub const USAGE_CACHE_READ_INPUT_TOKENS: &str = "gen_ai.usage.cache_read.input_tokens";
/// An attribute of spans: tokens of the output.
pub const USAGE_OUTPUT_TOKENS: &str = "gen_ai.usage.output_tokens";
/// An attribute of spans: tokens of the output that the model thought by.
pub const USAGE_REASONING_OUTPUT_TOKENS: &str = "gen_ai.usage.reasoning.output_tokens";

const BY_MODALITY: &[&str] = &[OPERATION_NAME, PROVIDER_NAME, RESPONSE_MODEL, TOKEN_MODALITY];

/// Every metric of this convention.
pub const METRICS: &[&Metric] = &[
    &TOKEN_USAGE,
    &INPUT_TOKENS,
    &OUTPUT_TOKENS,
    &CACHE_READ_INPUT_TOKENS,
    &CACHE_WRITE_INPUT_TOKENS,
    &REASONING_OUTPUT_TOKENS,
    &RESPONSES,
    &TRANSCRIPTION_TOKENS,
    &TRANSCRIPTION_SECONDS,
    &EVENTS,
    &EVENT_SIZE,
    &DECODE_ERRORS,
];

pub(super) fn visit(metrics: &Metrics, to: &mut impl Visit) {
    let provider = metrics.provider.as_str();
    for (model, sums) in metrics.by_model() {
        for (kind, sizes) in [INPUT, OUTPUT].into_iter().zip(&sums.sizes).filter(|(_, sizes)| sizes.count() > 0) {
            to.series(&TOKEN_USAGE, &[GENERATE_LIVE_CONTENT, provider, model, kind], Value::Histogram(sizes));
        }
    }
    let counts: [(&Metric, Counts); 4] = [
        (&INPUT_TOKENS, |tokens| tokens.input),
        (&OUTPUT_TOKENS, |tokens| tokens.output),
        (&CACHE_READ_INPUT_TOKENS, |tokens| tokens.cached),
        (&REASONING_OUTPUT_TOKENS, |tokens| [0, 0, 0, tokens.reasoning]),
    ];
    for (metric, of) in counts {
        for (model, sums) in metrics.by_model() {
            for (modality, count) in split(of(&sums.tokens)) {
                to.series(metric, &[GENERATE_LIVE_CONTENT, provider, model, modality], Value::Count(count));
            }
        }
    }
    for (model, sums) in metrics.by_model() {
        for (status, count) in STATUSES.iter().zip(sums.responses).filter(|(_, count)| *count > 0) {
            to.series(&RESPONSES, &[provider, model, status], Value::Count(count));
        }
    }
    for (model, sums) in metrics.by_model() {
        for (kind, counts) in [(INPUT, sums.transcription.input), (OUTPUT, sums.transcription.output)] {
            for (modality, count) in split(counts) {
                to.series(&TRANSCRIPTION_TOKENS, &[provider, model, kind, modality], Value::Count(count));
            }
        }
    }
    for (model, sums) in metrics.by_model() {
        if let Some(seconds) = sums.seconds {
            to.series(&TRANSCRIPTION_SECONDS, &[provider, model], Value::Seconds(seconds));
        }
    }
    for (sender, kind, count) in metrics.by_kind() {
        to.series(&EVENTS, &[sender, kind], Value::Count(count));
    }
    for (sender, sizes) in SENDERS.iter().zip(&metrics.bytes).filter(|(_, sizes)| sizes.count() > 0) {
        to.series(&EVENT_SIZE, &[sender], Value::Histogram(sizes));
    }
    for (category, count) in metrics.by_category() {
        to.series(&DECODE_ERRORS, &[category], Value::Count(count));
    }
}

/// The counts by modality that there are.
pub(super) fn split(counts: [u64; 4]) -> impl Iterator<Item = (&'static str, u64)> {
    TokenModality::ALL.map(TokenModality::as_str).into_iter().zip(counts).filter(|(_, count)| *count > 0)
}

/// Some of the tokens.
type Counts = fn(&Tokens) -> [u64; 4];
