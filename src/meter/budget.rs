//! [`Budget`]: how much a session may cost, asked where it can still be kept from costing more.

use std::time::Duration;

use super::SessionMeter;
use crate::patch;
use crate::{ClientEvent, ClientKind, Event, RealtimeResponse, ServerEvent};

/// The most that a session may have. What is none has no bound.
///
/// The meter acts on nothing: the gateway asks with each event, before it forwards and observes it, and does what the
/// answer says.
///
/// ```
/// use rtwire::Decoder;
/// use rtwire::meter::{Budget, SessionKey, SessionMeter, Verdict};
///
/// let budget = Budget { tokens: Some(1_000), ..Budget::default() };
/// let mut meter = SessionMeter::new(SessionKey::new("sess_1"));
/// let mut decoder = Decoder::new();
/// let done = br#"{"type":"response.done","response":{"id":"resp_1","usage":{"total_tokens":1000}}}"#;
/// assert!(meter.observe(&decoder.any(done)?).is_some());
///
/// assert_eq!(budget.ask(&meter, &decoder.any(br#"{"type":"response.create"}"#)?), Verdict::Deny);
/// // Voice activity asks nobody.
/// let created = br#"{"type":"response.created","response":{"id":"resp_2"}}"#;
/// let Verdict::Cancel(cancel) = budget.ask(&meter, &decoder.any(created)?) else { panic!() };
/// assert_eq!(cancel.frame(), br#"{"type":"response.cancel","response_id":"resp_2"}"#);
/// # Ok::<(), rtwire::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Budget {
    /// Of responses and transcriptions, in and out.
    pub tokens: Option<u64>,
    /// In the unit of what is given to [`SessionMeter::add_cost`], such as the pico-units of a price table.
    pub cost: Option<u128>,
    /// Of audio that went through in either direction, or of a translation, whichever is more.
    pub seconds: Option<Duration>,
}

/// What a gateway should do with an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a budget acts on nothing"]
pub enum Verdict<'a> {
    /// Forward it.
    Allow,
    /// Do not forward it. What the server has done already, such as committing the buffer, it should not answer: turn
    /// responses off, or expect to be told to cancel one.
    Deny,
    /// Forward it, and send the server this.
    Cancel(Cancel<'a>),
}

/// A request to stop a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cancel<'a> {
    /// The response; none where the server did not name it, and there the one in progress is meant.
    pub response_id: Option<&'a str>,
}

impl Budget {
    /// What to do with an event, of either direction, that the meter has not observed yet.
    ///
    /// It is denied or cancelled once a bound is reached: `response.create` is denied, `input_audio_buffer.committed` too,
    /// and a `response.created` for which no client asked is cancelled. Anything else is allowed.
    ///
    /// The wire does not say which request a response answers. It is taken to be the oldest that asks for one in the
    /// conversation, or for one in none, as the response is; so where voice activity begins a response while a client waits
    /// for one, the first to begin is allowed. An `error` that names no event is taken to refuse the oldest request. Of
    /// requests that nothing has answered the last eight are known, and those that have one `event_id` are one.
    pub fn ask<'a>(&self, meter: &SessionMeter, event: &Event<'a>) -> Verdict<'a> {
        match event {
            Event::Server(event) => self.ask_server(meter, event),
            Event::Client(event) => self.ask_client(meter, event),
            Event::Unknown { .. } => Verdict::Allow,
        }
    }

    /// The same for an event that the server sent.
    pub fn ask_server<'a>(&self, meter: &SessionMeter, event: &ServerEvent<'a>) -> Verdict<'a> {
        match event {
            ServerEvent::InputAudioBufferCommitted(_) if self.is_spent(meter) => Verdict::Deny,
            ServerEvent::ResponseCreated(created) if meter.is_nobodys_wish(created) && self.is_spent(meter) => {
                Verdict::Cancel(Cancel::of(created.response))
            }
            _ => Verdict::Allow,
        }
    }

    /// The same for an event that the client sent.
    pub fn ask_client(&self, meter: &SessionMeter, event: &ClientEvent<'_>) -> Verdict<'static> {
        match event {
            ClientEvent::ResponseCreate(_) if self.is_spent(meter) => Verdict::Deny,
            _ => Verdict::Allow,
        }
    }

    /// Whether a bound is reached.
    pub fn is_spent(&self, meter: &SessionMeter) -> bool {
        let seconds = || (meter.audio_in() + meter.audio_out()).max(meter.elapsed_time()).max(meter.translated());
        self.tokens.is_some_and(|most| meter.all_tokens() >= most)
            || self.cost.is_some_and(|most| meter.cost() >= most)
            || self.seconds.is_some_and(|most| seconds() >= most)
    }
}

impl<'a> Cancel<'a> {
    fn of(response: &RealtimeResponse<'a>) -> Self {
        Self { response_id: response.id.filter(|id| !id.is_empty()) }
    }

    /// The `response.cancel` to send.
    pub fn frame(&self) -> Vec<u8> {
        let mut frame = format!(r#"{{"type":"{}""#, ClientKind::ResponseCancel.as_str()).into_bytes();
        if let Some(id) = self.response_id {
            frame.extend_from_slice(br#","response_id":""#);
            patch::write_text(id, &mut frame);
            frame.push(b'"');
        }
        frame.push(b'}');
        frame
    }
}
