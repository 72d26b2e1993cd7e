//! The examples for those who run pinads unattended do what they say.

mod backfill;
mod crontab;
mod systemd;
