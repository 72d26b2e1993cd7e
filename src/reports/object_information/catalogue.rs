//! Every object type, and the words that name them.

use clap_complete::CompletionCandidate;

use crate::options;
use crate::options::nearest::nearest;
use crate::reports::field::fields_of_type;
use crate::reports::more::ObjectTypeFacts;
use crate::reports::object_information::object_type::ObjectType;
use crate::reports::object_information::of_ad_account::OF_AD_ACCOUNT;
use crate::reports::object_information::of_business::OF_BUSINESS;
use crate::reports::object_information::of_campaigns::OF_CAMPAIGNS;
use crate::reports::object_information::of_user::OF_USER;

/// Every object type.
pub(super) fn all() -> impl Iterator<Item = &'static ObjectType> {
    OF_CAMPAIGNS.iter().chain(OF_AD_ACCOUNT).chain(OF_USER).chain(OF_BUSINESS)
}

/// For `pinads reports object-information`.
pub(super) fn facts() -> Vec<ObjectTypeFacts> {
    let facts = |known: &ObjectType| ObjectTypeFacts {
        name: known.name,
        endpoint: known.endpoint,
        scopes: known.scopes,
        columns: fields_of_type(known.name, known.columns).collect(),
    };
    all().map(facts).collect()
}

/// The type that a word means, in any case and with `-` or `_`.
pub(super) fn parse(word: &str) -> Result<&'static ObjectType, String> {
    let plain = word.trim().to_lowercase().replace('_', "-");
    all().find(|known| known.name == plain || known.aliases.contains(&plain.as_str())).ok_or_else(
        || match nearest(&plain, names()) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!("the object types are {}", names().collect::<Vec<_>>().join(", ")),
        },
    )
}

pub(super) fn candidates() -> Vec<CompletionCandidate> {
    options::candidates(names())
}

fn names() -> impl Iterator<Item = &'static str> {
    all().map(|known| known.name)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_word_means_one_type() {
        let words = all().flat_map(|known| known.aliases.iter().copied().chain([known.name]));
        let mut seen = HashSet::new();
        for word in words {
            assert!(seen.insert(word), "{word}");
            assert!(parse(&word.to_uppercase().replace('-', "_")).is_ok(), "{word}");
        }
        assert!(parse("bananas").expect_err("unknown").contains("campaigns, ad-groups, ads"));
    }
}
