//! Frames that are out of the ordinary.

/// The frame with a space before its last byte. Servers write no space at all, or spaces everywhere; the direct lane
/// declines what is neither, and here at the last moment. The tape lane does not mind.
pub fn declining(frame: &[u8]) -> Vec<u8> {
    let (last, all) = frame.split_last().expect("an object");
    assert_eq!(*last, b'}', "an object");
    [all, b" }"].concat()
}
