//! Connections: the proxy that they use, and the networks that names can lead to.

use std::env;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

use reqwest::ClientBuilder;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::task::spawn_blocking;
use url::Url;

use crate::api::address::{Near, is_localhost, near, near_ip};

/// The common settings of all connections to this place. The timeout applies to the time between
/// two bytes.
pub(super) fn builder(timeout: Duration, place: &Url) -> ClientBuilder {
    let agent = concat!("pinads/", env!("CARGO_PKG_VERSION"));
    let builder =
        reqwest::Client::builder().user_agent(agent).connect_timeout(timeout).read_timeout(timeout);
    let exceptions = ["NO_PROXY", "no_proxy"].into_iter().find_map(|name| env::var(name).ok());
    if is_direct(place, exceptions.as_deref()) { builder.no_proxy() } else { builder }
}

/// Does the connection bypass the proxy in `HTTPS_PROXY`? A proxy on another machine cannot reach
/// this machine; an empty `NO_PROXY` makes it try anyway. For reqwest, `*` covers names only.
fn is_direct(place: &Url, exceptions: Option<&str>) -> bool {
    match exceptions.map(str::trim) {
        Some("") => false,
        Some(list) if list.split(',').any(|entry| entry.trim() == "*") => true,
        _ => near(place) == Some(Near::Loopback),
    }
}

/// Resolves names, but not to a near network, unless the API is there.
pub(super) struct Resolver {
    api: Option<Near>,
    /// The hosts of the proxies, which may be in a near network.
    proxies: Vec<String>,
}

impl Resolver {
    pub(super) fn new(api: &Url) -> Arc<Self> {
        let variables = env::vars().filter(|(name, _)| name.to_lowercase().ends_with("_proxy"));
        let host = |(_, address): (String, String)| {
            let address =
                Url::parse(&address).or_else(|_| Url::parse(&format!("http://{address}")));
            address.ok()?.host_str().map(str::to_owned)
        };
        Arc::new(Resolver { api: near(api), proxies: variables.filter_map(host).collect() })
    }
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let name = name.as_str().to_owned();
        // An address with the name `localhost` is refused or allowed earlier, so this one belongs
        // to a proxy.
        let is_trusted = is_localhost(&name) || self.proxies.contains(&name);
        let api = self.api;
        Box::pin(async move {
            let found = spawn_blocking(move || (name.as_str(), 0).to_socket_addrs()).await??;
            let may_be_visited = |address: &SocketAddr| {
                near_ip(address.ip()).is_none_or(|network| is_trusted || Some(network) == api)
            };
            let allowed: Vec<_> = found.filter(may_be_visited).collect();
            if allowed.is_empty() {
                let why = "the host name resolves to this machine or to a link-local address";
                return Err(io::Error::other(why).into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_places_are_reached_without_a_proxy() {
        let is_direct =
            |place: &str, exceptions| is_direct(&place.parse().expect("a URL"), exceptions);
        for local in ["http://127.0.0.1:8080/v5", "http://localhost/v5", "http://[::1]/v5"] {
            for exceptions in [None, Some("example.com"), Some("*")] {
                assert!(is_direct(local, exceptions), "{local} {exceptions:?}");
            }
            assert!(!is_direct(local, Some("")), "{local}");
        }
        for place in
            ["https://api.pinterest.com/v5", "https://203.0.113.7/v5", "https://[2600::1]/"]
        {
            assert!(
                is_direct(place, Some("*")) && is_direct(place, Some("x.example, *")),
                "{place}"
            );
            for exceptions in [None, Some(""), Some("x.example")] {
                assert!(!is_direct(place, exceptions), "{place} {exceptions:?}");
            }
        }
    }

    #[test]
    fn a_name_leads_to_a_near_network_only_where_the_api_is() {
        let lookup = |name: &str, api: Option<Near>, proxies: &[&str]| {
            let proxies = proxies.iter().map(|&name| name.to_owned()).collect();
            let name = name.parse().expect("a name");
            let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
            runtime.block_on(Resolver { api, proxies }.resolve(name)).map(Iterator::count)
        };
        // IP addresses resolve without a network.
        for name in
            ["127.0.0.1", "169.254.169.254", "0.0.0.0", "::1", "::ffff:127.0.0.1", "fe80::1"]
        {
            let error = lookup(name, None, &[]).expect_err(name);
            assert!(error.to_string().contains("resolves to this machine"), "{error}");
            assert_eq!(lookup(name, None, &[name]).expect(name), 1, "a proxy");
        }
        assert_eq!(lookup("127.0.0.1", Some(Near::Loopback), &[]).expect("allowed"), 1);
        assert!(lookup("169.254.169.254", Some(Near::Loopback), &[]).is_err());
        assert_eq!(lookup("203.0.113.7", None, &[]).expect("allowed"), 1);
    }
}
