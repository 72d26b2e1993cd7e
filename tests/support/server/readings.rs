//! What no evidence settles about the live API: how it may be, in the words of the register of
//! doubts, and how this server serves that.

mod files;
mod limits;
mod objects;
mod orders;
mod raw;
mod rows;
mod sign_in;

use chrono::{DateTime, Utc};

use super::app::Rotation;
use super::reply::Reply;
use super::world::{BookmarkStyle, DomainParameter, Links, Pages, SeveralAdGroups, Unknown, World};

/// A change to an answer on its way out, by the path of the request.
pub(crate) type OnTheWire = fn(&str, Reply) -> Reply;

/// How the first request for each path is refused, by the time of the server.
pub(crate) type Refused = fn(DateTime<Utc>) -> Reply;

enum Reading {
    /// As the server is without any quirk.
    AsEver,
    Wire(OnTheWire),
    /// On the paths that have this in them.
    First(&'static str, Refused),
    World(fn(&mut World)),
}

use Reading::{AsEver, First, Wire};

/// A reading whose server differs by a quirk.
const fn quirk(change: fn(&mut World)) -> Reading {
    Reading::World(change)
}

const ALL: &[(&str, Reading)] = &[
    // Rows of delivery metrics.
    ("ids are text", AsEver),
    ("ids are numbers", quirk(|world| world.quirks.ids_as_numbers = true)),
    ("ids of campaigns are numbers, of ads text", Wire(rows::some_ids_as_numbers)),
    ("the hour is a number", AsEver),
    ("the hour is a text", Wire(rows::hour_as_text)),
    ("the hour is in the date", quirk(|world| world.quirks.hour_in_date = true)),
    ("a date is a day", AsEver),
    ("a date is midnight", Wire(rows::date_with_time)),
    ("sums have no date", AsEver),
    ("sums have their first day", Wire(rows::date_of_totals)),
    ("metrics are numbers", AsEver),
    ("metrics are text", Wire(rows::metrics_as_text)),
    ("what is a number in targeting is one", AsEver),
    ("what is a number in targeting is a text", Wire(rows::groups_as_text)),
    ("some metrics without a value are null", AsEver),
    ("they are left out", Wire(rows::metrics_left_out)),
    ("they are zero", Wire(rows::metrics_filled_with_zeros)),
    ("all of them are null", Wire(rows::metrics_filled_with_nulls)),
    ("an answer has rows of zeros", AsEver),
    ("an answer has no rows of zeros", Wire(rows::without_rows_of_zeros)),
    ("a file has rows of zeros", quirk(|world| world.quirks.zeros_in_files = true)),
    ("reports have rows of drafts", AsEver),
    ("reports have no rows of drafts", quirk(|world| world.quirks.no_drafts = true)),
    ("rows come by date", AsEver),
    ("rows come by entity", Wire(rows::by_entity)),
    ("rows come last first", Wire(rows::reversed)),
    ("rows come in any order", Wire(rows::shuffled)),
    ("rows have their entity's id", AsEver),
    ("they have it if it is asked for", quirk(|world| world.quirks.rows_without_id = true)),
    // Reports and their files.
    ("an order is answered 200", AsEver),
    ("an order is answered 201", Wire(orders::created)),
    ("an order is answered 202", Wire(orders::accepted)),
    ("an order is in progress", AsEver),
    ("an order is finished at once", Wire(orders::finished_at_once)),
    ("an order is queued", Wire(orders::queued)),
    ("the message of an order is null", AsEver),
    ("it is an empty text", Wire(orders::with_a_message_of_nothing)),
    ("there is none", Wire(orders::without_a_message)),
    ("a finished report has its size", AsEver),
    ("a finished report has no size", Wire(orders::without_a_size)),
    ("the size of a report is a text", Wire(orders::size_as_text)),
    ("a finished report has its link", AsEver),
    ("its link is null at first", quirk(|world| world.quirks.links = Links::NullAtFirst)),
    ("its link is absent at first", quirk(|world| world.quirks.links = Links::AbsentAtFirst)),
    ("its link is empty at first", quirk(|world| world.quirks.links = Links::EmptyAtFirst)),
    ("a file is keyed by entity", AsEver),
    ("a file is keyed by date", Wire(files::by_date)),
    ("a file is one array", Wire(files::one_array)),
    ("a file has keys without rows", Wire(files::with_empty_lists)),
    ("a file is not packed", AsEver),
    ("a file is packed and says so", quirk(|world| world.quirks.packed_files = true)),
    ("a file is packed without a word", Wire(files::packed_without_a_word)),
    ("a file is one line", AsEver),
    ("a file ends with a newline", Wire(files::with_a_last_newline)),
    ("a file begins with a byte order mark", Wire(files::with_a_mark_of_order)),
    ("a file has a line for each row", Wire(files::on_many_lines)),
    ("a file is bytes", AsEver),
    ("a file is plain text", Wire(files::as_plain_text)),
    ("a file is JSON", Wire(files::as_json)),
    ("a file has no type", Wire(files::of_no_type)),
    ("a link leads to the file", AsEver),
    ("a link is sent on", quirk(|world| world.quirks.redirected_files = true)),
    ("a file without rows is an object", AsEver),
    ("a file without rows is a list", Wire(files::no_rows_as_a_list)),
    ("a file without rows is empty, size 0", Wire(files::no_rows_as_nothing)),
    ("no rows have no link, size 2", Wire(orders::no_rows_and_no_link)),
    ("no rows have no link, size 0", Wire(orders::no_rows_no_bytes_and_no_link)),
    // Lists and objects.
    ("a last bookmark is null", AsEver),
    ("a last bookmark is absent", quirk(|it| it.quirks.bookmark_style = BookmarkStyle::Absent)),
    (
        "a last bookmark is an empty text",
        quirk(|world| world.quirks.bookmark_style = BookmarkStyle::EmptyString),
    ),
    ("pages are full", AsEver),
    ("pages are short", quirk(|world| world.quirks.pages = Pages::Short)),
    ("a page is empty now and then", quirk(|world| world.quirks.pages = Pages::OftenEmpty)),
    ("a last page is empty", quirk(|world| world.quirks.pages = Pages::EmptyAtLast)),
    ("an item comes on two pages", quirk(|world| world.quirks.pages = Pages::Overlapping)),
    ("items are sorted", AsEver),
    ("items are not sorted", Wire(objects::items_reversed)),
    ("keys come as described", AsEver),
    ("keys come in another order", Wire(objects::keys_reversed)),
    ("a field without a value is null", AsEver),
    ("a field without a value is left out", Wire(objects::nulls_left_out)),
    ("nothing is new", AsEver),
    ("there is a field that nobody knows", quirk(|world| world.quirks.unknown_field = true)),
    ("labels are items or lie below items", AsEver),
    ("labels are items", Wire(objects::labels_flat)),
    ("labels lie below items", Wire(objects::labels_nested)),
    // Sites, organic metrics and scores.
    ("a claimed website is `success`", AsEver),
    ("it is `verified`", Wire(objects::website_verified)),
    ("it is `success` at no moment", Wire(objects::website_success_alone)),
    ("it is `VERIFIED` at no moment", Wire(objects::website_verified_alone)),
    ("a Pin has a status for each metric", AsEver),
    ("a Pin has one status", Wire(objects::one_status)),
    ("a ranking tells how fresh it is", AsEver),
    ("it tells nothing", Wire(objects::availability_empty)),
    ("it tells null", Wire(objects::availability_null)),
    ("it does not tell", Wire(objects::availability_absent)),
    ("groups are in small letters", AsEver),
    ("groups are in capitals", Wire(objects::groups_in_capitals)),
    ("what is empty in a score is empty", AsEver),
    ("what is empty in a score is null", Wire(objects::null_for_empty)),
    ("what is empty in a score is left out", Wire(objects::empty_left_out)),
    // Requests.
    ("an unknown parameter is refused", AsEver),
    ("it is code 12", quirk(|world| world.quirks.unknown_parameters = Unknown::OurFault)),
    ("it is ignored", quirk(|world| world.quirks.unknown_parameters = Unknown::Ignored)),
    ("Pins are selected by domain", AsEver),
    ("a domain is refused", quirk(|world| world.quirks.domain = DomainParameter::Refused)),
    (
        "a domain is refused as our fault",
        quirk(|world| {
            world.quirks.domain = DomainParameter::Refused;
            world.quirks.unknown_parameters = Unknown::OurFault;
        }),
    ),
    ("a domain is ignored", quirk(|world| world.quirks.domain = DomainParameter::Ignored)),
    ("several ad groups are listed together", AsEver),
    ("their list is refused", quirk(|it| it.quirks.ad_group_ids = SeveralAdGroups::Refused)),
    (
        "their list is a restricted feature",
        quirk(|it| it.quirks.ad_group_ids = SeveralAdGroups::Restricted),
    ),
    (
        "their list is refused as our fault",
        quirk(|it| {
            it.quirks.ad_group_ids = SeveralAdGroups::Refused;
            it.quirks.unknown_parameters = Unknown::OurFault;
        }),
    ),
    ("their list is that of none", quirk(|it| it.quirks.ad_group_ids = SeveralAdGroups::Ignored)),
    (
        "their list is that of the first",
        quirk(|it| it.quirks.ad_group_ids = SeveralAdGroups::First),
    ),
    ("ids are repeated", AsEver),
    ("ids are repeated or joined", quirk(|world| world.quirks.joined_ids = true)),
    ("a request may name 250 ids", AsEver),
    ("it may name two, or is 413", quirk(|world| world.limits.max_ids = 2)),
    ("an address may be long", AsEver),
    ("it may be of 700 bytes, or is 414", quirk(|world| world.limits.uri_bytes = 700)),
    ("the 90th day back has data", AsEver),
    ("the 89th day back is the last", quirk(|world| world.quirks.shorter_reach = true)),
    ("reset is in seconds", First("", limits::reset_in_seconds)),
    ("reset is an instant", First("", limits::reset_at_an_instant)),
    ("retry-after is in seconds", First("", limits::retry_after_seconds)),
    ("retry-after is a date", First("", limits::retry_after_a_date)),
    ("nothing says how long", First("", limits::not_a_word)),
    ("costs are 429", First("", limits::cost)),
    ("costs are 400", First("", limits::cost_as_a_bad_request)),
    ("a rate limit is 400", First("", limits::bad_request)),
    ("our fault is 400", First("", limits::our_fault)),
    ("a limit is a page", First("", limits::page)),
    ("days in reach are in reach", AsEver),
    ("days in reach are called out of reach", First("analytics", limits::out_of_reach)),
    ("the limit is a list of windows", AsEver),
    ("the limit is one number", Wire(limits::one_number)),
    ("no header tells the limit", Wire(limits::no_header)),
    ("headers tell what is left of it alone", Wire(limits::only_the_rest)),
    // The sign-in.
    ("scopes are joined as the grant has it", AsEver),
    ("scopes are joined with commas", Wire(sign_in::scopes_with_commas)),
    ("scopes are joined with spaces", Wire(sign_in::scopes_with_spaces)),
    ("scopes are not told", Wire(sign_in::no_scopes)),
    ("a renewal gives a new refresh token", AsEver),
    (
        "a renewal gives no refresh token",
        quirk(|world| {
            world.app.rotation = Rotation::Lenient;
            world.quirks.on_the_wire = Some(sign_in::no_new_refresh_token);
        }),
    ),
    ("the end of a refresh token is told twice", AsEver),
    ("it is an instant", Wire(sign_in::only_an_instant)),
    ("it is not told", Wire(sign_in::no_ends)),
    ("a token is a bearer", AsEver),
    ("a token is a Bearer", Wire(sign_in::another_case)),
    ("tokens are answered 200", AsEver),
    ("tokens are answered 201", Wire(sign_in::created)),
];

impl World {
    /// The world of a server that reads a doubt in this way; nothing where that is as ever.
    pub(crate) fn read_as(mut self, words: &str) -> Option<Self> {
        let reading = ALL.iter().find(|(own, _)| *own == words);
        let (_, reading) = reading.unwrap_or_else(|| panic!("no reading is `{words}`"));
        match reading {
            AsEver => return None,
            Wire(change) => self.quirks.on_the_wire = Some(*change),
            First(path, refused) => self.quirks.refuses_first = Some((path, *refused)),
            Reading::World(change) => change(&mut self),
        }
        Some(self)
    }
}

/// The words of all readings.
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|(words, _)| *words)
}

/// Changes the body of an answer with data; where the change does not fit, it stays as it is.
fn with_body(mut reply: Reply, change: impl FnOnce(&str) -> Option<String>) -> Reply {
    if (200..300).contains(&reply.status)
        && let Some(body) = std::str::from_utf8(&reply.body).ok().and_then(change)
    {
        reply.body = body.into_bytes();
    }
    reply
}
