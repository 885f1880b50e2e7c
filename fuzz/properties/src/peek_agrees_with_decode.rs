//! What a look at a frame says, against what its event says.

use std::cell::RefCell;

use rtwire::peek::{self, Ids, Kind, Usage};
use rtwire::{Decoder, Event, ServerEvent};
use serde_json::Value as Json;

use crate::damage::damage;
use crate::generator::{self, bytes::Bytes};
use crate::tally;

/// What is written behind a bracket or a comma: what would be taken for the member that counts, and what is one.
const MEMBERS: &[&[u8]] = &[
    br#""type":"response.done","#,
    br#""type":"error","#,
    br#""typ\u0065":"response.done","#,
    br#""type":"response\u002edone","#,
    br#""type":null,"#,
    br#""text":"\"type\":\"response.done\",","#,
    br#""a\\":"\\","type\\":"x","#,
    br#""response":{"id":"resp_x","usage":null},"#,
    br#""response":null,"#,
    br#""response":{"us\u0061ge":{"total_tokens":1}},"#,
    br#""usage":{"type":"duration","seconds":1.5},"#,
    br#""usage":{"seconds":null},"#,
    br#""usage":{"total_tokens":12,"total_tokens":null},"#,
    br#""usage":null,"#,
    br#""total_tokens":12.0,"#,
    br#""total_tokens":9007199254740993,"#,
    br#""total_tokens":-0,"#,
    br#""id":"other","#,
    br#""id":7,"#,
    br#""status":"\u0063ompleted","#,
    br#""item":{"id":"item_x","call_id":null},"#,
    br#""item_id":"item_y","#,
    br#""event_id":"event\ud83d","#,
    b" \n\t",
];

/// Whatever was done to an event: where the decoder reads it and a look is sure, both say the same of its kind, its ids
/// and what it cost. A look at any bytes ends.
///
/// The first byte says whether the rest is a frame, or makes one.
///
/// # Panics
/// If it is not so.
pub fn peek_agrees_with_decode(data: &[u8]) {
    thread_local! {
        static BENCH: RefCell<(Decoder, Vec<u8>)> = RefCell::new((Decoder::new(), Vec::new()));
    }
    let Some((&way, rest)) = data.split_first() else { return };
    BENCH.with_borrow_mut(|(decoder, frame)| {
        if way & 1 == 0 {
            rest.clone_into(frame);
        } else {
            let mut bytes = Bytes::new(rest);
            generator::event(&mut bytes, frame);
            for _ in 0..bytes.below(4) {
                add_member(&mut bytes, frame);
            }
            if bytes.one_in(4) {
                damage(&mut bytes, frame, &[]);
            }
        }
        // Exactly as large as it is, so that the address sanitizer sees a byte too many being read.
        let boxed = frame.clone().into_boxed_slice();
        agree(decoder, &boxed);
    });
}

/// Writes a member behind some bracket or comma, whether one can stand there or not.
fn add_member(bytes: &mut Bytes<'_>, frame: &mut Vec<u8>) {
    let places = frame.iter().enumerate().filter(|(_, byte)| matches!(byte, b'{' | b',')).map(|(at, _)| at + 1);
    let places: Vec<_> = places.collect();
    // Most often into the outermost object, near its start.
    let some = if bytes.one_in(2) { places.len() } else { places.len().min(6) };
    if some > 0 {
        let at = places[bytes.below(some)];
        drop(frame.splice(at..at, bytes.one_of(MEMBERS).iter().copied()));
    }
}

fn agree(decoder: &mut Decoder, frame: &[u8]) {
    let prefix = peek::prefix_kind(frame);
    let (kind, ids, usage) = (peek::kind(frame), peek::ids(frame), peek::usage(frame));
    let Ok(event) = decoder.any(frame) else {
        tally::count("refused", false);
        return;
    };
    let shown = String::from_utf8_lossy(frame);
    if let Ok(kind) = kind {
        assert_eq!(kind, kind_of(&event), "{shown}");
        // One `type`, and then it is the first.
        if let Some(prefix) = prefix
            && frame.windows(5).filter(|text| *text == b"type\"").count() == 1
        {
            assert_eq!(prefix, kind.as_str().as_bytes(), "{shown}");
        }
    }
    if let Ok(ids) = ids {
        for (view, peeked) in [(event.response_id(), ids.response_id), (event.item_id(), ids.item_id)] {
            assert!(view.is_none() || view == peeked, "{view:?} {peeked:?} {shown}");
        }
        // It refuses half a surrogate pair.
        if let Ok(json) = serde_json::from_slice::<Json>(frame) {
            assert_eq!(ids, ids_of(&json, ids), "{shown}");
        }
    }
    if let Ok(usage) = usage {
        assert_eq!(usage.is_some(), is_billed(&event), "{shown}");
        if let Some(usage) = usage {
            is_usage(usage, &event, &shown);
        }
    }
    let sure = kind.is_ok() && ids.is_ok() && usage.is_ok();
    tally::count(event.type_str(), sure);
}

fn kind_of<'a>(event: &Event<'a>) -> Kind<'a> {
    match event {
        Event::Server(event) => event.kind().map_or_else(|| Kind::Unknown(event.type_str()), Kind::Server),
        Event::Client(event) => event.kind().map_or_else(|| Kind::Unknown(event.type_str()), Kind::Client),
        _ => Kind::Unknown(event.type_str()),
    }
}

/// The ids by serde_json, in the place of those that were peeked.
fn ids_of<'a>(json: &'a Json, mut ids: Ids<'a>) -> Ids<'a> {
    let of = |key: &str, object: &str, inner: &str| json[key].as_str().or_else(|| json[object][inner].as_str());
    ids.event_id = json["event_id"].as_str();
    ids.response_id = of("response_id", "response", "id");
    ids.item_id = of("item_id", "item", "id");
    ids.call_id = of("call_id", "item", "call_id");
    ids
}

fn is_billed(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::Server(ServerEvent::ResponseDone(_) | ServerEvent::ConversationItemInputAudioTranscriptionCompleted(_))
    )
}

fn is_usage(peeked: Usage<'_>, event: &Event<'_>, shown: &str) {
    match (peeked, event) {
        (Usage::Response { id, status, usage, .. }, Event::Server(ServerEvent::ResponseDone(done))) => {
            let response = done.response;
            assert_eq!((id, status, usage.as_ref()), (response.id, response.status, done.billed()), "{shown}");
        }
        (
            Usage::Transcription { item_id, usage, .. },
            Event::Server(ServerEvent::ConversationItemInputAudioTranscriptionCompleted(completed)),
        ) => assert_eq!((item_id, usage.as_ref()), (completed.item_id, completed.usage), "{shown}"),
        (peeked, _) => panic!("{peeked:?} of {shown}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator::tests::inputs;

    #[test]
    fn a_look_agrees_with_the_decoder_on_made_events() {
        for input in inputs(20_000) {
            peek_agrees_with_decode(&[b"\x01", input.as_slice()].concat());
        }
    }
}
