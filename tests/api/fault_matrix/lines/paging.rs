//! What is odd about the pages of a list: that of the campaigns, whatever is asked about them.

use super::answers::{added, text};
use super::{HARMLESS, NONE, PASSES, both};
use crate::api::fault_matrix::line::{Line, Scene};
use crate::support::server::Fault;

pub(super) fn lines() -> Vec<Line> {
    let whole = usize::MAX;
    let lines = [
        (
            "an empty page with a bookmark",
            both(PASSES[0], "exit 5, no file, 100 requests"),
            "",
            Fault::Page { items: 0, again: 0 },
        ),
        (
            "a short page",
            both("exact", "exact, +3 requests"),
            "",
            Fault::Page { items: 60, again: 0 },
        ),
        // The list has changed in between.
        ("an item on two pages", HARMLESS, "", Fault::Page { items: whole, again: 1 }),
        (
            "a bookmark that leads to itself",
            ["exit 5, no file, 2 requests"; 4],
            "the same bookmark twice",
            Fault::RepeatBookmark,
        ),
        // Null is what all other lines have.
        ("an empty bookmark at the end", both(NONE, "exact"), "", at_the_end("\"bookmark\":\"\"")),
        ("no bookmark at the end", both(NONE, "exact"), "", at_the_end("\"other\":0")),
        // What only looks for ids takes that for a broken answer; a row has the last of the values.
        (
            "an id that stands twice",
            ["exact", "exact", PASSES[2], PASSES[3]],
            "",
            added(["id"; 2], "\"1\""),
        ),
    ];
    let paged = || Scene { is_paged: true, ..Scene::default() };
    let line = |(name, cells, told, fault)| Line::new(name, cells, told, fault).within(paged());
    lines.map(line).into()
}

fn at_the_end(bookmark: &'static str) -> Fault {
    text(move |text| text.replace("\"bookmark\":null", bookmark))
}
