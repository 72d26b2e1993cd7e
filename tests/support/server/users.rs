//! The people whose profiles, boards and Pins can be read: the token's own and those who own the
//! ad accounts.

use serde_json::{Value, json};

use super::made_up::Seed;
use super::paging::marked;
use super::parameters::Parameters;
use super::reply::Reply;
use super::routes::{Call, not_permitted};
use super::world::{Account, World};

const TOKEN_USER: (&str, &str, &str) =
    ("740138569231872001", "lichtundlaub", "Licht & Laub \"Studio\"");

/// The user that a request acts as.
pub(super) struct User<'a> {
    pub(super) world: &'a World,
    pub(super) id: String,
    pub(super) username: String,
    business_name: &'a str,
    owns: Option<&'a Account>,
}

impl<'a> User<'a> {
    pub(super) fn of_token(world: &'a World) -> Self {
        let (id, username, business_name) = TOKEN_USER;
        Self { world, id: id.to_owned(), username: username.to_owned(), business_name, owns: None }
    }

    pub(super) fn owner_of(world: &'a World, account: &'a Account) -> Self {
        Self {
            world,
            id: owner_id(account),
            username: owner_name(account),
            business_name: &account.name,
            owns: Some(account),
        }
    }

    pub(super) fn seed(&self) -> Seed {
        Seed::of("user", &self.id)
    }

    pub(super) fn has_catalogs(&self) -> bool {
        self.owns
            .map_or(self.world.sizes.of_a_kind != Some(0), |account| account.owner_has_catalogs)
    }

    fn item(&self) -> Value {
        let seed = self.seed();
        let item = json!({
            "id": self.id,
            "username": self.username,
            "account_type": "BUSINESS",
            "business_name": self.business_name,
            "about": format!("Lamps, leaves & “light”.\nShips from 🇩🇪. {}", seed.words("about")),
            "website_url": format!("https://{}.example/?ref=pinterest&x=1,2", self.username),
            "profile_image": format!("https://i.pinimg.example/280x280_RS/{}.jpg", self.id),
            "board_count": self.world.sizes.boards,
            "pin_count": self.world.sizes.pins,
            "follower_count": seed.or_null("followers", seed.chance("followers", 90_000)),
            "following_count": seed.or_null("following", seed.chance("following", 400)),
            "monthly_views": seed.or_null("views", 9_007_199_254_740_993_u64),
        });
        seed.thinned(item, &["following_count", "monthly_views"])
    }
}

/// `GET /user_account`
pub(super) fn user_account(call: &Call<'_>) -> Result<Reply, Reply> {
    let mut query = Parameters::new(call.query);
    let user = call.user(&mut query)?;
    query.finish()?;
    Ok(Reply::json(Value::Object(marked(call, user.item())).to_string()))
}

impl Call<'_> {
    /// The token's user, or the owner of the ad account that the query names.
    pub(super) fn user(&self, query: &mut Parameters<'_>) -> Result<User<'_>, Reply> {
        let world = &self.state.world;
        let Some(id) = query.id("ad_account_id")? else { return Ok(User::of_token(world)) };
        match world.find_account(id) {
            Some(account) if !account.forbidden => Ok(User::owner_of(world, account)),
            _ => Err(not_permitted()),
        }
    }
}

pub(super) fn owner_id(account: &Account) -> String {
    format!("38316{}", account.id)
}

pub(super) fn owner_name(account: &Account) -> String {
    format!("shop{}", account.id)
}
