//! Billing profiles and invoices.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::asked::Asked;
use super::{Kind, List, Listed, ORDERS, Of, Shape};
use crate::support::server::made_up::{Seed, ids};
use crate::support::server::world::Account;

pub(super) const LISTS: &[List] = &[
    List {
        path: "ad_accounts/*/billing_profiles",
        category: "ads_read",
        parameters: &[("is_active", Kind::RequiredFlag)],
        shape: Shape::Paged,
        items: Of::Account(profiles),
    },
    List {
        path: "ad_accounts/*/billing_invoices",
        category: "ads_read",
        parameters: &[
            ("sort", Kind::OneOf(&SORTS)),
            // Of the field in `sort` here, and not of the id.
            ("order", Kind::OneOf(ORDERS)),
            ("status", Kind::OneOf(&["OPEN", "CLOSED"])),
            ("document_type", Kind::OneOf(&["INVOICE", "CREDIT_MEMO"])),
            ("start_due_date", Kind::Date),
            ("end_due_date", Kind::Date),
        ],
        shape: Shape::Paged,
        items: Of::Account(invoices),
    },
];

const SORTS: [&str; 5] =
    ["DUE_DATE", "BILLING_PERIOD", "DOCUMENT_TYPE", "TOTAL_AMOUNT", "INVOICE_NUMBER"];

fn profiles(account: &Account, asked: &Asked<'_>) -> Listed {
    let kind = "billing profile";
    let ids = ids(kind, &account.id, 13, asked.count(kind, &account.id));
    let profiles = ids.iter().enumerate().map(|(number, id)| profile(id, number, account));
    // Off stands for all of them.
    let only_active = asked.flag("is_active");
    Ok(profiles.filter(|profile| !only_active || profile["status"] == "VALID").collect())
}

fn profile(id: &str, number: usize, account: &Account) -> Value {
    const STATUSES: [&str; 7] =
        ["VALID", "INVALID", "PENDING", "DELETED", "SECONDARY", "PENDING_SECONDARY", "UNSPECIFIED"];
    let seed = Seed::of("billing profile", id);
    let types = ["CREDIT_CARD", "INVOICE", "INTERNAL", "RECURRING", "PREPAID"];
    let item = json!({
        "id": id,
        "advertiser_id": account.id,
        "billing_type": seed.pick("type", &types),
        "card_type": seed.pick("card", &["UNKNOWN", "VISA", "MASTERCARD", "ELO"]),
        "payment_method_brand": seed.pick("brand", &["VISA", "SOFORT", "CARTE_BANCAIRE"]),
        "status": STATUSES[number % STATUSES.len()],
    });
    seed.thinned(item, &["card_type", "payment_method_brand"])
}

fn invoices(account: &Account, asked: &Asked<'_>) -> Listed {
    let kind = "billing invoice";
    let ids = ids(kind, &account.id, 13, asked.count(kind, &account.id));
    let mut items: Vec<Value> =
        ids.iter().enumerate().map(|(number, id)| invoice(id, number, account)).collect();
    let text = |item: &Value, name: &str| item[name].as_str().unwrap_or_default().to_owned();
    items.retain(|item| {
        // Dates of this form compare as texts.
        let due = text(item, "invoice_due_date");
        asked.lets_pass("status", &text(item, "status"))
            && asked.lets_pass("document_type", &text(item, "document_type"))
            && asked.one("start_due_date").is_none_or(|start| *start <= *due)
            && asked.one("end_due_date").is_none_or(|end| *due <= *end)
    });
    items.sort_by_key(|item| {
        let key = match asked.one("sort") {
            None | Some("DUE_DATE") => text(item, "invoice_due_date"),
            Some("BILLING_PERIOD") => text(item, "billing_period_start_date"),
            Some("DOCUMENT_TYPE") => text(item, "document_type"),
            Some("TOTAL_AMOUNT") => {
                format!("{:020}", item["amount_billed_micro_currency"].as_i64().unwrap_or_default())
            }
            Some(_) => text(item, "id"),
        };
        (key, text(item, "id"))
    });
    if asked.one("order") == Some("DESCENDING") {
        items.reverse();
    }
    Ok(items)
}

fn invoice(id: &str, number: usize, account: &Account) -> Value {
    let seed = Seed::of("billing invoice", id);
    let first = NaiveDate::from_ymd_opt(2025, 1, 1).expect("a valid date");
    let start = first + Days::new(30 * number as u64);
    let amount = 1_000_000 + seed.chance("amount", 9_000_000_000);
    let item = json!({
        "id": id,
        "ad_account_id": account.id,
        "ad_account_name": account.name,
        "document_type": if number % 3 == 2 { "CREDIT_MEMO" } else { "INVOICE" },
        "status": if number % 2 == 1 { "OPEN" } else { "CLOSED" },
        "currency": account.currency,
        "bill_to_country": account.country,
        "amount_billed_micro_currency": amount,
        "amount_discount_micro_currency": seed.or_null("discount", 250_000),
        "amount_net_micro_currency": seed.or_null("net", amount - 250_000),
        "amount_tax_micro_currency": seed.or_null("tax", amount / 5),
        "billing_period_start_date": start.to_string(),
        "billing_period_end_date": (start + Days::new(29)).to_string(),
        "invoice_due_date": (start + Days::new(60)).to_string(),
        "payment_terms": "NET 30, \"strict\"",
    });
    seed.thinned(item, &["amount_tax_micro_currency", "payment_terms"])
}
