//! What can happen in a session: one event each.

/// An event still to be made, of a session that says what stands in it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    // What servers send.
    Error,
    Created,
    Updated,
    Conversation,
    /// An item enters the conversation, or, in GA, is final.
    Item(Stage, Who),
    Retrieved,
    Truncated,
    Deleted,
    /// A piece of what the user said, from and to these bytes of it.
    HeardDelta(u32, u32),
    Heard,
    Segment(u32),
    HeardFailed,
    SpeechStarted,
    SpeechStopped,
    Committed,
    Cleared,
    TimedOut,
    Dtmf,
    Playing(Playing),
    ResponseCreated,
    ResponseDone,
    OutputItem(Stage),
    Part(Stage),
    /// A piece of what the model said, wrote or called with.
    Delta(u32, u32),
    /// So many samples.
    Audio(u32),
    AudioDone,
    /// The text, the transcript or the arguments, whole.
    Whole,
    McpList(Progress),
    McpCall(Progress),
    RateLimits,
    InputTranscript(u32, u32),
    OutputTranscript(u32, u32),
    OutputAudio(u32),
    Closed,
    // What clients send.
    Update,
    /// So many samples.
    Append(u32),
    Commit,
    Clear,
    StopPlaying,
    Create(Who),
    Retrieve,
    Truncate,
    Delete,
    Respond,
    Cancel,
    Close,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Begun,
    Done,
}

/// Whose item it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    User,
    Model,
    /// What the client gives back to the model.
    Client,
    /// The tools of a server afar.
    Tools,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Playing {
    Started,
    Stopped,
    Cleared,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    Begun,
    Completed,
    Failed,
}
