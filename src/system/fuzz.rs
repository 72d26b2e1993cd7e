//! Fuzz targets of the unit tests: inputs that are nearly right, made from files of real runs.
//!
//! Each target has a property that holds for any bytes, and a folder in `tests/fuzz/corpus`.
//! `cargo test` checks these files and a fixed number of mutations. `PINADS_FUZZ_CASES` changes the
//! number, `PINADS_FUZZ_SECONDS` sets a time instead, and `PINADS_FUZZ_SEED` is the first seed.

use std::env;
use std::fmt;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use fastrand::Rng;

#[path = "../../tests/fuzz/mutation.rs"]
mod mutation;

/// They take a second for each target.
const CASES: u64 = 1000;

/// Checks a property with the files of a target and with mutations of them.
pub(crate) fn check(target: &str, property: impl Fn(&[u8])) {
    let corpus = corpus(target);
    for (name, bytes) in &corpus {
        let _case = Case(name);
        property(bytes);
    }
    let number = |name| env::var(name).ok().map(|text| text.parse::<u64>().expect("a number"));
    let first = number("PINADS_FUZZ_SEED").unwrap_or(1);
    let time = number("PINADS_FUZZ_SECONDS").map(Duration::from_secs);
    let cases = number("PINADS_FUZZ_CASES").unwrap_or(CASES);
    let start = Instant::now();
    let mut seed = first;
    while time.map_or(seed - first < cases, |time| start.elapsed() < time) {
        let _case = Case(Seed(seed));
        property(&mutated(&corpus, &mut Rng::with_seed(seed)));
        seed += 1;
    }
    if let Some(time) = time {
        #[expect(clippy::print_stderr, reason = "the harness shows it with `--nocapture`")]
        {
            eprintln!("{target}: {} inputs in {time:?}, from seed {first}", seed - first);
        }
    }
}

/// The files of a target, by name.
pub(crate) fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target);
    let entries = fs::read_dir(&folder).expect("a folder of this target");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let named = |path: &Path| path.file_name().expect("a name").to_string_lossy().into_owned();
    let mut files: Vec<_> =
        paths.map(|path| (named(&path), fs::read(&path).expect("a file"))).collect();
    files.sort();
    assert!(!files.is_empty(), "{} is empty", folder.display());
    files
}

/// Random choices that depend on the input alone: the same input is always checked in the same way.
pub(crate) fn choices(input: &[u8]) -> Rng {
    Rng::with_seed(crc32fast::hash(input).into())
}

/// The input in pieces of random sizes.
pub(crate) fn pieces<'a>(input: &'a [u8], random: &mut Rng) -> Vec<&'a [u8]> {
    let mut ends: Vec<_> = (0..random.usize(..8)).map(|_| random.usize(..=input.len())).collect();
    ends.extend([0, input.len()]);
    ends.sort_unstable();
    ends.windows(2).map(|ends| &input[ends[0]..ends[1]]).collect()
}

/// A file with a few changes, or the beginning of one file and the end of another.
fn mutated(corpus: &[(String, Vec<u8>)], random: &mut Rng) -> Vec<u8> {
    let pick = |random: &mut Rng| &corpus[random.usize(..corpus.len())].1;
    let mut input = pick(random).clone();
    if random.u8(..4) == 0 {
        let other = pick(random);
        input.truncate(random.usize(..=input.len()));
        input.extend_from_slice(&other[random.usize(..=other.len())..]);
    }
    mutation::mutated(&input, random)
}

struct Seed(u64);

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PINADS_FUZZ_CASES=1 PINADS_FUZZ_SEED={}", self.0)
    }
}

/// Shows how to repeat a case that fails.
struct Case<T: fmt::Display>(T);

impl<T: fmt::Display> Drop for Case<T> {
    #[expect(clippy::print_stderr, reason = "the harness shows it with the failure")]
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("the input that fails: {}", self.0);
        }
    }
}
