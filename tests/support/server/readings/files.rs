//! What the file of an asynchronous report may look like.

use super::orders;
use super::raw::{Entries, array, entries, items, object};
use super::with_body;
use crate::support::server::reply::Reply;

pub(super) fn is_file(path: &str) -> bool {
    path.ends_with("metrics_report.txt")
}

fn file(path: &str, reply: Reply, change: impl FnOnce(&str) -> Option<String>) -> Reply {
    if is_file(path) { with_body(reply, change) } else { reply }
}

fn rows(groups: &Entries) -> Option<Vec<String>> {
    let lists: Option<Vec<_>> = groups.iter().map(|(_, list)| items(list)).collect();
    Some(lists?.into_iter().flatten().collect())
}

pub(super) fn one_array(path: &str, reply: Reply) -> Reply {
    file(path, reply, |body| Some(array(&rows(&entries(body)?)?)))
}

pub(super) fn by_date(path: &str, reply: Reply) -> Reply {
    file(path, reply, |body| {
        let mut days: Vec<(String, Vec<String>)> = Vec::new();
        for row in rows(&entries(body)?)? {
            let date = entries(&row)?.into_iter().find(|(name, _)| name == "DATE");
            let date = date.map_or(String::new(), |(_, date)| date.replace('"', ""));
            match days.iter_mut().find(|(own, _)| *own == date) {
                Some((_, rows)) => rows.push(row),
                None => days.push((date, vec![row])),
            }
        }
        let days: Entries = days.into_iter().map(|(date, rows)| (date, array(&rows))).collect();
        Some(object(&days))
    })
}

/// Keys whose lists are empty stand among the others.
pub(super) fn with_empty_lists(path: &str, reply: Reply) -> Reply {
    file(path, reply, |body| {
        let mut groups = entries(body)?;
        groups.insert(0, ("1".to_owned(), "[]".to_owned()));
        groups.push(("2".to_owned(), "[]".to_owned()));
        Some(object(&groups))
    })
}

pub(super) fn packed_without_a_word(path: &str, reply: Reply) -> Reply {
    if !is_file(path) || reply.status != 200 {
        return reply;
    }
    let mut packed = reply.packed();
    packed.headers.retain(|(name, _)| *name != "content-encoding");
    packed
}

pub(super) fn with_a_mark_of_order(path: &str, reply: Reply) -> Reply {
    file(path, reply, |body| Some(format!("\u{feff}{body}")))
}

pub(super) fn with_a_last_newline(path: &str, reply: Reply) -> Reply {
    file(path, reply, |body| Some(format!("{body}\r\n")))
}

/// One line for each bracket and comma; none of them stands in a text of the server's rows.
pub(super) fn on_many_lines(path: &str, reply: Reply) -> Reply {
    file(path, reply, |body| {
        let parsed: Entries = entries(body)?;
        let groups = parsed.iter().map(|(key, list)| {
            let rows = items(list).unwrap_or_default().join(",\n    ");
            format!("  \"{key}\" : [\n    {rows}\n  ]")
        });
        Some(format!("{{\n{}\n}}\n", groups.collect::<Vec<_>>().join(",\n")))
    })
}

pub(super) fn as_plain_text(path: &str, reply: Reply) -> Reply {
    of_type(path, reply, Some("text/plain; charset=utf-8"))
}

pub(super) fn as_json(path: &str, reply: Reply) -> Reply {
    of_type(path, reply, Some("application/json"))
}

pub(super) fn of_no_type(path: &str, reply: Reply) -> Reply {
    of_type(path, reply, None)
}

fn of_type(path: &str, mut reply: Reply, kind: Option<&str>) -> Reply {
    if is_file(path) {
        reply.headers.retain(|(name, _)| *name != "content-type");
        reply.headers.extend(kind.map(|kind| ("content-type", kind.to_owned())));
    }
    reply
}

/// An empty list stands for no rows, where the server has an empty object.
pub(super) fn no_rows_as_a_list(path: &str, reply: Reply) -> Reply {
    file(path, reply, |body| (body == "{}").then(|| "[]".to_owned()))
}

/// A file of no bytes stands for no rows.
pub(super) fn no_rows_as_nothing(path: &str, reply: Reply) -> Reply {
    let reply = orders::no_rows_of_no_bytes(path, reply);
    file(path, reply, |body| (body == "{}").then(String::new))
}
