//! Which function answers which endpoint. A new endpoint is one line here and that function; a new
//! list is a row in one of the tables below `objects`.

use std::cell::Cell;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::faults::Fault;
use super::parameters::{self, Digits, Pair};
use super::reply::Reply;
use super::state::State;
use super::world::Account;
use super::{
    analytics, boards, definitions, lists, oauth, objects, pin_analytics, pins, quality, ready,
    reports, targeting, targeting_names, top_pins, user_analytics, users,
};

const ADS_READ: &str = "ads_read";
const ADS_ANALYTICS: &str = "ads_analytics";
const ORG_READ: &str = "org_read";
const ORG_ANALYTICS: &str = "org_analytics";

pub(super) type Answer = fn(&Call<'_>) -> Result<Reply, Reply>;

/// One request, its authorization already checked.
pub(super) struct Call<'a> {
    pub(super) state: &'a State,
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    /// The path below `/v5`.
    pub(super) segments: &'a [&'a str],
    pub(super) query: &'a [Pair],
    /// The body, when its type says that it is a form.
    pub(super) form: Option<&'a [Pair]>,
    /// The body, when its type says that it is JSON.
    pub(super) json: Option<&'a Value>,
    /// The bytes that are asked for, as the header has them.
    pub(super) range: Option<&'a str>,
    pub(super) now: DateTime<Utc>,
    /// A fault of paging, for the list to take.
    pub(super) page_fault: Cell<Option<Fault>>,
    /// A test asks what is true: whole lists, and nothing that the quirks add on the way.
    pub(super) is_for_the_truth: bool,
}

/// The rate category and the function of an endpoint.
pub(super) fn find(method: &str, segments: &[&str]) -> Option<(&'static str, Answer)> {
    let found: (&str, Answer) = match (method, segments) {
        ("GET", ["ad_accounts"]) => (ADS_READ, lists::ad_accounts),
        ("GET", ["ad_accounts", _]) => (ADS_READ, lists::ad_account),
        ("GET", ["ad_accounts", _, "campaigns"]) => (ADS_READ, lists::campaigns),
        ("GET", ["ad_accounts", _, "ad_groups"]) => (ADS_READ, lists::ad_groups),
        ("GET", ["ad_accounts", _, "ads"]) => (ADS_READ, lists::ads),
        ("GET", ["ad_accounts", _, "product_group_promotions"]) => {
            (ADS_READ, lists::product_group_promotions)
        }
        ("GET", ["ad_accounts", _, "analytics"]) => (ADS_ANALYTICS, analytics::ad_account),
        ("GET", ["ad_accounts", _, "campaigns", "analytics"]) => {
            (ADS_ANALYTICS, analytics::campaigns)
        }
        ("GET", ["ad_accounts", _, "ad_groups", "analytics"]) => {
            (ADS_ANALYTICS, analytics::ad_groups)
        }
        ("GET", ["ad_accounts", _, "ads", "analytics"]) => (ADS_ANALYTICS, analytics::ads),
        ("GET", ["ad_accounts", _, "product_groups", "analytics"]) => {
            (ADS_ANALYTICS, analytics::product_groups)
        }
        ("POST", ["ad_accounts", _, "reports"]) => (ADS_ANALYTICS, reports::create),
        ("GET", ["ad_accounts", _, "reports"]) => (ADS_ANALYTICS, reports::status),
        ("POST", ["ad_accounts", _, "templates", _, "reports"]) => {
            (ADS_ANALYTICS, reports::create_from_template)
        }
        ("GET", ["ad_accounts", _, "targeting_analytics"]) => {
            (ADS_ANALYTICS, targeting::ad_account)
        }
        ("GET", ["ad_accounts", _, "campaigns", "targeting_analytics"]) => {
            (ADS_ANALYTICS, targeting::campaigns)
        }
        ("GET", ["ad_accounts", _, "ad_groups", "targeting_analytics"]) => {
            (ADS_ANALYTICS, targeting::ad_groups)
        }
        ("GET", ["ad_accounts", _, "ads", "targeting_analytics"]) => {
            (ADS_ANALYTICS, targeting::ads)
        }
        ("GET", ["resources", "metrics_ready_state"]) => (ADS_ANALYTICS, ready::state),
        ("GET", ["resources", "targeting", _]) => (ADS_READ, targeting_names::list),
        ("GET", ["resources", "delivery_metrics"]) => (ADS_READ, definitions::all),
        ("GET", ["ad_accounts", _, "conversion_eqs"]) => (ADS_READ, quality::scores),
        ("GET", ["boards", _]) => (ORG_READ, boards::board),
        ("GET", ["pins", "analytics"]) => (ORG_ANALYTICS, pin_analytics::several),
        ("GET", ["pins", _]) => (ORG_READ, pins::pin),
        ("GET", ["pins", _, "analytics"]) => (ORG_ANALYTICS, pin_analytics::one),
        ("GET", ["user_account"]) => (ORG_READ, users::user_account),
        ("GET", ["user_account", "analytics"]) => (ORG_ANALYTICS, user_analytics::metrics),
        ("GET", ["user_account", "analytics", "top_pins"]) => (ORG_ANALYTICS, top_pins::pins),
        ("GET", ["user_account", "analytics", "top_video_pins"]) => {
            (ORG_ANALYTICS, top_pins::video_pins)
        }
        ("POST", oauth::TOKEN) => (ORG_READ, oauth::token),
        ("GET", _) => (objects::find(segments)?.category, objects::answer),
        _ => return None,
    };
    Some(found)
}

pub(super) fn not_found(method: &str, segments: &[&str]) -> Reply {
    let elsewhere = ["GET", "POST", "PATCH", "DELETE"];
    if elsewhere.into_iter().any(|other| find(other, segments).is_some()) {
        return Reply::error(405, 5, &format!("Method {method} is not allowed here."));
    }
    Reply::error(404, 2, "Not found.")
}

impl Call<'_> {
    pub(super) fn adds_unknown_field(&self) -> bool {
        self.state.world.quirks.unknown_field && !self.is_for_the_truth
    }

    /// The ad account of the path, when the token may see it.
    pub(super) fn account(&self) -> Result<&Account, Reply> {
        let id = self.segments[1];
        parameters::check_id("ad_account_id", id, Digits::UpTo18)?;
        self.state.world.find_account(id).ok_or_else(not_permitted)
    }

    /// The same for what lies below an ad account.
    pub(super) fn open_account(&self) -> Result<&Account, Reply> {
        let account = self.account()?;
        if account.forbidden { Err(not_permitted()) } else { Ok(account) }
    }
}

/// A foreign ad account is not told from one that does not exist.
pub(super) fn not_permitted() -> Reply {
    Reply::error(403, 29, "You are not permitted to access that resource.")
}
