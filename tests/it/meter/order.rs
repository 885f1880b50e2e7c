use rtwire::meter::{Direction, IdempotencyKey, SessionKey, SessionMeter, Tokens, Transcriptions};
use rtwire::{Decoder, Event};

use crate::corpus::{Line, corpus};

/// What must not depend on the order of the events.
#[derive(Debug, PartialEq)]
struct Sums {
    tokens: Tokens,
    transcriptions: Transcriptions,
    translated: std::time::Duration,
    records: u64,
    malformed: u64,
    keys: Vec<IdempotencyKey>,
}

fn feed<'l>(meter: &mut SessionMeter, lines: impl IntoIterator<Item = &'l Line>) -> Vec<IdempotencyKey> {
    let mut decoder = Decoder::new();
    let mut keys = Vec::new();
    for line in lines {
        let client = matches!(decoder.any(line.frame()), Ok(Event::Client(_)));
        let direction = if client { Direction::Client } else { Direction::Server };
        let record = meter.frame(direction, line.frame(), &mut decoder).unwrap();
        keys.extend(
            record.filter(|record| record.certainty == rtwire::meter::Certainty::Settled).map(|record| record.key()),
        );
    }
    keys
}

fn sums(meter: &SessionMeter, mut keys: Vec<IdempotencyKey>) -> Sums {
    keys.sort();
    Sums {
        tokens: *meter.tokens(),
        transcriptions: *meter.transcriptions(),
        translated: meter.translated(),
        records: meter.records(),
        malformed: meter.malformed_usage(),
        keys,
    }
}

/// The lines of each file, one session each.
fn recordings() -> impl Iterator<Item = Vec<&'static Line>> {
    corpus().chunk_by(|one, next| one.file == next.file && one.ships == next.ships).map(|lines| lines.iter().collect())
}

#[test]
fn feeding_a_recording_twice_changes_nothing() {
    for lines in recordings() {
        let mut meter = SessionMeter::new(SessionKey::new("sess_1"));
        let keys = feed(&mut meter, lines.iter().copied());
        let once = sums(&meter, keys.clone());
        assert_eq!(feed(&mut meter, lines.iter().copied()), [], "{}", lines[0].file);
        assert_eq!(sums(&meter, keys), once, "{}", lines[0].file);
        assert_eq!((meter.evicted(), meter.unsettled().count() <= 8), (0, true));
    }
}

#[test]
fn any_order_of_events_comes_to_the_same_sums() {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    for mut lines in recordings() {
        // Two usages of one response are a conflict, and which of them is first depends on the order.
        let mut meter = SessionMeter::new(SessionKey::new("sess_1"));
        let keys = feed(&mut meter, lines.iter().copied());
        if meter.conflicts() > 0 {
            continue;
        }
        let expected = sums(&meter, keys);
        for _ in 0..5 {
            for last in (1..lines.len()).rev() {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                lines.swap(last, (state % (last as u64 + 1)) as usize);
            }
            let mut meter = SessionMeter::new(SessionKey::new("sess_1"));
            let keys = feed(&mut meter, lines.iter().copied());
            assert_eq!(sums(&meter, keys), expected, "{}", lines[0].file);
        }
    }
}
