//! The query of a run, which is the same by both routes.

use crate::options::dates::DateRange;
use crate::reports::delivery_metrics::breakdown::Breakdown;
use crate::reports::delivery_metrics::entity::Given;
use crate::reports::delivery_metrics::granularity::Granularity;
use crate::reports::delivery_metrics::level::Level;
use crate::reports::delivery_metrics::selection::Selection;
use crate::reports::delivery_metrics::window::WindowOptions;
use crate::reports::entity::EntityStatus;

/// A request for metrics, whichever route sends it.
pub(super) struct DeliveryQuery {
    pub(super) level: Level,
    pub(super) given: Option<Given>,
    /// Empty: every state in which an entity can have spend.
    pub(super) statuses: Vec<EntityStatus>,
    pub(super) range: DateRange,
    pub(super) granularity: Granularity,
    pub(super) columns: Selection,
    pub(super) breakdown: Option<Breakdown>,
    pub(super) windows: WindowOptions,
    /// Those of the campaigns, as the API spells them; empty for all.
    pub(super) objectives: Vec<String>,
}
