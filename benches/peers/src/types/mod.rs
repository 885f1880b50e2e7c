//! The events once more, as a user of a serde peer would write them: borrowed, `Vec` for lists, no maps.
//!
//! Objects that the wire tells apart by a `type` of their own are one struct with the fields of all, which is the
//! quickest that serde can read: no buffering, no second look. Words of enums stay texts for the same reason. All
//! fields of rtwire's tables are here that servers and clients send in the workloads and the recordings.

mod choice;
pub mod event;
pub mod item;
mod json;
mod maybe;
pub mod response;
pub mod session;
mod text;

pub use choice::{Listed, Named};
pub use json::Json;
pub use maybe::Maybe;
pub use text::Text;

/// Declares an object: a struct for the serde peers, and how jiter and `get_many` read it by hand.
macro_rules! objects {
    ($(
        $(#[$meta:meta])*
        $name:ident { $( $field:ident $(($wire:literal))? : $type:ty ),* $(,)? }
    )*) => {$(
        $(#[$meta])*
        #[derive(serde::Deserialize, serde::Serialize)]
        #[serde(bound(deserialize = "'de: 'a"))]
        pub struct $name<'a> {
            $(
                $(#[serde(rename = $wire)])?
                #[serde(default)]
                pub $field: $type,
            )*
            #[serde(skip)]
            borrows: std::marker::PhantomData<&'a ()>,
        }

        impl<'a> crate::engines::jiter::Leaves for $name<'a> {
            fn leaves<S: crate::shared::leaves::Sink>(
                reader: &mut jiter::Jiter<'_>,
                peek: jiter::Peek,
                sink: &mut S,
                path: u64,
            ) -> jiter::JiterResult<()> {
                let key =
                    if peek == jiter::Peek::Object { reader.known_object()? } else { reader.next_object()? };
                crate::engines::jiter::members!(reader, sink, path, key, $($field $(($wire))? : $type),*)
            }
        }

        impl<'a> crate::engines::jiter::Members for $name<'a> {
            fn members<S: crate::shared::leaves::Sink>(
                reader: &mut jiter::Jiter<'_>,
                sink: &mut S,
                path: u64,
            ) -> jiter::JiterResult<()> {
                let key = reader.next_key()?;
                crate::engines::jiter::members!(reader, sink, path, key, $($field $(($wire))? : $type),*)
            }
        }

        impl<'a> $name<'a> {
            fn lazy_members<S: crate::shared::leaves::Sink>(raw: &str, sink: &mut S, path: u64) -> Option<()> {
                crate::engines::get_many::lazy_members!(raw, sink, path, $($field $(($wire))? : $type),*)
            }
        }

        impl crate::engines::get_many::Lazy for $name<'_> {
            fn lazy<S: crate::shared::leaves::Sink>(
                value: &sonic_rs::LazyValue<'_>,
                sink: &mut S,
                path: u64,
            ) -> Option<()> {
                Self::lazy_members(value.as_raw_str(), sink, path)
            }
        }
    )*};
}

pub(crate) use objects;
