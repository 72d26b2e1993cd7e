//! The files that the fuzz targets in `src` mutate: responses of the test server, and state that
//! runs leave.

use std::env;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, mpsc};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{CONFIGURATION, RUN};
use crate::support::sandbox::{Outcome, Sandbox, kill};
use crate::support::server::{Fault, Limits, Reply, Sizes, Times, World};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fuzz/corpus");

/// If this variable is set, the files are made again.
const REMAKE: &str = "PINADS_REMAKE_CORPUS";

const TARGETS: [&str; 11] = [
    "config",
    "credentials",
    "dates",
    "in_place_of_data",
    "journal",
    "json",
    "ledger",
    "packed_file",
    "refusal",
    "report_file",
    "token_response",
];

const MOST_BYTES: u64 = 100_000;

/// Every option, in the forms that people type.
const DATES: [&str; 8] = [
    "--date=yesterday",
    "--date=2026-03-01",
    "--days-back=30 --include-today",
    "--days-back-from=10 --days-back-to=5",
    "--start-date=2026-02-28",
    "--start-date=9d --end-date=today",
    "--start-date=2024-02-29 --end-date=2026-03-09",
    "--start-date=2025-12-31 --end-date=1d",
];

/// A token that somebody put in the wrong place.
const MISPLACED: &[u8] =
    b"[profiles.default]\nformat = \"pina_0123456789abcdef\"\nmax-wait = \"1h 30m\"\n";

/// Small files are mutated more thoroughly.
const FEW_ROWS: &[u8] = br#"{"1":[{"A":1},{"A":-2.5e+3}],"2":[],"3":{"4":[{}]}}"#;

const ESCAPED_QUOTES: &[u8] = br#"{ "5\" wide" : ["\\", "a \" b", { "c/d~": -1.50e+3 }] }"#;

/// An error in all its fields, and data that looks like one.
const DETAILS: &[u8] =
    br#"{"status":"failure","code":"12","message":"Something went wrong","details":{}}"#;
const DATA: &[u8] = br#"{"code":12,"message":"Ten percent off","id":"7"}"#;

pub(super) fn has_small_files_of_every_target() {
    if env::var_os(REMAKE).is_some() {
        remake();
    }
    let mut size = 0;
    for target in TARGETS {
        let files = files(&Path::new(FOLDER).join(target));
        assert!(files.len() > 1, "{target}: `{REMAKE}=1 cargo test --locked --test cases corpus`");
        size += files.iter().map(|path| path.metadata().expect("a file").len()).sum::<u64>();
    }
    assert!(size <= MOST_BYTES, "{size} bytes");
}

fn remake() {
    fs::remove_dir_all(FOLDER).unwrap_or_default();
    reports();
    responses();
    refusals();
    state();
    sign_ins();
    keep("config", "every-key.toml", CONFIGURATION);
    keep("config", "misplaced-token.toml", MISPLACED);
    for (at, line) in DATES.into_iter().enumerate() {
        keep("dates", &format!("{at}.txt"), line.as_bytes());
    }
}

fn reports() {
    for (name, more) in [("daily.json", ""), ("total.json", "--granularity=total")] {
        let sandbox = small();
        let run = [&RUN[..], &["--via=async", "--columns=SPEND_IN_DOLLAR,CTR"]].concat();
        let run = run.into_iter().chain(Some(more).filter(|it| !it.is_empty())).collect::<Vec<_>>();
        let file = response(&sandbox, "metrics_report.txt", &run).body;
        keep("report_file", name, &file);
        keep("packed_file", &format!("{name}.gz"), &packed(&file));
    }
    keep("report_file", "few-rows.json", FEW_ROWS);
    let twice = [packed(b"{\"1\":["), packed(b"{\"A\":1}]}")].concat();
    keep("packed_file", "two-members.gz", &twice);
}

fn responses() {
    for (name, path, run) in [
        ("campaigns.json", "/campaigns", "delivery-metrics"),
        ("analytics.json", "/campaigns/analytics", "delivery-metrics --columns=SPEND_IN_DOLLAR"),
        ("user.json", "/user_account", "users"),
    ] {
        let run: Vec<_> = run.split(' ').collect();
        keep("json", name, &response(&small(), path, &run).body);
    }
    let text = String::from_utf8_lossy(&response(&small(), "/user_account", &["users"]).body)
        .replace("\":", "\" : ")
        .replace(',', " ,\n");
    keep("json", "spaced.json", text.as_bytes());
    keep("json", "quotes.json", ESCAPED_QUOTES);
    let missing = response(&small(), "/boards/1", &["get", "/boards/1"]).body;
    keep("in_place_of_data", "missing.json", &missing);
    keep("in_place_of_data", "details.json", DETAILS);
    keep("in_place_of_data", "data.json", DATA);
    // Its feeds have secrets.
    let sizes = Sizes { of_a_kind: Some(2), ..Sizes::NOTHING };
    let shop = Sandbox::at_speed(World { sizes, ..World::sized(1, 0, 0, 0, 0) }, 20.0);
    let run = ["get", "/catalogs/feeds"];
    let feeds = response(&shop, "/catalogs/feeds", &run).body;
    let escaped = String::from_utf8_lossy(&feeds).replace("credentials", "cr\\u0065dentials");
    keep("json", "feeds.json", &feeds);
    keep("json", "escaped.json", escaped.as_bytes());
}

fn refusals() {
    let limits = Limits { hour: Some(3), ..Limits::default() };
    let limited = Sandbox::at_speed(World { limits, ..World::sized(1, 2, 0, 0, 0) }, 20.0);
    limited.run(&["users"]);
    limited.run(&["users"]);
    // The server refuses the next request with the same headers.
    let limit = response(&limited, "/user_account", &["users"]);
    let body = br#"{"code":8,"message":"You have exceeded your rate limit."}"#.to_vec();
    let mut seen = vec![("limit.txt", Reply { status: 429, body, ..limit })];
    seen.push(("success.txt", response(&small(), "/user_account", &["users"])));
    seen.push(("not-found.txt", response(&small(), "/boards/1", &["get", "/boards/1"])));
    let said = |status, message: &str| {
        let body = serde_json::json!({ "code": 8, "message": message }).to_string().into_bytes();
        let headers = vec![
            ("retry-after", "Tue, 10 Mar 2026 12:00:30 GMT".to_owned()),
            ("date", "Tue, 10 Mar 2026 11:58:00 GMT".to_owned()),
            ("x-ratelimit-remaining", "0".to_owned()),
            ("x-ratelimit-reset", "67150".to_owned()),
            ("x-pinterest-rid", "pina_0123456789abcdef".to_owned()),
        ];
        Reply { status, headers, body }
    };
    seen.push(("wait.txt", said(429, "Retry after 3 seconds, pina_0123456789abcdef")));
    seen.push(("days.txt", said(400, "You can only get data from the last 90 days.")));
    for (name, Reply { status, headers, body }) in seen {
        let mut text = format!("{status}\n").into_bytes();
        for (header, value) in headers {
            text.extend(format!("{header}: {value}\n").into_bytes());
        }
        text.push(b'\n');
        text.extend(body);
        keep("refusal", name, &text);
    }
}

/// The ledgers of a user and an app, and the journal of a killed run.
fn state() {
    let sandbox = small();
    sandbox.succeed(&[&RUN[..], &["--via=async"]].concat());
    for file in files(&sandbox.path("state/budget")) {
        if file.extension() == Some("json".as_ref()) {
            let bytes = fs::read(&file).expect("a ledger");
            let of_app = file.file_name().is_some_and(|it| it.to_string_lossy().starts_with("app"));
            keep("ledger", if of_app { "app.json" } else { "user.json" }, &bytes);
        }
    }
    let refused = Fault::Status {
        status: 429,
        headers: vec![("retry-after", "7200".to_owned())],
        body: r#"{"code":8,"message":"Too many requests"}"#.to_owned(),
    };
    let sandbox = small();
    sandbox.server.inject("/user_account", Times::Once, refused);
    sandbox.fail(5, &["users", "--max-wait=1m"]);
    let ledgers = files(&sandbox.path("state/budget"));
    let ledger = ledgers.iter().find(|path| path.extension() == Some("json".as_ref()));
    keep("ledger", "held.json", &fs::read(ledger.expect("a ledger")).expect("a ledger"));
    let long = br#"{"requests":[],"held":{},"learned":{"ads_read_app_id_user_id":{"rates":[{"limit":1,"seconds":60}],"at":1773144000000000000}}}"#;
    keep("ledger", "stated.json", long);
    for (name, path) in [("one.journal", "/campaigns"), ("more.journal", "/campaigns/analytics")] {
        let sandbox = Sandbox::at_speed(World::sized(3, 2, 0, 0, 0), 20.0);
        let hold = sandbox.server.hold(path, false);
        let killed = sandbox
            .start(&[&RUN[..], &["--all-ad-accounts", "--resume", "-o", "out.csv"]].concat());
        hold.wait();
        kill(killed);
        hold.release();
        let journals = files(&sandbox.path("state/journal"));
        keep("journal", name, &fs::read(&journals[0]).expect("a journal"));
    }
}

fn sign_ins() {
    let sandbox = small();
    sandbox.sign_in(&[]);
    let file = sandbox.path("config/credentials/default.json");
    keep("credentials", "code.json", &fs::read(&file).expect("credentials"));
    sandbox.server.expire_access_tokens();
    let mut users = sandbox.unattended(&["users"]);
    let reply = captured(&sandbox, "/oauth/token", || Outcome::run(&mut users));
    keep("token_response", "refreshed.json", &reply.body);
    keep("credentials", "refreshed.json", &fs::read(&file).expect("credentials"));
    let sandbox = small();
    let mut login =
        sandbox.signed_out(&["auth", "login", "--client-credentials", "--store", "file"]);
    let reply = captured(&sandbox, "/oauth/token", || Outcome::run(&mut login));
    keep("token_response", "app.json", &reply.body);
    let file = sandbox.path("config/credentials/default.json");
    keep("credentials", "app.json", &fs::read(file).expect("credentials"));
}

fn small() -> Sandbox {
    let sizes = Sizes { boards: 1, pins: 1, ..Sizes::NOTHING };
    Sandbox::at_speed(World { sizes, ..World::sized(1, 2, 0, 0, 0) }, 20.0)
}

/// The first response to a request whose path ends like this.
fn response(sandbox: &Sandbox, path: &str, run: &[&str]) -> Reply {
    captured(sandbox, path, || sandbox.run(run))
}

fn captured(sandbox: &Sandbox, path: &str, run: impl FnOnce() -> Outcome) -> Reply {
    let (sender, receiver) = mpsc::channel();
    let sender = Mutex::new(sender);
    let copy = move |reply: Reply| {
        sender.lock().expect("no panic").send(reply.clone()).expect("a receiver");
        reply
    };
    sandbox.server.inject(path, Times::Once, Fault::Altered(Arc::new(copy)));
    run();
    receiver.try_recv().unwrap_or_else(|_| panic!("no response to {path}"))
}

fn packed(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text).expect("a vector takes all bytes");
    encoder.finish().expect("a vector takes all bytes")
}

fn keep(target: &str, name: &str, bytes: &[u8]) {
    let folder = Path::new(FOLDER).join(target);
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join(name), bytes).expect("writable");
}

/// The files in a folder, in the order of their names.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}
