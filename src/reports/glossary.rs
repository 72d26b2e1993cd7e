//! The glossary of columns: what they mean, and how they are called in Pinterest's own pages.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::api::Client;
use crate::api::request::{Category, Request};
use crate::error::Result;

#[derive(Deserialize)]
struct Glossary {
    items: Vec<Box<RawValue>>,
}

/// The columns of one way to ask, or of both.
pub(crate) async fn definitions(client: &Client, way: Option<&str>) -> Result<Vec<Box<RawValue>>> {
    let request = Request::get(Category::AdsRead, ["resources", "delivery_metrics"])
        .param_if("report_type", way);
    let Glossary { items } = client.fetch(&request).await?;
    Ok(items)
}
