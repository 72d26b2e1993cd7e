//! How a run should end that the API refused, by a rule of its own.

use super::capture::Capture;

pub(super) struct Refusal {
    pub(super) status: u16,
    code: Option<i64>,
    pub(super) message: String,
}

impl Refusal {
    pub(super) fn of(capture: &Capture) -> Self {
        let code = capture.body.field("code").map(|code| code.write().replace('"', ""));
        let code = code.and_then(|code| code.parse().ok());
        let message = capture.body.field("message").and_then(|message| message.text());
        Refusal { status: capture.status, code, message: message.unwrap_or_default().to_owned() }
    }

    /// The exit code. `command` matters where an object type has none of what was requested, and
    /// where it has days, which lie in the range that the API then denies for a moment.
    pub(super) fn exit_code(&self, command: &str) -> i32 {
        let message = self.message.to_lowercase();
        let is_limit =
            self.status == 429 || self.code == Some(8) || message.contains("retry after");
        let is_theirs = self.status >= 500 || matches!(self.code, Some(12 | 2787));
        let is_about_days = message.contains("only get data from the last");
        match self.code {
            _ if message.contains("spam") => 4,
            // One object is out of reach, whatever the status.
            Some(7 | 29) => 4,
            Some(4182) if command.contains("catalog-product-groups") => 0,
            _ if is_limit || is_theirs => 5,
            _ if is_about_days && !command.starts_with("get ") => 5,
            _ if self.status == 401 && !self.is_restricted() => 3,
            _ => 4,
        }
    }

    /// The app may not use the feature, whoever signs in.
    pub(super) fn is_restricted(&self) -> bool {
        self.message.contains("restricted feature")
    }
}
