//! Items: what a conversation is made of.

use super::{
    ContentPart, RealtimeMcpApprovalRequest, RealtimeMcpApprovalResponse, RealtimeMcpCall, RealtimeMcpListTools,
};
use crate::wire::{wire_enum, wire_struct, wire_union};

wire_union! {
    /// One item of a conversation or a response.
    RealtimeConversationItem<'a> {
        "message" => Message(RealtimeMessage<'a>),
        "function_call" => FunctionCall(RealtimeFunctionCall<'a>),
        "function_call_output" => FunctionCallOutput(RealtimeFunctionCallOutput<'a>),
        /// In `response.create` only.
        "item_reference" => ItemReference(RealtimeItemReference<'a>),
        "mcp_list_tools" => McpListTools(RealtimeMcpListTools<'a>),
        "mcp_call" => McpCall(RealtimeMcpCall<'a>),
        "mcp_approval_request" => McpApprovalRequest(RealtimeMcpApprovalRequest<'a>),
        "mcp_approval_response" => McpApprovalResponse(RealtimeMcpApprovalResponse<'a>),
    }
}

/// What `response.create` takes as input: an item, or a reference to one.
pub type RealtimeConversationItemWithReference<'a> = RealtimeConversationItem<'a>;

/// Its owned twin.
#[cfg(feature = "owned")]
pub type OwnedRealtimeConversationItemWithReference = OwnedRealtimeConversationItem;

wire_struct! {
    /// Somebody's words, written or spoken.
    RealtimeMessage<'a> {
        id: Option<&'a str>,
        /// `realtime.item`; absent from GA.
        object: Option<&'a str>,
        status: Option<ItemStatus<'a>>,
        role: Option<Role<'a>>,
        /// Empty while in progress.
        content: Option<&'a [ContentPart<'a>]>,
        /// What an assistant's message is for. GA, from models that announce what they do.
        phase: Option<MessagePhase<'a>>,
    }

    /// The model calls a function of the client's.
    RealtimeFunctionCall<'a> {
        id: Option<&'a str>,
        /// `realtime.item`; absent from GA.
        object: Option<&'a str>,
        status: Option<ItemStatus<'a>>,
        name: Option<&'a str>,
        call_id: Option<&'a str>,
        /// JSON, as text; empty at first.
        [content] arguments: Option<&'a str>,
    }

    /// What the function answered.
    RealtimeFunctionCallOutput<'a> {
        id: Option<&'a str>,
        /// `realtime.item`; absent from GA.
        object: Option<&'a str>,
        status: Option<ItemStatus<'a>>,
        call_id: Option<&'a str>,
        /// Any text.
        [content] output: Option<&'a str>,
    }

    /// An item by its id.
    RealtimeItemReference<'a> {
        id: Option<&'a str>,
    }

    /// What items belong to.
    Conversation<'a> {
        id: Option<&'a str>,
        /// `realtime.conversation`.
        object: Option<&'a str>,
    }
}

wire_enum! {
    /// How far an item is.
    ItemStatus<'a> {
        InProgress = "in_progress",
        Completed = "completed",
        Incomplete = "incomplete",
    }

    /// What a message of the assistant's is for.
    MessagePhase<'a> {
        /// Said before the answer, such as that a tool is being asked.
        Commentary = "commentary",
        FinalAnswer = "final_answer",
    }

    /// Who speaks.
    Role<'a> {
        System = "system",
        User = "user",
        Assistant = "assistant",
    }
}
