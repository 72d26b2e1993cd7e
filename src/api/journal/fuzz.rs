//! Any bytes as a journal.

use std::collections::HashSet;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::{Entry, Extent, append, checksum, read};
use crate::system::fuzz::{check, choices, corpus};
use crate::system::hash::hash;

/// A request's hash and the answer.
type Answer = (String, Vec<u8>);

#[test]
fn journal() {
    let corpus = corpus("journal");
    let kept: HashSet<_> = corpus.iter().flat_map(|(_, bytes)| answers(bytes)).collect();
    assert!(kept.len() > 1, "the corpus has few answers");
    check("journal", |bytes| {
        let is_original = corpus.iter().any(|(_, original)| original == bytes);
        let hours = if is_original { 0 } else { choices(bytes).i64(0..30) };
        let now = "2026-03-10T12:00:00Z".parse::<DateTime<Utc>>().expect("an instant");
        let now = now + TimeDelta::hours(hours);
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(bytes).expect("writable");
        // What is no journal, or none yet, is dropped.
        let Ok(Some(earlier)) = read(&mut file, now) else {
            assert!(!is_original, "a journal is dropped");
            return;
        };
        let found: HashSet<_> =
            earlier.extents.iter().map(|(request, at)| answer(&mut file, request, *at)).collect();
        assert!(found.is_subset(&kept), "an answer that no run was given");
        assert!(!is_original || found.len() == answers(bytes).len(), "an answer is dropped");
        assert!(earlier.end <= bytes.len() as u64);
        // A run that goes on adds an answer, and loses none.
        let (request, text) = (hash("a request"), b"an answer\n".as_slice());
        let (length, checksum) = (text.len(), checksum(&request, now, text));
        let entry = Entry { request: request.clone(), at: now, length, checksum };
        append(&mut file, earlier.end, &entry, text).expect("writable");
        let later = read(&mut file, now).expect("a journal").expect("a journal");
        let mut extents = later.extents;
        let place = extents.remove(&request).expect("the new answer");
        assert_eq!(answer(&mut file, &request, place).1, text);
        let again: HashSet<_> =
            extents.iter().map(|(request, at)| answer(&mut file, request, *at)).collect();
        assert_eq!(again, found, "an earlier answer is lost");
    });
}

fn answer(file: &mut File, request: &str, place: Extent) -> Answer {
    let mut text = vec![0; place.length];
    file.seek(SeekFrom::Start(place.start)).expect("a place");
    file.read_exact(&mut text).expect("an answer");
    (request.to_owned(), text)
}

/// The answers of a journal that is whole or cut, read without the code that is tested.
fn answers(bytes: &[u8]) -> Vec<Answer> {
    let mut answers = Vec::new();
    let line = |at: usize| bytes[at..].iter().position(|byte| *byte == b'\n').map(|it| at + it);
    let mut at = line(0).map_or(bytes.len(), |end| end + 1);
    while let Some(end) = line(at) {
        let entry: Value = serde_json::from_slice(&bytes[at..end]).expect("an entry");
        let length = entry["length"].as_u64().and_then(|it| usize::try_from(it).ok());
        let text = bytes.get(end + 1..end + 1 + length.expect("a length"));
        let Some(text) = text else { break };
        answers.push((entry["request"].as_str().expect("a hash").to_owned(), text.to_owned()));
        at = end + 1 + text.len() + 1;
    }
    answers
}
