//! Ids of Pinterest, as options take them.

/// Ids are digits: anything else would name another endpoint or nothing.
pub(crate) fn id(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    let is_id = (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_id.then(|| text.to_owned()).ok_or("an id is a number of up to 20 digits")
}
