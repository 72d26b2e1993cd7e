//! Two invented advertisers for the demo, with names that a CSV writer can stumble over.

use super::app::App;
use super::definitions;
use super::limits::Limits;
use super::world::Status::{self, Active, Archived, DeletedDraft, Draft, Paused};
use super::world::{Account, Entity, Quirks, Sizes, World};

/// Id, name and status; children add the position of their parent.
type Campaign = (u64, &'static str, Status);
type Child = (u64, &'static str, Status, usize);

struct Plan {
    account: (u64, &'static str, &'static str, &'static str),
    campaigns: &'static [Campaign],
    ad_groups: &'static [Child],
    ads: &'static [Child],
    product_groups: &'static [Child],
    owner_has_catalogs: bool,
}

const LAMPS: Plan = Plan {
    account: (549_755_885_175, "Nordlicht Leuchten & Söhne", "EUR", "DE"),
    campaigns: &[
        (626_735_565_838, "Frühling 🌷 \"Helle Räume\"", Active),
        (626_735_565_839, "Küche, Bad, Flur", Paused),
        (626_735_565_840, "=SUMME Winterlicht 2025", Archived),
        (626_735_565_841, "Entwurf: Balkon", Draft),
        (626_735_565_842, "Tischlampen immer an", Active),
    ],
    ad_groups: &[
        (2_680_059_592_705, "Frauen 25–44, Wohnen", Active, 0),
        (2_680_059_592_706, "Retargeting 30 Tage", Paused, 0),
        (2_680_059_592_707, "Badleuchten\nIP44", Active, 1),
        (2_680_059_592_708, "Lichterketten ✨", Archived, 2),
        (2_680_059_592_709, "Balkon & Garten", Draft, 3),
        (2_680_059_592_710, "Katalog Tischlampen", Active, 4),
    ],
    ads: &[
        (687_195_134_316_000_101, "Pendelleuchte \"Mond\", Messing", Active, 0),
        (687_195_134_316_000_102, "Stehlampe Reiher 🦢", Active, 0),
        (687_195_134_316_000_103, "Warenkorb, zweite Erinnerung", Paused, 1),
        (687_195_134_316_000_104, "Spiegelleuchte Video 6s", Active, 2),
        (687_195_134_316_000_105, "=Lichterkette 20 m", Archived, 3),
        (687_195_134_316_000_106, "Solarkugel", Draft, 4),
        (687_195_134_316_000_107, "Kachel verworfen", DeletedDraft, 4),
        (687_195_134_316_000_108, "Lesen im Bett", Active, 5),
    ],
    product_groups: &[
        (268_005_959_270_500_201, "Alle Tischlampen", Active, 5),
        (268_005_959_270_500_202, "Über 100 €", Paused, 5),
        (268_005_959_270_500_203, "Sale, letzte Stücke", Archived, 5),
        (268_005_959_270_500_204, "Entwurf: Solarleuchten", Draft, 4),
    ],
    owner_has_catalogs: true,
};

const GARDEN: Plan = Plan {
    account: (549_755_886_042, "Marigold & Wren Garden Co., Inc.", "USD", "US"),
    campaigns: &[
        (626_735_571_201, "Raised beds | spring 2026", Active),
        (626_735_571_202, "Bulbs, seeds & \"heirlooms\"", Active),
        (626_735_571_203, "Holiday wreaths 🎄", Archived),
        (626_735_571_204, "Retired draft", DeletedDraft),
    ],
    ad_groups: &[
        (2_680_060_704_746, "Lookalike 1%", Active, 0),
        (2_680_060_704_747, "Keyword: garden planner", Paused, 0),
        (2_680_060_704_748, "日本語 · Japanese maples", Active, 1),
        (2_680_060_704_749, "Wreath makers", Archived, 2),
        (2_680_060_704_750, "Seed catalog", Active, 1),
    ],
    ads: &[
        (687_195_134_317_000_011, "Cedar bed, 4 × 8 ft", Active, 0),
        (687_195_134_317_000_012, "Cedar bed: before / after", Paused, 0),
        (687_195_134_317_000_013, "Free \"planner\" PDF", Paused, 1),
        (687_195_134_317_000_014, "Momiji もみじ", Active, 2),
        (687_195_134_317_000_015, "DIY wreath in 10 steps", Archived, 3),
        (687_195_134_317_000_016, "", Active, 4),
    ],
    product_groups: &[
        (268_005_959_270_600_301, "All seeds", Active, 4),
        (268_005_959_270_600_302, "Tomatoes, 'Brandywine'", Active, 4),
        (268_005_959_270_600_303, "Japanese maples", Paused, 2),
        (268_005_959_270_600_304, "Draft group", Draft, 2),
    ],
    owner_has_catalogs: false,
};

impl World {
    pub(crate) fn sample() -> Self {
        Self {
            token: "pina_DEMO_TOKEN_FOR_THE_LOCAL_SERVER_ONLY".to_owned(),
            app: App::default(),
            accounts: vec![account(&LAMPS), account(&GARDEN)],
            definitions: definitions::made_up(),
            sizes: Sizes::default(),
            quirks: Quirks::default(),
            limits: Limits::default(),
            report_polls: 0,
            report_takes: |_| 10,
        }
    }

    /// The same where each user has claimed a single website.
    pub(crate) fn one_website() -> Self {
        let sizes = Sizes { claimed_websites: 1, ..Sizes::default() };
        Self { sizes, ..Self::sample() }
    }
}

fn account(plan: &Plan) -> Account {
    let (id, name, currency, country) = plan.account;
    let campaign = |index: usize| plan.campaigns[index].0.to_string();
    let campaigns = plan.campaigns.iter().map(|(id, name, status)| Entity {
        id: id.to_string(),
        name: (*name).to_owned(),
        status: *status,
        campaign_id: None,
        ad_group_id: None,
    });
    let ad_groups = plan.ad_groups.iter().map(|(id, name, status, parent)| Entity {
        id: id.to_string(),
        name: (*name).to_owned(),
        status: *status,
        campaign_id: Some(campaign(*parent)),
        ad_group_id: None,
    });
    let below_ad_group = |child: &Child| {
        let (id, name, status, parent) = child;
        let (ad_group, _, _, grandparent) = plan.ad_groups[*parent];
        Entity {
            id: id.to_string(),
            name: (*name).to_owned(),
            status: *status,
            campaign_id: Some(campaign(grandparent)),
            ad_group_id: Some(ad_group.to_string()),
        }
    };
    Account {
        id: id.to_string(),
        name: name.to_owned(),
        currency: currency.to_owned(),
        country: country.to_owned(),
        campaigns: campaigns.collect(),
        ad_groups: ad_groups.collect(),
        ads: plan.ads.iter().map(below_ad_group).collect(),
        product_groups: plan.product_groups.iter().map(below_ad_group).collect(),
        forbidden: false,
        owner_has_catalogs: plan.owner_has_catalogs,
    }
}
