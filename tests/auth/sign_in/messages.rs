//! What `pinads auth` says to machines.

use serde_json::Value;

use super::visitor::{allow, paste, refuse};
use super::{fail, sandbox, succeed};
use crate::support::server::App;

/// The level and the text of each line.
fn lines(stderr: &str) -> Vec<(String, String)> {
    let text = |line: &Value, name: &str| line[name].as_str().expect("a text").to_owned();
    let objects = stderr.lines().map(|line| serde_json::from_str(line).expect(line));
    objects.map(|line: Value| (text(&line, "level"), text(&line, "message"))).collect()
}

#[test]
fn each_line_is_an_object() {
    let sandbox = sandbox(App::default());
    let json = ["--log-format", "json", "-v"];
    let login = [&["auth", "login", "--paste", "--store", "file"][..], &json].concat();
    let refused = paste(&mut sandbox.signed_out(&login), refuse);
    assert_eq!(refused.code, Some(3));
    let said = lines(&refused.stderr);
    assert!(said[0].0 == "ask" && said[0].1.contains("Paste that address here"), "{said:?}");
    assert!(said[1].0 == "error" && said[1].1.contains("did not grant access"), "{said:?}");

    let mut signed_in = sandbox.signed_out(&login);
    signed_in.env("PINADS_ACCESS_TOKEN", &sandbox.server.world().token);
    let signed_in = paste(&mut signed_in, allow);
    assert_eq!(signed_in.code, Some(0));
    let said = lines(&signed_in.stderr);
    let levels: Vec<_> = said.iter().map(|(level, _)| level.as_str()).collect();
    assert_eq!(levels, ["ask", "detail", "detail", "note", "warning"], "{said:?}");

    let auth = |command: &str| sandbox.unattended(&[&["auth", command][..], &json].concat());
    // The process that renews it is heard as well.
    let said = lines(&succeed(&mut auth("refresh")).stderr);
    assert!(said.iter().any(|(_, text)| text.ends_with("POST /v5/oauth/token 200")), "{said:?}");
    assert!(
        said.last()
            .is_some_and(|(level, text)| level == "note" && text.contains("token refreshed"))
    );
    assert_eq!(lines(&succeed(&mut auth("status")).stderr), []);
    assert_eq!(lines(&succeed(&mut auth("logout")).stderr)[0].0, "note");
    for command in ["status", "refresh"] {
        let said = lines(&fail(3, &mut auth(command)));
        assert_eq!(said, [("error".to_owned(), "not signed in".to_owned())]);
    }
}
