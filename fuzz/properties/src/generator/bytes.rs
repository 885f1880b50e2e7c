//! What the fuzzer gave, read as choices.

/// Choices made from the fuzzer's bytes; when those are used up, from numbers that look random and depend on all of
/// them, so that a short input makes as rich an event as a long one.
pub(crate) struct Bytes<'d> {
    data: &'d [u8],
    at: usize,
    state: u64,
}

impl<'d> Bytes<'d> {
    pub(crate) fn new(data: &'d [u8]) -> Self {
        Self { data, at: 0, state: hash(data) | 1 }
    }

    pub(crate) fn byte(&mut self) -> u8 {
        if let Some(&byte) = self.data.get(self.at) {
            self.at += 1;
            return byte;
        }
        // xorshift
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 32) as u8
    }

    /// A number below `end`, which is at most 65,536 and not 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let low = usize::from(self.byte());
        if end <= 256 { low % end } else { (low << 8 | usize::from(self.byte())) % end }
    }

    /// Once in `times` times; never for 0.
    pub(crate) fn one_in(&mut self, times: u8) -> bool {
        times != 0 && self.byte().is_multiple_of(times)
    }

    pub(crate) fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// A number below `end` that depends on every byte of the input: whatever inputs a fuzzer prefers, all of them are
    /// about equally likely.
    pub(crate) fn of_all_below(&self, end: usize) -> usize {
        (hash(self.data) >> 16) as usize % end
    }
}

fn hash(data: &[u8]) -> u64 {
    // FNV-1a, and a last multiplication for the upper bits of short inputs.
    let hash = data
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    (hash ^ hash >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
