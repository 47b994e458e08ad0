//! Where bytes are kept: a local folder or an S3-compatible store, addressed by content.

use super::{Limits, UploadError};
use crate::accounts::Secret;
use bytes::Bytes;
use futures_util::{Stream, StreamExt, TryStreamExt};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{
    BackoffConfig, ClientOptions, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig, WriteMultipart,
};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

/// The file store cannot be reached, is full, or its address is wrong.
#[derive(Debug, thiserror::Error)]
#[error("file store: {0}")]
pub struct VaultError(String);

impl From<object_store::Error> for VaultError {
    fn from(error: object_store::Error) -> Self {
        Self(error.to_string())
    }
}

/// A file that is safely stored and not yet named by a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    pub sha256: String,
    pub size: u64,
    /// Told from its first bytes, not from what the sender claims; `text/plain` for text.
    pub content_type: String,
}

/// The file store; cheap to clone.
#[derive(Clone)]
pub struct Vault {
    store: Arc<dyn ObjectStore>,
}

/// Enough to tell any type that `infer` knows.
const SNIFFED: usize = 8192;
/// Parts of a multipart upload; S3 wants at least 5 MiB.
const PART: usize = 5 * 1024 * 1024;
/// A store that does not take a connection, or says nothing for so long, is not there: somebody waits for the answer.
const CONNECT: Duration = Duration::from_secs(3);
const SILENCE: Duration = Duration::from_secs(20);
/// After this nothing is tried again.
const RETRY_FOR: Duration = Duration::from_secs(6);

impl Vault {
    /// Opens `file:///path` (made if it is not there) or
    /// `s3://bucket?endpoint=URL&region=R&path_style=true`.
    pub fn open(address: &str, key: &str, secret: &str) -> Result<Self, VaultError> {
        let store: Arc<dyn ObjectStore> = if let Some(path) = address.strip_prefix("file://") {
            std::fs::create_dir_all(path).map_err(|e| VaultError(format!("{path}: {e}")))?;
            // fsync: an answer to the sender promises that the file is there after a power cut.
            Arc::new(LocalFileSystem::new_with_prefix(path)?.with_fsync(true))
        } else if let Some(rest) = address.strip_prefix("s3://") {
            Arc::new(s3(rest, key, secret)?)
        } else {
            return Err(VaultError(format!("{address:?} is neither file:///path nor s3://bucket")));
        };
        Ok(Self { store })
    }

    /// Takes a file of any size in constant memory. Errors: `Empty`, `TooLarge`, `Type`, `Cut`
    /// (the sender went away); then nothing is kept.
    pub async fn take<E>(
        &self,
        mut bytes: impl Stream<Item = Result<Bytes, E>> + Unpin + Send,
        upload: &str,
        limits: &Limits,
    ) -> Result<StoredFile, UploadError> {
        let mut head = Vec::new();
        while head.len() < PART {
            match bytes.next().await {
                Some(Ok(chunk)) => head.extend_from_slice(&chunk),
                Some(Err(_)) => return Err(UploadError::Cut),
                None => return self.take_small(head, limits).await,
            }
        }
        self.take_large(head, bytes, upload, limits).await
    }

    async fn take_small(&self, whole: Vec<u8>, limits: &Limits) -> Result<StoredFile, UploadError> {
        if whole.is_empty() {
            return Err(UploadError::Empty);
        }
        let size = whole.len() as u64;
        check_size(size, limits)?;
        let content_type = sniff(&whole, limits)?;
        let sha256 = hex(&Sha256::digest(&whole));
        self.put(&sha256, whole.into()).await?;
        Ok(StoredFile { sha256, size, content_type })
    }

    /// Streams a large file to a place of its own, then moves it to its content's address.
    async fn take_large<E>(
        &self,
        head: Vec<u8>,
        bytes: impl Stream<Item = Result<Bytes, E>> + Unpin + Send,
        upload: &str,
        limits: &Limits,
    ) -> Result<StoredFile, UploadError> {
        let content_type = sniff(&head, limits)?;
        let place = Path::from(format!("incoming/{upload}"));
        let upload = self.store.put_multipart(&place).await.map_err(VaultError::from)?;
        let mut writer = WriteMultipart::new_with_chunk_size(upload, PART);
        match receive(head, bytes, &mut writer, limits).await {
            Ok((sha256, size)) => {
                writer.finish().await.map_err(VaultError::from)?;
                self.store.rename(&place, &address(&sha256)).await.map_err(VaultError::from)?;
                Ok(StoredFile { sha256, size, content_type })
            }
            Err(error) => {
                let _ = writer.abort().await;
                Err(error)
            }
        }
    }

    /// Keeps bytes that are in memory, whatever they are; none is a file, too.
    pub async fn keep(&self, whole: Vec<u8>) -> Result<StoredFile, VaultError> {
        let (size, content_type) = (whole.len() as u64, told(&whole));
        let sha256 = hex(&Sha256::digest(&whole));
        self.put(&sha256, whole.into()).await?;
        Ok(StoredFile { sha256, size, content_type })
    }

    /// All of a stored file.
    pub async fn whole(&self, sha256: &str) -> Result<Bytes, VaultError> {
        Ok(self.store.get(&address(sha256)).await?.bytes().await?)
    }

    async fn put(&self, sha256: &str, bytes: Bytes) -> Result<(), VaultError> {
        let place = address(sha256);
        // The same content is the same file: no need to write it twice.
        match self.store.head(&place).await {
            Ok(meta) if meta.size == bytes.len() as u64 => return Ok(()),
            Ok(_) | Err(object_store::Error::NotFound { .. }) => {}
            // Who waits is told at once, and not after a second try.
            Err(error) => return Err(error.into()),
        }
        self.store.put(&place, PutPayload::from_bytes(bytes)).await?;
        Ok(())
    }

    /// The bytes of a stored file, as they arrive.
    pub async fn read(
        &self,
        sha256: &str,
    ) -> Result<impl Stream<Item = Result<Bytes, VaultError>> + Send + use<>, VaultError> {
        let found = self.store.get(&address(sha256)).await?;
        Ok(found.into_stream().map_err(VaultError::from))
    }

    /// Deletes a file that no row names.
    pub async fn delete(&self, sha256: &str) -> Result<(), VaultError> {
        Ok(self.store.delete(&address(sha256)).await?)
    }

    /// Writes, reads and deletes a small file: whether the store works.
    pub async fn check(&self) -> Result<(), VaultError> {
        // A name of its own: other nodes check the same store at the same time.
        let place = Path::from(format!("check/{}", Secret::generate().hash()));
        self.store.put(&place, PutPayload::from_static(b"atiende")).await?;
        let read = async { self.store.get(&place).await?.bytes().await };
        let back = read.await;
        self.store.delete(&place).await?;
        let back = back?;
        if back.as_ref() == b"atiende" { Ok(()) } else { Err(VaultError("read back other bytes".into())) }
    }
}

async fn receive<E>(
    head: Vec<u8>,
    mut bytes: impl Stream<Item = Result<Bytes, E>> + Unpin,
    writer: &mut WriteMultipart,
    limits: &Limits,
) -> Result<(String, u64), UploadError> {
    let mut hash = Sha256::new();
    let mut size = 0;
    let mut next = Some(Bytes::from(head));
    while let Some(chunk) = next {
        size += chunk.len() as u64;
        check_size(size, limits)?;
        hash.update(&chunk);
        writer.wait_for_capacity(4).await.map_err(VaultError::from)?;
        writer.put(chunk);
        next = bytes.next().await.transpose().map_err(|_| UploadError::Cut)?;
    }
    Ok((hex(&hash.finalize()), size))
}

fn check_size(size: u64, limits: &Limits) -> Result<(), UploadError> {
    if size > limits.file_bytes { Err(UploadError::TooLarge { max: limits.file_bytes }) } else { Ok(()) }
}

fn sniff(bytes: &[u8], limits: &Limits) -> Result<String, UploadError> {
    let content_type = told(bytes);
    if limits.allows_type(&content_type) { Ok(content_type) } else { Err(UploadError::Type) }
}

/// What the first bytes say that it is.
fn told(bytes: &[u8]) -> String {
    let head = bytes.get(..SNIFFED).unwrap_or(bytes);
    let known = infer::get(head).map(|kind| kind.mime_type());
    known.unwrap_or(if head.contains(&0) { "application/octet-stream" } else { "text/plain" }).to_owned()
}

fn address(sha256: &str) -> Path {
    // Two levels of folders keep each of them small.
    let (a, b) = (sha256.get(..2).unwrap_or("00"), sha256.get(2..4).unwrap_or("00"));
    Path::from(format!("sha256/{a}/{b}/{sha256}"))
}

/// Lower case, as content is addressed.
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// A long file may take its time as long as it moves.
fn patience() -> ClientOptions {
    ClientOptions::new().with_timeout_disabled().with_connect_timeout(CONNECT).with_read_timeout(SILENCE)
}

fn s3(rest: &str, key: &str, secret: &str) -> Result<impl ObjectStore + use<>, VaultError> {
    let (bucket, query) = rest.split_once('?').unwrap_or((rest, ""));
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(bucket)
        .with_region("us-east-1")
        .with_retry(RetryConfig { backoff: BackoffConfig::default(), max_retries: 3, retry_timeout: RETRY_FOR })
        .with_client_options(patience())
        .with_access_key_id(key)
        .with_secret_access_key(secret);
    for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        builder = match name {
            "endpoint" => builder.with_endpoint(value).with_allow_http(value.starts_with("http://")),
            "region" => builder.with_region(value),
            "path_style" => builder.with_virtual_hosted_style_request(value != "true"),
            other => return Err(VaultError(format!("s3 address: unknown option {other:?}"))),
        };
    }
    Ok(builder.build()?)
}
