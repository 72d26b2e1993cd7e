//! Requests that are held until a test lets them go.

use std::thread;
use std::time::{Duration, Instant};

use super::api::Api;
use super::forms::{BASIC, app};
use crate::support::plain_http::encoded;
use crate::support::server::{Fault, Issued, Times};

#[test]
fn a_held_request_waits_before_or_after_its_effect() {
    for answered in [false, true] {
        let api = Api::new(app());
        let Issued { access_token, refresh_token, .. } = api.server.issue(&["ads:read"]);
        let hold = api.server.hold("/oauth/token", answered);
        thread::scope(|scope| {
            let waiting = scope.spawn(|| api.refresh(&refresh_token));
            hold.wait();
            hold.wait();
            assert_eq!(api.server.refreshes(), usize::from(answered));
            assert_eq!(api.server.log().last().map(|exchange| exchange.status), Some(0));
            // All others go their way.
            assert!(api.takes(&access_token));
            assert_eq!(api.refresh(&refresh_token).status, if answered { 401 } else { 200 });
            hold.release();
            let status = waiting.join().expect("it is answered").status;
            assert_eq!(status, if answered { 200 } else { 401 });
            assert_eq!(api.server.log()[0].status, status);
        });
    }
}

#[test]
fn a_hold_that_has_ended_leaves_no_trace() {
    let api = Api::new(app());
    let access_token = api.server.issue(&["ads:read"]).access_token;
    drop(api.server.hold("/ad_accounts", false));
    let failing = Fault::Status { status: 503, headers: vec![], body: String::new() };
    api.server.inject("/ad_accounts", Times::Once, failing);
    assert_eq!(api.get("/v5/ad_accounts", &access_token).status, 503);
    assert!(api.takes(&access_token));
}

#[test]
fn what_was_received_is_done_even_if_nobody_waits_for_it() {
    for answered in [false, true] {
        let api = Api::new(app());
        let refresh_token = api.server.issue(&["ads:read"]).refresh_token;
        let hold = api.server.hold("/oauth/token", answered);
        let form = encoded(&[("grant_type", "refresh_token"), ("refresh_token", &refresh_token)]);
        let stream = api.ask("POST /v5/oauth/token", BASIC, Some(&form));
        hold.wait();
        drop(stream);
        assert_eq!(api.server.refreshes(), usize::from(answered));
        hold.release();
        let started = Instant::now();
        while api.server.log()[0].status == 0 {
            assert!(started.elapsed() < Duration::from_secs(30), "it goes on");
            thread::sleep(Duration::from_millis(1));
        }
        assert_eq!(api.server.refreshes(), 1);
    }
}
