//! Addresses that can receive a secret, and the networks that a foreign address can lead to.

use std::net::IpAddr;

use url::{Host, Url};

/// Networks that are not the internet. An address in one of them may be an attempt to reach a
/// service that only this machine can use, such as the metadata service of a cloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Near {
    Loopback,
    LinkLocal,
    /// `0.0.0.0` and `::`, which lead to this machine as well.
    Unspecified,
}

/// Encrypted, or on this machine: a secret does not leave it in the clear.
pub(crate) fn is_safe(address: &Url) -> bool {
    match address.scheme() {
        "https" => true,
        "http" => near(address) == Some(Near::Loopback),
        _ => false,
    }
}

/// The network of an address, if it is not the internet. The network of a name other than
/// `localhost` is known only after it is resolved.
pub(crate) fn near(address: &Url) -> Option<Near> {
    match address.host()? {
        Host::Domain(name) => is_localhost(name).then_some(Near::Loopback),
        Host::Ipv4(ip) => near_ip(ip.into()),
        Host::Ipv6(ip) => near_ip(ip.into()),
    }
}

pub(crate) fn near_ip(ip: IpAddr) -> Option<Near> {
    match ip.to_canonical() {
        ip if ip.is_loopback() => Some(Near::Loopback),
        ip if ip.is_unspecified() => Some(Near::Unspecified),
        IpAddr::V4(ip) if ip.is_link_local() => Some(Near::LinkLocal),
        IpAddr::V6(ip) if ip.is_unicast_link_local() => Some(Near::LinkLocal),
        _ => None,
    }
}

/// The name, and those below it.
pub(crate) fn is_localhost(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

/// May an address that the API gave be visited? Near networks may be where the API itself is.
pub(crate) fn may_be_visited(address: &Url, api: &Url) -> bool {
    is_safe(address) && near(address).is_none_or(|network| Some(network) == near(api))
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn what_the_api_gives_leads_to_no_near_network_but_its_own() {
        let url = |text: &str| text.parse::<Url>().expect("a URL");
        let may = |address: &str, api: &str| may_be_visited(&url(address), &url(api));
        let (pinterest, local) = ("https://api.pinterest.com/v5", "http://127.0.0.1:8080/v5");
        let of_this_machine = [
            "https://127.0.0.1/",
            "https://127.8.9.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://localhost/",
            "https://LOCALHOST./",
            "https://x.localhost/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
        ];
        for address in of_this_machine {
            assert!(!may(address, pinterest), "{address}");
            assert!(may(address, local), "{address}");
        }
        let of_other_networks = [
            "https://169.254.169.254/",
            "https://[fe80::1]/",
            "https://[::ffff:169.254.169.254]/",
            "https://0.0.0.0/",
            "https://[::]/",
        ];
        for address in of_other_networks {
            assert!(!may(address, pinterest), "{address}");
            assert!(!may(address, local), "{address}");
        }
        for address in ["https://s3.amazonaws.com/x", "https://10.0.0.1/", "https://[2600::1]/"] {
            assert!(may(address, pinterest) && may(address, local), "{address}");
        }
        assert!(!may("http://s3.amazonaws.com/x", pinterest));
    }
}
