//! What a response cost, in sums that add up.

use super::Dialect;
use super::random::Random;
use super::tree::Tree;

/// Tokens by modality. Sums are made when it is written, so they hold.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Usage {
    pub(super) text: u32,
    pub(super) audio: u32,
    pub(super) image: u32,
    pub(super) cached_text: u32,
    pub(super) cached_audio: u32,
    pub(super) output_text: u32,
    pub(super) output_audio: u32,
}

impl Usage {
    /// Of a response that read `text` and `audio`, of which all but the last turn may be cached, in blocks of 64.
    pub(super) fn of(text: u32, audio: u32, random: &mut Random) -> Self {
        let mut usage = Self { text, audio, ..Self::default() };
        if random.percent(80) {
            usage.cached_text = text - text.min(random.between(0, 90));
            usage.cached_text -= usage.cached_text % 64;
            usage.cached_audio = audio - audio.min(random.between(20, 200));
            usage.cached_audio -= usage.cached_audio % 64;
        }
        usage
    }

    pub(super) fn input(&self) -> u32 {
        self.text + self.audio + self.image
    }

    pub(super) fn output(&self) -> u32 {
        self.output_text + self.output_audio
    }

    pub(super) fn write(&self, tree: &mut Tree, key: &'static str, dialect: Dialect) {
        let images = dialect == Dialect::Ga;
        tree.object(key, |tree| {
            tree.int("total_tokens", (self.input() + self.output()).into());
            tree.int("input_tokens", self.input().into());
            tree.int("output_tokens", self.output().into());
            tree.object("input_token_details", |tree| {
                tree.int("text_tokens", self.text.into());
                tree.int("audio_tokens", self.audio.into());
                if images {
                    tree.int("image_tokens", self.image.into());
                }
                tree.int("cached_tokens", (self.cached_text + self.cached_audio).into());
                tree.object("cached_tokens_details", |tree| {
                    tree.int("text_tokens", self.cached_text.into());
                    tree.int("audio_tokens", self.cached_audio.into());
                    if images {
                        tree.int("image_tokens", 0);
                    }
                });
            });
            tree.object("output_token_details", |tree| {
                tree.int("text_tokens", self.output_text.into());
                tree.int("audio_tokens", self.output_audio.into());
            });
        });
    }
}
