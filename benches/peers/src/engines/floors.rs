//! What no reader can be quicker than: copying the frames, and checking that they are UTF-8.

use std::hint::black_box;

use crate::shared::workload::Workload;

/// A buffer that frames are copied to.
#[derive(Default)]
pub struct Copy(Vec<u8>);

impl Copy {
    /// Copies all frames, one over the other; how many there were.
    pub fn pass(&mut self, workload: &Workload) -> u64 {
        let mut events = 0;
        for frame in workload.frames() {
            if self.0.len() < frame.len() {
                self.0.resize(frame.len(), 0);
            }
            self.0[..frame.len()].copy_from_slice(black_box(frame));
            black_box(&mut self.0);
            events += 1;
        }
        events
    }
}

/// Checks all frames; how many are UTF-8.
pub fn utf8(workload: &Workload) -> u64 {
    workload.frames().map(|frame| u64::from(simdutf8::basic::from_utf8(black_box(frame)).is_ok())).sum()
}
