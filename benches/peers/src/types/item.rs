//! Items, their parts, and remote tools.

use super::{Json, Text, objects};

objects! {
    /// An item of any type.
    Item {
        id: Option<Text<'a>>,
        object: Option<Text<'a>>,
        kind("type"): Option<Text<'a>>,
        status: Option<Text<'a>>,
        role: Option<Text<'a>>,
        content: Option<Vec<Part<'a>>>,
        name: Option<Text<'a>>,
        call_id: Option<Text<'a>>,
        arguments: Option<Text<'a>>,
        output: Option<Text<'a>>,
        server_label: Option<Text<'a>>,
        tools: Option<Vec<RemoteTool<'a>>>,
        approval_request_id: Option<Text<'a>>,
        error: Option<RemoteError<'a>>,
        approve: Option<bool>,
        reason: Option<Text<'a>>,
    }

    /// A part of any type.
    Part {
        kind("type"): Option<Text<'a>>,
        text: Option<Text<'a>>,
        transcript: Option<Text<'a>>,
        audio: Option<Text<'a>>,
        image_url: Option<Text<'a>>,
        detail: Option<Text<'a>>,
        id: Option<Text<'a>>,
        format: Option<Text<'a>>,
    }

    /// A tool of a server's.
    RemoteTool {
        name: Option<Text<'a>>,
        description: Option<Text<'a>>,
        input_schema: Option<Json<'a>>,
        annotations: Option<Json<'a>>,
    }

    /// Why a server's tool was not called.
    RemoteError {
        kind("type"): Option<Text<'a>>,
        code: Option<i64>,
        message: Option<Text<'a>>,
    }

    /// What items belong to.
    Conversation {
        id: Option<Text<'a>>,
        object: Option<Text<'a>>,
    }
}
