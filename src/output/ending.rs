//! The format that the ending of an output path stands for.

use std::path::Path;

use crate::output::compression::Compression;
use crate::output::formats::Format;

/// `.csv`, or `.csv.gz`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ending<'a> {
    /// The path without it.
    pub(crate) stem: &'a str,
    /// Without a dot and without that of a compression.
    pub(crate) name: &'a str,
    pub(crate) content: Content,
    pub(crate) compression: Option<Compression>,
}

/// The content that an ending stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// The path has no ending, or a placeholder or a date instead of one.
    Missing,
    Of(Format),
    Unknown,
}

impl<'a> Ending<'a> {
    pub(crate) fn of(path: &'a str) -> Self {
        let compression = Compression::of(Path::new(path));
        let path = match compression {
            Some(compression) => &path[..path.len() - compression.ending().len() - 1],
            None => path,
        };
        let Some(name) = text(path) else {
            return Ending { stem: path, name: "", content: Content::Missing, compression };
        };
        let stem = &path[..path.len() - name.len() - 1];
        Ending { stem, name, content: Content::of(name), compression }
    }
}

impl Content {
    fn of(ending: &str) -> Self {
        Format::of_ending(ending).map_or(Content::Unknown, Content::Of)
    }
}

/// The ending without its dot. `2026-03-10` and `{date}` are none.
fn text(path: &str) -> Option<&str> {
    let ending = Path::new(path).extension()?.to_str()?;
    let begins_with_a_letter = ending.starts_with(|c: char| c.is_ascii_alphabetic());
    let is_ending = begins_with_a_letter && ending.bytes().all(|it| it.is_ascii_alphanumeric());
    is_ending.then_some(ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_of_a_path_stands_for_a_format_and_a_compression() {
        const GZIP: Option<Compression> = Some(Compression::Gzip);
        const ZSTANDARD: Option<Compression> = Some(Compression::Zstandard);
        for (path, content, compression) in [
            ("out/{date}.csv", Content::Of(Format::Csv), None),
            ("OUT.CSV", Content::Of(Format::Csv), None),
            ("a.b.jsonl", Content::Of(Format::Ndjson), None),
            ("pins.ndjson", Content::Of(Format::Ndjson), None),
            ("pins.parquet", Content::Of(Format::Parquet), None),
            ("pins.sql", Content::Of(Format::Postgres), None),
            ("pins.csv.gz", Content::Of(Format::Csv), GZIP),
            ("pins.ndjson.ZST", Content::Of(Format::Ndjson), ZSTANDARD),
            ("{date}.gz", Content::Missing, GZIP),
            ("pins.txt.zst", Content::Unknown, ZSTANDARD),
            ("pins.gz.txt", Content::Unknown, None),
            ("pins.txt", Content::Unknown, None),
            ("-", Content::Missing, None),
            ("/dev/stdout", Content::Missing, None),
            ("folder.csv/pins", Content::Missing, None),
            ("folder.gz/pins", Content::Missing, None),
            ("pins.{date}", Content::Missing, None),
            ("pins.2026-03-10", Content::Missing, None),
            (".csv", Content::Missing, None),
            (".gz", Content::Missing, None),
        ] {
            let ending = Ending::of(path);
            assert_eq!((ending.content, ending.compression), (content, compression), "{path}");
        }
        let ending = Ending::of("out/pins.Parquet.GZ");
        assert_eq!((ending.stem, ending.name), ("out/pins", "Parquet"));
    }
}
