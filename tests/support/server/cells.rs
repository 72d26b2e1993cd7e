//! The value of one column in one row, as JSON text.

use super::columns::{Column, Scale, Source};
use super::hash::Hash;
use super::items;
use super::world::{Account, Entity, Level, Status};

/// Number texts that a detour over f64 or a number formatter would change.
const DELICATE: [&str; 6] =
    ["122.416294033786585", "1e-7", "9007199254740993", "0.10", "100.00", "12345678901234567890"];

/// The same for what is counted: whole numbers, also as a float writes them.
const DELICATE_COUNTS: [&str; 6] =
    ["9223372036854775807", "4300.00", "9007199254740993", "7.0", "100.00", "1234567890123456789"];

/// The entity of a row with all its parents.
#[derive(Clone)]
pub(super) struct Lineage<'a> {
    account: &'a Account,
    entities: Vec<(Level, &'a Entity)>,
}

impl<'a> Lineage<'a> {
    /// Panics when the ad account has no such entity: the caller has checked that.
    pub(super) fn of(account: &'a Account, level: Level, id: &str) -> Self {
        let mut entities = Vec::new();
        if level == Level::AdAccount {
            assert_eq!(id, account.id, "an ad account reports on itself");
        } else {
            let entity = account
                .entity(level, id)
                .unwrap_or_else(|| panic!("ad account {} has no {level:?} {id}", account.id));
            entities.push((level, entity));
            for (level, id) in
                [(Level::Campaign, &entity.campaign_id), (Level::AdGroup, &entity.ad_group_id)]
            {
                let parent = id.as_deref().and_then(|id| account.entity(level, id));
                entities.extend(parent.map(|parent| (level, parent)));
            }
        }
        Self { account, entities }
    }

    pub(super) fn entity(&self, level: Level) -> Option<&'a Entity> {
        self.entities.iter().find(|(own, _)| *own == level).map(|(_, entity)| *entity)
    }

    /// Is the entity of the row one that never ran? It comes before its parents.
    pub(super) fn is_draft(&self) -> bool {
        let own = self.entities.first().map(|(_, entity)| entity.status);
        matches!(own, Some(Status::Draft | Status::DeletedDraft))
    }

    pub(super) fn id(&self, level: Level) -> Option<&'a str> {
        match level {
            Level::AdAccount => Some(&self.account.id),
            _ => self.entity(level).map(|entity| entity.id.as_str()),
        }
    }
}

/// `None`: the API leaves the key out of the row. `seed` stands for the row.
pub(super) fn cell(
    lineage: &Lineage<'_>,
    seed: Hash,
    column: &Column<'_>,
    ids_as_numbers: bool,
) -> Option<String> {
    let id_text = |text: &str| id(text, ids_as_numbers);
    match column.source {
        Source::Id(level) => lineage.id(level).map(id_text),
        Source::PinId => lineage.entity(Level::Ad).map(|ad| id_text(&items::pin_id(ad))),
        Source::Name(level) => lineage.entity(level).map(|entity| text(&entity.name)),
        Source::Status(level) => lineage.entity(level).map(|entity| text(entity.status.key())),
        Source::Objective => {
            lineage.entity(Level::Campaign).map(|campaign| text(items::objective_type(campaign)))
        }
        Source::BudgetType => lineage.entity(Level::AdGroup).map(|_| text("DAILY")),
        Source::CampaignFlag => lineage.entity(Level::Campaign).map(|_| "false".to_owned()),
        Source::Metric(scale) => metric(scale, seed.text(column.name).value()),
        Source::Nothing => None,
    }
}

pub(super) fn id(digits: &str, as_number: bool) -> String {
    if as_number { digits.to_owned() } else { text(digits) }
}

fn metric(scale: Scale, chance: u64) -> Option<String> {
    match chance % 360 {
        0..60 => None,
        60..78 => Some("null".to_owned()),
        78..90 => Some("0".to_owned()),
        rare @ 90..96 => {
            let delicate = match scale {
                Scale::Micro | Scale::Views | Scale::Clicks | Scale::Few => DELICATE_COUNTS,
                Scale::Rate | Scale::Ratio | Scale::Spend | Scale::Price => DELICATE,
            };
            delicate.get(usize::try_from(rare - 90).ok()?).map(ToString::to_string)
        }
        _ => Some(plausible(scale, chance / 360)),
    }
}

fn plausible(scale: Scale, size: u64) -> String {
    let two_places = |whole: u64| format!("{}.{:02}", size % whole, size / whole % 100);
    match scale {
        Scale::Micro => (1_000_000 + size % 250_000_000).to_string(),
        Scale::Rate => format!("0.{:07}", size % 600_000),
        Scale::Ratio => format!("{}.{:06}", 1 + size % 9, size / 9 % 1_000_000),
        Scale::Spend => two_places(400),
        Scale::Price => two_places(9),
        Scale::Views => (900 + size % 60_000).to_string(),
        Scale::Clicks => (1 + size % 800).to_string(),
        Scale::Few => (size % 60).to_string(),
    }
}

pub(super) fn text(plain: &str) -> String {
    serde_json::Value::from(plain).to_string()
}
