//! Each crate that pinads is made of has its reason beside it.

const MANIFEST: &str = include_str!("../../Cargo.toml");

/// The dependencies, each with the line before it.
fn dependencies() -> Vec<(&'static str, &'static str)> {
    let mut found = Vec::new();
    let mut is_inside = false;
    for (before, line) in MANIFEST.lines().zip(MANIFEST.lines().skip(1)) {
        if line.starts_with('[') {
            is_inside = line.ends_with("dependencies]");
        } else if is_inside && let Some((name, _)) = line.split_once(" = ") {
            found.push((name, before));
        }
    }
    found
}

#[test]
fn every_dependency_says_why_it_is_there() {
    let dependencies = dependencies();
    assert!(dependencies.len() > 30, "{dependencies:?}");
    for (name, before) in dependencies {
        assert!(before.starts_with("# ") && before.len() > 10, "`{name}` does not say why");
    }
}
