//! Object types: the list in the API, its filters, and its columns.

use crate::api::request::{Category, Request};
use crate::error::Error;
use crate::output::key::KeyPart;
use crate::reports::chunk::IDS_PER_REQUEST;

/// A row of the catalogue. A new object type is one more row.
#[derive(Debug)]
pub(crate) struct ObjectType {
    /// As it is typed: plural.
    pub(super) name: &'static str,
    /// The singular, and words of others.
    pub(super) aliases: &'static [&'static str],
    pub(super) parent: Parent,
    /// With its method; braces stand for the id of the parent.
    pub(super) endpoint: &'static str,
    pub(super) category: Category,
    pub(super) scopes: &'static [&'static str],
    /// The endpoint refuses the token of an app itself.
    pub(super) for_users: bool,
    pub(super) shape: Shape,
    /// The parameter that narrows the list to ids.
    pub(super) ids: Option<Ids>,
    /// Those that narrow it to campaigns, ad groups or promotions.
    pub(super) by_campaign: Option<Ids>,
    pub(super) by_ad_group: Option<Ids>,
    pub(super) by_promotion: Option<Ids>,
    /// A parameter in beta that takes several ad groups, where `by_ad_group` takes one.
    pub(super) together: Option<&'static str>,
    /// The parents to go over if no filter narrows the list.
    pub(super) over: Over,
    /// The values of `entity_statuses` to request by default; none if there is no such parameter.
    pub(super) statuses: &'static [&'static str],
    /// A parameter with one value per request: all its values are requested in turn.
    pub(super) variants: &'static [(&'static str, &'static str)],
    /// A parameter that the API insists on.
    pub(super) always: Option<(&'static str, &'static str)>,
    /// An error code that means that there are none.
    pub(super) none_code: Option<i64>,
    pub(super) columns: &'static str,
    /// The columns that identify an object among those of its parent; empty for its own ID.
    pub(super) key: &'static [KeyPart],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parent {
    /// The token's own user.
    User,
    /// The same, or the owner of an ad account.
    Owner,
    AdAccount,
    Business,
}

/// The form of the list in the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Pages,
    /// `items` or `product_tags`, all at once.
    Items,
    Array,
    /// An object of arrays; its keys are a column of this name.
    Map(&'static str),
    /// Pages whose items are labels, or hold `labels`.
    Labels,
}

/// The style of a parameter that takes IDs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ids {
    Single(&'static str),
    Repeated(&'static str),
    RepeatedUpTo50(&'static str),
    Joined(&'static str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Over {
    /// The list is complete.
    Nothing,
    /// There is a list for each ad group only.
    AdGroups,
    /// The account itself, each campaign and each ad group have lists of their own.
    Everything,
    /// The list must name campaigns or ad groups.
    CampaignsAndAdGroups,
    /// The list must name promotions.
    Promotions,
    /// There is a list for each catalog.
    Catalogs,
    /// There is a list for each Pin.
    Pins,
}

/// A type with the usual properties.
pub(super) const fn listed(
    name: &'static str,
    parent: Parent,
    endpoint: &'static str,
    columns: &'static str,
) -> ObjectType {
    ObjectType {
        name,
        aliases: &[],
        parent,
        endpoint,
        category: Category::AdsRead,
        scopes: &["ads:read"],
        for_users: false,
        shape: Shape::Pages,
        ids: None,
        by_campaign: None,
        by_ad_group: None,
        by_promotion: None,
        together: None,
        over: Over::Nothing,
        statuses: &[],
        variants: &[],
        always: None,
        none_code: None,
        columns,
        key: &[],
    }
}

impl ObjectType {
    pub(super) fn request(&self, parent: &str) -> Request {
        let path = self.endpoint.split('/').skip(1);
        let path = path.map(|segment| if segment.starts_with('{') { parent } else { segment });
        let request = Request::get(self.category, path);
        match self.always {
            Some((name, value)) => request.param(name, value),
            None => request,
        }
    }

    /// The column of the parent that each list belongs to, if there is a list for each.
    pub(super) fn parent_column(&self) -> &'static str {
        match (self.over, self.parent) {
            (Over::Catalogs, _) => "catalog_id",
            (Over::Pins, _) => "hero_pin_id",
            (_, Parent::AdAccount) => "ad_account_id",
            (_, Parent::Business) => "business_id",
            (_, Parent::User | Parent::Owner) => "",
        }
    }

    /// The columns that identify a row: those of its parent, then its own.
    pub(super) fn key(&self) -> Vec<KeyPart> {
        let parent = match self.parent_column() {
            "" => None,
            "ad_account_id" => Some("ad account"),
            "business_id" => Some("business"),
            "catalog_id" => Some("catalog"),
            _ => Some("Pin"),
        };
        let parent = parent.map(|thing| KeyPart::of(self.parent_column(), thing));
        let map = match self.shape {
            Shape::Map(column) => Some(KeyPart::of(column, "kind")),
            _ => None,
        };
        let variant = self.variants.first().map(|(column, _)| KeyPart::of(column, "kind"));
        let own = self.aliases.first().copied().unwrap_or(self.name);
        let id = self.id_column().filter(|_| self.key.is_empty());
        let id = id.map(|column| KeyPart::of(column, own));
        let parts = parent.into_iter().chain(map).chain(variant).chain(id);
        parts.chain(self.key.iter().copied()).collect()
    }

    pub(super) fn has_status(&self) -> bool {
        self.columns.split_whitespace().any(|column| column == "status")
    }

    /// Has it no status, but parents that a run lists by theirs?
    pub(super) fn has_parents_with_status(&self) -> bool {
        !self.has_status() && matches!(self.over, Over::Everything | Over::CampaignsAndAdGroups)
    }

    pub(super) fn not_narrowed_by(&self, option: &str) -> Error {
        Error::usage(format!("`{}` takes no `{option}`", self.name))
            .hint(format!("remove `{option}`"))
    }

    /// The column of an object's own id.
    pub(super) fn id_column(&self) -> Option<&'static str> {
        ["id", "media_id", "asset_id", "schedule_id", "request_id"]
            .into_iter()
            .find(|id| self.columns.split_whitespace().any(|column| column == *id))
    }
}

impl Ids {
    /// As many requests as the ids need.
    pub(super) fn narrow(self, request: &Request, ids: &[String]) -> Vec<Request> {
        match self {
            Ids::Single(name) => ids.iter().map(|id| request.clone().param(name, id)).collect(),
            Ids::Repeated(name) => {
                ids.chunks(IDS_PER_REQUEST).map(|ids| request.clone().repeated(name, ids)).collect()
            }
            Ids::RepeatedUpTo50(name) => {
                ids.chunks(50).map(|ids| request.clone().repeated(name, ids)).collect()
            }
            Ids::Joined(name) => {
                ids.chunks(IDS_PER_REQUEST).map(|ids| request.clone().joined(name, ids)).collect()
            }
        }
    }
}
