//! The rows of a report file while it arrives. The file is an object of arrays of rows, by entity
//! or by day; whatever it is keyed by, a row is an object that stands in an array.

use serde_json::value::RawValue;

/// A row longer than this is none.
const LONGEST_ROW: usize = 16 * 1024 * 1024;

/// Cuts rows out of bytes that come in pieces of any size.
#[derive(Default)]
pub(crate) struct ReportFile {
    /// The row that has begun, as far as it has come.
    row: Vec<u8>,
    /// The containers around the next byte, by the byte that opens them.
    open: Vec<u8>,
    /// How many of them are around the row that has begun.
    row_depth: Option<usize>,
    in_text: bool,
    is_escaped: bool,
    has_ended: bool,
}

/// What is wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It ends before it is complete.
    Truncated,
    Malformed,
}

impl ReportFile {
    /// Takes the next bytes and adds the rows that are complete with them.
    pub(crate) fn feed(
        &mut self,
        bytes: &[u8],
        rows: &mut Vec<Box<RawValue>>,
    ) -> Result<(), Fault> {
        // Where the part of the row begins that is in these bytes.
        let mut begin = 0;
        for (at, byte) in bytes.iter().copied().enumerate() {
            if self.in_text {
                match byte {
                    _ if self.is_escaped => self.is_escaped = false,
                    b'\\' => self.is_escaped = true,
                    b'"' => self.in_text = false,
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => self.in_text = true,
                b'{' | b'[' => {
                    let is_row = byte == b'{' && self.open.last() == Some(&b'[');
                    if is_row && self.row_depth.is_none() {
                        self.row_depth = Some(self.open.len());
                        begin = at;
                    }
                    if self.has_ended {
                        return Err(Fault::Malformed);
                    }
                    self.open.push(byte);
                }
                b'}' | b']' => {
                    // In ASCII, a bracket is closed by the one two behind it.
                    if self.open.pop() != Some(byte - 2) {
                        return Err(Fault::Malformed);
                    }
                    if self.row_depth == Some(self.open.len()) {
                        self.row.extend_from_slice(&bytes[begin..=at]);
                        rows.push(serde_json::from_slice(&self.row).map_err(|_| Fault::Malformed)?);
                        self.row.clear();
                        self.row_depth = None;
                    }
                    self.has_ended = self.open.is_empty();
                }
                b' ' | b'\n' | b'\r' | b'\t' => {}
                // Nothing stands outside, before or behind.
                _ if self.open.is_empty() => return Err(Fault::Malformed),
                _ => {}
            }
        }
        if self.row_depth.is_some() {
            self.row.extend_from_slice(&bytes[begin..]);
            if self.row.len() > LONGEST_ROW {
                return Err(Fault::Malformed);
            }
        }
        Ok(())
    }

    /// No more bytes come.
    pub(crate) fn finish(&self) -> Result<(), Fault> {
        if self.has_ended { Ok(()) } else { Err(Fault::Truncated) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(pieces: &[&[u8]]) -> Result<Vec<String>, Fault> {
        let (mut file, mut rows) = (ReportFile::default(), Vec::new());
        for piece in pieces {
            file.feed(piece, &mut rows)?;
        }
        file.finish()?;
        Ok(rows.iter().map(|row| row.get().to_owned()).collect())
    }

    const FILE: &str = r#" {"1": [{"A":"]}\"{","N":122.416294033786585,"L":[{"x":1}],"O":{"y":[]}},
        {"A":"\\"}], "2":[], "ü":[{"B":null}]} "#;

    #[test]
    fn rows_are_cut_out_as_they_stand() {
        assert_eq!(
            rows(&[FILE.as_bytes()]),
            Ok(vec![
                r#"{"A":"]}\"{","N":122.416294033786585,"L":[{"x":1}],"O":{"y":[]}}"#.to_owned(),
                r#"{"A":"\\"}"#.to_owned(),
                r#"{"B":null}"#.to_owned(),
            ])
        );
        assert_eq!(rows(&[b"{}"]), Ok(vec![]));
        assert_eq!(rows(&[b"[{\"A\":1},{}]"]), Ok(vec!["{\"A\":1}".to_owned(), "{}".to_owned()]));
    }

    #[test]
    fn what_is_no_report_is_told() {
        for malformed in ["<xml>", "{}{}", "{]", "{\"a\":[{\"b\":}]}", "{\"a\":[{1}]}", "null"] {
            assert_eq!(rows(&[malformed.as_bytes()]), Err(Fault::Malformed), "{malformed}");
        }
        for end in 0..FILE.trim_end().len() {
            assert_eq!(rows(&[&FILE.as_bytes()[..end]]), Err(Fault::Truncated), "{end}");
        }
    }

    proptest! {
        #[test]
        fn where_the_pieces_end_does_not_matter(cuts in proptest::collection::vec(0usize..FILE.len(), 0..8)) {
            let mut cuts = cuts;
            cuts.extend([0, FILE.len()]);
            cuts.sort_unstable();
            let pieces: Vec<_> = cuts.windows(2).map(|cut| &FILE.as_bytes()[cut[0]..cut[1]]).collect();
            prop_assert_eq!(rows(&pieces), rows(&[FILE.as_bytes()]));
        }

        #[test]
        fn any_bytes_are_rows_or_a_fault(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = rows(&[&bytes]);
        }
    }
}
