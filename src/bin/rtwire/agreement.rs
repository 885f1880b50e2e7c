//! Whether the readers of one frame contradict each other.

use crate::frame::{Answer, Refusal};

/// What cannot be true of `answers` if all of them are right; empty, if they agree.
///
/// They need not say the same: each has its rules, and these are what follows from them.
pub(crate) fn disagreements(answers: &[Answer]) -> Vec<&'static str> {
    let of = |reader: &str| answers.iter().find(|answer| answer.reader == reader).expect("every reader has answered");
    let [any, server, client, strict, unique] = ["any", "server", "client", "strict", "unique"].map(of);
    let [twin, value, locator] = ["twin", "serde_json", "locator"].map(of);
    let because = |answer: &Answer, category: &str| category_of(answer) == Some(category);

    // The side that knows the type says what `any` says; the other keeps the frame.
    let is_client = client.known == Some(true) && server.known != Some(true);
    let side = if is_client { client } else { server };
    let offset = |answer: &Answer| answer.refusal.as_ref().and_then(|refusal| refusal.offset);
    // Of what is refused for its shape no drift is noted, and serde_json alone tells of a half.
    let lone = |refusal: &Refusal| {
        ["lone leading surrogate", "unexpected end of hex escape"].iter().any(|it| refusal.message.starts_with(it))
    };
    let half = any.drift.iter().any(|drift| drift.expected == "surrogate pair")
        || because(any, "shape") && value.refusal.as_ref().is_some_and(lone);
    let mismatch = any.drift.iter().any(|drift| !matches!(&*drift.expected, "nothing" | "known type"));
    // Numbers that no double holds are the one JSON text that is refused as syntax.
    let no_number = |refusal: &Refusal| !refusal.message.starts_with("number beyond");
    let is_json = any.accepted || because(any, "shape");
    let is_no_json = any.refusal.as_ref().is_some_and(no_number) && because(any, "syntax");
    // serde_json nests no deeper than 127.
    let deep = |answer: &Answer| {
        answer.refusal.as_ref().is_some_and(|refusal| refusal.message.starts_with("recursion limit exceeded"))
    };

    // To the twin a whole number is a float where it is -0.
    let zeros = |answer: &Answer| answer.event.as_ref().map(|event| event.replace("-0.0", "0").replace("0.0", "0"));

    let rules = [
        (
            any.accepted && !(side.accepted && side.event == any.event),
            "`any` and the side that knows the type do not read the same",
        ),
        (any.accepted && !(server.accepted && client.accepted), "`any` accepts what one side refuses"),
        (!any.accepted && server.accepted && client.accepted, "both sides accept what `any` refuses"),
        (strict.accepted && strict.event != any.event, "`strict` accepts, and does not read what `any` reads"),
        (
            any.accepted && any.drift_overflow == 0 && strict.accepted == mismatch,
            "`strict` does not refuse exactly what `any` notes as a mismatch",
        ),
        (unique.accepted && unique.event != any.event, "`unique` accepts, and does not read what `any` reads"),
        (
            !any.accepted && !because(any, "shape") && (offset(strict), offset(unique)) != (offset(any), offset(any)),
            "the policies move a fault that has nothing to do with them",
        ),
        (is_json && !value.accepted && !half && !deep(value), "serde_json refuses what the decoder takes for JSON"),
        (value.accepted && !is_json && !because(any, "limit"), "serde_json accepts what the decoder takes for no JSON"),
        (any.accepted && value.accepted && any.kind != value.kind, "serde_json reads another type"),
        (is_json && !locator.accepted, "the locator refuses what the decoder takes for JSON"),
        (
            is_no_json && (locator.accepted || offset(locator) != offset(any)),
            "the locator does not find the fault where the decoder does",
        ),
        (
            twin.accepted
                && !because(any, "limit")
                && !(strict.accepted && (zeros(twin) == zeros(strict) || any.known == Some(false))),
            "the twin is not the view",
        ),
        (strict.accepted && !twin.accepted && !deep(twin), "the twin refuses what `strict` accepts"),
    ];
    rules.into_iter().filter(|(broken, _)| *broken).map(|(_, what)| what).collect()
}

fn category_of(answer: &Answer) -> Option<&'static str> {
    answer.refusal.as_ref()?.category
}

#[cfg(test)]
mod tests {
    use super::disagreements;
    use crate::frame::{Answer, answers};

    fn said(frame: &str) -> Vec<Answer> {
        answers(frame.as_bytes())
    }

    #[test]
    fn readers_that_are_right_agree() {
        for line in include_str!("../../../tests/data/deviations.ndjson").lines() {
            assert_eq!(disagreements(&said(line)), [""; 0], "{line}");
            for end in (0..line.len()).filter(|&end| line.is_char_boundary(end)).step_by(7) {
                assert_eq!(disagreements(&said(&line[..end])), [""; 0], "{}", &line[..end]);
            }
        }
    }

    #[test]
    fn readers_agree_on_halves_of_pairs_and_on_floats() {
        for frame in [
            r#""\ud800""#,
            r#"{"type":7,"x":"\udc00"}"#,
            r#"{"event_id":"\ud83d"}"#,
            r#"{"type":7,"x":"\ud83d\u0041"}"#,
            r#"{"type":"response.text.delta","content_index":0,"delta":"\ud800"}"#,
            r#"{"type":"x","a":1.7976931348623158e308}"#,
            r#"{"type":"response.create","response":{"temperature":-0.00023308445025757262}}"#,
            r#"{"type":"response.create","response":{"temperature":9007199254740993.0}}"#,
            r#"{"type":"response.create","response":{"temperature":2.2250738585072011e-308}}"#,
            r#"{"type":"response.done","response":{"usage":{"total_tokens":9007199254740993.0}}}"#,
            r#"{"type":"response.done","response":{"temperature":-0,"metadata":{"a":[-0,-0.0,0.0,0]}}}"#,
            r#"{"type":"rate_limits.updated","rate_limits":[{"reset_seconds":-0}]}"#,
        ] {
            assert_eq!(disagreements(&said(frame)), [""; 0], "{frame}");
        }
    }

    #[test]
    fn each_reader_that_is_wrong_is_told() {
        for frame in [
            r#"{"type":"error","event_id":"e"}"#,
            r#"{"type":"response.create","x":1}"#,
            r#"{"type":"response.done","response":7}"#,
            r#"{"type":"of.tomorrow"}"#,
            r#"{"type":7}"#,
            r#"{"type":"error""#,
        ] {
            let right = said(frame);
            for reader in 0..right.len() {
                let mut wrong = right.clone();
                wrong[reader].accepted = !wrong[reader].accepted;
                (wrong[reader].event, wrong[reader].refusal) = (None, None);
                // That of `unique` may refuse anything as a repeated key, and a side what it does not know.
                let may = matches!(wrong[reader].reader, "unique") || !right[0].accepted;
                assert!(!disagreements(&wrong).is_empty() || may, "{}: {frame}", right[reader].reader);
            }
        }
    }
}
