//! Whoever takes part.

pub mod alone;
pub mod async_openai;
pub mod floors;
pub mod get_many;
pub mod jiter;
pub mod lanes;
pub mod serde;
pub mod simdjson;
pub mod usage;
