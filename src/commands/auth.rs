//! `pinads auth`: sign in and manage credentials.

mod app;
mod browser;
mod callback;
mod context;
mod list;
mod login;
mod prompt;
mod redirected;
mod renew;
pub(crate) mod state;
mod status;

use std::sync::Arc;

use crate::auth::{SignIn, environment};
use crate::commands::auth::context::Context;
use crate::commands::auth::list::List;
use crate::commands::auth::login::Login;
use crate::commands::auth::status::Status;
use crate::error::{Error, Kind, Result};
use crate::settings::global::GlobalOptions;
use crate::system::clock::Clock;
use crate::terminal::console::Console;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum AuthCommand {
    /// Sign in
    Login(Login),
    /// Show the signed-in user, when the tokens expire, and which reports they allow
    #[command(
        after_long_help = "Examples:\n  pinads auth status\n  pinads auth status --format json"
    )]
    Status(Status),
    /// List the profiles, where each sign-in is stored, and when it expires
    #[command(after_long_help = "Examples:\n  pinads auth list\n  pinads auth list --format json")]
    List(List),
    /// Refresh the token now (commands do this automatically)
    #[command(
        after_long_help = "Examples:\n  pinads auth refresh\n  pinads auth refresh --profile work"
    )]
    Refresh,
    /// Sign out: delete the stored credentials
    #[command(
        after_long_help = "Examples:\n  pinads auth logout\n  pinads auth logout --profile work"
    )]
    Logout,
    /// Renew the sign-in that the fingerprint is of
    #[command(hide = true)]
    Renew { fingerprint: String },
}

pub(crate) async fn obey(
    command: AuthCommand,
    global: GlobalOptions,
    clock: Clock,
    console: Arc<Console>,
) -> Result<()> {
    let (place, profile, transport) = global.connect(clock, &console)?;
    let context = Context { place, profile, transport, clock, console };
    match command {
        AuthCommand::Login(login) => login.run(context).await,
        AuthCommand::Status(status) => status.run(&context),
        AuthCommand::List(list) => list.run(&context),
        AuthCommand::Refresh => refresh(&context).await,
        AuthCommand::Logout => logout(&context),
        AuthCommand::Renew { fingerprint } => renew::run(&context, &fingerprint).await,
    }
}

async fn refresh(context: &Context) -> Result<()> {
    let api = &context.transport.settings.api;
    let sign_in = context.place.find(api)?;
    let SignIn::Kept(kept) = &sign_in else {
        return Err(Error::new(
            Kind::NotSignedIn,
            "an access token without a refresh token cannot be refreshed",
        )
        .hint(sign_in.remedy(&context.place)));
    };
    context.transport.renew(kept, &context.place).await?;
    if let SignIn::Kept(kept) = context.place.find(api)? {
        let end = kept.credential.access.and_then(|token| token.expires_at);
        context.console.note(&format!("token refreshed; it expires at {}", state::time(end)));
    }
    Ok(())
}

fn logout(context: &Context) -> Result<()> {
    let vault = context.place.vault();
    let _lock = vault.lock()?;
    let text = if vault.clear()? {
        "signed out; to revoke the app's access, open your Pinterest account's settings"
    } else {
        "not signed in"
    };
    context.console.note(&format!("profile `{}`: {text}", context.place.profile));
    if let Some(variable) = environment::in_front() {
        context.console.warn(&format!("`{variable}` is still set and provides credentials"));
    }
    Ok(())
}
