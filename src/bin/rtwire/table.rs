//! Tables for people: texts to the left, numbers to the right, no wider than the terminal where that can be helped.

use std::io::{self, IsTerminal, Write};
use std::ops::Range;

use comfy_table::{CellAlignment, Table, presets};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Writes a table of names and numbers, as [`write`] does.
pub(crate) fn write_fitting(
    header: &[&str],
    rows: Vec<Vec<String>>,
    width: Option<usize>,
    out: &mut impl Write,
) -> io::Result<()> {
    write(header, 1, rows, width, out)
}

/// Writes a table without the columns that say nothing below an empty line, or nothing if it has no rows. The first
/// `texts` columns are texts, of which the first has the names; the others are numbers. Where it would not fit into
/// `width`, names are cut in the middle, or, if too little would be left of them, stand on lines of their own.
pub(crate) fn write(
    header: &[&str],
    texts: usize,
    mut rows: Vec<Vec<String>>,
    width: Option<usize>,
    out: &mut impl Write,
) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let says = |at: &usize| *at == 0 || rows.iter().any(|row| !row[*at].is_empty());
    let kept: Vec<usize> = (0..header.len()).filter(says).collect();
    let texts = kept.iter().filter(|&&at| at < texts).count();
    let header: Vec<&str> = kept.iter().map(|&at| header[at]).collect();
    rows.iter_mut().for_each(|row| *row = kept.iter().map(|&at| std::mem::take(&mut row[at])).collect());

    writeln!(out)?;
    let others: usize = (1..header.len()).map(|at| widest(&header, &rows, at) + GAP).sum();
    let width = width.unwrap_or(usize::MAX);
    let room = width.saturating_sub(others);
    if room < widest(&header, &rows, 0).min(LEAST) {
        return write_stacked(&header, texts, rows, width, out);
    }
    rows.iter_mut().for_each(|row| row[0] = cut(&row[0], room));
    lines(&header, texts, rows).iter().try_for_each(|line| writeln!(out, "{line}"))
}

/// Each name above the rest of its row, which takes several lines where one is too short.
fn write_stacked(
    header: &[&str],
    texts: usize,
    mut rows: Vec<Vec<String>>,
    width: usize,
    out: &mut impl Write,
) -> io::Result<()> {
    let room = width.saturating_sub(INDENT.len());
    rows.iter_mut().flat_map(|row| &mut row[1..]).for_each(|cell| *cell = cut(cell, room));
    // The columns of each line.
    let mut bands: Vec<Range<usize>> = Vec::new();
    let mut used = 0;
    for at in 1..header.len() {
        let column = widest(header, &rows, at);
        match bands.last_mut() {
            Some(band) if used + GAP + column <= room => (band.end, used) = (at + 1, used + GAP + column),
            _ => (_, used) = (bands.push(at..at + 1), column),
        }
    }
    let bands = bands.into_iter().map(|band| {
        let cells = rows.iter().map(|row| row[band.clone()].to_vec()).collect();
        lines(&header[band.clone()], texts.saturating_sub(band.start), cells)
    });
    let bands: Vec<_> = bands.collect();
    for (at, name) in [header[0]].into_iter().chain(rows.iter().map(|row| row[0].as_str())).enumerate() {
        writeln!(out, "{}", cut(name, width))?;
        let lines = bands.iter().map(|lines| &lines[at]).filter(|line| !line.is_empty());
        lines.into_iter().try_for_each(|line| writeln!(out, "{INDENT}{line}"))?;
    }
    Ok(())
}

/// The lines of a table, of which the first is the header.
fn lines(header: &[&str], texts: usize, rows: Vec<Vec<String>>) -> Vec<String> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(header).add_rows(rows);
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, GAP as u16));
        if index >= texts {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect()
}

/// The width of a column.
fn widest(header: &[&str], rows: &[Vec<String>], at: usize) -> usize {
    rows.iter().map(|row| row[at].width()).chain([header[at].width()]).max().unwrap_or(0)
}

/// Writes a sentence, in several lines where it would not fit into `width`.
pub(crate) fn write_words(text: &str, width: Option<usize>, out: &mut impl Write) -> io::Result<()> {
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() && width.is_some_and(|width| line.width() + 1 + word.width() > width) {
            writeln!(out, "{line}")?;
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    writeln!(out, "{line}")
}

/// The width of the terminal that the output goes to; none where it goes to none.
pub(crate) fn width() -> Option<usize> {
    if !io::stdout().is_terminal() {
        return None;
    }
    let told = std::env::var("COLUMNS").ok().and_then(|told| columns(&told));
    told.or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)))
}

/// A width as the environment has it. A shell that does not know it may say 0, which is none.
fn columns(told: &str) -> Option<usize> {
    told.parse().ok().filter(|&columns| columns > 0)
}

/// A text of `width` columns at most: what tells models and sessions apart is at both ends.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    // The sign of the cut stands even where there is no room.
    let room = width.saturating_sub(1);
    let tail = room / 2;
    let (mut head, mut end) = (String::new(), String::new());
    for char in text.chars() {
        if head.width() + char.width().unwrap_or(0) > room - tail {
            break;
        }
        head.push(char);
    }
    for char in text.chars().rev() {
        if end.width() + char.width().unwrap_or(0) > tail {
            break;
        }
        end.insert(0, char);
    }
    format!("{head}…{end}")
}

/// The least that is left of a name: fewer columns do not tell models apart.
const LEAST: usize = 24;

/// Between columns.
const GAP: usize = 2;

/// Of what stands below a name.
const INDENT: &str = "  ";

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use rtwire::{ClientKind, ServerKind};
    use unicode_width::UnicodeWidthStr as _;

    use super::{LEAST, columns, cut, write, write_words};

    fn written(texts: usize, rows: &[[&str; 4]], width: Option<usize>) -> String {
        let rows = rows.iter().map(|row| row.map(str::to_owned).to_vec()).collect();
        let mut out = Vec::new();
        write(&["name", "what", "events", "bytes"], texts, rows, width, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_table_fits_any_width() {
        let long = "conversation.item.input_audio_transcription.completed";
        let rows = [[long, "text", "1,234", "5.60 kB"], ["error", "another", "7", "8 B"]];
        let whole = "
name                                                   what     events    bytes
conversation.item.input_audio_transcription.completed  text      1,234  5.60 kB
error                                                  another       7      8 B
";
        assert_eq!(written(2, &rows, None), whole);
        assert_eq!(written(2, &rows, Some(79)), whole);
        let cut = "
name                      what     events    bytes
conversation…n.completed  text      1,234  5.60 kB
error                     another       7      8 B
";
        assert_eq!(written(2, &rows, Some(50)), cut);
        let stacked = "
name
  what     events    bytes
conversation.item.input_…_transcription.completed
  text      1,234  5.60 kB
error
  another       7      8 B
";
        assert_eq!(written(2, &rows, Some(49)), stacked);
        let broken = "
name
  what     events
    bytes
conversation…n.completed
  text      1,234
  5.60 kB
error
  another       7
      8 B
";
        assert_eq!(written(2, &rows, Some(24)), broken);
        for width in 10..100 {
            let told = written(2, &rows, Some(width));
            assert!(told.lines().all(|line| line.width() <= width && line == line.trim_end()), "{told}");
        }
    }

    #[test]
    fn a_column_that_says_nothing_is_left_out() {
        assert_eq!(written(2, &[["a", "", "1", ""]], None), "\nname  events\na          1\n");
        assert_eq!(written(1, &[], None), "");
    }

    #[test]
    fn sentences_break_between_words() {
        let broken = |width| {
            let mut out = Vec::new();
            write_words("all is well, and so on", width, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(broken(None), "all is well, and so on\n");
        assert_eq!(broken(Some(12)), "all is well,\nand so on\n");
        assert_eq!(broken(Some(1)).lines().count(), 6);
    }

    #[test]
    fn what_is_left_of_a_kind_tells_it() {
        let kinds: HashSet<_> = ServerKind::ALL
            .iter()
            .map(|kind| kind.as_str())
            .chain(ClientKind::ALL.iter().map(|kind| kind.as_str()))
            .collect();
        let left: HashSet<_> = kinds.iter().map(|kind| cut(kind, LEAST)).collect();
        assert_eq!(left.len(), kinds.len());
    }

    #[test]
    fn a_terminal_has_columns_or_no_width() {
        assert_eq!(["0", "", "wide", "-1", "60"].map(columns), [None, None, None, None, Some(60)]);
    }

    #[test]
    fn names_are_cut_in_the_middle() {
        assert_eq!(cut("gpt-4o-realtime-preview-2024-12-17", 20), "gpt-4o-rea…024-12-17");
        assert_eq!(cut("gpt-realtime", 12), "gpt-realtime");
        assert_eq!(cut("日本語日本語", 6), "日…語");
        assert_eq!([0, 1, 2, 3].map(|width| cut("gpt-realtime", width)), ["…", "…", "g…", "g…e"]);
    }
}
