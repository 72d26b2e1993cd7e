//! The objects that hang on an ad account. Columns stand in the order of the API's description.

use crate::reports::entity::WITH_SPEND;
use crate::reports::object_information::object_type::{
    Ids, ObjectType, Over, Parent, Shape, listed,
};
use crate::reports::object_information::of_business::AUDIENCE_COLUMNS;

pub(super) const OF_AD_ACCOUNT: &[ObjectType] = &[
    ObjectType {
        aliases: &["campaign"],
        ids: Some(Ids::Repeated("campaign_ids")),
        statuses: WITH_SPEND,
        ..listed(
            "campaigns",
            Parent::AdAccount,
            "campaigns",
            "\
             id ad_account_id daily_spend_cap end_time is_automated_campaign \
             is_flexible_daily_budgets lifetime_spend_cap name order_line_id start_time status \
             tracking_urls.audience_verification tracking_urls.buyable_button tracking_urls.click \
             tracking_urls.engagement tracking_urls.impression bid_options.app_type_multipliers \
             bid_options.audience_multipliers bid_options.placement_multipliers created_time \
             is_campaign_budget_optimization is_performance_plus objective_type summary_status type \
             updated_time",
        )
    },
    ObjectType {
        aliases: &["ad-group"],
        ids: Some(Ids::Repeated("ad_group_ids")),
        by_campaign: Some(Ids::Repeated("campaign_ids")),
        statuses: WITH_SPEND,
        ..listed(
            "ad-groups",
            Parent::AdAccount,
            "ad_groups",
            "\
             auto_targeting_enabled bid_in_micro_currency bid_strategy_type billable_event \
             budget_in_micro_currency budget_type campaign_id end_time is_creative_optimization \
             lifetime_frequency_cap name \
             optimization_goal_metadata.conversion_tag_v3_goal_metadata.attribution_windows.click_window_days \
             optimization_goal_metadata.conversion_tag_v3_goal_metadata.attribution_windows.engagement_window_days \
             optimization_goal_metadata.conversion_tag_v3_goal_metadata.attribution_windows.view_window_days \
             optimization_goal_metadata.conversion_tag_v3_goal_metadata.conversion_event \
             optimization_goal_metadata.conversion_tag_v3_goal_metadata.conversion_tag_id \
             optimization_goal_metadata.conversion_tag_v3_goal_metadata.cpa_goal_value_in_micro_currency \
             optimization_goal_metadata.conversion_tag_v3_goal_metadata.is_roas_optimized \
             optimization_goal_metadata.conversion_tag_v3_goal_metadata.learning_mode_type \
             optimization_goal_metadata.conversion_tag_v3_goal_metadata.reporting_event \
             optimization_goal_metadata.frequency_goal_metadata.frequency \
             optimization_goal_metadata.frequency_goal_metadata.timerange \
             optimization_goal_metadata.scrollup_goal_metadata.scrollup_goal_value_in_micro_currency \
             pacing_delivery_type placement_group promotion_application_level promotion_id \
             start_time status targeting_spec.AGE_BUCKET targeting_spec.APPTYPE \
             targeting_spec.AUDIENCE_EXCLUDE targeting_spec.AUDIENCE_INCLUDE targeting_spec.GENDER \
             targeting_spec.GEO targeting_spec.INTEREST targeting_spec.LOCALE \
             targeting_spec.LOCATION targeting_spec.MAXIMUM_AGE targeting_spec.MINIMUM_AGE \
             targeting_spec.SHOPPING_RETARGETING targeting_spec.TARGETING_STRATEGY \
             targeting_template_ids tracking_urls.audience_verification \
             tracking_urls.buyable_button tracking_urls.click tracking_urls.engagement \
             tracking_urls.impression ad_account_id bid_multiplier conversion_learning_mode_type \
             created_time dca_assets feed_profile_id id summary_status type updated_time",
        )
    },
    ObjectType {
        aliases: &["ad", "pin-promotions", "pin-promotion"],
        ids: Some(Ids::Repeated("ad_ids")),
        by_campaign: Some(Ids::Repeated("campaign_ids")),
        by_ad_group: Some(Ids::Repeated("ad_group_ids")),
        statuses: WITH_SPEND,
        ..listed(
            "ads",
            Parent::AdAccount,
            "ads",
            "\
             ad_group_id android_deep_link carousel_android_deep_links carousel_destination_urls \
             carousel_ios_deep_links click_tracking_url creative_type customizable_cta_type \
             destination_url disclosure_type disclosure_url grid_click_type ios_deep_link \
             is_pin_deleted is_removable lead_form_id name quiz_pin_data.questions \
             quiz_pin_data.results quiz_pin_data.tie_breaker_custom_result.android_deep_link \
             quiz_pin_data.tie_breaker_custom_result.destination_url \
             quiz_pin_data.tie_breaker_custom_result.ios_deep_link \
             quiz_pin_data.tie_breaker_custom_result.organic_pin_id \
             quiz_pin_data.tie_breaker_custom_result.result_id quiz_pin_data.tie_breaker_type \
             status tracking_urls.audience_verification tracking_urls.buyable_button \
             tracking_urls.click tracking_urls.engagement tracking_urls.impression \
             view_tracking_url pin_id ad_account_id campaign_id \
             collection_items_destination_url_template created_time id rejected_reasons \
             rejection_labels review_status summary_status type updated_time",
        )
    },
    ObjectType {
        aliases: &["product-group", "product-group-promotions", "product-group-promotion"],
        ids: Some(Ids::Repeated("product_group_promotion_ids")),
        by_ad_group: Some(Ids::Single("ad_group_id")),
        over: Over::AdGroups,
        statuses: WITH_SPEND,
        ..listed(
            "product-groups",
            Parent::AdAccount,
            "product_group_promotions",
            "\
             ad_group_id bid_in_micro_currency catalog_product_group_id catalog_product_group_name \
             collections_header_type collections_hero_destination_url collections_hero_pin_id \
             creative_type customizable_cta_type definition grid_click_type id included \
             is_generate_background is_mdl parent_id preferred_media_type relative_definition \
             selected_image_tag selected_video_tag slideshow_collections_description \
             slideshow_collections_title status tracking_url",
        )
    },
    ObjectType {
        aliases: &["keyword"],
        by_campaign: Some(Ids::Single("campaign_id")),
        by_ad_group: Some(Ids::Single("ad_group_id")),
        over: Over::Everything,
        ..listed(
            "keywords",
            Parent::AdAccount,
            "keywords",
            "bid match_type value archived id parent_id parent_type type",
        )
    },
    ObjectType {
        aliases: &["audience"],
        variants: &[("ownership_type", "OWNED"), ("ownership_type", "RECEIVED")],
        ..listed("audiences", Parent::AdAccount, "audiences", AUDIENCE_COLUMNS)
    },
    ObjectType {
        aliases: &["customer-list"],
        ..listed(
            "customer-lists",
            Parent::AdAccount,
            "customer_lists",
            "\
             ad_account_id created_time exceptions id name num_batches num_removed_user_records \
             num_uploaded_user_records status type updated_time",
        )
    },
    ObjectType {
        aliases: &["conversion-tag"],
        shape: Shape::Items,
        ..listed(
            "conversion-tags",
            Parent::AdAccount,
            "conversion_tags",
            "\
             code_snippet configs.aem_db_enabled configs.aem_enabled \
             configs.aem_external_id_enabled configs.aem_fnln_enabled configs.aem_ge_enabled \
             configs.aem_loc_enabled configs.aem_ph_enabled configs.md_frequency \
             configs.no_code_capi_domains enhanced_match_status id last_fired_time_ms name version \
             ad_account_id status",
        )
    },
    ObjectType {
        aliases: &["page-visit-event"],
        ..listed(
            "page-visit-events",
            Parent::AdAccount,
            "conversion_tags/page_visit",
            "ad_account_id conversion_event conversion_tag_id created_time",
        )
    },
    ObjectType {
        aliases: &["ocpm-eligible-event"],
        shape: Shape::Map("tag_id"),
        ..listed(
            "ocpm-eligible-events",
            Parent::AdAccount,
            "conversion_tags/ocpm_eligible",
            "ad_account_id conversion_event conversion_tag_id created_time",
        )
    },
    ObjectType {
        aliases: &["advertiser-defined-event"],
        shape: Shape::Items,
        ..listed(
            "advertiser-defined-events",
            Parent::AdAccount,
            "advertiser_defined_events",
            "name mapped_conversion_type",
        )
    },
    ObjectType {
        aliases: &["order-line"],
        ..listed(
            "order-lines",
            Parent::AdAccount,
            "order_lines",
            "\
             ad_account_id budget end_time id name paid_budget paid_type purchase_order_id \
             start_time status type campaign_ids",
        )
    },
    ObjectType {
        aliases: &["label"],
        ids: Some(Ids::Repeated("label_ids")),
        by_campaign: Some(Ids::Repeated("campaign_ids")),
        shape: Shape::Labels,
        statuses: &["ACTIVE", "ARCHIVED"],
        ..listed(
            "labels",
            Parent::AdAccount,
            "labels",
            "id label_type parent_id parent_type status value",
        )
    },
    ObjectType {
        aliases: &["promotion"],
        ..listed(
            "promotions",
            Parent::AdAccount,
            "promotions",
            "\
             discount_status end_time external_id platform_type promotion_code promotion_custom_id \
             promotion_title promotion_type start_time template_values ad_account_id id status",
        )
    },
    ObjectType {
        aliases: &["targeting-template"],
        ..listed(
            "targeting-templates",
            Parent::AdAccount,
            "targeting_templates",
            "\
             auto_targeting_enabled keywords name placement_group targeting_attributes.AGE_BUCKET \
             targeting_attributes.APPTYPE targeting_attributes.AUDIENCE_EXCLUDE \
             targeting_attributes.AUDIENCE_INCLUDE targeting_attributes.GENDER \
             targeting_attributes.GEO targeting_attributes.INTEREST targeting_attributes.LOCALE \
             targeting_attributes.LOCATION targeting_attributes.MAXIMUM_AGE \
             targeting_attributes.MINIMUM_AGE targeting_attributes.SHOPPING_RETARGETING \
             targeting_attributes.TARGETING_STRATEGY tracking_urls.audience_verification \
             tracking_urls.buyable_button tracking_urls.click tracking_urls.engagement \
             tracking_urls.impression ad_account_id created_time id sizing.reach_estimate.estimate \
             sizing.reach_estimate.lower_bound sizing.reach_estimate.upper_bound status \
             updated_time valid",
        )
    },
    ObjectType {
        aliases: &["report-template"],
        ..listed(
            "report-templates",
            Parent::AdAccount,
            "templates",
            "\
             ad_account_id ad_account_ids click_window_days columns conversion_report_time_type \
             creation_source custom_column_ids date_range.absolute_date_range.end_date \
             date_range.absolute_date_range.start_date date_range.absolute_date_range.type \
             date_range.dynamic_date_range.range date_range.dynamic_date_range.type \
             date_range.relative_date_range.end_days_in_past \
             date_range.relative_date_range.start_days_in_past date_range.relative_date_range.type \
             engagement_window_days filters_json granularity id ingestion_sources is_deleted \
             is_owned_by_user is_scheduled name report_end_relative_days_in_past report_format \
             report_level report_start_relative_days_in_past type updated_time user_id \
             view_window_days",
        )
    },
    ObjectType {
        aliases: &["lead-form"],
        ..listed(
            "lead-forms",
            Parent::AdAccount,
            "lead_forms",
            "\
             completion_message disclosure_language has_accepted_terms name policy_links \
             privacy_policy_link questions status ad_account_id created_time id updated_time",
        )
    },
    ObjectType {
        aliases: &["lead-subscription"],
        ..listed(
            "lead-subscriptions",
            Parent::AdAccount,
            "leads/subscriptions",
            "\
             ad_account_id api_version created_time cryptographic_algorithm id lead_form_id \
             user_account_id webhook_url",
        )
    },
    ObjectType {
        aliases: &["billing-profile"],
        scopes: &["ads:read", "billing:read"],
        // The active ones are among them.
        always: Some(("is_active", "false")),
        ..listed(
            "billing-profiles",
            Parent::AdAccount,
            "billing_profiles",
            "advertiser_id billing_type card_type id payment_method_brand status",
        )
    },
    ObjectType {
        aliases: &["billing-invoice"],
        scopes: &["ads:read", "billing:read"],
        ..listed(
            "billing-invoices",
            Parent::AdAccount,
            "billing_invoices",
            "\
             ad_account_id ad_account_name amount_billed_micro_currency \
             amount_discount_micro_currency amount_net_micro_currency amount_tax_micro_currency \
             bill_to_country billing_period_end_date billing_period_start_date currency \
             document_type id invoice_due_date payment_terms status",
        )
    },
];
