//! Boards, their sections, and who may see them.

use serde_json::{Value, json};

use super::made_up::{Seed, ids};
use super::paging::marked;
use super::parameters::{Digits, Parameters, check_id};
use super::reply::Reply;
use super::routes::Call;
use super::users::User;

/// Two boards share a name, and the last of them is a group board of somebody else.
const PLANS: [(&str, &str); 6] = [
    ("Leseecken, Lampen & \"Licht\"", "PUBLIC"),
    ("Wish list", "PUBLIC"),
    ("Wish list", "PROTECTED"),
    ("=Garten 🌿", "PUBLIC"),
    ("Geheim: Messe 2027", "SECRET"),
    ("日本の庭", "PUBLIC"),
];

#[derive(Clone)]
pub(super) struct Board {
    pub(super) id: String,
    pub(super) privacy: &'static str,
    pub(super) owner: String,
    name: String,
    pins: usize,
}

/// `GET /boards/{board_id}`
pub(super) fn board(call: &Call<'_>) -> Result<Reply, Reply> {
    let mut query = Parameters::new(call.query);
    let user = call.user(&mut query)?;
    query.finish()?;
    let item = user.board(call.segments[1])?.item(&user);
    Ok(Reply::json(Value::Object(marked(call, item)).to_string()))
}

impl User<'_> {
    pub(super) fn boards(&self) -> Vec<Board> {
        let sizes = self.world.sizes;
        let ids = ids("board", &self.id, 18, sizes.boards);
        let board = |(number, id): (usize, String)| {
            let (name, privacy) = PLANS[number % PLANS.len()];
            let owner = if number % PLANS.len() == 5 { "gardenclub" } else { &self.username };
            let round = number / PLANS.len();
            Board {
                id,
                name: if round == 0 { name.to_owned() } else { format!("{name} {round}") },
                privacy,
                owner: owner.to_owned(),
                pins: (number..sizes.pins).step_by(sizes.boards).count(),
            }
        };
        ids.into_iter().enumerate().map(board).collect()
    }

    pub(super) fn board(&self, id: &str) -> Result<Board, Reply> {
        check_id("board_id", id, Digits::Any)?;
        let found = self.boards().into_iter().find(|board| board.id == id);
        found.ok_or_else(|| Reply::error(404, 40, "Board not found."))
    }

    /// Boards of others, which can be listed but not read.
    pub(super) fn followed_boards(&self, count: usize) -> Vec<Board> {
        let ids = ids("followed board", &self.id, 18, count);
        let board = |id: String| {
            let seed = Seed::of("followed board", &id);
            Board {
                name: seed.words("name").to_owned(),
                privacy: "PUBLIC",
                owner: format!("pinner{}", seed.id("owner", 9)),
                pins: usize::try_from(seed.chance("pins", 900)).expect("less than 900"),
                id,
            }
        };
        ids.into_iter().map(board).collect()
    }
}

impl Board {
    pub(super) fn section_ids(&self) -> Vec<String> {
        let count = Seed::of("board", &self.id).chance("sections", 5);
        ids("section", &self.id, 18, usize::try_from(count).expect("less than five"))
    }

    pub(super) fn item(&self, user: &User<'_>) -> Value {
        let seed = Seed::of("board", &self.id);
        let cover = format!("https://i.pinimg.example/400x300/{}.jpg", self.id);
        let thumbnails = (0..seed.chance("thumbnails", 4))
            .map(|number| format!("https://i.pinimg.example/150x150/{}-{number}.jpg", self.id));
        let item = json!({
            "id": self.id,
            "name": self.name,
            "description": seed.or_null("description", seed.words("description")),
            "privacy": self.privacy,
            "owner": { "username": self.owner },
            "pin_count": self.pins,
            "follower_count": seed.chance("followers", 5_000),
            "collaborator_count": u64::from(self.owner != user.username),
            "is_ads_only": seed.once_in("ads", 5),
            "created_at": seed.moment("created"),
            "board_pins_modified_at": seed.moment("modified"),
            "media": {
                "image_cover_url": seed.or_null("cover", cover),
                "pin_thumbnail_urls": thumbnails.collect::<Value>(),
            },
        });
        seed.thinned(item, &["description", "board_pins_modified_at", "media", "is_ads_only"])
    }
}
