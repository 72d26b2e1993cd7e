//! Runs pinads against a local imitation of Pinterest:
//! `cargo run --no-default-features --features demo --bin demo -- ARGUMENTS`.
//!
//! `cargo run --no-default-features --features demo --bin demo -- --serve [PORT]` only serves, for
//! calls by hand.

use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Command, ExitCode};

use chrono::Utc;

#[allow(dead_code, reason = "the tests use more of the server than the demo")]
#[path = "../tests/support"]
mod support {
    pub(crate) mod server;
}

use support::server::{Server, World};

const DEFAULT_ARGUMENTS: [&str; 4] = ["delivery-metrics", "--all-ad-accounts", "--days-back", "3"];

/// The user's own set-up may not leak into the demo. With what cargo tells a program that it runs,
/// some packages would be built once more.
const OF_OTHERS: [&str; 4] = ["PINADS_", "PINTEREST_", "CARGO_MANIFEST_", "CARGO_PKG_"];

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|first| first == "--serve") {
        let port = arguments.get(1).map_or(Ok(0), |port| port.parse());
        serve(port.map_err(|_| "the port must be a number from 0 to 65535")?)?;
        return Ok(ExitCode::SUCCESS);
    }
    if arguments.is_empty() {
        arguments = DEFAULT_ARGUMENTS.map(str::to_owned).to_vec();
    }
    Ok(run(&arguments)?)
}

fn serve(port: u16) -> io::Result<()> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let server = Server::start_on(address, World::sample(), Utc::now)?;
    writeln!(
        io::stdout(),
        "export PINADS_API_URL={}\nexport PINADS_ACCESS_TOKEN={}\n\
         # or, to sign in:\nunset PINADS_ACCESS_TOKEN\nexport PINADS_AUTHORIZE_URL={}\n\
         export PINADS_CLIENT_ID={}\nexport PINADS_CLIENT_SECRET={}",
        server.url(),
        server.world().token,
        server.authorize_url(),
        server.world().app.id,
        server.world().app.secret,
    )?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(tokio::signal::ctrl_c())
}

fn run(arguments: &[String]) -> io::Result<ExitCode> {
    let server = Server::start(World::sample(), Utc::now);
    let home = tempfile::tempdir()?;
    writeln!(io::stderr(), "demo: pinads {} (at {})", arguments.join(" "), server.url())?;
    let mut pinads = Command::new(env!("CARGO"));
    pinads.args(["run", "--quiet", "--no-default-features", "--bin", "pinads", "--manifest-path"]);
    pinads.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
    if !cfg!(debug_assertions) {
        pinads.arg("--release");
    }
    // The first build is faster if it saves nothing for the next.
    pinads.env("CARGO_INCREMENTAL", "0");
    for (name, _) in std::env::vars_os() {
        if OF_OTHERS.iter().any(|other| name.to_string_lossy().starts_with(other)) {
            pinads.env_remove(name);
        }
    }
    let status = pinads
        .env("PINADS_API_URL", server.url())
        .env("PINADS_ACCESS_TOKEN", &server.world().token)
        .env("PINADS_STATE_DIR", home.path().join("state"))
        .env("PINADS_CONFIG_DIR", home.path().join("config"))
        .env("NO_PROXY", "127.0.0.1")
        .arg("--")
        .args(arguments)
        .status()?;
    let code = status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1);
    Ok(ExitCode::from(code))
}
