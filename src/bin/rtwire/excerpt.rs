//! The text around a place in a line, with a caret below it.

use std::fmt::{self, Display, Formatter};

use rtwire::escape::Escaped;
use unicode_width::UnicodeWidthStr as _;

/// At most [`WIDTH`] columns of a line, escaped, and no more than the terminal has; the caret stands below the byte in
/// question, or behind the last one.
#[derive(Debug)]
pub(crate) struct Excerpt {
    text: String,
    /// In columns.
    caret: usize,
}

/// A character, or a byte that is in none, as it is shown.
struct Glyph {
    /// Where in the window its bytes end.
    end: usize,
    text: String,
    width: usize,
}

impl Excerpt {
    /// For a terminal of `columns`, if it goes to one: a line that wraps takes its caret elsewhere.
    pub(crate) fn new(line: &[u8], offset: usize, columns: Option<usize>) -> Self {
        let most = columns.map_or(WIDTH, |columns| columns.saturating_sub(AROUND).clamp(LEAST, WIDTH));
        let most_before = most * BEFORE / WIDTH;
        let offset = offset.min(line.len());
        let mut begin = offset.saturating_sub(REACH);
        if begin > 0 {
            // With a whole character, if these are characters.
            begin += line[begin..offset].iter().take(3).take_while(|&byte| byte & 0xc0 == 0x80).count();
        }
        let end = line.len().min(offset + REACH);

        let glyphs = glyphs(&line[begin..end]);
        let place = glyphs.iter().position(|glyph| glyph.end > offset - begin).unwrap_or(glyphs.len());
        let (before, after) = glyphs.split_at(place);
        // A side that needs less leaves the rest to the other.
        let room = most - width(after).min(most - most_before);
        let before = &before[before.len() - fitting(before.iter().rev(), room)..];
        let room = most - width(before);
        let after = &after[..fitting(after.iter(), room)];

        let first = place - before.len();
        let cut_before = if begin > 0 || first > 0 { "…" } else { "" };
        let cut_after = if end < line.len() || place + after.len() < glyphs.len() { "…" } else { "" };
        let text = before.iter().chain(after).map(|glyph| glyph.text.as_str()).collect::<String>();
        Self { text: format!("{cut_before}{text}{cut_after}"), caret: cut_before.width() + width(before) }
    }
}

impl Display for Excerpt {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "    {}", self.text)?;
        writeln!(f, "    {:caret$}^", "", caret = self.caret)
    }
}

fn glyphs(window: &[u8]) -> Vec<Glyph> {
    let mut glyphs = Vec::new();
    let mut end = 0;
    let mut push = |bytes: &[u8]| {
        end += bytes.len();
        let text = Escaped::bytes(bytes).to_string();
        glyphs.push(Glyph { end, width: text.width(), text });
    };
    for chunk in window.utf8_chunks() {
        for char in chunk.valid().chars() {
            push(char.encode_utf8(&mut [0; 4]).as_bytes());
        }
        chunk.invalid().chunks(1).for_each(&mut push);
    }
    glyphs
}

fn width(glyphs: &[Glyph]) -> usize {
    glyphs.iter().map(|glyph| glyph.width).sum()
}

/// How many of the first of `glyphs` fit into `room` columns.
fn fitting<'a>(glyphs: impl Iterator<Item = &'a Glyph>, room: usize) -> usize {
    let mut used = 0;
    glyphs
        .take_while(|glyph| {
            used += glyph.width;
            used <= room
        })
        .count()
}

/// It fits a terminal of 80 columns.
const WIDTH: usize = 72;

/// Fewer columns show nothing, and a terminal that has no more can wrap.
const LEAST: usize = 12;

/// The columns beside the text: the indent, both signs of a cut, a caret behind it, and one to spare, for some terminals
/// wrap a line that is as wide as they are.
const AROUND: usize = 8;

/// How much of [`WIDTH`] stands before the place, where there is text enough on both sides.
const BEFORE: usize = 40;

/// How many bytes of each side are looked at: a column shows at most a character of four bytes and, in practice, no more
/// than a few that have no width.
const REACH: usize = 6 * WIDTH;

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands above the caret, on a terminal of any width.
    fn pointed(line: &[u8], offset: usize) -> String {
        let told = pointed_within(line, offset, None);
        for columns in [20, 21, 40, 60, 79, 80, 200] {
            assert_eq!(pointed_within(line, offset, Some(columns)), told, "{columns}");
        }
        told
    }

    fn pointed_within(line: &[u8], offset: usize, columns: Option<usize>) -> String {
        let excerpt = Excerpt::new(line, offset, columns);
        let most = columns.unwrap_or(80).min(80);
        assert!(excerpt.to_string().lines().all(|line| line.width() < most), "{excerpt:?}");
        let mut column = 0;
        for char in excerpt.text.chars() {
            if column == excerpt.caret && char.to_string().width() > 0 {
                return char.into();
            }
            column += char.to_string().width();
        }
        assert_eq!(column, excerpt.caret, "{excerpt:?}");
        "end".into()
    }

    #[test]
    fn a_short_line_is_shown_whole() {
        let excerpt = Excerpt::new(br#"{"type":7}"#, 8, None);
        assert_eq!(excerpt.to_string(), "    {\"type\":7}\n            ^\n");
        assert_eq!(pointed(br#"{"type":"#, 8), "end");
        assert_eq!(pointed(b"", 0), "end");
        assert_eq!(pointed(b"x", 9), "end");
    }

    #[test]
    fn a_long_line_is_cut_on_both_sides() {
        let mut line = vec![b'.'; 10_000];
        for place in [0, 39, 40, 41, 5_000, 9_950, 9_998] {
            line[place] = b'!';
            assert_eq!(pointed(&line, place), "!", "{place}");
            assert!(Excerpt::new(&line, place, None).text.width() >= WIDTH);
            assert!(Excerpt::new(&line, place, Some(60)).text.width() >= 60 - AROUND);
            line[place] = b'.';
        }
        assert_eq!(pointed(&line, 10_000), "end");
        assert!(Excerpt::new(&line, 5_000, None).text.starts_with("…..."));
    }

    #[test]
    fn the_caret_stands_below_what_is_shown_escaped_or_wide() {
        for prefix in ["\u{1b}[31m", "\u{202e}", "日本語", "🙂", "e\u{301}", "\t\t"] {
            for times in [1, 5, 50] {
                let line = prefix.repeat(times) + "!" + &prefix.repeat(times);
                assert_eq!(pointed(line.as_bytes(), prefix.len() * times), "!", "{prefix:?} {times}");
            }
        }
        assert_eq!(pointed(b"ab\xff\xffcd", 4), "c");
        assert_eq!(pointed(b"ab\xff\xffcd", 2), "\\");
    }

    #[test]
    fn a_place_within_a_character_is_the_character() {
        for offset in 3..7 {
            assert_eq!(pointed("abc🙂".as_bytes(), offset), "🙂");
        }
    }

    #[test]
    fn any_bytes_are_shown_without_harm() {
        let mut line: Vec<u8> = (0..=255).cycle().step_by(7).take(5_000).collect();
        line.extend([0x80; 500]);
        for offset in 0..=line.len() {
            let shown = Excerpt::new(&line, offset, [None, Some(offset % 100)][offset % 2]).to_string();
            assert!(!shown.replace('\n', "").chars().any(rtwire::escape::is_unsafe));
        }
    }
}
