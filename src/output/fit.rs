//! Text in columns of a terminal: how wide it is, and how it is cut and filled up.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Between two columns.
pub(crate) const GAP: usize = 2;

/// The mark of a shortened text.
pub(crate) const ELLIPSIS: &str = "…";

/// A column as it would like to be, and how little will do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wish {
    pub(crate) natural: usize,
    pub(crate) least: usize,
}

pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// The columns that fit, from left to right, each with its width. If not all of them do, `order`
/// says which come first. The widest give way first.
pub(crate) fn fitting(
    wishes: &[Wish],
    order: &[usize],
    limit: Option<usize>,
) -> Vec<(usize, usize)> {
    let natural: Vec<_> = wishes.iter().map(|wish| wish.natural).collect();
    let Some(limit) = limit.filter(|limit| total(&natural) > *limit) else {
        return natural.into_iter().enumerate().collect();
    };
    let least: Vec<_> = wishes.iter().map(|wish| wish.least).collect();
    let (mut chosen, limit) = if total(&least) <= limit {
        (order.to_vec(), limit)
    } else {
        // The rest is an ellipsis in a column of its own.
        let limit = limit.saturating_sub(GAP + 1);
        let widths: Vec<_> = order.iter().map(|at| least[*at]).collect();
        let fits = |count: &usize| total(&widths[..*count]) <= limit;
        let count = (1..widths.len()).rev().find(fits).unwrap_or(1);
        (order[..count].to_vec(), limit)
    };
    chosen.sort_unstable();
    let capped = |cap: usize| -> Vec<_> {
        let wishes = chosen.iter().map(|at| wishes[*at]);
        wishes.map(|wish| wish.natural.min(cap).max(wish.least)).collect()
    };
    let widest = natural.iter().max().copied().unwrap_or(0);
    let caps = (0..=widest).rev().map(capped);
    let widths = caps.into_iter().find(|widths| total(widths) <= limit);
    chosen.iter().copied().zip(widths.unwrap_or_else(|| vec![limit.max(1)])).collect()
}

/// The widths of the first columns that fit.
pub(crate) fn widths(wishes: &[Wish], limit: Option<usize>) -> Vec<usize> {
    let from_the_left: Vec<_> = (0..wishes.len()).collect();
    fitting(wishes, &from_the_left, limit).into_iter().map(|(_, width)| width).collect()
}

fn total(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1)
}

/// The parts of a heading: the places where a line may end.
fn parts(heading: &str) -> impl Iterator<Item = &str> {
    heading.split_inclusive([' ', '_', '.', '-'])
}

pub(crate) fn longest_part(heading: &str) -> usize {
    parts(heading).map(|part| width(part.trim_end())).max().unwrap_or(0)
}

/// A heading in lines of this width, where its parts allow it.
pub(crate) fn wrapped(heading: &str, to: usize) -> Vec<&str> {
    let mut lines = Vec::new();
    let (mut start, mut end) = (0, 0);
    for part in parts(heading) {
        let next = end + part.len();
        if start < end && width(heading[start..next].trim_end()) > to {
            lines.push(heading[start..end].trim_end());
            start = end;
        }
        end = next;
    }
    lines.push(heading[start..].trim_end());
    lines
}

/// Entries in as few lines as the width allows.
pub(crate) fn joined(entries: &[String], limit: Option<usize>) -> Vec<String> {
    const BETWEEN: &str = " · ";
    let limit = limit.unwrap_or(usize::MAX);
    let mut lines: Vec<String> = Vec::new();
    for entry in entries {
        let entry = cut(entry, limit);
        match lines.last_mut() {
            Some(line) if width(line) + width(BETWEEN) + width(&entry) <= limit => {
                line.push_str(BETWEEN);
                line.push_str(&entry);
            }
            _ => lines.push(entry.into_owned()),
        }
    }
    lines
}

/// The text, cut where it is too wide.
pub(crate) fn cut(text: &str, limit: usize) -> Cow<'_, str> {
    if width(text) <= limit {
        return Cow::Borrowed(text);
    }
    let mut left = limit.saturating_sub(1);
    let mut kept = String::new();
    for c in text.chars() {
        match left.checked_sub(c.width().unwrap_or(0)) {
            Some(rest) => left = rest,
            None => break,
        }
        kept.push(c);
    }
    Cow::Owned(kept + ELLIPSIS)
}

/// The text cut or filled up to this width.
pub(crate) fn fill(text: &str, to: usize, is_right: bool) -> String {
    let text = cut(text, to);
    let space = " ".repeat(to.saturating_sub(width(&text)));
    if is_right { format!("{space}{text}") } else { format!("{text}{space}") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_is_as_wide_as_a_terminal_shows_it() {
        assert_eq!(fill("日本の庭", 10, true), "  日本の庭");
        assert_eq!(fill("日本の庭", 6, false), "日本… ");
        assert_eq!(fill("Frühling 🌷", 10, false), "Frühling …");
        assert_eq!(fill("Frühling 🌷", 11, false), "Frühling 🌷");
        assert_eq!(fill("abc", 1, false), "…");
    }

    #[test]
    fn headings_end_their_lines_between_words() {
        assert_eq!(wrapped("SPEND_IN_DOLLAR", 15), ["SPEND_IN_DOLLAR"]);
        assert_eq!(wrapped("SPEND_IN_DOLLAR", 9), ["SPEND_IN_", "DOLLAR"]);
        assert_eq!(wrapped("SPEND_IN_DOLLAR", 2), ["SPEND_", "IN_", "DOLLAR"]);
        assert_eq!(wrapped("Spend in account currency", 8), ["Spend in", "account", "currency"]);
        assert_eq!(wrapped("", 8), [""]);
        assert_eq!(longest_part("Spend in account currency"), 8);
    }

    #[test]
    fn entries_share_lines() {
        let entries = ["A: 1", "B: 22", "C: 日本の庭"].map(str::to_owned);
        assert_eq!(joined(&entries, None), ["A: 1 · B: 22 · C: 日本の庭"]);
        assert_eq!(joined(&entries, Some(12)), ["A: 1 · B: 22", "C: 日本の庭"]);
        assert_eq!(joined(&entries, Some(8)), ["A: 1", "B: 22", "C: 日本…"]);
        assert_eq!(joined(&[], Some(8)), [""; 0]);
    }

    #[test]
    fn the_widest_give_way_first_and_what_does_not_fit_is_left_out() {
        let wishes = [(12, 12), (40, 10), (20, 10), (6, 6)];
        let wishes = wishes.map(|(natural, least)| Wish { natural, least });
        let places = |order: [usize; 4], limit| fitting(&wishes, &order, limit);
        let all = |widths: [usize; 4]| widths.into_iter().enumerate().collect::<Vec<_>>();
        let from_the_left = [0, 1, 2, 3];
        assert_eq!(places(from_the_left, None), all([12, 40, 20, 6]));
        assert_eq!(places(from_the_left, Some(84)), all([12, 40, 20, 6]));
        assert_eq!(places(from_the_left, Some(70)), all([12, 26, 20, 6]));
        assert_eq!(places([3, 2, 1, 0], Some(60)), all([12, 18, 18, 6]));
        assert_eq!(places(from_the_left, Some(43)), [(0, 12), (1, 12), (2, 12)]);
        assert_eq!(places(from_the_left, Some(38)), [(0, 12), (1, 21)]);
        assert_eq!(places(from_the_left, Some(5)), [(0, 2)]);
        assert_eq!(places([3, 1, 0, 2], Some(38)), [(0, 12), (1, 13), (3, 6)]);
        assert_eq!(places([1, 3, 2, 0], Some(43)), [(1, 15), (2, 15), (3, 6)]);
    }

    proptest! {
        #[test]
        fn a_cell_is_as_wide_as_its_column(text in "[a-zé日🌷 ]{0,20}", to in 1_usize..20) {
            prop_assert_eq!(width(&fill(&text, to, false)), to);
        }

        #[test]
        fn a_line_is_no_wider_than_the_terminal(
            wishes in prop::collection::vec((1_usize..50, 1_usize..12), 1..12),
            limit in 4_usize..120,
        ) {
            let wish = |(natural, least): (usize, usize)| Wish { natural, least: least.min(natural) };
            let wishes: Vec<_> = wishes.into_iter().map(wish).collect();
            let order: Vec<_> = (0..wishes.len()).rev().collect();
            let widths = fitting(&wishes, &order, Some(limit));
            let widths: Vec<_> = widths.into_iter().map(|(_, width)| width).collect();
            let rest = if widths.len() < wishes.len() { GAP + 1 } else { 0 };
            prop_assert!(total(&widths) + rest <= limit, "{:?}", widths);
        }
    }
}
