//! The other objects of an ad account. Columns stand in the order of the API's description.

use crate::output::key::KeyPart;
use crate::reports::object_information::object_type::{ObjectType, Parent, Shape, listed};
use crate::reports::object_information::of_business::AUDIENCE_COLUMNS;

pub(super) const OF_AD_ACCOUNT: &[ObjectType] = &[
    ObjectType {
        aliases: &["audience"],
        variants: &[("ownership_type", "OWNED"), ("ownership_type", "RECEIVED")],
        ..listed(
            "audiences",
            Parent::AdAccount,
            "GET /ad_accounts/{ad_account_id}/audiences",
            AUDIENCE_COLUMNS,
        )
    },
    ObjectType {
        aliases: &["customer-list"],
        for_users: true,
        ..listed(
            "customer-lists",
            Parent::AdAccount,
            "GET /ad_accounts/{ad_account_id}/customer_lists",
            "\
             ad_account_id created_time exceptions id is_nca name num_batches \
             num_removed_user_records num_uploaded_user_records status type updated_time",
        )
    },
    ObjectType {
        aliases: &["customer-segment"],
        for_users: true,
        ..listed(
            "customer-segments",
            Parent::AdAccount,
            "GET /ad_accounts/{ad_account_id}/customer_segments",
            "ad_account_id audience_ids created_time id name status updated_time",
        )
    },
    ObjectType {
        aliases: &["conversion-tag"],
        shape: Shape::Items,
        ..listed(
            "conversion-tags",
            Parent::AdAccount,
            "GET /ad_accounts/{ad_account_id}/conversion_tags",
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
        key: &[
            KeyPart::of("conversion_tag_id", "tag"),
            KeyPart::of("conversion_event", "event"),
            KeyPart::of("reporting_conversion_event", "reported event"),
        ],
        ..listed(
            "page-visit-events",
            Parent::AdAccount,
            "GET /ad_accounts/{ad_account_id}/conversion_tags/page_visit",
            "\
             ad_account_id conversion_event conversion_tag_id created_time \
             reporting_conversion_event",
        )
    },
    ObjectType {
        aliases: &["ocpm-eligible-event"],
        shape: Shape::Map("tag_id"),
        key: &[KeyPart::of("conversion_event", "event")],
        ..listed(
            "ocpm-eligible-events",
            Parent::AdAccount,
            "GET /ad_accounts/{ad_account_id}/conversion_tags/ocpm_eligible",
            "ad_account_id conversion_event conversion_tag_id created_time",
        )
    },
    ObjectType {
        aliases: &["advertiser-defined-event"],
        shape: Shape::Items,
        key: &[KeyPart::of("name", "event")],
        ..listed(
            "advertiser-defined-events",
            Parent::AdAccount,
            "GET /ad_accounts/{ad_account_id}/advertiser_defined_events",
            "name mapped_conversion_type",
        )
    },
    ObjectType {
        aliases: &["conversion-deletion-request"],
        ..listed(
            "conversion-deletion-requests",
            Parent::AdAccount,
            "GET /ad_accounts/{ad_account_id}/conversion_deletion_requests",
            "created_time processed_time request_id status",
        )
    },
    ObjectType {
        aliases: &["targeting-template"],
        always: Some(("include_sizing", "true")),
        ..listed(
            "targeting-templates",
            Parent::AdAccount,
            "GET /ad_accounts/{ad_account_id}/targeting_templates",
            "\
             auto_targeting_enabled keywords name placement_group targeting_attributes.AGE_BUCKET \
             targeting_attributes.APPTYPE targeting_attributes.AUDIENCE_EXCLUDE \
             targeting_attributes.AUDIENCE_INCLUDE targeting_attributes.GENDER \
             targeting_attributes.GEO targeting_attributes.GEO_EXCLUDE \
             targeting_attributes.INTEREST targeting_attributes.LOCALE \
             targeting_attributes.LOCATION targeting_attributes.LOCATION_EXCLUDE \
             targeting_attributes.MAXIMUM_AGE targeting_attributes.MINIMUM_AGE \
             targeting_attributes.SHOPPING_RETARGETING targeting_attributes.TARGETING_STRATEGY \
             tracking_urls.audience_verification tracking_urls.buyable_button tracking_urls.click \
             tracking_urls.engagement tracking_urls.impression ad_account_id created_time id \
             placement_traffic_type sizing.reach_estimate.estimate \
             sizing.reach_estimate.lower_bound sizing.reach_estimate.upper_bound status \
             updated_time valid",
        )
    },
    ObjectType {
        aliases: &["report-template"],
        for_users: true,
        ..listed(
            "report-templates",
            Parent::AdAccount,
            "GET /ad_accounts/{ad_account_id}/templates",
            "\
             ad_account_id ad_account_ids ade_columns attribution_type click_window_days columns \
             conversion_report_time_type creation_source custom_column_ids \
             date_range.absolute_date_range.end_date date_range.absolute_date_range.start_date \
             date_range.absolute_date_range.type date_range.dynamic_date_range.range \
             date_range.dynamic_date_range.type date_range.relative_date_range.end_days_in_past \
             date_range.relative_date_range.start_days_in_past \
             date_range.relative_date_range.type display_metadata engagement_window_days \
             filters_json granularity id ingestion_sources is_default is_deleted is_owned_by_user \
             is_scheduled name report_end_relative_days_in_past report_format report_level \
             report_start_relative_days_in_past reporting_time_zone sort_by type updated_time \
             user_id view_window_days",
        )
    },
    ObjectType {
        aliases: &["lead-form"],
        for_users: true,
        ..listed(
            "lead-forms",
            Parent::AdAccount,
            "GET /ad_accounts/{ad_account_id}/lead_forms",
            "\
             completion_message disclosure_language has_accepted_terms name policy_links \
             privacy_policy_link questions status ad_account_id created_time id updated_time",
        )
    },
    ObjectType {
        aliases: &["lead-subscription"],
        for_users: true,
        ..listed(
            "lead-subscriptions",
            Parent::AdAccount,
            "GET /ad_accounts/{ad_account_id}/leads/subscriptions",
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
        for_users: true,
        ..listed(
            "billing-profiles",
            Parent::AdAccount,
            "GET /ad_accounts/{ad_account_id}/billing_profiles",
            "advertiser_id billing_type card_type id payment_method_brand status",
        )
    },
    ObjectType {
        aliases: &["billing-invoice"],
        scopes: &["ads:read", "billing:read"],
        for_users: true,
        ..listed(
            "billing-invoices",
            Parent::AdAccount,
            "GET /ad_accounts/{ad_account_id}/billing_invoices",
            "\
             ad_account_id ad_account_name amount_billed_micro_currency \
             amount_discount_micro_currency amount_net_micro_currency amount_tax_micro_currency \
             bill_to_country billing_period_end_date billing_period_start_date currency \
             document_type id invoice_due_date payment_terms status",
        )
    },
];
