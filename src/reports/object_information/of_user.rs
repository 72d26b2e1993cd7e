//! The objects that hang on the user. Columns stand in the order of the API's description.

use crate::api::request::Category;
use crate::output::key::KeyPart;
use crate::reports::object_information::object_type::{
    Ids, ObjectType, Over, Parent, Shape, listed,
};
use crate::reports::object_information::of_business::ROLE_COLUMNS;
use crate::reports::organic::BOARD_COLUMNS;
use crate::reports::pin;

pub(super) const OF_USER: &[ObjectType] = &[
    ObjectType {
        aliases: &["ad-account", "advertisers", "advertiser"],
        ..listed(
            "ad-accounts",
            Parent::User,
            "GET /ad_accounts",
            "\
             country created_time currency id name owner.id owner.username permissions time_zone \
             updated_time",
        )
    },
    ObjectType {
        aliases: &["catalog"],
        category: Category::CatalogsRead,
        scopes: &["catalogs:read"],
        parent: Parent::Owner,
        for_users: true,
        ..listed(
            "catalogs",
            Parent::User,
            "GET /catalogs",
            "created_at id updated_at catalog_type name",
        )
    },
    ObjectType {
        aliases: &["feed"],
        category: Category::CatalogsRead,
        scopes: &["catalogs:read"],
        parent: Parent::Owner,
        ..listed(
            "feeds",
            Parent::User,
            "GET /catalogs/feeds",
            "\
             created_at id updated_at catalog_type default_availability default_country \
             default_currency default_locale format location name \
             preferred_processing_schedule.time preferred_processing_schedule.timezone status \
             catalog_id",
        )
    },
    ObjectType {
        aliases: &["catalog-product-group"],
        category: Category::CatalogsRead,
        scopes: &["catalogs:read"],
        parent: Parent::Owner,
        ids: Some(Ids::Joined("id")),
        none_code: Some(4182),
        for_users: true,
        ..listed(
            "catalog-product-groups",
            Parent::User,
            "GET /catalogs/product_groups",
            "\
             catalog_id catalog_type country created_at description feed_id filters.any_of \
             filters.all_of id is_featured locale name status type updated_at",
        )
    },
    ObjectType {
        aliases: &["local-store"],
        category: Category::CatalogsRead,
        scopes: &["catalogs:read"],
        parent: Parent::Owner,
        ids: Some(Ids::Joined("ids")),
        over: Over::Catalogs,
        for_users: true,
        ..listed(
            "local-stores",
            Parent::User,
            "GET /catalogs/{catalog_id}/local_stores",
            "\
             address_primary address_secondary city country created_at id latitude longitude name \
             postal_code region store_code updated_at",
        )
    },
    ObjectType {
        aliases: &["board"],
        category: Category::OrgRead,
        scopes: &["boards:read"],
        parent: Parent::Owner,
        ..listed("boards", Parent::User, "GET /boards", BOARD_COLUMNS)
    },
    ObjectType {
        aliases: &["pin"],
        category: Category::OrgRead,
        scopes: &["boards:read", "pins:read"],
        parent: Parent::Owner,
        ..listed("pins", Parent::User, "GET /pins", pin::COLUMNS)
    },
    ObjectType {
        aliases: &["product-tag"],
        category: Category::OrgRead,
        scopes: &["boards:read", "pins:read"],
        shape: Shape::Items,
        over: Over::Pins,
        for_users: true,
        key: &[KeyPart::of("pin_id", "tagged Pin")],
        ..listed("product-tags", Parent::User, "GET /pins/{pin_id}/product_tags", "pin_id")
    },
    ObjectType {
        aliases: &["media-upload", "media-uploads"],
        category: Category::OrgRead,
        scopes: &["pins:read"],
        for_users: true,
        ..listed("media", Parent::User, "GET /media", "media_id media_type status")
    },
    ObjectType {
        aliases: &["linked-business"],
        category: Category::OrgRead,
        scopes: &["user_accounts:read"],
        shape: Shape::Array,
        key: &[KeyPart::of("username", "business")],
        ..listed(
            "linked-businesses",
            Parent::User,
            "GET /user_account/businesses",
            "image_large_url image_medium_url image_small_url image_xlarge_url username",
        )
    },
    ObjectType {
        aliases: &["follower"],
        scopes: &["user_accounts:read"],
        key: &[KeyPart::of("username", "follower")],
        ..listed("followers", Parent::User, "GET /user_account/followers", "type username")
    },
    ObjectType {
        aliases: &["followed-user", "followed-users"],
        category: Category::OrgRead,
        scopes: &["user_accounts:read"],
        parent: Parent::Owner,
        key: &[KeyPart::of("username", "followed user")],
        ..listed("following", Parent::User, "GET /user_account/following", "type username")
    },
    ObjectType {
        aliases: &["followed-board"],
        category: Category::OrgRead,
        scopes: &["user_accounts:read"],
        parent: Parent::Owner,
        ..listed(
            "followed-boards",
            Parent::User,
            "GET /user_account/following/boards",
            BOARD_COLUMNS,
        )
    },
    ObjectType {
        aliases: &["website"],
        category: Category::OrgRead,
        scopes: &["user_accounts:read"],
        for_users: true,
        key: &[KeyPart::of("website", "website")],
        ..listed(
            "websites",
            Parent::User,
            "GET /user_account/websites",
            "status verified_at website",
        )
    },
    ObjectType {
        aliases: &["employer"],
        scopes: &["biz_access:read"],
        for_users: true,
        ..listed("employers", Parent::User, "GET /businesses/employers", ROLE_COLUMNS)
    },
    ObjectType {
        aliases: &["integration", "commerce-integrations", "commerce-integration"],
        for_users: true,
        ..listed(
            "integrations",
            Parent::User,
            "GET /integrations",
            "\
             additional_id_1 connected_advertiser_id connected_lba_id connected_merchant_id \
             connected_tag_id connected_user_id created_time external_business_id id \
             partner_access_token_expiry partner_metadata partner_primary_email \
             partner_refresh_token_expiry scopes updated_time",
        )
    },
];
