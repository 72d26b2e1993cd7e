//! README, guides, promises, and the shape of the source.

mod dependencies;
mod english;
mod guides;
mod house;
mod readme;
mod security;
mod warehouses;
