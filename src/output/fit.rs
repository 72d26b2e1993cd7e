//! Text in columns of a terminal: how wide it is, and how it is cut and filled up.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Between two columns.
pub(crate) const GAP: usize = 2;

/// Stands for what was cut off.
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

/// The widths of the first columns that fit, if not all do. The widest give way first.
pub(crate) fn widths(wishes: &[Wish], limit: Option<usize>) -> Vec<usize> {
    let natural: Vec<_> = wishes.iter().map(|wish| wish.natural).collect();
    let Some(limit) = limit.filter(|limit| total(&natural) > *limit) else {
        return natural;
    };
    let least: Vec<_> = wishes.iter().map(|wish| wish.least).collect();
    let (count, limit) = if total(&least) <= limit {
        (wishes.len(), limit)
    } else {
        // The rest is an ellipsis in a column of its own.
        let limit = limit.saturating_sub(GAP + 1);
        let fits = |count: &usize| total(&least[..*count]) <= limit;
        ((1..least.len()).rev().find(fits).unwrap_or(1), limit)
    };
    let capped = |cap: usize| -> Vec<_> {
        wishes[..count].iter().map(|wish| wish.natural.min(cap).max(wish.least)).collect()
    };
    let widest = natural.iter().max().copied().unwrap_or(0);
    let caps = (0..=widest).rev().map(capped);
    caps.into_iter().find(|widths| total(widths) <= limit).unwrap_or_else(|| vec![limit.max(1)])
}

fn total(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1)
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
    fn the_widest_give_way_first_and_what_does_not_fit_is_left_out() {
        let wishes = [(12, 12), (40, 10), (20, 10), (6, 6)];
        let wishes = wishes.map(|(natural, least)| Wish { natural, least });
        assert_eq!(widths(&wishes, None), [12, 40, 20, 6]);
        assert_eq!(widths(&wishes, Some(84)), [12, 40, 20, 6]);
        assert_eq!(widths(&wishes, Some(70)), [12, 26, 20, 6]);
        assert_eq!(widths(&wishes, Some(60)), [12, 18, 18, 6]);
        assert_eq!(widths(&wishes, Some(43)), [12, 12, 12]);
        assert_eq!(widths(&wishes, Some(38)), [12, 21]);
        assert_eq!(widths(&wishes, Some(5)), [2]);
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
            let widths = widths(&wishes, Some(limit));
            let rest = if widths.len() < wishes.len() { GAP + 1 } else { 0 };
            prop_assert!(total(&widths) + rest <= limit, "{:?}", widths);
        }
    }
}
