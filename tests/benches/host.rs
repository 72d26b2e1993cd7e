//! A server that answers at once and does nothing else: its share of the time is small.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use crate::workload::Workload;

pub(crate) struct Host {
    address: SocketAddr,
}

struct Files {
    report: PathBuf,
    pages: PathBuf,
    address: SocketAddr,
}

impl Host {
    pub(crate) fn start(workload: &Workload) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (report, pages) = (workload.report.clone(), workload.pages.clone());
        let files = Arc::new(Files { report, pages, address });
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

    fn answer(&self, line: &str, mut connection: &TcpStream) -> io::Result<()> {
        let target = line.split(' ').nth(1).unwrap_or_default();
        let head = |length: u64| format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n");
        let path = target.split('?').next().unwrap_or_default();
        if path == "/report" {
            let mut file = File::open(&self.report)?;
            connection.write_all(head(file.metadata()?.len()).as_bytes())?;
            io::copy(&mut file, &mut connection)?;
            return Ok(());
        }
        let body = if line.starts_with("POST") {
            r#"{"report_status":"IN_PROGRESS","token":"token","message":""}"#.to_owned()
        } else if path.ends_with("/reports") {
            format!(
                r#"{{"report_status":"FINISHED","url":"http://{}/report","size":1}}"#,
                self.address
            )
        } else {
            let page = target.split_once("bookmark=").map_or("0", |(_, rest)| rest);
            let page = page.split('&').next().unwrap_or("0");
            fs::read_to_string(self.pages.join(format!("{page}.json")))?
        };
        connection.write_all(head(body.len() as u64).as_bytes())?;
        connection.write_all(body.as_bytes())
    }
}
