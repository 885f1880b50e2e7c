use bumpalo::Bump;
use rtwire::client::OwnedClientEvent;
use rtwire::owned::{OwnedRealtimeResponse, OwnedRealtimeResponseCreateParams, OwnedServerVad};
use rtwire::server::{OwnedResponseDone, OwnedServerEvent};
use rtwire::{ClientEvent, Decoder, Event, Json, Limits, Maybe, OwnedJson, ServerEvent, Session, client};
use serde::Deserialize as _;
use serde::de::IntoDeserializer;
use serde::de::value::{BorrowedStrDeserializer, Error, MapDeserializer};
use serde_json::{Value, json};

use crate::corpus::corpus;

/// The event through its twin, and through JSON to a twin and back.
fn through_twins(event: Event<'_>, frame: &str) {
    let arena = Bump::new();
    match event {
        Event::Server(view) => {
            let twin = view.to_owned();
            assert_eq!(twin.view(&arena), view, "{frame}");
            assert_eq!(format!("{twin:?}"), format!("{view:?}"));
            let text = serde_json::to_string(&twin).unwrap();
            let read: OwnedServerEvent = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
            assert_eq!(read, twin, "{frame}");
            assert_eq!(text, serde_json::to_string(&view).unwrap());
        }
        Event::Client(view) => {
            let twin = view.to_owned();
            assert_eq!(twin.view(&arena), view, "{frame}");
            let text = serde_json::to_string(&twin).unwrap();
            let read: OwnedClientEvent = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
            assert_eq!(read, twin, "{frame}");
            assert_eq!(text, serde_json::to_string(&view).unwrap());
        }
        _ => {}
    }
}

#[test]
fn every_sample_comes_back_from_its_twin_and_from_json() {
    let mut decoder = Decoder::new();
    for line in corpus() {
        let frame = line.text.as_str();
        through_twins(decoder.any(frame.as_bytes()).unwrap(), frame);
    }
}

/// A million are a matter of seconds in a release build: `RTWIRE_EVENTS=1000000`.
#[cfg(feature = "generate")]
#[test]
fn every_generated_event_comes_back_from_its_twin_and_from_json() {
    use rtwire::generate::{Generator, Mix, Options};

    let count = std::env::var("RTWIRE_EVENTS").map_or(5_000, |count| count.parse().unwrap());
    let mut decoder = Decoder::new();
    let mut frame = Vec::new();
    for (seed, &mix) in (0..).zip(Mix::ALL) {
        let mut options = Options::default();
        (options.seed, options.mix) = (seed, mix);
        let mut generator = Generator::new(options);
        // A large event is worth a hundred others.
        let large = matches!(mix, Mix::Large | Mix::Audio64k);
        for _ in 0..if large { count / 100 } else { count / 4 } {
            frame.clear();
            generator.next(&mut frame);
            let text = std::str::from_utf8(&frame).unwrap();
            through_twins(decoder.any(&frame).unwrap(), text);
        }
    }
}

#[test]
fn what_a_twin_writes_it_reads() {
    let mut decoder = Decoder::new();
    for frame in [
        r#"{"type":"conversation.item.done","item":{"id":"i","type":"message","role":"user","content":["hi",null,5,[]]}}"#,
        r#"{"type":"response.done","response":{"output":[7,{"type":"message","content":[true]},null,"x",[1]]}}"#,
        r#"{"type":"session.update","session":{"type":"realtime","tools":["x",null,{"type":"function"}]}}"#,
        r#"{"type":"response.create","response":{"input":[1,{"type":"item_reference","id":"a"}]}}"#,
    ] {
        through_twins(decoder.any(frame.as_bytes()).unwrap(), frame);
    }
    // Where nothing can keep it, and of other shapes than an element's, it is still refused.
    for (frame, error) in [
        (
            r#"{"type":"response.done","response":{"modalities":[7]}}"#,
            "response.modalities[]: expected string, found integer",
        ),
        (r#"{"type":"response.done","response":{"output":7}}"#, "response.output: expected array, found integer"),
        (
            r#"{"type":"response.done","response":{"output":[{"type":"message","id":7}]}}"#,
            "response.output[].id: expected string, found integer",
        ),
    ] {
        let read = serde_json::from_str::<OwnedServerEvent>(frame);
        assert_eq!(read.unwrap_err().to_string(), format!("response.done: {error}"));
    }
}

#[test]
fn an_event_by_itself_is_written_with_its_type() {
    let built = client::SessionUpdate::default().event_id("e").session(&Session::Other { kind: "", value: Json::Null });
    let whole = ClientEvent::from(built);
    let text = serde_json::to_string(&built).unwrap();
    assert_eq!(text, serde_json::to_string(&whole).unwrap());
    assert!(text.starts_with(r#"{"type":"session.update","event_id":"e""#), "{text}");
    let twin = built.to_owned();
    assert_eq!(serde_json::to_string(&twin).unwrap(), text);
    let done: OwnedResponseDone = serde_json::from_str(r#"{"type":"response.done","response":{"id":"a"}}"#).unwrap();
    assert_eq!(serde_json::to_string(&done).unwrap(), r#"{"type":"response.done","response":{"id":"a"}}"#);
    // What stands there may not say, and may not be another.
    for tag in ["", r#""type":null,"#, r#""type":"error","type":"response.done","#] {
        let read = serde_json::from_str(&format!(r#"{{{tag}"response":{{"id":"a"}}}}"#));
        assert_eq!(read.ok(), Some(done.clone()), "{tag}");
    }
    for other in ["response.created", "response.done ", ""] {
        let frame = json!({"type": other, "response": {"id": "a"}});
        let error = serde_json::from_value::<OwnedResponseDone>(frame).unwrap_err();
        assert_eq!(error.to_string(), "type: expected response.done, found another event");
    }
}

/// `serde_json` says numbers so where any crate of a build has its feature `arbitrary_precision`.
#[test]
fn numbers_of_any_precision_are_numbers() {
    const NUMBER: &str = "$serde_json::private::Number";
    let told = |digits: &str| {
        let member = (BorrowedStrDeserializer::<Error>::new(NUMBER), digits.to_owned());
        OwnedJson::deserialize(MapDeserializer::new(std::iter::once(member)))
    };
    for digits in
        ["0", "12", "18446744073709551615", "-9223372036854775808", "1.5", "-0.25", "1e3", "18446744073709551616"]
    {
        assert_eq!(told(digits).unwrap(), serde_json::from_str::<OwnedJson>(digits).unwrap(), "{digits}");
    }
    assert_eq!(told("1e999").unwrap_err().to_string(), "number out of range");
    for (value, read) in
        [(u128::from(u64::MAX), OwnedJson::U64(u64::MAX)), (1 << 70, OwnedJson::F64((1_u128 << 70) as f64))]
    {
        assert_eq!(OwnedJson::deserialize(IntoDeserializer::<Error>::into_deserializer(value)).unwrap(), read);
    }
    for (value, read) in
        [(-1_i128, OwnedJson::I64(-1)), (1, OwnedJson::U64(1)), (-1 << 70, OwnedJson::F64(-((1_u128 << 70) as f64)))]
    {
        assert_eq!(OwnedJson::deserialize(IntoDeserializer::<Error>::into_deserializer(value)).unwrap(), read);
    }
    // What stands so on the wire is what it is.
    let odd = format!(r#"{{"{NUMBER}":"12"}}"#);
    let tools = format!(r#"[{{"type":"new","x":{odd}}}]"#);
    let frame = format!(r#"{{"type":"response.create","response":{{"tools":{tools},"metadata":{odd}}}}}"#);
    through_twins(Decoder::new().any(frame.as_bytes()).unwrap(), &frame);
    for read in [serde_json::from_str(&frame), serde_json::from_reader(frame.as_bytes())] {
        assert_eq!(serde_json::to_string::<OwnedClientEvent>(&read.unwrap()).unwrap(), frame);
    }
}

#[test]
fn a_number_that_json_has_not_is_shown_as_null() {
    let numbers = [f64::NAN, f64::INFINITY, 1.0].map(OwnedJson::F64).to_vec();
    assert_eq!(OwnedJson::Array(numbers).to_string(), "[null,null,1.0]");
}

#[test]
fn a_twin_is_read_from_formats_that_say_whether_there_is_a_value() {
    let text = r#"{"type":"session.update","session":{"type":"realtime","tools":[null],"audio":{"input":{"turn_detection":null}},"include":["x"]}}"#;
    let twin: OwnedClientEvent = serde_json::from_str(text).unwrap();
    let mut bytes = Vec::new();
    ciborium::into_writer(&twin, &mut bytes).unwrap();
    assert_eq!(ciborium::from_reader::<OwnedClientEvent, _>(&*bytes).unwrap(), twin);
}

#[test]
fn an_unknown_event_keeps_what_it_says() {
    let mut decoder = Decoder::new();
    let frame = r#"{"type":"mood","x":[1,-2,1.5,null,true,"a\"b\n"],"y":{},"y":"é"}"#;
    let twin = decoder.server(frame.as_bytes()).unwrap().to_owned();
    let text = serde_json::to_string(&twin).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), serde_json::from_str::<Value>(frame).unwrap());
    let OwnedServerEvent::Unknown { kind, raw } = serde_json::from_str(&text).unwrap() else { panic!() };
    assert_eq!(kind, "mood");
    assert_eq!(
        String::from_utf8(raw).unwrap(),
        r#"{"type":"mood","x":[1,-2,1.5,null,true,"a\"b\u000a"],"y":{},"y":"é"}"#
    );
}

#[test]
fn an_unknown_event_with_half_a_surrogate_pair_is_written_as_it_is_read() {
    let mut decoder = Decoder::new();
    for (frame, expected) in [
        (r#"{"type":"mood","x":"a\ud83d"}"#, json!({"type": "mood", "x": "a\u{fffd}"})),
        (
            r#"{"type":"mood","\udc00":["\ud83d\ude00\ud83d"]}"#,
            json!({"type": "mood", "\u{fffd}": ["\u{1f600}\u{fffd}"]}),
        ),
    ] {
        let twin = decoder.server(frame.as_bytes()).unwrap().to_owned();
        assert_eq!(serde_json::to_value(&twin).unwrap(), expected);
    }
}

#[test]
fn a_twin_is_read_strictly() {
    let error = serde_json::from_value::<OwnedRealtimeResponse>(json!({"output": [], "usage": {"input_tokens": "9"}}));
    assert_eq!(error.unwrap_err().to_string(), "usage.input_tokens: expected unsigned integer, found string");
    let error = serde_json::from_value::<OwnedServerEvent>(json!({"type": "response.done", "response": 7}));
    assert_eq!(error.unwrap_err().to_string(), "response.done: response: expected object, found integer");
    let error = serde_json::from_value::<OwnedServerEvent>(json!({"type": "response.audio.done"}));
    assert_eq!(error.unwrap_err().to_string(), "response.audio.done: output_index: missing");
    let error = serde_json::from_value::<OwnedServerEvent>(json!({"x": 1}));
    assert_eq!(error.unwrap_err().to_string(), "type: expected string");
    let read: OwnedRealtimeResponse = serde_json::from_value(json!({"odd": 1, "id": "resp_1"})).unwrap();
    assert_eq!(read.id.as_deref(), Some("resp_1"), "what no row names is passed over");
}

#[test]
fn a_twin_is_a_plain_type() {
    let mut params = OwnedRealtimeResponseCreateParams::default();
    params.instructions = String::from("Be brief.").into();
    params.metadata = Maybe::Null;
    assert_eq!(serde_json::to_value(&params).unwrap(), json!({"instructions": "Be brief.", "metadata": null}));
    let arena = Bump::new();
    assert_eq!(params.view(&arena).to_owned(), params);
    assert_eq!(params.clone(), params);
    fn is_plain<T: Send + Sync + 'static>() {}
    is_plain::<OwnedServerEvent>();
}

#[test]
fn a_twin_that_is_built_has_what_a_built_view_has() {
    let mut vad = OwnedServerVad::default();
    vad.threshold = Maybe::Value(0.5);
    assert_eq!(serde_json::to_value(vad).unwrap(), json!({"type": "server_vad", "threshold": 0.5}));
    assert_eq!(OwnedResponseDone::default().response, None);
}

#[test]
fn an_absent_body_stays_absent_and_an_empty_one_empty() {
    let mut decoder = Decoder::with_limits(Limits::default());
    for frame in [r#"{"type":"response.done"}"#, r#"{"type":"response.done","response":{}}"#] {
        let ServerEvent::ResponseDone(done) = decoder.server(frame.as_bytes()).unwrap() else { panic!() };
        assert_eq!(done.to_owned().response.is_some(), frame.contains("{}"));
        assert_eq!(serde_json::to_string(&ServerEvent::from(done).to_owned()).unwrap(), frame);
    }
}

#[test]
fn an_open_value_is_written_as_it_was_read() {
    let text = r#"{"a":[0,18446744073709551615,-9223372036854775808,0.1,1e300,-0.0],"b":"\u0000\u001f\"\\/é"}"#;
    let value: OwnedJson = serde_json::from_str(text).unwrap();
    let written = value.to_string();
    assert_eq!(serde_json::from_str::<OwnedJson>(&written).unwrap(), value);
    assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), serde_json::from_str::<Value>(text).unwrap());
    assert_eq!(serde_json::from_str::<OwnedJson>(&serde_json::to_string(&value).unwrap()).unwrap(), value);
}
