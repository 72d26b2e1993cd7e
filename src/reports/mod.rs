//! The reports. A report is one file with its options, requests, columns, and rows. Copy `example.rs`
//! to add one.

mod beta;
mod board_names;
mod chunk;
mod domain_pins;
mod entity;
#[cfg(test)]
mod example;
mod field;
mod forecast;
mod glossary;
mod linked_pins;
mod listing;
mod more;
mod organic;
mod organic_metrics;
mod pin;
mod report;
mod site;
mod top_pins;

use std::sync::Arc;

use chrono::NaiveDate;
use clap::Subcommand;

use crate::error::Result;
use crate::options::accounts::AccountOptions;
use crate::options::output::OutputOptions;
use crate::output::key::KeyPart;
use crate::reports::report::examples;
use crate::terminal::console::Console;

pub(crate) use crate::reports::forecast::Requests;
pub(crate) use crate::reports::more::Requestable;
pub(crate) use crate::reports::object_information::object_type_named;
pub(crate) use crate::reports::report::{Batches, Facts, Named, Report, Section, Source};

// A report with the options that every report has. (What documents this would be the help.)
#[derive(clap::Args, Debug)]
pub(crate) struct Typed<R: clap::Args> {
    #[command(flatten)]
    report: R,
    #[command(flatten)]
    output: OutputOptions,
}

/// The needed scopes that are not granted.
pub(crate) fn missing(needed: &[&'static str], granted: &[String]) -> Vec<&'static str> {
    needed.iter().filter(|scope| !granted.iter().any(|it| it == *scope)).copied().collect()
}

/// Makes the commands from a list of `module::Report`: adding a report is one line here and one
/// file in `reports/`.
macro_rules! reports {
    ($($module:ident::$Report:ident),* $(,)?) => {
        $(mod $module;)*

        #[derive(Debug, Subcommand)]
        pub(crate) enum AnyReport {
            $(
                #[command(after_long_help = examples(&$module::$Report::FACTS))]
                $Report(Typed<$module::$Report>),
            )*
        }

        impl AnyReport {
            pub(crate) fn name(&self) -> &'static str {
                match self {
                    $(AnyReport::$Report(_) => $module::$Report::FACTS.name,)*
                }
            }

            pub(crate) fn is_quiet(&self) -> bool {
                match self {
                    $(AnyReport::$Report(typed) => typed.report.is_quiet(),)*
                }
            }

            pub(crate) fn output(&self) -> &OutputOptions {
                match self {
                    $(AnyReport::$Report(typed) => &typed.output,)*
                }
            }

            pub(crate) fn output_mut(&mut self) -> &mut OutputOptions {
                match self {
                    $(AnyReport::$Report(typed) => &mut typed.output,)*
                }
            }

            pub(crate) fn scopes(&self) -> &'static [&'static str] {
                match self {
                    $(AnyReport::$Report(typed) => typed.report.scopes(),)*
                }
            }

            pub(crate) fn needs_a_user(&self) -> Option<&'static str> {
                match self {
                    $(AnyReport::$Report(typed) => typed.report.needs_a_user(),)*
                }
            }

            /// The columns that identify a row at any options.
            pub(crate) fn key(&self) -> &'static [KeyPart] {
                match self {
                    $(AnyReport::$Report(_) => $module::$Report::FACTS.key,)*
                }
            }

            /// Heads the columns by display names. Returns whether the report has some.
            pub(crate) fn head_by_display_names(&mut self) -> bool {
                match self {
                    $(AnyReport::$Report(typed) => typed.report.head_by_display_names(),)*
                }
            }

            pub(crate) fn accounts(&self) -> Option<&AccountOptions> {
                match self {
                    $(AnyReport::$Report(typed) => typed.report.accounts(),)*
                }
            }

            pub(crate) fn source(
                self,
                today: NaiveDate,
                console: &Arc<Console>,
            ) -> Result<Arc<dyn Source>> {
                match self {
                    $(AnyReport::$Report(typed) => typed.report.source(today, console),)*
                }
            }
        }

        /// Every report, in the order of the help.
        pub(crate) const ALL: &[Facts] = &[$($module::$Report::FACTS,)*];
    };
}

reports! {
    board_details::BoardDetails,
    board_pins::BoardPins,
    conversion_quality_health::ConversionQualityHealth,
    delivery_metrics::DeliveryMetrics,
    delivery_metrics_definitions::DeliveryMetricsDefinitions,
    followers::Followers,
    get::Get,
    most_clicked_pins::MostClickedPins,
    most_repinned_pins::MostRepinnedPins,
    object_information::ObjectInformation,
    pins::Pins,
    targeting_metrics::TargetingMetrics,
    user_boards::UserBoards,
    user_metrics::UserMetrics,
    user_top_pins::UserTopPins,
    user_top_video_pins::UserTopVideoPins,
    users::Users,
}
