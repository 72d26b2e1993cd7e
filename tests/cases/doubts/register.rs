//! The table of the facts that no evidence settles.

pub(super) struct Doubt {
    pub(super) fact: &'static str,
    /// In the words of the server.
    pub(super) readings: Vec<&'static str>,
    /// The file of the code that it matters to.
    pub(super) code: &'static str,
    /// The groups of runs that it concerns.
    pub(super) reports: Vec<&'static str>,
}

pub(super) fn register() -> Vec<Doubt> {
    let lines = include_str!("register.tsv").lines().skip(1);
    lines
        .map(|line| {
            let [fact, readings, code, reports] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("four fields in a line: {line}");
            };
            Doubt {
                fact,
                readings: readings.split(" | ").collect(),
                code,
                reports: reports.split(' ').collect(),
            }
        })
        .collect()
}
