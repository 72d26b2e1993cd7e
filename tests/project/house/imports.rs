//! Imports between the files of `src`, read from their text.

use std::collections::{BTreeMap, BTreeSet};

/// A module, as the names of its path below the crate: `["api", "client"]`.
type Module = Vec<String>;

/// Which file imports which.
pub(super) struct Imports {
    of: BTreeMap<Module, BTreeSet<Module>>,
}

impl Imports {
    /// `files` are paths below `src` with their text, without tests.
    pub(super) fn read(files: &[(String, String)]) -> Self {
        let modules: BTreeSet<_> = files.iter().map(|(path, _)| module(path)).collect();
        let of = files.iter().map(|(path, text)| {
            let own = module(path);
            let code = without_comments(text);
            let used = paths(&code).into_iter().filter_map(|path| find(&modules, &own, &path));
            let children = used_children(&modules, &own, &code);
            let found = used.chain(children).filter(|it| *it != own).collect();
            (own, found)
        });
        Imports { of: of.collect() }
    }

    /// A path of imports that leads back to its first file.
    pub(super) fn circle(&self) -> Option<Vec<String>> {
        let mut done = BTreeSet::new();
        self.of.keys().find_map(|module| self.back(module, &mut Vec::new(), &mut done))
    }

    fn back<'a>(
        &'a self,
        module: &'a Module,
        way: &mut Vec<&'a Module>,
        done: &mut BTreeSet<&'a Module>,
    ) -> Option<Vec<String>> {
        if let Some(start) = way.iter().position(|it| *it == module) {
            return Some(way[start..].iter().map(|it| it.join("::")).collect());
        }
        if !done.insert(module) {
            return None;
        }
        way.push(module);
        let circle = self.of[module].iter().find_map(|next| self.back(next, way, done));
        way.pop();
        circle
    }
}

fn module(path: &str) -> Module {
    let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
    if path == "main" { Module::new() } else { path.split('/').map(str::to_owned).collect() }
}

fn without_comments(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or_default().to_owned() + "\n").collect()
}

/// Every path that begins at the crate or at a module above, with the braces of `use` resolved.
fn paths(code: &str) -> Vec<Module> {
    let mut found = Vec::new();
    for start in ["crate::", "super::"] {
        for (at, _) in code.match_indices(start) {
            let before = &code[..at];
            // `pub(in crate::reports)` says who sees it, and `super::super::` was found already.
            if before.ends_with("in ") || before.ends_with("super::") {
                continue;
            }
            if before.trim_end().ends_with("use") {
                let tree = code[at..].split(';').next().unwrap_or_default();
                expand(tree, &[], &mut found);
            } else {
                let end = |c: char| !(c.is_alphanumeric() || c == '_' || c == ':');
                let path = code[at..].split(end).next().unwrap_or_default();
                expand(path, &[], &mut found);
            }
        }
    }
    found
}

fn expand(tree: &str, above: &[String], found: &mut Vec<Module>) {
    let tree = tree.trim();
    let Some((head, inner)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or_default();
        let names = path.split("::").filter(|name| !name.is_empty()).map(|it| it.trim().to_owned());
        found.push(above.iter().cloned().chain(names).collect());
        return;
    };
    let head =
        head.split("::").filter(|name| !name.trim().is_empty()).map(|it| it.trim().to_owned());
    let above: Vec<_> = above.iter().cloned().chain(head).collect();
    let inner = inner.rsplit_once('}').map_or(inner, |(inner, _)| inner);
    let (mut depth, mut start) = (0, 0);
    for (at, c) in inner.char_indices().chain([(inner.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                if !inner[start..at].trim().is_empty() {
                    expand(&inner[start..at], &above, found);
                }
                start = at + 1;
            }
            _ => {}
        }
    }
}

/// The file that a path leads to.
fn find(modules: &BTreeSet<Module>, own: &Module, path: &Module) -> Option<Module> {
    let ups = path.iter().take_while(|name| *name == "super").count();
    let mut full =
        if ups == 0 { Module::new() } else { own[..own.len().checked_sub(ups)?].to_vec() };
    full.extend(path.iter().skip(ups.max(1)).cloned());
    while !modules.contains(&full) {
        full.pop()?;
    }
    Some(full)
}

/// Modules below a file that it names without `crate::`.
fn used_children(modules: &BTreeSet<Module>, own: &Module, code: &str) -> Vec<Module> {
    let is_child = |it: &&Module| it.len() == own.len() + 1 && it.starts_with(own);
    let children = modules.iter().filter(is_child);
    let is_used = |child: &&Module| {
        let call = format!("{}::", child[own.len()]);
        code.match_indices(&call).any(|(at, _)| {
            !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
        })
    };
    children.filter(is_used).cloned().collect()
}

#[test]
fn a_circle_is_found() {
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let files = [
        file("main.rs", "mod api;\nuse crate::api::client::Client;"),
        file("api/mod.rs", "mod client;\npub(crate) use crate::api::client::Client;"),
        file("api/client.rs", "use crate::{api::{pages::{Page, Pager}}, error};"),
        file("api/pages.rs", "// crate::api::client\nfn f() { super::retry::g() }"),
        file("api/retry.rs", "pub(in crate::api) fn g() {}"),
        file("error.rs", ""),
    ];
    assert_eq!(Imports::read(&files).circle(), None);
    let mut with_circle = files.to_vec();
    with_circle[4].1 += "use super::client::Client;";
    let circle = Imports::read(&with_circle).circle().expect("a circle");
    assert_eq!(circle, ["api::client", "api::pages", "api::retry"]);
    let mut parent = files.to_vec();
    parent[2].1 += "use crate::api::Page;";
    assert!(Imports::read(&parent).circle().is_some());
}
