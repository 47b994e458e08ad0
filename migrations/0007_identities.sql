-- Accounts elsewhere (Google, Microsoft, a school's own server) that open an account here.
CREATE TABLE identities (
    id {pk},
    person_id BIGINT NOT NULL REFERENCES people (id),
    provider TEXT NOT NULL,             -- the word in the configuration
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,              -- with the issuer: who it is, for good
    email TEXT NOT NULL,                -- as the provider last said it, empty if it did not
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX identities_subject ON identities (issuer, subject);
CREATE INDEX identities_person ON identities (person_id, id);

-- A browser that was sent to a provider, and what it came back with until that is used. Each is good once.
CREATE TABLE sign_ins (
    token_hash TEXT PRIMARY KEY NOT NULL,
    provider TEXT NOT NULL,
    proved BOOLEAN NOT NULL,            -- came back: data holds who it is
    person_id BIGINT REFERENCES people (id), -- was signed in already, and adds the account
    data TEXT NOT NULL,
    back_to TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sign_ins_expiry ON sign_ins (expires_at);
