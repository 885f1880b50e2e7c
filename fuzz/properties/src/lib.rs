//! What must hold of rtwire whatever it is given. Each property is the body of the fuzz target of its name.

mod account;
mod any_bytes;
mod damage;
mod expect;
mod generated_events;
mod generator;
mod lanes;
mod mutated_events;
mod reference;
pub mod tally;

pub use any_bytes::any_bytes;
pub use generated_events::generated_events;
pub use mutated_events::mutated_events;
