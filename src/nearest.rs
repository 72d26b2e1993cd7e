//! The word that was probably meant.

/// The one of `known` that is most like `word`, if any is much like it.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const ALIKE: f64 = 0.8;
    let known = known.into_iter().map(|known| (likeness(word, known), known));
    let (likeness, nearest) = known.max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    (likeness > ALIKE).then_some(nearest)
}

/// Short words look little alike once two letters have changed places, yet it is the usual mistake.
fn likeness(word: &str, known: &str) -> f64 {
    let is_a_slip = strsim::damerau_levenshtein(word, known) <= 1;
    strsim::jaro(word, known) + if is_a_slip { 1.0 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::nearest;

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
}
