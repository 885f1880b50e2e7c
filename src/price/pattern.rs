//! Patterns of model names: texts in which a `*` stands for any text.

use crate::meter::Name;

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

/// Whether a model's name is as `pattern` has it; none where that depends on what a cut name has lost.
pub(super) fn fits(pattern: &str, name: &Name) -> Option<bool> {
    let head = name.as_str();
    let Some((first, others)) = pattern.split_once('*').filter(|_| name.is_cut()) else {
        return Some(if name.is_cut() { name.is(pattern) } else { matches(pattern, head) });
    };
    if !head.starts_with(first) {
        return if first.starts_with(head) { None } else { Some(false) };
    }
    if others.bytes().all(|byte| byte == b'*') { Some(true) } else { None }
}

/// What decides between patterns that match: how much of the name they spell, and of equals whether that is all.
pub(super) fn weight(pattern: &str) -> (usize, bool) {
    (pattern.chars().filter(|&char| char != '*').count(), !pattern.contains('*'))
}

#[cfg(test)]
mod tests {
    use super::{fits, matches, weight};
    use crate::meter::Name;

    #[test]
    fn a_cut_name_fits_what_its_head_or_all_of_it_decides() {
        let whole = "ft:gpt-realtime-2025-08-28:acme-corp:support:abc123";
        let name = Name::new(whole);
        assert_eq!((name.is_cut(), name.as_str()), (true, "ft:gpt-realtime-2025-08"));
        for (pattern, expected) in [
            (whole, Some(true)),
            ("ft:gpt-realtime-2025-08", Some(false)),
            ("ft:gpt-realtime-2025-08-28:acme-corp:support:abc124", Some(false)),
            ("*", Some(true)),
            ("ft:gpt-realtime-2025-08*", Some(true)),
            ("ft:gpt-*", Some(true)),
            ("ft:gpt-**", Some(true)),
            ("gpt-*", Some(false)),
            ("ft:gpt-realtime-2024*", Some(false)),
            ("ft:gpt-realtime-2025-08-28*", None),
            ("ft:gpt-*:abc123", None),
            ("*:acme-corp:*", None),
        ] {
            assert_eq!(fits(pattern, &name), expected, "{pattern}");
            if let Some(expected) = expected {
                assert_eq!(matches(pattern, whole), expected, "{pattern}");
            }
        }
        assert_eq!(fits("gpt-*-mini", &Name::new("gpt-4o-mini")), Some(true));
    }

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
