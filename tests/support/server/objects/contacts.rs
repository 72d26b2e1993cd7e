//! Who follows the user and whom the user follows, and the businesses linked to the profile.

use serde_json::{Value, json};

use super::asked::Asked;
use super::{Kind, List, Listed, Of, Shape};
use crate::support::server::made_up::{Seed, ids};
use crate::support::server::users::User;

pub(super) const LISTS: &[List] = &[
    List {
        path: "user_account/businesses",
        category: "org_read",
        parameters: &[],
        shape: Shape::Array,
        items: Of::TokenUser(businesses),
    },
    List {
        path: "user_account/followers",
        category: "ads_read",
        parameters: &[],
        shape: Shape::Paged,
        items: Of::TokenUser(followers),
    },
    List {
        path: "user_account/following",
        category: "org_read",
        parameters: &[("feed_type", Kind::OneOf(&FEED_TYPES)), ("explicit_following", Kind::Flag)],
        shape: Shape::Paged,
        items: Of::User(following),
    },
    List {
        path: "user_account/following/boards",
        category: "org_read",
        parameters: &[("explicit_following", Kind::Flag)],
        shape: Shape::Paged,
        items: Of::User(followed_boards),
    },
];

const FEED_TYPES: [&str; 4] = ["ALL", "RANKED", "CREATOR_ONLY", "RANKED_CREATOR_ONLY"];

fn businesses(user: &User<'_>, asked: &Asked<'_>) -> Listed {
    let kind = "linked business";
    let ids = ids(kind, &user.id, 9, asked.count(kind, &user.id));
    let business = |id: &String| {
        let url = |size: &str| format!("https://i.pinimg.example/{size}/{id}.jpg");
        let item = json!({
            "username": format!("linked{id}"),
            "image_small_url": url("30x30_RS"),
            "image_medium_url": url("75x75_RS"),
            "image_large_url": url("140x140_RS"),
            "image_xlarge_url": url("280x280_RS"),
        });
        Seed::of(kind, id).thinned(item, &["image_xlarge_url", "image_small_url"])
    };
    Ok(ids.iter().map(business).collect())
}

fn followers(user: &User<'_>, asked: &Asked<'_>) -> Listed {
    Ok(people("follower", user, asked))
}

fn following(user: &User<'_>, asked: &Asked<'_>) -> Listed {
    let mut people = people("followed", user, asked);
    people.retain(|person| {
        let seed = Seed::of("followed", person["username"].as_str().unwrap_or_default());
        let creators_only =
            asked.one("feed_type").is_some_and(|kind| kind.ends_with("CREATOR_ONLY"));
        (!creators_only || seed.once_in("creator", 2)) && explicit(seed, asked)
    });
    Ok(people)
}

fn people(kind: &str, user: &User<'_>, asked: &Asked<'_>) -> Vec<Value> {
    let ids = ids(kind, &user.id, 9, asked.count(kind, &user.id));
    ids.iter().map(|id| json!({ "username": format!("pinner{id}"), "type": "user" })).collect()
}

fn followed_boards(user: &User<'_>, asked: &Asked<'_>) -> Listed {
    let count = asked.count("followed board", &user.id);
    let mut boards = user.followed_boards(count);
    boards.retain(|board| explicit(Seed::of("followed", &board.id), asked));
    Ok(boards.iter().map(|board| board.item(user)).collect())
}

/// Some are followed only because one of their boards is.
fn explicit(seed: Seed, asked: &Asked<'_>) -> bool {
    !asked.flag("explicit_following") || !seed.once_in("implicit", 3)
}
