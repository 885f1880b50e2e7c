//! Any bytes at all.

use rtwire::Decoder;

/// No panic, whatever the bytes are.
pub fn any_bytes(data: &[u8]) {
    let _ = Decoder::new().any(data);
}
