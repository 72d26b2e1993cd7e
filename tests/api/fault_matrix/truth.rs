//! What the runs of the matrix write when nothing disturbs them.

use std::collections::HashMap;

use super::line::Line;
use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::World;

/// What is asked of a world of that size.
type Question = (usize, (usize, usize));

/// The two reports and where their data comes from.
pub(super) const REPORTS: [(&[&str], &str); 2] = [
    (&["object-information", "--object-type", "campaigns"], "/campaigns"),
    (&["delivery-metrics", "--via", "sync", "--days-back", "2"], "/campaigns/analytics"),
];

/// With `-v`, since whatever is said is searched for secrets.
pub(super) const OPTIONS: [&str; 4] = ["--all-ad-accounts", "-v", "-o", "out.csv"];

pub(super) struct Truths(HashMap<Question, Truth>);

pub(super) struct Truth {
    pub(super) table: String,
    paths: Vec<String>,
}

impl Truths {
    /// Those that the lines need.
    pub(super) fn find(lines: &[Line]) -> Self {
        let mut truths = HashMap::new();
        for size in lines.iter().map(|line| line.scene.size()) {
            for (report, (arguments, _)) in REPORTS.iter().enumerate() {
                truths.entry((report, size)).or_insert_with(|| Truth::of(arguments, size));
            }
        }
        Truths(truths)
    }

    pub(super) fn of(&self, report: usize, line: &Line) -> &Truth {
        &self.0[&(report, line.scene.size())]
    }
}

impl Truth {
    fn of(arguments: &[&str], (accounts, campaigns): (usize, usize)) -> Self {
        let sandbox = Sandbox::new(World::sized(accounts, campaigns, 0, 0, 0));
        sandbox.succeed(&[arguments, &OPTIONS].concat());
        let paths = sandbox.server.log().into_iter().map(|exchange| exchange.path).collect();
        let table = sandbox.read("out.csv");
        assert!(table.lines().count() > 1, "no rows, nothing to lose");
        Truth { table, paths }
    }

    /// How many requests on a path with this ending it takes.
    pub(super) fn count(&self, path_ends_with: &str) -> usize {
        self.paths.iter().filter(|path| path.ends_with(path_ends_with)).count()
    }

    /// The table with this value in a column of all its rows.
    pub(super) fn with(&self, column: &str, value: &str) -> String {
        let mut table = cells(&self.table);
        let at = table[0].iter().position(|name| name == column).expect("a column of the report");
        for row in &mut table[1..] {
            value.clone_into(&mut row[at]);
        }
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in table {
            writer.write_record(row).expect("a vector takes all bytes");
        }
        let bytes = writer.into_inner().expect("a vector takes all bytes");
        String::from_utf8(bytes).expect("it was text")
    }
}
