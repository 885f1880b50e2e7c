//! Which item it is, whatever its type.

use crate::RealtimeConversationItem;

impl<'a> RealtimeConversationItem<'a> {
    /// The item's id, whatever its type; none where none was sent.
    ///
    /// ```
    /// use rtwire::{Decoder, ServerEvent};
    ///
    /// let mut decoder = Decoder::new();
    /// for kind in ["message", "function_call", "one that is yet to come"] {
    ///     let frame = format!(r#"{{"type":"conversation.item.added","item":{{"id":"item_1","type":"{kind}"}}}}"#);
    ///     let ServerEvent::ConversationItemAdded(added) = decoder.server(frame.as_bytes())? else { panic!() };
    ///     assert_eq!(added.item.id(), Some("item_1"));
    /// }
    /// # Ok::<(), rtwire::Error>(())
    /// ```
    pub fn id(&self) -> Option<&'a str> {
        match self {
            Self::Message(item) => item.id,
            Self::FunctionCall(item) => item.id,
            Self::FunctionCallOutput(item) => item.id,
            Self::ItemReference(item) => item.id,
            Self::McpListTools(item) => item.id,
            Self::McpCall(item) => item.id,
            Self::McpApprovalRequest(item) => item.id,
            Self::McpApprovalResponse(item) => item.id,
            Self::Other { value, .. } => value.get("id")?.as_str(),
        }
    }
}
