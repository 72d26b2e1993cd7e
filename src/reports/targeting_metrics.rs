//! `targeting-metrics`: delivery metrics broken down by targeting, such as gender or location.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::error::Result;
use crate::options::accounts::AccountOptions;
use crate::reports::delivery_metrics::breakdown::BreakdownOptions;
use crate::reports::delivery_metrics::{self, DeliveryOptions};
use crate::reports::more::More;
use crate::reports::report::{Facts, Report, Section, Source};
use crate::terminal::console::Console;

/// Get metrics by gender, age, region, interest …
#[derive(clap::Args, Debug)]
pub(crate) struct TargetingMetrics {
    #[command(flatten)]
    delivery: DeliveryOptions,
    #[command(flatten)]
    breakdown: BreakdownOptions,
}

impl Report for TargetingMetrics {
    const FACTS: Facts = Facts {
        name: "targeting-metrics",
        section: Section::Ads,
        domo: None,
        endpoints: &[
            "GET /ad_accounts/{ad_account_id}/targeting_analytics",
            "GET /ad_accounts/{ad_account_id}/campaigns/targeting_analytics",
            "GET /ad_accounts/{ad_account_id}/ad_groups/targeting_analytics",
            "GET /ad_accounts/{ad_account_id}/ads/targeting_analytics",
            "POST and GET /ad_accounts/{ad_account_id}/reports",
            "GET /resources/targeting/{targeting_type}",
        ],
        scopes: &["ads:read"],
        columns: "\
            AD_ACCOUNT_ID CAMPAIGN_ID DATE TARGETING_TYPE TARGETING_VALUE CAMPAIGN_NAME \
            SPEND_IN_DOLLAR TOTAL_IMPRESSION IMPRESSION_1 TOTAL_CLICKTHROUGH CLICKTHROUGH_1 \
            OUTBOUND_CLICK_1 REPIN_1 TOTAL_ENGAGEMENT CTR ECPC_IN_DOLLAR CPM_IN_DOLLAR \
            TOTAL_CONVERSIONS TOTAL_CHECKOUT TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR",
        key: &[],
        examples: [
            "pinads targeting-metrics --all-ad-accounts --targeting-type gender,age-bucket",
            "pinads targeting-metrics --all-ad-accounts --object-type ad --targeting-type region -f ndjson",
        ],
        more: || More { requestable: delivery_metrics::requestable(true), ..More::default() },
    };

    fn head_by_display_names(&mut self) -> bool {
        self.delivery.head_by_display_names()
    }

    fn accounts(&self) -> Option<&AccountOptions> {
        Some(self.delivery.accounts())
    }

    fn needs_a_user(&self) -> Option<&'static str> {
        self.delivery.needs_a_user_for(true)
    }

    fn source(self, today: NaiveDate, console: &Arc<Console>) -> Result<Arc<dyn Source>> {
        self.delivery.ask(Some(&self.breakdown), today, console)
    }
}
