//! Tools that the model may call.

use crate::wire::{wire_either, wire_enum, wire_struct, wire_union};
use crate::{Json, Map, Maybe};

wire_union! {
    /// One tool.
    Tool<'a> {
        /// The client runs it.
        "function" => Function(FunctionTool<'a>),
        /// A remote server runs it. GA.
        "mcp" => Mcp(McpTool<'a>),
        untagged { else Function(FunctionTool) }
    }
}

wire_struct! {
    /// A function of the client's.
    FunctionTool<'a> {
        /// Absent from some beta sessions. A default has it.
        kind("type"): Maybe<&'a str> = "function",
        name: Maybe<&'a str>,
        description: Maybe<&'a str>,
        /// JSON Schema.
        parameters: Maybe<Json<'a>>,
        /// The three above, where they stand in an object of their own as in chat completions. Of xAI's servers.
        function: Maybe<ToolFunction<'a>>,
    }

    /// What a function is called, does and takes.
    ToolFunction<'a> {
        name: Maybe<&'a str>,
        description: Maybe<&'a str>,
        /// JSON Schema.
        parameters: Maybe<Json<'a>>,
    }

    /// A server of tools.
    McpTool<'a> {
        server_label: Maybe<&'a str>,
        server_url: Maybe<&'a str>,
        /// One of OpenAI's connectors; deprecated for models after 2026-09-01.
        connector_id: Maybe<ConnectorId<'a>>,
        tunnel_id: Maybe<&'a str>,
        [secret] authorization: Maybe<&'a str>,
        server_description: Maybe<&'a str>,
        [secret] headers: Maybe<Map<'a>>,
        allowed_tools: Maybe<AllowedTools<'a>>,
        allowed_callers: Maybe<&'a [AllowedCaller<'a>]>,
        require_approval: Maybe<RequireApproval<'a>>,
        defer_loading: Maybe<bool>,
    }

    /// Some of a server's tools.
    ToolFilter<'a> {
        tool_names: Maybe<&'a [&'a str]>,
        read_only: Maybe<bool>,
    }

    /// Which tools need approval.
    ApprovalPolicy<'a> {
        always: Maybe<ToolFilter<'a>>,
        never: Maybe<ToolFilter<'a>>,
    }
}

wire_either! {
    /// Which of a server's tools may be called.
    AllowedTools<'a> "array or object" {
        /// These.
        array => Names(&'a [&'a str]),
        /// Those that pass.
        object => Filter(ToolFilter<'a>),
    }

    /// Whether calls need approval.
    RequireApproval<'a> "string or object" {
        /// `always` or `never`.
        string => Word(ApprovalWord<'a>),
        /// By tool.
        object => Policy(ApprovalPolicy<'a>),
    }

    /// Whether the model must call a tool, and which.
    ToolChoice<'a> "string or object" {
        /// `auto`, `none` or `required`.
        string => Mode(ToolChoiceMode<'a>),
        /// This one.
        object => Tool(ToolChoiceObject<'a>),
    }
}

wire_union! {
    /// The tool that must be called.
    ToolChoiceObject<'a> {
        "function" => Function(ToolChoiceFunction<'a>),
        "mcp" => Mcp(ToolChoiceMcp<'a>),
    }
}

wire_struct! {
    /// A function that must be called.
    ToolChoiceFunction<'a> {
        name: Maybe<&'a str>,
    }

    /// A server whose tool must be called.
    ToolChoiceMcp<'a> {
        server_label: Maybe<&'a str>,
        name: Maybe<&'a str>,
    }
}

wire_enum! {
    /// Whether the model must call a tool.
    ToolChoiceMode<'a> {
        Auto = "auto",
        None = "none",
        Required = "required",
    }

    /// Whether calls need approval.
    ApprovalWord<'a> {
        Always = "always",
        Never = "never",
    }

    /// Who may call a tool.
    AllowedCaller<'a> {
        Direct = "direct",
        Programmatic = "programmatic",
    }

    /// A server that OpenAI runs.
    ConnectorId<'a> {
        Dropbox = "connector_dropbox",
        Gmail = "connector_gmail",
        GoogleCalendar = "connector_googlecalendar",
        GoogleDrive = "connector_googledrive",
        MicrosoftTeams = "connector_microsoftteams",
        OutlookCalendar = "connector_outlookcalendar",
        OutlookEmail = "connector_outlookemail",
        Sharepoint = "connector_sharepoint",
    }
}
