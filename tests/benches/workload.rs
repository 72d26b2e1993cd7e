//! The bytes that all programs read, always the same.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate};
use fastrand::Rng;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::cells::Row;
use crate::columns::Column;
use crate::contests::{Contest, Shape};
use crate::objects::Objects;
use crate::pinads::TODAY;

const OBJECTS_A_PAGE: u64 = 250;

pub(crate) struct Workload {
    /// In the order in which they are read: one file, or the pages `0.json` and so on.
    pub(crate) files: Vec<PathBuf>,
    pub(crate) rows: u64,
    /// Of JSON.
    pub(crate) bytes: u64,
}

impl Workload {
    pub(crate) fn make(contest: &Contest, columns: &[Column], scale: f64, folder: &Path) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "there are fewer rows")]
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as above")]
        let rows = (contest.rows as f64 * scale) as u64;
        let ads = (rows / contest.days).max(1);
        let objects = Objects::new(columns, contest.is_shuffled);
        let maker = Maker { objects, ads, days: contest.days, rng: Rng::with_seed(18) };
        let (files, bytes) = match contest.shape {
            Shape::Report => maker.report(contest.is_gzip, folder),
            Shape::Pages => maker.pages(folder),
        }
        .expect("files can be written");
        Workload { files, rows: ads * contest.days, bytes }
    }
}

struct Maker {
    objects: Objects,
    ads: u64,
    days: u64,
    rng: Rng,
}

impl Maker {
    fn report(mut self, is_gzip: bool, folder: &Path) -> io::Result<(Vec<PathBuf>, u64)> {
        let path = folder.join(if is_gzip { "report.json.gz" } else { "report.json" });
        let file = File::create(&path)?;
        let bytes = if is_gzip {
            let mut packer = GzEncoder::new(file, Compression::default());
            let bytes = self.rows(&mut packer)?;
            packer.finish()?;
            bytes
        } else {
            self.rows(&mut BufWriter::new(file))?
        };
        Ok((vec![path], bytes))
    }

    fn rows(&mut self, out: &mut impl Write) -> io::Result<u64> {
        let today: NaiveDate = TODAY.parse().expect("a date");
        let first = today - Days::new(self.days);
        let mut bytes = 0;
        let mut text = "{".to_owned();
        for ad in 0..self.ads {
            text.extend(["\"", &(626_735_565_838 + ad).to_string(), "\":["]);
            for day in 0..self.days {
                let row = Row::new(ad, day, first, &mut self.rng);
                self.objects.push(&mut text, &row, &mut self.rng);
                text.push_str(if day + 1 < self.days { "," } else { "]" });
            }
            text.push_str(if ad + 1 < self.ads { "," } else { "}" });
            out.write_all(text.as_bytes())?;
            bytes += text.len() as u64;
            text.clear();
        }
        out.flush()?;
        Ok(bytes)
    }

    fn pages(mut self, folder: &Path) -> io::Result<(Vec<PathBuf>, u64)> {
        let pages = self.ads.div_ceil(OBJECTS_A_PAGE);
        let mut files = Vec::new();
        let mut bytes = 0;
        for page in 0..pages {
            let mut text = "{\"items\":[".to_owned();
            let ads = page * OBJECTS_A_PAGE..self.ads.min((page + 1) * OBJECTS_A_PAGE);
            for ad in ads.clone() {
                let row = Row::new(ad, 0, NaiveDate::default(), &mut self.rng);
                self.objects.push(&mut text, &row, &mut self.rng);
                text.push_str(if ad + 1 < ads.end { "," } else { "]" });
            }
            let next = page + 1;
            let bookmark = if next < pages { format!("\"{next}\"") } else { "null".to_owned() };
            text.extend([",\"bookmark\":", &bookmark, "}\n"]);
            let path = folder.join(format!("{page}.json"));
            fs::write(&path, &text)?;
            bytes += text.len() as u64;
            files.push(path);
        }
        Ok((files, bytes))
    }
}
