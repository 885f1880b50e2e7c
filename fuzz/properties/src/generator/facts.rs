//! What only the wire says, put where the document's objects lack it.
//!
//! `wire_only.tsv` names places by rtwire's views, the document by its own objects; that the one is the other is said
//! here, by hand.

use rtwire::ServerKind;

use super::list::{List, Shape};

type Event = (&'static str, bool, bool, usize);

/// The objects of the document that one view reads.
const PLACES: &[(&str, &[&str])] = &[
    ("RealtimeResponse", &["RealtimeResponse", "RealtimeBetaResponse"]),
    ("RealtimeResponseAudioOutput", &["RealtimeResponse.audio.output", "RealtimeResponseCreateParams.audio.output"]),
    ("RealtimeResponseStatusDetails", &["RealtimeResponse.status_details", "RealtimeBetaResponse.status_details"]),
    ("RealtimeResponseError", &["RealtimeResponse.status_details.error", "RealtimeBetaResponse.status_details.error"]),
    ("RealtimeResponseUsage", &["RealtimeResponse.usage", "RealtimeBetaResponse.usage"]),
    (
        "RealtimeResponseInputTokenDetails",
        &["RealtimeResponse.usage.input_token_details", "RealtimeBetaResponse.usage.input_token_details"],
    ),
    (
        "RealtimeResponseOutputTokenDetails",
        &["RealtimeResponse.usage.output_token_details", "RealtimeBetaResponse.usage.output_token_details"],
    ),
    ("RealtimeResponseCreateParams", &["RealtimeResponseCreateParams", "RealtimeBetaResponseCreateParams"]),
    ("RealtimeItemReference", &["RealtimeItemReference"]),
    ("ContentPart", CONTENT),
    ("Content", CONTENT),
    (
        "RealtimeAudioInput",
        &[
            "RealtimeSessionCreateRequestGA.audio.input",
            "RealtimeSessionCreateResponseGA.audio.input",
            "RealtimeTranscriptionSessionCreateRequestGA.audio.input",
            "RealtimeTranscriptionSessionCreateResponseGA.audio.input",
        ],
    ),
    (
        "RealtimeAudioOutput",
        &["RealtimeSessionCreateRequestGA.audio.output", "RealtimeSessionCreateResponseGA.audio.output"],
    ),
    (
        "NoiseReduction",
        &[
            "RealtimeSession.input_audio_noise_reduction",
            "RealtimeSessionCreateRequestGA.audio.input.noise_reduction",
            "RealtimeSessionCreateResponseGA.audio.input.noise_reduction",
            "RealtimeTranscriptionSessionCreateRequest.input_audio_noise_reduction",
            "RealtimeTranscriptionSessionCreateRequestGA.audio.input.noise_reduction",
            "RealtimeTranscriptionSessionCreateResponseGA.audio.input.noise_reduction",
            "RealtimeTranslationSession.audio.input.noise_reduction",
            "RealtimeTranslationSessionUpdateRequest.audio.input.noise_reduction",
        ],
    ),
    (
        "Transcription",
        &[
            "AudioTranscription",
            "AudioTranscriptionResponse",
            "RealtimeSessionCreateRequest.input_audio_transcription",
            "RealtimeTranslationSession.audio.input.transcription",
            "RealtimeTranslationSessionUpdateRequest.audio.input.transcription",
        ],
    ),
    ("RealtimeMessage", &["RealtimeConversationItemMessageAssistant"]),
    ("RealtimeSession", &["RealtimeSession", "RealtimeSessionCreateRequest"]),
    (
        "RealtimeTranscriptionSession",
        &["RealtimeTranscriptionSessionCreateRequest", "RealtimeTranscriptionSessionCreateResponse"],
    ),
    (
        "ClientSecret",
        &["RealtimeSessionCreateRequest.client_secret", "RealtimeTranscriptionSessionCreateResponse.client_secret"],
    ),
    ("ClientSecretExpiry", &["ClientSecretExpiry"]),
    (
        "FunctionTool",
        &["RealtimeFunctionTool", "RealtimeBetaResponseCreateParams.tools[]", "RealtimeSessionCreateRequest.tools[]"],
    ),
    ("ToolFunction", &["ToolFunction"]),
    ("TranslationUsage", &["TranslationUsage"]),
];

const CONTENT: &[&str] = &[
    "RealtimeConversationItemMessageSystem.content[]",
    "RealtimeConversationItemMessageUser.content[]",
    "RealtimeConversationItemMessageAssistant.content[]",
    "RealtimeServerEventResponseContentPartAdded.part",
    "RealtimeServerEventResponseContentPartDone.part",
];

/// Adds the facts about objects to the list, and to the events those that the document lacks.
pub(super) fn add(list: &mut List, events: &mut Vec<Event>, lines: impl Iterator<Item = &'static str>) {
    for line in lines {
        let [place, field, what, _evidence] = *line.split('\t').collect::<Vec<_>>() else { panic!("{line}") };
        if let Some(like) = what.strip_prefix("like ") {
            let alike = *events.iter().find(|event| event.0 == like).expect(like);
            events.push((place, alike.1, alike.2, alike.3));
            continue;
        }
        if field == "*" {
            let object = list.object(place);
            list.field(object, "type", Shape::Text(vec![place]), true);
            for (name, word) in what.split(' ').filter_map(|field| field.split_once(':')) {
                let shape = shape(list, place, name, word);
                list.field(object, name, shape, true);
            }
            events.push((place, true, false, object));
            continue;
        }
        let of_event = events.iter().any(|event| event.0 == place);
        for word in what.split(' ') {
            match (place, word) {
                // See `of_event`.
                _ if of_event => {}
                // Objects without a `type` are made of every union.
                (_, "\"\"") => {}
                ("RealtimeConversationItem", _) => {
                    let (union, object) =
                        (list.union("RealtimeConversationItem"), list.object("RealtimeItemReference"));
                    list.unions[union].push(object);
                    list.field(object, "type", Shape::Text(vec![word.trim_matches('"')]), true);
                }
                _ => {
                    let (_, objects) = PLACES.iter().find(|(view, _)| *view == place).expect(place);
                    for &name in *objects {
                        let object = list.object(name);
                        let shape = shape(list, place, field, word);
                        list.field(object, field, shape, false);
                    }
                }
            }
        }
    }
}

/// The fields that only the wire gives an event.
pub(super) fn of_event(list: &mut List, wire: &str) -> Vec<(&'static str, Shape)> {
    let lines = include_str!("../../../../tests/schema/wire_only.tsv").lines();
    let facts = lines.filter_map(|line| {
        let mut parts = line.split('\t');
        let (place, field, what) = (parts.next()?, parts.next()?, parts.next()?);
        (place == wire && field != "*").then(|| (field, shape(list, place, field, what)))
    });
    facts.collect()
}

/// What a word of the facts says of a field of that place; an object is told by the field's name, nearly always.
fn shape(list: &mut List, place: &str, field: &'static str, word: &'static str) -> Shape {
    let nested = match field {
        "voice" => "VoiceIdsOrCustomVoice",
        "input_audio_format" | "output_audio_format" => "RealtimeAudioFormats",
        "input_tokens_details" => "RealtimeResponse.usage.input_token_details",
        "output_tokens_details" => "RealtimeResponse.usage.output_token_details",
        "tool_choice" => "RealtimeSessionCreateRequestGA.tool_choice",
        "expires_after" => "ClientSecretExpiry",
        "function" => "ToolFunction",
        "usage" if place == ServerKind::ResponseDone.as_str() => "RealtimeResponse.usage",
        "usage" => "TranslationUsage",
        _ => "",
    };
    match word {
        "object" if matches!(nested, "RealtimeAudioFormats" | "RealtimeSessionCreateRequestGA.tool_choice") => {
            Shape::Union(list.union(nested))
        }
        "object" => {
            assert_ne!(nested, "", "which object is {field}?");
            list.shape(word, &[], nested)
        }
        text if text.starts_with('"') => Shape::Text(vec![text.trim_matches('"')]),
        word => list.shape(word, &[], nested),
    }
}
