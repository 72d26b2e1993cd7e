//! A table of text, for commands that list things for people.

use crate::output::fit::{GAP, Wish, fill, width, widths};

/// Of the column that gives way, where the terminal is narrow.
const LEAST: usize = 10;

/// The headings and the rows. `numbers` are the columns that stand on the right, and `flexible` is the
/// column that may be cut to fit into `limit`.
pub(crate) fn listing<const N: usize>(
    headings: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
    numbers: &[usize],
    flexible: usize,
    limit: Option<usize>,
) -> String {
    let rows: Vec<_> = [headings.map(str::to_owned)].into_iter().chain(rows).collect();
    let wishes: Vec<_> = (0..N)
        .map(|column| {
            let natural = rows.iter().map(|row| width(&row[column])).max().unwrap_or(0);
            let least = if column == flexible { natural.min(LEAST) } else { natural };
            Wish { natural, least }
        })
        .collect();
    let widths = widths(&wishes, limit);
    let gap = " ".repeat(GAP);
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(&widths).enumerate();
        let cells = cells.map(|(at, (cell, width))| fill(cell, *width, numbers.contains(&at)));
        let line = cells.collect::<Vec<_>>().join(&gap);
        line.trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}
