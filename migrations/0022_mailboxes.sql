-- Mailboxes that are fetched, how far, and how they fare.
CREATE TABLE mailboxes (
    address TEXT PRIMARY KEY NOT NULL,
    place TEXT NOT NULL,                -- server, account and folder that the rest is about; another one begins anew
    uid_validity BIGINT NOT NULL,       -- what its UIDs are worth (RFC 9051 2.3.1.1); 0: it was never opened
    last_uid BIGINT NOT NULL,           -- all up to this one were taken, or are left over
    last_message_at BIGINT,
    last_success_at BIGINT,
    failing_since BIGINT,               -- NULL: it is well
    problem TEXT NOT NULL,              -- a word for what is wrong; empty for nothing
    words TEXT NOT NULL,                -- the server's own
    attempts BIGINT NOT NULL,           -- failed ones in a row
    next_at BIGINT NOT NULL,            -- when it is tried again
    alarmed_at BIGINT,                  -- since when the administrators know that it fails
    holder TEXT NOT NULL,               -- which worker fetches it; empty: none
    held_until BIGINT NOT NULL
);

-- Messages that stay in their mailbox because they cannot be taken.
CREATE TABLE mailbox_leftovers (
    address TEXT NOT NULL REFERENCES mailboxes (address),
    uid BIGINT NOT NULL,
    reason TEXT NOT NULL,               -- too_large, unreadable
    size BIGINT NOT NULL,
    words TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_at BIGINT NOT NULL,            -- unreadable: when it is tried again
    at BIGINT NOT NULL,
    PRIMARY KEY (address, uid)
);

-- Leave to act for an account of mail at its provider (OAuth 2.0), until it is withdrawn.
CREATE TABLE mail_grants (
    account TEXT PRIMARY KEY NOT NULL,
    provider TEXT NOT NULL,             -- the word of mail_oauth that it was given to
    refresh_token {bytes} NOT NULL,     -- sealed under a key made of secret_key
    granted_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    ends_at BIGINT,                     -- NULL: nobody knows
    warned_for BIGINT                   -- the end that the administrators were warned of
);

-- Ends of secrets that the administrators were warned of.
CREATE TABLE mail_secret_warnings (
    provider TEXT PRIMARY KEY NOT NULL,
    ends_at BIGINT NOT NULL
);

-- Who was sent to a provider to give that leave, and has not come back.
CREATE TABLE mail_consents (
    state TEXT PRIMARY KEY NOT NULL,    -- digest of what the provider sends back
    account TEXT NOT NULL,
    session_id BIGINT NOT NULL,
    verifier {bytes} NOT NULL,          -- sealed (RFC 7636)
    at BIGINT NOT NULL
);
CREATE INDEX mail_consents_at ON mail_consents (at);
