//! The unit of a column, and what it means for its values: whether they add up, are money, or are
//! times.

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Text, ids, and numbers whose unit no description states.
    #[default]
    Plain,
    /// A number of things, each counted once.
    Count,
    /// A number of things that other rows may count too: it does not add up.
    Tally,
    /// Money that was spent or earned, in units of the account's currency.
    Money,
    /// The same in micro-currency.
    Micro,
    /// A price in units of the account's currency: it does not add up.
    Price,
    /// A price, a bid, a budget in micro-currency: it does not add up.
    MicroPrice,
    /// Seconds since 1970, where it is a number.
    Time,
    /// Milliseconds since 1970.
    TimeInMs,
    Ratio,
    Percent,
    Seconds,
    Milliseconds,
    /// Milliseconds that add up, as watch time does.
    WatchTime,
    Days,
    Pixels,
    Miles,
    Degrees,
}

impl Unit {
    /// The unit that a list of columns states.
    pub(crate) fn declared(word: &str) -> Option<Self> {
        Some(match word {
            "count" => Unit::Count,
            "money" => Unit::Money,
            "micro" => Unit::Micro,
            "price" => Unit::Price,
            "micro-price" => Unit::MicroPrice,
            "tally" => Unit::Tally,
            "time" => Unit::Time,
            "time-in-ms" => Unit::TimeInMs,
            "ratio" => Unit::Ratio,
            "percent" => Unit::Percent,
            "seconds" => Unit::Seconds,
            "milliseconds" => Unit::Milliseconds,
            "days" => Unit::Days,
            "pixels" => Unit::Pixels,
            "miles" => Unit::Miles,
            "degrees" => Unit::Degrees,
            "plain" => Unit::Plain,
            _ => return None,
        })
    }

    /// The unit where rows overlap, so that nothing adds up.
    pub(crate) fn overlapping(self) -> Self {
        match self {
            Unit::Count => Unit::Tally,
            Unit::WatchTime => Unit::Milliseconds,
            Unit::Money => Unit::Price,
            Unit::Micro => Unit::MicroPrice,
            other => other,
        }
    }

    pub(crate) fn adds_up(self) -> bool {
        matches!(self, Unit::Count | Unit::Money | Unit::Micro | Unit::WatchTime)
    }

    pub(crate) fn is_micro(self) -> bool {
        matches!(self, Unit::Micro | Unit::MicroPrice)
    }

    /// Does it add up within one currency only?
    pub(crate) fn is_money(self) -> bool {
        matches!(self, Unit::Money | Unit::Micro | Unit::Price | Unit::MicroPrice)
    }

    /// Is it a Unix time wherever it is a number?
    pub(crate) fn is_time(self) -> bool {
        matches!(self, Unit::Time | Unit::TimeInMs)
    }

    /// The published name.
    pub(crate) fn name(self) -> Option<&'static str> {
        Some(match self {
            Unit::Plain => return None,
            Unit::Count | Unit::Tally => "count",
            Unit::Money | Unit::Price => "currency",
            Unit::Micro | Unit::MicroPrice => "micro-currency",
            Unit::Time => "seconds since 1970",
            Unit::TimeInMs => "milliseconds since 1970",
            Unit::Ratio => "ratio",
            Unit::Percent => "percent",
            Unit::Seconds => "seconds",
            Unit::Milliseconds | Unit::WatchTime => "milliseconds",
            Unit::Days => "days",
            Unit::Pixels => "pixels",
            Unit::Miles => "miles",
            Unit::Degrees => "degrees",
        })
    }
}
