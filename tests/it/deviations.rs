//! Where wires differ from their documents: one test a deviation, numbered as section 8 of the wire reference does.
//! 16, 21, 23 and 24 are about documents or connections, not about frames.

use rtwire::meter::{Cell, Tokens};
use rtwire::{
    AudioFormat, ClientEvent, ContentPart, ItemStatus, MaxTokens, Maybe, MessagePhase, RealtimeConversationItem,
    RealtimeMessage, RealtimeResponse, RealtimeResponseUsage, ResponseStatus, ServerEvent, Session, Tool,
    TranscriptionUsage, TurnDetection, Voice, peek,
};
use serde_json::json;

use crate::read::{back, client, drift, server};

/// Reads `$frame` as a server's `$kind`.
macro_rules! server {
    ($kind:ident, $frame:expr) => {
        match server($frame.as_bytes()) {
            ServerEvent::$kind(event) => event,
            event => panic!("{event:?}"),
        }
    };
}

fn message<'a>(item: &RealtimeConversationItem<'a>) -> RealtimeMessage<'a> {
    let RealtimeConversationItem::Message(message) = item else { panic!("{item:?}") };
    *message
}

fn done(response: &str) -> &'static RealtimeResponse<'static> {
    server!(ResponseDone, format!(r#"{{"type":"response.done","event_id":"e","response":{response}}}"#)).response
}

// 1
#[test]
fn previous_item_id_may_be_null_on_the_first_item() {
    let null = r#"{"type":"input_audio_buffer.committed","event_id":"e","previous_item_id":null,"item_id":"i"}"#;
    let absent = r#"{"type":"input_audio_buffer.committed","event_id":"e","item_id":"i"}"#;
    assert_eq!(server!(InputAudioBufferCommitted, null).previous_item_id, None);
    assert_eq!(server!(InputAudioBufferCommitted, null), server!(InputAudioBufferCommitted, absent));
    for kind in ["conversation.item.created", "conversation.item.added", "conversation.item.done"] {
        let frame = format!(r#"{{"type":"{kind}","previous_item_id":null,"item":{{"type":"message","id":"i"}}}}"#);
        assert_eq!(back(&frame), json!({"type": kind, "item": {"type": "message", "id": "i"}}));
        assert!(drift(&frame).is_empty());
    }
}

// 2
#[test]
fn a_user_audio_part_may_have_a_null_transcript_and_no_audio() {
    let frame = r#"{"type":"conversation.item.added","event_id":"e","previous_item_id":"p","item":{"id":"i",
        "type":"message","status":"completed","role":"user","content":[{"type":"input_audio","transcript":null}]}}"#;
    let added = server!(ConversationItemAdded, frame);
    let Some(&[ContentPart::InputAudio(part)]) = message(added.item).content else { panic!("{added:?}") };
    assert_eq!((part.transcript, part.audio), (None, None));
    assert!(drift(frame).is_empty());
}

// 3
#[test]
fn an_item_may_lack_its_object() {
    let frame = r#"{"type":"conversation.item.done","event_id":"e","item":{"id":"i","type":"function_call",
        "status":"completed","name":"f","call_id":"c","arguments":"{}"}}"#;
    let RealtimeConversationItem::FunctionCall(call) = server!(ConversationItemDone, frame).item else { panic!() };
    assert_eq!((call.object, call.name, call.arguments), (None, Some("f"), Some("{}")));
}

// 4
#[test]
fn a_message_may_lack_its_status_and_a_users_may_be_incomplete() {
    let item = |rest: &str| {
        let frame = format!(
            r#"{{"type":"conversation.item.done","item":{{"type":"message","role":"user"{rest},"content":[]}}}}"#
        );
        message(server!(ConversationItemDone, frame).item)
    };
    assert_eq!(item("").status, None);
    assert_eq!(item(r#","status":"incomplete""#).status, Some(ItemStatus::Incomplete));
}

// 5
#[test]
fn text_like_deltas_may_carry_obfuscation() {
    let place = r#""response_id":"r","item_id":"i","output_index":0,"content_index":0"#;
    let call = r#""response_id":"r","item_id":"i","output_index":0,"call_id":"c""#;
    let mcp = r#""response_id":"r","item_id":"i","output_index":0"#;
    for (kind, place) in [
        ("conversation.item.input_audio_transcription.delta", r#""item_id":"i","content_index":0"#),
        ("response.text.delta", place),
        ("response.output_text.delta", place),
        ("response.audio_transcript.delta", place),
        ("response.output_audio_transcript.delta", place),
        ("response.function_call_arguments.delta", call),
        ("response.mcp_call_arguments.delta", mcp),
    ] {
        let frame = format!(r#"{{"type":"{kind}","event_id":"e",{place},"delta":"d","obfuscation":"xyz"}}"#);
        assert_eq!(back(&frame)["obfuscation"], "xyz", "{kind}");
        assert!(drift(&frame).is_empty(), "{kind}");
    }
}

// 6
#[test]
fn a_part_may_be_audio_here_and_output_audio_there_and_have_a_format() {
    let part = r#"{"type":"response.content_part.done","event_id":"e","response_id":"r","item_id":"i",
        "output_index":0,"content_index":0,"part":{"type":"audio","transcript":"hi"}}"#;
    let ContentPart::Audio(audio) = server!(ResponseContentPartDone, part).part else { panic!() };
    assert_eq!(audio.transcript, Some("hi"));

    let item = r#"{"type":"response.output_item.done","event_id":"e","response_id":"r","output_index":0,
        "item":{"id":"i","type":"message","content":[{"type":"output_audio","transcript":"hi"}]}}"#;
    let item = message(server!(ResponseOutputItemDone, item).item);
    let Some(&[ContentPart::OutputAudio(output)]) = item.content else { panic!("{item:?}") };
    assert_eq!(output, *audio);

    let retrieved = r#"{"type":"conversation.item.retrieved","event_id":"e","item":{"id":"i","type":"message",
        "content":[{"type":"audio","transcript":"hi","audio":"AAA=","format":"pcm16"},{"type":"text","text":"t"}]}}"#;
    let item = message(server!(ConversationItemRetrieved, retrieved).item);
    let Some(&[ContentPart::Audio(audio), ContentPart::Text(text)]) = item.content else { panic!("{item:?}") };
    assert_eq!((audio.format, audio.audio, text.text), (Some("pcm16"), Some("AAA="), Some("t")));
    assert!(drift(retrieved).is_empty());
}

// 7
#[test]
fn a_voice_may_be_an_object() {
    let session = r#"{"type":"session.updated","event_id":"e","session":{"type":"realtime","id":"s","object":"o",
        "audio":{"output":{"voice":{"id":"voice_1"},"speed":1.0}}}}"#;
    let Session::Realtime(session) = server!(SessionUpdated, session).session else { panic!() };
    let voice = session.audio.value().unwrap().output.value().unwrap().voice.value();
    assert!(matches!(voice, Some(Voice::Custom(voice)) if voice.id == Maybe::Value("voice_1")), "{voice:?}");

    let response = done(r#"{"id":"r","audio":{"output":{"voice":{"id":"voice_1"}}}}"#);
    let voice = response.audio.unwrap().output.value().unwrap().voice.value();
    assert!(matches!(voice, Some(Voice::Custom(_))), "{voice:?}");
    assert_eq!(done(r#"{"id":"r","voice":"ash"}"#).voice, Some(Voice::Name("ash")));
}

// 8
#[test]
fn an_error_of_a_failed_response_may_have_a_message() {
    let response = done(
        r#"{"id":"r","status":"failed","status_details":{"type":"failed",
        "error":{"type":"server_error","code":"x","message":"sorry"}}}"#,
    );
    let error = response.status_details.unwrap().error.unwrap();
    assert_eq!((error.kind, error.code, error.message), (Some("server_error"), Some("x"), Some("sorry")));
}

// 9
#[test]
fn arguments_done_may_have_a_name_or_none() {
    let frame = |name: &str| {
        let frame = format!(
            r#"{{"type":"response.function_call_arguments.done","event_id":"e","response_id":"r","item_id":"i",
            "output_index":1,"call_id":"c"{name},"arguments":"{{}}"}}"#
        );
        server!(ResponseFunctionCallArgumentsDone, frame)
    };
    assert_eq!(frame(r#","name":"f""#).name, Some("f"));
    assert_eq!(frame("").name, None);
}

// 10
#[test]
fn a_transcription_may_have_no_usage() {
    let frame = |usage: &str| {
        let frame = format!(
            r#"{{"type":"conversation.item.input_audio_transcription.completed","event_id":"e","item_id":"i",
            "content_index":0,"transcript":"t"{usage}}}"#
        );
        server!(ConversationItemInputAudioTranscriptionCompleted, frame).usage
    };
    assert_eq!(frame(""), None);
    assert_eq!(frame(r#","usage":null"#), None);
    let Some(TranscriptionUsage::Duration(usage)) = frame(r#","usage":{"type":"duration","seconds":3}"#) else {
        panic!()
    };
    assert_eq!(usage.seconds, Some(3.0));
}

// 11
#[test]
fn a_response_may_have_null_usage_or_none() {
    assert_eq!(done(r#"{"id":"r","usage":null}"#).usage, None);
    assert_eq!(done(r#"{"id":"r"}"#).usage, None);
    assert_eq!(done(r#"{"id":"r","usage":{}}"#).usage.and_then(|usage| usage.total_tokens), None);
    assert_eq!(done(r#"{"id":"r","usage":{"total_tokens":0}}"#).usage.unwrap().total_tokens, Some(0));
}

// 12
#[test]
fn rate_limits_may_be_empty_or_tokens_alone_and_are_large() {
    let limits = |limits: &str| {
        let frame = format!(r#"{{"type":"rate_limits.updated","event_id":"e","rate_limits":{limits}}}"#);
        server!(RateLimitsUpdated, frame).rate_limits.unwrap()
    };
    assert!(limits("[]").is_empty());
    let [tokens] = limits(r#"[{"name":"tokens","limit":15000000,"remaining":14999000,"reset_seconds":0.001}]"#) else {
        panic!()
    };
    assert_eq!(tokens.name.map(|name| name.as_str()), Some("tokens"));
    assert_eq!(
        (tokens.limit, tokens.remaining, tokens.reset_seconds),
        (Some(15_000_000), Some(14_999_000), Some(0.001))
    );
}

// 13
#[test]
fn an_errors_code_param_and_event_id_may_be_null_or_absent() {
    let error = |rest: &str| {
        let frame = format!(r#"{{"type":"error","event_id":"e","error":{{"type":"t","message":"m"{rest}}}}}"#);
        assert!(drift(&frame).is_empty());
        server!(ErrorEvent, frame).error
    };
    let null = error(r#","code":null,"param":null,"event_id":null"#);
    assert_eq!((null.code, null.param, null.event_id), (None, None, None));
    assert_eq!(null, error(""));
    assert_eq!(error(r#","event_id":"client-1""#).event_id, Some("client-1"));
}

// 14
#[test]
fn an_error_of_a_failed_transcription_may_have_null_code_and_param() {
    let frame = r#"{"type":"conversation.item.input_audio_transcription.failed","event_id":"e","item_id":"i",
        "content_index":0,"error":{"type":"server_error","code":null,"message":"m","param":null}}"#;
    let failed = server!(ConversationItemInputAudioTranscriptionFailed, frame);
    assert_eq!((failed.error.code, failed.error.param, failed.error.message), (None, None, Some("m")));
    assert!(drift(frame).is_empty());
}

// 15
#[test]
fn a_transcription_session_is_announced_without_a_client_secret() {
    let frame = r#"{"type":"transcription_session.created","event_id":"e","session":{"id":"s",
        "object":"realtime.transcription_session","input_audio_transcription":{"model":"m","language":"","prompt":""}}}"#;
    let session = server!(TranscriptionSessionCreated, frame).session;
    assert!(session.client_secret.is_absent());
    assert_eq!(session.input_audio_transcription.value().unwrap().language, Maybe::Value(""));
    assert!(drift(frame).is_empty());
}

// 17
#[test]
fn a_session_may_be_full_of_nulls_and_of_newer_keys() {
    let beta = r#"{"type":"session.created","event_id":"e","session":{"object":"realtime.session","id":"s",
        "input_audio_noise_reduction":null,"turn_detection":{"type":"server_vad","idle_timeout_ms":null},
        "input_audio_transcription":null,"client_secret":null,"include":null,"tracing":null,"prompt":null,
        "truncation":"auto","expires_at":1}}"#;
    let Session::Beta(session) = server!(SessionCreated, beta).session else { panic!() };
    assert!(session.tracing.is_null() && session.prompt.is_null() && session.include.is_null());
    assert!(session.client_secret.is_null() && session.input_audio_transcription.is_null());
    let Maybe::Value(TurnDetection::ServerVad(vad)) = session.turn_detection else { panic!() };
    assert!(vad.idle_timeout_ms.is_null());

    let ga = r#"{"type":"session.updated","event_id":"e","session":{"type":"realtime","id":"s","tracing":null,
        "prompt":null,"include":null,"audio":{"input":{"noise_reduction":null,"turn_detection":null,
        "transcription":{"model":"m","language":null,"prompt":null}}}}}"#;
    let Session::Realtime(session) = server!(SessionUpdated, ga).session else { panic!() };
    let input = session.audio.value().unwrap().input.value().unwrap();
    assert!(input.turn_detection.is_null() && input.transcription.value().unwrap().prompt.is_null());
    for frame in [beta, ga] {
        assert!(drift(frame).is_empty(), "{:?}", drift(frame));
    }
}

// 18
#[test]
fn a_gateways_response_may_lack_nearly_everything() {
    let response = done(r#"{"id":"r","output":null}"#);
    assert_eq!((response.output, response.status_details, response.status), (None, None, None));
    assert!(response.conversation_id.is_absent() && response.audio.is_none());
    assert!(done(r#"{"id":"r","output":[]}"#).output.is_some_and(<[_]>::is_empty));
    assert_eq!(done("{}").id, None);
}

// 19
#[test]
fn whole_numbers_may_be_written_with_a_point() {
    let usage = |number: &str| -> RealtimeResponseUsage {
        *done(&format!(r#"{{"usage":{{"total_tokens":{number},"input_token_details":{{"text_tokens":{number}}}}}}}"#))
            .usage
            .unwrap()
    };
    assert_eq!(usage("12.0"), usage("12"));
    assert_eq!(usage("12.0").total_tokens, Some(12));
    let speed = |number: &str| {
        let frame = format!(r#"{{"type":"session.updated","session":{{"object":"o","speed":{number}}}}}"#);
        let Session::Beta(session) = server!(SessionUpdated, frame).session else { panic!() };
        session.speed
    };
    assert_eq!(speed("1"), speed("1.0"));
    assert_eq!(speed("1"), Maybe::Value(1.0));
    let delta = r#"{"type":"response.output_text.delta","output_index":2.0,"content_index":1e0,"delta":"d"}"#;
    let delta = server!(ResponseOutputTextDelta, delta);
    assert_eq!((delta.output_index, delta.content_index), (2, 1));
    assert_eq!(done(r#"{"max_output_tokens":4096.0}"#).max_output_tokens, Some(MaxTokens::Count(4096)));
}

// 20
#[test]
fn a_dtmf_event_has_no_event_id_and_its_published_type_begins_with_a_blank() {
    let frame = r#"{"type":"input_audio_buffer.dtmf_event_received","event":"9","received_at":1763605109}"#;
    let dtmf = server!(InputAudioBufferDtmfEventReceived, frame);
    assert_eq!((dtmf.event_id, dtmf.event, dtmf.received_at), (None, Some("9"), Some(1_763_605_109)));
    let spaced = frame.replace("input_audio_buffer.dtmf", " input_audio_buffer.dtmf");
    assert!(matches!(server(&spaced), ServerEvent::Unknown { raw, .. } if raw == spaced.as_bytes()));
}

// 22
#[test]
fn an_unknown_event_is_kept_as_it_came() {
    let frame = r#"{ "event_id" : "e", "type":"response.brand_new.delta", "x":[1,2,{"y":"\u00e9"}] }"#;
    let ServerEvent::Unknown { kind, raw } = server(frame) else { panic!() };
    assert_eq!((kind, raw), ("response.brand_new.delta", frame.as_bytes()));
    assert_eq!(server(frame).kind(), None);
    assert!(drift(frame).is_empty());
    let ClientEvent::Unknown { kind, raw } = client(frame) else { panic!() };
    assert_eq!((kind, raw), ("response.brand_new.delta", frame.as_bytes()));
}

// 8.1
#[test]
fn azure_sends_the_betas_session_for_ga_models_and_events_of_its_own() {
    let session = r#"{"type":"session.created","event_id":"e","session":{"id":"s","model":"gpt-realtime",
        "modalities":["audio","text"],"voice":{"name":"v","type":"azure-standard"},
        "turn_detection":{"type":"azure_semantic_vad","threshold":0.5}}}"#;
    let Session::Beta(beta) = server!(SessionCreated, session).session else { panic!() };
    assert_eq!(beta.turn_detection.value().unwrap().type_str(), "azure_semantic_vad");
    let Maybe::Value(Voice::Custom(voice)) = beta.voice else { panic!() };
    assert!(voice.id.is_absent());
    let report = [
        "session.created: session.voice.name | nothing | string",
        "session.created: session.voice.type | nothing | string",
        "session.created: session.turn_detection | known type | azure_semantic_vad",
    ];
    assert_eq!(drift(session), report);

    let cleared = r#"{"type":"output_audio_buffer.cleared"}"#;
    assert_eq!(server!(OutputAudioBufferCleared, cleared).response_id, None);
    for kind in ["warning", "session.avatar.connecting", "response.animation_viseme.delta", "response.video.delta"] {
        assert_eq!(server(format!(r#"{{"type":"{kind}","warning":{{"message":"m"}}}}"#)).type_str(), kind);
    }
    let usage = done(r#"{"usage":{"output_token_details":{"reasoning_tokens":9}}}"#).usage.unwrap();
    assert_eq!(usage.output_token_details.unwrap().reasoning_tokens, Some(9));
}

// 8.2
#[test]
fn other_servers_add_stamps_and_leave_out_ids() {
    let glm = r#"{"event_id":"e","type":"response.audio.delta","client_timestamp":1,"response_id":"r","item_id":"i",
        "output_index":0,"content_index":0,"delta":"AAA="}"#;
    assert_eq!(server!(ResponseAudioDelta, glm).delta, "AAA=");
    assert_eq!(drift(glm), ["response.audio.delta: client_timestamp | nothing | integer"]);
    let qwen = r#"{"type":"session.updated","session":{"object":"realtime.session","input_audio_format":"pcm"}}"#;
    let Session::Beta(session) = server!(SessionUpdated, qwen).session else { panic!() };
    assert_eq!(session.input_audio_format, Maybe::Value(AudioFormat::Name("pcm")));
    let bare = r#"{"type":"error","error":{"type":"t","message":"m"}}"#;
    assert_eq!(server!(ErrorEvent, bare).event_id, None);
    let plural = done(r#"{"status":"queued","usage":{"input_tokens_details":{"text_tokens":4}}}"#);
    assert_eq!(plural.status, Some(ResponseStatus::Other("queued")));
    assert_eq!(plural.usage.unwrap().input_tokens_details.unwrap().text_tokens, Some(4));
    assert_eq!(plural.usage.unwrap().input_token_details, None);
}

#[test]
fn xais_session_has_the_betas_settings_and_gas_audio() {
    let frame = r#"{"session":{"instructions":"i","voice":"human_Ara","turn_detection":{"type":"server_vad"},
        "model":"grok-voice-latest","audio":{"input":{"format":{"type":"audio/pcm","rate":16000},
        "transcription":{"model":"m"}},"output":{"format":{"type":"audio/pcmu"}}}},"type":"session.updated"}"#;
    let Session::Beta(session) = server!(SessionUpdated, frame).session else { panic!() };
    assert_eq!((session.instructions, session.voice.value()), (Maybe::Value("i"), Some(Voice::Name("human_Ara"))));
    let input = session.audio.value().unwrap().input.value().unwrap();
    assert_eq!(input.transcription.value().unwrap().model, Maybe::Value("m"));
    let Maybe::Value(AudioFormat::Object(format)) = input.format else { panic!("{input:?}") };
    assert_eq!(format.rate, Maybe::Value(16_000));
    assert!(drift(frame).is_empty());
    assert_eq!(back(frame), serde_json::from_str::<serde_json::Value>(frame).unwrap());
}

// As pydantic-ai's tests have recorded them in 2026.
#[test]
fn xais_responses_say_beside_themselves_what_they_cost() {
    let done = |inner: &str, beside: &str| {
        format!(
            r#"{{"type":"response.done","event_id":"e","response":{{"id":"r","object":"realtime.response","output":[],
            "status":"completed","status_details":"unimplemented"{inner}}},"response_id":"r"{beside},
            "previous_item_id":null}}"#
        )
    };
    let told = r#","usage":{"input_tokens":13,"input_token_details":{"text_tokens":13,"audio_tokens":0,"grok_tokens":0},
        "output_tokens":114,"output_token_details":{"text_tokens":8,"audio_tokens":106,"grok_tokens":0},
        "total_tokens":127,"output_audio_seconds":2.11,"billable_audio_seconds":1}"#;
    let empty = r#","usage":{}"#;
    for (inner, beside, total) in [
        (empty, told, Some(127)),
        ("", told, Some(127)),
        (r#","usage":null"#, told, Some(127)),
        (r#","usage":{"total_tokens":5}"#, told, Some(5)),
        (told, empty, Some(127)),
        (told, r#","usage":null"#, Some(127)),
        (empty, "", None),
    ] {
        let frame = done(inner, beside);
        let done = server!(ResponseDone, &frame);
        assert_eq!(done.billed().and_then(|usage| usage.total_tokens), total, "{frame}");
        let seconds =
            done.billed().and_then(|usage| Some((usage.output_audio_seconds?, usage.billable_audio_seconds?)));
        assert_eq!(seconds, (total == Some(127)).then_some((2.11, 1.0)), "{frame}");
        let Ok(Some(peek::Usage::Response { usage, .. })) = peek::usage(frame.as_bytes()) else { panic!("{frame}") };
        assert_eq!(usage.as_ref(), done.billed(), "{frame}");
    }
}

#[test]
fn xais_pieces_of_arguments_have_no_output_index() {
    let frame = r#"{"type":"response.function_call_arguments.delta","event_id":"e","item_id":"i","response_id":"r",
        "delta":"{\"city\":\"London\"}","call_id":"c","previous_item_id":null}"#;
    let delta = server!(ResponseFunctionCallArgumentsDelta, frame);
    assert_eq!((delta.output_index, delta.delta), (None, r#"{"city":"London"}"#));
}

#[test]
fn xais_transcriptions_come_piece_by_piece_and_may_be_completed_twice() {
    let updated = r#"{"type":"conversation.item.input_audio_transcription.updated","event_id":"e","item_id":"i",
        "transcript":"Hello","content_index":0}"#;
    assert_eq!(server!(ConversationItemInputAudioTranscriptionUpdated, updated).transcript, "Hello");
    let completed = r#"{"type":"conversation.item.input_audio_transcription.completed","event_id":"e","item_id":"i",
        "transcript":"Hello","content_index":0,"status":"in_progress"}"#;
    assert_eq!(server!(ConversationItemInputAudioTranscriptionCompleted, completed).status, Some("in_progress"));
    assert!(drift(updated).is_empty() && drift(completed).is_empty());
}

#[test]
fn xais_tools_have_an_object_for_their_function() {
    let frame = r#"{"type":"session.updated","session":{"voice":"v","tools":[{"type":"function",
        "function":{"name":"f","description":"d","parameters":{"type":"object"}}}]}}"#;
    let Session::Beta(session) = server!(SessionUpdated, frame).session else { panic!() };
    let Maybe::Value(&[Tool::Function(tool)]) = session.tools else { panic!("{session:?}") };
    let Maybe::Value(function) = tool.function else { panic!("{tool:?}") };
    assert_eq!((function.name, tool.name), (Maybe::Value("f"), Maybe::Absent));
    assert!(drift(frame).is_empty());
    assert_eq!(back(frame), serde_json::from_str::<serde_json::Value>(frame).unwrap());
}

// As Azure Voice Live, sglang-omni and Qwen's speech models write it.
#[test]
fn a_usage_may_have_counts_that_openai_has_not() {
    let usage = r#"{"prompt_tokens":120,"completion_tokens":8,"total_tokens":128,"characters":25,
        "input_token_details":{"cached_tokens":0,"cache_write_tokens":64}}"#;
    let usage = done(&format!(r#"{{"id":"r","usage":{usage}}}"#)).usage.unwrap();
    assert_eq!((usage.prompt_tokens, usage.completion_tokens, usage.characters), (Some(120), Some(8), Some(25)));
    assert_eq!(usage.input_token_details.unwrap().cache_write_tokens, Some(64));
    let tokens = Tokens::of_response(usage);
    assert_eq!((tokens.get(Cell::Input), tokens.get(Cell::Output)), (Some(120), Some(8)));
}

// Not in it yet: of 2026.
#[test]
fn a_message_may_say_what_it_is_for() {
    for (phase, read) in [("commentary", MessagePhase::Commentary), ("final_answer", MessagePhase::FinalAnswer)] {
        let frame = format!(
            r#"{{"type":"response.output_item.added","event_id":"e","response_id":"r","output_index":0,"item":{{
            "id":"i","type":"message","status":"in_progress","role":"assistant","content":[],"phase":"{phase}"}}}}"#
        );
        assert_eq!(message(server!(ResponseOutputItemAdded, &frame).item).phase, Some(read));
        assert!(drift(&frame).is_empty());
    }
}
