//! What happened with Pins, day by day: the numbers that all organic analytics add up.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::hash::Hash;
use super::pins::Pin;

pub(super) const DEVICES: [&str; 3] = ["MOBILE", "TABLET", "WEB"];

/// What is counted; everything else follows from it.
const COUNTED: [&str; 13] = [
    "IMPRESSION",
    "PIN_CLICK",
    "OUTBOUND_CLICK",
    "SAVE",
    "ENGAGEMENT",
    "CLOSEUP",
    "PROFILE_VISIT",
    "USER_FOLLOW",
    "VIDEO_MRC_VIEW",
    "VIDEO_10S_VIEW",
    "QUARTILE_95_PERCENT_VIEW",
    "VIDEO_START",
    "VIDEO_V50_WATCH_TIME",
];

#[derive(Clone, Copy, Default)]
pub(super) struct Counts([u64; COUNTED.len()]);

/// A part of a day's activity that no filter takes apart.
pub(super) struct Share {
    pub(super) device: &'static str,
    pub(super) is_paid: bool,
    pub(super) counts: Counts,
}

impl Counts {
    pub(super) fn get(&self, name: &str) -> u64 {
        let position = COUNTED.iter().position(|own| *own == name);
        self.0[position.unwrap_or_else(|| panic!("{name} is not counted"))]
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (own, other) in self.0.iter_mut().zip(other.0) {
            *own += other;
        }
    }

    /// `views` impressions and what comes of them; `chance` decides how much that is.
    fn of(views: u64, chance: u64, is_video: bool) -> Self {
        let part = |shift: u32, percent: u64| views * ((chance >> shift) % percent) / 100;
        let (clicks, outbound, saves) = (part(8, 20), part(16, 9), part(24, 14));
        let plays = if is_video { part(32, 80) } else { 0 };
        Self([
            views,
            clicks,
            outbound,
            saves,
            clicks + outbound + saves,
            part(12, 30),
            part(20, 3),
            part(28, 2),
            plays * 7 / 10,
            plays / 3,
            plays / 5,
            plays,
            plays * (1_500 + chance % 9_000),
        ])
    }
}

impl Pin {
    /// The shares of a day; none before the Pin existed, and now and then none at all.
    pub(super) fn activity(&self, day: NaiveDate) -> impl Iterator<Item = Share> + use<'_> {
        let identity = Hash::new().text("activity").text(&self.id);
        let popularity = 5 + identity.value() % 90;
        let of_day = identity.text(&day.to_string());
        let quiet = day < self.created || of_day.value().is_multiple_of(9);
        let kinds = DEVICES.into_iter().flat_map(|device| [(device, false), (device, true)]);
        kinds
            .enumerate()
            .filter(move |(_, (_, is_paid))| !quiet && (self.has_been_promoted || !is_paid))
            .map(move |(number, (device, is_paid))| {
                let chance = of_day.number(number as u64).value();
                let counts = Counts::of(chance % (popularity * 9), chance, self.is_video());
                Share { device, is_paid, counts }
            })
    }

    /// The sums that come with the Pin itself, which know no saves.
    pub(super) fn counters(&self, today: NaiveDate) -> Value {
        if self.seed().once_in("no counters", 9) {
            return Value::Null;
        }
        let mut sum = Counts::default();
        for day in (today - Days::new(90)).iter_days().take(90) {
            self.activity(day).for_each(|share| sum.add(&share.counts));
        }
        let counters = |times: u64| {
            json!({
                "impression": times * sum.get("IMPRESSION"),
                "pin_click": times * sum.get("PIN_CLICK"),
                "clickthrough": times * sum.get("OUTBOUND_CLICK"),
            })
        };
        let mut metrics = json!({ "90d": counters(1) });
        if self.has_lifetime() {
            let mut lifetime = counters(3);
            lifetime["reaction"] = self.reactions().into();
            lifetime["comment"] = self.comments().into();
            metrics["lifetime_metrics"] = lifetime;
        }
        metrics
    }

    /// Of older Pins only videos have sums over their life.
    pub(super) fn has_lifetime(&self) -> bool {
        let first = NaiveDate::from_ymd_opt(2023, 3, 20).expect("a valid date");
        self.is_video() || self.created >= first
    }

    pub(super) fn reactions(&self) -> u64 {
        self.seed().chance("reactions", 900)
    }

    pub(super) fn comments(&self) -> u64 {
        self.seed().chance("comments", 40)
    }
}
