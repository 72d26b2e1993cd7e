//! The rows of a report file, parsed while it arrives. The file is an object of arrays of rows, by
//! entity or by day. A row is an object in an array, and has the key of that array.

use std::fmt;

use crate::json;
use crate::json::row::{Found, Row};
use crate::json::scan::{self, Stop};

/// A longer row is an error.
const LONGEST_ROW: usize = 1024 * 1024;

/// A longer key is not the key of an entity. It is dropped, so that a corrupt file cannot fill the
/// memory.
const LONGEST_KEY: usize = 1024;

/// A report has no deeper nesting. This limits the memory for brackets that are never closed.
const DEEPEST: usize = 100;

/// The bytes that are added to an incomplete row at first. Most rows are shorter.
const FIRST_MORE: usize = 4096;

/// Cuts rows out of bytes that come in pieces of any size.
#[derive(Default)]
pub(crate) struct ReportFile {
    /// The bytes of an incomplete row.
    begun: Vec<u8>,
    /// The number of bytes behind the last row.
    behind: usize,
    /// The containers around the next byte, by the byte that opens them.
    open: Vec<u8>,
    /// The last byte outside of rows that is not white space.
    last: u8,
    in_key: bool,
    is_escaped: bool,
    has_ended: bool,
    /// The bytes of the last key, as far as they are kept.
    key_bytes: Vec<u8>,
    /// The last key of the file's outermost object; nothing if the key is too long.
    key: Option<String>,
    found: Found,
}

/// The rows in some bytes.
#[derive(Default)]
struct Cut {
    /// The keys, each with the number of rows before it.
    keys: Vec<(usize, Option<String>)>,
    /// The start of the first row and the end of the last one. Around them, a key may be incomplete.
    first: usize,
    last: usize,
    /// The end of what has been read.
    end: usize,
}

/// A defect of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It ends before it is complete.
    Truncated,
    Malformed,
    /// A row is longer than any row of a report.
    RowTooLong,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Fault::Truncated => "the file is truncated",
            Fault::Malformed => "the file is not a JSON report",
            Fault::RowTooLong => "the file has a row of more than 1 MiB",
        })
    }
}

impl ReportFile {
    /// Takes the next bytes and passes on the rows that they complete, each with its key in the
    /// file's outermost object, if there is one.
    pub(crate) fn feed(
        &mut self,
        bytes: &[u8],
        mut take: impl FnMut(Option<&str>, Row),
    ) -> Result<(), Fault> {
        if self.begun.is_empty() {
            return self.read(bytes, &mut take);
        }
        // First the row that has begun, with no more bytes than it needs.
        let begun = self.begun.len();
        let mut more = 0;
        while more < bytes.len() {
            let next = bytes.len().min((2 * more).max(FIRST_MORE));
            let mut joined = std::mem::take(&mut self.begun);
            joined.extend_from_slice(&bytes[more..next]);
            more = next;
            match scan::value(&joined, 0) {
                Ok(end) => {
                    joined.truncate(end);
                    self.read(&joined, &mut take)?;
                    return self.read(&bytes[end - begun..], &mut take);
                }
                Err(Stop::Malformed) => return Err(Fault::Malformed),
                Err(Stop::Cut) if joined.len() > LONGEST_ROW => return Err(Fault::RowTooLong),
                Err(Stop::Cut) => self.begun = joined,
            }
        }
        self.behind += bytes.len();
        Ok(())
    }

    /// The number of bytes so far behind the last row, or of all if there is no row.
    pub(crate) fn behind_rows(&self) -> usize {
        self.behind
    }

    fn read(
        &mut self,
        bytes: &[u8],
        take: &mut impl FnMut(Option<&str>, Row),
    ) -> Result<(), Fault> {
        let mut cut = Cut { keys: vec![(0, self.key.clone())], ..Cut::default() };
        self.found.reserve(bytes.len());
        let mut outcome = self.cut(bytes, &mut cut);
        let Cut { keys, first, last, end } = cut;
        bytes[end..].clone_into(&mut self.begun);
        self.behind = if self.found.is_empty() { self.behind } else { 0 } + bytes.len() - last;
        let rows = &bytes[first.min(last)..last];
        let text = simdutf8::compat::from_utf8(rows).unwrap_or_else(|error| {
            outcome = Err(Fault::Malformed);
            str::from_utf8(&rows[..error.valid_up_to()]).unwrap_or_default()
        });
        let mut keys = keys.into_iter().peekable();
        let mut key = None;
        for (place, row) in self.found.take(text.to_owned()).enumerate() {
            while let Some((_, next)) = keys.next_if(|(before, _)| *before <= place) {
                key = next;
            }
            take(key.as_deref(), row);
        }
        outcome
    }

    fn cut(&mut self, bytes: &[u8], cut: &mut Cut) -> Result<(), Fault> {
        while let Some(&byte) = bytes.get(cut.end) {
            if byte == b'{' && self.open.last() == Some(&b'[') && self.may_begin() {
                let start = cut.end;
                if self.found.is_empty() {
                    cut.first = start;
                }
                // The limit of a row does not depend on the number of bytes that arrive at once.
                let end = bytes.len().min(start + LONGEST_ROW + 1);
                match self.found.row(&bytes[cut.first..end], start - cut.first) {
                    Ok(end) => cut.end = cut.first + end,
                    Err(Stop::Malformed) => return Err(Fault::Malformed),
                    Err(Stop::Cut) if end - start > LONGEST_ROW => return Err(Fault::RowTooLong),
                    Err(Stop::Cut) => return Ok(()),
                }
                cut.last = cut.end;
                self.last = b'}';
            } else {
                let was_in_key = self.in_key;
                self.pass(byte)?;
                if was_in_key && !self.in_key {
                    cut.keys.push((self.found.len(), self.key.clone()));
                }
                cut.end += 1;
            }
        }
        Ok(())
    }

    /// A byte outside of rows, which is part of a container or a key. Any other value would be a
    /// lost row, so the file is not a report.
    fn pass(&mut self, byte: u8) -> Result<(), Fault> {
        if self.in_key {
            return self.pass_key(byte);
        }
        match byte {
            b' ' | b'\n' | b'\r' | b'\t' => return Ok(()),
            // The byte order mark of UTF-8.
            0xef | 0xbb | 0xbf if self.last == 0 => return Ok(()),
            b'{' | b'[' if self.may_begin() && self.open.len() < DEEPEST => self.open.push(byte),
            // In ASCII, the code of a closing bracket is that of its opening bracket plus 2.
            b'}' | b']' if self.may_end() && self.open.pop() == Some(byte - 2) => {
                self.has_ended = self.open.is_empty();
            }
            b'"' if self.open.last() == Some(&b'{') && matches!(self.last, b'{' | b',') => {
                self.in_key = true;
                self.key_bytes.clear();
                self.key_bytes.push(byte);
            }
            b':' if self.last == b'"' => {}
            b',' if matches!(self.last, b'}' | b']') && !self.has_ended => {}
            _ => return Err(Fault::Malformed),
        }
        self.last = byte;
        Ok(())
    }

    /// Can a container begin here, after the last byte?
    fn may_begin(&self) -> bool {
        match self.last {
            0 | b'[' | b':' => true,
            b',' => self.open.last() == Some(&b'['),
            _ => false,
        }
    }

    /// Can a container end here? A missing value would mean lost rows.
    fn may_end(&self) -> bool {
        matches!(self.last, b'{' | b'[' | b'}' | b']')
    }

    /// A byte of a key, up to the quote that ends it.
    fn pass_key(&mut self, byte: u8) -> Result<(), Fault> {
        if self.key_bytes.len() <= LONGEST_KEY {
            self.key_bytes.push(byte);
        }
        match byte {
            0..b' ' => return Err(Fault::Malformed),
            _ if self.is_escaped => self.is_escaped = false,
            b'\\' => self.is_escaped = true,
            b'"' => {
                self.in_key = false;
                let key = self.read_key()?;
                if self.open.len() == 1 {
                    self.key = key;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn read_key(&self) -> Result<Option<String>, Fault> {
        if self.key_bytes.len() > LONGEST_KEY {
            return Ok(None);
        }
        let quoted = str::from_utf8(&self.key_bytes).map_err(|_| Fault::Malformed)?;
        json::text(quoted).map(|key| Some(key.into_owned())).ok_or(Fault::Malformed)
    }

    /// No more bytes come.
    pub(crate) fn finish(&self) -> Result<(), Fault> {
        if self.has_ended { Ok(()) } else { Err(Fault::Truncated) }
    }
}

#[cfg(test)]
mod fuzz;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Keyed = (Option<String>, String);

    fn keyed_rows(pieces: &[&[u8]]) -> Result<Vec<Keyed>, Fault> {
        let (mut file, mut rows) = (ReportFile::default(), Vec::new());
        for piece in pieces {
            file.feed(piece, |key, row: Row| {
                rows.push((key.map(str::to_owned), row.get().to_owned()));
            })?;
        }
        file.finish()?;
        Ok(rows)
    }

    fn rows(pieces: &[&[u8]]) -> Result<Vec<String>, Fault> {
        Ok(keyed_rows(pieces)?.into_iter().map(|(_, row)| row).collect())
    }

    const FILE: &str = r#" {"1": [{"A":"]}\"{","N":-122.416294033786585e-7,"L":[{"x":1}],"O":{"y":[]}},
        {"A":"\\"}], "2":[], "ü":[{"B":null}]} "#;

    #[test]
    fn rows_are_cut_out_as_they_stand() {
        assert_eq!(
            rows(&[FILE.as_bytes()]),
            Ok(vec![
                r#"{"A":"]}\"{","N":-122.416294033786585e-7,"L":[{"x":1}],"O":{"y":[]}}"#
                    .to_owned(),
                r#"{"A":"\\"}"#.to_owned(),
                r#"{"B":null}"#.to_owned(),
            ])
        );
        assert_eq!(rows(&[b"{}"]), Ok(vec![]));
        assert_eq!(rows(&[b"\xef\xbb", b"\xbf[{}]"]), Ok(vec!["{}".to_owned()]));
        assert_eq!(rows(&[b"[{\"A\":1},{}]"]), Ok(vec!["{\"A\":1}".to_owned(), "{}".to_owned()]));
    }

    #[test]
    fn a_row_comes_with_the_key_it_stands_under() {
        let keys = |file: &[u8]| {
            let rows = keyed_rows(&[file]).expect("rows");
            rows.into_iter().map(|(key, _)| key).collect::<Vec<_>>()
        };
        let some = |key: &str| Some(key.to_owned());
        assert_eq!(keys(FILE.as_bytes()), [some("1"), some("1"), some("ü")]);
        assert_eq!(keys(br#"{"a\"\\\u00fc":[{}],"":[{}]}"#), [some("a\"\\ü"), some("")]);
        assert_eq!(keys(br#"[{"A":1}]"#), [None]);
        assert_eq!(keys(br#"{"1":{"2":[{}],"3":[{}]}}"#), [some("1"), some("1")]);
        let file = |key: &str| format!(r#"{{"{key}":[{{}}],"2":[{{}}]}}"#);
        let longest = "k".repeat(LONGEST_KEY - 2);
        assert_eq!(keys(file(&longest).as_bytes()), [some(&longest), some("2")]);
        let longer = "k".repeat(3 * LONGEST_KEY);
        assert_eq!(keys(file(&longer).as_bytes()), [None, some("2")]);
    }

    #[test]
    fn what_is_no_report_is_told() {
        for malformed in [
            "<xml>",
            "{}{}",
            "{]",
            r#"{"a":[{"b":}]}"#,
            r#"{"a":[{1}]}"#,
            "null",
            "[1,2]",
            r#"["a"]"#,
            r#"{"code":12,"message":"Something went wrong on our end."}"#,
            r#"{"message":"no"}"#,
            r#"{"1":{"A":1}}"#,
            r#"{"1":[{"A":1}],"2":null}"#,
            r#"{"1":[{"A":1}}],}"#,
            r#"{"\q":[{"A":1}]}"#,
            // Rows, or the commas between them, are missing.
            r#"{"1":}"#,
            r#"{"1"}"#,
            r#"{"1""2":[]}"#,
            r#"{"1":[{"A":1}],"2"}"#,
            r#"{"1":[{"A":1}]"2":[]}"#,
            r#"{"1":[{"A":1}],}"#,
            "{[]}",
            "[{},]",
            "[{}{}]",
            "[[][]]",
            "{\"1\n\":[]}",
            r#"{"1":{"\q":[]}}"#,
            // What ends like a number is not always one that is cut.
            r#"{"1":[{"A":x-"#,
        ] {
            assert_eq!(rows(&[malformed.as_bytes()]), Err(Fault::Malformed), "{malformed}");
        }
        let nested = |depth| ["[".repeat(depth), "]".repeat(depth)].concat();
        assert_eq!(rows(&[nested(DEEPEST).as_bytes()]), Ok(vec![]));
        assert_eq!(rows(&[nested(DEEPEST + 1).as_bytes()]), Err(Fault::Malformed));
        for end in 0..FILE.trim_end().len() {
            assert_eq!(rows(&[&FILE.as_bytes()[..end]]), Err(Fault::Truncated), "{end}");
        }
    }

    #[test]
    fn a_row_has_the_same_limit_however_it_comes() {
        let file = |length: usize| format!(r#"[{{"A":"{}"}}]"#, "x".repeat(length - 8));
        let whole = file(LONGEST_ROW + 1);
        assert_eq!(rows(&[whole.as_bytes()]).map(|rows| rows.len()), Ok(1));
        let longer = file(LONGEST_ROW + 2);
        assert_eq!(rows(&[longer.as_bytes()]), Err(Fault::RowTooLong));
        let pieces: Vec<_> = longer.as_bytes().chunks(LONGEST_ROW / 2).collect();
        assert_eq!(rows(&pieces), Err(Fault::RowTooLong));
    }

    proptest! {
        #[test]
        fn where_the_pieces_end_does_not_matter(cuts in proptest::collection::vec(0usize..FILE.len(), 0..8)) {
            let mut cuts = cuts;
            cuts.extend([0, FILE.len()]);
            cuts.sort_unstable();
            let pieces: Vec<_> = cuts.windows(2).map(|cut| &FILE.as_bytes()[cut[0]..cut[1]]).collect();
            prop_assert_eq!(keyed_rows(&pieces), keyed_rows(&[FILE.as_bytes()]));
        }

        #[test]
        fn any_key_is_read_as_it_was_written(
            keys in proptest::collection::vec(any::<String>(), 1..5),
            size in 1usize..40,
        ) {
            let quoted = |key: &String| serde_json::Value::from(key.as_str()).to_string();
            let groups: Vec<_> = keys.iter().map(|key| format!("{}:[{{}}]", quoted(key))).collect();
            let file = format!("{{{}}}", groups.join(","));
            let rows = keyed_rows(&file.as_bytes().chunks(size).collect::<Vec<_>>());
            let expected = keys.into_iter().map(|key| (Some(key), "{}".to_owned())).collect();
            prop_assert_eq!(rows, Ok(expected));
        }

        #[test]
        fn any_bytes_are_rows_or_a_fault(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = rows(&[&bytes]);
        }
    }
}
