//! The secrets in use, and text without them.
//!
//! The API, a proxy, or a library can repeat the secrets that they receive. All text for users and
//! logs passes through here; rows are data and stay exact.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{PoisonError, RwLock};

use memchr::memmem;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use url::Url;
use url::form_urlencoded::byte_serialize;
use zeroize::Zeroizing;

const REDACTED: &str = "[redacted]";

/// A shorter secret would remove common words. Tokens have dozens of characters.
const SHORTEST: usize = 8;

/// The start of a secret counts as the secret, because other programs cut texts.
const HEAD: usize = 12;

/// A shorter value in a link is no signature.
const SHORTEST_VALUE: usize = 16;

/// A link is valid for minutes: the register keeps only this many of the newest ones.
const MOST_LINKS: usize = 256;

const PINTEREST_TOKENS: [&str; 3] = ["pina_", "pinr_", "pinc_"];

static REGISTER: RwLock<Register> =
    RwLock::new(Register { secrets: Vec::new(), links: VecDeque::new() });

struct Register {
    secrets: Vec<Secret>,
    links: VecDeque<Secret>,
}

/// A secret in all its forms. The first is the secret itself.
struct Secret(Vec<Form>);

struct Form {
    text: Zeroizing<String>,
    /// A text with this many of its bytes has the secret.
    head: usize,
}

/// Removes this text from all later output.
pub(crate) fn register(secret: &str) {
    let mut register = REGISTER.write().unwrap_or_else(PoisonError::into_inner);
    if secret.len() >= SHORTEST && !register.secrets.iter().any(|it| it.is(secret)) {
        register.secrets.push(Secret::new(secret));
    }
}

/// The same for a link that opens without a token.
pub(crate) fn register_link(link: &Url) {
    let mut register = REGISTER.write().unwrap_or_else(PoisonError::into_inner);
    if !register.links.iter().any(|it| it.is(link.as_str())) {
        register.links.push_back(Secret::of_link(link));
    }
    if register.links.len() > MOST_LINKS {
        register.links.pop_front();
    }
}

/// The text without the secrets in use.
pub(crate) fn redacted(text: &str) -> Cow<'_, str> {
    without(text, known(text))
}

/// Foreign text, also without queries of links and words that look like tokens, which may be
/// secrets that this process does not know.
pub(crate) fn redacted_as_foreign(text: &str) -> Cow<'_, str> {
    let mut found = known(text);
    found.extend(queries(text));
    found.extend(PINTEREST_TOKENS.iter().flat_map(|prefix| tokens(text, prefix)));
    without(text, found)
}

fn known(text: &str) -> Vec<Range<usize>> {
    if text.len() < SHORTEST {
        return Vec::new();
    }
    let register = REGISTER.read().unwrap_or_else(PoisonError::into_inner);
    let secrets = register.secrets.iter().chain(&register.links);
    secrets.flat_map(|secret| &secret.0).flat_map(|form| form.find(text)).collect()
}

/// The queries of the addresses in a text.
fn queries(text: &str) -> impl Iterator<Item = Range<usize>> {
    // Plain, and as a value in the query of another address.
    const FORMS: [(&str, &str); 3] = [("://", "?"), ("%3A%2F%2F", "%3F"), ("%3a%2f%2f", "%3f")];
    FORMS.into_iter().flat_map(move |(scheme, mark)| {
        text.match_indices(scheme).filter_map(move |(at, _)| {
            let is_end = |c: char| c.is_whitespace() || "\"'`<>\\".contains(c);
            let end = text[at..].find(is_end).map_or(text.len(), |length| at + length);
            let query = at + text[at..end].find(mark)? + mark.len();
            (query < end).then_some(query..end)
        })
    })
}

fn tokens<'a>(text: &'a str, prefix: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
    text.match_indices(prefix).filter_map(|(at, _)| {
        let is_end = |c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-');
        let end = text[at..].find(is_end).map_or(text.len(), |length| at + length);
        (end - at >= HEAD).then_some(at..end)
    })
}

fn without(text: &str, mut found: Vec<Range<usize>>) -> Cow<'_, str> {
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    found.sort_by_key(|range| range.start);
    let mut redacted = String::with_capacity(text.len());
    let mut end = 0;
    for range in found {
        // A match that overlaps the last one, or follows it directly, is a part of it.
        if end == 0 || range.start > end {
            redacted += &text[end..range.start];
            redacted += REDACTED;
        }
        end = end.max(range.end);
    }
    Cow::Owned(redacted + &text[end..])
}

impl Secret {
    fn new(secret: &str) -> Self {
        let mut forms = vec![Form::of(secret)];
        // Unexpected encodings also keep letters and digits.
        let runs = secret.split(|c: char| !c.is_ascii_alphanumeric());
        forms.extend(runs.filter(|run| run.len() >= SHORTEST_VALUE).map(Form::of));
        let percent = Zeroizing::new(utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string());
        let query = Zeroizing::new(byte_serialize(secret.as_bytes()).collect::<String>());
        for encoded in [percent, query] {
            forms.push(Form::of(&in_small_hex(&encoded)));
            forms.push(Form::of(&encoded));
        }
        let json = in_json(secret);
        forms.push(Form::of(&in_json(&json)));
        forms.push(Form::of(&json));
        for shift in 0..3 {
            let base64 = base64(secret.as_bytes(), shift);
            forms.push(Form::of(&Zeroizing::new(base64.replace('+', "-").replace('/', "_"))));
            forms.push(Form::of(&base64));
        }
        let mut distinct: Vec<Form> = Vec::new();
        for form in forms {
            if form.head > 0 && !distinct.iter().any(|it| it.text == form.text) {
                distinct.push(form);
            }
        }
        Secret(distinct)
    }

    fn of_link(link: &Url) -> Self {
        // Other links, which are no secrets, have the same start.
        let mut forms = vec![Form::whole(link.as_str())];
        forms.extend(link.query().map(Form::whole));
        for pair in link.query().unwrap_or_default().split('&') {
            let value = pair.split_once('=').map_or(pair, |(_, value)| value);
            if value.len() >= SHORTEST_VALUE {
                let decoded =
                    Zeroizing::new(percent_decode_str(value).decode_utf8_lossy().into_owned());
                forms.extend(Secret::new(&decoded).0);
                forms.push(Form::of(value));
            }
        }
        forms.retain(|form| form.head > 0);
        Secret(forms)
    }

    fn is(&self, secret: &str) -> bool {
        self.0.first().is_some_and(|form| form.text.as_str() == secret)
    }
}

impl Form {
    fn of(text: &str) -> Self {
        Form { text: Zeroizing::new(text.to_owned()), head: text.len().min(HEAD) }
    }

    fn whole(text: &str) -> Self {
        Form { text: Zeroizing::new(text.to_owned()), head: text.len() }
    }

    /// Its place in a text, or that of its longest part.
    fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        let (bytes, form) = (text.as_bytes(), self.text.as_bytes());
        memmem::find_iter(bytes, &form[..self.head]).map(move |start| {
            let same = bytes[start..].iter().zip(form).take_while(|(a, b)| a == b).count();
            let mut end = start + same;
            // A backslash may escape the next character, which is not part of it.
            let is_open = |end: usize| same < form.len() && bytes[end - 1] == b'\\';
            while !text.is_char_boundary(end) || is_open(end) {
                end -= 1;
            }
            start..end
        })
    }
}

fn in_json(text: &str) -> Zeroizing<String> {
    let quoted = Zeroizing::new(serde_json::Value::from(text).to_string());
    Zeroizing::new(quoted[1..quoted.len() - 1].to_owned())
}

fn in_small_hex(encoded: &str) -> Zeroizing<String> {
    let mut digits = 0;
    let small = encoded.chars().map(|c| {
        let is_digit = digits > 0;
        digits = if c == '%' { 2 } else { u32::saturating_sub(digits, 1) };
        if is_digit { c.to_ascii_lowercase() } else { c }
    });
    Zeroizing::new(small.collect())
}

/// In the base64 of a longer text with this many bytes before it, modulo 3: the characters
/// that are of these bytes alone.
fn base64(bytes: &[u8], shift: usize) -> Zeroizing<String> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bit = |at: usize| usize::from(bytes[at / 8 - shift] >> (7 - at % 8) & 1);
    let character = |at: usize| {
        let bits = (6 * at..6 * at + 6).fold(0, |bits, at| bits << 1 | bit(at));
        char::from(ALPHABET[bits])
    };
    let first = (8 * shift).div_ceil(6);
    Zeroizing::new((first..8 * (shift + bytes.len()) / 6).map(character).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The register is that of all tests of this process: each has secrets of its own.
    fn check(secret: &str, text: &str, shown: &str) {
        register(secret);
        assert_eq!(redacted(text), shown, "{text}");
    }

    #[test]
    fn a_secret_is_removed_in_every_form() {
        let secret = "s3cr+t/\"w1th\\signs=";
        for (text, shown) in [
            ("a s3cr+t/\"w1th\\signs= b", "a [redacted] b"),
            (r#"{"a":"s3cr+t/\"w1th\\signs="}"#, r#"{"a":"[redacted]"}"#),
            ("a=s3cr%2Bt%2F%22w1th%5Csigns%3D&b", "a=[redacted]&b"),
            ("a=s3cr%2bt%2f%22w1th%5csigns%3d&b", "a=[redacted]&b"),
            ("s3cr+t/\"w1th\\sign…", "[redacted]…"),
            ("s3cr+t/\"w1th\\", "[redacted]\\"),
            ("s3cr+t/\"w1", "s3cr+t/\"w1"),
            ("s3cr+t/\"w1th\\signs=s3cr+t/\"w1th\\signs=", "[redacted]"),
            ("nothing", "nothing"),
        ] {
            check(secret, text, shown);
        }
        check("0123456789abcdef_GHI", "x_0123456789abcdef\\_GHI", "x_[redacted]\\_GHI");
        check("short", "a short word", "a short word");
    }

    #[test]
    fn the_base64_of_more_than_the_secret_shows_none_of_it() {
        register("cl1ent-s3cret-of-an-app");
        // Encoded by another program.
        for text in [
            "Basic MTQ0NzE6Y2wxZW50LXMzY3JldC1vZi1hbi1hcHA=",
            "Basic MTQ0NzE1OmNsMWVudC1zM2NyZXQtb2YtYW4tYXBw",
            "Basic MTQ0NzE1MTpjbDFlbnQtczNjcmV0LW9mLWFuLWFwcA==",
        ] {
            let shown = redacted(text);
            assert!(shown.contains(REDACTED) && shown.len() < 32, "{shown}");
        }
    }

    #[test]
    fn a_link_is_removed_with_its_signature_and_its_host_is_not() {
        let link = "https://files.example/a/b.json?part=1&signature=Zm9v%2BYmFyYmF6cXV1eA%3D%3D";
        register_link(&link.parse().expect("a link"));
        assert_eq!(redacted(&format!("no {link}!")), "no [redacted]!");
        assert_eq!(redacted("at Zm9v+YmFyYmF6cXV1eA== it"), "at [redacted] it");
        assert_eq!(redacted("at https://files.example/a/c"), "at https://files.example/a/c");
    }

    #[test]
    fn others_may_show_secrets_that_this_process_has_not_seen() {
        let shown = redacted_as_foreign("<https://a.example/b?c=d> pinr_0123456789x, pin_ pina_x");
        assert_eq!(shown, "<https://a.example/b?[redacted]> [redacted], pin_ pina_x");
        let encoded = "to=https%3A%2F%2Fa.example%2Fb%3Fsignature%3Dd";
        assert_eq!(redacted_as_foreign(encoded), "to=https%3A%2F%2Fa.example%2Fb%3F[redacted]");
    }

    #[test]
    fn the_register_has_the_newest_links_only() {
        let link = |at: usize| format!("https://l.example/?signature=0123456789abcdef{at:06}");
        for at in 0..2 * MOST_LINKS {
            register_link(&link(at).parse().expect("a link"));
        }
        let register = REGISTER.read().expect("no panic");
        assert!(register.links.len() <= MOST_LINKS);
        assert!(register.links.iter().any(|it| it.is(&link(2 * MOST_LINKS - 1))));
    }

    proptest! {
        // Each case adds a secret to the register, which makes the next one slower.
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn json_stays_json_and_any_text_is_fine(
            secret in "[!-~é]{12,40}", before in any::<String>(), cut in 0usize..40,
        ) {
            register(&secret);
            let cut: String = secret.chars().take(cut).collect();
            let text = format!("{before}{secret}{before}{cut}{before}");
            let json = serde_json::json!({ "a": text, "b": [before] }).to_string();
            let shown = redacted(&json);
            prop_assert!(serde_json::from_str::<serde_json::Value>(&shown).is_ok(), "{}", shown);
            prop_assert!(!redacted(&text).contains(&secret));
            redacted_as_foreign(&text);
        }
    }
}
