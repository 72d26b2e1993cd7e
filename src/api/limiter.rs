//! The gate in the path of every request: waits until the budget has room.

use std::collections::{HashMap, HashSet};
use std::io;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta, Utc};
use reqwest::header::HeaderMap;

use crate::api::budget::{Budget, Departure};
use crate::api::gate::{Gate, Permit};
use crate::api::hold::Why;
use crate::api::ledger::Ledger;
use crate::api::precedence::Precedence;
use crate::api::quota::{REPORTS_OF_APP, Rate, stated};
use crate::api::request::Category;
use crate::api::tally::Tally;
use crate::error::{Error, Kind, Result};
use crate::system::clock::Clock;
use crate::terminal::console::Console;
use crate::terminal::counted::{counted, in_words};

/// The shortest wait that is announced.
const LONG: Duration = Duration::from_secs(60);

/// The requests in a day that an app with trial access may send.
const TRIAL: usize = 1000;
const TRIAL_NOTE: &str = " (an app with trial access can send only 1000 requests per day)";

/// The time for which the same header is not parsed again.
const KNOWN_FOR: TimeDelta = TimeDelta::hours(1);

pub(crate) struct Limiter {
    pub(crate) ledger: Ledger,
    /// The budget that all users of the app share.
    pub(crate) of_app: Ledger,
    /// The limits of the last response to this process, and its time.
    pub(crate) seen: Mutex<HashMap<Category, (String, DateTime<Utc>)>>,
    /// The requests in flight of this report.
    pub(crate) in_flight: Mutex<HashSet<u64>>,
    pub(crate) per_hour: NonZeroU32,
    pub(crate) max_wait: Duration,
    pub(crate) timeout: Duration,
    pub(crate) clock: Clock,
    pub(crate) precedence: Arc<Precedence>,
    pub(crate) tally: Arc<Tally>,
    pub(crate) console: Arc<Console>,
}

/// An admitted request, which has a place in the budget. If it is dropped without an end, the server
/// can still receive the request, so the place stays taken until the timeout.
pub(crate) struct Admission<'a> {
    pub(crate) limiter: &'a Limiter,
    category: Category,
    id: u64,
    /// The request had to wait for its place.
    pub(crate) has_waited: bool,
}

impl Admission<'_> {
    /// The request has a response, or will never have one.
    pub(crate) fn end(self) {
        let Limiter { ledger, of_app, clock, .. } = self.limiter;
        let end = |ledger: &Ledger, name| {
            ledger.change(|budget| {
                let now = budget.now(*clock);
                budget.end(self.id, name, now);
            });
        };
        if self.category.counts_for_the_app() {
            end(of_app, REPORTS_OF_APP.name);
        }
        end(ledger, self.category.name());
    }
}

impl Drop for Admission<'_> {
    fn drop(&mut self) {
        self.limiter.in_flight().remove(&self.id);
    }
}

/// The state of the budget.
pub(crate) struct Standing {
    /// The number of requests that still fit into this hour.
    pub(crate) left: usize,
    /// The categories whose next request must wait, and for how long.
    pub(crate) waits: Vec<(Category, Duration)>,
    /// The limits that the API has stated, by quota.
    pub(crate) learned: Vec<(String, Rate)>,
    /// The categories for which the API requested a wait, and in which response.
    pub(crate) holds: Vec<(String, Why)>,
}

impl Limiter {
    /// Reads the state and takes no place. The error is about the file.
    pub(crate) fn standing(&self) -> io::Result<Standing> {
        let mut budget = self.ledger.look()?;
        let now = budget.now(self.clock);
        let departure = self.departure();
        let wait = |category| budget.clone().take(category, self.per_hour, departure, now).err();
        let waits = Category::ALL.into_iter().filter_map(|it| Some((it, wait(it)?)));
        let learned = budget.learned(now).map(|(name, rate)| (name.to_owned(), rate));
        Ok(Standing {
            left: budget.left(self.per_hour, now),
            waits: waits.collect(),
            learned: learned.collect(),
            holds: holds(&mut budget.clone(), self.clock),
        })
    }

    /// Removes the waits that the API requested, and returns them.
    pub(crate) fn clear_holds(&self) -> Vec<(String, Why)> {
        self.ledger.change(|budget| {
            let holds = holds(budget, self.clock);
            budget.clear_holds();
            holds
        })
    }

    /// Returns when one request of the category may be sent. The place must be given back when the
    /// request has a response. A request that waits for the budget has no permit: those of a later
    /// line would keep all of them.
    pub(crate) async fn admit<'a>(
        &self,
        category: Category,
        gate: &'a Gate,
    ) -> Result<(Permit<'a>, Admission<'_>)> {
        let line = self.console.line();
        let (mut last, mut turn) = (None, None);
        loop {
            self.precedence.give_way(line, self.clock).await;
            let permit = gate.enter().await;
            // Before the look at the budget, which may take its time: an earlier line that is late
            // with it still has priority.
            let looked = self.clock.elapsed();
            let has_waited = turn.is_some();
            if line > 0 {
                // Requests of earlier lines may go first for hours, which is no single wait.
                last = None;
            }
            let last = *last.get_or_insert(looked + self.max_wait);
            let wait = match self.take(category) {
                Ok(id) => {
                    return Ok((permit, Admission { limiter: self, category, id, has_waited }));
                }
                Err(wait) => wait,
            };
            drop(permit);
            let (free, due) = (self.clock.now() + wait, looked + wait);
            if due > last {
                return Err(self.over_budget(wait, free));
            }
            turn.get_or_insert_with(|| self.precedence.wait(line, due)).until(due);
            let mut shown = None;
            if wait >= Duration::from_secs(2) {
                let end = match self.tally.whole().left() {
                    0 => None,
                    left => Some(self.last_of(left)),
                };
                let done = end.map_or(String::new(), |end| format!("; done around {}", at(end)));
                let text = format!("waiting until {} for the request budget{done}", at(free));
                self.console.detail(|| text.clone());
                self.console.progress(text);
                shown = Some(self.console.bar().wait(self.shown_wait(wait, free, end)));
            }
            self.tally.wait(self.clock, wait).await;
            drop(shown);
        }
    }

    /// A wait for the budget, for the progress bar: short, because the terminal may be narrow.
    fn shown_wait(
        &self,
        wait: Duration,
        free: DateTime<Utc>,
        end: Option<DateTime<Utc>>,
    ) -> String {
        if wait < LONG {
            return format!("request budget: wait {}", in_words(wait));
        }
        let today = self.clock.today();
        let done = end.map_or(String::new(), |end| format!(", done around {}", minute(end, today)));
        format!("request budget: wait until {} UTC{done}", minute(free, today))
    }

    /// The clock is read under the lock, so that the list of requests stays in order.
    fn take(&self, category: Category) -> Result<u64, Duration> {
        let departure = self.departure();
        let mut in_flight = self.in_flight();
        let of_user = || {
            self.ledger.change(|budget| {
                let now = budget.now(self.clock);
                budget.renew(&in_flight, self.timeout, now);
                budget.take(category, self.per_hour, departure, now)
            })
        };
        if category.counts_for_the_app() {
            self.of_app.change(|app| {
                let now = app.now(self.clock);
                app.renew(&in_flight, self.timeout, now);
                let before = app.clone();
                app.take_of_app(departure, now)?;
                // A request that is not sent must not use up the budget.
                of_user().inspect_err(|_| *app = before)
            })?;
        } else {
            of_user()?;
        }
        in_flight.insert(departure.id);
        Ok(departure.id)
    }

    fn departure(&self) -> Departure {
        Departure { id: fastrand::u64(..), timeout: self.timeout }
    }

    fn in_flight(&self) -> MutexGuard<'_, HashSet<u64>> {
        self.in_flight.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Saves the limits that a response states, for all processes.
    pub(crate) fn learn(&self, category: Category, headers: &HeaderMap) {
        let lines = headers.get_all("x-ratelimit-limit").iter().filter_map(|it| it.to_str().ok());
        let header = lines.collect::<Vec<_>>().join(",");
        if header.is_empty() {
            return;
        }
        let now = self.clock.now();
        {
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            let is_known = |(text, at): &(String, DateTime<Utc>)| {
                *text == header && (now - at).abs() < KNOWN_FOR
            };
            if seen.get(&category).is_some_and(is_known) {
                return;
            }
            seen.insert(category, (header.clone(), now));
        }
        let mut of_user = stated(&header);
        let of_app = of_user.remove(REPORTS_OF_APP.name);
        if let Some(rates) = of_app {
            self.of_app.change(|app| {
                let now = app.now(self.clock);
                app.learn(REPORTS_OF_APP.name, &rates, now);
            });
        }
        if !of_user.is_empty() {
            self.ledger.change(|own| {
                let now = own.now(self.clock);
                for (name, rates) in &of_user {
                    own.learn(name, rates, now);
                }
            });
        }
    }

    /// Notes once that the request budget has no room now for all requests to come.
    pub(crate) fn announce(&self, count: usize) {
        self.tally.expect(count);
        let run = self.tally.whole();
        let count = run.left();
        let last = self.last_of(count);
        if last > self.clock.now() + LONG && run.is_unannounced() {
            let room = self.ledger.change(|budget| {
                let now = budget.now(self.clock);
                budget.left(self.per_hour, now)
            });
            let trial = if count > TRIAL { TRIAL_NOTE } else { "" };
            self.console.note(&format!(
                "this run needs about {} (known so far); the request budget allows {room} now ({} \
                 per hour), so the last one can be sent at {}{trial}",
                counted(count, "request"),
                self.per_hour,
                at(last)
            ));
        }
    }

    /// The time at which the last of these requests can be sent.
    fn last_of(&self, count: usize) -> DateTime<Utc> {
        let wait = self.ledger.change(|budget| {
            let now = budget.now(self.clock);
            budget.last_of(count, self.per_hour, now) - now
        });
        self.clock.now() + Duration::from_nanos(wait)
    }

    /// Makes all requests of the category wait, in all processes, because the server requested it.
    pub(crate) fn hold(&self, category: Category, wait: Duration, why: Why) {
        self.ledger.change(|budget| {
            let now = budget.now(self.clock);
            budget.hold(category, wait, why, now);
        });
    }

    pub(crate) fn over_budget(&self, wait: Duration, free: DateTime<Utc>) -> Error {
        Error::new(
            Kind::OverBudget,
            format!(
                "the request budget is exhausted until {} ({} from now), which is longer than \
                 `--max-wait {}`",
                at(free),
                in_words(wait),
                in_words(self.max_wait)
            ),
        )
        .hint(format!("run the same command after {}, or use a longer `--max-wait`", at(free)))
    }
}

pub(crate) fn at(time: DateTime<Utc>) -> String {
    (time + Duration::from_secs(1)).to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The end of the minute, with its date unless that is today.
fn minute(time: DateTime<Utc>, today: NaiveDate) -> String {
    let time = time + Duration::from_millis(59_999);
    let format = if time.date_naive() == today { "%H:%M" } else { "%Y-%m-%d %H:%M" };
    time.format(format).to_string()
}

fn holds(budget: &mut Budget, clock: Clock) -> Vec<(String, Why)> {
    let now = budget.now(clock);
    budget.holds(now).map(|(category, hold)| (category.to_owned(), hold.why)).collect()
}
