//! Lead forms, and the subscriptions to what people enter there.

use serde_json::{Value, json};

use super::asked::Asked;
use super::{List, Listed, Of, Shape};
use crate::support::server::made_up::{Seed, ids};
use crate::support::server::users::owner_id;
use crate::support::server::world::Account;

pub(super) const LISTS: &[List] = &[
    List {
        path: "ad_accounts/*/lead_forms",
        category: "ads_read",
        parameters: &[],
        shape: Shape::Ordered,
        items: Of::Account(forms),
    },
    List {
        path: "ad_accounts/*/leads/subscriptions",
        category: "ads_read",
        parameters: &[],
        shape: Shape::Paged,
        items: Of::Account(subscriptions),
    },
];

fn form_ids(account: &Account, asked: &Asked<'_>) -> Vec<String> {
    let kind = "lead form";
    ids(kind, &account.id, 13, asked.count(kind, &account.id))
}

fn forms(account: &Account, asked: &Asked<'_>) -> Listed {
    Ok(form_ids(account, asked).iter().map(|id| form(id, account)).collect())
}

fn form(id: &str, account: &Account) -> Value {
    let seed = Seed::of("lead form", id);
    let created = seed.seconds("created");
    let item = json!({
        "id": id,
        "ad_account_id": account.id,
        "name": seed.or_null("name", seed.words("name")),
        "status": seed.pick("status", &["DRAFT", "ACTIVE"]),
        "completion_message": seed.or_null("completion", "Danke!\nWir melden uns \"bald\"."),
        "disclosure_language": seed.or_null("disclosure", seed.words("disclosure")),
        "has_accepted_terms": seed.once_in("terms", 2),
        "policy_links": [{ "label": "Cookies, Daten", "link": "https://lamps.example/policy?a=1" }],
        "privacy_policy_link": seed.or_null("privacy", "https://lamps.example/privacy"),
        "questions": [
            { "question_type": "EMAIL" },
            {
                "question_type": "CUSTOM",
                "custom_question_field_type": "RADIO_LIST",
                "custom_question_label": "Welcher Raum?",
                "custom_question_options": ["Küche", "Bad, WC", "\"Flur\""],
            },
        ],
        "created_time": created,
        "updated_time": created + 3_600,
    });
    seed.thinned(item, &["completion_message", "policy_links", "questions"])
}

fn subscriptions(account: &Account, asked: &Asked<'_>) -> Listed {
    let kind = "lead subscription";
    let ids = ids(kind, &account.id, 13, asked.count(kind, &account.id));
    let forms = form_ids(account, asked).into_iter().cycle();
    Ok(ids.iter().zip(forms).map(|(id, form)| subscription(id, &form, account)).collect())
}

fn subscription(id: &str, form: &str, account: &Account) -> Value {
    let seed = Seed::of("lead subscription", id);
    let item = json!({
        "id": id,
        "ad_account_id": account.id,
        "user_account_id": owner_id(account),
        "lead_form_id": seed.or_null("form", form),
        "webhook_url": format!("https://crm.example/leads?token={},{}", seed.chance("a", 9), id),
        "api_version": "v5",
        "cryptographic_algorithm": seed.or_null("algorithm", "AES-256-GCM"),
        "cryptographic_key": format!("SECRET-KEY-{}", seed.id("key", 12)),
        "created_time": seed.seconds("created") * 1_000,
    });
    seed.thinned(item, &["lead_form_id", "cryptographic_algorithm"])
}
