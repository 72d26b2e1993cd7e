//! Suggestions for an unknown name.

use std::cmp::Reverse;

/// The name of `known` that is most similar to `word`, if one is similar enough.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const ALIKE: f64 = 0.8;
    let known = known.into_iter().map(|known| (likeness(word, known), known));
    let (likeness, nearest) = known.max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    (likeness > ALIKE).then_some(nearest)
}

/// Two swapped letters make short words very different, although this is the usual mistake.
fn likeness(word: &str, known: &str) -> f64 {
    let is_a_slip = strsim::damerau_levenshtein(word, known) <= 1;
    strsim::jaro(word, known) + if is_a_slip { 1.0 } else { 0.0 }
}

/// The words in some names, all of them in upper case and in the singular.
#[derive(Clone, Copy, Default)]
pub(crate) struct Vocabulary {
    /// Words that people use, and the words of the names.
    pub(crate) synonyms: &'static [(&'static str, &'static str)],
    /// Words of little meaning, which a name may lack.
    pub(crate) fillers: &'static [&'static str],
}

/// The most names that a message suggests.
pub(crate) const SUGGESTED: usize = 3;

/// The names of `known` that share words with `name`, the best first; of equally good ones, the one
/// that comes first in `known`.
pub(crate) fn nearest_by_words<'a>(
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
    vocabulary: Vocabulary,
) -> Vec<&'a str> {
    /// In percent: the lowest score of a suggestion, and how far it may be behind the best.
    const LOWEST: i32 = 45;
    const BEHIND: i32 = 15;
    let words = words(name);
    if words.iter().all(|word| vocabulary.says_little(word)) {
        return Vec::new();
    }
    let meanings = vocabulary.meanings(words);
    let score = |known: &str| {
        let scores = meanings.iter().map(|(words, trust)| vocabulary.score(words, known) * trust);
        scores.max().unwrap_or(0) / 100
    };
    let mut scored: Vec<_> = known.into_iter().map(|known| (score(known), known)).collect();
    let best = scored.iter().map(|(score, _)| *score).max().unwrap_or(0);
    scored.retain(|(score, _)| *score >= LOWEST.max(best - BEHIND));
    scored.sort_by_key(|(score, _)| Reverse(*score));
    scored.into_iter().map(|(_, known)| known).take(SUGGESTED).collect()
}

/// `A`, `B`, or `C`.
pub(crate) fn either(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [other])) => format!("{other} or {last}"),
        Some((last, others @ [_, ..])) => format!("{}, or {last}", others.join(", ")),
        _ => quoted.concat(),
    }
}

impl Vocabulary {
    /// The words, and their synonyms, each with a confidence in percent.
    fn meanings(self, words: Vec<String>) -> Vec<(Vec<String>, i32)> {
        const SYNONYM: i32 = 95;
        let mut meanings = vec![(words, 100)];
        for (said, meant) in self.synonyms {
            let (said, meant) = (self::words(said), self::words(meant));
            for (words, trust) in meanings.clone() {
                if let Some(at) = words.windows(said.len()).position(|window| window == said) {
                    let mut words = words;
                    words.splice(at..at + said.len(), meant.iter().cloned());
                    meanings.push((words, trust * SYNONYM / 100));
                }
            }
        }
        meanings
    }

    fn says_little(self, word: &str) -> bool {
        self.fillers.contains(&word) || word.chars().all(|c| c.is_ascii_digit())
    }

    /// The share of the words that a name has, less its other words, in percent.
    fn score(self, words: &[String], name: &str) -> i32 {
        let is_filler = |word: &str| self.fillers.contains(&word);
        let mut left = self::words(name);
        let (mut found, mut all) = (0, 0);
        for word in words {
            let weight = if self.says_little(word) { 1 } else { 10 };
            all += weight;
            let alike = left.iter().enumerate().map(|(at, other)| (alike(word, other), at));
            if let Some((alike @ 1.., at)) = alike.min_by_key(|(alike, _)| Reverse(*alike)) {
                left.remove(at);
                found += weight * alike;
            }
        }
        let others = left.iter().map(|word| if is_filler(word) { 1 } else { 10 });
        found.checked_div(all).unwrap_or(0) - others.sum::<i32>()
    }
}

/// The similarity of two words, in percent.
fn alike(word: &str, other: &str) -> i32 {
    let is_beginning = word.len() >= 3 && other.starts_with(word);
    let is_slip = word.len() >= 5 && strsim::damerau_levenshtein(word, other) <= 1;
    match () {
        () if word == other => 100,
        () if is_beginning || is_slip => 80,
        () => 0,
    }
}

/// The words of a name, in upper case and in the singular.
fn words(name: &str) -> Vec<String> {
    let words = name.split(|c: char| !c.is_alphanumeric()).map(str::to_uppercase);
    let singular = |word: String| match word.strip_suffix('S') {
        Some(singular) if singular.len() > 1 && !singular.ends_with('S') => singular.to_owned(),
        _ => word,
    };
    words.map(singular).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_has_a_nearest_word_and_another_word_has_none() {
        let known = ["csv", "ndjson", "max-requests-per-hour", "SPEND_IN_DOLLAR", "CTR", "all"];
        for (word, meant) in [
            ("cvs", Some("csv")),
            ("ndjosn", Some("ndjson")),
            ("max-requests", Some("max-requests-per-hour")),
            ("SPEND_IN_DOLAR", Some("SPEND_IN_DOLLAR")),
            ("xml", None),
            ("NEW_METRIC_OF_2027", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, known), meant, "{word}");
        }
    }

    #[test]
    fn a_name_is_found_by_its_words() {
        let known = ["ONE_RED_APPLE", "APPLE_1", "TOTAL_APPLE", "PEAR_TREES", "GREEN_PEAR_TREE_2"];
        let vocabulary =
            Vocabulary { synonyms: &[("FRUIT_OF_EDEN", "APPLE")], fillers: &["TOTAL", "1"] };
        for (name, meant) in [
            ("apples", &["APPLE_1", "TOTAL_APPLE"][..]),
            ("Total apples", &["TOTAL_APPLE", "APPLE_1"]),
            ("APPLE_7", &["APPLE_1", "TOTAL_APPLE"]),
            ("APLE", &[]),
            ("APPPLE", &["APPLE_1", "TOTAL_APPLE"]),
            ("APP", &["APPLE_1", "TOTAL_APPLE"]),
            ("FRUITS_OF_EDEN", &["APPLE_1", "TOTAL_APPLE"]),
            ("RED_APPLE", &["ONE_RED_APPLE"]),
            ("TREE_OF_PEARS", &["PEAR_TREES"]),
            ("TOTAL", &[]),
            ("1", &[]),
            ("PLUM", &[]),
            ("", &[]),
        ] {
            assert_eq!(nearest_by_words(name, known, vocabulary), meant, "{name}");
        }
    }
}
