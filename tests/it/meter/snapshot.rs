use rtwire::meter::{CloseReason, Direction, RecordKind, SessionKey, SessionMeter, Snapshot, SnapshotError};
use rtwire::{Decoder, Event};
use serde_json::json;

use super::{Till, committed, created, done, plain, transcribed};
use crate::corpus::file;

#[test]
fn a_session_goes_on_at_another_machine() {
    let frames: Vec<_> = ["session_ga.ndjson", "client_ga.ndjson", "translation_ga.ndjson"]
        .into_iter()
        .flat_map(file)
        .map(|line| line.frame())
        .collect();
    let mut decoder = Decoder::new();
    let mut meters = [(); 2].map(|()| SessionMeter::new(SessionKey::new("sess_1")));
    for (at, frame) in frames.iter().enumerate() {
        let client = matches!(decoder.any(frame), Ok(Event::Client(_)));
        let direction = if client { Direction::Client } else { Direction::Server };
        let records = meters.each_mut().map(|meter| meter.frame(direction, frame, &mut decoder).unwrap());
        assert_eq!(records[0], records[1]);
        let snapshot = meters[1].snapshot();
        assert_eq!(meters[0].snapshot(), snapshot, "{at}");
        let bytes = snapshot.as_bytes();
        assert_eq!(bytes.len(), Snapshot::LEN);
        meters[1] = SessionMeter::restore(&Snapshot::from_bytes(bytes).unwrap());
    }
    assert!(meters[1].records() > 10);
    let [one, other] = &meters;
    assert_eq!(
        (one.tokens(), one.transcriptions(), one.counts()),
        (other.tokens(), other.transcriptions(), other.counts())
    );
    assert!(one.unsettled().eq(other.unsettled()));
}

#[test]
fn a_frame_that_is_not_decoded_would_have_changed_nothing() {
    let mut decoder = Decoder::new();
    for line in file("kinds.ndjson") {
        let frame = line.frame();
        let Ok(Event::Server(event)) = decoder.any(frame) else { continue };
        let mut meters = [(); 2].map(|()| SessionMeter::new(SessionKey::new("sess_1")));
        let [observed, framed] = &mut meters;
        let record = observed.observe_server(&event);
        let taken = framed.frame(Direction::Server, frame, &mut Decoder::new()).unwrap();
        assert_eq!(record.is_some(), taken.is_some());
        assert_eq!(observed.snapshot(), framed.snapshot(), "{}", String::from_utf8_lossy(frame));
    }
}

#[test]
fn what_is_no_snapshot_is_refused() {
    let mut till = Till::new();
    till.server(created("resp_1"));
    till.server(done("resp_2", plain(1, 1)));
    let bytes = till.meter.snapshot().as_bytes().to_vec();
    const { assert!(Snapshot::LEN <= 4096) };
    assert_eq!(Snapshot::from_bytes(b"").unwrap_err(), SnapshotError::NotOne);
    assert_eq!(Snapshot::from_bytes(&bytes[..bytes.len() - 1]).unwrap_err(), SnapshotError::Damaged);
    let mut newer = bytes.clone();
    newer[4] += 1;
    assert_eq!(Snapshot::from_bytes(&newer).unwrap_err(), SnapshotError::Version { found: Snapshot::VERSION + 1 });
    assert_eq!(Snapshot::from_bytes(&bytes[..5]).unwrap_err(), SnapshotError::Damaged);
    for at in (6..16).chain((16..bytes.len()).step_by(37)) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x10;
        assert_eq!(Snapshot::from_bytes(&damaged).unwrap_err(), SnapshotError::Damaged);
    }
}

/// The bytes with a checksum that is right: what has no secret can be forged.
fn forged(mut bytes: Vec<u8>) -> Snapshot {
    let checksum = twox_hash::XxHash3_128::oneshot(&bytes[16..]).to_le_bytes();
    bytes[8..16].copy_from_slice(&checksum[..8]);
    Snapshot::from_bytes(&bytes).unwrap()
}

#[test]
fn what_is_forged_does_no_harm() {
    let frames: Vec<_> = ["session_ga.ndjson", "session_beta.ndjson", "translation_ga.ndjson"]
        .into_iter()
        .flat_map(file)
        .map(|line| line.frame())
        .collect();
    let mut decoder = Decoder::new();
    let sound = Till::new().meter.snapshot().as_bytes().to_vec();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for round in 0..60 {
        let mut bytes = sound.clone();
        for byte in &mut bytes[16..] {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            // All ones, or whatever it be, everywhere or here and there.
            if round < 2 || state.is_multiple_of(1 << (round % 6)) {
                *byte = if round % 2 == 0 { 0xff } else { (state >> 32) as u8 };
            }
        }
        let mut meter = SessionMeter::restore(&forged(bytes));
        for frame in &frames {
            let _ = meter.frame(Direction::Server, frame, &mut decoder);
        }
        let unsettled = meter.unsettled().count();
        let closed = meter.close(CloseReason::Client).filter(|record| record.kind == RecordKind::Response);
        assert_eq!(closed.count(), unsettled, "{round}");
    }
}

#[test]
fn the_layout_is_that_of_its_version() {
    let mut till = Till::of("gpt-realtime", "whisper-1");
    till.client(json!({"type": "response.create", "event_id": "event_1"}));
    till.server(committed("item_1"));
    till.server(transcribed("item_1", json!({"type": "duration", "seconds": 2.5})));
    till.server(created("resp_1"));
    till.server(done("resp_1", plain(3, 4)));
    till.server(created("resp_2"));
    till.server(json!({"type": "error", "event_id": "event_2", "error": {"type": "server_error", "message": "m"}}));
    // Of another version there is another. Money would change places between two that say they are one.
    let hash = twox_hash::XxHash3_128::oneshot(till.meter.snapshot().as_bytes());
    assert_eq!(
        (Snapshot::VERSION, Snapshot::LEN, format!("{hash:032x}")),
        (4, 4_058, "9b57e87a48fb64803981fa7638f9aedd".to_owned())
    );
}
