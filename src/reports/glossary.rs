//! The glossary of columns: their definitions, and their display names on Pinterest's own pages.

use std::collections::HashMap;

use serde::Deserialize;

use crate::api::Client;
use crate::api::request::{Category, Request};
use crate::error::Result;
use crate::json;
use crate::json::row::Row;

/// The category of metrics that are not those of ads, though some share a name with one.
const ORGANIC: &str = "ORGANIC";

/// The place that Pinterest fills in, such as the name of an event: it makes a definition a template.
const PLACEHOLDER: &str = "%s";

#[derive(Deserialize)]
struct Glossary {
    items: Vec<Row>,
}

/// The columns of one route, or of both.
pub(crate) async fn definitions(client: &Client, way: Option<&str>) -> Result<Vec<Row>> {
    let request = Request::get(Category::AdsRead, ["resources", "delivery_metrics"])
        .param_if("report_type", way);
    let Glossary { items } = client.fetch(&request).await?;
    Ok(items)
}

/// The display names of ad metrics by the names of the API. Not every column has one.
pub(crate) fn display_names(definitions: &[Row]) -> HashMap<String, String> {
    let (organic, ads): (Vec<_>, Vec<_>) = definitions
        .iter()
        .map(Row::get)
        .partition(|definition| json::field(definition, "category").as_deref() == Some(ORGANIC));
    let mut titles = HashMap::new();
    for definition in ads.into_iter().chain(organic) {
        let field = |field| json::field(definition, field);
        let (Some(name), Some(title)) = (field("name"), field("display_name")) else { continue };
        let is_template = [&name, &title].iter().any(|text| text.contains(PLACEHOLDER));
        if !is_template && !title.trim().is_empty() {
            titles.entry(name).or_insert(title);
        }
    }
    titles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ad_metrics_are_headed_by_their_own_display_names() {
        let definitions = [
            r#"{"name":"RATE","category":"ORGANIC","display_name":"Engagement rate"}"#,
            r#"{"name":"RATE","category":"ADS","display_name":"Paid engagement rate"}"#,
            r#"{"name":"RATE","category":"ADS","display_name":"Another"}"#,
            r#"{"name":"ADE_ROAS","category":"ADS","display_name":"Total ROAS (%s)"}"#,
            r#"{"name":"%s_ROAS","category":"ADS","display_name":"Total ROAS"}"#,
            r#"{"name":"EMPTY","category":"ADS","display_name":" "}"#,
            r#"{"name":"NONE","category":"ADS"}"#,
            r#"{"name":"CTR","display_name":"CTR (paid), 100%"}"#,
            r#"{"name":"SAVE","category":"ORGANIC","display_name":"Saves"}"#,
        ];
        let definitions = definitions.map(|it| serde_json::from_str(it).expect("JSON"));
        let expected =
            [("RATE", "Paid engagement rate"), ("CTR", "CTR (paid), 100%"), ("SAVE", "Saves")];
        let expected = expected.map(|(name, title)| (name.to_owned(), title.to_owned()));
        assert_eq!(display_names(&definitions), expected.into());
    }
}
