//! A line of the matrix: a fault, and what is to come of it.

use std::io;
use std::net::TcpListener;

use crate::support::server::Fault;

/// What is asked, and how often the fault happens.
pub(super) const COLUMNS: [&str; 4] =
    ["listing, once", "listing, always", "analytics, once", "analytics, always"];

/// A fault that makes no sense in a column.
pub(super) const NONE: &str = "–";

pub(super) struct Line {
    pub(super) name: &'static str,
    /// Each happens once, one after another; `always`, the last one stays.
    pub(super) faults: Vec<Fault>,
    /// What is expected in each of the columns.
    pub(super) cells: [&'static str; 4],
    /// What is said of it, be it in the error or on the way to the data.
    pub(super) told: &'static str,
    pub(super) scene: Scene,
}

/// Where the fault happens, if that is not a plain request of one ad account with three campaigns.
#[derive(Default)]
pub(super) struct Scene {
    /// More campaigns than fit on a page. The fault is in their list, whatever is asked.
    pub(super) is_paged: bool,
    /// One campaign only, for what is large.
    pub(super) is_small: bool,
    /// Three ad accounts, of which the second has the fault.
    pub(super) has_several_accounts: bool,
    /// With a sign-in that can be renewed, and not a bare token.
    pub(super) is_signed_in: bool,
    /// `--timeout`, for once and for always.
    pub(super) timeouts: Option<[&'static str; 2]>,
    /// Another address than that of the server.
    pub(super) api_url: Option<String>,
    /// The value that the API gives to a column of each report.
    pub(super) value: Option<([&'static str; 2], String)>,
    /// Where the fault leads to.
    pub(super) elsewhere: Option<TcpListener>,
}

impl Line {
    pub(super) fn new(
        name: &'static str,
        cells: [&'static str; 4],
        told: &'static str,
        fault: Fault,
    ) -> Self {
        Line { name, faults: vec![fault], cells, told, scene: Scene::default() }
    }

    pub(super) fn within(self, scene: Scene) -> Self {
        Line { scene, ..self }
    }

    /// Nobody has come to where the fault leads to.
    pub(super) fn led_nobody_astray(&self) -> bool {
        self.scene.elsewhere.as_ref().is_none_or(|elsewhere| {
            elsewhere.set_nonblocking(true).expect("a listener can be told not to wait");
            elsewhere.accept().is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
        })
    }
}

impl Scene {
    /// Nothing is special about it.
    pub(super) fn is_common(&self) -> bool {
        let Scene { is_paged, is_signed_in, timeouts, api_url, value, elsewhere, .. } = self;
        !is_paged
            && !is_signed_in
            && timeouts.is_none()
            && api_url.is_none()
            && value.is_none()
            && elsewhere.is_none()
    }

    /// How many ad accounts there are, and campaigns in each.
    pub(super) fn size(&self) -> (usize, usize) {
        let campaigns = match self {
            Scene { is_paged: true, .. } => 260,
            Scene { is_small: true, .. } => 1,
            _ => 3,
        };
        (if self.has_several_accounts { 3 } else { 1 }, campaigns)
    }
}
