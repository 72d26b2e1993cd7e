//! Filters on the numbers of rows, and the metrics of events that advertisers define.

use serde_json::Value;

use super::fields::Fields;
use crate::support::server::parameters::{check_one_of, wrong};
use crate::support::server::reply::Reply;
use crate::support::server::rows::Pairs;

/// The metrics of defined events, after `ADE_`; `{}` stands for where the events come from.
const OF_ALL: [&str; 10] = [
    "COST_PER_ACTION",
    "ROAS",
    "TOTAL_CONVERSIONS",
    "TOTAL_VALUE_IN_MICRO_DOLLAR",
    "AVERAGE_VALUE_IN_MICRO_DOLLAR",
    "TOTAL_CLICK",
    "TOTAL_CLICK_VALUE_IN_MICRO_DOLLAR",
    "TOTAL_VIEW",
    "TOTAL_VIEW_VALUE_IN_MICRO_DOLLAR",
    "TOTAL_CONVERSION_RATE",
];
const OF_A_SOURCE: [&str; 8] = [
    "{}_COST_PER_ACTION",
    "{}_ROAS",
    "TOTAL_{}_CONVERSIONS",
    "TOTAL_{}_VALUE_IN_MICRO_DOLLAR",
    "TOTAL_{}_CLICK",
    "TOTAL_{}_CLICK_VALUE_IN_MICRO_DOLLAR",
    "TOTAL_{}_VIEW",
    "TOTAL_{}_VIEW_VALUE_IN_MICRO_DOLLAR",
];
const OF_PRODUCTS: [&str; 5] =
    ["QUANTITY", "VALUE", "VALUE_IN_MICRO_UNITS", "VALUE_IN_USD", "VALUE_IN_MICRO_USD"];

pub(super) struct MetricFilter {
    pub(super) field: String,
    is_more: bool,
    values: Vec<f64>,
}

pub(super) fn read(fields: &mut Fields<'_>) -> Result<Vec<MetricFilter>, Reply> {
    let name = "metrics_filters";
    let Some(filters) = fields.array(name)? else { return Ok(Vec::new()) };
    if filters.is_empty() {
        return Err(wrong(name, "has no items"));
    }
    filters.iter().map(|filter| MetricFilter::read(name, filter)).collect()
}

impl MetricFilter {
    fn read(name: &str, filter: &Value) -> Result<Self, Reply> {
        let mut fields = Fields::new(filter)?;
        let field = fields.required("field")?.to_owned();
        check_one_of(name, &field, &["SPEND_IN_DOLLAR", "TOTAL_IMPRESSION"])?;
        let operator = fields.required("operator")?;
        check_one_of(name, operator, &["LESS_THAN", "GREATER_THAN"])?;
        let values = fields.array("values")?.filter(|values| !values.is_empty());
        let values = values.ok_or_else(|| wrong(name, "values is a required parameter"))?;
        let values = values.iter().map(Value::as_f64).collect::<Option<_>>();
        let values = values.ok_or_else(|| wrong(name, "values must be numbers"))?;
        fields.finish()?;
        Ok(Self { field, is_more: operator == "GREATER_THAN", values })
    }

    /// A row without the number has none of it.
    pub(super) fn lets_pass(&self, row: &Pairs) -> bool {
        let number = row.iter().find(|(name, _)| *name == self.field);
        let number = number.and_then(|(_, text)| text.parse::<f64>().ok()).unwrap_or_default();
        self.values.iter().all(|value| if self.is_more { number > *value } else { number < *value })
    }
}

/// Nobody in the world defines events, so that their metrics, though asked for rightly, are zero.
pub(super) fn check_custom_events(fields: &mut Fields<'_>) -> Result<(), Reply> {
    let name = "custom_conversion_event_metrics";
    for event in fields.array(name)?.into_iter().flatten() {
        let mut fields = Fields::new(event)?;
        fields.required("custom_event_name")?;
        let kind = fields.required("custom_event_metrics_type")?;
        fields.finish()?;
        if !kind.strip_prefix("ADE_").is_some_and(is_event_metric) {
            return Err(wrong(name, &format!("'{kind}' is no metric of events")));
        }
    }
    Ok(())
}

fn is_event_metric(name: &str) -> bool {
    let sources = ["WEB", "INAPP", "OFFLINE"];
    let of_source = |source: &str| {
        let products = format!("TOTAL_{source}_CONVERSION_PRODUCT_");
        OF_A_SOURCE.iter().any(|pattern| pattern.replace("{}", source) == name)
            || name.strip_prefix(&products).is_some_and(|end| OF_PRODUCTS.contains(&end))
    };
    OF_ALL.contains(&name)
        || sources.into_iter().any(of_source)
        || name
            .strip_prefix("TOTAL_CONVERSION_PRODUCT_")
            .is_some_and(|end| OF_PRODUCTS.contains(&end))
}
