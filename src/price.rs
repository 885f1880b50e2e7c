//! Prices: what the records of a [meter](crate::meter) cost, in integers.
//!
//! A table of prices is read from TOML or JSON. A price is what a million tokens cost, or as `minute` what a minute does:
//! from 0 to 1,000,000 of the currency. Amounts are kept in pico-units of it, so that a price of a millionth a million tokens
//! is whole. A price is taken to the nearest whole pico-unit a token; of what is computed nothing is rounded before it
//! is shown, but the part of a pico-unit that seconds may leave.
//!
//! ```
//! use rtwire::Decoder;
//! use rtwire::meter::{Direction, SessionKey, SessionMeter};
//! use rtwire::price::{Priced, Prices, SplitPolicy};
//!
//! let prices = Prices::from_toml(r#"
//!     currency = "USD"
//!     valid_from = "2025-09-01"
//!     [[model]]
//!     match = ["gpt-realtime", "gpt-realtime-2025-*"]
//!     input = { text = 4.00, audio = 32.00, image = 5.00 }
//!     cached = { text = 0.40, audio = 0.40, image = 0.50 }
//!     output = { text = 16.00, audio = 64.00 }
//!     [[model]]
//!     match = "whisper-1"
//!     minute = 0.006
//! "#)?;
//!
//! let mut meter = SessionMeter::new(SessionKey::new("sess_1"));
//! meter.assume_model("gpt-realtime-2025-08-28");
//! let frame = br#"{"type":"response.done","response":{"id":"resp_1","usage":{"input_tokens":1000,"output_tokens":100,
//!     "input_token_details":{"text_tokens":200,"audio_tokens":800,"cached_tokens":500},
//!     "output_token_details":{"text_tokens":20,"audio_tokens":80}}}}"#;
//! let record = meter.frame(Direction::Server, frame, &mut Decoder::new())?.unwrap();
//! // Which of the input was cached the server did not say: between 500 of audio, and all text and 300 of audio.
//! let Priced::Cost(cost) = prices.price(&record, SplitPolicy::Range) else { panic!() };
//! assert_eq!(cost.to_string(), "0.0160 to 0.0216");
//! let Priced::Cost(cost) = prices.price(&record, SplitPolicy::High) else { panic!() };
//! assert_eq!(cost.low, cost.high);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is not known
//!
//! - A model that no pattern matches is [unpriced](Priced::Unpriced), not free; so is a modality that the table has no
//!   price for. Of patterns that match the longest wins; a `*` in one stands for any text, and counts nothing. Of those of
//!   the same length it is the one without a `*`, and else the first of the table.
//! - What is cached costs as the input does where the table has no price for it in `cached`.
//! - Where the wire does not say which modality tokens are of, or which of them were cached, the cost is a range from the
//!   cheapest to the dearest that the counts allow, or what a [`SplitPolicy`] makes of it.
//! - Reasoning is text: a part of what was told as text, or apart from it, where there are more than were told.
//! - Where nothing says how many tokens a direction has in all, the cost is that of those that are told and [at
//!   least](Cost::at_least) that much.
//! - Parts that exceed their total are taken as they are, but no more is cached than there is.

mod cost;
mod pattern;
mod split;
mod table;
#[cfg(test)]
mod tests;

pub use cost::Cost;
pub use split::SplitPolicy;
pub use table::{PriceError, Priced, Prices};
