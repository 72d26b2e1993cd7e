//! Pins: the user's own, and those of others that lead to the user's websites.

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde_json::{Value, json};
use url::Url;

use super::boards::Board;
use super::made_up::{Seed, ids};
use super::paging::marked;
use super::parameters::{Digits, Parameters, check_id};
use super::pin_media;
use super::reply::Reply;
use super::routes::{Call, not_permitted};
use super::users::User;

pub(super) const CREATIVE_TYPES: [&str; 14] = [
    "REGULAR",
    "VIDEO",
    "SHOPPING",
    "CAROUSEL",
    "MAX_VIDEO",
    "SHOP_THE_PIN",
    "COLLECTION",
    "IDEA",
    "SHOWCASE",
    "QUIZ",
    "COLLAGE",
    "MAX_WIDTH_REGULAR_COLLECTION",
    "MAX_WIDTH_VIDEO_COLLECTION",
    "APP",
];

/// What may be told of a Pin that a machine has a part in.
const DISCLOSURES: [&[&str]; 3] = [&[], &["AI_MODIFIED"], &["AI_MODIFIED", "SYNTHETIC_PERFORMER"]];

pub(super) struct Pin {
    pub(super) id: String,
    pub(super) is_own: bool,
    pub(super) board: Option<Board>,
    /// Some Pins come without.
    pub(super) creative_type: Option<&'static str>,
    pub(super) parent: Option<String>,
    pub(super) has_been_promoted: bool,
    pub(super) leads_to_claimed: bool,
    pub(super) created: NaiveDate,
    created_at: String,
    link: Option<String>,
    now: DateTime<Utc>,
}

/// `GET /pins/{pin_id}`
pub(super) fn pin(call: &Call<'_>) -> Result<Reply, Reply> {
    let mut query = Parameters::new(call.query);
    let user = call.user(&mut query)?;
    let with_metrics = query.boolean("pin_metrics")? == Some(true);
    query.finish()?;
    let item = user.pin(call.segments[1], call.now)?.item(with_metrics);
    Ok(Reply::json(Value::Object(marked(call, item)).to_string()))
}

impl User<'_> {
    pub(super) fn pins(&self, now: DateTime<Utc>) -> Vec<Pin> {
        self.some_pins(now, |_, _| true)
    }

    /// The user's Pins with these ids and boards.
    pub(super) fn some_pins(
        &self,
        now: DateTime<Utc>,
        are_wanted: impl Fn(&str, &Board) -> bool,
    ) -> Vec<Pin> {
        let boards = self.boards();
        let ids = ids("pin", &self.id, 18, self.world.sizes.pins);
        assert!(ids.is_empty() || !boards.is_empty(), "Pins need boards");
        let pin = |(number, id): (usize, String)| {
            let board = &boards[number % boards.len()];
            let creative_type = CREATIVE_TYPES.get(number % (CREATIVE_TYPES.len() + 1)).copied();
            are_wanted(&id, board)
                .then(|| Pin::new(id, self, Some(board.clone()), creative_type, now))
        };
        ids.into_iter().enumerate().filter_map(pin).collect()
    }

    /// All that analytics count as content of the user.
    pub(super) fn ranked_pins(&self, now: DateTime<Utc>) -> Vec<Pin> {
        let ids = ids("foreign pin", &self.id, 18, self.world.sizes.foreign_pins);
        let foreign = ids.into_iter().zip(CREATIVE_TYPES.into_iter().cycle());
        let foreign = foreign.map(|(id, kind)| Pin::new(id, self, None, Some(kind), now));
        self.pins(now).into_iter().chain(foreign).collect()
    }

    /// A Pin that the user owns.
    pub(super) fn pin(&self, id: &str, now: DateTime<Utc>) -> Result<Pin, Reply> {
        check_id("pin_id", id, Digits::Any)?;
        if let Some(pin) = self.some_pins(now, |own, _| own == id).pop() {
            return Ok(pin);
        }
        // Pins of others are hidden in one way or the other.
        Err(if Seed::of("foreign pin", id).once_in("forbidden", 3) {
            not_permitted()
        } else {
            Reply::error(404, 50, "Pin not found.")
        })
    }
}

impl Pin {
    fn new(
        id: String,
        user: &User<'_>,
        board: Option<Board>,
        creative_type: Option<&'static str>,
        now: DateTime<Utc>,
    ) -> Self {
        let seed = Seed::of("pin", &id);
        let is_own = board.is_some();
        let mut created_at = seed.moment("created");
        let (date, _) = created_at.split_at(10);
        let mut created: NaiveDate = date.parse().expect("a moment begins with its date");
        // Some are new whenever anybody asks, and stay the same for a day.
        if seed.once_in("new", 6) {
            created = now.date_naive() - Days::new(2 + seed.chance("age", 26));
            created_at.replace_range(..10, &created.to_string());
        }
        let link = user.link(seed, is_own);
        Self {
            is_own,
            board,
            creative_type,
            parent: seed.once_in("saved", 3).then(|| seed.id("parent", 19)),
            has_been_promoted: seed.once_in("promoted", 3),
            leads_to_claimed: link.as_ref().is_some_and(|link| user.has_claimed(link)),
            created,
            created_at,
            link,
            now,
            id,
        }
    }

    pub(super) fn seed(&self) -> Seed {
        Seed::of("pin", &self.id)
    }

    /// The domain of a link is without `www.`; the one asked for is taken as it is.
    pub(super) fn leads_to(&self, domain: &str) -> bool {
        let link = self.link.as_ref().map(|link| Url::parse(link).expect("links are URLs"));
        let host = link.as_ref().and_then(Url::host_str);
        host.is_some_and(|host| host.strip_prefix("www.").unwrap_or(host) == domain)
    }

    pub(super) fn is_video(&self) -> bool {
        self.creative_type.is_some_and(|kind| kind.contains("VIDEO") || kind == "IDEA")
    }

    /// The word of the analytics for what the Pin is.
    pub(super) fn format(&self) -> &'static str {
        let product = self.creative_type.is_some_and(|kind| {
            kind.starts_with("SHOP") && kind != "SHOWCASE" || kind.contains("COLLECTION")
        });
        match (self.has_been_promoted, self.creative_type) {
            (true, Some("IDEA")) => "ADS_IDEA",
            (true, _) if self.is_video() => "ADS_VIDEO",
            (true, _) if product => "ADS_PRODUCT",
            (true, _) => "ADS_STANDARD",
            (false, _) if self.is_video() => "ORGANIC_VIDEO",
            (false, _) if product => "ORGANIC_PRODUCT",
            (false, _) => "ORGANIC_IMAGE",
        }
    }

    pub(super) fn item(&self, with_metrics: bool) -> Value {
        let seed = self.seed();
        let board = self.board.as_ref().expect("the user's own Pins are on boards");
        let sections = board.section_ids();
        let section = (!sections.is_empty())
            .then(|| seed.pick("section", &sections.iter().collect::<Vec<_>>()));
        let item = json!({
            "id": self.id,
            "created_at": self.created_at,
            "link": self.link,
            "title": seed.or_null("title", seed.words("title")),
            "description": seed.or_null("description", seed.words("description")),
            "alt_text": seed.or_null("alt", seed.words("alt")),
            "dominant_color": seed.or_null("color", format!("#{:06X}", seed.chance("color", 1 << 24))),
            "creative_type": self.creative_type,
            "board_id": board.id,
            "board_owner": { "username": board.owner },
            "board_section_id": section.map_or(Value::Null, |id| seed.or_null("section", id.as_str())),
            "is_owner": true,
            "is_standard": seed.once_in("standard", 2),
            "has_been_promoted": self.has_been_promoted,
            "is_product": seed.once_in("product", 4),
            "is_removable": seed.once_in("removable", 3),
            "parent_pin_id": self.parent,
            "product_tags": [],
            "ai_disclosures": { "values": seed.pick("disclosed", &DISCLOSURES) },
            "media": pin_media::item(seed, &self.id, self.creative_type),
        });
        let optional = [
            "ai_disclosures",
            "alt_text",
            "board_section_id",
            "dominant_color",
            "is_product",
            "is_removable",
            "is_standard",
            "product_tags",
            "title",
        ];
        let mut item = seed.thinned(item, &optional);
        // Nullable in the description, but null is not among its words: so it is left out.
        if self.creative_type.is_none() {
            drop(item.as_object_mut().and_then(|fields| fields.remove("creative_type")));
        }
        if with_metrics {
            item["pin_metrics"] = self.counters(self.now.date_naive());
        }
        item
    }
}
