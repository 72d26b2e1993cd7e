//! Somebody who looks at the consent page without a browser.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::thread;

use url::Url;

use crate::support::plain_http::{Answer, ask, encoded};
use crate::support::sandbox::Outcome;

/// Where the page sends somebody who has decided so.
fn decide(page: &Url, decision: &str) -> Url {
    let shown = Answer::read(ask(page, "GET", &[], None));
    assert_eq!(shown.status, 200, "{shown:?}");
    let consent = page.join("/oauth/consent").expect("an address");
    let mut fields: Vec<_> = page.query_pairs().collect();
    fields.push(("decision".into(), decision.into()));
    let fields: Vec<_> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    let answer = Answer::read(ask(&consent, "POST", &[], Some(&encoded(&fields))));
    assert_eq!(answer.status, 302, "{answer:?}");
    let back = answer.head.lines().find_map(|line| line.strip_prefix("location: "));
    back.expect("a way back").parse().expect("an address")
}

pub(crate) fn allow(page: &Url) -> Url {
    decide(page, "allow")
}

pub(crate) fn refuse(page: &Url) -> Url {
    decide(page, "refuse")
}

/// Runs a login and pastes what the decision leads to.
pub(crate) fn paste(login: &mut Command, decide: impl FnOnce(&Url) -> Url) -> Outcome {
    let mut login = login.stdin(Stdio::piped()).spawn().expect("pinads starts");
    let (page, said) = page(&mut login);
    let mut stdin = login.stdin.take().expect("it is piped");
    writeln!(stdin, "{}", decide(&page)).expect("somebody reads");
    end(login, said)
}

/// Runs a login and visits the page on this machine that the decision leads to. Returns that page
/// as well.
pub(crate) fn visit(login: &mut Command, decide: impl FnOnce(&Url) -> Url) -> (Outcome, String) {
    let mut login = login.spawn().expect("pinads starts");
    let (page, said) = page(&mut login);
    let back = decide(&page);
    // A browser wants an icon too, whenever it likes.
    let icon = back.join("/favicon.ico").expect("an address");
    assert_eq!(Answer::read(ask(&icon, "GET", &[], None)).status, 404);
    let answer = Answer::read(ask(&back, "GET", &[], None));
    assert_eq!(answer.status, 200, "{answer:?}");
    (end(login, said), answer.body)
}

/// The address that a login tells, once it is told, and what it says from then on.
pub(crate) fn page(login: &mut Child) -> (Url, thread::JoinHandle<String>) {
    let mut stderr = BufReader::new(login.stderr.take().expect("it is piped"));
    let mut said = String::new();
    let page = loop {
        let mut line = String::new();
        assert_ne!(stderr.read_line(&mut line).expect("text"), 0, "no address came: {said}");
        said.push_str(&line);
        let is_between = |c: char| c.is_whitespace() || c == '"' || c == '\\';
        let word = line.split(is_between).find(|word| word.contains("/oauth/?"));
        if let Some(word) = word {
            break word.parse().expect("an address");
        }
    };
    let rest = thread::spawn(move || {
        stderr.read_to_string(&mut said).expect("text");
        said
    });
    (page, rest)
}

pub(crate) fn end(login: Child, said: thread::JoinHandle<String>) -> Outcome {
    let mut output = login.wait_with_output().expect("it ends");
    output.stderr = said.join().expect("it is read").into_bytes();
    Outcome::of(output)
}
