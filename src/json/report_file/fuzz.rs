//! Any bytes as a report file.

use serde_json::value::RawValue;

use super::{DEEPEST, Fault, ReportFile};
use crate::json::{self, Entries};
use crate::system::fuzz::{check, choices, pieces};

/// The reader keeps no longer key: what it makes of one is not compared.
const LONG_KEY: usize = 150;

/// A row and the key that it comes with.
type Row = (Option<String>, String);

#[test]
fn report_file() {
    check("report_file", |bytes| {
        let (rows, end) = read(&[bytes]);
        let cut = read(&pieces(bytes, &mut choices(bytes)));
        assert_eq!(cut, (rows.clone(), end), "the pieces matter");
        let single: Vec<_> = bytes.chunks(1).collect();
        assert_eq!(read(&single), (rows.clone(), end), "the pieces matter");
        let expected = by_serde(bytes);
        if bytes.split(|byte| *byte == b'"').all(|text| text.len() < LONG_KEY) {
            assert_eq!(end.is_ok().then_some(rows), expected, "another reader disagrees: {end:?}");
        }
    });
}

fn read(pieces: &[&[u8]]) -> (Vec<Row>, Result<(), Fault>) {
    let (mut file, mut rows) = (ReportFile::default(), Vec::new());
    let take = |rows: &mut Vec<_>, key: Option<&str>, row: json::row::Row| {
        rows.push((key.map(str::to_owned), row.get().to_owned()));
    };
    let end = pieces
        .iter()
        .try_for_each(|piece| file.feed(piece, |key, row| take(&mut rows, key, row)))
        .and_then(|()| file.finish());
    (rows, end)
}

/// The rows as `serde_json` reads the whole file; nothing if it is not a report.
fn by_serde(bytes: &[u8]) -> Option<Vec<Row>> {
    let is_mark = |byte: &u8| b"\xef\xbb\xbf \n\r\t".contains(byte);
    let start = bytes.iter().take_while(|byte| is_mark(byte)).count();
    let value: &RawValue = serde_json::from_slice(&bytes[start..]).ok()?;
    let mut rows = Vec::new();
    collect(value.get(), None, 1, &mut rows)?;
    Some(rows)
}

fn collect(value: &str, key: Option<&str>, depth: usize, rows: &mut Vec<Row>) -> Option<()> {
    if depth > DEEPEST {
        return None;
    }
    if value.starts_with('{') {
        let entries: Entries<&RawValue> = serde_json::from_str(value).ok()?;
        return entries.0.iter().try_for_each(|(name, value)| {
            let key = if depth == 1 { Some(name.as_str()) } else { key };
            collect(value.get(), key, depth + 1, rows)
        });
    }
    let items: Vec<&RawValue> = serde_json::from_str(value).ok()?;
    items.iter().try_for_each(|item| {
        if item.get().starts_with('{') {
            rows.push((key.map(str::to_owned), item.get().to_owned()));
            return Some(());
        }
        collect(item.get(), key, depth + 1, rows)
    })
}
