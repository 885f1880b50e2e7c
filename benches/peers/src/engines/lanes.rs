//! Each of rtwire's lanes alone.

use crate::shared::engine::Engine;

/// The direct lane, for which what it declines is an error, and the tape lane.
#[cfg(feature = "lanes")]
pub fn all() -> Vec<Engine> {
    use rtwire::testing::{Lane, lane};

    let alone = |name, which| {
        let mut decoder = rtwire::Decoder::new();
        lane(&mut decoder, which);
        Engine::new(name, crate::shared::engine::Rtwire(decoder))
    };
    vec![alone("rtwire, direct lane", Lane::Direct), alone("rtwire, tape lane", Lane::Tape)]
}

/// None: the feature `lanes` is off.
#[cfg(not(feature = "lanes"))]
pub fn all() -> Vec<Engine> {
    Vec::new()
}
