//! The websites of users, and the links that lead there or elsewhere.

use serde_json::{Value, json};
use url::Url;

use super::made_up::Seed;
use super::users::User;

pub(super) struct Website {
    address: String,
    status: &'static str,
    verified_at: Option<&'static str>,
}

impl Website {
    pub(super) fn item(&self) -> Value {
        let mut item = json!({ "website": self.address, "status": self.status });
        if let Some(moment) = self.verified_at {
            item["verified_at"] = moment.into();
        }
        item
    }
}

/// Where a link leads.
#[derive(Clone, Copy)]
enum Target {
    First,
    FirstWithWww,
    FirstInCapitals,
    BelowFirst,
    Second,
    SecondWithWww,
    Unclaimed,
    Elsewhere,
    Nowhere,
}

impl User<'_> {
    /// Claimed ones first; of the words for their status only the last is a refusal.
    pub(super) fn websites(&self) -> Vec<Website> {
        let sites = [
            (self.first_site(), "success", Some("2022-12-14T21:03:01.602000")),
            (
                format!("https://www.{}/store/", self.second_site()),
                "verified",
                Some("2024-02-29T08:00:00"),
            ),
        ];
        let claimed = self.world.sizes.claimed_websites;
        let unclaimed = (claimed > 0).then(|| (self.unclaimed_site(), "unverified", None));
        let all = sites.into_iter().take(claimed).chain(unclaimed);
        all.map(|(address, status, verified_at)| Website { address, status, verified_at }).collect()
    }

    fn first_site(&self) -> String {
        format!("{}.example", self.username)
    }

    fn second_site(&self) -> String {
        format!("{}-shop.example", self.username)
    }

    fn unclaimed_site(&self) -> String {
        format!("{}-blog.example", self.username)
    }

    /// The link of a Pin. What others have pinned leads to the user more often than not.
    pub(super) fn link(&self, seed: Seed, own: bool) -> Option<String> {
        use Target::{
            BelowFirst, Elsewhere, First, FirstInCapitals, FirstWithWww, Nowhere, Second,
            SecondWithWww, Unclaimed,
        };
        let usual = [First, First, First, FirstWithWww, BelowFirst, Second, SecondWithWww];
        let rare = [FirstInCapitals, Unclaimed, Elsewhere, Nowhere];
        let is_usual = seed.chance("link", 20) < if own { 12 } else { 17 };
        let target = if is_usual { seed.pick("to", &usual) } else { seed.pick("to", &rare) };
        let (first, second) = (self.first_site(), self.second_site());
        let rest = format!("p/{}?utm_source=pinterest&q=a,b", seed.chance("page", 9_999));
        Some(match target {
            First => format!("https://{first}/{rest}"),
            FirstWithWww => format!("http://www.{first}/{rest}"),
            FirstInCapitals => format!("HTTPS://WWW.{}/{rest}", first.to_uppercase()),
            BelowFirst => format!("https://journal.{first}/{rest}"),
            Second => format!("https://{second}/store/{rest}"),
            SecondWithWww => format!("https://www.{second}:8443/store/{rest}"),
            Unclaimed => format!("https://{}/{rest}", self.unclaimed_site()),
            // Contains the name of a claimed website without leading there.
            Elsewhere => format!("https://not{first}/{rest}"),
            Nowhere => return None,
        })
    }

    /// Whether a link leads to a claimed website or below it.
    pub(super) fn has_claimed(&self, link: &str) -> bool {
        let link = Url::parse(link).expect("links are URLs");
        let host = link.host_str().expect("links have a host");
        let sites = [self.first_site(), self.second_site()];
        sites.iter().take(self.world.sizes.claimed_websites).any(|site| {
            host.strip_suffix(site.as_str())
                .is_some_and(|before| before.is_empty() || before.ends_with('.'))
        })
    }
}
