//! One event of a session: of servers here, of clients in [`client`](super::client).

use super::id::Id;
use super::item::{self, Body};
use super::random::Random;
use super::response::{self, Status};
use super::session::{Answer, Session, Sort};
use super::settings::{Settings, Side};
use super::step::{Stage, Step, Who};
use super::tools::TOOLS;
use super::tree::{ELEMENT, Tree};
use super::usage::Usage;
use super::{Dialect, Direction, audio, client, kind, settings};

/// Makes the event that `step` names, in `tree`.
pub(super) fn write(step: Step, session: &mut Session, random: &mut Random, tree: &mut Tree) -> Direction {
    let milliseconds = match step {
        Step::Delta(..) | Step::HeardDelta(..) => random.between(8, 70),
        Step::SpeechStarted | Step::SpeechStopped => random.between(700, 4_000),
        Step::Audio(samples) | Step::OutputAudio(samples) => samples / 40,
        _ => random.between(1, 250),
    };
    session.clock.pass(milliseconds);
    if let Some(spoken) = matches!(step, Step::SpeechStarted | Step::SpeechStopped).then_some(milliseconds) {
        session.audio_ms += spoken;
    }
    if client::sends(step) {
        client::write(step, session, random, tree);
        return Direction::Client;
    }
    let event_id = match step {
        Step::Playing(_) => Id::playing(random),
        _ => Id::timed("event_", &session.clock, random),
    };
    let event = Event { step, session };
    tree.event(kind::of(step, event.session), |tree| {
        // The one event whose schema has none.
        if !matches!(step, Step::Dtmf) {
            tree.id("event_id", event_id);
        }
        event.fields(random, tree);
    });
    Direction::Server
}

struct Event<'s> {
    step: Step,
    session: &'s Session,
}

impl Event<'_> {
    fn fields(&self, random: &mut Random, tree: &mut Tree) {
        let Self { session, .. } = *self;
        let turn = &session.turn;
        match self.step {
            Step::Error => error(tree, session, random),
            Step::Created => settings::session(tree, session, &Settings::INITIAL, Side::Server),
            Step::Updated => settings::session(tree, session, &session.settings, Side::Server),
            Step::Conversation => tree.object("conversation", |tree| {
                tree.id("id", session.conversation);
                tree.name("object", "realtime.conversation");
            }),
            Step::Item(stage, who) => item_event(tree, session, stage, who),
            Step::Retrieved => {
                let mut recorded = Vec::new();
                audio::base64(random.between(600, 1_500), random, &mut recorded);
                let body = Body::Recorded(&turn.said, &recorded);
                item::write(tree, "item", session.dialect, Some(turn.item), "completed", &body);
            }
            Step::Truncated => {
                tree.id("item_id", turn.item);
                tree.int("content_index", 0);
                tree.int("audio_end_ms", random.between(200, 9_000).into());
            }
            Step::Deleted => tree.id("item_id", turn.user),
            Step::HeardDelta(start, end) => {
                self.heard_head(tree);
                let piece = &turn.heard[start as usize..end as usize];
                tree.text("delta", piece);
                if session.dialect == Dialect::Ga {
                    if session.settings.includes_logprobs() {
                        tree.array("logprobs", |tree| logprob(tree, piece, random));
                    }
                    self.filler(piece, random, tree);
                }
            }
            Step::Heard => {
                self.heard_head(tree);
                tree.text("transcript", &turn.heard);
                if session.dialect == Dialect::Ga {
                    let code = turn.tongue.code();
                    tree.array("languages", |tree| tree.object(ELEMENT, |tree| tree.name("code", code)));
                }
                heard_usage(tree, session, random);
            }
            Step::Segment(number) => {
                self.heard_head(tree);
                tree.text("text", &turn.heard);
                tree.name("id", &format!("seg_{:04}", number + 1));
                tree.name("speaker", random.pick(&["A", "B", "C"]));
                let start = random.between(0, 90_000);
                tree.thousandths("start", start.into());
                tree.thousandths("end", (start + random.between(200, 5_000)).into());
            }
            Step::HeardFailed => {
                self.heard_head(tree);
                tree.object("error", |tree| {
                    tree.name("type", "transcription_error");
                    match random.percent(50) {
                        true => tree.name("code", "audio_unintelligible"),
                        false => tree.null("code"),
                    }
                    tree.name("message", "There was too much noise to make out a word.");
                    tree.null("param");
                });
            }
            Step::SpeechStarted => {
                tree.int("audio_start_ms", session.audio_ms.into());
                tree.id("item_id", turn.user);
            }
            Step::SpeechStopped => {
                tree.int("audio_end_ms", session.audio_ms.into());
                tree.id("item_id", turn.user);
            }
            Step::Committed => {
                tree.id_or_null("previous_item_id", turn.before);
                tree.id("item_id", turn.user);
            }
            Step::Cleared => {}
            Step::TimedOut => {
                tree.int("audio_start_ms", session.audio_ms.into());
                tree.int("audio_end_ms", (session.audio_ms + 6_000).into());
                tree.id("item_id", turn.user);
            }
            Step::Dtmf => {
                tree.name("event", random.pick(&["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "#"]));
                tree.int("received_at", session.clock.seconds());
            }
            Step::Playing(_) => tree.id("response_id", turn.response),
            Step::ResponseCreated => {
                response::write(tree, session, turn.response, Status::InProgress, &[], None);
            }
            Step::ResponseDone => {
                let only = [(turn.item, turn.body())];
                let output: &[_] = if turn.answer == Answer::Nothing { &[] } else { &only };
                response::write(tree, session, turn.response, turn.status, output, Some(&turn.usage));
            }
            Step::OutputItem(stage) => {
                tree.id("response_id", turn.response);
                tree.int("output_index", 0);
                let (status, body) = model_item(session, stage);
                item::write(tree, "item", session.dialect, Some(turn.item), status, &body);
            }
            Step::Part(stage) => {
                self.part_head(tree);
                let text = if stage == Stage::Done { turn.said.as_str() } else { "" };
                tree.object("part", |tree| match turn.answer {
                    Answer::Written => {
                        tree.name("type", "text");
                        tree.text("text", text);
                    }
                    _ => {
                        tree.name("type", "audio");
                        tree.text("transcript", text);
                    }
                });
            }
            Step::Delta(start, end) => {
                self.part_head(tree);
                let piece = &turn.said[start as usize..end as usize];
                tree.text("delta", piece);
                if turn.answer != Answer::Call && session.dialect == Dialect::Ga {
                    self.filler(piece, random, tree);
                }
            }
            Step::Whole => {
                self.part_head(tree);
                match turn.answer {
                    Answer::Call => {
                        tree.name("name", turn.tool.name);
                        tree.text("arguments", &turn.said);
                    }
                    Answer::McpCall => tree.text("arguments", &turn.said),
                    Answer::Written => tree.text("text", &turn.said),
                    _ => tree.text("transcript", &turn.said),
                }
            }
            Step::Audio(samples) => {
                self.part_head(tree);
                tree.string("delta", |leaf| audio::base64(samples, random, leaf));
            }
            Step::AudioDone => self.part_head(tree),
            Step::McpList(_) => tree.id("item_id", session.tools_item),
            Step::McpCall(_) => {
                tree.int("output_index", 0);
                tree.id("item_id", turn.item);
            }
            Step::RateLimits => rate_limits(tree, session, random),
            Step::InputTranscript(start, end) => {
                tree.text("delta", &turn.heard[start as usize..end as usize]);
                tree.int("elapsed_ms", session.audio_ms.into());
            }
            Step::OutputTranscript(start, end) => {
                tree.text("delta", &turn.said[start as usize..end as usize]);
                tree.int("elapsed_ms", (session.audio_ms + 400).into());
            }
            Step::OutputAudio(samples) => {
                tree.string("delta", |leaf| audio::base64(samples, random, leaf));
                tree.int("sample_rate", 24_000);
                tree.int("channels", 1);
                tree.name("format", "pcm16");
                tree.int("elapsed_ms", session.audio_ms.into());
            }
            Step::Closed => {}
            _ => unreachable!("what clients send is made elsewhere"),
        }
    }

    fn heard_head(&self, tree: &mut Tree) {
        tree.id("item_id", self.session.turn.user);
        tree.int("content_index", 0);
    }

    /// The ids and indices before what is streamed.
    fn part_head(&self, tree: &mut Tree) {
        let turn = &self.session.turn;
        tree.id("response_id", turn.response);
        tree.id("item_id", turn.item);
        tree.int("output_index", 0);
        match turn.answer {
            Answer::Call => tree.id("call_id", turn.call),
            Answer::McpCall => {}
            _ => tree.int("content_index", 0),
        }
    }

    /// Fills a piece up to a multiple of 16 bytes.
    fn filler(&self, piece: &str, random: &mut Random, tree: &mut Tree) {
        if self.session.obfuscates {
            let mut filler = [0; 16];
            let filler = &mut filler[..16 - piece.len() % 16];
            random.base62(filler);
            tree.string("obfuscation", |leaf| leaf.extend_from_slice(filler));
        }
    }
}

/// How sure the server is of a piece.
fn logprob(tree: &mut Tree, piece: &str, random: &mut Random) {
    tree.object(ELEMENT, |tree| {
        tree.text("token", piece);
        let digits = random.between(1_000, 9_999);
        let number = if random.one_in(4) { format!("-{digits}e-09") } else { format!("-0.{digits}") };
        tree.literal("logprob", &number);
        tree.array("bytes", |tree| piece.bytes().for_each(|byte| tree.int(ELEMENT, byte.into())));
    });
}

fn item_event(tree: &mut Tree, session: &Session, stage: Stage, who: Who) {
    let turn = &session.turn;
    let (previous, id, (status, body)) = match who {
        Who::User if session.sort == Sort::Text => (turn.before, turn.user, ("completed", Body::Asked(&turn.heard))),
        Who::User => (turn.before, turn.user, ("completed", Body::Heard)),
        Who::Model => (Some(turn.user), turn.item, model_item(session, stage)),
        Who::Client => (Some(turn.item), turn.result, ("completed", turn.given())),
        Who::Tools => {
            let times = if stage == Stage::Begun { 0 } else { 1 };
            (None, session.tools_item, ("completed", Body::McpTools(TOOLS, times)))
        }
    };
    tree.id_or_null("previous_item_id", previous);
    item::write(tree, "item", session.dialect, Some(id), status, &body);
}

fn model_item(session: &Session, stage: Stage) -> (&'static str, Body<'_>) {
    match stage {
        Stage::Begun => ("in_progress", session.turn.begun()),
        Stage::Done => (session.turn.status.of_items(), session.turn.body()),
    }
}

fn heard_usage(tree: &mut Tree, session: &Session, random: &mut Random) {
    // Older servers tell nothing.
    if session.early {
        return;
    }
    tree.object("usage", |tree| {
        if random.one_in(4) {
            tree.name("type", "duration");
            return tree.thousandths("seconds", random.between(300, 9_000).into());
        }
        let usage = Usage {
            audio: random.between(5, 90),
            text: random.between(0, 12),
            output_text: session.turn.heard.len() as u32 / 4 + 2,
            ..Usage::default()
        };
        tree.name("type", "tokens");
        tree.int("total_tokens", (usage.input() + usage.output()).into());
        tree.int("input_tokens", usage.input().into());
        tree.object("input_token_details", |tree| {
            tree.int("text_tokens", usage.text.into());
            tree.int("audio_tokens", usage.audio.into());
        });
        tree.int("output_tokens", usage.output().into());
    });
}

fn rate_limits(tree: &mut Tree, session: &Session, random: &mut Random) {
    tree.array("rate_limits", |tree| {
        if random.one_in(100) {
            return;
        }
        let limit = |tree: &mut Tree, name, limit: u32, spent: u32, resets| {
            tree.object(ELEMENT, |tree| {
                tree.name("name", name);
                tree.int("limit", limit.into());
                tree.int("remaining", (limit - spent).into());
                tree.thousandths("reset_seconds", resets);
            });
        };
        if session.dialect == Dialect::Beta {
            let spent = random.between(1, 40);
            limit(tree, "requests", 5_000, spent, u64::from(spent) * 12);
        }
        let spent = random.between(100, 9_000);
        limit(tree, "tokens", session.limit, spent, u64::from(spent) * 60_000 / u64::from(session.limit) + 1);
    });
}

fn error(tree: &mut Tree, session: &Session, random: &mut Random) {
    let (kind, code, message, param) = random.pick(ERRORS);
    tree.object("error", |tree| {
        tree.name("type", kind);
        match code {
            "" => tree.null("code"),
            code => tree.name("code", code),
        }
        tree.name("message", message);
        match param {
            "" => tree.null("param"),
            param => tree.name("param", param),
        }
        match session.client_events {
            0 => tree.null("event_id"),
            number => tree.id("event_id", Id::client(number)),
        }
    });
}

/// Type, code, message and parameter; empty for null.
const ERRORS: &[(&str, &str, &str, &str)] = &[
    (
        "invalid_request_error",
        "invalid_value",
        "The value 'loud' is not one of the voices.",
        "session.audio.output.voice",
    ),
    ("invalid_request_error", "unknown_parameter", "There is no parameter 'session.mood'.", "session.mood"),
    ("invalid_request_error", "response_cancel_not_active", "There is no response to cancel.", ""),
    ("invalid_request_error", "", "The buffer holds less than 100 ms of audio.", ""),
    ("server_error", "internal_error", "Something went wrong on our side.", ""),
];
