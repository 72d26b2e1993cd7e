//! `delivery-metrics`: every level, granularity and option.

use chrono::Days;

use super::case::{Case, Table};
use crate::support::expected::{LEVELS, expected_in};
use crate::support::sandbox::today;
use crate::support::server::{Entity, Granularity, Level, Status, World};

const COLUMNS: &str =
    "SPEND_IN_DOLLAR,CAMPAIGN_NAME,CTR,TOTAL_IMPRESSION,AD_ID,TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR";

/// The word for every column that this way of asking has.
const ALL: &str = "all";

type NamedLevel = (&'static str, Level);

pub(crate) fn cases(world: &World) -> Vec<Case> {
    let mut cases = Vec::new();
    for level in LEVELS {
        let week = Asked::of(level);
        cases.extend(Granularity::ALL.map(|granularity| week.over_most_days(granularity, world)));
        cases.push(Asked { columns: ALL, ..week }.everywhere("", world));
        cases.extend(windows().iter().map(|options| week.everywhere(options, world)));
    }
    cases.extend(statuses(world));
    cases.extend(parents(world));
    cases.extend(ids(world));
    cases.push(display_names(world));
    cases.push(two_pieces(world));
    cases
}

/// What a run asks for.
#[derive(Clone, Copy)]
struct Asked {
    level: NamedLevel,
    granularity: Granularity,
    /// The first and the last day, in days ago.
    days: (u64, u64),
    columns: &'static str,
}

impl Asked {
    fn of(level: NamedLevel) -> Self {
        Asked { level, granularity: Granularity::Day, days: (7, 1), columns: COLUMNS }
    }

    /// As far back as one request of this granularity reaches; for hours, three requests.
    fn over_most_days(self, granularity: Granularity, world: &World) -> Case {
        let first = if granularity == Granularity::Hour { 8 } else { 89 };
        Asked { granularity, days: (first, 1), ..self }.everywhere("", world)
    }

    /// The run with some more options, and the table as it is without them.
    fn everywhere(self, options: &str, world: &World) -> Case {
        self.case(&format!("--all-ad-accounts {options}"), self.table(world))
    }

    fn case(self, options: &str, table: Table) -> Case {
        let Asked { level: (level, _), granularity, days: (first, last), columns } = self;
        let arguments = format!(
            "delivery-metrics --via sync --level {level} --granularity {} --start-date {first}d \
             --end-date {last}d --columns {columns} {options}",
            granularity.key()
        );
        Case { arguments, table }
    }

    fn table(self, world: &World) -> Table {
        self.table_of(&[Status::Active, Status::Paused, Status::Archived], world)
    }

    fn table_of(self, states: &[Status], world: &World) -> Table {
        let day = |ago| today() - Days::new(ago);
        let days = (day(self.days.0), day(self.days.1));
        let all = world.definitions.iter().filter(|definition| definition.in_sync);
        let all = all.map(|definition| definition.name.as_str()).collect::<Vec<_>>().join(",");
        let columns = if self.columns == ALL { &all } else { self.columns };
        expected_in(states, world, self.level.1, self.granularity, days, columns)
    }

    /// The rows of these entities.
    fn rows_of(self, ids: &[&str], world: &World) -> Table {
        let mut table = self.table(world);
        let key = table[0].iter().position(|name| name == self.level.1.key());
        let key = key.expect("the entity's id");
        let mut rows = table.split_off(1);
        rows.retain(|row| ids.contains(&row[key].as_str()));
        table.extend(rows);
        table
    }
}

/// The world's numbers do not depend on these; whether a value is allowed is the question here.
fn windows() -> Vec<String> {
    let times = ["ad-action", "conversion"].into_iter().cycle();
    let zones = ["pinterest", "ad-account", "ad-account"].into_iter().cycle();
    let others = times.zip(zones);
    let days = [0, 1, 7, 14, 30, 60].into_iter();
    let options = days.zip(others).map(|(days, (time, zone))| {
        format!(
            "--click-window-days {days} --engagement-window-days {days} --view-window-days {days} \
             --conversion-report-time {time} --timezone {zone}"
        )
    });
    options.collect()
}

fn statuses(world: &World) -> Vec<Case> {
    let [_, campaigns, below @ ..] = LEVELS;
    let each = Status::ALL.map(|status| {
        let option = format!("--all-ad-accounts --entity-status {}", status.key());
        let asked = Asked::of(campaigns);
        asked.case(&option, asked.table_of(&[status], world))
    });
    let all = Status::ALL.map(Status::key).join(",");
    let all = format!("--all-ad-accounts --entity-status {all}");
    let of_all = below.iter().map(|level| {
        let asked = Asked::of(*level);
        asked.case(&all, asked.table_of(&Status::ALL, world))
    });
    each.into_iter().chain(of_all).collect()
}

fn parents(world: &World) -> Vec<Case> {
    let account = &world.accounts[0];
    let [_, _, ad_groups, ads, product_groups] = LEVELS;
    // The parents of product groups are parents of everything else as well.
    let child = account.product_groups.first().expect("a product group");
    let in_campaign = |entity: &Entity| entity.campaign_id == child.campaign_id;
    let in_ad_group = |entity: &Entity| entity.ad_group_id == child.ad_group_id;
    let campaign = ("--campaign", child.campaign_id.as_deref());
    let ad_group = ("--ad-group", child.ad_group_id.as_deref());
    [
        (ad_groups, campaign, ids_of(&account.ad_groups, in_campaign)),
        (ads, campaign, ids_of(&account.ads, in_campaign)),
        (product_groups, campaign, ids_of(&account.product_groups, in_campaign)),
        (ads, ad_group, ids_of(&account.ads, in_ad_group)),
        (product_groups, ad_group, ids_of(&account.product_groups, in_ad_group)),
    ]
    .into_iter()
    .map(|(level, (option, parent), ids)| {
        let parent = parent.expect("it hangs on one");
        let options = format!("--ad-account {} {option} {parent}", account.id);
        Asked::of(level).case(&options, Asked::of(level).rows_of(&ids, world))
    })
    .collect()
}

/// Ids of the level itself, which are asked for as they are.
fn ids(world: &World) -> Vec<Case> {
    let account = &world.accounts[0];
    let [_, campaigns, ad_groups, ads, product_groups] = LEVELS;
    [
        (campaigns, "--campaign", &account.campaigns),
        (ad_groups, "--ad-group", &account.ad_groups),
        (ads, "--ad", &account.ads),
        (product_groups, "--product-group", &account.product_groups),
    ]
    .into_iter()
    .map(|(level, option, entities)| {
        let ids = ids_of(&entities[..2], |_| true);
        let options = format!("--ad-account {} {option} {}", account.id, ids.join(","));
        Asked::of(level).case(&options, Asked::of(level).rows_of(&ids, world))
    })
    .collect()
}

fn ids_of<'a>(
    entities: impl IntoIterator<Item = &'a Entity>,
    wanted: impl Fn(&Entity) -> bool,
) -> Vec<&'a str> {
    let wanted = entities.into_iter().filter(|entity| wanted(entity));
    wanted.map(|entity| entity.id.as_str()).collect()
}

fn display_names(world: &World) -> Case {
    let mut case = Asked::of(LEVELS[1]).everywhere("--display-names", world);
    for name in &mut case.table[0] {
        let known = world.definitions.iter().find(|definition| definition.name == *name);
        let title = known.and_then(|definition| definition.display_name.clone());
        *name = title.unwrap_or_else(|| name.clone());
    }
    case
}

/// 91 days are one more than a request may ask for.
fn two_pieces(world: &World) -> Case {
    Asked { days: (90, 0), ..Asked::of(LEVELS[1]) }.everywhere("", world)
}
