//! Usage alone: what a `response.done` or a finished transcription cost, of every event, as a meter wants it.
//!
//! rtwire by `peek::usage`, which decodes where it is not sure; sonic-rs by `get_unchecked`, which does not validate
//! either, and serde for the few counts; simdjson by On-Demand, in one pass. All come to the same sum.

use std::borrow::Cow;
use std::hint::black_box;
use std::rc::Rc;

use rtwire::peek::{self, Unsure, Usage};
use rtwire::{Decoder, Event, RealtimeResponseUsage, ResponseStatus, ServerEvent, TranscriptionUsage};
use serde::Deserialize;
use sonic_rs::JsonValueTrait;

use super::simdjson::Costs;
use crate::args::Args;
use crate::contender::Contender;
use crate::shared::workload::{PADDING, Workload};

/// The row that the others are compared with.
const OURS: &str = "usage: rtwire";
/// A peer's row.
pub const SONIC: &str = "usage: sonic-rs get_unchecked";
/// A peer's row.
pub const ON_DEMAND: &str = "usage: simdjson On-Demand";

/// The three, as rows that begin at `place`; nobody on other workloads than those of which usage is asked.
pub fn all(workload: &Rc<Workload>, place: usize, args: &Args) -> Vec<Contender> {
    if !matches!(&*workload.name, "session" | "done") || ![OURS, SONIC, ON_DEMAND].iter().any(|name| args.takes(name)) {
        return Vec::new();
    }
    let mut decoder = Decoder::new();
    let mut simdjson = Costs::new();
    let ours = move |workload: &Workload| sum(workload.frames().map(|frame| of_rtwire(black_box(frame), &mut decoder)));
    let sonic = |workload: &Workload| sum(workload.frames().map(|frame| of_sonic(black_box(frame))));
    let on_demand = move |workload: &Workload| {
        sum(workload.padded_frames().map(|frame| simdjson.of(black_box(frame), frame.len() - PADDING)))
    };
    let contenders = [
        Contender::usage(OURS, workload.clone(), ours),
        Contender::usage(SONIC, workload.clone(), sonic),
        Contender::usage(ON_DEMAND, workload.clone(), on_demand),
    ];
    let [ours, sonic, on_demand] = contenders.map(|(contender, sum)| {
        assert!(sum.is_some_and(|sum| sum > 0), "{}: {} refused events", workload.name, contender.name);
        (contender, sum)
    });
    assert_eq!((sonic.1, on_demand.1), (ours.1, ours.1), "{}: the sums of usage differ", workload.name);
    [ours, sonic, on_demand].map(|(contender, _)| contender.against(place)).into()
}

/// None if any is none.
fn sum(costs: impl Iterator<Item = Option<u64>>) -> Option<u64> {
    costs.sum()
}

/// All counts, milliseconds, and the lengths of ids and statuses.
fn of_rtwire(frame: &[u8], decoder: &mut Decoder) -> Option<u64> {
    match peek::usage(frame) {
        Ok(None) => Some(0),
        Ok(Some(Usage::Response { id, status, usage, .. })) => Some(response(id, status, usage.as_ref())),
        Ok(Some(Usage::Transcription { item_id, usage, .. })) => Some(transcription(item_id, usage.as_ref())),
        Ok(Some(_)) => None,
        Err(Unsure) => match decoder.any(frame).ok()? {
            Event::Server(ServerEvent::ResponseDone(done)) => {
                let of = done.response;
                Some(response(of.id, of.status, of.usage))
            }
            Event::Server(ServerEvent::ConversationItemInputAudioTranscriptionCompleted(done)) => {
                Some(transcription(done.item_id, done.usage))
            }
            _ => Some(0),
        },
    }
}

fn response(id: Option<&str>, status: Option<ResponseStatus<'_>>, usage: Option<&RealtimeResponseUsage>) -> u64 {
    let usage = usage.copied().unwrap_or_default();
    let details = |counts: [Option<u64>; 4]| counts.into_iter().flatten().sum::<u64>();
    let input = usage.input_token_details.unwrap_or_default();
    let cached = input.cached_tokens_details.unwrap_or_default();
    let output = usage.output_token_details.unwrap_or_default();
    let names = id.map_or(0, str::len) + status.map_or(0, |status| status.as_str().len());
    names as u64
        + details([usage.total_tokens, usage.input_tokens, usage.output_tokens, None])
        + details([input.text_tokens, input.audio_tokens, input.image_tokens, input.cached_tokens])
        + details([cached.text_tokens, cached.audio_tokens, cached.image_tokens, None])
        + details([output.text_tokens, output.audio_tokens, output.reasoning_tokens, None])
}

fn transcription(item_id: Option<&str>, usage: Option<&TranscriptionUsage<'_>>) -> u64 {
    let cost = match usage {
        Some(TranscriptionUsage::Tokens(usage)) => {
            let input = usage.input_token_details.unwrap_or_default();
            let counts =
                [usage.total_tokens, usage.input_tokens, usage.output_tokens, input.text_tokens, input.audio_tokens];
            counts.into_iter().flatten().sum()
        }
        Some(TranscriptionUsage::Duration(usage)) => milliseconds(usage.seconds),
        _ => 0,
    };
    cost + item_id.map_or(0, str::len) as u64
}

fn milliseconds(seconds: Option<f64>) -> u64 {
    (seconds.unwrap_or(0.0) * 1000.0) as u64
}

/// What sonic-rs reads: the counts of both kinds, as serde has them.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Counts {
    total_tokens: Option<u64>,
    input_tokens: Option<u64>,
    output_tokens: Option<u64>,
    input_token_details: Option<Details>,
    output_token_details: Option<Details>,
    seconds: Option<f64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Details {
    text_tokens: Option<u64>,
    audio_tokens: Option<u64>,
    image_tokens: Option<u64>,
    reasoning_tokens: Option<u64>,
    cached_tokens: Option<u64>,
    cached_tokens_details: Option<Cached>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Cached {
    text_tokens: Option<u64>,
    audio_tokens: Option<u64>,
    image_tokens: Option<u64>,
}

impl Counts {
    fn sum(&self) -> u64 {
        let details = |details: &Option<Details>| {
            let Some(of) = details else { return 0 };
            let cached = of.cached_tokens_details.as_ref();
            let cached = cached.map(|of| [of.text_tokens, of.audio_tokens, of.image_tokens]).unwrap_or_default();
            let own = [of.text_tokens, of.audio_tokens, of.image_tokens, of.reasoning_tokens, of.cached_tokens];
            own.into_iter().chain(cached).flatten().sum::<u64>()
        };
        let totals = [self.total_tokens, self.input_tokens, self.output_tokens];
        totals.into_iter().flatten().sum::<u64>()
            + details(&self.input_token_details)
            + details(&self.output_token_details)
            + milliseconds(self.seconds)
    }
}

/// An event that costs something, as serde has it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Costly<'f> {
    #[serde(borrow)]
    response: Option<Response<'f>>,
    #[serde(borrow)]
    item_id: Option<Cow<'f, str>>,
    usage: Option<Counts>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Response<'f> {
    #[serde(borrow)]
    id: Option<Cow<'f, str>>,
    #[serde(borrow)]
    status: Option<Cow<'f, str>>,
    usage: Option<Counts>,
}

/// The type by `get_unchecked`, and what costs something by serde, which is quicker there than `get_many_unchecked`.
fn of_sonic(frame: &[u8]) -> Option<u64> {
    // SAFETY: every frame of a workload is valid JSON.
    let kind = unsafe { sonic_rs::get_unchecked(frame, &["type"]) }.ok()?;
    if !matches!(kind.as_str()?, "response.done" | "conversation.item.input_audio_transcription.completed") {
        return Some(0);
    }
    // SAFETY: every frame of a workload is valid JSON.
    let event: Costly<'_> = unsafe { sonic_rs::from_slice_unchecked(frame) }.ok()?;
    let length = |text: &Option<Cow<'_, str>>| text.as_ref().map_or(0, |text| text.len() as u64);
    let counts = |usage: &Option<Counts>| usage.as_ref().map_or(0, Counts::sum);
    Some(match &event.response {
        Some(response) => length(&response.id) + length(&response.status) + counts(&response.usage),
        None => length(&event.item_id) + counts(&event.usage),
    })
}
