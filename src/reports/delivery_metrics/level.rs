//! The object type of a row of delivery metrics.

use clap::ValueEnum;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Level {
    #[value(aliases = ["advertiser", "ad-accounts", "advertisers"])]
    AdAccount,
    #[value(alias = "campaigns")]
    Campaign,
    #[value(alias = "ad-groups")]
    AdGroup,
    #[value(aliases = ["pin-promotion", "ads", "pin-promotions"])]
    Ad,
    #[value(alias = "product-groups")]
    ProductGroup,
    #[value(alias = "keywords")]
    Keyword,
    #[value(alias = "product-items")]
    ProductItem,
}

/// The endpoints of a level: its list, its analytics, and the names of their ID parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Endpoints {
    pub(super) level: Level,
    /// The segment of the list below the ad account; the ad account itself has none.
    pub(super) list: &'static str,
    /// The parameter that narrows the list to ids.
    pub(super) list_ids: &'static str,
    /// The segment of the analytics, before `analytics`.
    pub(super) analytics: Option<&'static str>,
    pub(super) analytics_ids: &'static str,
}

impl Level {
    /// The typed and printed name of the level.
    pub(super) fn name(self) -> String {
        self.to_possible_value().map_or(String::new(), |value| value.get_name().to_owned())
    }

    /// Do ids of `other` narrow this level?
    pub(super) fn belongs_to(self, other: Level) -> bool {
        let above: &[Level] = match self {
            Level::Ad | Level::ProductGroup | Level::Keyword | Level::ProductItem => {
                &[Level::Campaign, Level::AdGroup]
            }
            Level::AdGroup => &[Level::Campaign],
            Level::AdAccount | Level::Campaign => &[],
        };
        above.contains(&other) || (self == other && self != Level::AdAccount)
    }

    /// The column of the id in a row.
    pub(super) fn key(self) -> &'static str {
        self.keys()[0]
    }

    /// The columns of all ids that tell its rows apart, its own first. A keyword hangs on an ad
    /// group, and the same item may be in several product groups.
    pub(super) fn keys(self) -> &'static [&'static str] {
        match self {
            Level::AdAccount => &["AD_ACCOUNT_ID"],
            Level::Campaign => &["CAMPAIGN_ID"],
            Level::AdGroup => &["AD_GROUP_ID"],
            Level::Ad => &["AD_ID"],
            Level::ProductGroup => &["PRODUCT_GROUP_ID"],
            Level::Keyword => &["KEYWORD_ID", "AD_GROUP_ID", "CAMPAIGN_ID"],
            Level::ProductItem => {
                &["PRODUCT_ITEM_ID", "PRODUCT_GROUP_ID", "AD_GROUP_ID", "CAMPAIGN_ID"]
            }
        }
    }

    /// Its name in asynchronous reports.
    pub(super) fn in_reports(self) -> &'static str {
        match self {
            Level::AdAccount => "ADVERTISER",
            Level::Campaign => "CAMPAIGN",
            Level::AdGroup => "AD_GROUP",
            Level::Ad => "PIN_PROMOTION",
            Level::ProductGroup => "PRODUCT_GROUP",
            Level::Keyword => "KEYWORD",
            Level::ProductItem => "PRODUCT_ITEM",
        }
    }

    /// The word that a report's filters by it begin with.
    pub(super) fn in_filters(self) -> &'static str {
        match self {
            Level::AdAccount => "advertiser",
            Level::Campaign => "campaign",
            Level::AdGroup => "ad_group",
            Level::Ad => "ad",
            Level::ProductGroup => "product_group",
            Level::Keyword => "keyword",
            Level::ProductItem => "product_item",
        }
    }

    /// Can its entities be selected by their state?
    pub(super) fn has_states(self) -> bool {
        !matches!(self, Level::AdAccount | Level::Keyword | Level::ProductItem)
    }

    /// Columns of ads (or "Pin promotions", as they were called), which the description forbids in
    /// reports of product items.
    pub(super) fn forbids(self, column: &str) -> bool {
        let is_of_ads = |name: &str| !name.starts_with("GROUP_") && !name.starts_with("ACCOUNT_");
        self == Level::ProductItem
            && (column.starts_with("PIN_PROMOTION_")
                || column.strip_prefix("AD_").is_some_and(is_of_ads))
    }

    /// Nothing if only asynchronous reports have the level.
    pub(super) fn endpoints(self) -> Option<Endpoints> {
        let of = |list, list_ids, analytics_ids| Endpoints {
            level: self,
            list,
            list_ids,
            analytics: Some(list),
            analytics_ids,
        };
        Some(match self {
            Level::AdAccount => Endpoints { analytics: None, ..of("", "", "") },
            Level::Campaign => of("campaigns", "campaign_ids", "campaign_ids"),
            Level::AdGroup => of("ad_groups", "ad_group_ids", "ad_group_ids"),
            Level::Ad => of("ads", "ad_ids", "ad_ids"),
            Level::ProductGroup => Endpoints {
                analytics: Some("product_groups"),
                ..of("product_group_promotions", "product_group_promotion_ids", "product_group_ids")
            },
            Level::Keyword | Level::ProductItem => return None,
        })
    }
}
