//! Responses, as `response.created` and `response.done` hold them.

use super::id::Id;
use super::item::{self, Body};
use super::session::Session;
use super::tree::{ELEMENT, Tree};
use super::usage::Usage;
use super::{Dialect, settings};

/// How a response ended, or that it has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    InProgress,
    Completed,
    /// The user spoke.
    Interrupted,
    /// The client asked for it.
    Stopped,
    TooLong,
    Filtered,
    /// Too many tokens in a minute: the limit, what was used and what was asked for.
    Limited {
        limit: u32,
        used: u32,
        asked: u32,
    },
    Broken,
}

impl Status {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::Interrupted | Self::Stopped => "cancelled",
            Self::TooLong | Self::Filtered => "incomplete",
            Self::Limited { .. } | Self::Broken => "failed",
        }
    }

    /// That of the items which such a response leaves.
    pub(super) fn of_items(self) -> &'static str {
        match self {
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            _ => "incomplete",
        }
    }
}

/// Writes a response of `session` under `response`.
pub(super) fn write(
    tree: &mut Tree,
    session: &Session,
    id: Id,
    status: Status,
    output: &[(Id, Body<'_>)],
    usage: Option<&Usage>,
) {
    let items = |tree: &mut Tree| {
        for (id, body) in output {
            item::write(tree, ELEMENT, session.dialect, Some(*id), status.of_items(), body);
        }
    };
    write_with(tree, session, id, status, items, usage);
}

/// Likewise, with `output` to write the items.
pub(super) fn write_with(
    tree: &mut Tree,
    session: &Session,
    id: Id,
    status: Status,
    output: impl FnOnce(&mut Tree),
    usage: Option<&Usage>,
) {
    let settings = &session.settings;
    tree.object("response", |tree| {
        tree.name("object", "realtime.response");
        tree.id("id", id);
        tree.name("status", status.name());
        details(tree, status);
        tree.array("output", output);
        tree.id("conversation_id", session.conversation);
        match session.dialect {
            Dialect::Beta => {
                tree.names("modalities", settings.modalities(session.dialect));
                tree.name("voice", settings.voice);
                tree.name("output_audio_format", "pcm16");
                tree.thousandths("temperature", settings.temperature.into());
                settings::max_tokens(tree, "max_output_tokens", settings.max_tokens);
            }
            Dialect::Ga => {
                tree.names("output_modalities", settings.modalities(session.dialect));
                settings::max_tokens(tree, "max_output_tokens", settings.max_tokens);
                tree.object("audio", |tree| {
                    tree.object("output", |tree| {
                        settings::format(tree, session.dialect, settings.telephone);
                        settings.voice(tree);
                    });
                });
            }
        }
        match usage {
            Some(usage) => usage.write(tree, "usage", session.dialect),
            None => tree.null("usage"),
        }
        match session.label {
            Some(label) => tree.object("metadata", |tree| tree.id("request_id", label)),
            None => tree.null("metadata"),
        }
    });
}

fn details(tree: &mut Tree, status: Status) {
    const KEY: &str = "status_details";
    let because = |tree: &mut Tree, reason: &str| {
        tree.object(KEY, |tree| {
            tree.name("type", status.name());
            tree.name("reason", reason);
        });
    };
    match status {
        Status::InProgress | Status::Completed => tree.null(KEY),
        Status::Interrupted => because(tree, "turn_detected"),
        Status::Stopped => because(tree, "client_cancelled"),
        Status::TooLong => because(tree, "max_output_tokens"),
        Status::Filtered => because(tree, "content_filter"),
        Status::Limited { limit, used, asked } => tree.object(KEY, |tree| {
            tree.name("type", "failed");
            tree.object("error", |tree| {
                tree.name("type", "tokens");
                tree.name("code", "rate_limit_exceeded");
                tree.name(
                    "message",
                    &format!(
                        "Too many tokens in the last minute: the limit is {limit}, {used} were used and this response \
                         needs about {asked} more. Try again in a few seconds, or ask for a higher limit."
                    ),
                );
            });
        }),
        Status::Broken => tree.object(KEY, |tree| {
            tree.name("type", "failed");
            tree.object("error", |tree| {
                tree.name("type", "server_error");
                tree.name("code", "internal_error");
                tree.name("message", "Something went wrong on our side before the first word. Please try again.");
            });
        }),
    }
}
