//! HTTP without a client library, so that a test sees what was sent.

use std::io::{Read, Write};
use std::net::TcpStream;

use url::Url;
use url::form_urlencoded::Serializer;

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

/// Sends a request; the answer comes on the connection, which then ends.
pub(crate) fn ask(
    url: &Url,
    method: &str,
    headers: &[(&str, &str)],
    form: Option<&str>,
) -> TcpStream {
    let addresses = url.socket_addrs(|| None).expect("an address");
    let mut stream = TcpStream::connect(&*addresses).expect("somebody listens");
    let query = url.query().map_or(String::new(), |query| format!("?{query}"));
    let kind = if form.is_some() { "application/x-www-form-urlencoded" } else { "text/plain" };
    let headers = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n"));
    let headers = headers.collect::<String>();
    let body = form.unwrap_or_default();
    write!(
        stream,
        "{method} {}{query} HTTP/1.1\r\nHost: pinterest\r\nConnection: close\r\n{headers}\
         Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}",
        url.path(),
        body.len()
    )
    .expect("the server reads");
    stream
}

pub(crate) fn encoded(fields: &[(&str, &str)]) -> String {
    Serializer::new(String::new()).extend_pairs(fields).finish()
}

impl Answer {
    pub(crate) fn read(mut stream: TcpStream) -> Self {
        let mut text = String::new();
        // Half an answer is one too.
        let _ = stream.read_to_string(&mut text);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_default();
        let status = head.split(' ').nth(1).map_or(0, |code| code.parse().expect("a number"));
        Self { status, head: head.to_owned(), body: body.to_owned() }
    }
}
