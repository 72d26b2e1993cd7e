//! The advertisers the server knows, and how it is told to behave.

use super::app::App;
use super::latency::Latency;
use super::limits::Limits;
use super::readings::{OnTheWire, Refused};

#[derive(Clone)]
pub(crate) struct World {
    /// Good for ever and for everything.
    pub(crate) token: String,
    pub(crate) app: App,
    pub(crate) accounts: Vec<Account>,
    pub(crate) definitions: Vec<Definition>,
    pub(crate) sizes: Sizes,
    pub(crate) quirks: Quirks,
    pub(crate) limits: Limits,
    /// How often an asynchronous report is still in progress when somebody asks.
    pub(crate) report_polls: usize,
    /// How many seconds it takes at the least, by the number of the report.
    pub(crate) report_takes: fn(usize) -> i64,
}

/// How much there is of what no plan lists, for each user or other parent.
#[derive(Clone, Copy)]
pub(crate) struct Sizes {
    pub(crate) boards: usize,
    pub(crate) pins: usize,
    /// Pins of others that lead to the user's websites or came from them.
    pub(crate) foreign_pins: usize,
    /// At most two; with any of them comes one that is not claimed.
    pub(crate) claimed_websites: usize,
    /// Of every other kind; `None` stands for three to twelve.
    pub(crate) of_a_kind: Option<usize>,
}

#[derive(Clone)]
pub(crate) struct Account {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) currency: String,
    pub(crate) country: String,
    pub(crate) campaigns: Vec<Entity>,
    pub(crate) ad_groups: Vec<Entity>,
    pub(crate) ads: Vec<Entity>,
    pub(crate) product_groups: Vec<Entity>,
    /// Everything below `/ad_accounts/{id}/` is refused, while the account itself is listed.
    pub(crate) forbidden: bool,
    /// Whoever has none is refused the list of catalog product groups.
    pub(crate) owner_has_catalogs: bool,
}

#[derive(Clone)]
pub(crate) struct Entity {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) status: Status,
    pub(crate) campaign_id: Option<String>,
    pub(crate) ad_group_id: Option<String>,
}

/// One entry of the glossary `/resources/delivery_metrics`.
#[derive(Clone)]
pub(crate) struct Definition {
    pub(crate) name: String,
    pub(crate) display_name: Option<String>,
    pub(crate) category: String,
    pub(crate) meaning: String,
    pub(crate) in_sync: bool,
    pub(crate) in_async: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Active,
    Paused,
    Archived,
    Draft,
    DeletedDraft,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    AdAccount,
    Campaign,
    AdGroup,
    Ad,
    ProductGroup,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Granularity {
    Total,
    Day,
    Hour,
    Week,
    Month,
}

/// Behaviour that nobody could confirm or that may come without notice.
#[derive(Clone, Copy, Default)]
pub(crate) struct Quirks {
    /// `DATE` is `YYYY-MM-DDTHH:00:00` and there is no `HOUR`.
    pub(crate) hour_in_date: bool,
    /// All ids in analytics rows are JSON numbers.
    pub(crate) ids_as_numbers: bool,
    /// Over HTTP only: list items and rows carry a key that nobody asked for.
    pub(crate) unknown_field: bool,
    pub(crate) bookmark_style: BookmarkStyle,
    /// The app takes part in the beta of `/pins/analytics`.
    pub(crate) pins_analytics: bool,
    /// Whoever has consented, or not, comes back with another state than the app sent.
    pub(crate) wrong_state: bool,
    /// The app takes part in the betas of targeting types.
    pub(crate) targeting_betas: bool,
    /// Rows of asynchronous reports name their entity only when its id is among the columns.
    pub(crate) rows_without_id: bool,
    /// Files of reports are packed, whatever the client takes.
    pub(crate) packed_files: bool,
    /// A link to a file leads to another place first.
    pub(crate) redirected_files: bool,
    /// Files come whole, whatever range is asked for.
    pub(crate) no_ranges: bool,
    pub(crate) domain: DomainParameter,
    pub(crate) ad_group_ids: SeveralAdGroups,
    /// The metrics of a day are restated on each of so many days after it.
    pub(crate) settles_after: i64,
    /// Reports have no rows of drafts, whatever their filters.
    pub(crate) no_drafts: bool,
    /// Files of reports have the rows, too, whose metrics are all zero.
    pub(crate) zeros_in_files: bool,
    pub(crate) pages: Pages,
    pub(crate) unknown_parameters: Unknown,
    /// Arrays of ids may be joined with commas, too.
    pub(crate) joined_ids: bool,
    pub(crate) links: Links,
    /// Synchronous analytics begin a day later.
    pub(crate) shorter_reach: bool,
    pub(crate) on_the_wire: Option<OnTheWire>,
    /// The first request for each path that has this in it.
    pub(crate) refuses_first: Option<(&'static str, Refused)>,
    /// Of the API; an answer comes at once otherwise.
    pub(crate) latency: Option<Latency>,
}

/// How lists are cut into pages.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Pages {
    /// As long as they are asked to be.
    #[default]
    Full,
    /// Two items, with a bookmark: nearly every list has a second page.
    Pairs,
    /// A few items, with a bookmark.
    Short,
    /// The same, and the first page of each list is empty.
    OftenEmpty,
    /// All items come with a bookmark, which leads to an empty page.
    EmptyAtLast,
    /// A few items, the last of which comes again on the next page.
    Overlapping,
}

/// When a finished report has the link to its file, and what stands there until then.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Links {
    #[default]
    AtOnce,
    NullAtFirst,
    AbsentAtFirst,
    EmptyAtFirst,
}

/// What becomes of a request with a parameter that the endpoint does not have.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Unknown {
    /// It is refused by its name.
    #[default]
    Refused,
    /// It is refused with the words of a failure.
    OurFault,
    /// It is answered as if the parameter were not there.
    Ignored,
}

/// How the last page of a list says that it is the last.
#[derive(Clone, Copy, Default)]
pub(crate) enum BookmarkStyle {
    #[default]
    Null,
    Absent,
    EmptyString,
}

/// What becomes of `domain` and `domains` of `GET /pins`.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum DomainParameter {
    #[default]
    Obeyed,
    /// As a parameter that nobody knows.
    Refused,
    Ignored,
}

/// What becomes of `ad_group_ids` of a list of keywords, which is in beta.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum SeveralAdGroups {
    #[default]
    Obeyed,
    /// As a parameter that nobody knows.
    Refused,
    /// As a feature that the app has no access to.
    Restricted,
    Ignored,
    /// Only the first ad group is read.
    First,
}

impl Default for Sizes {
    fn default() -> Self {
        Self { boards: 6, pins: 60, foreign_pins: 70, claimed_websites: 2, of_a_kind: None }
    }
}

impl Sizes {
    pub(crate) const NOTHING: Self =
        Self { boards: 0, pins: 0, foreign_pins: 0, claimed_websites: 0, of_a_kind: Some(0) };
}

impl World {
    pub(crate) fn account(&self, id: &str) -> &Account {
        self.find_account(id).unwrap_or_else(|| panic!("the world has no ad account {id}"))
    }

    pub(super) fn find_account(&self, id: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.id == id)
    }
}

impl Account {
    /// An ad account has no list of its own kind below it.
    pub(super) fn entities(&self, level: Level) -> &[Entity] {
        match level {
            Level::AdAccount => &[],
            Level::Campaign => &self.campaigns,
            Level::AdGroup => &self.ad_groups,
            Level::Ad => &self.ads,
            Level::ProductGroup => &self.product_groups,
        }
    }

    pub(super) fn entity(&self, level: Level, id: &str) -> Option<&Entity> {
        self.entities(level).iter().find(|entity| entity.id == id)
    }
}

impl Status {
    pub(crate) const ALL: [Self; 5] =
        [Self::Active, Self::Paused, Self::Archived, Self::Draft, Self::DeletedDraft];

    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Paused => "PAUSED",
            Self::Archived => "ARCHIVED",
            Self::Draft => "DRAFT",
            Self::DeletedDraft => "DELETED_DRAFT",
        }
    }
}

impl Level {
    /// The column that names the entity of an analytics row.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::AdAccount => "AD_ACCOUNT_ID",
            Self::Campaign => "CAMPAIGN_ID",
            Self::AdGroup => "AD_GROUP_ID",
            Self::Ad => "AD_ID",
            Self::ProductGroup => "PRODUCT_GROUP_ID",
        }
    }
}

impl Granularity {
    pub(crate) const ALL: [Self; 5] = [Self::Total, Self::Day, Self::Hour, Self::Week, Self::Month];

    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Total => "TOTAL",
            Self::Day => "DAY",
            Self::Hour => "HOUR",
            Self::Week => "WEEK",
            Self::Month => "MONTH",
        }
    }
}
