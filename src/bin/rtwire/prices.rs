//! The table of prices, read from a file.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, anyhow};
use rtwire::price::Prices;

use crate::input::Name;

/// Reads a table: as JSON where the file is named so, else as TOML.
///
/// # Errors
/// It cannot be read, or is no table.
pub(crate) fn read(path: &Path) -> anyhow::Result<Prices> {
    let name = || Name::new(path).to_string();
    let text = fs::read_to_string(path).with_context(name)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let is_json = path.extension().and_then(OsStr::to_str).is_some_and(|end| end.eq_ignore_ascii_case("json"));
    let prices = if is_json { Prices::from_json(text) } else { Prices::from_toml(text) };
    prices.map_err(|error| anyhow!("{}: {error}", name()))
}
