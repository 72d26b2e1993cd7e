#!/usr/bin/env bash
# Loads the raw tables that views.sql reads: `load.sh [DAYS]`, for example every night from cron.
#
# The connection comes from PGHOST, PGDATABASE, PGUSER, and so on, or from ~/.pg_service.conf.
set -euo pipefail

days=${1:-30}
psql=(psql --no-psqlrc --quiet --set ON_ERROR_STOP=1)
code=0

# load TABLE COMMAND …: loads one table. If a table fails, the script loads the others and fails at the
# end. Without `pipefail`, a run that fails before its first row would look like a success.
load() {
    local table=$1
    shift
    pinads "$@" --quiet --format postgres --table "pinterest_raw.$table" | "${psql[@]}" || code=$?
}

"${psql[@]}" --command 'CREATE SCHEMA IF NOT EXISTS pinterest_raw'

# Only asynchronous reports provide TOTAL_CONVERSIONS_QUANTITY,
# TOTAL_CONVERSIONS_VALUE_IN_MICRO_DOLLAR, CAMPAIGN_STATUS, and AD_GROUP_STATUS. `pinads` therefore
# requests asynchronous reports for all of these tables.
metrics=CLICKTHROUGH_1,CLICKTHROUGH_2,IMPRESSION_1,IMPRESSION_2,SPEND_IN_MICRO_DOLLAR
metrics+=,TOTAL_CONVERSIONS,TOTAL_CONVERSIONS_QUANTITY,TOTAL_CONVERSIONS_VALUE_IN_MICRO_DOLLAR
delivery=(delivery-metrics --all-ad-accounts --days-back "$days" --object-type)

load ad_account_delivery "${delivery[@]}" ad-account --columns "$metrics"
load campaign_delivery "${delivery[@]}" campaign --columns "CAMPAIGN_NAME,CAMPAIGN_STATUS,$metrics"
load ad_group_delivery "${delivery[@]}" ad-group \
    --columns "CAMPAIGN_ID,AD_GROUP_NAME,AD_GROUP_STATUS,$metrics"
load ad_delivery "${delivery[@]}" ad --columns "CAMPAIGN_ID,AD_GROUP_ID,$metrics"
load keyword_delivery "${delivery[@]}" keyword --columns "AD_GROUP_NAME,AD_GROUP_STATUS,$metrics"
load ad_targeting targeting-metrics --all-ad-accounts --days-back "$days" --object-type ad \
    --targeting-type country,region,gender,age-bucket,apptype,placement --targeting-names \
    --columns "CAMPAIGN_ID,AD_GROUP_ID,$metrics"

# One snapshot per day: a second run on the same day replaces it.
objects=(object-information --snapshot --object-type)

load ad_accounts "${objects[@]}" ad-accounts --times iso
load campaigns "${objects[@]}" campaigns --all-ad-accounts --times iso
load ad_groups "${objects[@]}" ad-groups --all-ad-accounts --times iso
load ads "${objects[@]}" ads --all-ad-accounts --times iso
load keywords "${objects[@]}" keywords --all-ad-accounts

exit "$code"
