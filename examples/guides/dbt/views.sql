-- The source tables of the dbt package `dbt_pinterest` as views of the raw tables that load.sh fills.
-- All times are UTC.

\set ON_ERROR_STOP on
BEGIN;
SET LOCAL client_min_messages = warning;
CREATE SCHEMA IF NOT EXISTS pinterest_ads;

-- The time of each load. Later loads of `pinads` keep the column, and its default fills it.
ALTER TABLE pinterest_raw.ad_account_delivery
    ADD COLUMN IF NOT EXISTS loaded_at timestamp with time zone DEFAULT now();
ALTER TABLE pinterest_raw.campaign_delivery
    ADD COLUMN IF NOT EXISTS loaded_at timestamp with time zone DEFAULT now();
ALTER TABLE pinterest_raw.ad_group_delivery
    ADD COLUMN IF NOT EXISTS loaded_at timestamp with time zone DEFAULT now();
ALTER TABLE pinterest_raw.ad_delivery
    ADD COLUMN IF NOT EXISTS loaded_at timestamp with time zone DEFAULT now();
ALTER TABLE pinterest_raw.keyword_delivery
    ADD COLUMN IF NOT EXISTS loaded_at timestamp with time zone DEFAULT now();
ALTER TABLE pinterest_raw.ad_targeting
    ADD COLUMN IF NOT EXISTS loaded_at timestamp with time zone DEFAULT now();

CREATE OR REPLACE VIEW pinterest_ads.advertiser_report AS
SELECT
    "date"::timestamp AS "date",
    ad_account_id AS advertiser_id,
    clickthrough_1,
    clickthrough_2,
    impression_1,
    impression_2,
    spend_in_micro_dollar,
    total_conversions,
    total_conversions_quantity,
    total_conversions_value_in_micro_dollar,
    loaded_at AT TIME ZONE 'UTC' AS _fivetran_synced
FROM pinterest_raw.ad_account_delivery;

CREATE OR REPLACE VIEW pinterest_ads.campaign_report AS
SELECT
    "date"::timestamp AS "date",
    ad_account_id AS advertiser_id,
    campaign_id,
    campaign_name,
    campaign_status,
    clickthrough_1,
    clickthrough_2,
    impression_1,
    impression_2,
    spend_in_micro_dollar,
    total_conversions,
    total_conversions_quantity,
    total_conversions_value_in_micro_dollar,
    loaded_at AT TIME ZONE 'UTC' AS _fivetran_synced
FROM pinterest_raw.campaign_delivery;

CREATE OR REPLACE VIEW pinterest_ads.ad_group_report AS
SELECT
    "date"::timestamp AS "date",
    ad_account_id AS advertiser_id,
    ad_group_id,
    ad_group_name,
    ad_group_status,
    -- The package expects a number here and casts it to text.
    campaign_id::bigint AS campaign_id,
    clickthrough_1,
    clickthrough_2,
    impression_1,
    impression_2,
    spend_in_micro_dollar,
    total_conversions,
    total_conversions_quantity,
    total_conversions_value_in_micro_dollar,
    loaded_at AT TIME ZONE 'UTC' AS _fivetran_synced
FROM pinterest_raw.ad_group_delivery;

CREATE OR REPLACE VIEW pinterest_ads.pin_promotion_report AS
SELECT
    "date"::timestamp AS "date",
    ad_account_id AS advertiser_id,
    campaign_id,
    ad_group_id,
    ad_id AS pin_promotion_id,
    clickthrough_1::numeric AS clickthrough_1,
    clickthrough_2::numeric AS clickthrough_2,
    impression_1::numeric AS impression_1,
    impression_2::numeric AS impression_2,
    spend_in_micro_dollar::numeric AS spend_in_micro_dollar,
    total_conversions,
    total_conversions_quantity,
    total_conversions_value_in_micro_dollar,
    loaded_at AT TIME ZONE 'UTC' AS _fivetran_synced
FROM pinterest_raw.ad_delivery;

CREATE OR REPLACE VIEW pinterest_ads.keyword_report AS
SELECT
    "date"::timestamp AS "date",
    ad_account_id AS advertiser_id,
    campaign_id,
    ad_group_id,
    -- A row of API v5 covers all ads of the keyword's ad group. The nearest column is `ad_group_id`.
    NULL::text AS pin_promotion_id,
    keyword_id,
    ad_group_name,
    ad_group_status,
    clickthrough_1,
    clickthrough_2,
    impression_1,
    impression_2,
    spend_in_micro_dollar,
    total_conversions,
    total_conversions_quantity,
    total_conversions_value_in_micro_dollar,
    loaded_at AT TIME ZONE 'UTC' AS _fivetran_synced
FROM pinterest_raw.keyword_delivery;

CREATE OR REPLACE VIEW pinterest_ads.pin_promotion_targeting_report AS
SELECT
    "date"::timestamp AS "date",
    ad_account_id AS advertiser_id,
    campaign_id,
    ad_group_id,
    ad_id AS pin_promotion_id,
    targeting_type,
    targeting_value,
    clickthrough_1::numeric AS clickthrough_1,
    clickthrough_2::numeric AS clickthrough_2,
    impression_1::numeric AS impression_1,
    impression_2::numeric AS impression_2,
    spend_in_micro_dollar::numeric AS spend_in_micro_dollar,
    total_conversions,
    total_conversions_quantity,
    total_conversions_value_in_micro_dollar,
    loaded_at AT TIME ZONE 'UTC' AS _fivetran_synced
FROM pinterest_raw.ad_targeting;

-- The package selects the latest row by `updated_time`, so the view has one row for each of them.
CREATE OR REPLACE VIEW pinterest_ads.advertiser_history AS
SELECT DISTINCT ON (id, updated_time)
    id,
    name,
    country,
    currency,
    owner_id AS owner_user_id,
    owner_username,
    permissions::text AS permissions,
    created_time AT TIME ZONE 'UTC' AS created_time,
    updated_time AT TIME ZONE 'UTC' AS updated_time,
    snapshot_at AT TIME ZONE 'UTC' AS _fivetran_synced
FROM pinterest_raw.ad_accounts
ORDER BY id, updated_time, snapshot_at DESC;

CREATE OR REPLACE VIEW pinterest_ads.campaign_history AS
SELECT
    id,
    ad_account_id AS advertiser_id,
    name,
    status,
    objective_type,
    created_time AT TIME ZONE 'UTC' AS created_time,
    start_time AT TIME ZONE 'UTC' AS start_time,
    end_time AT TIME ZONE 'UTC' AS end_time,
    -- API v5 has no `budget_spend_cap`. The nearest column is `daily_spend_cap`.
    NULL::bigint AS budget_spend_cap,
    lifetime_spend_cap,
    default_ad_group_budget_in_micro_currency,
    is_automated_campaign,
    is_campaign_budget_optimization,
    is_flexible_daily_budgets,
    snapshot_at AT TIME ZONE 'UTC' AS _fivetran_synced
FROM pinterest_raw.campaigns;

CREATE OR REPLACE VIEW pinterest_ads.ad_group_history AS
SELECT
    id,
    campaign_id,
    ad_account_id,
    name,
    status,
    summary_status,
    pacing_delivery_type,
    placement_group,
    created_time AT TIME ZONE 'UTC' AS created_time,
    start_time AT TIME ZONE 'UTC' AS start_time,
    end_time AT TIME ZONE 'UTC' AS end_time,
    snapshot_at AT TIME ZONE 'UTC' AS _fivetran_synced
FROM pinterest_raw.ad_groups;

CREATE OR REPLACE VIEW pinterest_ads.pin_promotion_history AS
SELECT
    id,
    ad_group_id,
    ad_account_id,
    name,
    pin_id,
    status,
    review_status,
    creative_type,
    destination_url,
    android_deep_link,
    ios_deep_link,
    click_tracking_url,
    view_tracking_url,
    is_pin_deleted,
    is_removable,
    created_time AT TIME ZONE 'UTC' AS created_time,
    updated_time AT TIME ZONE 'UTC' AS updated_time,
    snapshot_at AT TIME ZONE 'UTC' AS _fivetran_synced
FROM pinterest_raw.ads;

CREATE OR REPLACE VIEW pinterest_ads.keyword_history AS
SELECT
    -- API v5 has no such column. These two columns identify a keyword.
    md5(concat(keyword.ad_account_id, ':', keyword.id)) AS _fivetran_id,
    keyword.id,
    CASE WHEN keyword.parent_type = 'adgroup' THEN keyword.parent_id END AS ad_group_id,
    keyword.ad_account_id AS advertiser_id,
    -- The parent of a keyword is an ad group, a campaign, or an ad account.
    CASE keyword.parent_type
        WHEN 'campaign' THEN keyword.parent_id
        WHEN 'adgroup' THEN (
            SELECT max(ad_group.campaign_id)
            FROM pinterest_raw.ad_groups AS ad_group
            WHERE ad_group.ad_account_id = keyword.ad_account_id
                AND ad_group.id = keyword.parent_id
        )
    END AS campaign_id,
    keyword.match_type,
    keyword.parent_type,
    keyword.value,
    keyword.archived,
    keyword.bid,
    keyword.snapshot_at AT TIME ZONE 'UTC' AS _fivetran_synced
FROM pinterest_raw.keywords AS keyword;

-- The countries and regions of the loaded metrics. A name that the API does not know is NULL.
CREATE OR REPLACE VIEW pinterest_ads.targeting_geo AS
SELECT DISTINCT ON (targeting_value)
    targeting_value AS country_id,
    targeting_name AS country_name,
    loaded_at AT TIME ZONE 'UTC' AS _fivetran_synced
FROM pinterest_raw.ad_targeting
WHERE targeting_type = 'COUNTRY'
ORDER BY targeting_value, targeting_name IS NULL, "date" DESC;

CREATE OR REPLACE VIEW pinterest_ads.targeting_geo_region AS
SELECT DISTINCT ON (targeting_value)
    targeting_value AS region_id,
    targeting_name AS region_name,
    -- An ID such as `US-CA` begins with the country.
    CASE WHEN targeting_value LIKE '__-%' THEN left(targeting_value, 2) END AS country_id,
    loaded_at AT TIME ZONE 'UTC' AS _fivetran_synced
FROM pinterest_raw.ad_targeting
WHERE targeting_type = 'REGION'
ORDER BY targeting_value, targeting_name IS NULL, "date" DESC;

COMMIT;
