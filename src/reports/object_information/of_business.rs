//! The objects that hang on a business. Columns stand in the order of the API's description.

use crate::reports::object_information::object_type::{ObjectType, Parent, listed};

/// The columns of somebody's roles in a business.
pub(super) const ROLE_COLUMNS: &str = "\
    assets_summary.ad_accounts assets_summary.profiles business_roles \
    created_by_business.email created_by_business.id created_by_business.username \
    created_by_user.email created_by_user.id created_by_user.username created_time id \
    is_shared_partner user.email user.id user.username";

/// The columns of an audience, owned or received.
pub(super) const AUDIENCE_COLUMNS: &str = "\
    ad_account_id audience_type created_by_company_name created_timestamp description id \
    is_ctv_enabled is_nca name rule.ad_account_id rule.ad_id rule.campaign_id rule.country \
    rule.customer_list_id rule.engagement_domain rule.engagement_type rule.engager_type \
    rule.event rule.event_data.currency rule.event_data.lead_type \
    rule.event_data.line_items.product_brand rule.event_data.line_items.product_category \
    rule.event_data.line_items.product_id rule.event_data.line_items.product_name \
    rule.event_data.line_items.product_price rule.event_data.line_items.product_quantity \
    rule.event_data.line_items.product_variant rule.event_data.line_items.product_variant_id \
    rule.event_data.order_id rule.event_data.order_quantity rule.event_data.page_name \
    rule.event_data.promo_code rule.event_data.property rule.event_data.search_query \
    rule.event_data.value rule.event_data.video_title rule.event_source rule.ingestion_source \
    rule.objective_type rule.percentage rule.pin_id rule.prefill rule.retention_days \
    rule.seed_id rule.url rule.visitor_source_id size status type updated_timestamp";

pub(super) const OF_BUSINESS: &[ObjectType] = &[
    ObjectType {
        aliases: &["member"],
        always: Some(("assets_summary", "true")),
        scopes: &["biz_access:read"],
        for_users: true,
        ..listed("members", Parent::Business, "GET /businesses/{business_id}/members", ROLE_COLUMNS)
    },
    ObjectType {
        aliases: &["partner"],
        always: Some(("assets_summary", "true")),
        variants: &[("partner_type", "INTERNAL"), ("partner_type", "EXTERNAL")],
        scopes: &["biz_access:read"],
        for_users: true,
        ..listed(
            "partners",
            Parent::Business,
            "GET /businesses/{business_id}/partners",
            ROLE_COLUMNS,
        )
    },
    ObjectType {
        aliases: &["asset"],
        variants: &[
            ("asset_type", "AD_ACCOUNT"),
            ("asset_type", "PROFILE"),
            ("asset_type", "ASSET_GROUP"),
            ("asset_type", "CATALOG"),
            ("asset_type", "CONSUMER"),
        ],
        scopes: &["biz_access:read"],
        for_users: true,
        ..listed(
            "assets",
            Parent::Business,
            "GET /businesses/{business_id}/assets",
            "\
             asset_group_info.ad_accounts_ids asset_group_info.asset_group_description \
             asset_group_info.asset_group_name asset_group_info.asset_group_types \
             asset_group_info.catalogs_ids asset_group_info.created_by.email \
             asset_group_info.created_by.id asset_group_info.created_by.username \
             asset_group_info.created_time asset_group_info.id asset_group_info.owner.email \
             asset_group_info.owner.id asset_group_info.owner.username \
             asset_group_info.profiles_ids asset_group_info.updated_time asset_id asset_type \
             catalog_info.catalog_type catalog_info.id catalog_info.name permissions",
        )
    },
    ObjectType {
        aliases: &["invite"],
        variants: &[("is_member", "true"), ("is_member", "false")],
        scopes: &["biz_access:read"],
        for_users: true,
        ..listed(
            "invites",
            Parent::Business,
            "GET /businesses/{business_id}/invites",
            "\
             id invite_data.invite_expiration invite_data.invite_status invite_data.invite_type \
             invite_data.last_updated_time invite_data.sent_at is_received_invite user.email \
             user.id user.username assets_summary.ad_accounts assets_summary.profiles \
             business_roles created_by_business.email created_by_business.id \
             created_by_business.username created_by_user.email created_by_user.id \
             created_by_user.username created_time",
        )
    },
    ObjectType {
        aliases: &["received-audience"],
        scopes: &["biz_access:read"],
        for_users: true,
        ..listed(
            "received-audiences",
            Parent::Business,
            "GET /businesses/{business_id}/audiences",
            AUDIENCE_COLUMNS,
        )
    },
];
