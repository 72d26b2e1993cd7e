//! The user's own boards with their sections and Pins, all Pins, uploads and websites.

use serde_json::json;

use super::asked::Asked;
use super::{Kind, List, Listed, Of, Shape};
use crate::support::server::boards::Board;
use crate::support::server::made_up::{Seed, ids};
use crate::support::server::pins::{self, Pin};
use crate::support::server::reply::Reply;
use crate::support::server::users::User;
use crate::support::server::websites::Website;
use crate::support::server::world::DomainParameter;

pub(super) const LISTS: &[List] = &[
    List {
        path: "boards",
        category: "org_read",
        parameters: &[("privacy", Kind::OneOf(&PRIVACIES))],
        shape: Shape::Paged,
        items: Of::User(boards),
    },
    List {
        path: "boards/*/pins",
        category: "org_read",
        parameters: &[
            ("creative_types", Kind::Several(&pins::CREATIVE_TYPES)),
            ("pin_metrics", Kind::Flag),
        ],
        shape: Shape::Paged,
        items: Of::Board(pins_of_board),
    },
    List {
        path: "boards/*/sections",
        category: "org_read",
        parameters: &[],
        shape: Shape::Paged,
        items: Of::Board(sections),
    },
    List {
        path: "pins",
        category: "org_read",
        parameters: &[
            ("pin_filter", Kind::OneOf(&["exclude_native", "exclude_repins", "has_been_promoted"])),
            ("pin_metrics", Kind::Flag),
            ("include_protected_pins", Kind::Flag),
            ("pin_type", Kind::OneOf(&["PRIVATE"])),
            ("creative_types", Kind::Several(&pins::CREATIVE_TYPES)),
            ("domain", Kind::Text),
            ("domains", Kind::JoinedTexts(100)),
            ("include_product_tag_obj", Kind::Flag),
        ],
        shape: Shape::Paged,
        items: Of::User(all_pins),
    },
    List {
        path: "media",
        category: "org_read",
        parameters: &[],
        shape: Shape::Paged,
        items: Of::TokenUser(media),
    },
    List {
        path: "user_account/websites",
        category: "org_read",
        parameters: &[],
        shape: Shape::Paged,
        items: Of::TokenUser(websites),
    },
];

const PRIVACIES: [&str; 5] = ["ALL", "PUBLIC", "PROTECTED", "SECRET", "PUBLIC_AND_SECRET"];

fn boards(user: &User<'_>, asked: &Asked<'_>) -> Listed {
    let mut boards = user.boards();
    boards.retain(|board| match asked.one("privacy") {
        None | Some("ALL") => true,
        Some("PUBLIC_AND_SECRET") => board.privacy != "PROTECTED",
        Some(privacy) => board.privacy == privacy,
    });
    Ok(boards.iter().map(|board| board.item(user)).collect())
}

fn pins_of_board(user: &User<'_>, board: &Board, asked: &Asked<'_>) -> Listed {
    let pins = user.some_pins(asked.now, |_, own| own.id == board.id);
    let wanted = pins.iter().filter(|pin| has_wanted_type(pin, asked));
    Ok(wanted.map(|pin| pin.item(asked.flag("pin_metrics"))).collect())
}

fn all_pins(user: &User<'_>, asked: &Asked<'_>) -> Listed {
    let mut domains = [asked.all("domain"), asked.all("domains")].concat();
    match asked.world.quirks.domain {
        DomainParameter::Obeyed => {}
        DomainParameter::Ignored => domains.clear(),
        DomainParameter::Refused if domains.is_empty() => {}
        DomainParameter::Refused => return Err(Reply::bad_request("Unknown parameter: domain")),
    }
    let mut pins = user.pins(asked.now);
    if !domains.is_empty() {
        pins.retain(|pin| domains.iter().any(|domain| pin.leads_to(domain)));
    }
    let wanted = pins.iter().filter(|pin| {
        let privacy = pin.board.as_ref().map_or("PUBLIC", |board| board.privacy);
        let filter = match asked.one("pin_filter") {
            Some("exclude_native") => pin.parent.is_some(),
            Some("exclude_repins") => pin.parent.is_none(),
            Some(_) => pin.has_been_promoted,
            None => true,
        };
        filter
            && (privacy != "PROTECTED" || asked.flag("include_protected_pins"))
            && (privacy == "SECRET" || asked.one("pin_type").is_none())
            && has_wanted_type(pin, asked)
    });
    Ok(wanted.map(|pin| pin.item(asked.flag("pin_metrics"))).collect())
}

fn has_wanted_type(pin: &Pin, asked: &Asked<'_>) -> bool {
    asked.lets_pass("creative_types", pin.creative_type.unwrap_or_default())
}

fn sections(_: &User<'_>, board: &Board, _: &Asked<'_>) -> Listed {
    let section = |id: &String| {
        let seed = Seed::of("section", id);
        json!({ "id": id, "name": seed.words("name") })
    };
    Ok(board.section_ids().iter().map(section).collect())
}

fn media(user: &User<'_>, asked: &Asked<'_>) -> Listed {
    let kind = "media";
    let ids = ids(kind, &user.id, 12, asked.count(kind, &user.id));
    let statuses = ["registered", "processing", "succeeded", "failed"];
    let upload = |id: &String| {
        let seed = Seed::of(kind, id);
        let status = seed.pick("status", &statuses);
        json!({ "media_id": id, "media_type": "video", "status": status })
    };
    Ok(ids.iter().map(upload).collect())
}

fn websites(user: &User<'_>, _: &Asked<'_>) -> Listed {
    Ok(user.websites().iter().map(Website::item).collect())
}
