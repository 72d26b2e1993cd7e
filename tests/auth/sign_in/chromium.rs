//! A sign-in with a real browser.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tempfile::TempDir;
use url::Url;

use super::login::free_address;
use super::visitor::{end, page};
use super::{fail, login_at, sandbox, succeed};
use crate::support::sandbox::{Sandbox, has_program};
use crate::support::server::{App, Quirks, World};

/// A driver, which takes its browser with it when it goes.
struct Driver {
    process: Child,
    url: String,
    home: TempDir,
}

impl Driver {
    /// On a port that it looks for itself.
    fn start() -> Option<Self> {
        if !has_program("chromedriver") || !has_program("chromium") {
            return None;
        }
        let home = tempfile::tempdir().expect("a temporary folder");
        let mut process = Command::new("chromedriver")
            .args(["--port=0"])
            .env("HOME", home.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let lines = BufReader::new(process.stdout.take().expect("it is piped")).lines();
        let port = lines.map_while(Result::ok).find_map(|line| {
            Some(
                line.split_once("was started successfully on port ")?
                    .1
                    .trim_end_matches('.')
                    .to_owned(),
            )
        });
        let url = format!("http://127.0.0.1:{}", port.expect("a port"));
        Some(Driver { process, url, home })
    }

    async fn browser(&self) -> Client {
        let profile = format!("--user-data-dir={}", self.home.path().join("profile").display());
        let mut capabilities = Capabilities::new();
        let arguments = json!([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            profile
        ]);
        capabilities.insert("goog:chromeOptions".to_owned(), json!({ "args": arguments }));
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        builder.connect(&self.url).await.expect("a browser starts")
    }

    /// Does something with a browser.
    fn browse(&self, act: impl AsyncFnOnce(&Client)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime can be built").block_on(async {
            let browser = self.browser().await;
            act(&browser).await;
            browser.close().await.expect("the browser closes");
        });
    }

    /// Opens the consent page, presses a button, and waits for the page with `heading`.
    fn press(&self, page: &Url, button: &str, heading: &str) {
        self.browse(async |browser| {
            browser.goto(page.as_str()).await.expect("the page loads");
            let button = browser.find(Locator::Id(button)).await.expect("the button is there");
            button.click().await.expect("it can be pressed");
            // By its text, since the page that is being left has a heading too.
            let heading = format!("//h1[text()='{heading}']");
            let seen = browser.wait().for_element(Locator::XPath(&heading)).await;
            seen.unwrap_or_else(|error| panic!("{heading}: {error}"));
        });
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn somebody_allows_and_extracts_a_report() {
    let Some(driver) = Driver::start() else { return };
    let sandbox = sandbox(App::default());
    let mut login = login_at(&sandbox, &free_address()).spawn().expect("pinads starts");
    let (page, said) = page(&mut login);
    driver.press(&page, "allow", "pinads is signed in");
    let outcome = end(login, said);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let report = ["delivery-metrics", "--days-back", "2"];
    let rows = succeed(&mut sandbox.unattended(&report)).stdout;
    assert_eq!(rows, sandbox.succeed(&report));
    assert!(rows.lines().count() > 1, "{rows}");
}

#[test]
fn somebody_refuses() {
    let Some(driver) = Driver::start() else { return };
    let sandbox = sandbox(App::default());
    let mut login = login_at(&sandbox, &free_address()).spawn().expect("pinads starts");
    let (page, said) = page(&mut login);
    driver.press(&page, "refuse", "pinads is not signed in");
    let outcome = end(login, said);
    assert_eq!(outcome.code, Some(3));
    assert!(outcome.stderr.contains("did not grant access"), "{}", outcome.stderr);
    fail(3, &mut sandbox.unattended(&["users"]));
}

#[test]
fn an_answer_with_another_state_is_not_used() {
    let Some(driver) = Driver::start() else { return };
    let quirks = Quirks { wrong_state: true, ..Quirks::default() };
    let sandbox = Sandbox::new(World { quirks, ..World::sized(1, 2, 0, 0, 0) });
    let mut login = login_at(&sandbox, &free_address()).spawn().expect("pinads starts");
    let (page, said) = page(&mut login);
    driver.press(&page, "allow", "pinads is not signed in");
    let outcome = end(login, said);
    assert_eq!(outcome.code, Some(3));
    assert!(outcome.stderr.contains("`state` does not match"), "{}", outcome.stderr);
}

#[test]
fn somebody_never_answers() {
    let Some(driver) = Driver::start() else { return };
    // The five minutes take four seconds, so that the page is there long before they are over.
    let sandbox = Sandbox::at_speed(World::sized(1, 2, 0, 0, 0), 75.0);
    driver.browse(async |browser| {
        let mut login = login_at(&sandbox, &free_address()).spawn().expect("pinads starts");
        let (page, said) = page(&mut login);
        browser.goto(page.as_str()).await.expect("the page loads");
        let outcome = end(login, said);
        assert_eq!(outcome.code, Some(3), "{}", outcome.stderr);
        assert!(outcome.stderr.contains("pinads: the browser did not return within 5 min"));
        // It is still being asked.
        browser.find(Locator::Id("allow")).await.expect("the button is there");
    });
    assert_eq!(sandbox.server.count("/oauth/token"), 0);
    fail(3, &mut sandbox.unattended(&["users"]));
}
