//! The threat model claims only what a test shows.

use std::fs;
use std::path::Path;

const THREAT_MODEL: &str = include_str!("../../.github/SECURITY.md");

/// Files and names of the tests in a text.
fn tests(text: &str) -> Vec<(&str, &str)> {
    let words = text.split('`').filter_map(|word| word.split_once("::"));
    words.filter(|(file, _)| Path::new(file).extension().is_some_and(|it| it == "rs")).collect()
}

#[test]
fn every_claim_names_tests_and_they_exist() {
    let (_, protected) = THREAT_MODEL.split_once("## Protected\n").expect("a section");
    let (protected, _) = protected.split_once("\n## ").expect("another section");
    let claims: Vec<_> = protected.split("\n- ").skip(1).collect();
    assert!(claims.len() > 10, "{claims:?}");
    for claim in claims {
        assert!(!tests(claim).is_empty(), "no test: {claim}");
    }
    for (file, name) in tests(THREAT_MODEL) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"));
        if text.contains("Trial::test(") {
            let uses = text.matches(&format!("{name}(")).count()
                + text.matches(&format!("{name}),")).count();
            assert!(uses > 1, "{file}: `{name}` is no case");
            continue;
        }
        let signature = format!("fn {name}() {{");
        let (before, _) = text.split_once(&signature).unwrap_or_else(|| panic!("{file}: {name}"));
        let attributes = before.rsplit("\n\n").next().unwrap_or_default();
        assert!(attributes.contains("#[test]"), "{file}: `{name}` is no test");
    }
}

#[test]
fn it_is_one_page() {
    assert!(THREAT_MODEL.lines().count() <= 100);
}
