//! Items of remote tools (MCP). GA.

use crate::Json;
use crate::wire::{wire_struct, wire_union};

wire_struct! {
    /// The tools that a server named.
    RealtimeMcpListTools<'a> {
        id: Option<&'a str>,
        server_label: Option<&'a str>,
        tools: Option<&'a [RealtimeMcpTool<'a>]>,
    }

    /// One tool of a server's.
    RealtimeMcpTool<'a> {
        name: Option<&'a str>,
        description: Option<&'a str>,
        /// JSON Schema.
        input_schema: Option<Json<'a>>,
        annotations: Option<Json<'a>>,
    }

    /// A call of a server's tool.
    RealtimeMcpCall<'a> {
        id: Option<&'a str>,
        server_label: Option<&'a str>,
        name: Option<&'a str>,
        /// JSON, as text.
        [content] arguments: Option<&'a str>,
        approval_request_id: Option<&'a str>,
        [content] output: Option<&'a str>,
        error: Option<RealtimeMcpError<'a>>,
    }

    /// The model asks to be allowed a call.
    RealtimeMcpApprovalRequest<'a> {
        id: Option<&'a str>,
        server_label: Option<&'a str>,
        name: Option<&'a str>,
        /// JSON, as text.
        [content] arguments: Option<&'a str>,
    }

    /// The client allows it or not.
    RealtimeMcpApprovalResponse<'a> {
        id: Option<&'a str>,
        approval_request_id: Option<&'a str>,
        approve: Option<bool>,
        [content] reason: Option<&'a str>,
    }
}

wire_union! {
    /// Why a call failed.
    RealtimeMcpError<'a> {
        "protocol_error" => Protocol(RealtimeMcpProtocolError<'a>),
        "tool_execution_error" => ToolExecution(RealtimeMcpToolExecutionError<'a>),
        "http_error" => Http(RealtimeMcpHttpError<'a>),
    }
}

wire_struct! {
    /// The server did not keep to the protocol.
    RealtimeMcpProtocolError<'a> {
        /// Of JSON-RPC; negative ones are usual.
        code: Option<i64>,
        [content] message: Option<&'a str>,
    }

    /// The tool failed.
    RealtimeMcpToolExecutionError<'a> {
        [content] message: Option<&'a str>,
    }

    /// The server could not be reached.
    RealtimeMcpHttpError<'a> {
        /// Of HTTP.
        code: Option<i64>,
        [content] message: Option<&'a str>,
    }
}
