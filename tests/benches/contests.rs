//! The contests: which table each makes, of which bytes.

/// Rows are a few hundred bytes wide: unless a contest says otherwise, about 150 MB of JSON.
#[derive(Clone, Copy)]
pub(crate) struct Contest {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) shape: Shape,
    /// At scale 1.
    pub(crate) rows: u64,
    pub(crate) columns: usize,
    /// So many rows of each ad follow on each other.
    pub(crate) days: u64,
    /// Each row has an order of its own. Otherwise, all rows share one, which the header does not.
    pub(crate) is_shuffled: bool,
    pub(crate) is_gzip: bool,
    /// One file per day, not one file.
    pub(crate) is_split: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// An object from each ad to its rows.
    Report,
    /// Pages, each with a list of nested objects and a bookmark.
    Pages,
}

const REPORT: Contest = Contest {
    name: "report",
    about: "an asynchronous report, its columns in another order than in the header",
    shape: Shape::Report,
    rows: 810_000,
    columns: 27,
    days: 185,
    is_shuffled: false,
    is_gzip: false,
    is_split: false,
};

pub(crate) const ALL: [Contest; 7] = [
    REPORT,
    Contest {
        name: "shuffled",
        about: "the report with another order of columns in each row",
        rows: 200_000,
        is_shuffled: true,
        ..REPORT
    },
    Contest {
        name: "narrow",
        about: "the report with few columns",
        rows: 1_200_000,
        columns: 5,
        ..REPORT
    },
    Contest {
        name: "broad",
        about: "the report with many columns",
        rows: 24_000,
        columns: 175,
        ..REPORT
    },
    Contest {
        name: "objects",
        about: "pages of 250 nested objects",
        shape: Shape::Pages,
        rows: 50_000,
        // As many as the object type has.
        columns: usize::MAX,
        days: 1,
        ..REPORT
    },
    Contest {
        name: "gzip",
        about: "the report as a gzipped file",
        rows: 200_000,
        is_gzip: true,
        ..REPORT
    },
    Contest {
        name: "days",
        about: "the report, written as one file per day",
        rows: 200_000,
        days: 90,
        is_split: true,
        ..REPORT
    },
];

impl Contest {
    /// What `pinads` is called with, except for columns, format, and output.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let words = match self.shape {
            Shape::Report => {
                format!("delivery-metrics --object-type ad --via async --start-date {}d", self.days)
            }
            Shape::Pages => "object-information --object-type ads".to_owned(),
        };
        words.split(' ').map(str::to_owned).collect()
    }

    /// The column that identifies the object of a row.
    pub(crate) fn id(&self) -> &'static str {
        match self.shape {
            Shape::Report => "AD_ID",
            Shape::Pages => "id",
        }
    }
}
