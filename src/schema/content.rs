//! Content parts: what a message is made of.

use crate::wire::{wire_enum, wire_struct, wire_union};

wire_union! {
    /// One part of a message, or the `part` of `response.content_part.*`.
    ///
    /// The dialects name the same parts differently, and one response may name a part `audio` in one event and
    /// `output_audio` in the next; so every part has the same fields, of which it uses few.
    ContentPart<'a> {
        /// From the user or the system.
        "input_text" => InputText(Content<'a>),
        /// From the user.
        "input_audio" => InputAudio(Content<'a>),
        /// From the user. GA.
        "input_image" => InputImage(Content<'a>),
        /// From the assistant. Beta; in `part` of both dialects.
        "text" => Text(Content<'a>),
        /// From the assistant. Beta; in `part` of both dialects.
        "audio" => Audio(Content<'a>),
        /// From the assistant. GA.
        "output_text" => OutputText(Content<'a>),
        /// From the assistant. GA.
        "output_audio" => OutputAudio(Content<'a>),
        /// In the beta's `response.create` only.
        "item_reference" => ItemReference(Content<'a>),
    }
}

impl<'a> ContentPart<'a> {
    /// The fields of a known part, whatever its name.
    pub const fn content(&self) -> Option<&Content<'a>> {
        match self {
            Self::InputText(content)
            | Self::InputAudio(content)
            | Self::InputImage(content)
            | Self::Text(content)
            | Self::Audio(content)
            | Self::OutputText(content)
            | Self::OutputAudio(content)
            | Self::ItemReference(content) => Some(content),
            Self::Other { .. } => None,
        }
    }
}

wire_struct! {
    /// The fields of every content part.
    Content<'a> {
        /// Of text parts.
        [content] text: Option<&'a str>,
        /// Of audio parts; null until it is known.
        [content] transcript: Option<&'a str>,
        /// Base64, of audio parts; left out of announcements.
        [content] audio: Option<&'a str>,
        /// A data URI, of images.
        [content] image_url: Option<&'a str>,
        /// Of images.
        detail: Option<ImageDetail<'a>>,
        /// Of references: the item's.
        id: Option<&'a str>,
        /// Of retrieved audio; in an example of the published schema only.
        format: Option<&'a str>,
    }
}

wire_enum! {
    /// How closely an image is looked at.
    ImageDetail<'a> {
        Auto = "auto",
        Low = "low",
        High = "high",
    }
}
