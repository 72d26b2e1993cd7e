//! Whether two programs made the same table: nobody wins by losing rows.

use std::fs::{self, File};
use std::path::Path;

use parquet::file::reader::{FileReader, SerializedFileReader};

use crate::formats::{Format, files};

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) rows: u64,
    /// The sum of the IDs, in CSV.
    ids: Option<u128>,
}

impl Tally {
    /// Reads the files at `path`, with the IDs in the column `id`.
    pub(crate) fn of(path: &Path, format: Format, id: &str) -> Self {
        let mut tally = Tally { rows: 0, ids: (format == Format::Csv).then_some(0) };
        for file in files(path) {
            match format {
                Format::Csv => tally.add_csv(&file, id),
                Format::Ndjson => {
                    let bytes = fs::read(&file).expect("a file");
                    tally.rows += memchr::memchr_iter(b'\n', &bytes).count() as u64;
                }
                Format::Parquet => {
                    let file = File::open(&file).expect("a file");
                    let reader = SerializedFileReader::new(file).expect("Parquet");
                    let rows = reader.metadata().file_metadata().num_rows();
                    tally.rows += u64::try_from(rows).expect("a number of rows");
                }
            }
        }
        tally
    }

    fn add_csv(&mut self, file: &Path, id: &str) {
        let mut reader = csv::Reader::from_path(file).expect("a file");
        let header = reader.byte_headers().expect("a header");
        let place = header.iter().position(|name| name == id.as_bytes()).expect("a column of IDs");
        let mut record = csv::ByteRecord::new();
        while reader.read_byte_record(&mut record).expect("CSV") {
            let id = str::from_utf8(&record[place]).expect("UTF-8");
            self.rows += 1;
            self.ids = self.ids.map(|sum| sum + id.parse::<u128>().expect("a number"));
        }
    }
}
