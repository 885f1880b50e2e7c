//! What to count of decoded traffic, by the names that dashboards know, for whatever exporter there is.
//!
//! [`Metrics`] adds up, [`Metrics::visit`] shows the sums under the names of one [`Convention`]: OpenTelemetry's for
//! generative AI ([`otel`]) or Prometheus' ([`prometheus`]). Labels have values from closed sets and `other`, so that
//! no client can make a series; ids of sessions, responses and items are never labels.
//!
//! ```
//! use rtwire::metrics::{Convention, Metrics, Models};
//! use rtwire::Decoder;
//!
//! let mut metrics = Metrics::new(["gpt-realtime"]);
//! let models = Models { realtime: "gpt-realtime", transcription: "whisper-1" };
//! let mut decoder = Decoder::new();
//! let frame = br#"{"type":"response.done","response":{"status":"completed",
//!     "usage":{"total_tokens":12,"input_tokens":9,"output_tokens":3}}}"#;
//! match decoder.server(frame) {
//!     Ok(event) => metrics.server(&event, frame.len(), models),
//!     Err(error) => metrics.error(error.category()),
//! }
//! let mut lines = Vec::new();
//! metrics.visit(Convention::Prometheus, &mut lines);
//! assert!(lines.iter().any(|line| line.starts_with("rtwire_tokens_total{")));
//! ```
//!
//! # What is counted
//!
//! What is seen, as often as it is seen: an event that comes twice counts twice. Beside a
//! [meter](crate::meter::SessionMeter) each response counts once, on the model that it was created with: give
//! [`event`](Metrics::event) the events and [`record`](Metrics::record) what the meter settles. What was not sent is not
//! 0: a series begins with its first token.

mod histogram;
pub mod otel;
pub mod prometheus;
mod sums;
mod tokens;
mod visit;

pub use histogram::Histogram;
pub use tokens::{TokenModality, Tokens};
pub use visit::{Convention, Metric, MetricKind, Value, Visit};

use crate::meter::{self, Certainty, Record, RecordKind, Usage};
use crate::{
    Category, ClientEvent, ClientKind, Event, RealtimeResponseUsage, ResponseStatus, ServerEvent, ServerKind,
    TranscriptionUsage,
};
use histogram::EVENT_BYTES;
use sums::Sums;

/// Sums of what was seen, in memory whose size is set when they are made. One for a thread or connection, added up with
/// [`merge`](Self::merge), or one behind a lock.
#[derive(Debug, Clone)]
pub struct Metrics {
    provider: Provider,
    models: Box<[Box<str>]>,
    /// One for each of the models, and one for the others.
    sums: Box<[Sums]>,
    /// By kind, and at the end those of no known kind.
    server: Box<[u64]>,
    client: Box<[u64]>,
    /// By [`SENDERS`].
    bytes: [Histogram; 2],
    /// By [`CATEGORIES`].
    errors: [u64; CATEGORIES.len()],
}

/// Which models a session's events are of: what was in force when the response was created, or the item committed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Models<'a> {
    /// That answers: `session.model`.
    pub realtime: &'a str,
    /// That writes down what the user says.
    pub transcription: &'a str,
}

/// Who runs the models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Provider {
    /// OpenAI.
    #[default]
    OpenAi,
    /// Azure OpenAI.
    Azure,
    /// Anybody else.
    Other,
}

impl Provider {
    /// The value of OpenTelemetry's `gen_ai.provider.name`: `openai`, `azure.ai.openai`, or `other`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OpenAi => "openai",
            Self::Azure => "azure.ai.openai",
            Self::Other => OTHER,
        }
    }
}

impl Metrics {
    /// Nothing yet. The models of these very names, such as `gpt-realtime-2025-08-28`, have series of their own; all
    /// others are `other`.
    pub fn new<'m>(models: impl IntoIterator<Item = &'m str>) -> Self {
        // A model of that name is one of the others, or there would be two series of one name.
        let models: Box<[Box<str>]> = models.into_iter().filter(|name| *name != OTHER).map(Box::from).collect();
        Self {
            provider: Provider::default(),
            sums: vec![Sums::default(); models.len() + 1].into(),
            models,
            server: vec![0; ServerKind::ALL.len() + 1].into(),
            client: vec![0; ClientKind::ALL.len() + 1].into(),
            bytes: [Histogram::new(EVENT_BYTES); 2],
            errors: [0; CATEGORIES.len()],
        }
    }

    /// With this provider; else it is OpenAI.
    #[must_use]
    pub fn provider(mut self, provider: Provider) -> Self {
        self.provider = provider;
        self
    }

    /// Counts an event that a server sent, in a frame of so many bytes, with what it says of responses and
    /// transcriptions.
    pub fn server(&mut self, event: &ServerEvent<'_>, bytes: usize, models: Models<'_>) {
        self.event(&Event::Server(*event), bytes);
        match event {
            ServerEvent::ResponseDone(done) => {
                self.response(models.realtime, done.response.status, done.billed());
            }
            ServerEvent::ConversationItemInputAudioTranscriptionCompleted(done) => {
                done.usage.into_iter().for_each(|usage| self.transcription(models.transcription, usage));
            }
            _ => {}
        }
    }

    /// Counts an event that a client sent, in a frame of so many bytes.
    pub fn client(&mut self, event: &ClientEvent<'_>, bytes: usize) {
        self.event(&Event::Client(*event), bytes);
    }

    /// Counts an event by its kind and size, and nothing of what it says. One whose direction is not known counts as a
    /// server's.
    pub fn event(&mut self, event: &Event<'_>, bytes: usize) {
        let (kinds, kind, sizes) = match event {
            Event::Client(event) => (&mut self.client, event.kind().map(|kind| kind as usize), &mut self.bytes[1]),
            Event::Server(event) => (&mut self.server, event.kind().map(|kind| kind as usize), &mut self.bytes[0]),
            Event::Unknown { .. } => (&mut self.server, None, &mut self.bytes[0]),
        };
        let other = kinds.len() - 1;
        kinds[kind.unwrap_or(other)] += 1;
        sizes.add(bytes as u64);
    }

    /// Counts a frame that was refused.
    pub fn error(&mut self, category: Category) {
        if let Some(at) = CATEGORIES.iter().position(|&of| of == category) {
            self.errors[at] += 1;
        }
    }

    /// Counts what a meter has settled, on the record's model: a response's status and tokens, or a transcription's
    /// tokens or seconds. What is only estimated does not count, and what a translation costs has no series.
    ///
    /// ```
    /// use rtwire::meter::{SessionKey, SessionMeter};
    /// use rtwire::metrics::{Convention, Metrics};
    /// use rtwire::Decoder;
    ///
    /// let (mut decoder, mut metrics) = (Decoder::new(), Metrics::new(["gpt-realtime"]));
    /// let mut meter = SessionMeter::new(SessionKey::new("sess_1"));
    /// meter.assume_model("gpt-realtime");
    /// let frame = br#"{"type":"response.done","response":{"id":"resp_1","status":"completed","usage":{"input_tokens":9}}}"#;
    /// for frame in [frame, frame] {
    ///     let event = decoder.any(frame)?;
    ///     metrics.event(&event, frame.len());
    ///     meter.observe(&event).iter().for_each(|record| metrics.record(record));
    /// }
    /// let mut lines = Vec::new();
    /// metrics.visit(Convention::Prometheus, &mut lines);
    /// let count = |name: &str| lines.iter().find(|line| line.starts_with(name)).unwrap().rsplit(' ').next().unwrap().to_owned();
    /// assert_eq!((count("rtwire_events_total"), count("rtwire_responses_total")), ("2".into(), "1".into()));
    /// # Ok::<(), rtwire::Error>(())
    /// ```
    pub fn record(&mut self, record: &Record) {
        if record.certainty != Certainty::Settled {
            return;
        }
        // A name that is too long to be kept is listed whole.
        let sums = self.of(|name| record.model.is_some_and(|model| model.is(name)));
        match (record.kind, &record.usage) {
            (RecordKind::Response, usage) => {
                sums.end(record.status);
                if let Some(Usage::Tokens(tokens)) = usage {
                    sums.response(tokens);
                }
            }
            (RecordKind::Transcription, Some(usage)) => sums.hear(usage),
            (RecordKind::Transcription, None) | (RecordKind::Translation, _) => {}
        }
    }

    /// Counts a response that ended: its status and what it cost.
    pub fn response(&mut self, model: &str, status: Option<ResponseStatus<'_>>, usage: Option<&RealtimeResponseUsage>) {
        let sums = self.of(|name| name == model);
        sums.end(status);
        if let Some(usage) = usage {
            sums.response(&meter::Tokens::of_response(usage));
        }
    }

    /// Counts what a transcription cost, in tokens or seconds.
    pub fn transcription(&mut self, model: &str, usage: &TranscriptionUsage<'_>) {
        let sums = self.of(|name| name == model);
        Usage::of_transcription(usage).iter().for_each(|usage| sums.hear(usage));
    }

    /// What was seen since the beginning or the last time, for a thread that now and then has it
    /// [merged](Self::merge): what is merged again counts again.
    #[must_use]
    pub fn take(&mut self) -> Self {
        let empty = Self::new(self.models.iter().map(|name| &**name)).provider(self.provider);
        std::mem::replace(self, empty)
    }

    /// Adds what another has seen, and goes no further than the largest counts. A model that is not among these is `other`,
    /// and the provider stays what it is here.
    pub fn merge(&mut self, more: &Self) {
        let names = more.models.iter().map(|name| &**name).chain([OTHER]);
        names.zip(&more.sums).for_each(|(other, sums)| self.of(|name| name == other).merge(sums));
        for (all, more) in [(&mut self.server, &more.server), (&mut self.client, &more.client)] {
            add(all, more);
        }
        self.bytes.iter_mut().zip(&more.bytes).for_each(|(all, more)| all.merge(more));
        add(&mut self.errors, &more.errors);
    }

    /// Shows every series that there is, those of a metric together, under the names of `convention`.
    ///
    /// Under OpenTelemetry's both the histogram that is deployed and the newer counters are shown; leave out by its name
    /// what is not wanted.
    pub fn visit(&self, convention: Convention, visitor: &mut impl Visit) {
        match convention {
            Convention::OpenTelemetry => otel::visit(self, visitor),
            Convention::Prometheus => prometheus::visit(self, visitor),
        }
    }

    /// The sums of the first model that is so, or else those of all others.
    fn of(&mut self, is: impl Fn(&str) -> bool) -> &mut Sums {
        let at = self.models.iter().position(|name| is(name)).unwrap_or(self.models.len());
        &mut self.sums[at]
    }

    /// The sums with their models' names.
    fn by_model(&self) -> impl Iterator<Item = (&str, &Sums)> {
        self.models.iter().map(|name| &**name).chain([OTHER]).zip(&self.sums)
    }

    /// How many events there were, by sender and kind.
    fn by_kind(&self) -> impl Iterator<Item = (&'static str, &'static str, u64)> {
        let server = ServerKind::ALL.iter().map(|kind| kind.as_str()).chain([OTHER]).zip(&self.server);
        let client = ClientKind::ALL.iter().map(|kind| kind.as_str()).chain([OTHER]).zip(&self.client);
        let server = server.map(|(kind, &count)| (SENDERS[0], kind, count));
        server.chain(client.map(|(kind, &count)| (SENDERS[1], kind, count))).filter(|(.., count)| *count > 0)
    }

    /// How many frames were refused, by category.
    fn by_category(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let counts = CATEGORIES.iter().map(|category| category.as_str()).zip(self.errors);
        counts.filter(|(_, count)| *count > 0)
    }
}

/// Adds counts to counts, and does not go beyond the largest.
fn add(all: &mut [u64], more: &[u64]) {
    all.iter_mut().zip(more).for_each(|(all, more)| *all = all.saturating_add(*more));
}

/// What is in no closed set.
pub const OTHER: &str = "other";

/// Who sends events.
pub const SENDERS: [&str; 2] = ["server", "client"];

/// How responses end, and [`OTHER`].
pub const STATUSES: [&str; 6] = [
    ResponseStatus::Completed.as_str(),
    ResponseStatus::Cancelled.as_str(),
    ResponseStatus::Failed.as_str(),
    ResponseStatus::Incomplete.as_str(),
    ResponseStatus::InProgress.as_str(),
    OTHER,
];

const CATEGORIES: [Category; 5] = [Category::Io, Category::Syntax, Category::Utf8, Category::Shape, Category::Limit];
