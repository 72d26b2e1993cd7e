//! Parameters in beta, which the API may refuse or ignore.

use chrono::TimeDelta;

use crate::api::Client;
use crate::api::remembered::Remembered;
use crate::error::{Error, Kind};

/// The API may open a beta to the sign-in.
const GOOD_FOR: TimeDelta = TimeDelta::days(7);

/// Pinterest's code for an error on its own side.
const OUR_FAULT: i64 = 12;

/// Does the parameter of an endpoint work for the sign-in?
pub(crate) fn works(client: &Client, endpoint: &str, parameter: &str) -> Remembered<bool> {
    Remembered::of(client, "betas", &format!("{endpoint} {parameter}"), GOOD_FOR)
}

/// Can the parameter be the reason of a failure?
pub(crate) fn may_be_the_parameter(error: &Error) -> bool {
    error.kind == Kind::Refused || error.code == Some(OUR_FAULT)
}

/// Is it the reason for more than this run, if the request succeeds without the parameter?
pub(crate) fn is_refused(error: &Error) -> bool {
    error.kind == Kind::Refused
}
