//! The rules of the direct lane, each on frames written by hand: with blanks and without, by every set of kernels.

use rtwire::Limits;

use crate::lanes::Lanes;

/// Whether the direct lane accepts this frame, as it stands and with a blank behind its first brace, which another
/// instance of the lane reads.
#[track_caller]
fn accepts_by(lanes: &mut Lanes, frame: &[u8]) -> bool {
    let spaced = [b"{ ", &frame[1..]].concat();
    let accepted = lanes.accept(frame);
    assert_eq!(lanes.accept(&spaced), accepted, "with a blank: {}", frame.escape_ascii());
    accepted
}

#[track_caller]
fn accepts(frame: impl AsRef<[u8]>) {
    let frame = frame.as_ref();
    assert!(accepts_by(&mut Lanes::new(&Limits::default()), frame), "declined: {}", frame.escape_ascii());
}

#[track_caller]
fn declines(frame: impl AsRef<[u8]>) {
    let frame = frame.as_ref();
    assert!(!accepts_by(&mut Lanes::new(&Limits::default()), frame), "accepted: {}", frame.escape_ascii());
}

/// An event with these members.
fn event(members: &str) -> String {
    format!(r#"{{"type":"input_audio_buffer.cleared","event_id":"event_BXyz0123456789abcdefg",{members}}}"#)
}

/// A response with these members.
fn response(members: &str) -> String {
    format!(r#"{{"type":"response.done","event_id":"event_BXyz0123456789abcdefg","response":{{{members}}}}}"#)
}

/// Every place for a value of any shape: in a field that no row names, where it is passed over, and in an open map,
/// where it is kept.
fn any_value(value: &[u8]) -> [Vec<u8>; 2] {
    let place = |frame: String| {
        let (before, behind) = frame.split_once('@').unwrap();
        [before.as_bytes(), value, behind.as_bytes()].concat()
    };
    [event(r#""zz":@"#), response(r#""metadata":{"zz":@}"#)].map(place)
}

/// Every place for a string: as a value of any shape, in a field, and as the key of either.
fn any_text(inside: &[u8]) -> Vec<Vec<u8>> {
    let value = [b"\"", inside, b"\""].concat();
    let member = [b"{", &*value, b":1}"].concat();
    let [start, end] =
        [r#"{"type":"error","event_id":"event_1","error":{"message":""#, r#"","code":null}}"#].map(str::as_bytes);
    let unknown = [br#"{"type":"input_audio_buffer.cleared","#, &*value, b":true}"].concat();
    let field = [start, inside, end].concat();
    any_value(&value).into_iter().chain(any_value(&member)).chain([field, unknown]).collect()
}

/// Looks at a string with `strange` at every place near the borders of what is looked at together.
fn at_every_place(strange: &[u8], mut look: impl FnMut(Vec<u8>)) {
    for place in (0..=4).chain(26..=36).chain(58..=70).chain([96, 127, 128, 150]) {
        for behind in [0, 1, 40] {
            let text = [&b"x".repeat(place), strange, &b"y".repeat(behind)].concat();
            any_text(&text).into_iter().for_each(&mut look);
        }
    }
}

#[track_caller]
fn accepts_everywhere(strange: &[u8]) {
    let mut lanes = Lanes::new(&Limits::default());
    at_every_place(strange, |frame| assert!(accepts_by(&mut lanes, &frame), "declined: {}", frame.escape_ascii()));
}

#[track_caller]
fn declines_everywhere(strange: &[u8]) {
    let mut lanes = Lanes::new(&Limits::default());
    at_every_place(strange, |frame| assert!(!accepts_by(&mut lanes, &frame), "accepted: {}", frame.escape_ascii()));
}

#[test]
fn a_key_that_is_repeated_is_declined() {
    declines(event(r#""event_id":"event_2""#));
    declines(event(r#""type":"input_audio_buffer.cleared""#));
    declines(response(r#""id":"resp_1","id":"resp_2""#));
    declines(response(r#""usage":{"total_tokens":1},"usage":{"total_tokens":2}"#));
    declines(response(r#""output":[{"type":"message","id":"item_1","id":"item_2"}]"#));
    declines(response(r#""output":[{"type":"message","type":"function_call"}]"#));
    declines(response(r#""output":[{"id":"item_1","type":"message","role":"user","type":"message"}]"#));
    // However far before the end, and whatever comes between, in order or not.
    declines(response(r#""id":"resp_1","id":"resp_2","status":"failed","object":"realtime.response""#));
    declines(response(
        r#""status":"failed","object":"o","status":"failed","voice":"ash","modalities":[],"id":"resp_1""#,
    ));
    declines(response(r#""zz":1,"object":"o","zz":1,"object":"o","zz":1"#));
    // Nobody's keys are none of its business.
    accepts(event(r#""zz":1,"zz":2"#));
    accepts(response(r#""metadata":{"zz":1,"zz":2}"#));
}

#[test]
fn a_field_is_known_however_its_key_is_written() {
    for (plain, written) in
        [("id", r"\u0069d"), ("status", r"s\u0074atus"), ("usage", r"usag\u0065"), ("output", r"\u006futput")]
    {
        let members = format!(
            r#"{{"object":"realtime.response","id":"resp_1","status":"completed","output":[{{"id":"item_1","type":"message"}}],{}}}"#,
            r#""usage":{"total_tokens":3,"input_tokens":2}"#
        );
        let members = members.trim_matches(['{', '}']).to_owned() + "}";
        let other = members.replacen(&format!("\"{plain}\":"), &format!("\"{written}\":"), 1);
        assert_ne!(members, other);
        accepts(response(&other));
        declines(response(&format!(r#"{members},"{written}":null"#)));
    }
    // But a tag is looked for as it is usually written, and may stand once.
    declines(response(r#""output":[{"id":"item_1","t\u0079pe":"message","role":"user"}]"#));
    declines(response(r#""output":[{"id":"item_1","type":"message","t\u0079pe":"message"}]"#));
}

#[test]
fn a_tag_counts_where_a_key_stands_and_nowhere_else() {
    for tag in [r#""type":"input_audio_buffer.cleared""#, r#""\"type":"input_audio_buffer.cleared""#] {
        let frame = format!(r#"{{"event_id":"event_1",{tag},"zz":[]}}"#);
        assert_eq!(accepts_by(&mut Lanes::new(&Limits::default()), frame.as_bytes()), !tag.contains('\\'), "{frame}");
    }
    accepts(r#"{"event_id":"event_BXyz0123456789abcdefg","type":"input_audio_buffer.cleared"}"#);
    accepts(r#"{"event_id":"event_1","zz":{"type":"session.created"},"type":"input_audio_buffer.cleared"}"#);
    declines(r#"{"event_id":"event_1","item":{"id":"i","type":"input_audio_buffer.cleared"}}"#);
    declines(r#"{"event_id":"event_1","zz":["type":"input_audio_buffer.cleared"}"#);
    accepts(response(r#""output":[{"id":"item_1","content":[{"text":"a","type":"text"}],"type":"message"}]"#));
    // Behind an item's id, with or without its `object`, and where another key stands there.
    for between in [
        "",
        r#""object":"realtime.item","#,
        r#""object":"other","#,
        r#""zz":"message","#,
        r#""kind":"message","#,
        r#""typo":"x","#,
    ] {
        accepts(response(&format!(r#""output":[{{"id":"item_AthMhReSH0GfmEhmvrJte",{between}"type":"message"}}]"#)));
        let item =
            format!(r#"{{ "id": "item_1", {}"type": "message"}}"#, between.replace(':', ": ").replace(',', ", "));
        let spaced = format!(r#"{{"type": "response.done", "response": {{"output": [{item}]}}}}"#);
        assert!(Lanes::new(&Limits::default()).accept(spaced.as_bytes()), "{spaced}");
    }
}

#[test]
fn a_session_of_the_beta_has_neither_a_tag_nor_what_would_make_it_another() {
    let begin = r#""id":"sess_BXyz0123456789abcdefg","object":"realtime.session""#;
    let updated = |members: &str| {
        let kind = r#""type":"session.updated","event_id":"event_BXyz0123456789abcdefg""#;
        format!(r#"{{{kind},"session":{{{begin}{members}}}}}"#)
    };
    accepts(updated(""));
    accepts(updated(r#","model":"gpt-realtime","voice":"ash""#));
    accepts(updated(r#","zz":{"type":"realtime","audio":null},"model":"gpt-realtime""#));
    // A tag is looked for in objects inside, and theirs are none of its business.
    let detection = r#","turn_detection":{"threshold":0.5,"type":"server_vad"}"#;
    let tools = format!(r#","tools":[{{{begin}}},{{{begin},"name":"f"}}]"#);
    accepts(updated(detection));
    for inside in [detection, &tools, r#","voice":"ash""#] {
        for other in [r#""type":"realtime""#, r#""type":null"#, r#""audio":{}"#, r#""audio":null"#] {
            for key in [other.to_owned(), other.replace("\"a", "\"\\u0061").replace("\"t", "\"\\u0074")] {
                declines(updated(&format!("{inside},{key}")));
                let first = updated(&format!(",{key}{inside}"));
                // Behind `object` it stands where an item's does.
                if key == r#""type":"realtime""# { accepts(first) } else { declines(first) }
            }
        }
    }
    // Without that beginning it is looked for what tells it, and all of xAI's is there.
    for members in
        [r#""voice":"Ara","audio":{}"#, r#""audio":{"output":{}},"model":"m","instructions":"i""#, r#""audio":{}"#]
    {
        accepts(format!(r#"{{"session":{{{members}}},"type":"session.updated"}}"#));
    }
    // What only begins so is read with the tape.
    declines(response(&format!(r#""output":[{{{begin},"zz":1,"type":"message"}}]"#)));
    let detection = format!(r#""turn_detection":{{{begin},"zz":1,"type":"server_vad"}}"#);
    declines(format!(r#"{{"type":"session.updated","session":{{{detection}}}}}"#));
    let kind = "conversation.item.input_audio_transcription.completed";
    let usage = format!(r#"{{{begin},"zz":1,"type":"tokens","total_tokens":2}}"#);
    declines(format!(r#"{{"type":"{kind}","content_index":0,"transcript":"t","usage":{usage}}}"#));
}

#[test]
fn of_an_unknown_type_there_is_one() {
    accepts(r#"{"type":"of.tomorrow","event_id":"event_1","zz":{"type":"x"}}"#);
    declines(r#"{"type":"of.tomorrow","event_id":"event_1","type":"of.yesterday"}"#);
    declines(r#"{"type":"of.tomorrow","event_id":"event_1","type":null}"#);
    accepts(response(r#""output":[{"type":"hologram","id":"item_1"}]"#));
    declines(response(r#""output":[{"type":"hologram","id":"item_1","type":"message"}]"#));
}

#[test]
fn what_tells_a_union_apart_stands_once() {
    let usage = |usage: &str| {
        let kind = r#""type":"conversation.item.input_audio_transcription.completed""#;
        format!(r#"{{{kind},"item_id":"item_1","content_index":0,"transcript":"a","usage":{{{usage}}}}}"#)
    };
    accepts(usage(r#""total_tokens":3"#));
    accepts(usage(r#""seconds":3.5"#));
    accepts(usage(r#""seconds":null,"total_tokens":3"#));
    declines(usage(r#""seconds":3.5,"seconds":null"#));
    declines(usage(r#""seconds":null,"total_tokens":3,"seconds":3.5"#));
}

#[test]
fn a_control_character_is_declined_wherever_it_stands() {
    for control in [b"\0", b"\n", b"\x1f"] {
        declines_everywhere(control);
        // Behind an escape other kernels look for it.
        declines_everywhere(&[b"\\t", &control[..]].concat());
    }
    accepts_everywhere(b"\x20\x7f");
}

#[test]
fn what_is_no_utf8_is_declined_wherever_it_stands() {
    for wrong in [&b"\xff"[..], b"\x80", b"\xc3", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"] {
        declines_everywhere(wrong);
        declines_everywhere(&[b"\\t", wrong].concat());
    }
    accepts_everywhere("é漢😀".as_bytes());
    accepts_everywhere("\\té漢\\n😀".as_bytes());
}

#[test]
fn an_escape_is_one_of_json_and_no_half_of_a_pair() {
    for wrong in [r"\x", r"\u12g4", r"\ud83d", r"\ude00", r"\ud83dx", r"\ud83d\u0041", r"\ud83d\ue000", r"\ude00\ud83d"]
    {
        declines_everywhere(wrong.as_bytes());
    }
    for right in [r#"\"\\\/\b\f\n\r\t"#, r"\u0041\u00e9\u6f22", r"\ud83d\ude00", r"\uD83D\uDE00", r"\\\\u"] {
        accepts_everywhere(right.as_bytes());
    }
}

#[test]
fn a_string_ends_at_its_quote_whatever_its_length() {
    let mut lanes = Lanes::new(&Limits::default());
    // Ids usually have 26 or 27 bytes, calls' 21. Whatever the length, at those places quotes stand and others do not.
    for length in 0..=70 {
        for other in 0..=30 {
            let (id, other) = ("i".repeat(length), "o".repeat(other));
            let frame = format!(
                r#"{{"type":"response.function_call_arguments.done","event_id":"{id}","response_id":"{other}","item_id":"{id}","output_index":0,"call_id":"{id}","name":"{other}","arguments":"{id}"}}"#
            );
            assert!(lanes.accept(frame.as_bytes()), "{frame}");
        }
    }
}

#[test]
fn a_number_is_one_of_json() {
    let fields = |number: &str| {
        let usage = format!(r#""usage":{{"total_tokens":{number},"zz":1}}"#);
        let code = format!(r#""output":[{{"type":"mcp_call","error":{{"type":"http_error","code":{number}}}}}]"#);
        let limits = format!(r#""rate_limits":[{{"name":"tokens","reset_seconds":{number}}}]"#);
        let limits = format!(r#"{{"type":"rate_limits.updated",{limits}}}"#);
        [response(&usage), response(&code), limits]
            .map(String::into_bytes)
            .into_iter()
            .chain(any_value(number.as_bytes()))
    };
    let mut lanes = Lanes::new(&Limits::default());
    for wrong in ["00", "01", "-01", "00.5", "-", "+1", ".5", "1.", "1.e1", "1e", "1e+", "0x1", "1_0", "- 1", "1e999"] {
        for frame in fields(wrong) {
            assert!(!accepts_by(&mut lanes, &frame), "accepted: {}", frame.escape_ascii());
        }
    }
    let numbers = "0 7 -0 -7 0.5 -0.5 0.0 -0.0 1e2 1E+2 1e-2 999999999999999 1000000000000000 9007199254740991
        9007199254740992 9007199254740993 -9007199254740992 -9007199254740993 9999999999999999 99999999999999999
        999999999999999999 1234567890123456789 18446744073709551615 18446744073709551616 123456789012345678901
        0.1 0.30000000000000004 123456789.123456789 0.12345678901234567 9007199254740993.5 747784910.27943236 6470832125744.2331 1.7976931348623157e308 5e-324";
    let mut accepted = 0;
    for number in numbers.split_ascii_whitespace() {
        accepted += fields(number).filter(|frame| accepts_by(&mut lanes, frame)).count();
    }
    assert!(accepted > 100, "{accepted}");
}

#[test]
fn a_word_is_one_of_json() {
    for wrong in ["nul", "nulL", "tru", "fals", "True", "nullx", "truefalse", "undefined", "NaN"] {
        any_value(wrong.as_bytes()).into_iter().for_each(declines);
        declines(response(&format!(r#""id":{wrong}"#)));
    }
    for right in ["null", "true", "false"] {
        any_value(right.as_bytes()).into_iter().for_each(accepts);
    }
}

#[test]
fn commas_and_colons_stand_where_json_has_them() {
    for wrong in [
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1,,2]",
        "[",
        "[1",
        "[}",
        "[1}",
        r#"{"a":1,}"#,
        r#"{,"a":1}"#,
        r#"{"a" 1}"#,
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{"a":1 "b":2}"#,
        r#"{"a":1]"#,
        r#"{"a":1;"b":2}"#,
        "{1:2}",
        r#"{"a"::1}"#,
        "",
    ] {
        any_value(wrong.as_bytes()).into_iter().for_each(declines);
        declines(response(&format!(r#""usage":{wrong}"#)));
        declines(response(&format!(r#""output":{wrong}"#)));
    }
    for right in ["[]", "{}", "[ ]", "{ }", r#"[1 , {"a" : [ ] } ]"#] {
        // The instance without blanks knows none.
        for frame in any_value(right.as_bytes()) {
            let spaced = [b"{ ", &frame[1..]].concat();
            assert!(Lanes::new(&Limits::default()).accept(&spaced), "{}", spaced.escape_ascii());
        }
    }
    declines(event(""));
    declines(response(r#""id":"resp_1","#));
    declines(response(r#""output":[{"type":"message"},]"#));
}

#[test]
fn blanks_are_four_bytes_and_no_others() {
    let frame = |blank: &str| {
        event(r#""zz":[1,{"a":1}]"#).replace(':', &format!("{blank}:{blank}")).replace(',', &format!("{blank},{blank}"))
    };
    for blank in [" ", "\t", "\n", "\r", "\r\n", &("\n".to_owned() + &" \t".repeat(70))] {
        let frame = frame(blank).replacen('{', &format!("{blank}{{{blank}"), 1) + blank;
        assert!(Lanes::new(&Limits::default()).accept(frame.as_bytes()), "{frame:?}");
        // Before every bracket that closes, the last one too.
        let frame = frame.replace('}', &format!("{blank}}}")).replace(']', &format!("{blank}]"));
        assert!(Lanes::new(&Limits::default()).accept(frame.as_bytes()), "{frame:?}");
    }
    // It expects one space or a line end; more spaces than one are rare.
    declines(frame("  "));
    for wrong in ["\0", "\x0b", "\x0c", "\u{a0}", " \x0b", "\x0c "] {
        declines(frame(wrong));
    }
}

#[test]
fn behind_an_event_nothing_stands() {
    let whole = event(r#""zz":{"a":[1]}"#);
    accepts(&whole);
    for behind in ["}", "{}", ",{}", "x}", " }", " {}", "\"}", "]}"] {
        declines(whole.clone() + behind);
    }
    declines(&whole[..whole.len() - 1]);
}

#[test]
fn containers_nest_as_deep_as_is_allowed_and_no_deeper() {
    for allowed in [24, 64, 128] {
        let mut limits = Limits::default();
        limits.max_depth = allowed;
        let mut lanes = Lanes::new(&limits);
        // The event is one, and so are the response and its map.
        for (place, around) in [1, 3].into_iter().enumerate() {
            for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
                for more in [0, 1, 2] {
                    let deep = allowed - around - 1 + more;
                    let value = open.repeat(deep) + "[]" + &close.repeat(deep);
                    let frame = &any_value(value.as_bytes())[place];
                    assert_eq!(accepts_by(&mut lanes, frame), more == 0, "{allowed}: {value}");
                }
            }
        }
    }
    // Where the tables may nest deeper than that, the lane has no say.
    let mut limits = Limits::default();
    limits.max_depth = 3;
    assert!(!Lanes::new(&limits).accept(response(r#""output":[{"type":"message"}]"#).as_bytes()));
}

#[test]
fn of_what_is_declined_no_drift_stays() {
    // The first of these tags is none, so that all before it is noted as another event's.
    declines(r#"{"\"type":"input_audio_buffer.cleared","zz":1,"type":"input_audio_buffer.committed","item_id":"i"}"#);
    declines(response(r#""usage":{"zz":1},"usage":{}"#));
    declines(response(r#""zz":1,"usage":7"#));
}

#[test]
fn a_field_that_no_row_names_is_noted_alike() {
    accepts(response(r#""output":[{"type":"hologram"}],"usage":{"zz":null}"#));
    accepts(event(r#""zz":1,"yy":[{"xx":1}]"#));
    accepts(response(r#""zz":"a","output":[{"type":"message","zz":1.5,"content":[{"type":"text","zz":{}}]}]"#));
    accepts(response(r#""output":[{"type":"message"},{"type":"hologram"}],"zz":[]"#));
    accepts(response(r#""output":[{"type":"message"}],"usage":{"zz":null}"#));
}

#[test]
fn a_field_of_another_shape_is_declined() {
    for (field, values) in [
        ("id", &["7", "[]", "{}", "true"][..]),
        ("usage", &["7", r#""x""#, "[]", "false"]),
        ("output", &["7", r#""x""#, "{}", "[7]", "[null]"]),
    ] {
        for value in values {
            declines(response(&format!(r#""{field}":{value}"#)));
        }
    }
}
