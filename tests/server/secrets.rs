//! The search for secrets in all output.

use crate::support::server::{holds_a_secret, new_secret};

#[test]
fn a_secret_is_found_wherever_it_is() {
    let secrets: Vec<_> = (0..50).map(|number| new_secret(&format!("p{number}_"))).collect();
    for secret in &secrets {
        for text in
            [secret.clone(), format!("{secret}\n"), format!("a={secret}"), format!("ü{secret}ü")]
        {
            assert!(holds_a_secret(text.as_bytes()), "{text}");
        }
        assert!(holds_a_secret(&[b"\xff", secret.as_bytes(), b"\xff"].concat()), "{secret}");
        for part in [&secret[1..], &secret[..secret.len() - 1], ""] {
            assert!(!holds_a_secret(part.as_bytes()), "{part}");
        }
    }
}
