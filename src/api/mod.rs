//! The client of Pinterest's API v5, for one sign-in. It knows no report.

pub(crate) mod address;
mod ahead;
mod attempt;
mod body;
pub(crate) mod budget;
mod client;
pub(crate) mod clocks;
pub(crate) mod download;
mod endless;
mod gate;
pub(crate) mod hold;
mod in_place_of_data;
mod journal;
mod ledger;
pub(crate) mod limiter;
pub(crate) mod lost;
#[cfg(test)]
mod model;
mod network;
mod pages;
mod precedence;
pub(crate) mod quota;
mod refusal;
pub(crate) mod remembered;
mod repeated;
pub(crate) mod request;
mod retry;
mod saved;
mod session;
mod settings;
mod steady;
pub(crate) mod tally;
mod token_endpoint;
mod transport;
pub(crate) mod unpacked;
mod waits;
mod width;

pub(crate) use crate::api::client::{Client, TRIES_IF_DIVISIBLE};
pub(crate) use crate::api::pages::{LISTING_PAGE, Page, Pager, pages, pages_of_rows, walk};
pub(crate) use crate::api::refusal::lacks_scope;
pub(crate) use crate::api::repeated::{Id, each_once};
pub(crate) use crate::api::settings::Settings;
pub(crate) use crate::api::transport::Transport;
pub(crate) use crate::api::width::Concurrency;
