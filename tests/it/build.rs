use std::collections::BTreeSet;

use rtwire::client::*;
use rtwire::{
    AudioFormat, ClientEvent, ClientKind, Content, ContentPart, Decoder, FunctionTool, Json, Map, MaxTokens, Maybe,
    Modality, RealtimeAudio, RealtimeAudioInput, RealtimeConversationItem, RealtimeItemReference, RealtimeMessage,
    RealtimeResponseCreateParams, RealtimeSession, RealtimeSessionGA, RealtimeTranscriptionSession,
    RealtimeTranslationAudio, RealtimeTranslationOutput, RealtimeTranslationSession, Role, ServerVad, Session, Tool,
    ToolChoice, Transcription, TruncationObject, TurnDetection, Voice,
};
use serde_json::{Value, json};

/// What is built says what is meant, and reads as what was built.
fn says<'a>(event: impl Into<ClientEvent<'a>>, meant: Value) -> ClientKind {
    let event = event.into();
    let text = serde_json::to_string(&event).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), meant);
    let mut decoder = Decoder::new();
    assert_eq!(decoder.client(text.as_bytes()).unwrap(), event);
    assert!(decoder.drift().is_empty());
    event.kind().unwrap()
}

#[test]
fn every_client_event_can_be_built() {
    let schema = [("type", Json::String("object"))];
    let tools = [Tool::Function(FunctionTool::default().name("look").parameters(Json::Object(Map::new(&schema))))];
    let modalities = [Modality::Text, Modality::Audio];
    let beta = Session::Beta(
        RealtimeSession::default()
            .modalities(&modalities[..])
            .voice(Voice::Name("ash"))
            .turn_detection(Maybe::Null)
            .input_audio_format(AudioFormat::Name("pcm16"))
            .input_audio_transcription(Transcription::default().model("whisper-1").language(Maybe::Null))
            .tools(&tools[..])
            .temperature(0.8)
            .max_response_output_tokens(MaxTokens::Word("inf")),
    );
    let beta_meant = json!({"modalities": ["text", "audio"], "voice": "ash", "turn_detection": null,
        "input_audio_format": "pcm16", "input_audio_transcription": {"model": "whisper-1", "language": null},
        "tools": [{"type": "function", "name": "look", "parameters": {"type": "object"}}], "temperature": 0.8,
        "max_response_output_tokens": "inf"});
    let ga = Session::Realtime(
        RealtimeSessionGA::default()
            .audio(RealtimeAudio::default().input(RealtimeAudioInput::default().turn_detection(Maybe::Null)))
            .tool_choice(ToolChoice::Mode("required".into()))
            .max_output_tokens(MaxTokens::Count(512)),
    );
    let translation = Session::Translation(
        RealtimeTranslationSession::default()
            .audio(RealtimeTranslationAudio::default().output(RealtimeTranslationOutput::default().language("fr"))),
    );
    let transcription = RealtimeTranscriptionSession::default().turn_detection(Maybe::Null);
    let parts = [ContentPart::InputText(Content::default().text("Hi"))];
    let message = RealtimeConversationItem::Message(RealtimeMessage::default().role(Role::User).content(&parts[..]));
    let input = [message, RealtimeConversationItem::ItemReference(RealtimeItemReference::default().id("item_1"))];
    let params = RealtimeResponseCreateParams::default()
        .conversation("none")
        .metadata(Maybe::Null)
        .max_output_tokens(MaxTokens::Count(20))
        .input(&input[..]);

    let said = json!({"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hi"}]});
    let built = [
        says(SessionUpdate::default().session(&beta), json!({"type": "session.update", "session": beta_meant})),
        says(
            SessionUpdate::default().event_id("event_1").session(&ga),
            json!({"type": "session.update", "event_id": "event_1", "session": {"type": "realtime",
                "tool_choice": "required", "max_output_tokens": 512, "audio": {"input": {"turn_detection": null}}}}),
        ),
        says(
            SessionUpdate::default().session(&translation),
            json!({"type": "session.update", "session": {"audio": {"output": {"language": "fr"}}}}),
        ),
        says(
            TranscriptionSessionUpdate::default().session(&transcription),
            json!({"type": "transcription_session.update", "session": {"turn_detection": null}}),
        ),
        says(
            InputAudioBufferAppend::default().audio("AAAA"),
            json!({"type": "input_audio_buffer.append", "audio": "AAAA"}),
        ),
        says(InputAudioBufferCommit::default(), json!({"type": "input_audio_buffer.commit"})),
        says(InputAudioBufferClear::default(), json!({"type": "input_audio_buffer.clear"})),
        says(OutputAudioBufferClear::default(), json!({"type": "output_audio_buffer.clear"})),
        says(
            ConversationItemCreate::default().previous_item_id("root").item(&message),
            json!({"type": "conversation.item.create", "previous_item_id": "root", "item": said}),
        ),
        says(
            ConversationItemRetrieve::default().item_id("item_1"),
            json!({"type": "conversation.item.retrieve", "item_id": "item_1"}),
        ),
        says(
            ConversationItemTruncate::default().item_id("item_1").content_index(0).audio_end_ms(1500),
            json!({"type": "conversation.item.truncate", "item_id": "item_1", "content_index": 0, "audio_end_ms": 1500}),
        ),
        says(
            ConversationItemDelete::default().item_id("item_1"),
            json!({"type": "conversation.item.delete", "item_id": "item_1"}),
        ),
        says(ResponseCreate::default(), json!({"type": "response.create"})),
        says(ResponseCreate::default().response(Maybe::Null), json!({"type": "response.create", "response": null})),
        says(
            ResponseCreate::default().response(&params),
            json!({"type": "response.create", "response": {"conversation": "none", "metadata": null,
                "max_output_tokens": 20, "input": [said, {"type": "item_reference", "id": "item_1"}]}}),
        ),
        says(
            ResponseCancel::default().response_id("resp_1"),
            json!({"type": "response.cancel", "response_id": "resp_1"}),
        ),
        says(
            SessionInputAudioBufferAppend::default().audio("AAAA"),
            json!({"type": "session.input_audio_buffer.append", "audio": "AAAA"}),
        ),
        says(SessionClose::default(), json!({"type": "session.close"})),
    ];
    let kinds: BTreeSet<ClientKind> = built.into_iter().collect();
    assert_eq!(kinds.len(), 14, "one of each that the wire reference has");
}

#[test]
fn nothing_that_was_not_set_is_written() {
    assert_eq!(serde_json::to_string(&RealtimeResponseCreateParams::default()).unwrap(), "{}");
    assert_eq!(serde_json::to_string(&SessionUpdate::default()).unwrap(), r#"{"type":"session.update"}"#);
    let cancel = ClientEvent::from(ResponseCancel::default());
    assert_eq!(serde_json::to_string(&cancel).unwrap(), r#"{"type":"response.cancel"}"#);
}

#[test]
fn what_keeps_its_type_has_it_when_it_is_built() {
    let vad = TurnDetection::ServerVad(ServerVad::default().threshold(0.5));
    assert_eq!(serde_json::to_value(vad).unwrap(), json!({"type": "server_vad", "threshold": 0.5}));
    let tool = Tool::Function(FunctionTool::default().name("look"));
    assert_eq!(serde_json::to_value(tool).unwrap(), json!({"type": "function", "name": "look"}));
    let truncation = TruncationObject::default().retention_ratio(0.8);
    let expected = json!({"type": "retention_ratio", "retention_ratio": 0.8});
    assert_eq!(serde_json::to_value(truncation).unwrap(), expected);
    // What was read without one goes on without one.
    let frame = r#"{"type":"session.update","session":{"turn_detection":{"threshold":0.5},"tools":[{"name":"look"}]}}"#;
    let event = serde_json::to_value(Decoder::new().client(frame.as_bytes()).unwrap()).unwrap();
    assert_eq!(event, serde_json::from_str::<Value>(frame).unwrap());
}
