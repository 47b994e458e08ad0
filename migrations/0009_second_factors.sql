-- Passkeys, one-time codes, recovery codes; and sign-ins that stopped half-way to ask for them.
CREATE TABLE passkeys (
    id {pk},
    person_id BIGINT NOT NULL REFERENCES people (id),
    credential_id TEXT NOT NULL,        -- base64url of at most 1023 bytes
    user_handle TEXT NOT NULL,          -- what the authenticator calls the person; random, the same for all keys of one
    name TEXT NOT NULL,
    data TEXT NOT NULL,                 -- public key and signature counter
    created_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE UNIQUE INDEX passkeys_credential ON passkeys (credential_id);
CREATE INDEX passkeys_person ON passkeys (person_id, id);

CREATE TABLE authenticator_apps (
    person_id BIGINT PRIMARY KEY NOT NULL REFERENCES people (id),
    secret {bytes} NOT NULL,            -- sealed with a key that is not in the database
    last_step BIGINT NOT NULL,          -- of the newest code that was taken: none is good twice
    created_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE TABLE recovery_codes (
    code_hash TEXT PRIMARY KEY NOT NULL,
    person_id BIGINT NOT NULL REFERENCES people (id),
    created_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX recovery_codes_person ON recovery_codes (person_id);

-- Who proved the first factor and owes the second.
CREATE TABLE half_sign_ins (
    token_hash TEXT PRIMARY KEY NOT NULL,
    person_id BIGINT NOT NULL REFERENCES people (id),
    wrong_codes BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX half_sign_ins_person ON half_sign_ins (person_id);
CREATE INDEX half_sign_ins_expiry ON half_sign_ins (expires_at);

-- What a browser was asked and must answer soon: a passkey's challenge, an app's secret to be confirmed.
CREATE TABLE challenges (
    token_hash TEXT PRIMARY KEY NOT NULL,
    purpose TEXT NOT NULL,              -- passkey_new, passkey_sign_in, passkey_second, app_new
    person_id BIGINT REFERENCES people (id),
    data TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX challenges_expiry ON challenges (expires_at);
