//! [`Prices`]: the table, and how it is read.

use std::fmt;

use serde::Deserialize;
use toml::value::Datetime;

use super::Cost;
use super::pattern::{fits, weight};
use super::split::{self, SplitPolicy};
use crate::meter::{Name, Record, RecordKind, Usage};

/// What models cost.
#[derive(Debug, Clone)]
pub struct Prices {
    currency: String,
    valid_from: Option<String>,
    /// The heaviest first.
    rows: Vec<(String, Rates)>,
}

/// What one model costs, in pico-units a token; a minute of it, where it is billed so.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Rates {
    pub(super) input: [Option<u64>; 3],
    pub(super) cached: [Option<u64>; 3],
    pub(super) output: [Option<u64>; 3],
    pub(super) minute: Option<u64>,
}

/// What a record costs, if that can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Priced {
    /// So much.
    Cost(Cost),
    /// There is a usage, and the table has no price for it: the model is not known, or not in the table, or that
    /// modality of it.
    Unpriced,
    /// There is no usage to be priced.
    Unmetered,
}

impl Prices {
    /// Reads a table from TOML.
    ///
    /// # Errors
    /// It is not TOML, and on which line; or no table of prices, and why.
    pub fn from_toml(text: &str) -> Result<Self, PriceError> {
        let file: File = toml::from_str(text).map_err(|error| PriceError(error.to_string().trim_end().to_owned()))?;
        file.table()
    }

    /// Reads a table from JSON, of the same names.
    ///
    /// # Errors
    /// It is not JSON, and on which line; or no table of prices, and why.
    pub fn from_json(text: &str) -> Result<Self, PriceError> {
        let file: File = serde_json::from_str(text).map_err(|error| PriceError(error.to_string()))?;
        file.table()
    }

    /// What the amounts are in, such as `USD`.
    pub fn currency(&self) -> &str {
        &self.currency
    }

    /// Since when the prices hold, as the table says it.
    pub fn valid_from(&self) -> Option<&str> {
        self.valid_from.as_deref()
    }

    /// Whether the table has a price for the model. A [cut](Name::is_cut) name has that of its whole name, or of a pattern
    /// such as `ft:gpt-realtime*` that its head decides; none where a pattern weighs more that might match.
    pub fn knows(&self, model: &Name) -> bool {
        self.rates(model).is_some()
    }

    /// What a record costs.
    pub fn price(&self, record: &Record, policy: SplitPolicy) -> Priced {
        let Some(usage) = &record.usage else { return Priced::Unmetered };
        let Some(rates) = record.model.as_ref().and_then(|model| self.rates(model)) else { return Priced::Unpriced };
        let cost = match usage {
            Usage::Tokens(tokens) if tokens.is_empty() => return Priced::Unmetered,
            Usage::Tokens(tokens) => split::cost(tokens, rates, policy, record.kind != RecordKind::Transcription),
            Usage::Seconds(seconds) => rates.minute.map(|minute| {
                let amount = seconds.as_nanos().saturating_mul(u128::from(minute));
                Cost::exactly(amount.saturating_add(MINUTE / 2) / MINUTE)
            }),
        };
        cost.map_or(Priced::Unpriced, Priced::Cost)
    }

    pub(super) fn rates(&self, model: &Name) -> Option<&Rates> {
        let mut fitting = self.rows.iter().map(|(pattern, rates)| (fits(pattern, model), rates));
        let (fits, rates) = fitting.find(|(fits, _)| *fits != Some(false))?;
        fits.map(|_| rates)
    }
}

/// In nanoseconds.
const MINUTE: u128 = 60_000_000_000;

/// Why a text is no table of prices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceError(String);

impl fmt::Display for PriceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PriceError {}

/// A table as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    currency: String,
    valid_from: Option<Day>,
    model: Vec<Row>,
}

/// A date, and maybe a time of it, as it is written.
#[derive(Deserialize)]
#[serde(try_from = "Written")]
struct Day(String);

/// In TOML, a date needs no quotes.
#[derive(Deserialize)]
#[serde(untagged, expecting = "no date: one is like 2025-09-01")]
enum Written {
    Text(String),
    Date(Datetime),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    r#match: Patterns,
    #[serde(default)]
    input: Modalities,
    #[serde(default)]
    cached: Modalities,
    #[serde(default)]
    output: Modalities,
    minute: Option<f64>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a pattern, or a list of them")]
enum Patterns {
    One(String),
    Many(Vec<String>),
}

/// A million tokens each.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Modalities {
    text: Option<f64>,
    audio: Option<f64>,
    image: Option<f64>,
}

impl TryFrom<Written> for Day {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let text = match written {
            Written::Text(text) => text,
            Written::Date(date) => date.to_string(),
        };
        match text.parse() {
            Ok(Datetime { date: Some(_), .. }) => Ok(Self(text)),
            _ => Err(format!("`{text}` is no date: one is like 2025-09-01")),
        }
    }
}

impl File {
    fn table(self) -> Result<Prices, PriceError> {
        let mut rows: Vec<(String, Rates)> = Vec::new();
        for (at, row) in self.model.into_iter().enumerate() {
            let rates = row.rates();
            let patterns = match row.r#match {
                Patterns::One(pattern) => vec![pattern],
                Patterns::Many(patterns) => patterns,
            };
            let Some(first) = patterns.first() else {
                return Err(PriceError(format!("model {} of the table: `match` has no pattern", at + 1)));
            };
            let rates = rates.map_err(|(field, why)| PriceError(format!("`{field}` of `{first}`: {why}")))?;
            for pattern in patterns {
                if pattern.is_empty() {
                    return Err(PriceError(format!("model {} of the table: an empty `match` names none", at + 1)));
                }
                if rows.iter().any(|(other, _)| *other == pattern) {
                    return Err(PriceError(format!("`{pattern}` has two prices")));
                }
                rows.push((pattern, rates));
            }
        }
        // Stable: of equals the first stays first.
        rows.sort_by_key(|(pattern, _)| std::cmp::Reverse(weight(pattern)));
        Ok(Prices { currency: self.currency, valid_from: self.valid_from.map(|Day(day)| day), rows })
    }
}

impl Row {
    /// What the model costs; or of which field that is no price, and why.
    fn rates(&self) -> Result<Rates, (String, String)> {
        Ok(Rates {
            input: self.input.rates("input")?,
            cached: self.cached.rates("cached")?,
            output: self.output.rates("output")?,
            minute: amount(self.minute, Cost::UNIT as f64).map_err(|why| ("minute".to_owned(), why))?,
        })
    }
}

impl Modalities {
    fn rates(&self, name: &str) -> Result<[Option<u64>; 3], (String, String)> {
        // A unit a million tokens is a million pico-units a token.
        let rate = |field, price| amount(price, 1e6).map_err(|why| (format!("{name}.{field}"), why));
        Ok([rate("text", self.text)?, rate("audio", self.audio)?, rate("image", self.image)?])
    }
}

/// A price in pico-units: a decimal fraction is not exact as a float, and so is taken to the nearest whole one.
fn amount(price: Option<f64>, factor: f64) -> Result<Option<u64>, String> {
    match price {
        Some(price) if (0.0..=MOST).contains(&price) => Ok(Some((price * factor).round() as u64)),
        Some(price) => Err(format!("{price} is no price: one is from 0 to {MOST}")),
        None => Ok(None),
    }
}

/// The highest price, so that a token's is far from the bound of what holds it.
const MOST: f64 = 1e6;
