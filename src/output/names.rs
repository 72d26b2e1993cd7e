//! The names of columns in a heading.

use std::collections::HashSet;

use clap::ValueEnum;

use crate::output::columns::Columns;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Names {
    /// As the API names them
    Api,
    /// As Pinterest Ads Manager heads them; costs one request
    Display,
    /// Lower case with underscores, for databases
    Snake,
}

/// The columns under names that every database takes without quotes.
pub(crate) fn in_snake_case(columns: Columns) -> Columns {
    let mut taken = HashSet::new();
    let mut unique = |title: &str| {
        let name = short(title);
        let numbered = (2..).map(|number| format!("{name}_{number}"));
        let mut names = std::iter::once(name.clone()).chain(numbered);
        let free = names.find(|name| taken.insert(name.clone()));
        free.unwrap_or(name)
    };
    let titles: Vec<_> = columns.iter().map(|column| unique(&column.title)).collect();
    columns.headed(titles)
}

/// The most bytes of a name that Postgres keeps.
const LONGEST: usize = 63;

/// A name without the outer objects for which a database has no room.
fn short(title: &str) -> String {
    let name = snake(title);
    match title.split_once('.') {
        Some((_, inner)) if name.len() > LONGEST => short(inner),
        _ => name.chars().take(LONGEST).collect(),
    }
}

fn snake(title: &str) -> String {
    let mut name = String::with_capacity(title.len());
    for character in title.chars() {
        if character.is_ascii_alphanumeric() {
            name.push(character.to_ascii_lowercase());
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
    }
    let name = name.trim_end_matches('_');
    if name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        name.to_owned()
    } else {
        format!("column_{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::columns::Column;

    #[test]
    fn a_long_name_loses_its_outer_objects() {
        let path = "optimization_goal_metadata.conversion_tag_v3_goal_metadata.attribution_windows";
        let columns = [format!("{path}.click_window_days"), "x".repeat(70)];
        let columns = in_snake_case(Columns::new(columns.map(Column::new)));
        let names: Vec<_> = columns.iter().map(|column| column.title.clone()).collect();
        assert_eq!(names, ["attribution_windows_click_window_days".to_owned(), "x".repeat(63)]);
    }

    #[test]
    fn a_database_takes_every_name() {
        let titles =
            ["SPEND_IN_DOLLAR", "tracking_urls.click", "a.b", "a_b", "CTR (%)", "90d", "é"];
        let columns = in_snake_case(Columns::new(titles.map(Column::new)));
        let names: Vec<_> = columns.iter().map(|column| column.title.as_str()).collect();
        let expected = [
            "spend_in_dollar",
            "tracking_urls_click",
            "a_b",
            "a_b_2",
            "ctr",
            "column_90d",
            "column_",
        ];
        assert_eq!(names, expected);
    }
}
