//! Requests, limits, retries, pages, and downloads.

mod budget;
mod combinations;
mod downloads;
mod echo;
pub(crate) mod fault_matrix;
mod faults;
pub(crate) mod large_answers;
mod large_requests;
mod limits;
mod live_refusals;
mod network;
mod paging;
mod replay;
mod requests;
mod width;
