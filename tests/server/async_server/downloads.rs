//! The file of a report, and what can go wrong with it.

use std::io::Read;

use flate2::read::GzDecoder;
use serde_json::{Value, json};

use super::api::{Api, download, download_bytes};
use crate::support::server::{Fault, Quirks, Times, World};

const FILE: &str = "metrics_report.txt";

fn api(quirks: Quirks) -> Api {
    Api::new(World { quirks, ..World::sample() })
}

#[test]
fn a_link_opens_for_its_signature_alone() {
    let api = api(Quirks::default());
    let link = api.link(&json!({}));
    let other = api.link(&json!({ "level": "AD_GROUP" }));
    let (place, signature) = link.split_once('=').expect("a signature");
    let (other_place, _) = other.split_once('=').expect("a signature");
    let token = api.server.world().token.clone();
    for (link, authorization, status, code) in [
        (link.clone(), Some(format!("Bearer {token}")), 400, "InvalidArgument"),
        (link.clone(), Some("Basic QQ==".to_owned()), 400, "InvalidArgument"),
        (format!("{place}=unknown"), None, 403, "SignatureDoesNotMatch"),
        (place.replace("?signature", ""), None, 403, "SignatureDoesNotMatch"),
        (format!("{other_place}={signature}"), None, 403, "SignatureDoesNotMatch"),
    ] {
        let headers: Vec<_> =
            authorization.iter().map(|value| ("Authorization", value.as_str())).collect();
        let answer = download(&link, &headers);
        assert_eq!(answer.status, status, "{answer:?}");
        assert!(answer.head.contains("content-type: application/xml"), "{answer:?}");
        assert!(answer.body.contains(&format!("<Code>{code}</Code>")), "{answer:?}");
    }
    let log = api.server.download_log();
    let shown: Vec<_> = log.iter().map(|exchange| exchange.authorization).collect();
    assert_eq!(shown, [true, true, false, false, false]);
    let answer = download(&link, &[]);
    assert_eq!(answer.status, 200);
    assert!(answer.head.contains("content-type: binary/octet-stream"), "{answer:?}");
}

#[test]
fn a_part_of_the_file_can_be_asked_for() {
    let api = api(Quirks::default());
    let link = api.link(&json!({}));
    let file = download(&link, &[]).body;
    let length = file.len();
    let last = length - 1;
    for (range, status, expected, place) in [
        ("bytes=0-9", 206, &file[..10], format!("bytes 0-9/{length}")),
        ("bytes=10-", 206, &file[10..], format!("bytes 10-{last}/{length}")),
        ("bytes=-5", 206, &file[length - 5..], format!("bytes {}-{last}/{length}", length - 5)),
        ("bytes=10-999999999", 206, &file[10..], format!("bytes 10-{last}/{length}")),
        ("bytes=0-1,5-6", 200, &file[..], String::new()),
        ("bytes=9-3", 200, &file[..], String::new()),
        ("lines=1-2", 200, &file[..], String::new()),
    ] {
        let answer = download(&link, &[("Range", range)]);
        assert_eq!((answer.status, &*answer.body), (status, expected), "{range}");
        let told = answer.head.lines().find_map(|line| line.strip_prefix("content-range: "));
        assert_eq!(told.unwrap_or_default(), place, "{range}");
        assert!(answer.head.contains("accept-ranges: bytes"));
    }
    let beyond = download(&link, &[("Range", &format!("bytes={length}-"))]);
    assert_eq!(beyond.status, 416);
    assert!(beyond.head.contains(&format!("content-range: bytes */{length}")), "{beyond:?}");
    let log = api.server.download_log();
    assert_eq!(log[1].range.as_deref(), Some("bytes=0-9"));
}

#[test]
fn the_file_may_come_whole_packed_or_from_elsewhere() {
    let plain = api(Quirks::default()).file(&json!({}));
    let whole = api(Quirks { no_ranges: true, ..Quirks::default() });
    let answer = download(&whole.link(&json!({})), &[("Range", "bytes=3-5")]);
    assert_eq!((answer.status, answer.body), (200, plain.clone()));
    assert!(!answer.head.contains("range"), "{}", answer.head);

    let packed = api(Quirks { packed_files: true, ..Quirks::default() });
    let (head, bytes) = download_bytes(&packed.link(&json!({})));
    assert!(head.contains("content-encoding: gzip"), "{head}");
    let mut text = String::new();
    GzDecoder::new(&*bytes).read_to_string(&mut text).expect("packed text");
    assert_eq!(text, plain);

    let redirected = api(Quirks { redirected_files: true, ..Quirks::default() });
    let answer = download(&redirected.link(&json!({})), &[]);
    assert_eq!(answer.status, 307);
    let place = answer.head.lines().find_map(|line| line.strip_prefix("location: "));
    assert_eq!(download(place.expect("a place"), &[]).body, plain);
    assert_eq!(redirected.server.download_log().len(), 2);
}

#[test]
fn faults_spoil_the_file_and_not_the_report() {
    let api = api(Quirks::default());
    let link = api.link(&json!({}));
    let file = download(&link, &[]).body;
    let status = |status| Fault::Status { status, headers: vec![], body: String::new() };
    for (fault, expected, body) in [
        (Fault::Close, 0, ""),
        (Fault::Reset, 0, ""),
        (status(503), 503, ""),
        (Fault::CutBody { reset: false }, 200, &file[..file.len() / 2]),
        (Fault::CutAt(7), 200, &file[..7]),
        (Fault::CutAt(0), 200, ""),
        (Fault::Truncate(20), 200, &file[..20]),
    ] {
        let is_whole = matches!(fault, Fault::Truncate(_));
        api.server.inject(FILE, Times::Once, fault);
        let answer = download(&link, &[]);
        assert_eq!((answer.status, &*answer.body), (expected, body));
        let length = if is_whole { body.len() } else { file.len() };
        let promised = format!("content-length: {length}");
        assert!(expected != 200 || answer.head.contains(&promised), "{answer:?}");
        let parsed: Result<Value, _> = serde_json::from_str(&answer.body);
        assert!(parsed.is_err());
        assert_eq!(download(&link, &[]).body, file);
    }
    let statuses: Vec<_> = api.server.download_log().iter().map(|one| one.status).collect();
    assert_eq!(
        statuses[1..].iter().step_by(2).copied().collect::<Vec<_>>(),
        [0, 0, 503, 0, 0, 0, 200]
    );
}
