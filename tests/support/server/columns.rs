//! What the columns of a report hold.

use super::world::Level;

pub(super) struct Column<'a> {
    pub(super) name: &'a str,
    pub(super) source: Source,
}

/// Where the value of a column comes from.
#[derive(Clone, Copy)]
pub(super) enum Source {
    Id(Level),
    Name(Level),
    Status(Level),
    PinId,
    Objective,
    BudgetType,
    CampaignFlag,
    Metric(Scale),
    /// Nobody in the world uses labels, order lines, promotions or product group media.
    Nothing,
}

/// What a number of a metric looks like.
#[derive(Clone, Copy)]
pub(super) enum Scale {
    Micro,
    Rate,
    Ratio,
    Spend,
    Price,
    Views,
    Clicks,
    Few,
}

impl<'a> Column<'a> {
    pub(super) fn new(name: &'a str) -> Self {
        Self { name, source: source(name) }
    }

    pub(super) const fn is_metric(&self) -> bool {
        matches!(self.source, Source::Metric(_))
    }
}

/// The columns of a row after its key; an object has a key once, however often it was asked for.
pub(super) fn of_row<'a>(row_key: &str, asked: &'a [String]) -> Vec<Column<'a>> {
    let mut columns: Vec<Column<'a>> = Vec::new();
    for name in asked {
        if name != row_key && columns.iter().all(|column| column.name != name) {
            columns.push(Column::new(name));
        }
    }
    columns
}

fn source(name: &str) -> Source {
    match name {
        "AD_ACCOUNT_ID" | "ADVERTISER_ID" => Source::Id(Level::AdAccount),
        "CAMPAIGN_ID" => Source::Id(Level::Campaign),
        "AD_GROUP_ID" => Source::Id(Level::AdGroup),
        "AD_ID" | "PIN_PROMOTION_ID" => Source::Id(Level::Ad),
        "PRODUCT_GROUP_ID" => Source::Id(Level::ProductGroup),
        "PIN_ID" => Source::PinId,
        "CAMPAIGN_NAME" => Source::Name(Level::Campaign),
        "AD_GROUP_NAME" => Source::Name(Level::AdGroup),
        "AD_NAME" | "PIN_PROMOTION_NAME" => Source::Name(Level::Ad),
        "CAMPAIGN_STATUS" | "CAMPAIGN_ENTITY_STATUS" | "CAMPAIGN_MANAGED_STATUS" => {
            Source::Status(Level::Campaign)
        }
        "AD_GROUP_STATUS" | "AD_GROUP_ENTITY_STATUS" => Source::Status(Level::AdGroup),
        "AD_STATUS" | "PIN_PROMOTION_STATUS" => Source::Status(Level::Ad),
        "PRODUCT_GROUP_STATUS" => Source::Status(Level::ProductGroup),
        "CAMPAIGN_OBJECTIVE_TYPE" => Source::Objective,
        "AD_GROUP_BUDGET_TYPE" => Source::BudgetType,
        "IS_PREMIERE_CAMPAIGN"
        | "CAMPAIGN_BUDGET_OPTIMIZATION"
        | "IS_CATALOG_CREATIVE_CAMPAIGN" => Source::CampaignFlag,
        // The description does not say what it holds.
        "CAMPAIGN"
        | "CAMPAIGN_BRAND_LABEL"
        | "CAMPAIGN_CUSTOM_LABELS"
        | "STANDARD_AD_FEED_ITEM_ID"
        | "ORDER_LINE_ID"
        | "SPEND_ORDER_LINE_ID"
        | "ORDER_LINE_NAME"
        | "PROMO_ID"
        | "PROMO_NAME"
        | "AD_GROUP_OPTIMIZATION"
        | "PRODUCT_GROUP_AD_IMAGE_TAG"
        | "PRODUCT_GROUP_AD_VIDEO_TAG" => Source::Nothing,
        // Only product items have these, each its own.
        item if item.starts_with("PRODUCT_ITEM_") => Source::Nothing,
        metric => Source::Metric(scale(metric)),
    }
}

/// The first part that fits decides.
fn scale(metric: &str) -> Scale {
    const PARTS: [(&str, Scale); 23] = [
        ("MICRO_DOLLAR", Scale::Micro),
        ("SPEND_CAP", Scale::Micro),
        ("LOCAL_CURRENCY", Scale::Micro),
        ("CTR", Scale::Rate),
        ("RATE", Scale::Rate),
        ("MULTIPLIER", Scale::Ratio),
        ("ROAS", Scale::Ratio),
        ("FREQUENCY", Scale::Ratio),
        ("PER_SESSION", Scale::Ratio),
        ("SECOND", Scale::Ratio),
        ("SPEND", Scale::Spend),
        ("DOLLAR", Scale::Price),
        ("COST", Scale::Price),
        ("CPC", Scale::Price),
        ("CPM", Scale::Price),
        ("IMPRESSION", Scale::Views),
        ("VIDEO", Scale::Views),
        ("SESSIONS", Scale::Views),
        ("CLICK", Scale::Clicks),
        ("ENGAGEMENT", Scale::Clicks),
        ("REPIN", Scale::Clicks),
        ("CLOSEUP", Scale::Clicks),
        ("SWIPE", Scale::Clicks),
    ];
    let fitting = PARTS.into_iter().find(|(part, _)| metric.contains(part));
    fitting.map_or(Scale::Few, |(_, scale)| scale)
}
