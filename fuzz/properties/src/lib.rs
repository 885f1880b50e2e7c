//! What must hold of rtwire whatever it is given. Each property is the body of the fuzz target of its name.

mod any_bytes;

pub use any_bytes::any_bytes;
