//! Where connections go: through a proxy or not, and never where a stranger wants them.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;

use crate::output::disk::with_mounts;
use crate::support::sandbox::{Outcome, Sandbox, has_program};
use crate::support::server::{Fault, Reply, Times, World};

const RUN: [&str; 3] = ["delivery-metrics", "--days-back", "1"];
const REPORT: [&str; 4] = ["delivery-metrics", "--days-back=30", "--via", "async"];

const PROXIES: [&str; 6] =
    ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"];

#[test]
fn an_api_on_this_machine_is_reached_without_a_proxy() {
    let sandbox = Sandbox::hasty(World::sized(1, 2, 0, 0, 0));
    // Nobody listens there any more.
    let gone = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let proxy = format!("http://{}", gone.local_addr().expect("an address"));
    drop(gone);
    let run = |exceptions: &[(&str, &str)], arguments: &[&str]| {
        let mut command = sandbox.command(arguments);
        command.envs(PROXIES.map(|name| (name, &proxy))).envs(exceptions.iter().copied());
        Outcome::run(&mut command)
    };
    let rows = sandbox.succeed(&RUN);
    for exceptions in [&[][..], &[("NO_PROXY", "*")], &[("no_proxy", "pinterest.example, *")]] {
        let outcome = run(exceptions, &RUN);
        assert_eq!((outcome.code, &outcome.stdout), (Some(0), &rows), "{}", outcome.stderr);
        let outcome = run(exceptions, &REPORT);
        assert_eq!(outcome.code, Some(0), "the downloads as well: {}", outcome.stderr);
    }
    let asked = sandbox.server.asked();
    let outcome = run(&[("NO_PROXY", "")], &RUN);
    assert_eq!(outcome.code, Some(5), "it was requested: {}", outcome.stderr);
    assert_eq!(sandbox.server.asked(), asked);
}

/// A sandbox whose API gives this link to a report.
fn linking_to(link: &'static str) -> Sandbox {
    let sandbox = Sandbox::hasty(World::sized(1, 2, 0, 0, 0));
    let altered = move |mut reply: Reply| {
        let mut answer: serde_json::Value = serde_json::from_slice(&reply.body).expect("JSON");
        if answer["url"].is_string() {
            answer["url"] = link.into();
        }
        reply.body = answer.to_string().into_bytes();
        reply
    };
    sandbox.server.inject("GET /reports", Times::Always, Fault::Altered(Arc::new(altered)));
    sandbox
}

#[test]
fn a_link_leads_to_no_near_network() {
    for link in [
        "https://169.254.169.254/latest",
        "https://[fe80::1]/latest",
        "https://[::ffff:169.254.169.254]/latest",
        "https://0.0.0.0/latest",
        "https://[::]/latest",
        "http://example.com/latest",
        "file:///etc/hostname",
    ] {
        let stderr = linking_to(link).fail(5, &REPORT);
        assert!(stderr.contains("an unsafe download address"), "{link}: {stderr}");
        assert!(!stderr.contains("latest"), "the address is not told: {stderr}");
    }
}

#[test]
fn a_redirect_leads_to_no_near_network() {
    let sandbox = Sandbox::hasty(World::sized(1, 2, 0, 0, 0));
    for place in
        ["https://169.254.169.254/latest", "https://[::ffff:169.254.1.1]/", "ftp://x.example/"]
    {
        let headers = vec![("location", place.to_owned())];
        let redirect = Fault::Status { status: 302, headers, body: String::new() };
        sandbox.server.inject("metrics_report.txt", Times::Always, redirect);
        let stderr = sandbox.fail(5, &[&REPORT[..], &["-v"]].concat());
        assert!(stderr.contains("to an unsafe address"), "{place}: {stderr}");
        sandbox.server.forget_faults();
    }
}

#[test]
fn a_name_leads_to_no_near_network() {
    if !has_program("unshare") {
        return;
    }
    let sandbox = linking_to("https://metadata.example/latest");
    let script = "set -e; echo 169.254.169.254 metadata.example >hosts; \
                  mount --bind hosts /etc/hosts; exec \"$@\"";
    let outcome =
        Outcome::run(&mut with_mounts(script, &sandbox.command(&[&REPORT[..], &["-v"]].concat())));
    assert_eq!(outcome.code, Some(5), "{}", outcome.stderr);
    assert!(
        outcome.stderr.contains("resolves to this machine or to a link-local"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn the_address_of_the_api_has_nothing_that_no_request_would_keep() {
    let sandbox = Sandbox::new(World::sized(1, 2, 0, 0, 0));
    let url = sandbox.server.url();
    let with =
        |before: &str, after: &str| url.replace("http://", &format!("http://{before}")) + after;
    for address in [
        with("", "?"),
        with("", "?a=b"),
        with("", "/?a=b"),
        with("", "#"),
        with("", "#part"),
        with("somebody@", ""),
        with("somebody:sesame@", ""),
    ] {
        let stderr = sandbox.fail(2, &["users", "--api-url", &address]);
        assert!(stderr.contains("`--api-url` takes no query, fragment"), "{address}: {stderr}");
        assert!(stderr.contains(&format!("hint: use `--api-url {url}`")), "{address}: {stderr}");
        assert!(!stderr.contains("sesame"), "{stderr}");
        let mut command = sandbox.command(&["users"]);
        assert_eq!(Outcome::run(command.env("PINADS_API_URL", &address)).code, Some(2));
    }
    assert_eq!(sandbox.server.asked(), 0);
    sandbox.succeed(&["users", "--api-url", &with("", "/")]);
}
