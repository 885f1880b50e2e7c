use rtwire::peek::{self, Ids, Kind, Unsure, Usage};
use rtwire::{ClientKind, Decoder, Event, ResponseStatus, ServerEvent, ServerKind, TranscriptionUsage};

use crate::corpus;

const DONE: Kind<'static> = Kind::Server(ServerKind::ResponseDone);

/// Whether all looks at the frame are sure; where they are, they say what the decoder says.
pub fn agree(decoder: &mut Decoder, frame: &[u8]) -> bool {
    let event = decoder.any(frame).unwrap();
    let (kind, ids, usage) = (peek::kind(frame), peek::ids(frame), peek::usage(frame));
    if let Ok(kind) = kind {
        assert_eq!(kind.as_str(), event.type_str());
    }
    if let Ok(ids) = ids {
        assert!(event.response_id().is_none_or(|id| ids.response_id == Some(id)));
        assert!(event.item_id().is_none_or(|id| ids.item_id == Some(id)));
    }
    match (usage, event) {
        (Ok(Some(Usage::Response { id, status, usage, .. })), Event::Server(ServerEvent::ResponseDone(done))) => {
            assert_eq!(id, done.response.id);
            assert_eq!(status, done.response.status);
            assert_eq!(usage.as_ref(), done.billed());
        }
        (
            Ok(Some(Usage::Transcription { item_id, usage, .. })),
            Event::Server(ServerEvent::ConversationItemInputAudioTranscriptionCompleted(completed)),
        ) => {
            assert_eq!(item_id, completed.item_id);
            assert_eq!(usage.as_ref(), completed.usage);
        }
        (Ok(Some(usage)), event) => panic!("{usage:?} of {event:?}"),
        (Ok(None), event) => {
            assert!(!matches!(event.type_str(), "response.done" | COMPLETED), "{event:?}");
        }
        (Err(Unsure), _) => {}
    }
    kind.is_ok() && ids.is_ok() && usage.is_ok()
}

const COMPLETED: &str = "conversation.item.input_audio_transcription.completed";

#[test]
fn every_line_of_the_test_data_is_sure() {
    let mut decoder = Decoder::new();
    for line in corpus::corpus() {
        let sure = agree(&mut decoder, line.frame());
        // A usage of a type that there is not, and keys and types with escapes.
        let odd = line.text.contains(r#""type":"characters""#) || line.text.contains(r"\u0061udio");
        assert_eq!(sure, !odd, "{}", line.place());
    }
}

#[cfg(feature = "generate")]
#[test]
fn nearly_every_generated_event_is_sure() {
    use rtwire::generate::{Generator, Mix, Options};

    let mut decoder = Decoder::new();
    for mix in Mix::ALL {
        let mut generator = Generator::new(Options { mix: *mix, ..Options::default() });
        let (mut events, mut unsure) = (0, 0);
        let mut frame = Vec::new();
        let mut bytes = 0;
        while events < 2000 && bytes < 4 << 20 {
            frame.clear();
            generator.next(&mut frame);
            bytes += frame.len();
            unsure += usize::from(!agree(&mut decoder, &frame));
            events += 1;
        }
        assert!(unsure * 1000 <= events, "{mix:?}: {unsure} of {events}");
    }
}

#[test]
fn a_type_in_a_text_or_in_an_object_is_not_the_events() {
    for frame in [
        r#"{"delta":"\"type\":\"error\"","type":"response.done"}"#,
        r#"{"transcript":",\"type\":\"error\",","type":"response.done"}"#,
        r#"{"a":"\\","type":"response.done","b":"\\\"type\":"}"#,
        r#"{"part":{"type":"error"},"list":[{"type":"error"}],"type":"response.done"}"#,
        r#"{"type":"response.done","x":"}","y":["}]"],"z":{"":"{"}}"#,
    ] {
        assert_eq!(peek::kind(frame.as_bytes()), Ok(DONE), "{frame}");
    }
}

#[test]
fn of_several_types_the_last_counts() {
    let frame = br#"{"type":"response.text.delta","delta":"x","type":"response.done"}"#;
    assert_eq!(peek::kind(frame), Ok(DONE));
    assert_eq!(peek::prefix_kind(frame), Some(b"response.text.delta".as_slice()), "the first, for statistics");
    assert!(matches!(peek::usage(frame), Ok(Some(Usage::Response { usage: None, .. }))));
    let frame = br#"{"type":"response.done","response":{"usage":{}},"type":"response.created"}"#;
    assert_eq!(peek::usage(frame), Ok(None));
}

#[test]
fn of_several_types_the_last_counts_in_a_short_frame_too() {
    let padding = r#""event_id":"event_BzvvTJdkZbE1OqxSV3OtO","response":{"id":"resp_1","usage":{"total_tokens":3}}"#;
    for (first, last, billed) in [
        ("response.created", "response.done", true),
        ("response.output_item.done", "response.done", true),
        ("conversation.item.added", COMPLETED, true),
        ("response.done", "response.created", false),
        ("response.done", "response.output_item.done", false),
        (COMPLETED, "conversation.item.added", false),
    ] {
        let frame = format!(r#"{{"type":"{first}",{padding},"type":"{last}"}}"#);
        assert_eq!(peek::kind(frame.as_bytes()).map(Kind::as_str), Ok(last));
        assert_eq!(peek::usage(frame.as_bytes()).map(|usage| usage.is_some()), Ok(billed));
        let hidden = format!(r#"{{"type":"{first}",{padding},"typ\u0065":"{last}"}}"#);
        assert_eq!(peek::kind(hidden.as_bytes()), Err(Unsure));
        assert_eq!(peek::usage(hidden.as_bytes()), Err(Unsure));
    }
}

#[test]
fn a_long_frame_is_looked_at_behind_what_its_kind_begins_with() {
    const DELTA: &str = "response.output_audio.delta";
    let frame = |item: &str, last: &str| {
        let id = "Ab3dEf6hIj9lMn2pQr5tU";
        format!(
            r#"{{"type":"{DELTA}","event_id":"event_{id}","response_id":"resp_{id}","item_id":"{item}_{id}","output_index":0,"content_index":0,"delta":"{}"{last}}}"#,
            "Zm9v".repeat(400),
        )
    };
    // As servers write it, and with ids that are not foretold, which are gone over one by one.
    for item in ["item", "thing", r"it\u0065m"] {
        let kind = |last: &str| peek::kind(frame(item, last).as_bytes()).map(|kind| kind.as_str().to_owned());
        assert_eq!(kind(""), Ok(DELTA.to_owned()), "{item}");
        let other = r#","more":{"type":"error"},"obfuscation":"\"type\":\"error\"""#;
        assert_eq!(kind(other), Ok(DELTA.to_owned()), "{item}");
        assert_eq!(kind(r#","type":"error""#), Ok("error".to_owned()), "{item}");
        assert_eq!(kind(r#","type":"response.done","type":"mine""#), Ok("mine".to_owned()), "{item}");
        assert_eq!(kind(r#","typ\u0065":"error""#), Err(Unsure), "{item}");
        assert_eq!(kind(r#","type":null"#), Err(Unsure), "{item}");
        assert_eq!(kind("}"), Err(Unsure), "{item}");
        let whole = frame(item, r#","obfuscation":"x""#);
        for cut in 0..whole.len() {
            assert_eq!(peek::kind(&whole.as_bytes()[..cut]), Err(Unsure), "{item}, {cut} bytes");
        }
    }
}

#[test]
fn what_is_written_with_escapes_is_unsure() {
    for frame in [
        r#"{"type":"response.text.delta","typ\u0065":"response.done"}"#,
        r#"{"\u0074ype":"response.done"}"#,
        r#"{"type":"response\u002edone"}"#,
    ] {
        assert_eq!(peek::kind(frame.as_bytes()), Err(Unsure), "{frame}");
        assert_eq!(peek::usage(frame.as_bytes()), Err(Unsure), "{frame}");
    }
    assert_eq!(peek::ids(br#"{"type":"x","item_id":"it\u0065m"}"#), Err(Unsure));
    assert_eq!(peek::prefix_kind(br#"{"t\u0079pe":"x","type":"y"}"#), None);
    assert_eq!(peek::prefix_kind(br#"{"type":"x\u0079"}"#), None);
}

#[test]
fn what_is_no_object_with_a_type_is_unsure() {
    for frame in [
        "",
        " ",
        "{",
        "{}",
        "[]",
        "null",
        "\"type\"",
        "{\"type\"",
        "{\"type\":",
        "{\"type\":\"",
        "{\"type\":\"x\"",
        "{\"type\":\"x\",",
        "{\"type\":\"x\",}",
        "{\"type\":\"x\"}}",
        "{\"type\":\"x\"} {}",
        "{\"type\":7}",
        "{\"type\":null}",
        "{\"type\":\"x\",\"type\":{}}",
        "{,\"type\":\"x\"}",
        "{\"type\" \"x\"}",
        "{\"a\":,\"type\":\"x\"}",
        "{\"type\":\"x\" \"a\":1}",
        "{\"type\":\"x\",\"a\":[}",
        "{\"type\":\"x\",\"a\":\"}",
        "\u{feff}{\"type\":\"x\"}",
    ] {
        assert_eq!(peek::kind(frame.as_bytes()), Err(Unsure), "{frame}");
        assert_eq!(peek::usage(frame.as_bytes()), Err(Unsure), "{frame}");
    }
    assert_eq!(peek::kind(b"{\"type\":\"\xff\"}"), Err(Unsure));
}

#[test]
fn white_space_may_stand_anywhere() {
    let frame =
        b"\r\n{ \"event_id\" :\t\"e\" ,\n\n \"type\"\n: \"response.cancel\" , \"x\" : [ 1 , 2 ] , \"y\" : 1.5 } \n";
    assert_eq!(peek::kind(frame), Ok(Kind::Client(ClientKind::ResponseCancel)));
    assert_eq!(peek::prefix_kind(frame), Some(b"response.cancel".as_slice()));
    assert_eq!(peek::ids(frame).map(|ids| ids.event_id), Ok(Some("e")));
}

#[test]
fn the_first_type_is_looked_for_near_the_start() {
    let long = "x".repeat(5000);
    let of = |frame: &str| peek::prefix_kind(frame.as_bytes()).map(|kind| str::from_utf8(kind).unwrap().to_owned());
    assert_eq!(of(&format!(r#"{{"type":"{COMPLETED}","delta":"{long}"#)).as_deref(), Some(COMPLETED));
    assert_eq!(of(&format!(r#"{{"n":1,"event_id":"e","type":"x","delta":"{long}"}}"#)).as_deref(), Some("x"));
    assert_eq!(of(&format!(r#"{{"delta":"{long}","type":"x"}}"#)), None);
    assert_eq!(of(r#"{"type":7}"#), None);
    assert_eq!(of(""), None);
}

#[test]
fn ids_of_bodies_count_where_the_event_has_none() {
    let ids = |frame: &'static str| peek::ids(frame.as_bytes());
    let mut due = Ids::default();
    (due.response_id, due.item_id, due.call_id) = (Some("r"), Some("i"), Some("c"));
    assert_eq!(ids(r#"{"type":"x","response":{"id":"r"},"item":{"call_id":"c","id":"i"}}"#), Ok(due));
    assert_eq!(
        ids(
            r#"{"type":"x","response":{"id":"no"},"item":{"id":"no","call_id":"no"},"response_id":"r","item_id":"i","call_id":"c"}"#
        ),
        Ok(due)
    );
    assert_eq!(ids(r#"{"type":"x","response":null,"item":{},"event_id":null}"#), Ok(Ids::default()));
    for odd in [
        r#"{"type":"x","item_id":7}"#,
        r#"{"type":"x","item_id":"a","item_id":"b"}"#,
        r#"{"type":"x","item":{"id":"a"},"item":{}}"#,
        r#"{"type":"x","item":[]}"#,
    ] {
        assert_eq!(ids(odd), Err(Unsure), "{odd}");
    }
}

#[test]
fn usage_is_read_before_its_type_too() {
    let frame = br#"{"response":{"usage":{"total_tokens":3},"status":"failed","id":"r"},"type":"response.done"}"#;
    let Ok(Some(Usage::Response { id, status, usage, .. })) = peek::usage(frame) else { panic!() };
    assert_eq!((id, status, usage.unwrap().total_tokens), (Some("r"), Some(ResponseStatus::Failed), Some(3)));
    let frame = format!(r#"{{"usage":{{"seconds":1.25}},"item_id":"i","type":"{COMPLETED}"}}"#);
    let Ok(Some(Usage::Transcription { item_id, usage, .. })) = peek::usage(frame.as_bytes()) else { panic!() };
    assert_eq!(item_id, Some("i"));
    let Some(TranscriptionUsage::Duration(duration)) = usage else { panic!("{usage:?}") };
    assert_eq!(duration.seconds, Some(1.25));
}

/// Responses as servers of both dialects write them.
const RESPONSES: [&str; 2] = [
    r#"{"type":"response.done","event_id":"event_BzvvTJdkZbE1OqxSV3OtO","response":{"object":"realtime.response","id":"resp_BzvvTJdkZbE1OqxSV3OtO","status":"completed","status_details":null,"output":[{"id":"item_1","object":"realtime.item","type":"message","status":"incomplete","role":"assistant","content":[{"type":"text","text":"\"usage\":{\\"}]}],"conversation_id":"conv_BzvvTJdkZbE1OqxSV3OtO","modalities":["text","audio"],"voice":"ash","output_audio_format":"pcm16","temperature":0.8,"max_output_tokens":"inf","usage":{"total_tokens":269,"input_tokens":150,"output_tokens":119,"input_token_details":{"text_tokens":150,"audio_tokens":0,"cached_tokens":64,"cached_tokens_details":{"text_tokens":64,"audio_tokens":0}},"output_token_details":{"text_tokens":119,"audio_tokens":0}},"metadata":null}}"#,
    r#"{"type":"response.done","event_id":"event_BzvvTJdkZbE1OqxSV3OtO","response":{"object":"realtime.response","id":"resp_BzvvTJdkZbE1OqxSV3OtO","status":"cancelled","status_details":{"type":"cancelled","reason":"turn_detected"},"output":[],"conversation_id":null,"output_modalities":["audio"],"max_output_tokens":4096,"audio":{"output":{"format":{"type":"audio/pcm","rate":24000},"voice":"marin"}},"usage":null,"metadata":{"id":"x"}}}"#,
];

#[test]
fn a_response_is_what_it_is_with_any_byte_another() {
    let mut decoder = Decoder::new();
    let (mut read, mut sure) = (0, 0);
    for frame in RESPONSES.map(str::as_bytes) {
        assert!(agree(&mut decoder, frame));
        for place in 0..frame.len() {
            for other in b"0:,{}[]\"\\ xeu" {
                let mut frame = frame.to_vec();
                frame[place] = *other;
                if decoder.any(&frame).is_ok() {
                    sure += usize::from(agree(&mut decoder, &frame));
                    read += 1;
                }
            }
            // Cut, or with something behind its end.
            assert_eq!(peek::usage(&frame[..place]), Err(Unsure));
            assert_eq!(peek::usage(&[frame, &frame[place..]].concat()), Err(Unsure));
        }
    }
    assert!(read > 5_000 && sure * 10 > read * 9, "{sure} of {read}");
}

#[test]
fn a_response_is_what_it_is_with_any_member_more() {
    let mut decoder = Decoder::new();
    let (mut read, mut sure) = (0, 0);
    for frame in RESPONSES {
        for (place, beside) in frame.match_indices(['{', ',', '}']) {
            for member in [
                r#""id":"x""#,
                r#""status":"failed""#,
                r#""usage":null"#,
                r#""usage":{"total_tokens":7}"#,
                r#""type":"response.done""#,
                r#""type":"response.created""#,
                r#""response":{"id":"x"}"#,
                r#""response":null"#,
                r#""zz":"\"}],{\"""#,
                r#""zz":[{"usage":{}},-1.5e3,true]"#,
                r#""z\u007a":1"#,
                r#""stat\u0075s":"failed""#,
                r#""typ\u0065":"response.created""#,
            ] {
                let frame = match beside {
                    "}" => format!("{},{member}{}", &frame[..place], &frame[place..]),
                    _ => format!("{}{member},{}", &frame[..=place], &frame[place + 1..]),
                };
                if decoder.any(frame.as_bytes()).is_ok() {
                    sure += usize::from(agree(&mut decoder, frame.as_bytes()));
                    read += 1;
                }
            }
        }
    }
    assert!(read > 700 && sure * 2 > read, "{sure} of {read}");
}

#[test]
fn usage_is_that_of_the_response_alone() {
    let others = r#"{"id":"x","status":"failed","usage":{"total_tokens":9}}"#;
    let item = r#"{"id":"item_1","status":"completed","usage":{"total_tokens":8}}"#;
    let response = format!(r#"{{"id":"r","output":[{item}],"usage":{{"total_tokens":3}},"x":{others}}}"#);
    for frame in [
        format!(r#"{{"type":"response.done","response":{response}}}"#),
        format!(r#"{{"type":"response.done","x":{others},"response":{response},"y":{others}}}"#),
        format!(r#"{{"type":"response.done","x":{{"status":"failed"}},"response":{response}}}"#),
        format!(r#"{{"type":"response.done","status":"failed","response":{response},"usage":{others}}}"#),
    ] {
        let mut decoder = Decoder::new();
        assert!(agree(&mut decoder, frame.as_bytes()), "{frame}");
        let Ok(Some(Usage::Response { id, status, usage, .. })) = peek::usage(frame.as_bytes()) else {
            panic!("{frame}")
        };
        assert_eq!((id, status, usage.unwrap().total_tokens), (Some("r"), None, Some(3)), "{frame}");
    }
    for key in [r#"a\"response"#, r#"a\"type"#] {
        let frame = format!(r#"{{"type":"response.done","{key}":{others},"response":{response}}}"#);
        assert_eq!(peek::usage(frame.as_bytes()), Err(Unsure), "{frame}");
    }
    let frame = r#"{"type":"response.done","response":{"id":"r","a\"usage":{"total_tokens":9}}}"#;
    assert_eq!(peek::usage(frame.as_bytes()), Err(Unsure));
}

#[test]
fn a_count_that_is_no_plain_integer_is_unsure() {
    for count in ["12.5", ".0", "-1", "-0", "1e3", "9007199254740993", "01", "\"1\"", "true", "[]", "{}", "+1", "1a"] {
        let frame = format!(r#"{{"type":"response.done","response":{{"usage":{{"total_tokens":{count}}}}}}}"#);
        assert_eq!(peek::usage(frame.as_bytes()), Err(Unsure), "{count}");
    }
    for odd in [
        r#"{"total_tokens":1,"total_tokens":1}"#,
        r#"{"total_tokens":1,"total_tokens":null}"#,
        r#"{"input_token_details":{"text_tokens":1},"input_token_details":{}}"#,
        r#"{"input_token_details":7}"#,
        r#"{"total\u005ftokens":1}"#,
        "7",
    ] {
        let frame = format!(r#"{{"type":"response.done","response":{{"usage":{odd}}}}}"#);
        assert_eq!(peek::usage(frame.as_bytes()), Err(Unsure), "{odd}");
    }
}
