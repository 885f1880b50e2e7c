//! Frames for logs.

use rtwire::redact::{Counts, Marker};
use rtwire::{AudioCodec, Category, Decoder, Event, Limits, Mark, Redactor, Shape};
use serde_json::Value;

use crate::corpus::{corpus, file};
use crate::redacted::{is_marker, marked, replaced};

fn full() -> Redactor {
    Redactor::new().audio(AudioCodec::Pcm).text()
}

fn redacted(redactor: &Redactor, frame: &str) -> (String, Counts) {
    let mut out = b"<".to_vec();
    let counts = redactor.redact(frame.as_bytes(), &mut out).unwrap();
    let out = String::from_utf8(out).unwrap()[1..].to_owned();
    assert_eq!(replaced(frame.as_bytes(), out.as_bytes()), counts.total(), "{out}");
    (out, counts)
}

fn text(redactor: &Redactor, frame: &str) -> String {
    redacted(redactor, frame).0
}

/// A frame of a kind with these members.
fn frame(kind: &str, members: &str) -> String {
    format!(r#"{{"type":"{kind}",{members}}}"#)
}

fn ids<'a>(event: &Event<'a>) -> [Option<&'a str>; 4] {
    let own = match event {
        Event::Server(event) => event.event_id(),
        Event::Client(event) => event.event_id(),
        _ => None,
    };
    [Some(event.type_str()), own, event.response_id(), event.item_id()]
}

#[test]
fn every_sample_keeps_its_kind_its_ids_and_all_that_is_not_replaced() {
    let redactors = [Redactor::new(), Redactor::new().audio(AudioCodec::Pcmu), Redactor::new().text(), full()];
    let (mut decoder, mut other) = (Decoder::new(), Decoder::new());
    for line in corpus() {
        for redactor in &redactors {
            let (out, _) = redacted(redactor, &line.text);
            let [old, new] = [decoder.any(line.frame()).unwrap(), other.any(out.as_bytes()).unwrap()];
            assert_eq!(ids(&old), ids(&new), "{}", line.place());
        }
    }
}

#[test]
fn each_path_that_led_to_a_value_is_told_by_its_bit() {
    let frame =
        r#"{"type":"response.create","response":{"instructions":"Hi","metadata":{"a":"b"},"voice":null,"x":{"y":1}}}"#;
    let paths = ["response.instructions", "response.metadata.a", "response.voice", "response.x.y", "nowhere", "type"];
    let met = |redactor: Redactor, frame: &str| redacted(&redactor, frame).1.paths_met;
    let of = |redactor: Redactor| paths.iter().fold(redactor, |redactor, path| redactor.path(path).unwrap());
    assert_eq!(met(Redactor::new(), frame), 0);
    // What is unknown goes as a whole, and with texts what is marked; a type never goes.
    assert_eq!(met(of(Redactor::new()), frame), 0b00_0111);
    assert_eq!(met(of(Redactor::new().text()), frame), 0b00_0101);
    assert_eq!(met(of(Redactor::new().keep("response.x").unwrap()), frame), 0b00_1111);
    let many =
        |count: usize| (0..count).fold(Redactor::new(), |redactor, at| redactor.path(&format!("[\"{at}\"]")).unwrap());
    for count in [63, 64, 65, 100] {
        let last = format!(r#"{{"type":"x","{}":1}}"#, count - 1);
        assert_eq!(met(many(count), &last), 1 << (count - 1).min(63), "{count}");
    }
    let mut sum = Counts::default();
    for frame in [frame, r#"{"type":"x","nowhere":1}"#] {
        sum += redacted(&of(Redactor::new()), frame).1;
    }
    assert_eq!(sum.paths_met, 0b01_0111);
}

#[test]
fn nothing_marked_survives_in_any_sample_with_a_word_of_its_own_in_every_marked_field() {
    const WORD: &str = "Unmistakable";
    let mut seen = 0;
    for line in corpus() {
        let mut event: Value = serde_json::from_str(&line.text).unwrap();
        let [mut secrets, mut words] = [0, 0];
        marked(&mut event, &mut |field, mark, value| {
            let count = if mark == Mark::Secret { &mut secrets } else { &mut words };
            // Elsewhere a text would be of the wrong shape.
            if !value.is_null() || matches!(field.shape, Shape::String) {
                plant(value, WORD, count);
            }
        });
        let planted = event.to_string();
        assert_eq!(planted.matches(WORD).count(), secrets + words, "{}", line.place());
        assert_eq!(text(&full(), &planted).matches(WORD).count(), 0, "{}", line.place());
        assert_eq!(text(&Redactor::new(), &planted).matches(WORD).count(), words, "{}", line.place());
        seen += secrets + words;
    }
    assert!(seen > 300, "{seen}");
}

/// Puts `word` where a text is, or into an empty object.
fn plant(value: &mut Value, word: &str, count: &mut usize) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(|value| plant(value, word, count)),
        // An object without a type may be shown as several.
        Value::Object(members) if !members.contains_key(word) => {
            members.insert(word.to_owned(), word.into());
            *count += 2;
        }
        Value::String(text) if text == word => {}
        Value::Null | Value::String(_) => {
            *value = word.into();
            *count += 1;
        }
        _ => {}
    }
}

#[test]
fn no_value_of_an_unknown_field_survives_in_any_sample() {
    const WORD: &str = "Unmistakable";
    for line in corpus() {
        let mut event: Value = serde_json::from_str(&line.text).unwrap();
        let mut planted = 0;
        strange(&mut event, WORD, &mut planted);
        let out = text(&full(), &event.to_string());
        assert!(planted > 0 && !out.contains(WORD), "{}: {out}", line.place());
    }
}

/// Adds an unknown field to every object that is not open.
fn strange(value: &mut Value, word: &str, planted: &mut usize) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(|value| strange(value, word, planted)),
        Value::Object(members) => {
            let open = ["parameters", "input_schema", "annotations"];
            members
                .iter_mut()
                .filter(|(name, _)| !open.contains(&name.as_str()))
                .for_each(|(_, value)| strange(value, word, planted));
            let new = if (*planted).is_multiple_of(2) { word.into() } else { serde_json::json!([{ "k": word }, 7]) };
            members.insert("api_key".into(), new);
            *planted += 1;
        }
        _ => {}
    }
}

#[test]
fn audio_becomes_its_length_and_seconds() {
    let base64 =
        |bytes: usize| "A".repeat(bytes.div_ceil(3) * 4 - (3 - bytes % 3) % 3) + &"=".repeat((3 - bytes % 3) % 3);
    let pcm = Redactor::new().audio(AudioCodec::Pcm);
    for (bytes, marker) in
        [(9_600, "<audio 9600 B 0.200 s>"), (9_601, "<audio 9601 B 0.200 s>"), (2, "<audio 2 B 0.000 s>")]
    {
        let (out, counts) =
            redacted(&pcm, &frame("input_audio_buffer.append", &format!(r#""audio":"{}""#, base64(bytes))));
        assert_eq!(out, frame("input_audio_buffer.append", &format!(r#""audio":"{marker}""#)));
        assert_eq!((counts.audio, counts.total()), (1, 1));
    }
    let append = frame("input_audio_buffer.append", &format!(r#""audio":"{}""#, base64(9_600)));
    assert!(text(&Redactor::new().audio(AudioCodec::Pcma), &append).contains("<audio 9600 B 1.200 s>"));
    assert!(text(&Redactor::new().audio(AudioCodec::Other("opus")), &append).contains("<audio 9600 B>"));
    assert_eq!(text(&Redactor::new().text(), &append), append);
    // Escaped, as some write it, and without what fills it up.
    assert!(
        text(&pcm, &frame("input_audio_buffer.append", r#""audio":"\/\u0041AAAA""#)).contains("<audio 4 B 0.000 s>")
    );

    let translated = |more: &str| frame("session.output_audio.delta", &format!(r#""delta":"{}"{more}"#, base64(9_600)));
    for (more, marker) in [
        ("", "<audio 9600 B 0.200 s>"),
        (r#","sample_rate":16000"#, "<audio 9600 B 0.300 s>"),
        (r#","sample_rate":16000,"channels":2"#, "<audio 9600 B 0.150 s>"),
        (r#","sample_rate":0,"channels":2"#, "<audio 9600 B 0.200 s>"),
    ] {
        assert!(text(&pcm, &translated(more)).contains(marker), "{more}");
    }
}

#[test]
fn every_field_that_holds_sound_is_known_as_such() {
    let mut found = std::collections::BTreeSet::new();
    for line in corpus().iter().filter(|line| line.ships) {
        let mut event: Value = serde_json::from_str(&line.text).unwrap();
        marked(&mut event, &mut |_, _, value| {
            if !value.is_array() {
                *value = "AAAA".into();
            }
        });
        let (out, kind) = (text(&Redactor::new().audio(AudioCodec::Pcm), &event.to_string()), event["type"].clone());
        let mut event: Value = serde_json::from_str(&out).unwrap();
        marked(&mut event, &mut |field, _, value| {
            if matches!(value.as_str().map(str::parse), Some(Ok(Marker::Audio { .. }))) {
                let event = if field.name == "delta" { kind.as_str().unwrap() } else { "" };
                found.insert(format!("{} {event}", field.name));
            }
        });
    }
    let found: Vec<_> = found.iter().map(String::as_str).collect();
    let deltas =
        ["delta response.audio.delta", "delta response.output_audio.delta", "delta session.output_audio.delta"];
    assert_eq!(found, [&["audio "][..], &deltas].concat());
}

#[test]
fn secrets_always_go() {
    let tool =
        |members: &str| frame("session.update", &format!(r#""session":{{"type":"realtime","tools":[{{{members}}}]}}"#));
    for (given, expected) in [
        (r#""type":"mcp","authorization":"Bearer x""#, r#""type":"mcp","authorization":"<secret>""#),
        (r#""headers":{"X-Key":"x"},"type":"mcp""#, r#""headers":{"redacted":"<secret>"},"type":"mcp""#),
        (
            r#""type":"mcp","authorization":"a","authorization":"b""#,
            r#""type":"mcp","authorization":"<secret>","authorization":"<secret>""#,
        ),
        (r#""type":"mcp","\u0061uthorization":"a""#, r#""type":"mcp","\u0061uthorization":"<secret>""#),
        // Of the wrong shape, and of objects that have no such field.
        (r#""type":"mcp","authorization":{"a":"b"}"#, r#""type":"mcp","authorization":{"redacted":"<secret>"}"#),
        (
            r#""type":"mcp","authorization":["a"],"headers":7"#,
            r#""type":"mcp","authorization":["<secret>"],"headers":null"#,
        ),
        (r#""type":"function","authorization":"abc""#, r#""type":"function","authorization":"<unknown 3 B>""#),
        (
            r#""type":"mcp","type":"new","authorization":"abc""#,
            r#""type":"mcp","type":"new","authorization":"<unknown 3 B>""#,
        ),
        (r#""authorization":"abc""#, r#""authorization":"<unknown 3 B>""#),
        // There is none.
        (r#""type":"mcp","authorization":null,"headers":{ }"#, r#""type":"mcp","authorization":null,"headers":{ }"#),
    ] {
        assert_eq!(text(&Redactor::new(), &tool(given)), tool(expected));
    }
    let kept = Redactor::new().keep("session.tools[].authorization").unwrap();
    assert_eq!(
        text(&kept, &tool(r#""type":"mcp","authorization":"a""#)),
        tool(r#""type":"mcp","authorization":"<secret>""#)
    );
    let secret = |value: &str| {
        frame("session.created", &format!(r#""session":{{"client_secret":{{"value":"{value}","expires_at":1}}}}"#))
    };
    assert_eq!(text(&Redactor::new(), &secret("ek_1")), secret("<secret>"));
}

#[test]
fn what_no_table_names_goes_unless_it_is_kept() {
    let redactor = Redactor::new();
    for (given, expected, again) in [
        // An unknown event keeps its type and ids.
        (
            r#"{"type":"new","event_id":"e","item_id":7,"id":"i","key":"sk-1","n":[1,2],"b":true,"z":null,"o":{"a":"b"}}"#,
            r#"{"type":"new","event_id":"e","item_id":null,"id":"i","key":"<unknown 4 B>","n":["<unknown 5 B>"],"b":true,"z":null,"o":{"redacted":"<unknown 9 B>"}}"#,
            r#"{"type":"new","event_id":"e","item_id":null,"id":"i","key":"<unknown 4 B>","n":["<unknown 17 B>"],"b":true,"z":null,"o":{"redacted":"<unknown 24 B>"}}"#,
        ),
        // So does an unknown object.
        (
            r#"{"type":"conversation.item.done","item":{"type":"new","id":"i","words":"abc","content":[{"text":"abc"}]}}"#,
            r#"{"type":"conversation.item.done","item":{"type":"new","id":"i","words":"<unknown 3 B>","content":["<unknown 16 B>"]}}"#,
            r#"{"type":"conversation.item.done","item":{"type":"new","id":"i","words":"<unknown 3 B>","content":["<unknown 18 B>"]}}"#,
        ),
        // A field of another shape than its own, an unknown word, an element of another shape.
        (
            r#"{"type":"session.updated","session":{"model":{"k":1},"voice":7,"modalities":["text","smell",1],"expires_at":"soon"}}"#,
            r#"{"type":"session.updated","session":{"model":{"redacted":"<unknown 7 B>"},"voice":null,"modalities":["text","<unknown 5 B>",null],"expires_at":"<unknown 4 B>"}}"#,
            r#"{"type":"session.updated","session":{"model":{"redacted":"<unknown 24 B>"},"voice":null,"modalities":["text","<unknown 5 B>",null],"expires_at":"<unknown 4 B>"}}"#,
        ),
        // A type that is none.
        (
            r#"{"type":{"a":"b"},"type":"session.updated","session":{"type":7,"voice":"ash"}}"#,
            r#"{"type":{"redacted":"<unknown 9 B>"},"type":"session.updated","session":{"type":null,"voice":"ash"}}"#,
            r#"{"type":{"redacted":"<unknown 24 B>"},"type":"session.updated","session":{"type":null,"voice":"ash"}}"#,
        ),
    ] {
        assert_eq!(text(&redactor, given), expected);
        // A type makes nothing known of what stands there, and a text that is a marker stays.
        assert_eq!(text(&redactor, &expected.replace("redacted", "type")), again);
    }
    let keep = |path| Redactor::new().keep(path).unwrap();
    let given = r#"{"type":"response.done","client_timestamp":1,"response":{"x":{"y":["abc"]},"z":"abc"}}"#;
    let gone = r#"{"type":"response.done","client_timestamp":null,"response":{"x":{"redacted":"<unknown 13 B>"},"z":"<unknown 3 B>"}}"#;
    assert_eq!(text(&redactor, given), gone);
    assert_eq!(text(&keep("client_timestamp"), given), gone.replace("null", "1"));
    assert_eq!(text(&keep("response.x"), given), gone.replace(r#"{"redacted":"<unknown 13 B>"}"#, r#"{"y":["abc"]}"#));
    assert_eq!(text(&keep("response.x.y"), given), gone, "what is in something unknown goes with it");
}

#[test]
fn an_object_that_may_be_one_of_two_has_the_fields_of_both() {
    let update = |session: &str| frame("session.update", &format!(r#""session":{session}"#));
    let translation = update(r#"{"audio":{"output":{"language":"es"},"input":{"noise_reduction":null}}}"#);
    assert_eq!(text(&Redactor::new(), &translation), translation);
    let beta = update(r#"{"voice":"alloy","audio":{"output":{"voice":"alloy","format":{"type":"audio/pcm"}}}}"#);
    assert_eq!(text(&Redactor::new(), &beta), beta);
    assert_eq!(
        text(&Redactor::new(), &update(r#"{"audio":{"output":{"language":7,"tongue":"es"}}}"#)),
        update(r#"{"audio":{"output":{"language":null,"tongue":"<unknown 2 B>"}}}"#)
    );
    // With a type it is that one.
    let told = update(r#"{"type":"realtime","audio":{"output":{"language":"es"}}}"#);
    assert_eq!(text(&Redactor::new(), &told), told.replace("es\"", "<unknown 2 B>\""));
}

#[test]
fn a_number_that_is_none_of_its_fields_goes() {
    let limits = |number: &str| frame("rate_limits.updated", &format!(r#""rate_limits":[{{"limit":{number}}}]"#));
    for whole in ["0", "-0", "7", "12.0", "1.2e1", "9007199254740992", "9007199254740992.0"] {
        assert_eq!(text(&full(), &limits(whole)), limits(whole));
        assert!(crate::read::drift(limits(whole)).is_empty(), "{whole}");
    }
    for other in ["-5", "5.5", "41111111111111111111", "9007199254740993", "1e300", "-1e-1"] {
        assert_eq!(text(&full(), &limits(other)), limits("null"), "{other}");
        assert!(!crate::read::drift(limits(other)).is_empty(), "{other}");
    }
    let code = |number: &str| {
        let item = format!(r#"{{"type":"mcp_call","error":{{"type":"protocol_error","code":{number}}}}}"#);
        frame("conversation.item.done", &format!(r#""item":{item}"#))
    };
    assert_eq!(text(&Redactor::new(), &code("-32601")), code("-32601"));
    assert_eq!(text(&Redactor::new(), &code("-0.5")), code("null"));
}

#[test]
fn paths_go_and_names_stay() {
    let path = |path| Redactor::new().path(path).unwrap();
    let done = r#"{"type":"response.done","response":{"id":"r","id":"s","status":"failed","output":[{"type":"message","content":[{"type":"text","text":"a"},{"type":"audio","transcript":"b"}]}],"usage":{"total_tokens":7},"metadata":null}}"#;
    for (at, old, new) in [
        ("response.output[].content[].text", r#""text":"a""#, r#""text":"<path 1 B>""#),
        ("response.output[0].content[1].transcript", r#""transcript":"b""#, r#""transcript":"<path 1 B>""#),
        ("response.output[1]", "", ""),
        ("response.output[].content", r#"[{"type":"text","text":"a"},{"type":"audio","transcript":"b"}]"#, "[]"),
        ("response.id", r#""id":"r","id":"s""#, r#""id":"<path 1 B>","id":"<path 1 B>""#),
        ("response.usage", r#"{"total_tokens":7}"#, r#"{"redacted":"<path 18 B>"}"#),
        ("response.usage.total_tokens", "7", "null"),
        ("response.metadata", "", ""),
        ("response.output[].type", "", ""),
        ("type", "", ""),
        (r#"["response"]["status"]"#, r#""failed""#, r#""<path 6 B>""#),
    ] {
        let (out, counts) = redacted(&path(at), done);
        assert_eq!(out, done.replace(old, new), "{at}");
        assert_eq!(counts.paths, counts.total());
    }
    let unknown = r#"{"type":"new","a":[{"b":true}]}"#;
    let kept = path("a[].b").keep("a").unwrap();
    assert_eq!(text(&kept, unknown), unknown.replace("true", "null"));
    // Whatever else would go there.
    let tool = r#"{"type":"mcp","authorization":true,"headers":false}"#;
    let update =
        frame("session.update", &format!(r#""session":{{"type":"realtime","instructions":true,"tools":[{tool}]}}"#));
    let paths = ["session.instructions", "session.tools[].authorization", "session.tools[].headers"];
    let redactor = paths.into_iter().fold(full(), |redactor, path| redactor.path(path).unwrap());
    assert_eq!(text(&redactor, &update), update.replace("true", "null").replace("false", "null"));
    for wrong in ["", "a..b", "a[", "a[x]", "[\"a\"", ".a"] {
        assert_eq!(Redactor::new().path(wrong).unwrap_err().category(), Category::Shape, "{wrong}");
        assert!(Redactor::new().keep(wrong).is_err());
    }
}

#[test]
fn counts_add_up_by_why_values_went() {
    let redactor = full().path("event_id").unwrap();
    let append = frame("input_audio_buffer.append", r#""event_id":"e","audio":"AAAA","x":"y""#);
    let tool = r#"{"type":"mcp","authorization":"a","x":"y"}"#;
    let update = frame(
        "session.update",
        &format!(r#""session":{{"type":"realtime","instructions":"a","tools":[{tool},{tool}]}},"y":1"#),
    );
    let told = |counts: Counts| [counts.secrets, counts.audio, counts.text, counts.unknown, counts.paths];
    let mut sum = Counts::default();
    for (frame, expected) in [(&append, [0, 1, 0, 1, 1]), (&update, [2, 0, 1, 3, 0])] {
        let counts = redacted(&redactor, frame).1;
        assert_eq!(told(counts), expected);
        sum += counts;
        sum += counts;
    }
    assert_eq!(told(sum), [4, 2, 2, 8, 2]);
    assert_eq!(sum.total(), 18);
}

#[test]
fn text_goes_by_its_length_and_what_is_empty_or_a_marker_stays() {
    let redactor = Redactor::new().text();
    for (given, expected) in [
        (r#""delta":"caf\u00e9 \ud83d\ude00""#, r#""delta":"<text 10 B>""#),
        (r#""delta":"""#, r#""delta":"""#),
        (r#""delta":"<text 10 B>""#, r#""delta":"<text 10 B>""#),
        (r#""delta":"<text 10>""#, r#""delta":"<text 9 B>""#),
    ] {
        assert_eq!(text(&redactor, &frame("response.text.delta", given)), frame("response.text.delta", expected));
    }
    let heard = r#""logprobs":[{"token":"Hi","logprob":-0.5,"bytes":[72,105]}],"delta":"Hi""#;
    let gone = r#""logprobs":[{"token":"<text 2 B>","logprob":-0.5,"bytes":[]}],"delta":"<text 2 B>""#;
    let kind = "conversation.item.input_audio_transcription.delta";
    assert_eq!(text(&redactor, &frame(kind, heard)), frame(kind, gone));
    let words = r#""session":{"input_audio_transcription":{"keywords":["Ann","Bob"],"prompt":null}}"#;
    let gone = r#""session":{"input_audio_transcription":{"keywords":["<text 13 B>"],"prompt":null}}"#;
    assert_eq!(text(&redactor, &frame("session.update", words)), frame("session.update", gone));
}

#[test]
fn a_frame_that_cannot_be_redacted_is_an_error_and_nothing_is_written() {
    let mut limits = Limits::default();
    limits.max_frame_bytes = 60;
    limits.max_depth = 3;
    limits.max_nodes = 8;
    let redactor = full().limits(limits);
    for (frame, message) in [
        (&b""[..], "syntax: not valid JSON at byte 0"),
        (br#"{"type":"response.text.delta","delta":"secret"#, "syntax: not valid JSON at byte 45 (delta)"),
        (b"{\"type\":\"\xff\"}", "utf8: not valid UTF-8 at byte 9 (type)"),
        (b"{\"type\":tru,\"\xff\"}", "syntax: not valid JSON at byte 11 (type)"),
        (b" [{\"type\":\"error\"}]", "shape: expected object, found array at byte 1"),
        (br#"{"delta":"secret"}"#, "shape: missing `type` at byte 0"),
        (br#"{"type":"error","type":7}"#, "shape: expected string, found integer at byte 23 (type)"),
        (br#"{"type":"new","a":[[[1]]]}"#, "limit: nested deeper than 3 at byte 20 (a[0][0])"),
        (br#"{"type":"new","a":[1,2,3,4,5]}"#, "limit: more than 8 values and keys at byte 25 (a[3])"),
        (
            br#"{"type":"new","a":"....................................................."}"#,
            "limit: longer than 60 bytes at byte 60",
        ),
    ] {
        let mut out = b"<".to_vec();
        let error = redactor.redact(frame, &mut out).unwrap_err();
        assert_eq!(error.to_string().split(" (").next(), message.split(" (").next());
        assert_eq!(out, b"<");
    }
}

#[test]
fn a_frame_that_the_decoder_refuses_for_its_shape_is_redacted() {
    let frame = r#"{"type":"response.text.delta","delta":"words","output_index":"x"}"#;
    assert!(Decoder::new().any(frame.as_bytes()).is_err());
    assert_eq!(
        text(&full(), frame),
        r#"{"type":"response.text.delta","delta":"<text 5 B>","output_index":"<unknown 1 B>"}"#
    );
}

#[test]
fn a_recording_redacted_in_full_says_nothing_that_was_said() {
    let redactor = full();
    let mut sum = Counts::default();
    for line in file("session_ga.ndjson") {
        let (out, counts) = redacted(&redactor, &line.text);
        assert!(!out.contains("Good evening") && !out.contains("reading room,"), "{out}");
        sum += counts;
        let mut event: Value = serde_json::from_str(&out).unwrap();
        marked(&mut event, &mut |_, _, value| {
            assert!(value.as_str().is_none_or(|text| text.is_empty() || is_marker(text)), "{value}");
        });
    }
    assert!(sum.text > 100 && sum.audio > 5, "{sum:?}");
}
