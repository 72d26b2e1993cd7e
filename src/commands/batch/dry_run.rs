//! The plan of a batch: that of each line, and the requests of all.

use crate::commands::batch::report_line::ReportLine;
use crate::error::Result;
use crate::reports::Requests;
use crate::run::planned;
use crate::terminal::console::Console;
use crate::terminal::counted::counted;
use crate::terminal::stdout;

pub(super) async fn print(lines: Vec<ReportLine>, console: &Console) -> Result<()> {
    let (mut text, mut requests) = (Vec::new(), Vec::new());
    for line in lines {
        text.push(format!("line {}: {}", line.number, line.command));
        text.push(format!("  output: {}", line.output));
        let plan = planned(line.prepared).await?;
        if let accounts @ 1.. = plan.accounts.len() {
            text.push(format!("  ad accounts: {accounts}"));
        }
        text.extend(plan.lines.iter().map(|fact| format!("  {fact}")));
        requests.push(plan.requests);
    }
    let lines = counted(requests.len(), "line");
    let all: Requests = requests.into_iter().sum();
    text.push(format!("requests of {lines}: {all}"));
    text.push("Lists that several lines need are requested once.\n".to_owned());
    console.suspend(|| stdout::print(&text.join("\n")))
}
