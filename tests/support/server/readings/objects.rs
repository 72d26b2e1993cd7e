//! How objects may look, whatever they are: what they leave out, and in which order they come.

use super::raw::{Entries, array, entries, everywhere, items, object, quoted};
use super::with_body;
use crate::support::server::reply::Reply;

pub(super) fn keys_reversed(_: &str, reply: Reply) -> Reply {
    with_body(reply, |body| Some(everywhere(body, reverse)))
}

fn reverse(mut entries: Entries) -> Entries {
    entries.reverse();
    entries
}

pub(super) fn nulls_left_out(_: &str, reply: Reply) -> Reply {
    with_body(reply, |body| Some(everywhere(body, without_nulls)))
}

fn without_nulls(mut entries: Entries) -> Entries {
    // The end of a list is another doubt.
    entries.retain(|(name, value)| value != "null" || name == "bookmark");
    entries
}

/// The items of each page, last first.
pub(super) fn items_reversed(_: &str, reply: Reply) -> Reply {
    with_body(reply, |body| {
        let mut page = entries(body)?;
        let (_, list) = page.iter_mut().find(|(name, _)| name == "items")?;
        let mut all = items(list)?;
        all.reverse();
        *list = array(&all);
        Some(object(&page))
    })
}

/// The status of a Pin's metrics as one word, where the server has one for each metric.
pub(super) fn one_status(_: &str, reply: Reply) -> Reply {
    with_body(reply, |body| Some(everywhere(body, to_one_status)))
}

fn to_one_status(mut found: Entries) -> Entries {
    for (_, value) in found.iter_mut().filter(|(name, _)| name == "data_status") {
        if entries(value).is_some() {
            *value = quoted("READY");
        }
    }
    found
}

pub(super) fn availability_empty(_: &str, reply: Reply) -> Reply {
    availability(reply, Some("{}"))
}

pub(super) fn availability_null(_: &str, reply: Reply) -> Reply {
    availability(reply, Some("null"))
}

pub(super) fn availability_absent(_: &str, reply: Reply) -> Reply {
    availability(reply, None)
}

fn availability(reply: Reply, value: Option<&str>) -> Reply {
    with_body(reply, |body| {
        let mut answer = entries(body)?;
        answer.retain(|(name, _)| name != "date_availability");
        answer.extend(value.map(|value| ("date_availability".to_owned(), value.to_owned())));
        Some(object(&answer))
    })
}

pub(super) fn groups_in_capitals(path: &str, reply: Reply) -> Reply {
    if !path.ends_with("/user_account/analytics") {
        return reply;
    }
    with_body(reply, |body| {
        let mut groups = entries(body)?;
        for (name, _) in &mut groups {
            *name = name.to_uppercase();
        }
        Some(object(&groups))
    })
}

/// A list of issues without any is null, and so is a map of events without any.
pub(super) fn null_for_empty(path: &str, reply: Reply) -> Reply {
    if !path.ends_with("/conversion_eqs") {
        return reply;
    }
    with_body(reply, |body| Some(everywhere(body, to_null)))
}

fn to_null(mut entries: Entries) -> Entries {
    for (_, value) in &mut entries {
        if ["[]", "{}"].contains(&value.as_str()) {
            "null".clone_into(value);
        }
    }
    entries
}

/// And left out is what holds nothing.
pub(super) fn empty_left_out(path: &str, reply: Reply) -> Reply {
    if !path.ends_with("/conversion_eqs") {
        return reply;
    }
    with_body(reply, |body| Some(everywhere(body, without_empty)))
}

fn without_empty(mut entries: Entries) -> Entries {
    entries.retain(|(_, value)| !["[]", "{}", "null"].contains(&value.as_str()));
    entries
}

/// Each label an item of its own.
pub(super) fn labels_flat(path: &str, reply: Reply) -> Reply {
    labels(path, reply, |items| {
        let of_item = |item: String| match nested(&item) {
            Some(labels) => labels,
            None => vec![item],
        };
        items.into_iter().flat_map(of_item).collect()
    })
}

/// Each label below an item.
pub(super) fn labels_nested(path: &str, reply: Reply) -> Reply {
    labels(path, reply, |items| {
        let of_item = |item: String| match nested(&item) {
            Some(_) => item,
            None => format!("{{\"labels\":[{item}],\"errors\":[]}}"),
        };
        items.into_iter().map(of_item).collect()
    })
}

fn labels(path: &str, reply: Reply, change: fn(Vec<String>) -> Vec<String>) -> Reply {
    if !path.ends_with("/labels") {
        return reply;
    }
    with_body(reply, |body| {
        let mut page = entries(body)?;
        let (_, list) = page.iter_mut().find(|(name, _)| name == "items")?;
        *list = array(&change(items(list)?));
        Some(object(&page))
    })
}

fn nested(item: &str) -> Option<Vec<String>> {
    let fields = entries(item)?;
    let (_, labels) = fields.iter().find(|(name, _)| name == "labels")?;
    items(labels)
}

pub(super) fn website_verified(path: &str, reply: Reply) -> Reply {
    websites(path, reply, "verified", true)
}

pub(super) fn website_success_alone(path: &str, reply: Reply) -> Reply {
    websites(path, reply, "success", false)
}

pub(super) fn website_verified_alone(path: &str, reply: Reply) -> Reply {
    websites(path, reply, "VERIFIED", false)
}

/// The word for claimed websites, and whether the moment of the claim is told.
fn websites(path: &str, reply: Reply, word: &str, with_moment: bool) -> Reply {
    if !path.ends_with("/websites") {
        return reply;
    }
    with_body(reply, |body| {
        let mut page = entries(body)?;
        let (_, list) = page.iter_mut().find(|(name, _)| name == "items")?;
        let mut sites = Vec::new();
        for site in items(list)? {
            let mut site = entries(&site)?;
            if site.iter().any(|(name, _)| name == "verified_at") {
                site.retain(|(name, _)| name != "status" && (with_moment || name != "verified_at"));
                site.push(("status".to_owned(), quoted(word)));
            }
            sites.push(object(&site));
        }
        *list = array(&sites);
        Some(object(&page))
    })
}
