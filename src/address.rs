//! Which addresses may be told a secret.

use url::{Host, Url};

/// Encrypted, or on this machine: a secret does not leave it in the clear.
pub(crate) fn is_safe(address: &Url) -> bool {
    let is_local = match address.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    match address.scheme() {
        "https" => true,
        "http" => is_local,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_safe;

    #[test]
    fn a_secret_is_not_sent_in_the_clear() {
        for (address, safe) in [
            ("https://api.pinterest.com/v5", true),
            ("http://127.0.0.1:8080/v5", true),
            ("http://localhost/v5", true),
            ("http://[::1]:1/v5", true),
            ("http://api.pinterest.com/v5", false),
            ("ftp://127.0.0.1/", false),
        ] {
            assert_eq!(is_safe(&address.parse().expect("a URL")), safe, "{address}");
        }
    }
}
