//! Whoever takes part.

pub mod jiter;
pub mod serde;
pub mod simdjson;
