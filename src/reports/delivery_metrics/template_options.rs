//! The option that runs a report that is saved in Ads Manager, and those that it replaces.

use crate::options::id;

#[derive(clap::Args, Debug)]
#[command(next_help_heading = "Entities")]
pub(super) struct TemplateOptions {
    /// Run a report that is saved in Ads Manager (asynchronous reports only)
    ///
    /// The template decides the columns, the object type, the granularity, the filters, and the
    /// windows. The dates come from the options here. `pinads object-information --object-type
    /// report-templates` lists the templates.
    #[arg(
        long,
        hide_short_help = true,
        value_name = "ID",
        value_parser = id::parse,
        conflicts_with_all = [
            "object_type",
            "given",
            "campaign_objective_type",
            "entity_status",
            "granularity",
            "whole_periods",
            "columns",
            "unknown_columns",
            "via",
            "click_window_days",
            "engagement_window_days",
            "view_window_days",
            "conversion_report_time",
            "timezone",
            "chart",
        ]
    )]
    pub(super) template: Option<String>,
}

impl TemplateOptions {
    /// The endpoint that refuses an app itself.
    pub(super) fn needs_a_user(&self) -> Option<&'static str> {
        self.template
            .as_ref()
            .map(|_| "POST /ad_accounts/{ad_account_id}/templates/{template_id}/reports")
    }
}
