//! What of a session's settings matters for what it costs: its models and its formats.

use super::audio::Rate;
use crate::{
    AudioFormat, Maybe, RealtimeAudioInput, RealtimeResponse, RealtimeTranscriptionSession, Session, Transcription,
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
            let audio = session.audio.value();
            let output = audio.and_then(|audio| audio.output.value()).map_or(Maybe::Absent, |output| output.format);
            let model = session.model.value();
            Settings { model, output: format(output), ..heard(audio.and_then(|audio| audio.input.value())) }
        }
        Session::Transcription(session) => heard(session.audio.value().and_then(|audio| audio.input.value())),
        Session::Translation(session) => {
            let input = session.audio.value().and_then(|audio| audio.input.value());
            let transcription = transcriber(input.map_or(Maybe::Absent, |input| input.transcription));
            Settings { model: session.model.value(), transcription, input: None, output: None }
        }
        Session::Beta(session) => Settings {
            model: session.model.value(),
            transcription: transcriber(session.input_audio_transcription),
            input: format(session.input_audio_format),
            output: format(session.output_audio_format),
        },
        Session::Other { .. } => heard(None),
    }
}

pub(super) fn of_transcription<'a>(session: &RealtimeTranscriptionSession<'a>) -> Settings<'a> {
    Settings {
        model: None,
        transcription: transcriber(session.input_audio_transcription),
        input: format(session.input_audio_format),
        output: None,
    }
}

/// The rate that a response has of its own.
pub(super) fn rate(response: &RealtimeResponse<'_>) -> Option<Rate> {
    let of_ga = response.audio.and_then(|audio| audio.output.value()?.format.value());
    response.output_audio_format.or(of_ga).as_ref().and_then(Rate::of)
}

fn heard<'a>(input: Option<RealtimeAudioInput<'a>>) -> Settings<'a> {
    Settings {
        model: None,
        transcription: transcriber(input.map_or(Maybe::Absent, |input| input.transcription)),
        input: format(input.map_or(Maybe::Absent, |input| input.format)),
        output: None,
    }
}

fn transcriber<'a>(transcription: Maybe<Transcription<'a>>) -> Maybe<&'a str> {
    match transcription {
        Maybe::Absent => Maybe::Absent,
        Maybe::Null => Maybe::Null,
        Maybe::Value(settings) => settings.model.value().map_or(Maybe::Absent, Maybe::Value),
    }
}

fn format(format: Maybe<AudioFormat<'_>>) -> Option<Rate> {
    format.value().as_ref().and_then(Rate::of)
}
