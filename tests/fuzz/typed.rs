//! Command lines that somebody might type, or might not.

use fastrand::Rng;

use super::mutation::mutated;

/// Options with values, most of them right.
const OPTIONS: &str = "--date=2026-03-09 --date=yesterday --date=3d --start-date=2026-03-01 \
    --start-date=9d --start-date=today --end-date=2026-03-09 --end-date=1d --days-back=7 \
    --days-back=90 --days-back-from=10 --days-back-to=5 --days-back-to=0 --columns=default \
    --columns=SPEND_IN_DOLLAR,CTR --columns=all --columns=spend-in-dollar --granularity=hour \
    --granularity=total --ad-account=549755885175 --ad-account=549755885175,1";

/// What a path is put together of: it leads nowhere else.
const PIECES: &str = "{date} {account} {report} { } {} {x} {{date}} a .csv é b/ . ~";

pub(super) fn arguments(random: &mut Rng) -> Vec<String> {
    let mut arguments = vec!["delivery-metrics".to_owned()];
    for _ in 0..random.usize(1..=3) {
        let options: Vec<_> = OPTIONS.split(' ').collect();
        let (name, value) = options[random.usize(..options.len())].split_once('=').expect("both");
        let value = if random.bool() { typed(value, random) } else { value.to_owned() };
        arguments.push(format!("{name}={value}"));
    }
    if random.bool() {
        let pieces: Vec<_> = PIECES.split(' ').collect();
        let path = (0..random.usize(1..5)).map(|_| pieces[random.usize(..pieces.len())]);
        arguments.push(format!("--output={}", path.collect::<String>().replace("..", "_")));
    }
    arguments
}

/// What a command line can hold: anything but a zero.
fn typed(value: &str, random: &mut Rng) -> String {
    String::from_utf8_lossy(&mutated(value.as_bytes(), random)).replace('\0', "")
}
