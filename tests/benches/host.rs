//! A server that answers at once and does nothing else: its share of the time is small.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

/// Serves the files of one workload to all connections.
pub(crate) struct Host {
    address: SocketAddr,
}

struct Files {
    paths: Vec<PathBuf>,
    address: SocketAddr,
}

impl Host {
    pub(crate) fn start(paths: Vec<PathBuf>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let files = Arc::new(Files { paths, address });
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let files = Arc::clone(&files);
                // A client that goes away ends its thread.
                thread::spawn(move || files.serve(&connection));
            }
        });
        Host { address }
    }

    pub(crate) fn api(&self) -> String {
        format!("http://{}/v5", self.address)
    }
}

impl Files {
    fn serve(&self, connection: &TcpStream) -> io::Result<()> {
        connection.set_nodelay(true)?;
        let mut requests = BufReader::new(connection);
        loop {
            let mut line = String::new();
            if requests.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let mut length = 0;
            loop {
                let mut header = String::new();
                requests.read_line(&mut header)?;
                let header = header.trim().to_lowercase();
                if let Some(value) = header.strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap_or(0);
                }
                if header.is_empty() {
                    break;
                }
            }
            io::copy(&mut io::Read::take(&mut requests, length), &mut io::sink())?;
            self.answer(&line, connection)?;
        }
    }

    fn answer(&self, line: &str, connection: &TcpStream) -> io::Result<()> {
        let target = line.split(' ').nth(1).unwrap_or_default();
        let path = target.split('?').next().unwrap_or_default();
        if line.starts_with("POST") {
            let body = r#"{"report_status":"IN_PROGRESS","token":"token","message":""}"#;
            send(connection, body)
        } else if path.ends_with("/reports") {
            let url = format!("http://{}/report", self.address);
            let body = format!(r#"{{"report_status":"FINISHED","url":"{url}","size":1}}"#);
            send(connection, &body)
        } else {
            // The report, or the page that the bookmark names.
            let page = target.split_once("bookmark=").map_or("0", |(_, rest)| rest);
            let page: usize = page.split('&').next().unwrap_or_default().parse().unwrap_or(0);
            send_file(connection, &self.paths[page])
        }
    }
}

fn head(length: u64) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n")
}

fn send(mut connection: &TcpStream, body: &str) -> io::Result<()> {
    let head = head(body.len() as u64);
    connection.write_all([head.as_str(), body].concat().as_bytes())
}

/// The kernel copies it.
fn send_file(mut connection: &TcpStream, path: &Path) -> io::Result<()> {
    let mut file = File::open(path)?;
    connection.write_all(head(file.metadata()?.len()).as_bytes())?;
    io::copy(&mut file, &mut connection)?;
    Ok(())
}
