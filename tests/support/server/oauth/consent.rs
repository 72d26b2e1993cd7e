//! The page where somebody allows an app to see their data, and the way back to the app.

use url::Url;

use super::scopes::{self, Scopes};
use crate::support::server::app::App;
use crate::support::server::parameters::Pair;
use crate::support::server::reply::Reply;
use crate::support::server::routes::Call;
use crate::support::server::state::lock;

const FIELDS: [&str; 5] = ["client_id", "redirect_uri", "response_type", "scope", "state"];
const DECISION: &str = "decision";

/// What an app asks for.
struct Asked<'a> {
    redirect_uri: &'a str,
    scopes: Scopes,
    state: &'a str,
}

/// `GET /oauth/`
pub(super) fn page(call: &Call<'_>) -> Result<Reply, Reply> {
    let app = &call.state.world.app;
    let asked = read(app, call.query, &[]).map_err(|why| refusal(&why))?;
    let app = escaped(&app.id);
    let scopes = asked.scopes.iter().map(|scope| format!("<li>{scope}</li>\n"));
    let hidden = call.query.iter().map(|(name, value)| {
        format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">\n", escaped(value))
    });
    let scopes = scopes.collect::<Vec<_>>().concat();
    let hidden = hidden.collect::<Vec<_>>().concat();
    Ok(html(
        200,
        &format!(
            "<h1>App {app} asks for access to your data</h1>\n<ul>\n{scopes}</ul>\n\
             <form method=\"post\" action=\"/oauth/consent\">\n{hidden}\
             <button id=\"allow\" name=\"decision\" value=\"allow\">Allow</button>\n\
             <button id=\"refuse\" name=\"decision\" value=\"refuse\">Refuse</button>\n</form>"
        ),
    ))
}

/// `POST /oauth/consent`
pub(super) fn decision(call: &Call<'_>) -> Result<Reply, Reply> {
    let form = call.form.ok_or_else(|| refusal("The body must be a form."))?;
    let world = &call.state.world;
    let asked = read(&world.app, form, &[DECISION]).map_err(|why| refusal(&why))?;
    let mut url = Url::parse(asked.redirect_uri).map_err(|error| refusal(&error.to_string()))?;
    match only(form, DECISION) {
        Ok("allow") => {
            let code = lock(&call.state.grants).code(asked.redirect_uri, asked.scopes, call.now);
            url.query_pairs_mut().append_pair("code", &code);
        }
        Ok("refuse") => {
            url.query_pairs_mut()
                .append_pair("error", "access_denied")
                .append_pair("error_description", "The user refused access.");
        }
        _ => return Err(refusal("The decision must be to allow or to refuse.")),
    }
    let prefix = if world.quirks.wrong_state { "other-" } else { "" };
    url.query_pairs_mut().append_pair("state", &format!("{prefix}{}", asked.state));
    Ok(html(302, "<p>Back to the app.</p>").with_header("location", url.into()))
}

/// Checks every field, and that there are no more of them.
fn read<'a>(app: &App, fields: &'a [Pair], also: &[&str]) -> Result<Asked<'a>, String> {
    let is_known = |name: &str| FIELDS.contains(&name) || also.contains(&name);
    if let Some((name, _)) = fields.iter().find(|(name, _)| !is_known(name)) {
        return Err(format!("{name} is unknown"));
    }
    if only(fields, "client_id")? != app.id {
        return Err("no app has this client_id".to_owned());
    }
    let redirect_uri = only(fields, "redirect_uri")?;
    if !app.redirects_to(redirect_uri) {
        return Err("the app has not registered this redirect_uri".to_owned());
    }
    if only(fields, "response_type")? != "code" {
        return Err("response_type must be 'code'".to_owned());
    }
    let scopes = scopes::read(only(fields, "scope")?)?;
    Ok(Asked { redirect_uri, scopes, state: only(fields, "state")? })
}

fn only<'a>(fields: &'a [Pair], name: &str) -> Result<&'a str, String> {
    let mut values = fields.iter().filter(|(own, _)| own == name).map(|(_, value)| value.as_str());
    match (values.next(), values.next()) {
        (Some(value), None) if !value.is_empty() => Ok(value),
        (_, Some(_)) => Err(format!("{name} is given more than once")),
        _ => Err(format!("{name} is missing")),
    }
}

fn refusal(why: &str) -> Reply {
    html(400, &format!("<p>{}</p>", escaped(why)))
}

fn html(status: u16, body: &str) -> Reply {
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <title>Consent</title>\n{body}\n</html>\n"
    );
    Reply::new(status, "text/html; charset=utf-8", page.into_bytes())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
