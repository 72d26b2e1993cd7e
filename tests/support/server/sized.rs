//! Worlds of any size, for volume and paging.

use super::app::App;
use super::definitions;
use super::limits::Limits;
use super::world::{Account, Entity, Quirks, Sizes, Status, World};

/// Drafts are left out, so that all entities are wanted by default.
const STATUSES: [Status; 3] = [Status::Active, Status::Paused, Status::Archived];

/// First ids; those of ads and product groups have 18 digits and do not fit into an f64.
const ACCOUNT: u64 = 549_755_885_175;
const CAMPAIGN: u64 = 626_735_565_838;
const AD_GROUP: u64 = 2_680_059_592_705;
const AD: u64 = 687_195_134_316_000_001;
const PRODUCT_GROUP: u64 = 268_005_959_270_500_003;

impl World {
    /// The sizes are those of each ad account; children are spread evenly over their parents. There
    /// is nothing else unless `sizes` is changed.
    pub(crate) fn sized(
        accounts: usize,
        campaigns: usize,
        ad_groups: usize,
        ads: usize,
        product_groups: usize,
    ) -> Self {
        let account = |number: usize| {
            let campaigns = entities(campaigns, number * campaigns, CAMPAIGN, "Campaign", &[]);
            let ad_groups =
                entities(ad_groups, number * ad_groups, AD_GROUP, "Ad group", &campaigns);
            Account {
                id: id(ACCOUNT, number),
                name: format!("Advertiser {number}"),
                currency: if number.is_multiple_of(2) { "USD" } else { "EUR" }.to_owned(),
                country: if number.is_multiple_of(2) { "US" } else { "DE" }.to_owned(),
                ads: entities(ads, number * ads, AD, "Ad", &ad_groups),
                product_groups: entities(
                    product_groups,
                    number * product_groups,
                    PRODUCT_GROUP,
                    "Product group",
                    &ad_groups,
                ),
                campaigns,
                ad_groups,
                forbidden: false,
                owner_has_catalogs: false,
            }
        };
        Self {
            token: "pina_TEST_TOKEN_OF_THE_SIZED_WORLD".to_owned(),
            app: App::default(),
            accounts: (0..accounts).map(account).collect(),
            definitions: definitions::made_up(),
            sizes: Sizes::NOTHING,
            quirks: Quirks::default(),
            limits: Limits::default(),
            report_polls: 0,
            report_takes: |_| 10,
        }
    }
}

/// Children of ad groups know their campaign as well.
fn entities(count: usize, first: usize, base: u64, kind: &str, parents: &[Entity]) -> Vec<Entity> {
    assert!(count == 0 || kind == "Campaign" || !parents.is_empty(), "{kind}s need parents");
    let entity = |number: usize| {
        let parent = (!parents.is_empty()).then(|| &parents[number % parents.len()]);
        let of_campaign = parent.filter(|parent| parent.campaign_id.is_none());
        Entity {
            id: id(base, first + number),
            name: format!("{kind} {}", first + number),
            status: STATUSES[number % STATUSES.len()],
            campaign_id: of_campaign
                .map(|campaign| campaign.id.clone())
                .or_else(|| parent.and_then(|ad_group| ad_group.campaign_id.clone())),
            ad_group_id: parent
                .filter(|parent| parent.campaign_id.is_some())
                .map(|ad_group| ad_group.id.clone()),
        }
    };
    (0..count).map(entity).collect()
}

fn id(base: u64, number: usize) -> String {
    (base + number as u64).to_string()
}
