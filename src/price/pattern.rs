//! Patterns of model names: texts in which a `*` stands for any text.

/// Whether `name` is as `pattern` has it.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    let mut pieces = pattern.split('*');
    // There is always a first piece.
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let Some(last) = pieces.next_back() else { return rest.is_empty() };
    // The earliest place for each piece leaves the most for those behind it.
    for piece in pieces {
        let Some((_, behind)) = rest.split_once(piece) else { return false };
        rest = behind;
    }
    rest.ends_with(last)
}

/// What decides between patterns that match: how much of the name they spell, and of equals whether that is all.
pub(super) fn weight(pattern: &str) -> (usize, bool) {
    (pattern.chars().filter(|&char| char != '*').count(), !pattern.contains('*'))
}

#[cfg(test)]
mod tests {
    use super::{matches, weight};

    #[test]
    fn a_star_is_any_text() {
        for (pattern, name) in [
            ("gpt-realtime", "gpt-realtime"),
            ("gpt-realtime*", "gpt-realtime"),
            ("gpt-*-mini", "gpt-realtime-mini"),
            ("*", ""),
            ("*", "anything"),
            ("*a*b*", "xaxxbx"),
            ("a*a", "aa"),
            ("a**b", "ab"),
            ("*-*-*", "1-2-3-4"),
        ] {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("gpt-realtime", "gpt-realtime-mini"),
            ("", "x"),
            ("a*a", "a"),
            ("*ab*ba*", "aba"),
            ("x*", "ax"),
            ("*x", "xa"),
        ] {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
        // Without going back and forth.
        assert!(!matches(&"*a".repeat(2_000), &"a".repeat(1_999)));
    }

    #[test]
    fn the_longest_weighs_most_and_the_whole_name_more() {
        assert!(weight("gpt-4o-*") > weight("gpt-*"));
        assert!(weight("gpt-4o") > weight("gpt-4o*"));
        assert!(weight("****") < weight("a"));
    }
}
