//! The decoder itself: its ways in, what may be done with it and its views, and what it is worth after trouble.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use bumpalo::Bump;
use rtwire::{
    ClientEvent, Decoder, Drift, Error, Event, Json, Limits, RealtimeResponse, ServerEvent, ServerKind, Session,
    with_decoder,
};

use crate::corpus::file;
use crate::read::drift_of;

const DELTA: &str =
    r#"{"type":"response.output_text.delta","event_id":"e","output_index":0,"content_index":1,"delta":"d"}"#;

fn is_view<T: Copy + Send + Sync + std::fmt::Debug + PartialEq + serde::Serialize>() {}

#[test]
fn views_are_copied_and_sent_and_a_decoder_is_sent() {
    is_view::<ServerEvent<'_>>();
    is_view::<ClientEvent<'_>>();
    is_view::<Event<'_>>();
    is_view::<Session<'_>>();
    is_view::<RealtimeResponse<'_>>();
    is_view::<Json<'_>>();
    fn is_sent<T: Send>() {}
    is_sent::<Decoder>();
    fn is_error<T: std::error::Error + Clone + Send + Sync + 'static>() {}
    is_error::<Error>();
    fn is_shared<T: Send + Sync>() {}
    is_shared::<(Limits, Drift)>();
}

/// A body that would make it larger goes behind a reference.
#[test]
fn an_event_is_small_and_an_error_is_one_word() {
    assert_eq!(size_of::<ServerEvent<'_>>(), 120);
    assert!(size_of::<ClientEvent<'_>>() <= 64);
    assert_eq!(size_of::<Error>(), size_of::<usize>());
    assert_eq!(size_of::<Result<(), Error>>(), size_of::<usize>());
}

#[test]
fn a_view_outlives_the_call_and_crosses_threads() {
    let mut decoder = Decoder::new();
    let event = decoder.server(DELTA.as_bytes()).unwrap();
    let copy = event;
    let text = thread::scope(|scope| scope.spawn(|| copy.type_str().to_owned()).join().unwrap());
    assert_eq!((text.as_str(), event), ("response.output_text.delta", copy));
    let moved = thread::spawn(move || decoder.server(DELTA.as_bytes()).map(|event| event.kind()).unwrap());
    assert_eq!(moved.join().unwrap(), Some(ServerKind::ResponseOutputTextDelta));
}

#[test]
fn any_tells_the_direction_by_the_type() {
    let mut decoder = Decoder::new();
    assert!(matches!(decoder.any(br#"{"type":"error"}"#), Ok(Event::Server(ServerEvent::ErrorEvent(_)))));
    assert!(matches!(decoder.any(br#"{"type":"session.close"}"#), Ok(Event::Client(ClientEvent::SessionClose(_)))));
    let frame = br#" {"type":"new"} "#;
    assert_eq!(decoder.any(frame).unwrap(), Event::Unknown { kind: "new", raw: frame });
    for (frame, kind) in [(DELTA, "response.output_text.delta"), (r#"{"type":"x y"}"#, "x y")] {
        assert_eq!(decoder.any(frame.as_bytes()).unwrap().type_str(), kind);
    }
    // Each side knows its own types alone.
    let server = decoder.server(br#"{"type":"session.close"}"#).unwrap();
    assert!(matches!(server, ServerEvent::Unknown { kind: "session.close", .. }));
    let client = decoder.client(br#"{"type":"error"}"#).unwrap();
    assert!(matches!(client, ClientEvent::Unknown { kind: "error", .. }));
}

#[test]
fn many_events_live_in_the_callers_arena() {
    let arena = Bump::new();
    let mut decoder = Decoder::new();
    let lines: Vec<_> = file("session_ga.ndjson").collect();
    let events: Vec<_> = lines.iter().map(|line| decoder.any_in(line.frame(), &arena).unwrap()).collect();
    drop(decoder);
    for (line, event) in lines.iter().zip(&events) {
        assert_eq!(*event, Decoder::new().any(line.frame()).unwrap(), "{}", line.place());
    }
    let mut decoder = Decoder::new();
    let first = decoder.server_in(DELTA.as_bytes(), &arena).unwrap();
    let second = decoder.client_in(br#"{"type":"session.close","event_id":"z"}"#, &arena).unwrap();
    assert!(matches!(first, ServerEvent::ResponseOutputTextDelta(event) if event.delta == "d"));
    assert!(matches!(second, ClientEvent::SessionClose(event) if event.event_id == Some("z")));
}

#[test]
fn text_reads_as_its_bytes_do() {
    let (mut first, mut second) = (Decoder::new(), Decoder::new());
    let text = DELTA.replace("\"d\"", r#""é\ud83d\ude00""#);
    assert_eq!(first.server_str(&text).unwrap(), second.server(text.as_bytes()).unwrap());
    assert!(first.server_str("{").is_err());
}

#[test]
fn a_frame_may_have_blanks_around_it_and_any_length() {
    for pad in 0..130 {
        let frame = format!("{0}{DELTA}{0}", " \n\r\t".repeat(pad));
        assert!(
            matches!(Decoder::new().server(frame.as_bytes()), Ok(ServerEvent::ResponseOutputTextDelta(_))),
            "{pad}"
        );
        let frame = DELTA.replace("\"d\"", &format!("\"{}\"", "é".repeat(pad)));
        let mut decoder = Decoder::new();
        let Ok(ServerEvent::ResponseOutputTextDelta(delta)) = decoder.server(frame.as_bytes()) else { panic!("{pad}") };
        assert_eq!(delta.delta.chars().count(), pad);
    }
}

#[test]
fn a_decoder_may_be_asked_for_while_the_threads_is_lent() {
    let kinds = with_decoder(|outer| {
        let event = outer.server(DELTA.as_bytes()).unwrap();
        let inner = with_decoder(|inner| inner.server(br#"{"type":"error"}"#).unwrap().kind());
        (event.kind(), inner)
    });
    assert_eq!(kinds, (Some(ServerKind::ResponseOutputTextDelta), Some(ServerKind::ErrorEvent)));
    let panicked = catch_unwind(|| with_decoder(|_| panic!("of the user's making")));
    assert!(panicked.is_err());
    assert!(with_decoder(|decoder| decoder.server(DELTA.as_bytes()).is_ok()));
    // What is taken down as the thread ends may still ask for one.
    struct Late(std::sync::mpsc::Sender<bool>);
    impl Drop for Late {
        fn drop(&mut self) {
            let decodes = with_decoder(|decoder| decoder.server(DELTA.as_bytes()).is_ok());
            _ = self.0.send(decodes);
        }
    }
    thread_local! {
        static LATE: std::cell::RefCell<Option<Late>> = const { std::cell::RefCell::new(None) };
    }
    let (sender, decoded) = std::sync::mpsc::channel();
    let ends = thread::spawn(move || {
        LATE.set(Some(Late(sender)));
        with_decoder(|decoder| decoder.server(DELTA.as_bytes()).is_ok())
    });
    assert!(ends.join().unwrap() && decoded.recv().unwrap());
}

#[test]
fn a_panic_while_a_view_lives_leaves_the_decoder_as_it_was() {
    let mut decoder = Decoder::new();
    for line in file("kinds.ndjson") {
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            let event = decoder.any(line.frame()).unwrap();
            panic!("{}", event.type_str());
        }));
        assert!(panicked.is_err());
        assert_eq!(decoder.any(line.frame()).unwrap(), Decoder::new().any(line.frame()).unwrap());
    }
}

#[test]
fn debug_of_a_decoder_shows_its_limits() {
    let decoder = Decoder::default();
    assert_eq!(*decoder.limits(), Limits::default());
    assert!(format!("{decoder:?}").contains("max_depth: 128"));
    assert_eq!(drift_of(&decoder), [""; 0]);
}
