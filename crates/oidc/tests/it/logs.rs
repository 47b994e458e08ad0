//! What may be printed without a second thought.

use crate::keys::base64;
use crate::provider::{SECRET, World};

#[tokio::test]
async fn no_secret_shows_in_what_is_printed() {
    let world = World::new().await;
    let started = world.begin().await.unwrap();
    let printed = format!("{:?} {:?}", world.provider, started.pending);
    assert!(printed.contains("acme") && printed.contains("***"), "{printed}");
    assert!(!printed.contains(SECRET) && !printed.contains(started.pending.state()), "{printed}");

    let stored = serde_json::to_value(&started.pending).unwrap();
    for hidden in ["nonce", "verifier"] {
        let secret = stored[hidden].as_str().unwrap();
        assert!(secret.len() >= base64([0; 32]).len() && !printed.contains(secret), "{hidden}");
    }
}
