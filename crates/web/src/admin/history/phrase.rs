//! What an event says that somebody did. The object's name follows, so each phrase ends where it stands.

use atiende_core::events::Object;
use atiende_i18n::{Locale, key};

pub(super) const fn object_key(object: Object) -> &'static str {
    match object {
        Object::Ticket => key!("admin-object-ticket"),
        Object::Person => key!("admin-object-person"),
        Object::Organization => key!("admin-object-organization"),
        Object::Location => key!("admin-object-location"),
        Object::Asset => key!("admin-object-asset"),
        Object::Article => key!("admin-object-article"),
        Object::Category => key!("admin-object-category"),
        Object::Team => key!("admin-object-team"),
        Object::Rule => key!("admin-object-rule"),
        Object::Setting => key!("admin-object-setting"),
        Object::Provider => key!("admin-object-provider"),
        Object::Mail => key!("admin-object-mail"),
        Object::Inbound => key!("inbound-object"),
        Object::Token => key!("admin-object-token"),
        Object::Invitation => key!("admin-object-invitation"),
        Object::Group => key!("admin-object-group"),
    }
}

/// The page of an object; empty when it has none.
pub(super) fn address(object: Object, id: i64) -> String {
    match object {
        Object::Ticket => format!("/t/{id}"),
        Object::Person => format!("/admin/personas/{id}"),
        Object::Organization => format!("/admin/centros/{id}"),
        Object::Asset => format!("/admin/inventario/{id}"),
        Object::Article => format!("/admin/articulos/{id}"),
        Object::Category => format!("/admin/categorias/{id}"),
        Object::Team => format!("/admin/equipos-de-trabajo/{id}"),
        Object::Invitation => "/admin/invitaciones".to_owned(),
        Object::Group => format!("/admin/directorios/{id}"),
        Object::Inbound => format!("/admin/correo/entrada/{id}"),
        Object::Rule | Object::Setting | Object::Provider | Object::Location | Object::Mail | Object::Token => {
            String::new()
        }
    }
}

/// Whose account it is that somebody changed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    Own,
    Others,
}

/// "aprobó la cuenta de"; a verb without words of its own is told as it is recorded.
pub(super) fn phrase(t: Locale, object: Object, verb: &str, whose: Whose) -> String {
    let own = (object == Object::Person && whose == Whose::Own).then(|| of_oneself(verb)).flatten();
    let key = own.or_else(|| match object {
        Object::Ticket => of_ticket(verb),
        Object::Person => of_person(verb),
        _ => of_thing(object, verb),
    });
    key.map_or_else(
        || t.with2("admin-event-other", "verb", verb.replace('_', " "), "object", t.text(object_key(object))),
        |key| t.text(key).to_owned(),
    )
}

/// What nobody does to another, or what was done to oneself: the phrase has said whom already.
pub(super) fn says_whom(object: Object, verb: &str, whose: Whose) -> bool {
    object == Object::Person && (whose == Whose::Own && of_oneself(verb).is_some() || is_of_oneself(verb))
}

fn is_of_oneself(verb: &str) -> bool {
    matches!(verb, "signed_in" | "signed_out" | "changed_own_data" | "proved_again" | "disowned" | "saw")
        || verb != "passkey_copied"
            && ["passkey_", "app_", "recovery_code"].iter().any(|prefix| verb.starts_with(prefix))
}

/// What people do to their own account and others to it, too.
fn of_oneself(verb: &str) -> Option<&'static str> {
    Some(match verb {
        "address_added" => key!("audit-own-address-added"),
        "address_preferred" => key!("audit-own-address-preferred"),
        "address_removed" => key!("audit-own-address-removed"),
        "asked_address" => key!("audit-own-asked-address"),
        "answered" => key!("audit-own-answered"),
        "asked_new_password" => key!("audit-own-asked-new-password"),
        "changed" => key!("admin-event-person-changed-own-data"),
        "changed_password" => key!("audit-own-changed-password"),
        "confirmed" => key!("audit-own-confirmed"),
        "ended_session" => key!("audit-own-ended-session"),
        "ended_sessions" => key!("audit-own-ended-sessions"),
        "held_ticket" => key!("audit-own-held-ticket"),
        "identity_added" => key!("audit-own-identity-added"),
        "identity_removed" => key!("audit-own-identity-removed"),
        "joined" => key!("audit-own-joined"),
        "left" => key!("audit-own-left"),
        "second_factor_reset" => key!("audit-own-second-factor-reset"),
        "signed_up" => key!("audit-own-signed-up"),
        "signed_up_again" => key!("audit-own-signed-up-again"),
        _ => return None,
    })
}

/// What a group of settings is called; one without a page keeps its recorded name.
pub(super) fn setting(t: Locale, name: String) -> String {
    match name.as_str() {
        "appearance" => t.text("admin-appearance").to_owned(),
        "admission" => t.text("admission-rules").to_owned(),
        "audit" => t.text("admin-history").to_owned(),
        "conversation" => t.text("admin-talk").to_owned(),
        "mail_setup" => t.text("setup-title").to_owned(),
        "scanning" => t.text("scans-setting").to_owned(),
        "second_factor" => t.text("factors-required").to_owned(),
        _ => name,
    }
}

fn of_ticket(verb: &str) -> Option<&'static str> {
    Some(match verb {
        "opened" => key!("admin-event-ticket-opened"),
        "edited" => key!("admin-event-ticket-edited"),
        "moved" => key!("admin-event-ticket-moved"),
        "assigned" => key!("admin-event-ticket-assigned"),
        "replied" => key!("admin-event-ticket-replied"),
        "noted" => key!("admin-event-ticket-noted"),
        "followed_up" => key!("admin-event-ticket-followed-up"),
        "taken_back" => key!("admin-event-ticket-taken-back"),
        "unfollowed" => key!("admin-event-ticket-unfollowed"),
        "handed_over" => key!("admin-event-ticket-handed-over"),
        "mail_failed" => key!("admin-event-ticket-mail-failed"),
        "mail_returned" => key!("admin-event-ticket-mail-returned"),
        "relayed" => key!("admin-event-ticket-relayed"),
        "infected" => key!("scans-event"),
        _ => return None,
    })
}

fn of_person(verb: &str) -> Option<&'static str> {
    Some(match verb {
        "added" => key!("admin-event-person-added"),
        "address_added" => key!("admin-event-person-address-added"),
        "address_preferred" => key!("admin-event-person-address-preferred"),
        "address_removed" => key!("admin-event-person-address-removed"),
        "asked_address" => key!("admin-event-person-asked-address"),
        "answered" => key!("admin-event-person-answered"),
        "approved" => key!("admin-event-person-approved"),
        "asked" => key!("admin-event-person-asked"),
        "became_coordinator" => key!("admin-event-person-became-coordinator"),
        "began_attending" => key!("admin-event-person-began-attending"),
        "asked_new_password" => key!("admin-event-person-asked-new-password"),
        "app_added" => key!("factors-event-app-added"),
        "app_removed" => key!("factors-event-app-removed"),
        "passkey_added" => key!("factors-event-passkey-added"),
        "passkey_copied" => key!("factors-event-passkey-copied"),
        "passkey_removed" => key!("factors-event-passkey-removed"),
        "passkey_renamed" => key!("factors-event-passkey-renamed"),
        "recovery_code_used" => key!("factors-event-code-used"),
        "recovery_codes_made" => key!("factors-event-codes-made"),
        "second_factor_reset" => key!("factors-event-reset"),
        "second_step_failed" => key!("factors-event-step-failed"),
        "changed" => key!("admin-event-person-changed"),
        "changed_own_data" => key!("admin-event-person-changed-own-data"),
        "changed_password" => key!("admin-event-person-changed-password"),
        "confirmed" => key!("admin-event-person-confirmed"),
        "deprovisioned" => key!("admin-event-person-deprovisioned"),
        "disabled" => key!("admin-event-person-disabled"),
        "disowned" => key!("admin-event-person-disowned"),
        "ended_session" => key!("admin-event-person-ended-session"),
        "ended_sessions" => key!("admin-event-person-ended-sessions"),
        "held_ticket" => key!("admin-event-person-held-ticket"),
        "identity_added" => key!("admin-event-person-identity-added"),
        "identity_removed" => key!("admin-event-person-identity-removed"),
        "impersonated" => key!("admin-event-person-impersonated"),
        "invited" => key!("admin-event-person-invited"),
        "joined" => key!("admin-event-person-joined"),
        "left" => key!("admin-event-person-left"),
        "merged" => key!("admin-event-person-merged"),
        "merged_away" => key!("admin-event-person-merged-away"),
        "unmerged" => key!("admin-event-person-unmerged"),
        "proved_again" => key!("admin-event-person-proved-again"),
        "rejected" => key!("admin-event-person-rejected"),
        "reminded_of" => key!("admin-event-person-reminded-of"),
        "saw" => key!("admin-event-person-saw"),
        "sign_in_failed" => key!("audit-person-sign-in-failed"),
        "signed_out" => key!("audit-person-signed-out"),
        "signed_in" => key!("admin-event-person-signed-in"),
        "signed_up" => key!("admin-event-person-signed-up"),
        "signed_up_again" => key!("admin-event-person-signed-up-again"),
        "stopped_attending" => key!("admin-event-person-stopped-attending"),
        "stopped_coordinating" => key!("admin-event-person-stopped-coordinating"),
        "stopped_impersonating" => key!("admin-event-person-stopped-impersonating"),
        _ => return None,
    })
}

fn of_thing(object: Object, verb: &str) -> Option<&'static str> {
    Some(match (object, verb) {
        (Object::Organization, "added") => key!("admin-event-organization-added"),
        (Object::Organization, "changed") => key!("admin-event-organization-changed"),
        (Object::Location, "added") => key!("admin-event-location-added"),
        (Object::Location, "renamed") => key!("admin-event-location-renamed"),
        (Object::Location, "archived") => key!("admin-event-location-archived"),
        (Object::Asset, "added") => key!("admin-event-asset-added"),
        (Object::Asset, "changed") => key!("admin-event-asset-changed"),
        (Object::Article, "added") => key!("admin-event-article-added"),
        (Object::Article, "changed") => key!("admin-event-article-changed"),
        (Object::Article, "spared_a_ticket") => key!("admin-event-article-spared"),
        (Object::Category, "added") => key!("admin-event-category-added"),
        (Object::Category, "changed") => key!("admin-event-category-changed"),
        (Object::Category, "archived") => key!("admin-event-category-archived"),
        (Object::Team, "added") => key!("admin-event-team-added"),
        (Object::Team, "changed") => key!("admin-event-team-changed"),
        (Object::Group, "added") => key!("admin-event-group-added"),
        (Object::Group, "changed") => key!("admin-event-group-changed"),
        (Object::Group, "deleted") => key!("admin-event-group-deleted"),
        (Object::Group, "mapped") => key!("admin-event-group-mapped"),
        (Object::Group, "members_changed") => key!("admin-event-group-members-changed"),
        (Object::Rule, "added") => key!("admin-event-rule-added"),
        (Object::Rule, "changed") => key!("admin-event-rule-changed"),
        (Object::Rule, "moved") => key!("admin-event-rule-moved"),
        (Object::Rule, "deleted") => key!("admin-event-rule-deleted"),
        (Object::Setting, "exported") => key!("audit-setting-exported"),
        (Object::Setting, "changed") => key!("admin-event-setting-changed"),
        (Object::Provider, "added") => key!("admin-event-provider-added"),
        (Object::Provider, "changed") => key!("admin-event-provider-changed"),
        (Object::Provider, "enabled") => key!("admin-event-provider-enabled"),
        (Object::Provider, "disabled") => key!("admin-event-provider-disabled"),
        (Object::Provider, "deleted") => key!("admin-event-provider-deleted"),
        (Object::Inbound, "blocked") => key!("inbound-event-blocked"),
        (Object::Inbound, "unblocked") => key!("inbound-event-unblocked"),
        (Object::Inbound, "refused") => key!("inbound-event-refused"),
        (Object::Inbound, "read_again") => key!("inbound-event-read-again"),
        (Object::Inbound, "taken_in") => key!("inbound-event-taken-in"),
        (Object::Mail, "mailbox_failing") => key!("mailboxes-event-failing"),
        (Object::Mail, "mailbox_well") => key!("mailboxes-event-well"),
        (Object::Mail, "mail_consent_asked") => key!("mailboxes-event-consent-asked"),
        (Object::Mail, "mail_consent_given") => key!("mailboxes-event-consent-given"),
        (Object::Mail, "mail_consent_ends") => key!("mailboxes-event-consent-ends"),
        (Object::Mail, "requeued") => key!("admin-event-mail-requeued"),
        (Object::Mail, "tested") => key!("admin-event-mail-tested"),
        (Object::Token, "added") => key!("admin-event-token-added"),
        (Object::Token, "revoked") => key!("admin-event-token-revoked"),
        (Object::Invitation, "added") => key!("admin-event-invitation-added"),
        (Object::Invitation, "revoked") => key!("admin-event-invitation-revoked"),
        _ => return None,
    })
}
