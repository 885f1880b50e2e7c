use rtwire::meter::{Direction, SessionKey, SessionMeter, Snapshot, SnapshotError};
use rtwire::{Decoder, Event};

use super::{Till, created, done, plain};
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
    assert_eq!(Snapshot::from_bytes(&newer).unwrap_err(), SnapshotError::Version { found: 3 });
    for at in (16..bytes.len()).step_by(37) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x10;
        assert_eq!(Snapshot::from_bytes(&damaged).unwrap_err(), SnapshotError::Damaged);
    }
}
