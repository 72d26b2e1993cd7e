//! `POST /oauth/token`: what an app gives, and the tokens that it gets for it.

use serde_json::json;

use super::grants::Grants;
use super::scopes::{self, Scopes};
use crate::support::server::parameters::{Parameters, check_one_of, wrong};
use crate::support::server::reply::Reply;
use crate::support::server::routes::Call;
use crate::support::server::state::lock;

const CODE: &str = "authorization_code";
const REFRESH: &str = "refresh_token";
const CLIENT: &str = "client_credentials";

pub(in crate::support::server) fn token(call: &Call<'_>) -> Result<Reply, Reply> {
    let form = call.form.ok_or_else(|| Reply::bad_request("The body must be a form."))?;
    let mut fields = Parameters::new(form);
    let grant = fields.required("grant_type")?;
    check_one_of("grant_type", grant, &[CODE, REFRESH, CLIENT])?;
    match grant {
        CODE => by_code(call, fields),
        REFRESH => by_refresh_token(call, fields),
        _ => by_client(call, fields),
    }
}

fn by_code(call: &Call<'_>, mut fields: Parameters<'_>) -> Result<Reply, Reply> {
    let code = fields.required("code")?;
    let redirect_uri = fields.required("redirect_uri")?;
    let is_renewable = is_renewable(call, &mut fields)?;
    fields.finish()?;
    let mut grants = lock(&call.state.grants);
    let granted = grants.redeem(code, redirect_uri, call.now);
    let granted =
        granted.ok_or_else(|| wrong("code", "is not one that was given for this redirect_uri"))?;
    let renewable = is_renewable.then_some(&granted);
    Ok(tokens(call, &mut grants, (CODE, ","), &granted, renewable))
}

fn by_refresh_token(call: &Call<'_>, mut fields: Parameters<'_>) -> Result<Reply, Reply> {
    let refresh_token = fields.required("refresh_token")?;
    let wanted = fields.single("scope")?.map(read_scope).transpose()?;
    let is_renewable = is_renewable(call, &mut fields)?;
    fields.finish()?;
    let mut grants = lock(&call.state.grants);
    let granted = grants.renewable(refresh_token, call.now).cloned();
    let granted =
        granted.ok_or_else(|| Reply::error(401, 2, "The refresh token is invalid or expired."))?;
    let scopes = wanted.unwrap_or_else(|| granted.clone());
    if !scopes.is_subset(&granted) {
        return Err(wrong("scope", "goes beyond what was granted"));
    }
    grants.note_refresh();
    if is_renewable {
        grants.replace(refresh_token, call.state.world.app.rotation);
    }
    // However little is asked for now, all of it can be asked for again.
    let renewable = is_renewable.then_some(&granted);
    Ok(tokens(call, &mut grants, (REFRESH, " "), &scopes, renewable))
}

fn by_client(call: &Call<'_>, mut fields: Parameters<'_>) -> Result<Reply, Reply> {
    let scopes = read_scope(fields.required("scope")?)?;
    fields.finish()?;
    if !call.state.world.app.may_use_client_credentials {
        return Err(wrong("grant_type", "is not open to this app"));
    }
    Ok(tokens(call, &mut lock(&call.state.grants), (CLIENT, ","), &scopes, None))
}

fn read_scope(text: &str) -> Result<Scopes, Reply> {
    scopes::read(text).map_err(|why| wrong("scope", &why))
}

/// Whether a refresh token comes along. Only older apps have to ask for it.
fn is_renewable(call: &Call<'_>, fields: &mut Parameters<'_>) -> Result<bool, Reply> {
    let is_asked_for = fields.boolean("continuous_refresh")? == Some(true);
    Ok(is_asked_for || !call.state.world.app.is_legacy)
}

/// Answers to different grants name the scopes in different ways.
fn tokens(
    call: &Call<'_>,
    grants: &mut Grants,
    (grant, between_scopes): (&str, &str),
    scopes: &Scopes,
    renewable: Option<&Scopes>,
) -> Reply {
    let app = &call.state.world.app;
    let mut answer = json!({
        "response_type": grant,
        "access_token": grants.access_token(app, scopes, call.now).text,
        "token_type": "bearer",
        "expires_in": app.access_seconds,
        "scope": scopes.iter().copied().collect::<Vec<_>>().join(between_scopes),
    });
    if let Some(scopes) = renewable {
        let token = grants.refresh_token(app, scopes, call.now);
        answer["refresh_token"] = token.text.into();
        answer["refresh_token_expires_in"] = app.refresh_seconds.into();
        answer["refresh_token_expires_at"] = token.expires_at.timestamp().into();
    }
    Reply::json(answer.to_string())
}
