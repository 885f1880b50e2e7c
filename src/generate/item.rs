//! Items, as every event that holds one writes them.

use super::Dialect;
use super::id::Id;
use super::tools::Tool;
use super::tree::{ELEMENT, Tree};

/// What an item holds besides its id and status.
#[derive(Debug, Clone, Copy)]
pub(super) enum Body<'a> {
    /// What the user said, not yet transcribed.
    Heard,
    /// What the user wrote.
    Asked(&'a str),
    /// A picture, as base64, and a question about it.
    Shown(&'a [u8], &'a str),
    System(&'a str),
    /// Of the model, before its first part.
    Begun,
    Spoken(&'a str),
    Written(&'a str),
    /// As retrieved, with its audio in base64.
    Recorded(&'a str, &'a [u8]),
    Call {
        tool: &'a Tool,
        call: Id,
        arguments: &'a str,
    },
    Answer {
        call: Id,
        output: &'a str,
    },
    /// These tools, so many times over.
    McpTools(&'a [Tool], u32),
    McpCall {
        tool: &'a Tool,
        arguments: &'a str,
        approval: Option<Id>,
        /// `None` until it is over.
        outcome: Option<Result<&'a str, McpFailure>>,
    },
    ApprovalRequest {
        tool: &'a Tool,
        arguments: &'a str,
    },
    ApprovalResponse {
        request: Id,
        reason: Option<&'a str>,
    },
}

#[derive(Debug, Clone, Copy)]
pub(super) enum McpFailure {
    Protocol,
    Tool,
    Http,
}

pub(super) const SERVER_LABEL: &str = "harbour";

pub(super) fn write(
    tree: &mut Tree,
    key: &'static str,
    dialect: Dialect,
    id: Option<Id>,
    status: &str,
    body: &Body<'_>,
) {
    tree.object(key, |tree| {
        if let Some(id) = id {
            tree.id("id", id);
        }
        let kind = match body {
            Body::Call { .. } => "function_call",
            Body::Answer { .. } => "function_call_output",
            Body::McpTools(..) => "mcp_list_tools",
            Body::McpCall { .. } => "mcp_call",
            Body::ApprovalRequest { .. } => "mcp_approval_request",
            Body::ApprovalResponse { .. } => "mcp_approval_response",
            _ => "message",
        };
        let remote = kind.starts_with("mcp");
        if dialect == Dialect::Beta && !remote {
            tree.name("object", "realtime.item");
        }
        tree.name("type", kind);
        if !remote {
            tree.name("status", status);
        }
        fields(tree, dialect, body);
    });
}

fn fields(tree: &mut Tree, dialect: Dialect, body: &Body<'_>) {
    let (spoken, written) = match dialect {
        Dialect::Beta => ("audio", "text"),
        Dialect::Ga => ("output_audio", "output_text"),
    };
    match *body {
        Body::Heard => message(tree, "user", |tree| {
            tree.object(ELEMENT, |tree| {
                tree.name("type", "input_audio");
                tree.null("transcript");
            });
        }),
        Body::Asked(text) => message(tree, "user", |tree| part(tree, "input_text", "text", text)),
        Body::Shown(picture, text) => message(tree, "user", |tree| {
            tree.object(ELEMENT, |tree| {
                tree.name("type", "input_image");
                tree.string("image_url", |leaf| {
                    leaf.extend_from_slice(b"data:image/png;base64,");
                    leaf.extend_from_slice(picture);
                });
                tree.name("detail", "low");
            });
            part(tree, "input_text", "text", text);
        }),
        Body::System(text) => message(tree, "system", |tree| part(tree, "input_text", "text", text)),
        Body::Begun => message(tree, "assistant", |_| {}),
        Body::Spoken(text) => message(tree, "assistant", |tree| part(tree, spoken, "transcript", text)),
        Body::Written(text) => message(tree, "assistant", |tree| part(tree, written, "text", text)),
        Body::Recorded(text, audio) => message(tree, "assistant", |tree| {
            tree.object(ELEMENT, |tree| {
                tree.name("type", "audio");
                tree.text("transcript", text);
                tree.string("audio", |leaf| leaf.extend_from_slice(audio));
                tree.name("format", "pcm16");
            });
        }),
        Body::Call { tool, call, arguments } => {
            tree.name("name", tool.name);
            tree.id("call_id", call);
            tree.text("arguments", arguments);
        }
        Body::Answer { call, output } => {
            tree.id("call_id", call);
            tree.text("output", output);
        }
        Body::McpTools(tools, times) => {
            tree.name("server_label", SERVER_LABEL);
            tree.array("tools", |tree| {
                (0..times).for_each(|_| tools.iter().for_each(|tool| mcp_tool(tree, tool)));
            });
        }
        Body::McpCall { tool, arguments, approval, outcome } => {
            tree.name("server_label", SERVER_LABEL);
            tree.name("name", tool.name);
            tree.text("arguments", arguments);
            tree.id_or_null("approval_request_id", approval);
            match outcome {
                Some(Ok(output)) => tree.text("output", output),
                _ => tree.null("output"),
            }
            match outcome {
                Some(Err(failure)) => mcp_error(tree, failure),
                _ => tree.null("error"),
            }
        }
        Body::ApprovalRequest { tool, arguments } => {
            tree.name("server_label", SERVER_LABEL);
            tree.name("name", tool.name);
            tree.text("arguments", arguments);
        }
        Body::ApprovalResponse { request, reason } => {
            tree.id("approval_request_id", request);
            tree.flag("approve", reason.is_none());
            match reason {
                Some(reason) => tree.text("reason", reason),
                None => tree.null("reason"),
            }
        }
    }
}

fn message(tree: &mut Tree, role: &str, content: impl FnOnce(&mut Tree)) {
    tree.name("role", role);
    tree.array("content", content);
}

fn part(tree: &mut Tree, kind: &str, key: &'static str, text: &str) {
    tree.object(ELEMENT, |tree| {
        tree.name("type", kind);
        tree.text(key, text);
    });
}

fn mcp_tool(tree: &mut Tree, tool: &Tool) {
    tree.object(ELEMENT, |tree| {
        tree.name("name", tool.name);
        tree.text("description", tool.description);
        tool.schema(tree, "input_schema");
        tree.object("annotations", |tree| {
            tree.name("title", tool.name);
            tree.flag("readOnlyHint", true);
        });
    });
}

fn mcp_error(tree: &mut Tree, failure: McpFailure) {
    tree.object("error", |tree| match failure {
        McpFailure::Protocol => {
            tree.name("type", "protocol_error");
            tree.literal("code", "-32602");
            tree.name("message", "Arguments do not fit the schema.");
        }
        McpFailure::Tool => {
            tree.name("type", "tool_execution_error");
            tree.name("message", "The timetable could not be read.");
        }
        McpFailure::Http => {
            tree.name("type", "http_error");
            tree.int("code", 503);
            tree.name("message", "Service unavailable.");
        }
    });
}
