//! Boards by their ids or names, and all boards of an account.

use futures_util::TryStreamExt;
use serde::Deserialize;

use crate::api::request::Category;
use crate::api::{Client, pages};
use crate::error::{Error, Result};
use crate::options::id;
use crate::options::nearest::nearest;
use crate::reports::organic::OwnerOptions;

#[derive(Deserialize)]
struct Board {
    #[serde(deserialize_with = "id::deserialize")]
    id: String,
    name: String,
}

/// The ids of all boards, in the order of the listing.
pub(crate) async fn all(client: &Client, owner: &OwnerOptions) -> Result<Vec<String>> {
    let mut ids: Vec<String> = Vec::new();
    for board in list(client, owner).await? {
        // A list that changes while it is read may show a board on two pages.
        if !ids.contains(&board.id) {
            ids.push(board.id);
        }
    }
    Ok(ids)
}

/// The id of one board.
pub(crate) async fn find_one(client: &Client, owner: &OwnerOptions, name: &str) -> Result<String> {
    match id::parse(name) {
        Ok(id) => Ok(id),
        Err(_) => one(name, &list(client, owner).await?),
    }
}

/// The ids of these boards, in this order, each once. A value is an id, a name, or several of them
/// with commas between them: names may have commas too.
pub(crate) async fn find(
    client: &Client,
    owner: &OwnerOptions,
    values: &[String],
) -> Result<Vec<String>> {
    let boards = if are_ids(values) { Vec::new() } else { list(client, owner).await? };
    let mut ids = Vec::new();
    for value in values {
        for id in matching(value, &boards)? {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    Ok(ids)
}

/// Do all values name boards without a listing?
pub(crate) fn are_ids(values: &[String]) -> bool {
    values.iter().flat_map(|value| value.split(',')).all(|part| id::parse(part.trim()).is_ok())
}

async fn list(client: &Client, owner: &OwnerOptions) -> Result<Vec<Board>> {
    pages(client, owner.request(Category::OrgRead, ["boards"])).try_concat().await
}

/// The boards that a value names. If its commas allow several readings, the one with the longest
/// names.
fn matching(value: &str, boards: &[Board]) -> Result<Vec<String>> {
    let parts: Vec<_> = value.split(',').collect();
    let mut ids = Vec::new();
    let mut rest = parts.as_slice();
    while !rest.is_empty() {
        let is_known = |at: &usize| known_parts(&rest[*at..], boards).is_some();
        let length = known_parts(rest, boards)
            // An unknown name ends where the next board begins.
            .unwrap_or_else(|| (1..rest.len()).find(is_known).unwrap_or(rest.len()));
        ids.push(one(&rest[..length].join(","), boards)?);
        rest = &rest[length..];
    }
    Ok(ids)
}

/// The number of leading parts that are an ID or the longest name of a board.
fn known_parts(parts: &[&str], boards: &[Board]) -> Option<usize> {
    (1..=parts.len()).rev().find(|length| {
        let name = parts[..*length].join(",");
        id::parse(&name).is_ok() || !named(&name, boards).is_empty()
    })
}

/// The boards of a name, which may have spaces around it.
fn named<'a>(name: &str, boards: &'a [Board]) -> Vec<&'a Board> {
    let of_name = |name: &str| boards.iter().filter(|it| it.name == name).collect::<Vec<_>>();
    let exact = of_name(name);
    if exact.is_empty() { of_name(name.trim()) } else { exact }
}

fn one(name: &str, boards: &[Board]) -> Result<String> {
    if let Ok(id) = id::parse(name) {
        return Ok(id);
    }
    match named(name, boards).as_slice() {
        [board] => Ok(board.id.clone()),
        [] => {
            let name = name.trim();
            let known = boards.iter().map(|board| board.name.as_str());
            let list = "`pinads user-boards` lists the boards";
            let hint = nearest(name, known)
                .map_or(list.to_owned(), |name| format!("use `--board '{name}'`; {list}"));
            Err(Error::usage(format!("no board has the name `{name}`")).hint(hint))
        }
        several => {
            let ids: Vec<_> = several.iter().map(|board| board.id.as_str()).collect();
            Err(Error::usage(format!(
                "{} boards have the name `{name}`: {}",
                several.len(),
                ids.join(", ")
            ))
            .hint(format!("use an ID, such as `--board {}`", ids[0])))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_separate_boards_unless_a_name_has_them() {
        let names = ["A", "B", "A, B", "Lamps, \"Light\"", " C "];
        let board = |(id, name): (usize, &&str)| Board { id: id.to_string(), name: (*name).into() };
        let boards: Vec<_> = names.iter().enumerate().map(board).collect();
        let found = |value| matching(value, &boards).map(|ids| ids.join(" "));
        for (value, ids) in [
            ("A", "0"),
            ("A,B", "0 1"),
            ("B, A", "1 0"),
            ("A, B", "2"),
            ("A, B,B", "2 1"),
            ("Lamps, \"Light\",77,A", "3 77 0"),
            ("77, 88", "77 88"),
            (" C ", "4"),
        ] {
            assert_eq!(found(value).expect(value), ids, "{value}");
        }
        for (value, unknown) in
            [("A,Nope", "Nope"), ("Nope,A", "Nope"), ("B,No, pe,A", "No, pe"), ("A,", ""), ("", "")]
        {
            let error = found(value).expect_err(value).to_string();
            assert!(
                error.contains(&format!("no board has the name `{unknown}`")),
                "{value}: {error}"
            );
        }
    }
}
