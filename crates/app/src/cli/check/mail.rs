//! What the domain that mails come from publishes about them: advice, and only what is surely wrong fails the check.

use super::super::desk::Desk;
use super::{Finding, PATIENCE, finding};
use atiende_mail::hints::{self, OwnDomain};
use atiende_mail::outgoing::smtp_host;
use atiende_text::address::{address_of, email_domain};
use tokio::time::timeout;

/// Three findings where mail goes out and somebody can be asked; else none, as without a database: that has its own.
pub(super) async fn hints(desk: &Desk) -> Vec<Finding> {
    let Ok(db) = desk.open().await else { return Vec::new() };
    let Ok(config) = desk.in_force(&db).await else { return Vec::new() };
    let mail = config.mail;
    let (Some(host), Some(domain)) =
        (mail.smtp_url.as_deref().and_then(smtp_host), email_domain(address_of(&mail.from)))
    else {
        return Vec::new();
    };
    let own = OwnDomain { name: domain, smtp_host: Some(&host), dkim: mail.dkim.as_ref() };
    match timeout(PATIENCE, hints::hints(&own, mail.name_servers)).await {
        Ok(Ok(hints)) => {
            hints.into_iter().map(|hint| Finding { name: hint.name, ok: hint.ok, detail: hint.detail }).collect()
        }
        Ok(Err(error)) => vec![finding("spf", Ok(format!("nobody to ask about {domain}: {error}")))],
        Err(_) => vec![finding("spf", Ok(format!("the name servers are too slow to ask about {domain}")))],
    }
}
