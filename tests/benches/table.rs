//! A Markdown table: seconds of `pinads`, and the others as multiples of them.

use std::fmt::Write;

use crate::stopwatch::Summary;

pub(crate) fn header() -> String {
    let names = [
        "program",
        "format",
        "CPU, median",
        "CPU, best",
        "wall, median",
        "wall, best",
        "memory, MiB",
        "output, MB",
    ];
    format!("| {} |\n|{}", names.join(" | "), " --- |".repeat(names.len()))
}

/// With the figures of `pinads` beside which these are put, if they are not its own.
pub(crate) fn line(
    (program, format): (&str, &str),
    summary: &Summary,
    pinads: Option<&Summary>,
    bytes: u64,
) -> String {
    let figures = |of: &Summary| [of.cpu.median, of.cpu.best, of.wall.median, of.wall.best];
    let mut line = format!("| {program} | {format} |");
    let beside = pinads.map(figures);
    for (place, seconds) in figures(summary).into_iter().enumerate() {
        let cell = match beside {
            Some(pinads) => times(seconds / pinads[place]),
            None => format!("{seconds:.2} s"),
        };
        write!(line, " {cell} |").expect("a string takes all");
    }
    let memory = summary.kibibytes.div_ceil(1024);
    format!("{line} {memory} | {:.1} |", megabytes(bytes))
}

/// GNU time counts hundredths of a second, so a small workload may take none.
fn times(ratio: f64) -> String {
    match ratio {
        _ if !ratio.is_finite() => "–".to_owned(),
        _ if ratio < 1.0 => format!("{ratio:.2}×"),
        _ => format!("{ratio:.1}×"),
    }
}

pub(crate) fn megabytes(bytes: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let megabytes = bytes as f64 / 1e6;
    megabytes
}
