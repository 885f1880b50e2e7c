//! The direct lane and the tape lane, on one frame: what the first accepts is what the second makes of it.

use bumpalo::Bump;
use rtwire::generate::{Generator, Mix, Options, Order, Spacing};
use rtwire::testing::kernel::KernelSet;
use rtwire::testing::{self, Lane};
use rtwire::{Decoder, Duplicates, Limits};

use crate::corpus::corpus;
use crate::read::drift_of;

/// A decoder a lane, and of the direct lane one for each set of kernels.
pub struct Lanes {
    tape: Decoder,
    both: Decoder,
    direct: Vec<(KernelSet, Decoder)>,
}

impl Lanes {
    pub fn new(limits: &Limits) -> Self {
        let by = |lane| {
            let mut decoder = Decoder::with_limits(limits.clone());
            testing::lane(&mut decoder, lane);
            decoder
        };
        let direct = |set| {
            let mut decoder = by(Lane::Direct);
            testing::kernels(&mut decoder, set);
            (set, decoder)
        };
        Self { tape: by(Lane::Tape), both: by(Lane::Both), direct: KernelSet::all().into_iter().map(direct).collect() }
    }

    /// Whether the direct lane accepts the frame: by every set of kernels alike, and then with the event and the drift
    /// of the tape lane. Where it declines, what it has met is forgotten.
    #[track_caller]
    pub fn accept(&mut self, frame: &[u8]) -> bool {
        // As long as it is, so that whoever watches memory sees a read behind it.
        let frame: Box<[u8]> = frame.into();
        let text = frame.escape_ascii();
        let (arena, own) = (Bump::new(), Bump::new());
        self.tape.clear_drift();
        let wanted = self.tape.any_in(&frame, &arena);
        let drift = drift_of(&self.tape);

        let mut accepted = Vec::new();
        for (set, direct) in &mut self.direct {
            direct.clear_drift();
            let event = direct.any_in(&frame, &own).ok();
            if let Some(event) = event {
                assert_eq!(Some(event), wanted.as_ref().ok().copied(), "{}: {text}", set.name());
                assert_eq!(drift_of(direct), drift, "{}: {text}", set.name());
            }
            accepted.push(event.is_some());
        }
        accepted.dedup();
        assert_eq!(accepted.len(), 1, "some kernels accept it: {text}");

        self.both.clear_drift();
        let read = self.both.any_in(&frame, &own);
        let [read, wanted] = [read, wanted].map(|read| read.map_err(|error| error.to_string()));
        assert_eq!(read, wanted, "{text}");
        assert_eq!(drift_of(&self.both), drift, "{text}");
        accepted[0]
    }
}

#[test]
fn the_lanes_agree_on_the_test_data() {
    let mut lanes = Lanes::new(&Limits::default());
    let accepted = corpus().iter().filter(|line| lanes.accept(line.frame())).count();
    assert!(accepted * 10 > corpus().len() * 8, "{accepted} of {}", corpus().len());
}

#[test]
fn the_lanes_agree_on_generated_traffic_and_hardly_any_is_declined() {
    let mut lanes = Lanes::new(&Limits::default());
    for &mix in Mix::ALL {
        let (mut declined, mut seen) = (0, 0);
        for &order in Order::ALL {
            for spacing in [Spacing::Compact, Spacing::Python] {
                let mut generator = Generator::new(Options { mix, order, spacing, ..Options::default() });
                let mut bytes = 0;
                // As many as there is time for where nothing is optimised.
                for _ in 0..200 {
                    let mut frame = Vec::new();
                    generator.next(&mut frame);
                    let accepted = lanes.accept(&frame);
                    if frame.len() >= 64 {
                        seen += 1;
                        declined += usize::from(!accepted);
                    }
                    bytes += frame.len();
                    if bytes > 300_000 {
                        break;
                    }
                }
            }
        }
        let one_in = if mix == Mix::Escaped { 100 } else { 1_000 };
        assert!(seen > 0 && declined * one_in <= seen, "{}: {declined} of {seen} declined", mix.as_str());
    }
}

/// Events as servers send them, whose first fields are read all at once.
const HEADED: &[&str] = &[
    r#"{"type":"response.output_text.delta","event_id":"event_CaB9xYz0123456789abcd","response_id":"resp_CaB9xYz0123456789abcd","item_id":"item_CaB9xYz0123456789abcd","output_index":0,"content_index":1,"delta":"Hi","obfuscation":"x"}"#,
    r#"{"type":"response.audio.delta","event_id":"event_CaB9xYz0123456789abcd","response_id":"resp_CaB9xYz0123456789abcd","item_id":"item_CaB9xYz0123456789abcd","output_index":0,"content_index":1,"delta":"UklGRg=="}"#,
    r#"{"type":"response.content_part.added","event_id":"event_CaB9xYz0123456789abcd","response_id":"resp_CaB9xYz0123456789abcd","item_id":"item_CaB9xYz0123456789abcd","output_index":0,"content_index":1,"part":{"type":"text","text":""}}"#,
    r#"{"type":"response.function_call_arguments.done","event_id":"event_CaB9xYz0123456789abcd","response_id":"resp_CaB9xYz0123456789abcd","item_id":"item_CaB9xYz0123456789abcd","output_index":0,"call_id":"call_CaB9xYz012345678","name":"f","arguments":"{}"}"#,
    r#"{"type":"response.output_item.added","event_id":"event_CaB9xYz0123456789abcd","response_id":"resp_CaB9xYz0123456789abcd","output_index":9,"item":{"id":"item_CaB9xYz0123456789abcd","type":"message"}}"#,
    r#"{"type":"input_audio_buffer.committed","event_id":"event_CaB9xYz0123456789abcd","previous_item_id":"item_CaB9xYz0123456789abcd","item_id":"item_CaB9xYz0123456789abcx"}"#,
    r#"{"type":"input_audio_buffer.speech_started","event_id":"event_CaB9xYz0123456789abcd","audio_start_ms":1234,"item_id":"item_CaB9xYz0123456789abcd"}"#,
];

#[test]
fn the_lanes_agree_wherever_an_event_is_not_as_it_was_foretold() {
    let mut lanes = Lanes::new(&Limits::default());
    let mut limits = Limits::default();
    limits.duplicates = Duplicates::Reject;
    let mut strict = Lanes::new(&limits);
    let spaced = |frame: &&str| frame.replace(",\"", ", \"").replace("\":", "\": ");
    // With the type first, last, and behind the first member.
    let moved = |frame: &&str, behind: usize| {
        let members: Vec<_> = frame[1..frame.len() - 1].split(",\"").collect();
        let (kind, others) = members.split_first().unwrap();
        let (before, after) = others.split_at(behind.min(others.len()));
        let members: Vec<_> = before.iter().copied().chain([&kind[1..]]).chain(after.iter().copied()).collect();
        format!("{{\"{}}}", members.join(",\""))
    };
    let frames = HEADED.iter().flat_map(|frame| [frame.to_string(), spaced(frame), moved(frame, 99), moved(frame, 1)]);
    for frame in frames {
        let (mut accepted, mut all) = (0, 0);
        let mut ask = |frame: &str| {
            all += 1;
            let taken = lanes.accept(frame.as_bytes());
            assert_eq!(strict.accept(frame.as_bytes()), taken, "{frame}");
            accepted += usize::from(taken);
        };
        assert!(frame.is_ascii());
        ask(&frame);
        for at in 0..frame.len() {
            let (before, rest) = frame.split_at(at);
            for new in
                ["\"", "\\", ",", ":", "}", "x", "Z", "0", "7", " ", "!", "#", "\x7F", "\x1F", "é", "null", "\\u0041"]
            {
                ask(&format!("{before}{new}{}", &rest[1..]));
                ask(&format!("{before}{new}{rest}"));
            }
            ask(&format!("{before}{}", &rest[1..]));
            ask(before);
            ask(&format!("{before}}}"));
        }
        // What has been read at once can stand again.
        for again in [
            r#""event_id":"e""#,
            r#""item_id":null"#,
            r#""output_index":3"#,
            r#""type":"error""#,
            r#""new":1"#,
            r#""delta":"""#,
        ] {
            ask(&format!("{},{again}}}", &frame[..frame.len() - 1]));
            ask(&format!("{{{again},{}", &frame[1..]));
        }
        assert!(accepted > all / 5 && accepted < all, "{accepted} of {all}: {frame}");
    }
}
