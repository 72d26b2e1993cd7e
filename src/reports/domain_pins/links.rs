//! The links and titles of ranked Pins: from memory, from the list of own Pins, or from a request
//! for each Pin.

use futures_util::{StreamExt, TryStreamExt, stream};

use crate::api::Client;
use crate::api::request::{Category, Request};
use crate::error::{Kind, Result};
use crate::json::row::Row;
use crate::reports::domain_pins::details::{Details, Read};
use crate::reports::domain_pins::known_pins::KnownPins;
use crate::reports::domain_pins::own_list::OwnList;
use crate::reports::site::Site;

/// The details of these Pins. `only_site` is the site to which nearly all of them lead, if there is
/// one.
pub(super) async fn details(
    client: &Client,
    ids: &[String],
    only_site: Option<&Site>,
) -> Result<Read> {
    let mut known = KnownPins::recall(client);
    let mut read: Read = known.among(ids);
    let missing = |read: &Read| -> Vec<String> {
        ids.iter().filter(|id| !read.contains_key(*id)).cloned().collect()
    };
    let listed = OwnList::new(only_site).find(client, missing(&read)).await?;
    known.learn(&listed);
    read.extend(listed);
    let single = stream::iter(missing(&read)).map(|id| async move {
        let pin = single(client, &id).await?;
        Ok((id, pin))
    });
    let single: Read = client.ahead(single).try_collect().await?;
    known.learn(&single);
    read.extend(single);
    known.keep();
    Ok(read)
}

/// Nothing if the Pin of another user cannot be read.
async fn single(client: &Client, id: &str) -> Result<Option<Details>> {
    let request = Request::get(Category::OrgRead, ["pins", id]);
    match client.fetch::<Row>(&request).await {
        Ok(pin) => Ok(Some(Details::of(&pin))),
        // Pins of others may be private, or gone. Any other refusal would make rows disappear.
        Err(error)
            if error.kind == Kind::Refused && matches!(error.status, Some(401 | 403 | 404)) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
