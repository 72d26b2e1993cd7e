//! A request as a value, without the address of the API and without a token.

use chrono::NaiveDate;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but the characters that RFC 3986 calls unreserved.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

const BOOKMARK: &str = "bookmark";
const FIRST_DAY: &str = "start_date";

/// The API counts its requests by category (`x-ratelimit-category` of the description).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Category {
    AdsAnalytics,
    /// `AdsAnalytics` of one user, and a limit of the whole app besides: the state of a report.
    AdsReport,
    AdsRead,
    CatalogsRead,
    OrgAnalytics,
    OrgRead,
    TrendsRead,
}

impl Category {
    /// One category for each name.
    pub(crate) const ALL: [Self; 6] = [
        Category::AdsAnalytics,
        Category::AdsRead,
        Category::CatalogsRead,
        Category::OrgAnalytics,
        Category::OrgRead,
        Category::TrendsRead,
    ];

    /// The category of a path that no report requests, derived from the categories of similar
    /// paths.
    pub(crate) fn of(path: &str) -> Self {
        let mut segments = path.trim_start_matches('/').split('/');
        let (first, last) = (segments.next().unwrap_or_default(), segments.next_back());
        match (first, path.contains("analytics")) {
            ("ad_accounts", _) if last == Some("reports") => Category::AdsReport,
            ("ad_accounts", true) => Category::AdsAnalytics,
            ("resources", _) if last == Some("metrics_ready_state") => Category::AdsAnalytics,
            ("user_account", _) if last == Some("followers") => Category::AdsRead,
            ("ad_accounts" | "businesses" | "integrations" | "resources" | "terms", _) => {
                Category::AdsRead
            }
            ("catalogs", _) => Category::CatalogsRead,
            ("trends", _) => Category::TrendsRead,
            (_, true) => Category::OrgAnalytics,
            _ => Category::OrgRead,
        }
    }

    /// Do the requests of all users of an app count together as well?
    pub(crate) fn counts_for_the_app(self) -> bool {
        self == Category::AdsReport
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Category::AdsAnalytics | Category::AdsReport => "ads_analytics",
            Category::AdsRead => "ads_read",
            Category::CatalogsRead => "catalogs_read",
            Category::OrgAnalytics => "org_analytics",
            Category::OrgRead => "org_read",
            Category::TrendsRead => "trends_read",
        }
    }
}

/// A request. All requests of pinads only read.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    category: Category,
    path: String,
    query: String,
    method: &'static str,
    /// JSON, if it has one.
    body: Option<String>,
    /// The response is true for a moment only.
    is_of_the_moment: bool,
    /// Several smaller requests can take its place.
    is_divisible: bool,
    /// The attempts of the larger request that this one replaces.
    tried: u32,
    /// Its response may have secret fields.
    may_have_secrets: bool,
}

/// The parts of paths whose responses have secret fields, as the description of the API has them.
const WITH_SECRETS: [&str; 3] = ["/catalogs/feeds", "/integrations", "/leads/subscriptions"];

impl Request {
    pub(crate) fn get<'a>(category: Category, segments: impl IntoIterator<Item = &'a str>) -> Self {
        let path = segments.into_iter().fold(String::new(), |path, segment| {
            debug_assert!(!segment.is_empty(), "an empty segment would name another endpoint");
            path + "/" + &encode(segment)
        });
        let may_have_secrets = WITH_SECRETS.iter().any(|part| path.contains(part));
        Request {
            category,
            path,
            may_have_secrets,
            query: String::new(),
            method: "GET",
            body: None,
            is_of_the_moment: false,
            is_divisible: false,
            tried: 0,
        }
    }

    /// A request that makes Pinterest create a report. It changes nothing else, so it can be
    /// retried.
    pub(crate) fn post<'a>(
        category: Category,
        segments: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        Request { method: "POST", ..Self::get(category, segments) }
    }

    #[must_use]
    pub(crate) fn json(self, body: &serde_json::Value) -> Self {
        Request { body: Some(body.to_string()), ..self }
    }

    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "texts, numbers and days go in as they are")]
    pub(crate) fn param(mut self, name: &str, value: impl ToString) -> Self {
        self.append(name, &encode(&value.to_string()));
        self
    }

    /// A request for these ids: if there are several, smaller requests can take its place.
    #[must_use]
    pub(crate) fn ids(self, name: &str, ids: &[String]) -> Self {
        let is_divisible = ids.len() > 1;
        Request { is_divisible, ..self.repeated(name, ids) }
    }

    /// A request that replaces part of a larger one: the attempts of both count together.
    #[must_use]
    pub(crate) fn after(self, tried: u32) -> Self {
        Request { tried, ..self }
    }

    pub(crate) fn tried(&self) -> u32 {
        self.tried
    }

    pub(crate) fn is_divisible(&self) -> bool {
        self.is_divisible
    }

    /// An optional parameter.
    #[must_use]
    pub(crate) fn param_if(self, name: &str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.param(name, value),
            None => self,
        }
    }

    /// An array that repeats its key: `a=1&a=2`.
    #[must_use]
    pub(crate) fn repeated<T: AsRef<str>>(self, name: &str, values: &[T]) -> Self {
        values.iter().fold(self, |request, value| request.param(name, value.as_ref()))
    }

    /// An array in one value: `a=1,2`.
    #[must_use]
    pub(crate) fn joined<T: AsRef<str>>(mut self, name: &str, values: &[T]) -> Self {
        let values: Vec<_> = values.iter().map(|value| encode(value.as_ref())).collect();
        self.append(name, &values.join(","));
        self
    }

    fn append(&mut self, name: &str, encoded: &str) {
        if !self.query.is_empty() {
            self.query.push('&');
        }
        self.query.push_str(name);
        self.query.push('=');
        self.query.push_str(encoded);
    }

    pub(crate) fn category(&self) -> Category {
        self.category
    }

    /// A request whose response is of no use to a later run.
    #[must_use]
    pub(crate) fn of_the_moment(self) -> Self {
        Request { is_of_the_moment: true, ..self }
    }

    pub(crate) fn is_of_the_moment(&self) -> bool {
        self.is_of_the_moment
    }

    /// A request of a path that nobody knows.
    #[must_use]
    pub(crate) fn of_any_path(self) -> Self {
        Request { may_have_secrets: true, ..self }
    }

    pub(crate) fn may_have_secrets(&self) -> bool {
        self.may_have_secrets
    }

    /// Does it request objects, such as a page of a list, and no metrics?
    pub(crate) fn is_for_objects(&self) -> bool {
        let reads =
            matches!(self.category, Category::AdsRead | Category::CatalogsRead | Category::OrgRead);
        reads && self.method == "GET" && !self.is_of_the_moment
    }

    /// The same request from the bookmark of the last page.
    #[must_use]
    pub(crate) fn continued(self, bookmark: &str) -> Self {
        self.param(BOOKMARK, bookmark)
    }

    pub(crate) fn is_continued(&self) -> bool {
        self.value(BOOKMARK).is_some()
    }

    /// The first requested day, if the query names one.
    pub(crate) fn first_day(&self) -> Option<NaiveDate> {
        self.value(FIRST_DAY)?.parse().ok()
    }

    /// The encoded value.
    fn value(&self, name: &str) -> Option<&str> {
        let mut pairs = self.query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    /// Path and query, below the address of the API.
    pub(crate) fn target(&self) -> String {
        match self.query.as_str() {
            "" => self.path.clone(),
            query => format!("{}?{query}", self.path),
        }
    }

    pub(crate) fn body(&self) -> Option<&str> {
        self.body.as_deref()
    }

    pub(crate) fn method(&self) -> &'static str {
        self.method
    }

    /// Everything that distinguishes it from other requests.
    pub(crate) fn identity(&self) -> String {
        let body = self.body.as_deref().unwrap_or_default();
        format!("{} {}\n{body}", self.method(), self.target())
    }

    /// The path alone, as in errors and logs.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

#[cfg(test)]
mod secrets;

#[cfg(test)]
mod tests {
    use super::{Category, Request};

    #[test]
    fn arrays_are_written_in_both_styles_and_everything_is_encoded() {
        let request = Request::get(Category::AdsRead, ["ad_accounts", "5/..", "ads"])
            .param("page_size", 250)
            .repeated("ad_ids", &["1", "2"])
            .joined("columns", &["A,B", "C"])
            .param("bookmark", "a+/=&b ü");
        assert_eq!(
            request.target(),
            "/ad_accounts/5%2F../ads?page_size=250&ad_ids=1&ad_ids=2&columns=A%2CB,C\
             &bookmark=a%2B%2F%3D%26b%20%C3%BC"
        );
        assert_eq!(request.path(), "/ad_accounts/5%2F../ads");
    }

    #[test]
    fn the_query_names_the_first_day() {
        let request = |value| {
            Request::get(Category::OrgAnalytics, ["user_account", "analytics"])
                .param("end_date", "2026-03-10")
                .param("start_date", value)
        };
        assert_eq!(request("2026-03-01").first_day(), "2026-03-01".parse().ok());
        assert_eq!(request("2026-02-30").first_day(), None);
        assert_eq!(Request::get(Category::OrgRead, ["pins"]).first_day(), None);
    }
}
