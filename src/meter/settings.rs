//! What of a session's settings matters for what it costs: its models and its formats.

use super::audio::Rate;
use crate::{
    AudioFormat, Maybe, RealtimeAudio, RealtimeAudioInput, RealtimeResponse, RealtimeTranscriptionSession, Session,
    Transcription,
};

/// What an event says of the session; nothing of it is what was before.
pub(super) struct Settings<'a> {
    pub(super) model: Option<&'a str>,
    /// Null: nothing is transcribed from now on.
    pub(super) transcription: Maybe<&'a str>,
    pub(super) input: Option<Rate>,
    pub(super) output: Option<Rate>,
}

pub(super) fn of<'a>(session: &Session<'a>) -> Settings<'a> {
    match session {
        Session::Realtime(session) => {
            Settings { model: session.model.value(), ..of_audio(session.audio.as_ref().value()) }
        }
        Session::Transcription(session) => {
            heard(session.audio.as_ref().value().and_then(|audio| audio.input.as_ref().value()))
        }
        Session::Translation(session) => {
            let input = session.audio.as_ref().value().and_then(|audio| audio.input.as_ref().value());
            let transcription = input.map_or(Maybe::Absent, |input| transcriber(&input.transcription));
            Settings { model: session.model.value(), transcription, input: None, output: None }
        }
        Session::Beta(session) => {
            // xAI's sessions are told neither by a type nor by where their formats stand.
            let audio = of_audio(session.audio.as_ref().value());
            let transcription = transcriber(&session.input_audio_transcription);
            Settings {
                model: session.model.value(),
                transcription: if transcription.is_absent() { audio.transcription } else { transcription },
                input: format(&session.input_audio_format).or(audio.input),
                output: format(&session.output_audio_format).or(audio.output),
            }
        }
        Session::Other { .. } => heard(None),
    }
}

pub(super) fn of_transcription<'a>(session: &RealtimeTranscriptionSession<'a>) -> Settings<'a> {
    Settings {
        model: None,
        transcription: transcriber(&session.input_audio_transcription),
        input: format(&session.input_audio_format),
        output: None,
    }
}

/// The rate that a response has of its own.
pub(super) fn rate(response: &RealtimeResponse<'_>) -> Option<Rate> {
    let of_ga = response.audio.as_ref().and_then(|audio| audio.output.as_ref().value()?.format.as_ref().value());
    response.output_audio_format.as_ref().or(of_ga).and_then(Rate::of)
}

fn of_audio<'a>(audio: Option<&RealtimeAudio<'a>>) -> Settings<'a> {
    let output = audio.and_then(|audio| format(&audio.output.as_ref().value()?.format));
    Settings { output, ..heard(audio.and_then(|audio| audio.input.as_ref().value())) }
}

fn heard<'a>(input: Option<&RealtimeAudioInput<'a>>) -> Settings<'a> {
    Settings {
        model: None,
        transcription: input.map_or(Maybe::Absent, |input| transcriber(&input.transcription)),
        input: input.and_then(|input| format(&input.format)),
        output: None,
    }
}

fn transcriber<'a>(transcription: &Maybe<Transcription<'a>>) -> Maybe<&'a str> {
    match transcription {
        Maybe::Absent => Maybe::Absent,
        Maybe::Null => Maybe::Null,
        Maybe::Value(settings) => settings.model.value().map_or(Maybe::Absent, Maybe::Value),
    }
}

fn format(format: &Maybe<AudioFormat<'_>>) -> Option<Rate> {
    format.as_ref().value().and_then(Rate::of)
}
