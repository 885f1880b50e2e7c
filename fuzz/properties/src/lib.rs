//! What must hold of rtwire whatever it is given. Each property is the body of the fuzz target of its name.

mod account;
mod agrees_with_serde;
mod any_bytes;
mod damage;
mod direct_agrees_with_tape;
mod expect;
mod generated_events;
mod generator;
mod kernels_agree;
mod lanes;
/// Leaf accounting as the tests of rtwire have it.
#[path = "../../../tests/it/leaves.rs"]
#[allow(unreachable_pub, reason = "a module of the integration tests, where everything is public")]
mod leaves;
mod limits;
mod locate_agrees_with_value;
mod mutated_events;
mod ndjson_chunks;
mod ordered;
mod patch_leaves_the_rest;
mod peek_agrees_with_decode;
mod readers;
mod redact_leaves_the_rest;
/// What is left of a redacted frame, as the tests of rtwire look at it.
#[path = "../../../tests/it/redacted.rs"]
#[allow(unreachable_pub, reason = "a module of the integration tests, where everything is public")]
mod redacted;
mod reference;
mod reuse_equals_fresh;
pub mod tally;

/// The one list of properties: a function of that name in a module of that name.
macro_rules! properties {
    ($($name:ident),* $(,)?) => {
        $(pub use $name::$name;)*

        /// Every property with its name, which is that of its fuzz target.
        pub const PROPERTIES: &[(&str, fn(&[u8]))] = &[$((stringify!($name), $name)),*];
    };
}

properties! {
    agrees_with_serde,
    any_bytes,
    direct_agrees_with_tape,
    generated_events,
    kernels_agree,
    locate_agrees_with_value,
    mutated_events,
    ndjson_chunks,
    patch_leaves_the_rest,
    redact_leaves_the_rest,
    peek_agrees_with_decode,
    reuse_equals_fresh,
}
