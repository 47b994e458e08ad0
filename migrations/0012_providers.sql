-- Providers of accounts elsewhere that are set up in the administration; the configuration file may have others.
CREATE TABLE providers (
    id {pk},
    word TEXT NOT NULL,                 -- in addresses: /auth/WORD/callback; never changes
    kind TEXT NOT NULL,                 -- google, apple, ..: which form it has
    label TEXT NOT NULL,                -- on the button
    settings TEXT NOT NULL,             -- JSON: what the kind needs besides its secret
    secret {bytes} NOT NULL,            -- sealed under a key made of secret_key
    link_verified_email BOOLEAN NOT NULL,
    enabled BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX providers_word ON providers (word);
CREATE INDEX identities_provider ON identities (provider);

-- Who asked a provider that we forget them, and what became of it. Nothing here tells who it was.
CREATE TABLE deletion_requests (
    code TEXT PRIMARY KEY NOT NULL,
    provider TEXT NOT NULL,
    found BOOLEAN NOT NULL,             -- there was something to delete
    at BIGINT NOT NULL
);
CREATE INDEX deletion_requests_at ON deletion_requests (at);
