//! The objectives of campaigns, by which asynchronous reports can be filtered.

use clap::ValueEnum;

/// The most objectives that one report may be filtered by.
pub(super) const MOST: usize = 7;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Objective {
    Awareness,
    Consideration,
    /// Deprecated
    VideoView,
    WebConversion,
    CatalogSales,
    /// Deprecated
    WebSessions,
    VideoCompletion,
    AppInstall,
    Sales,
    Leads,
    /// Beta
    CtvConsideration,
}
