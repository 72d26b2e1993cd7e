//! The levels of asynchronous reports.

use crate::support::server::world::Level;

/// What the rows tell about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Of(Level),
    Keyword,
    ProductItem,
}

#[derive(Clone, Copy)]
pub(super) struct ReportLevel {
    pub(super) kind: Kind,
    /// Each row stands for one group of people or places.
    pub(super) with_targeting: bool,
}

const KINDS: [(&str, Kind); 7] = [
    ("ADVERTISER", Kind::Of(Level::AdAccount)),
    ("CAMPAIGN", Kind::Of(Level::Campaign)),
    ("AD_GROUP", Kind::Of(Level::AdGroup)),
    ("PIN_PROMOTION", Kind::Of(Level::Ad)),
    ("KEYWORD", Kind::Keyword),
    ("PRODUCT_GROUP", Kind::Of(Level::ProductGroup)),
    ("PRODUCT_ITEM", Kind::ProductItem),
];

impl ReportLevel {
    pub(super) fn find(name: &str) -> Option<Self> {
        let base = name.strip_suffix("_TARGETING");
        let (_, kind) = KINDS.into_iter().find(|(own, _)| *own == base.unwrap_or(name))?;
        let with_targeting = base.is_some();
        (kind != Kind::Keyword || !with_targeting).then_some(Self { kind, with_targeting })
    }
}
