//! Metering: what a session costs, counted once, in tokens and seconds, by model and modality.
//!
//! A [`SessionMeter`] is fed with the events of one session, of both directions, decoded ([`observe`]) or as frames
//! ([`frame`]). For whatever is billed it hands out a [`Record`], as soon as the wire says what it cost, and keeps the sums;
//! a record is `Copy`, can be serialised, and where it goes is the gateway's business. A meter takes at most 4 KiB and owns
//! no memory, so that a gateway can hold one for each of its sessions.
//!
//! # What counts
//!
//! - Each response once, by its id, on the model in force when it was created; each transcribed item once, by item and
//!   content index, on the transcription model in force when the item was committed. A later `session.update` reprices
//!   nothing. Responses run side by side, and none overwrites another. The last eight
//!   responses and the last eight items that wait keep the model they began on, as long as no more than four models are in
//!   use; one beyond that has no model, rather than a wrong one.
//! - The last 128 ids that ended are remembered. Should the event of one come again, it does not count, and where it
//!   says another usage the first wins and [`conflicts`] counts. What is older is forgotten, [`evicted`] counts, and a
//!   sink that keeps the [keys](Record::key) still counts it once. The key of the same event is the same on both legs of a
//!   call, for it is made of nothing but names.
//! - Tokens by direction, modality, and cached or not: as they were sent, a response's in both spellings of the details. What is
//!   missing is [absent](Tokens::get), not 0; what is cached is a part of the input, and what is reasoning of the output.
//!   Parts that exceed their total are [flagged](Record::is_inconsistent).
//! - A usage of the wrong shape is absent, and [`malformed_usage`] counts it. A frame that cannot be decoded and claims
//!   to be of a kind that is billed is counted by [`undecodable_billable`].
//! - A response that was created and not done is [`unsettled`]; [`close`] makes a record of it that is marked as
//!   [estimated](Certainty). At most eight are waited for; the oldest of more is handed out so, too.
//!
//! [`observe`]: SessionMeter::observe
//! [`frame`]: SessionMeter::frame
//! [`conflicts`]: SessionMeter::conflicts
//! [`evicted`]: SessionMeter::evicted
//! [`malformed_usage`]: SessionMeter::malformed_usage
//! [`undecodable_billable`]: SessionMeter::undecodable_billable
//! [`unsettled`]: SessionMeter::unsettled
//! [`close`]: SessionMeter::close
//!
//! No order of whole events changes a sum of tokens or seconds, but where one id has several usages, of which the first
//! counts, be it none; which model a record has does depend on it.
//!
//! # Beside a relay
//!
//! ```
//! use rtwire::meter::{Budget, SessionKey, SessionMeter, Verdict};
//! use rtwire::{Decoder, Result};
//!
//! /// Gives what should be sent to the server besides.
//! fn from_server(frame: &[u8], meter: &mut SessionMeter, budget: &Budget, decoder: &mut Decoder) -> Result<Option<Vec<u8>>> {
//!     // What is wrong with a usage is not seen in a report that is full, and whoever sends enough of what is unknown fills it.
//!     if decoder.drift().entries().len() > 100 {
//!         decoder.clear_drift();
//!     }
//!     let event = decoder.server(frame).inspect_err(|_| meter.note_undecodable(frame))?;
//!     let besides = match budget.ask_server(meter, &event) {
//!         Verdict::Allow => None,
//!         Verdict::Cancel(cancel) => Some(cancel.frame()),
//!         // The input was committed: the server is not to answer it.
//!         Verdict::Deny => Some(TURNS_OFF.to_vec()),
//!     };
//!     if let Some(mut record) = meter.observe_server(&event) {
//!         meter.note_drift(&mut record, decoder.drift());
//!         println!("{}", serde_json::to_string(&record).unwrap_or_default());
//!     }
//!     Ok(besides)
//! }
//!
//! const TURNS_OFF: &[u8] =
//!     br#"{"type":"session.update","session":{"type":"realtime","audio":{"input":{"turn_detection":null}}}}"#;
//!
//! let (mut decoder, mut meter) = (Decoder::new(), SessionMeter::new(SessionKey::new("call 7")));
//! let frame = br#"{"type":"input_audio_buffer.committed","item_id":"item_1"}"#;
//! assert_eq!(from_server(frame, &mut meter, &Budget::default(), &mut decoder)?, None);
//! assert_eq!(meter.counts().turns, 1);
//! # Ok::<(), rtwire::Error>(())
//! ```

mod asked;
mod audio;
mod budget;
mod counts;
mod ended;
mod frame;
mod key;
mod model;
mod name;
mod record;
mod response;
mod seen;
mod session;
mod settings;
mod sink;
mod snapshot;
mod tokens;
mod transcription;

pub use budget::{Budget, Cancel, Verdict};
pub use counts::{Counts, Limit, Tally};
pub use frame::{Direction, claims_to_be_billed};
pub use key::{IdempotencyKey, SessionKey};
pub use name::Name;
#[cfg(feature = "owned")]
pub(crate) use record::status;
pub use record::{Certainty, CloseReason, Delivered, Record, RecordKind, Usage};
pub use session::{SessionMeter, Unsettled};
pub use snapshot::{Snapshot, SnapshotError};
pub use tokens::{Cell, Tokens};
pub use transcription::Transcriptions;
