//! Tables for people: texts to the left, numbers to the right, no wider than the terminal where that can be helped.

use std::io::{self, IsTerminal, Write};

use comfy_table::{CellAlignment, Table, presets};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Writes a table below an empty line, or nothing if it has no rows. The first `texts` columns are texts, the others
/// numbers.
pub(crate) fn write<Row: IntoIterator<Item = String>>(
    header: &[&str],
    texts: usize,
    rows: impl Iterator<Item = Row>,
    out: &mut impl Write,
) -> io::Result<()> {
    let lines = lines(header, texts, rows);
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    lines.iter().try_for_each(|line| writeln!(out, "{line}"))
}

/// The lines of a table, of which the first is the header; none if it has no rows.
fn lines<Row: IntoIterator<Item = String>>(
    header: &[&str],
    texts: usize,
    rows: impl Iterator<Item = Row>,
) -> Vec<String> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(header).add_rows(rows.map(|row| row.into_iter().collect::<Vec<_>>()));
    if table.is_empty() {
        return Vec::new();
    }
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, 2));
        if index >= texts {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect()
}

/// Writes a table of names and numbers without the columns that say nothing. Where it would not fit into `width`, names
/// are cut in the middle, or, if too little would be left of them, stand on lines of their own.
pub(crate) fn write_fitting(
    header: &[&str],
    mut rows: Vec<Vec<String>>,
    width: Option<usize>,
    out: &mut impl Write,
) -> io::Result<()> {
    let says = |at: &usize| *at == 0 || rows.iter().any(|row| !row[*at].is_empty());
    let kept: Vec<usize> = (0..header.len()).filter(says).collect();
    let header: Vec<&str> = kept.iter().map(|&at| header[at]).collect();
    rows.iter_mut().for_each(|row| *row = kept.iter().map(|&at| std::mem::take(&mut row[at])).collect());

    let widest = |at: usize| rows.iter().map(|row| row[at].width()).chain([header[at].width()]).max().unwrap_or(0);
    let numbers: usize = (1..header.len()).map(|at| widest(at) + 2).sum();
    let room = width.unwrap_or(usize::MAX).saturating_sub(numbers);
    if room < widest(0).min(LEAST) {
        return write_stacked(&header, rows, width.unwrap_or(usize::MAX), out);
    }
    rows.iter_mut().for_each(|row| row[0] = cut(&row[0], room));
    write(&header, 1, rows.into_iter(), out)
}

/// Each name above its numbers.
fn write_stacked(header: &[&str], rows: Vec<Vec<String>>, width: usize, out: &mut impl Write) -> io::Result<()> {
    let mut names = vec![header[0].to_owned()];
    names.extend(rows.iter().map(|row| cut(&row[0], width)));
    let numbers = lines(&header[1..], 0, rows.into_iter().map(|mut row| row.split_off(1)));
    if numbers.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    names.iter().zip(&numbers).try_for_each(|(name, numbers)| writeln!(out, "{name}\n  {numbers}"))
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

#[cfg(test)]
mod tests {
    use super::{columns, cut};

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
