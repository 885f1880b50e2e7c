//! What is read at once where it is written as servers write it: usage in every selection and order of its members and with
//! every strange value in every place, and all of it with every byte another, as the tape lane and whoever only looks at it read
//! it.

use rtwire::{Decoder, Limits};

use crate::lanes::Lanes;

/// An object's members, each with those of the object that is its value; a count has none.
struct Member(&'static str, &'static [Self]);

static USAGE: [Member; 5] = [
    Member("total_tokens", &[]),
    Member("input_tokens", &[]),
    Member("output_tokens", &[]),
    Member("input_token_details", &INPUT),
    Member("output_token_details", &OUTPUT),
];
static INPUT: [Member; 5] = [
    Member("text_tokens", &[]),
    Member("audio_tokens", &[]),
    Member("image_tokens", &[]),
    Member("cached_tokens", &[]),
    Member("cached_tokens_details", &CACHED),
];
static CACHED: [Member; 3] = [Member("text_tokens", &[]), Member("audio_tokens", &[]), Member("image_tokens", &[])];
static OUTPUT: [Member; 3] = [Member("text_tokens", &[]), Member("audio_tokens", &[]), Member("reasoning_tokens", &[])];

/// Writes an object whose members `pick` chooses; each count is what `count` says.
fn write<'m>(
    members: &'m [Member],
    pick: &dyn Fn(&'m [Member]) -> Vec<&'m Member>,
    count: &mut dyn FnMut() -> String,
) -> String {
    let mut written = Vec::new();
    for Member(name, inner) in pick(members) {
        let value = if inner.is_empty() { count() } else { write(inner, pick, count) };
        written.push(format!(r#""{name}":{value}"#));
    }
    format!("{{{}}}", written.join(","))
}

/// Counts of one digit, of two and so on to seven, and again.
fn counts() -> impl FnMut() -> String {
    let mut seen = 0;
    move || {
        seen += 1;
        "1234567"[..seen % 8].parse().unwrap_or(0_u64).to_string()
    }
}

fn all(members: &[Member]) -> Vec<&Member> {
    members.iter().collect()
}

/// Responses with that member: something stands behind it, or nothing does.
fn frames(name: &str, value: &str) -> [String; 2] {
    ["", r#","metadata":null"#].map(|behind| {
        format!(
            r#"{{"type":"response.done","response":{{"id":"resp_1","status":"completed","{name}":{value}{behind}}}}}"#
        )
    })
}

/// What reads a response.
struct Readers {
    lanes: Lanes,
    decoder: Decoder,
    /// Of how many frames those were sure that only look at them.
    sure: usize,
}

impl Readers {
    fn new() -> Self {
        Self { lanes: Lanes::new(&Limits::default()), decoder: Decoder::new(), sure: 0 }
    }

    /// In how many of both frames the direct lane accepts it; whoever is sure of it says the same.
    #[track_caller]
    fn accept(&mut self, name: &str, value: &str) -> usize {
        let accepts = |frame: &String| {
            if self.decoder.any(frame.as_bytes()).is_ok() {
                self.sure += usize::from(crate::peek::agree(&mut self.decoder, frame.as_bytes()));
            }
            self.lanes.accept(frame.as_bytes())
        };
        frames(name, value).iter().map(accepts).filter(|accepted| *accepted).count()
    }
}

#[test]
fn any_members_in_any_order_are_read_alike() {
    let (mut readers, mut seen) = (Readers::new(), 0);
    for object in [&USAGE[..], &INPUT, &CACHED, &OUTPUT] {
        for chosen in 0..1_usize << object.len() {
            for turned in 0..object.len() {
                let pick = |members: &'static [Member]| {
                    if !std::ptr::eq(members, object) {
                        return all(members);
                    }
                    let chosen = members.iter().enumerate().filter(|(place, _)| chosen >> place & 1 == 1);
                    let mut members: Vec<&Member> = chosen.map(|(_, member)| member).collect();
                    let turned = turned.min(members.len());
                    members.rotate_left(turned);
                    members
                };
                assert_eq!(readers.accept("usage", &write(&USAGE, &pick, &mut counts())), 2);
                seen += 2;
            }
        }
    }
    assert_eq!(readers.sure, seen);
}

#[test]
fn any_value_in_any_place_is_read_alike() {
    let mut readers = Readers::new();
    let values = [
        "null",
        "0",
        "7",
        "9999999",
        "10000000",
        "99999999999",
        "1.0",
        "1.5",
        "0.0",
        "1e2",
        "-1",
        "-0",
        "00",
        "01",
        "1.",
        "1:",
        "1;",
        "\"1\"",
        "true",
        "{}",
        "[]",
        "{\"zz\":1}",
        "1 ",
        " 1",
        "",
        "1,",
        "1}",
        "1,\"zz\":2",
        "1,\"total_tokens\":2",
        "1,\"text_tokens\":2",
        "1,\"audio_tokens\":2",
        "1,\"cached_tokens\":2",
    ];
    let (mut accepted, mut seen) = (0, 0);
    for place in 0..13 {
        for value in values {
            let (mut plain, mut at) = (counts(), 0..);
            let mut count = || {
                let plain = plain();
                if at.next() == Some(place) { value.to_owned() } else { plain }
            };
            accepted += readers.accept("usage", &write(&USAGE, &all, &mut count));
            seen += 2;
        }
    }
    // Half of the values are none that a count may be, or make JSON of no kind.
    assert!((seen / 4..seen / 2).contains(&accepted), "{accepted} of {seen}");
}

#[test]
fn a_response_sounds_alike_however_that_is_written() {
    let mut readers = Readers::new();
    let formats = [
        r#"{"type":"audio/pcm","rate":24000}"#,
        r#"{"rate":24000,"type":"audio/pcm"}"#,
        r#"{"type":"audio/pcm","rate":24000.0}"#,
        r#"{"type":"audio/pcm","rate":8000}"#,
        r#"{"type":"audio/pcm","rate":24000,"zz":1}"#,
        r#"{"type":"audio/pcm"}"#,
        r#"{"type":"audio/pcmu"}"#,
        r#""pcm16""#,
        "null",
    ];
    let voices = [
        r#""marin""#,
        r#""""#,
        r#""a-voice-of-31-bytes-and-no-more!""#,
        r#""a voice whose name is longer than that""#,
        r#""m\u0061rin""#,
        r#""\n""#,
        r#""Müller""#,
        r#"{"id":"voice_1"}"#,
        "null",
    ];
    for format in formats {
        for voice in voices {
            for output in [
                format!(r#"{{"format":{format},"voice":{voice}}}"#),
                format!(r#"{{"voice":{voice},"format":{format}}}"#),
                format!(r#"{{"format":{format},"voice":{voice},"zz":1}}"#),
                format!(r#"{{"format":{format}}}"#),
            ] {
                assert_eq!(readers.accept("audio", &format!(r#"{{"output":{output}}}"#)), 2, "{output}");
                assert_eq!(readers.accept("audio", &format!(r#"{{"output":{output},"input":1}}"#)), 2, "{output}");
                assert_eq!(readers.accept("output_audio_format", format), 2, "{format}");
            }
        }
    }
}

#[test]
fn any_byte_in_any_place_is_read_alike() {
    let mut readers = Readers::new();
    let usage = write(&USAGE, &all, &mut counts());
    let audio = r#"{"output":{"format":{"type":"audio/pcm","rate":24000},"voice":"marin"}}"#;
    for (name, value) in [("usage", &*usage), ("audio", audio), ("output_audio_format", &audio[20..53])] {
        assert_eq!(readers.accept(name, value), 2, "{value}");
        let (mut accepted, mut seen) = (0, 0);
        for place in 0..value.len() {
            for other in
                ["", "0", "9", ":", ";", ",", "{", "}", "\"", "\\", " ", "x", ".", "e", "-", "\u{7f}", "é", "\0"]
            {
                accepted += readers.accept(name, &[&value[..place], other, &value[place + 1..]].concat());
                seen += 2;
            }
        }
        // Nearly all change a text, which is then no row's; the others break the JSON.
        assert!((seen / 4..seen * 3 / 4).contains(&accepted), "{accepted} of {seen}: {value}");
    }
}
