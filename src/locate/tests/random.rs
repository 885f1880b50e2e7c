//! [`Random`]: texts that are nearly right.

use std::ops::Range;

/// Texts with every kind of token, for cutting and mutating.
pub(super) const SEEDS: &[&str] = &[
    r#"{"type":"response.done","response":{"output":[{"content":[{"text":"a\nb"}]}],"usage":null}}"#,
    r#" [ -0 , 1.5e+3 , 12E-7 , 0.25, true , false , null , "" , {} , [] , [ [ ] ] ] "#,
    "{\"k\\u00e9y\":\"\\ud83d\\ude00 \u{e9}\u{1F600}\",\r\n\t\"\":{\"a\":{\"a\":[1,{\"b\":-12}]}},\"\\\"\\\\\\/\":10}",
    r#"{"delta":"AAAA","output_index":0,"content_index":12,"event_id":"event_1"}"#,
    "-12.50e2",
    "\"\\ud83d\\udE00\\u12aF\"",
];

/// Xorshift: the same cases on every run.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end
    }

    pub(super) fn byte(&mut self) -> u8 {
        let likely = b"{}[]:,\"\\u0019-+.eEtrfalsn dD8c\n\xC3\xA9";
        match self.below(8) {
            0 => self.below(256) as u8,
            _ => likely[self.below(likely.len())],
        }
    }

    pub(super) fn part(&mut self, text: &[u8]) -> Range<usize> {
        let start = self.below(text.len() + 1);
        start..start + self.below((text.len() - start).min(24) + 1)
    }

    pub(super) fn mutation(&mut self) -> Vec<u8> {
        let mut text = SEEDS[self.below(SEEDS.len())].as_bytes().to_vec();
        for _ in 0..self.below(4) {
            let part = self.part(&text);
            match self.below(7) {
                0 => text.truncate(part.start),
                1 => drop(text.drain(part)),
                2 => {
                    let copy = text[part.clone()].to_vec();
                    text.splice(part.start..part.start, copy);
                }
                3 => {
                    let other = SEEDS[self.below(SEEDS.len())].as_bytes();
                    let from = self.part(other);
                    text.splice(part, other[from].iter().copied());
                }
                4 => text.insert(part.start, self.byte()),
                5 if part.start < text.len() => text[part.start] ^= 1 << self.below(8),
                _ if part.start < text.len() => text[part.start] = self.byte(),
                _ => {}
            }
        }
        text
    }
}
