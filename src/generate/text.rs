//! Sentences, and the pieces in which they are streamed.

use super::random::Random;
use super::words::{CURLY, HEADINGS, Language, OPENERS, QUESTIONS, SUBJECTS, TAILS, VERBS};

/// What a text is written in.
#[derive(Debug, Clone, Copy)]
pub(super) enum Tongue {
    English,
    Other(Language),
}

impl Tongue {
    /// English but for `foreign` in 1,000.
    pub(super) fn draw(foreign: u32, languages: &[Language], random: &mut Random) -> Self {
        if random.below(1_000) < foreign { Self::Other(random.pick(languages)) } else { Self::English }
    }

    pub(super) fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Other(language) => language.code,
        }
    }
}

/// Adds one sentence, after what parts it from the last one.
pub(super) fn sentence(tongue: Tongue, random: &mut Random, out: &mut String) {
    match tongue {
        Tongue::Other(language) => {
            part(language.between, out);
            out.push_str(random.pick(language.sentences));
        }
        Tongue::English => {
            part(" ", out);
            match random.below(1_000) {
                0..8 => out.push_str(random.pick(CURLY)),
                8..120 => out.push_str(random.pick(QUESTIONS)),
                form => {
                    out.push_str(random.pick(OPENERS));
                    out.push_str(", ");
                    let subject = random.pick(SUBJECTS);
                    let quotes = form < 200;
                    out.push_str(if quotes { "\"" } else { "" });
                    out.push_str(subject);
                    out.push_str(if quotes { "\" " } else { " " });
                    out.push_str(random.pick(VERBS));
                    out.push(' ');
                    out.push_str(random.pick(TAILS));
                    out.push('.');
                }
            }
        }
    }
}

/// Adds sentences until `out` has at least `bytes` bytes.
pub(super) fn sentences(tongue: Tongue, bytes: usize, random: &mut Random, out: &mut String) {
    while out.len() < bytes {
        sentence(tongue, random, out);
    }
}

/// Adds a text of headings, lists and quotes, as instructions are, until `out` has at least `bytes` bytes.
pub(super) fn instructions(tongue: Tongue, bytes: usize, random: &mut Random, out: &mut String) {
    while out.len() < bytes {
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        out.push_str(random.pick(HEADINGS));
        for _ in 0..random.between(1, 4) {
            out.push_str("\n- ");
            sentence(tongue, random, out);
        }
        if random.one_in(3) {
            out.push_str("\n- If you are asked why, say: \"");
            out.push_str(random.pick(QUESTIONS));
            out.push('"');
        }
    }
}

/// Where the piece that starts at `at` ends: a word with the space before it, a sign, or two letters of a script
/// without spaces. `at` is not the end, and a piece has at most 30 bytes.
pub(super) fn piece(text: &str, at: usize) -> usize {
    const LONGEST: usize = 30;
    let mut chars = text[at..].chars().peekable();
    let mut len = chars.next_if(|&char| char == ' ').map_or(0, char::len_utf8);
    let Some(first) = chars.next() else { return at + len };
    len += first.len_utf8();
    // By ranges, not by Unicode's tables: they change.
    let script = |char: char| match char {
        'a'..='z' | 'A'..='Z' | '0'..='9' => 1,
        '\u{c0}'..='\u{1fff}' => 1,
        '\u{3040}'.. => 2,
        _ => 0,
    };
    let most = match script(first) {
        0 => 0,
        1 => LONGEST,
        _ => 1,
    };
    for char in chars.take(most) {
        if script(char) != script(first) || len + char.len_utf8() > LONGEST {
            break;
        }
        len += char.len_utf8();
    }
    at + len
}

fn part(between: &str, out: &mut String) {
    if !out.is_empty() && !out.ends_with([' ', '\n']) {
        out.push_str(between);
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::LANGUAGES;
    use super::*;

    fn pieces(text: &str) -> Vec<&str> {
        let mut at = 0;
        std::iter::from_fn(|| {
            let start = at;
            (at < text.len()).then(|| {
                at = piece(text, at);
                &text[start..at]
            })
        })
        .collect()
    }

    #[test]
    fn pieces_are_words_signs_and_pairs_of_letters() {
        assert_eq!(
            pieces("Sure, it's 7 \"now\".\n"),
            ["Sure", ",", " it", "'", "s", " 7", " \"", "now", "\"", ".", "\n"]
        );
        assert_eq!(pieces("明天上午，🙂 Straße"), ["明天", "上午", "，🙂", " Straße"]);
        assert_eq!(pieces(" "), [" "]);
    }

    #[test]
    fn pieces_make_the_text_again_and_are_short() {
        let (mut random, _) = Random::pair(6);
        for _ in 0..300 {
            let mut text = String::new();
            sentences(Tongue::draw(500, LANGUAGES, &mut random), 300, &mut random, &mut text);
            instructions(Tongue::English, 600, &mut random, &mut text);
            let pieces = pieces(&text);
            assert_eq!(pieces.concat(), text);
            assert!(pieces.iter().all(|piece| (1..=30).contains(&piece.len())), "{pieces:?}");
        }
    }
}
