//! The unit of a column: whether its values add up, are micro-currency, or are times.

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Text, ids, rates: what is taken as it stands.
    #[default]
    Plain,
    /// A number of things, each counted once.
    Count,
    /// Money that was spent or earned, in units of the account's currency.
    Money,
    /// The same in micro-currency.
    Micro,
    /// A price in units of the account's currency: it does not add up.
    Price,
    /// A price, a bid, a budget in micro-currency: it does not add up.
    MicroPrice,
    /// Seconds or milliseconds since 1970, where it is a number.
    Time,
}

/// Fields in micro-currency whose names do not tell it.
const MICRO_PRICES: [&str; 5] =
    ["bid", "budget", "daily_spend_cap", "lifetime_spend_cap", "paid_budget"];

/// Fields that are Unix times wherever they are numbers.
const TIMES: [&str; 19] = [
    "created_at",
    "created_time",
    "created_timestamp",
    "creation_time",
    "end_time",
    "end_timestamp",
    "invite_expiration",
    "last_fired_time_ms",
    "last_updated_time",
    "latest_available_timestamp",
    "partner_access_token_expiry",
    "partner_refresh_token_expiry",
    "sent_at",
    "shared_on_timestamp",
    "start_time",
    "start_timestamp",
    "updated_at",
    "updated_time",
    "updated_timestamp",
];

impl Unit {
    /// The unit that the name of a field states.
    pub(crate) fn of(name: &str) -> Self {
        let is_micro = ["_MICRO_DOLLAR", "_micro_currency"].iter().any(|end| name.ends_with(end));
        if is_micro || MICRO_PRICES.contains(&name) {
            Unit::MicroPrice
        } else if TIMES.contains(&name) {
            Unit::Time
        } else {
            Unit::Plain
        }
    }

    /// The unit that a list of columns states.
    pub(crate) fn declared(word: &str) -> Option<Self> {
        Some(match word {
            "count" => Unit::Count,
            "money" => Unit::Money,
            "micro" => Unit::Micro,
            "price" => Unit::Price,
            "micro-price" => Unit::MicroPrice,
            "plain" => Unit::Plain,
            _ => return None,
        })
    }

    /// The unit where rows overlap, so that nothing adds up.
    pub(crate) fn overlapping(self) -> Self {
        match self {
            Unit::Count => Unit::Plain,
            Unit::Money => Unit::Price,
            Unit::Micro => Unit::MicroPrice,
            other => other,
        }
    }

    pub(crate) fn adds_up(self) -> bool {
        matches!(self, Unit::Count | Unit::Money | Unit::Micro)
    }

    pub(crate) fn is_micro(self) -> bool {
        matches!(self, Unit::Micro | Unit::MicroPrice)
    }

    /// Does it add up within one currency only?
    pub(crate) fn is_money(self) -> bool {
        matches!(self, Unit::Money | Unit::Micro | Unit::Price | Unit::MicroPrice)
    }
}
