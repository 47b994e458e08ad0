//! Google answers for its own addresses; of others it only knows whose they once were.

use atiende_oidc::{Kind, Provider, Quirks, Secret};
use serde_json::json;

use crate::provider::{CLIENT, SECRET, World};

#[tokio::test]
async fn an_address_elsewhere_may_have_changed_hands() {
    let told = [
        ("ana@gmail.com", json!(null), true),
        ("Ana@GoogleMail.com", json!(null), true),
        ("ana@colegio.example", json!("colegio.example"), true),
        ("ana@colegio.example", json!(null), false),
        ("ana@gmail.com.evil.example", json!(null), false),
        ("ana@notgmail.com", json!(null), false),
    ];
    for (email, hd, verified) in told {
        for in_token in [true, false] {
            let mut world = World::new().await;
            world.provider.kind = Kind::OpenId(Quirks { google: true, ..Quirks::default() });
            world.wish(|wishes| {
                wishes.claims = json!({ "email": email, "hd": hd });
                if !in_token {
                    wishes.claims["email"] = json!(null);
                    wishes.userinfo = json!({ "email": email, "email_verified": true });
                }
            });
            let identity = world.sign_in().await.unwrap();
            assert_eq!((identity.email.as_deref(), identity.email_verified), (Some(email), verified), "{email} {hd}");
        }
    }
}

#[tokio::test]
async fn who_configures_the_issuer_gets_googles_ways() {
    let Kind::OpenId(quirks) = Provider::google(CLIENT, Secret::new(SECRET), Vec::new()).kind else { panic!() };
    assert!(quirks.google);
}
