//! The known errors: places of the description that Prism reads otherwise than the API means them,
//! or that contradict the examples beside them.

use serde_json::{Value, json};

struct Known {
    /// Where it is, as a JSON pointer.
    place: &'static str,
    mend: fn(&mut Value),
    reason: &'static str,
}

const KNOWN: &[Known] = &[
    Known {
        place: "/components/schemas/TargetingTemplateResponseData/allOf/1/properties/placement_traffic_type",
        mend: anything,
        reason: "`nullable` beside `allOf` does not admit null for Prism, and answers have null here",
    },
    Known {
        place: "/components/schemas/AdGroupCommon/properties/placement_traffic_type",
        mend: anything,
        reason: "the same of ad groups",
    },
    Known {
        place: "/components/schemas/MetricsResponseDataItems/properties/targeting_value",
        mend: anything,
        reason: "the example of the same answer has numbers, as for LOCATION",
    },
    Known {
        place: "/components/parameters/query_pin_analytics_metric_types/schema/items",
        mend: any_of,
        reason: "SAVE is in both lists of a `oneOf`, which Prism takes for a contradiction",
    },
    Known {
        place: "/paths/~1pins~1analytics/get/parameters/METRIC_TYPES/schema/items",
        mend: any_of,
        reason: "the same for several Pins",
    },
];

/// The description with these places mended, for Prism only.
pub(crate) fn mended(mut description: Value) -> Value {
    let parameters = description["paths"]["/pins/analytics"]["get"]["parameters"].as_array();
    let mut names = parameters.expect("its parameters").iter().map(|parameter| &parameter["name"]);
    let number = names.position(|name| name == "metric_types").expect("its metrics").to_string();
    for Known { place, mend, reason } in KNOWN {
        let place = place.replace("METRIC_TYPES", &number);
        let found = description.pointer_mut(&place);
        mend(found.unwrap_or_else(|| panic!("{place} has gone: {reason}")));
    }
    description
}

fn anything(schema: &mut Value) {
    *schema = json!({});
}

fn any_of(schema: &mut Value) {
    let lists = schema["oneOf"].take();
    assert!(lists.is_array(), "it is no `oneOf` any more");
    *schema = json!({ "anyOf": lists });
}
