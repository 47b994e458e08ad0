//! Files in an S3 store: out of it into a backup, and back into another one.

use super::{Client, restore, verify, well};
use crate::program::Desk;
use crate::site::{self, Server};
use atiende_testing::skip;

#[test]
fn files_of_a_bucket_are_backed_up_and_restored() {
    #[expect(clippy::disallowed_methods, reason = "tests are told of servers by the environment")]
    let Ok(endpoint) = std::env::var("ATIENDE_TEST_S3") else {
        return skip("files_of_a_bucket_are_backed_up_and_restored", "S3: ATIENDE_TEST_S3 names no server");
    };
    let address = format!("s3://atiende-test?endpoint={endpoint}&region=us-east-1&path_style=true");
    let bucket =
        [("ATIENDE_STORAGE", address.as_str()), ("ATIENDE_STORAGE_KEY", "key"), ("ATIENDE_STORAGE_SECRET", "secret")];
    atiende_testing::run(async {
        let desk = Desk::new();
        let seeded = site::seed(&desk).await;
        let server = Server::start(&desk, &bucket);
        let client = Client::of(&server, &seeded);
        let mut all = Vec::new();
        for n in [4, 5, 6] {
            all.push(client.opens(n).await.unwrap());
        }
        let folder = desk.folder().join("copia");
        well(&desk.run_with(&["backup", folder.to_str().unwrap()], &bucket, ""));
        drop(server);
        well(&verify(&desk, &folder));
        assert_eq!(super::files_of(&folder.join("files")).len(), 3);
        // Into a folder; and for another desk, whose files are in the bucket.
        let local = Desk::new();
        well(&restore(&local, &folder, &[]));
        super::serves(&local, &seeded, &all).await;
        let back = Desk::new();
        well(&back.run_with(&["restore", folder.to_str().unwrap()], &bucket, ""));
        let server = Server::start(&back, &bucket);
        let client = Client::of(&server, &seeded);
        for told in &all {
            client.sees(told).await;
        }
    });
}
