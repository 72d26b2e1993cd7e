//! Which activity an organic report counts, and how it is split.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::activity::{Counts, DEVICES};
use super::parameters::Parameters;
use super::pins::Pin;
use super::reply::Reply;

pub(super) const FORMATS: [&str; 8] = [
    "ALL",
    "ORGANIC_IMAGE",
    "ORGANIC_PRODUCT",
    "ORGANIC_VIDEO",
    "ADS_STANDARD",
    "ADS_PRODUCT",
    "ADS_VIDEO",
    "ADS_IDEA",
];

/// `None` lets everything pass.
#[derive(Default)]
pub(super) struct Filter<'a> {
    claimed: Option<bool>,
    format: Option<&'a str>,
    device: Option<&'a str>,
    paid: Option<bool>,
    own: Option<bool>,
    created_since: Option<NaiveDate>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Split {
    No,
    Device,
    Claimed,
    Source,
    Format,
}

impl<'a> Filter<'a> {
    pub(super) fn read(query: &mut Parameters<'a>) -> Result<Self, Reply> {
        let either = |word: Option<&str>, yes: &str, no: &str| match word {
            Some(word) if word == yes => Some(true),
            Some(word) if word == no => Some(false),
            _ => None,
        };
        let claimed = query.one_of("from_claimed_content", &["OTHER", "CLAIMED", "BOTH"])?;
        let format = query.one_of("pin_format", &FORMATS)?;
        let paid = query.one_of("content_type", &["ALL", "PAID", "ORGANIC"])?;
        let own = query.one_of("source", &["ALL", "YOUR_PINS", "OTHER_PINS"])?;
        Ok(Self {
            claimed: either(claimed, "CLAIMED", "OTHER"),
            format: format.filter(|format| *format != "ALL"),
            paid: either(paid, "PAID", "ORGANIC"),
            own: either(own, "YOUR_PINS", "OTHER_PINS"),
            ..Self::of_devices(query)?
        })
    }

    /// The one filter that reports on single Pins know.
    pub(super) fn of_devices(query: &mut Parameters<'a>) -> Result<Self, Reply> {
        let [mobile, tablet, web] = DEVICES;
        let device = query.one_of("app_types", &["ALL", mobile, tablet, web])?;
        Ok(Self { device: device.filter(|device| *device != "ALL"), ..Self::default() })
    }

    pub(super) fn read_age(
        &mut self,
        query: &mut Parameters<'a>,
        now: DateTime<Utc>,
    ) -> Result<(), Reply> {
        let days = query.one_of("created_in_last_n_days", &["30"])?;
        self.created_since = days.map(|_| now.date_naive() - Days::new(30));
        Ok(())
    }

    pub(super) fn wants(&self, pin: &Pin) -> bool {
        self.claimed.is_none_or(|claimed| pin.leads_to_claimed == claimed)
            && self.format.is_none_or(|format| pin.format() == format)
            && self.own.is_none_or(|own| pin.is_own == own)
            && self.created_since.is_none_or(|date| pin.created >= date)
    }

    /// Adds a day of a wanted Pin to the counts of the groups that it belongs to.
    pub(super) fn count(
        &self,
        pin: &Pin,
        day: NaiveDate,
        split: Split,
        groups: &mut [(&'static str, Counts)],
    ) {
        for share in pin.activity(day) {
            if self.device.is_some_and(|device| device != share.device)
                || self.paid.is_some_and(|paid| paid != share.is_paid)
            {
                continue;
            }
            let key = split.key(pin, share.device);
            if let Some((_, counts)) = groups.iter_mut().find(|(group, _)| *group == key) {
                counts.add(&share.counts);
            }
        }
    }

    pub(super) fn sum(&self, pin: &Pin, start: NaiveDate, end: NaiveDate) -> Counts {
        let mut groups = Split::No.groups();
        for day in start.iter_days().take_while(|day| *day <= end) {
            self.count(pin, day, Split::No, &mut groups);
        }
        groups[0].1
    }
}

impl Split {
    pub(super) fn read(query: &mut Parameters<'_>, allowed: &[&str]) -> Result<Self, Reply> {
        Ok(match query.one_of("split_field", allowed)? {
            Some("APP_TYPE") => Self::Device,
            Some("OWNED_CONTENT") => Self::Claimed,
            Some("SOURCE") => Self::Source,
            Some("PIN_FORMAT") => Self::Format,
            _ => Self::No,
        })
    }

    pub(super) fn groups(self) -> Vec<(&'static str, Counts)> {
        let keys: &[&str] = match self {
            Self::No => &["all"],
            Self::Device => &DEVICES,
            Self::Claimed => &["CLAIMED", "OTHER"],
            Self::Source => &["YOUR_PINS", "OTHER_PINS"],
            Self::Format => &FORMATS[1..],
        };
        keys.iter().map(|key| (*key, Counts::default())).collect()
    }

    fn key(self, pin: &Pin, device: &'static str) -> &'static str {
        match self {
            Self::No => "all",
            Self::Device => device,
            Self::Claimed if pin.leads_to_claimed => "CLAIMED",
            Self::Claimed => "OTHER",
            Self::Source if pin.is_own => "YOUR_PINS",
            Self::Source => "OTHER_PINS",
            Self::Format => pin.format(),
        }
    }
}
