//! What must hold for the whole site, whatever is added to it: the walk over the table of routes, and attacks.
//!
//! `walk` asks for each route as everybody and holds the answer against what the route declares; the others send what no page
//! of ours would send.

mod brute_force;
mod confirming;
mod cookies;
mod cross_site;
mod door;
mod enumeration;
mod following;
mod hosts;
mod images;
mod people;
mod redirects;
mod requests;
mod streams;
mod walk;
mod world;
