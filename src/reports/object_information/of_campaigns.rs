//! Campaigns and their parts. Columns stand in the order of the API's description.

use crate::reports::entity::WITH_SPEND;
use crate::reports::object_information::object_type::{
    Ids, ObjectType, Over, Parent, Shape, listed,
};

/// The columns of an ad group.
const AD_GROUP_COLUMNS: &str = "\
    auto_targeting_enabled bid_in_micro_currency bid_strategy_type billable_event \
    budget_in_micro_currency budget_type campaign_id customer_segment_id end_time \
    ext_features.enabled is_creative_optimization is_local_inventory lifetime_frequency_cap \
    local_inventory_radius_in_miles name \
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
    pacing_delivery_type performance_plus_campaign_settings.boost_prospecting_ad_group_bid \
    performance_plus_campaign_settings.pinner_list_exclusions placement_group \
    placement_traffic_type promotion_application_level promotion_id promotion_ids start_time \
    status targeting_spec.AGE_BUCKET targeting_spec.APPTYPE targeting_spec.AUDIENCE_EXCLUDE \
    targeting_spec.AUDIENCE_INCLUDE targeting_spec.GENDER targeting_spec.GEO \
    targeting_spec.GEO_EXCLUDE targeting_spec.INTEREST targeting_spec.LOCALE \
    targeting_spec.LOCATION targeting_spec.LOCATION_EXCLUDE targeting_spec.MAXIMUM_AGE \
    targeting_spec.MINIMUM_AGE targeting_spec.SHOPPING_RETARGETING \
    targeting_spec.TARGETING_STRATEGY targeting_template_ids tracking_urls.audience_verification \
    tracking_urls.buyable_button tracking_urls.click tracking_urls.engagement \
    tracking_urls.impression ad_account_id bid_multiplier conversion_learning_mode_type \
    created_time dca_assets enabled_catalog_expansion feed_profile_id id is_automated_campaign \
    is_creative_expansion summary_status type updated_time";

pub(super) const OF_CAMPAIGNS: &[ObjectType] = &[
    ObjectType {
        aliases: &["campaign"],
        ids: Some(Ids::Repeated("campaign_ids")),
        statuses: WITH_SPEND,
        ..listed(
            "campaigns",
            Parent::AdAccount,
            "GET /ad_accounts/{ad_account_id}/campaigns",
            "\
             id ad_account_id daily_spend_cap end_time is_automated_campaign \
             is_flexible_daily_budgets lifetime_spend_cap name order_line_id start_time status \
             tracking_urls.audience_verification tracking_urls.buyable_button tracking_urls.click \
             tracking_urls.engagement tracking_urls.impression bid_options.age_bucket_multipliers \
             bid_options.app_type_multipliers bid_options.audience_multipliers \
             bid_options.freq_bid_multiplier_time_window bid_options.frequency_multipliers \
             bid_options.gender_multipliers bid_options.placement_multipliers created_time \
             default_ad_group_budget_in_micro_currency ext_features intended_promotion_type \
             is_campaign_budget_optimization is_carting is_ltv_optimized is_performance_plus \
             is_top_of_search objective_type \
             performance_plus_campaign_settings.boost_prospecting_ad_group_bid \
             performance_plus_campaign_settings.pinner_list_exclusions summary_status type \
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
            "GET /ad_accounts/{ad_account_id}/ad_groups",
            AD_GROUP_COLUMNS,
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
            "GET /ad_accounts/{ad_account_id}/ads",
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
             view_tracking_url pin_id ad_account_id campaign_id carting_platform_type \
             carting_products collection_items_destination_url_template collections_header_type \
             created_time id is_carting is_collage_accepted_terms is_collage_single_destination \
             rejected_reasons rejection_labels review_status summary_status type updated_time",
        )
    },
    ObjectType {
        aliases: &["product-group", "product-group-promotions", "product-group-promotion"],
        ids: Some(Ids::Repeated("product_group_promotion_ids")),
        by_ad_group: Some(Ids::Single("ad_group_id")),
        over: Over::AdGroups,
        statuses: WITH_SPEND,
        for_users: true,
        ..listed(
            "product-groups",
            Parent::AdAccount,
            "GET /ad_accounts/{ad_account_id}/product_group_promotions",
            "\
             ad_group_id bid_in_micro_currency catalog_product_group_id \
             catalog_product_group_name collections_header_type collections_hero_destination_url \
             collections_hero_pin_id creative_type customizable_cta_type definition \
             grid_click_type id included is_generate_background is_image_auto_resizing is_mdl \
             parent_id preferred_media_type relative_definition selected_image_tag \
             selected_video_tag slideshow_collections_description slideshow_collections_title \
             status tracking_url",
        )
    },
    ObjectType {
        aliases: &["keyword"],
        by_campaign: Some(Ids::Single("campaign_id")),
        by_ad_group: Some(Ids::Single("ad_group_id")),
        together: Some("ad_group_ids"),
        over: Over::Everything,
        ..listed(
            "keywords",
            Parent::AdAccount,
            "GET /ad_accounts/{ad_account_id}/keywords",
            "bid match_type value archived id parent_id parent_type type",
        )
    },
    ObjectType {
        aliases: &["order-line"],
        for_users: true,
        ..listed(
            "order-lines",
            Parent::AdAccount,
            "GET /ad_accounts/{ad_account_id}/order_lines",
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
        for_users: true,
        ..listed(
            "labels",
            Parent::AdAccount,
            "GET /ad_accounts/{ad_account_id}/labels",
            "id label_type parent_id parent_type status value",
        )
    },
    ObjectType {
        aliases: &["promotion"],
        for_users: true,
        ..listed(
            "promotions",
            Parent::AdAccount,
            "GET /ad_accounts/{ad_account_id}/promotions",
            "\
             discount_status end_time external_id platform_type promotion_code promotion_custom_id \
             promotion_title promotion_type start_time template_values ad_account_id id status",
        )
    },
    ObjectType {
        aliases: &["promotion-applied-entity", "promotion-applied-ad-groups"],
        by_promotion: Some(Ids::RepeatedUpTo50("promotion_ids")),
        over: Over::Promotions,
        for_users: true,
        ..listed(
            "promotion-applied-entities",
            Parent::AdAccount,
            "GET /ad_accounts/{ad_account_id}/promotion_applied_entities",
            AD_GROUP_COLUMNS,
        )
    },
    ObjectType {
        aliases: &["schedule"],
        // Both types of schedules are those of campaigns; ad groups may have them too. Ads, of which
        // there may be very many, and the ad account itself have none.
        by_campaign: Some(Ids::Repeated("entity_ids")),
        by_ad_group: Some(Ids::Repeated("entity_ids")),
        over: Over::CampaignsAndAdGroups,
        for_users: true,
        ..listed(
            "schedules",
            Parent::AdAccount,
            "GET /ad_accounts/{ad_account_id}/schedules",
            "\
             delta_value end_timestamp entity_id entity_type name schedule_action schedule_id \
             schedule_status schedule_type start_timestamp",
        )
    },
];
