//! Audio by its length: seconds from the length of base64 and the format that it is in, without decoding it.

use std::time::Duration;

use super::snapshot::{Reader, Stored, Writer};
use crate::{AudioCodec, AudioFormat, Maybe};

/// A length of audio, exact for every format that the wire has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Audio {
    /// Of 1/96,000 s: a byte of 24 kHz PCM has two, one of a telephone's formats twelve.
    ticks: u64,
}

impl Audio {
    pub(super) const NONE: Self = Self { ticks: 0 };

    #[inline]
    pub(super) fn add(&mut self, base64: &str, rate: Rate) {
        self.ticks = self.ticks.saturating_add(rate.ticks(bytes(base64)));
    }

    /// Adds what something came to since it was `before`.
    #[inline]
    pub(super) fn extend(&mut self, now: Self, before: Self) {
        self.ticks = self.ticks.saturating_add(now.ticks - before.ticks);
    }

    pub(super) fn length(self) -> Duration {
        let rest = self.ticks % TICKS_PER_SECOND;
        Duration::new(self.ticks / TICKS_PER_SECOND, (rest * 1_000_000_000 / TICKS_PER_SECOND) as u32)
    }
}

impl Stored for Audio {
    const SIZE: usize = 8;

    fn put(&self, out: &mut Writer<'_>) {
        self.ticks.put(out);
    }

    fn take(from: &mut Reader<'_>) -> Self {
        Self { ticks: Stored::take(from) }
    }
}

/// Bytes a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rate(u32);

impl Rate {
    /// 16-bit PCM of 24 kHz: what a session has that says nothing.
    pub(super) const PCM: Self = Self(48_000);
    /// A telephone's: 8 bits, 8 kHz.
    const TELEPHONE: Self = Self(8_000);

    /// That of a format; none of an unknown one.
    pub(super) fn of(format: &AudioFormat<'_>) -> Option<Self> {
        let (codec, rate) = match *format {
            AudioFormat::Name("pcm16" | "pcm") => return Some(Self::PCM),
            AudioFormat::Name("g711_ulaw" | "g711_alaw") => return Some(Self::TELEPHONE),
            AudioFormat::Object(object) => (object.kind.value()?, object.rate),
            _ => return None,
        };
        match (codec, rate) {
            (AudioCodec::Pcm, Maybe::Value(rate)) => Self::pcm(rate, 1),
            (AudioCodec::Pcm, _) => Some(Self::PCM),
            (AudioCodec::Pcmu | AudioCodec::Pcma, _) => Some(Self::TELEPHONE),
            (AudioCodec::Other(_), _) => None,
        }
    }

    /// 16-bit PCM of so many samples a second; none where that makes no sense.
    pub(super) fn pcm(samples: u64, channels: u64) -> Option<Self> {
        let rate = samples.checked_mul(channels)?.checked_mul(2)?;
        u32::try_from(rate).ok().filter(|&rate| rate > 0).map(Self)
    }

    #[inline]
    fn ticks(self, bytes: u64) -> u64 {
        match self {
            // Without a division, for it is what nearly every event has.
            Self::PCM => bytes * (TICKS_PER_SECOND / 48_000),
            Self(rate) => (u128::from(bytes) * u128::from(TICKS_PER_SECOND) / u128::from(rate.max(1))) as u64,
        }
    }
}

impl Stored for Rate {
    const SIZE: usize = 4;

    fn put(&self, out: &mut Writer<'_>) {
        self.0.put(out);
    }

    fn take(from: &mut Reader<'_>) -> Self {
        Self(Stored::take(from))
    }
}

/// How many bytes a text of base64 is, padded or not.
#[inline]
fn bytes(base64: &str) -> u64 {
    let text = base64.as_bytes();
    // Added up without a branch: whether a piece is padded is anybody's guess.
    let padding = text
        .last_chunk::<2>()
        .map_or(0, |&[before, last]| usize::from(last == b'=') + usize::from((before == b'=') & (last == b'=')));
    (text.len() - padding) as u64 * 3 / 4
}

const TICKS_PER_SECOND: u64 = 96_000;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Audio, Rate, bytes};
    use crate::{AudioCodec, AudioFormat, AudioFormatObject};

    #[test]
    fn bytes_are_counted_as_a_decoder_would() {
        for (text, len) in
            [("", 0), ("AA==", 1), ("AAA=", 2), ("AAAA", 3), ("AAAAAA==", 4), ("AA", 1), ("AAA", 2), ("=", 0), ("A", 0)]
        {
            assert_eq!(bytes(text), len, "{text}");
        }
    }

    #[test]
    fn a_second_is_a_second_in_every_format() {
        let pcm = |rate| AudioFormat::Object(AudioFormatObject::default().kind(AudioCodec::Pcm).rate(rate));
        let telephone = AudioFormat::Object(AudioFormatObject::default().kind(AudioCodec::Pcmu));
        let formats = [
            (AudioFormat::Name("pcm16"), 48_000),
            (AudioFormat::Name("g711_alaw"), 8_000),
            (telephone, 8_000),
            (pcm(24_000), 48_000),
            (pcm(16_000), 32_000),
            (pcm(8_000), 16_000),
        ];
        for (format, bytes) in formats {
            let mut audio = Audio::default();
            for _ in 0..250 {
                audio.add(&"A".repeat(bytes * 4 / 1_000), Rate::of(&format).unwrap());
            }
            assert_eq!(audio.length(), Duration::from_millis(750), "{format:?}");
        }
        assert_eq!(Rate::of(&AudioFormat::Name("opus")), None);
        assert_eq!(Rate::pcm(0, 1), None);
        assert_eq!(Rate::pcm(u64::MAX, 2), None);
    }
}
