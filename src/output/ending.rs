//! The format that the ending of an output path stands for.

use std::path::Path;

use crate::output::formats::Format;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending<'a> {
    /// The path has no ending, or a placeholder or a date instead of one.
    Missing,
    Of(Format),
    /// The name of a format that cannot be written.
    Unavailable(&'a str),
    /// A compression that cannot be written.
    Compressed,
    Unknown,
}

impl<'a> Ending<'a> {
    pub(crate) fn of(path: &'a str) -> Self {
        let Some(ending) = text(path) else { return Ending::Missing };
        if let Some(format) = Format::of_ending(ending) {
            return Ending::Of(format);
        }
        match ending.to_ascii_lowercase().as_str() {
            "parquet" => Ending::Unavailable("Parquet"),
            "sql" => Ending::Unavailable("SQL"),
            "gz" | "zst" => Ending::Compressed,
            _ => Ending::Unknown,
        }
    }
}

/// The ending without its dot. `2026-03-10` and `{date}` are none.
pub(crate) fn text(path: &str) -> Option<&str> {
    let ending = Path::new(path).extension()?.to_str()?;
    let begins_with_a_letter = ending.starts_with(|c: char| c.is_ascii_alphabetic());
    let is_ending = begins_with_a_letter && ending.bytes().all(|it| it.is_ascii_alphanumeric());
    is_ending.then_some(ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_of_a_path_stands_for_a_format() {
        for (path, ending) in [
            ("out/{date}.csv", Ending::Of(Format::Csv)),
            ("OUT.CSV", Ending::Of(Format::Csv)),
            ("a.b.jsonl", Ending::Of(Format::Ndjson)),
            ("pins.ndjson", Ending::Of(Format::Ndjson)),
            ("pins.parquet", Ending::Unavailable("Parquet")),
            ("pins.sql", Ending::Unavailable("SQL")),
            ("pins.csv.gz", Ending::Compressed),
            ("pins.csv.ZST", Ending::Compressed),
            ("pins.txt", Ending::Unknown),
            ("-", Ending::Missing),
            ("/dev/stdout", Ending::Missing),
            ("folder.csv/pins", Ending::Missing),
            ("pins.{date}", Ending::Missing),
            ("pins.2026-03-10", Ending::Missing),
            (".csv", Ending::Missing),
        ] {
            assert_eq!(Ending::of(path), ending, "{path}");
        }
    }
}
