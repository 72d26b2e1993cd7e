//! Numbers with their nouns.

/// `1 row`, `2 rows`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn a_noun_agrees_with_its_number() {
        let texts = [0, 1, 2, 1000].map(|count| counted(count, "ad account"));
        assert_eq!(texts, ["0 ad accounts", "1 ad account", "2 ad accounts", "1000 ad accounts"]);
    }
}
