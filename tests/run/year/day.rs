//! What happens to the job on a day.

use fastrand::Rng;

use super::job::{End, Job};
use crate::api::fault_matrix;
use crate::support::sandbox::Outcome;
use crate::support::server::{Fault, Times};

/// Requests of a run that nothing disturbs.
const REQUESTS: usize = 5;

const RESUME: &[&str] = &["--resume"];

/// Where something goes wrong; `{}` is an ad account.
const PATHS: [&str; 5] = [
    "/ad_accounts",
    "/campaigns",
    "/campaigns/analytics",
    "/{}/campaigns",
    "/{}/campaigns/analytics",
];

#[derive(Clone, Copy, Debug)]
pub(super) enum Event {
    Nothing,
    /// The machine was off.
    NoRun,
    /// Something goes wrong that passes.
    Fault,
    /// The same again and again, all day long or until the job is run once more.
    Outage,
    Killed,
    /// Two runs at once.
    Twice,
    /// The token has been taken back.
    Revoked,
    /// Somebody uses up the hour.
    Crowd,
}

impl Event {
    /// Nothing on the first day, on which somebody looks, and on the last.
    pub(super) fn of(day: u64, days: u64, random: &mut Rng) -> Self {
        match random.u8(..100) {
            _ if day == 0 || day + 1 == days => Event::Nothing,
            _ if day % 30 == 10 => Event::Crowd,
            0..25 => Event::Nothing,
            25..30 => Event::NoRun,
            30..55 => Event::Fault,
            55..65 => Event::Outage,
            65..80 => Event::Killed,
            80..90 => Event::Twice,
            _ => Event::Revoked,
        }
    }

    pub(super) fn happen(self, job: &mut Job, random: &mut Rng) {
        let more = if random.u8(..3) == 0 { RESUME } else { &[] };
        job.day(&format!("{self:?} {more:?}"), |job| match self {
            Event::Nothing => vec![job.succeed()],
            Event::NoRun => vec![],
            Event::Fault => {
                break_down(job, Times::Once, random);
                let end = job.run(more);
                job.sandbox.server.forget_faults();
                vec![end]
            }
            Event::Outage => {
                break_down(job, Times::Always, random);
                let end = job.run(more);
                job.sandbox.server.forget_faults();
                [vec![end], again(job, more, random)].concat()
            }
            Event::Killed => [vec![kill(job, more, random)], again(job, more, random)].concat(),
            Event::Twice => {
                let runs = [job.start(more), job.start(more)];
                runs.map(|run| job.end(run)).to_vec()
            }
            Event::Revoked => revoke(job, more, random),
            Event::Crowd => crowd(job),
        });
    }
}

fn break_down(job: &Job, times: Times, random: &mut Rng) {
    let accounts = &job.sandbox.server.world().accounts;
    let account = random.choice(accounts).expect("there are two");
    let path = random.choice(PATHS).expect("there are five").replace("{}", &account.id);
    let (_, faults) = random.choice(fault_matrix::common()).expect("there are many");
    let last = faults.len() - 1;
    for (at, fault) in faults.into_iter().enumerate() {
        let times = if at == last { times } else { Times::Once };
        job.sandbox.server.inject(&path, times, fault);
    }
}

fn kill(job: &Job, more: &[&str], random: &mut Rng) -> End {
    let requests = job.sandbox.server.asked() + random.usize(..=REQUESTS);
    job.sandbox.kill_after(requests, job.start(more))
}

/// Somebody may have noticed, at once or hours later.
fn again(job: &Job, more: &[&str], random: &mut Rng) -> Vec<End> {
    match random.u8(..4) {
        0 => vec![job.run(more)],
        1 => {
            job.sandbox.pass_until(job.at(15));
            vec![job.run(more)]
        }
        _ => vec![],
    }
}

/// The renewal may fail at first, and the run be killed meanwhile.
fn revoke(job: &Job, more: &[&str], random: &mut Rng) -> Vec<End> {
    let server = &job.sandbox.server;
    server.expire_access_tokens();
    if random.bool() {
        let busy = Fault::Status { status: 503, headers: vec![], body: String::new() };
        server.inject("/oauth/token", Times::Once, busy);
    }
    let killed = random.bool().then(|| kill(job, more, random));
    killed.into_iter().chain([job.run(more)]).collect()
}

/// The job runs while somebody asks for so much that the hour has no room for it.
fn crowd(job: &Job) -> Vec<End> {
    let all = ["object-information", "--object-type", "product-groups", "--all-ad-accounts"];
    let crowd = job.sandbox.unattended(&all).spawn().expect("pinads starts");
    let end = job.succeed();
    let outcome = Outcome::of(crowd.wait_with_output().expect("it ends"));
    assert_eq!(outcome.code, Some(0), "{}: {}", job.when(), outcome.stderr);
    vec![end]
}
