//! The page on this machine that the browser visits after the consent page.

use std::convert::Infallible;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::{Arc, Mutex};

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, REFERRER_POLICY};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use url::{Host, Url};

use crate::auth::grant::no_address;
use crate::error::{Error, Kind, Result};

pub(super) struct Callback {
    listeners: Vec<TcpListener>,
    path: String,
}

/// The browser has sent its request and waits for a page.
pub(super) struct Visit {
    pub(super) query: String,
    page: oneshot::Sender<String>,
    served: oneshot::Receiver<Infallible>,
}

impl Callback {
    /// Listens at the redirect address, which must be one of this machine.
    pub(super) async fn open(redirect: &str) -> Result<Self> {
        let redirect = Url::parse(redirect).map_err(no_address)?;
        let port = redirect.port_or_known_default().unwrap_or(80);
        let mut listeners = Vec::new();
        match redirect.host() {
            _ if redirect.scheme() != "http" => {}
            Some(Host::Ipv4(ip)) if ip.is_loopback() => listeners.push(listen(ip, port).await?),
            Some(Host::Ipv6(ip)) if ip.is_loopback() => listeners.push(listen(ip, port).await?),
            Some(Host::Domain("localhost")) => {
                listeners.push(listen(Ipv4Addr::LOCALHOST, port).await?);
                // Browsers may try IPv6 first; some machines have no IPv6.
                listeners.extend(listen(Ipv6Addr::LOCALHOST, port).await);
            }
            _ => {}
        }
        if listeners.is_empty() {
            return Err(Error::usage(format!("cannot listen at `{redirect}`")).hint(
                "use `--paste`, or a redirect URI of this machine, such as `--redirect-uri \
                       http://localhost:8085/`",
            ));
        }
        Ok(Callback { listeners, path: redirect.path().to_owned() })
    }

    /// Waits for the browser.
    pub(super) async fn visit(self) -> Result<Visit> {
        let (sender, mut visits) = mpsc::channel(1);
        let path: Arc<str> = self.path.into();
        for listener in self.listeners {
            let (sender, path) = (sender.clone(), Arc::clone(&path));
            tokio::spawn(async move {
                while let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(serve(stream, Arc::clone(&path), sender.clone()));
                }
            });
        }
        visits.recv().await.ok_or_else(|| {
            Error::new(Kind::Internal, "the local server stopped before the browser returned")
        })
    }
}

impl Visit {
    /// Shows the result and waits until the page is sent.
    pub(super) async fn end(self, is_signed_in: bool) {
        let (title, text) = if is_signed_in {
            ("pinads is signed in", "You can close this page.")
        } else {
            ("pinads is not signed in", "The terminal shows the reason.")
        };
        let _ = self.page.send(page(title, text));
        let _ = self.served.await;
    }
}

async fn listen(ip: impl Into<std::net::IpAddr>, port: u16) -> Result<TcpListener> {
    TcpListener::bind((ip.into(), port)).await.map_err(|error| {
        Error::new(Kind::Internal, format!("cannot listen on port {port} of this machine: {error}"))
            .hint("use `--paste`, or another `--redirect-uri` that is registered with your app")
    })
}

async fn serve(stream: TcpStream, path: Arc<str>, visits: mpsc::Sender<Visit>) {
    let (served, is_served) = oneshot::channel::<Infallible>();
    // A connection has one request, but the type of the service allows more.
    let is_served = Mutex::new(Some(is_served));
    let service = service_fn(|request: Request<Incoming>| {
        let is_visit = request.uri().path() == &*path;
        let taken = is_served.lock().ok().and_then(|mut is_served| is_served.take());
        let visit = taken.filter(|_| is_visit);
        let (visits, query) =
            (visits.clone(), request.uri().query().unwrap_or_default().to_owned());
        async move {
            // Browsers also request an icon.
            let Some(served) = visit else {
                return Ok::<_, Infallible>(response(StatusCode::NOT_FOUND, String::new()));
            };
            let (sender, page) = oneshot::channel();
            let _ = visits.send(Visit { query, page: sender, served }).await;
            Ok(response(StatusCode::OK, page.await.unwrap_or_default()))
        }
    });
    // The browser may close the connection at any time.
    let _ = http1::Builder::new()
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service)
        .await;
    drop(served);
}

fn response(status: StatusCode, page: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(page.into()));
    *response.status_mut() = status;
    for (name, value) in [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        // The address of the page contains a code.
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn page(title: &str, text: &str) -> String {
    format!(
        "<!doctype html><meta charset=utf-8><title>{title}</title>\
         <body style=\"font: 1.2em sans-serif; margin: 4em auto; max-width: 34em\">\
         <h1>{title}</h1><p>{text}</p>"
    )
}
